"""What the fields of an edit may hold, said once: as JSON Schema, and checked when a file is read."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError
from geodata.language import N_
from geodata.phrases import Phrase

Schema = Mapping[str, object]
JsonObject = Mapping[str, object]
POINTS, LINE, AREA = ("Point", "MultiPoint"), ("LineString",), ("Polygon",)
TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


TYPE_WORDS: Final[Mapping[str, str]] = {
    "string": N_("text"),
    "number": N_("number"),
    "integer": N_("whole number"),
    "boolean": N_("true or false"),
    "array": N_("list"),
    "object": N_("table of fields"),
}
BETWEEN, WHOLE_BETWEEN = N_("number from {least} to {most}"), N_("whole number from {least} to {most}")
PART: Final = r"[^\s/\\.][^\s/\\]*"  # of an id: it may become a part of an address or a path
ID_PATTERN: Final = rf"^{PART}(/{PART})*$"
DATE, TIME, ZONE = (
    "[12][0-9]{3}-[0-9]{2}-[0-9]{2}",
    r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?",
    "Z|[+-][0-9]{2}:[0-9]{2}",
)
MOMENT_PATTERN: Final = f"^({DATE}([T ]{TIME}({ZONE})?)?)?$"
COLUMNS: Final = "columns"  # the field of edits of any object: what is in it is told by its column alone


class EditError(TwinError):
    """An edit that contradicts the city, other edits or itself."""


def text(doc: str, *, choices: Sequence[str] = (), pattern: str = "", optional: bool = False) -> Schema:
    """Return the schema of a text, of one of `choices` where there are any, files also by a pattern."""
    made: dict[str, object] = {"description": doc, "type": "string"}
    if pattern:
        made["pattern"] = pattern
    if choices:
        made["enum"] = list(choices)
    return _optional(made) if optional else made


def texts(doc: str, *, choices: Sequence[str]) -> Schema:
    """Return the schema of a list of different texts out of `choices`."""
    items = {"type": "string", "enum": list(choices)}
    return {"description": doc, "type": "array", "items": items, "minItems": 1, "uniqueItems": True}


def number(doc: str, *, least: float, most: float, optional: bool = False, whole: bool = False) -> Schema:
    """Return the schema of a number between two others, which it may equal."""
    made: dict[str, object] = {
        "description": doc,
        "type": "integer" if whole else "number",
        "minimum": least,
        "maximum": most,
    }
    return _optional(made) if optional else made


def id_of_edit() -> Schema:
    """Return the schema of an edit's id."""
    doc = "Of this edit alone. Objects that it makes are named by it: sketch/ID."
    return {"description": doc, "type": "string", "pattern": ID_PATTERN}


def moment(doc: str) -> Schema:
    """Return the schema of a date and time; empty where it is not known."""
    return {"description": doc, "type": "string", "pattern": MOMENT_PATTERN}


def check_id(id: str) -> None:
    """Raise EditError for what is no id of an edit."""
    if re.fullmatch(ID_PATTERN, id) is None:
        message = N_(
            "“{id}” is no id of an edit: write it without spaces, and no part of it with a dot at its beginning, such "
            "as “plan/1”."
        )
        raise EditError(message, id=id)


def check_moment(text: str, field: str) -> None:
    """Raise EditError for what is neither a date and time nor empty."""
    if text and not _is_moment(text):
        message = N_("{field}: “{text}” is no date and time. Write it as 2026-11-29T08:30:00+00:00, or leave it empty.")
        raise EditError(message, field=field, text=text)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(MOMENT_PATTERN, text) is not None


def flag(doc: str) -> Schema:
    """Return the schema of yes or no."""
    return {"description": doc, "type": "boolean"}


def values(doc: str) -> Schema:
    """Return the schema of columns and what they are to hold."""
    kinds = ["string", "number", "boolean", "null"]
    return {"description": doc, "type": "object", "additionalProperties": {"type": kinds}}


def _optional(schema: dict[str, object]) -> Schema:
    made = {**schema, "type": [schema["type"], "null"]}
    return {**made, "enum": [*schema["enum"], None]} if isinstance(schema.get("enum"), list) else made  # type: ignore[misc]


def check_value(value: object, schema: Schema, where: str) -> None:
    """Raise EditError unless a value fits its schema (of the part of JSON Schema that the functions here write)."""
    said = schema.get("type", ())
    kinds = [said] if isinstance(said, str) else list(said) if isinstance(said, list) else []
    fits = any(isinstance(value, TYPES[kind]) and isinstance(value, bool) <= (kind == "boolean") for kind in kinds)
    if kinds and not fits:
        raise _wrong(where, value, schema)
    choices = schema.get("enum")
    if isinstance(choices, list) and value not in choices:
        raise _wrong(where, value, schema)
    if isinstance(value, int | float) and not isinstance(value, bool):
        least, most = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
        if not (isinstance(least, int | float) and isinstance(most, int | float) and least <= value <= most):
            raise _wrong(where, value, schema)
    if isinstance(value, list):
        _check_items(value, schema, where)
    further = schema.get("additionalProperties")
    if isinstance(value, dict) and isinstance(further, Mapping):
        for name, inner in value.items():
            check_value(inner, further, name if where == COLUMNS else f"{where}.{name}")


def _check_items(value: list[object], schema: Schema, where: str) -> None:
    items, least = schema.get("items"), schema.get("minItems", 0)
    if isinstance(least, int) and len(value) < least:
        raise EditError(N_("{where} is empty: name at least one."), where=where)
    for item in value:
        if isinstance(items, Mapping):
            check_value(item, items, where)
    if schema.get("uniqueItems") and any(item in value[:k] for k, item in enumerate(value)):
        raise EditError(N_("{where} names something twice. Leave out one."), where=where)


def _wrong(field: str, value: object, schema: Schema) -> EditError:
    message = N_("{field}: it cannot be “{value}”. Allowed: {allowed}.")
    return EditError(message, field=field, value=as_written(value), allowed=_allowed(schema))


def as_written(value: object) -> str:
    """Return a value as somebody writes it on the command line: texts and lists bare, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(as_written(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _allowed(schema: Schema) -> object:
    """Return what a schema allows, in words."""
    choices, said = schema.get("enum"), schema.get("type", ())
    if isinstance(choices, list):
        return [choice for choice in choices if choice is not None]
    kinds = [said] if isinstance(said, str) else list(said) if isinstance(said, list) else []
    limits = {"least": schema.get("minimum"), "most": schema.get("maximum")}
    if None not in limits.values():
        return Phrase(WHOLE_BETWEEN if "integer" in kinds else BETWEEN, **limits)
    return [Phrase(TYPE_WORDS[kind]) for kind in kinds if kind != "null"]


def geometry_from_json(value: object, types: Sequence[str], where: str) -> BaseGeometry:
    """Return a GeoJSON geometry in longitude and latitude as a shape. Raises EditError for any other value."""
    if not isinstance(value, Mapping) or value.get("type") not in types:
        raise EditError(
            N_("{where} is no GeoJSON geometry of the kind that is wanted here: {types}."),
            where=where,
            types=", ".join(types),
        )
    try:
        made: BaseGeometry = shape(value)
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        message = N_("{where}: the coordinates cannot be read. Write [longitude, latitude] pairs.")
        raise EditError(message, where=where) from None
    return shapely.force_2d(made)


def geometry_json(geometry: BaseGeometry) -> dict[str, object]:
    """Return a shape as GeoJSON geometry, its coordinates as they are."""
    found = mapping(geometry)
    return {"type": found["type"], "coordinates": _lists(found["coordinates"])}


def _lists(value: object) -> object:
    return [_lists(inner) for inner in value] if isinstance(value, tuple | list) else value


def geometry_schema(types: Sequence[str]) -> Schema:
    """Return the schema of a GeoJSON geometry of some types."""
    coordinates = {"description": "longitude and latitude in degrees (WGS 84)", "type": "array"}
    return {
        "type": "object",
        "properties": {"type": {"enum": list(types)}, "coordinates": coordinates},
        "required": ["type", "coordinates"],
        "additionalProperties": False,
    }
