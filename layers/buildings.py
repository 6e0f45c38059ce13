"""Buildings: footprint, use, height, storeys, roof, address; drawn as closed solids."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.clean import clean_polygons
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import ADDRESS_TAGS, OsmSelection, any_of
from geodata.tags import bearing_deg, count, level_count, number, reading_report, values
from geodata.tags import length_m as read_length

from .building_blocks import building_blocks, building_boxes
from .building_colours import building_colours
from .building_heights import with_heights
from .building_solids import building_solids, ground_under
from .building_titles import BUILDING, COLOUR, MATERIAL, ROOF_SHAPE
from .city_model_uses import with_use_of_model
from .column import Column
from .facades import storeys_up
from .floor_areas import parts_on, storeys
from .housing import ANNEXE_M, ANNEXE_M2, SHED_M2
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .mesh import Mesh, joined
from .residents import with_residents
from .roof_columns import with_roofs
from .roofs import Roofed
from .surfaces import FORM, FORM_COLUMNS, forms_mesh, has_form
from .surroundings import surroundings
from .tagged import ClassRule, Readers, address_text, class_from_tags, numbers_from_tags, tag, titles, typed_table
from .terrain import Terrain
from .triangulation import Floats, Ints

MIN_AREA_M2 = 1.0
FILE_READERS = {"height_m": read_length, "min_height_m": read_length, "levels": level_count}
COVERED_BY_PARTS = 0.9  # an outline of which this share is covered by its parts is drawn by them alone

RULES: tuple[ClassRule, ...] = (
    ("construction", "building", any_of("construction", "ruins", "collapsed", "damaged", "abandoned")),
    ("religious", "building", any_of("church", "chapel", "cathedral", "temple", "synagogue", "mosque", "monastery",
                                     "religious", "shrine", "convent", "presbytery")),
    ("public", "building", any_of("public", "civic", "school", "university", "college", "kindergarten", "hospital",
                                  "government", "train_station", "transportation", "fire_station", "sports_centre",
                                  "sports_hall", "stadium", "museum", "library", "theatre", "clinic", "grandstand",
                                  "pavilion", "toilets", "police", "castle", "tower")),
    ("industrial", "building", any_of("industrial", "warehouse", "manufacture", "factory", "hangar", "silo",
                                      "storage_tank", "digester", "transformer_tower", "water_tower", "works")),
    ("commercial", "building", any_of("commercial", "retail", "office", "supermarket", "hotel", "kiosk", "shop",
                                      "mall", "bank", "restaurant")),
    ("garage", "building", any_of("garage", "garages", "carport", "shed", "hut", "roof", "greenhouse", "barn",
                                  "farm_auxiliary", "stable", "cowshed", "sty", "service", "outbuilding", "container",
                                  "parking", "bunker", "tent", "boathouse", "allotment_house", "gatehouse")),
    ("apartments", "building", any_of("apartments", "dormitory", "block")),
    ("house", "building", any_of("house", "detached", "semidetached_house", "terrace", "bungalow", "villa", "farm",
                                 "cabin", "static_caravan", "houseboat", "duplex")),
    ("residential", "building", any_of("residential")),
    ("religious", "amenity", any_of("place_of_worship", "monastery")),
    ("public", "amenity", any_of("school", "university", "college", "kindergarten", "hospital", "clinic", "townhall",
                                 "police", "fire_station", "courthouse", "library", "theatre", "community_centre",
                                 "arts_centre", "prison", "social_facility", "bus_station", "research_institute")),
    ("public", "tourism", any_of("museum", "gallery")),
    ("public", "leisure", any_of("sports_centre", "sports_hall", "stadium", "ice_rink")),
    ("public", "office", any_of("government", "diplomatic")),
    ("commercial", "tourism", any_of("hotel", "hostel", "motel", "guest_house")),
    ("commercial", "amenity", any_of("restaurant", "fast_food", "cafe", "bar", "pub", "bank", "pharmacy", "fuel",
                                     "marketplace", "cinema", "car_wash", "casino", "doctors", "dentist", "nightclub")),
    ("commercial", "shop", None),
    ("commercial", "office", None),
    ("industrial", "power", any_of("substation", "plant", "generator", "transformer")),
    ("industrial", "man_made", any_of("works", "wastewater_plant", "water_works", "storage_tank", "silo")),
    ("industrial", "craft", None),
)  # fmt: skip

STYLE = Style(
    entries=(
        LegendEntry("house", N_("House"), "#f0e3cc", "#c6b392"),
        LegendEntry("apartments", N_("Block of flats"), "#caa675", "#8a7350"),
        LegendEntry("residential", N_("Residential, kind not stated"), "#dfc8a2", "#a8926f"),
        LegendEntry("commercial", N_("Shops, offices, hotels"), "#b87262", "#8c4f43"),
        LegendEntry("public", N_("Public: school, health, culture, administration"), "#9bb6cd", "#7b9fbf"),
        LegendEntry("religious", N_("Worship"), "#8d6a9f", "#83609a"),
        LegendEntry("industrial", N_("Industry and storage"), "#a5a7ad", "#686d77"),
        LegendEntry("garage", N_("Garage, shed, canopy"), "#c6c3bb", "#525357"),
        LegendEntry("construction", N_("Under construction or ruin"), "#ddcc77", "#a8984a"),
        LegendEntry("other", N_("Use not stated"), "#dfe4ea", "#8d95a1"),
    ),
    note=N_("Use of the building; sloped roofs with a touch of tile, mapped colours as they are. Windows are drawing"),
)

READERS: Readers = {
    "height_m": (read_length, ("height", "building:height")),
    "min_height_m": (read_length, ("min_height",)),
    "levels": (level_count, ("building:levels",)),
    "min_level": (count, ("building:min_level",)),
    "roof_levels": (number, ("roof:levels",)),
    "roof_height_m": (read_length, ("roof:height",)),
    "roof_angle_deg": (number, ("roof:angle",)),
    "roof_direction_deg": (bearing_deg, ("roof:direction",)),
    "flats": (count, ("building:flats",)),
}
SIZE_TAGS = tuple(key for _, keys in READERS.values() for key in keys)
LOOK_TAGS = (
    "roof:shape",
    "roof:orientation",
    "roof:material",
    "roof:colour",
    "building:material",
    "building:colour",
    "start_date",
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with use, size, storeys and address."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    columns = {
        "class": class_from_tags(raw, RULES),
        "building": tag(raw, "building"),
        "address": address_text(raw),
        "house_number": tag(raw, "addr:housenumber"),
        "postcode": tag(raw, "addr:postcode"),
        **sizes,
        **looks(raw),
    }
    return typed_table(raw, context, columns), report


def looks(raw: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Return the columns of roof, walls and age that buildings and their parts share."""
    return {
        "roof_shape": tag(raw, "roof:shape"),
        "roof_across": (tag(raw, "roof:orientation") == "across").astype("boolean"),
        "roof_material": tag(raw, "roof:material"),
        "roof_colour": tag(raw, "roof:colour"),
        "material": tag(raw, "building:material"),
        "colour": tag(raw, "building:colour"),
        "year": years(tag(raw, "start_date")),
    }


def years(dates: pd.Series) -> pd.Series:
    """Return the first year that a date such as "1902-1903" or "12.2019" names."""
    known = dates.notna()
    found = pd.Series(np.nan, index=dates.index)
    found[known] = dates[known].astype("str").str.extract(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")[0].astype("float64")
    return found


def from_file(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings of a file with their sizes as numbers, read as the tags of a map are: "16 m", "P+4E"."""
    report = Report()
    for column, reader in FILE_READERS.items():
        if column in table:
            texts = table[column].astype(object).map(str, na_action="ignore")
            report += reading_report(texts, reader, layer=KIND.name)
            table = table.assign(**{column: values(texts, reader)})
    words = {word: name for name, key, found in RULES if key == "building" and found for word in found}
    return with_use_of_model(table, classes=titles(STYLE.entries), words=words), report


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid, distinct footprints of at least 1 m², each with height, floor area, dwellings and residents."""
    table, report = clean_polygons(with_columns(table, KIND), layer=KIND.name, min_area_m2=MIN_AREA_M2)
    known = table["class"].isin(list(titles(STYLE.entries)))
    table = table.assign(**{"class": table["class"].where(known, "other")}, footprint_m2=table.geometry.area.round(1))
    recipe = context.recipe
    table, heights = with_heights(table, storey_height_m=recipe.storey_height_m)
    table, begins = begun(table, layer=KIND.name, storey_height_m=recipe.storey_height_m)
    table, roofs = with_roofs(table, layer=KIND.name, storey_height_m=recipe.storey_height_m)
    full = storeys(table, storey_height_m=recipe.storey_height_m)
    table = _with_floor_areas(table, full, context)
    around = surroundings(table, context, beside_m=ANNEXE_M, small_m2=(SHED_M2, ANNEXE_M2))
    table, residents = with_residents(table, around, storeys=full, census=recipe.residents)
    return table, report + heights + begins + roofs + residents


def begun(table: gpd.GeoDataFrame, *, layer: str, storey_height_m: float) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with the height they begin at, from storeys left open below where it is not mapped.

    One that would begin at its own height or above begins at the ground.
    """
    begins = table["min_height_m"].fillna(table["min_level"] * storey_height_m)
    odd = begins.notna() & ~((begins >= 0) & (begins < table["height_m"]))
    reason = N_("a beginning above the building's own height, taken as the ground")
    return table.assign(min_height_m=begins.mask(odd)), report_of(layer, "repaired", reason, table.index[odd])


def _with_floor_areas(table: gpd.GeoDataFrame, full: Floats, context: Context) -> gpd.GeoDataFrame:
    """Return buildings with their gross floor area, and which outlines their mapped parts draw."""
    footprint = table["footprint_m2"].to_numpy(float)
    covered, floor = np.zeros(len(table)), np.zeros(len(table))
    raw = context.raw.get("building_parts")
    if raw is not None and len(raw):
        sizes, _ = numbers_from_tags(raw, READERS, layer=KIND.name)
        shapes = np.asarray(raw.geometry.values, dtype=object)
        known = ~shapely.is_missing(shapes)
        part_storeys = storeys(pd.DataFrame(sizes)[known], storey_height_m=context.recipe.storey_height_m)
        outlines = np.asarray(table.geometry.values, dtype=object)
        covered, floor = parts_on(outlines, shapely.make_valid(shapes[known]), part_storeys)
    has_parts = covered >= COVERED_BY_PARTS * np.maximum(footprint, MIN_AREA_M2)
    area = np.where(has_parts, floor, footprint * full).round(1)
    return table.assign(has_parts=has_parts, floor_area_m2=area)


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a closed solid for each building, or the form it brings; none for an outline that its parts draw."""
    own = np.flatnonzero(has_form(table))
    made = shown_solids(table, terrain).mesh
    return joined([made, own_forms(table, own, terrain)]) if len(own) else made


def own_forms(table: gpd.GeoDataFrame, rows: Ints, terrain: Terrain) -> Mesh:
    """Return the forms that the buildings at some rows bring with them, standing on the ground."""
    lowest, level = ground_under(table.iloc[rows], terrain)
    return forms_mesh(table[FORM].to_numpy(object)[rows], lowest, level).at_rows(rows)


def shown_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> Roofed:
    """Return a closed solid for each building drawn by its outline, and what became of its roof; None of others.

    Others are drawn by their parts, or by the form they bring.
    """
    shown = np.flatnonzero(~has_form(table) & _is_drawn(table))
    made = building_solids(table.iloc[shown], terrain)
    shape, reason = np.full((2, len(table)), None, dtype=object)
    shape[shown], reason[shown] = made.shape, made.reason
    return Roofed(made.mesh.at_rows(shown), shape, reason)


def blocks(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return each building that is drawn as a block with a flat top."""
    return building_blocks(table, terrain, np.flatnonzero(_is_drawn(table)))


def boxes(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the buildings that are seen from afar as boxes."""
    return building_boxes(table, terrain, np.flatnonzero(_is_drawn(table)))


def _is_drawn(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which buildings are not drawn by their parts alone."""
    return np.asarray(~table["has_parts"].fillna(False).to_numpy(bool))


COLUMNS = (
    Column("class", "text", N_("Use"), values=titles(STYLE.entries)),
    Column("building", "text", N_("Kind in OpenStreetMap"), values=BUILDING),
    Column("address", "text", N_("Address")),
    Column("postcode", "text", N_("Postcode")),
    Column("height_m", "number", N_("Height"), unit="m"),
    Column("height_tier", "text", N_("How true the height is")),
    Column("height_method", "text", N_("How the height is known")),
    Column("levels", "number", N_("Storeys")),
    Column("flats", "integer", N_("Flats")),
    Column("footprint_m2", "number", N_("Footprint"), unit="m²"),
    Column("year", "integer", N_("Year built")),
    Column("min_height_m", "number", N_("Begins above ground"), unit="m"),
    Column("min_level", "number", N_("Storeys left open below")),
    Column("roof_shape", "text", N_("Roof shape"), values=ROOF_SHAPE),
    Column("roof_tier", "text", N_("How true the roof's shape is")),
    Column("roof_method", "text", N_("How the roof's shape is known")),
    Column("roof_height_m", "number", N_("Height of the roof"), unit="m"),
    Column("roof_height_tier", "text", N_("How true the roof's height is")),
    Column("roof_height_method", "text", N_("How the roof's height is known")),
    Column("roof_levels", "number", N_("Storeys in the roof")),
    Column("roof_angle_deg", "number", N_("Pitch of the roof"), unit="°"),
    Column("roof_direction_deg", "number", N_("Where the roof slopes down to"), unit="°"),
    Column("roof_across", "boolean", N_("Ridge across the longer side"), hidden=True),
    Column("roof_material", "text", N_("Roof material"), values=MATERIAL),
    Column("roof_colour", "text", N_("Roof colour"), values=COLOUR),
    Column("material", "text", N_("Wall material"), values=MATERIAL),
    Column("colour", "text", N_("Wall colour"), values=COLOUR),
)

HOME_COLUMNS = (
    Column("floor_area_m2", "number", N_("Floor area, all storeys"), unit="m²"),
    Column("home", "text", N_("Lived in as"), values={"house": N_("house"), "flats": N_("flats")}),
    Column("home_method", "text", N_("How it is known whether people live there")),
    Column("residential_m2", "number", N_("Floor area of homes"), unit="m²"),
    Column("dwellings", "integer", N_("Dwellings")),
    Column("dwellings_tier", "text", N_("How true the dwellings are")),
    Column("dwellings_method", "text", N_("How the dwellings are known")),
    Column("residents", "number", N_("Residents")),
    Column("residents_tier", "text", N_("How true the residents are")),
    Column("residents_method", "text", N_("How the residents are known")),
    Column("house_number", "text", N_("House number"), hidden=True),
    Column("has_parts", "boolean", N_("Drawn by its parts"), hidden=True),
    *FORM_COLUMNS,
)

KIND = LayerKind(
    name="buildings",
    title=N_("Buildings"),
    description=N_("Footprints with use, address, height, dwellings and residents; each estimate says how it is made."),
    group="buildings",
    geometry=("polygon",),
    columns=(*COLUMNS, *HOME_COLUMNS),
    style=STYLE,
    form=form,
    solids=shown_solids,
    colours=building_colours,
    facades=storeys_up,
    coarser={"middle": blocks, "far": boxes},
    count_forms=NN_("{count} building", "{count} buildings"),
    osm=OsmSelection(
        where={"building": None},
        geometry=("polygon",),
        tags=(
            "name",
            "amenity",
            "tourism",
            "leisure",
            "office",
            "shop",
            "power",
            "man_made",
            "craft",
            *SIZE_TAGS,
            *LOOK_TAGS,
            *ADDRESS_TAGS,
        ),
    ),
    from_osm=from_osm,
    from_file=from_file,
    aliases={"function": "class"},
    complete=complete,
    tile_m=1000,
    order=10,
)
