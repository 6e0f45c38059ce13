"""A street as the target of an edit: the whole of it beside the piece that was clicked, in words and lines."""

from collections.abc import Sequence

import numpy as np
import shapely

from geodata.errors import TwinError
from geodata.language import NN_, number_text, translate_count
from twin.city import City
from twin.edit import Edit
from twin.edited_tables import SHAPE, in_city
from twin.edits import EDIT_KINDS
from twin.refusals import Allowed
from twin.street_direction import run_against
from twin.whole_street import LAYER, carriageway_beside, whole_street

from .outlines import lines_of

PIECES = NN_("{count} piece", "{count} pieces")
LEFT_OUT = NN_("{count} piece of the street was left out.", "{count} pieces of the street were left out.")
KM_M = 1000.0


def takes_whole_streets(kind: type[Edit]) -> bool:
    """Return whether a kind of edit changes streets that are chosen."""
    return kind.of_layer == LAYER and kind.takes_ids


def whole_of(city: City, id: str, language: str) -> dict[str, object] | None:
    """Return the whole street of a piece: ids, size in words, lines that run as the piece does.

    None where the piece is all of it.
    """
    ids = whole_street(city, id)
    return None if len(ids) == 1 else _pieces_of(city, ids, id, language)


def course_of(city: City, id: str, language: str) -> dict[str, object] | None:
    """Return, of a pavement or path, the carriageway whose name it bears, as `whole_of` does; None without one."""
    ids = carriageway_beside(city, id)
    return _pieces_of(city, ids, ids[0], language) if ids else None


def _pieces_of(city: City, ids: Sequence[str], id: str, language: str) -> dict[str, object]:
    shapes = np.asarray(city.layers[LAYER].table.geometry.loc[list(ids)].values, dtype=object)
    against = run_against(shapes, list(ids).index(id))
    turned = [shapely.reverse(shape) if turns else shape for shape, turns in zip(shapes, against, strict=True)]
    return {
        "ids": list(ids),
        "said": pieces_text(len(ids), float(shapely.length(shapes).sum()), language),
        "lines": [line for shape in turned for line in lines_of(city, shape)],
    }


def size_of_whole(city: City, id: str, language: str) -> str:
    """Return of how many pieces the street of a piece is and how long; "" where the piece is all of it."""
    ids = whole_street(city, id)
    shapes = city.layers[LAYER].table.geometry.loc[list(ids)]
    return pieces_text(len(ids), float(shapes.length.sum()), language) if len(ids) > 1 else ""


def pieces_text(count: int, length_m: float, language: str) -> str:
    """Return how many pieces of streets there are and how long they are together."""
    length = f"{number_text(length_m, language)} m"
    if length_m >= KM_M:
        length = f"{number_text(length_m / KM_M, language, decimals=1)} km"
    return f"{translate_count(PIECES, count, language)}, {length}"


def size_of_edit(edit: Edit, city: City, language: str) -> str:
    """Return on how many pieces of streets an edit is made and how long they are; "" for one of anything else."""
    if not takes_whole_streets(EDIT_KINDS[edit.kind]):
        return ""
    known = (city.base or city).layers[LAYER].table["length_m"].reindex(list(edit.ids))  # no shape is read again for it
    drawn = [str(edit.before[id][SHAPE]) for id in known.index[known.isna()] if edit.before.get(id, {}).get(SHAPE)]
    if known.isna().all() and not drawn:
        return ""
    lines = in_city(shapely.GeometryCollection(list(shapely.from_wkt(drawn))), city.frame)
    return pieces_text(len(edit.ids), float(known.sum()) + lines.length, language)


def left_out_text(made: Allowed, language: str) -> str:
    """Return which pieces of whole streets an edit leaves out, and why; "" for none."""
    count = len(made.ids_left_out)
    if not count:
        return ""
    return " ".join([translate_count(LEFT_OUT, count, language), *_reasons(made.left_out, language)])


def _reasons(errors: Sequence[TwinError], language: str) -> list[str]:
    """Return what is wrong with what was left out, without the advice to leave it out."""
    return list(dict.fromkeys(error.text(language).partition(". ")[0].rstrip(".") + "." for error in errors))
