"""The command `twin sun`: the sun in a city at a moment or through a day. Texts are in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.errors import UsageError
from geodata.language import N_, translate

from .city_clock import moment_from_text
from .cli_arguments import edited_city_of, given, print_json

ONE_OF_THEM = N_("Give one of --at with a day and time, --day with a day, --year or --roofs. See --help.")
ONLY_WITH = N_("{option} goes with {others} alone. Add that, or leave {option} out.")
NO_DETAILS = N_("--details {target}: there are none of these. There are: {known}.")


def add_sun_commands(app: App, language: str) -> None:
    """Give the command line `sun`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Say where the sun stands and what is in shade, or how many hours of sun a day has.")),
        usage="",
        help_prologue=t(N_("Usage: twin sun DIR (--at MOMENT | --day DAY | --year | --roofs) [options]")),
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
        year: Annotated[bool, Parameter(help=t(N_("Hours of sun through a year without clouds.")))] = False,
        roofs: Annotated[bool, Parameter(help=t(N_("The energy of the sun on each roof in a year.")))] = False,
        details: Annotated[
            str | None, Parameter(help=t(N_("For --day, the hours of each object: green, schools or homes.")))
        ] = None,
        irradiance: Annotated[
            Path | None, Parameter(help=t(N_("For --roofs, a CSV of a year: time, ghi, dni, dhi in W/m².")))
        ] = None,
        out: Annotated[
            Path | None,
            Parameter(help=t(N_("A file for all of them: .csv; for --details also .geojson."))),
        ] = None,
        scenario: Annotated[str | None, Parameter(help=t(N_("A scenario: the sun with its edits made.")))] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        given(folder, "DIR")
        if sum([at is not None, day is not None, year, roofs]) != 1:
            raise UsageError(ONE_OF_THEM)
        _refuse(details is not None and day is None, "--details", "--day")
        _refuse(irradiance is not None and not roofs, "--irradiance", "--roofs")
        _refuse(out is not None and not roofs and details is None, "--out", "--roofs, --details")
        if at is not None:
            _print_at(folder, at, scenario, language, as_json=json_)
        elif day is not None and details is not None:
            _print_details(folder, day, details, scenario, language, out=out, as_json=json_)
        elif day is not None:
            _print_day(folder, day, scenario, language, as_json=json_)
        elif year:
            _print_year(folder, scenario, language, as_json=json_)
        else:
            _print_roofs(folder, scenario, language, irradiance=irradiance, out=out, as_json=json_)


def _refuse(is_useless: bool, option: str, others: str) -> None:  # noqa: FBT001 - read as a sentence
    """Raise UsageError for an option that the others given leave without a meaning."""
    if is_useless:
        raise UsageError(ONLY_WITH, option=option, others=others)


def _print_at(folder: Path | None, at: str, scenario: str | None, language: str, *, as_json: bool) -> None:
    moment = moment_from_text(at)
    city, name = edited_city_of(folder, scenario)
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
    city, name = edited_city_of(folder, scenario)
    from .sun_answer import sun_of_day
    from .sun_hours_output import day_json, print_day

    answer = sun_of_day(city, day)
    if as_json:
        print_json(day_json(city, answer, language, scenario=name))
    else:
        print_day(city, answer, language, scenario=name)


def _print_details(
    folder: Path | None, said: str, target: str, scenario: str | None, language: str, *, out: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    from . import sun_details_output  # as above
    from .sun import day_from_text
    from .sun_details import TARGETS, sun_details
    from .written_file import check_file

    day = day_from_text(said)
    if target not in TARGETS:
        raise UsageError(NO_DETAILS, target=target, known=", ".join(TARGETS))
    if out is not None:
        check_file(out, sun_details_output.ENDINGS)
    city, name = edited_city_of(folder, scenario)
    answer = sun_details(city, day, target)
    if out is not None:
        sun_details_output.write_details(city, answer, out, language, scenario=name)
    if as_json:
        print_json(sun_details_output.details_json(city, answer, language, scenario=name))
    else:
        sun_details_output.print_details(city, answer, language, scenario=name)


def _print_year(folder: Path | None, scenario: str | None, language: str, *, as_json: bool) -> None:
    city, name = edited_city_of(folder, scenario)
    from .sun_answer import sun_of_year  # as above
    from .sun_hours_output import print_year, year_json

    answer = sun_of_year(city)
    if as_json:
        print_json(year_json(city, answer, language, scenario=name))
    else:
        print_year(city, answer, language, scenario=name)


def _print_roofs(
    folder: Path | None, scenario: str | None, language: str, *, irradiance: Path | None, out: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    from geodata.irradiance import read_irradiance  # as above

    from .written_file import CSV, check_file

    if out is not None:
        check_file(out, [CSV])
    given_year = None if irradiance is None else read_irradiance(irradiance)
    city, name = edited_city_of(folder, scenario)
    from .roof_energy import roof_energy
    from .roof_output import print_roofs, roofs_json, write_roofs

    answer = roof_energy(city, irradiance=given_year)
    if out is not None:
        write_roofs(answer, out)
    if as_json:
        print_json(roofs_json(city, answer, scenario=name))
    else:
        print_roofs(city, answer, language, scenario=name)
