"""Gross floor area of buildings: storeys × footprint, above the ground.

Storeys are those mapped, less the ones left open below; else the height without the roof, by the
recipe's storey height, as a fraction where the height itself is estimated. Storeys in the roof count
half: under a slope about half the floor has headroom. Cellars are not counted: `building:levels`
leaves them out. An outline that its parts make up has the floors of its parts, each once. The area is as true as
the building's height: derived from storeys or a mapped height, else estimated.
"""

from itertools import pairwise

import numpy as np
import pandas as pd
import shapely

from .triangulation import Floats

ROOF_STOREY = 0.5  # the share of a storey that has headroom under a slope; our assumption


def storeys(table: pd.DataFrame, *, storey_height_m: float) -> Floats:
    """Return the storeys above the ground of each row, at least one; fractions where they are estimated.

    Reads levels, min_level, height_m, min_height_m, roof_levels and roof_height_m, any of them missing.
    """
    n = {
        name: table[name].to_numpy(float, na_value=np.nan)
        for name in ("levels", "min_level", "height_m", "min_height_m", "roof_levels", "roof_height_m")
    }
    in_roof = np.nan_to_num(n["roof_levels"])
    roof_m = np.where(np.isnan(n["roof_height_m"]), in_roof * storey_height_m, n["roof_height_m"])
    from_levels = n["levels"] - np.nan_to_num(n["min_level"])
    from_height = (n["height_m"] - np.nan_to_num(n["min_height_m"]) - roof_m) / storey_height_m
    full = np.where(np.isnan(from_levels), from_height, from_levels)
    return np.asarray(np.fmax(full, 1.0) + ROOF_STOREY * in_roof)


def floor_of(shapes: np.ndarray, low: Floats, high: Floats) -> float:
    """Return the floor area in m² of parts that each reach from one storey to another; what two share counts once."""
    levels = np.unique(np.concatenate([low, high]))
    total = 0.0
    for below, above in pairwise(levels.tolist()):
        here = (low <= below) & (high >= above)
        total += float(shapely.area(shapely.union_all(shapes[here]))) * (above - below)
    return total
