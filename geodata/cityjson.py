"""3D city models in CityJSON 1.0, 1.1 and 2.0 and CityJSONSeq, as plain tables and arrays.

Written after the specifications of CityJSON (Ledoux et al. 2019, doi 10.1186/s40965-019-0064-0; versions 1.0.3, 1.1.3
and 2.0.1, cityjson.org/specs) and CityJSONSeq (RFC 8142 lines of CityJSONFeature).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .cityjson_crs import crs_of_reference
from .cityjson_file import read_parts, twins_of
from .cityjson_shapes import ShapeReader
from .cityjson_transform import is_number
from .language import N_
from .report import Report, report_of
from .source import LayerFile, Source

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Objects = NDArray[np.object_]

NO_OBJECT = N_("entry of CityObjects that is no object, left out")
NO_TYPE = N_("city object without a type, left out")
NO_PARENT = N_("parent that is not in the file; the object stands by itself")
IN_CIRCLE = N_("parents or children in a circle; each object stands by itself")
NO_CHILD = N_("child that is not in the file, forgotten")
TWICE = N_("city object that stands in the file before, left out")
EXTENSION = N_("type of an extension: read as it stands")
APPEARANCE = N_("materials and textures, not read")
WRONG_ATTRIBUTES = N_("attributes that are no table of fields, left out")


@dataclass(frozen=True)
class Surfaces:
    """Surfaces as rings over points; a point or a line of a MultiPoint or MultiLineString is one ring too.

    `points` (n, 3) float64 in the model's CRS, ring by ring without the closing point; `ring` (n,) is the ring of
    each point, `surface` (r,) the surface of each ring: its first ring is the outline, others are holes. For each
    surface (s,): `geometry` its row in the table of geometries, `solid` and `shell` their numbers in it, `kind` its
    semantic type such as "RoofSurface" or None, `attributes` the further fields of its semantic object.
    """

    points: Floats
    ring: Ints
    surface: Ints
    geometry: Ints
    solid: Ints
    shell: Ints
    kind: Objects
    attributes: Objects

    def __len__(self) -> int:
        return len(self.geometry)

    def of(self, keep: NDArray[np.bool_]) -> "Surfaces":
        """Return the surfaces for which `keep` (s,) holds, renumbered."""
        ring_kept = keep[self.surface]
        point_kept = ring_kept[self.ring]
        number, ring_number = np.cumsum(keep) - 1, np.cumsum(ring_kept) - 1
        return Surfaces(
            points=self.points[point_kept],
            ring=ring_number[self.ring[point_kept]],
            surface=number[self.surface[ring_kept]],
            **{n: getattr(self, n)[keep] for n in ("geometry", "solid", "shell", "kind", "attributes")},
        )


@dataclass(frozen=True)
class CityModel:
    """A 3D city model.

    `objects`: index id; columns type, parents and children (tuples of ids), attributes (dict), extent (six numbers
    or None), whole (whether no surface of it was lost). `geometries`: index 0, 1, …; columns object (id), type, lod.
    `crs` names the system of all coordinates, "EPSG:7415"; None where the file names none. `sources` are those that a
    file of our own states, by id.
    """

    objects: pd.DataFrame
    geometries: pd.DataFrame
    surfaces: Surfaces
    crs: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict)
    version: str = "2.0"
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def attributes(self) -> Mapping[str, Mapping[str, object]]:
        """The attributes of each object by its id."""
        return dict(zip(self.objects.index, self.objects["attributes"], strict=True))


def read_cityjson(file: LayerFile) -> tuple[CityModel, Report]:
    """Return the model of a CityJSON or CityJSONSeq file, zipped or plain, and what was repaired or left out.

    What is wrong in one object is told with its id and costs no other. Raises InputError for a file that is none,
    breaks off, or whose coordinates cannot be placed.
    """
    head, parts, report = read_parts(file)
    reader = ShapeReader(file.layer, head)
    objects, seen = _Objects(file.layer), set[str]()
    twice: list[str] = []
    for part in parts:
        start = reader.add_vertices(part.vertices)
        twice += twins_of(part.objects)
        for id, value in part.objects.items():
            if id in seen:
                twice.append(id)
            elif objects.add(id, value):
                seen.add(id)
                reader.read_object(id, value, start=start, count=len(part.vertices))
    table, linked = objects.table(reader.damaged)
    geometries, surfaces, shaped = reader.result()
    crs, told = crs_of_reference(head.metadata, file)
    report += told + linked + shaped + report_of(file.layer, "dropped", TWICE, twice)
    report += report_of(file.layer, "assumed", APPEARANCE, [file.path.name] if head.has_appearance else [])
    return CityModel(table, geometries, surfaces, crs, head.metadata, head.version, head.sources), report


class _Objects:
    """The city objects of a file, and what is wrong with them."""

    def __init__(self, layer: str) -> None:
        self.layer = layer
        self.rows: dict[str, dict[str, Any]] = {}
        self.wrong: dict[str, list[str]] = {}

    def add(self, id: str, value: object) -> bool:
        """Keep an object; return whether it is one."""
        if not isinstance(value, Mapping):
            return self._tell(NO_OBJECT, id)
        if not isinstance(value.get("type"), str):
            return self._tell(NO_TYPE, id)
        attributes = value.get("attributes", {})
        if not isinstance(attributes, Mapping):
            self._tell(WRONG_ATTRIBUTES, id)
            attributes = {}
        if value["type"].startswith("+"):
            self._tell(EXTENSION, id)
        self.rows[id] = {
            "type": value["type"],
            "parents": _ids(value.get("parents")),
            "children": _ids(value.get("children")),
            "attributes": dict(attributes),
            "extent": extent_of(value.get("geographicalExtent")),
        }
        return True

    def _tell(self, reason: str, id: str) -> bool:
        self.wrong.setdefault(reason, []).append(id)
        return False

    def table(self, damaged: set[str]) -> tuple[pd.DataFrame, Report]:
        """Return the objects, their links only to objects that there are; a link told by one side is of both."""
        rows = self.rows
        for id, row in rows.items():
            for link, reason in (("parents", NO_PARENT), ("children", NO_CHILD)):
                known = tuple(other for other in row[link] if other in rows and other != id)
                if known != row[link]:
                    self._tell(reason, id)
                row[link] = known
        for id, row in rows.items():
            for link, back in (("parents", "children"), ("children", "parents")):
                for other in row[link]:
                    if id not in rows[other][back]:
                        rows[other][back] = (*rows[other][back], id)
        for id in _in_circles(rows):
            self._tell(IN_CIRCLE, id)
        columns = ["type", "parents", "children", "attributes", "extent"]
        made = pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), dtype=object, name="id"), columns=columns)
        report = Report()
        for reason, ids in self.wrong.items():
            lost = reason in (NO_OBJECT, NO_TYPE)
            report += report_of(self.layer, "dropped" if lost else "assumed", reason, ids)
        return made.assign(whole=[id not in damaged for id in rows]), report


def _in_circles(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the objects that are above themselves: what is left when all without a parent left are taken away."""
    left = {id: set(row["parents"]) for id, row in rows.items() if row["parents"]}
    while free := {parent for parents in left.values() for parent in parents if parent not in left}:
        left = {id: rest for id, parents in left.items() if (rest := parents - free)}
    above = {parent for parents in left.values() for parent in parents}
    return [id for id in left if id in above]


def _ids(value: object) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def extent_of(value: object) -> tuple[float, ...] | None:
    """Return a geographicalExtent (xmin, ymin, zmin, xmax, ymax, zmax); None for what is none."""
    if not isinstance(value, list) or len(value) != 6:
        return None
    if not all(is_number(v) for v in value):
        return None
    return tuple(float(v) for v in value)
