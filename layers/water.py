"""Water: the Bega, lakes, pools, and the lines of canals, streams, drains and ditches."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.clean import clean_lines, clean_polygons
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from geodata.tags import length_m as read_length

from .column import Column
from .layer import KILOMETRES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, joined
from .pins import geometry_rows
from .tag_titles import TUNNEL
from .tagged import (
    ClassRule,
    area_m2,
    class_from_tags,
    length_m,
    numbers_from_tags,
    pieces_found,
    tag,
    titles,
    typed_table,
)
from .terrain import Terrain

MIN_AREA_M2 = 1.0
LIFT_M = 0.45
LINE_LIFT_M = 0.38  # below the areas: a river's line runs along the middle of its area

RULES: tuple[ClassRule, ...] = (
    ("pool", "leisure", any_of("swimming_pool")),
    ("canal", "water", any_of("canal", "lock")),
    ("river", "water", any_of("river", "stream", "oxbow")),
    ("canal", "waterway", any_of("canal")),
    ("river", "waterway", any_of("river", "riverbank")),
    ("stream", "waterway", any_of("stream")),
    ("ditch", "waterway", any_of("ditch", "drain")),
    ("wetland", "natural", any_of("wetland")),
    ("basin", "landuse", any_of("basin", "reservoir")),
    ("basin", "water", any_of("basin", "reservoir", "wastewater")),
)
# Widths of lines without a width tag, in metres. Assumed: seen on aerial pictures of the plain around Timișoara.
WIDTHS_M = {"river": 20.0, "canal": 8.0, "stream": 3.0, "ditch": 1.5}

STYLE = Style(
    entries=(
        LegendEntry("river", N_("River"), "#8cbfe4", "#3a7fb4"),
        LegendEntry("canal", N_("Canal"), "#8abde2", "#397db1"),  # all but a river's: the Bega is mapped as both
        LegendEntry("stream", N_("Stream"), "#b6d8ea", "#548cb0"),
        LegendEntry("ditch", N_("Ditch or drain"), "#cbdbe3", "#42556a"),
        LegendEntry("basin", N_("Basin or reservoir"), "#84b0bd", "#2c5560"),
        LegendEntry("pool", N_("Swimming pool"), "#6fd0ee", "#3fa2c8"),
        LegendEntry("wetland", N_("Wetland"), "#b5d3cf", "#3b6370"),
        LegendEntry("lake", N_("Lake or pond"), "#99c1de", "#2f5d8c"),
    ),
    note=N_("Kind of water"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return areas and lines of water with their class; what runs in a pipe underground stays in the table."""
    sizes, report = numbers_from_tags(raw, {"width_m": (read_length, ("width",))}, layer=KIND.name)
    columns = {
        "class": class_from_tags(raw, RULES, other="lake"),
        **sizes,
        "tunnel": tag(raw, "tunnel"),
        "intermittent": tag(raw, "intermittent") == "yes",
    }
    return typed_table(raw, context, columns), report + pieces_found(raw, layer=KIND.name)


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid geometry with areas and lengths, and a width for each line."""
    table = with_columns(table, KIND)
    _, lines, _ = geometry_rows(table)
    is_line = np.zeros(len(table), bool)
    is_line[lines] = True
    areas, report = clean_polygons(table[~is_line], layer=KIND.name, min_area_m2=MIN_AREA_M2)
    courses, line_report = clean_lines(table[is_line], layer=KIND.name)
    assumed = courses["class"].map(WIDTHS_M).fillna(WIDTHS_M["stream"])
    courses = courses.assign(width_m=courses["width_m"].fillna(assumed), length_m=length_m(courses))
    areas = areas.assign(area_m2=area_m2(areas))
    return pd.concat([areas, courses]), report + line_report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return areas flat on the ground and lines as ribbons; nothing for water in a pipe."""
    _, lines, areas = geometry_rows(table)
    geometry = np.asarray(table.geometry.values, dtype=object)
    open_air = ~table["tunnel"].isin(["yes", "culvert", "flooded"]).to_numpy()
    lines = lines[open_air[lines]]
    widths = table["width_m"].to_numpy(float, na_value=WIDTHS_M["stream"])[lines]
    return joined(
        [
            terrain.areas(geometry[areas], lift_m=LIFT_M).at_rows(areas),
            terrain.ribbons(geometry[lines], widths, lift_m=LINE_LIFT_M).at_rows(lines),
        ]
    )


KIND = LayerKind(
    name="water",
    title=N_("Water"),
    description=N_("Rivers, canals, lakes, basins and pools, and the lines of streams, drains and ditches."),
    group="nature",
    geometry=("polygon", "line"),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("area_m2", "number", N_("Area"), unit="m²"),
        Column("length_m", "number", N_("Length"), unit="m"),
        Column("width_m", "number", N_("Width"), unit="m"),
        Column("tunnel", "text", N_("In a pipe"), values=TUNNEL),
        Column("intermittent", "boolean", N_("Dry at times")),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} water", "{count} waters"),
    total=KILOMETRES,
    osm=OsmSelection(
        where={
            "natural": any_of("water", "wetland"),
            "waterway": any_of("river", "riverbank", "canal", "stream", "ditch", "drain"),
            "landuse": any_of("basin", "reservoir"),
            "leisure": any_of("swimming_pool"),
        },
        without={"building": None},
        geometry=("polygon", "line"),
        tags=("name", "natural", "water", "waterway", "landuse", "leisure", "width", "tunnel", "intermittent"),
    ),
    from_osm=from_osm,
    complete=complete,
    tile_m=6000,
    order=25,
)
