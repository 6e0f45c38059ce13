"""Land use: what the ground is used for: housing, business, industry, institutions, traffic, farming."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.clean import clean_polygons
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of

from .building_titles import LAND_USE
from .column import Column
from .layer import HECTARES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh
from .place_titles import AMENITY
from .tagged import ClassRule, area_m2, class_from_tags, first_of, tag, titles, typed_table
from .terrain import Terrain

MIN_AREA_M2 = 1.0
LIFT_M = 0.25

INSTITUTIONS = any_of(
    "school", "kindergarten", "university", "college", "research_institute", "hospital", "clinic", "social_facility",
    "prison", "police", "fire_station", "place_of_worship", "monastery", "refugee_site",
)  # fmt: skip
RULES: tuple[ClassRule, ...] = (
    ("institution", "amenity", INSTITUTIONS),
    ("institution", "landuse", any_of("religious", "education", "institutional")),
    ("institution", "tourism", any_of("museum", "zoo", "theme_park", "camp_site")),
    ("industry", "power", any_of("plant", "substation")),
    ("industry", "landuse", any_of("industrial", "quarry", "landfill", "depot", "port")),
    ("business", "landuse", any_of("commercial", "retail")),
    ("traffic", "landuse", any_of("railway", "garages")),
    ("military", "landuse", any_of("military")),
    ("farming", "landuse", any_of("farmland", "farmyard", "greenhouse_horticulture", "plant_nursery", "vineyard",
                                  "animal_keeping")),
    ("housing", "landuse", any_of("residential")),
)  # fmt: skip

KIND_TITLES: Mapping[str, str] = {
    **AMENITY,
    **LAND_USE,
    "garages": N_("garages"),
    "greenhouse_horticulture": N_("market garden under glass"),
    "plant_nursery": N_("plant nursery"),
    "vineyard": N_("vineyard"),
    "depot": N_("depot"),
    "port": N_("port"),
    "religious": N_("grounds of worship"),
    "education": N_("grounds of schools"),
    "institutional": N_("grounds of an institution"),
    "plant": N_("power plant"),
    "substation": N_("transformer station"),
}

STYLE = Style(
    entries=(
        LegendEntry("housing", N_("Housing"), "#efe2c6", "#6f6552"),
        LegendEntry("business", N_("Shops, offices, trade"), "#e3b9ae", "#7d5048"),
        LegendEntry("institution", N_("Grounds of schools, hospitals, worship"), "#bfd0de", "#4a6175"),
        LegendEntry("industry", N_("Industry and supply"), "#c3c4ca", "#565a63"),
        LegendEntry("traffic", N_("Railway and garages"), "#cfcabf", "#4d4a44"),
        LegendEntry("military", N_("Military"), "#c2bba0", "#5d5a45"),
        LegendEntry("farming", N_("Farming"), "#e4dfa6", "#6a673a"),
    ),
    note=N_("What the land is used for"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return land with its use."""
    columns = {
        "class": class_from_tags(raw, RULES, other="housing"),
        "kind": first_of(raw, ("amenity", "tourism", "power", "landuse")),
        "operator": tag(raw, "operator"),
    }
    return typed_table(raw, context, columns), Report()


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid areas of at least 1 m² with their size."""
    table, report = clean_polygons(with_columns(table, KIND), layer=KIND.name, min_area_m2=MIN_AREA_M2)
    return table.assign(**{"class": table["class"].fillna("housing"), "area_m2": area_m2(table)}), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the areas on the ground; where two overlap, only the smaller one."""
    return terrain.areas(uncovered(np.asarray(table.geometry.values, dtype=object)), lift_m=LIFT_M)


def uncovered(areas: np.ndarray) -> np.ndarray:
    """Return each area without the smaller areas that lie on it: a school stands in a housing estate, not under it."""
    size = shapely.area(areas)
    left = areas.copy()
    lower, upper = shapely.STRtree(areas).query(areas, predicate="intersects")
    above = (size[upper] < size[lower]) | ((size[upper] == size[lower]) & (upper > lower))
    for row, covers in pd.Series(upper[above]).groupby(lower[above]):
        left[row] = shapely.difference(areas[row], shapely.union_all(areas[covers.to_numpy()]))
    return left


KIND = LayerKind(
    name="land_use",
    title=N_("Land use"),
    description=N_("Land for housing, business, industry, institutions, railways and farming, where it is mapped."),
    group="plans",
    geometry=("polygon",),
    columns=(
        Column("class", "text", N_("Use"), values=titles(STYLE.entries)),
        Column("kind", "text", N_("Kind"), values=KIND_TITLES),
        Column("area_m2", "number", N_("Area"), unit="m²"),
        Column("operator", "text", N_("Operator")),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} area of land", "{count} areas of land"),
    total=HECTARES,
    osm=OsmSelection(
        where={
            "landuse": frozenset[str]().union(*(values or () for _, key, values in RULES if key == "landuse")),
            "amenity": INSTITUTIONS,
            "tourism": any_of("museum", "zoo", "theme_park", "camp_site"),
            "power": any_of("plant", "substation"),
        },
        without={"building": None},
        geometry=("polygon",),
        tags=("name", "landuse", "amenity", "tourism", "power", "operator"),
    ),
    from_osm=from_osm,
    complete=complete,
    tile_m=4000,
    visible=False,
    order=23,
)
