"""The fastest way from one place to another: its length, climbs and stress, its line and its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.frame import CityFrame
from geodata.language import N_

from .city import City
from .mobility import MobilityGraph
from .route_steps import PIECE_COLUMNS, Step, joined_line, steps_of
from .search import path, tree
from .snapping import Place, end_seeds, place_table, seconds_on_link, start_seeds
from .travel_modes import TRAVEL_MODES

STRESS_LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Route:
    """A way from `start` to `end` by one mode; metres and seconds are those between the two places on the network.

    `stress_m`: metres by level of traffic stress 1–4, for bikes (empty for others). `unknown_m`: metres of which nobody
    has said whether wheelchairs can use them, for wheelchairs (0 for others). `is_estimated`: it uses lines of
    which headways and speeds are estimates. `departure` and `arrival` are known with a timetable alone.
    """

    mode: str
    start: Place
    end: Place
    seconds: float
    length_m: float
    climb_m: float
    descent_m: float
    stress_m: Mapping[int, float]
    unknown_m: float
    steps: tuple[Step, ...]
    geometry: shapely.LineString = field(repr=False)
    is_estimated: bool = False
    departure: datetime | None = None
    arrival: datetime | None = None

    @property
    def worst_stress(self) -> int | None:
        """The highest level of traffic stress on the way; None where none is known."""
        return max((level for level, length_m in self.stress_m.items() if length_m > 0), default=None)

    @property
    def mean_stress(self) -> float:
        """The mean level of traffic stress, by metres of known stress; NaN where none is known."""
        known_m = sum(self.stress_m.values())
        return sum(level * m for level, m in self.stress_m.items()) / known_m if known_m > 0 else float("nan")

    def table(self) -> pd.DataFrame:
        """Return the steps as a table, a row for each, with the fields of `Step`."""
        return pd.DataFrame([vars(step) for step in self.steps], columns=list(Step.__dataclass_fields__))


def route(where: City | MobilityGraph, start: Place, end: Place, *, mode: str) -> Route:
    """Return the fastest way between two places that were snapped for this mode.

    Method: Dijkstra 1959 from both ends of the starting link, or straight along it where both places share a link.
    By transit the wait is the one expected (see `transit_pieces`). Raises UsageError for an unknown mode, InputError
    where there is no way.
    """
    graph = where.mobility if isinstance(where, City) else where
    pieces = pieces_between(graph, start, end, mode=mode)
    links = graph.links.iloc[pieces["link"].to_numpy()]
    part = (pieces["to"] - pieces["at"]).to_numpy()
    share, is_forward = np.abs(part), part >= 0
    length_m = links["length_m"].to_numpy(float) * share
    up, down = (links[name].to_numpy(float) for name in ("climb_m", "descent_m"))
    lines = part_lines(graph, pieces)
    return Route(
        mode=mode, start=start, end=end,
        seconds=float(pieces["seconds"].sum()), length_m=float(length_m.sum()),
        climb_m=float((np.where(is_forward, up, down) * share).sum()),
        descent_m=float((np.where(is_forward, down, up) * share).sum()),
        stress_m=_stress_m(links, length_m, is_forward) if _vehicle(mode) == "bicycle" else {},
        unknown_m=_unknown_m(links, length_m) if mode == "wheelchair" else 0.0,
        steps=steps_of(where, pieces, lines),
        geometry=joined_line(lines or [shapely.LineString([(start.x_m, start.y_m)] * 2)]),
        is_estimated=bool((links["kind"] == "board").any()),
    )  # fmt: skip


def pieces_between(graph: MobilityGraph, start: Place, end: Place, *, mode: str) -> pd.DataFrame:
    """Return the parts of links on the fastest way, in order: link, at and to (fractions of the link), seconds.

    Empty from a place to itself. Raises InputError where there is no way.
    """
    there, here = place_table([start]), place_table([end])
    starts, ends = start_seeds(graph, there, mode=mode), end_seeds(graph, here, mode=mode)
    compiled = graph.compiled(mode)
    node_s, via = tree(compiled, starts.nodes, starts.seconds)
    through = node_s[ends.nodes] + ends.seconds
    direct_s = float(seconds_on_link(graph, there, here, mode=mode)[0])
    if direct_s <= through.min(initial=np.inf):
        if not np.isfinite(direct_s):
            raise _no_way(graph, start, end, mode)
        return _pieces([(start.link, start.fraction, end.fraction, direct_s)])
    best = int(through.argmin())
    last = int(ends.nodes[best])
    arcs = compiled.arc[path(compiled, via, last)]
    first = int(graph.arcs["tail"].to_numpy()[arcs[0]]) if len(arcs) else last
    is_forward, whole_s = graph.arcs["forward"].to_numpy(bool)[arcs], graph.seconds(mode)[arcs]
    links = graph.arcs["link"].to_numpy()[arcs]
    between = [
        (int(link), 0.0 if ahead else 1.0, 1.0 if ahead else 0.0, float(s))
        for link, ahead, s in zip(links, is_forward, whole_s, strict=True)
    ]
    begin_s = float(starts.seconds[starts.nodes == first].min())
    begin = (start.link, start.fraction, _end_met(graph, start, first, begin_s, mode, leaving=True), begin_s)
    rest_s = float(ends.seconds[best])
    rest = (end.link, _end_met(graph, end, last, rest_s, mode, leaving=False), end.fraction, rest_s)
    return _pieces([begin, *between, rest])


def _pieces(rows: list[tuple[int, float, float, float]]) -> pd.DataFrame:
    moving = [row for row in rows if row[1] != row[2]]
    return pd.DataFrame(moving, columns=list(PIECE_COLUMNS)).astype({"link": np.int64, "at": float, "to": float})


def _end_met(graph: MobilityGraph, place: Place, node: int, seconds: float, mode: str, *, leaving: bool) -> float:
    """Return at which end (0 or 1) of its link a node meets a place, `seconds` away: a loop has one node at both."""
    original = int(graph.nodes["original"].to_numpy()[node])
    ends = graph.links["start"].to_numpy()[place.link], graph.links["end"].to_numpy()[place.link]
    here = place_table([place] * 2)
    there = here.assign(fraction=[0.0, 1.0])
    costs = (
        seconds_on_link(graph, here, there, mode=mode) if leaving else seconds_on_link(graph, there, here, mode=mode)
    )
    possible = [k for k in (0, 1) if ends[k] == original and np.isfinite(costs[k])]
    return float(min(possible, key=lambda k: abs(costs[k] - seconds)))


def part_lines(graph: MobilityGraph, pieces: pd.DataFrame) -> list[shapely.LineString]:
    """Return the line of each piece, drawn in the direction of the way."""
    made = []
    for line, at, to in zip(graph.links.geometry.values[pieces["link"]], pieces["at"], pieces["to"], strict=True):
        if (at, to) == (0.0, 1.0):
            made.append(line)
        elif (at, to) == (1.0, 0.0):
            made.append(line.reverse())
        else:
            made.append(shapely.ops.substring(line, at, to, normalized=True))
    return made


def _stress_m(
    links: gpd.GeoDataFrame, length_m: NDArray[np.float64], is_forward: NDArray[np.bool_]
) -> dict[int, float]:
    ways = [links[name].to_numpy(float, na_value=np.nan) for name in ("stress_forward", "stress_backward")]
    stress = np.where(is_forward, *ways)
    return {level: float(length_m[stress == level].sum()) for level in STRESS_LEVELS}


def _unknown_m(links: gpd.GeoDataFrame, length_m: NDArray[np.float64]) -> float:
    return float(length_m[(links["wheelchair"] == "unknown").to_numpy(bool)].sum())


def _vehicle(mode: str) -> str:
    return TRAVEL_MODES[mode].vehicle if mode in TRAVEL_MODES else ""


def _no_way(graph: MobilityGraph, start: Place, end: Place, mode: str) -> InputError:
    """Return the error that says between which points there is no way."""
    frame = CityFrame(str(graph.links.crs), (0, 0, 0, 0), (0, 0))
    lon, lat = frame.to_lonlat_points([start.x_m, end.x_m], [start.y_m, end.y_m])
    return InputError(
        N_("There is no way from {lon:.5f},{lat:.5f} to {to_lon:.5f},{to_lat:.5f} by mode {mode}. "
           "Choose another mode or other points."),
        lon=lon[0], lat=lat[0], to_lon=lon[1], to_lat=lat[1], mode=mode,
    )  # fmt: skip
