"""Waste and recycling: containers, centres, bins."""

import geopandas as gpd
import pandas as pd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of

from .layer import Column, Context, LayerKind, LegendEntry, Style, with_columns
from .pins import pin_form, post
from .tag_titles import ACCESS
from .tagged import ClassRule, class_from_tags, tag, titles, typed_table

RULES: tuple[ClassRule, ...] = (
    ("recycling_centre", "recycling_type", any_of("centre")),
    ("recycling", "amenity", any_of("recycling")),
    ("disposal", "amenity", any_of("waste_disposal", "waste_transfer_station", "sanitary_dump_station")),
    ("basket", "amenity", any_of("waste_basket")),
)

STYLE = Style(
    entries=(
        LegendEntry("recycling_centre", N_("Recycling centre"), "#117733", "#4fb477"),
        LegendEntry("recycling", N_("Recycling containers"), "#44aa99", "#5cc4b3"),
        LegendEntry("disposal", N_("Waste containers"), "#8a6d4b", "#b79a74"),
        LegendEntry("basket", N_("Litter bin"), "#8f8f8f", "#a9adb5"),
    ),
    note=N_("What is thrown in"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return waste points with what they take."""
    columns = {
        "class": class_from_tags(raw, RULES, other="basket"),
        "materials": materials(tag(raw, "recycling:")),
        "waste": tag(raw, "waste"),
        "operator": tag(raw, "operator"),
        "access": tag(raw, "access"),
        "opening_hours": tag(raw, "opening_hours"),
    }
    return typed_table(raw, context, columns), Report()


def materials(recycling: pd.Series) -> pd.Series:
    """Return "glass, paper" of "glass=yes;paper=yes;cans=no": what is taken, sorted."""

    def taken(text: str) -> str | None:
        pairs = (part.split("=", 1) for part in text.split(";") if "=" in part)
        names = sorted(name.removeprefix("recycling:").replace("_", " ") for name, value in pairs if value == "yes")
        return ", ".join(names) or None

    return recycling.map(taken, na_action="ignore")


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the points with a class each."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return table.assign(**{"class": table["class"].fillna("basket")}), report


KIND = LayerKind(
    name="waste_points",
    title=N_("Waste and recycling"),
    description=N_("Recycling containers and centres, waste containers and litter bins."),
    group="environment",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("materials", "text", N_("Takes")),
        Column("waste", "text", N_("Waste")),
        Column("operator", "text", N_("Operator")),
        Column("access", "text", N_("Access"), values=ACCESS),
        Column("opening_hours", "text", N_("Open")),
    ),
    style=STYLE,
    form=pin_form(post(height_m=3.0, width_m=2.4)),
    count_forms=NN_("{count} waste point", "{count} waste points"),
    osm=OsmSelection(
        where={
            "amenity": any_of(
                "recycling", "waste_disposal", "waste_basket", "waste_transfer_station", "sanitary_dump_station"
            )
        },
        geometry=("point",),
        tags=("name", "amenity", "recycling_type", "waste", "operator", "access", "opening_hours"),
        prefixes=("recycling:",),
    ),
    from_osm=from_osm,
    complete=complete,
    visible=False,
    order=82,
)
