"""Parking: lots, garages, places along the street, and stands for bicycles."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.clean import clean_points, clean_polygons
from geodata.language import N_, NN_
from geodata.report import Report
from geodata.selection import OsmSelection, any_of
from geodata.tags import count

from .column import Column
from .facing import BEARING, standing_shapes, with_bearing
from .furniture import bike_stand
from .layer import HECTARES, Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, joined
from .pins import geometry_rows, post
from .tag_titles import ACCESS, COVERED, MAX_STAY, SURFACE, YES_NO
from .tagged import ClassRule, Readers, area_m2, class_from_tags, first_of, numbers_from_tags, tag, titles, typed_table
from .terrain import Terrain

MIN_AREA_M2 = 1.0
LIFT_M = 0.40
POST_HEIGHT_M = 4.0

RULES: tuple[ClassRule, ...] = (
    ("bicycle", "amenity", any_of("bicycle_parking")),
    ("motorcycle", "amenity", any_of("motorcycle_parking")),
    ("entrance", "amenity", any_of("parking_entrance")),
    ("street", "parking", any_of("street_side", "lane", "on_kerb", "half_on_kerb", "shoulder")),
    ("street", "amenity", any_of("parking_space")),
    ("underground", "parking", any_of("underground")),
    ("garage", "parking", any_of("multi-storey", "rooftop", "garage", "garage_boxes", "sheds", "carports")),
    ("lot", "amenity", any_of("parking")),
)

READERS: Readers = {"capacity": (count, ("capacity",)), "capacity_disabled": (count, ("capacity:disabled",))}

STYLE = Style(
    entries=(
        LegendEntry("bicycle", N_("Bicycle stands"), "#44aa99", "#4fb0a0"),
        LegendEntry("motorcycle", N_("Motorcycle parking"), "#9aa3bd", "#6d7794"),
        LegendEntry("entrance", N_("Entrance of a garage"), "#6f7ba3", "#8b97c2"),
        LegendEntry("street", N_("Along the street"), "#cfd3e0", "#434d66"),
        LegendEntry("underground", N_("Underground"), "#dcdde6", "#363f57"),
        LegendEntry("garage", N_("Parking garage"), "#aab2cc", "#525d7d"),
        LegendEntry("lot", N_("Parking lot"), "#c3c9da", "#3f4963"),
    ),
    note=N_("Kind of parking"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return parking with places, access and fee."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    columns = {
        "class": class_from_tags(raw, RULES, other="lot"),
        **sizes,
        "access": tag(raw, "access"),
        "fee": tag(raw, "fee"),
        "surface": tag(raw, "surface"),
        "operator": tag(raw, "operator"),
        "covered": tag(raw, "covered"),
        "max_stay": first_of(raw, ("maxstay", "parking:condition:maxstay")),
        "park_ride": tag(raw, "park_ride"),
        "building": tag(raw, "building"),
    }
    return typed_table(raw, context, columns), report


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid areas and points with a class each."""
    table = with_columns(table, KIND)
    table = table.assign(**{"class": table["class"].fillna("lot")})
    points, _, _ = geometry_rows(table)
    is_point = np.zeros(len(table), bool)
    is_point[points] = True
    spots, report = clean_points(table[is_point], layer=KIND.name)
    areas, area_report = clean_polygons(table[~is_point], layer=KIND.name, min_area_m2=MIN_AREA_M2)
    whole = pd.concat([areas.assign(area_m2=area_m2(areas)), with_bearing(spots, context)])
    return whole, report + area_report


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return areas on the ground, hoops for bicycle stands at a point, a post for other points.

    What a building or the ground hides gets a post too.
    """
    points, _, areas = geometry_rows(table)
    hidden = (table["class"] == "underground") | (table["building"].notna() & (table["building"] != "no"))
    is_hidden = hidden.to_numpy(bool)
    shown, posts = areas[~is_hidden[areas]], np.sort(np.concatenate([points, areas[is_hidden[areas]]]))
    geometry = np.asarray(table.geometry.values, dtype=object)
    spots = table.iloc[posts]
    has_hoops = ((spots["class"] == "bicycle") & (spots.geom_type == "Point")).to_numpy(bool)
    shapes = [(post(height_m=POST_HEIGHT_M, width_m=1.5), ~has_hoops), (bike_stand(), has_hoops)]
    flat = terrain.areas(geometry[shown], lift_m=LIFT_M).at_rows(shown)
    return joined([flat, standing_shapes(spots, terrain, shapes).at_rows(posts)])


KIND = LayerKind(
    name="parking",
    title=N_("Parking"),
    description=N_("Parking lots and garages, places along the street, and stands for bicycles."),
    group="mobility",
    geometry=("polygon", "point"),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("capacity", "integer", N_("Places")),
        Column("capacity_disabled", "integer", N_("Places for disabled people")),
        Column("access", "text", N_("Access"), values=ACCESS),
        Column("fee", "text", N_("Fee"), values=YES_NO),
        Column("area_m2", "number", N_("Area"), unit="m²"),
        Column("surface", "text", N_("Surface"), values=SURFACE),
        Column("operator", "text", N_("Operator")),
        Column("covered", "text", N_("Covered"), values=COVERED),
        Column("max_stay", "text", N_("Longest stay"), values=MAX_STAY),
        Column("park_ride", "text", N_("Park and ride"), values=YES_NO),
        Column("building", "text", N_("Building"), hidden=True),
        BEARING,
    ),
    style=STYLE,
    form=form,
    count_forms=NN_("{count} parking place", "{count} parking places"),
    total=HECTARES,
    osm=OsmSelection(
        where={
            "amenity": any_of("parking", "bicycle_parking", "motorcycle_parking", "parking_entrance", "parking_space")
        },
        geometry=("polygon", "point"),
        tags=(
            "name",
            "amenity",
            "parking",
            "capacity",
            "capacity:disabled",
            "access",
            "fee",
            "surface",
            "operator",
            "covered",
            "maxstay",
            "parking:condition:maxstay",
            "park_ride",
            "building",
        ),
    ),
    from_osm=from_osm,
    complete=complete,
    order=45,
)
