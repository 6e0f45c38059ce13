"""The geometries of a CityJSON file as arrays of surfaces; what is wrong in one costs no other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .cityjson_file import Head
from .cityjson_rings import (
    NO_VERTEX,
    TOO_FEW,
    WRONG_INDEX,
    WRONG_SHAPE,
    Finite,
    corners_of,
    finite_of,
    matrix_of,
    reaches_beyond,
    wrong_ring,
)
from .cityjson_transform import within_earth
from .language import N_
from .report import Report, report_of

if TYPE_CHECKING:
    from .cityjson import Surfaces

Floats = NDArray[np.float64]

# How deep the surfaces of each type lie in its boundaries: below solids and shells, below shells, or at once.
SURFACES, SHELLS, SOLIDS = 0, 1, 2
DEPTH: Final[Mapping[str, int]] = {
    "MultiSurface": SURFACES,
    "CompositeSurface": SURFACES,
    "Solid": SHELLS,
    "MultiSolid": SOLIDS,
    "CompositeSolid": SOLIDS,
}
POINTS, LINES, INSTANCE = "MultiPoint", "MultiLineString", "GeometryInstance"

OTHER_TYPE = N_("geometry of a type that is not known, left out")
NO_LOD = N_("geometry without a level of detail")
WRONG_LOD = N_("level of detail that is no number, taken as not stated")
WRONG_SEMANTICS = N_("semantics that do not fit the surfaces, left out")
LINKED_SEMANTICS = N_("links between semantic surfaces, left out")
NO_TEMPLATE = N_("instance of a template that there is not, left out")
WRONG_MATRIX = N_("instance with a broken matrix or place, left out")
LOSSES: Final = (WRONG_INDEX, NO_VERTEX, WRONG_SHAPE, OTHER_TYPE, NO_TEMPLATE, WRONG_MATRIX)


@dataclass(frozen=True)
class _Surface:
    """One surface: the numbers of the vertices of each ring, and where it stands."""

    rings: tuple[tuple[int, ...], ...]
    solid: int
    shell: int
    kind: str | None
    attributes: Mapping[str, object]


@dataclass(frozen=True)
class _Template:
    type: str
    lod: str
    surfaces: tuple[_Surface, ...]


class ShapeReader:
    """Reads the geometries of objects one after the other, and gives all of them as arrays in the end."""

    def __init__(self, layer: str, head: Head) -> None:
        self.layer, self.head = layer, head
        self.damaged: set[str] = set()  # ids of objects that lost a surface
        self._vertices: list[Floats] = []
        self._count = 0
        self._wrong: dict[str, dict[str, None]] = {}
        self._rows: list[tuple[str, str, str]] = []
        self._surfaces: list[tuple[int, int, _Surface]] = []  # geometry, what its vertex numbers begin at, surface
        self._part: Floats = np.empty((0, 3))
        self._finite: Finite = None
        self._templates: dict[int, _Template | None] = {}

    def add_vertices(self, vertices: Floats) -> int:
        """Take the vertices of a part; return the number of the first."""
        start, self._count = self._count, self._count + len(vertices)
        self._vertices.append(vertices)
        self._part, self._finite = vertices, finite_of(vertices)
        return start

    def read_object(self, id: str, value: object, *, start: int, count: int) -> None:
        """Take the geometries of an object whose vertices are `count` from the number `start`."""
        shapes = value.get("geometry", []) if isinstance(value, Mapping) else []
        if not isinstance(shapes, list):
            self._tell(WRONG_SHAPE, id)
            return
        for shape in shapes:
            if not isinstance(shape, Mapping):
                self._tell(WRONG_SHAPE, id)
            elif shape.get("type") == INSTANCE:
                self._read_instance(id, shape, count)
            else:
                surfaces = self._read(id, shape, count, self._finite)
                self._keep(id, str(shape.get("type")), self._lod(id, shape), surfaces, start)

    def result(self) -> tuple[pd.DataFrame, "Surfaces", Report]:
        """Return the table of geometries, all surfaces, and what was left out of which objects."""
        report = Report()
        for reason, ids in self._wrong.items():
            report += report_of(self.layer, "repaired", reason, list(ids))
        geometries = pd.DataFrame(self._rows, columns=["object", "type", "lod"], dtype=object)
        return geometries, self._arrays(), report

    def _arrays(self) -> "Surfaces":
        from .cityjson import Surfaces  # it is the room of what is made here

        rings = [(start, n, ring) for n, (_, start, s) in enumerate(self._surfaces) for ring in s.rings]
        lengths = np.array([len(ring) for *_, ring in rings], np.int64)
        numbers = np.fromiter((i for *_, ring in rings for i in ring), np.int64, int(lengths.sum()))
        starts = np.array([start for start, *_ in rings], np.int64)
        vertices = np.concatenate([np.empty((0, 3)), *self._vertices])
        return Surfaces(
            points=vertices[numbers + np.repeat(starts, lengths)],
            ring=np.repeat(np.arange(len(rings)), lengths),
            surface=np.array([n for _, n, _ in rings], np.int64),
            geometry=np.array([g for g, *_ in self._surfaces], np.int64),
            solid=np.array([s.solid for *_, s in self._surfaces], np.int64),
            shell=np.array([s.shell for *_, s in self._surfaces], np.int64),
            kind=_objects([s.kind for *_, s in self._surfaces]),
            attributes=_objects([s.attributes for *_, s in self._surfaces]),
        )

    def _tell(self, reason: str, id: str) -> None:
        self._wrong.setdefault(reason, {})[id] = None
        if reason in LOSSES:
            self.damaged.add(id)

    def _lod(self, id: str, shape: Mapping[str, object]) -> str:
        lod = shape.get("lod")
        if isinstance(lod, str) and lod:
            if lod[0].isdigit():
                return lod
            self._tell(WRONG_LOD, id)
            return ""
        if isinstance(lod, int | float) and not isinstance(lod, bool):
            return f"{lod:g}"
        self._tell(NO_LOD, id)
        return ""

    def _keep(self, id: str, type: str, lod: str, surfaces: Sequence[_Surface], start: int) -> None:
        if surfaces:
            self._rows.append((id, type, lod))
            self._surfaces += [(len(self._rows) - 1, start, surface) for surface in surfaces]

    def _read(self, id: str, shape: Mapping[str, object], count: int, finite: Finite) -> list[_Surface]:
        """Return the surfaces of one geometry that can be used."""
        type, boundaries = str(shape.get("type")), shape.get("boundaries")
        if type not in DEPTH and type not in (POINTS, LINES):
            self._tell(OTHER_TYPE, id)
            return []
        if not isinstance(boundaries, list):
            self._tell(WRONG_SHAPE, id)
            return []
        semantics = self._semantics(id, shape.get("semantics"))
        if semantics is not None and reaches_beyond(semantics[1], boundaries, DEPTH.get(type, SURFACES)):
            self._tell(WRONG_SEMANTICS, id)
        made = []
        for place, rings in self._each(id, type, boundaries):
            used = self._rings(id, rings, count, finite, least=1 if type == POINTS else 2 if type == LINES else 3)
            if used:
                solid, shell = (0, 0, *place)[-3:-1] if type in DEPTH else (0, 0)
                kind, attributes = self._kind(id, semantics, place)
                made.append(_Surface(used, solid, shell, kind, attributes))
        return made

    def _each(self, id: str, type: str, boundaries: list[object]) -> Iterator[tuple[tuple[int, ...], object]]:
        """Yield the place (solid, shell, surface, as deep as the type has it) and the rings of each surface."""
        if type == POINTS:
            yield from (((n,), [[index]]) for n, index in enumerate(boundaries))
        elif type == LINES:
            yield from (((n,), [line]) for n, line in enumerate(boundaries))
        else:
            yield from self._nested(id, boundaries, DEPTH[type], ())

    def _nested(
        self, id: str, values: list[object], depth: int, place: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], object]]:
        for number, value in enumerate(values):
            if depth == SURFACES:
                yield (*place, number), value
            elif isinstance(value, list):
                yield from self._nested(id, value, depth - 1, (*place, number))
            else:
                self._tell(WRONG_SHAPE, id)

    def _rings(self, id: str, value: object, count: int, finite: Finite, *, least: int) -> tuple[tuple[int, ...], ...]:
        """Return the rings of a surface; none where its outline cannot be used."""
        if not isinstance(value, list) or not value or not all(isinstance(ring, list) for ring in value):
            self._tell(WRONG_SHAPE, id)
            return ()
        made: list[tuple[int, ...]] = []
        for number, ring in enumerate(value):
            reason = wrong_ring(ring, count, finite)
            corners = () if reason else corners_of(ring, closed=least == 3)
            if reason is None and len(corners) < least:
                reason = TOO_FEW
            if reason is None:
                made.append(corners)
                continue
            self._tell(reason, id)
            if number == 0 or reason in LOSSES:
                return ()
        return tuple(made)

    def _semantics(self, id: str, value: object) -> tuple[Sequence[object], object] | None:
        if value is None:
            return None
        surfaces = value.get("surfaces") if isinstance(value, Mapping) else None
        if not isinstance(surfaces, list):
            self._tell(WRONG_SEMANTICS, id)
            return None
        assert isinstance(value, Mapping)
        return surfaces, value.get("values")

    def _kind(
        self, id: str, semantics: tuple[Sequence[object], object] | None, place: tuple[int, ...]
    ) -> tuple[str | None, Mapping[str, object]]:
        """Return the semantic type of the surface at a place and its further fields."""
        if semantics is None:
            return None, {}
        surfaces, value = semantics
        for number in place:  # null at any depth: none below has one
            if value is None:
                return None, {}
            if not isinstance(value, list) or number >= len(value):
                self._tell(WRONG_SEMANTICS, id)
                return None, {}
            value = value[number]
        if value is None:
            return None, {}
        found = surfaces[value] if type(value) is int and 0 <= value < len(surfaces) else None
        if not isinstance(found, Mapping) or not isinstance(found.get("type"), str):
            self._tell(WRONG_SEMANTICS, id)
            return None, {}
        if "parent" in found or "children" in found:
            self._tell(LINKED_SEMANTICS, id)
        return found["type"], {k: v for k, v in found.items() if k not in ("type", "parent", "children")}

    def _read_instance(self, id: str, shape: Mapping[str, object], count: int) -> None:
        """Take a template put at one vertex by a 4 × 4 matrix, row by row."""
        template = self._template(id, shape.get("template"))
        if template is None:
            self._tell(NO_TEMPLATE, id)
            return
        place, matrix = shape.get("boundaries"), matrix_of(shape.get("transformationMatrix"))
        at = place[0] if isinstance(place, list) and len(place) == 1 else None
        if matrix is None or type(at) is not int or not 0 <= at < count or not np.isfinite(self._part[at, 0]):
            self._tell(WRONG_MATRIX, id)
            return
        used = sorted({i for s in template.surfaces for ring in s.rings for i in ring})
        number = {old: new for new, old in enumerate(used)}
        corners = np.column_stack([self.head.template_vertices[used], np.ones(len(used))])
        with np.errstate(over="ignore", invalid="ignore"):
            corners = corners @ matrix.T
            placed = within_earth(corners[:, :3] / corners[:, 3:] + self._part[at])
        if np.isnan(placed).any():
            self._tell(WRONG_MATRIX, id)
            return
        begin, self._count = self._count, self._count + len(used)
        self._vertices.append(placed)
        moved = [
            _Surface(tuple(tuple(number[i] for i in r) for r in s.rings), s.solid, s.shell, s.kind, s.attributes)
            for s in template.surfaces
        ]
        self._keep(id, template.type, template.lod, moved, begin)

    def _template(self, id: str, number: object) -> _Template | None:
        shapes = self.head.templates
        if type(number) is not int or not 0 <= number < len(shapes):
            return None
        if number not in self._templates:
            shape = shapes[number]
            corners = self.head.template_vertices
            surfaces = self._read(id, shape, len(corners), finite_of(corners)) if isinstance(shape, Mapping) else []
            made = _Template(str(shape["type"]), self._lod(id, shape), tuple(surfaces)) if surfaces else None  # type: ignore[index,arg-type]
            self._templates[number] = made
        return self._templates[number]


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    made = np.empty(len(values), object)
    made[:] = values
    return made
