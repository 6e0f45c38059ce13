"""The connection scan gives what a plain search over trips gives, and what the feed itself says."""

import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import UsageError
from geodata.gtfs import read_gtfs
from geodata.source import recipe_of_box
from tests.feeds import FEED, STEP_M, UNTIMED, timetable_of
from twin.connection_scan import Footpaths, connections_on, earliest_arrivals
from twin.timetable import WEEKDAYS, Timetable
from twin.timetable_from_gtfs import timetable_from_gtfs

MONDAY = date(2026, 1, 5)
STOPS = 5
HOP = st.tuples(st.integers(0, STOPS - 1), st.integers(0, 300), st.integers(0, 120))  # stop, seconds of way and of rest
TRIPS = st.lists(st.tuples(st.integers(0, 1500), st.lists(HOP, min_size=2, max_size=5)), min_size=1, max_size=8)
WALKS = st.lists(st.tuples(*[st.integers(0, STOPS - 1)] * 2, st.integers(0, 400)), max_size=5)
Trip = tuple[int, list[tuple[int, int, int]]]


def daily(trips: list[Trip]) -> Timetable:
    """A timetable of trips that run every day, each in a pattern of its own."""
    calls, times = [], []
    for number, (start_s, hops) in enumerate(trips):
        clock = start_s
        for nth, (stop, way_s, rest_s) in enumerate(hops):
            clock += way_s if nth else 0
            calls.append((number, f"s{stop}", 0.0, True, True, None))
            times.append((clock, clock + rest_s))
            clock += rest_s
    count = range(len(trips))
    never = np.full(1, np.datetime64("NaT"), "datetime64[ms]")
    stops = pd.DataFrame({"name": "", "x_m": 0.0, "y_m": 0.0}, index=[f"s{i}" for i in range(STOPS)])
    first = np.cumsum([0, *(len(hops) for _, hops in trips[:-1])])
    return Timetable(
        stops=stops,
        patterns=pd.DataFrame({"route": "r", "line": [str(i) for i in count], "mode": "bus", "direction": ""}),
        calls=pd.DataFrame(calls, columns=["pattern", "stop", "ride_s", "board", "alight", "way"]),
        trips=pd.DataFrame({"trip_id": "", "pattern": count, "service": "w", "first": first}),
        stop_times=pd.DataFrame(times, columns=["arrival_s", "departure_s"]),
        services=pd.DataFrame({**dict.fromkeys(WEEKDAYS, True), "start": never, "end": never}, index=["w"]),
        exceptions=pd.DataFrame({"service": [], "date": never[:0], "runs": []}).astype({"runs": bool}),
    )


def paths(walks: list[tuple[int, int, int]]) -> Footpaths:
    start, end, walk_s = np.array(walks, int).reshape(-1, 3).T
    return Footpaths.of(start, end, walk_s.astype(float), stops=STOPS)


def by_hand(trips: list[Trip], walks: list[tuple[int, int, int]], at_s: int, change_s: int) -> list[float]:
    """The earliest presence at each stop, by relabelling over whole trips until nothing gets better."""
    times = []
    for start_s, hops in trips:
        clock, rows = start_s, []
        for nth, (stop, way_s, rest_s) in enumerate(hops):
            clock += way_s if nth else 0
            rows.append((stop, clock, clock + rest_s))
            clock += rest_s
        times += [[(stop, a + day, d + day) for stop, a, d in rows] for day in (0, 86400)]
    ready, there, changed = [np.inf] * STOPS, [np.inf] * STOPS, True
    ready[0] = there[0] = at_s
    while changed:
        before = (ready[:], there[:])
        for rows in times:
            for i, (stop, _, departs) in enumerate(rows):
                for off, arrives, _ in rows[i + 1 :] if ready[stop] <= departs else ():
                    there[off], ready[off] = min(there[off], arrives), min(ready[off], arrives + change_s)
                    for one, other, walk_s in walks:
                        if one == off:
                            there[other] = min(there[other], arrives + walk_s)
                            ready[other] = min(ready[other], arrives + max(walk_s, change_s))
        changed = before != (ready, there)
    return there


@settings(max_examples=300, deadline=None)
@given(TRIPS, WALKS, st.integers(0, 1800), st.integers(1, 200))
def test_it_finds_what_a_plain_search_over_trips_finds(
    trips: list[Trip], walks: list[tuple[int, int, int]], at_s: int, change_s: int
) -> None:
    connections = connections_on(daily(trips), MONDAY)
    found = earliest_arrivals(connections, {"s0": 0}, at_s=at_s, footpaths=paths(walks), min_change_s=change_s)
    assert found.seconds.tolist() == by_hand(trips, walks, at_s, change_s)


@settings(max_examples=150, deadline=None)
@given(TRIPS, WALKS, st.integers(0, 1700), st.integers(0, 600))
def test_who_leaves_later_never_arrives_earlier(
    trips: list[Trip], walks: list[tuple[int, int, int]], at_s: int, later_s: int
) -> None:
    connections = connections_on(daily(trips), MONDAY)
    early, late = (
        earliest_arrivals(connections, {"s0": 30, "s1": 90}, at_s=t, footpaths=paths(walks)).seconds
        for t in (at_s, at_s + later_s)
    )
    assert (early <= late).all()


@settings(max_examples=150, deadline=None)
@given(TRIPS, WALKS, st.integers(0, 1800))
def test_a_journey_holds_together(trips: list[Trip], walks: list[tuple[int, int, int]], at_s: int) -> None:
    found = earliest_arrivals(connections_on(daily(trips), MONDAY), {"s0": 0}, at_s=at_s, footpaths=paths(walks))
    for stop, arrival_s in found.seconds[np.isfinite(found.seconds)].items():
        at, clock, change_s = "s0", at_s, 0
        for ride in found.journey(str(stop)):
            walk_s = min([w for a, b, w in walks if (f"s{a}", f"s{b}") == (at, ride.start)], default=np.inf)
            on_foot = 0 if at == ride.start else walk_s
            assert ride.departure_s >= clock + max(change_s, on_foot)
            assert (ride.stops[0], ride.stops[-1]) == (ride.start, ride.end)
            at, clock, change_s = ride.end, ride.arrival_s, 60
        last = 0 if at == stop else min(w for a, b, w in walks if (f"s{a}", f"s{b}") == (at, stop))
        assert clock + last == arrival_s


def arrivals(timetable: Timetable, at_s: float, *, day: date = MONDAY, start: str = "a") -> pd.Series:
    none = Footpaths.none(len(timetable.stops))
    found = earliest_arrivals(connections_on(timetable, day), {f"gtfs/stop/{start}": 0}, at_s=at_s, footpaths=none)
    return found.seconds.set_axis(found.seconds.index.str[-1])


def test_the_next_tram_is_taken_and_after_the_last_that_of_the_next_day(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path)
    assert arrivals(timetable, 28800)["c"] == 29160
    assert arrivals(timetable, 28801)["c"] == 86400 + 29160


def test_after_the_last_tram_of_friday_nothing_runs_until_monday(tmp_path: Path) -> None:
    assert arrivals(timetable_of(tmp_path), 28801, day=date(2026, 1, 9))["c"] == np.inf


def test_a_tram_of_the_evening_before_is_still_out_after_midnight(tmp_path: Path) -> None:
    late = FEED["stop_times"].replace(",8:", ",24:")
    timetable = timetable_of(tmp_path, stop_times=late)
    assert arrivals(timetable, 60, start="b", day=date(2026, 1, 10))["c"] == 360  # Saturday: of Friday's service


def test_it_is_better_to_wait_than_to_ride_to_and_fro() -> None:
    back_and_forth: list[Trip] = [(0, [(0, 0, 0), (1, 60, 0)]), (300, [(1, 0, 0), (0, 60, 0), (2, 60, 0)])]
    found = earliest_arrivals(connections_on(daily(back_and_forth), MONDAY), {"s0": 0}, at_s=0, footpaths=paths([]))
    [ride] = found.journey("s2")
    assert (ride.start, ride.departure_s, ride.stops) == ("s0", 360, ("s0", "s2"))


ONE_TRIP: list[Trip] = [(0, [(0, 0, 0), (1, 9, 0)])]


def test_the_start_itself_takes_no_ride() -> None:
    found = earliest_arrivals(connections_on(daily(ONE_TRIP), MONDAY), {"s0": 5}, at_s=0, footpaths=paths([]))
    assert (found.seconds["s0"], found.journey("s0")) == (5, [])


def test_a_stop_that_no_line_reaches_is_an_error() -> None:
    found = earliest_arrivals(connections_on(daily(ONE_TRIP), MONDAY), {"s0": 0}, at_s=0, footpaths=paths([]))
    with pytest.raises(UsageError, match="No line reaches the stop s4"):
        found.journey("s4")


def test_a_ride_goes_through_its_stops(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path)
    none = Footpaths.none(len(timetable.stops))
    found = earliest_arrivals(connections_on(timetable, MONDAY), {"gtfs/stop/a": 0}, at_s=0, footpaths=none)
    [ride] = found.journey("gtfs/stop/c")
    assert ride.way.length == pytest.approx(2 * STEP_M, abs=3)


def test_without_times_there_is_no_exact_answer(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no times"):
        connections_on(timetable_of(tmp_path, stop_times=UNTIMED), MONDAY)


def test_a_day_the_timetable_does_not_cover_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="covers 2026-01-05 to 2026-01-31"):
        connections_on(timetable_of(tmp_path), date(2027, 1, 1))


def test_a_time_that_no_day_has_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no time of a day"):
        arrivals(timetable_of(tmp_path), 90000)


@pytest.fixture(scope="module")
def heidelberg(shared_data: Path) -> Timetable:
    recipe = recipe_of_box((8.3, 49.2, 9.0, 49.6), id="heidelberg")
    tables, _ = read_gtfs(shared_data / "gtfs" / "vrn_heidelberg_gtfs_cut.zip", frame=recipe.frame)
    timetable, _ = timetable_from_gtfs(tables, recipe=recipe)
    assert timetable is not None
    return timetable


def test_a_trip_of_heidelberg_is_as_its_feed_says(heidelberg: Timetable) -> None:
    start, end = "gtfs/stop/de:08221:1133:2:TrRiS", "gtfs/stop/de:08221:1278:1:TrRiS"  # Burgstraße, Rohrbach Süd
    connections = connections_on(heidelberg, date(2022, 9, 14))  # a Wednesday
    none = Footpaths.none(len(heidelberg.stops))
    [ride] = earliest_arrivals(connections, {start: 0}, at_s=7.9 * 3600, footpaths=none).journey(end)
    assert (ride.line, len(ride.stops)) == ("RNV 24", 22)
    assert (ride.departure_s, ride.arrival_s) == (8 * 3600, 8.5 * 3600)  # trip …-240020-21: 8:00 to 8:30


def test_all_of_heidelberg_is_asked_in_milliseconds(heidelberg: Timetable) -> None:
    connections = connections_on(heidelberg, date(2022, 9, 14))
    none, start = Footpaths.none(len(heidelberg.stops)), heidelberg.stops.index[0]
    earliest_arrivals(connections, {start: 0}, at_s=0, footpaths=none)  # compiled now
    started = time.perf_counter()
    found = earliest_arrivals(connections, {start: 0}, at_s=8 * 3600, footpaths=none)
    assert time.perf_counter() - started < 0.5  # 0.5 ms on a quiet machine
    assert np.isfinite(found.seconds).sum() > 50
