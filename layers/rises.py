"""How high streets and tracks run above the ground or below it, along each: what bridges and tunnels ask for."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geodata.language import N_

from .column import Column
from .decks import deck_heights
from .joined_ways import Rise, Ways, is_list
from .layer import Context
from .tunnels import depths

JOINED = ("streets", "tracks")

RISE = Column("rise", "list", N_("How high it runs above the ground"), hidden=True)


def with_rises(table: gpd.GeoDataFrame, context: Context, *, of: pd.Series | None = None) -> gpd.GeoDataFrame:
    """Return lines of streets or tracks with the column `rise`: of those that leave the ground [m along, m above, …].

    Levels are those of `layer`, 1 for a bridge without. A bridge is as high as what it crosses asks for; ways that join
    it come down as steep as their kind may. Of a tunnel what is above the ground is negative (`layers.tunnels`).
    Rows that have a rise keep it; without raw tables none is found.
    `of`: the ids of the ways that the rows run along, where those are not their own.
    """
    raw = {name: context.raw[name] for name in JOINED if name in context.raw and len(context.raw[name])}
    if not raw:
        return table

    def rises() -> Mapping[object, Rise]:
        ways = Ways.joined(Ways.of(each, is_rail=name == "tracks") for name, each in raw.items())
        return {**deck_heights(ways), **depths(ways)}

    found = context.kept("rises", rises)
    ids = table.index if of is None else of
    rise = [old if is_list(old) else found.get(id) for id, old in zip(ids, table["rise"], strict=True)]
    return table.assign(rise=pd.Series(rise, index=table.index, dtype=object))
