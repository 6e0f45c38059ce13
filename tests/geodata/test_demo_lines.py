"""Trams and buses of the embedded city serve the stops that are there, by a timetable for every day."""

from datetime import date

import numpy as np
import pytest

from geodata.demo import demo_tables
from geodata.demo_lines import demo_feed
from geodata.gtfs import GtfsTables
from geodata.recipe_file import bundled_recipe
from twin.connection_scan import Footpaths, connections_on, earliest_arrivals
from twin.timetable import Timetable
from twin.timetable_from_gtfs import timetable_from_gtfs

WEDNESDAY, SUNDAY = date(2026, 6, 10), date(2026, 6, 14)
RECIPE = bundled_recipe("demo")


@pytest.fixture(scope="module")
def feed() -> GtfsTables:
    return demo_feed(demo_tables(RECIPE.frame)[0])


@pytest.fixture(scope="module")
def timetable(feed: GtfsTables) -> Timetable:
    made, report = timetable_from_gtfs(feed, recipe=RECIPE)
    assert made is not None
    assert report.count("timetable", "dropped") == report.count("gtfs", "dropped") == 0
    return made


def test_lines_of_both_kinds_run_and_serve_nearly_all_stops(feed: GtfsTables) -> None:
    assert set(feed.routes["mode"]) == {"tram", "bus"}
    assert feed.stops["lines"].notna().mean() > 0.95


def test_stops_lie_on_the_right_of_the_way(feed: GtfsTables) -> None:
    places = feed.stops.set_index("stop_id").geometry
    trips = feed.trips.set_index("trip_id")["shape_id"]
    for trip, called in list(feed.stop_times.groupby("trip_id"))[:20]:
        way = feed.shapes[trips[trip]]
        right, left = way.offset_curve(-10), way.offset_curve(10)
        beside = [right.distance(places[stop]) < left.distance(places[stop]) for stop in called["stop_id"]]
        assert np.mean(beside) > 0.8


def test_everything_of_it_is_marked_as_made_up(timetable: Timetable) -> None:
    assert set(timetable.patterns["tier"]) == {"synthetic"}


def test_trams_come_every_six_minutes_in_the_morning_and_less_on_sunday(timetable: Timetable) -> None:
    line, first = timetable.trips["pattern"] == 0, timetable.trips["first"].to_numpy()
    departs = timetable.stop_times["departure_s"].to_numpy()[first]
    for day, headway_s in ((WEDNESDAY, 360), (SUNDAY, 720)):
        runs = (
            line & timetable.services_on(day)[timetable.service_of_trip] & (departs > 7 * 3600) & (departs < 8 * 3600)
        )
        assert set(np.diff(np.sort(departs[runs]))) == {headway_s}


def test_each_stop_that_is_served_is_reached_from_the_first(timetable: Timetable) -> None:
    places = timetable.stops[["x_m", "y_m"]].to_numpy()
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    start, end = np.nonzero((apart < 400) & (apart > 0))
    walks = Footpaths.of(start, end, apart[start, end] / 1.2, stops=len(places))
    found = earliest_arrivals(
        connections_on(timetable, WEDNESDAY), {timetable.stops.index[0]: 0}, at_s=8 * 3600, footpaths=walks
    )
    assert found.seconds.max() < 10 * 3600  # within two hours
