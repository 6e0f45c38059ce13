"""A layer: one kind of city object, with its schema, its look and its 3D form."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Literal, Protocol, TypeVar, cast, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import TableError
from geodata.frame import CityFrame
from geodata.gtfs import GtfsTables
from geodata.language import N_
from geodata.ndvi import Ndvi
from geodata.phrases import Phrase
from geodata.report import Report
from geodata.selection import Geometry, OsmSelection
from geodata.source import Recipe

from .column import STANDARD_COLUMNS, Column, typed
from .mesh import Mesh
from .terrain import Terrain

Kept = TypeVar("Kept")
Group = Literal["buildings", "nature", "mobility", "places", "environment", "plans"]

GROUP_TITLES: Mapping[Group, str] = {
    "buildings": N_("Buildings"),
    "mobility": N_("Mobility"),
    "nature": N_("Nature and water"),
    "environment": N_("Environment"),
    "places": N_("Places and services"),
    "plans": N_("Land and plans"),
}


@dataclass(frozen=True)
class LegendEntry:
    """What one colour means: the value of the style's column, its title, its two colours (#rrggbb)."""

    value: str
    title: str
    light: str
    dark: str


@dataclass(frozen=True)
class Style:
    """How a layer is coloured: one entry for each value of `column`; the last serves all others.

    A layer in one colour has one entry. `note` says in one sentence what the colours mean.
    """

    entries: tuple[LegendEntry, ...]
    column: str = "class"
    note: str = ""

    def entry_index(self, table: pd.DataFrame) -> pd.Series:
        """Return the position of each row's legend entry; the last entry for any other value."""
        last = len(self.entries) - 1
        if last == 0 or self.column not in table:
            return pd.Series(last, index=table.index, dtype="int64")
        positions = {entry.value: i for i, entry in enumerate(self.entries)}
        return table[self.column].map(positions).fillna(last).astype("int64")


@dataclass(frozen=True)
class Total:
    """What the features of a layer add up to, as kilometres of streets or hectares of parks.

    `column` is summed; None means the ground the layer's areas cover, in m², where they overlap once.
    The sum times `factor` is shown in `unit`, or in `forms` where things are counted, such as bikes:
    then a feature without a number makes the sum "at least".
    """

    column: str | None = None
    unit: str = ""
    factor: float = 1.0
    decimals: int = 1
    forms: tuple[str, str] | None = None


KILOMETRES = Total("length_m", unit="km", factor=1e-3)
HECTARES = Total(unit="ha", factor=1e-4)


@dataclass(frozen=True)
class Context:
    """What a layer may look at while its table is made.

    `raw` are the raw tables of all layers, by name; `ndvi` is how green the ground is, None without a picture.
    """

    frame: CityFrame
    recipe: Recipe
    raw: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    ndvi: Ndvi | None = None
    _kept: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what several layers need and `make` makes of this context: made once, kept under a name."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast(Kept, self._kept[name])


class Solids(Protocol):
    """Features as closed solids."""

    @property
    def mesh(self) -> Mesh:
        """Their faces, by row."""

    @property
    def shape(self) -> NDArray[np.object_]:
        """The shape of each one's top as drawn, None of one that is not drawn."""

    @property
    def reason(self) -> NDArray[np.object_]:
        """A code that says why the shape is another than told, else None."""


Colours = NDArray[np.uint8]
# (mesh) -> (light, dark): the colours (f, 3) of the faces of a mesh of some table.
FacesPainted = Callable[[Mesh], tuple[Colours, Colours]]
# (table, light, dark): from the colours (n, 3) of rows in the legend; asked once for all meshes of a table.
FaceColours = Callable[[gpd.GeoDataFrame, Colours, Colours], FacesPainted]

TableMaker = Callable[[gpd.GeoDataFrame, Context], tuple[gpd.GeoDataFrame, Report]]
Form = Callable[[gpd.GeoDataFrame, Terrain], Mesh]
PointValues = Callable[[gpd.GeoDataFrame, Mesh], NDArray[np.int16]]
Detail = Literal["middle", "far"]
DETAILS: tuple[Detail, ...] = get_args(Detail)


@dataclass(frozen=True)
class LayerKind:
    """The definition of a kind of city object; a module of this folder with a `KIND` adds one.

    `from_osm` turns the raw table of `osm` into the layer's columns, `from_gtfs` takes what the layer
    wants of a timetable feed, `from_file` reads what a file writes in its own way, such as a cadence
    of "5 min"; `complete` fills what is missing in any table of the layer, wherever it came from
    (estimates, each with tier and method). `form` makes the mesh. A file whose rows repeat an id
    (`repeats`) is left to `from_file`; `aliases` are further names its columns may have in a file.
    A layer of `solids` has them for its form, and a build counts which are closed; `colours` says how their
    faces differ from the colour of their row in the legend; `facades` how many sixteenths of a storey each point of
    their mesh lies up. `coarser` are the forms that stand for the layer's from
    farther away: of the same rows, not all of which need to be seen.
    `at` adds the columns that depend on the moment of looking, such as the age of a reading; a layer
    with `at` is drawn when it is looked at, never stored as drawn; `known_at` leaves of its table what was
    known at an earlier moment. `tile_m` is the edge of its tiles;
    None puts the whole layer into one.
    """

    name: str
    title: str
    description: str
    group: Group
    geometry: tuple[Geometry, ...]
    columns: tuple[Column, ...]
    style: Style
    form: Form
    count_forms: tuple[str, str]
    solids: Callable[[gpd.GeoDataFrame, Terrain], Solids] | None = None
    colours: FaceColours | None = None
    facades: PointValues | None = None
    coarser: Mapping[Detail, Form] = field(default_factory=dict)
    total: Total | None = None
    osm: OsmSelection | None = None
    from_osm: TableMaker | None = None
    from_gtfs: Callable[[GtfsTables, Context], tuple[gpd.GeoDataFrame, Report]] | None = None
    from_file: TableMaker | None = None
    complete: TableMaker | None = None
    repeats: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    at: Callable[[gpd.GeoDataFrame, datetime], gpd.GeoDataFrame] | None = None
    known_at: Callable[[gpd.GeoDataFrame, datetime], gpd.GeoDataFrame] | None = None
    tile_m: float | None = None
    visible: bool = True
    order: int = 100

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The standard columns and the layer's own; its own win where both have a name."""
        own = {column.name for column in self.columns}
        return tuple(c for c in STANDARD_COLUMNS if c.name not in own) + self.columns

    @property
    def classes(self) -> tuple[str, ...]:
        """The values of its class, as far as its columns or its colours list them; else none."""
        titled = next((tuple(column.values) for column in self.columns if column.name == "class"), ())
        coloured = tuple(entry.value for entry in self.style.entries) if self.style.column == "class" else ()
        return titled or coloured

    def class_title(self, value: str) -> str:
        """Return what objects of a class are called, not yet translated; "" where nothing says it."""
        titled = next((column.values for column in self.columns if column.name == "class"), {})
        coloured = {e.value: e.title for e in self.style.entries} if self.style.column == "class" else {}
        return {**coloured, **titled}.get(value, "")


@dataclass(frozen=True)
class Layer:
    """A kind and its table: checked, in the frame's CRS, indexed by stable id."""

    kind: LayerKind
    table: gpd.GeoDataFrame

    @classmethod
    def checked(cls, kind: LayerKind, table: gpd.GeoDataFrame) -> "Layer":
        """Return the layer of a table that has all its kind's columns, in their order and types.

        Columns that are missing are added empty, columns that are unknown are left out.
        Raises TableError for ids that repeat, a missing CRS, or values of a wrong type.
        """
        if table.crs is None:
            raise TableError(N_("{layer}: the table has no CRS. Set one."), layer=kind.name)
        if not table.index.is_unique:
            twice = table.index[table.index.duplicated()][0]
            raise TableError(
                N_("{layer}: the id {id} stands twice. Give each object its own id."),
                layer=kind.name,
                id=twice,
            )
        columns = {c.name: typed(table, c, layer=kind.name) for c in kind.all_columns}
        geometry = table.geometry.values
        made = gpd.GeoDataFrame(columns, index=table.index, geometry=geometry, crs=table.crs)
        return cls(kind, made.rename_axis("id"))

    def at(self, moment: datetime) -> "Layer":
        """Return the layer as it is at a moment; itself where nothing depends on time."""
        return self if self.kind.at is None else replace(self, table=self.kind.at(self.table, moment))

    def known_at(self, moment: datetime) -> "Layer":
        """Return the layer with what was known at a moment; itself where nothing is known to be later."""
        return self if self.kind.known_at is None else replace(self, table=self.kind.known_at(self.table, moment))


def with_columns(table: gpd.GeoDataFrame, kind: LayerKind) -> gpd.GeoDataFrame:
    """Return a copy of a table that has every column of its kind in its type; missing ones are empty.

    Other columns stay. Raises TableError for values of a wrong type.
    """
    return table.assign(**{c.name: typed(table, c, layer=kind.name) for c in kind.all_columns})


def layer_title(name: str) -> Phrase | str:
    """Return what a layer is called, told in the language of its sentence; the name of one that there is not."""
    kind = layer_kinds().get(name)
    return Phrase(kind.title) if kind is not None else name


@cache
def layer_kinds() -> Mapping[str, LayerKind]:
    """Return every kind of layer by name: each module of this folder that has a `KIND`, in `order`."""
    package = importlib.import_module("layers")
    modules = [importlib.import_module(f"layers.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
    kinds = [m.KIND for m in modules if hasattr(m, "KIND")]
    return {kind.name: kind for kind in sorted(kinds, key=lambda k: (k.order, k.name))}
