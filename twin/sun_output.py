"""Answers about the sun at a moment as JSON for programs and as a table for people."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from geodata.language import N_, translate

from .city import City
from .measurement import NotKnownError
from .printing import console_of, number, print_notes, rounded, share
from .sun_answer import SunAt
from .sun_shares import TARGET_TITLES

SHADED = ("streets", "green", "facades", "roofs")
SUN_ON, HOURS, WITHOUT = N_("Sun on"), N_("Hours of sun"), N_("Without the scenario")


def at_json(city: City, answer: SunAt, language: str, *, scenario: str | None) -> dict[str, object]:
    """Return what the sun does at a moment as plain values; shares are null while it is down."""
    before = answer.shaded_before
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "at": answer.moment.isoformat(),
        "zone_given": answer.is_zone_stated,
        "azimuth_deg": round(answer.azimuth_deg, 3),
        "elevation_deg": round(answer.elevation_deg, 3),
        "is_up": answer.is_up,
        "shaded_share": rounded(answer.shaded_share.reindex(list(SHADED)), 4),
        "shaded_before": None if before is None else rounded(before.reindex(list(SHADED)), 4),
        "unknown": {name: reason.text(language) for name, reason in answer.unknown.items()},
        "report": answer.report.table().to_dict("records"),
    }


def print_at(city: City, answer: SunAt, language: str, *, scenario: str | None) -> None:
    """Print where the sun stands and what is in shade."""
    console = console_of(city, language)
    print_scenario(console, scenario, language)
    said = translate(N_("{moment}: the sun stands {elevation}° above the horizon, at {azimuth}° from north."), language)
    down = translate(N_("{moment}: the sun is {elevation}° below the horizon, at {azimuth}° from north."), language)
    moment = answer.moment.isoformat(sep=" ", timespec="minutes")
    elevation, azimuth = (number(v, language, 1) for v in (abs(answer.elevation_deg), answer.azimuth_deg))
    console.print(
        (said if answer.is_up else down).format(moment=moment, elevation=elevation, azimuth=azimuth), highlight=False
    )
    if answer.is_up:
        table = Table()
        table.add_column(translate(SUN_ON, language))
        table.add_column(translate(N_("In shade"), language), justify="right")
        sides = [answer.shaded_share] if answer.shaded_before is None else [answer.shaded_share, answer.shaded_before]
        if len(sides) > 1:
            table.add_column(translate(WITHOUT, language), justify="right")
        for name in SHADED:
            shares = (share(float(side[name]), language) for side in sides)
            table.add_row(translate(TARGET_TITLES[name], language), *shares)
        console.print(table)
    print_unknown(console, answer.unknown, language)
    print_notes(console, answer.report, language)


def print_scenario(console: Console, scenario: str | None, language: str) -> None:
    """Print the scenario that an answer is of; nothing without one."""
    if scenario is not None:
        said = translate(N_("Scenario: {name}"), language).format(name=scenario)
        console.print(said, highlight=False, markup=False, style="bold")


def print_unknown(console: Console, unknown: Mapping[str, NotKnownError], language: str) -> None:
    """Print why targets are not known."""
    for name, reason in unknown.items():
        console.print(f"· {translate(TARGET_TITLES[name], language)}: {reason.text(language)}", highlight=False)
