"""Neighbourhoods: areas where they are mapped, else the land nearest to each neighbourhood's name."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.clean import clean_points, clean_polygons
from geodata.language import N_, NN_
from geodata.names import plain_text
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of
from geodata.tags import count

from .column import Column
from .layer import Context, LayerKind, LegendEntry, Style, Total, with_columns
from .mesh import Mesh
from .pins import geometry_rows
from .tagged import area_m2, numbers_from_tags, tag, typed_table
from .terrain import Terrain

MIN_AREA_M2 = 100.0
OUTLINE_M = 6.0
LIFT_M = 1.1
PLACES = any_of("suburb", "quarter", "neighbourhood", "village", "hamlet", "town", "borough")

DRAWN = N_("drawn on the map")
NEAREST_NAME = N_("land nearest to the name on the map (Voronoi 1908), without what is drawn as another")

STYLE = Style(
    entries=(
        LegendEntry("derived", N_("Derived from a name on the map"), "#b7a6c9", "#7d6f96"),
        LegendEntry("mapped", N_("Neighbourhood"), "#7a629e", "#b39bd6"),
    ),
    column="tier",
    note=N_("How its border is known"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return places that have a name."""
    nameless = tag(raw, "name").isna()
    report = report_of(KIND.name, "dropped", N_("a place without a name"), raw.index[nameless])
    raw = raw[~nameless]
    sizes, read = numbers_from_tags(raw, {"population": (count, ("population",))}, layer=KIND.name)
    columns = {"class": tag(raw, "place"), **sizes}
    return typed_table(raw, context, columns), report + read


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return areas only: those given as areas, and a derived one for each further point.

    A point within a given area, or of the same name, adds nothing and is dropped. The border of a
    derived area is half-way to the next place, cut at the city's bounds and at the given areas.
    """
    table = with_columns(table, KIND)
    points, _, _ = geometry_rows(table)
    is_point = np.zeros(len(table), bool)
    is_point[points] = True
    drawn, report = clean_polygons(table[~is_point], layer=KIND.name, min_area_m2=MIN_AREA_M2)
    drawn = drawn.assign(method=drawn["method"].fillna(DRAWN))
    named, point_report = clean_points(table[is_point], layer=KIND.name)
    report += point_report
    if not len(named):
        return drawn.assign(area_m2=area_m2(drawn)), report
    known = _is_known(named, drawn)
    report += report_of(KIND.name, "dropped", N_("a name whose neighbourhood is there as an area"), named.index[known])
    cells, cell_report = _cells(named, known, drawn, context)
    made = pd.concat([drawn, cells]) if len(drawn) else cells
    return made.assign(area_m2=area_m2(made)), report + cell_report


def _is_known(named: gpd.GeoDataFrame, drawn: gpd.GeoDataFrame) -> np.ndarray:
    """Return which points lie in a drawn area or share its name, whatever its dashes and diacritics."""
    areas = np.asarray(drawn.geometry.values, dtype=object)
    points = np.asarray(named.geometry.values, dtype=object)
    inside = np.zeros(len(named), bool)
    inside[shapely.STRtree(areas).query(points, predicate="within")[0]] = True
    names = {_plain(name) for name in drawn["name"].dropna()}
    return np.asarray(inside | named["name"].map(_plain).isin(names).to_numpy())


def _plain(name: str) -> str:
    return "".join(c for c in plain_text(name) if c.isalnum())


def _cells(
    named: gpd.GeoDataFrame, known: np.ndarray, drawn: gpd.GeoDataFrame, context: Context
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the areas of the points that are not known; the known ones take part, so land is not given to others."""
    box = shapely.box(*context.frame.bounds)
    points = np.asarray(named.geometry.values, dtype=object)
    again = pd.DataFrame(shapely.get_coordinates(points)).duplicated().to_numpy()
    outside = ~shapely.within(points, box)
    twice, beyond = ~known & again & ~outside, ~known & outside
    report = report_of(KIND.name, "dropped", N_("a second name at the same place"), named.index[twice])
    report += report_of(KIND.name, "dropped", N_("a name outside the city's bounds"), named.index[beyond])
    sites = ~again & ~outside
    kept = sites & ~known
    if not kept.any():
        return named[kept], report
    cells = voronoi_cells(points[sites], box)[~known[sites]]
    cells = shapely.difference(cells, shapely.union_all(np.asarray(drawn.geometry.values, dtype=object)))
    tier = named["tier"].where(named["tier"] == "synthetic", "derived")
    made = named.assign(tier=tier, method=NEAREST_NAME)[kept].set_geometry(cells, crs=named.crs)
    made, cleaned = clean_polygons(made, layer=KIND.name, min_area_m2=MIN_AREA_M2)
    return made, report + cleaned


def voronoi_cells(points: np.ndarray, box: shapely.Polygon) -> np.ndarray:
    """Return for each of some distinct points the part of the box that is nearer to it than to the others."""
    if len(points) == 1:
        return np.array([box], dtype=object)
    cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=box, ordered=True)
    return np.asarray(shapely.intersection(shapely.get_parts(cells), box), dtype=object)


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the outlines as ribbons on the ground."""
    outlines = shapely.boundary(np.asarray(table.geometry.values, dtype=object))
    return terrain.ribbons(outlines, OUTLINE_M, lift_m=LIFT_M)


KIND = LayerKind(
    name="neighbourhoods",
    title=N_("Neighbourhoods"),
    description=N_("Neighbourhoods and villages: drawn areas, or the land nearest to a name on the map."),
    group="places",
    geometry=("polygon", "point"),
    columns=(
        Column(
            "class",
            "text",
            N_("Kind"),
            values={
                "suburb": N_("Neighbourhood"),
                "quarter": N_("Quarter"),
                "neighbourhood": N_("Small neighbourhood"),
                "village": N_("Village"),
                "hamlet": N_("Hamlet"),
                "town": N_("Town"),
                "borough": N_("Borough"),
            },
        ),
        Column("area_m2", "number", N_("Area"), unit="m²"),
        Column("population", "integer", N_("Residents")),
        Column("method", "text", N_("How its border is known")),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} neighbourhood", "{count} neighbourhoods"),
    total=Total(unit="km²", factor=1e-6),
    osm=OsmSelection(
        where={"place": PLACES},
        geometry=("polygon", "point"),
        tags=("name", "place", "population"),
    ),
    from_osm=from_osm,
    complete=complete,
    visible=False,
    tile_m=6000,
    order=90,
)
