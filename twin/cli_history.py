"""The commands `twin scenario …` that go through its steps. Texts are in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.language import N_, translate

from .cli_arguments import given
from .cli_edits import DIR_HELP, JSON_HELP, SCENARIO_HELP, store_of
from .scenario_output import print_history, print_scenario


def add_history_commands(app: App, language: str) -> None:
    """Give `history`, `undo` and `redo`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]
    scenario_type = Annotated[str | None, Parameter(help=t(SCENARIO_HELP))]
    json_type = Annotated[bool, Parameter(name="--json", help=t(JSON_HELP))]

    @app.command(
        help=t(N_("List all steps of a scenario, those that were undone among them.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario history DIR --scenario NAME [--json]")),
    )
    def history(folder: folder_type = None, /, *, scenario: scenario_type = None, json_: json_type = False) -> None:
        print_history(store_of(folder).scenario(given(scenario, "--scenario")), language, as_json=json_)

    @app.command(
        help=t(N_("Undo the last step of a scenario.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario undo DIR --scenario NAME [--json]")),
    )
    def undo(folder: folder_type = None, /, *, scenario: scenario_type = None, json_: json_type = False) -> None:
        print_scenario(store_of(folder).scenario(given(scenario, "--scenario")).undo(), language, as_json=json_)

    @app.command(
        help=t(N_("Do the step again that was undone last.")),
        usage="",
        help_prologue=t(N_("Usage: twin scenario redo DIR --scenario NAME [--json]")),
    )
    def redo(folder: folder_type = None, /, *, scenario: scenario_type = None, json_: json_type = False) -> None:
        print_scenario(store_of(folder).scenario(given(scenario, "--scenario")).redo(), language, as_json=json_)
