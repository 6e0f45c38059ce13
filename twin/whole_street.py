"""The whole of a street of which a piece is known."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .city import City
from .gazetteer import layer_names

LAYER: Final = "streets"
# What is driven on, with the stretch of it that only walkers use; pavements and paths beside it bear its name too.
COURSE: Final = ("trunk", "primary", "secondary", "tertiary", "residential", "living_street", "service", "pedestrian")
GAP_M: Final = 150.0  # assumed: squares and parks interrupt a street by less; beyond lies one of another village


def whole_street(city: City, id: str) -> tuple[str, ...]:
    """Return the ids of the street that a piece belongs to, itself among them; it alone where it has no name.

    A street is what hangs together of one name. The pieces of a carriageway leave out the pavements and paths that bear
    the street's name, those of a path the carriageway. Raises KeyError for an unknown id.
    """
    table = city.layers[LAYER].table
    row = int(table.index.get_loc(id))
    rows = layer_names(city, LAYER).rows_with(row)
    is_course = table["class"].isin(COURSE).to_numpy(bool)
    rows = rows[is_course[rows] == is_course[row]]
    lines = np.asarray(table.geometry.values, dtype=object)[rows]
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=GAP_M)
    _, part = connected_components(coo_matrix((np.ones(len(one)), (one, other)), shape=(len(rows), len(rows))))
    own = part[np.flatnonzero(rows == row)[0]]
    return tuple(str(each) for each in table.index[np.sort(rows[part == own])])


def carriageway_beside(city: City, id: str) -> tuple[str, ...]:
    """Return the ids of the carriageway that bears the name of a pavement or path and is near to it; none for others.

    Raises KeyError for an unknown id.
    """
    table = city.layers[LAYER].table
    row = int(table.index.get_loc(id))
    if table["class"].iat[row] in COURSE:
        return ()
    rows = layer_names(city, LAYER).rows_with(row)
    course = rows[table["class"].isin(COURSE).to_numpy(bool)[rows]]
    lines = np.asarray(table.geometry.values, dtype=object)
    near = course[shapely.dwithin(lines[course], lines[row], GAP_M)]
    return whole_street(city, str(table.index[near[0]])) if len(near) else ()


def main_piece(city: City, ids: Sequence[str]) -> str:
    """Return the first of some pieces of a street that is no pavement or path beside it, else the first."""
    classes = city.layers[LAYER].table["class"]
    return next((id for id in ids if classes[id] in COURSE), ids[0])
