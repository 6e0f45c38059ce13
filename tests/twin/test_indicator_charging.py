import pytest
import shapely

from tests.twin.measured_town import town, with_objects
from twin.city import City
from twin.indicators import measure
from twin.measurement import Measurement


def one(city: City, id: str) -> Measurement:
    return measure(city, ids=[id])[id]


def stations(city: City, *at: float, **columns: object) -> City:
    usual = {"car": [None] * len(at), "capacity": [2] * len(at)}
    points = [shapely.Point(x, 0) for x in at]
    return with_objects(city, "charging_stations", points, **{**usual, **columns})


def test_a_charger_for_scooters_is_no_station_for_cars() -> None:
    assert one(stations(town([]), 0, 500, car=["yes", "no"]), "charging_stations").value == 1.0


def test_only_chargers_for_scooters_is_not_known() -> None:
    assert "is for cars" in str(one(stations(town([]), 0, car=["no"]), "charging_stations").unknown)


def test_points_that_are_not_mapped_are_estimated_and_say_so() -> None:
    found = one(stations(town([]), 0, 100, 200, capacity=[2, 4, None]), "charging_points")
    assert found.value == 2 + 4 + 3
    assert found.interval == (6 + 2.5, 6 + 3.5)
    assert found.coverage["charging points of stations"] == pytest.approx({"mapped": 6 / 9, "estimated": 3 / 9})
    assert found.tier == "estimated"


def test_residents_within_5_minutes_walk_are_served() -> None:
    found = one(stations(town([(700, 5, 3), (900, 5, 1)]), 500), "residents_near_charging")
    assert found.value == pytest.approx(75.0)  # 200 s and 400 s
    assert found.worst_tenth == pytest.approx(400 / 60)
    assert found.objects is not None
    assert found.objects.to_dict() == pytest.approx({"home/0": 10 / 3, "home/1": 20 / 3})


def test_the_goal_of_100_stations_more_has_its_progress() -> None:
    board = measure(stations(town([]), *range(40)), ids=["charging_stations"])
    assert board.table().loc["charging_stations", "progress"] == pytest.approx(0.2)
