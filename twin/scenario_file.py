"""Scenarios as one readable JSON file, for exchange; its format is published as a JSON Schema."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from geodata.errors import InputError, TwinError
from geodata.language import N_
from geodata.phrases import Phrase

from .city import City
from .edit import Edit
from .edit_fields import EditError, check_id, check_moment
from .edits import EDIT_KINDS, edit_from_json
from .expected_objects import as_named, expecting_now
from .scenario import Scenario, ScenarioError
from .scenario_names import key_of

FORMAT = "timisoara-twin-scenario"
FORMAT_VERSION = 1
NO_JSON = N_("{file} is no JSON document: {error}.")
FIELDS = ("format", "version", "name", "description", "author", "city", "edits", "$schema")
CITY_FIELDS = ("id", "version")
SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


def scenario_json(scenario: Scenario) -> dict[str, object]:
    """Return a scenario as plain values: what it is, on what it stands, its edits in their order."""
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "name": scenario.name,
        "description": scenario.description,
        "author": scenario.author,
        "city": {"id": scenario.city_id, "version": scenario.city_version},
        "edits": [{**edit.to_json(), "on": scenario.is_on(edit)} for edit in scenario.edits],
    }


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as the text of its file; what its edits expected is told as they would expect it now."""
    return json.dumps(scenario_json(expecting_now(scenario)), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_scenario(path: Path, city: City) -> Scenario:
    """Return the scenario of a file, checked edit by edit against its city.

    Raises InputError for a file that is no scenario of this version of this city, ScenarioError with the
    number of the edit that is wrong, or that calls its objects what they are not called.
    """
    return as_named(told_scenario(path, city))


def told_scenario(path: Path, city: City) -> Scenario:
    """Return the same with what its edits expect as the file tells it, unchecked. Raises as `read_scenario`."""
    return scenario_from_json(_document(path), city, file=str(path))


def read_older_scenario(path: Path) -> Scenario:
    """Return the scenario of a file as it stands on its own version of its city, unchecked: to be carried over.

    Raises as `read_scenario`.
    """
    return _with_read(*_parts(_document(path), file=str(path)))


def _document(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
    except OSError as error:
        raise InputError(N_("{file} cannot be read: {error}."), file=path, error=error) from None
    except ValueError as error:
        raise InputError(NO_JSON, file=path, error=error) from None
    except RecursionError:
        raise InputError(NO_JSON, file=path, error=Phrase(N_("its lists stand too deep in each other"))) from None


def _no_number(word: str) -> object:
    raise ValueError(word)


def scenario_from_json(said: object, city: City, *, file: str) -> Scenario:
    """Return the scenario of plain values. Raises as `read_scenario`."""
    scenario, edits = _parts(said, file=file)
    scenario.check_city(city)
    return _with_read(replace(scenario, city=city, _applied=city), edits)


def _parts(said: object, *, file: str) -> tuple[Scenario, list[Mapping[str, object]]]:
    """Return a scenario without edits, on no city, and the plain values of its edits."""
    if not isinstance(said, Mapping) or said.get("format") != FORMAT:
        raise InputError(N_("{file} is no scenario: it does not say “format”: “{format}”."), file=file, format=FORMAT)
    if said.get("version") != FORMAT_VERSION:
        raise InputError(
            N_("{file} is a scenario of format version {theirs}; this software reads {ours}."),
            file=file, theirs=said.get("version"), ours=FORMAT_VERSION,
        )  # fmt: skip
    _check_fields(said, FIELDS, "", file=file)
    texts = {name: said.get(name, "") for name in ("name", "description", "author")}
    about, edits = said.get("city"), said.get("edits")
    wrong = [name for name, value in texts.items() if not isinstance(value, str)]
    if not isinstance(about, Mapping) or not {"id", "version"} <= set(about):
        wrong.append("city")
    if not isinstance(edits, list) or not all(isinstance(edit, Mapping) for edit in edits):
        wrong.append("edits")
    if wrong:
        raise InputError(N_("{file}: {field} is missing or of a wrong type."), file=file, field=", ".join(wrong))
    assert isinstance(about, Mapping)
    assert isinstance(edits, list)
    _check_fields(about, CITY_FIELDS, "city.", file=file)
    name, stands_on = str(texts["name"]), (str(about["id"]), str(about["version"]))
    return Scenario(name, key_of(name), *stands_on, str(texts["description"]), str(texts["author"])), edits


def _check_fields(said: Mapping[str, object], known: Sequence[str], where: str, *, file: str) -> None:
    for name in said:
        if name not in known:
            message = N_("{file}: {field} is not a field of a scenario. Known: {known}.")
            raise InputError(message, file=file, field=f"{where}{name}", known=", ".join(known))


def _with_read(scenario: Scenario, said: list[Mapping[str, object]]) -> Scenario:
    """Return the scenario with edits of plain values, all of them or none."""
    edits: list[Edit] = []
    off = []
    for number, values in enumerate(said, start=1):
        try:
            edit = edit_from_json({name: value for name, value in values.items() if name != "on"})
            if not edit.id or edit.id in {other.id for other in edits}:
                raise EditError(N_("{field} is missing, or another edit has it. Give each its own."), field="id")
            check_id(edit.id)
            check_moment(edit.made_at, "made_at")
            if not isinstance(values.get("on", True), bool):
                raise EditError(N_("{field} is “{value}” and has to be “{wanted}”."), field="on", value=values["on"],
                                wanted="true / false")  # fmt: skip
        except TwinError as error:
            raise ScenarioError(number, error) from None
        edits.append(edit)
        if not values.get("on", True):
            off.append(edit.id)
    return scenario.with_edits(edits, action="import", off=off)


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files."""
    kinds = [_with_on(kind.schema()) for kind in EDIT_KINDS.values()]
    city, closed = {"id": {"type": "string"}, "version": {"type": "string"}}, {"additionalProperties": False}
    properties: dict[str, object] = {
        "format": {"const": FORMAT},
        "version": {"const": FORMAT_VERSION},
        "name": {"type": "string"},
        "description": {"type": "string"},
        "author": {"type": "string"},
        "city": {"type": "object", "properties": city, "required": list(city), **closed},
        "edits": {"type": "array", "items": {"oneOf": kinds}, "uniqueItems": True},
        "$schema": {"type": "string"},
    }
    return {
        "$schema": SCHEMA_ID,
        "title": "Scenario of a Timișoara Twin",
        "description": "An ordered list of edits over one version of a city. Coordinates are longitude, latitude.",
        "type": "object",
        "properties": properties,
        "required": ["format", "version", "name", "city", "edits"],
        **closed,
    }


def schema_text() -> str:
    """Return the JSON Schema as the text of docs/scenario.schema.json."""
    return json.dumps(scenario_schema(), ensure_ascii=False, indent=1) + "\n"


def _with_on(schema: Mapping[str, object]) -> dict[str, object]:
    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, Mapping)
    assert isinstance(required, list)
    on = {"description": "Whether the edit is made.", "type": "boolean"}
    return {**schema, "properties": {**properties, "on": on}, "required": ["id", *required]}
