"""Work cut into parts for all cores: for compiled loops that give up Python's lock."""

import ctypes
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

PARTS_OF_THREAD = 8  # parts of the work for each thread, as some end sooner than others


M_ARENA_MAX, ARENAS = -8, 2  # <malloc.h> of the GNU C library; its default is 8 for each core


def share_freed_memory() -> None:
    """Let all threads take memory from the same places: what one frees, the next one uses.

    To be called once, before a process that runs for months starts its threads: else each keeps gaps of its own.
    Does nothing where the C library is not GNU's.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(M_ARENA_MAX, ARENAS)


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
