"""The command `twin sun`: the sun in a city at a moment or through a day. Texts are in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.errors import UsageError
from geodata.language import N_, translate

from .city import City
from .city_clock import moment_from_text
from .cli_arguments import city_of, given, print_json

ONE_OF_THEM = N_("Give either --at with a day and time or --day with a day. See --help.")


def add_sun_commands(app: App, language: str) -> None:
    """Give the command line `sun`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Say where the sun stands and what is in shade, or how many hours of sun a day has.")),
        usage="",
        help_prologue=t(N_("Usage: twin sun DIR (--at MOMENT | --day DAY) [--scenario NAME] [--json]")),
    )
    def sun(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        at: Annotated[
            str | None,
            Parameter(help=t(N_("A moment, as 2026-12-21T12:33+02:00; without a zone by the city's clock."))),
        ] = None,
        day: Annotated[str | None, Parameter(help=t(N_("A day, as 2026-12-21: hours of sun without clouds.")))] = None,
        scenario: Annotated[str | None, Parameter(help=t(N_("A scenario: the sun with its edits made.")))] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        given(folder, "DIR")
        if (at is None) == (day is None):
            raise UsageError(ONE_OF_THEM)
        if at is not None:
            _print_at(folder, at, scenario, language, as_json=json_)
        else:
            _print_day(folder, str(day), scenario, language, as_json=json_)


def _print_at(folder: Path | None, at: str, scenario: str | None, language: str, *, as_json: bool) -> None:
    moment = moment_from_text(at)
    city, name = _city(folder, scenario)
    from .sun_answer import sun_at  # what answers is imported when it is asked: other commands start sooner
    from .sun_output import at_json, print_at

    answer = sun_at(city, moment)
    if as_json:
        print_json(at_json(city, answer, language, scenario=name))
    else:
        print_at(city, answer, language, scenario=name)


def _print_day(folder: Path | None, said: str, scenario: str | None, language: str, *, as_json: bool) -> None:
    from .sun import day_from_text  # as above

    day = day_from_text(said)
    city, name = _city(folder, scenario)
    from .sun_answer import sun_of_day
    from .sun_output import day_json, print_day

    answer = sun_of_day(city, day)
    if as_json:
        print_json(day_json(city, answer, language, scenario=name))
    else:
        print_day(city, answer, language, scenario=name)


def _city(folder: Path | None, scenario: str | None) -> tuple[City, str | None]:
    """Return the city of a folder, as it is or with the edits of a scenario made, and the scenario's name."""
    if scenario is None:
        return city_of(folder), None
    from .scenario_store import ScenarioStore  # only scenarios need the database

    found = ScenarioStore.open(given(folder, "DIR")).scenario(scenario)
    return found.applied, found.name
