"""A recipe read from its TOML file: every field checked, wrong ones named."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import RecipeError
from .gtfs_defaults import ASSUMED, LineService, TransitDefaults
from .language import N_
from .source import TIER_TITLES, LayerFile, Recipe, Source
from .targets import Target


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
        time_zone=read.time_zone("time_zone"),
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

    def time_zone(self, name: str) -> str | None:
        value = self.text(name, default=None)
        try:
            return value if value is None else ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is no zone either
            raise self._wrong(
                name, N_("{file}: {field} must be a time zone such as Europe/Bucharest, not {value!r}.")
            ) from None

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
