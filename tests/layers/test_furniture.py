import numpy as np
import pytest
import shapely

from layers import amenities, charging_stations, parking, public_bikes, street_furniture, transit
from layers.facing import BEARING
from layers.furniture import (
    bench,
    bench_without_back,
    bike_stand,
    box,
    charger,
    lamp,
    stop,
    stop_with_shelter,
)
from layers.layer import LayerKind
from layers.mesh import Mesh, instances

from .tables import FLAT, SLOPE, context_of, layer_of, line, raw_table

HERE = shapely.Point(100, 100)
STREET = {"streets": raw_table(("way/9", line((110, 0), (110, 500)), {"highway": "residential"}))}  # 10 m to the east


def drawn(kind: LayerKind, tags: dict[str, str], *, at: shapely.Geometry = HERE) -> Mesh:
    layer, _ = layer_of(kind, raw_table(("node/1", at, tags)), context_of(raw=STREET))
    return kind.form(layer.table, FLAT)


@pytest.mark.parametrize(
    "shape", [stop(), stop_with_shelter(), charger(), bike_stand(), bench(), bench_without_back(), lamp()]
)
def test_a_shape_stands_on_the_ground_and_is_few_triangles(shape: Mesh) -> None:
    assert shape.points[:, 2].min() == 0
    assert len(shape.triangles) + 2 * len(shape.quads) <= 130


def test_faces_of_a_box_look_outward() -> None:
    mesh = box((-1, 1), (-2, 2), (0, 3))
    corners = mesh.points[mesh.quads]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1])
    assert ((corners.mean(axis=1) - [0, 0, 1.5]) * normal).sum(axis=1).min() > 0


def test_what_looks_north_is_turned_clockwise() -> None:
    arrow = box((0, 0.1), (0, 5), (0, 1))
    turned = instances(np.zeros((1, 3)), arrow, turn_deg=[90.0])
    assert turned.points[:, 0].max() == pytest.approx(5)
    assert turned.points[:, 1].min() == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("kind", "tags", "shape"),
    [
        (transit.KIND, {"highway": "bus_stop"}, stop()),
        (transit.KIND, {"highway": "bus_stop", "shelter": "no"}, stop()),
        (transit.KIND, {"highway": "bus_stop", "shelter": "yes"}, stop_with_shelter()),
        (charging_stations.KIND, {"amenity": "charging_station"}, charger()),
        (parking.KIND, {"amenity": "bicycle_parking"}, bike_stand()),
        (street_furniture.KIND, {"amenity": "bench"}, bench()),
        (street_furniture.KIND, {"amenity": "bench", "backrest": "no"}, bench_without_back()),
        (street_furniture.KIND, {"highway": "street_lamp"}, lamp()),
    ],
)
def test_a_thing_has_its_own_shape(kind: LayerKind, tags: dict[str, str], shape: Mesh) -> None:
    assert drawn(kind, tags).face_count == shape.face_count


@pytest.mark.parametrize(
    ("kind", "tags"),
    [
        (transit.KIND, {"highway": "bus_stop"}),
        (charging_stations.KIND, {"amenity": "charging_station"}),
        (public_bikes.KIND, {"amenity": "bicycle_rental"}),
        (amenities.KIND, {"amenity": "cafe"}),
    ],
)
def test_signs_are_lower_than_houses_of_three_storeys_and_wide_enough_to_be_seen(
    kind: LayerKind, tags: dict[str, str]
) -> None:
    points = drawn(kind, tags).points
    assert 5 <= points[:, 2].max() <= 6
    sign = points[points[:, 2] > 3]
    assert max(np.ptp(sign[:, 0]), np.ptp(sign[:, 1])) >= 2


def test_a_lamp_reaches_over_the_street_beside_it() -> None:
    points = drawn(street_furniture.KIND, {"highway": "street_lamp"}).points
    assert points[:, 0].max() - 100 > 2 > 100 - points[:, 0].min()


def test_a_bench_faces_as_mapped_and_else_the_street() -> None:
    raw = raw_table(
        ("node/1", HERE, {"amenity": "bench", "direction": "S"}), ("node/2", HERE, {"amenity": "bench"}),
        ("node/3", shapely.Point(120, 100), {"amenity": "bench"}),
    )  # fmt: skip
    layer, _ = layer_of(street_furniture.KIND, raw.drop(index="node/2"), context_of(raw=STREET))
    again, _ = layer_of(street_furniture.KIND, raw.loc[["node/2"]], context_of(raw=STREET))
    assert layer.table[BEARING.name].tolist() == [180.0, 270.0]
    assert again.table[BEARING.name].tolist() == [90.0]


def test_a_stop_on_the_line_of_its_street_faces_across_it() -> None:
    layer, _ = layer_of(
        transit.KIND,
        raw_table(("node/1", shapely.Point(110, 100), {"highway": "bus_stop"})),
        context_of(raw=STREET),
    )
    assert layer.table[BEARING.name].tolist() == [90.0]


def test_without_a_street_near_nothing_is_said_and_it_looks_north() -> None:
    raw = raw_table(("node/1", shapely.Point(900, 900), {"highway": "street_lamp"}))
    layer, _ = layer_of(street_furniture.KIND, raw, context_of(raw=STREET))
    assert layer.table[BEARING.name].isna().all()
    assert street_furniture.KIND.form(layer.table, FLAT).points[:, 1].max() > 902


def test_furniture_stands_on_the_slope() -> None:
    layer, _ = layer_of(street_furniture.KIND, raw_table(("node/1", HERE, {"amenity": "bench"})))
    assert street_furniture.KIND.form(layer.table, SLOPE).points[:, 2].min() == 100


def test_benches_and_lamps_are_off_at_first() -> None:
    assert not street_furniture.KIND.visible
