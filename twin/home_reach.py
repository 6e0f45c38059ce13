"""How far homes have it to the nearest of some objects: seconds or metres on the network, kept and taken over."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .bounds import bounded
from .city import WAYS, WAYS_OF, City
from .destinations import Approaches, approaches, open_approaches, places_after
from .homes import READS, home_exits, home_places, of_homes
from .kept_rows import Ints
from .measurement import NotKnownError
from .mobility import MobilityGraph
from .pairs import pairs_on_links
from .repair import ChangedArcs, changed_arcs, repaired_times
from .same_links import links_now
from .search import at_places, times
from .snapping import Seeds, end_seeds, start_seeds

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class _Goals:
    """Objects that are asked for under a name, by one mode; `layers`: those they come from."""

    what: str
    shapes_in: Callable[[City], NDArray[np.object_]] = field(repr=False)
    mode: str
    layers: tuple[str, ...]
    in_metres: bool

    @property
    def needs(self) -> list[str]:
        """Everything the times to these objects are made of but homes, as of `City.shares`."""
        return [WAYS_OF + self.mode, *self.layers]

    @property
    def title(self) -> str:
        """What is kept of them is kept under this name."""
        return f"{self.unit} to {self.what} {self.mode}"

    @property
    def unit(self) -> str:
        """What arcs are counted in."""
        return "metres" if self.in_metres else "seconds"

    def graph(self, city: City) -> MobilityGraph:
        """Return the graph that is searched."""
        return graph_in(city, self.unit)


def home_reach(
    city: City, what: str, shapes_in: Callable[[City], NDArray[np.object_]], *, mode: str, layers: Collection[str],
    in_metres: bool = False,
) -> Floats:  # fmt: skip
    """Return the seconds (or metres) from each home to the nearest of some objects; inf where nobody gets there.

    In the order of `homes.inhabited`. `shapes_in` gives the objects of a city, this one or its base, whose answer may
    bound this one's. Made once for `what` and a mode; `layers`: those the objects come from. On the network; the metres
    beside it are not counted.
    """
    return _of_homes(city, _Goals(what, shapes_in, mode, tuple(layers), in_metres))


def _of_homes(city: City, goals: _Goals) -> Floats:
    return city.kept(goals.title, lambda: _reach(city, goals), needs=[*READS, *goals.needs])


def _reach(city: City, goals: _Goals) -> Floats:
    made, base = _searched_from_homes(city, goals), city.base
    if base is None:
        return made
    try:
        before = _of_homes(base, goals)
    except NotKnownError:  # the base has no such objects
        return made
    return bounded(city, made, before, goals.mode, goals.layers)


def _searched_from_homes(city: City, goals: _Goals) -> Floats:
    base = city.base
    if base is None or not keeps_arcs(city) or not city.shares([*READS, *goals.layers]):
        return of_homes(city, f"{goals.title} of homes", lambda city, rows: _seconds(city, goals, rows),
                        needs=goals.needs)  # fmt: skip
    before = _of_homes(base, goals)
    _, differs = _times_from_nodes(city, goals)
    rows = changed_homes(city, differs, goals.mode)
    if not len(rows):
        return before
    made = before.copy()
    made[rows] = _seconds(city, goals, rows)
    return made


def keeps_arcs(city: City) -> bool:
    """Return whether an edited city's ways are those of its base, with other times."""
    return not city.made_anew and city.mobility.same_arcs is not None


def changed_homes(city: City, differs: Bools, mode: str) -> Ints:
    """Return the homes that come out on a link whose times changed, on another, or on nodes where something differs.

    Homes and arcs have to be those of the base; `differs`: for each node.
    """
    assert city.base is not None
    touched = _moved_homes(city, mode)
    if differs.any():
        starts = home_seeds(city.base, np.arange(len(touched)), mode=mode, unit="seconds")
        home_of = city.base.kept(
            f"homes of seeds {mode}", lambda: np.repeat(np.arange(len(touched)), np.diff(starts.indptr))
        )
        touched = touched.copy()
        touched[home_of[differs[starts.nodes]]] = True
    return np.flatnonzero(touched)


def _moved_homes(city: City, mode: str) -> Bools:
    """Return the homes that come out on another link than in the base, or on one whose times changed."""

    def made() -> Bools:
        assert city.base is not None
        before, now = (home_places(each, mode)["link"].to_numpy() for each in (city.base, city))
        retimed = np.append(city.mobility.retimed_links(mode), False)  # a home without a link has -1, the last
        return np.asarray(retimed[before] | retimed[now] | (before != now), bool)

    return city.kept(f"moved homes {mode}", made)


def changed_arcs_of(city: City, mode: str, unit: str) -> ChangedArcs:
    """Return the arcs that take other seconds (or metres) than in the base, of a city that keeps its arcs."""

    def made() -> ChangedArcs:
        assert city.base is not None
        return changed_arcs(graph_in(city, unit).compiled(mode), graph_in(city.base, unit).compiled(mode))

    return city.kept(f"changed arcs {unit} {mode}", made)


def _seconds(city: City, goals: _Goals, rows: Ints) -> Floats:
    """Return the seconds from some homes, by position."""
    starts = home_seeds(city, rows, mode=goals.mode, unit=goals.unit)
    at_nodes, _ = _times_from_nodes(city, goals)
    exits = home_exits(city, goals.mode, rows)
    return _to_nearest(goals.graph(city), exits, starts, _places(city, goals), at_nodes, mode=goals.mode)


def _times_from_nodes(city: City, goals: _Goals) -> tuple[Floats, Bools]:
    """Return the seconds from each node, and, of a city that keeps the arcs of its base, where they may differ."""
    return city.kept(f"{goals.title} from nodes", lambda: _searched(city, goals), needs=goals.needs)


def _searched(city: City, goals: _Goals) -> tuple[Floats, Bools]:
    graph, base, mode = goals.graph(city), city.base, goals.mode
    ends = _ends(city, goals)
    if base is not None and keeps_arcs(city) and city.shares(goals.layers) and ends is _ends(base, goals):
        before_s, _ = _times_from_nodes(base, goals)
        made = repaired_times(changed_arcs_of(city, mode, goals.unit), ends.nodes, ends.seconds, before_s)
        if made is not None:
            return made
    seconds = times(graph.compiled(mode).reversed(), ends.nodes, ends.seconds)
    return seconds, np.ones(len(seconds), bool)


def _ends(city: City, goals: _Goals) -> Seeds:
    """Return the nodes that lead to the objects; those of the base, the same, where nothing there changed."""

    def made() -> Seeds:
        places = _places(city, goals)
        if city.base is not None and keeps_arcs(city) and city.shares(goals.layers):
            retimed = city.mobility.retimed_links(goals.mode)
            if places is _places(city.base, goals) and not retimed[places["link"].to_numpy()].any():
                return _ends(city.base, goals)
        return end_seeds(goals.graph(city), places, mode=goals.mode)

    return city.kept(f"{goals.title} ends", made, needs=goals.needs)


def _places(city: City, goals: _Goals) -> pd.DataFrame:
    """Return the places of objects; of an edited city those of its base, but where ways opened or closed."""

    def made() -> pd.DataFrame:
        now = links_now(city)
        if now is None or city.base is None or not city.shares(goals.layers):
            return open_approaches(city.mobility, _approaches(city, goals), mode=goals.mode)
        return places_after(city, now, _places(city.base, goals), goals.shapes_in(city), mode=goals.mode)

    return city.kept(f"places of {goals.what} {goals.mode}", made, needs=goals.needs)


def _approaches(city: City, goals: _Goals) -> Approaches:
    """Return where objects stand beside all ways; made once for all modes."""
    needs = [WAYS, *goals.layers]
    return city.kept(
        f"approaches of {goals.what}", lambda: approaches(city.mobility, goals.shapes_in(city)), needs=needs
    )


def home_seeds(city: City, rows: Ints, *, mode: str, unit: str) -> Seeds:
    """Return the nodes that some homes lead to, with the seconds (or metres) there."""

    def made() -> Seeds:
        exits = home_exits(city, mode, rows)
        return start_seeds(graph_in(city, unit), exits, mode=mode).grouped(exits["home"].to_numpy(), len(rows))

    if len(rows) < len(home_places(city, mode)):
        return made()
    return city.kept(f"{unit} from homes {mode}", made, needs=[*READS, WAYS_OF + mode])


def graph_in(city: City, unit: str) -> MobilityGraph:
    """Return the graph, or for metres the one with metres in place of seconds for walk, bike and car; made once."""
    if unit == "seconds":
        return city.mobility
    return city.kept("ways in metres", lambda: _in_metres(city), needs=[WAYS])


def _in_metres(city: City) -> MobilityGraph:
    graph = city.mobility
    metres = graph.links["length_m"].to_numpy(float)[graph.arcs["link"].to_numpy()]
    modes = [mode for mode in ("walk", "bike", "car") if mode in graph.modes]
    columns = {mode: np.where(np.isfinite(graph.seconds(mode)), metres, np.inf) for mode in modes}
    base = graph_in(city.base, "metres") if city.base is not None and keeps_arcs(city) else graph._base
    return replace(graph, arcs=graph.arcs.assign(**columns), _compiled={}, _base=base)


def _to_nearest(
    graph: MobilityGraph, exits: pd.DataFrame, starts: Seeds, goals: pd.DataFrame, at_nodes: Floats, *, mode: str
) -> Floats:
    """Return what `access.homes_to_nearest` does, for many goals from the same homes."""
    best = at_places(starts, at_nodes)
    link, has_goal = exits["link"].to_numpy(), np.zeros(len(graph.links) + 1, bool)
    has_goal[goals["link"].to_numpy()] = True
    beside = np.flatnonzero(has_goal[link])  # a home without a link has -1, the last, where no goal is
    if not len(beside):
        return best
    sharing, _, along = pairs_on_links(graph, exits.iloc[beside], goals, mode=mode)
    np.minimum.at(best, exits["home"].to_numpy()[beside[sharing]], along)
    return best
