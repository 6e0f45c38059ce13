"""The city: one frame, one ground, named layers; it never changes, it gives changed copies."""

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.errors import TableError
from geodata.frame import CityFrame
from geodata.language import DEFAULT_LANGUAGE, N_, translate
from geodata.report import Report
from geodata.source import Recipe, Source
from layers.layer import Layer
from layers.terrain import Terrain

from .edited_layers import EditedLayers
from .effects import Effects

if TYPE_CHECKING:
    import pyvista as pv

    from .mobility import MobilityGraph
    from .scenario import Scenario
    from .timetable import Timetable

# Layers that the mobility graph is made of: a city in which one of them changed has another graph.
GRAPH_LAYERS = frozenset({"streets", "bike_lanes", "barriers", "crossings", "turn_restrictions"})
# What else of a city something may be made of, besides its layers: the whole graph, or the arcs of one mode of it.
WAYS, WAYS_OF, TIMETABLE = "ways", "ways of ", "timetable"

DEMONSTRATION_MARK = N_("Demonstration data")
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class BuildFacts:
    """How a city was made: seconds, peak memory in MB, ISO time, the version of the software.

    `solids` says by layer how many features are closed solids, see `SolidCounts.as_json`.
    """

    build_s: float = 0.0
    peak_mb: float = 0.0
    made_at: str = ""
    version: str = ""
    solids: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class City:
    """A city as tables on one ground.

    Each layer's table is an attribute of the layer's name: `city.buildings` is a GeoDataFrame in
    the frame's CRS, indexed by stable id. Do not edit it; `with_layer` gives a city with another.
    A city made by edits knows its `base`, the one it was made of, and takes over from it what the edits leave
    as it is; one that is `made_anew` does not. `effects`: what its edits can have done to trips, as far as known.
    """

    recipe: Recipe
    frame: CityFrame
    terrain: Terrain
    layers: Mapping[str, Layer] = field(repr=False)
    sources: tuple[Source, ...] = ()
    report: Report = field(default=Report(), repr=False)
    facts: BuildFacts = BuildFacts()
    read_graph: "Callable[[], MobilityGraph] | None" = field(default=None, repr=False, compare=False)
    read_timetable: "Callable[[], Timetable | None]" = field(default=lambda: None, repr=False, compare=False)
    base: "City | None" = field(default=None, repr=False, compare=False)
    made_anew: bool = field(default=False, repr=False, compare=False)
    effects: Effects = field(default=Effects(), repr=False, compare=False)
    _kept: dict[str, object] = field(init=False, default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, folder: str | Path) -> "City":
        """Return the city of a store's folder; nothing is built again.

        Raises StoreError for a folder that holds no city or a damaged one.
        """
        from .store import open_store  # the store knows the city; the city only this door to it

        return open_store(Path(folder)).city

    @classmethod
    def from_osm(cls, file: str | Path, *, dem: str | Path | None = None, gtfs: str | Path | None = None) -> "City":
        """Return the city of an OpenStreetMap extract, made in memory as `twin build --osm` makes it.

        `dem`: a terrain model, `gtfs`: a zipped feed of public transport. Raises InputError for a file that
        cannot be used.
        """
        from .build import Inputs, city_from_files  # the builder knows the city

        terrain, feed = (Path(name) if name is not None else None for name in (dem, gtfs))
        return city_from_files(Inputs(osm=Path(file), dem=terrain, gtfs=feed))

    @classmethod
    def demo(cls) -> "City":
        """Return the embedded demonstration city, made in memory from a fixed seed."""
        from .build import city_from_demo  # as above

        return city_from_demo()

    def __getattr__(self, name: str) -> gpd.GeoDataFrame:
        """Return the table of the layer of that name."""
        known = self.__dict__.get("layers", {})  # not self.layers: it may not be set yet while copying
        if name not in known:
            raise AttributeError(f"a city has no layer or attribute “{name}”; layers: {', '.join(known)}")
        return self.layers[name].table

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.layers]

    def __repr__(self) -> str:
        name = self.title.get(DEFAULT_LANGUAGE, self.recipe.id)
        return f"City({name}, {self.frame.crs}, layers: {', '.join(self.layers)})"

    def scenario(self, name: str, *, description: str = "", author: str = "") -> "Scenario":
        """Return a new scenario on this city, kept in memory: `city.scenario("A").close_street("way/12").applied`.

        Those that save themselves are of `twin.scenario_store`. Raises UsageError for a name without a letter or digit.
        """
        from .scenario import Scenario  # scenarios know the city, the city only this door to them

        return Scenario.on(self, name, description=description, author=author)

    def summary(self, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row for each layer: title, count, geometry, tiers and sources; index: the layer's name."""
        rows = {
            name: {
                "title": translate(layer.kind.title, language),
                "count": len(layer.table),
                "geometry": ", ".join(layer.table.geom_type.unique()),
                "tiers": ", ".join(layer.table["tier"].dropna().unique()),
                "sources": ", ".join(layer.table["source"].dropna().unique()),
            }
            for name, layer in self.layers.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("layer")

    def with_layer(self, layer: Layer) -> "City":
        """Return a city with this layer in place of the one of its name; all else is shared."""
        read_graph = None if layer.kind.name in GRAPH_LAYERS else self.read_graph
        return replace(self, layers={**self.layers, layer.kind.name: layer}, read_graph=read_graph)

    @cached_property
    def mobility(self) -> "MobilityGraph":
        """The graph of all ways of moving: read from the store, else made of the layers; an edited one by its base."""
        if self.read_graph is not None:
            return self.read_graph()
        if self.base is not None and not self.made_anew:
            from .graph_overlay import edited_graph  # only making one needs what it is made with

            return edited_graph(self.base, self)
        from .graph_from_city import graph_from_city  # as above

        return graph_from_city(self)

    @cached_property
    def timetable(self) -> "Timetable | None":
        """Lines of public transport and when they run; None for a city built without a feed."""
        if self.base is not None and self.read_timetable is self.base.read_timetable:
            return self.base.timetable
        return self.read_timetable()

    def kept(self, name: str, make: Callable[[], Kept], *, needs: Collection[str] | None = None) -> Kept:
        """Return what `make` makes of this city, made once and kept under a name; a changed city makes its own.

        `needs`: everything it is made of, as of `shares`; where the base has the same, its own is taken, so what is
        kept must not depend on more. None: it depends on everything.
        """
        with suppress(KeyError):  # rather than looked for first: another thread may let go of it in between
            return cast(Kept, self._kept[name])
        if needs is not None and self.base is not None and self.shares(needs):
            return self.base.kept(name, make, needs=needs)
        made = self._kept[name] = make()
        return made

    def names_kept(self) -> frozenset[str]:
        """Return the names under which something is kept."""
        return frozenset(self._kept)

    def forget(self, names: Iterable[str]) -> None:
        """Let go of what an edited city keeps under some names.

        It can all be made again, of what the base keeps; many edited cities at once would not fit into memory else.
        """
        if self.base is not None:
            for name in names:
                self._kept.pop(name, None)

    def forget_tables(self) -> None:
        """Let go of the tables and the graph of an edited city, which can be made again too."""
        if self.base is not None:
            self.__dict__.pop("mobility", None)
            if isinstance(self.layers, ChainMap) and isinstance(self.layers.maps[0], EditedLayers):
                self.layers.maps[0].forget()

    def shares(self, needs: Collection[str]) -> bool:
        """Return whether everything named is that of the base: layers, WAYS, WAYS_OF + mode, TIMETABLE.

        A city without a base shares nothing.
        """
        if self.base is None or self.made_anew:
            return False
        layers = [name for name in needs if not name.startswith(WAYS) and name != TIMETABLE]
        if not self.changed_layers.isdisjoint(layers):
            return False
        if TIMETABLE in needs and self.read_timetable is not self.base.read_timetable:
            return False
        ways = [name for name in needs if name.startswith(WAYS)]
        if not ways or self.mobility is self.base.mobility:
            return True
        changed = self.mobility.changed_modes
        return changed is not None and WAYS not in ways and changed.isdisjoint(n.removeprefix(WAYS_OF) for n in ways)

    @cached_property
    def changed_layers(self) -> frozenset[str]:
        """The names of the layers in which an edited city differs from its base; those of a store stay unread."""
        if self.base is None or self.layers is self.base.layers:
            return frozenset()
        if isinstance(self.layers, ChainMap) and self.layers.maps[1] is self.base.layers:
            return frozenset(self.layers.maps[0])
        return frozenset(name for name in self.layers if self.layers[name] is not self.base.layers.get(name))

    def anew(self) -> "City":
        """Return the same city with nothing taken over from its base: what taking over has to be equal to."""
        return replace(self, made_anew=True, read_graph=None)

    @property
    def title(self) -> Mapping[str, str]:
        """The city's name by language."""
        return self.recipe.title

    @property
    def is_demo(self) -> bool:
        """Whether the city is made up: every picture, table and export of it has to say so."""
        return any(source.tier == "synthetic" for source in self.sources)

    @cached_property
    def centre(self) -> tuple[float, float, float]:
        """The recipe's centre in metres relative to the frame's origin, on the ground."""
        x, y = self.frame.from_lonlat_points(*self.recipe.centre_lonlat)
        z = self.terrain.heights_at(np.array([[float(x), float(y)]]))[0]
        return float(x) - self.frame.origin[0], float(y) - self.frame.origin[1], float(z)

    def source_of(self, id: str) -> Source | None:
        """Return the source of that id, or None."""
        return next((source for source in self.sources if source.id == id), None)

    def plot(
        self,
        *,
        layer: str = "buildings",
        colour: str | None = None,
        theme: Literal["light", "dark"] = "light",
        language: str = DEFAULT_LANGUAGE,
        off_screen: bool | None = None,
    ) -> "pv.Plotter":
        """Return a PyVista plotter of the ground and all layers that are shown at first.

        `colour` names a numeric column of `layer` to paint it with, as "height_m"; without it every
        layer has the colours of its legend. Raises TableError for a layer or column there is not.
        """
        from .picture import city_plotter  # PyVista takes a second to import; tables need none of it

        if layer not in self.layers:
            raise TableError(
                N_("There is no layer “{layer}”. Layers: {known}."), layer=layer, known=", ".join(self.layers)
            )
        return city_plotter(self, layer=layer, colour=colour, theme=theme, language=language, off_screen=off_screen)
