"""The registry, the board, and what is not known; values of single indicators stand in test_indicator_*.py."""

import dataclasses

import numpy as np
import pytest
import shapely

from geodata.errors import UsageError
from geodata.source import TIER_TITLES
from geodata.targets import Target
from tests.twin.tiny_graph import ORIGIN as O
from tests.twin.tiny_graph import city_of, graph_of
from twin.city import City
from twin.indicators import DIRECTION_TITLES, indicators, measure
from twin.measurement import NotKnownError

STREET = ([(0, 0), (100, 0)], [(0, 1)])


def town(**more: object) -> City:
    return city_of(graph_of(*STREET, origin=O), homes=[(25, 10, 3), (75, 10, 1)], **more)


def test_the_indicators_of_the_strategy_are_there() -> None:
    wanted = {"bike_network_km", "charging_stations", "green_m2_per_resident", "fifteen_minutes_walk", "vacant_land_ha"}
    assert wanted <= set(indicators())


def test_every_indicator_says_what_it_is_and_how_it_is_made() -> None:
    for id, each in indicators().items():
        assert all((each.title, each.method, each.needs, each.meaning.endswith("."))), id
        assert each.direction in DIRECTION_TITLES, id


@pytest.mark.parametrize("id", ["bike_network_km", "charging_stations", "trees", "vacant_land_ha", "floor_area_ratio"])
def test_what_is_not_mapped_is_not_known_and_never_nothing(id: str) -> None:
    empty = dataclasses.replace(town(), layers={})
    found = measure(empty, ids=[id])[id]
    assert np.isnan(found.value)
    assert str(found.unknown).startswith("not known, because ")


def test_a_city_that_knows_no_residents_says_so() -> None:
    city = city_of(graph_of(*STREET, origin=O), homes=[])
    found = measure(city, ids=["minutes_to_centre_walk"])["minutes_to_centre_walk"]
    assert isinstance(found.unknown, NotKnownError)
    assert "how many people live" in str(found.unknown)


def test_a_city_of_nothing_knows_nothing_and_fails_nowhere() -> None:
    empty = dataclasses.replace(town(), layers={}, read_graph=None)
    board = measure(empty)
    assert all(found.unknown is not None and found.tier == "" for found in board.measurements.values())


def test_an_unknown_indicator_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no indicator “happiness”.*bike_network_km"):
        measure(town(), ids=["happiness"])


def test_only_what_is_asked_is_measured() -> None:
    assert list(measure(town(), ids=["detour_walk"]).measurements) == ["detour_walk"]


def test_a_city_without_neighbourhoods_has_its_own_value_alone() -> None:
    board = measure(town(), ids=["residents_per_km2"])
    assert board["residents_per_km2"].value > 0
    assert not len(board["residents_per_km2"].by_neighbourhood)
    assert not len(board.by_neighbourhood())


def test_residents_by_neighbourhood_add_up_to_the_city() -> None:
    areas = [shapely.box(0, 0, 50, 50)]
    found = measure(town(neighbourhoods=areas), ids=["residents_per_km2"])["residents_per_km2"]
    assert found.parts is not None
    assert found.parts["amount"].to_dict() == {"area/0": 3e0, "": 1e0}
    assert found.by_neighbourhood["area/0"] == pytest.approx(3 / 0.0025)


def test_a_target_stands_beside_its_indicator() -> None:
    city = town()
    target = Target("residents_per_km2", "a plan", baseline=2, goal=6)
    city = dataclasses.replace(city, recipe=dataclasses.replace(city.recipe, targets=(target,)))
    row = measure(city, ids=["residents_per_km2"]).table().loc["residents_per_km2"]
    assert (row["baseline"], row["goal"]) == (2, 6)
    assert row["progress"] == pytest.approx((row["value"] - 2) / 4)


@pytest.mark.parametrize("recipe", ["timisoara", "demo"])
def test_the_targets_of_recipes_name_indicators(recipe: str) -> None:
    from geodata.recipe_file import bundled_recipe

    targets = bundled_recipe(recipe).targets
    assert targets
    assert {target.indicator for target in targets} <= set(indicators())


def test_tiers_are_ordered_from_the_truest() -> None:
    assert list(TIER_TITLES) == ["official", "measured", "mapped", "derived", "estimated", "sketched", "synthetic"]
