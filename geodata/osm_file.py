"""An OpenStreetMap file on disk: its formats, bounds, date, and its objects one by one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import osmium
from osmium.filter import EmptyTagFilter

from .errors import InputError
from .language import N_

Bounds = tuple[float, float, float, float]
Item = TypeVar("Item")

# Suffix -> the name of the format in libosmium; longer suffixes first.
FORMATS = {
    ".osm.pbf": "pbf",
    ".osm.gz": "osm.gz",
    ".osm.bz2": "osm.bz2",
    ".pbf": "pbf",
    ".osm": "osm",
}
SORTED = "Type_then_ID"  # what the header of a file says that lists nodes, then ways, then relations


def osm_bounds(path: Path) -> Bounds:
    """Return west, south, east, north in degrees: what the file's header says, else its nodes.

    Without bounds in the header every node is looked at. Raises InputError for a file that cannot
    be read or holds no node.
    """
    return bounds_of_header(path) or bounds_of_nodes(path)


def osm_date(path: Path) -> str:
    """Return the day of the data as YYYY-MM-DD, "" where the file does not say.

    Taken from the replication time in the header, else from the newest object with tags. Raises
    InputError for a file that cannot be read.
    """
    header = _header(path)
    for key in ("osmosis_replication_timestamp", "timestamp"):
        try:
            return datetime.fromisoformat(header.get(key)).date().isoformat()
        except ValueError:
            continue
    objects = osmium.FileProcessor(osm_file(path)).with_filter(EmptyTagFilter())
    edited = (o.timestamp for o in reading(path, objects) if not isinstance(o, osmium.osm.Changeset))
    newest = max(edited, default=None)
    return "" if newest is None or newest.year == 1970 else newest.date().isoformat()  # 1970: not known


def osm_file(path: Path) -> osmium.io.File:
    """Return the file with its format taken from its suffix.

    Raises InputError for a missing or empty file, a folder, or an unknown suffix.
    """
    if not path.exists():
        raise InputError(N_("{file}: there is no such file. Check the path."), file=path)
    if not path.is_file():
        raise InputError(N_("{file}: this is a folder. Name the OSM file in it."), file=path)
    format = _format(path)
    if path.stat().st_size == 0:
        raise InputError(N_("{file}: the file is empty. Download it again."), file=path)
    return osmium.io.File(str(path), format)


def _format(path: Path) -> str:
    """Return libosmium's name of the format that the file's suffix stands for."""
    suffix = next((s for s in FORMATS if path.name.lower().endswith(s)), None)
    if suffix is None:
        raise InputError(
            N_("{file}: not a known kind of OSM file. Give one that ends in {known}."),
            file=path,
            known=", ".join(FORMATS),
        )
    return FORMATS[suffix]


def reading(path: Path, objects: Iterable[Item]) -> Iterator[Item]:
    """Yield the objects of a file; pyosmium's failures to read it become an InputError."""
    try:
        yield from objects
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise _unreadable(path, error) from None


@contextmanager
def sorted_file(path: Path) -> Iterator[Path]:
    """Give a file that lists nodes, then ways, then relations, each once and by number.

    It is the file itself where its header says so, else a copy, removed after use: an export of
    Overpass often lists ways before their nodes, or a node twice.
    """
    if _header(path).get("sorting") == SORTED:
        yield path
        return
    with TemporaryDirectory(prefix="twin-osm-") as folder:
        copy = Path(folder) / "sorted.osm.pbf"
        whole = osmium.MergeInputReader()
        try:
            whole.add_buffer(path.read_bytes(), _format(path))
            with osmium.SimpleWriter(str(copy)) as writer:
                whole.apply(writer, simplify=True)
        except (RuntimeError, osmium.InvalidLocationError) as error:
            raise _unreadable(path, error) from None
        yield copy


def _header(path: Path) -> osmium.io.Header:
    file = osm_file(path)
    try:
        with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
            return reader.header()
    except RuntimeError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        N_("{file}: not a whole OSM file ({error}). Download it again, or check that it is OpenStreetMap data."),
        file=path,
        error=error,
    )


def bounds_of_header(path: Path) -> Bounds | None:
    """Return the bounds the file's header says; None where it says nothing."""
    box = _header(path).box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat


def bounds_of_nodes(path: Path) -> Bounds:
    """Return the bounds of all nodes. Raises InputError for a file without any."""
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    for node in reading(path, osmium.FileProcessor(osm_file(path), osmium.osm.NODE)):
        if isinstance(node, osmium.osm.Node) and node.location.valid():
            lon, lat = node.location.lon, node.location.lat
            west, east = min(west, lon), max(east, lon)
            south, north = min(south, lat), max(north, lat)
    if west > east:
        raise InputError(N_("{file}: the file holds no map data. Export the area again."), file=path)
    return west, south, east, north
