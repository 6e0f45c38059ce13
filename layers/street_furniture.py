"""Street furniture: benches and lamps. Stops, chargers, bike stands and bins have layers of their own."""

import geopandas as gpd
import numpy as np

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from geodata.tags import bearing_deg, count

from .column import Column
from .facing import BEARING, standing_shapes, with_bearing
from .furniture import bench, bench_without_back, lamp
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh
from .tag_titles import YES_NO
from .tagged import ClassRule, Readers, class_from_tags, numbers_from_tags, tag, titles, typed_table
from .terrain import Terrain

RULES: tuple[ClassRule, ...] = (
    ("lamp", "highway", any_of("street_lamp")),
    ("bench", "amenity", any_of("bench")),
)
READERS: Readers = {"seats": (count, ("seats",)), BEARING.name: (bearing_deg, ("direction",))}

STYLE = Style(
    entries=(
        LegendEntry("lamp", N_("Street lamp"), "#5b6472", "#c7ced8"),
        LegendEntry("bench", N_("Bench"), "#8a5a2b", "#c9935a"),
    ),
    note=N_("What stands there"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return benches and lamps, with seats and backs as far as they are mapped."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    columns = {
        "class": class_from_tags(raw, RULES, other="bench"),
        **sizes,
        "backrest": tag(raw, "backrest"),
        "covered": tag(raw, "covered"),
    }
    return typed_table(raw, context, columns), report


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return them at their points, each with a class and the way it faces."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return with_bearing(table.assign(**{"class": table["class"].fillna("bench")}), context), report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return benches, without a back where one is said to have none, and lamps with their arm over the street."""
    is_lamp = (table["class"] == "lamp").to_numpy(bool)
    is_backless = ~is_lamp & (table["backrest"] == "no").to_numpy(bool)
    backed: np.ndarray = ~is_lamp & ~is_backless
    return standing_shapes(table, terrain, [(lamp(), is_lamp), (bench_without_back(), is_backless), (bench(), backed)])


KIND = LayerKind(
    name="street_furniture",
    title=N_("Benches and lamps"),
    description=N_("Benches and street lamps, where they are mapped: most are not."),
    group="places",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("seats", "integer", N_("Seats")),
        Column("backrest", "text", N_("Backrest"), values=YES_NO),
        Column("covered", "text", N_("Covered"), values=YES_NO),
        BEARING,
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} bench or lamp", "{count} benches and lamps"),
    osm=OsmSelection(
        where={"amenity": any_of("bench"), "highway": any_of("street_lamp")},
        geometry=("point",),
        tags=("name", "amenity", "highway", "seats", "backrest", "covered", "direction"),
    ),
    from_osm=from_osm,
    complete=complete,
    visible=False,
    order=86,
)
