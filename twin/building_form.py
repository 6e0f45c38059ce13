"""The form of a proposed building as one short text in its edit: surfaces in metres from the middle of its footprint.

The text is base64 of deflated WKB: a GEOMETRYCOLLECTION Z of one MULTIPOLYGON Z, x to the east and y to the north of
the city's coordinate system, z above the foot.
"""

import base64
import binascii
import zlib

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError
from geodata.language import N_
from geodata.planes import ring_vectors

from .edit_fields import EditError

MOST_SURFACES = 5000
MOST_TEXT = 400_000  # characters; what that many triangles take, and a page still sends at once
MOST_BYTES = 4_000_000  # unpacked
STEP_M = 0.001
LEVEL, UPRIGHT = 0.5, 0.1  # as of surfaces without semantics in `geodata.cityjson_forms`

WRONG = N_("The form of the building cannot be read. Make the edit anew from the model's file.")
TOO_MANY = N_("The form has {count} surfaces; at most {most} are kept. Simplify the model.")


def form_text(polygons: NDArray[np.object_]) -> str:
    """Return polygons in space as the text of a form."""
    rounded = shapely.transform(polygons, lambda xyz: np.round(xyz / STEP_M) * STEP_M, include_z=True)
    form = shapely.GeometryCollection([shapely.MultiPolygon(list(rounded))])
    packed = zlib.compress(shapely.to_wkb(form), 9)
    return base64.b64encode(packed).decode("ascii")


def form_polygons(text: str) -> NDArray[np.object_]:
    """Return the polygons of a form's text. Raises EditError for a text that is none, or one of too many surfaces."""
    try:
        packed = base64.b64decode(text[: MOST_TEXT + 1], validate=True)
        unpacked = zlib.decompressobj().decompress(packed, MOST_BYTES)
        form = shapely.from_wkb(unpacked)
    except (binascii.Error, zlib.error, shapely.errors.ShapelyError, ValueError, TypeError):
        raise EditError(WRONG) from None
    polygons = shapely.get_parts(shapely.get_parts(form))
    usable = len(polygons) and (shapely.get_type_id(polygons) == 3).all() and shapely.has_z(polygons).all()
    if len(text) > MOST_TEXT or not usable or not np.isfinite(shapely.get_coordinates(polygons, include_z=True)).all():
        raise EditError(WRONG)
    if len(polygons) > MOST_SURFACES:
        raise EditError(TOO_MANY, count=len(polygons), most=MOST_SURFACES)
    if (shapely.get_num_interior_rings(polygons) > 0).any() or (np.linalg.norm(_vectors(polygons), axis=1) == 0).any():
        raise EditError(WRONG)
    return np.asarray(polygons, dtype=object)


def wrong_form(text: str | None) -> list[TwinError]:
    """Return what is wrong with the text of a form; nothing where there is none."""
    try:
        if text is not None:
            form_polygons(text)
    except EditError as error:
        return [error]
    return []


def placed_form(text: str, footprint: BaseGeometry) -> tuple[bytes, str]:
    """Return a form standing in the middle of a footprint, as a building's columns `surfaces` and `surface_kinds`."""
    polygons = form_polygons(text)
    middle = shapely.get_coordinates(shapely.centroid(footprint))[0]
    moved = shapely.transform(polygons, lambda xyz: xyz + np.array([*middle, 0.0]), include_z=True)
    form: bytes = shapely.to_wkb(shapely.GeometryCollection([shapely.MultiPolygon(list(moved))]))
    vector = _vectors(polygons)
    up = vector[:, 2] / np.linalg.norm(vector, axis=1)
    kinds = np.where(up > UPRIGHT, "R", np.where(up < -LEVEL, "G", np.where(up < -UPRIGHT, "-", "W")))
    return form, "".join(kinds)


def _vectors(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the area vector of each polygon's outline (n, 3)."""
    points, ring = shapely.get_coordinates(shapely.get_exterior_ring(polygons), include_z=True, return_index=True)
    return ring_vectors(points, ring, len(polygons))
