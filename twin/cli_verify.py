"""The command `twin verify`: the trust suite on a scenario. Texts are in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.language import N_, translate

from .cli_arguments import finite, given, print_json


def add_verify_command(app: App, language: str) -> None:
    """Give the command line `verify`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Check what must hold of every scenario, on this one.")),
        usage="",
        help_prologue=t(N_("Usage: twin verify DIR --scenario NAME [--json]")),
    )
    def verify(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(N_("The scenario's name.")))] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> int:
        from .scenario_store import ScenarioStore  # what makes the numbers takes a second to import
        from .scenario_trust import verified
        from .verification_output import print_verification, verification_json

        made, found = verified(ScenarioStore.open(given(folder, "DIR")), given(scenario, "--scenario"))
        if json_:
            print_json(finite(verification_json(made.name, found, language)))
        else:
            print_verification(made.name, found, language)
        return 0 if found.holds else 1
