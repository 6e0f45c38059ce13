"""The steps of a way in words, in the user's language."""

from collections.abc import Mapping

from geodata.language import N_, number_text, translate

from .route_steps import CROSSING, Step

TURNS: Mapping[str, str] = {
    "ahead": N_("Continue on {way}"),
    "slight_left": N_("Keep left onto {way}"),
    "left": N_("Turn left onto {way}"),
    "sharp_left": N_("Turn sharp left onto {way}"),
    "slight_right": N_("Keep right onto {way}"),
    "right": N_("Turn right onto {way}"),
    "sharp_right": N_("Turn sharp right onto {way}"),
    "back": N_("Turn round onto {way}"),
}
START = N_("Go {direction} on {way}")
CROSS = N_("Cross the street")
WALK = N_("Walk {length}")
RIDE_ESTIMATED = N_("{vehicle} {line} from {start} to {end}, wait {wait} min (estimated)")
RIDE_TIMED = N_("{vehicle} {line} from {start} at {departure} to {end} at {arrival}, after a wait of {wait} min")
UNNAMED_STOP = N_("a stop without name")
COMPASS = (
    N_("north"), N_("north-east"), N_("east"), N_("south-east"),
    N_("south"), N_("south-west"), N_("west"), N_("north-west"),
)  # fmt: skip
VEHICLES: Mapping[str, str] = {
    "tram": N_("Tram"),
    "bus": N_("Bus"),
    "trolleybus": N_("Trolleybus"),
    "coach": N_("Coach"),
    "train": N_("Train"),
    "subway": N_("Metro"),
    "ferry": N_("Boat"),
    "boat": N_("Boat"),
    "cable_tram": N_("Cable tram"),
    "funicular": N_("Funicular"),
    "aerialway": N_("Cable car"),
    "monorail": N_("Monorail"),
}
LINE = N_("Line")
NAMELESS = N_("a street without name")
WAYS: Mapping[str, str] = {
    "trunk": N_("the trunk road"),
    "living_street": N_("the living street"),
    "service": N_("the service road"),
    "pedestrian": N_("the pedestrian street"),
    "cycleway": N_("the cycle track"),
    "steps": N_("steps"),
    "track": N_("the farm or forest track"),
    "footway": N_("the footway"),
}


def instruction(step: Step, language: str) -> str:
    """Return what to do in a step, as one says it: "Turn left onto Strada Mică"."""
    if step.kind == "walk":
        return translate(WALK, language).format(length=length_text(step.length_m, language))
    if step.kind == "ride":
        return _ride_text(step, language)
    if step.way_class == CROSSING and not step.name:
        return translate(CROSS, language)
    way = way_text(step, language)
    if step.turn == "start":
        return translate(START, language).format(direction=direction_text(step.bearing_deg, language), way=way)
    return translate(TURNS[step.turn], language).format(way=way)


def way_text(step: Step, language: str) -> str:
    """Return the name of a street, or what it is: "the footway"."""
    return step.name or translate(WAYS.get(step.way_class or "", NAMELESS), language)


def direction_text(bearing_deg: float, language: str) -> str:
    """Return the nearest of eight points of the compass in words."""
    return translate(COMPASS[round(bearing_deg / 45) % 8], language)


def length_text(length_m: float, language: str) -> str:
    """Return metres below a kilometre, kilometres above: "320 m", "1.8 km"."""
    if length_m < 999.5:
        return f"{number_text(length_m, language)} m"
    return f"{number_text(length_m / 1000, language, decimals=1)} km"


def _ride_text(step: Step, language: str) -> str:
    nameless = translate(UNNAMED_STOP, language)
    fields = {
        "vehicle": translate(VEHICLES.get(step.vehicle or "", LINE), language), "line": step.line or "",
        "start": step.from_stop or nameless, "end": step.to_stop or nameless,
    }  # fmt: skip
    wait = number_text(step.wait_s / 60, language, decimals=1)
    if step.departure is not None and step.arrival is not None:
        times = {"departure": f"{step.departure:%H:%M}", "arrival": f"{step.arrival:%H:%M}"}
        return translate(RIDE_TIMED, language).format(**fields, **times, wait=wait)
    return translate(RIDE_ESTIMATED, language).format(**fields, wait=wait)
