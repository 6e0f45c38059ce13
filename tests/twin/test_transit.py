"""Lines as pieces of a graph: the wait, the rides, and stretches that variants of a line share."""

from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.feeds import FEED, STEP_M, UNTIMED, timetable_of
from twin.transit import TransitPieces, transit_pieces, wait_s


@pytest.mark.parametrize(("headway_min", "wait_min"), [(4, 2), (10, 5), (20, 8), (38, 13.4), (60, 13.4), (120, 43.4)])
def test_the_wait_is_half_the_headway_until_people_plan(headway_min: float, wait_min: float) -> None:
    assert wait_s(np.array([60.0 * headway_min]))[0] == pytest.approx(60 * wait_min)


def minutes(pieces: TransitPieces, start: str, end: str) -> float:
    """The expected minutes from stop to stop, by networkx."""
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(pieces.arcs[["tail", "head", "seconds"]].itertuples(index=False))
    node = pd.Series(pieces.stops.index, index=pieces.stops["stop"].str[-1])
    return float(nx.shortest_path_length(graph, node[start], node[end], weight="weight")) / 60


def every(minutes: int, trip: str = "there") -> str:
    return f"{trip},6:00:00,22:00:00,{60 * minutes}\n"


def test_a_trip_is_its_wait_and_its_rides(tmp_path: Path) -> None:
    pieces = transit_pieces(timetable_of(tmp_path, frequencies=FREQUENCIES + every(10)))
    assert minutes(pieces, "a", "c") == pytest.approx(5 + 6)
    assert minutes(pieces, "b", "c") == pytest.approx(5 + 3)


FREQUENCIES = "trip_id,start_time,end_time,headway_secs\n"
TWO_WAYS = {
    "trips": FEED["trips"] + "1,other,Capăt,0,w\n",
    "stop_times": FEED["stop_times"]
    + "other,b,1,8:00:00,8:00:00\nother,c,2,8:02:00,8:02:00\nother,d,3,8:09:00,8:09:00\n",
    "frequencies": FREQUENCIES + every(20) + every(20, "other"),
}


def test_where_variants_of_a_line_share_their_way_the_next_of_both_will_do(tmp_path: Path) -> None:
    pieces = transit_pieces(timetable_of(tmp_path, **TWO_WAYS))
    assert minutes(pieces, "b", "c") == pytest.approx(5 + 2.5)  # every 10 minutes; the mean of 3 and 2 minutes


def test_whoever_goes_beyond_the_shared_way_waits_for_the_right_one(tmp_path: Path) -> None:
    pieces = transit_pieces(timetable_of(tmp_path, **TWO_WAYS))
    assert minutes(pieces, "b", "d") == pytest.approx(8 + 9)  # every 20 minutes


def test_a_part_of_a_pattern_that_nothing_else_serves_is_not_there_twice(tmp_path: Path) -> None:
    pieces = transit_pieces(timetable_of(tmp_path))
    assert pieces.arcs["kind"].value_counts().to_dict() == {"board": 4, "ride": 4, "alight": 4}


def test_where_nobody_may_get_on_there_is_no_arc(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path)
    pieces = transit_pieces(replace(timetable, calls=timetable.calls.assign(board=False)))
    assert set(pieces.arcs["kind"]) == {"ride", "alight"}


def test_arcs_say_what_runs_and_how_true_it_is(tmp_path: Path) -> None:
    pieces = transit_pieces(timetable_of(tmp_path, stop_times=UNTIMED))
    assert set(pieces.arcs["tier"]) == {"estimated"}
    assert set(pieces.arcs["line"]) == {"2"}
    assert set(pieces.arcs["route"]) == {"gtfs/route/1"}


def test_a_line_that_runs_only_at_night_is_left_out(tmp_path: Path) -> None:
    night = FEED["stop_times"].replace(",8:", ",2:").replace(",9:", ",23:")
    pieces = transit_pieces(timetable_of(tmp_path, stop_times=night))
    assert pieces.arcs.empty


def test_nodes_are_numbered_through_stops_first(tmp_path: Path) -> None:
    pieces = transit_pieces(timetable_of(tmp_path))
    assert [*pieces.stops.index, *pieces.rides.index] == list(range(3 + 6))
    assert pieces.arcs[["tail", "head"]].max().max() == 8


def test_a_ride_lies_where_the_vehicle_runs_and_straight_where_nobody_knows(tmp_path: Path) -> None:
    shapes = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,45.75,21.20,1\ns,45.76,21.20,2\ns,45.76,21.21,3\n"
    shapes += "s,45.75,21.21,4\ns,45.75,21.22,5\n"
    trips = "route_id,trip_id,direction_id,shape_id,service_id\n1,there,0,s,w\n1,back,1,,w\n"
    arcs = transit_pieces(timetable_of(tmp_path, trips=trips, shapes=shapes)).arcs
    lengths = shapely.length(arcs["geometry"][arcs["kind"] == "ride"].to_numpy())
    assert lengths == pytest.approx([STEP_M + 2 * 1112, STEP_M, STEP_M, STEP_M], rel=0.01)
    assert shapely.length(arcs["geometry"][arcs["kind"] != "ride"].to_numpy()).sum() == 0
