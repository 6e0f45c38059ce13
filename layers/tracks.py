"""Tracks: tram and railway."""

import geopandas as gpd
import numpy as np

from geodata.clean import clean_lines
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from geodata.tags import number, speed_kmh

from .column import Column
from .decks import raised, with_sides
from .joined_ways import is_said, is_tunnel
from .layer import KILOMETRES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, joined
from .rises import RISE, with_rises
from .tag_titles import BRIDGE, ELECTRIFIED, ONE_WAY, RAIL_SERVICE, RAIL_USAGE, TUNNEL
from .tagged import ClassRule, class_from_tags, length_m, numbers_from_tags, pieces_found, tag, titles, typed_table
from .terrain import Terrain
from .tunnels import course_colours, odd_tunnels, tunnels

LIFT_M = 0.8
BED_M = 2.6  # what is drawn: the width of a sleeper

RULES: tuple[ClassRule, ...] = (
    ("tram", "railway", any_of("tram", "light_rail")),
    ("subway", "railway", any_of("subway")),
    ("disused", "railway", any_of("disused", "abandoned")),
    ("construction", "railway", any_of("construction")),
    ("siding", "service", any_of("siding", "yard", "spur", "crossover")),
    ("rail", "railway", any_of("rail", "narrow_gauge")),
)

STYLE = Style(
    entries=(
        LegendEntry("tram", N_("Tram"), "#b05f6d", "#c98390"),
        LegendEntry("subway", N_("Underground railway"), "#7d5a86", "#a583ae"),
        LegendEntry("disused", N_("Disused track"), "#b9b3ac", "#5a5f6b"),
        LegendEntry("construction", N_("Track under construction"), "#ddcc77", "#9c8f4a"),
        LegendEntry("siding", N_("Siding or yard"), "#a09a93", "#6a7080"),
        LegendEntry("rail", N_("Railway"), "#7b756f", "#8b92a3"),
    ),
    note=N_("Kind of track; dashed in tunnels"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return tracks with kind and equipment."""
    sizes, report = numbers_from_tags(
        raw, {"gauge_mm": (number, ("gauge",)), "maxspeed_kmh": (speed_kmh, ("maxspeed",))}, layer=KIND.name
    )
    columns = {
        "class": class_from_tags(raw, RULES, other="rail"),
        **sizes,
        "electrified": tag(raw, "electrified"),
        "service": tag(raw, "service"),
        "usage": tag(raw, "usage"),
        "oneway": tag(raw, "oneway"),
        "operator": tag(raw, "operator"),
        "bridge": tag(raw, "bridge"),
        "tunnel": tag(raw, "tunnel"),
        "node_ids": tag(raw, "node_ids"),
    }
    report += odd_tunnels(raw, layer=KIND.name)
    return typed_table(raw, context, columns), report + pieces_found(raw, layer=KIND.name)


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid lines with their length."""
    table, report = clean_lines(with_columns(table, KIND), layer=KIND.name)
    table = with_rises(table, context)
    return table.assign(**{"class": table["class"].fillna("rail"), "length_m": length_m(table)}), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a ribbon for each track; of one in a tunnel at its depth, and dashes above."""
    is_below, is_bridge = is_tunnel(table["tunnel"]), is_said(table["bridge"])
    above, below = np.flatnonzero(~is_below), np.flatnonzero(is_below)
    on_map = np.asarray(table.geometry.values, dtype=object)
    lines = raised(on_map, table["rise"], terrain.heights_at, is_bridge=is_bridge)
    ribbon = terrain.ribbons(lines[above], BED_M, lift_m=LIFT_M).at_rows(above)
    made = with_sides(ribbon, terrain.heights_at, is_bridge=is_bridge, lift_m=LIFT_M)
    width = np.full(len(below), BED_M)
    sunk = tunnels(on_map[below], table["rise"].iloc[below], width, terrain, lift_m=LIFT_M)
    return joined([made, sunk.at_rows(below)])


KIND = LayerKind(
    name="tracks",
    title=N_("Tram and railway tracks"),
    description=N_("Tracks of trams and trains, with sidings, disused tracks and those being built."),
    group="mobility",
    geometry=("line",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("length_m", "number", N_("Length"), unit="m"),
        Column("gauge_mm", "number", N_("Gauge"), unit="mm"),
        Column("electrified", "text", N_("Electric"), values=ELECTRIFIED),
        Column("maxspeed_kmh", "number", N_("Speed limit"), unit="km/h"),
        Column("service", "text", N_("Service"), values=RAIL_SERVICE),
        Column("usage", "text", N_("Use"), values=RAIL_USAGE),
        Column("oneway", "text", N_("One way"), values=ONE_WAY),
        Column("operator", "text", N_("Operator")),
        Column("bridge", "text", N_("Bridge"), values=BRIDGE),
        Column("tunnel", "text", N_("Tunnel"), values=TUNNEL),
        RISE,
        Column("node_ids", "list", N_("OSM nodes"), hidden=True),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} track", "{count} tracks"),
    total=KILOMETRES,
    osm=OsmSelection(
        where={
            "railway": any_of(
                "tram", "light_rail", "subway", "rail", "narrow_gauge", "construction", "disused", "abandoned"
            )
        },
        geometry=("line",),
        tags=(
            "name",
            "railway",
            "service",
            "usage",
            "gauge",
            "electrified",
            "maxspeed",
            "oneway",
            "operator",
            "bridge",
            "tunnel",
            "layer",
        ),
        node_ids=True,
    ),
    from_osm=from_osm,
    complete=complete,
    colours=course_colours,
    order=42,
)
