"""Prints the MB that some open scenarios take over one: each edited, measured, and held as a planner's session does."""

import ctypes
import gc
import sys
from pathlib import Path

import psutil
import pyarrow

from twin.scenario_store import ScenarioStore

WARM = 3  # open before: what all share is made, and as many as stay at hand are


def main(folder: Path, count: int) -> None:
    """Open scenarios one after the other: half of them close a street, the others take a building away."""
    store = ScenarioStore.open(folder)
    streets = store.city.streets
    side = streets.index[(streets["class"] == "residential") & streets["name"].notna()]
    held = []
    for k in range(WARM + count - 1):
        if k == WARM:
            first = _rss()
        plan = store.city.scenario(f"plan {k}")
        if k % 2:
            plan = plan.demolish(str(store.city.buildings.index[100 + k]))
        else:
            plan = plan.close_street(str(side[200 + k]))
        held.append((plan, plan.measure()))
    print((_rss() - first) / 2**20)


def _rss() -> int:
    """Return the bytes the process holds, without what its allocators keep for later."""
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
