"""Vacant land: brownfields, land meant for building, building sites, what was abandoned, what may be untended."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.clean import clean_polygons
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of

from .building_titles import LAND_USE
from .column import Column
from .layer import HECTARES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh
from .tagged import ClassRule, area_m2, class_from_tags, first_of, tag, titles, typed_table
from .terrain import Terrain
from .untended_land import CLASS as UNTENDED
from .untended_land import untended_land

MIN_AREA_M2 = 1.0
LIFT_M = 0.35

RULES: tuple[ClassRule, ...] = (
    ("abandoned", "abandoned:building", None),
    ("abandoned", "disused:building", None),
    ("abandoned", "abandoned:landuse", None),
    ("abandoned", "disused:landuse", None),
    ("abandoned", "abandoned", any_of("yes")),
    ("construction", "landuse", any_of("construction")),
    ("greenfield", "landuse", any_of("greenfield")),
    ("brownfield", "landuse", any_of("brownfield")),
)

STYLE = Style(
    entries=(
        LegendEntry("construction", N_("Under construction"), "#ddcc77", "#85793c"),
        LegendEntry("greenfield", N_("Meant to be built on"), "#d9d6a0", "#6c7040"),
        LegendEntry("abandoned", N_("Abandoned"), "#b98d86", "#7c5550"),
        LegendEntry(UNTENDED, N_("Perhaps untended: overgrown, without a use on the map"), "#9bbf8a", "#55704c"),
        LegendEntry("brownfield", N_("Brownfield"), "#cdb295", "#75604a"),
    ),
    note=N_("State of the land; the indicator leaves out what is only perhaps untended, and counts overlaps once"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return land that waits for a use or is getting one."""
    columns = {
        "class": class_from_tags(raw, RULES, other="brownfield"),
        "planned_use": tag(raw, "construction"),
        "former_use": first_of(
            raw, ("abandoned:landuse", "disused:landuse", "abandoned:building", "disused:building")
        ).replace("yes", None),
        "operator": tag(raw, "operator"),
        "start_date": first_of(raw, ("start_date", "opening_date")),
    }
    return typed_table(raw, context, columns), Report()


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid areas of at least 1 m² with their size; where a picture shows it, with what may lie untended."""
    table = with_columns(table, KIND)
    seen, found = untended_land(context)
    if seen is not None and len(seen):
        table = pd.concat([table, with_columns(seen, KIND)]) if len(table) else with_columns(seen, KIND)
    table, report = clean_polygons(table, layer=KIND.name, min_area_m2=MIN_AREA_M2)
    report = found + report
    classes = table["class"].fillna("brownfield")
    return table.assign(**{"class": classes, "area_m2": area_m2(table)}), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the areas on the ground."""
    return terrain.areas(np.asarray(table.geometry.values, dtype=object), lift_m=LIFT_M)


KIND = LayerKind(
    name="vacant_land",
    title=N_("Vacant land"),
    description=N_(
        "Brownfields, land meant for building, construction sites, what was abandoned, and what a satellite picture "
        "shows as overgrown without a use: a candidate to look at, no finding."
    ),
    group="plans",
    geometry=("polygon",),
    columns=(
        Column("class", "text", N_("State"), values=titles(STYLE.entries)),
        Column("area_m2", "number", N_("Area"), unit="m²"),
        Column("planned_use", "text", N_("Planned use"), values=LAND_USE),
        Column("former_use", "text", N_("Former use"), values=LAND_USE),
        Column("operator", "text", N_("Operator")),
        Column("start_date", "text", N_("Begun or opening")),
        Column("ndvi", "number", N_("Vegetation index (NDVI), mean")),
        Column("method", "text", N_("Method")),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} vacant site", "{count} vacant sites"),
    total=HECTARES,
    osm=OsmSelection(
        where={
            "landuse": any_of("brownfield", "greenfield", "construction"),
            "abandoned:building": None,
            "disused:building": None,
            "abandoned:landuse": None,
            "disused:landuse": None,
        },
        without={"building": None},
        geometry=("polygon",),
        tags=(
            "name",
            "landuse",
            "abandoned",
            "abandoned:building",
            "disused:building",
            "abandoned:landuse",
            "disused:landuse",
            "construction",
            "operator",
            "start_date",
            "opening_date",
        ),
    ),
    from_osm=from_osm,
    complete=complete,
    order=22,
)
