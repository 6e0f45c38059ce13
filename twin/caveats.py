"""What has to be said with the numbers of an edited city, since they count something otherwise than it seems."""

from collections.abc import Sequence
from typing import Final

from geodata.language import N_

from .city import GRAPH_LAYERS, WAYS_OF, City
from .edit import Edit
from .edits_streets import CAR, TAG_OF, CloseStreet, hours_of_tag
from .edits_traffic import LowTrafficZone, ModalFilter
from .indicators import Indicator

STREETS = "streets"
ALL_DAY = N_("Closures by hours count as in force all day.")
BY_PRIVATE_WAYS = N_(
    "closures make no trip by car shorter: who gains here drives, in the model, through private ways that join the "
    "zone; do not count that as a gain"
)
CLOSURES: Final = (CloseStreet, LowTrafficZone, ModalFilter)


def caveats(*cities: City) -> list[str]:
    """Return what has to be said with numbers of these cities, as marked messages; nothing of most cities."""
    return [ALL_DAY] if any(has_closures_by_hours(city) for city in cities) else []


def has_closures_by_hours(city: City) -> bool:
    """Return whether edits close streets of a city at some hours: its numbers are of when they are closed."""
    if STREETS not in city.layers:
        return False
    streets = city.layers[STREETS].table
    columns = [name for name in TAG_OF.values() if name in streets]
    return any(hours_of_tag(tag) is not None for name in columns for tag in streets[name].dropna().unique())


def gains_by_private_ways(edits: Sequence[Edit], indicator: Indicator) -> bool:
    """Return whether who gains by an indicator of car trips can do so only where a zone joins private ways.

    `edits`: those that are made, of the city as it is. Closures alone open no way; but in a low-traffic zone trips
    begin and end, as on private ways, and where both touch a trip may leave by these.
    """
    if not any(isinstance(edit, LowTrafficZone) for edit in edits) or WAYS_OF + CAR not in indicator.reads:
        return False
    return all(isinstance(edit, CLOSURES) or edit.layer not in GRAPH_LAYERS for edit in edits)
