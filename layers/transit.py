"""Transit stops: bus, tram, train."""

import geopandas as gpd
import numpy as np
import shapely

from geodata.clean import clean_points
from geodata.gtfs import GtfsTables
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import OsmSelection, any_of

from .column import Column
from .facing import BEARING, standing_shapes, with_bearing
from .furniture import stop, stop_with_shelter
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh
from .tag_titles import TACTILE_PAVING, WHEELCHAIR, YES_NO
from .tagged import ClassRule, class_from_tags, first_of, has_tag, tag, titles, typed_table
from .terrain import Terrain

# A platform this near to a stop belongs to it: half the length of a tram's platform, and a street's width.
PLATFORM_REACH_M = 30.0
# The kinds of vehicle in a feed whose stops are shown as those of another.
GTFS_CLASSES = {"coach": "bus", "ferry": "boat", "cable_tram": "tram", "subway": "train"}
RAIL_STOPS = any_of("tram_stop", "halt", "station")

RULES: tuple[ClassRule, ...] = (
    ("train", "railway", any_of("station", "halt")),
    ("train", "train", any_of("yes")),
    ("bus_station", "amenity", any_of("bus_station")),
    ("tram", "railway", any_of("tram_stop", "platform")),
    ("bus_station", "public_transport", any_of("station")),
    ("trolleybus", "trolleybus", any_of("yes")),
    ("bus", "highway", any_of("bus_stop")),
    ("tram", "tram", any_of("yes")),
    ("bus", "bus", any_of("yes")),
    ("boat", "ferry", any_of("yes")),
    ("boat", "amenity", any_of("ferry_terminal")),
)

STYLE = Style(
    entries=(
        LegendEntry("tram", N_("Tram stop"), "#cc3311", "#e8694d"),
        LegendEntry("trolleybus", N_("Trolleybus stop"), "#009988", "#35bdae"),
        LegendEntry("train", N_("Railway station"), "#332288", "#9488dd"),
        LegendEntry("bus_station", N_("Bus station"), "#004488", "#5f9ad6"),
        LegendEntry("boat", N_("Boat landing"), "#33bbee", "#63cdf4"),
        LegendEntry("bus", N_("Bus stop"), "#0077bb", "#4aa6e0"),
    ),
    note=N_("What stops there"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return stops; a platform beside a stop that is mapped by itself is the same stop and is dropped."""
    known = _beside_a_stop(raw)
    report = report_of(KIND.name, "dropped", N_("a platform of a stop that is there by itself"), raw.index[known])
    raw = raw[~known]
    columns = {
        "class": class_from_tags(raw, RULES, other="bus"),
        "ref": first_of(raw, ("ref", "local_ref")),
        "lines": tag(raw, "route_ref").str.replace(";", ", "),
        "operator": first_of(raw, ("operator", "network")),
        "shelter": tag(raw, "shelter"),
        "bench": tag(raw, "bench"),
        "wheelchair": tag(raw, "wheelchair"),
        "tactile_paving": tag(raw, "tactile_paving"),
    }
    return typed_table(raw, context, columns), report


def _beside_a_stop(raw: gpd.GeoDataFrame) -> np.ndarray:
    """Return which rows are platforms within reach of a stop, or of a platform that comes before them."""
    stops = has_tag(raw, "highway", any_of("bus_stop")) | has_tag(raw, "railway", RAIL_STOPS)
    stops |= has_tag(raw, "amenity") | has_tag(raw, "public_transport", any_of("station"))
    is_stop = stops.to_numpy(bool)
    points = np.asarray(raw.geometry.values, dtype=object)
    platform, near = shapely.STRtree(points).query(points[~is_stop], predicate="dwithin", distance=PLATFORM_REACH_M)
    platform = np.flatnonzero(~is_stop)[platform]
    known = np.zeros(len(raw), bool)
    known[platform[is_stop[near] | (near < platform)]] = True
    return known


def from_gtfs(tables: GtfsTables, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the feed's stops that OpenStreetMap does not have: none of its stops stands within reach.

    A stop that the feed has under the same id as the raw table is that stop, and no second one.
    """
    stops = tables.stops
    if KIND.name in context.raw:
        stops = stops[~stops.index.isin(context.raw[KIND.name].index)]
    known = np.zeros(len(stops), bool)
    if KIND.name in context.raw:
        mapped = shapely.STRtree(context.raw[KIND.name].geometry.values)
        near, _ = mapped.query(stops.geometry.values, predicate="dwithin", distance=PLATFORM_REACH_M)
        known[near] = True
    report = report_of(KIND.name, "found", N_("stops of the timetable feed"), stops.index)
    report += report_of(KIND.name, "dropped", N_("a stop that OpenStreetMap already has here"), stops.index[known])
    stops = stops[~known]
    first_mode = stops["modes"].astype(object).fillna("").astype("str").str.split(",").str[0].replace(GTFS_CLASSES)
    classes = first_mode.where(first_mode.isin(list(titles(STYLE.entries))), "bus")
    feed = context.recipe.feed
    return stops.assign(**{"class": classes, "ref": stops["code"], "tier": feed.tier, "source": feed.id}), report


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the stops at their points with a class each, and the way they face."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return with_bearing(table.assign(**{"class": table["class"].fillna("bus")}), context), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a pole with a board for each stop, and a shelter where one is mapped."""
    has_shelter = (table["shelter"] == "yes").to_numpy(bool)
    return standing_shapes(table, terrain, [(stop(), ~has_shelter), (stop_with_shelter(), has_shelter)])


KIND = LayerKind(
    name="transit",
    title=N_("Public transport stops"),
    description=N_("Stops of buses, trolleybuses, trams and trains."),
    group="mobility",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("ref", "text", N_("Number of the stop")),
        Column("lines", "text", N_("Lines")),
        Column("operator", "text", N_("Operator")),
        Column("shelter", "text", N_("Shelter"), values=YES_NO),
        Column("bench", "text", N_("Bench"), values=YES_NO),
        Column("wheelchair", "text", N_("By wheelchair"), values=WHEELCHAIR),
        Column("tactile_paving", "text", N_("Tactile paving"), values=TACTILE_PAVING),
        BEARING,
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} stop", "{count} stops"),
    osm=OsmSelection(
        where={
            "highway": any_of("bus_stop"),
            "railway": RAIL_STOPS,
            "public_transport": any_of("platform", "station"),
            "amenity": any_of("bus_station", "ferry_terminal"),
        },
        geometry=("point",),
        tags=(
            "name",
            "highway",
            "railway",
            "public_transport",
            "amenity",
            "tram",
            "bus",
            "trolleybus",
            "train",
            "ferry",
            "ref",
            "local_ref",
            "route_ref",
            "operator",
            "network",
            "shelter",
            "bench",
            "wheelchair",
            "tactile_paving",
        ),
    ),
    from_osm=from_osm,
    from_gtfs=from_gtfs,
    complete=complete,
    order=50,
)
