"""Cities with another timetable, and graphs in which only waits and rides of lines change."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from .city import City
from .edited_tables import SKETCH, SKETCH_SOURCE
from .mobility import MobilityGraph
from .timetable import Timetable
from .transit import TransitPieces, transit_pieces

TRANSIT = "transit"
OF_LINES = ("board", "ride", "alight")  # kinds of links that lines make


def with_timetable(city: City, timetable: Timetable) -> City:
    """Return the city with another timetable; its layers are shared, its graph follows from both."""
    sources = city.sources if city.source_of(SKETCH) else (*city.sources, SKETCH_SOURCE)
    return replace(city, read_timetable=lambda: timetable, read_graph=None, sources=sources, base=city.base or city)


def with_waits(graph: MobilityGraph, timetable: Timetable) -> MobilityGraph | None:
    """Return a graph with the waits and rides of a timetable; None where its stops and lines are not those there.

    It is laid over the given one, or over what that is laid over.
    """
    pieces = transit_pieces(timetable)
    links = np.flatnonzero(graph.links["kind"].isin(OF_LINES).to_numpy(bool))
    if not _has_pieces(graph, pieces, links):
        return None
    at = np.full(len(graph.links), -1)
    at[links] = np.arange(len(links))
    place = at[graph.arcs["link"].to_numpy()]
    arcs = np.flatnonzero(place >= 0)
    seconds = graph.seconds(TRANSIT).copy()
    seconds[arcs] = pieces.arcs["seconds"].to_numpy(float)[place[arcs]]
    compiled = dict(graph._compiled)
    if TRANSIT in compiled:
        compiled[TRANSIT] = compiled[TRANSIT].with_seconds(seconds[compiled[TRANSIT].arc])
    table = graph.links.assign(tier=_tiers(graph, pieces, links))
    made = graph.arcs.assign(transit=seconds)
    changed = (graph.changed_modes or frozenset()) | {TRANSIT}
    return replace(
        graph, links=table, arcs=made, changed_modes=changed, _compiled=compiled,
        _base=graph._base or graph,
    )  # fmt: skip


def _has_pieces(graph: MobilityGraph, pieces: TransitPieces, links: np.ndarray) -> bool:
    """Return whether stops and lines of a graph are those of a timetable, where they are and in their order."""
    nodes, arcs = graph.nodes, pieces.arcs
    first = int((nodes["kind"] == "stop").to_numpy(bool).argmax())
    here = nodes.iloc[first : first + len(pieces.stops) + len(pieces.rides)]
    kinds = np.repeat(["stop", "ride"], [len(pieces.stops), len(pieces.rides)])
    if len(here) != len(kinds) or len(links) != len(arcs) or not (here["kind"].to_numpy(object) == kinds).all():
        return False
    if (nodes["kind"].isin(["stop", "ride"])).sum() != len(kinds):
        return False
    of_stops = pieces.stops.set_index("stop")[["x_m", "y_m"]]
    places = pd.concat([of_stops, of_stops.loc[pieces.rides["stop"]]]).to_numpy(float)
    table = graph.links.iloc[links]
    same = [
        (here[["x_m", "y_m"]].to_numpy(float) == places).all(),
        (table["start"].to_numpy() == first + arcs["tail"].to_numpy()).all(),
        (table["end"].to_numpy() == first + arcs["head"].to_numpy()).all(),
        *((table[name].astype(object).to_numpy() == arcs[of].to_numpy(object)).all()
          for name, of in (("kind", "kind"), ("name", "line"), ("class", "mode"))),
        shapely.equals_exact(table.geometry.to_numpy(), arcs["geometry"].to_numpy(object), tolerance=0).all(),
    ]  # fmt: skip
    return all(same)


def _tiers(graph: MobilityGraph, pieces: TransitPieces, links: np.ndarray) -> pd.Categorical:
    """Return for each link how true its times are."""
    tier = graph.links["tier"].to_numpy(object)
    tier[links] = pieces.arcs["tier"].to_numpy(object)
    return pd.Categorical(tier)
