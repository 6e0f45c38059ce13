"""The command `twin measure`: a city's indicators. Texts are in the user's language."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from geodata.language import N_, translate

from .city import City
from .cli_arguments import finite, given, print_json
from .cli_compare import add_compare_command
from .cli_memo import add_memo_command
from .cli_verify import add_verify_command

if TYPE_CHECKING:
    from .indicators import Board
    from .scenario import Scenario
    from .verification import Verification


def add_measure_commands(app: App, language: str) -> None:
    """Give the command line `measure`, `compare`, `verify` and `memo`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Measure a city by its indicators, beside what its strategy has published.")),
        usage="",
        help_prologue=t(N_("Usage: twin measure DIR [--scenario NAME] [--only ID] [--details] [--json]")),
    )
    def measure(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        scenario: Annotated[
            str | None, Parameter(help=t(N_("A scenario: measure the city with its edits made.")))
        ] = None,
        only: Annotated[
            list[str] | None,
            Parameter(help=t(N_("The id of an indicator: measure it alone. May be repeated.")), consume_multiple=True),
        ] = None,
        details: Annotated[
            bool, Parameter(help=t(N_("Show the kinds too: of bike lanes, daily needs, street area …")))
        ] = False,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        _print(*_measured(given(folder, "DIR"), scenario, only), language, with_details=details, as_json=json_)

    add_compare_command(app, language)
    add_verify_command(app, language)
    add_memo_command(app, language)


def _measured(
    folder: Path, name: str | None, only: list[str] | None
) -> "tuple[Board, Scenario | None, Verification | None]":
    from .indicators import checked_ids, measure  # what makes the numbers takes a second to import

    ids = checked_ids(only)
    if name is None:
        return measure(City.open(folder), ids=ids), None, None
    from .scenario_store import ScenarioStore  # only scenarios need the database
    from .scenario_trust import last_verification

    store = ScenarioStore.open(folder)
    scenario = store.scenario(name)
    return scenario.measure(ids=ids), scenario, last_verification(store, scenario)


def _print(
    board: "Board",
    scenario: "Scenario | None",
    trust: "Verification | None",
    language: str,
    *,
    with_details: bool,
    as_json: bool,
) -> None:
    from .board_output import board_json, print_board  # as above
    from .verification_output import trust_text, verification_json

    name = scenario.name if scenario else None
    if as_json:
        said = verification_json(name, trust, language) if name is not None and trust is not None else None
        print_json(finite({**board_json(board, language, scenario=name), "trust": said}))
    else:
        print_board(board, language, scenario=name, with_details=with_details)
        if scenario is not None:
            print(trust_text(trust, language))
