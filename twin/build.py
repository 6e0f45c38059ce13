"""From files to a city: read, complete, check, draw, write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.demo import demo_feed, demo_ndvi, demo_raster, demo_tables
from geodata.errors import InputError
from geodata.gtfs import GtfsTables, read_gtfs
from geodata.language import N_
from geodata.ndvi import Ndvi, date_in_name, read_ndvi
from geodata.osm import osm_bounds, osm_date, read_osm
from geodata.raster import read_raster
from geodata.read_cityjson import CityTile
from geodata.recipe_file import bundled_recipe, bundled_recipes, read_recipe
from geodata.report import Report, report_of
from geodata.source import LICENCE_NOT_STATED, Recipe, Source, id_from_file_name, recipe_of_box
from layers.layer import Context, Layer, LayerKind, layer_kinds, with_columns
from layers.terrain import Terrain

from .city import City
from .city_tiles import merged_with_tiles, read_tiles, recipe_of_tiles, without_replaced_parts, without_same_ids
from .densest_place import densest_place
from .layer_files import added_files, file_table, recipe_files, tile_tables, with_origin
from .progress import MAKING_DEMO, MAKING_LAYERS, READING_FILES, READING_OSM, SHAPING_GROUND, SILENT, Progress
from .terrain_of_raster import terrain_of_raster
from .timetable_from_gtfs import timetable_from_gtfs


@dataclass(frozen=True)
class Inputs:
    """What a city is built from. `recipe` None: the bundled recipe of the place, else its box.

    `ndvi` are the red and the near-infrared band of a satellite picture, `scene_classes` says where it shows clouds.
    """

    osm: Path | None = None
    dem: Path | None = None
    gtfs: Path | None = None
    recipe: Path | None = None
    add: tuple[tuple[str, Path], ...] = ()
    cityjson: tuple[Path, ...] = ()
    ndvi: tuple[Path, Path] | None = None
    scene_classes: Path | None = None


@dataclass(frozen=True)
class _Gathered:
    """Everything read, before any layer is made of it."""

    recipe: Recipe
    raw: Mapping[str, gpd.GeoDataFrame]
    files: Mapping[str, Sequence[gpd.GeoDataFrame]]
    sources: tuple[Source, ...]
    gtfs: GtfsTables | None
    report: Report
    ndvi: Ndvi | None = None


def city_from_demo(*, progress: Progress = SILENT) -> City:
    """Return the embedded demonstration city."""
    recipe = bundled_recipe("demo")
    progress.step(MAKING_DEMO)
    raw, report = demo_tables(recipe.frame)
    progress.step(SHAPING_GROUND)
    terrain, _ = terrain_of_raster(demo_raster(recipe.frame), recipe.frame, raw, source=recipe.sources[0].id)
    stations = {"sensor_points": [with_origin(raw.pop("sensor_points"), recipe.sources[0])]}  # with readings, as a file
    picture = demo_ndvi(recipe.frame, raw, source=recipe.sources[0])
    gathered = _Gathered(recipe, raw, stations, recipe.sources, demo_feed(raw), report, picture)
    return _city(gathered, terrain, progress)


def city_from_files(inputs: Inputs, *, progress: Progress = SILENT) -> City:
    """Return the city of an OSM extract, of city models, or of both, and the files beside them.

    Raises InputError, RecipeError or TableError for input that cannot be used.
    """
    if inputs.osm is None and not inputs.cityjson:
        raise InputError(N_("No input. Name an OpenStreetMap extract with --osm, or use --demo."))
    gathered = _gathered(inputs, progress)
    progress.step(SHAPING_GROUND)
    terrain, terrain_report, dem_source = _terrain(inputs.dem, gathered)
    gathered = replace(gathered, report=gathered.report + terrain_report, sources=gathered.sources + dem_source)
    city = _city(gathered, terrain, progress)
    if not len(city.buildings):
        raise InputError(
            N_("{file} holds no building inside the city's bounds. Check the file and the recipe."),
            file=inputs.osm or inputs.cityjson[0],
        )
    return city if _names_centre(inputs, city.recipe) else _centred(city)


def _names_centre(inputs: Inputs, recipe: Recipe) -> bool:
    """Return whether a recipe is written by somebody, not made of the box of what is read."""
    return inputs.recipe is not None or recipe.id in {bundled.id for bundled in bundled_recipes()}


def _centred(city: City) -> City:
    """Return a city with its centre where most floor stands close together."""
    x, y = densest_place(city.buildings)
    lon, lat = city.frame.to_lonlat_points(np.array([x]), np.array([y]))
    return replace(city, recipe=replace(city.recipe, centre_lonlat=(round(float(lon[0]), 6), round(float(lat[0]), 6))))


def recipe_of(inputs: Inputs, tiles: Sequence[CityTile] = ()) -> Recipe:
    """Return the recipe that is named, else the bundled one of the place, else one of the box of what is read."""
    if inputs.recipe is not None:
        return read_recipe(inputs.recipe)
    if inputs.osm is None:
        return recipe_of_tiles(tiles)
    west, south, east, north = box = osm_bounds(inputs.osm)
    for recipe in bundled_recipes():
        lon, lat = recipe.centre_lonlat
        if recipe.sources[0].tier != "synthetic" and west <= lon <= east and south <= lat <= north:
            return recipe
    return recipe_of_box(box, id=id_from_file_name(inputs.osm))


def _gathered(inputs: Inputs, progress: Progress) -> _Gathered:
    tiles = read_tiles(inputs.cityjson)
    recipe = recipe_of(inputs, tiles)
    frame = recipe.frame
    files = [*recipe_files(recipe), *added_files(inputs.add)]
    raw, report, sources = _mapped(inputs, recipe, progress)
    progress.step(READING_FILES)
    tables: dict[str, list[gpd.GeoDataFrame]] = {}
    for file, source, assumed in files:
        table, read = file_table(file, frame)
        tables.setdefault(file.layer, []).append(with_origin(table, source))
        sources.append(source.of_file(file.path))
        report = report + read + assumed
    for tile in tiles:
        made, stated, read = tile_tables(tile, frame, sources)
        for layer, table in made.items():
            tables.setdefault(layer, []).append(table)
        sources += [source for source in stated if source not in sources]
        report = report + read
    gtfs = None
    if inputs.gtfs is not None:
        gtfs, read = read_gtfs(inputs.gtfs, frame=frame)
        sources.append(_gtfs_source(recipe).of_file(inputs.gtfs))
        report = report + read
    picture, seen, pictures = _ndvi(inputs, recipe)
    raw, replaced = without_replaced_parts(raw, tables.get("buildings", []))
    return _Gathered(
        recipe, raw, tables, (*sources, *pictures, *_census(recipe)), gtfs, report + seen + replaced, picture
    )


def _mapped(
    inputs: Inputs, recipe: Recipe, progress: Progress
) -> tuple[Mapping[str, gpd.GeoDataFrame], Report, list[Source]]:
    """Return the raw tables of the map; none where a city is made of city models alone."""
    if inputs.osm is None:
        return {}, Report(), []
    progress.step(READING_OSM)
    selections = {name: kind.osm for name, kind in layer_kinds().items() if kind.osm is not None}
    raw, report = read_osm(inputs.osm, selections, frame=recipe.frame)
    return raw, report, [recipe.sources[0].of_file(inputs.osm, date=osm_date(inputs.osm))]


def _census(recipe: Recipe) -> tuple[Source, ...]:
    """Return whose the number of residents is that the recipe states."""
    return () if recipe.residents is None else tuple(each for each in recipe.sources if each.id == "census")


def _gtfs_source(recipe: Recipe) -> Source:
    stated = next((s for s in recipe.sources if s.id == "gtfs"), None)
    return stated or Source("gtfs", "GTFS", LICENCE_NOT_STATED, "GTFS", "official")


def _ndvi(inputs: Inputs, recipe: Recipe) -> tuple[Ndvi | None, Report, tuple[Source, ...]]:
    if inputs.ndvi is None:
        if inputs.scene_classes is not None:
            raise InputError(
                N_("{file}: scene classes without bands. Name these with --ndvi."), file=inputs.scene_classes
            )
        return None, Report(), ()
    red, infrared = inputs.ndvi
    stated = next((s for s in recipe.sources if s.id == "ndvi"), None)
    source = stated or Source("ndvi", red.name, LICENCE_NOT_STATED, red.name, "measured")
    picture, read = read_ndvi(red, infrared, frame=recipe.frame, source=source, scene_classes=inputs.scene_classes)
    return picture, read, (source.of_file(red, date=date_in_name(red)),)


def _terrain(dem: Path | None, gathered: _Gathered) -> tuple[Terrain, Report, tuple[Source, ...]]:
    recipe, frame = gathered.recipe, gathered.recipe.frame
    if dem is None:
        return Terrain.flat(frame), report_of("terrain", "assumed", N_("no terrain model: ground is flat"), ["–"]), ()
    raster, read = read_raster(dem, unit="m")
    stated = next((s for s in recipe.sources if s.id == "dem"), None)
    source = stated or Source("dem", dem.name, LICENCE_NOT_STATED, dem.name, "measured")
    standing = dict(gathered.raw)
    standing |= {name: pd.concat([gathered.raw.get(name), *tables]) for name, tables in gathered.files.items()}
    terrain, made = terrain_of_raster(raster, frame, standing, source=source.id)
    return terrain, read + made, (source.of_file(dem),)


def _city(gathered: _Gathered, terrain: Terrain, progress: Progress) -> City:
    kinds = layer_kinds()
    progress.step(MAKING_LAYERS, total=len(kinds))
    context = Context(gathered.recipe.frame, gathered.recipe, gathered.raw, gathered.ndvi)
    layers, report = {}, gathered.report.without("kept", layers=kinds)  # what is kept in the end is said below
    for name, kind in kinds.items():
        table, made = _layer_table(kind, gathered, context)
        layers[name] = Layer.checked(kind, table)
        report = report + made + report_of(name, "kept", N_("in the city"), table.index)
        progress.advance()
    timetable, read = None, Report()
    if gathered.gtfs is not None:
        timetable, read = timetable_from_gtfs(gathered.gtfs, recipe=gathered.recipe)
    return City(
        gathered.recipe,
        gathered.recipe.frame,
        terrain,
        layers,
        gathered.sources,
        report + read,
        read_timetable=lambda: timetable,
    )


def _layer_table(kind: LayerKind, gathered: _Gathered, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    report = Report()
    tables: list[gpd.GeoDataFrame] = []
    if kind.from_osm is not None and kind.name in gathered.raw:
        table, report = kind.from_osm(gathered.raw[kind.name], context)
        tables.append(table)
    for table in gathered.files.get(kind.name, []):
        if kind.from_file is not None:
            table, read = kind.from_file(table, context)
            report = report + read
        tables.append(table)
    if kind.from_gtfs is not None and gathered.gtfs is not None:
        table, read = kind.from_gtfs(gathered.gtfs, context)
        tables.append(table)
        report = report + read
    tables, same = without_same_ids(tables, kind.name)
    report = report + same
    if kind.name == "buildings":
        tables, replaced = merged_with_tiles(tables)
        report = report + replaced
    filled_in = [with_columns(table, kind) for table in tables if len(table)]
    whole = pd.concat(filled_in) if filled_in else with_columns(_empty(context), kind)
    if kind.complete is None:
        return whole, report
    completed, added = kind.complete(whole, context)
    return completed, report + added


def _empty(context: Context) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[], crs=context.frame.crs, index=pd.Index([], dtype=object, name="id"))
