"""Green space: parks, gardens, grass, woods, sports grounds, cemeteries, allotments."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.clean import clean_polygons
from geodata.language import N_, NN_
from geodata.ndvi import Ndvi, mean_within
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of

from .column import Column
from .layer import HECTARES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, joined
from .place_titles import SPORT
from .tag_titles import ACCESS, LEAVES
from .tagged import ClassRule, area_m2, class_from_tags, tag, titles, typed_table
from .terrain import Terrain
from .tile_squares import squares_of
from .woods import CLEARED, STEP, cleared, crown_colours, step_of, wood_trees

MIN_AREA_M2 = 1.0
LIFT_M = 0.30
TILE_M = 2500.0
COVERED = Column("covered", "bytes", N_("What of it lies under areas drawn in other tiles"), hidden=True)
TOO_SMALL = N_("smaller than a cell of the satellite picture, left without a vegetation index")
NOT_SEEN = N_("not seen by the satellite, left without a vegetation index")

RECREATION = any_of(
    "pitch",
    "playground",
    "sports_centre",
    "recreation_ground",
    "dog_park",
    "track",
    "stadium",
    "golf_course",
    "miniature_golf",
    "fitness_station",
    "water_park",
    "horse_riding",
)
RULES: tuple[ClassRule, ...] = (
    ("park", "leisure", any_of("park", "nature_reserve")),
    ("garden", "leisure", any_of("garden")),
    ("recreation", "leisure", RECREATION),
    ("recreation", "landuse", any_of("recreation_ground")),
    ("cemetery", "landuse", any_of("cemetery", "churchyard")),
    ("cemetery", "amenity", any_of("grave_yard")),
    ("allotments", "landuse", any_of("allotments")),
    ("wood", "natural", any_of("wood")),
    ("wood", "landuse", any_of("forest")),
    ("grass", "landuse", any_of("grass", "village_green", "flowerbed")),
    ("meadow", "landuse", any_of("meadow", "orchard")),
    ("meadow", "natural", any_of("grassland", "heath", "scrub")),
)
# From the one painted first to the one painted last: a playground lies in a park, not under it.
PAINTED = ("meadow", "allotments", "cemetery", "park", "wood", "grass", "garden", "recreation")

STYLE = Style(
    entries=(
        LegendEntry("park", N_("Park"), "#98c590", "#3f7550"),
        LegendEntry("garden", N_("Garden"), "#c8de9c", "#728c4e"),
        LegendEntry("grass", N_("Grass"), "#dceac6", "#3d6146"),
        LegendEntry("wood", N_("Wood"), "#6ea37a", "#1d4033"),
        LegendEntry("recreation", N_("Sports and play"), "#86cbbb", "#2c8580"),
        LegendEntry("cemetery", N_("Cemetery"), "#98a59c", "#6b7870"),
        LegendEntry("allotments", N_("Allotments"), "#c4b67c", "#7a6d42"),
        LegendEntry("meadow", N_("Meadow, orchard, scrub"), "#d6cda0", "#5c5f42"),
    ),
    note=N_("Kind of green space. Trees that fill woods are drawing"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return green areas with their class."""
    columns = {
        "class": class_from_tags(raw, RULES, other="meadow"),
        "sport": tag(raw, "sport"),
        "access": tag(raw, "access"),
        "leaf_type": tag(raw, "leaf_type"),
        "operator": tag(raw, "operator"),
    }
    return typed_table(raw, context, columns), Report()


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid areas of at least 1 m² with their size, and how green they are where a picture says it."""
    table, report = clean_polygons(with_columns(table, KIND), layer=KIND.name, min_area_m2=MIN_AREA_M2)
    classes = table["class"].where(table["class"].notna(), "meadow")
    table = table.assign(**{"class": classes, "area_m2": area_m2(table)})
    if context.raw:
        made = {CLEARED.name: cleared(table, context), STEP.name: step_of(table), COVERED.name: covered(table, context)}
        table = table.assign(**made)
    if context.ndvi is None:
        return table, report
    table, measured = _with_ndvi(table, context.ndvi)
    return table, report + measured


def _with_ndvi(table: gpd.GeoDataFrame, picture: Ndvi) -> tuple[gpd.GeoDataFrame, Report]:
    mean, seen = mean_within(picture.fine, np.asarray(table.geometry.values, dtype=object))
    known = ~np.isnan(mean)
    tier = pd.Series(str(picture.tier), index=table.index).where(known)
    report = report_of(KIND.name, "assumed", TOO_SMALL, table.index[np.isnan(seen)])
    report += report_of(KIND.name, "assumed", NOT_SEEN, table.index[~known & ~np.isnan(seen)])
    return table.assign(ndvi=mean.round(3), ndvi_seen=(100 * seen).round(), ndvi_tier=tier), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the areas on the ground, of two that overlap only the one painted last; and trees that fill the woods."""
    areas = seen(table)
    return joined([terrain.areas(areas, lift_m=LIFT_M), wood_trees(table, areas, terrain)])


def areas_alone(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the areas on the ground without trees, which are not seen from afar."""
    return terrain.areas(seen(table), lift_m=LIFT_M)


def uncovered(table: gpd.GeoDataFrame) -> np.ndarray:
    """Return each area without the parts on which an area of a class painted later lies."""
    areas = np.asarray(table.geometry.values, dtype=object).copy()
    lower, upper = _laid_over(table, areas)
    for row in np.unique(lower):
        areas[row] = shapely.difference(areas[row], shapely.union_all(areas[upper[lower == row]]))
    return areas


def seen(table: gpd.GeoDataFrame) -> np.ndarray:
    """Return what is drawn of each area of a tile: what no other of the tile, and none of another tile, lies on."""
    areas = uncovered(table)
    if COVERED.name in table:
        hidden = np.flatnonzero(table[COVERED.name].notna().to_numpy(bool))
        under = shapely.from_wkb(table[COVERED.name].to_numpy(object)[hidden])
        areas[hidden] = shapely.difference(areas[hidden], under)
    return areas


def covered(table: gpd.GeoDataFrame, context: Context) -> pd.Series:
    """Return as WKB what of each area lies under areas painted later in other tiles; None where nothing does.

    A tile is drawn without looking at others.
    """
    areas = np.asarray(table.geometry.values, dtype=object)
    square = squares_of(shapely.bounds(areas), context.frame.bounds[:2], TILE_M)
    lower, upper = _laid_over(table, areas)
    apart = (square[lower] != square[upper]).any(axis=1)
    lower, upper = lower[apart], upper[apart]
    shared = shapely.intersection(areas[lower], areas[upper])
    laid = shapely.area(shared) > 0
    found = pd.Series(None, index=table.index, dtype=object)
    for row in np.unique(lower[laid]):
        found.iloc[row] = shapely.to_wkb(shapely.union_all(shared[laid & (lower == row)]))
    return found


def _laid_over(table: gpd.GeoDataFrame, areas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of areas that touch: the one that is painted first, and the one painted later."""
    rank = table["class"].map({name: i for i, name in enumerate(PAINTED)}).fillna(0).to_numpy()
    lower, upper = shapely.STRtree(areas).query(areas, predicate="intersects")
    above = rank[upper] > rank[lower]
    return lower[above], upper[above]


KIND = LayerKind(
    name="green_space",
    title=N_("Green space"),
    description=N_("Parks, gardens, grass, woods, sports grounds, cemeteries and allotments."),
    group="nature",
    geometry=("polygon",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("area_m2", "number", N_("Area"), unit="m²"),
        Column("sport", "text", N_("Sport"), values=SPORT),
        Column("access", "text", N_("Access"), values=ACCESS),
        Column("leaf_type", "text", N_("Leaves"), values=LEAVES),
        Column("operator", "text", N_("Operator")),
        Column("ndvi", "number", N_("Vegetation index (NDVI), mean")),
        Column("ndvi_seen", "number", N_("Share of it that the satellite saw"), unit="%"),
        Column("ndvi_tier", "text", N_("How true the vegetation index is")),
        CLEARED,
        STEP,
        COVERED,
    ),
    style=STYLE,
    form=form,
    colours=crown_colours,
    count_forms=NN_("{count} green area", "{count} green areas"),
    total=HECTARES,
    osm=OsmSelection(
        where={
            "leisure": any_of("park", "nature_reserve", "garden") | RECREATION,
            "landuse": any_of(
                "grass",
                "village_green",
                "flowerbed",
                "forest",
                "meadow",
                "orchard",
                "recreation_ground",
                "cemetery",
                "churchyard",
                "allotments",
            ),
            "natural": any_of("wood", "grassland", "heath", "scrub"),
            "amenity": any_of("grave_yard"),
        },
        without={"building": None},
        geometry=("polygon",),
        tags=("name", "leisure", "landuse", "natural", "amenity", "sport", "access", "leaf_type", "operator"),
    ),
    from_osm=from_osm,
    complete=complete,
    coarser={"far": areas_alone},
    tile_m=TILE_M,
    order=20,
)
