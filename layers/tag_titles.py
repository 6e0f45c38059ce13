"""What the values of common OpenStreetMap tags mean, for cards and tables: ways, access, nature, waste."""

from collections.abc import Mapping

from geodata.language import N_

YES_NO: Mapping[str, str] = {"yes": N_("yes"), "no": N_("no")}

ACCESS: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("no"),
    "permissive": N_("tolerated"),
    "designated": N_("signed for it"),
    "private": N_("private"),
    "customers": N_("customers"),
    "destination": N_("destination traffic"),
    "delivery": N_("delivery"),
    "permit": N_("with a permit"),
    "dismount": N_("dismount"),
    "use_sidepath": N_("use the path beside"),
    "residents": N_("residents"),
    "limited": N_("limited"),
    "agricultural": N_("farm traffic"),
    "forestry": N_("forestry"),
    "emergency": N_("emergency services"),
    "military": N_("military"),
    "public": N_("public"),
    "unknown": N_("unknown"),
}

WHEELCHAIR: Mapping[str, str] = {**YES_NO, "limited": N_("limited"), "designated": N_("made for it")}
OPENING_HOURS: Mapping[str, str] = {"24/7": N_("around the clock")}
MAX_STAY: Mapping[str, str] = {
    "30 minutes": N_("30 minutes"),
    "1 hour": N_("1 hour"),
    "2 hours": N_("2 hours"),
    "3 hours": N_("3 hours"),
    "4 hours": N_("4 hours"),
    "24 hours": N_("24 hours"),
    "unlimited": N_("no limit"),
    "no": N_("no limit"),
}

HIGHWAY: Mapping[str, str] = {
    "motorway": N_("motorway"),
    "motorway_link": N_("slip road of a motorway"),
    "trunk": N_("expressway or trunk road"),
    "trunk_link": N_("slip road of a trunk road"),
    "primary": N_("primary street"),
    "primary_link": N_("slip road of a primary street"),
    "secondary": N_("secondary street"),
    "secondary_link": N_("slip road of a secondary street"),
    "tertiary": N_("tertiary street"),
    "tertiary_link": N_("slip road of a tertiary street"),
    "residential": N_("residential street"),
    "unclassified": N_("minor road"),
    "road": N_("road of unknown class"),
    "busway": N_("busway"),
    "living_street": N_("living street"),
    "service": N_("service road"),
    "pedestrian": N_("pedestrian street or square"),
    "cycleway": N_("cycleway"),
    "footway": N_("footway"),
    "path": N_("path"),
    "bridleway": N_("bridleway"),
    "corridor": N_("corridor in a building"),
    "steps": N_("steps"),
    "track": N_("farm or forest track"),
    "crossing": N_("crossing"),
    "traffic_signals": N_("traffic lights"),
    "stop": N_("stop line"),
    "give_way": N_("give-way line"),
    "elevator": N_("lift"),
}

SERVICE_ROAD: Mapping[str, str] = {
    "driveway": N_("driveway"),
    "parking_aisle": N_("parking aisle"),
    "alley": N_("alley"),
    "drive-through": N_("drive-through"),
    "emergency_access": N_("for emergency services"),
    "bus": N_("for buses"),
}

ONE_WAY: Mapping[str, str] = {**YES_NO, "-1": N_("against its line"), "reversible": N_("in turns")}
JUNCTION: Mapping[str, str] = {"roundabout": N_("roundabout"), "circular": N_("circular")}

SURFACE: Mapping[str, str] = {
    "asphalt": N_("asphalt"),
    "paved": N_("paved"),
    "concrete": N_("concrete"),
    "concrete:plates": N_("concrete plates"),
    "concrete:lanes": N_("two strips of concrete"),
    "paving_stones": N_("paving stones"),
    "bricks": N_("brick"),
    "sett": N_("sett"),
    "cobblestone": N_("cobblestone"),
    "unhewn_cobblestone": N_("rough cobblestone"),
    "grass_paver": N_("grass pavers"),
    "compacted": N_("compacted"),
    "fine_gravel": N_("fine gravel"),
    "gravel": N_("gravel"),
    "pebblestone": N_("pebbles"),
    "ground": N_("ground"),
    "dirt": N_("earth"),
    "earth": N_("earth"),
    "mud": N_("mud"),
    "grass": N_("grass"),
    "sand": N_("sand"),
    "wood": N_("wood"),
    "metal": N_("metal"),
    "rubber": N_("rubber"),
    "tartan": N_("sports track surface"),
    "artificial_turf": N_("artificial turf"),
    "unpaved": N_("unpaved"),
}

SMOOTHNESS: Mapping[str, str] = {
    "excellent": N_("excellent"),
    "good": N_("good"),
    "intermediate": N_("fair"),
    "bad": N_("bad"),
    "very_bad": N_("very bad"),
    "horrible": N_("extremely bad"),
    "very_horrible": N_("hardly passable"),
    "impassable": N_("impassable"),
}

TRACK_GRADE: Mapping[str, str] = {
    "grade1": N_("1: hard"),
    "grade2": N_("2: mostly hard"),
    "grade3": N_("3: half hard, half soft"),
    "grade4": N_("4: mostly soft"),
    "grade5": N_("5: soft"),
}

BIKE_LANE: Mapping[str, str] = {
    "no": N_("no bike lane"),
    "none": N_("no bike lane"),
    "yes": N_("yes"),
    "lane": N_("lane on the street"),
    "track": N_("track of its own"),
    "separate": N_("mapped by itself"),
    "sidepath": N_("track of its own"),
    "crossing": N_("bicycle crossing"),
    "shared": N_("shared with cars"),
    "shared_lane": N_("marked on a lane for all"),
    "soft_lane": N_("marked on a lane for all"),
    "share_busway": N_("shared with buses"),
    "shoulder": N_("on the shoulder"),
    "opposite": N_("against the one way, without a lane"),
    "opposite_lane": N_("lane against the one way"),
    "opposite_track": N_("track against the one way"),
    "opposite_share_busway": N_("bus lane against the one way"),
    "asl": N_("waiting box at the lights"),
    "link": N_("link"),
}

SIDEWALK: Mapping[str, str] = {
    "no": N_("no pavement"),
    "none": N_("no pavement"),
    "yes": N_("yes"),
    "both": N_("on both sides"),
    "left": N_("on the left"),
    "right": N_("on the right"),
    "separate": N_("mapped by itself"),
}

FOOTWAY: Mapping[str, str] = {
    "sidewalk": N_("pavement"),
    "crossing": N_("crossing"),
    "traffic_island": N_("traffic island"),
    "access_aisle": N_("aisle between parking places"),
    "link": N_("link"),
}

CROSSING: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("not allowed"),
    "marked": N_("marked"),
    "zebra": N_("zebra"),
    "uncontrolled": N_("marked, without traffic lights"),
    "unmarked": N_("not marked"),
    "traffic_signals": N_("with traffic lights"),
    "island": N_("with a traffic island"),
    "informal": N_("informal"),
}

KERB: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("no kerb"),
    "raised": N_("raised"),
    "regular": N_("raised"),
    "lowered": N_("lowered"),
    "flush": N_("level with the street"),
    "rolled": N_("sloping"),
}

TACTILE_PAVING: Mapping[str, str] = {**YES_NO, "partial": N_("in part"), "incorrect": N_("laid wrongly")}
PARKED: Mapping[str, str] = {
    **YES_NO,
    "lane": N_("on the carriageway"),
    "street_side": N_("in bays beside it"),
    "on_kerb": N_("on the pavement"),
    "half_on_kerb": N_("half on the pavement"),
    "shoulder": N_("on the shoulder"),
    "separate": N_("mapped by itself"),
}
RAMP: Mapping[str, str] = {**YES_NO, "separate": N_("mapped by itself")}
HANDRAIL: Mapping[str, str] = {
    **YES_NO,
    "both": N_("on both sides"),
    "left": N_("on the left"),
    "right": N_("on the right"),
    "center": N_("in the middle"),
}
LIT: Mapping[str, str] = {
    **YES_NO,
    "24/7": N_("around the clock"),
    "automatic": N_("automatic"),
    "limited": N_("limited"),
    "disused": N_("out of use"),
}
BRIDGE: Mapping[str, str] = {
    **YES_NO,
    "viaduct": N_("viaduct"),
    "boardwalk": N_("boardwalk"),
    "movable": N_("movable"),
    "covered": N_("covered"),
}
TUNNEL: Mapping[str, str] = {
    **YES_NO,
    "building_passage": N_("passage through a building"),
    "culvert": N_("culvert"),
    "covered": N_("covered"),
    "flooded": N_("flooded pipe"),
}
COVERED: Mapping[str, str] = {
    **YES_NO,
    "partial": N_("in part"),
    "arcade": N_("arcade"),
    "colonnade": N_("colonnade"),
}
EMBEDDED_RAILS: Mapping[str, str] = {
    **YES_NO,
    "tram": N_("tram rails"),
    "rail": N_("railway rails"),
    "railway": N_("railway rails"),
    "disused": N_("disused rails"),
}

RAIL_SERVICE: Mapping[str, str] = {
    "siding": N_("siding"),
    "yard": N_("yard track"),
    "spur": N_("spur to a company"),
    "crossover": N_("crossover"),
}
RAIL_USAGE: Mapping[str, str] = {
    "main": N_("main line"),
    "branch": N_("branch line"),
    "industrial": N_("industrial track"),
    "freight": N_("goods line"),
    "tourism": N_("heritage or tourist line"),
    "military": N_("military"),
    "test": N_("test track"),
}
ELECTRIFIED: Mapping[str, str] = {**YES_NO, "contact_line": N_("overhead line"), "rail": N_("third rail")}

LEAVES: Mapping[str, str] = {
    "broadleaved": N_("broad leaves"),
    "needleleaved": N_("needles"),
    "mixed": N_("mixed"),
    "leafless": N_("no leaves"),
}

LEAF_CYCLE: Mapping[str, str] = {
    "deciduous": N_("loses its leaves"),
    "evergreen": N_("evergreen"),
    "semi_deciduous": N_("loses some leaves"),
    "mixed": N_("mixed"),
}

DENOTATION: Mapping[str, str] = {
    "urban": N_("town tree"),
    "park": N_("park tree"),
    "garden": N_("garden tree"),
    "avenue": N_("avenue tree"),
    "agricultural": N_("farm tree"),
    "landmark": N_("landmark"),
    "natural_monument": N_("natural monument"),
}
