"""Where data comes from, and the recipe that makes a city of it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from .errors import RecipeError
from .frame import CityFrame
from .gtfs_defaults import TransitDefaults
from .language import LANGUAGES, N_, translate
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

    def text(self, language: str) -> str:
        """Return what a legend says of it: "OpenStreetMap (ODbL 1.0)"."""
        return f"{translate(self.title, language)} ({translate(self.licence, language)})"

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
    """A city as one TOML file: place, sources, defaults.

    `time_zone`: of a city whose timetable says none, as "Europe/Bucharest".
    """

    id: str
    title: Mapping[str, str]
    bounds_lonlat: tuple[float, float, float, float]
    centre_lonlat: tuple[float, float]
    crs: str | None = None
    language: str = "en"
    storey_height_m: float = 3.0
    residents: int | None = None
    time_zone: str | None = None
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


def id_from_file_name(path: Path) -> str:
    """Return a short identifier made of a file's name: letters, digits, dashes."""
    return re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-") or "city"
