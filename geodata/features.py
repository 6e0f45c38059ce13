"""What a file of features holds, before anything is decided about it."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .report import Report


@dataclass(frozen=True)
class FileFeatures:
    """The features of a file as they stand there: columns, geometry, and what the file says of them.

    `values` has one row per feature; its index is the feature's number in the file (for a CSV the line's
    number in a spreadsheet). `geometry` is an array of shapely geometries, None where there is none.
    `crs` is what the file states, None where it states nothing. `ids` are the ids the file's format gives
    its features (not a column), None where it gives none.
    """

    values: pd.DataFrame
    geometry: NDArray[np.object_]
    crs: str | None = None
    ids: pd.Series | None = None
    report: Report = field(default_factory=Report)
