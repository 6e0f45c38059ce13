"""Builds that end themselves while they write, as in a power cut: `python -m tests.twin.killed_build OSM OLD OUT`.

Each is a process of its own that builds the city of OSM over a copy of the folder OLD and ends without warning at
its n-th change of the folder. Prints JSON: at which change the manifest came, and for each n its folder.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from twin.build import Inputs, city_from_files
from twin.progress import WRITING, Progress
from twin.store import MANIFEST, write_store

BEFORE_MANIFEST, AFTER_MANIFEST = 5, 3
CHANGERS = {"open", "write", "close", "link", "replace", "rename", "mkdir", "unlink", "rmdir", "utime"}


def main(osm: Path, old: Path, out: Path) -> None:
    """Build once to the end, to count the changes, then end builds early, in the middle and around the manifest."""
    states = _manifests_of_a_build(osm, shutil.copytree(old, out / "whole"))
    committed = 1 + next(i for i, state in enumerate(states) if state != _manifest(old))
    around = range(committed - BEFORE_MANIFEST, committed + AFTER_MANIFEST)
    moments = sorted(m for m in {1, committed // 4, committed // 2, *around} if 0 < m <= len(states))
    folders = {moment: shutil.copytree(old, out / str(moment)) for moment in moments}
    for moment, folder in folders.items():
        killed = _in_child(lambda moment=moment, folder=folder: _build_until(osm, folder, moment))  # type: ignore[misc]
        assert killed == signal.SIGKILL, f"the build was to be killed at change {moment}"
    print(json.dumps({"committed": committed, "folders": {m: str(folder) for m, folder in folders.items()}}))


def _manifests_of_a_build(osm: Path, folder: Path) -> list[list[int] | None]:
    """Build to the end; return the state of the manifest after each change of the folder."""
    states: list[list[int] | None] = []
    note = folder.with_suffix(".json")

    def build() -> None:
        _build(osm, folder, lambda _: states.append(_manifest(folder)))
        note.write_text(json.dumps(states))

    assert _in_child(build) == 0
    found: list[list[int] | None] = json.loads(note.read_text())
    return found


def _manifest(folder: Path) -> list[int] | None:
    """Return when the manifest was written and its size; None where there is none."""
    try:
        about = (folder / MANIFEST).stat()
    except FileNotFoundError:
        return None
    return [about.st_mtime_ns, about.st_size]


def _in_child(work: Callable[[], None]) -> int:
    """Do work in a process that shares what this one has loaded; return the signal that ended it, or 0."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def _build_until(osm: Path, folder: Path, last: int) -> None:
    def end(number: int) -> None:
        if number == last:
            os.kill(os.getpid(), signal.SIGKILL)

    _build(osm, folder, end)


def _build(osm: Path, folder: Path, on_change: Callable[[int], None]) -> None:
    write_store(city_from_files(Inputs(osm=osm)), folder, progress=_Watch(folder, on_change))
    sys.setprofile(None)


class _Watch(Progress):
    """From the moment of writing on, looks at the folder after every call out of Python that may change it."""

    def __init__(self, folder: Path, on_change: Callable[[int], None]) -> None:
        self.folder, self.on_change = folder, on_change
        self.changes, self.seen = 0, self._state()

    def step(self, title: str, *, total: int | None = None) -> None:
        if title == WRITING:
            sys.setprofile(self._look)

    def _look(self, _frame: FrameType, event: str, function: object) -> None:
        if event == "c_return" and getattr(function, "__name__", "") in CHANGERS:
            state = self._state()
            if state != self.seen:
                self.changes, self.seen = self.changes + 1, state
                self.on_change(self.changes)

    def _state(self) -> list[tuple[str, int, int, int]]:
        found = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                about = entry.stat()
                content = (0, about.st_mtime_ns) if entry.is_dir() else (about.st_size, 0)
                found.append((entry.name, about.st_ino, *content))
        return sorted(found)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
