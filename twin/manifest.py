"""The manifest of a store: a city as one TOML file that names all its other files."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import pandas as pd

from geodata.errors import StoreError
from geodata.frame import CityFrame
from geodata.language import N_
from geodata.raster import read_raster
from geodata.report import Report, ReportEntry
from geodata.source import Recipe, Source
from geodata.targets import Target
from layers.layer import Layer, layer_kinds
from layers.terrain import Terrain

from .city import BuildFacts, City

if TYPE_CHECKING:
    from .mobility import MobilityGraph
    from .timetable import Timetable

FORMAT = 7
TERRAIN_ERRORS = ("error_m", "built_error_m", "built_error_90_m")
Manifest = Mapping[str, Any]  # what a TOML file holds
Table = TypeVar("Table", bound=pd.DataFrame)


class StoredLayers(Mapping[str, Layer]):
    """The layers of a store, each read when first asked for and kept."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files, self._read, self._lock = dict(files), dict[str, Layer](), threading.Lock()

    @property
    def files(self) -> Mapping[str, Path]:
        """The file of each layer, named by its content."""
        return self._files

    def digest(self, name: str) -> str:
        """Return the digest of a layer's content, by which its file is named."""
        return self._files[name].stem.rpartition("-")[2]

    def __getitem__(self, name: str) -> Layer:
        if name not in self._read:
            path = self._files[name]
            with self._lock:
                if name not in self._read:
                    self._read[name] = Layer(layer_kinds()[name], _read_table(path, gpd.read_parquet))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def manifest_of(
    city: City, *, layers: Manifest, tiles: str, terrain: Manifest, graph: Manifest, timetable: Manifest
) -> Manifest:
    """Return the manifest of a city whose layers, tile index, terrain, graph and timetable stand in the named files."""
    recipe = city.recipe
    return {
        "format": FORMAT,
        "id": recipe.id,
        "title": dict(recipe.title),
        "language": recipe.language,
        "bounds_lonlat": list(recipe.bounds_lonlat),
        "centre_lonlat": list(recipe.centre_lonlat),
        "storey_height_m": recipe.storey_height_m,
        **({"residents": recipe.residents} if recipe.residents else {}),
        **({"time_zone": recipe.time_zone} if recipe.time_zone else {}),
        "tiles": tiles,
        "terrain": terrain,
        "graph": graph,
        "timetable": timetable,
        "frame": {"crs": city.frame.crs, "bounds": list(city.frame.bounds), "origin": list(city.frame.origin)},
        "facts": asdict(city.facts),
        "layers": layers,
        "sources": [source.as_json() for source in city.sources],
        "report": [{**asdict(e), "examples": list(e.examples)} for e in city.report.entries],
        "targets": [target.as_toml() for target in recipe.targets],
    }


def city_from_manifest(manifest: Manifest, folder: Path) -> City:
    """Return the city of a manifest; its tables are read when they are asked for.

    Raises StoreError when a file is missing or a layer is of no known kind, and KeyError, TypeError
    or ValueError for a damaged manifest.
    """
    _check_complete(manifest, folder)
    frame = CityFrame(
        crs=manifest["frame"]["crs"],
        bounds=tuple(manifest["frame"]["bounds"]),
        origin=tuple(manifest["frame"]["origin"]),
    )
    sources = tuple(Source(**source) for source in manifest["sources"])
    entries = [ReportEntry(**{**entry, "examples": tuple(entry["examples"])}) for entry in manifest["report"]]
    return City(
        recipe=_recipe(manifest, sources),
        frame=frame,
        terrain=_terrain(manifest["terrain"], folder, frame),
        layers=StoredLayers({name: folder / entry["file"] for name, entry in manifest["layers"].items()}),
        sources=sources,
        report=Report(tuple(entries)),
        facts=BuildFacts(**manifest["facts"]),
        read_graph=partial(_graph, manifest["graph"], folder),
        read_timetable=partial(_timetable, manifest["timetable"], folder),
    )


def files_of(manifest: Manifest) -> set[str]:
    """Return the names of the files that a manifest refers to, one of an older format too; tiles excepted."""
    named = {str(manifest["tiles"]), *(str(entry["file"]) for entry in manifest["layers"].values())}
    named |= {str(name) for part in ("graph", "timetable") for name in manifest.get(part, {}).values()}
    return named | ({str(manifest["terrain"]["file"])} if "file" in manifest["terrain"] else set())


def _check_complete(manifest: Manifest, folder: Path) -> None:
    missing = sorted(name for name in files_of(manifest) if not (folder / name).is_file())
    missing += [name for name in manifest["layers"] if name not in layer_kinds()]
    if missing:
        raise StoreError(
            N_("{folder}: not all of the city is here ({missing}). Build the city again."),
            folder=folder,
            missing=", ".join(missing),
        )


def _recipe(manifest: Manifest, sources: tuple[Source, ...]) -> Recipe:
    return Recipe(
        id=manifest["id"],
        title=manifest["title"],
        language=manifest["language"],
        crs=manifest["frame"]["crs"],
        bounds_lonlat=tuple(manifest["bounds_lonlat"]),
        centre_lonlat=tuple(manifest["centre_lonlat"]),
        storey_height_m=manifest["storey_height_m"],
        residents=manifest.get("residents"),
        time_zone=manifest.get("time_zone"),
        sources=sources,
        targets=tuple(Target(**target) for target in manifest.get("targets", [])),
    )


def _terrain(values: Manifest, folder: Path, frame: CityFrame) -> Terrain:
    if "file" not in values:
        return Terrain.flat(frame, height_m=values["height_m"])
    raster, _ = read_raster(folder / values["file"])
    terrain = Terrain.from_raster(raster, source=values["source"])
    error_m, built_error_m, built_error_90_m = (
        float(values.get(name, 0.0)) for name in TERRAIN_ERRORS
    )  # formerly none
    return replace(terrain, error_m=error_m, built_error_m=built_error_m, built_error_90_m=built_error_90_m)


def _graph(files: Manifest, folder: Path) -> "MobilityGraph":
    from .mobility import MobilityGraph  # networkx takes a while to import; layers need none of it

    nodes, arcs = (_read_table(folder / files[name], pd.read_parquet) for name in ("nodes", "arcs"))
    return MobilityGraph(nodes, _read_table(folder / files["links"], gpd.read_parquet), arcs)


def _timetable(files: Manifest, folder: Path) -> "Timetable | None":
    from .timetable import Timetable  # as above

    tables = {name: _read_table(folder / file, pd.read_parquet) for name, file in files.items()}
    return Timetable.from_tables(tables) if tables else None


def _read_table(path: Path, read: Callable[[Path], Table]) -> Table:
    try:
        return read(path)
    except (OSError, ValueError) as error:
        raise StoreError(N_("{file}: cannot be read: {error}. Build the city again."), file=path, error=error) from None
