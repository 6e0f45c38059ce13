"""How far ways go round: metres on the network by straight metres, to homes that stand for all."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .bounds import bounded
from .city import WAYS_OF, City
from .home_reach import Bools, Floats, changed_arcs_of, changed_homes, graph_in, home_seeds, keeps_arcs
from .homes import READS, home_places, inhabited, of_homes
from .kept_rows import Ints
from .opened_places import all_places, main_places
from .repair import ChangedArcs, repaired_times
from .same_links import links_now, main_places_after
from .search import at_places, times
from .snapping import Seeds, end_seeds, snap_to_any
from .threads import in_threads

# Circuity, network to straight line: Giacomin & Levinson 2015, Environment and Planning B 42(6), fig. 1: it falls with
# distance, so trips of one range of lengths are compared.
DETOUR_M = (500.0, 5000.0)
GOALS = 48  # homes that stand for all goals of trips, each for as many residents


def detour_ratios(city: City, mode: str) -> Floats:
    """Return for each home network metres by straight metres, summed over trips to 48 homes; inf without such a trip.

    In the order of `homes.inhabited`; made once. An edited city has the goals of its base, so that both are of the same
    trips.
    """
    return city.kept(f"detour {mode}", lambda: _ratios(city, mode), needs=[*READS, WAYS_OF + mode])


def _ratios(city: City, mode: str) -> Floats:
    made, base = _searched_ratios(city, mode), city.base
    return made if base is None else bounded(city, made, detour_ratios(base, mode), mode)


def _searched_ratios(city: City, mode: str) -> Floats:
    base = city.base
    if base is None or not keeps_arcs(city) or not city.shares(READS):
        return of_homes(city, f"detour {mode} of homes", lambda city, rows: _of_rows(city, mode, rows),
                        needs=[WAYS_OF + mode])  # fmt: skip
    _, differs = _metres_from_nodes(city, mode)
    rows = changed_homes(city, differs, mode)
    made = detour_ratios(base, mode).copy()
    made[rows] = _of_rows(city, mode, rows)
    return made


def _of_rows(city: City, mode: str, rows: Ints) -> Floats:
    straight, metres = _straight(city, mode, rows), _metres(city, mode, rows)
    ranged = (straight > 0) & np.isfinite(metres)
    gone, line = np.where(ranged, metres, 0.0).sum(axis=0), np.where(ranged, straight, 0.0).sum(axis=0)
    return np.asarray(np.divide(gone, line, out=np.full(len(gone), np.inf), where=line > 0), float)


def _straight(city: City, mode: str, rows: Ints) -> Floats:
    """Return the metres from goals (rows) to homes as the crow flies; 0 where the trip is too short or too long."""
    goals, spots = _goal_points(city, mode), inhabited(city)[["x_m", "y_m"]].to_numpy(float)[rows]
    east, north = (goals[:, None, axis] - spots[None, :, axis] for axis in (0, 1))
    metres = np.sqrt(east**2 + north**2)  # numpy's hypot takes five times as long
    return np.where((metres >= DETOUR_M[0]) & (metres <= DETOUR_M[1]), metres, 0.0)


def _metres(city: City, mode: str, rows: Ints) -> Floats:
    """Return the metres to goals (rows) from homes on the network, inf where nobody gets there."""
    at_nodes, _ = _metres_from_nodes(city, mode)
    starts = home_seeds(city, rows, mode=mode, unit="metres")
    return np.array([at_places(starts, metres) for metres in at_nodes]).reshape(len(at_nodes), len(rows))


def _metres_from_nodes(city: City, mode: str) -> tuple[tuple[Floats, ...], Bools]:
    """Return the metres from nodes to each goal, and which nodes may have others than in the base.

    The metres to a goal are those of the base themselves where none differs.
    """
    return city.kept(f"metres to goals {mode}", lambda: _searched(city, mode), needs=[WAYS_OF + mode])


def _searched(city: City, mode: str) -> tuple[tuple[Floats, ...], Bools]:
    graph, ends = graph_in(city, "metres").compiled(mode), _ends(city, mode)
    made = [np.empty(0)] * (len(ends.indptr) - 1)
    differs = [np.ones(graph.node_count, bool)] * len(made)
    before: tuple[ChangedArcs, tuple[Floats, ...]] | None = None
    if city.base is not None and keeps_arcs(city) and _same_seeds(ends, _ends(city.base, mode)):
        before = changed_arcs_of(city, mode, "metres"), _metres_from_nodes(city.base, mode)[0]
    back = graph.reversed()

    def fill(first: int, last: int) -> None:
        for goal in range(first, last):
            own = slice(ends.indptr[goal], ends.indptr[goal + 1])
            nodes, metres = ends.nodes[own], ends.seconds[own]
            if before is not None:
                repaired = repaired_times(before[0], nodes, metres, before[1][goal])
                if repaired is not None:
                    made[goal], differs[goal] = repaired
                    continue
            made[goal] = times(back, nodes, metres)

    in_threads(fill, len(made))
    return tuple(made), np.asarray(np.logical_or.reduce(differs), bool)


def _ends(city: City, mode: str) -> Seeds:
    """Return the nodes that lead to the goals; made once, for the goals are those of the base."""

    def made() -> Seeds:
        x, y = _goal_points(city, mode).T
        places = all_places(city.mobility, _goal_places(city, mode), x, y, mode=mode)
        ends = end_seeds(graph_in(city, "metres"), places, mode=mode)
        return ends.grouped(places["point"].to_numpy(), len(x))

    return city.kept(f"ends of trips {mode}", made, needs=[WAYS_OF + mode])


def _goal_places(city: City, mode: str) -> pd.DataFrame:
    """Return the places of the goals; of an edited city those of its base, but where ways opened or closed."""
    now, graph = links_now(city), city.mobility
    x, y = _goal_points(city, mode).T
    if now is None or city.base is None:
        return main_places(graph, snap_to_any(graph, x, y), x, y, mode=mode)
    return main_places_after(city, now, _goal_places(city.base, mode), x, y, mode=mode)


def _same_seeds(one: Seeds, other: Seeds) -> bool:
    pairs = ((one.indptr, other.indptr), (one.nodes, other.nodes), (one.seconds, other.seconds))
    return all(np.array_equal(a, b) for a, b in pairs)


def _goal_points(city: City, mode: str) -> Floats:
    """Return x and y of the homes that stand for all goals of trips; an edited city takes those of its base."""
    if city.base is not None:
        return _goal_points(city.base, mode)

    def made() -> Floats:
        goals = spread_homes(city, (home_places(city, mode)["link"] >= 0).to_numpy(bool))
        return np.asarray(inhabited(city)[["x_m", "y_m"]].to_numpy(float)[goals].reshape(-1, 2), float)

    return city.kept(f"goals of trips {mode}", made)


def spread_homes(city: City, usable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the positions of up to 48 homes, each of which stands for the same number of residents.

    Homes are taken in the order of a square grid of 1 km read row by row, and one is chosen at equal steps of
    their residents: the same homes at every call.
    """
    living = inhabited(city)
    x, y = living["x_m"].to_numpy(float), living["y_m"].to_numpy(float)
    order = np.lexsort((x, y, np.floor(x / 1000), np.floor(y / 1000)))
    order = order[usable[order]]
    people = living["residents"].to_numpy(float)[order]
    if not people.sum() > 0:
        return np.empty(0, np.int64)
    steps = (np.arange(GOALS) + 0.5) / GOALS * people.sum()
    return np.unique(order[np.searchsorted(np.cumsum(people), steps)])
