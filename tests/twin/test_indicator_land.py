import numpy as np
import pandas as pd
import pytest
import shapely

from layers.layer import Layer, layer_kinds
from tests.layers.tables import square
from tests.twin.measured_town import town, with_objects
from tests.twin.tiny_graph import ORIGIN
from twin.city import City
from twin.indicators import measure
from twin.measurement import Measurement
from twin.neighbourhood_parts import bounds_of, land, pieces

QUARTER = [shapely.box(0, 0, 100, 100)]  # 1 ha


def one(city: City, id: str) -> Measurement:
    return measure(city, ids=[id])[id]


def built(*, tier: str = "mapped") -> City:
    """Two houses of 2 × 2 m, of 5 storeys each: one in the quarter of 1 ha, one outside."""
    city = town([(50, 50, 6), (500, 50, 2)], neighbourhoods=QUARTER)
    table = city.buildings.assign(floor_area_m2=20.0, footprint_m2=4.0, height_tier=tier)
    return city.with_layer(Layer(layer_kinds()["buildings"], table))


def test_floor_area_adds_up_over_neighbourhoods() -> None:
    found = one(built(), "floor_area_ha")
    assert found.value == pytest.approx(0.004)
    assert found.by_neighbourhood.to_dict() == pytest.approx({"area/0": 0.002, "": 0.002})
    assert found.interval is None


def test_estimated_heights_widen_the_interval_by_their_mean_error() -> None:
    found = one(built(tier="estimated"), "floor_area_ha")
    error = 2 * 4 * 1.7 / 3 / 1e4  # two footprints of 4 m², 1.7 m of storeys of 3 m
    assert found.interval == pytest.approx((0.004 - error, 0.004 + error))
    assert found.tier == "estimated"


def test_density_and_coverage_are_by_the_land_of_the_neighbourhood() -> None:
    board = measure(built(), ids=["floor_area_ratio", "footprint_coverage", "residents_per_km2"])
    values = {id: found.by_neighbourhood["area/0"] for id, found in board.measurements.items()}
    assert values == pytest.approx({"floor_area_ratio": 0.002, "footprint_coverage": 0.04, "residents_per_km2": 600.0})


def test_vacant_land_counts_overlaps_once() -> None:
    shapes = [square(0, 0, 100), square(50, 0, 100)]
    city = with_objects(town([], neighbourhoods=QUARTER), "vacant_land", shapes, **{"class": ["brownfield"] * 2})
    found = one(city, "vacant_land_ha")
    assert found.value == pytest.approx(1.5)
    assert found.by_neighbourhood.to_dict() == pytest.approx({"area/0": 1.0, "": 0.5})


def test_land_is_parted_without_rest_and_goes_to_the_smaller_neighbourhood() -> None:
    areas = [shapely.box(0, 0, 300, 100), shapely.box(0, 0, 100, 100)]
    parts = land(town([], neighbourhoods=areas)).area
    assert (parts["area/0"], parts["area/1"]) == pytest.approx((20_000, 10_000))
    assert parts.sum() == pytest.approx(bounds_of(town([])).area)


def test_pieces_of_a_line_add_up_to_it_even_beyond_the_bounds() -> None:
    city = town([], neighbourhoods=QUARTER)
    line = shapely.LineString([(ORIGIN[0] + 60, ORIGIN[1] + 50), (ORIGIN[0] + 30_060, ORIGIN[1] + 50)])
    found = pieces(city, np.array([line], dtype=object))
    assert found["size"].groupby(found["area"]).sum().to_dict() == pytest.approx({"area/0": 40.0, "": 29_960.0})


def test_a_building_belongs_where_its_middle_lies() -> None:
    found = one(built(), "residents_per_km2")
    assert found.parts is not None
    assert found.parts["amount"].equals(pd.Series([6.0, 2.0], found.parts.index, name="amount"))
