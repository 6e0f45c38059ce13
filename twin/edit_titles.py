"""What the kinds of edits and their fields are called where people choose them; kinds stand in groups."""

from collections.abc import Mapping

from geodata.language import N_
from layers import sensor_points, streets, transit
from layers.tag_titles import LEAVES
from layers.tagged import titles

from .edits_bike_lanes import BOTH_SIDES, LANE, LEFT, RIGHT, TRACK
from .edits_buildings import USES
from .edits_new_streets import WITH_FEET
from .edits_streets import BACKWARD, BOTH, FORWARD, REVERSE, WHO

GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "streets": (N_("Streets"), ("close_street", "one_way", "speed_limit", "low_traffic_zone", "modal_filter",
                                "add_street")),
    "bikes": (N_("Bicycles"), ("bike_lane", "lanes_to_bike_lane", "draw_bike_lane", "add_public_bikes")),
    "transit": (N_("Public transport"), ("change_headway", "add_stop", "move_stop")),
    "buildings": (N_("Buildings"), ("add_building", "change_building", "demolish_building")),
    "green": (N_("Green"), ("add_park", "vacant_land_to_park", "add_trees")),
    "places": (N_("Chargers and sensors"), ("add_charging_stations", "add_sensors")),
    "anything": (N_("Anything else"), ("add_object", "change_object", "remove_object")),
}  # fmt: skip

# One sentence each: what it does, for whoever chooses.
DOCS: Mapping[str, str] = {
    "close_street": N_("Cars, bicycles or walkers may no longer use it, always or at some hours."),
    "one_way": N_("Traffic goes in one direction, is turned round, or goes both ways again."),
    "speed_limit": N_("Another speed limit for cars."),
    "low_traffic_zone": N_("Cars begin or end a trip in the zone, but no longer drive through it."),
    "modal_filter": N_("Bollards across a street: cars do not pass, bicycles and walkers do."),
    "add_street": N_("A street, path or bridge that joins the streets it meets."),
    "bike_lane": N_("Lanes or tracks at the edge of streets, beside the traffic lanes there are."),
    "lanes_to_bike_lane": N_("A traffic lane on each chosen side becomes a bike lane."),
    "draw_bike_lane": N_("A track of its own, apart from any street."),
    "add_public_bikes": N_("Stations at the points you set."),
    "change_headway": N_("A line runs every so many minutes, in both directions."),
    "add_stop": N_("A stop, and the lines that call there."),
    "move_stop": N_("A stop stands elsewhere; its lines go to the new place."),
    "add_building": N_("A building on the outline you draw; residents and floor area follow."),
    "change_building": N_("Another height, other storeys or another use."),
    "demolish_building": N_("Buildings go, with their residents."),
    "add_park": N_("A park on the area you draw."),
    "vacant_land_to_park": N_("The land you choose becomes a park of the same shape."),
    "add_trees": N_("Single trees at points, or a row along a line."),
    "add_charging_stations": N_("For electric cars, at the points you set."),
    "add_sensors": N_("Where sensors would stand; they have no readings."),
    "add_object": N_("An object of any layer, with the values you give it."),
    "change_object": N_("Other values or another shape, for objects of any layer."),
    "remove_object": N_("Objects of any layer go."),
}

# What the card of an object offers to do with it, by its layer.
OFFERS: Mapping[str, Mapping[str, str]] = {
    "streets": {
        "close_street": N_("Close the street"),
        "speed_limit": N_("Speed limit"),
        "one_way": N_("One-way"),
        "bike_lane": N_("Bike lane"),
        "lanes_to_bike_lane": N_("Bike lane instead of a traffic lane"),
    },
    "buildings": {"change_building": N_("Change height or use"), "demolish_building": N_("Demolish")},
    "vacant_land": {"vacant_land_to_park": N_("Make it a park")},
    "transit": {"move_stop": N_("Move the stop")},
}
OFFERS_FOR_ANY: Mapping[str, str] = {"change_object": N_("Change values"), "remove_object": N_("Remove")}
UNCHANGED_LAYERS = frozenset({"building_parts", "neighbourhoods", "transit_lines", "turn_restrictions", "vegetation"})

FIELD_TITLES: Mapping[str, str] = {
    "modes": N_("Closed to"),
    "hours": N_("Hours"),
    "way": N_("Direction"),
    "except_bicycles": N_("Bicycles may go both ways"),
    "kmh": N_("Speed limit"),
    "side": N_("Side"),
    "lane": N_("Kind of lane"),
    "width_m": N_("Width"),
    "name": N_("Name"),
    "bridge": N_("It is a bridge"),
    "main_streets": N_("Secondary and tertiary streets too"),
    "highway": N_("Kind of street"),
    "lanes": N_("Traffic lanes"),
    "oneway": N_("One-way, as it is drawn"),
    "height_m": N_("Height"),
    "storeys": N_("Storeys"),
    "use": N_("Use"),
    "spacing_m": N_("Spacing"),
    "leaf_type": N_("Leaves"),
    "species": N_("Species"),
    "power_kw": N_("Power"),
    "sockets": N_("Sockets"),
    "operator": N_("Operator"),
    "network": N_("Network"),
    "measures": N_("Measures"),
    "quantity": N_("Quantity"),
    "serves": N_("Kind of stop"),
    "lines": N_("Lines"),
    "headway_min": N_("Interval"),
    "columns": N_("Values"),
}
OF_KIND: Mapping[tuple[str, str], str] = {
    ("add_charging_stations", "capacity"): N_("Charging points"),
    ("add_public_bikes", "capacity"): N_("Docks"),
    ("lanes_to_bike_lane", "lanes"): N_("Traffic lanes today"),
}
SAID_BY_TITLE = frozenset({
    "name", "storeys", "height_m", "kmh", "use", "operator", "species", "leaf_type", "power_kw", "capacity",
    "headway_min", "serves", "measures", "spacing_m", "network", "oneway", "main_streets", "except_bicycles", "modes",
    "lane", "highway", "way",
})  # fmt: skip
UNITS: Mapping[str, str] = {"_kw": "kW", "kmh": "km/h", "_min": "min", "_m": "m"}  # by the ends of names

CHOICE_TITLES: Mapping[str, Mapping[str, str]] = {
    "modes": WHO,
    "way": {
        FORWARD: N_("Along the line of the street"),
        BACKWARD: N_("Against the line of the street"),
        BOTH: N_("Both ways"),
        REVERSE: N_("Turned round"),
    },
    "side": {LEFT: N_("Left"), RIGHT: N_("Right"), BOTH_SIDES: N_("Both sides")},
    "lane": {
        TRACK: N_("Track kept apart"),
        LANE: N_("Painted lane"),
        WITH_FEET: N_("Shared with walkers"),
    },
    "highway": {**titles(streets.STYLE.entries), "path": N_("Path")},
    "use": USES,
    "leaf_type": LEAVES,
    "measures": sensor_points.CLASSES,
    "serves": titles(transit.STYLE.entries),
}

# What a form begins with where the kind leaves it open, so that something is there to look at.
SUGGESTED: Mapping[tuple[str, str], float] = {
    ("speed_limit", "kmh"): 30,
    ("change_headway", "headway_min"): 10,
    ("add_building", "height_m"): 12,
}


def field_title(kind: str, field: str) -> str:
    """Return what a field of a kind is called, not yet translated."""
    return OF_KIND.get((kind, field)) or FIELD_TITLES[field]


def field_help(field: str, doc: object) -> str:
    """Return what is to be said of a field besides its title, not yet translated; empty where the title says it."""
    return "" if field in SAID_BY_TITLE else str(doc)


def unit_of(field: str) -> str:
    """Return the unit a field is in; empty for what has none."""
    return next((unit for end, unit in UNITS.items() if field.endswith(end)), "")
