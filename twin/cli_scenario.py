"""The commands `twin scenario …` of scenarios as a whole. Texts are in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.errors import InputError
from geodata.language import N_, translate

from .cli_arguments import given
from .cli_edits import DIR_HELP, JSON_HELP, SCENARIO_HELP, add_edit_commands, store_of
from .cli_history import add_history_commands
from .cli_plan import add_plan_commands
from .cli_rebase import add_rebase_command
from .scenario_output import print_expected_otherwise, print_list, print_scenario


def add_scenario_commands(app: App, language: str) -> None:
    """Give the command line `scenario` and what stands under it, with help in `language`."""
    about = translate(N_("Draw, change and exchange scenarios of a city."), language)
    prologue = translate(N_("Usage: twin scenario COMMAND …"), language)
    scenario = App(name="scenario", help=about, usage="", help_prologue=prologue)
    app.command(scenario)
    _add_making(scenario, language)
    _add_showing(scenario, language)
    add_edit_commands(scenario, language)
    add_history_commands(scenario, language)
    _add_exchange(scenario, language)
    add_rebase_command(scenario, language)
    add_plan_commands(scenario, language)


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
        made = store_of(folder).new(given(name, "--name"), description=description, author=author)
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
        store = store_of(folder)
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

        store = store_of(folder)
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
        print_scenario(store_of(folder).scenario(given(scenario, "--scenario")), language, as_json=json_)


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

        text = scenario_text(store_of(folder).scenario(given(scenario, "--scenario")))
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
        from .expected_objects import as_named  # as above
        from .scenario_file import told_scenario

        store = store_of(folder)
        told = told_scenario(given(file, "--file"), store.city)
        read = as_named(told)
        print_scenario(store.keep(read.clone(name) if name else read), language, as_json=json_)
        print_expected_otherwise(told, read, language)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(N_("{file} cannot be written: {error}."), file=path, error=error) from None
