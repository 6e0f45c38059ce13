"""Hours of sun through a day or a year as JSON for programs and as tables for people."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

import pandas as pd
from rich.console import Console
from rich.table import Table

from geodata.language import N_, date_text, translate
from geodata.names import plain_text

from .city import City
from .differences import ALMOST_NONE, signed
from .measurement import OUTSIDE
from .namesakes import neighbourhood_names
from .printing import console_of, number, print_notes, rounded
from .sun_answer import SunOfDay, SunOfYear
from .sun_change import SunHours
from .sun_output import HOURS, SUN_ON, WITHOUT, print_scenario, print_unknown
from .sun_shares import TARGET_TITLES

GAINED_MINUTES, GAINED_HOURS = N_("Gained or lost, minutes"), N_("Gained or lost, hours")
CLEAR_SKY = N_("Hours of sun on a day without clouds.")
CLEAR_YEAR = N_("Hours of sun through a year without clouds.")
WHAT_BOTH_HAVE = N_(
    "Gained or lost: on the ground, façades, homes and roofs that the city has with the scenario and without it."
)
MINUTES_PER_HOUR = 60


def day_json(city: City, answer: SunOfDay, language: str, *, scenario: str | None) -> dict[str, object]:
    """Return the hours of sun of a day as plain values; null where a number is not known."""
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "day": answer.day.isoformat(),
        "sunrise": _iso(answer.sun.sunrise, answer.zone),
        "sunset": _iso(answer.sun.sunset, answer.zone),
        "day_length_h": round(answer.sun.length_h, 4),
        "step_min": answer.step.total_seconds() / 60,
        **_hours_json(city, answer.hours, language, decimals=3),
        "report": answer.report.table().to_dict("records"),
    }


def year_json(city: City, answer: SunOfYear, language: str, *, scenario: str | None) -> dict[str, object]:
    """Return the hours of sun of a year as plain values; null where a number is not known."""
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        **_hours_json(city, answer.hours, language, decimals=1),
        "report": answer.report.table().to_dict("records"),
    }


def print_day(city: City, answer: SunOfDay, language: str, *, scenario: str | None) -> None:
    """Print the hours of sun of a day: of the city, and by neighbourhood."""
    console = console_of(city, language)
    print_scenario(console, scenario, language)
    console.print(_day_line(answer, language), highlight=False)
    console.print(translate(CLEAR_SKY, language), highlight=False)
    _print_hours(console, city, answer.hours, language, decimals=1, gained=(GAINED_MINUTES, MINUTES_PER_HOUR))
    print_notes(console, answer.report, language)


def print_year(city: City, answer: SunOfYear, language: str, *, scenario: str | None) -> None:
    """Print the hours of sun of a year: of the city, and by neighbourhood."""
    console = console_of(city, language)
    print_scenario(console, scenario, language)
    console.print(translate(CLEAR_YEAR, language), highlight=False)
    _print_hours(console, city, answer.hours, language, decimals=0, gained=(GAINED_HOURS, 1))
    print_notes(console, answer.report, language)


def gained_text(value: float, language: str) -> str:
    """Return what is gained or lost with its sign, as fine as steps of half hours tell it; a dash for what is unknown.

    Whole numbers from 10 on, tenths below.
    """
    if pd.isna(value):
        return number(value, language)
    said = signed(value, language, decimals=0 if abs(value) >= 10 else 1)
    return translate(ALMOST_NONE, language) if value and said == "0" else said


def _hours_json(city: City, hours: SunHours, language: str, *, decimals: int) -> dict[str, object]:
    names, finer = _area_names(city, language), decimals + 1  # a change is small beside what it changes

    def rows(table: pd.DataFrame, decimals: int) -> list[dict[str, object]]:
        found = table.loc[[id for id in names if id in table.index]]
        return [{"id": id or None, "name": names[str(id)], **rounded(row, decimals)} for id, row in found.iterrows()]

    gained, moved, before = hours.gained, hours.gained_by_neighbourhood, hours.before
    return {
        "unit": "h",
        "hours": rounded(hours.now.of_city, decimals),
        "before": None if before is None else rounded(before.of_city, decimals),
        "change": None if gained is None else rounded(gained, finer),
        "neighbourhoods": rows(hours.now.by_neighbourhood, decimals),
        "neighbourhoods_before": None if before is None else rows(before.by_neighbourhood, decimals),
        "neighbourhood_change": None if moved is None else rows(moved, finer),
        "unknown": {name: reason.text(language) for name, reason in hours.now.unknown.items()},
    }


def _print_hours(
    console: Console, city: City, hours: SunHours, language: str, *, decimals: int, gained: tuple[str, int]
) -> None:
    """Print tables of hours; `gained`: how what is gained or lost is titled, and its units in an hour."""
    title, per_hour = gained
    console.print(_city_table(hours, language, decimals, title, per_hour))
    names, moved = _area_names(city, language), hours.gained_by_neighbourhood
    if names:
        said = hours.now.by_neighbourhood.map(lambda value: number(value, language, decimals))
        console.print(_area_table(names, hours.now.by_neighbourhood, said, language))
        if moved is not None and len(moved):
            said = (moved * per_hour).map(lambda value: gained_text(value, language))
            console.print(_area_table(names, moved, said, language, title=title))
    if moved is not None:
        console.print(translate(WHAT_BOTH_HAVE, language), highlight=False)
    print_unknown(console, hours.now.unknown, language)


def _day_line(answer: SunOfDay, language: str) -> str:
    length = number(answer.sun.length_h, language, 2)
    if answer.sun.sunrise is None or answer.sun.sunset is None:
        said = translate(N_("{day}: the sun is up for {hours} h."), language)
        return said.format(day=date_text(answer.day.isoformat(), language), hours=length)
    said = translate(N_("{day}: the sun is up from {rise} to {set}, for {hours} h."), language)
    form = "%H:%M UTC" if answer.zone is UTC else "%H:%M"
    rise, sets = (moment.astimezone(answer.zone).strftime(form) for moment in (answer.sun.sunrise, answer.sun.sunset))
    return said.format(day=date_text(answer.day.isoformat(), language), rise=rise, set=sets, hours=length)


def _city_table(hours: SunHours, language: str, decimals: int, title: str, per_hour: int) -> Table:
    table, gained = Table(), hours.gained
    table.add_column(translate(SUN_ON, language))
    table.add_column(translate(HOURS, language), justify="right")
    if gained is not None:
        table.add_column(translate(WITHOUT, language), justify="right")
        table.add_column(translate(title, language), justify="right")
    now, before = hours.now.of_city, None if hours.before is None else hours.before.of_city
    for name, target in TARGET_TITLES.items():
        cells = [number(now[name], language, decimals)]
        if gained is not None and before is not None:
            cells += [number(before[name], language, decimals), gained_text(gained[name] * per_hour, language)]
        table.add_row(translate(target, language), *cells)
    return table


def _area_table(
    names: Mapping[str, str], values: pd.DataFrame, said: pd.DataFrame, language: str, *, title: str | None = None
) -> Table:
    """Return a table of what is said of each target by neighbourhood, without those of which no value is known."""
    table = Table(title=None if title is None else translate(title, language))
    table.add_column(translate(N_("Neighbourhood"), language))
    for target in TARGET_TITLES.values():
        table.add_column(translate(target, language), justify="right")
    for id, name in names.items():
        if id in values.index and values.loc[id].notna().any():
            table.add_row(name, *said.loc[id])
    return table


def _area_names(city: City, language: str) -> dict[str, str]:
    """Return the names of neighbourhoods by id, in the order of their letters; what is outside every one last."""
    names = neighbourhood_names(city, language=language)
    return dict(sorted(names.items(), key=lambda item: (item[0] == OUTSIDE, plain_text(item[1]))))


def _iso(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat()
