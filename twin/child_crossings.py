"""Where a child walking alone may cross a busy street."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .street_access import BUSY
from .tags import NO, Bools, Tags

Ints = NDArray[np.int64]
# A zebra alone does not make streets of four and more lanes safe: Zegeer et al. 2005, FHWA-HRT-04-100.
WIDE_LANES = 4
# The columns of streets that tell where children cross.
CROSSED_BY = ("class", "oneway", "lanes", "footway", "crossing", "node_ids")


@dataclass(frozen=True)
class CrossingNodes:
    """OpenStreetMap nodes where a street is crossed by lights, and where it is by a zebra."""

    lights: Ints
    zebras: Ints


def crossing_nodes(crossings: pd.DataFrame) -> CrossingNodes:
    """Return the nodes of crossings good enough for a child: what says no more than "crossing" counts as marked."""
    tags = Tags(crossings)
    lights = tags.is_one_of("class", "signal_crossing", "signals")
    zebras = tags.is_one_of("class", "marked", "crossing")
    return CrossingNodes(_nodes(crossings, lights), _nodes(crossings, zebras))


def nodes_closed_to_children(streets: pd.DataFrame, facts: pd.DataFrame, crossings: CrossingNodes) -> Ints:
    """Return the numbers of nodes where ways cross busy streets without a crossing good enough for a child alone.

    Busy: streets along which children do not walk (their pavements are ways of their own, or there are none). A
    crossing must be marked, on streets of four and more lanes by lights. `streets`: at least the columns `CROSSED_BY`;
    `facts` as of `street_facts`.
    """
    tags, walked = Tags(streets), facts["foot_forward"].to_numpy() != NO
    busy = tags.is_one_of("class", *BUSY) & ~(facts["child_walks"].to_numpy(bool) & walked)
    both_ways = np.where(tags.is_one_of("oneway", "yes", "true", "1", "-1"), 2, 1)  # half of a divided street
    wide = busy & (np.nan_to_num(tags.number("lanes")) * both_ways >= WIDE_LANES)
    drawn = tags.is_one_of("footway", "crossing")
    zebra_drawn = drawn & ~tags.is_one_of("crossing", "unmarked", "informal", "no")
    lights_drawn = drawn & tags.is_one_of("crossing", "traffic_signals")
    by_lights = np.concatenate([_nodes(streets, lights_drawn), crossings.lights])
    by_zebra = np.concatenate([_nodes(streets, zebra_drawn), crossings.zebras])
    good = np.concatenate([by_lights, np.setdiff1d(by_zebra, _nodes(streets, wide))])
    across = np.intersect1d(_nodes(streets, busy), _nodes(streets, ~busy & walked))
    return np.setdiff1d(across, good)


def _nodes(table: pd.DataFrame, rows: Bools) -> Ints:
    """Return the node numbers of some rows."""
    lists = table["node_ids"].to_numpy(object)[rows]
    known = [np.asarray(ids, np.int64) for ids in lists if ids is not None and ids is not pd.NA and np.ndim(ids)]
    return np.concatenate([np.empty(0, np.int64), *known])
