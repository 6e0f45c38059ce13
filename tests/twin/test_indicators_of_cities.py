"""What the indicators say of whole cities has to be plausible, and has to add up."""

from pathlib import Path

import numpy as np
import pytest

from twin.city import City
from twin.indicators import Board, measure

FACTORS = (1.0, 100.0, 1e6)  # of sums and means, of per cents, of km² by m²


@pytest.fixture(scope="module")
def demo(demo_city: City) -> Board:
    return measure(demo_city)


@pytest.fixture(scope="module")
def timisoara(timisoara_store_folder: Path) -> Board:
    return measure(City.open(timisoara_store_folder))


def add_up(board: Board) -> None:
    """Check that amounts and bases of all neighbourhoods, and of what lies outside, make the city's value."""
    for id, found in board.measurements.items():
        if found.unknown is None and found.value:
            assert found.parts is not None, id
            amount, base = found.parts["amount"].sum(), found.parts["base"].sum(min_count=1)
            together = amount if np.isnan(base) else amount / base
            assert any(found.value == pytest.approx(together * factor, rel=1e-9) for factor in FACTORS), id


def test_the_embedded_city_stands_at_the_figures_of_the_strategy(demo: Board) -> None:
    assert demo["bike_network_km"].value == pytest.approx(88.72, abs=0.005)
    assert demo["charging_stations"].value == 20
    assert demo["public_bikes"].value == 434
    assert demo.table().loc["charging_stations", "progress"] == 0


def test_all_is_known_of_the_embedded_city_and_all_of_it_is_made_up(demo: Board) -> None:
    assert [id for id, found in demo.measurements.items() if found.unknown is not None] == []
    assert {found.tier for found in demo.measurements.values()} == {"synthetic"}


def test_neighbourhoods_of_the_embedded_city_add_up(demo: Board) -> None:
    add_up(demo)


def test_intervals_hold_their_value(demo: Board) -> None:
    found = [each for each in demo.measurements.values() if each.interval]
    assert len(found) > 10
    assert all(each.interval[0] <= each.value <= each.interval[1] for each in found)


def test_every_object_to_paint_is_one_of_its_layer(demo: Board, demo_city: City) -> None:
    painted = [each for each in demo.measurements.values() if each.objects is not None]
    assert len(painted) > 15
    assert all(each.objects.index.isin(demo_city.layers[each.object_layer].table.index).all() for each in painted)


def test_neighbourhoods_of_timisoara_add_up(timisoara: Board) -> None:
    add_up(timisoara)


def test_timisoara_is_plausible(timisoara: Board) -> None:
    value = timisoara.table()["value"]
    assert 130 < value["bike_network_km"] < 170  # 151 km are tagged in the extract
    assert value["charging_stations"] == 39  # 52, of which 13 are for scooters
    assert 40 < value["green_m2_per_resident"] < 50  # 27 of them the Green Forest
    assert 70 < value["fifteen_minutes_walk"] < 80
    assert value["fifteen_minutes_wheelchair"] < value["fifteen_minutes_older_person"] < value["fifteen_minutes_walk"]
    assert value["minutes_to_centre_car"] < value["minutes_to_centre_bike"] < value["minutes_to_centre_walk"]
    assert 1.1 < value["detour_walk"] < value["detour_bike"] < value["detour_car"] < 1.5
    assert value["residents_cut_off"] < 1000
    assert value["residents_near_tree"] < 5


def test_the_green_forest_at_the_edge_of_the_map_counts(timisoara: Board) -> None:
    kinds = timisoara["green_m2_per_resident"].kinds
    assert kinds is not None
    assert kinds.loc["wood", "value"] > 700


def test_without_a_timetable_the_time_by_public_transport_is_not_known(timisoara: Board) -> None:
    assert "timetable feed" in str(timisoara["minutes_to_centre_transit"].unknown)
