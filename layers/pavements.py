"""Pavements beside streets: as tagged, else as usual for the class, where houses stand and no footway runs."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from . import tag_titles
from .column import Column
from .joined_ways import is_tunnel
from .layer import Context
from .tagged import tag
from .triangulation import Floats

Flags = NDArray[np.bool_]
BOTH, LEFT, RIGHT, NONE = "both", "left", "right", "none"

# Metres by class of street, ours: two to four people side by side, 0.75 m each.
WIDTHS_M = {"primary": 3.0, "secondary": 2.5, "tertiary": 2.0, "residential": 1.5}
OTHER_M = 1.5  # tagged beside a street of another class
HOUSES_M = 35.0  # from the middle of the street: with none so near it is open country
FOOTWAY_M = 12.0  # from the edge of the carriageway: a footway so near is the pavement
OPPOSITE_M = 30.0  # from the middle: the other carriageway of a street that has two
PROBED = (0.15, 0.5, 0.85)  # shares of a street at which one looks to its sides
PATHS = ("footway", "pedestrian", "cycleway", "steps")
USUAL = N_("untagged: usual for its class, with houses near and no footway beside")
WITHOUT = N_("untagged: no houses near, or a footway beside")

COLUMNS = (
    Column("pavements", "text", N_("Pavements where none are tagged"), values=tag_titles.SIDEWALK),
    Column("pavements_tier", "text", N_("How true these pavements are")),
    Column("pavements_method", "text", N_("How these pavements are known")),
)


def with_usual_pavements(table: gpd.GeoDataFrame, context: Context) -> gpd.GeoDataFrame:
    """Return streets with the sides on which those without a tag are taken to have a pavement, tier and method.

    Reads class, highway, name, width_m, oneway, junction, bridge, tunnel and the tags of pavements; rows that have
    pavements keep them. Without raw tables none is found.
    """
    untagged = ~tagged_sides(table)[0] & table["class"].isin(list(WIDTHS_M)).to_numpy(bool)
    rows = np.flatnonzero(untagged & table["pavements"].isna().to_numpy(bool) & ~_is_apart(table))
    if not context.raw or not len(rows):
        return table
    sides = _usual_sides(table.iloc[rows], table, context)
    names = np.select([sides.all(axis=1), sides[:, 0], sides[:, 1]], [BOTH, LEFT, RIGHT], default=NONE)
    found = {
        "pavements": names,
        "pavements_tier": np.full(len(rows), "estimated"),
        "pavements_method": np.where(sides.any(axis=1), USUAL, WITHOUT),
    }
    made = {}
    for name, values in found.items():
        column = table[name].astype(object)
        column.iloc[rows] = values
        made[name] = column
    return table.assign(**made)


def pavement_widths_m(table: pd.DataFrame) -> Floats:
    """Return how wide the pavements of streets are to the left and to the right (n, 2), 0 where there is none."""
    said, tagged = tagged_sides(table)
    usual = np.stack([table["pavements"].isin([BOTH, side]).to_numpy(bool) for side in (LEFT, RIGHT)], axis=1)
    width = table["class"].map(WIDTHS_M).fillna(OTHER_M).to_numpy(float)
    return np.where(np.where(said[:, None], tagged, usual), width[:, None], 0.0)


def tagged_sides(table: pd.DataFrame) -> tuple[Flags, Flags]:
    """Return which streets say something of pavements, and whether there is one to the left and to the right (n, 2).

    "separate" says that the pavement is a line of its own.
    """
    whole = tag(table, "sidewalk")
    sides, said = [], whole.notna().to_numpy(bool)
    for side in (LEFT, RIGHT):
        own = tag(table, f"sidewalk_{side}")
        said = said | own.notna().to_numpy(bool)
        sides.append((own == "yes").to_numpy(bool) | (own.isna() & whole.isin([BOTH, "yes", side])).to_numpy(bool))
    return np.asarray(said), np.stack(sides, axis=1)


def _is_apart(table: gpd.GeoDataFrame) -> Flags:
    """Return which streets are ramps, under ground or without a length."""
    ramp = tag(table, "highway").astype(str).str.endswith("_link").to_numpy(bool)
    below = is_tunnel(tag(table, "tunnel"))
    return np.asarray(ramp | below | (table.geometry.length == 0).to_numpy(bool))


def _usual_sides(streets: gpd.GeoDataFrame, table: gpd.GeoDataFrame, context: Context) -> Flags:
    """Return whether untagged streets are taken to have a pavement to the left and to the right (n, 2)."""
    middle, left = _probes(np.asarray(streets.geometry.values, dtype=object))
    half = np.repeat(streets["width_m"].to_numpy(float) / 2, len(PROBED))
    is_built = _any_of(len(streets), _near_houses(middle, context))
    paths = np.asarray(table.geometry.values[table["class"].isin(PATHS).to_numpy(bool)], dtype=object)
    tree = shapely.STRtree(paths[shapely.length(paths) > 0])
    beside = np.stack(
        [_meets(middle, middle + side * left * (half + FOOTWAY_M)[:, None], tree) for side in (1, -1)], axis=1
    )
    with_footway = np.stack([_any_of(len(streets), beside[:, k], least=2) for k in (0, 1)], axis=1)
    sides = is_built[:, None] & ~with_footway
    sides[:, 0] &= ~_is_half(streets, table, middle, left)
    return np.asarray(sides)


def _probes(lines: NDArray[np.object_]) -> tuple[Floats, Floats]:
    """Return places along lines (n × probes, 2), line by line, and unit vectors to their left."""
    share = np.tile(PROBED, len(lines))
    each = np.repeat(lines, len(PROBED))
    at = shapely.get_coordinates(shapely.line_interpolate_point(each, share, normalized=True))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(each, share + 0.02, normalized=True)) - at
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    return at, np.column_stack([-ahead[:, 1], ahead[:, 0]])


def _any_of(count: int, found: Flags, *, least: int = 1) -> Flags:
    """Return which lines have it at so many of their probes."""
    return np.asarray(found.reshape(count, len(PROBED)).sum(axis=1) >= least)


def _meets(start: Floats, end: Floats, tree: shapely.STRtree) -> Flags:
    found = np.zeros(len(start), bool)
    found[tree.query(shapely.linestrings(np.stack([start, end], axis=1)), predicate="intersects")[0]] = True
    return found


def _near_houses(points: Floats, context: Context) -> Flags:
    near = np.zeros(len(points), bool)
    buildings = context.raw.get("buildings")
    if buildings is not None and len(buildings):
        shapes = np.asarray(buildings.geometry.values, dtype=object)
        tree = shapely.STRtree(shapely.centroid(shapes[~shapely.is_missing(shapes)]))
        near[tree.query(shapely.points(points), predicate="dwithin", distance=HOUSES_M)[0]] = True
    return near


def _is_half(streets: gpd.GeoDataFrame, table: gpd.GeoDataFrame, middle: Floats, left: Floats) -> Flags:
    """Return which are roundabouts, or one carriageway of two: a one-way street of the same name runs to their left."""
    ways = table["oneway"].isin(["yes", "1", "true"]) & table["class"].isin(list(WIDTHS_M)) & table["name"].notna()
    rows = np.flatnonzero(ways.to_numpy(bool))
    name = np.repeat(streets["name"].astype(object).to_numpy(), len(PROBED))
    is_way = np.repeat(streets["oneway"].isin(["yes", "1", "true"]).to_numpy(bool), len(PROBED))
    probes = shapely.linestrings(np.stack([middle + left * 2, middle + left * OPPOSITE_M], axis=1))
    probe, other = shapely.STRtree(table.geometry.values[rows]).query(probes, predicate="intersects")
    same = is_way[probe] & (name[probe] == table["name"].astype(object).to_numpy()[rows[other]])
    found = np.zeros(len(middle), bool)
    found[probe[same]] = True
    return _any_of(len(streets), found) | (tag(streets, "junction") == "roundabout").to_numpy(bool)
