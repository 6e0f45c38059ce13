"""The parts of a CityJSON or CityJSONSeq file: its head, and vertices with the objects that use them."""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .cityjson_own import sources_of
from .cityjson_transform import is_number, transform_of, within_earth
from .encoding import decoded
from .errors import InputError
from .language import N_
from .report import Report, report_of
from .source import LayerFile, Source

JsonObject = Mapping[str, object]
VERSIONS = ("1.0", "1.1", "2.0")
MOST_BYTES = 2 * 1024**3  # of a file unpacked: what a machine with 16 GB still reads
SNIFFED_BYTES = 4096
JSON_NAMES = (".json", ".jsonl", ".cityjson")
LOOKED_INTO = (*JSON_NAMES, ".zip")

NO_NUMBERS = N_("vertex that is not three numbers; surfaces on it are left out")
BROKEN_LINE = N_("line that is no whole JSON, left out")
OTHER_LINE = N_("line that is no CityJSONFeature, left out")
OTHER_VERSION = N_("version of CityJSON that is not known, read as 2.0")


@dataclass(frozen=True)
class Head:
    """What holds for the whole file."""

    version: str
    metadata: JsonObject
    templates: Sequence[object] = ()
    template_vertices: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 3)))
    has_appearance: bool = False
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """Vertices (n, 3) in the file's CRS, NaN for what is none, and the objects whose boundaries count in them."""

    vertices: NDArray[np.float64]
    objects: JsonObject


def is_cityjson(path: Path) -> bool:
    """Return whether a file, or the one file in a zip, begins as CityJSON does; False where it cannot be read."""
    if path.suffix.lower() not in LOOKED_INTO:
        return False
    try:
        start = _content(path, limit=SNIFFED_BYTES)
        if b'"CityJSON' in start or b'"CityObjects"' in start or b'"CityJSONFeature"' in start:
            return True
        whole = path.suffix.lower() != ".jsonl" and start.lstrip()[:1] == b"{" and b'"Feature' not in start
        return whole and b'"CityObjects"' in _content(path, limit=MOST_BYTES)
    except (OSError, zipfile.BadZipFile, InputError, NotImplementedError, RuntimeError):
        return False


def read_parts(file: LayerFile) -> tuple[Head, list[Part], Report]:
    """Return the head and the parts of a file: one of a CityJSON, one for each feature of a CityJSONSeq.

    Raises InputError where there is no file, it is too large, breaks off, is no CityJSON, or cannot be placed.
    """
    text, report = decoded(_whole(file.path), layer=file.layer, name=file.path.name)
    if not text.strip():
        raise InputError(N_("{file}: the file is empty. Check the export."), file=file.path)
    documents, broken = _documents(text, file)
    first = documents[0]
    if first.get("type") != "CityJSON":
        raise InputError(
            N_("{file}: is no CityJSON: it does not begin with an object of type CityJSON. Check the export."),
            file=file.path,
        )
    head, told = _head(first, file)
    raw, wrong = _raw_parts(documents, file)
    transform, moved = transform_of(first, [vertices for vertices, _ in raw], head.version, file)
    parts = [Part(transform.applied(vertices), objects) for vertices, objects in raw]
    return head, parts, report + broken + told + wrong + moved


def _whole(path: Path) -> bytes:
    try:
        content = _content(path, limit=MOST_BYTES + 1)
    except OSError:
        raise InputError(N_("{file}: there is no such file, or it may not be read."), file=path) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise InputError(N_("{file}: is no zip file, or breaks off. Download it again."), file=path) from None
    if len(content) > MOST_BYTES:
        raise InputError(N_("{file}: is larger than {most} GB. Cut it into tiles."), file=path, most=2)
    return content


def _content(path: Path, *, limit: int) -> bytes:
    """Return the first `limit` bytes of a file, or of the one JSON file in a zip."""
    if path.suffix.lower() != ".zip":
        with path.open("rb") as plain:
            return plain.read(limit)
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.lower().endswith(JSON_NAMES) and not n.startswith("__MACOSX")]
        if len(names) != 1:
            raise InputError(
                N_("{file}: must hold one CityJSON file, not {count}. Zip one of them alone."),
                file=path,
                count=len(names),
            )
        with archive.open(names[0]) as packed:
            return packed.read(limit)


def _documents(text: str, file: LayerFile) -> tuple[list[JsonObject], Report]:
    """Return the one document of a CityJSON, or the lines of a CityJSONSeq that can be read."""
    try:
        whole = json.loads(text, object_pairs_hook=_first_of_twins)
        return [whole if isinstance(whole, dict) else {}], Report()
    except RecursionError:
        raise InputError(N_("{file}: the JSON is nested too deeply. Export it again."), file=file.path) from None
    except json.JSONDecodeError as error:
        lines = list(_lines(text))
        if error.msg != "Extra data" or len(lines) < 2:
            raise _broken(file, error.lineno, error.colno) from None
    made, broken = list[JsonObject](), list[str]()
    for number, line in lines:
        try:
            value = json.loads(line, object_pairs_hook=_first_of_twins)
        except (json.JSONDecodeError, RecursionError) as error:
            if not made:
                raise _broken(file, number, getattr(error, "colno", 1)) from None
            broken.append(f"{file.path.name}:{number}")
            continue
        made.append(value if isinstance(value, dict) else {})
    return made, report_of(file.layer, "dropped", BROKEN_LINE, broken)


class _Twins(dict[str, object]):
    """An object of JSON some of whose names stand twice: the first value of each, and those `names`."""

    names: tuple[str, ...] = ()


def _first_of_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON, of each name its first value; a `_Twins` where one stands twice."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    first, twice = _Twins(), list[str]()
    for name, value in pairs:
        if name in first:
            twice.append(name)
        first.setdefault(name, value)
    first.names = tuple(twice)
    return first


def twins_of(objects: JsonObject) -> tuple[str, ...]:
    """Return the names of an object of a file that stood twice in it."""
    return objects.names if isinstance(objects, _Twins) else ()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip().lstrip("\x1e")  # RFC 8142 has a record separator before each line
        if stripped:
            yield number, stripped


def _broken(file: LayerFile, line: int, column: int) -> InputError:
    return InputError(
        N_("{file}: the JSON breaks off or is wrong at line {line}, column {column}. Export or download it again."),
        file=file.path,
        line=line,
        column=column,
    )


def _head(first: JsonObject, file: LayerFile) -> tuple[Head, Report]:
    stated = str(first.get("version", ""))
    version = next((v for v in VERSIONS if stated.startswith(v)), "")
    report = report_of(file.layer, "assumed", OTHER_VERSION, [] if version else [stated or "–"])
    metadata = dict(found) if isinstance(found := first.get("metadata"), Mapping) else {}
    if "crs" in first:
        metadata.setdefault("crs", first["crs"])
    templates = first.get("geometry-templates")
    shapes = templates.get("templates") if isinstance(templates, Mapping) else None
    corners = templates.get("vertices-templates") if isinstance(templates, Mapping) else None
    vertices, wrong = _vertices(corners, file)
    vertices = within_earth(vertices)
    head = Head(
        version or "2.0",
        metadata,
        shapes if isinstance(shapes, list) else (),
        vertices,
        has_appearance="appearance" in first,
        sources=sources_of(first),
    )
    return head, report + wrong


def _raw_parts(
    documents: Sequence[JsonObject], file: LayerFile
) -> tuple[list[tuple[NDArray[np.float64], JsonObject]], Report]:
    made, report, other = [], Report(), []
    for number, document in enumerate(documents, start=1):
        objects = document.get("CityObjects")
        is_part = document.get("type") == ("CityJSON" if number == 1 else "CityJSONFeature")
        if not is_part or not isinstance(objects, Mapping):
            if number == 1:
                raise InputError(
                    N_("{file}: “{field}” is missing or of a wrong kind. Export it again."),
                    file=file.path,
                    field="CityObjects",
                )
            other.append(f"{file.path.name}:{number}")
            continue
        if objects and not isinstance(document.get("vertices"), list):
            raise InputError(
                N_("{file}: “{field}” is missing or of a wrong kind. Export it again."),
                file=file.path,
                field="vertices" if number == 1 else f"vertices ({number})",
            )
        vertices, wrong = _vertices(document.get("vertices"), file)
        made.append((vertices, objects))
        report += wrong
    if not any(objects for _, objects in made):
        raise InputError(N_("{file}: holds no features. Check the export."), file=file.path)
    return made, report + report_of(file.layer, "dropped", OTHER_LINE, other)


def _vertices(values: object, file: LayerFile) -> tuple[NDArray[np.float64], Report]:
    """Return vertices (n, 3) as they stand in the file; NaN for those that are not three numbers."""
    listed = values if isinstance(values, list) else []
    if not listed:
        return np.empty((0, 3)), Report()
    try:
        made = np.array(listed, dtype=float)
        if made.shape == (len(listed), 3) and np.isfinite(made).all():
            return made, Report()
    except (TypeError, ValueError, OverflowError):
        pass
    made = np.full((len(listed), 3), np.nan)
    for row, value in enumerate(listed):
        if isinstance(value, list) and len(value) == 3 and all(is_number(v) for v in value):
            made[row] = value
    made[~np.isfinite(made).all(axis=1)] = np.nan
    wrong = np.flatnonzero(np.isnan(made[:, 0]))
    return made, report_of(file.layer, "dropped", NO_NUMBERS, [f"{file.path.name}: {n}" for n in wrong])
