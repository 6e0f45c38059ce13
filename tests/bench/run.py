"""`make bench`: the figures of the twin beside its peers', measured in one run on this machine.

No test asserts a time; this prints them, and `--write` puts them into docs/benchmarks.md.
"""

import argparse
import os
import platform
import sys
import tempfile
import timeit
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
OSM, GTFS = DATA / "timisoara" / "timisoara.osm.pbf", DATA / "timisoara" / "stpt_timisoara_gtfs.zip"
PAGE = ROOT / "docs" / "benchmarks.md"
MARK = "<!-- figures -->"
LOOPS = 10_000_000


@dataclass(frozen=True)
class Figure:
    """One measured thing: what, the value with its unit, the bar it is held against, who else."""

    what: str
    value: str
    bar: str = ""
    peer: str = ""


def measured(folder: Path) -> Iterator[Figure]:
    """Measure everything, from the store to the browser."""
    from . import browser, meshes, mobility, mobility_peers, scenarios, sessions, stores, sunlight

    store = folder / "city"
    if not OSM.exists():
        print(f"{OSM} is missing: the embedded city is measured instead.", file=sys.stderr)
    yield from stores.figures(store, osm=OSM, gtfs=GTFS)
    yield from meshes.figures(store)
    yield from mobility.figures(store)
    yield from mobility_peers.figures(store)
    yield from scenarios.figures(store)
    yield from sunlight.figures(store)
    yield from sessions.figures(store)
    yield from browser.figures(store)


def machine() -> str:
    """Return what the figures were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, no GPU, {datetime.now(UTC):%Y-%m-%d}; "
        f"{LOOPS / 1e6:.0f} million turns of an empty loop take {_loop_s():.2f} s"
    )


def _loop_s() -> float:
    """Return the seconds of a plain Python loop, the best of three: by it, runs on machines of other speed compare."""
    return min(timeit.repeat("for _ in range(turns): pass", globals={"turns": LOOPS}, number=1, repeat=3))


def main() -> None:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as folder:
        figures = list(measured(Path(folder)))
    table = Table(title=machine())
    for heading in ("What", "Measured", "Bar", "Peer in the same run"):
        table.add_column(heading)
    for f in figures:
        table.add_row(f.what, f.value, f.bar, f.peer)
    Console(width=150).print(table)
    if write:
        rows = "\n".join(f"| {f.what} | {f.value} | {f.bar} | {f.peer} |" for f in figures)
        head, _, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
        PAGE.write_text(
            f"{head}{MARK}\n\nMeasured on {machine()}.\n\n"
            f"| what | measured | bar | peer in the same run |\n|---|---|---|---|\n{rows}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
