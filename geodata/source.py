"""Where data comes from, and the recipe that makes a city of it."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Literal

from .errors import RecipeError
from .frame import CityFrame
from .gtfs_defaults import ASSUMED, LineService, TransitDefaults
from .language import LANGUAGES, N_
from .targets import Target

Tier = Literal["official", "measured", "mapped", "derived", "estimated", "sketched", "synthetic"]

TIER_TITLES: Mapping[Tier, str] = {
    "official": N_("official"),
    "measured": N_("measured"),
    "mapped": N_("mapped by volunteers"),
    "derived": N_("derived"),
    "estimated": N_("estimated"),
    "sketched": N_("sketched"),
    "synthetic": N_("demonstration data"),
}

LICENCE_NOT_STATED = N_("licence not stated")


@dataclass(frozen=True)
class Source:
    """One data set: what it is called, whose it is, under which licence, from when.

    `date` is ISO 8601, of the data and not of the download; `sha256` is of the file that was read.
    """

    id: str
    title: str
    licence: str
    attribution: str
    tier: Tier
    url: str = ""
    file: str = ""
    date: str = ""
    sha256: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the source as plain values."""
        return {name: str(value) for name, value in vars(self).items()}

    def of_file(self, path: Path, *, date: str = "") -> "Source":
        """Return this source with the name and checksum of the file that was read."""
        return replace(self, file=path.name, sha256=checksum(path), date=date or self.date)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class LayerFile:
    """A file that feeds a layer: its source, and which of its columns means what.

    `columns` maps our column names to the file's; `crs` says what the file's coordinates are
    where the file does not, and for a CSV `x` and `y` name its coordinate columns.
    """

    layer: str
    path: Path
    source: str
    columns: Mapping[str, str] = field(default_factory=dict)
    crs: str | None = None
    x: str | None = None
    y: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Recipe:
    """A city as one TOML file: place, sources, defaults."""

    id: str
    title: Mapping[str, str]
    bounds_lonlat: tuple[float, float, float, float]
    centre_lonlat: tuple[float, float]
    crs: str | None = None
    language: str = "en"
    storey_height_m: float = 3.0
    residents: int | None = None
    sources: tuple[Source, ...] = ()
    files: tuple[LayerFile, ...] = ()
    transit: TransitDefaults = field(default_factory=TransitDefaults)
    targets: tuple[Target, ...] = ()

    @property
    def frame(self) -> CityFrame:
        """The frame of the recipe's bounds. Raises RecipeError where they make none."""
        return CityFrame.from_lonlat(self.bounds_lonlat, crs=self.crs)

    @property
    def feed(self) -> Source:
        """The source of the city's timetable: “gtfs”, or the only one of a city that is made up."""
        stated = [s for s in self.sources if s.id == "gtfs" or s.tier == "synthetic"]
        return stated[0] if stated else Source("gtfs", "GTFS", LICENCE_NOT_STATED, "GTFS", "official")

    def source(self, id: str) -> Source:
        """Return the source of that id. Raises RecipeError when the recipe names no such source."""
        for source in self.sources:
            if source.id == id:
                return source
        raise RecipeError(
            N_("{recipe}: there is no source “{id}”. Add it under [[sources]] with its licence."),
            recipe=self.id,
            id=id,
        )


def read_recipe(path: Path) -> Recipe:
    """Return the recipe of a TOML file.

    Raises RecipeError, naming the file and the field, for anything missing, unknown or wrong.
    """
    if not path.is_file():
        raise RecipeError(N_("{file}: there is no such file. Check its path."), file=path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RecipeError(N_("{file}: cannot be read as a text file in UTF-8. Check its path."), file=path) from None
    return _recipe_from_toml(text, path)


def bundled_recipes() -> tuple[Recipe, ...]:
    """Return the recipes that come with the project."""
    folder = resources.files("geodata") / "cities"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(_recipe_from_toml(f.read_text(encoding="utf-8"), Path(str(f))) for f in files)


def bundled_recipe(id: str) -> Recipe:
    """Return the recipe of that id that comes with the project."""
    return next(recipe for recipe in bundled_recipes() if recipe.id == id)


def recipe_of_box(bounds_lonlat: tuple[float, float, float, float], *, id: str) -> Recipe:
    """Return a recipe for a place without one: its box, its UTM zone, OpenStreetMap as source."""
    west, south, east, north = bounds_lonlat
    return Recipe(
        id=id,
        title=dict.fromkeys(LANGUAGES, id),
        bounds_lonlat=bounds_lonlat,
        centre_lonlat=((west + east) / 2, (south + north) / 2),
        sources=(OSM_SOURCE,),
    )


OSM_SOURCE = Source(
    id="osm",
    title="OpenStreetMap",
    licence="ODbL 1.0",
    attribution="© OpenStreetMap contributors",
    tier="mapped",
    url="https://www.openstreetmap.org/copyright",
)


def _recipe_from_toml(text: str, path: Path) -> Recipe:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(N_("{file}: not valid TOML: {error}."), file=path, error=error) from None
    read = _Fields(values, path)
    recipe = Recipe(
        id=path.stem,
        title=read.texts("title"),
        bounds_lonlat=read.numbers("bounds_lonlat", 4),  # type: ignore[arg-type]
        centre_lonlat=read.numbers("centre_lonlat", 2),  # type: ignore[arg-type]
        crs=read.text("crs", default=None),
        language=read.text("language", default="en") or "en",
        storey_height_m=read.number("storey_height_m", default=3.0) or 3.0,
        residents=int(n) if (n := read.number("residents", default=None)) else None,
        sources=tuple(_source(v, path) for v in values.get("sources", [])),
        files=tuple(_layer_file(v, path) for v in values.get("files", [])),
        transit=_transit(read.tables("transit"), path),
        targets=tuple(_target(v, path) for v in values.get("targets", [])),
    )
    read.refuse_unknown({*Recipe.__dataclass_fields__} - {"id"})
    recipe.frame  # noqa: B018 - raises for bounds or a CRS that make no frame
    for file in recipe.files:
        recipe.source(file.source)
    return recipe


def _source(values: dict[str, object], path: Path) -> Source:
    read = _Fields(values, path, "[[sources]] ")
    read.refuse_unknown({*Source.__dataclass_fields__} - {"file", "sha256"})
    tier = read.text("tier")
    if tier not in TIER_TITLES:
        raise RecipeError(
            N_("{file}: [[sources]] tier “{tier}” is none of {known}."),
            file=path,
            tier=tier,
            known=", ".join(TIER_TITLES),
        )
    needed = {name: read.text(name) or "" for name in ("id", "title", "licence", "attribution")}
    return Source(
        **needed,
        tier=tier,  # type: ignore[arg-type]
        url=read.text("url", default="") or "",
        date=read.text("date", default="") or "",
    )


def _layer_file(values: dict[str, object], path: Path) -> LayerFile:
    read = _Fields(values, path, "[[files]] ")
    read.refuse_unknown({"layer", "file", "source", "columns", "crs", "x", "y", "id"})
    return LayerFile(
        layer=read.text("layer") or "",
        path=path.parent / (read.text("file") or ""),
        source=read.text("source") or "",
        columns=read.texts("columns", default={}),
        **{name: read.text(name, default=None) for name in ("crs", "x", "y", "id")},
    )


def _target(values: dict[str, object], path: Path) -> Target:
    read = _Fields(values, path, "[[targets]] ")
    read.refuse_unknown({*Target.__dataclass_fields__})
    return Target(
        indicator=read.text("indicator") or "",
        source=read.text("source") or "",
        baseline=read.number("baseline", default=None),
        goal=read.number("goal", default=None),
        url=read.text("url", default="") or "",
    )


def _transit(values: Mapping[str, Mapping[str, object]], path: Path) -> TransitDefaults:
    """Return [transit.tram], [transit.bus] … and, under [transit.lines], what differs by line."""
    _Fields(values, path, "[transit] ").refuse_unknown({*ASSUMED, "lines"})
    lines = _Fields(values.get("lines", {}), path, "[transit.lines] ")
    return TransitDefaults(
        modes={mode: _line_service(v, path, f"[transit.{mode}] ") for mode, v in values.items() if mode != "lines"},
        lines={line: _line_service(lines.table(line), path, f"[transit.lines] {line}: ") for line in lines.values},
    )


def _line_service(values: Mapping[str, object], path: Path, place: str) -> LineService:
    read = _Fields(values, path, place)
    read.refuse_unknown({*LineService.__dataclass_fields__})
    return LineService(**{name: read.number(name, default=None) for name in LineService.__dataclass_fields__})


class _Fields:
    """The fields of one TOML table, checked as they are read."""

    def __init__(self, values: Mapping[str, object], path: Path, place: str = "") -> None:
        self.values, self.path, self.place = values, path, place

    def _wrong(self, name: str, template: str, **fields: object) -> RecipeError:
        field = self.place + name
        return RecipeError(template, file=self.path, field=field, value=self.values.get(name), **fields)

    def _get(self, name: str, **default: object) -> object:
        if name in self.values:
            return self.values[name]
        if "default" in default:
            return default["default"]
        raise RecipeError(N_("{file}: {field} is missing. Add it."), file=self.path, field=self.place + name)

    def text(self, name: str, **default: str | None) -> str | None:
        value = self._get(name, **default)
        if value is None or isinstance(value, str):
            return value
        raise self._wrong(name, N_("{file}: {field} must be a text, not {value!r}."))

    def number(self, name: str, **default: float | None) -> float | None:
        value = self._get(name, **default)
        if value is None or (isinstance(value, int | float) and value > 0):
            return value
        raise self._wrong(name, N_("{file}: {field} must be a number above 0, not {value!r}."))

    def numbers(self, name: str, count: int) -> tuple[float, ...]:
        value = self._get(name)
        if isinstance(value, list) and len(value) == count and all(isinstance(v, int | float) for v in value):
            return tuple(float(v) for v in value)
        raise self._wrong(name, N_("{file}: {field} must be {count} numbers, not {value!r}."), count=count)

    def texts(self, name: str, **default: Mapping[str, str]) -> Mapping[str, str]:
        value = self._get(name, **default)
        if isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values()):
            return {str(k): str(v) for k, v in value.items()}
        raise self._wrong(name, N_("{file}: {field} must be a table of texts, not {value!r}."))

    def table(self, name: str) -> Mapping[str, object]:
        value = self._get(name, default={})
        if isinstance(value, Mapping):
            return value
        raise self._wrong(name, N_("{file}: {field} must be a table, not {value!r}."))

    def tables(self, name: str) -> Mapping[str, Mapping[str, object]]:
        inner = _Fields(self.table(name), self.path, f"[{name}] ")
        return {key: inner.table(key) for key in inner.values}

    def refuse_unknown(self, known: set[str]) -> None:
        for name in self.values:
            if name not in known:
                raise RecipeError(
                    N_("{file}: {field} is not a field of a recipe. Known: {known}."),
                    file=self.path,
                    field=self.place + name,
                    known=", ".join(sorted(known)),
                )


def id_from_file_name(path: Path) -> str:
    """Return a short identifier made of a file's name: letters, digits, dashes."""
    return re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-") or "city"
