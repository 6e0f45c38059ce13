"""The six plans that come with the project, drawn on the real city: a few facts that hold if all is well."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import shapely

from twin.city import City
from twin.comparison import Comparison, compare
from twin.edit_fields import Schema
from twin.edited_tables import in_city
from twin.indicators import usual_indicators
from twin.plan_fields import FIND, PLACES, PLAN, STEP, PlanError
from twin.plan_file import FOLDER, Plan, bundled_plans
from twin.plan_scenario import plan_scenario
from twin.routes import Route, route
from twin.scenario import Scenario
from twin.snapping import place_at

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "twin" / FOLDER).glob("*.toml"))
PAGES = ROOT / "docs" / "worked"
CHARGERS, LANE, ZONE, BRIDGE, TOWER, PARK = (file.stem for file in FILES)
SOUTH_BANK, NORTH_BANK = (21.2262, 45.7475), (21.2250, 45.7502)  # of the Bega at Podul Mihai Viteazul


@pytest.fixture(scope="module")
def city(timisoara_store_folder: Path) -> City:
    return City.open(timisoara_store_folder)


def compared(city: City, plan: str, *ids: str) -> tuple[Scenario, Comparison]:
    made = plan_scenario(city, plan)
    return made, compare(city, made, ids=ids)


def way(city: City, start: tuple[float, float], end: tuple[float, float], mode: str) -> Route:
    return route(city, *(place_at(city, city.mobility, each, mode=mode) for each in (start, end)), mode=mode)


def test_a_hundred_stations_bring_most_residents_near_one(city: City) -> None:
    made, found = compared(city, CHARGERS, "charging_stations", "residents_near_charging")
    table, gains = found.table(), found.gains_and_losses("residents_near_charging")
    assert table.loc["charging_stations", "difference"] == 100
    assert made.applied.charging_stations["tier"].eq("sketched").sum() == 100
    assert table.loc["residents_near_charging", "difference"] > 50
    assert gains["lose"].sum() == 0
    assert made.undo().applied.layers is city.layers


def test_residents_near_a_charger_are_about_those_within_300_m_as_the_crow_flies(city: City) -> None:
    """5 minutes' walk are 400 m on streets; a circle of 300 m holds about as much of a city."""
    made, found = compared(city, CHARGERS, "residents_near_charging")
    people, stations = city.buildings["residents"].to_numpy(float), made.applied.charging_stations
    homes = np.asarray(city.buildings.geometry.centroid.values, dtype=object)
    around = shapely.union_all(np.asarray(stations[stations["car"] != "no"].centroid.buffer(300).values, dtype=object))
    shapely.prepare(around)
    share = 100 * np.nansum(people[shapely.contains(around, homes)]) / np.nansum(people)
    assert found.table().loc["residents_near_charging", "after"] == pytest.approx(share, abs=5)


def test_a_bike_lane_runs_along_the_whole_boulevard_once_in_each_direction(city: City) -> None:
    made, found = compared(city, LANE, "bike_network_km", "residents_near_protected_bike_lane")
    ids = [id for edit in made.edits for id in edit.ids]
    streets = city.streets.loc[ids]
    both_ways = streets["oneway"].ne("yes").to_numpy(bool)
    km = (streets.length * np.where(both_ways, 2, 1)).sum() / 1000
    table = found.table()
    assert len(set(ids)) == len(ids)
    assert table.loc["bike_network_km", "difference"] == pytest.approx(km, abs=0.01)
    assert table.loc["residents_near_protected_bike_lane", "difference"] > 0
    named = city.streets[(city.streets["name"] == streets["name"].iloc[0]) & (city.streets["class"] != "footway")]
    assert set(named.index) == set(ids)
    assert shapely.union_all(streets.buffer(15).values).geom_type == "Polygon"


def test_the_boulevard_keeps_a_traffic_lane_in_each_direction(city: City) -> None:
    made = plan_scenario(city, LANE)
    after = made.applied.streets.loc[[id for edit in made.edits for id in edit.ids]]
    assert (after["lanes"] >= np.where(after["oneway"] == "yes", 1, 2)).all()


def test_nobody_is_cut_off_by_the_low_traffic_zone(city: City) -> None:
    """A border beside the main streets would leave pockets whose only way out leads through the zone."""
    made, found = compared(city, ZONE, "residents_cut_off", "minutes_to_centre_walk")
    table = found.table()
    assert table["difference"].tolist() == [0, 0]
    assert 40 < len(made.edits[0].before) < 80
    assert city.streets.loc[list(made.edits[0].before), "class"].isin(["residential", "service"]).all()


def test_car_trips_past_the_zone_do_not_drive_through_it_and_none_gets_shorter(city: City) -> None:
    made = plan_scenario(city, ZONE)
    assert made.edits[0].place is not None
    zone = shapely.union_all(np.asarray(city.streets.loc[list(made.edits[0].before)].buffer(1).values, dtype=object))
    corners = shapely.get_coordinates(in_city(made.edits[0].place, city.frame).buffer(600).envelope)[:4]
    points = [(float(lon), float(lat)) for lon, lat in (city.frame.to_lonlat_points(x, y) for x, y in corners)]
    for start, end in permutations(points, 2):
        before, after = way(city, start, end, "car"), way(made.applied, start, end, "car")
        assert shapely.length(shapely.intersection(after.geometry, zone)) < 30
        assert after.seconds >= before.seconds - 1e-6


def test_the_closed_bridge_lengthens_trips_and_shortens_none(city: City) -> None:
    made, found = compared(city, BRIDGE, "minutes_to_centre_car", "minutes_to_centre_walk")
    assert len(made.edits[0].ids) == 3  # carriageway and two pavements
    for id in ("minutes_to_centre_car", "minutes_to_centre_walk"):
        assert found.table().loc[id, "difference"] > 0
        assert found.gains_and_losses(id)["gain"].sum() == 0
        assert found.object_changes(id).min() >= -1e-6


@pytest.mark.parametrize("mode", ["walk", "bike", "car"])
def test_from_bank_to_bank_it_is_farther_round_the_closed_bridge(city: City, mode: str) -> None:
    """The next bridges are some 400 and 700 m away: a walk of 366 m across becomes one of 900 m."""
    made = plan_scenario(city, BRIDGE)
    before, after = (way(each, SOUTH_BANK, NORTH_BANK, mode) for each in (city, made.applied))
    assert 300 < after.length_m - before.length_m < 1500


def test_the_tower_adds_its_footprint_for_each_storey(city: City) -> None:
    made, found = compared(city, TOWER, "floor_area_ha", "footprint_coverage")
    assert found.table().loc["floor_area_ha", "difference"] == pytest.approx(25 * 25 * 13 / 10_000, rel=1e-3)
    tower = made.applied.buildings.iloc[-1]
    plot = city.vacant_land[city.vacant_land.contains(tower.geometry.centroid)]
    assert plot.covers(tower.geometry).all()
    assert tower["height_m"] == 40
    assert tower["residents"] > 50


def test_the_park_brings_green_nearer_and_nobody_lives_farther_from_it(city: City) -> None:
    made, found = compared(city, PARK, "green_m2_per_resident", "residents_near_green", "vacant_land_ha")
    table, steps = found.table(), found.object_changes("residents_near_green")
    area_m2 = city.vacant_land.area.loc[made.edits[0].ids[0]]
    green = area_m2 / city.buildings["residents"].sum()
    assert table.loc["green_m2_per_resident", "difference"] == pytest.approx(green, rel=0.01)
    assert table.loc["vacant_land_ha", "difference"] == pytest.approx(-area_m2 / 10_000, rel=0.01)
    assert table.loc["residents_near_green", "difference"] > 0
    assert steps.max() <= 1e-6
    assert steps.min() < -300


@pytest.mark.parametrize("plan", [LANE, ZONE, BRIDGE, TOWER, PARK])  # the stations are undone where they are sited
def test_undone_the_city_is_as_it_was(city: City, plan: str) -> None:
    made = plan_scenario(city, plan)
    while made.edits:
        made = made.undo()
    assert made.applied.layers is city.layers


def test_what_needs_no_place_of_timisoara_is_drawn_on_the_embedded_city_too(demo_city: City) -> None:
    assert len(plan_scenario(demo_city, PARK).edits) == 1
    for plan in (LANE, ZONE, BRIDGE, TOWER):
        with pytest.raises(PlanError, match=rf"{plan}\.toml, step 1: "):
            plan_scenario(demo_city, plan)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_files_hold_names_and_coordinates_only(file: Path) -> None:
    """No ids, no tags, no expected values: nothing that was copied from a map."""
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    assert set(said) <= keys(PLAN)
    for step in said["steps"]:
        assert set(step) <= keys(STEP)
        assert set(step.get("find", {})) <= keys(FIND)
        numbers = [value for place in PLACES for value in flat(step.get(place, []))]
        assert all(round(value, 4) == value for value in numbers)
    assert not {"id", "ids", "before", "tags"} & set(keys(STEP) | keys(FIND))
    assert len(file.read_text(encoding="utf-8")) < 3000


@pytest.mark.parametrize("plan", bundled_plans(), ids=lambda plan: plan.id)
def test_each_plan_has_a_page_and_texts_in_both_languages(plan: Plan) -> None:
    page = (PAGES / f"{plan.id}.md").read_text(encoding="utf-8")
    assert f"--plan {plan.id}" in page
    assert page.count("\n") <= 60
    assert f"({plan.id}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")
    for said in (plan.name, plan.description, *(step.note for step in plan.steps)):
        assert set(said) == {"en", "ro"}
        assert not re.search("[şţŞŢ]", said["ro"])


def keys(schema: Schema) -> set[str]:
    properties = schema["properties"]
    assert isinstance(properties, Mapping)
    return set(properties)


def flat(value: object) -> Iterator[float]:
    if isinstance(value, list):
        for inner in value:
            yield from flat(inner)
    else:
        yield float(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("plan", [CHARGERS, LANE])
def test_a_page_counts_the_indicators_that_are_not_in_its_table(plan: str) -> None:
    page = (PAGES / f"{plan}.md").read_text(encoding="utf-8")
    table, others = re.search(r"\| indicator \|.*\n\|---.*\n((?:\|.*\n)+)\n(\d+) other indicators stay", page).groups()
    assert len(table.splitlines()) + int(others) == len(usual_indicators())
