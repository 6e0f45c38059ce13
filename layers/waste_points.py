"""Waste and recycling: containers, centres, bins."""

import geopandas as gpd
import pandas as pd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of

from .column import Column
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .pins import pin_form, post
from .tag_titles import ACCESS, OPENING_HOURS
from .tagged import ClassRule, class_from_tags, tag, titles, typed_table

RULES: tuple[ClassRule, ...] = (
    ("recycling_centre", "recycling_type", any_of("centre")),
    ("recycling", "amenity", any_of("recycling")),
    ("disposal", "amenity", any_of("waste_disposal", "waste_transfer_station", "sanitary_dump_station")),
    ("basket", "amenity", any_of("waste_basket")),
)

MATERIALS = {
    "glass": N_("glass"),
    "glass_bottles": N_("glass bottles"),
    "paper": N_("paper"),
    "paper_packaging": N_("paper packaging"),
    "cardboard": N_("cardboard"),
    "cartons": N_("drink cartons"),
    "beverage_cartons": N_("drink cartons"),
    "newspaper": N_("newspapers"),
    "magazines": N_("magazines"),
    "books": N_("books"),
    "plastic": N_("plastic"),
    "plastic_bottles": N_("plastic bottles"),
    "plastic_packaging": N_("plastic packaging"),
    "cans": N_("cans"),
    "aluminium": N_("aluminium"),
    "metal": N_("metal"),
    "scrap_metal": N_("scrap metal"),
    "batteries": N_("batteries"),
    "car_batteries": N_("car batteries"),
    "electrical_items": N_("electrical appliances"),
    "electrical_appliances": N_("electrical appliances"),
    "small_appliances": N_("small electrical appliances"),
    "small_electrical_appliances": N_("small electrical appliances"),
    "mobile_phones": N_("mobile phones"),
    "light_bulbs": N_("light bulbs"),
    "low_energy_bulbs": N_("light bulbs"),
    "fluorescent_tubes": N_("fluorescent tubes"),
    "clothes": N_("clothes"),
    "shoes": N_("shoes"),
    "cooking_oil": N_("cooking oil"),
    "engine_oil": N_("engine oil"),
    "oil": N_("oil"),
    "organic": N_("organic waste"),
    "green_waste": N_("green waste"),
    "wood": N_("wood"),
    "furniture": N_("furniture"),
    "tyres": N_("tyres"),
    "rubble": N_("rubble"),
    "bulky_waste": N_("bulky waste"),
    "hazardous_waste": N_("hazardous waste"),
    "general_waste": N_("household waste"),
    "waste": N_("household waste"),
}
WASTE = {
    **MATERIALS,
    "trash": N_("household waste"),
    "mixed": N_("household waste"),
    "dog_excrement": N_("dog waste"),
    "excrement": N_("dog waste"),
    "cigarettes": N_("cigarette ends"),
}

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
    """Return "glass;paper" of "glass=yes;paper=yes;cans=no": what is taken, sorted."""

    def taken(text: str) -> str | None:
        pairs = (part.split("=", 1) for part in text.split(";") if "=" in part)
        names = sorted(name.removeprefix("recycling:") for name, value in pairs if value == "yes")
        return ";".join(names) or None

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
        Column("materials", "text", N_("Takes"), values=MATERIALS),
        Column("waste", "text", N_("Waste"), values=WASTE),
        Column("operator", "text", N_("Operator")),
        Column("access", "text", N_("Access"), values=ACCESS),
        Column("opening_hours", "text", N_("Open"), values=OPENING_HOURS),
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
