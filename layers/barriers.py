"""Barriers that stand on streets and paths: gates, bollards, cycle barriers, stiles, with who may pass."""

import geopandas as gpd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of
from geodata.tags import length_m

from . import junction_titles, tag_titles
from .column import Column
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .pins import pin_form, post
from .tagged import ClassRule, Readers, class_from_tags, numbers_from_tags, tag, titles, typed_table

# What can stand on a way: https://wiki.openstreetmap.org/wiki/Key:barrier (2025). Fences, walls and hedges run beside
# ways; kerbs are in the layer of crossings.
GATES = any_of("gate", "swing_gate", "sliding_gate", "wicket_gate", "hampshire_gate", "bump_gate")
LIFT_GATES = any_of("lift_gate", "sliding_beam")
BLOCKS = any_of(
    "bollard", "rising_bollard", "block", "jersey_barrier", "planter", "log", "debris", "boulder", "stone", "spikes"
)
CYCLE_BARRIERS = any_of("cycle_barrier", "chicane", "motorcycle_barrier")
STILES = any_of("stile", "horse_stile", "turnstile", "full-height_turnstile", "kissing_gate")
RULES: tuple[ClassRule, ...] = (
    ("gate", "barrier", GATES),
    ("lift_gate", "barrier", LIFT_GATES),
    ("bollard", "barrier", BLOCKS),
    ("cycle_barrier", "barrier", CYCLE_BARRIERS),
    ("stile", "barrier", STILES),
)
ON_WAYS = frozenset(junction_titles.BARRIER)

READERS: Readers = {
    "maxwidth_m": (length_m, ("maxwidth:physical", "maxwidth")),
    "opening_m": (length_m, ("opening",)),
}
WIDEST_M = 20.0  # wider than any passage a barrier leaves in a street
TEXT_TAGS = (
    "barrier",
    "bollard",
    "access",
    "access:conditional",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "bus",
    "bicycle",
    "foot",
    "wheelchair",
    "locked",
    "opening_hours",
)

STYLE = Style(
    entries=(
        LegendEntry("gate", N_("Gate"), "#4477aa", "#5b93d0"),
        LegendEntry("lift_gate", N_("Lift gate"), "#cc3311", "#e8553a"),
        LegendEntry("bollard", N_("Bollard or block"), "#ddaa33", "#f5e08a"),
        LegendEntry("cycle_barrier", N_("Cycle barrier"), "#66ccee", "#a5e8dd"),
        LegendEntry("stile", N_("Stile or turnstile"), "#332288", "#8a3fd0"),
        LegendEntry("other", N_("Other barrier"), "#777777", "#8f949c"),
    ),
    note=N_("What stands in the way"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return barriers with who may pass, the width that is left in metres, and the street nodes they stand on."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    for name, width in sizes.items():
        odd = width > WIDEST_M
        sizes[name] = width.mask(odd)
        report += report_of(KIND.name, "repaired", N_("a passage wider than a street, left out"), raw.index[odd])
    columns = {
        "class": class_from_tags(raw, RULES),
        **sizes,
        **{key.replace(":", "_"): tag(raw, key) for key in TEXT_TAGS},
        "node_ids": tag(raw, "node_ids"),
    }
    return typed_table(raw, context, columns), report


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the barriers at their points with a class each."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return table.assign(**{"class": table["class"].fillna("other")}), report


KIND = LayerKind(
    name="barriers",
    title=N_("Barriers"),
    description=N_("Gates, bollards, cycle barriers and stiles on streets and paths, with who may pass."),
    group="mobility",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("barrier", "text", N_("Kind in OpenStreetMap"), values=junction_titles.BARRIER),
        Column("bollard", "text", N_("Kind of bollard"), values=junction_titles.BOLLARD),
        Column("access", "text", N_("Access"), values=tag_titles.ACCESS),
        Column("access_conditional", "text", N_("Access at times")),
        Column("vehicle", "text", N_("Vehicles"), values=tag_titles.ACCESS),
        Column("motor_vehicle", "text", N_("Motor vehicles"), values=tag_titles.ACCESS),
        Column("motorcar", "text", N_("Cars"), values=tag_titles.ACCESS),
        Column("bus", "text", N_("Buses"), values=tag_titles.ACCESS),
        Column("bicycle", "text", N_("Bicycles"), values=tag_titles.ACCESS),
        Column("foot", "text", N_("On foot"), values=tag_titles.ACCESS),
        Column("wheelchair", "text", N_("By wheelchair"), values=tag_titles.WHEELCHAIR),
        Column("locked", "text", N_("Locked"), values=tag_titles.YES_NO),
        Column("opening_hours", "text", N_("Open"), values=tag_titles.OPENING_HOURS),
        Column("maxwidth_m", "number", N_("Greatest width"), unit="m"),
        Column("opening_m", "number", N_("Width of the opening"), unit="m"),
        Column("node_ids", "list", N_("OSM nodes"), hidden=True),
    ),
    style=STYLE,
    form=pin_form(post(height_m=3.2, width_m=1.8)),
    count_forms=NN_("{count} barrier", "{count} barriers"),
    osm=OsmSelection(
        where={"barrier": ON_WAYS},
        geometry=("point",),
        tags=("name", *TEXT_TAGS, *(key for _, keys in READERS.values() for key in keys)),
        node_ids=True,
        kinds=("node", "way"),
    ),
    from_osm=from_osm,
    complete=complete,
    visible=False,
    order=46,
)
