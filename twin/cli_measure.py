"""The command `twin measure`: a city's indicators. Texts are in the user's language."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from geodata.errors import UsageError
from geodata.language import N_, translate

from .city import City

if TYPE_CHECKING:
    from .indicators import Board

MISSING = N_("{option} needs a value. See --help.")


def add_measure_commands(app: App, language: str) -> None:
    """Give the command line `measure`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Measure a city by its indicators, beside what its strategy has published.")),
        usage="",
        help_prologue=t(N_("Usage: twin measure DIR [--only ID] [--json]")),
    )
    def measure(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        only: Annotated[
            list[str] | None,
            Parameter(help=t(N_("The id of an indicator: measure it alone. May be repeated.")), consume_multiple=True),
        ] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        if folder is None:
            raise UsageError(MISSING, option="DIR")
        _print(_board(folder, only), language, as_json=json_)


def _board(folder: Path, only: list[str] | None) -> "Board":
    from .indicators import checked_ids, measure  # what makes the numbers takes a second to import

    ids = checked_ids(only)
    return measure(City.open(folder), ids=ids)


def _print(board: "Board", language: str, *, as_json: bool) -> None:
    from .board_output import board_json, print_board  # as above

    if as_json:
        print(json.dumps(_finite(board_json(board, language)), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print_board(board, language)


def _finite(value: object) -> object:
    """Return plain values in which a number that is not finite is None."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
