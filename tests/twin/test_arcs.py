"""Rules of the road on a few nodes, tried with networkx."""

import networkx as nx
import numpy as np
import pytest

from twin.arcs import Arcs, arcs_of_links, with_banned_turns, with_barriers, with_ends_only

CAR, WALK = 0, 1
# A street 0-1-2-3 and a detour 1-4-2; every link takes 10 s, the detour's 30 s.
START, END = np.array([0, 1, 2, 1, 4]), np.array([1, 2, 3, 4, 2])
SECONDS = np.array([[10.0, 10], [10, 10], [10, 10], [30, 30], [30, 30]])
STREET, MIDDLE, LAST, OUT, BACK = range(5)


def _arcs() -> Arcs:
    return arcs_of_links(START, END, SECONDS, SECONDS, node_count=5)


def _seconds(arcs: Arcs, mode: int, start_link: int, end: int) -> float:
    """Return the seconds from the start of a link, along it, to a node or any of its copies."""
    graph = nx.MultiDiGraph()
    for tail, head, s in zip(arcs.tail, arcs.head, arcs.seconds[:, mode], strict=True):
        if np.isfinite(s):
            graph.add_edge(int(tail), int(head), weight=s)
    best = np.inf
    for row in np.flatnonzero((arcs.link == start_link) & arcs.forward & np.isfinite(arcs.seconds[:, mode])):
        reached = nx.single_source_dijkstra_path_length(graph, int(arcs.head[row]))
        here = [s for node, s in reached.items() if arcs.original[node] == end]
        best = min([best, *(s + arcs.seconds[row, mode] for s in here)])
    return float(best)


def test_a_link_leads_both_ways() -> None:
    assert _seconds(_arcs(), CAR, STREET, 3) == 30
    assert _seconds(_arcs(), CAR, STREET, 0) == 20


def _blocked(node: int, *modes: int) -> np.ndarray:
    blocked = np.zeros((5, 2), bool)
    blocked[node, list(modes)] = True
    return blocked


def test_a_bollard_stops_cars_and_lets_walkers_through() -> None:
    arcs = with_barriers(_arcs(), _blocked(2, CAR))
    assert _seconds(arcs, CAR, STREET, 3) == np.inf
    assert _seconds(arcs, WALK, STREET, 3) == 30


def test_a_car_comes_up_to_a_bollard_and_turns_back() -> None:
    arcs = with_barriers(_arcs(), _blocked(2, CAR))
    assert _seconds(arcs, CAR, STREET, 2) == 20
    assert _seconds(arcs, CAR, LAST, 2) == 20


def test_two_barriers_on_one_link_both_stop() -> None:
    blocked = _blocked(1, CAR) | _blocked(2, CAR, WALK)
    arcs = with_barriers(_arcs(), blocked)
    assert _seconds(arcs, CAR, STREET, 2) == np.inf
    assert _seconds(arcs, WALK, STREET, 2) == 20
    assert _seconds(arcs, WALK, STREET, 3) == np.inf


def _private(*links: int) -> Arcs:
    arcs = _arcs()
    return with_ends_only(arcs, np.isin(arcs.link, links), modes=[CAR])


def test_nobody_drives_through_a_private_street() -> None:
    assert _seconds(_private(MIDDLE), CAR, STREET, 3) == 10 + 60 + 10
    assert _seconds(_private(MIDDLE), WALK, STREET, 3) == 30


def test_a_trip_may_end_in_a_private_street() -> None:
    assert _seconds(_private(OUT, BACK), CAR, STREET, 4) == 40


def test_a_trip_may_begin_in_a_private_street() -> None:
    assert _seconds(_private(OUT, BACK), CAR, OUT, 3) == 30 + 30 + 10


def test_a_trip_within_private_streets_stays_possible() -> None:
    assert _seconds(_private(STREET, MIDDLE, LAST, OUT, BACK), CAR, STREET, 3) == 30


def test_a_private_part_between_public_ones_parts_them() -> None:
    assert _seconds(_private(MIDDLE, OUT, BACK), CAR, STREET, 3) == np.inf


def test_a_banned_turn_sends_cars_on_the_detour() -> None:
    arcs = with_banned_turns(_arcs(), {(STREET, 1): frozenset({MIDDLE})}, mode=CAR)
    assert _seconds(arcs, CAR, STREET, 3) == 10 + 60 + 10
    assert _seconds(arcs, WALK, STREET, 3) == 30


def test_a_ban_binds_only_those_who_come_by_its_street() -> None:
    arcs = with_banned_turns(_arcs(), {(OUT, 1): frozenset({MIDDLE})}, mode=CAR)
    assert _seconds(arcs, CAR, STREET, 3) == 30


def test_two_bans_one_after_the_other_both_hold() -> None:
    bans = {(STREET, 1): frozenset({MIDDLE}), (BACK, 2): frozenset({LAST})}
    arcs = with_banned_turns(_arcs(), bans, mode=CAR)
    # out to node 4, back again, and now straight on: the turn round is cheaper than the detour with its own ban
    assert _seconds(arcs, CAR, STREET, 3) == 10 + 30 + 30 + 10 + 10


def test_a_ban_in_a_private_street_holds() -> None:
    arcs = with_banned_turns(_private(OUT, BACK), {(STREET, 1): frozenset({OUT})}, mode=CAR)
    assert _seconds(arcs, CAR, STREET, 4) == 10 + 10 + 30


@pytest.mark.parametrize("mode", [CAR, WALK])
def test_a_table_of_arcs_has_only_open_ones_in_order(mode: int) -> None:
    table = with_barriers(_arcs(), _blocked(2, CAR)).table(["car", "walk"])
    assert table["tail"].is_monotonic_increasing
    assert np.isfinite(table[["car", "walk"]]).any(axis=1).all()
