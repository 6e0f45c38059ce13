"""Public transport as pieces of a graph: expected times from stop to stop, the wait included."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .timetable import Timetable

# Passengers come by chance where vehicles come often, and know the timetable where they come seldom.
RANDOM_WAIT = 0.5  # of the headway: passengers who come by chance
PLANNED_WAIT_S, PLANNED_SHARE = 120.0, 0.3  # W = 2.0 min + 0.3 H <Fan & Machemehl 2002, SWUTC 167105, Austin, Texas>
ALL_PLAN_S = 38 * 60.0  # from this headway on everybody plans <Fan & Machemehl 2009, TRR 2111, 169-176>
SELDOM_S = 3600.0  # a line that comes less often makes people wait at home, half of what is beyond; assumed


@dataclass(frozen=True)
class TransitPieces:
    """Nodes and arcs of public transport, to be joined to ways on foot at the stops.

    `stops`: index node 0 … n-1; stop (id), name, x_m, y_m. `rides`: being aboard at a stop, index node n …; stop (id),
    line, mode, route, direction, tier, headway_s. `arcs`: tail, head (nodes), kind (board: from the stop into the
    vehicle, ride: to the next stop, alight), seconds, line, mode, route, tier, geometry (lines in the frame's CRS:
    of a ride the way it takes, straight where the feed has no shape; of no length at a stop).
    """

    stops: pd.DataFrame
    rides: pd.DataFrame
    arcs: pd.DataFrame


def wait_s(headway_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean wait at a stop of a line that comes every `headway_s`.

    Half the headway up to 10 minutes, then 2 min + 0.3 headway (both are 5 minutes at 10), and 13.4 min
    from 38 minutes on, when everybody goes by the timetable (Fan & Machemehl 2002, 2009). Beyond an hour,
    half of what is beyond it comes on top, for the time lost before leaving.
    """
    planned = PLANNED_WAIT_S + PLANNED_SHARE * np.minimum(headway_s, ALL_PLAN_S)
    return np.minimum(RANDOM_WAIT * headway_s, planned) + RANDOM_WAIT * np.maximum(headway_s - SELDOM_S, 0)


def transit_pieces(timetable: Timetable) -> TransitPieces:
    """Return the lines that run in the daytime of a normal weekday as pieces of a static graph.

    Each stretch that patterns of one line share is there by itself with the headway of all of them together,
    beside each whole pattern with its own: so whoever rides within the shared stretch waits for the next vehicle
    of the line, and whoever goes beyond it waits for one that goes there. Different lines on one street
    are not taken together (the "common lines" of Spiess & Florian 1989), which makes waits a little too long there.
    """
    patterns = timetable.patterns
    running = patterns[np.isfinite(patterns["headway_s"].to_numpy(float))]
    stop_ids = timetable.stops.index
    code = stop_ids.get_indexer(pd.Index(timetable.calls["stop"])) * 4
    code = code + timetable.calls["board"].to_numpy() * 2 + timetable.calls["alight"].to_numpy()
    bounds = np.searchsorted(timetable.calls["pattern"], np.arange(len(patterns) + 1))
    ride_s = timetable.calls["ride_s"].to_numpy(float)
    sections: list[_Section] = []
    for _, group in running.groupby(["line", "mode"], sort=False):
        runs = [
            _Run(start, "".join(map(chr, code[start:end] + 1)), ride_s[start:end], 1 / headway_s)
            for start, end, headway_s in zip(
                bounds[group.index], bounds[group.index + 1], group["headway_s"], strict=True
            )
        ]
        sections += _sections(runs)
    stops = timetable.stops[["name", "x_m", "y_m"]].reset_index().rename_axis("node")
    return TransitPieces(stops, *_rides_and_arcs(sections, timetable))


@dataclass(frozen=True)
class _Run:
    """A pattern: its first row of the timetable's calls; its calls as a text, a letter for each stop with what is
    allowed there; how often it runs a second.
    """

    row: int
    calls: str
    ride_s: NDArray[np.float64]
    frequency: float


@dataclass(frozen=True)
class _Section:
    """A stretch of a line: calls, seconds from the call before, how often a second, its first row of the timetable's
    calls in the pattern that runs most.
    """

    calls: str
    ride_s: NDArray[np.float64]
    frequency: float
    row: int


def _sections(runs: Sequence[_Run]) -> Iterator[_Section]:
    """Yield the whole patterns and the stretches they share, without those that a longer one serves as often."""
    found = {run.calls for run in runs}
    for i, one in enumerate(runs):
        for other in runs[i + 1 :]:
            found |= _shared(one.calls, other.calls)
    sections = sorted((_section(calls, runs) for calls in sorted(found)), key=lambda s: -len(s.calls))
    for i, section in enumerate(sections):
        longer = (s for s in sections[:i] if s.frequency >= section.frequency * (1 - 1e-9))
        if not any(section.calls in s.calls for s in longer):
            yield section


def _shared(one: str, other: str) -> set[str]:
    """Return the stretches of two calls or more that two patterns have in common."""
    place = {letter: i for i, letter in enumerate(other)}
    places = np.array([place.get(letter, -2 * i - 2) for i, letter in enumerate(one)])
    ends = np.flatnonzero(np.diff(places) != 1) + 1
    pieces = zip([0, *ends], [*ends, len(one)], strict=True)
    return {one[start:end] for start, end in pieces if end - start >= 2}


def _section(calls: str, runs: Sequence[_Run]) -> _Section:
    """Return the stretch with the times and frequencies of all patterns that run along it."""
    along = [(run, run.calls.find(calls)) for run in runs]
    along = [(run, at) for run, at in along if at >= 0]
    weights = np.array([run.frequency for run, _ in along])
    rides = np.array([run.ride_s[at : at + len(calls)] for run, at in along])
    ride_s = weights @ rides / weights.sum()
    ride_s[0] = 0.0
    usual, at = along[int(weights.argmax())]
    return _Section(calls, ride_s, float(weights.sum()), usual.row + at)


def _rides_and_arcs(sections: Sequence[_Section], timetable: Timetable) -> tuple[pd.DataFrame, pd.DataFrame]:
    length = np.array([len(s.calls) for s in sections], int)
    letters = np.array([ord(letter) for s in sections for letter in s.calls], int) - 1
    stop, may_board, may_alight = letters // 4, letters % 4 // 2 > 0, letters % 2 > 0
    of_section = np.repeat(np.arange(len(sections)), length)
    first = np.diff(of_section, prepend=-1) > 0
    last = np.diff(of_section, append=-1) != 0
    nth = np.arange(len(letters)) - np.flatnonzero(first)[of_section]
    calls = timetable.calls.iloc[np.array([s.row for s in sections], int)[of_section] + nth]
    headway_s = np.array([1 / s.frequency for s in sections])[of_section]
    about = timetable.patterns[["line", "mode", "route", "direction", "tier"]].loc[calls["pattern"]]
    node = len(timetable.stops) + np.arange(len(letters))
    about = about.assign(stop=calls["stop"].to_numpy(), headway_s=headway_s).set_axis(node).rename_axis("node")
    there = shapely.points(timetable.stops[["x_m", "y_m"]].to_numpy(float)[stop])
    ride_s = np.concatenate([s.ride_s for s in sections]) if sections else np.zeros(0)
    kinds = {
        "board": (may_board & ~last, stop, node, wait_s(headway_s), _lines(there, there)),
        "ride": (~first, node - 1, node, ride_s, _ways(calls["way"], there)),
        "alight": (may_alight & ~first, node, stop, np.zeros(len(node)), _lines(there, there)),
    }
    arcs = [
        about[chosen][["line", "mode", "route", "tier"]].assign(
            kind=kind, tail=tail[chosen], head=head[chosen], seconds=seconds[chosen], geometry=lines[chosen]
        )
        for kind, (chosen, tail, head, seconds, lines) in kinds.items()
    ]
    return about, pd.concat(arcs, ignore_index=True)


def _ways(kept: pd.Series, there: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the way to each call from the one before, straight where the feed knows none."""
    ways = shapely.from_wkb(kept.to_numpy(object))
    before = np.concatenate([there[:1], there[:-1]])
    return np.where(shapely.is_missing(ways), _lines(before, there), ways)


def _lines(start: NDArray[np.object_], end: NDArray[np.object_]) -> NDArray[np.object_]:
    ends = np.stack([shapely.get_coordinates(start), shapely.get_coordinates(end)], axis=1)
    return np.asarray(shapely.linestrings(ends), dtype=object)
