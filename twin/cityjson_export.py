"""A city as CityJSON: buildings as solids, streets, water, green, trees and furniture on the ground."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.cityjson import CityModel
from geodata.cityjson_build import Piece, model_of
from geodata.cityjson_own import GROUND, SOURCES
from geodata.cityjson_write import write_cityjson
from geodata.language import DEFAULT_LANGUAGE, N_, translate
from geodata.report import Report, report_of
from layers.building_solids import ground_under
from layers.decks import raised, sunken
from layers.joined_ways import is_said
from layers.layer import LayerKind
from layers.mesh import Mesh
from layers.surface_solids import Solids, drawn_solids, form_solids
from layers.surfaces import FORM, has_form, is_block
from layers.terrain import Terrain

from .city import DEMONSTRATION_MARK, City
from .cityjson_attributes import attributes_of

BUILDINGS, PARTS = "buildings", "building_parts"
MOST_GROUND = 400_000  # triangles of ground in one file; a finer terrain model is better taken as a raster
# What the objects of other layers are in CityJSON.
TYPES: Mapping[str, str] = {
    "streets": "Road",
    "bike_lanes": "Road",
    "tracks": "Railway",
    "water": "WaterBody",
    "green_space": "PlantCover",
    "trees": "SolitaryVegetationObject",
    "land_use": "LandUse",
    "transit": "CityFurniture",
    "charging_stations": "CityFurniture",
    "public_bikes": "CityFurniture",
    "waste_points": "CityFurniture",
    "sensor_points": "CityFurniture",
}
NOT_LAYERS = N_("layers that CityJSON has no type for, not written")
GROUND_LEFT = N_("terrain finer than a city model holds, not written")

Shapes = NDArray[np.object_]


def write_city(
    city: City, path: Path, *, language: str = DEFAULT_LANGUAGE, scenario: str = ""
) -> tuple[CityModel, Report]:
    """Write a city, with a scenario's edits where it has them, as CityJSON 2.0 or CityJSONSeq (by the file's ending).

    Returns the model that was written and what was left out. Raises InputError where it cannot be written.
    """
    model, report = model_of_city(city, language=language, scenario=scenario)
    sources = [{k: v for k, v in source.as_json().items() if v} for source in city.sources]
    return model, report + write_cityjson(model, path, further={SOURCES: sources})


def model_of_city(city: City, *, language: str = DEFAULT_LANGUAGE, scenario: str = "") -> tuple[CityModel, Report]:
    """Return a city as a city model in its own coordinate system, every object with its tier and source."""
    taken = set[str]()
    pieces = _buildings(city, taken)
    for name, type in TYPES.items():
        if name in city.layers and len(city.layers[name].table):
            pieces += _on_ground(city.layers[name].table, city.layers[name].kind, type, city.terrain, taken)
    ground, report = _ground(city.terrain, taken)
    other = [n for n, layer in city.layers.items() if n not in (*TYPES, BUILDINGS, PARTS) and len(layer.table)]
    report += report_of("cityjson", "assumed", NOT_LAYERS, other)
    metadata = {"title": _title(city, language, scenario), "referenceDate": _reference_date(city)}
    return model_of([*pieces, *ground], crs=city.frame.crs, metadata=metadata), report


def _title(city: City, language: str, scenario: str) -> str:
    """Return the city's name, its scenario, whose data it is and under which licence: all a reader shows of a file."""
    mark = [translate(DEMONSTRATION_MARK, language)] if city.is_demo else []
    name = " – ".join([str(city.title.get(language) or city.recipe.id), *([scenario] if scenario else []), *mark])
    holders = dict.fromkeys(
        f"{translate(source.attribution, language)} ({translate(source.licence, language)})" for source in city.sources
    )
    return f"{name}. {'; '.join(holders)}"


def _reference_date(city: City) -> str:
    """Return the day of the newest source, else that of the build, else today."""
    days = [source.date[:10] for source in city.sources if len(source.date) >= 10]
    return max(days) if days else city.facts.made_at[:10] or date.today().isoformat()


def _buildings(city: City, taken: set[str]) -> list[Piece]:
    """Return buildings and their parts: by their own form, by their mapped parts, or as they are drawn."""
    layer = city.layers[BUILDINGS]
    table = layer.table
    own = has_form(table)
    by_parts = table["has_parts"].fillna(False).to_numpy(bool) & ~own
    ids = _ids(table.index, BUILDINGS, taken)
    _, level = ground_under(table, city.terrain)
    stands = [{GROUND: round(float(each), 3)} for each in level]
    attributes = [{**said, **ground} for said, ground in zip(attributes_of(table, layer.kind), stands, strict=True)]
    made = []
    for rows in (np.flatnonzero(own), np.flatnonzero(~own & ~by_parts)):
        if not len(rows):
            continue
        if own[rows[0]]:
            solids = form_solids(table.iloc[rows], city.terrain)
            lods = _lods_of_forms(table.iloc[rows])
        else:
            solids, detailed = drawn_solids(table.iloc[rows], city.terrain)
            lods = _lods(detailed)
        made += _pieces(solids, [ids[row] for row in rows], [attributes[r] for r in rows], lods, taken)
    rows = np.flatnonzero(by_parts)
    none = np.empty(0, np.int64)
    kinds, lods = ["Solid"] * len(rows), ["1"] * len(rows)
    made.append(
        Piece("Building", [ids[r] for r in rows], [attributes[r] for r in rows], np.empty(0, object), none, kinds, lods)
    )
    return [*made, *_mapped_parts(city, table.iloc[rows], [ids[r] for r in rows], taken)]


def _lods_of_forms(table: gpd.GeoDataFrame) -> list[str]:
    """Return the level of detail of buildings with surfaces of their own: as their model says, else as they look."""
    looks = _lods(~is_block(table[FORM].to_numpy(object)))
    said = table["lod"].astype(object).where(table["lod"].notna(), None) if "lod" in table else [None] * len(table)
    return [str(lod) if lod else look for lod, look in zip(said, looks, strict=True)]


def _lods(detailed: NDArray[np.bool_]) -> list[str]:
    """Return the level of detail of buildings: 2 with a roof that slopes or several heights, 1 for blocks."""
    return ["2" if each else "1" for each in detailed.tolist()]


def _pieces(
    solids: Solids, ids: Sequence[str], attributes: Sequence[Mapping[str, object]], lods: Sequence[str], taken: set[str]
) -> list[Piece]:
    """Return buildings with their one solid, or open surfaces; those of several have parts."""
    count = np.zeros(len(ids), np.int64)
    np.maximum.at(count, solids.row, solids.solid + 1)
    whole = (count <= 1)[solids.row]
    first = Piece(
        "Building", ids, attributes, solids.polygons[whole], solids.row[whole],
        _types(solids.row[whole], solids.closed[whole], len(ids)), lods,
        shell=np.where(solids.closed, solids.shell, 0)[whole], kind=solids.kind[whole],
    )  # fmt: skip
    keys = np.column_stack([solids.row[~whole], solids.solid[~whole]])
    parts, of = np.unique(keys, axis=0, return_inverse=True)
    owner = of.reshape(-1)
    part_ids = _ids([f"{ids[row]}-{solid + 1}" for row, solid in parts.tolist()], PARTS, taken)
    second = Piece(
        "BuildingPart", part_ids, [{}] * len(parts), solids.polygons[~whole], owner,
        _types(owner, solids.closed[~whole], len(parts)), [lods[row] for row in parts[:, 0].tolist()],
        parents=[ids[row] for row in parts[:, 0].tolist()],
        shell=np.where(solids.closed, solids.shell, 0)[~whole], kind=solids.kind[~whole],
    )  # fmt: skip
    return [first, second]


def _types(owner: NDArray[np.int64], closed: NDArray[np.bool_], count: int) -> list[str]:
    """Return Solid for each of `count` owners whose surfaces are closed, else MultiSurface."""
    is_open = np.zeros(count, bool)
    is_open[owner[~closed]] = True
    return ["MultiSurface" if each else "Solid" for each in is_open]


def _mapped_parts(city: City, table: gpd.GeoDataFrame, ids: Sequence[str], taken: set[str]) -> list[Piece]:
    """Return the mapped parts of buildings as their parts; each with all its solids in one surface or one solid."""
    if PARTS not in city.layers or not len(table):
        return []
    parts = city.layers[PARTS].table
    at, of = table.sindex.query(parts.geometry.representative_point(), predicate="within")
    at, first = np.unique(at, return_index=True)
    if not len(at):
        return []
    chosen, parents = parts.iloc[at], [ids[row] for row in of[first]]
    solids, sloped = drawn_solids(chosen, city.terrain)
    many = np.zeros(len(chosen), bool)
    many[solids.row[solids.solid > 0]] = True
    types = ["MultiSurface" if several else "Solid" for several in many]
    attributes = attributes_of(chosen, city.layers[PARTS].kind)
    part_ids = _ids(chosen.index, PARTS, taken)
    made = Piece("BuildingPart", part_ids, attributes, solids.polygons, solids.row, types, _lods(sloped),
                 parents=parents, kind=solids.kind)  # fmt: skip
    return [made]


def _on_ground(table: gpd.GeoDataFrame, kind: LayerKind, type: str, terrain: Terrain, taken: set[str]) -> list[Piece]:
    """Return the objects of a layer as points, lines or surfaces on the ground; bridges above, tunnels below it."""
    parts, row = shapely.get_parts(_from_ground(table, terrain), return_index=True)
    dimension = shapely.get_dimensions(parts)
    areas = dimension == 2
    made, owner = _draped(parts[~areas], terrain), row[~areas]
    if areas.any():
        surfaces, of = _areas(parts[areas], terrain)
        made, owner = np.concatenate([made, surfaces]), np.concatenate([owner, row[areas][of]])
    order = np.argsort(owner, kind="stable")
    most = np.zeros(len(table), np.int64)
    np.maximum.at(most, row, dimension)
    types = [("MultiPoint", "MultiLineString", "MultiSurface")[d] for d in most]
    lods = ["1" if d == 2 else "0" for d in most]
    same = shapely.get_dimensions(made[order]) == most[owner[order]]  # a geometry has shapes of one kind
    ids = _ids(table.index, kind.name, taken)
    return [Piece(type, ids, attributes_of(table, kind), made[order][same], owner[order][same], types, lods)]


def _from_ground(table: gpd.GeoDataFrame, terrain: Terrain) -> Shapes:
    """Return the shapes of a table, those of bridges, ramps and tunnels with metres above the ground as z."""
    shapes = np.asarray(shapely.force_2d(table.geometry.values), dtype=object)
    if "rise" not in table:
        return shapes
    is_bridge = is_said(table["bridge"]) if "bridge" in table else np.zeros(len(table), bool)
    up = raised(shapes, table["rise"], terrain.heights_at, is_bridge=is_bridge)
    return sunken(up, table["rise"], terrain.heights_at)


def _draped(shapes: Shapes, terrain: Terrain) -> Shapes:
    """Return points and lines with the height of the ground at each point, and their own z above it."""
    made = shapely.force_3d(shapes)
    xyz = shapely.get_coordinates(made, include_z=True)
    xyz[:, 2] += terrain.heights_at(xyz[:, :2])
    return np.asarray(shapely.set_coordinates(made, xyz), dtype=object)


def _areas(polygons: Shapes, terrain: Terrain) -> tuple[Shapes, NDArray[np.int64]]:
    """Return areas on the ground and the polygon each is of: themselves on flat ground, else triangles."""
    if terrain.is_flat:
        level = float(terrain.heights[0, 0])
        flat = shapely.force_3d(shapely.orient_polygons(shapely.force_2d(polygons)), level)
        return np.asarray(flat, dtype=object), np.arange(len(polygons))
    mesh = terrain.areas(polygons, lift_m=0.0)
    return _triangles(mesh), mesh.triangle_row


def _triangles(mesh: Mesh) -> Shapes:
    corners = mesh.points[mesh.triangles]
    return np.asarray(shapely.polygons(np.concatenate([corners, corners[:, :1]], axis=1)))


def _ground(terrain: Terrain, taken: set[str]) -> tuple[list[Piece], Report]:
    """Return the ground as a TINRelief; nothing of flat ground, which says nothing."""
    if terrain.is_flat:
        return [], Report()
    mesh = terrain.mesh()
    if mesh.face_count > MOST_GROUND or len(mesh.quads):
        return [], report_of("terrain", "dropped", GROUND_LEFT, [str(mesh.face_count)])
    ids = _ids(["ground"], "terrain", taken)
    owner = np.zeros(len(mesh.triangles), np.int64)
    attributes = [{"source": terrain.source}]
    return [Piece("TINRelief", ids, attributes, _triangles(mesh), owner, ["CompositeSurface"], ["1"])], Report()


def _ids(index: Sequence[str] | pd.Index, layer: str, taken: set[str]) -> list[str]:
    """Return ids that no other object of the file has: a layer's own, after the layer's name where they are taken."""
    made = []
    for id in map(str, index):
        chosen = id if id not in taken else f"{layer}:{id}"
        while chosen in taken:
            chosen += "+"
        taken.add(chosen)
        made.append(chosen)
    return made
