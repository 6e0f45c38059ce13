"""Ways of answers where streets run above the ground: over bridges and their ramps, not under them."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.decks import leaves_ground, raised
from layers.joined_ways import is_said

from .city import City

Lines = NDArray[np.object_]
ON_M = 0.5  # how near a way lies to the middle of the street that it runs on
PIECE_M = 6.0


def over_decks(city: City, lines: Lines) -> Lines:
    """Return lines with metres above the ground as z where they run along streets or tracks that leave it.

    A line that only crosses under a bridge stays on the ground: two points in a row have to lie on one deck.
    """
    decks = city.kept("raised ways", lambda: _decks(city), needs=("streets", "tracks"))
    if not len(decks):
        return lines
    tree = shapely.STRtree(shapely.force_2d(decks))
    return np.array([_over(line, decks, tree) for line in lines], dtype=object)


def _decks(city: City) -> Lines:
    """Return the streets and tracks that leave the ground, with metres above it as z."""
    found = []
    for name in (name for name in ("streets", "tracks") if name in city.layers):
        table = city.layers[name].table
        lifted = table[leaves_ground(table["rise"], "up")]
        lines, is_bridge = np.asarray(lifted.geometry.values, dtype=object), is_said(lifted["bridge"])
        found.append(raised(lines, pd.Series(lifted["rise"]), city.terrain.heights_at, is_bridge=is_bridge))
    return np.concatenate(found) if found else np.empty(0, dtype=object)


def _over(line: shapely.Geometry, decks: Lines, tree: shapely.STRtree) -> shapely.Geometry:
    if shapely.get_type_id(line) != 1 or not len(tree.query(line, predicate="dwithin", distance=ON_M)):
        return line
    xy = shapely.get_coordinates(shapely.segmentize(shapely.force_2d(line), PIECE_M))
    points = shapely.points(xy)
    at, on = tree.query(points, predicate="dwithin", distance=ON_M)
    beside = set(zip(at.tolist(), on.tolist(), strict=True))
    above = np.zeros(len(xy))
    for k, deck in beside:
        if (k - 1, deck) in beside or (k + 1, deck) in beside:
            above[k] = max(above[k], _height_on(decks[deck], points[k]))
    return shapely.linestrings(np.column_stack([xy, above]))


def _height_on(deck: shapely.Geometry, point: shapely.Geometry) -> float:
    corners = shapely.get_coordinates(deck, include_z=True)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners[:, :2], axis=0).T))])
    return float(np.interp(shapely.line_locate_point(shapely.force_2d(deck), point), along, corners[:, 2]))
