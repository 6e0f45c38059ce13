"""The mobility graph: streets, paths and lines as nodes, links and arcs, and what moving along them takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_
from geodata.report import Report

from .search import CompiledGraph

if TYPE_CHECKING:
    import networkx as nx

NODE_COLUMNS = ("x_m", "y_m", "z_m", "osm_node", "original", "kind")
SMALL_PART_NODES = (
    20  # a part of the graph that nothing else reaches and that is smaller than this is no place to start
)
ARC_COLUMNS = ("tail", "head", "link", "forward")


@dataclass(frozen=True, eq=False)
class MobilityGraph:
    """A city's ways of moving. Tables are not to be edited; `closing` gives a changed graph.

    `nodes`: index 0…n-1; x_m, y_m (the frame's CRS), z_m, osm_node (number, -1 where it has none),
    `original` (the node itself, or the one it is a copy of), `kind`: "street"; "stop" and "ride" of
    public transport; and copies of street nodes that keep a rule of the road: "turn" (cars that came by a
    way from which not all turns are allowed), "barrier" (vehicles that may go up to a barrier but not
    through), "leaving" and "entering" (cars in streets that are open only to start or end a trip).

    `links`: pieces of way between two nodes, in the frame's CRS; index 0…m-1; start, end (original
    nodes), kind ("street", "stop_access", "board", "ride", "alight"), street (id in the layer of streets, or
    None), name (of the street, the stop, the line), class (of the street; the vehicle), length_m, climb_m
    and descent_m (from start to end), grade (mean rise by length), surface, lit, steps, kerb, wheelchair
    ("yes", "no", "unknown"), bike_facility, stress_forward and stress_backward (1–4, NaN where nobody
    rides), lanes, width_m, speed_kmh (of cars), bridge, tunnel, layer, tier (of times of lines).

    `arcs`: one direction of a link from node to node, sorted by tail; tail, head, link, forward, and one
    column for each mode: seconds, inf where the mode may not go. A link may have several arcs in one
    direction where copies of nodes need them; the times of a link's arcs in one direction are equal or inf.

    `changed_modes`, of a graph laid over another: the modes whose arcs differ; None: all may, and nodes and links too.
    """

    nodes: pd.DataFrame
    links: gpd.GeoDataFrame
    arcs: pd.DataFrame
    report: Report = field(default=Report(), repr=False)
    _compiled: dict[str, CompiledGraph] = field(default_factory=dict, repr=False)
    _tree: list[shapely.STRtree] = field(default_factory=list, repr=False)  # shared by all graphs of the same links
    _by_link: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(default_factory=dict, repr=False)
    changed_modes: frozenset[str] | None = field(default=None, repr=False)
    _retimed: dict[str, NDArray[np.bool_]] = field(init=False, default_factory=dict, repr=False)
    _usable: dict[str, NDArray[np.int64]] = field(init=False, default_factory=dict, repr=False)
    _closed: dict[str, NDArray[np.int64]] = field(init=False, default_factory=dict, repr=False)
    _opened: dict[str, NDArray[np.int64]] = field(init=False, default_factory=dict, repr=False)
    _had: dict[str, NDArray[np.bool_]] = field(init=False, default_factory=dict, repr=False)
    _before: "MobilityGraph | None" = field(default=None, repr=False)  # the graph whose links were closed
    _base: "MobilityGraph | None" = field(default=None, repr=False)  # that of the city before it was edited

    def to_tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name, as a store keeps them."""
        return {"nodes": self.nodes, "links": self.links, "arcs": self.arcs}

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes this graph has times for."""
        return tuple(name for name in self.arcs.columns if name not in ARC_COLUMNS)

    def seconds(self, mode: str) -> NDArray[np.float64]:
        """Return the seconds of each arc, inf where the mode may not go. Raises UsageError for an unknown mode."""
        self._check(mode)
        return self.arcs[mode].to_numpy(np.float64)

    @cached_property
    def arc_tails(self) -> NDArray[np.int32]:
        """The node each arc leads from; `arcs["tail"]` once looked up, for what asks thousands of times."""
        return self.arcs["tail"].to_numpy(np.int32)

    @cached_property
    def arc_heads(self) -> NDArray[np.int32]:
        """The node each arc leads to."""
        return self.arcs["head"].to_numpy(np.int32)

    @cached_property
    def arcs_lead_forward(self) -> NDArray[np.bool_]:
        """Whether each arc leads along its link as it is drawn."""
        return self.arcs["forward"].to_numpy(bool)

    def compiled(self, mode: str) -> CompiledGraph:
        """Return the arrays that answer questions of a mode fast; made once. Raises UsageError for an unknown mode."""
        self._check(mode)
        if mode not in self._compiled and self.same_arcs is not None:
            shared = self.same_arcs.compiled(mode)
            self._compiled[mode] = shared.with_seconds(self.seconds(mode)[shared.arc])
        elif mode not in self._compiled:
            made = CompiledGraph.from_arcs(
                self.arc_tails, self.arc_heads, self.seconds(mode), node_count=len(self.nodes)
            )
            self._compiled[mode] = made
        return self._compiled[mode]

    def is_open(self, mode: str) -> NDArray[np.bool_]:
        """Return for each link whether the mode may use it in some direction."""
        allowed = np.zeros(len(self.links), bool)
        allowed[self.arcs["link"].to_numpy()[np.isfinite(self.seconds(mode))]] = True
        return allowed

    @property
    def arcs_of_links(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(start, arcs): the arcs of link k are arcs[start[k]:start[k + 1]], positions in `arcs`."""
        if "arcs" not in self._by_link:  # which graphs of the same arcs with other seconds share
            link = self.arcs["link"].to_numpy()
            order = np.argsort(link, kind="stable")
            self._by_link["arcs"] = np.searchsorted(link[order], np.arange(len(self.links) + 1)), order
        return self._by_link["arcs"]

    def at_originals(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return times of nodes in which each street node has the least of itself and its copies."""
        original = self.nodes["original"].to_numpy()
        copies = np.flatnonzero(original != np.arange(len(original)))
        least = seconds.copy()
        np.minimum.at(least, original[copies], seconds[copies])
        return least

    def closing(
        self, links: Sequence[int] | NDArray[np.int64], *, modes: Sequence[str] | None = None
    ) -> "MobilityGraph":
        """Return the graph with links closed, to all modes or to some; everything else is shared."""
        arcs = np.flatnonzero(np.isin(self.arcs["link"].to_numpy(), np.asarray(links)))
        chosen = self.modes if modes is None else tuple(modes)
        columns = {}
        for mode in chosen:
            columns[mode] = self.seconds(mode).copy()
            columns[mode][arcs] = np.inf
        compiled = {mode: made.closed(arcs) if mode in chosen else made for mode, made in self._compiled.items()}
        arcs_now = self.arcs.assign(**columns)
        return replace(self, arcs=arcs_now, _compiled=compiled, _before=self._before or self)

    @cached_property
    def nx(self) -> "nx.MultiDiGraph":
        """The graph for networkx: nodes and edges with the columns of the tables, edge keys are positions in `arcs`.

        An edge has `modes` and, for each of them, its seconds as "walk_s", "car_s" …; `weight_of` makes
        the weight that Dijkstra's method wants of it.
        """
        import networkx as nx  # takes as long to import as the graph to open; compiled answers need none of it

        made = nx.MultiDiGraph(crs=str(self.links.crs))
        made.add_nodes_from(zip(self.nodes.index.tolist(), self.nodes.to_dict("records"), strict=True))
        links = self.links.drop(columns="geometry").to_dict("records")
        seconds = {mode: self.seconds(mode).tolist() for mode in self.modes}
        fixed = (self.arcs[name].tolist() for name in ARC_COLUMNS)
        for arc, (tail, head, link, forward) in enumerate(zip(*fixed, strict=True)):
            times = {f"{m}_s": s[arc] for m, s in seconds.items() if s[arc] < np.inf}
            allowed = tuple(name[:-2] for name in times)
            made.add_edge(tail, head, key=arc, link=link, forward=forward, modes=allowed, **links[link], **times)
        return made

    @property
    def link_tree(self) -> shapely.STRtree:
        """The lines of all links as a tree in space, whoever may use them; positions are links. Made once."""
        if not self._tree:
            self._tree.append(shapely.STRtree(np.asarray(self.links.geometry.values, dtype=object)))
        return self._tree[0]

    def usable_links(self, mode: str) -> NDArray[np.int64]:
        """Return streets open to the mode, without those of tiny parts that nothing else reaches; made once.

        A part that a closure or an edit cuts off stays usable: who lives there is cut off, and not served elsewhere.
        """
        if mode not in self._usable:
            self._usable[mode] = self._usable_links(mode)
        return self._usable[mode]

    def _usable_links(self, mode: str) -> NDArray[np.int64]:
        before = self._before if self._before is not None else self.same_arcs
        if before is not None:
            usable = before.usable_links(mode)
            return np.asarray(usable[self.is_open(mode)[usable]])
        open_ = np.isfinite(self.seconds(mode))
        part = self.parts(open_)
        touched = np.zeros(len(part), bool)
        for ends in self._ends_of(open_):
            touched[ends] = True
        size = np.bincount(part[touched], minlength=part.max(initial=0) + 1)
        large = size[part] >= min(SMALL_PART_NODES, size.max(initial=0))
        open_links = self.is_open(mode) & self._is_street
        return np.flatnonzero(open_links & (large[self.links["start"].to_numpy()] | self._was_usable(mode)))

    def parts(self, used: NDArray[np.bool_], *, strong: bool = False) -> NDArray[np.int64]:
        """Return the number of the part that each node lies in, of parts joined by some arcs (`used`, for each arc).

        Strong: those whose nodes all reach each other, there and back.
        """
        from scipy.sparse import coo_matrix  # as for networkx
        from scipy.sparse.csgraph import connected_components

        tail, head = self._ends_of(used)
        joined = coo_matrix((np.ones(len(tail), np.int8), (tail, head)), shape=(len(self.nodes),) * 2)
        _, part = connected_components(joined, directed=strong, connection="strong" if strong else "weak")
        return np.asarray(part, np.int64)

    def _ends_of(self, used: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the nodes that arcs lead from and to; of copies those they are copies of."""
        original = self.nodes["original"].to_numpy()
        tail, head = (original[self.arcs[end].to_numpy()[used]] for end in ("tail", "head"))
        return tail, head

    def _was_usable(self, mode: str) -> NDArray[np.bool_]:
        """Return on which links trips could start before the city was edited; made once."""
        if mode not in self._had:
            self._had[mode] = self._used_before(mode)
        return self._had[mode]

    def _used_before(self, mode: str) -> NDArray[np.bool_]:
        """Return where trips could start in the base; by street where links are others."""
        base, made = self._base, np.zeros(len(self.links), bool)
        if base is None:
            return made
        usable = base.usable_links(mode)
        if self.has_links_of(base) or self._has_streets_of(base):
            made[usable] = True
            return made
        street = base.links["street"].astype(object)
        unusable = np.ones(len(street), bool)
        unusable[usable] = False
        lost = street[base.is_open(mode) & unusable]
        return np.asarray(self.links["street"].isin(street[~unusable & ~street.isin(lost)].unique()), bool)

    @property
    def _is_street(self) -> NDArray[np.bool_]:
        return np.asarray(self.links["kind"] == "street", bool)

    def _has_streets_of(self, other: "MobilityGraph") -> bool:
        """Return whether the street links of both run between the same nodes."""
        ends = [graph.links.loc[graph._is_street, ["start", "end"]].to_numpy() for graph in (self, other)]
        return bool(np.array_equal(ends[0], ends[1]))

    @property
    def same_arcs(self) -> "MobilityGraph | None":
        """The graph that this one is laid over if no arc is new, and only times differ; else None."""
        return self._base if self._base is not None and self._by_link is self._base._by_link else None

    def retimed_links(self, mode: str) -> NDArray[np.bool_]:
        """Return which links take other times than in `same_arcs`, which has to be there; made once."""
        if mode not in self._retimed:
            assert self.same_arcs is not None
            differs = self.seconds(mode) != self.same_arcs.seconds(mode)
            self._retimed[mode] = np.zeros(len(self.links), bool)
            self._retimed[mode][self.arcs["link"].to_numpy()[differs]] = True
        return self._retimed[mode]

    @property
    def laid_over(self) -> "MobilityGraph | None":
        """The graph of the same links that this one is laid over; None for one made anew."""
        return self._base if self.changed_modes is not None else None

    def has_links_of(self, other: "MobilityGraph") -> bool:
        """Return whether the links of both are the same, whatever moving along them takes."""
        return self is other or self.laid_over is other

    def closed_links(self, mode: str) -> NDArray[np.int64]:
        """Return the links where trips of a mode could start or end in the graph that this one is laid over, no more.

        None of one made anew; made once.
        """
        if mode not in self._closed:
            before = self.laid_over.usable_links(mode) if self.laid_over is not None else np.empty(0, np.int64)
            self._closed[mode] = self.without(before, self.usable_links(mode))
        return self._closed[mode]

    def opened_links(self, mode: str) -> NDArray[np.int64]:
        """Return the usable links that edits opened: where no trip could start or end before; made once."""
        if mode not in self._opened:
            usable = self.usable_links(mode)
            is_new = ~self._was_usable(mode)[usable] if self._base is not None else np.zeros(len(usable), bool)
            self._opened[mode] = usable[is_new]
        return self._opened[mode]

    def without(self, links: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the links that are not among others; numpy's own `setdiff1d` takes a hundred times as long."""
        is_other = np.zeros(len(self.links), bool)
        is_other[others] = True
        return np.asarray(links[~is_other[links]])

    def _check(self, mode: str) -> None:
        if mode not in self.modes:
            raise UsageError(N_("There is no mode “{mode}”. Modes: {known}."), mode=mode, known=", ".join(self.modes))


def weight_of(mode: str) -> Callable[[int, int, Mapping[int, Mapping[str, Any]]], float | None]:
    """Return networkx's weight of a mode: the seconds of the fastest of parallel edges, None where none is open."""
    key = f"{mode}_s"

    def weight(_tail: int, _head: int, parallel: Mapping[int, Mapping[str, Any]]) -> float | None:
        return min((edge[key] for edge in parallel.values() if key in edge), default=None)

    return weight
