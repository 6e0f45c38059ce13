"""What a browser drew and typed, made an edit: each field is checked, and what is wrong is told beside it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError, UsageError
from geodata.frame import CityFrame
from geodata.language import N_
from twin.edit import Edit
from twin.edit_fields import EditError, Schema, check_value, geometry_json
from twin.edits import EDIT_KINDS, edit_from_json

MAX_POINTS, MAX_IDS, MAX_NOTE, MAX_TEXT = 2000, 500, 1000, 500
BAD_DRAFT = N_("That is not what this action takes. Load the page again.")
LEAST_POINTS: Mapping[str, int] = {"point": 1, "points": 1, "line": 2, "polygon": 3}
TOO_FEW: Mapping[str, str] = {
    "point": N_("Set a point on the map first."),
    "points": N_("Set a point on the map first."),
    "line": N_("Draw a line of two points or more first."),
    "polygon": N_("Draw an outline of three corners or more first."),
}
NEEDED = N_("This has to be filled in.")
BETWEEN = N_("From {least} to {most}.")
WHOLE = N_("A whole number, please.")
AT_LEAST_ONE = N_("Choose at least one.")
CANNOT_BE = N_("This cannot be.")
SOME_WRONG = N_("Something in the form is not right: see the fields.")
NOTHING_PICKED = N_("Click on the map what is to change first.")


class DraftError(TwinError):
    """A draft with fields that are wrong: `wrong` has a sentence for each, with its numbers."""

    def __init__(self, wrong: Mapping[str, TwinError]) -> None:
        self.wrong = wrong
        super().__init__(SOME_WRONG)


@dataclass(frozen=True)
class Draft:
    """A checked draft: the kind, on what or where (metres from the origin), its fields, why.

    `loose`: those of the ids that were not chosen one by one and may be left out; `along`: the piece of a whole street
    that was clicked, whose line says the street's direction.
    """

    kind: type[Edit]
    layer: str
    ids: tuple[str, ...]
    loose: tuple[str, ...]
    along: str
    tool: str
    points: tuple[tuple[float, float], ...]
    values: Mapping[str, object]
    note: str

    @classmethod
    def from_json(cls, said: object) -> "Draft":
        """Return what a browser sent. Raises UsageError for what no page of ours sends."""
        if not isinstance(said, dict):
            raise UsageError(BAD_DRAFT)
        kind, layer, tool, note, along = (said.get(name, "") for name in ("kind", "layer", "tool", "note", "along"))
        ids, loose = said.get("ids", []), said.get("loose", [])
        points, values = said.get("points", []), said.get("values", {})
        fits = (
            isinstance(kind, str) and kind in EDIT_KINDS
            and isinstance(layer, str) and len(layer) <= MAX_TEXT
            and tool in ("", *LEAST_POINTS)
            and isinstance(note, str) and len(note) <= MAX_NOTE
            and isinstance(along, str) and len(along) <= MAX_TEXT
            and all(isinstance(each, list) and len(each) <= MAX_IDS for each in (ids, loose))
            and all(_is_text(id) for id in [*ids, *loose])
            and isinstance(points, list) and len(points) <= MAX_POINTS and all(is_point(p) for p in points)
            and isinstance(values, dict) and all(_is_text(name) for name in values)
        )  # fmt: skip
        if not fits:
            raise UsageError(BAD_DRAFT)
        made = tuple((float(x), float(y)) for x, y in points)
        return cls(EDIT_KINDS[kind], layer, tuple(ids), tuple(loose), along, tool, made, values, note.strip())

    def edit(self, frame: CityFrame) -> Edit:
        """Return the edit. Raises DraftError for wrong fields, EditError for what is not drawn or picked yet."""
        values = _stated(self.values)
        if "columns" in self.kind.own:
            columns = values.get("columns", {})
            values["columns"] = _stated(columns) if isinstance(columns, dict) else columns
        wrong = wrong_fields(self.kind, values)
        if wrong:
            raise DraftError(wrong)
        if self.along and "along" in self.kind.own:
            values["along"] = self.along
        target: dict[str, object] = {"layer": self.kind.of_layer or self.layer}
        said: dict[str, object] = {"kind": self.kind.kind, "target": target, "after": values, "note": self.note}
        if self.kind.takes_ids:
            if not self.ids:
                raise EditError(NOTHING_PICKED)
            target["ids"] = list(self.ids)
        if self.kind.place_types and (self.points or not self.kind.place_optional()):
            said["place"] = geometry_json(self._place(frame))
        return edit_from_json(said)

    def _place(self, frame: CityFrame) -> BaseGeometry:
        tool = self.tool or "point"
        if len(self.points) < LEAST_POINTS[tool]:
            raise EditError(TOO_FEW[tool])
        xy = np.array(self.points) + np.array(frame.origin)
        lonlat = np.column_stack(frame.to_lonlat_points(xy[:, 0], xy[:, 1]))
        if tool == "polygon":
            return shapely.Polygon(lonlat)
        if tool == "line":
            return shapely.LineString(lonlat)
        return shapely.Point(lonlat[0]) if len(lonlat) == 1 else shapely.MultiPoint(lonlat)


def wrong_fields(kind: type[Edit], values: Mapping[str, object]) -> dict[str, TwinError]:
    """Return what is wrong with the fields of a kind, by their names."""
    wrong: dict[str, TwinError] = {name: EditError(NEEDED) for name in _required(kind) if name not in values}
    for name, value in values.items():
        schema = kind.own.get(name)
        if schema is None:
            raise UsageError(BAD_DRAFT)
        try:
            check_value(value, schema, name)
        except EditError:
            wrong[name] = _said_plainly(value, schema)
    return wrong


def _required(kind: type[Edit]) -> Sequence[str]:
    properties = kind.schema()["properties"]
    assert isinstance(properties, Mapping)
    required = properties["after"].get("required", [])
    assert isinstance(required, list)
    return required


def _stated(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values that somebody filled in."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _said_plainly(value: object, schema: Schema) -> EditError:
    """Return what a field may be, in the words of people who fill in forms."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if types[0] == "array":
        return EditError(AT_LEAST_ONE if value == [] else CANNOT_BE)
    if types[0] == "integer" and isinstance(value, float):
        return EditError(WHOLE)
    if types[0] in ("number", "integer") and "minimum" in schema:
        return EditError(BETWEEN, least=schema["minimum"], most=schema["maximum"])
    return EditError(CANNOT_BE)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_TEXT


def is_point(value: object) -> bool:
    """Return whether a value is a list of two numbers."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in value)
    )
