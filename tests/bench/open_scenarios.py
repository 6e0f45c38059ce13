"""Prints the MB that some open scenarios take over one: each edited, measured, held as a planner's session does."""

import ctypes
import gc
import sys
from pathlib import Path

import psutil
import pyarrow

from twin.city import City
from twin.indicators import Board, measure
from twin.scenario import Scenario
from twin.scenario_store import ScenarioStore

Opened = tuple[Scenario, Board]


def main(folder: Path, count: int) -> None:
    """Print what all but the first take in a process that has just started, and in one where all were open before."""
    store = ScenarioStore.open(folder)
    measure(store.city)  # as the page does, to show what a scenario is compared with
    print(*(_taken(store.city, count) for _ in range(2)))


def _taken(city: City, count: int) -> float:
    """Return the MB that scenarios take over the first of them: each closes a street and takes a building away."""
    streets = city.streets
    side = streets.index[(streets["class"] == "residential") & streets["name"].notna()]
    held: list[Opened] = []
    for k in range(count):
        plan = city.scenario(f"plan {k}").close_street(str(side[200 + k])).demolish(str(city.buildings.index[100 + k]))
        held.append((plan, plan.measure()))
        if not k:
            first = _rss()
    return (_rss() - first) / 2**20


def _rss() -> int:
    """Return the bytes the process holds, without what its allocators keep for later."""
    gc.collect()
    pyarrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
