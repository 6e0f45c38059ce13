"""Vegetation as a satellite sees it: how green each cell of the ground is, planted, wild or sown alike."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.language import N_, NN_
from geodata.ndvi import Ndvi
from geodata.report import Report, report_of

from .column import Column
from .layer import HECTARES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh
from .tagged import titles
from .terrain import Terrain

LIFT_M = 0.36  # over green and vacant land, below water and parking
FAR_LIFT_M = 0.8  # over green, whose heights are coarser from afar
# Even steps; the least and the greatest are those of USGS, Remote Sensing Phenology (2018): below 0.1 to 0.2 bare
# ground and water, about 0.2 to 0.5 sparse plants, from 0.6 on dense ones.
LIMITS = (0.2, 0.4, 0.6, 0.8)
COVERED = N_("cells of the ground that the satellite did not see")
CELLS = N_("cells of the vegetation index")
METHOD = N_("NDVI of the red and near-infrared bands of a satellite picture (Rouse et al. 1974)")

# "YlGn" of ColorBrewer (Harrower & Brewer 2003): told apart by the colour-blind, from bare to dense.
STYLE = Style(
    entries=(
        LegendEntry("bare", N_("Bare, built or water (below 0.2)"), "#ffffcc", "#33352c"),
        LegendEntry("sparse", N_("Sparse (0.2 to 0.4)"), "#c2e699", "#39523a"),
        LegendEntry("mixed", N_("Mixed (0.4 to 0.6)"), "#78c679", "#3f7a4c"),
        LegendEntry("green", N_("Green (0.6 to 0.8)"), "#31a354", "#62a866"),
        LegendEntry("dense", N_("Dense (0.8 and more)"), "#006837", "#b3e08f"),
    ),
    note=N_("Vegetation index NDVI, from −1 to 1; crops and lawns count as trees do"),
)


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return one square for each cell of the picture within the city's frame whose ground is seen."""
    table = with_columns(table, KIND)
    if context.ndvi is None:
        return table, Report()
    cells = cells_of(context.ndvi)
    west, south, east, north = context.frame.bounds
    middle = shapely.centroid(np.asarray(cells.geometry.values, dtype=object))
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    cells = cells[(x > west) & (x < east) & (y > south) & (y < north)]
    seen = cells["ndvi"].notna().to_numpy(bool)
    report = report_of(KIND.name, "found", CELLS, cells.index)
    report += report_of(KIND.name, "dropped", COVERED, cells.index[~seen])
    made = cells[seen]
    steps = np.digitize(made["ndvi"].to_numpy(float), LIMITS)
    classes = np.array([entry.value for entry in STYLE.entries], dtype=object)[steps]
    known = {"class": classes, "tier": context.ndvi.tier, "source": context.ndvi.source, "method": METHOD}
    shown = with_columns(made.assign(**known), KIND)
    return pd.concat([table, shown]) if len(table) else shown, report


def cells_of(picture: Ndvi) -> gpd.GeoDataFrame:
    """Return every cell of a picture as a square with its index, by an id that says its place in the frame's grid."""
    raster = picture.shown
    step, (rows, columns) = float(raster.transform.a), raster.values.shape
    row, column = (each.ravel() for each in np.mgrid[:rows, :columns])
    west, north = raster.transform.c + column * step, raster.transform.f - row * step
    ids = [f"ndvi/{c}_{r}" for c, r in zip(column, row, strict=True)]
    values = {"ndvi": raster.values.ravel().astype(float).round(3), "row": row, "column": column}
    squares = shapely.box(west, north - step, west + step, north)
    return gpd.GeoDataFrame(values, index=pd.Index(ids, name="id"), geometry=squares, crs=raster.crs)


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the cells on the ground, and what is water or parking seen over them."""
    return terrain.areas(np.asarray(table.geometry.values, dtype=object), lift_m=LIFT_M)


def from_afar(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the cells over all other areas."""
    return terrain.areas(np.asarray(table.geometry.values, dtype=object), lift_m=FAR_LIFT_M)


KIND = LayerKind(
    name="vegetation",
    title=N_("Vegetation from satellite"),
    description=N_("How green the ground is, in cells of a satellite picture, whoever it belongs to."),
    group="environment",
    geometry=("polygon",),
    columns=(
        Column("class", "text", N_("Vegetation"), values=titles(STYLE.entries)),
        Column("ndvi", "number", N_("Vegetation index (NDVI)")),
        Column("method", "text", N_("Method")),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} cell", "{count} cells"),
    total=HECTARES,
    complete=complete,
    coarser={"far": from_afar},
    tile_m=4000,
    visible=False,
    order=24,
)
