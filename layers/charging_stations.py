"""Charging stations for electric cars, with sockets and power."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from geodata.tags import count, power_kw, reading_report, values

from .column import Column
from .facing import BEARING, standing_shapes, with_bearing
from .furniture import charger
from .layer import Context, LayerKind, LegendEntry, Style, Total, with_columns
from .mesh import Mesh
from .tag_titles import ACCESS, OPENING_HOURS, YES_NO
from .tagged import first_of, numbers_from_tags, tag, typed_table
from .terrain import Terrain

# What the plugs are called: https://wiki.openstreetmap.org/wiki/Key:socket (2025).
SOCKETS = {
    "type1": "Type 1",
    "type1_cable": "Type 1",
    "type1_combo": "CCS 1",
    "type2": "Type 2",
    "type2_cable": "Type 2",
    "type2_combo": "CCS 2",
    "chademo": "CHAdeMO",
    "schuko": "Schuko",
    "tesla_supercharger": "Tesla",
    "tesla_supercharger_ccs": "Tesla CCS",
    "tesla_destination": "Tesla Destination",
}
POWER_TAGS = ("charging_station:output", "output")

STYLE = Style(
    entries=(LegendEntry("charging_station", N_("Charging station"), "#e69f00", "#f5b83d"),),
    note=N_("Indicators leave out those for scooters and bicycles alone, and assume points where none are mapped"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the stations with operator, places, sockets and power."""
    sockets = tag(raw, "socket:")
    sizes, report = numbers_from_tags(
        raw, {"capacity": (count, ("capacity",)), "power_kw": (power_kw, POWER_TAGS)}, layer=KIND.name
    )
    strongest, power_report = strongest_kw(sockets)
    columns = {
        "class": "charging_station",
        "operator": tag(raw, "operator"),
        "network": first_of(raw, ("network", "brand")),
        **sizes,
        "sockets": sockets.map(socket_text, na_action="ignore"),
        "power_kw": strongest.fillna(sizes["power_kw"]),
        "access": tag(raw, "access"),
        "fee": tag(raw, "fee"),
        "opening_hours": tag(raw, "opening_hours"),
        "car": first_of(raw, ("motorcar", "car")),
        "scooter": tag(raw, "scooter"),
        "bicycle": tag(raw, "bicycle"),
    }
    return typed_table(raw, context, columns), report + power_report


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = [part.split("=", 1) for part in text.split(";") if "=" in part]
    return [(key.removeprefix("socket:"), value) for key, value in pairs]


def socket_text(text: str) -> str | None:
    """Return "Type 2: 2, CHAdeMO: 1" of "socket:type2=2;socket:chademo=1;socket:type2:output=22 kW"."""
    counted = [(SOCKETS.get(key, key), value) for key, value in _pairs(text) if ":" not in key and value != "no"]
    return ", ".join(name if value == "yes" else f"{name}: {value}" for name, value in counted) or None


def strongest_kw(sockets: pd.Series) -> tuple[pd.Series, Report]:
    """Return the strongest output of each station's sockets in kW, and what could not be read."""
    outputs = sockets.map(_outputs, na_action="ignore").explode().dropna().astype(object)
    strongest = values(outputs, power_kw).groupby(level=0).max().reindex(sockets.index)
    report = Report()
    for number in range(outputs.groupby(level=0).size().max() if len(outputs) else 0):
        one_each = outputs[outputs.groupby(level=0).cumcount() == number].rename("socket:output")
        report += reading_report(one_each, power_kw, layer=KIND.name)
    return strongest, report


def _outputs(text: str) -> list[str]:
    return [value for key, value in _pairs(text) if key.endswith(":output")]


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the stations at their points, and the way they face."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return with_bearing(table.assign(**{"class": "charging_station"}), context), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a cabinet for each station, under a sign to find it by."""
    return standing_shapes(table, terrain, [(charger(), np.ones(len(table), bool))])


KIND = LayerKind(
    name="charging_stations",
    title=N_("Charging stations"),
    description=N_("Charging stations for electric vehicles, with operator, sockets and power."),
    group="mobility",
    geometry=("point",),
    columns=(
        Column("operator", "text", N_("Operator")),
        Column("network", "text", N_("Network")),
        Column("capacity", "integer", N_("Places")),
        Column("sockets", "text", N_("Sockets")),
        Column("power_kw", "number", N_("Power"), unit="kW"),
        Column("access", "text", N_("Access"), values=ACCESS),
        Column("fee", "text", N_("Fee"), values=YES_NO),
        Column("opening_hours", "text", N_("Open"), values=OPENING_HOURS),
        Column("car", "text", N_("For cars"), values=YES_NO),
        Column("scooter", "text", N_("For scooters"), values=YES_NO),
        Column("bicycle", "text", N_("For bicycles"), values=YES_NO),
        BEARING,
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} charging station", "{count} charging stations"),
    total=Total("capacity", forms=NN_("{count} charging point", "{count} charging points")),
    osm=OsmSelection(
        where={"amenity": any_of("charging_station")},
        geometry=("point",),
        tags=(
            "name",
            "amenity",
            "operator",
            "network",
            "brand",
            "capacity",
            "access",
            "fee",
            "opening_hours",
            *POWER_TAGS,
            "motorcar",
            "car",
            "scooter",
            "bicycle",
        ),
        prefixes=("socket:",),
    ),
    from_osm=from_osm,
    complete=complete,
    order=60,
)
