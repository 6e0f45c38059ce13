"""What has to be said with the numbers of an edited city, since they count something otherwise than it seems."""

from geodata.language import N_

from .city import City
from .edits_streets import TAG_OF
from .hours import hours_of_tag

STREETS = "streets"
ALL_DAY = N_("Closures by hours count as in force all day.")


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
