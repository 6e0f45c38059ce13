"""What can be closed as one: a bridge or tunnel with all its lanes and footways, or a street between junctions."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata.language import N_

from .city import City
from .mobility import MobilityGraph

# Between the axes of carriageways and footways of one bridge: three lanes of 3.25 m and a rail; with tram tracks in
# between, twice as much when both bear one name.
ONE_STRUCTURE_M, SAME_NAME_M = 14.0, 30.0
WATER, RAILWAY = "water", "railway"
RAILWAYS = ("rail", "tram", "light_rail", "subway", "narrow_gauge")
UNNAMED = {WATER: N_("water without a name"), RAILWAY: N_("railway")}


@dataclass(frozen=True)
class Closures:
    """What is closed together: its kind ("bridge", "tunnel", "street"), its links, and those of them that are `shut`.

    Of a bridge or tunnel all its own links are shut, and not the street that leads to it; of a street the one link
    with most traffic, because a street that is cut in one place is cut, and who lives along it may still leave it on
    either side.
    """

    kinds: tuple[str, ...]
    links: tuple[NDArray[np.int64], ...]
    shut: tuple[NDArray[np.int64], ...]

    def __len__(self) -> int:
        return len(self.kinds)


def closures_of(graph: MobilityGraph, link_load: NDArray[np.float64], *, mode: str) -> Closures:
    """Return what can be closed as one: structures first, then streets between junctions; only what somebody uses.

    A structure is a set of links on bridges (or in tunnels) that touch or run within 14 m of each other (30 m under
    one name) without crossing, with the streets that lead to it without a junction. A street is a chain of links
    with no choice of way in between. `link_load`: trips over each link.
    """
    links = graph.links
    open_ = np.flatnonzero(graph.is_open(mode) & (links["kind"] == "street").to_numpy(bool))
    chains = _chains(links, open_)
    chain_of = np.full(len(links), -1)
    for k, chain in enumerate(chains):
        chain_of[chain] = k
    sets, shut, kinds = [], [], []
    is_used = np.ones(len(chains), bool)
    for kind in ("bridge", "tunnel"):
        for structure in _structures(links, open_[links[kind].to_numpy(bool)[open_]]):
            along = np.unique(chain_of[structure])
            is_used[along] = False
            whole = np.concatenate([chains[k] for k in along])
            sets.append(whole)
            shut.append(np.isin(whole, structure))
            kinds.append(kind)
    for chain in (chain for chain, used in zip(chains, is_used, strict=True) if used):
        sets.append(chain)
        shut.append(np.arange(len(chain)) == np.argmax(link_load[chain]))
        kinds.append("street")
    kept = [k for k in range(len(sets)) if link_load[sets[k][shut[k]]].max() > 0]
    return Closures(
        kinds=tuple(kinds[k] for k in kept), links=tuple(sets[k] for k in kept),
        shut=tuple(sets[k][shut[k]] for k in kept),
    )  # fmt: skip


def _structures(links: gpd.GeoDataFrame, chosen: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return bridges or tunnels as sets of links: those that touch, or lie near each other and do not cross."""
    lines = np.asarray(links.geometry.values, dtype=object)[chosen]
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=SAME_NAME_M)
    name = links["name"].astype(object).where(links["name"].notna(), None).to_numpy()[chosen]
    is_same = np.array([a is not None and a == b for a, b in zip(name[one], name[other], strict=True)], bool)
    near = shapely.distance(lines[one], lines[other]) <= ONE_STRUCTURE_M
    fits = (near | is_same) & ~shapely.crosses(lines[one], lines[other])
    return _sets(chosen, one[fits], other[fits])


def _chains(links: gpd.GeoDataFrame, chosen: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return links in sets that hang together by nodes where only two of them meet."""
    ends = links[["start", "end"]].to_numpy()[chosen]
    every = np.bincount(ends.ravel())
    node, link = ends.ravel(), np.repeat(np.arange(len(chosen)), 2)
    order = np.argsort(node, kind="stable")
    node, link = node[order], link[order]
    pair = np.flatnonzero((node[1:] == node[:-1]) & (every[node[1:]] == 2))
    return _sets(chosen, link[pair], link[pair + 1])


def _sets(chosen: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    count = len(chosen)
    if not count:
        return []
    joined = coo_matrix((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    _, label = connected_components(joined, directed=False)
    order = np.argsort(label, kind="stable")
    return np.split(chosen[order], np.flatnonzero(np.diff(label[order])) + 1)


def names_of(
    graph: MobilityGraph, sets: Sequence[NDArray[np.int64]], link_load: NDArray[np.float64]
) -> list[str | None]:
    """Return for each set of links the name of the one with most traffic that has a name; None without any."""
    names = graph.links["name"].astype(object).where(graph.links["name"].notna(), None).to_numpy()
    named = np.array([name is not None for name in names], bool)
    load = np.where(named, link_load, -1.0)
    busiest = [links[np.argmax(load[links])] for links in sets]
    return [names[link] for link in busiest]


def without_neighbours(
    graph: MobilityGraph, closures: Closures, order: Sequence[int], names: Sequence[str | None], *, most: int
) -> list[int]:
    """Return the first closures of an order: all bridges and tunnels, but of each street only the first piece.

    None of it where a bridge or tunnel of its name comes before: closing either has much the same effect. A street
    without a name is left out when it shares a junction with one before it.
    """
    ends = graph.links[["start", "end"]].to_numpy()
    taken: set[int] = set()
    streets: set[str] = set()
    kept: list[int] = []
    for k in order:
        if len(kept) == most:
            break
        name, nodes = names[k], np.unique(ends[closures.links[k]]).tolist()
        goes_on = name in streets if name is not None else not taken.isdisjoint(nodes)
        if closures.kinds[k] != "street" or not goes_on:
            kept.append(k)
            if name is not None:
                streets.add(name)
        taken.update(nodes)
    return kept


@dataclass(frozen=True)
class Crossing:
    """What a closure leads over or under: `kind` "water" or "railway", and its name, None where it has none."""

    kind: str
    name: str | None


def crossings(city: City, lines: NDArray[np.object_]) -> list[Crossing | None]:
    """Return what each line crosses: named water first, other water, then railways; None where it crosses nothing."""
    found: list[Crossing | None] = [None] * len(lines)
    for kind, layer in ((RAILWAY, "tracks"), (WATER, "water")):
        if layer not in city.layers:
            continue
        table = city.layers[layer].table
        if layer == "tracks":
            table = table[table["class"].isin(RAILWAYS)]
        shapes = np.asarray(table.geometry.values, dtype=object)
        name = table["name"].astype(object).where(table["name"].notna(), None).to_numpy()
        line, shape = shapely.STRtree(shapes).query(lines, predicate="intersects")
        order = np.argsort([name[s] is not None for s in shape], kind="stable")  # the named ones last: they stay
        for at, which in zip(line[order].tolist(), shape[order].tolist(), strict=True):
            found[at] = Crossing(kind, name[which] if kind == WATER else None)
    return found
