"""Work cut into parts for all cores: for compiled loops that give up Python's lock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

PARTS_OF_THREAD = 8  # parts of the work for each thread, as some end sooner than others


def in_threads(fill: Callable[[int, int], None], count: int, *, least: int = 1) -> None:
    """Call `fill(first, last)` for parts of 0…count, each of `least` or more, from a thread for each core.

    Threads of our own rather than numba's: those end the process when two callers use them at once.
    """
    from .kernels import THREADS  # numba takes half a second to import

    part = max(least, -(-count // (THREADS * PARTS_OF_THREAD)))
    if count <= part:
        fill(0, count)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(fill, first, min(first + part, count)) for first in range(0, count, part)]:
            done.result()
