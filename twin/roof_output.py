"""The energy of the sun on roofs as JSON, as a table for people and as a file."""

from pathlib import Path

import pandas as pd
from rich.table import Table

from geodata.language import N_, translate

from .city import City
from .differences import signed
from .printing import console_of, number, plain, print_notes
from .roof_energy import RoofEnergy
from .sun_output import HOURS, print_scenario
from .written_file import CSV, check_file, write_aside

BEST = 10  # roofs that are shown
KWH_PER_MWH, KWH_PER_GWH = 1e3, 1e6
ALL_ROOFS = N_("All roofs: {area} ha, {gwh} GWh of sun a year, {each} kWh/m².")
ROOFS_BEFORE = N_("Without the scenario: {area} ha, {gwh} GWh of sun a year, {each} kWh/m².")
GAINED = N_("Gained or lost on the roofs that the city has with the scenario and without it: {mwh} MWh a year.")


def write_roofs(answer: RoofEnergy, path: Path) -> None:
    """Write a row for each roof as CSV. Raises UsageError for another ending, InputError where it cannot be written."""
    check_file(path, [CSV])
    write_aside(path, answer.table.round(3).to_csv)


def roofs_json(city: City, answer: RoofEnergy, *, scenario: str | None) -> dict[str, object]:
    """Return what all roofs get together, and each; with a scenario also what they get without it, and the change."""
    table, before = answer.table.round(3), answer.before
    rows = [{"id": id, **{str(k): plain(v) for k, v in row.items()}}
            for id, row in zip(table.index, table.to_dict("records"), strict=True)]  # fmt: skip
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "kwh": round(float(answer.table["kwh"].sum()), 1),
        "kwh_before": None if before is None else round(float(before["kwh"].sum()), 1),
        "kwh_change": None if before is None else round(float(answer.table["kwh_change"].sum()), 1),
        "area_m2": round(float(answer.table["area_m2"].sum()), 1),
        "roofs": rows,
        "report": answer.report.table().to_dict("records"),
    }


def print_roofs(city: City, answer: RoofEnergy, language: str, *, scenario: str | None) -> None:
    """Print what all roofs get together, and the roofs that get most; with a scenario those that lose most."""
    console, table = console_of(city, language), answer.table
    print_scenario(console, scenario, language)
    console.print(_sum_line(ALL_ROOFS, table, language), highlight=False)
    if answer.before is not None:
        console.print(_sum_line(ROOFS_BEFORE, answer.before, language), highlight=False)
        step = signed(float(table["kwh_change"].sum()) / KWH_PER_MWH, language, decimals=1)
        console.print(translate(GAINED, language).format(mwh=step), highlight=False)
        lost = table[table["kwh_change"] < 0].nsmallest(BEST, "kwh_change")
        console.print(_roof_table(city, lost, language, title=N_("Roofs that lose most"), with_change=True))
    console.print(_roof_table(city, table.nlargest(BEST, "kwh"), language, title=N_("Roofs that get most")))
    print_notes(console, answer.report, language)


def _sum_line(said: str, table: pd.DataFrame, language: str) -> str:
    area, kwh = float(table["area_m2"].sum()), float(table["kwh"].sum())
    return translate(said, language).format(
        area=number(area / 1e4, language, 1), gwh=number(kwh / KWH_PER_GWH, language, 1),
        each=number(kwh / area if area else float("nan"), language),
    )  # fmt: skip


def _roof_table(city: City, table: pd.DataFrame, language: str, *, title: str, with_change: bool = False) -> Table:
    shown = Table(title=translate(title, language))
    change = [N_("Gained or lost, MWh")] if with_change else []
    for heading in (N_("Roof"), N_("Name"), *change, "MWh", "kWh/m²", "m²", HOURS, N_("Sky in view")):
        shown.add_column(translate(heading, language), justify="left" if len(shown.columns) < 2 else "right")
    for id, row in table.iterrows():
        moved = [signed(row["kwh_change"] / KWH_PER_MWH, language, decimals=2)] if with_change else []
        shown.add_row(
            str(id), _name(city, str(row["layer"]), str(id)), *moved, number(row["kwh"] / KWH_PER_MWH, language, 1),
            number(row["kwh_m2"], language), number(row["area_m2"], language), number(row["hours"], language),
            number(row["sky_view"], language, 2),
        )  # fmt: skip
    return shown


def _name(city: City, layer: str, id: str) -> str:
    name = city.layers[layer].table.at[id, "name"]
    return "–" if pd.isna(name) else str(name)
