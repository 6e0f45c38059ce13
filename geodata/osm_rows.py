"""Which shape an OSM object takes in a table, or why it takes none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from .language import N_
from .osm_match import is_area, is_left_open
from .osm_objects import OsmObject
from .osm_shapes import Ints, OsmShapes, Shapes, closed_straight, middles_of, points_in
from .selection import OsmSelection

NO_PLACE = N_("without coordinates")
POINT_NOT_AREA = N_("a point where an area is needed")
AREA_NOT_LINE = N_("an area where a line is needed")
LINE_NOT_AREA = N_("a line where an area is needed")
TOO_FEW = N_("an area of fewer than three corners")
MISSES_NODES = N_("an area of which most nodes are not in the file")
NODES_LEFT = N_("an area of which some nodes are not in the file: drawn through the others")
LEFT_OPEN = N_("an outline that was left open, closed straight")
MISSES_MEMBERS = N_("an area of which some members are not in the file")
RINGS_CROSS = N_("an area whose outlines cross or stay open")
NOT_AN_AREA = N_("a relation that is neither multipolygon nor boundary")
NO_MEMBER = N_("a relation without the member that says where it is")
MEMBER_MISSING = N_("a relation whose place is not in the file")
NO_RUN = N_("a line without two neighbouring nodes in the file")


class Form(Enum):
    """The shape an object takes in a table."""

    WHOLE = auto()
    POLYGON = auto()
    POINT_INSIDE = auto()
    MIDDLE = auto()
    CLOSED = auto()
    RUNS = auto()
    MIDDLE_OF_RUN = auto()


WHOLE_FORMS = (Form.WHOLE, Form.POLYGON, Form.POINT_INSIDE, Form.MIDDLE)


@dataclass(frozen=True)
class Wanted:
    """An object a selection wants: its position, and whether by a tag that means a line."""

    position: int
    by_line_tag: bool


@dataclass(frozen=True)
class Rows:
    """The rows of a table: their shapes, the position of their object, and the position of their run (-1: whole).

    `dropped` are the positions of objects without a row, by reason, `mended` those of areas whose outline was not
    as it should be.
    """

    shape: Shapes
    position: Ints
    run: Ints
    dropped: dict[str, list[int]]
    mended: dict[str, list[int]]

    def of_positions(self, positions: Ints) -> "Rows":
        """Return the rows of some objects."""
        keep = np.isin(self.position, positions)
        return replace(self, shape=self.shape[keep], position=self.position[keep], run=self.run[keep])


def rows_of(wanted: Sequence[Wanted], selection: OsmSelection, objects: Sequence[OsmObject], shapes: OsmShapes) -> Rows:
    """Return the rows of the objects that `selection` wants, in their order."""
    by_form: dict[Form, list[int]] = {form: [] for form in Form}
    dropped: dict[str, list[int]] = {}
    mended: dict[str, list[int]] = {}
    for want in wanted:
        outcome = _form_of(want, selection, objects[want.position], shapes)
        chosen = by_form[outcome] if isinstance(outcome, Form) else dropped.setdefault(outcome, [])
        chosen.append(want.position)
        if reason := _mended(objects[want.position], outcome):
            mended.setdefault(reason, []).append(want.position)
    at = {form: np.array(positions, np.int64) for form, positions in by_form.items()}
    cut = np.flatnonzero(np.isin(shapes.run_object, at[Form.RUNS]))
    first = np.searchsorted(shapes.run_object, at[Form.MIDDLE_OF_RUN])
    position = np.concatenate(
        [at[f] for f in (*WHOLE_FORMS, Form.CLOSED)] + [shapes.run_object[cut], at[Form.MIDDLE_OF_RUN]]
    )
    shape = np.concatenate(
        [
            shapes.whole[at[Form.WHOLE]],
            shapes.polygon[at[Form.POLYGON]],
            points_in(shapes.polygon[at[Form.POINT_INSIDE]]),
            middles_of(shapes.whole[at[Form.MIDDLE]]),
            np.array([closed_straight(line) for line in shapes.whole[at[Form.CLOSED]]], object),
            shapes.run[cut],
            middles_of(shapes.run[first]),
        ]
    )
    run = np.concatenate([np.full(len(position) - len(cut) - len(first), -1), cut, first])
    order = np.argsort(position, kind="stable")
    return Rows(shape[order], position[order], run[order], dropped, mended)


def _form_of(want: Wanted, selection: OsmSelection, item: OsmObject, shapes: OsmShapes) -> Form | str:
    """Return the form of an object in the table of `selection`, or why it has none."""
    wants = selection.geometry
    if item.kind == "node":
        if "point" not in wants:
            return POINT_NOT_AREA
        return Form.WHOLE if item.wkb else NO_PLACE
    if item.kind == "relation":
        return _relation_form(item, selection)
    is_ring = bool(shapes.closed[want.position]) and is_area(item.tags, by_line_tag=want.by_line_tag)
    if is_ring and ("polygon" in wants or "line" not in wants):
        if shapes.polygon[want.position] is None:
            return MISSES_NODES if item.runs is not None else TOO_FEW
        return Form.POLYGON if "polygon" in wants else Form.POINT_INSIDE
    if "line" in wants:
        return _known(item, Form.WHOLE, Form.RUNS)
    if "polygon" not in wants:
        return _known(item, Form.MIDDLE, Form.MIDDLE_OF_RUN)
    line = shapes.whole[want.position] if is_left_open(item.tags, by_line_tag=want.by_line_tag) else None
    return LINE_NOT_AREA if line is None or closed_straight(line) is None else Form.CLOSED


def _mended(item: OsmObject, outcome: Form | str) -> str:
    """Return what was amiss with the outline of an object that has an area all the same, "" for nothing."""
    if outcome is Form.CLOSED:
        return LEFT_OPEN
    if outcome not in (Form.POLYGON, Form.POINT_INSIDE):
        return ""
    return NODES_LEFT if item.kind == "way" and item.runs is not None else item.mended


def _relation_form(item: OsmObject, selection: OsmSelection) -> Form | str:
    if not item.is_area_relation:
        return NOT_AN_AREA if selection.place_role is None else _standing_form(item)
    if selection.geometry == ("line",):
        return AREA_NOT_LINE
    if item.wkb is None:
        return RINGS_CROSS if item.crossed else MISSES_MEMBERS
    return Form.POLYGON if "polygon" in selection.geometry else Form.POINT_INSIDE


def _standing_form(item: OsmObject) -> Form | str:
    if item.stands_at is None:
        return NO_MEMBER
    if item.wkb is None:
        return MEMBER_MISSING
    return Form.WHOLE if item.stands_at.kind == "node" else Form.MIDDLE


def _known(item: OsmObject, whole: Form, runs: Form) -> Form | str:
    if item.wkb:
        return whole
    return runs if item.runs else NO_RUN
