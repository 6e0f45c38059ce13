"""Trees: single ones, and rows that are planted evenly where only the row is mapped."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.clean import clean_lines, clean_points
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of
from geodata.tags import length_m as read_length

from .layer import Column, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, instances, joined
from .pins import cone, geometry_rows, prism, standing
from .tag_titles import DENOTATION, LEAF_CYCLE, LEAVES
from .tagged import Readers, first_of, length_m, numbers_from_tags, pieces_found, tag, typed_table
from .terrain import Terrain
from .triangulation import Floats, Ints

ROW_STEP_M = 8.0
# Assumed where no height is mapped: a street tree of middle age.
TREE_HEIGHT_M = 8.0
CROWN_OF_HEIGHT = 0.6  # crown diameter as a share of the height, where it is not mapped; assumed
TALLEST_M = 70.0  # the tallest trees of Europe: a karri in Coimbra, 72.9 m (Monumental Trees, 2022)
HEIGHT_TAG = N_("height tag")
ASSUMED_HEIGHT = N_("a street tree of middle age: 8 m")
READERS: Readers = {
    "height_m": (read_length, ("height",)),
    "crown_m": (read_length, ("diameter_crown",)),
    "circumference_m": (read_length, ("circumference",)),
}

STYLE = Style(
    entries=(
        LegendEntry("needleleaved", N_("Needle-leaved"), "#4f7f6b", "#3f7d68"),
        LegendEntry("broadleaved", N_("Broad-leaved"), "#7fae6b", "#6f9f5c"),
        LegendEntry("other", N_("Tree, kind not stated"), "#8db57c", "#688f5e"),
    ),
    column="leaf_type",
    note=N_("Kind of leaves"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return trees and tree rows with species and size."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    absurd = sizes["height_m"] > TALLEST_M
    report += report_of(KIND.name, "repaired", N_("a height no tree has, taken as not mapped"), raw.index[absurd])
    columns = {
        "class": tag(raw, "natural").map({"tree_row": "row"}).fillna("tree"),
        "leaf_type": tag(raw, "leaf_type"),
        "leaf_cycle": tag(raw, "leaf_cycle"),
        "species": first_of(raw, ("species", "taxon", "genus")),
        **sizes,
        "height_m": sizes["height_m"].mask(absurd),
        "denotation": tag(raw, "denotation"),
    }
    return typed_table(raw, context, columns), report + pieces_found(raw, layer=KIND.name)


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return trees with a height each, and how it is known."""
    table = with_columns(table, KIND)
    _, lines, _ = geometry_rows(table)
    is_row = np.zeros(len(table), bool)
    is_row[lines] = True
    trees, report = clean_points(table[~is_row], layer=KIND.name)
    rows, row_report = clean_lines(table[is_row], layer=KIND.name)
    rows = rows.assign(length_m=length_m(rows), **{"class": "row"})
    trees = trees.assign(**{"class": trees["class"].fillna("tree")})
    made = pd.concat([trees, rows]) if len(rows) else trees
    known = made["height_m"].notna()
    unnamed = known & made["height_tier"].isna()
    tier = made["height_tier"].mask(unnamed, made["tier"]).where(known, "estimated")
    method = made["height_method"].mask(unnamed, HEIGHT_TAG).where(known, ASSUMED_HEIGHT)
    made = made.assign(height_m=made["height_m"].fillna(TREE_HEIGHT_M), height_tier=tier, height_method=method)
    assumed = report_of(KIND.name, "assumed", N_("no height mapped: 8 m"), made.index[~known])
    return made, report + row_report + assumed


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a small tree at each point, and one every 8 m along each row."""
    points, lines, _ = geometry_rows(table)
    geometry = np.asarray(table.geometry.values, dtype=object)
    planted, line = planted_along(geometry[lines])
    xy = np.concatenate([shapely.get_coordinates(geometry[points]), planted])
    row = np.concatenate([points, lines[line]])
    height = table["height_m"].fillna(TREE_HEIGHT_M).to_numpy(float)[row]
    return instances(standing(xy, terrain), tree_shape(), scale=height).at_rows(row)


def planted_along(lines: np.ndarray) -> tuple[Floats, Ints]:
    """Return the places of trees every 8 m along lines, both ends included, and each one's line."""
    length = shapely.length(lines)
    count = np.floor(length / ROW_STEP_M).astype(int) + 1
    line = np.repeat(np.arange(len(lines)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    step = np.divide(length, count - 1, out=np.zeros(len(lines)), where=count > 1)
    return shapely.get_coordinates(shapely.line_interpolate_point(lines[line], number * step[line])), line


def tree_shape() -> Mesh:
    """Return a tree of 1 m height: a three-sided trunk under a crown of two four-sided cones."""
    half = CROWN_OF_HEIGHT / 2
    return joined(
        [
            prism(0.03, sides=3, base_m=0.0, top_m=0.25),
            cone(half, sides=4, base_m=0.55, top_m=0.2),
            cone(half, sides=4, base_m=0.55, top_m=1.0),
        ]
    )


KIND = LayerKind(
    name="trees",
    title=N_("Trees"),
    description=N_("Mapped trees and tree rows. Most trees of the city are not mapped yet."),
    group="nature",
    geometry=("point", "line"),
    columns=(
        Column("class", "text", N_("Kind"), values={"tree": N_("Single tree"), "row": N_("Tree row")}),
        Column("leaf_type", "text", N_("Leaves"), values=LEAVES),
        Column("leaf_cycle", "text", N_("Through the year"), values=LEAF_CYCLE),
        Column("species", "text", N_("Species")),
        Column("height_m", "number", N_("Height"), unit="m"),
        Column("height_tier", "text", N_("How true the height is")),
        Column("height_method", "text", N_("How the height is known")),
        Column("crown_m", "number", N_("Crown diameter"), unit="m"),
        Column("circumference_m", "number", N_("Trunk circumference"), unit="m"),
        Column("denotation", "text", N_("Significance"), values=DENOTATION),
        Column("length_m", "number", N_("Length"), unit="m"),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} tree or row", "{count} trees and rows"),
    osm=OsmSelection(
        where={"natural": any_of("tree", "tree_row")},
        geometry=("point", "line"),
        tags=(
            "name",
            "natural",
            "leaf_type",
            "leaf_cycle",
            "species",
            "taxon",
            "genus",
            "height",
            "diameter_crown",
            "circumference",
            "denotation",
        ),
    ),
    from_osm=from_osm,
    complete=complete,
    order=30,
)
