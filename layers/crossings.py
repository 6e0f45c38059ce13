"""Crossings, traffic lights, kerbs, stop and give-way lines, and lifts: where people cross and traffic waits."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of
from geodata.tags import length_m, reading_report, values

from . import junction_titles, tag_titles
from .column import Column
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .pins import pin_form, sign
from .tagged import first_of, has_tag, tag, titles, typed_table

# What crossing=* says, alone: https://wiki.openstreetmap.org/wiki/Key:crossing (2025). "yes", "island" and no value
# at all leave open whether anything is painted.
SIGNALLED = any_of("traffic_signals", "pelican", "puffin", "toucan", "pegasus")
MARKED = any_of("marked", "uncontrolled", "zebra", "tiger")
UNMARKED = any_of("unmarked", "informal")
NO_MARKINGS = any_of("no", "none")

HIGHEST_KERB_M = 0.5  # higher is a wall, and mostly centimetres written as metres
TEXT_TAGS = (
    "highway",
    "railway",
    "crossing",
    "crossing:signals",
    "crossing:markings",
    "kerb",
    "tactile_paving",
    "button_operated",
    "traffic_signals",
    "bicycle",
    "wheelchair",
)

STYLE = Style(
    entries=(
        LegendEntry("signals", N_("Traffic lights"), "#cc3311", "#f26a4b"),
        LegendEntry("signal_crossing", N_("Crossing with traffic lights"), "#661100", "#a83a3a"),
        LegendEntry("marked", N_("Marked crossing (zebra)"), "#4477aa", "#5b93d0"),
        LegendEntry("unmarked", N_("Unmarked crossing"), "#ddaa33", "#f5e08a"),
        LegendEntry("kerb", N_("Kerb"), "#66ccee", "#66ccee"),
        LegendEntry("stop", N_("Stop or give way"), "#332288", "#8a3fd0"),
        LegendEntry("lift", N_("Lift"), "#111111", "#ffffff"),
        LegendEntry("crossing", N_("Crossing, markings not known"), "#777777", "#8f949c"),
    ),
    note=N_("How one crosses, or why traffic waits"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return crossings and traffic lights with how they help to cross, kerb heights in metres."""
    height, report = kerb_height_m(raw)
    columns = {
        "class": classes(raw),
        **{key.replace(":", "_"): tag(raw, key) for key in TEXT_TAGS},
        "crossing_island": crossing_island(raw),
        "kerb_height_m": height,
        "direction": first_of(raw, ("traffic_signals:direction", "direction")),
        "sound": tag(raw, "traffic_signals:sound"),
        "vibration": tag(raw, "traffic_signals:vibration"),
        "node_ids": tag(raw, "node_ids"),
    }
    return typed_table(raw, context, columns), report


def classes(raw: gpd.GeoDataFrame) -> pd.Series:
    """Return the class of each row: what `crossing:signals` and `crossing:markings` say goes before `crossing`.

    A node that is both a crossing and another thing, such as a stop line, is a crossing. Lights for
    traffic with a crossing at the same node are a crossing with lights.
    """
    crossing, highway = tag(raw, "crossing"), tag(raw, "highway")
    markings, signals = tag(raw, "crossing:markings"), tag(raw, "crossing:signals")
    for_walkers = has_tag(raw, "traffic_signals", any_of("crossing", "pedestrian_crossing"))
    is_crossing = (highway == "crossing") | has_tag(raw, "crossing") | for_walkers
    lit = has_tag(raw, "crossing:signals") | (crossing.isin(SIGNALLED) & (signals != "no"))
    lit |= for_walkers | ((highway == "traffic_signals") & signals.isna())
    painted = markings.notna() & ~markings.isin(NO_MARKINGS)
    marked = painted | (markings.isna() & (crossing.isin(MARKED) | has_tag(raw, "crossing_ref")))
    unmarked = markings.isin(NO_MARKINGS) | crossing.isin(UNMARKED)
    chosen = np.select(
        [
            highway == "elevator",
            is_crossing & lit,
            highway == "traffic_signals",
            is_crossing & marked,
            is_crossing & unmarked,
            is_crossing,
            highway.isin(["stop", "give_way"]),
            has_tag(raw, "barrier", any_of("kerb")) | tag(raw, "kerb").notna(),
        ],
        ["lift", "signal_crossing", "signals", "marked", "unmarked", "crossing", "stop", "kerb"],
        default="crossing",
    )
    return pd.Series(chosen, index=raw.index, dtype=object)


def crossing_island(raw: gpd.GeoDataFrame) -> pd.Series:
    """Return whether there is an island to wait on, also where older tags say so."""
    older = has_tag(raw, "crossing", any_of("island")) | has_tag(raw, "traffic_calming", any_of("island"))
    said = tag(raw, "crossing:island")
    return said.mask(said.isna() & older, "yes")


def kerb_height_m(raw: gpd.GeoDataFrame) -> tuple[pd.Series, Report]:
    """Return the height of each kerb in metres; `height` is a kerb's where the node is nothing but a kerb."""
    own = tag(raw, "height").where(has_tag(raw, "barrier", any_of("kerb")))
    stated = tag(raw, "kerb:height")
    texts = stated.where(stated.notna(), own).rename("kerb:height")
    level = texts.str.fullmatch(r"0+([.,]0+)?\s*[cm]?m?").astype("boolean").fillna(value=False).astype(bool)
    height = values(texts.mask(level), length_m).mask(level, 0.0)  # 0 is a height here, elsewhere not known
    report = reading_report(texts.mask(level), length_m, layer=KIND.name)
    odd = height > HIGHEST_KERB_M
    reason = N_("a kerb higher than half a metre, its height left out")
    return height.mask(odd), report + report_of(KIND.name, "repaired", reason, raw.index[odd])


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the crossings at their points with a class each."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return table.assign(**{"class": table["class"].fillna("crossing")}), report


KIND = LayerKind(
    name="crossings",
    title=N_("Crossings and traffic lights"),
    description=N_("Crossings, traffic lights, kerbs, stop and give-way lines, and lifts."),
    group="mobility",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("highway", "text", N_("Kind in OpenStreetMap"), values=tag_titles.HIGHWAY),
        Column("railway", "text", N_("Over rails"), values=junction_titles.RAILWAY_CROSSING),
        Column("crossing", "text", N_("Crossing"), values=tag_titles.CROSSING),
        Column("crossing_signals", "text", N_("With traffic lights"), values=junction_titles.CROSSING_SIGNALS),
        Column("crossing_markings", "text", N_("Markings"), values=junction_titles.CROSSING_MARKINGS),
        Column("crossing_island", "text", N_("Traffic island"), values=tag_titles.YES_NO),
        Column("kerb", "text", N_("Kerb"), values=tag_titles.KERB),
        Column("kerb_height_m", "number", N_("Height of the kerb"), unit="m"),
        Column("tactile_paving", "text", N_("Tactile paving"), values=tag_titles.TACTILE_PAVING),
        Column("button_operated", "text", N_("Push button"), values=tag_titles.YES_NO),
        Column("traffic_signals", "text", N_("Kind of traffic lights"), values=junction_titles.TRAFFIC_SIGNALS),
        Column("direction", "text", N_("For traffic"), values=junction_titles.DIRECTION),
        Column("sound", "text", N_("Sound for the blind"), values=junction_titles.SOUND),
        Column("vibration", "text", N_("Vibration for the blind"), values=tag_titles.YES_NO),
        Column("bicycle", "text", N_("Bicycles"), values=tag_titles.ACCESS),
        Column("wheelchair", "text", N_("By wheelchair"), values=tag_titles.WHEELCHAIR),
        Column("node_ids", "list", N_("OSM nodes"), hidden=True),
    ),
    style=STYLE,
    form=pin_form(sign(height_m=4.5, width_m=2.4)),
    count_forms=NN_("{count} crossing or traffic light", "{count} crossings and traffic lights"),
    osm=OsmSelection(
        where={
            "highway": any_of("crossing", "traffic_signals", "stop", "give_way", "elevator"),
            "crossing": None,
            "kerb": frozenset(tag_titles.KERB),
            "barrier": any_of("kerb"),
        },
        geometry=("point",),
        tags=(
            "name",
            *TEXT_TAGS,
            "crossing:island",
            "crossing_ref",
            "traffic_calming",
            "kerb:height",
            "height",
            "traffic_signals:direction",
            "direction",
            "traffic_signals:sound",
            "traffic_signals:vibration",
        ),
        node_ids=True,
        kinds=("node",),
    ),
    from_osm=from_osm,
    complete=complete,
    visible=False,
    tile_m=4000,
    order=47,
)
