"""The transform of a CityJSON file: from whole numbers to coordinates, and what stands in for a broken one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from .errors import InputError
from .language import N_
from .report import Report, report_of
from .source import LayerFile

Floats = NDArray[np.float64]
Box = tuple[Floats, Floats]  # the least and the most x, y and z

LARGEST = 1e300
ROUNDED_M = 1.0  # extents are often written in whole metres
FARTHEST_M = 1e8  # more than twice around the Earth

NO_TRANSFORM = N_("no transform: coordinates are taken as they stand")
TURNED_SCALE = N_("scale below zero by which the file leaves its own extent, taken as above zero")
MIRRORED = N_("scale below zero: the model is mirrored, as its transform says")
FROM_EXTENT = N_("broken or missing transform: made anew from the extent that the metadata state")


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a value of JSON is a finite number that a float can hold."""
    return type(value) in (int, float) and -LARGEST < value < LARGEST  # type: ignore[operator]


def within_earth(points: Floats) -> Floats:
    """Return points (n, 3) with NaN for those that no coordinate system of the Earth has."""
    with np.errstate(invalid="ignore"):
        far = np.asarray(~(np.abs(points) <= FARTHEST_M).all(axis=1))
    return np.where(far[:, None], np.nan, points)


@dataclass(frozen=True)
class Transform:
    """Coordinates are vertices × `scale` + `translate`, each three numbers."""

    scale: tuple[float, float, float] = (1.0, 1.0, 1.0)
    translate: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def applied(self, vertices: Floats) -> Floats:
        """Return vertices (n, 3) as coordinates; NaN where they are no place on Earth."""
        with np.errstate(over="ignore", invalid="ignore"):
            made = np.asarray(vertices * np.array(self.scale) + np.array(self.translate))
        return within_earth(made)


def transform_of(
    document: Mapping[str, object], vertices: Sequence[Floats], version: str, file: LayerFile
) -> tuple[Transform, Report]:
    """Return the transform of a file, and what was assumed where it is missing or broken.

    A broken one is made anew from the metadata's geographicalExtent, which all vertices must span; so is a missing one
    where nothing lies near that extent. A scale below zero by which the file leaves its extent is taken as above zero.
    Raises InputError for a broken transform without an extent.
    """
    stated, whole = document.get("transform"), np.concatenate([np.empty((0, 3)), *vertices])
    metadata = document.get("metadata")
    box = _box(metadata.get("geographicalExtent") if isinstance(metadata, Mapping) else None)
    read = Transform() if stated is None else _stated(stated)
    elsewhere = stated is None and box is not None and not _inside(whole, box, beside=1.0).any()
    if read is None or elsewhere:
        made = None if box is None else _from_box(box, whole)
        if made is not None:
            return made, report_of(file.layer, "assumed", FROM_EXTENT, [file.path.name])
    if read is None:
        raise InputError(
            N_("{file}: the transform is broken: scale and translate are three numbers each. Export it again."),
            file=file.path,
        )
    if stated is None:
        needed = version != "1.0"  # in 1.0 it was optional
        return read, report_of(file.layer, "assumed", NO_TRANSFORM, [file.path.name] if needed else [])
    if min(read.scale) > 0:
        return read, Report()
    x, y, z = read.scale
    upright = Transform((abs(x), abs(y), abs(z)), read.translate)
    if box is not None and _fits(upright, whole, box) and not _fits(read, whole, box):
        return upright, report_of(file.layer, "repaired", TURNED_SCALE, [file.path.name])
    return read, report_of(file.layer, "assumed", MIRRORED, [file.path.name])


def _box(extent: object) -> Box | None:
    """Return the least and the most coordinates of a geographicalExtent; None for what is none."""
    if not isinstance(extent, list) or len(extent) != 6 or not all(is_number(v) for v in extent):
        return None
    least, most = np.array(extent[:3], float), np.array(extent[3:], float)
    return None if (most < least).any() else (least, most)


def _inside(points: Floats, box: Box, *, beside: float) -> NDArray[np.bool_]:
    """Return which points (n, 3) lie in a box, or next to it by a share of its size."""
    least, most = box
    room = beside * (most - least) + ROUNDED_M
    return np.asarray(((points >= least - room) & (points <= most + room)).all(axis=1))


def _fits(transform: Transform, vertices: Floats, box: Box) -> bool:
    points = transform.applied(vertices)
    return bool(_inside(points[np.isfinite(points).all(axis=1)], box, beside=0.0).all())


def _stated(value: object) -> Transform | None:
    if not isinstance(value, Mapping):
        return None
    scale, translate = (_three(value.get(name)) for name in ("scale", "translate"))
    if scale is None or translate is None or 0.0 in scale:
        return None
    return Transform(scale, translate)


def _three(value: object) -> tuple[float, float, float] | None:
    if not isinstance(value, list) or len(value) != 3 or not all(is_number(v) for v in value):
        return None
    x, y, z = (float(v) for v in value)
    return (x, y, z) if np.isfinite([x, y, z]).all() else None


def _from_box(box: Box, vertices: Floats) -> Transform | None:
    """Return the transform by which vertices span a box; None where they cannot."""
    finite = vertices[np.isfinite(vertices).all(axis=1)]
    if not len(finite):
        return None
    low, high = finite.min(axis=0), finite.max(axis=0)
    least, most = box
    if ((high == low) & (most > least)).any():
        return None
    scale = np.where(high > low, (most - least) / np.where(high > low, high - low, 1), 1.0)
    return Transform(tuple(scale.tolist()), tuple((least - low * scale).tolist()))
