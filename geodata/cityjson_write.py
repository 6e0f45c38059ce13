"""City models as CityJSON 2.0, or as CityJSONSeq, one feature a line."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .cityjson import CityModel, Floats, Ints
from .cityjson_crs import reference_system
from .cityjson_shapes import DEPTH, LINES, POINTS, SOLIDS, SURFACES
from .errors import InputError
from .language import N_
from .report import Report, report_of

STEP_M = 0.001  # coordinates are written as whole millimetres
SEQUENCES = (".jsonl", ".city.jsonl")
TOO_SMALL = N_("surface smaller than a millimetre, not written")
NO_CODE = N_("coordinate system without a code: the file names none")
SHAPES = (*DEPTH, POINTS, LINES)

JsonObject = dict[str, object]


def write_cityjson(model: CityModel, path: Path, *, further: Mapping[str, object] | None = None) -> Report:
    """Write a model as CityJSON 2.0, or as CityJSONSeq where the file's name ends in .jsonl; aside and renamed.

    `further` are members of the document beside those of CityJSON, such as the sources of a city. Returns what could
    not be written. Raises InputError where the file cannot be written.
    """
    writer = _Writer(model, further or {})
    lines = writer.sequence() if path.name.lower().endswith(SEQUENCES) else iter([writer.document()])
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
                file.write("\n")
        aside.replace(path)
    except OSError as error:
        raise InputError(
            N_("{file} cannot be written: {error}. Choose a folder that is there and that you own."),
            file=path,
            error=error.strerror or error,
        ) from None
    finally:
        aside.unlink(missing_ok=True)
    return writer.report


class _Writer:
    """A model on its way into a file: points as whole millimetres from the model's corner, each place once."""

    def __init__(self, model: CityModel, further: Mapping[str, object]) -> None:
        self.model, self.further = model, dict(further)
        self.types, self.lods = model.geometries["type"].tolist(), model.geometries["lod"].tolist()
        self.corner = _corner(model.surfaces.points)
        steps = np.round((model.surfaces.points - self.corner) / STEP_M).astype(np.int64)
        self.places, number = np.unique(steps, axis=0, return_inverse=True)
        self.rings, self.lost = self._rings(number.reshape(-1))
        self.shapes = self._shapes()
        ids = model.geometries["object"].to_numpy(object)
        self.report = report_of("cityjson", "dropped", TOO_SMALL, sorted({str(ids[g]) for g in self.lost}))
        if model.crs is not None and reference_system(model.crs) is None:
            self.report += report_of("cityjson", "assumed", NO_CODE, [model.crs])

    def _rings(self, number: Ints) -> tuple[list[list[list[int]]], list[int]]:
        """Return for each surface its rings as numbers of places, and the geometries that lost a surface.

        A corner on the place of the one before is left out; so is a hole, or a surface, with too few left.
        """
        s = self.model.surfaces
        kept = np.ones(len(number), bool)
        kept[1:] = (number[1:] != number[:-1]) | (s.ring[1:] != s.ring[:-1])
        first = np.searchsorted(s.ring, np.arange(len(s.surface)))
        last = np.searchsorted(s.ring, np.arange(len(s.surface)), side="right") - 1
        needed = self.model.geometries["type"].map({POINTS: 1, LINES: 2}).fillna(3).to_numpy(int)
        least = needed[s.geometry][s.surface] if len(s) else np.empty(0, int)
        closing = last[(least == 3) & (last > first) & (number[first] == number[last])]
        kept[closing] = False
        count = np.bincount(s.ring[kept], minlength=len(s.surface))
        outline = np.diff(s.surface, prepend=-1) != 0
        fine = count >= least
        lost = np.unique(s.surface[outline & ~fine])
        used = fine & ~np.isin(s.surface, lost)
        flat, ends = number[kept].tolist(), np.cumsum(count)
        made: list[list[list[int]]] = [[] for _ in range(len(s))]
        for surface, start, end in zip(s.surface[used], (ends - count)[used], ends[used], strict=True):
            made[surface].append(flat[start:end])
        return made, np.unique(s.geometry[lost]).tolist()

    def _shapes(self) -> dict[str, list[tuple[int, Ints]]]:
        """Return for each object the numbers of its geometries and the surfaces of each."""
        geometry = self.model.surfaces.geometry
        order = np.argsort(geometry, kind="stable")
        bounds = np.searchsorted(geometry[order], np.arange(len(self.model.geometries) + 1))
        made: dict[str, list[tuple[int, Ints]]] = {}
        for number, id in enumerate(self.model.geometries["object"]):
            made.setdefault(str(id), []).append((number, order[bounds[number] : bounds[number + 1]]))
        return made

    def document(self) -> JsonObject:
        """Return the whole model as one document."""
        numbers = _Numbers(self.places)
        objects = {id: self._object(id, row, numbers) for id, row in self._rows()}
        return {**self._head(), "CityObjects": objects, "vertices": numbers.vertices(), **self.further}

    def sequence(self) -> Iterator[JsonObject]:
        """Yield the head, then a CityJSONFeature for each object without a parent, with all below it."""
        yield {**self._head(), "CityObjects": {}, "vertices": [], **self.further}
        rows = dict(self._rows())
        for id, row in rows.items():
            if row["parents"]:
                continue
            family, at = [id], 0
            while at < len(family):
                family += [c for c in rows[family[at]]["children"] if c not in family]
                at += 1
            numbers = _Numbers(self.places)
            objects = {member: self._object(member, rows[member], numbers) for member in family}
            yield {"type": "CityJSONFeature", "id": id, "CityObjects": objects, "vertices": numbers.vertices()}

    def _rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        records = self.model.objects.to_dict("records")
        yield from zip(self.model.objects.index.map(str), records, strict=True)

    def _head(self) -> JsonObject:
        metadata = {name: _finite(value) for name, value in self.model.metadata.items() if name in METADATA}
        if len(self.places):
            low, high = (np.round(self.corner + f(self.places, axis=0) * STEP_M, 3) for f in (np.min, np.max))
            metadata["geographicalExtent"] = [*low.tolist(), *high.tolist()]
        named = reference_system(self.model.crs) if self.model.crs else None
        if named:
            metadata["referenceSystem"] = named
        transform = {"scale": [STEP_M] * 3, "translate": self.corner.tolist()}
        return {"type": "CityJSON", "version": "2.0", "transform": transform, "metadata": metadata}

    def _object(self, id: str, row: Mapping[str, Any], numbers: "_Numbers") -> JsonObject:
        made: JsonObject = {"type": row["type"]}
        for link in ("parents", "children"):
            linked = row[link]
            if linked:
                made[link] = list(linked)
        if row["attributes"]:
            made["attributes"] = _finite(row["attributes"])
        if row.get("extent") is not None:
            made["geographicalExtent"] = list(row["extent"])
        shapes = [self._geometry(number, surfaces, numbers) for number, surfaces in self.shapes.get(id, [])]
        made["geometry"] = [shape for shape in shapes if shape is not None]
        return made

    def _geometry(self, number: int, surfaces: Ints, numbers: "_Numbers") -> JsonObject | None:
        rows = [int(row) for row in surfaces if self.rings[row]]
        type, lod = self.types[number], self.lods[number]
        if not rows or type not in SHAPES:
            return None
        rings = [[numbers.of(ring) for ring in self.rings[row]] for row in rows]
        made: JsonObject = {"type": str(type), "lod": str(lod) or "0"}
        if type in (POINTS, LINES):
            return {**made, "boundaries": [r[0][0] if type == POINTS else r[0] for r in rings]}
        made["boundaries"] = self._nested(rows, rings, DEPTH[str(type)])
        semantics = self._semantics(rows, DEPTH[str(type)])
        return {**made, "semantics": semantics} if semantics else made

    def _nested(self, rows: Sequence[int], values: Sequence[object], depth: int) -> list[object]:
        """Return one value for each surface, in lists of shells and of solids as deep as the type has them."""
        if depth == SURFACES:
            return list(values)
        s = self.model.surfaces
        by_shell: dict[tuple[int, int], list[object]] = {}
        for row, value in zip(rows, values, strict=True):
            by_shell.setdefault((int(s.solid[row]), int(s.shell[row])), []).append(value)
        if depth != SOLIDS:
            return list(by_shell.values())
        by_solid: dict[int, list[object]] = {}
        for (solid, _), shell in by_shell.items():
            by_solid.setdefault(solid, []).append(shell)
        return list(by_solid.values())

    def _semantics(self, rows: Sequence[int], depth: int) -> JsonObject | None:
        s = self.model.surfaces
        known: dict[str, int] = {}
        listed: list[JsonObject] = []
        values: list[object] = []
        for row in rows:
            kind = s.kind[row]
            if kind is None:
                values.append(None)
                continue
            said: JsonObject = {"type": kind, **s.attributes[row]}
            said = {name: _finite(value) for name, value in said.items()}
            key = json.dumps(said, sort_keys=True)
            if key not in known:
                known[key] = len(listed)
                listed.append(said)
            values.append(known[key])
        return {"surfaces": listed, "values": self._nested(rows, values, depth)} if listed else None


METADATA = ("geographicalExtent", "identifier", "pointOfContact", "referenceDate", "title")  # those of version 2.0


class _Numbers:
    """Places that are used, each once, numbered as they are first asked for."""

    def __init__(self, places: Ints) -> None:
        self._places = places
        self._known: dict[int, int] = {}

    def of(self, ring: Sequence[int]) -> list[int]:
        """Return the vertex numbers of places."""
        known = self._known
        return [known.setdefault(place, len(known)) for place in ring]

    def vertices(self) -> list[list[int]]:
        """Return the vertices in the order of their numbers."""
        listed: list[list[int]] = self._places[list(self._known)].tolist()
        return listed


def _finite(value: object) -> object:
    """Return a value in which each number that is not finite is None, as JSON has it."""
    if isinstance(value, dict):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _corner(points: Floats) -> Floats:
    """Return the lowest coordinates of points, down to whole metres; zeros where there are none."""
    return np.floor(points.min(axis=0)) if len(points) else np.zeros(3)
