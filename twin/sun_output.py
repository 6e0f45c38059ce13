"""Answers about the sun as JSON for programs and as tables for people."""

from datetime import datetime, tzinfo

import pandas as pd
from rich.console import Console
from rich.table import Table

from geodata.language import N_, date_text, translate

from .city import City
from .namesakes import neighbourhood_names
from .printing import console_of, number, print_notes, share
from .sun_answer import SunAt, SunOfDay, change, neighbourhood_change, rounded
from .sun_shares import TARGET_TITLES, SunShares

SHADED = ("streets", "green", "facades", "roofs")
GAINED = N_("Gained or lost, minutes")
CLEAR_SKY = N_("Hours of sun on a day without clouds.")


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
    _print_scenario(console, scenario, language)
    said = translate(N_("{moment}: the sun stands {elevation}° above the horizon, at {azimuth}° from north."), language)
    down = translate(N_("{moment}: the sun is {elevation}° below the horizon, at {azimuth}° from north."), language)
    moment = answer.moment.isoformat(sep=" ", timespec="minutes")
    elevation, azimuth = (number(v, language, 1) for v in (abs(answer.elevation_deg), answer.azimuth_deg))
    console.print(
        (said if answer.is_up else down).format(moment=moment, elevation=elevation, azimuth=azimuth), highlight=False
    )
    if answer.is_up:
        table = Table()
        table.add_column(translate(N_("Sun on"), language))
        table.add_column(translate(N_("In shade"), language), justify="right")
        sides = [answer.shaded_share] if answer.shaded_before is None else [answer.shaded_share, answer.shaded_before]
        if len(sides) > 1:
            table.add_column(translate(N_("Without the scenario"), language), justify="right")
        for name in SHADED:
            shares = (share(float(side[name]), language) for side in sides)
            table.add_row(translate(TARGET_TITLES[name], language), *shares)
        console.print(table)
    _print_unknown(console, answer, language)
    print_notes(console, answer.report, language)


def day_json(city: City, answer: SunOfDay, language: str, *, scenario: str | None) -> dict[str, object]:
    """Return the hours of sun of a day as plain values; null where a number is not known."""
    gained, moved = change(answer), neighbourhood_change(answer)
    names = neighbourhood_names(city, language=language)
    rows = answer.neighbourhoods.loc[[id in names for id in answer.neighbourhoods.index]]
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "day": answer.day.isoformat(),
        "sunrise": _iso(answer.sun.sunrise, answer.zone),
        "sunset": _iso(answer.sun.sunset, answer.zone),
        "day_length_h": round(answer.sun.length_h, 4),
        "step_min": answer.step.total_seconds() / 60,
        "unit": "h",
        "hours": rounded(answer.hours, 3),
        "change": None if gained is None else rounded(gained, 6),
        "neighbourhoods": [
            {"id": id or None, "name": names[str(id)], **rounded(row, 3)} for id, row in rows.iterrows()
        ],
        "neighbourhood_change": None if moved is None else [
            {"id": id or None, "name": names.get(str(id)), **rounded(row, 6)} for id, row in moved.iterrows()
        ],
        "unknown": {name: reason.text(language) for name, reason in answer.unknown.items()},
        "report": answer.report.table().to_dict("records"),
    }  # fmt: skip


def print_day(city: City, answer: SunOfDay, language: str, *, scenario: str | None) -> None:
    """Print the hours of sun of a day: of the city, and by neighbourhood."""
    console = console_of(city, language)
    _print_scenario(console, scenario, language)
    console.print(_day_line(answer, language), highlight=False)
    console.print(translate(CLEAR_SKY, language), highlight=False)
    console.print(_city_table(answer, language))
    moved = neighbourhood_change(answer)
    if len(neighbourhood_names(city)):
        console.print(_area_table(city, answer.neighbourhoods, language))
        if moved is not None and len(moved):
            console.print(_area_table(city, moved * 60, language, title=GAINED, decimals=2))
    _print_unknown(console, answer, language)
    print_notes(console, answer.report, language)


def year_json(city: City, shares: SunShares, language: str, *, scenario: str | None) -> dict[str, object]:
    """Return the hours of sun of a year as plain values."""
    names = neighbourhood_names(city, language=language)
    rows = shares.by_neighbourhood
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "unit": "h",
        "hours": rounded(shares.of_city, 1),
        "neighbourhoods": [
            {"id": id or None, "name": names[str(id)], **rounded(row, 1)} for id, row in rows.iterrows() if id in names
        ],
        "unknown": {name: reason.text(language) for name, reason in shares.unknown.items()},
    }  # fmt: skip


def print_year(city: City, shares: SunShares, language: str, *, scenario: str | None) -> None:
    """Print the hours of sun of a year: of the city, and by neighbourhood."""
    console = console_of(city, language)
    _print_scenario(console, scenario, language)
    console.print(translate(N_("Hours of sun through a year without clouds."), language), highlight=False)
    table = Table()
    table.add_column(translate(N_("Sun on"), language))
    table.add_column(translate(N_("Hours of sun"), language), justify="right")
    for name, title in TARGET_TITLES.items():
        table.add_row(translate(title, language), number(shares.of_city[name], language))
    console.print(table)
    if len(neighbourhood_names(city)):
        console.print(_area_table(city, shares.by_neighbourhood, language))
    _print_unknown(console, shares, language)


def _day_line(answer: SunOfDay, language: str) -> str:
    length = number(answer.sun.length_h, language, 2)
    if answer.sun.sunrise is None or answer.sun.sunset is None:
        said = translate(N_("{day}: the sun is up for {hours} h."), language)
        return said.format(day=date_text(answer.day.isoformat(), language), hours=length)
    said = translate(N_("{day}: the sun is up from {rise} to {set}, for {hours} h."), language)
    rise, sets = (f"{moment.astimezone(answer.zone):%H:%M}" for moment in (answer.sun.sunrise, answer.sun.sunset))
    return said.format(day=date_text(answer.day.isoformat(), language), rise=rise, set=sets, hours=length)


def _city_table(answer: SunOfDay, language: str) -> Table:
    table, gained = Table(), change(answer)
    table.add_column(translate(N_("Sun on"), language))
    table.add_column(translate(N_("Hours of sun"), language), justify="right")
    if gained is not None:
        table.add_column(translate(N_("Without the scenario"), language), justify="right")
        table.add_column(translate(GAINED, language), justify="right")
    for name, title in TARGET_TITLES.items():
        cells = [number(answer.hours[name], language, 2)]
        if gained is not None and answer.before is not None:
            cells += [number(answer.before[name], language, 2), number(gained[name] * 60, language, 2)]
        table.add_row(translate(title, language), *cells)
    return table


def _area_table(
    city: City, hours: pd.DataFrame, language: str, *, title: str | None = None, decimals: int = 1
) -> Table:
    table = Table(title=None if title is None else translate(title, language))
    table.add_column(translate(N_("Neighbourhood"), language))
    for title in TARGET_TITLES.values():
        table.add_column(translate(title, language), justify="right")
    for id, name in neighbourhood_names(city, language=language).items():
        if id in hours.index and hours.loc[id].notna().any():
            table.add_row(name, *(number(value, language, decimals) for value in hours.loc[id]))
    return table


def _print_scenario(console: Console, scenario: str | None, language: str) -> None:
    if scenario is not None:
        said = translate(N_("Scenario: {name}"), language).format(name=scenario)
        console.print(said, highlight=False, markup=False, style="bold")


def _print_unknown(console: Console, answer: SunAt | SunOfDay | SunShares, language: str) -> None:
    for name, reason in answer.unknown.items():
        console.print(f"· {translate(TARGET_TITLES[name], language)}: {reason.text(language)}", highlight=False)


def _iso(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat()
