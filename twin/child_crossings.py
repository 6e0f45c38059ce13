"""Where a child walking alone may cross a busy street."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .street_access import BUSY, NO, is_one_of

# A zebra alone does not make streets of four and more lanes safe: Zegeer et al. 2005, FHWA-HRT-04-100.
WIDE_LANES = 4


def nodes_closed_to_children(streets: pd.DataFrame, facts: pd.DataFrame, crossings: pd.DataFrame) -> NDArray[np.int64]:
    """Return the numbers of nodes where ways cross busy streets without a crossing good enough for a child alone.

    Busy: streets along which children do not walk (their pavements are ways of their own, or there are none). A
    crossing must be marked, on streets of four and more lanes by lights; what OpenStreetMap calls a
    crossing without saying more counts as marked. `facts` as of `street_facts`, the others as of the layers.
    """
    busy = is_one_of(streets, "class", BUSY) & (~facts["child_walks"] | (facts["foot_forward"] == NO))
    both_ways = np.where(is_one_of(streets, "oneway", ["yes", "true", "1", "-1"]), 2, 1)  # half of a divided street
    wide = busy & (streets["lanes"].fillna(0) * both_ways >= WIDE_LANES)
    drawn = is_one_of(streets, "footway", ["crossing"])
    zebra_drawn = drawn & ~is_one_of(streets, "crossing", ["unmarked", "informal", "no"])
    lights_drawn = drawn & is_one_of(streets, "crossing", ["traffic_signals"])
    lights = is_one_of(crossings, "class", ["signal_crossing", "signals"])
    zebras = is_one_of(crossings, "class", ["marked", "crossing"])
    by_lights = np.concatenate([_nodes(streets, lights_drawn), _nodes(crossings, lights)])
    by_zebra = np.concatenate([_nodes(streets, zebra_drawn), _nodes(crossings, zebras)])
    good = np.concatenate([by_lights, np.setdiff1d(by_zebra, _nodes(streets, wide))])
    across = np.intersect1d(_nodes(streets, busy), _nodes(streets, ~busy & (facts["foot_forward"] != NO)))
    return np.asarray(np.setdiff1d(across, good), np.int64)


def _nodes(table: pd.DataFrame, rows: pd.Series) -> NDArray[np.int64]:
    """Return the node numbers of some rows."""
    return np.asarray(table.loc[rows, "node_ids"].explode().dropna(), np.int64)
