import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.twin.tiny_streets import tiny_lanes, tiny_streets
from twin.city import City
from twin.street_access import share_beside, street_access


def _access(*rows: dict[str, object], lanes: gpd.GeoDataFrame | None = None) -> pd.DataFrame:
    return street_access(tiny_streets(*rows), lanes)


def _one(vehicle: str, **tags: object) -> tuple[str, str]:
    row = _access(tags).iloc[0]
    return row[f"{vehicle}_forward"], row[f"{vehicle}_backward"]


@pytest.mark.parametrize(
    ("highway", "foot", "bicycle", "car"),
    [
        ("residential", "yes", "yes", "yes"),
        ("footway", "yes", "push", "no"),
        ("pedestrian", "yes", "push", "no"),
        ("path", "yes", "yes", "no"),
        ("cycleway", "yes", "yes", "no"),
        ("steps", "yes", "no", "no"),
        ("track", "yes", "yes", "ends"),
        ("trunk", "no", "yes", "yes"),
        ("motorway", "no", "no", "yes"),
        ("busway", "no", "no", "no"),
    ],
)
def test_untagged_ways_are_for_whom_they_are_built(highway: str, foot: str, bicycle: str, car: str) -> None:
    row = _access({"highway": highway}).iloc[0]
    assert (row["foot_forward"], row["bicycle_forward"], row["car_forward"]) == (foot, bicycle, car)


def test_a_one_way_street_lets_vehicles_go_forward_and_walkers_both_ways() -> None:
    assert _one("car", highway="residential", oneway="yes") == ("yes", "no")
    assert _one("bicycle", highway="residential", oneway="yes") == ("yes", "no")
    assert _one("foot", highway="residential", oneway="yes") == ("yes", "yes")


def test_minus_one_is_one_way_backward() -> None:
    assert _one("car", highway="residential", oneway="-1") == ("no", "yes")


def test_a_roundabout_is_one_way_unless_it_says_no() -> None:
    assert _one("car", highway="primary", junction="roundabout") == ("yes", "no")
    assert _one("car", highway="primary", junction="roundabout", oneway="no") == ("yes", "yes")


def test_a_way_that_changes_by_the_hour_is_closed_to_cars() -> None:
    assert _one("car", highway="primary", oneway="reversible") == ("no", "no")


def test_bicycles_go_against_the_traffic_where_a_tag_says_so() -> None:
    assert _one("bicycle", highway="residential", oneway="yes", oneway_bicycle="no") == ("yes", "yes")
    assert _one("bicycle", highway="residential", oneway="yes", cycleway_left="opposite_lane") == ("yes", "yes")
    assert _one("car", highway="residential", oneway="yes", oneway_bicycle="no") == ("yes", "no")


def test_a_lane_for_both_ways_lets_bicycles_go_against_the_traffic() -> None:
    lanes = tiny_lanes({"street_id": "way/0", "oneway": "no"})
    made = _access({"highway": "residential", "oneway": "yes"}, lanes=lanes)
    assert made["bicycle_backward"].tolist() == ["yes"]


def test_the_particular_key_goes_before_the_general() -> None:
    tags = {"highway": "service", "access": "private", "motor_vehicle": "yes", "foot": "no"}
    assert (_one("car", **tags), _one("foot", **tags)) == (("yes", "yes"), ("no", "no"))
    assert _one("bicycle", **tags) == ("ends", "ends")


def test_access_closes_streets_but_opens_no_footway_to_cars() -> None:
    assert _one("car", highway="footway", access="yes") == ("no", "no")
    assert _one("car", highway="residential", access="no") == ("no", "no")


def test_cars_use_private_streets_and_parking_aisles_only_to_begin_or_end() -> None:
    for tags in ({"access": "private"}, {"service": "parking_aisle"}, {"motor_vehicle": "destination"}):
        assert _one("car", highway="service", **tags) == ("ends", "ends")


def test_a_bicycle_is_pushed_where_riding_is_forbidden_on_ways_for_walkers_only() -> None:
    assert _one("bicycle", highway="pedestrian", bicycle="no") == ("push", "push")
    assert _one("bicycle", highway="residential", bicycle="no") == ("no", "no")
    assert _one("bicycle", highway="footway", bicycle="dismount") == ("push", "push")


def test_against_a_one_way_path_a_bicycle_is_pushed_but_not_along_a_street() -> None:
    tags = {"bicycle": "designated", "foot": "designated", "oneway": "yes"}
    assert _one("bicycle", highway="path", **tags) == ("yes", "push")
    assert _one("bicycle", highway="residential", oneway="yes") == ("yes", "no")


def test_a_path_beside_a_street_closes_it_to_riders_who_must_use_it() -> None:
    street = {"highway": "primary", "bicycle": "use_sidepath", "foot": "use_sidepath"}
    beside = {"highway": "path", "bicycle": "designated", "foot": "designated",
              "geometry": shapely.LineString([(0, 12), (100, 12)])}  # fmt: skip
    made = _access(street, beside)
    assert made.loc["way/0", ["foot_forward", "bicycle_forward"]].tolist() == ["no", "no"]


def test_without_a_path_beside_it_the_street_stays_open() -> None:
    assert _one("bicycle", highway="primary", bicycle="use_sidepath") == ("yes", "yes")


def test_the_share_beside_counts_places_within_thirty_metres() -> None:
    street = shapely.LineString([(0, 0), (200, 0)])
    path = shapely.LineString([(0, 10), (70, 10)])  # reaches 98 m along the street: sqrt(30² - 10²) = 28 m beyond 70
    assert share_beside(np.array([street]), np.array([path])).tolist() == [0.5]


def test_motor_roads_are_closed_to_feet_and_bicycles() -> None:
    tags = {"highway": "trunk", "motorroad": "yes"}
    streets = tiny_streets(tags).assign(motorroad="yes")
    made = street_access(streets)
    assert made[["foot_forward", "bicycle_forward", "car_forward"]].iloc[0].tolist() == ["no", "no", "yes"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "steps", "surface": "concrete"}, "no"),
        ({"highway": "footway", "surface": "asphalt"}, "yes"),
        ({"highway": "footway", "surface": "sand"}, "no"),
        ({"highway": "footway", "surface": "asphalt", "smoothness": "bad"}, "no"),
        ({"highway": "footway"}, "unknown"),
        ({"highway": "footway", "surface": "asphalt", "kerb": "raised"}, "no"),
        ({"highway": "footway", "surface": "gravel", "wheelchair": "yes"}, "yes"),
        ({"highway": "footway", "surface": "asphalt", "foot": "no"}, "no"),
        ({"highway": "primary", "surface": "asphalt"}, "unknown"),
    ],
)
def test_wheelchairs_pass_where_tags_say_so_and_unknown_is_unknown(tags: dict[str, object], expected: str) -> None:
    assert _one("wheelchair", **tags) == (expected, expected)


def test_an_access_nobody_understands_leaves_the_usual() -> None:
    assert _one("bicycle", highway="residential", bicycle="critical") == ("yes", "yes")


@pytest.fixture(scope="module")
def real(timisoara_store_folder: object) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    city = City.open(str(timisoara_store_folder))
    return city.streets, street_access(city.streets, city.bike_lanes)


Real = tuple[gpd.GeoDataFrame, pd.DataFrame]


def test_no_car_drives_over_victory_square(real: Real) -> None:
    streets, access = real
    square = (streets["name"] == "Piața Victoriei") & (streets["class"] == "pedestrian")
    assert square.sum() > 10
    assert (access.loc[square, ["car_forward", "car_backward"]] == "no").all(axis=None)
    assert (access.loc[square, "foot_forward"] == "yes").all()


def test_one_way_streets_of_timisoara_are_closed_backward(real: Real) -> None:
    streets, access = real
    one_way = (streets["oneway"] == "yes") & (streets["class"] == "primary")
    assert one_way.sum() > 500
    assert (access.loc[one_way, "car_backward"] == "no").all()


def test_bridges_over_the_bega_are_open_to_cars_and_walkers_beside_them(real: Real) -> None:
    streets, access = real
    bridge = streets["name"].eq("Podul Eroilor") & streets["class"].eq("tertiary")
    assert (access.loc[bridge, "car_forward"] == "yes").all()
    assert (access.loc[bridge, "foot_forward"] == "no").all()  # a pavement of its own must be used
    near = streets[bridge].union_all().buffer(20)
    assert (access.loc[streets.intersects(near), "foot_forward"] == "yes").any()


def test_no_steps_of_timisoara_are_ridden_or_rolled_but_by_a_ramp(real: Real) -> None:
    streets, access = real
    steps = streets["class"] == "steps"
    by_ramp = streets["ramp_wheelchair"] == "yes"
    assert (access.loc[steps & ~by_ramp, "wheelchair_forward"] == "no").all()
    assert (access.loc[steps & by_ramp, "wheelchair_forward"] == "yes").any()
    assert access.loc[steps, "bicycle_forward"].isin(["no", "push"]).all()
