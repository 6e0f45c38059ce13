"""What an edit costs: the city edited, its graph, its tiles and all indicators, beside measuring from nothing."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from twin.city import City
from twin.edited_tiles import edited_tiles, write_edited_tiles
from twin.edits_buildings import AddBuilding
from twin.indicators import Board, measure
from twin.scenario import Scenario
from twin.store import open_store

from .run import Figure

REPEATS, OPEN = 5, 10
Change = Callable[[Scenario], Scenario]


def figures(store: Path) -> Iterator[Figure]:
    """Measure the bars of scenarios on a stored city; the first of each is left out: it warms what the city keeps."""
    opened = open_store(store)
    city = opened.city
    measure(city)
    whole_s = min(_seconds(lambda: measure(replace(city))) for _ in range(3))
    yield Figure("all indicators from nothing, tables read", f"{whole_s:.2f} s", "≤ 5 s")
    for name, (change, bar) in changes(city).items():
        change(city.scenario("warm")).measure()
        took, boards = _timed(lambda change=change: change(city.scenario("plan")).measure())
        ratio = f"{whole_s / took:.0f} × faster than from nothing"
        yield Figure(f"{name} → all indicators", f"{took:.2f} s, {ratio}; {_apart(boards[-1])}", bar)
    yield _building(store, city)
    held, process = _memory(store)
    said = f"{held:.0f} MB held; the process, just started, grows by {process:.0f} MB"
    yield Figure(f"memory of {OPEN} open scenarios over one", said, "≤ 50 MB")


def changes(city: City) -> Mapping[str, tuple[Change, str]]:
    """Return edits of each kind that the bars speak of, each with its bar."""
    streets = city.streets
    side = streets.index[(streets["class"] == "residential") & streets["name"].notna()]
    main = streets.index[(streets["class"] == "secondary") & streets["name"].notna()]
    bridge = streets.index[streets["bridge"].notna() & streets["class"].isin(["secondary", "primary"])]
    lon, lat = city.recipe.centre_lonlat
    zone = [
        (lon - 0.004, lat - 0.003),
        (lon + 0.008, lat - 0.003),
        (lon + 0.008, lat + 0.006),
        (lon - 0.004, lat + 0.006),
    ]
    drawn = [(lon - 0.0007, lat + 0.0066), (lon + 0.0011, lat + 0.0075)]
    return {
        "close a side street": (lambda plan: plan.close_street(str(side[200])), "≤ 0.5 s"),
        "close a main street to cars": (lambda plan: plan.close_street(str(main[20]), modes=["car"]), "≤ 0.5 s"),
        "close a bridge": (lambda plan: plan.close_street(str(bridge[0])), "≤ 0.5 s"),
        "a low-traffic zone": (lambda plan: plan.low_traffic_zone(zone), "≤ 1 s"),
        "draw a street": (lambda plan: plan.add_street(drawn, highway="residential"), "≤ 2 s"),
    }


def _building(store: Path, city: City) -> Figure:
    """Return what a new building takes until its tile is written and all indicators are there."""
    opened, free = open_store(store), _free_square(city)
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        after = city.scenario("plan").add_building(free, storeys=12, use="apartments").applied
        _, drawn = edited_tiles(opened.tiles, city, after)
        write_edited_tiles(store, drawn)
        tile_s = time.perf_counter() - start
        board = measure(after)
        took.append((time.perf_counter() - start, tile_s))
    whole, tile = statistics.median(t for t, _ in took), statistics.median(t for _, t in took)
    return Figure(
        "new building → tile written → all indicators", f"{tile:.2f} s → {whole:.2f} s; {_apart(board)}", "≤ 1 s"
    )


def _free_square(city: City) -> shapely.Polygon:
    lon, lat = city.recipe.centre_lonlat
    for k in range(400):
        west, south = lon + (k % 20) * 6e-4, lat + (k // 20) * 6e-4
        square = shapely.box(west, south, west + 20 / 78_000, south + 20 / 111_000)
        if not AddBuilding(place=square, storeys=1).check(city):
            return square
    raise AssertionError("no free square")


def _timed(run: Callable[[], Board]) -> tuple[float, list[Board]]:
    """Return the median seconds of some runs, and what they gave."""
    took, boards = [], []
    for _ in range(REPEATS):
        took.append(_seconds(lambda: boards.append(run())))
    return statistics.median(took), boards


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _apart(board: Board) -> str:
    """Return how far the values are from those of the same city measured anew."""
    anew = measure(board.city.anew())
    steps = [
        abs(found.value - anew[id].value) / max(abs(anew[id].value), 1) for id, found in board.measurements.items()
    ]
    return f"apart from anew at most {np.nanmax(steps):.0e}"


def _memory(store: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.open_scenarios", str(store), str(OPEN)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    held, process = (float(each) for each in run.stdout.split())
    return held, process
