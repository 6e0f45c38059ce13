"""Which places cover whom, and the choice of places that together cover most."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

WORD = 64


@dataclass(frozen=True)
class Coverage:
    """Which homes each candidate covers: `bits` (candidates × words) uint64, home h is bit h % 64 of word h // 64."""

    bits: NDArray[np.uint64]
    homes: int

    @classmethod
    def from_sets(cls, sets: Sequence[Sequence[int] | NDArray[np.int64]], *, homes: int) -> "Coverage":
        """Return the coverage of candidates given by the homes of each."""
        made = np.zeros((len(sets), words_of(homes)), np.uint64)
        for row, members in enumerate(sets):
            for home in members:
                made[row, home // WORD] |= np.uint64(1) << np.uint64(home % WORD)
        return cls(made, homes)

    def members(self, candidate: int) -> NDArray[np.int64]:
        """Return the homes that a candidate covers."""
        return np.flatnonzero(np.unpackbits(self.bits[candidate].view(np.uint8), bitorder="little")[: self.homes])


@dataclass(frozen=True)
class Pick:
    """One chosen candidate: what it adds to those chosen before, and what the best other would have added."""

    candidate: int
    gain: float
    next_best: float


def words_of(homes: int) -> int:
    """Return how many words of 64 bits hold a flag for each home."""
    return -(-homes // WORD)


def most_covering(coverage: Coverage, weight: NDArray[np.float64], *, count: int) -> list[Pick]:
    """Return up to `count` candidates, one after the other the one that adds most weight; fewer when none adds any.

    Lazy greedy (Minoux 1978): gains never grow, so a candidate is only weighed again when it comes to the top.
    The weight covered is at least 1 − 1/e of the best there is for that count (Nemhauser, Wolsey, Fisher 1978,
    Math. Programming 14, theorem 4.2). Of equal candidates the first in order is taken.
    """
    open_ = np.full(words_of(coverage.homes), ~np.uint64(0), np.uint64)
    heap = [(-gain, row) for row, gain in enumerate(_gains(coverage.bits, open_, weight)) if gain > 0]
    heapq.heapify(heap)
    weighed = dict.fromkeys((row for _, row in heap), 0)  # the round in which a gain was last computed
    picks: list[Pick] = []
    while heap and len(picks) < count:
        best = _settled(heap, weighed, coverage, open_, weight, len(picks))
        if best is None:
            break
        other = _settled(heap, weighed, coverage, open_, weight, len(picks))
        if other is not None:
            heapq.heappush(heap, other)
        picks.append(Pick(best[1], -best[0], -other[0] if other is not None else 0.0))
        open_ &= ~coverage.bits[best[1]]
    return picks


def _settled(
    heap: list[tuple[float, int]],
    weighed: dict[int, int],
    coverage: Coverage,
    open_: NDArray[np.uint64],
    weight: NDArray[np.float64],
    round_: int,
) -> tuple[float, int] | None:
    """Take from the heap the candidate whose gain, weighed in this round, is the greatest; None when none is left."""
    while heap:
        negative, row = heapq.heappop(heap)
        if weighed[row] == round_:
            return negative, row
        gain = _gain(coverage.bits[row], open_, weight)
        weighed[row] = round_
        if gain > 0:
            heapq.heappush(heap, (-gain, row))
    return None


@numba.njit(cache=True, nogil=True)
def _gain(row: NDArray[np.uint64], open_: NDArray[np.uint64], weight: NDArray[np.float64]) -> float:
    total = 0.0
    for word in range(len(row)):
        rest = row[word] & open_[word]
        home = word * WORD
        while rest:
            if rest & np.uint64(1):
                total += weight[home]
            rest >>= np.uint64(1)
            home += 1
    return total


@numba.njit(cache=True, nogil=True)
def _gains(bits: NDArray[np.uint64], open_: NDArray[np.uint64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    gains = np.zeros(len(bits))
    for row in range(len(bits)):
        gains[row] = _gain(bits[row], open_, weight)
    return gains
