"""Small CityJSON documents of known size that tests write for themselves."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from geodata.source import LayerFile

CRS = "https://www.opengis.net/def/crs/EPSG/0/3844"
TRANSFORM = {"scale": [0.001, 0.001, 0.001], "translate": [205000.0, 480000.0, 90.0]}
# The corners of a box in millimetres, and its six faces seen from outside: floor, roof, four walls.
FLOOR, ROOF = [0, 3, 2, 1], [4, 5, 6, 7]
WALLS = [[0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]
FACES = [[FLOOR], [ROOF], *([wall] for wall in WALLS)]
SEMANTICS = {
    "surfaces": [{"type": "GroundSurface"}, {"type": "RoofSurface"}, {"type": "WallSurface"}],
    "values": [[0, 1, 2, 2, 2, 2]],
}


def box(east_m: float, north_m: float, size_m: float, height_m: float, *, up_m: float = 0.0) -> list[list[int]]:
    """Return the eight corners of a box in millimetres: four below, four above, counter-clockwise."""
    e, n, s, h, u = (round(1000 * value) for value in (east_m, north_m, size_m, height_m, up_m))
    plan = [(e, n), (e + s, n), (e + s, n + s), (e, n + s)]
    return [[x, y, z] for z in (u, u + h) for x, y in plan]


def solid(*, lod: object = "2", semantics: object = SEMANTICS, first: int = 0) -> dict[str, object]:
    """Return the geometry of a box whose corners begin at a vertex."""
    boundaries = [[[[i + first for i in ring] for ring in face] for face in FACES]]
    made: dict[str, object] = {"type": "Solid", "lod": lod, "boundaries": boundaries}
    return {**made, "semantics": semantics} if semantics is not None else made


def building(*geometry: Mapping[str, object], **fields: object) -> dict[str, object]:
    return {"type": "Building", "geometry": list(geometry), **fields}


def document(objects: Mapping[str, object], vertices: Sequence[object], **fields: object) -> dict[str, object]:
    made = {
        "type": "CityJSON",
        "version": "2.0",
        "transform": TRANSFORM,
        "metadata": {"referenceSystem": CRS},
        "CityObjects": objects,
        "vertices": vertices,
    }
    return {**made, **fields}


def one_cube(**fields: object) -> dict[str, object]:
    """Return a document with a cube of 10 m that is called "a"."""
    return document({"a": building(solid())}, box(0, 0, 10, 10), **fields)


def written(folder: Path, value: object, *, name: str = "tile.city.json", layer: str = "buildings") -> LayerFile:
    """Write a document, or lines of a CityJSONSeq, or plain text; return the file as a layer's."""
    path = folder / name
    lines = value if isinstance(value, list) else [value]
    path.write_text("\n".join(v if isinstance(v, str) else json.dumps(v) for v in lines), encoding="utf-8")
    return LayerFile(layer, path, "tile")
