"""Places as a browser sends them, checked."""

from geodata.errors import UsageError
from twin.city import City

from .desk import BAD_ARGUMENT
from .state import Feature

FARTHEST_M = 1e6  # what a browser says lies farther from the origin is no place


def number_from(value: object) -> float:
    """Return metres from the origin. Raises UsageError for what is no number, or too far."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < FARTHEST_M:
        raise UsageError(BAD_ARGUMENT)
    return float(value)


def point_from(value: object) -> list[float]:
    """Return x, y and z in metres from the origin, z up. Raises UsageError for anything else."""
    if not isinstance(value, list) or len(value) != 3:
        raise UsageError(BAD_ARGUMENT)
    return [number_from(each) for each in value]


def has_feature(city: City, feature: Feature) -> bool:
    """Return whether a city has an object, whose names may be any that a browser sent."""
    return feature.layer in city.layers and feature.id in city.layers[feature.layer].table.index
