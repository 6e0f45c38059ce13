"""Streets and paths, with everything that walking, cycling and driving need to know."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.clean import clean_lines
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of
from geodata.tags import count, incline_percent, number, speed_kmh
from geodata.tags import length_m as read_length

from .column import Column
from .contradictions import odd_bridges
from .decks import raised, with_sides
from .joined_ways import is_said, is_tunnel
from .layer import KILOMETRES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, joined
from .pavements import with_usual_pavements
from .rises import with_rises
from .street_areas import area_colours, street_areas
from .street_columns import COLUMNS, TEXT_TAGS
from .street_places import parked, with_places
from .tagged import (
    ClassRule,
    Readers,
    class_from_tags,
    first_of,
    length_m,
    numbers_from_tags,
    pieces_found,
    tag,
    titles,
    typed_table,
)
from .terrain import Terrain
from .tunnels import at_depth, courses, odd_tunnels

RULES: tuple[ClassRule, ...] = (
    ("trunk", "highway", any_of("motorway", "motorway_link", "trunk", "trunk_link")),
    ("primary", "highway", any_of("primary", "primary_link")),
    ("secondary", "highway", any_of("secondary", "secondary_link")),
    ("tertiary", "highway", any_of("tertiary", "tertiary_link")),
    ("residential", "highway", any_of("residential", "unclassified", "road", "busway")),
    ("living_street", "highway", any_of("living_street")),
    ("service", "highway", any_of("service")),
    ("pedestrian", "highway", any_of("pedestrian")),
    ("cycleway", "highway", any_of("cycleway")),
    ("footway", "highway", any_of("footway", "path", "bridleway", "corridor")),
    ("steps", "highway", any_of("steps")),
    ("track", "highway", any_of("track")),
)
SELECTED = frozenset[str]().union(*(values or frozenset() for _, _, values in RULES))

# Assumed where neither width nor lanes are mapped, in metres of carriageway or path.
WIDTHS_M = {
    "trunk": 10.0,
    "primary": 9.0,
    "secondary": 8.0,
    "tertiary": 7.0,
    "residential": 6.0,
    "living_street": 5.0,
    "service": 3.5,
    "pedestrian": 6.0,
    "cycleway": 2.0,
    "footway": 1.8,
    "steps": 2.0,
    "track": 3.0,
}
LANE_M = 3.25  # assumed: between the 3.0 m and 3.5 m that are usual for a lane in a town
WIDTH_LIMITS_M = (0.3, 80.0)
LANE_LIMITS = (1, 12)

# Metres above the ground: wider roads on top where two meet.
PATHS = ("footway", "cycleway", "steps")  # classes of ways without a carriageway, many of them beside one
LIFTS_M = {
    "track": 0.52,
    "footway": 0.53,
    "steps": 0.53,
    "cycleway": 0.54,
    "pedestrian": 0.55,
    "service": 0.57,
    "living_street": 0.59,
    "residential": 0.60,
    "tertiary": 0.62,
    "secondary": 0.64,
    "primary": 0.66,
    "trunk": 0.67,
}
AREA_LIFT_M = 0.48
# Of the dashes over tunnels: above streets and tracks, below bike lanes; classes half as far apart as their streets.
COURSE_LIFTS_M = {name: 0.8125 + (lift_m - LIFTS_M["track"]) / 2 for name, lift_m in LIFTS_M.items()}

WIDTH_TAG, WIDTH_FROM_LANES = N_("width tag"), N_("lanes × 3.25 m")
WIDTH_OF_CLASS = N_("usual width of its class")

READERS: Readers = {
    "maxspeed_kmh": (speed_kmh, ("maxspeed",)),
    "lanes": (number, ("lanes",)),
    "lanes_forward": (number, ("lanes:forward",)),
    "lanes_backward": (number, ("lanes:backward",)),
    "width_m": (read_length, ("width",)),
    "incline_percent": (incline_percent, ("incline",)),
    "layer": (number, ("layer",)),
    "step_count": (count, ("step_count",)),
}

STYLE = Style(
    entries=(
        LegendEntry("trunk", N_("Expressway or trunk road"), "#86827d", "#99a3b5"),
        LegendEntry("primary", N_("Primary street"), "#86827d", "#99a3b5"),
        LegendEntry("secondary", N_("Secondary street"), "#a4a09b", "#7a8496"),
        LegendEntry("tertiary", N_("Tertiary street"), "#a4a09b", "#7a8496"),
        LegendEntry("residential", N_("Residential street"), "#bfbbb6", "#5e6879"),
        LegendEntry("living_street", N_("Living street"), "#bfbbb6", "#5e6879"),
        LegendEntry("service", N_("Service road"), "#d8d5d1", "#454e5e"),
        LegendEntry("pedestrian", N_("Pedestrian street or square"), "#e3cd9f", "#7d7054"),
        LegendEntry("cycleway", N_("Cycleway"), "#c8aad6", "#8d78a8"),
        LegendEntry("steps", N_("Steps"), "#b08a58", "#a8905f"),
        LegendEntry("track", N_("Farm or forest track"), "#d8d5d1", "#454e5e"),
        LegendEntry("footway", N_("Footway or path"), "#e3cd9f", "#7d7054"),
    ),
    note=N_(
        "Class of street; classes of like rank share a colour. Heights of bridges and ramps are estimated, and so are "
        "depths of tunnels, whose course is dashed. "
        "Near: pavements are pale, strips of parked cars bluish, markings white; untagged pavements are estimated"
    ),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return streets and paths with the tags mobility needs, numbers as numbers."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    lanes, width = sizes["lanes"], sizes["width_m"]
    odd_lanes = lanes.notna() & ~lanes.between(*LANE_LIMITS)
    odd_width = width.notna() & ~width.between(*WIDTH_LIMITS_M)
    columns = {
        "class": class_from_tags(raw, RULES, other="footway"),
        **sizes,
        "lanes": lanes.mask(odd_lanes),
        "width_m": width.mask(odd_width),
        "layer": sizes["layer"].round(),
        "sidewalk": first_of(raw, ("sidewalk", "sidewalk:both")),
        "node_ids": tag(raw, "node_ids"),
        **{key.replace(":", "_"): tag(raw, key) for key in TEXT_TAGS},
        **{f"parking_{side}": parked(raw, side) for side in ("left", "right", "both")},
    }
    report += report_of(KIND.name, "repaired", N_("a number of lanes no street has, left out"), raw.index[odd_lanes])
    report += report_of(KIND.name, "repaired", N_("a width no street has, left out"), raw.index[odd_width])
    report += odd_tunnels(raw, layer=KIND.name)
    return typed_table(raw, context, columns), report + pieces_found(raw, layer=KIND.name)


def class_of_highway(highway: str) -> str:
    """Return the class of a street by what OpenStreetMap calls it; "footway" for what has no class of its own."""
    return next((name for name, _, values in RULES if values and highway in values), "footway")


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid lines with their length, and a width for each: its tag, its lanes, or usual for its class."""
    table, report = clean_lines(with_columns(table, KIND), layer=KIND.name)
    table = table.assign(**{"class": table["class"].where(table["class"].isin(list(WIDTHS_M)), "footway")})
    tagged, lanes = table["width_m"].notna(), table["lanes"].notna()
    width = table["width_m"].fillna(table["lanes"] * LANE_M).fillna(table["class"].map(WIDTHS_M))
    tier = np.select([tagged, lanes], [table["tier"], "derived"], default="estimated")
    method = np.select([tagged, lanes], [WIDTH_TAG, WIDTH_FROM_LANES], default=WIDTH_OF_CLASS)
    made = with_rises(table, context).assign(
        length_m=length_m(table),
        width_m=width,
        width_tier=table["width_tier"].where(table["width_tier"].notna(), pd.Series(tier, index=table.index)),
        width_method=table["width_method"].where(table["width_method"].notna(), pd.Series(method, index=table.index)),
    )
    made = with_places(with_usual_pavements(made, context), context)
    guessed = (made["width_tier"] == "estimated").to_numpy(bool)
    reason = N_("no width and no lanes mapped: the usual width of its class")
    report += report_of(KIND.name, "assumed", reason, made.index[guessed])
    return made, report + odd_bridges(made, layer=KIND.name)


FROM_AFAR = ("trunk", "primary", "secondary", "tertiary", "residential", "living_street", "pedestrian")
BENDS_M = 5.0  # how far a line from afar may lie from the street


def main_streets(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the streets that are seen from afar, with fewer bends."""
    rows = np.flatnonzero(table["class"].isin(FROM_AFAR).to_numpy(bool))
    wide = table.iloc[rows]
    straighter = wide.set_geometry(wide.geometry.simplify(BENDS_M))
    return carriageways(straighter, terrain).at_rows(rows)


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return carriageways and paths, and what is seen of them from near: pavements, parked cars' strips, markings."""
    below = np.flatnonzero(is_tunnel(table["tunnel"]))
    lines, width = np.asarray(table.geometry.values, dtype=object)[below], table["width_m"].to_numpy(float)[below]
    under = at_depth(lines, table["rise"].iloc[below], width, terrain).at_rows(below)
    return joined([carriageways(table, terrain), street_areas(table, terrain, LIFTS_M), under])


def carriageways(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a ribbon as wide as the street for each line, dashes for those in tunnels, and squares as areas.

    Underground garages have no dashes.
    """
    is_bridge = is_said(table["bridge"])
    lines = np.asarray(table.geometry.values, dtype=object)
    lines = raised(lines, table["rise"], terrain.heights_at, is_bridge=is_bridge)
    above = ~is_tunnel(table["tunnel"])
    square = above & (table["area"] == "yes").to_numpy(bool) & shapely.is_closed(lines)
    width, lift = table["width_m"].to_numpy(float), table["class"].map(LIFTS_M).to_numpy(float)
    rows = np.flatnonzero(above & ~square & ~np.isnan(lift))
    rows = rows[np.argsort(lift[rows], kind="stable")]
    ribbon = terrain.ribbons(lines[rows], width[rows], lift_m=lift[rows]).at_rows(rows)
    meshes = [with_sides(ribbon, terrain.heights_at, is_bridge=is_bridge, lift_m=lift)]
    squares = np.flatnonzero(square)
    meshes.append(terrain.areas(_areas(lines[squares]), lift_m=AREA_LIFT_M).at_rows(squares))
    below = np.flatnonzero(~above & ~_within_garages(table))
    course_lift = table["class"].map(COURSE_LIFTS_M).to_numpy(float)
    flat = np.asarray(table.geometry.values, dtype=object)[below]
    meshes.append(courses(flat, width[below], terrain, lift_m=course_lift[below]).at_rows(below))
    return joined(meshes)


def _within_garages(table: gpd.GeoDataFrame) -> np.ndarray:
    """Return which streets are ways of cars on a plot, without a name: in tunnels, those of underground garages."""
    return np.asarray((table["class"] == "service") & table["name"].isna(), bool)


def _areas(rings: np.ndarray) -> np.ndarray:
    """Return the areas within closed lines, as valid polygons."""
    if not len(rings):
        return rings
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    areas = shapely.make_valid(shapely.polygons(shapely.linearrings(xy, indices=ring)))
    return np.asarray(shapely.buffer(areas, 0), dtype=object)


KIND = LayerKind(
    name="streets",
    title=N_("Streets and paths"),
    description=N_("Streets, footways, paths, steps and tracks, with what is known for walking, cycling and driving."),
    group="mobility",
    geometry=("line",),
    columns=(Column("class", "text", N_("Class"), values=titles(STYLE.entries)), *COLUMNS),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} street section", "{count} street sections"),
    total=KILOMETRES,
    osm=OsmSelection(
        where={"highway": SELECTED},
        geometry=("line",),
        tags=(
            "name",
            *TEXT_TAGS,
            "maxspeed",
            "lanes",
            "lanes:forward",
            "lanes:backward",
            "width",
            "incline",
            "layer",
            "step_count",
            "sidewalk",
            "sidewalk:both",
            *(f"parking:lane:{side}" for side in ("left", "right", "both")),
        ),
        node_ids=True,
    ),
    from_osm=from_osm,
    complete=complete,
    tile_m=1250,
    colours=area_colours,
    coarser={"middle": carriageways, "far": main_streets},
    order=40,
)
