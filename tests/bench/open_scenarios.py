"""Prints the MB that some open scenarios take over one: each edited, measured, and held as a planner's session does."""

import ctypes
import gc
import sys
from pathlib import Path

import psutil
import pyarrow

from twin.city import City
from twin.indicators import Board
from twin.scenario import Scenario
from twin.scenario_store import ScenarioStore


def main(folder: Path, count: int) -> None:
    """Open scenarios one after the other: half of them close a street, the others take a building away.

    All were open and closed once before, so that what the city itself keeps for all of them is there.
    """
    city = ScenarioStore.open(folder).city
    for k in range(count):
        _opened(city, k)
    held = [_opened(city, 0)]
    first = _rss()
    held += [_opened(city, k) for k in range(1, count)]
    print((_rss() - first) / 2**20)


def _opened(city: City, k: int) -> tuple[Scenario, Board]:
    streets = city.streets
    side = streets.index[(streets["class"] == "residential") & streets["name"].notna()]
    plan, street, building = city.scenario(f"plan {k}"), str(side[200 + k]), str(city.buildings.index[100 + k])
    plan = plan.demolish(building) if k % 2 else plan.close_street(street)
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
