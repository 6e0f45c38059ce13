"""From a file to a store, and opening it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from .run import Figure


def figures(osm: Path | None, store: Path) -> Iterator[Figure]:
    """Build in a process of its own, as a user does, and open in another."""
    source = ["--osm", str(osm)] if osm else ["--demo"]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "viewer.cli", "build", *source, "--out", str(store), "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    whole_s = time.perf_counter() - started
    said = json.loads(done.stdout)
    buildings = said["layers"]["buildings"]["count"]
    yield Figure(f"file to finished store, {buildings:,} buildings", f"{said['build_s']:.1f} s", "≤ 15 s")
    yield Figure("the same with starting Python", f"{whole_s:.1f} s")
    yield Figure("peak memory of the build", f"{said['peak_mb']:,.0f} MB", "≤ 1,500 MB")
    yield Figure("whole city over the wire", f"{said['tiles']['bytes'] / 1e6:.1f} MB", "≤ 20 MB")
    yield Figure("open the store", f"{_open_s(store):.2f} s", "≤ 1 s")
    yield Figure("open it and read every table", f"{_open_s(store, read=True):.2f} s")


def _open_s(store: Path, *, read: bool = False) -> float:
    code = (
        "import sys, time\nfrom twin.store import open_store\nfrom pathlib import Path\nt = time.perf_counter()\n"
        "s = open_store(Path(sys.argv[1]))\n"
        + ("[layer.table for layer in s.city.layers.values()]\n" if read else "")
        + "print(time.perf_counter() - t)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(store)], check=True, capture_output=True, text=True)
    return float(done.stdout)
