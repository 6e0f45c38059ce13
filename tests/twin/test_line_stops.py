"""Calls of lines at new and moved stops, along the ways that the feed draws."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.feeds import RECIPE, STEP_M, timetable_of
from twin.line_stops import CALL_S, passes_near, with_stop, with_stop_moved
from twin.timetable import Timetable

# The tram runs from a straight over b to c, then back; three and two minutes there, two and three back.
SHAPES = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,45.75,21.20,1\ns,45.75,21.22,2\n"
TRIPS = "route_id,trip_id,direction_id,shape_id,service_id\n1,there,0,s,w\n1,back,1,,w\n"
METRES_IN_DEGREE = 111_150  # of latitude at 45.75 north


@pytest.fixture
def timetable(tmp_path: Path) -> Timetable:
    return timetable_of(tmp_path, trips=TRIPS, shapes=SHAPES)


def at(lon: float, *, north_m: float = 0.0) -> dict[str, float]:
    """Return a place on the way, or north of it."""
    x, y = RECIPE.frame.from_lonlat_points(lon, 45.75 + north_m / METRES_IN_DEGREE)
    return {"x_m": float(x), "y_m": float(y)}


def rides(timetable: Timetable, pattern: int = 0) -> list[float]:
    return timetable.calls.loc[timetable.calls["pattern"] == pattern, "ride_s"].tolist()


def lengths(timetable: Timetable) -> list[float]:
    ways = timetable.calls.loc[timetable.calls["pattern"] == 0, "way"].iloc[1:]
    return [float(shapely.from_wkb(way).length) for way in ways]


def test_a_new_stop_beside_the_way_is_reached_by_leaving_it(timetable: Timetable) -> None:
    place = at(21.205, north_m=100)
    made = with_stop(timetable, "new", name="Nouă", lines=["2"], **place)
    assert lengths(made) == pytest.approx([STEP_M / 2 + 100, STEP_M / 2 + 100, STEP_M], abs=2)
    ride_s = 180 * (STEP_M / 2 + 100) / STEP_M
    assert rides(made) == pytest.approx([0, ride_s, ride_s + CALL_S, 180], abs=4)


@pytest.mark.parametrize(("north_m", "calls"), [(230, True), (270, False)])
def test_a_line_makes_a_detour_of_half_a_kilometre_at_most(timetable: Timetable, north_m: float, calls: bool) -> None:
    made = with_stop(timetable, "new", name="Nouă", lines=["2"], **at(21.205, north_m=north_m))
    assert (len(rides(made)) == 4) is calls
    assert not passes_near(timetable, "2", **at(21.205, north_m=800))


def test_a_stop_moved_off_the_way_costs_the_way_there_and_back(timetable: Timetable) -> None:
    made = with_stop_moved(timetable, "gtfs/stop/b", **at(21.21, north_m=300))
    assert sum(lengths(made)) == pytest.approx(2 * STEP_M + 600, abs=2)
    assert sum(rides(made)) == pytest.approx(360 * (2 * STEP_M + 600) / (2 * STEP_M), rel=0.01)


def test_a_stop_moved_there_and_back_is_where_it_was(timetable: Timetable) -> None:
    there = with_stop_moved(timetable, "gtfs/stop/b", **at(21.211, north_m=300))
    back = with_stop_moved(there, "gtfs/stop/b", **at(21.21))
    assert lengths(back) == pytest.approx(lengths(timetable), abs=4)
    for pattern in (0, 1):
        share = np.cumsum(rides(back, pattern)) / sum(rides(timetable, pattern))
        assert share == pytest.approx([0, 0.5, 1], abs=0.01)


def test_a_timetable_that_is_changed_is_another_one(timetable: Timetable) -> None:
    before = {name: table.copy() for name, table in timetable.to_tables().items()}
    with_stop(timetable, "new", name="Nouă", lines=["2"], **at(21.204))
    with_stop_moved(timetable, "gtfs/stop/a", **at(21.204))
    assert all(table.equals(before[name]) for name, table in timetable.to_tables().items())
