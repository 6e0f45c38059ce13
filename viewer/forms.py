"""Forms of the kinds of edits, made of their JSON Schemas: what is picked, what is drawn, which fields."""

import math
from collections.abc import Mapping

from geodata.language import N_, number_text, translate
from layers.column import Column
from layers.layer import Layer
from twin.city import City
from twin.edit import Edit
from twin.edit_fields import Schema
from twin.edit_titles import (
    CHOICE_TITLES,
    DOCS,
    GROUPS,
    OFFERS,
    OFFERS_FOR_ANY,
    SUGGESTED,
    UNCHANGED_LAYERS,
    field_help,
    field_title,
    unit_of,
)
from twin.edits import EDIT_KINDS
from twin.edits_buildings import PARTS
from twin.line_headways import headway_of
from twin.lines_along import by_number
from twin.settable import limits_of, settable_columns
from twin.whole_street import LAYER as STREETS

from .street_targets import takes_whole_streets

Form = dict[str, object]
CHANGING = frozenset({"change_building"})  # of which a field that says nothing changes nothing
CLASS = "class"  # what an object is: a new one is something
AS_IT_IS = N_("stays as it is")
LINES = "lines"
TOOLS: Mapping[str, str] = {"LineString": "line", "Polygon": "polygon"}
OF_GEOMETRY: Mapping[str, str] = {"point": "point", "line": "line", "polygon": "polygon"}
ONE_OBJECT = frozenset({"move_stop"})
NOT_TYPED = frozenset({"columns", "form", "along"})  # has rows of its own; a model's file, the piece clicked say it


def forms_of(city: City, language: str) -> Form:
    """Return every kind of edit as the page lists it: its groups, its forms by kind, the layers of the city."""
    groups = [
        {"id": id, "title": translate(title, language), "kinds": [kind for kind in kinds if _is_possible(kind, city)]}
        for id, (title, kinds) in GROUPS.items()
    ]
    lines = _lines(city, language)
    return {
        "groups": [group for group in groups if group["kinds"]],
        "of": {
            kind: _with_lines(form_of(EDIT_KINDS[kind], language), lines)
            for kind in EDIT_KINDS
            if _is_possible(kind, city)
        },
        "layers": [_layer_form(layer, language) for layer in city.layers.values() if is_edited_freely(layer)],
        "storey_m": city.recipe.storey_height_m,
    }


def _with_lines(form: Form, lines: list[Form]) -> Form:
    """Return a form of which a field for lines of public transport knows which there are."""
    fields = form["fields"]
    assert isinstance(fields, list)
    known = [{**field, "known": lines} if field["name"] == LINES else field for field in fields]
    return {**form, "fields": known}


def _lines(city: City, language: str) -> list[Form]:
    """Return the lines of the timetable by number, each with the minutes between two vehicles."""
    return [
        {"value": line, "detail": f"{number_text(minutes, language)} min" if math.isfinite(minutes) else "–"}
        for line, minutes in minutes_between_vehicles(city).items()
    ]


def minutes_between_vehicles(city: City) -> Mapping[str, float]:
    """Return how often each line runs, by number; reckoned once, not for the event loop."""
    timetable = city.timetable
    if timetable is None:
        return {}
    lines = sorted(timetable.lines, key=by_number)
    return city.kept("minutes between vehicles", lambda: {line: headway_of(timetable, line) / 60 for line in lines})


def is_edited_freely(layer: Layer) -> bool:
    """Return whether objects of a layer may be added, changed and removed one by one."""
    return layer.kind.name not in UNCHANGED_LAYERS


def form_of(kind: type[Edit], language: str) -> Form:
    """Return one kind's form."""
    fields = [field_form(kind, name, schema, language) for name, schema in kind.own.items() if name not in NOT_TYPED]
    return {
        "kind": kind.kind,
        "title": translate(kind.title, language),
        "doc": translate(DOCS[kind.kind], language),
        "layer": kind.of_layer,
        "picks": kind.takes_ids,
        "picks_one": kind.kind in ONE_OBJECT,
        "whole": takes_whole_streets(kind),
        "draws": tools_of(kind),
        "draws_any": not kind.of_layer and bool(kind.place_types),
        "may_draw": kind.place_optional(),
        "columns": "columns" in kind.own,
        "fields": fields,
    }


def tools_of(kind: type[Edit]) -> list[str]:
    """Return with which tools the place of a kind is drawn; empty where the layer decides, or nothing is drawn."""
    if not kind.of_layer:
        return []
    types = kind.place_types
    point = ["points"] if "MultiPoint" in types else ["point"] if "Point" in types else []
    return [*point, *(tool for type_, tool in TOOLS.items() if type_ in types)]


def field_form(kind: type[Edit], name: str, schema: Schema, language: str) -> Form:
    """Return one field: its title, help, unit, limits, choices, and what it begins with."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    items = schema.get("items")
    choices = items.get("enum") if isinstance(items, Mapping) else schema.get("enum")
    optional = "null" in types
    begins = getattr(kind, name, None) if SUGGESTED.get((kind.kind, name)) is None else SUGGESTED[kind.kind, name]
    return {
        "name": name,
        "title": translate(field_title(kind.kind, name), language),
        "help": translate(field_help(name, schema["description"]), language),
        "unit": unit_of(name),
        "type": _widget(str(types[0]), has_choices=bool(choices)),
        "least": schema.get("minimum"),
        "most": schema.get("maximum"),
        "step": 1 if types[0] == "integer" else "any",
        "optional": optional,
        "none": translate(AS_IT_IS, language) if kind.kind in CHANGING else "",
        "choices": [
            {"value": choice, "title": translate(CHOICE_TITLES[name][choice], language)}
            for choice in (choices if isinstance(choices, list) else [])
            if choice is not None
        ],
        "value": list(begins) if isinstance(begins, tuple) else begins,
    }


def _widget(type_: str, *, has_choices: bool) -> str:
    if type_ == "array":
        return "choices"
    if type_ == "string":
        return "choice" if has_choices else "text"
    return {"boolean": "flag", "object": "columns"}.get(type_, "number")


def column_forms(layer: Layer, language: str) -> list[Form]:
    """Return the columns of a layer that people may set, as fields."""
    shown = [column for column in settable_columns(layer.kind) if _is_typed(layer, column)]
    return [_column_form(layer, column, language) for column in shown]


def _is_typed(layer: Layer, column: Column) -> bool:
    if layer.kind.name == STREETS and column.name == CLASS:  # it follows from `highway`, which stands beside it
        return False
    return not column.hidden and column.type in ("text", "number", "integer", "boolean")


def _column_form(layer: Layer, column: Column, language: str) -> Form:
    choices = [{"value": value, "title": translate(title, language)} for value, title in column.values.items()]
    by_type = {"number": "number", "integer": "number", "boolean": "flag"}
    least, most = limits_of(layer.kind.name, column) or (None, None)
    return {
        "name": column.name,
        "title": translate(column.title, language),
        "help": "",
        "unit": column.unit,
        "type": by_type.get(column.type, "choice" if choices else "text"),
        "least": least,
        "most": most,
        "step": 1 if column.type == "integer" else "any",
        "optional": column.name != CLASS,
        "choices": choices if column.type == "text" else [],
        "value": None,
    }


def _layer_form(layer: Layer, language: str) -> Form:
    kind = layer.kind
    draws = [OF_GEOMETRY[geometry] for geometry in kind.geometry]
    return {"name": kind.name, "title": translate(kind.title, language), "draws": draws}


def _is_possible(kind: str, city: City) -> bool:
    layer = EDIT_KINDS[kind].of_layer
    return not layer or layer in city.layers


def offers_of(city: City, layer: str, id: str, language: str) -> list[dict[str, str]]:
    """Return what a card offers to do with its object; a part of a building speaks for the building."""
    if layer == PARTS:
        building = building_of_part(city, id)
        return offers_of(city, "buildings", building, language) if building else []
    offers = {**OFFERS.get(layer, {}), **(OFFERS_FOR_ANY if is_edited_freely(city.layers[layer]) else {})}
    if layer == "buildings":
        offers.pop("remove_object")  # demolishing is that, and takes the parts along
    return [{"kind": kind, "title": translate(title, language), "layer": layer, "id": id}
            for kind, title in offers.items()]  # fmt: skip


def building_of_part(city: City, part: str) -> str | None:
    """Return the id of the building that a mapped part stands on."""
    point = city.layers[PARTS].table.geometry[part].representative_point()
    found = city.buildings.sindex.query(point, predicate="within")
    return str(city.buildings.index[found[0]]) if len(found) else None
