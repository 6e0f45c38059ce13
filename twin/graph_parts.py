"""What the mobility graph is made of before rules bind it: streets as nodes and links, gates, seconds, bans."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of

from .changed_streets import crossings_of, facts_of_streets
from .child_crossings import nodes_closed_to_children
from .city import City
from .node_access import node_access, turn_bans, with_closed_to_children
from .slopes import Slopes, node_heights, slopes_of
from .squares import links_across
from .stops_on_graph import JoinedStops, with_joined_stops
from .tags import NO
from .topology import nodes_and_links
from .travel_times import facts_report, link_seconds
from .turns import Bans, bans_of_links

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NO_PLACE = N_("a turn restriction between ways that do not meet in the graph")


@dataclass(frozen=True)
class GraphParts:
    """Streets as nodes and links (their street nodes first), and what moving on them takes before rules bind it.

    `row` of a link is the position of its street in `facts` and `table`; `seconds` are (forward, backward), each
    links × modes, without what nodes cost. `gates`: as of `node_access` without streets; `closed_to_children`: the
    numbers of OpenStreetMap nodes where children do not cross.
    """

    table: gpd.GeoDataFrame
    facts: pd.DataFrame
    nodes: pd.DataFrame
    links: gpd.GeoDataFrame
    slopes: Slopes
    stops: JoinedStops
    seconds: tuple[Floats, Floats]
    gates: pd.DataFrame
    closed_to_children: Ints
    bans: Bans
    report: Report = field(default=Report(), repr=False)

    @property
    def row(self) -> Ints:
        """The position of each link's street in `table` and `facts`."""
        return np.asarray(self.links["row"], np.int64)

    def all_gates(self) -> pd.DataFrame:
        """Return the gates with the nodes where children do not cross among them."""
        return with_closed_to_children(self.gates, self.closed_to_children)


def graph_parts(city: City) -> GraphParts:
    """Return what the graph of a city is made of; made once for a city that is no edited one.

    Stops of an edited city stand where they stood in its base, on a street that is closed now too: who closes it
    does not move them.
    """
    if city.base is not None:
        return _graph_parts(city)
    return city.kept("parts of the graph", lambda: _graph_parts(city))


def _graph_parts(city: City) -> GraphParts:
    facts = facts_of_streets(city)
    report = facts_report(city.streets, facts) if city.base is None else Report()  # told once, of the city as it is
    gates, told = city.kept(
        "gates", lambda: node_access(city.barriers, city.crossings), needs=("barriers", "crossings")
    )
    closed = nodes_closed_to_children(city.streets, facts, crossings_of(city))
    nodes, links, stops, joined = _joined(city, facts, [*gates.index, *closed])
    z_m = node_heights(nodes["x_m"].to_numpy(), nodes["y_m"].to_numpy(), links, city.terrain)
    slopes = slopes_of(links, z_m, city.terrain)
    rules, left_out = city.kept("turn rules", lambda: turn_bans(city.turn_restrictions), needs=("turn_restrictions",))
    row = np.asarray(links["row"], np.int64)
    bans, lost = bans_of_links(rules, nodes, links, _ways(city.streets, row))
    seconds = link_seconds(facts, row, slopes)
    report += told + joined + left_out + report_of("mobility", "assumed", NO_PLACE, lost)
    return GraphParts(
        city.streets, facts, nodes.assign(z_m=z_m), links, slopes, stops, seconds, gates, closed, bans, report
    )


def _joined(
    city: City, facts: pd.DataFrame, cut_at: list[int]
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, JoinedStops, Report]:
    table = city.streets
    nodes, links = nodes_and_links(table, cut_at=cut_at)
    links = pd.concat([links, links_across(table, nodes, links)], ignore_index=True)
    nodes, links, stops, report = with_joined_stops(
        nodes, links, city.timetable, walkable=_walkable(city, facts)[links["row"]],
        is_new=_is_drawn(city)[links["row"]],
    )  # fmt: skip
    street = table.iloc[links["row"].to_numpy()]
    off_ground = street["bridge"].notna() | street["tunnel"].notna()
    links = links.assign(
        length_m=links.length,
        off_ground=off_ground.to_numpy(bool),
        incline_percent=street["incline_percent"].to_numpy(float),
    )
    return nodes, links, stops, report


def _walkable(city: City, facts: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which streets stops may stand on: open to walkers, in the base where there is one."""
    if city.base is None or city.timetable is None:
        return (facts["foot_forward"] != NO).to_numpy(bool)
    known = facts_of_streets(city.base)["foot_forward"]
    before = known.set_axis(known.index.astype(object)).reindex(facts.index.astype(object))
    own = facts["foot_forward"].to_numpy(object)
    return np.asarray(np.where(before.notna(), before.to_numpy(object), own) != NO)


def _ways(streets: gpd.GeoDataFrame, row: Ints) -> pd.Series:
    """Return the OpenStreetMap way of each link, "way/12" for its piece "way/12#1" too."""
    ways = pd.Series(streets.index.astype("str")).str.replace(r"#.*", "", regex=True)
    return ways.iloc[row].reset_index(drop=True)


def _is_drawn(city: City) -> NDArray[np.bool_]:
    """Return which streets the base does not have; none of a city that is no edited one."""
    if city.base is None or "streets" not in city.changed_layers:
        return np.zeros(len(city.streets), bool)
    known = city.base.streets.index.astype(object)
    return np.asarray(known.get_indexer(city.streets.index.astype(object)) < 0)
