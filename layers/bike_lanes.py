"""Bike lanes: tracks of their own, and lanes on streets, one row for each side."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.clean import clean_lines
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of
from geodata.tags import length_m as read_length
from geodata.tags import number, values

from .column import Column
from .decks import leaves_ground, raised
from .layer import Context, LayerKind, LegendEntry, Style, Total, with_columns
from .mesh import Mesh, joined
from .rises import RISE, with_rises
from .streets import LANE_M, RULES, WIDTHS_M
from .tag_titles import HIGHWAY, LIT, ONE_WAY, SMOOTHNESS, SURFACE, YES_NO
from .tagged import (
    class_from_tags,
    first_of,
    has_tag,
    length_m,
    numbers_from_tags,
    pieces_found,
    tag,
    titles,
    typed_table,
)
from .terrain import Terrain
from .tunnels import course_colours, tunnels

LIFT_M = 0.9
PATHS = any_of("cycleway", "footway", "path", "pedestrian", "bridleway", "track", "steps")

# What cycleway=, cycleway:left= and cycleway:right= mean: https://wiki.openstreetmap.org/wiki/Key:cycleway (2025).
KINDS_OF_VALUE = {
    "track": "track",
    "opposite_track": "track",
    "lane": "lane",
    "opposite_lane": "lane",
    "shoulder": "lane",
    "shared_lane": "shared_lane",
    "opposite": "shared_lane",
    "soft_lane": "shared_lane",
    "share_busway": "with_buses",
    "opposite_share_busway": "with_buses",
    "shared": "shared_lane",
}
LANE_VALUES = frozenset(KINDS_OF_VALUE)
SEPARATIONS = {"track": "protected", "with_feet": "protected", "lane": "painted", "with_buses": "painted"}
# Assumed where no width is mapped, in metres: one direction on a street, two directions on a track.
LANE_WIDTH_M, TRACK_WIDTH_M = 1.5, 2.0

STYLE = Style(
    entries=(
        LegendEntry("track", N_("Track of its own"), "#aa4499", "#c06db3"),
        LegendEntry("lane", N_("Lane on the street"), "#cc6699", "#c9799f"),
        LegendEntry("with_buses", N_("Shared with buses"), "#9a6fb0", "#b493cc"),
        LegendEntry("with_feet", N_("Shared with walkers"), "#c99ac6", "#a381ad"),
        LegendEntry("shared_lane", N_("Marked on a lane for all"), "#d9b3cf", "#8f7899"),
        LegendEntry("street", N_("Street signed for bicycles"), "#d8c5d6", "#776a85"),
    ),
    note=N_("How bicycles are kept from others"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return one row for each way of its own, and one for each side of a street that has a lane.

    A lane has the id of its street and side ("way/12:left") and lies beside the street's middle.
    """
    sides = {side: _kind_of_side(raw, side) for side in ("left", "right")}
    on_street = sides["left"].notna() | sides["right"].notna()
    own = ~on_street & (has_tag(raw, "highway", any_of("cycleway")) | has_tag(raw, "bicycle", any_of("designated")))
    none = ~on_street & ~own
    report = report_of(KIND.name, "dropped", N_("a street without a lane of its own"), raw.index[none])
    both = sides["left"].notna() & sides["right"].notna()
    report += report_of(KIND.name, "found", N_("second side of a street"), raw.index[both])
    report += pieces_found(raw, layer=KIND.name)
    made = [_own(raw[own], context)]
    made += [_lanes(raw[k.notna()], k[k.notna()], side, context) for side, k in sides.items()]
    tables = [table for table, _ in made if len(table)] or [made[0][0]]
    return pd.concat(tables), sum((read for _, read in made), report)


def _kind_of_side(raw: gpd.GeoDataFrame, side: str) -> pd.Series:
    """Return the kind of lane on one side of each street, None without one.

    `cycleway=` says both sides; on a one-way street the right one, and the left for "opposite".
    """
    said = tag(raw, "cycleway")
    opposite = said.str.startswith("opposite").astype("boolean").fillna(False).astype(bool)
    oneway = has_tag(raw, "oneway", any_of("yes", "1", "true")) | (tag(raw, "junction") == "roundabout")
    here = ~oneway | (opposite if side == "left" else ~opposite)
    value = first_of(raw, (f"cycleway:{side}", "cycleway:both"))
    value = value.where(value.notna(), said.where(here, None))
    kind = value.map(KINDS_OF_VALUE)
    return kind.astype(object).where(kind.notna() & ~has_tag(raw, "highway", any_of("cycleway")), None)


def _own(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    sizes, report = numbers_from_tags(raw, {"width_m": (read_length, ("cycleway:width", "width"))}, layer=KIND.name)
    highway, feet = tag(raw, "highway"), has_tag(raw, "foot", any_of("yes", "designated", "permissive"))
    kind = pd.Series("track", index=raw.index, dtype=object)
    apart = tag(raw, "segregated") == "yes"
    kind[(highway.isin(["footway", "path", "pedestrian", "steps", "bridleway"]) | feet) & ~apart] = "with_feet"
    kind[(highway == "path") & ~feet & tag(raw, "foot").isin(["no"])] = "track"
    kind[~highway.isin(list(PATHS))] = "street"
    columns = {
        "class": kind,
        "side": "own",
        **sizes,
        "surface": first_of(raw, ("cycleway:surface", "surface")),
        "oneway": first_of(raw, ("oneway:bicycle", "oneway")),
        "separation": kind.map(SEPARATIONS).fillna("none"),
        "street_id": None,
        **_shared_columns(raw),
    }
    return typed_table(raw, context, columns), report


def _lanes(raw: gpd.GeoDataFrame, kind: pd.Series, side: str, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    keys = {k: (f"cycleway:{side}:{k}", f"cycleway:both:{k}", f"cycleway:{k}") for k in ("width", "surface", "oneway")}
    sizes, report = numbers_from_tags(raw, {"width_m": (read_length, keys["width"])}, layer=KIND.name)
    columns = {
        "class": kind,
        "side": side,
        **sizes,
        "surface": first_of(raw, (*keys["surface"], "surface")),
        "oneway": first_of(raw, keys["oneway"]).fillna("yes"),
        "separation": _separation(raw, kind, side),
        "street_id": raw.index.astype(object),
        "length_m": length_m(raw),
        **_shared_columns(raw),
    }
    table = typed_table(raw, context, columns)
    table.index = pd.Index([f"{i}:{side}" for i in raw.index], dtype=object)
    return table.set_geometry(_beside(raw, side), crs=raw.crs), report


def _shared_columns(raw: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    names = ("highway", "segregated", "lit", "smoothness")
    return {name: tag(raw, name) for name in names}


def _separation(raw: gpd.GeoDataFrame, kind: pd.Series, side: str) -> pd.Series:
    said = first_of(raw, (f"cycleway:{side}:separation", "cycleway:both:separation", "cycleway:separation"))
    usual = kind.map(SEPARATIONS).fillna("none")
    protected = said.notna() & ~said.isin(["no", "dashed_line", "solid_line", "none"])
    return usual.mask(protected, "protected")


def _beside(raw: gpd.GeoDataFrame, side: str) -> np.ndarray:
    """Return each street's line moved to the edge of its carriageway; unmoved where it cannot be."""
    lines = np.asarray(raw.geometry.values, dtype=object)
    street = class_from_tags(raw, RULES, other="residential").map(WIDTHS_M)
    lanes_m = values(tag(raw, "lanes"), number) * LANE_M
    width = values(tag(raw, "width"), read_length).fillna(lanes_m).fillna(street)
    distance = (width.clip(lower=2, upper=40) / 2 - LANE_WIDTH_M / 2).to_numpy(float)
    moved = shapely.offset_curve(lines, distance if side == "left" else -distance, join_style="mitre")
    whole = (shapely.get_type_id(moved) == 1) & ~shapely.is_empty(moved)
    return np.where(whole, moved, lines)


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid lines, each with a length and a width."""
    table, report = clean_lines(with_columns(table, KIND), layer=KIND.name)
    ways = table["street_id"].astype(object)
    table = with_rises(table, context, of=ways.where(ways.notna(), table.index))
    classes = table["class"].where(table["class"].isin(list(titles(STYLE.entries))), "track")
    on_street = table["side"].isin(["left", "right"])
    no_width = table["width_m"].isna()
    width = table["width_m"].mask(no_width, np.where(on_street, LANE_WIDTH_M, TRACK_WIDTH_M))
    made = table.assign(
        **{
            "class": classes,
            "width_m": width,
            "width_tier": table["width_tier"].where(
                table["width_tier"].notna(), table["tier"].mask(no_width, "estimated")
            ),
            "side": table["side"].fillna("own"),
            "separation": table["separation"].fillna(classes.map(SEPARATIONS)).fillna("none"),
            "length_m": table["length_m"].fillna(length_m(table)),
        }
    )
    reason = N_("no width mapped: 1.5 m on a street, 2 m for a track")
    return made, report + report_of(KIND.name, "assumed", reason, made.index[no_width])


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a ribbon for each row; of one in a tunnel at its depth, and dashes above."""
    is_below, width = leaves_ground(table["rise"], "down"), table["width_m"].to_numpy(float)
    above, below = np.flatnonzero(~is_below), np.flatnonzero(is_below)
    on_map = np.asarray(table.geometry.values, dtype=object)
    lines = raised(on_map, table["rise"], terrain.heights_at, is_bridge=np.zeros(len(table), bool))
    made = terrain.ribbons(lines[above], width[above], lift_m=LIFT_M).at_rows(above)
    sunk = tunnels(on_map[below], table["rise"].iloc[below], width[below], terrain, lift_m=LIFT_M)
    return joined([made, sunk.at_rows(below)])


KIND = LayerKind(
    name="bike_lanes",
    title=N_("Bike lanes"),
    description=N_("Bike tracks of their own, ways shared with walkers, and lanes on streets, each side by itself."),
    group="mobility",
    geometry=("line",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column(
            "side",
            "text",
            N_("Side of the street"),
            values={"left": N_("left"), "right": N_("right"), "own": N_("a way of its own")},
        ),
        Column(
            "separation",
            "text",
            N_("Kept apart"),
            values={"protected": N_("by distance or a barrier"), "painted": N_("by paint"), "none": N_("not at all")},
        ),
        Column("oneway", "text", N_("One way"), values=ONE_WAY),
        Column("length_m", "number", N_("Length"), unit="m"),
        Column("width_m", "number", N_("Width"), unit="m"),
        Column("width_tier", "text", N_("How true the width is")),
        Column("surface", "text", N_("Surface"), values=SURFACE),
        Column("smoothness", "text", N_("Smoothness"), values=SMOOTHNESS),
        Column("segregated", "text", N_("Bicycles apart from walkers"), values=YES_NO),
        Column("lit", "text", N_("Lit at night"), values=LIT),
        Column("highway", "text", N_("Kind in OpenStreetMap"), values=HIGHWAY),
        Column("street_id", "text", N_("Street"), hidden=True),
        RISE,
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} bike lane", "{count} bike lanes"),
    total=Total("length_m", unit="km", factor=1e-3, decimals=2),
    osm=OsmSelection(
        where={
            "highway": any_of("cycleway"),
            "bicycle": any_of("designated"),
            "cycleway": LANE_VALUES,
            "cycleway:left": LANE_VALUES,
            "cycleway:right": LANE_VALUES,
            "cycleway:both": LANE_VALUES,
        },
        without={"highway": any_of("construction", "proposed", "planned")},
        geometry=("line",),
        tags=(
            "name",
            "highway",
            "foot",
            "bicycle",
            "segregated",
            "oneway",
            "oneway:bicycle",
            "junction",
            "lanes",
            "width",
            "surface",
            "smoothness",
            "lit",
            "cycleway:width",
            "cycleway:surface",
            "cycleway:oneway",
            "cycleway:separation",
            *(
                f"cycleway:{s}:{k}"
                for s in ("left", "right", "both")
                for k in ("width", "surface", "oneway", "separation")
            ),
        ),
    ),
    from_osm=from_osm,
    complete=complete,
    colours=course_colours,
    order=44,
)
