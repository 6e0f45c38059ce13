"""Prints the MB that some open scenarios take over one: each edited, measured, held as a planner's session does.

Two counts: what Python, NumPy and Arrow hold, allocation by allocation, and what the system says of the process. The
second swings by tens of MB from run to run, as threads leave gaps between what they have freed.
"""

import ctypes
import gc
import sys
import tracemalloc
from pathlib import Path

import psutil
import pyarrow

from twin.city import City
from twin.indicators import Board, measure
from twin.scenario import Scenario
from twin.scenario_store import ScenarioStore
from twin.threads import share_freed_memory

Opened = tuple[Scenario, Board]

MB = 2**20


def main(folder: Path, count: int) -> None:
    """Print what all but the first hold, and what the process grows by, in one that has just started."""
    share_freed_memory()  # as the server does
    store = ScenarioStore.open(folder)
    measure(store.city)  # as the page does, to show what a scenario is compared with
    held = [_opened(store.city, 0)]
    first, arrow = _rss(), pyarrow.total_allocated_bytes()
    tracemalloc.start()
    held += [_opened(store.city, k) for k in range(1, count)]
    gc.collect()
    traced = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    print((traced + pyarrow.total_allocated_bytes() - arrow) / MB, (_rss() - first) / MB)


def _opened(city: City, k: int) -> Opened:
    """Return a scenario that closes a street and takes a building away, with its numbers."""
    streets = city.streets
    side = streets.index[(streets["class"] == "residential") & streets["name"].notna()]
    plan = city.scenario(f"plan {k}").close_street(str(side[200 + k])).demolish(str(city.buildings.index[100 + k]))
    return plan, plan.measure()


def _rss() -> int:
    """Return the bytes the process holds, without what its allocators keep for later."""
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
