"""The commands `twin scenario …`: scenarios of a city and their edits. Texts are in the user's language."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from geodata.errors import InputError, UsageError
from geodata.language import N_, translate

from .cli_arguments import given
from .cli_trips import lonlat_from_text
from .scenario_output import print_list, print_scenario

if TYPE_CHECKING:
    from .edit import Edit
    from .scenario_store import ScenarioStore

DIR_HELP, JSON_HELP = N_("The folder of a city."), N_("Print one JSON document and nothing else.")
SCENARIO_HELP = N_("The scenario's name.")


def add_scenario_commands(app: App, language: str) -> None:
    """Give the command line `scenario` and what stands under it, with help in `language`."""
    about = translate(N_("Draw, change and exchange scenarios of a city."), language)
    scenario = App(name="scenario", help=about, usage="")
    app.command(scenario)
    _add_making(scenario, language)
    _add_showing(scenario, language)
    _add_editing(scenario, language)
    _add_exchange(scenario, language)


def _add_making(app: App, language: str) -> None:
    """Give `new` and `clone`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]
    json_type = Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))]
    name_type = Annotated[str | None, Parameter(help=t(N_("The name of the new scenario.")))]
    author_type = Annotated[str, Parameter(help=t(N_("Who draws it.")))]

    @app.command(
        help=t(N_("Begin a scenario without edits.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario new DIR --name NAME [options]")),
    )
    def new(
        folder: folder_type = None,
        /,
        *,
        name: name_type = None,
        description: Annotated[str, Parameter(help=t(N_("What it is for.")))] = "",
        author: author_type = "",
        json_: json_type = False,
    ) -> None:
        made = _store(folder).new(given(name, "--name"), description=description, author=author)
        print_scenario(made, language, as_json=json_)

    @app.command(
        help=t(N_("Copy a scenario under another name.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario clone DIR --scenario NAME --name NEW [--json]")),
    )
    def clone(
        folder: folder_type = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(SCENARIO_HELP))] = None,
        name: name_type = None,
        json_: json_type = False,
    ) -> None:
        store = _store(folder)
        copied = store.scenario(given(scenario, "--scenario")).clone(given(name, "--name"))
        print_scenario(store.keep(copied), language, as_json=json_)


def _add_showing(app: App, language: str) -> None:
    """Give `list` and `show`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]
    json_type = Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))]

    @app.command(
        name="list",
        help=t(N_("List the scenarios of a city.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario list DIR [--json]")),
    )
    def list_(folder: folder_type = None, /, *, json_: json_type = False) -> None:
        from .city_version import city_version  # what edits cities is imported when it is used

        store = _store(folder)
        print_list(store.entries(), store.city.recipe.id, city_version(store.city), language, as_json=json_)

    @app.command(
        help=t(N_("Show the edits of a scenario.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario show DIR --scenario NAME [--json]")),
    )
    def show(
        folder: folder_type = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(SCENARIO_HELP))] = None,
        json_: json_type = False,
    ) -> None:
        print_scenario(_store(folder).scenario(given(scenario, "--scenario")), language, as_json=json_)


def _add_editing(app: App, language: str) -> None:
    """Give `add`, `undo` and `redo`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]
    scenario_type = Annotated[str | None, Parameter(help=t(SCENARIO_HELP))]
    json_type = Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))]
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
        note: Annotated[str, Parameter(help=t(N_("Why.")))] = "",
        author: Annotated[str, Parameter(help=t(N_("Who draws it.")))] = "",
        json_: json_type = False,
    ) -> None:
        name, kind = given(scenario, "--scenario"), given(kind, "--kind")
        edit = _edit(kind, id or [], layer, _place(kind, at or [], place), set or [], note=note, author=author)
        print_scenario(_store(folder).scenario(name).add(edit), language, as_json=json_)

    @app.command(
        help=t(N_("Undo the last step of a scenario.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario undo DIR --scenario NAME [--json]")),
    )
    def undo(folder: folder_type = None, /, *, scenario: scenario_type = None, json_: json_type = False) -> None:
        print_scenario(_store(folder).scenario(given(scenario, "--scenario")).undo(), language, as_json=json_)

    @app.command(
        help=t(N_("Do the step again that was undone last.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario redo DIR --scenario NAME [--json]")),
    )
    def redo(folder: folder_type = None, /, *, scenario: scenario_type = None, json_: json_type = False) -> None:
        print_scenario(_store(folder).scenario(given(scenario, "--scenario")).redo(), language, as_json=json_)


def _add_exchange(app: App, language: str) -> None:
    """Give `export` and `import`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]

    @app.command(
        help=t(N_("Write a scenario to a JSON file, or print it.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario export DIR --scenario NAME [--out FILE]")),
    )
    def export(
        folder: folder_type = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(SCENARIO_HELP))] = None,
        out: Annotated[Path | None, Parameter(help=t(N_("The file to write.")))] = None,
    ) -> None:
        from .scenario_file import scenario_text  # what edits cities is imported when it is used

        text = scenario_text(_store(folder).scenario(given(scenario, "--scenario")))
        if out is None:
            print(text, end="")
        else:
            _write(out, text)
            print(out)

    @app.command(
        name="import",
        help=t(N_("Read a scenario from a JSON file; all of its edits, or none.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario import DIR --file FILE [--name NAME] [--json]")),
    )
    def import_(
        folder: folder_type = None,
        /,
        *,
        file: Annotated[Path | None, Parameter(help=t(N_("The file to read.")))] = None,
        name: Annotated[str | None, Parameter(help=t(N_("Another name than the file's.")))] = None,
        json_: Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))] = False,
    ) -> None:
        from .scenario_file import read_scenario  # as above

        store = _store(folder)
        read = read_scenario(given(file, "--file"), store.city)
        print_scenario(store.keep(read.clone(name) if name else read), language, as_json=json_)


def _store(folder: Path | None) -> "ScenarioStore":
    from .scenario_store import ScenarioStore  # as above

    return ScenarioStore.open(given(folder, "DIR"))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(N_("{file} cannot be written: {error}."), file=path, error=error.strerror) from None


def _edit(
    kind: str, ids: Sequence[str], layer: str | None, place: object, fields: Sequence[str], *, note: str, author: str
) -> "Edit":
    from .edits import EDIT_KINDS, edit_from_json  # as above

    of = EDIT_KINDS.get(kind)
    target: dict[str, object] = {"layer": layer or (of.of_layer if of else "")}
    if of is None or of.takes_ids:
        target["ids"] = list(ids)
    elif ids:
        raise UsageError(N_("An edit of the kind {kind} changes no object: leave out --id."), kind=kind)
    made = {"kind": kind, "target": target, "after": _fields(kind, fields), "note": note, "author": author}
    return edit_from_json({**made, **({"place": place} if place is not None else {})})


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
    except ValueError:
        return text


def _place(kind: str, at: Sequence[str], geojson: str | None) -> object:
    """Return the place of an edit: GeoJSON as it is, or points as the kind of edit takes them."""
    from .drawing import LINE_TOO_SHORT  # as above
    from .edits import EDIT_KINDS

    if geojson is not None:
        try:
            return json.loads(geojson)
        except ValueError:
            raise UsageError(N_("--place takes a GeoJSON geometry, not “{text}”."), text=geojson) from None
    if not at:
        return None
    points = [list(lonlat_from_text(text, "--at")) for text in at]
    types = EDIT_KINDS[kind].place_types if kind in EDIT_KINDS else ()
    if "Point" in types:
        one = {"type": "Point", "coordinates": points[0]}
        return one if len(points) == 1 else {"type": "MultiPoint", "coordinates": points}
    if "LineString" in types:
        if len(points) == 1:
            raise UsageError(LINE_TOO_SHORT)
        return {"type": "LineString", "coordinates": points}
    return {"type": "Polygon", "coordinates": [[*points, points[0]]]}
