"""What the indicators of a city say at one of its objects: of the object itself, else of its neighbourhood."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from geodata.language import N_, number_text, translate

from .amounts import amount_text
from .gains import HOMES, is_farness
from .homes import AREAS, areas_of
from .indicators import Board, Direction, Indicator, indicators
from .measurement import OUTSIDE, Measurement
from .painting import is_less_better, is_yes_no, neighbourhood_of

Of = Literal["object", "neighbourhood", "city"]
OUT_OF_REACH = N_("not within reach")
YES, NO = N_("yes"), N_("no")
DECIMALS = {"m": 0, "m²": 0, "min": 1, "km": 2}  # of single objects, by unit


@dataclass(frozen=True)
class PlaceValue:
    """What an indicator says at a place: a number with its unit (a marked message), and of what it is.

    `value` is infinite where nobody gets there. `is_yes_no`: 1 says that it holds, 0 that it does not.
    """

    indicator: Indicator
    of: Of
    value: float
    unit: str
    direction: Direction
    decimals: int
    is_yes_no: bool = False

    def text(self, language: str) -> str:
        """Return the value with its unit, as people read it."""
        if np.isinf(self.value):
            return translate(OUT_OF_REACH, language)
        if self.is_yes_no:
            return translate(YES if self.value else NO, language)
        unit = self.unit or self.indicator.counted
        return amount_text(number_text(self.value, language, decimals=self.decimals), self.value, unit, language)


def title_of_one(indicator: Indicator, language: str) -> str:
    """Return what the number of a single object is called; "" where it is called as the indicator."""
    return translate(indicator.each, language).removesuffix(".")


@dataclass(frozen=True)
class Place:
    """What all known indicators say at an object, and the id of its neighbourhood; "" outside every one."""

    area: str
    values: tuple[PlaceValue, ...]


def place_values(board: Board, layer: str, id: str) -> Place:
    """Return what a board says at an object of its city: of a home where an indicator does, else of its area.

    Of other objects both: the share of a park or a street in the number, and the number of the area. An object is where
    its middle is. What lies in no neighbourhood has the numbers of the city. Raises KeyError for an object that the
    city does not have.
    """
    area = id if layer == AREAS else _area_of(board, layer, id)
    return Place(area, tuple(_values(board, layer, id, area)))


def _area_of(board: Board, layer: str, id: str) -> str:
    if layer == HOMES:
        return neighbourhood_of(board.city, id) or OUTSIDE
    shape = board.city.layers[layer].table.geometry[id]
    middle = np.array([shapely.point_on_surface(shape)], dtype=object)
    return areas_of(board.city, middle)[0] or OUTSIDE


def _values(board: Board, layer: str, id: str, area: str) -> Iterator[PlaceValue]:
    for name, found in board.measurements.items():
        if found.unknown is None:
            own = _of_object(indicators()[name], found, layer, id)
            around = None if own is not None and layer == HOMES else _of_area(indicators()[name], found, area)
            yield from (made for made in (own, around) if made is not None)


def _of_object(indicator: Indicator, found: Measurement, layer: str, id: str) -> PlaceValue | None:
    objects = found.objects
    if objects is None or found.object_layer != layer or id not in objects.index:
        return None
    value = float(objects[id])
    if np.isnan(value):
        if layer != HOMES or not is_farness(indicator, found.object_unit):
            return None
        value = float("inf")
    less = is_less_better(indicator, found, "objects")
    direction: Direction = "neither" if indicator.direction == "neither" else "less" if less else "more"
    decimals = DECIMALS.get(found.object_unit, max(indicator.decimals, 1))
    yes_no = not found.object_unit and is_yes_no(indicator, objects)
    if yes_no and indicator.direction != "neither":
        direction = indicator.direction
    return PlaceValue(indicator, "object", value, found.object_unit, direction, decimals, yes_no)


def _of_area(indicator: Indicator, found: Measurement, area: str) -> PlaceValue | None:
    values = found.by_neighbourhood
    of: Of = "city" if found.parts is None or area == OUTSIDE else "neighbourhood"
    value = found.value if of == "city" else _at(values, area)
    if np.isnan(value):
        return None
    return PlaceValue(indicator, of, value, indicator.unit, indicator.direction, indicator.decimals)


def _at(values: pd.Series, area: str) -> float:
    return float(values[area]) if area in values.index else float("nan")
