"""Whether trips behave as they must: a closure makes none shorter, a new link makes none longer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .city import City
from .edit import Edit
from .edits_bike_lanes import BikeLane
from .edits_new_streets import AddStreet, DrawBikeLane
from .edits_streets import BIKE, CAR, WALK, CloseStreet
from .edits_traffic import LowTrafficZone, ModalFilter
from .home_reach import home_seeds
from .homes import inhabited
from .mobility import MobilityGraph
from .search import at_places, times
from .snapping import Seeds

ORIGINS = 24  # street nodes that trips start from, the same at every call; they end at every other node
TOLERANCE_S = 0.05  # a street that is cut in two on sloping ground has its seconds rounded twice
# Whose times a closure may only raise. Not cautious riders' and children's: a street without cars is calm for them.
CLOSED_FOR = {WALK: ("walk", "older_person", "wheelchair", "pram"), BIKE: ("bike",), CAR: ("car",)}
# Whose times a new link may only lower. Not children's: a new busy street has to be crossed.
OPENED_FOR = ("walk", "wheelchair", "bike", "car")


@dataclass(frozen=True)
class WrongTrip:
    """A trip that became shorter or longer and must not: by which mode, from where to where, how much.

    Ends are numbers of OpenStreetMap nodes; it may start at a home, a building's id.
    """

    mode: str
    start: int | str
    end: int
    before_s: float
    after_s: float


def closing_modes(edit: Edit) -> tuple[str, ...]:
    """Return the modes for which an edit only closes ways; none for an edit that does anything else."""
    if isinstance(edit, CloseStreet):
        return tuple(mode for closed in edit.modes for mode in CLOSED_FOR[closed])
    return ("car",) if isinstance(edit, LowTrafficZone | ModalFilter) else ()


def opening_modes(edit: Edit) -> tuple[str, ...]:
    """Return the modes for which an edit only adds ways; none for an edit that does anything else."""
    if isinstance(edit, AddStreet | DrawBikeLane):
        return OPENED_FOR
    return ("bike",) if type(edit) is BikeLane else ()


def wrong_trips(before: City, after: City, modes: Sequence[str], *, longer: bool) -> tuple[int, list[WrongTrip]]:
    """Return (trips looked at, those that became longer, or shorter, than they were): the worst one of each mode.

    Trips go from 24 street nodes to all others that both cities have, by the numbers OpenStreetMap gives them.
    """
    graphs = before.mobility, after.mobility
    nodes, places = _shared_nodes(*graphs)
    looked, found = 0, []
    for mode in modes:
        steps = []
        for origin in _spread(nodes):
            was, now = (_times(graph, int(at[origin]), mode)[at] for graph, at in zip(graphs, places, strict=True))
            looked += len(was)
            with np.errstate(invalid="ignore"):
                step = np.nan_to_num(now - was if longer else was - now, nan=0.0)
            worst = int(step.argmax())
            trip = WrongTrip(mode, int(nodes[origin]), int(nodes[worst]), float(was[worst]), float(now[worst]))
            steps.append((float(step[worst]), trip))
        if steps and max(steps, key=_step)[0] > TOLERANCE_S:
            found.append(max(steps, key=_step)[1])
    return looked, found


def longer_from_homes(before: City, after: City, modes: Sequence[str]) -> tuple[int, list[WrongTrip]]:
    """Return (trips looked at, those that became longer): from all homes, by every place where they come out, to 24
    street nodes that both cities have; the worst one of each mode. None where the homes of both are not the same."""
    ids = inhabited(before).index
    if not len(ids) or not ids.equals(inhabited(after).index):
        return 0, []
    graphs = before.mobility, after.mobility
    nodes, places = _shared_nodes(*graphs)
    looked, found = 0, []
    for mode in modes:
        seeds = [home_seeds(city, np.arange(len(ids)), mode=mode, unit="seconds") for city in (before, after)]
        worst: WrongTrip | None = None
        for goal in _spread(nodes):
            was, now = (_seconds_to(graph, at[goal], of, mode)
                        for graph, at, of in zip(graphs, places, seeds, strict=True))  # fmt: skip
            with np.errstate(invalid="ignore"):
                step = np.nan_to_num(now - was, nan=0.0)
            home = int(step.argmax())
            looked += len(ids)
            trip = WrongTrip(mode, str(ids[home]), int(nodes[goal]), float(was[home]), float(now[home]))
            if worst is None or step[home] > worst.after_s - worst.before_s:
                worst = trip
        if worst is not None and worst.after_s - worst.before_s > TOLERANCE_S:
            found.append(worst)
    return looked, found


def _seconds_to(graph: MobilityGraph, node: int, homes: Seeds, mode: str) -> NDArray[np.float64]:
    """Return the seconds to a node, or to one of its copies, from homes."""
    goals = np.flatnonzero(graph.nodes["original"].to_numpy() == node)
    return at_places(homes, times(graph.compiled(mode).reversed(), goals, np.zeros(len(goals))))


def _spread(nodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the positions of 24 nodes, or of all of fewer."""
    return np.linspace(0, len(nodes) - 1, min(ORIGINS, len(nodes))).astype(np.int64)


def _step(found: tuple[float, WrongTrip]) -> float:
    return found[0]


def _shared_nodes(
    before: MobilityGraph, after: MobilityGraph
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the OpenStreetMap nodes that both graphs have, and the position of each in both, in the same order."""
    numbers, own = [], []
    for graph in (before, after):
        number = graph.nodes["osm_node"].to_numpy(np.int64)
        own.append(np.flatnonzero((graph.nodes["original"].to_numpy() == np.arange(len(number))) & (number >= 0)))
        numbers.append(number[own[-1]])
    shared, first, second = np.intersect1d(numbers[0], numbers[1], return_indices=True)
    return shared, (own[0][first], own[1][second])


def _times(graph: MobilityGraph, node: int, mode: str) -> NDArray[np.float64]:
    return graph.at_originals(times(graph.compiled(mode), [node], [0.0]))
