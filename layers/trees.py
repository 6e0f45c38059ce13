"""Trees: single ones, and rows that are planted evenly where only the row is mapped."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.clean import clean_lines, clean_points
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of
from geodata.tags import length_m as read_length

from .column import Column
from .crowns import needle_tree, round_tree
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, instances, joined
from .pins import geometry_rows, standing
from .tag_titles import DENOTATION, LEAF_CYCLE, LEAVES
from .tagged import Readers, first_of, length_m, numbers_from_tags, pieces_found, tag, typed_table
from .terrain import Terrain
from .triangulation import Floats, Ints

ROW_STEP_M = 8.0
# Assumed where no height is mapped: a street tree of middle age.
TREE_HEIGHT_M = 8.0
# Crown diameter as a share of the height, where it is not mapped; assumed.
CROWN_OF_HEIGHT, NEEDLE_CROWN_OF_HEIGHT = 0.6, 0.4
WIDEST_CROWN_M = 50.0  # our assumption: the widest old planes and oaks have some 40 to 50 m
TALLEST_M = 70.0  # the tallest trees of Europe: a karri in Coimbra, 72.9 m (Monumental Trees, 2022)
# Botanical names in use in parks of Europe; the leaves of an unnamed tree of one are needles or scales.
CONIFERS = ("Abies", "Cedrus", "Chamaecyparis", "Cupressus", "Juniperus", "Larix", "Metasequoia", "Picea",
            "Pinus", "Platycladus", "Pseudotsuga", "Sequoia", "Sequoiadendron", "Taxodium", "Taxus", "Thuja",
            "Tsuga")  # fmt: skip
HEIGHT_TAG = N_("height tag")
CROWN_HEIGHT = N_("made of the crown's width: 0.6 of the height, 0.4 of conifers")
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
    too_wide = sizes["crown_m"] > WIDEST_CROWN_M
    report += report_of(KIND.name, "repaired", N_("a crown no tree has, taken as not mapped"), raw.index[too_wide])
    columns = {
        "class": tag(raw, "natural").map({"tree_row": "row"}).fillna("tree"),
        "leaf_type": tag(raw, "leaf_type"),
        "leaf_cycle": tag(raw, "leaf_cycle"),
        "species": first_of(raw, ("species", "taxon", "genus")),
        **sizes,
        "height_m": sizes["height_m"].mask(absurd),
        "crown_m": sizes["crown_m"].mask(too_wide),
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
    made, assumed = _with_heights(pd.concat([trees, rows]) if len(rows) else trees)
    return made, report + row_report + assumed


def _with_heights(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Report]:
    known = table["height_m"].notna()
    by_crown = (table["crown_m"] / _crown_share(table)).clip(upper=TALLEST_M).round(1)
    has_crown = ~known & by_crown.notna()
    unnamed = known & table["height_tier"].isna()
    tier = table["height_tier"].mask(unnamed, table["tier"]).where(known, "estimated")
    method = table["height_method"].mask(unnamed, HEIGHT_TAG).where(known, ASSUMED_HEIGHT)
    method = method.mask(has_crown, CROWN_HEIGHT)
    height = table["height_m"].fillna(by_crown).fillna(TREE_HEIGHT_M)
    report = report_of(KIND.name, "assumed", N_("no height mapped: made of the crown's width"), table.index[has_crown])
    lone = table.index[~known & ~has_crown]
    report += report_of(KIND.name, "assumed", N_("no height mapped: 8 m"), lone)
    return table.assign(height_m=height, height_tier=tier, height_method=method), report


def _crown_share(table: gpd.GeoDataFrame) -> Floats:
    return np.where(has_needles(table), NEEDLE_CROWN_OF_HEIGHT, CROWN_OF_HEIGHT)


def has_needles(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which trees are conifers: those said to have needles, and of the others those of a genus that has."""
    said = table["leaf_type"].notna()
    genus = table["species"].astype("str").fillna("").str.extract(r"^(\S*)", expand=False)
    by_genus = genus.str.capitalize().isin(CONIFERS)
    return np.asarray((table["leaf_type"] == "needleleaved") | (~said & by_genus), bool)


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a small tree at each point, and one every 8 m along each row: round with leaves, pointed with needles."""
    points, lines, _ = geometry_rows(table)
    geometry = np.asarray(table.geometry.values, dtype=object)
    planted, line = planted_along(geometry[lines])
    xy = np.concatenate([shapely.get_coordinates(geometry[points]), planted])
    row = np.concatenate([points, lines[line]])
    height = table["height_m"].fillna(TREE_HEIGHT_M).to_numpy(float)
    crown = table["crown_m"].fillna(pd.Series(height * _crown_share(table), table.index)).to_numpy(float)
    size, pointed = np.column_stack([crown, crown, height])[row], has_needles(table)[row]
    ground = standing(xy, terrain)
    return joined(
        [
            instances(ground[which], shape, scale=size[which]).at_rows(row[which])
            for shape, which in ((round_tree(), ~pointed), (needle_tree(), pointed))
        ]
    )


def planted_along(lines: np.ndarray) -> tuple[Floats, Ints]:
    """Return the places of trees every 8 m along lines, both ends included, and each one's line."""
    length = shapely.length(lines)
    count = np.floor(length / ROW_STEP_M).astype(int) + 1
    line = np.repeat(np.arange(len(lines)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    step = np.divide(length, count - 1, out=np.zeros(len(lines)), where=count > 1)
    return shapely.get_coordinates(shapely.line_interpolate_point(lines[line], number * step[line])), line


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
