"""Public bikes: the stations where one is taken and given back."""

import geopandas as gpd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from geodata.tags import count

from .column import Column
from .layer import Context, LayerKind, LegendEntry, Style, Total, with_columns
from .pins import pin, pin_form
from .tagged import first_of, numbers_from_tags, tag, typed_table

STYLE = Style(entries=(LegendEntry("bicycle_rental", N_("Public bikes"), "#009e73", "#2fc39a"),))


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the stations with network and number of docks."""
    sizes, report = numbers_from_tags(raw, {"capacity": (count, ("capacity",))}, layer=KIND.name)
    columns = {
        "class": "bicycle_rental",
        "network": tag(raw, "network"),
        "operator": first_of(raw, ("operator", "brand")),
        "ref": tag(raw, "ref"),
        **sizes,
    }
    return typed_table(raw, context, columns), report


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the stations at their points."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return table.assign(**{"class": "bicycle_rental"}), report


KIND = LayerKind(
    name="public_bikes",
    title=N_("Public bikes"),
    description=N_("Stations of public bikes, with the number of docks where it is known."),
    group="mobility",
    geometry=("point",),
    columns=(
        Column("network", "text", N_("Network")),
        Column("operator", "text", N_("Operator")),
        Column("ref", "text", N_("Number of the station")),
        Column("capacity", "integer", N_("Bikes or docks")),
    ),
    style=STYLE,
    form=pin_form(pin(height_m=5.6, radius_m=1.5)),
    count_forms=NN_("{count} bike station", "{count} bike stations"),
    total=Total("capacity", forms=NN_("{count} public bike", "{count} public bikes")),
    osm=OsmSelection(
        where={"amenity": any_of("bicycle_rental")},
        geometry=("point",),
        tags=("name", "amenity", "network", "operator", "brand", "ref", "capacity"),
    ),
    from_osm=from_osm,
    complete=complete,
    order=62,
)
