import numpy as np
import pytest
import shapely

from layers.layer import Layer
from layers.mesh import Mesh
from layers.street_areas import CARRIAGEWAY, PAINT, PARKED, PAVEMENT, RGB, area_colours
from layers.streets import KIND, LIFTS_M, carriageways

from .tables import FLAT, SLOPE, context_of, layer_of, line, raw_table, square

LONG = line((0, 100), (200, 100))
HOUSES = raw_table(*((f"way/{100 + x}", square(x, 112, 8), {"building": "house"}) for x in range(10, 200, 20)))


def built(*rows: tuple[str, shapely.Geometry, dict[str, str]], houses: bool = False, **raw: object) -> Layer:
    """Return the layer of streets, without or with houses north of y = 112; `raw` are tables of other layers."""
    streets = raw_table(*rows)
    tables = {"streets": streets, **({"buildings": HOUSES} if houses else {}), **raw}
    return layer_of(KIND, streets, context_of(raw=tables))[0]  # type: ignore[arg-type]


def of(mesh: Mesh, kind: int) -> np.ndarray:
    """Return the corners (q, 4, 3) of the quadrangles of a kind."""
    assert mesh.kind is not None
    return mesh.points[mesh.quads[mesh.kind[len(mesh.triangles) :] == kind]]


def ranges(corners: np.ndarray, axis: int) -> list[tuple[float, float]]:
    """Return from where to where each quadrangle reaches along an axis, in order."""
    low, high = corners[..., axis].min(axis=1), corners[..., axis].max(axis=1)
    return sorted((round(float(a), 3), round(float(b), 3)) for a, b in zip(low, high, strict=True))


def crossing(x: float, **tags: str) -> tuple[str, shapely.Point, dict[str, str]]:
    return (f"node/{int(x)}", shapely.Point(x, 100), {"highway": "crossing", **tags})


def test_a_tagged_pavement_lies_beside_its_carriageway_and_below_it() -> None:
    layer = built(("way/1", LONG, {"highway": "residential", "width": "6", "sidewalk": "left"}))
    mesh = KIND.form(layer.table, FLAT)
    # the carriageway from 97 to 103, to its left 1.5 m more; the band runs through under it
    assert ranges(of(mesh, PAVEMENT), 1) == [(97.0, 104.5)]
    assert of(mesh, PAVEMENT)[..., 2].max() < min(LIFTS_M.values())


@pytest.mark.parametrize("tag", ["no", "none", "separate"])
def test_a_street_that_says_so_has_no_pavement_even_among_houses(tag: str) -> None:
    layer = built(("way/1", LONG, {"highway": "residential", "sidewalk": tag}), houses=True)
    assert not len(of(KIND.form(layer.table, FLAT), PAVEMENT))


def test_an_untagged_street_among_houses_has_the_pavements_of_its_class_and_says_they_are_estimated() -> None:
    layer = built(("way/1", LONG, {"highway": "tertiary", "width": "7"}), houses=True)
    row = layer.table.loc["way/1"]
    assert (row["pavements"], row["pavements_tier"]) == ("both", "estimated")
    assert row["pavements_method"]
    assert ranges(of(KIND.form(layer.table, FLAT), PAVEMENT), 1) == [(94.5, 105.5)]  # 2 m beside 7 m


def test_in_open_country_no_pavement_is_assumed() -> None:
    assert built(("way/1", LONG, {"highway": "residential"})).table["pavements"].tolist() == ["none"]


def test_where_a_footway_runs_beside_no_pavement_is_assumed_on_that_side() -> None:
    footway = ("way/2", line((0, 92), (200, 92)), {"highway": "footway", "footway": "sidewalk"})
    layer = built(("way/1", LONG, {"highway": "residential"}), footway, houses=True)
    assert layer.table["pavements"]["way/1"] == "left"


def test_a_path_that_only_crosses_leaves_the_pavement() -> None:
    across = ("way/2", line((100, 0), (100, 200)), {"highway": "footway"})
    assert built(("way/1", LONG, {"highway": "residential"}), across, houses=True).table["pavements"]["way/1"] == "both"


def test_of_two_carriageways_each_has_its_pavement_on_the_right_alone() -> None:
    tags = {"highway": "primary", "oneway": "yes", "name": "Bulevard"}
    back = ("way/2", line((200, 115), (0, 115)), tags)
    layer = built(("way/1", LONG, tags), back, houses=True)
    assert layer.table["pavements"].tolist() == ["right", "right"]


def test_a_street_across_lies_on_top_of_the_pavement() -> None:
    across = ("way/2", line((100, 0), (100, 100)), {"highway": "service"})
    layer = built(("way/1", LONG, {"highway": "residential", "sidewalk": "both"}), across)
    mesh = KIND.form(layer.table, FLAT)
    side = mesh.points[mesh.quads[mesh.quad_row == 1]]
    assert side[..., 2].min() > of(mesh, PAVEMENT)[..., 2].max()


def test_a_zebra_has_stripes_from_edge_to_edge() -> None:
    table = raw_table(crossing(50, crossing="marked"))
    layer = built(("way/1", LONG, {"highway": "residential", "width": "6"}), crossings=table)
    stripes = of(KIND.form(layer.table, FLAT), PAINT)
    # six stripes of half a metre in six metres, 3 m long around the crossing
    assert ranges(stripes, 1) == [(97.25 + k, 97.75 + k) for k in range(6)]
    assert set(ranges(stripes, 0)) == {(48.5, 51.5)}


@pytest.mark.parametrize(
    ("tags", "is_painted"),
    [
        ({"crossing": "zebra"}, True),
        ({"crossing": "traffic_signals"}, True),
        ({"crossing:markings": "yes"}, True),
        ({"crossing": "traffic_signals", "crossing:markings": "no"}, False),
        ({"crossing": "unmarked"}, False),
        ({}, False),
    ],
)
def test_only_marked_crossings_have_stripes(tags: dict[str, str], is_painted: bool) -> None:
    layer = built(("way/1", LONG, {"highway": "residential"}), crossings=raw_table(crossing(50, **tags)))
    assert bool(len(of(KIND.form(layer.table, FLAT), PAINT))) is is_painted


def test_on_a_slope_stripes_lie_above_their_carriageway() -> None:
    table = raw_table(crossing(50, crossing="marked"))
    layer = built(("way/1", LONG, {"highway": "residential", "width": "6"}), crossings=table)
    stripes = of(KIND.form(layer.table, SLOPE), PAINT)
    # ground rises by 1 m per metre east: at x it is x m high
    assert stripes[..., 2] - stripes[..., 0] == pytest.approx(LIFTS_M["residential"] + 0.1)


def test_a_crossing_where_two_streets_join_is_drawn_once() -> None:
    two = [("way/1", line((0, 100), (50, 100)), {"highway": "residential", "width": "6"})]
    two += [("way/2", line((50, 100), (200, 100)), {"highway": "residential", "width": "6"})]
    layer = built(*two, crossings=raw_table(crossing(50, crossing="marked")))
    assert len(of(KIND.form(layer.table, FLAT), PAINT)) == 6


def test_lines_between_lanes_stop_at_junctions_and_crossings() -> None:
    side = ("way/2", line((100, 100), (100, 200)), {"highway": "residential", "width": "6"})
    crossings = raw_table(crossing(50, crossing="marked"))
    main = ("way/1", line((0, 100), (100, 100), (200, 100)), {"highway": "primary", "width": "9", "lanes": "3"})
    painted = of(KIND.form(built(main, side, crossings=crossings).table.iloc[:1], FLAT), PAINT)
    lines = painted[np.ptp(painted[..., 0], axis=1) > 4]
    # two lines 1.5 m from the middle; the junction reaches 3 m of the other street and 2 m more, the zebra 1.5 m
    assert ranges(lines, 1) == [(98.425, 98.575)] * 3 + [(101.425, 101.575)] * 3
    assert sorted(set(ranges(lines, 0))) == [(0, 48.5), (51.5, 95), (105, 200)]


@pytest.mark.parametrize(
    ("value", "from_to"), [("lane", (100.8, 103.0)), ("street_side", (103.0, 105.2)), ("on_kerb", (103.0, 105.2))]
)
def test_parked_cars_stand_on_the_carriageway_or_beside_it(value: str, from_to: tuple[float, float]) -> None:
    layer = built(("way/1", LONG, {"highway": "residential", "width": "6", "parking:left": value}))
    mesh = KIND.form(layer.table, FLAT)
    assert ranges(of(mesh, PARKED), 1) == [from_to]
    assert ranges(of(mesh, PARKED), 0) == [(0, 200)]


def test_nobody_parks_on_a_crossing() -> None:
    layer = built(
        ("way/1", LONG, {"highway": "residential", "width": "6", "parking:both": "lane"}),
        crossings=raw_table(crossing(50, crossing="marked")),
    )
    # 1.5 m of the stripes and 5 m more on each side
    assert ranges(of(KIND.form(layer.table, FLAT), PARKED), 0) == [(0, 43.5)] * 2 + [(56.5, 200)] * 2


def test_the_older_way_to_tag_parking_is_understood() -> None:
    tags = {"highway": "residential", "parking:lane:right": "parallel", "parking:lane:left": "no_stopping"}
    row = built(("way/1", LONG, tags)).table.loc["way/1"]
    assert (row["parking_right"], row["parking_left"]) == ("lane", "no")


def test_from_farther_away_there_are_carriageways_alone() -> None:
    layer = built(("way/1", LONG, {"highway": "primary", "sidewalk": "both", "lanes": "4"}))
    assert KIND.coarser["middle"](layer.table, FLAT).face_count == 1 < KIND.form(layer.table, FLAT).face_count


def test_each_kind_of_face_has_its_colour_and_the_row_of_its_street() -> None:
    layer = built(("way/1", LONG, {"highway": "primary", "sidewalk": "both", "lanes": "2"}))
    mesh = KIND.form(layer.table, FLAT)
    own = np.array([[1, 2, 3]], np.uint8)
    light, dark = area_colours(layer.table, own, own)(mesh)
    assert mesh.kind is not None
    assert light[mesh.kind == CARRIAGEWAY].tolist() == [[1, 2, 3]]
    assert {tuple(c) for c in light[mesh.kind == PAVEMENT].tolist()} == {RGB[PAVEMENT][0]}
    assert {tuple(c) for c in dark[mesh.kind == PAINT].tolist()} == {RGB[PAINT][1]}
    assert set(mesh.face_row.tolist()) == {0}


def test_a_street_of_a_scenario_without_places_is_drawn() -> None:
    layer = built(("way/1", LONG, {"highway": "residential"}))
    bare = layer.table.assign(pavements=None, crossed_m=None, junctions_m=None)
    assert KIND.form(bare, FLAT).face_count == carriageways(bare, FLAT).face_count


def test_on_a_slope_the_pavement_of_a_ramp_lies_beside_its_carriageway_and_not_under_it() -> None:
    street = line((500, 100), (500, 300))
    layer = built(("way/1", street, {"highway": "residential", "width": "6", "sidewalk": "both"}))
    table = layer.table.assign(rise=[[0.0, 0.2, 200.0, 6.0]])
    pavement = of(KIND.form(table, SLOPE), PAVEMENT)
    assert np.abs(pavement[..., 0] - 500).min() == pytest.approx(3)
