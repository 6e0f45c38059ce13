"""Amenities: schools, pharmacies, shops, offices and all else people go to, in a few groups."""

import geopandas as gpd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import ADDRESS_TAGS, OsmSelection, any_of

from .column import Column
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .pins import pin, pin_form
from .place_titles import AMENITY
from .tag_titles import OPENING_HOURS, WHEELCHAIR
from .tagged import ClassRule, address_text, class_from_tags, first_of, tag, titles, typed_table

AMENITIES: dict[str, frozenset[str]] = {
    "kindergarten": any_of("kindergarten", "childcare"),
    "school": any_of("school", "music_school", "language_school", "driving_school", "prep_school", "training"),
    "university": any_of("university", "college", "research_institute"),
    "pharmacy": any_of("pharmacy"),
    "health": any_of("hospital", "clinic", "doctors", "dentist", "veterinary", "social_facility", "nursing_home"),
    "food": any_of("restaurant", "fast_food", "cafe", "bar", "pub", "biergarten", "food_court", "ice_cream"),
    "culture": any_of(
        "theatre",
        "cinema",
        "library",
        "arts_centre",
        "community_centre",
        "social_centre",
        "nightclub",
        "events_venue",
        "conference_centre",
        "exhibition_centre",
        "music_venue",
        "studio",
    ),
    "worship": any_of("place_of_worship", "monastery"),
    "public": any_of("townhall", "police", "fire_station", "courthouse", "prison", "ranger_station", "embassy"),
    "finance": any_of("bank", "atm", "bureau_de_change", "payment_terminal", "money_transfer"),
    "post": any_of("post_office", "parcel_locker", "post_box", "letter_box"),
    "fuel": any_of("fuel", "car_wash", "vehicle_inspection"),
    "grocery": any_of("marketplace"),
    "other": any_of(
        "toilets",
        "drinking_water",
        "taxi",
        "car_rental",
        "coworking_space",
        "internet_cafe",
        "casino",
        "gambling",
        "funeral_hall",
        "crematorium",
        "public_bath",
        "shower",
        "animal_shelter",
    ),
}
GROCERY_SHOPS = any_of(
    "supermarket",
    "convenience",
    "bakery",
    "butcher",
    "greengrocer",
    "grocery",
    "deli",
    "dairy",
    "farm",
    "seafood",
    "cheese",
    "pastry",
    "confectionery",
    "frozen_food",
    "health_food",
)
RULES: tuple[ClassRule, ...] = (
    *((name, "amenity", values) for name, values in AMENITIES.items()),
    ("grocery", "shop", GROCERY_SHOPS),
    ("pharmacy", "healthcare", any_of("pharmacy")),
    ("health", "healthcare", None),
    ("shop", "shop", None),
    ("sport", "leisure", any_of("sports_centre", "fitness_centre", "sports_hall", "swimming_area", "stadium")),
    ("culture", "tourism", any_of("museum", "gallery", "zoo", "theme_park")),
    ("stay", "tourism", any_of("hotel", "guest_house", "hostel", "motel", "apartment", "camp_site")),
    ("public", "office", any_of("government", "diplomatic", "administrative")),
    ("finance", "office", any_of("insurance", "financial", "tax_advisor", "accountant")),
)
NOT_IN_USE = any_of("vacant", "no")

STYLE = Style(
    entries=(
        LegendEntry("kindergarten", N_("Kindergarten or crèche"), "#77aadd", "#8fc1f0"),
        LegendEntry("school", N_("School"), "#4477aa", "#6b9fd4"),
        LegendEntry("university", N_("University"), "#332288", "#8f83d8"),
        LegendEntry("health", N_("Health and care"), "#cc6677", "#e08a98"),
        LegendEntry("pharmacy", N_("Pharmacy"), "#228833", "#5fbf6d"),
        LegendEntry("grocery", N_("Groceries and markets"), "#999933", "#c2c25a"),
        LegendEntry("shop", N_("Other shops"), "#ddaa33", "#e6bd5c"),
        LegendEntry("food", N_("Food and drink"), "#d55e00", "#f08b45"),
        LegendEntry("culture", N_("Culture and meeting"), "#aa4499", "#cf79c1"),
        LegendEntry("worship", N_("Worship"), "#882255", "#c06a97"),
        LegendEntry("sport", N_("Sport"), "#44aa99", "#63c7b7"),
        LegendEntry("stay", N_("Places to stay"), "#b2956e", "#cdb28d"),
        LegendEntry("public", N_("Public administration and safety"), "#224466", "#7896b8"),
        LegendEntry("finance", N_("Banks and insurance"), "#667788", "#93a3b3"),
        LegendEntry("post", N_("Post and parcels"), "#bb9922", "#d4b64a"),
        LegendEntry("fuel", N_("Fuel and car wash"), "#775544", "#a98672"),
        LegendEntry("other", N_("Other services"), "#888888", "#a5a9b0"),
    ),
    note=N_("What people go there for"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return places that serve people, each in one group."""
    empty = tag(raw, "shop").isin(NOT_IN_USE) & tag(raw, "amenity").isna()
    report = report_of(KIND.name, "dropped", N_("an empty shop"), raw.index[empty])
    raw = raw[~empty]
    columns = {
        "class": class_from_tags(raw, RULES),
        "kind": first_of(raw, ("amenity", "shop", "healthcare", "leisure", "tourism", "office")),
        "brand": tag(raw, "brand"),
        "operator": tag(raw, "operator"),
        "address": address_text(raw),
        "postcode": tag(raw, "addr:postcode"),
        "opening_hours": tag(raw, "opening_hours"),
        "phone": first_of(raw, ("phone", "contact:phone")),
        "website": first_of(raw, ("website", "contact:website")),
        "wheelchair": tag(raw, "wheelchair"),
    }
    return typed_table(raw, context, columns), report


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the places at their points with a group each."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    return table.assign(**{"class": table["class"].fillna("other")}), report


KIND = LayerKind(
    name="amenities",
    title=N_("Amenities"),
    description=N_("Schools, health, shops, food, culture, administration and other services."),
    group="places",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Group"), values=titles(STYLE.entries)),
        Column("kind", "text", N_("Kind"), values=AMENITY),
        Column("brand", "text", N_("Brand")),
        Column("operator", "text", N_("Operator")),
        Column("address", "text", N_("Address")),
        Column("postcode", "text", N_("Postcode")),
        Column("opening_hours", "text", N_("Open"), values=OPENING_HOURS),
        Column("phone", "text", N_("Telephone")),
        Column("website", "text", N_("Website")),
        Column("wheelchair", "text", N_("By wheelchair"), values=WHEELCHAIR),
    ),
    style=STYLE,
    form=pin_form(pin(height_m=5.6, radius_m=1.5)),
    count_forms=NN_("{count} amenity", "{count} amenities"),
    osm=OsmSelection(
        where={
            "amenity": frozenset[str]().union(*AMENITIES.values()),
            "shop": None,
            "healthcare": None,
            "leisure": any_of("sports_centre", "fitness_centre", "sports_hall", "stadium"),
            "tourism": any_of(
                "museum",
                "gallery",
                "zoo",
                "theme_park",
                "hotel",
                "guest_house",
                "hostel",
                "motel",
                "apartment",
                "camp_site",
            ),
            "office": any_of(
                "government", "diplomatic", "administrative", "insurance", "financial", "tax_advisor", "accountant"
            ),
        },
        geometry=("point",),
        tags=(
            "name",
            "amenity",
            "shop",
            "healthcare",
            "leisure",
            "tourism",
            "office",
            "brand",
            "operator",
            "opening_hours",
            "phone",
            "contact:phone",
            "website",
            "contact:website",
            "wheelchair",
            *ADDRESS_TAGS,
        ),
    ),
    from_osm=from_osm,
    complete=complete,
    visible=False,
    order=80,
)
