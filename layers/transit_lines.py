"""Lines of public transport, from the routes and shapes of a GTFS feed."""

import geopandas as gpd
import numpy as np

from geodata.clean import clean_lines
from geodata.gtfs import GtfsTables
from geodata.language import N_, NN_
from geodata.report import Report

from .column import Column
from .layer import KILOMETRES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh
from .tagged import length_m, titles
from .terrain import Terrain
from .transit import GTFS_CLASSES

LIFT_M, STEP_M = 1.0, 0.2
WIDTH_M, NARROWER_M = 5.0, 0.5  # where several share a street each is seen: the rarer ones narrower, on top

STYLE = Style(
    entries=(
        LegendEntry("tram", N_("Tram line"), "#cc3311", "#e8694d"),
        LegendEntry("trolleybus", N_("Trolleybus line"), "#009988", "#35bdae"),
        LegendEntry("train", N_("Railway line"), "#332288", "#9488dd"),
        LegendEntry("boat", N_("Boat line"), "#33bbee", "#63cdf4"),
        LegendEntry("other", N_("Other line"), "#888888", "#a5a9b0"),
        LegendEntry("bus", N_("Bus line"), "#0077bb", "#4aa6e0"),
    ),
    note=N_("What runs on it"),
)


def from_gtfs(tables: GtfsTables, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the lines of a feed; it has reported what it left out."""
    routes = tables.routes
    mode = routes["mode"].replace(GTFS_CLASSES)
    feed = context.recipe.feed
    classes = mode.where(mode.isin(list(titles(STYLE.entries))), "other")
    made = routes.assign(**{"class": classes, "tier": feed.tier, "source": feed.id})
    return made.drop(columns=["mode", "route_id"]), Report()


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid lines with their length."""
    table, report = clean_lines(with_columns(table, KIND), layer=KIND.name)
    return table.assign(**{"class": table["class"].fillna("bus"), "length_m": length_m(table)}), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a ribbon for each line, those of one kind at one height: buses below, trams on top."""
    classes = list(titles(STYLE.entries))
    rank = len(classes) - 1 - np.array([classes.index(each) for each in table["class"]], np.int64)
    lines = np.asarray(table.geometry.values, dtype=object)
    return terrain.ribbons(lines, WIDTH_M - NARROWER_M * rank, lift_m=LIFT_M + STEP_M * rank)


KIND = LayerKind(
    name="transit_lines",
    title=N_("Public transport lines"),
    description=N_("The ways of trams, trolleybuses and buses, as the operator publishes them."),
    group="mobility",
    geometry=("line",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("ref", "text", N_("Line")),
        Column("trips", "integer", N_("Trips in the timetable")),
        Column("direction", "text", N_("Direction")),
        Column("operator", "text", N_("Operator")),
        Column("colour", "text", N_("Colour of the line"), hidden=True),
        Column("length_m", "number", N_("Length"), unit="m"),
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} line", "{count} lines"),
    total=KILOMETRES,
    from_gtfs=from_gtfs,
    complete=complete,
    visible=False,
    tile_m=2000,
    order=52,
)
