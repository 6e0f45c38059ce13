"""How often a line runs in each direction, and timetables in which some run more or less often."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .edited_tables import SKETCHED
from .line_stops import calls_of
from .timetable import Timetable

Ints = NDArray[np.int64]


def with_headway(timetable: Timetable, lines: Sequence[str], *, headway_s: float) -> Timetable:
    """Return the timetable with a vehicle of each of some lines every `headway_s` in each direction.

    Patterns of one direction go on sharing the vehicles as they did: of a line every 20 minutes with two ways to
    run, each every 40, a line every 10 minutes has each every 20. A direction that did not run in the daytime runs
    on all its patterns alike. Exact trips stay as they are: headways tell the expected times of the graph.
    """
    patterns = timetable.patterns
    made = patterns["headway_s"].to_numpy(float).copy()
    chosen = patterns["line"].isin(list(lines)).to_numpy(bool)
    for rows in _by_direction(timetable, np.flatnonzero(chosen)):
        often = np.where(np.isfinite(made[rows]), 1 / made[rows], 0.0)
        share = often / often.sum() if often.any() else np.full(len(rows), 1 / len(rows))
        with np.errstate(divide="ignore"):
            made[rows] = np.where(share > 0, headway_s / share, np.nan)
    tier = patterns["tier"].where(~chosen, SKETCHED)
    return replace(timetable, patterns=patterns.assign(headway_s=made, tier=tier))


def headway_of(timetable: Timetable, line: str) -> float:
    """Return the seconds between two vehicles of a line in its busier direction; NaN for one that does not run."""
    headway_s = timetable.patterns["headway_s"].to_numpy(float)
    rows = np.flatnonzero((timetable.patterns["line"] == line).to_numpy(bool))
    often = [float(np.nansum(1 / headway_s[way])) for way in _by_direction(timetable, rows)]
    return 1 / max(often) if any(often) else float("nan")


def _by_direction(timetable: Timetable, rows: Ints) -> list[Ints]:
    """Return patterns (rows of `patterns`) of the same line, mode and direction together."""
    about = timetable.patterns[["line", "mode"]].iloc[rows]
    groups: list[list[int]] = []
    for _, of_line in about.groupby(["line", "mode"], sort=False):
        ways: list[list[int]] = []
        for row in of_line.index:
            same = next((way for way in ways if _agreement(timetable, way[0], int(row)) > 0), None)
            if same is None:
                ways.append([int(row)])
            else:
                same.append(int(row))
        groups += ways
    return [np.array(way) for way in groups]


def _agreement(timetable: Timetable, one: int, other: int) -> float:
    """Return above 0 where two patterns run the same way: by the order of stops they share, else by their ends."""
    (mine, my_points), (theirs, their_points) = (calls_of(timetable, k) for k in (one, other))
    place = {stop: k for k, stop in enumerate(theirs["stop"])}
    shared = [place[stop] for stop in mine["stop"] if stop in place]
    order = float(np.sign(np.diff(shared)).sum())
    if order:
        return order
    ends = my_points[[0, -1]][:, None] - their_points[[0, -1]][None, :]
    apart = np.hypot(ends[..., 0], ends[..., 1])
    return float(apart[0, 1] + apart[1, 0] - apart[0, 0] - apart[1, 1])
