"""The energy of the sun on roofs as JSON, as a table for people and as a file."""

from pathlib import Path

import pandas as pd
from rich.table import Table

from geodata.errors import InputError, UsageError
from geodata.language import N_, translate

from .city import City
from .printing import console_of, number, plain, print_notes
from .roof_energy import RoofEnergy

BEST = 10  # roofs that are shown
KWH_PER_GWH = 1e6


def write_roofs(answer: RoofEnergy, path: Path) -> None:
    """Write a row for each roof as CSV. Raises UsageError for another ending, InputError where it cannot be written."""
    if path.suffix.lower() != ".csv":
        raise UsageError(N_("{file} is no .csv file. Give a name that ends in .csv."), file=path)
    try:
        answer.table.round(3).to_csv(path)
    except OSError as error:
        raise InputError(
            N_("{file} cannot be written: {error}. Choose a folder that is there and that you own."),
            file=path, error=error,
        ) from None  # fmt: skip


def roofs_json(city: City, answer: RoofEnergy, *, scenario: str | None) -> dict[str, object]:
    """Return what all roofs get together, and each."""
    table = answer.table.round(3)
    rows = [{"id": id, **{str(k): plain(v) for k, v in row.items()}}
            for id, row in zip(table.index, table.to_dict("records"), strict=True)]  # fmt: skip
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "kwh": round(float(answer.table["kwh"].sum()), 1),
        "area_m2": round(float(answer.table["area_m2"].sum()), 1),
        "roofs": rows,
        "report": answer.report.table().to_dict("records"),
    }


def print_roofs(city: City, answer: RoofEnergy, language: str) -> None:
    """Print what all roofs get together, and the roofs that get most."""
    console, table = console_of(city, language), answer.table
    said = translate(N_("All roofs: {area} ha, {gwh} GWh of sun a year, {each} kWh/m²."), language)
    area, kwh = float(table["area_m2"].sum()), float(table["kwh"].sum())
    fields = {"area": number(area / 1e4, language, 1), "gwh": number(kwh / KWH_PER_GWH, language, 1),
              "each": number(kwh / area if area else float("nan"), language)}  # fmt: skip
    console.print(said.format(**fields), highlight=False)
    shown = Table(title=translate(N_("Roofs that get most"), language))
    for title in (N_("Roof"), N_("Name"), "MWh", "kWh/m²", "m²", N_("Hours of sun"), N_("Sky in view")):
        shown.add_column(translate(title, language), justify="left" if len(shown.columns) < 2 else "right")
    for id, row in table.nlargest(BEST, "kwh").iterrows():
        shown.add_row(
            str(id), _name(city, str(row["layer"]), str(id)), number(row["kwh"] / 1000, language, 1),
            number(row["kwh_m2"], language), number(row["area_m2"], language), number(row["hours"], language),
            number(row["sky_view"], language, 2),
        )  # fmt: skip
    console.print(shown)
    print_notes(console, answer.report, language)


def _name(city: City, layer: str, id: str) -> str:
    name = city.layers[layer].table.at[id, "name"]
    return "–" if pd.isna(name) else str(name)
