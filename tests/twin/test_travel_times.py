import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.twin.tiny_streets import tiny_lanes, tiny_streets
from twin.city import City
from twin.slopes import Slopes, slopes_of
from twin.topology import nodes_and_links
from twin.travel_modes import TRAVEL_MODES
from twin.travel_times import ends_only, facts_report, link_seconds, street_facts

MODES = list(TRAVEL_MODES)


def _facts(*rows: dict[str, object]) -> pd.DataFrame:
    return street_facts(tiny_streets(*rows), tiny_lanes())


def _times(*rows: dict[str, object], grade: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return forward and backward seconds of streets that are one link each, 100 m long."""
    count = len(rows)
    slopes = Slopes(np.arange(count), np.full(count, 100.0), np.full(count, grade))
    forward, backward = link_seconds(_facts(*rows), np.arange(count), slopes)
    return pd.DataFrame(forward, columns=MODES), pd.DataFrame(backward, columns=MODES)


def test_a_hundred_metres_take_each_mode_its_time() -> None:
    forward, _ = _times({"highway": "residential", "maxspeed_kmh": 50.0, "surface": "asphalt"})
    # 100 m by 1.40, 0.79 and 1.2 m/s, 18.4 and 25 km/h
    expected = {"walk": 71.5, "wheelchair": 126.6, "child": 83.3, "bike": 19.6, "car": 14.4}
    assert forward.loc[0, list(expected)].round(1).to_dict() == expected


def test_uphill_a_bicycle_needs_longer_than_down() -> None:
    up, down = _times({"highway": "residential"}, grade=0.05)
    assert up.loc[0, "bike"] == pytest.approx(100 / 11.2 * 3.6)
    assert down.loc[0, "bike"] == pytest.approx(100 / 22.7 * 3.6)


def test_a_wheelchair_takes_no_steps_and_no_steep_street() -> None:
    forward, _ = _times({"highway": "steps"}, {"highway": "residential"})
    assert np.isinf(forward["wheelchair"]).tolist() == [True, False]
    steep, _ = _times({"highway": "residential"}, grade=0.09)
    assert np.isinf(steep["wheelchair"]).all()


def test_steps_take_a_walker_twice_as_long() -> None:
    forward, _ = _times({"highway": "footway"}, {"highway": "steps"})
    assert forward["walk"].iloc[1] == pytest.approx(2 * forward["walk"].iloc[0])


def test_a_pram_takes_few_steps_or_a_ramp() -> None:
    steps = {"highway": "steps"}
    forward, _ = _times(steps, {**steps, "step_count": 3}, {**steps, "step_count": 20}, {**steps, "ramp": "yes"})
    assert np.isfinite(forward["pram"]).tolist() == [False, True, False, True]


def test_the_cautious_ride_quiet_streets_only() -> None:
    forward, _ = _times({"highway": "residential", "maxspeed_kmh": 50.0}, {"highway": "primary", "maxspeed_kmh": 50.0})
    assert np.isfinite(forward["bike"]).tolist() == [True, True]
    assert np.isfinite(forward["bike_cautious"]).tolist() == [True, False]


def test_a_bicycle_is_pushed_at_a_walk_through_a_pedestrian_street() -> None:
    forward, _ = _times({"highway": "pedestrian"})
    assert forward.loc[0, "bike"] == pytest.approx(forward.loc[0, "walk"] / 0.9)
    assert forward.loc[0, "bike_cautious"] == forward.loc[0, "bike"]


def test_a_child_does_not_walk_along_a_busy_street_without_a_pavement() -> None:
    busy = {"highway": "primary", "maxspeed_kmh": 50.0}
    rows = ({**busy, "sidewalk": side} for side in ("no", "separate", "both", None))
    forward, _ = _times(*rows)
    assert np.isfinite(forward["child"]).tolist() == [False, False, True, True]
    assert np.isfinite(forward["walk"]).all()


def test_private_streets_are_passable_and_told_to_be_ends() -> None:
    facts = _facts({"highway": "service", "access": "private"}, {"highway": "residential"})
    forward, backward = ends_only(facts, np.array([0, 1, 0]), "car")
    assert forward.tolist() == [True, False, True]
    assert backward.tolist() == [True, False, True]


def test_the_report_counts_what_is_not_known() -> None:
    rows = ({"highway": "footway"}, {"highway": "residential", "bicycle": "critical"})
    streets = tiny_streets(*rows)
    report = facts_report(streets, street_facts(streets, tiny_lanes()))
    table = report.table().set_index("reason")["count"]
    assert table["not known whether wheelchairs can pass"] == 2
    assert table["an access that is not understood: as usual for its class"] == 1
    assert table["no speed limit mapped: the law's for its class"] == 1


@pytest.fixture(scope="module")
def real(timisoara_store_folder: object) -> tuple[gpd.GeoDataFrame, pd.DataFrame, pd.DataFrame]:
    """Links of the real city and the seconds along them."""
    city = City.open(str(timisoara_store_folder))
    facts = street_facts(city.streets, city.bike_lanes)
    nodes, links = nodes_and_links(city.streets)
    of_street = city.streets["incline_percent"].to_numpy()[links["row"].to_numpy()]
    links = links.assign(length_m=links.length, off_ground=False, incline_percent=of_street)
    slopes = slopes_of(links, np.zeros(len(nodes)), city.terrain)
    forward, backward = link_seconds(facts, links["row"].to_numpy(), slopes)
    return links, pd.DataFrame(forward, columns=MODES), pd.DataFrame(backward, columns=MODES)


@pytest.mark.parametrize(
    ("slower", "faster"),
    [("wheelchair", "walk"), ("older_person", "walk"), ("pram", "walk"), ("child", "walk"), ("bike_cautious", "bike")],
)
def test_no_person_is_anywhere_faster_than_who_they_are_compared_with(
    real: tuple[gpd.GeoDataFrame, pd.DataFrame, pd.DataFrame], slower: str, faster: str
) -> None:
    _, forward, backward = real
    assert (forward[slower] >= forward[faster]).all()
    assert (backward[slower] >= backward[faster]).all()


def test_most_of_timisoara_is_open_to_walkers_and_half_to_cars(
    real: tuple[gpd.GeoDataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    links, forward, _ = real
    share = np.isfinite(forward).mul(links["length_m"], axis=0).sum() / links["length_m"].sum()
    assert share["walk"] > 0.9
    assert 0.6 < share["car"] < 0.8
    assert share["bike_cautious"] < share["bike"]
