"""One folder per city, in open formats; a build that is interrupted leaves the old city whole.

Every file but the manifest `city.toml` is named by its content and never overwritten. The manifest
is written aside and renamed: that one step is the moment a city changes.
"""

import hashlib
import io
import os
import sys
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import psutil
import tomli_w

from geodata.errors import StoreError
from geodata.language import N_
from geodata.raster import write_raster
from layers.layer import Layer
from layers.terrain import Terrain

from .city import BuildFacts, City
from .manifest import FORMAT, TERRAIN_ERRORS, Manifest, city_from_manifest, files_of, manifest_of
from .progress import JOINING_STREETS, SILENT, WRITING, Progress
from .solid_counts import counts_by_layer
from .tile_drawing import DrawnTile, draw_tiles
from .tiles import TileIndex

MANIFEST = "city.toml"
PREVIOUS = "city.previous.toml"
MOBILITY = "mobility"
FOLDERS = ("layers", "tiles", MOBILITY)
HASH_DIGITS = 16
UNUSED_KEPT_S = 3600


@dataclass(frozen=True)
class Store:
    """An opened folder: the city, its tile index, and the way to a tile's file."""

    folder: Path
    city: City
    tiles: TileIndex = field(repr=False)

    @cached_property
    def _hashes(self) -> frozenset[str]:
        return self.tiles.hashes

    def tile_path(self, hash: str) -> Path | None:
        """Return the file of a tile of the index; None for any other name."""
        return self.folder / _tile_name(hash) if hash in self._hashes else None


def open_store(folder: Path) -> Store:
    """Return the store of a folder. Raises StoreError when it holds no city, a damaged or a newer one."""
    try:
        manifest = _read_manifest(folder / MANIFEST)
        if manifest["format"] != FORMAT:
            raise StoreError(
                N_("{folder} was written by another version of the twin. Build the city again."), folder=folder
            )
        city = city_from_manifest(manifest, folder)
        return Store(folder, city, _tile_index(folder, manifest))
    except FileNotFoundError:
        raise StoreError(
            N_("{folder} holds no city. Build one: twin build --demo --out {folder}"), folder=folder
        ) from None
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise StoreError(
            N_("{folder}: the manifest city.toml is damaged ({error!r}). Build the city again."),
            folder=folder,
            error=error,
        ) from None


def check_writable(folder: Path) -> None:
    """Raise StoreError unless a city can be written there: a new, empty or city folder."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(N_("{folder} is a file. Name a folder."), folder=folder)
    if folder.is_dir() and not (folder / MANIFEST).exists() and _strangers(folder):
        raise StoreError(
            N_("{folder} holds other files and no city. Name a new folder, or empty this one."), folder=folder
        )
    try:
        for inner in FOLDERS:
            (folder / inner).mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StoreError(
            N_("{folder} cannot be written: {error}. Choose a folder that you own."),
            folder=folder,
            error=error,
        ) from None


def _strangers(folder: Path) -> bool:
    """Return whether a folder holds what no interrupted first build could have left."""
    ours = (*FOLDERS, "terrain-", "tiles-", "twin.sqlite", ".")
    return any(not entry.name.startswith(ours) for entry in folder.iterdir())


def write_store(city: City, folder: Path, *, started: float | None = None, progress: Progress = SILENT) -> Store:
    """Write a city and its tiles, and return the opened store.

    `started` is the `time.perf_counter()` at which the build began, for its facts.
    Raises StoreError where the folder cannot be written; the city that was there stays whole.
    """
    check_writable(folder)
    drawn = draw_tiles(city.layers.values(), city.terrain, city.frame, progress=progress)
    progress.step(JOINING_STREETS)
    graph_tables = city.mobility.to_tables()
    timetable_tables = city.timetable.to_tables() if city.timetable is not None else {}
    progress.step(WRITING)
    try:
        tiles = _write_tiles(folder, drawn)
        layers = {name: _write_layer(folder, layer) for name, layer in city.layers.items()}
        terrain = _write_terrain(folder, city.terrain)
        graph, timetable = _write_tables(folder, graph_tables), _write_tables(folder, timetable_tables)
        solids = counts_by_layer(d.solids for d in drawn if d.solids is not None)
        facts = replace(_facts(started), solids={name: counts.as_json for name, counts in solids.items()})
        report = sum((counts.report for counts in solids.values()), city.report)
        made = replace(city, facts=facts, report=report + city.mobility.report)
        _commit(
            folder, manifest_of(made, layers=layers, tiles=tiles, terrain=terrain, graph=graph, timetable=timetable)
        )
    except OSError as error:
        raise StoreError(
            N_("{folder} cannot be written: {error}. The city that was there is unchanged."),
            folder=folder,
            error=error,
        ) from None
    _remove_unused(folder)
    return open_store(folder)


def write_tile_files(folder: Path, drawn: Sequence[DrawnTile]) -> None:
    """Write the files of tiles into a store's folder. Raises StoreError where it cannot be written."""
    try:
        _write_contents(folder, drawn)
    except OSError as error:
        raise StoreError(
            N_("{folder} cannot be written: {error}. Choose a folder that you own."),
            folder=folder,
            error=error,
        ) from None


def _write_contents(folder: Path, drawn: Iterable[DrawnTile]) -> None:
    for tile in drawn:
        for hash, content in tile.contents.items():
            _write_once(folder / _tile_name(hash), content)


def _write_tiles(folder: Path, drawn: list[DrawnTile]) -> str:
    _write_contents(folder, drawn)
    index = TileIndex(tuple(d.tile for d in drawn)).to_json().encode()
    name = f"tiles-{_digest(index)}.json"
    _write_once(folder / name, index)
    return name


def _write_layer(folder: Path, layer: Layer) -> dict[str, object]:
    content = io.BytesIO()
    layer.table.to_parquet(content, compression="zstd", schema_version="1.1.0", write_covering_bbox=True)
    name = f"layers/{layer.kind.name}-{_digest(content.getvalue())}.parquet"
    _write_once(folder / name, content.getvalue())
    return {"file": name, "count": len(layer.table)}


def _write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Write the tables of the graph or the timetable; return the name of each one's file."""
    names = {}
    for table, content in tables.items():
        made = io.BytesIO()
        content.to_parquet(made, compression="zstd")
        names[table] = f"{MOBILITY}/{table}-{_digest(made.getvalue())}.parquet"
        _write_once(folder / names[table], made.getvalue())
    return names


def _write_terrain(folder: Path, terrain: Terrain) -> dict[str, object]:
    if terrain.is_flat:
        return {"height_m": float(terrain.heights[0, 0])}
    aside = folder / f".terrain-{os.getpid()}.tif"
    write_raster(terrain.as_raster(), aside)
    name = f"terrain-{_digest(aside.read_bytes())}.tif"
    aside.replace(folder / name)
    errors = {name: getattr(terrain, name) for name in TERRAIN_ERRORS}
    return {"file": name, "source": terrain.source, **errors}


def _facts(started: float | None) -> BuildFacts:
    return BuildFacts(
        build_s=round(time.perf_counter() - started, 2) if started else 0.0,
        peak_mb=round(_peak_memory_mb(), 1),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("timisoara-twin"),
    )


def _peak_memory_mb() -> float:
    memory = psutil.Process().memory_info()
    if peak_wset := getattr(memory, "peak_wset", 0):  # Windows
        return float(peak_wset) / 2**20
    import resource  # only Unix has it

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _read_manifest(path: Path) -> Manifest:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _tile_index(folder: Path, manifest: Manifest) -> TileIndex:
    return TileIndex.from_json((folder / manifest["tiles"]).read_text(encoding="utf-8"))


def _tile_name(hash: str) -> str:
    return f"tiles/{hash}.vtp.gz"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:HASH_DIGITS]


def _write_once(path: Path, content: bytes) -> None:
    """Write a file named by its content, aside and renamed; where it already is whole, touch it."""
    if path.exists() and path.stat().st_size == len(content):
        path.touch()
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)


def _commit(folder: Path, manifest: Manifest) -> None:
    aside = folder / f".{MANIFEST}.{os.getpid()}"
    with aside.open("wb") as file:
        file.write(tomli_w.dumps(manifest).encode())
        file.flush()
        os.fsync(file.fileno())
    current = folder / MANIFEST
    if current.exists():
        with suppress(FileNotFoundError):
            (folder / PREVIOUS).unlink()
        os.link(current, folder / PREVIOUS)
    aside.replace(current)


def _remove_unused(folder: Path) -> None:
    """Remove files that neither this manifest nor the one before names.

    The one before may still be served to somebody who opened it, and a file touched in the last
    hour may belong to another build that has not committed yet, or be a tile of a scenario that somebody looks at.
    """
    kept = {MANIFEST, PREVIOUS}
    for name in (MANIFEST, PREVIOUS):
        if (folder / name).is_file():
            manifest = _read_manifest(folder / name)
            kept |= files_of(manifest)
            with suppress(FileNotFoundError):
                kept |= {_tile_name(hash) for hash in _tile_index(folder, manifest).hashes}
    for pattern in (
        "layers/*.parquet",
        f"{MOBILITY}/*.parquet",
        "tiles/*.vtp.gz",
        "tiles-*.json",
        "terrain-*.tif",
        ".*",
        "*/.*",
    ):
        for path in folder.glob(pattern):
            unused = path.is_file() and path.relative_to(folder).as_posix() not in kept
            if unused and time.time() - path.stat().st_mtime > UNUSED_KEPT_S:
                path.unlink(missing_ok=True)
