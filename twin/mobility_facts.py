"""How large a city's ways of moving are: nodes, links, kilometres by mode, lines of public transport, residents."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .city import City
from .mobility import SMALL_PART_NODES, MobilityGraph
from .timetable import Timetable


@dataclass(frozen=True)
class ModeFacts:
    """The streets and paths open to a mode; `unknown_km`: those that nobody has said to be fit for wheelchairs."""

    km: float
    links: int
    unknown_km: float | None = None


@dataclass(frozen=True)
class SmallParts:
    """Parts of the graph that nothing else reaches, too small for a trip to start or end there."""

    parts: int
    links: int
    km: float


@dataclass(frozen=True)
class TimetableFacts:
    """The lines of a city; days are ISO dates, None where the timetable has no end on that side."""

    lines: int
    lines_exact: int
    lines_estimated: int
    stops: int
    patterns: int
    trips: int
    first_day: str | None
    last_day: str | None
    time_zone: str | None


@dataclass(frozen=True)
class MobilityFacts:
    """What the mobility graph of a city holds.

    `nodes` and `links` are those of streets, as are the kilometres of each mode; the copies of nodes that keep rules
    of the road, and what belongs to lines, are counted in `node_kinds` and `link_kinds`.
    """

    nodes: int
    links: int
    modes: Mapping[str, ModeFacts]
    small_parts: SmallParts
    node_kinds: Mapping[str, int]
    link_kinds: Mapping[str, int]
    timetable: TimetableFacts | None


@dataclass(frozen=True)
class ResidentFacts:
    """The residents and dwellings of a city's buildings; residents by how true they are, and by how they are known."""

    total: float
    dwellings: int
    tiers: Mapping[str, float]
    methods: Mapping[str, float]


def mobility_facts(city: City) -> MobilityFacts:
    """Return what the mobility graph of a city holds; quick, for it is only counted."""
    graph = city.mobility
    streets = (graph.links["kind"] == "street").to_numpy(bool)
    node_kinds, link_kinds = _counts(graph.nodes["kind"]), _counts(graph.links["kind"])
    return MobilityFacts(
        nodes=node_kinds.get("street", 0),
        links=int(streets.sum()),
        modes={mode: _mode_facts(graph, streets & graph.is_open(mode), mode) for mode in graph.modes},
        small_parts=_small_parts(graph, streets),
        node_kinds=node_kinds,
        link_kinds=link_kinds,
        timetable=_timetable_facts(city.timetable) if city.timetable is not None else None,
    )


def resident_facts(city: City) -> ResidentFacts | None:
    """Return the residents and dwellings of a city's buildings; None where nothing is known of them."""
    if "buildings" not in city.layers or not city.buildings["residents"].notna().any():
        return None
    table = city.buildings
    return ResidentFacts(
        total=round(float(table["residents"].sum()), 1),
        dwellings=int(table["dwellings"].sum()),
        tiers=_sums(table["residents"], table["residents_tier"]),
        methods=_sums(table["residents"], table["residents_method"]),
    )


def _mode_facts(graph: MobilityGraph, open_: NDArray[np.bool_], mode: str) -> ModeFacts:
    unknown = open_ & (graph.links["wheelchair"] == "unknown").to_numpy(bool)
    unknown_km = _km(graph, unknown) if mode == "wheelchair" else None
    return ModeFacts(km=_km(graph, open_), links=int(open_.sum()), unknown_km=unknown_km)


def _small_parts(graph: MobilityGraph, streets: NDArray[np.bool_]) -> SmallParts:
    from scipy.sparse import coo_matrix  # opening a city needs none of it
    from scipy.sparse.csgraph import connected_components

    rows = np.flatnonzero(streets)
    start, end = (graph.links[name].to_numpy()[rows] for name in ("start", "end"))
    joined = coo_matrix((np.ones(len(rows), np.int8), (start, end)), shape=(len(graph.nodes),) * 2)
    _, part = connected_components(joined, directed=False)
    of_link = part[start]
    size = np.bincount(part, minlength=1)
    small = size[of_link] < min(SMALL_PART_NODES, size.max())
    return SmallParts(len(np.unique(of_link[small])), int(small.sum()), _km(graph, rows[small]))


def _timetable_facts(timetable: Timetable) -> TimetableFacts:
    patterns = timetable.patterns
    lines, exact = patterns["line"].nunique(), patterns["line"][patterns["trips"] > 0].nunique()
    first, last = timetable.days
    return TimetableFacts(
        lines=lines, lines_exact=exact, lines_estimated=lines - exact, stops=len(timetable.stops),
        patterns=len(patterns), trips=len(timetable.trips), first_day=str(first) if first else None,
        last_day=str(last) if last else None, time_zone=timetable.time_zone,
    )  # fmt: skip


def _km(graph: MobilityGraph, links: NDArray[np.bool_] | NDArray[np.intp]) -> float:
    return round(float(graph.links["length_m"].to_numpy(float)[links].sum()) / 1000, 1)


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(name): int(count) for name, count in values.value_counts().items() if count}


def _sums(values: pd.Series, by: pd.Series) -> dict[str, float]:
    sums = values.groupby(by).sum().sort_values(ascending=False)
    return {str(name): round(float(total), 1) for name, total in sums[sums > 0].items()}
