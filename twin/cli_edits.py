"""The commands `twin scenario …` that change its list of edits. Texts are in the user's language."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from geodata.errors import UsageError
from geodata.language import N_, translate

from .cli_arguments import given
from .cli_models import placed_model
from .cli_trips import lonlat_from_text
from .scenario_output import print_scenario

if TYPE_CHECKING:
    from .edit import Edit
    from .scenario import Scenario
    from .scenario_store import ScenarioStore

DIR_HELP, JSON_HELP = N_("The folder of a city."), N_("Print one JSON document and nothing else.")
SCENARIO_HELP = N_("The scenario's name.")
EDIT_HELP = N_("The edit: its number in `twin scenario show`, or its id.")


def add_edit_commands(app: App, language: str) -> None:
    """Give `add`, and what is done to edits that are there: `remove`, `off`, `on`, `note` and `reorder`."""
    _add_adding(app, language)
    _add_switching(app, language)
    _add_noting(app, language)
    _add_order(app, language)


def _add_adding(app: App, language: str) -> None:
    """Give `add`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]
    scenario_type = Annotated[str | None, Parameter(help=t(SCENARIO_HELP))]
    json_type = Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))]
    model_help = t(
        N_("A model of the new building, its middle at --at: .glb, .gltf, .ifc, .obj, .ply, .stl, in metres.")
    )
    turn_help = t(N_("Degrees by which the model is turned clockwise."))
    at_help = t(N_("LON,LAT: a point, or the next one of a line or outline. May be repeated."))

    @app.command(
        help=t(N_("Add an edit to a scenario. The kinds and their fields stand in docs/scenarios.md.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario add DIR --scenario NAME --kind KIND [--id ID] [options]")),
    )
    def add(
        folder: folder_type = None,
        /,
        *,
        scenario: scenario_type = None,
        kind: Annotated[str | None, Parameter(help=t(N_("The kind of edit, such as close_street.")))] = None,
        id: Annotated[list[str] | None, Parameter(help=t(N_("An object to change. May be repeated.")))] = None,
        layer: Annotated[str | None, Parameter(help=t(N_("The layer, where the kind is for any.")))] = None,
        at: Annotated[list[str] | None, Parameter(help=at_help, allow_leading_hyphen=True)] = None,
        place: Annotated[str | None, Parameter(help=t(N_("The place as a GeoJSON geometry.")))] = None,
        set: Annotated[
            list[str] | None,
            Parameter(help=t(N_("FIELD=VALUE: a field of the kind. May be repeated.")), allow_leading_hyphen=True),
        ] = None,
        model: Annotated[Path | None, Parameter(help=model_help)] = None,
        turn: Annotated[float, Parameter(help=turn_help, allow_leading_hyphen=True)] = 0.0,
        scale: Annotated[float, Parameter(help=t(N_("Metres in a unit of the model, 0.001 for millimetres.")))] = 1.0,
        note: Annotated[str, Parameter(help=t(N_("Why.")))] = "",
        author: Annotated[str, Parameter(help=t(N_("Who draws it.")))] = "",
        json_: json_type = False,
    ) -> None:
        from .edit_fields import EditError  # what edits cities is imported when it is used
        from .scenario import ScenarioError

        name, kind = given(scenario, "--scenario"), given(kind, "--kind")
        found, fields = store_of(folder).scenario(name), set or []
        if model is None:
            said = _place(kind, at or [], place)
        else:
            said, fields = placed_model(found, model, kind, at or [], fields, language, turn_deg=turn, scale=scale)
        try:
            edit = _edit(kind, id or [], layer, said, fields, note=note, author=author)
        except EditError as error:
            raise ScenarioError(len(found.edits) + 1, error) from None
        print_scenario(found.add(edit), language, as_json=json_)


def _add_switching(app: App, language: str) -> None:
    """Give `remove`, `off` and `on`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]
    scenario_type = Annotated[str | None, Parameter(help=t(SCENARIO_HELP))]
    edit_type = Annotated[str | None, Parameter(help=t(EDIT_HELP))]
    json_type = Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))]

    @app.command(
        help=t(N_("Take an edit out of a scenario.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario remove DIR --scenario NAME --edit EDIT [--json]")),
    )
    def remove(
        folder: folder_type = None,
        /,
        *,
        scenario: scenario_type = None,
        edit: edit_type = None,
        json_: json_type = False,
    ) -> None:
        found, id = _edit_of(folder, scenario, edit)
        print_scenario(found.remove(id), language, as_json=json_)

    @app.command(
        help=t(N_("Switch an edit off: it stays in the list and is not made.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario off DIR --scenario NAME --edit EDIT [--json]")),
    )
    def off(
        folder: folder_type = None,
        /,
        *,
        scenario: scenario_type = None,
        edit: edit_type = None,
        json_: json_type = False,
    ) -> None:
        found, id = _edit_of(folder, scenario, edit)
        print_scenario(found.switch(id, on=False), language, as_json=json_)

    @app.command(
        help=t(N_("Switch an edit on again.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario on DIR --scenario NAME --edit EDIT [--json]")),
    )
    def on(
        folder: folder_type = None,
        /,
        *,
        scenario: scenario_type = None,
        edit: edit_type = None,
        json_: json_type = False,
    ) -> None:
        found, id = _edit_of(folder, scenario, edit)
        print_scenario(found.switch(id, on=True), language, as_json=json_)


def _add_noting(app: App, language: str) -> None:
    """Give `note`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Change the note of an edit; an empty one takes it away.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario note DIR --scenario NAME --edit EDIT --note TEXT [--json]")),
    )
    def note(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))] = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(SCENARIO_HELP))] = None,
        edit: Annotated[str | None, Parameter(help=t(EDIT_HELP))] = None,
        note: Annotated[str | None, Parameter(help=t(N_("Why.")), allow_leading_hyphen=True)] = None,
        json_: Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))] = False,
    ) -> None:
        found, id = _edit_of(folder, scenario, edit)
        print_scenario(found.note(id, given(note, "--note").strip()), language, as_json=json_)


def _add_order(app: App, language: str) -> None:
    """Give `reorder`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Put the edits of a scenario in another order.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario reorder DIR --scenario NAME --order EDIT,EDIT,… [--json]")),
    )
    def reorder(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))] = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(SCENARIO_HELP))] = None,
        order: Annotated[
            str | None, Parameter(help=t(N_("All edits in their new order, by number or id, parted by commas.")))
        ] = None,
        json_: Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))] = False,
    ) -> None:
        found = store_of(folder).scenario(given(scenario, "--scenario"))
        ids = [id_of(found, said.strip()) for said in given(order, "--order").split(",")]
        print_scenario(found.reorder(ids), language, as_json=json_)


def store_of(folder: Path | None) -> "ScenarioStore":
    """Return the scenarios of the argument DIR. Raises UsageError where it was left out."""
    from .scenario_store import ScenarioStore  # what edits cities is imported when it is used

    return ScenarioStore.open(given(folder, "DIR"))


def _edit_of(folder: Path | None, scenario: str | None, edit: str | None) -> tuple["Scenario", str]:
    """Return a scenario and the id of one of its edits."""
    found = store_of(folder).scenario(given(scenario, "--scenario"))
    return found, id_of(found, given(edit, "--edit"))


def id_of(scenario: "Scenario", said: str) -> str:
    """Return the id of an edit that is named by its number in the list, or by its id.

    Raises UsageError for a number there is not; ids are checked by the scenario.
    """
    if not said.isdecimal():
        return said
    if not 1 <= int(said) <= len(scenario.edits):
        raise UsageError(
            N_("The scenario has no edit {number}; it has {count}. `twin scenario show` lists them."),
            number=said, count=len(scenario.edits),
        )  # fmt: skip
    return scenario.edits[int(said) - 1].id


def _edit(
    kind: str, ids: Sequence[str], layer: str | None, place: object, fields: Sequence[str], *, note: str, author: str
) -> "Edit":
    from .edits import EDIT_KINDS, edit_from_json  # as above

    of = EDIT_KINDS.get(kind)
    target: dict[str, object] = {"layer": layer or (of.of_layer if of else "")}
    if of is None or of.takes_ids:
        target["ids"] = [id for said in ids for id in _parted(said)]
    elif ids:
        raise UsageError(N_("An edit of the kind {kind} changes no object: leave out --id."), kind=kind)
    made = {"kind": kind, "target": target, "after": _fields(kind, fields), "note": note, "author": author}
    return edit_from_json({**made, **({"place": place} if place is not None else {})})


def _parted(said: str) -> list[str]:
    """Return the ids of a text with commas between them; one that only holds a comma is left whole."""
    parts = [part.strip() for part in said.split(",")]
    return parts if all("/" in part for part in parts) else [said]


def _fields(kind: str, said: Sequence[str]) -> dict[str, object]:
    """Return FIELD=VALUE texts as fields; for edits of any object they are columns of its layer."""
    from .edits import EDIT_KINDS  # as above

    own = EDIT_KINDS[kind].own if kind in EDIT_KINDS else {}
    made: dict[str, object] = {}
    for text in said:
        name, sign, value = text.partition("=")
        if not (name and sign):
            raise UsageError(N_("--set takes FIELD=VALUE, such as kmh=30, not “{text}”."), text=text)
        made[name] = _value(value, own.get(name, {}))
    return {"columns": made} if "columns" in own else made


def _value(text: str, schema: Mapping[str, object]) -> object:
    """Return a text as what its field holds: texts stay texts, lists are parted by commas, the rest is read as JSON."""
    types = schema.get("type", "")
    if types == "array":
        return text.split(",")
    if types == "string" or types == ["string", "null"]:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _place(kind: str, at: Sequence[str], geojson: str | None) -> object:
    """Return the place of an edit: GeoJSON as it is, or points as the kind of edit takes them."""
    from .drawn_places import LEAST_CORNERS, LINE_TOO_SHORT, TOO_FEW_CORNERS  # as above
    from .edits import EDIT_KINDS

    if geojson is not None:
        try:
            return json.loads(geojson)
        except (ValueError, RecursionError):
            raise UsageError(N_("--place takes a GeoJSON geometry, not “{text}”."), text=geojson) from None
    if not at:
        return None
    points = [list(lonlat_from_text(text, "--at")) for text in at]
    types = EDIT_KINDS[kind].place_types if kind in EDIT_KINDS else ()
    if kind in EDIT_KINDS and not types:
        raise UsageError(
            N_("An edit of the kind {kind} draws nothing: leave out --at, and name what it changes with --id."),
            kind=kind,
        )
    if "Point" in types:
        one = {"type": "Point", "coordinates": points[0]}
        return one if len(points) == 1 else {"type": "MultiPoint", "coordinates": points}
    if "LineString" in types:
        if len(points) == 1:
            raise UsageError(LINE_TOO_SHORT)
        return {"type": "LineString", "coordinates": points}
    if len(points) < LEAST_CORNERS:
        raise UsageError(TOO_FEW_CORNERS)
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}
