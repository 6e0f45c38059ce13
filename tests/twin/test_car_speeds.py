import pandas as pd

from tests.twin.tiny_streets import tiny_streets
from twin.car_speeds import car_speed_kmh, limit_kmh


def test_cars_go_at_a_share_of_the_limit_by_class() -> None:
    streets = tiny_streets(
        {"highway": "primary", "maxspeed_kmh": 70.0},
        {"highway": "residential", "maxspeed_kmh": 50.0},
        {"highway": "living_street"},
        {"highway": "service"},
    )
    assert car_speed_kmh(streets)["speed_kmh"].tolist() == [56.0, 25.0, 10.0, 15.0]


def test_a_speed_from_a_mapped_limit_is_derived_and_else_estimated() -> None:
    streets = tiny_streets({"highway": "primary", "maxspeed_kmh": 70.0}, {"highway": "primary"})
    assert car_speed_kmh(streets)["tier"].tolist() == ["derived", "estimated"]


def test_the_law_limits_untagged_streets_in_and_out_of_town() -> None:
    streets = tiny_streets({"highway": "secondary"}, {"highway": "secondary"}, {"highway": "trunk"})
    in_town = pd.Series([True, False, False], index=streets.index)
    assert limit_kmh(streets, in_town=in_town).tolist() == [50.0, 90.0, 100.0]


def test_bad_ground_slows_cars() -> None:
    streets = tiny_streets({"highway": "tertiary", "surface": "gravel"}, {"highway": "tertiary", "surface": "sand"})
    assert car_speed_kmh(streets)["speed_kmh"].tolist() == [40.0, 15.0]
