"""Building parts: the pieces of a building that differ in height and roof, where they are mapped."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.clean import clean_polygons
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection

from .building_colours import building_colours
from .building_columns import COLUMNS, LOOK_TAGS, READERS, SIZE_TAGS
from .building_heights import FROM_LEVELS, HEIGHT_TAG, believable
from .building_solids import building_solids
from .buildings import MIN_AREA_M2, begun, looks, with_sizes
from .buildings import from_osm as buildings_from_osm
from .column import Column
from .facades import storeys_up
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh
from .parted_buildings import HALF
from .roof_columns import with_roofs
from .roofs import Roofed
from .tagged import numbers_from_tags, tag, typed_table
from .terrain import Terrain

ONE_STOREY = N_("neither height nor storeys are mapped: one storey")
FROM_BUILDING = N_("neither height nor storeys are mapped: as high as the building it belongs to")
REACHES = N_("a part that reaches out of its building, drawn where it is mapped")
OUTSIDE = N_("a part that stands outside every building, drawn where it is mapped")
SPECK = 0.02  # of a part: nobody draws more exactly
NEIGHBOURS_M = 1000.0  # around a part: the buildings by which its own is estimated, and more
LEAST_M = 0.5  # that a part is to rise above its own beginning

STYLE = Style(entries=(LegendEntry("part", N_("Part of a building"), "#d9c4a5", "#a68f6e"),))


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return parts with height, where they begin, and roof."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    columns = {"class": "part", "building": tag(raw, "building:part"), **sizes, **looks(raw)}
    return typed_table(raw, context, columns), report


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid parts, each with a height from its tag or storeys, else one storey above its beginning."""
    table, report = clean_polygons(with_columns(table, KIND), layer=KIND.name, min_area_m2=MIN_AREA_M2)
    table, unbelievable = believable(table, layer=KIND.name)
    storey = context.recipe.storey_height_m
    begins = table["min_height_m"].fillna(table["min_level"] * storey)
    roof_m = table["roof_height_m"].fillna(table["roof_levels"] * storey).fillna(0.0)
    from_levels = table["levels"] * storey + roof_m
    known, derived = table["height_m"].notna(), from_levels.notna()
    whole = heights_of_buildings(table[~known & ~derived], context).reindex(table.index)
    whole = whole.where(whole > begins.fillna(0.0) + LEAST_M)
    guessed = np.where(whole.notna(), FROM_BUILDING, ONE_STOREY)
    tier = np.where(known, table["height_tier"].fillna(table["tier"]), np.where(derived, "derived", "estimated"))
    method = np.where(known, table["height_method"].fillna(HEIGHT_TAG), np.where(derived, FROM_LEVELS, guessed))
    made = table.assign(
        **{"class": "part"},
        footprint_m2=table.geometry.area.round(1),
        min_height_m=begins,
        height_m=table["height_m"].fillna(from_levels).fillna(whole).fillna(begins.fillna(0.0) + storey),
        height_tier=pd.Series(tier, index=table.index, dtype=object),
        height_method=pd.Series(method, index=table.index, dtype=object),
    )
    made, odd = begun(made, layer=KIND.name, storey_height_m=storey)
    made, roofs = with_roofs(made, layer=KIND.name, storey_height_m=storey)
    for reason in (ONE_STOREY, FROM_BUILDING):
        report += report_of(KIND.name, "assumed", reason, made.index[method == reason])
    return made, report + unbelievable + odd + roofs + _outside(made, context)


def heights_of_buildings(parts: gpd.GeoDataFrame, context: Context) -> pd.Series:
    """Return the height of the building on which at least half of each part lies; of others nothing.

    As the building's own is found, from its tags or estimated by its kind and neighbours.
    """
    raw = context.raw.get("buildings")
    if raw is None or not len(raw) or not len(parts):
        return pd.Series(dtype=float)
    shapes = np.asarray(parts.geometry.values, dtype=object)
    around = shapely.box(*shapely.total_bounds(shapes)).buffer(NEIGHBOURS_M)
    near = raw[shapely.intersects(np.asarray(raw.geometry.values, dtype=object), around)]
    read, _ = buildings_from_osm(near, context)
    sized, _ = with_sizes(read, storey_height_m=context.recipe.storey_height_m)
    outlines = np.asarray(sized.geometry.values, dtype=object)
    part, outline = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[part], outlines[outline]))
    found = pd.DataFrame({"id": parts.index[part], "height_m": sized["height_m"].to_numpy()[outline], "shared": shared})
    found = found[shared >= HALF * shapely.area(shapes)[part]].sort_values("shared", kind="stable")
    found = found.drop_duplicates("id", keep="last")
    return pd.Series(found["height_m"].to_numpy(float), index=found["id"].to_numpy(object))


def _outside(table: gpd.GeoDataFrame, context: Context) -> Report:
    """Return the parts that lie on no building, or not all of them; they are drawn all the same."""
    raw = context.raw.get("buildings")
    if raw is None or not len(raw):
        return Report()
    outlines = np.asarray(raw.geometry.values, dtype=object)
    outlines = shapely.make_valid(outlines[~shapely.is_missing(outlines)])
    parts = np.asarray(table.geometry.values, dtype=object)
    part, outline = shapely.STRtree(outlines).query(parts, predicate="intersects")
    shared = shapely.area(shapely.intersection(parts[part], outlines[outline]))
    inside = np.bincount(part, weights=shared, minlength=len(parts))
    area = shapely.area(parts)
    out, across = inside < SPECK * area, inside < (1 - SPECK) * area
    told = report_of(KIND.name, "assumed", OUTSIDE, table.index[out])
    return told + report_of(KIND.name, "assumed", REACHES, table.index[across & ~out])


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a closed solid for each part."""
    return part_solids(table, terrain).mesh


def part_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> Roofed:
    """Return a closed solid for each part, and what became of its roof."""
    return building_solids(table, terrain)


KIND = LayerKind(
    name="building_parts",
    title=N_("Building parts"),
    description=N_("Pieces of buildings that differ in height, where they are mapped."),
    group="buildings",
    geometry=("polygon",),
    columns=(Column("class", "text", N_("Kind"), values={"part": N_("Part of a building")}), *COLUMNS[1:]),
    style=STYLE,
    form=form,
    solids=part_solids,
    colours=building_colours,
    facades=storeys_up,
    count_forms=NN_("{count} building part", "{count} building parts"),
    osm=OsmSelection(where={"building:part": None}, geometry=("polygon",), tags=("name", *SIZE_TAGS, *LOOK_TAGS)),
    from_osm=from_osm,
    complete=complete,
    order=12,
)
