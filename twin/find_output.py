"""What was found by a name, as JSON for programs and as a table for people."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata.language import N_, NN_, translate, translate_count

from .city import City
from .gazetteer import Entry
from .info import WIDTH
from .namesakes import neighbourhood_names

MOST_IDS = 6  # that a row shows
DIGITS = 6  # of a degree: a decimetre
KINDS = {"streets": N_("Street"), "neighbourhoods": N_("Neighbourhood"), "transit": N_("Stop")}
CITY, ADDRESS, COORDINATES = N_("City"), N_("Address"), N_("Coordinates")
MORE_IDS = NN_("and {count} more, with --json", "and {count} more, with --json")


def found_json(city: City, found: Sequence[Entry], language: str) -> list[dict[str, object]]:
    """Return what was found as plain values; `ids`: all objects that bear the name, as `--id` takes them."""
    areas = neighbourhood_names(city, language=language)
    return [
        {
            "title": entry.title, "kind": kind_text(city, entry, language), "layer": entry.layer or None,
            "ids": list(entry.ids), "neighbourhood": areas.get(entry.area) if entry.area else None,
            "lon": round(lon, DIGITS), "lat": round(lat, DIGITS),
        }
        for entry, (lon, lat) in ((entry, _lonlat(city, entry)) for entry in found)
    ]  # fmt: skip


def print_found(city: City, found: Sequence[Entry], language: str) -> None:
    """Print what was found, the best first."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    areas = neighbourhood_names(city, language=language)
    table = Table()
    headings = (N_("Name"), N_("What it is"), N_("Neighbourhood"), N_("Longitude, latitude"), N_("Layer"), N_("Ids"))
    for heading in headings:
        table.add_column(translate(heading, language))
    for entry in found:
        lon, lat = _lonlat(city, entry)
        where = areas.get(entry.area, "") if entry.area else ""
        cells = (entry.title, kind_text(city, entry, language), where, f"{lon:.{DIGITS}f},{lat:.{DIGITS}f}")
        table.add_row(*(Text(cell) for cell in (*cells, entry.layer, _ids(entry, language))))
    console.print(table)


def kind_text(city: City, entry: Entry, language: str) -> str:
    """Return what a thing is: a street, an address, a school."""
    if entry.is_city:
        return translate(CITY, language)
    if entry.is_address:
        return translate(ADDRESS, language)
    if not entry.layer:
        return translate(COORDINATES, language)
    if entry.layer in KINDS:
        return translate(KINDS[entry.layer], language)
    kind, table = city.layers[entry.layer].kind, city.layers[entry.layer].table
    class_ = table.at[entry.ids[0], "class"] if "class" in table else None
    said = kind.class_title(class_) if isinstance(class_, str) else ""
    return translate(said or kind.title, language)


def _ids(entry: Entry, language: str) -> str:
    shown, more = " ".join(entry.ids[:MOST_IDS]), len(entry.ids) - MOST_IDS
    return f"{shown} {translate_count(MORE_IDS, more, language)}" if more > 0 else shown


def _lonlat(city: City, entry: Entry) -> tuple[float, float]:
    lon, lat = city.frame.to_lonlat_points(entry.x_m, entry.y_m)
    return float(lon), float(lat)
