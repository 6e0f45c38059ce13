"""City models made of shapes: polygons, lines and points in space become the surfaces of objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from .cityjson import CityModel, Ints, Surfaces

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Piece:
    """Objects of one type with the geometries they have.

    `ids` and `attributes` have one entry for each object, `parents` the id of the one it is part of, "" for none.
    `shapes` (s,) are polygons, lines or points with heights; `owner` (s,) is the object each is of, `solid` and
    `shell` its place in a solid; `kind` its semantic type or None. All shapes of an object make one geometry, of
    `geometry_type` and `lod`, one for each object.
    """

    type: str
    ids: Sequence[str]
    attributes: Sequence[Mapping[str, object]]
    shapes: Shapes
    owner: Ints
    geometry_type: Sequence[str]
    lod: Sequence[str]
    parents: Sequence[str] = ()
    solid: Ints | None = None
    shell: Ints | None = None
    kind: Shapes | None = None


def model_of(pieces: Sequence[Piece], *, crs: str, metadata: Mapping[str, object]) -> CityModel:
    """Return the model of some pieces; ids are unique through all of them."""
    objects, geometries, surfaces, count = [], [], list[Surfaces](), 0
    for piece in pieces:
        parents = list(piece.parents) or [""] * len(piece.ids)
        objects.append(
            pd.DataFrame(
                {
                    "type": piece.type,
                    "parents": [(parent,) if parent else () for parent in parents],
                    "attributes": list(piece.attributes),
                },
                index=pd.Index(list(piece.ids), dtype=object, name="id"),
            )
        )
        used, number = np.unique(piece.owner, return_inverse=True)
        rows = {name: np.array(getattr(piece, name), object)[used] for name in ("geometry_type", "lod")}
        ids = np.array(list(piece.ids), object)[used] if len(used) else np.empty(0, object)
        geometries.append(pd.DataFrame({"object": ids, "type": rows["geometry_type"], "lod": rows["lod"]}))
        surfaces.append(_surfaces(piece, number.reshape(-1) + count))
        count += len(used)
    table = pd.concat(objects)
    table = table.assign(children=_children(table), extent=None, whole=True)
    shapes = pd.concat(geometries, ignore_index=True).astype(object)
    return CityModel(table, shapes, joined_surfaces(surfaces), crs, metadata)


def _children(objects: pd.DataFrame) -> pd.Series:
    """Return the ids of the parts of each object."""
    known: dict[str, list[str]] = {}
    for id, parents in zip(objects.index, objects["parents"], strict=True):
        for parent in parents:
            known.setdefault(parent, []).append(id)
    return pd.Series([tuple(known.get(id, ())) for id in objects.index], index=objects.index, dtype=object)


def _surfaces(piece: Piece, geometry: Ints) -> Surfaces:
    """Return the shapes of a piece as surfaces, sorted by geometry."""
    count = len(piece.shapes)
    made = surfaces_of_shapes(piece.shapes)
    kinds = piece.kind if piece.kind is not None else np.full(count, None, object)
    attributes = np.empty(count, object)
    attributes[:] = [{} for _ in range(count)]
    zeros = np.zeros(count, np.int64)
    return replace(
        made,
        geometry=geometry,
        solid=piece.solid if piece.solid is not None else zeros,
        shell=piece.shell if piece.shell is not None else zeros,
        kind=kinds,
        attributes=attributes,
    )


def surfaces_of_shapes(shapes: ArrayLike) -> Surfaces:
    """Return polygons, lines and points with heights as surfaces, one for each, all of geometry 0."""
    given = np.asarray(shapes, dtype=object)
    is_area = shapely.get_type_id(given) == 3
    rings, of = shapely.get_rings(given[is_area], return_index=True)
    parts = np.concatenate([rings, given[~is_area]])
    surface = np.concatenate([np.flatnonzero(is_area)[of], np.flatnonzero(~is_area)])
    order = np.argsort(surface, kind="stable")
    closed = np.concatenate([np.ones(len(rings), bool), np.zeros((~is_area).sum(), bool)])[order]
    points, ring = shapely.get_coordinates(parts[order], include_z=True, return_index=True)
    closing = (np.diff(ring, append=-1) != 0) & closed[ring]
    none, zeros = np.full(len(given), None, object), np.zeros(len(given), np.int64)
    return Surfaces(points[~closing], ring[~closing], surface[order], zeros, zeros, zeros, none, none)


def joined_surfaces(parts: Sequence[Surfaces]) -> Surfaces:
    """Return several surfaces as one; the numbers of their geometries keep their meaning."""
    rings = np.cumsum([0, *(len(part.surface) for part in parts)])
    counts = np.cumsum([0, *(len(part) for part in parts)])
    return Surfaces(
        points=np.concatenate([np.empty((0, 3)), *(part.points for part in parts)]),
        ring=_joined([part.ring + start for part, start in zip(parts, rings, strict=False)]),
        surface=_joined([part.surface + start for part, start in zip(parts, counts, strict=False)]),
        geometry=_joined([part.geometry for part in parts]),
        solid=_joined([part.solid for part in parts]),
        shell=_joined([part.shell for part in parts]),
        kind=np.concatenate([np.empty(0, object), *(part.kind for part in parts)]),
        attributes=np.concatenate([np.empty(0, object), *(part.attributes for part in parts)]),
    )


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, np.int64), *parts])
