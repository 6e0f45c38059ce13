"""What is known of a building: its uses and their colours, the columns of its table, the tags they are read from."""

from geodata.language import N_
from geodata.selection import any_of
from geodata.tags import bearing_deg, count, level_count, number, number_from_zero
from geodata.tags import length_m as read_length

from .building_titles import BUILDING, COLOUR, MATERIAL, ROOF_SHAPE
from .column import Column
from .layer import LegendEntry, Style
from .surfaces import FORM_COLUMNS
from .tagged import ClassRule, Readers, titles

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
    "roof_levels": (number_from_zero, ("roof:levels",)),
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
