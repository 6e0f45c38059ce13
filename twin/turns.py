"""Turn restrictions as they bind links: who came to a node by this link may not go on by those."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

Bans = Mapping[tuple[int, int], frozenset[int]]


def bans_of_links(
    rules: pd.DataFrame, nodes: pd.DataFrame, links: pd.DataFrame, ways: pd.Series
) -> tuple[Bans, list[str]]:
    """Return (link, node) -> banned links, and the rules that found no place in the graph.

    `rules`: from_way and to_way ("way/12"), via_node (OSM number), only (the turn is the only one
    allowed, not the banned one). `ways`: the way of each link. A way that goes on over the node has
    two links there: a rule from a way onto itself bans turning round, else it binds both.
    """
    mapped = nodes["osm_node"][nodes["osm_node"] >= 0]
    positions = pd.Series(mapped.index, index=mapped)
    ends = pd.concat(
        pd.DataFrame({"way": ways.to_numpy(object), "node": links[end].to_numpy(), "link": np.arange(len(links))})
        for end in ("start", "end")
    )
    spoken_of = positions.reindex(rules["via_node"].unique()).dropna().astype(int)
    ends = ends[ends["node"].isin(spoken_of)]
    at_node: dict[int, frozenset[int]] = defaultdict(frozenset)
    of_way: dict[tuple[str, int], frozenset[int]] = defaultdict(frozenset)
    for way, node, link in zip(ends["way"].tolist(), ends["node"].tolist(), ends["link"].tolist(), strict=True):
        at_node[node] |= {link}
        of_way[way, node] |= {link}
    bans: dict[tuple[int, int], frozenset[int]] = {}
    lost: list[str] = []
    for rule in rules.itertuples(index=False):
        node = int(positions.get(rule.via_node, -1))
        came, goes = of_way.get((str(rule.from_way), node)), of_way.get((str(rule.to_way), node))
        if not came or not goes:
            lost.append(f"{rule.from_way} → node/{rule.via_node} → {rule.to_way}")
            continue
        for link in came:
            onto = frozenset({link}) if str(rule.from_way) == str(rule.to_way) else goes
            banned = at_node[node] - onto if rule.only else onto
            bans[link, node] = bans.get((link, node), frozenset()) | banned
    return bans, lost
