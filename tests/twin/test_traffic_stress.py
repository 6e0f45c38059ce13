import geopandas as gpd
import pandas as pd
import pytest

from tests.twin.tiny_streets import tiny_lanes, tiny_streets
from twin.city import City
from twin.street_access import street_access
from twin.traffic_stress import LANE, LANE_BY_PARKING, MIXED, traffic_stress

NO_LANES = tiny_lanes()


def _stress(*rows: dict[str, object], lanes: gpd.GeoDataFrame = NO_LANES, **columns: object) -> pd.DataFrame:
    streets = tiny_streets(*rows).assign(**columns)
    return traffic_stress(streets, street_access(streets, lanes), lanes)


def _level(lanes: gpd.GeoDataFrame = NO_LANES, /, **tags: object) -> float:
    return float(_stress(tags, lanes=lanes)["stress_forward"].iloc[0])


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({"highway": "residential", "maxspeed_kmh": 30.0}, 1),  # two ways without a line, 400 a day
        ({"highway": "residential", "maxspeed_kmh": 50.0}, 2),
        ({"highway": "residential", "maxspeed_kmh": 50.0, "lanes": 4.0}, 3),  # two lanes each way
        ({"highway": "tertiary", "maxspeed_kmh": 30.0, "lanes": 2.0}, 2),  # one lane each way, 3,700 a day
        ({"highway": "tertiary", "maxspeed_kmh": 50.0, "lanes": 2.0}, 3),
        ({"highway": "secondary", "maxspeed_kmh": 50.0, "lanes": 4.0}, 4),  # 8,500 a day
        ({"highway": "primary", "maxspeed_kmh": 70.0, "lanes": 2.0}, 4),
        ({"highway": "primary", "maxspeed_kmh": 50.0, "lanes": 6.0}, 4),
        ({"highway": "living_street"}, 1),
        ({"highway": "cycleway"}, 1),
        ({"highway": "path"}, 1),
        ({"highway": "residential", "motor_vehicle": "no"}, 1),
    ],
)
def test_levels_are_those_of_the_published_tables(tags: dict[str, object], level: int) -> None:
    assert _level(**tags) == level


def test_who_may_not_ride_has_no_level() -> None:
    made = _stress({"highway": "footway"}, {"highway": "residential", "oneway": "yes"})
    assert made["stress_forward"].isna().tolist() == [True, False]
    assert made["stress_backward"].isna().tolist() == [True, True]


def test_a_bike_lane_calms_a_main_street_by_its_width() -> None:
    street = {"highway": "tertiary", "maxspeed_kmh": 50.0, "lanes": 2.0}
    assert _level(tiny_lanes({"street_id": "way/0", "width_m": 1.5}), **street) == 2
    assert _level(tiny_lanes({"street_id": "way/0", "width_m": 1.8}), **street) == 1


def test_a_lane_is_for_the_direction_its_side_goes() -> None:
    made = _stress(
        {"highway": "tertiary", "maxspeed_kmh": 50.0, "lanes": 2.0},
        lanes=tiny_lanes({"street_id": "way/0", "width_m": 1.5, "side": "left"}),
    ).iloc[0]
    assert (made["stress_forward"], made["stress_backward"]) == (3, 2)
    assert (made["bike_facility_forward"], made["bike_facility_backward"]) == ("mixed", "lane")
    assert made["bike_facility"] == "mixed"


def test_a_lane_on_the_left_of_a_one_way_street_goes_with_the_traffic() -> None:
    lane = tiny_lanes({"street_id": "way/0", "width_m": 1.5, "side": "left"})
    assert _level(lane, highway="tertiary", maxspeed_kmh=50.0, lanes=1.0, oneway="yes") == 2


def test_a_lane_is_never_worse_than_none() -> None:
    lane = tiny_lanes({"street_id": "way/0", "width_m": 1.2})
    assert _level(lane, highway="residential", maxspeed_kmh=30.0) == 1


def test_a_protected_lane_is_fit_for_children() -> None:
    lane = tiny_lanes({"street_id": "way/0", "width_m": 1.5, "separation": "protected"})
    assert _level(lane, highway="primary", maxspeed_kmh=70.0, lanes=4.0) == 1


def test_parked_cars_beside_a_narrow_lane_take_its_good() -> None:
    # 1.3 + 2.1 = 3.4 m is less than 3.5: as among cars; 1.5 + 2.1 = 3.6 m: level 2 at 50 km/h
    street = {"highway": "tertiary", "maxspeed_kmh": 50.0, "lanes": 2.0}
    for width, level in ((1.3, 3), (1.5, 2)):
        lanes = tiny_lanes({"street_id": "way/0", "width_m": width})
        assert _stress(street, lanes=lanes, parking_both="lane")["stress_forward"].tolist() == [level]


def test_what_is_guessed_is_marked() -> None:
    made = _stress(
        {"highway": "tertiary", "maxspeed_kmh": 50.0, "lanes": 2.0},
        {"highway": "tertiary", "lanes": 2.0},
        {"highway": "tertiary", "maxspeed_kmh": 50.0},
        {"highway": "cycleway"},
    )
    assert made["stress_assumed"].tolist() == [False, True, True, False]


@pytest.mark.parametrize("table", [MIXED, LANE, LANE_BY_PARKING])
def test_faster_traffic_is_never_calmer(table: dict[int, tuple[tuple[float, tuple[int, ...]], ...]]) -> None:
    levels = [list(row) for rows in table.values() for _, row in rows]
    assert all(row == sorted(row) and set(row) <= {1, 2, 3, 4} for row in levels)


def test_timisoara_rides_calmly_at_home_and_with_stress_on_main_streets(timisoara_store_folder: object) -> None:
    city = City.open(str(timisoara_store_folder))
    streets = city.streets
    made = traffic_stress(streets, street_access(streets, city.bike_lanes), city.bike_lanes)
    usual = made["stress_forward"].groupby(streets["class"]).median()
    assert usual[["cycleway", "residential", "tertiary", "primary"]].tolist() == [1, 2, 3, 4]
