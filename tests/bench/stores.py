"""From a file to a store, and opening it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .run import Figure


def figures(store: Path, *, osm: Path, gtfs: Path) -> Iterator[Figure]:
    """Build in a process of its own, as a user does, and open in another. Without the files: the embedded city."""
    demo, demo_s = _built(store.with_name("demo"), "--demo")
    source = ["--osm", str(osm), "--gtfs", str(gtfs)] if osm.exists() else ["--demo"]
    said, whole_s = _built(store, *source)
    buildings = said["layers"]["buildings"]["count"]
    yield Figure(f"files to finished store, {buildings:,} buildings", f"{said['build_s']:.1f} s", "≤ 15 s")
    yield Figure("the same with starting Python", f"{whole_s:.1f} s")
    yield Figure("embedded city to finished store", f"{demo['build_s']:.1f} s, {demo_s:.1f} s with Python", "< 10 s")
    yield Figure("peak memory of the build", f"{said['peak_mb']:,.0f} MB", "≤ 1,500 MB")
    yield Figure("whole city over the wire", f"{said['tiles']['bytes'] / 1e6:.1f} MB", "≤ 20 MB")
    yield Figure("the same from afar", f"{said['tiles']['far_bytes'] / 1e6:.1f} MB", "≤ 4 MB")
    yield Figure("the largest tile, drawn from near", f"{said['tiles']['largest_bytes'] / 1e3:.0f} kB", "≤ 300 kB")
    yield Figure("open the store", f"{_open_s(store):.2f} s", "≤ 1 s")
    yield Figure("open it and read every table", f"{_open_s(store, read=True):.2f} s")


def _built(store: Path, *source: str) -> tuple[dict[str, Any], float]:
    """Return what `twin build --json` says, and the seconds of the whole process."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "viewer.cli", "build", *source, "--out", str(store), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout), time.perf_counter() - started


def _open_s(store: Path, *, read: bool = False) -> float:
    code = (
        "import sys, time\nfrom twin.store import open_store\nfrom pathlib import Path\nt = time.perf_counter()\n"
        "s = open_store(Path(sys.argv[1]))\n"
        + ("[layer.table for layer in s.city.layers.values()]\n" if read else "")
        + "print(time.perf_counter() - t)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store)], check=True, capture_output=True, text=True)
    return float(done.stdout)
