"""Rows of arrays by whose they are."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def rows_by(owner: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each owner, from the smallest, with the positions in `owner` (n,) at which it stands, in their order."""
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1 - abs(int(owner.min(initial=0)))))
    ends = np.append(starts[1:], len(order))[: len(starts)]
    for start, end in zip(starts, ends, strict=True):
        yield int(owner[order[start]]), order[start:end]
