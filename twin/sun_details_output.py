"""Hours of sun of single objects as JSON, as a table for people and as files."""

import json
from pathlib import Path

import pandas as pd
from rich.table import Table

from geodata.language import N_, date_text, translate

from .city import City
from .namesakes import neighbourhood_names
from .printing import console_of, number, plain
from .sun_details import SunDetails
from .sun_hours_output import GAINED_MINUTES, MINUTES_PER_HOUR, gained_text
from .sun_output import HOURS, WITHOUT, print_scenario
from .sun_shares import TARGET_TITLES
from .written_file import CSV, GEOJSON, check_file, write_aside

SHOWN = 20  # objects in the printed table
ENDINGS = (CSV, GEOJSON)
DECIMALS = 3


def write_details(city: City, answer: SunDetails, path: Path, language: str, *, scenario: str | None) -> None:
    """Write a row (CSV) or a feature (GeoJSON in WGS 84) for each object, which says of which day and scenario it is.

    Raises UsageError for another ending, InputError where it cannot be written.
    """
    check_file(path, ENDINGS)
    named = answer.table.assign(
        neighbourhood=_neighbourhoods(city, answer, language), day=answer.day.isoformat(), scenario=scenario,
        demonstration=city.is_demo,
    ).round(DECIMALS)  # fmt: skip
    if path.suffix.lower() == CSV:
        write_aside(path, pd.DataFrame(named.drop(columns="geometry")).to_csv)
        return
    said = json.dumps(named.to_crs(4326).to_geo_dict(), ensure_ascii=False, allow_nan=False)
    write_aside(path, lambda aside: aside.write_text(said, encoding="utf-8"))


def details_json(city: City, answer: SunDetails, language: str, *, scenario: str | None) -> dict[str, object]:
    """Return the hours of each object as plain values; null where a number is not known."""
    named = answer.table.assign(neighbourhood=_neighbourhoods(city, answer, language)).round(DECIMALS)
    rows = pd.DataFrame(named.drop(columns="geometry")).reset_index().to_dict("records")
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "day": answer.day.isoformat(),
        "details": answer.target,
        "unit": "h",
        "objects": [{str(name): plain(value) for name, value in row.items()} for row in rows],
    }


def print_details(city: City, answer: SunDetails, language: str, *, scenario: str | None) -> None:
    """Print the objects that lose most to a scenario, or have the fewest hours of sun."""
    console, table = console_of(city, language), answer.table
    print_scenario(console, scenario, language)
    said = translate(N_("{what}: hours of sun on {day} without clouds."), language)
    day = date_text(answer.day.isoformat(), language)
    console.print(said.format(what=translate(TARGET_TITLES[answer.target], language), day=day), highlight=False)
    has_change = "hours_change" in table
    shown, headings = Table(), [HOURS, *([WITHOUT, GAINED_MINUTES] if has_change else [])]
    for heading in ("id", N_("Name"), N_("Neighbourhood"), *headings):
        shown.add_column(translate(heading, language), justify="left" if len(shown.columns) < 3 else "right")
    for (id, row), area in zip(table.head(SHOWN).iterrows(), _neighbourhoods(city, answer, language), strict=False):
        cells = [number(row["hours"], language, 1)]
        if has_change:
            gained = gained_text(row["hours_change"] * MINUTES_PER_HOUR, language)
            cells += [number(row["hours_before"], language, 1), gained]
        shown.add_row(str(id), *("–" if pd.isna(each) else str(each) for each in (row["name"], area)), *cells)
    console.print(shown)
    if len(table) > SHOWN:
        more = translate(N_("{count} more: --out FILE.csv writes all."), language)
        console.print(more.format(count=number(len(table) - SHOWN, language)), highlight=False)


def _neighbourhoods(city: City, answer: SunDetails, language: str) -> list[str | None]:
    names = neighbourhood_names(city, language=language)
    return [None if pd.isna(id) else names[str(id)] for id in answer.table["neighbourhood"]]
