"""What people mean first when they type a part of its name: squares and parks, churches, hospitals, stations."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.layer import Layer

from .word_index import TYPES, Floats

Members = NDArray[np.bool_]
ALL_OF: Final = frozenset({"neighbourhoods", "streets"})
# The column that says which of a layer's objects are, and its values.
SOME_OF: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "amenities": ("kind", frozenset({
        "place_of_worship", "hospital", "townhall", "university", "museum", "theatre", "stadium",
    })),
    "green_space": ("class", frozenset({"park", "garden"})),
    "water": ("class", frozenset({"river", "canal", "lake"})),
    "transit": ("class", frozenset({"train", "bus_station"})),
}  # fmt: skip
PLACES: Final = frozenset({"amenities", "transit"})  # of one name with the street at them, they come before it
WHOLE_GAIN, BEGINNING_GAIN = 0.8, 0.4  # of one whose name begins with the first word that is asked for, or as that does
STOP_GAIN = 0.1  # of one that a stop is named after
OWN_GAIN = 0.2  # of one whose name has that of the city in it


def well_known(layer: Layer) -> Members:
    """Return which objects of a layer are well known."""
    name, table = layer.kind.name, layer.table
    column, values = SOME_OF.get(name, ("", frozenset()))
    if column not in table:
        return np.full(len(table), name in ALL_OF)
    return np.asarray(table[column].isin(values), bool)


def telling(words: Sequence[str]) -> str:
    """Return the first word that tells a name from others: not that it is a street."""
    return next((word for word in words if word not in TYPES), words[0] if words else "")


def gains(heads: Sequence[str], asked: Sequence[str]) -> Floats:
    """Return what names gain whose first telling words are given."""
    head = telling(asked)
    return np.array([WHOLE_GAIN if one == head else BEGINNING_GAIN if one.startswith(head) else 0.0 for one in heads])
