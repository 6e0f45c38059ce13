"""What homes had in the base bounds what they have in an edited city, where edits can have moved it one way only."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from .city import City
from .homes import READS, same_homes

Floats = NDArray[np.float64]


def bounded(city: City, after: Floats, before: Floats, mode: str, layers: Collection[str] = ()) -> Floats:
    """Return how far each home has it (in the order of `homes.inhabited`), within what its base and `effects` allow.

    `before`: how far those of the base have it; `layers`: those the goals come from. Homes that are new or of another
    shape keep what they have, and so do all where a goal may be gone and a way may have opened.
    """
    assert city.base is not None
    effects, changed = city.effects, not city.changed_layers.isdisjoint(layers)
    may_fall = effects.may_help(mode) or changed
    may_rise = effects.may_harm(mode) or (changed and effects.may_lessen(layers))
    if may_fall and may_rise:
        return after
    made, now = after.copy(), np.arange(len(after))
    was = now
    if not city.changed_layers.isdisjoint(READS):
        was = same_homes(city)
        now = np.flatnonzero(was >= 0)
        was = was[now]
    if not may_fall:
        made[now] = np.maximum(made[now], before[was])
    if not may_rise:
        made[now] = np.minimum(made[now], before[was])
    return made
