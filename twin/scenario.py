"""A scenario: a named list of edits over one version of a city, which can be undone, done again and switched off."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial

from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError, UsageError
from geodata.language import DEFAULT_LANGUAGE, N_

from .city import GRAPH_LAYERS, City
from .city_version import city_version
from .edit import Edit
from .edited_tables import changed_layers
from .edits_bike_lanes import BikeLane, LanesToBikeLane
from .edits_buildings import AddBuilding, ChangeBuilding, DemolishBuilding
from .edits_objects import AddObject, ChangeObject, RemoveObject
from .edits_places import (
    AddChargingStations,
    AddPark,
    AddPublicBikes,
    AddSensors,
    AddStop,
    AddTrees,
    VacantLandToPark,
)
from .edits_streets import BIKE, BOTH, CAR, FORWARD, WALK, CloseStreet, OneWay, SpeedLimit
from .graph_overlay import edited_graph
from .scenario_history import Action, History

LonLat = tuple[float, float]


class ScenarioError(TwinError):
    """An edit of a scenario that the city does not allow: its number and the reason."""

    def __init__(self, number: int, reason: TwinError) -> None:
        self.number, self.reason = number, reason
        super().__init__(N_("Edit {number}: {reason}"), number=number, reason=reason.text(DEFAULT_LANGUAGE))

    def text(self, language: str) -> str:
        """Return the sentence in `language`, the reason in it too."""
        self.fields["reason"] = self.reason.text(language)
        return super().text(language)


@dataclass(frozen=True)
class Scenario:
    """A named list of edits over one version of a city. It never changes; each method gives another.

    `key` is its name as ids and files write it. `city_id` and `city_version` say on what it stands. With a
    `city` each new edit is checked as it is made; `saved` counts the times it was saved, and `keeper`, of one
    that a database holds, saves each new value at once.
    """

    name: str
    key: str
    city_id: str
    city_version: str
    description: str = ""
    author: str = ""
    history: History = field(default_factory=History)
    saved: int = 0
    city: City | None = field(default=None, repr=False, compare=False)
    keeper: "Callable[[Scenario], Scenario] | None" = field(default=None, repr=False, compare=False)
    _applied: City | None = field(default=None, repr=False, compare=False)

    @classmethod
    def on(cls, city: City, name: str, *, description: str = "", author: str = "") -> "Scenario":
        """Return a new scenario without edits. Raises UsageError for a name without a letter or digit."""
        key = key_of(name)
        return cls(name, key, city.recipe.id, city_version(city), description, author, city=city, _applied=city)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits in their order, those that are off among them."""
        return self.history.current

    def is_on(self, edit: Edit) -> bool:
        """Return whether an edit is on."""
        return edit.id not in self.history.now.off

    @cached_property
    def applied(self) -> City:
        """The city with the edits made. Raises UsageError for a scenario that was given no city."""
        if self._applied is not None:
            return self._applied
        if self.city is None:
            raise UsageError(N_("The scenario has no city to stand on. Use scenario.apply(city)."))
        return self.apply(self.city)

    def apply(self, city: City) -> City:
        """Return a city with the edits that are on; layers they do not touch are shared.

        Raises UsageError for a city this scenario does not stand on, ScenarioError for an edit it does not allow.
        """
        self.check_city(city)
        made = city
        for number, edit in enumerate(self.edits, start=1):
            if self.is_on(edit):
                made = checked(edit, made, number=number).apply(made)
        return with_graph_of(made, city)

    def check_city(self, city: City) -> None:
        """Raise UsageError for another city, or another version of it."""
        if city.recipe.id != self.city_id:
            raise UsageError(
                N_("The scenario “{name}” is one of the city {theirs}, not of {ours}."),
                name=self.name, theirs=self.city_id, ours=city.recipe.id,
            )  # fmt: skip
        if city_version(city) != self.city_version:
            raise UsageError(
                N_("The scenario “{name}” was drawn on version {theirs} of the city; this is version {ours}."),
                name=self.name, theirs=self.city_version, ours=city_version(city),
            )  # fmt: skip

    def add(self, edit: Edit) -> "Scenario":
        """Return the scenario with one more edit, with its id, author and time. Raises ScenarioError if not allowed."""
        edit = replace(edit, id=self.next_id(), author=edit.author or self.author, made_at=edit.made_at or now())
        applied = self.applied if self.city is not None else None
        if applied is not None and self.city is not None:
            edit = checked(edit, applied, number=len(self.edits) + 1).expecting(applied)
            applied = with_graph_of(edit.apply(applied), self.city)
        return self._with(self.history.with_edits([edit]), applied)

    def next_id(self) -> str:
        """Return the id of the next edit; one that was undone keeps its own."""
        prefix = f"{self.key}/"
        numbers = [int(id.removeprefix(prefix)) for id in self.history.edits if id.startswith(prefix)]
        return f"{prefix}{max(numbers, default=0) + 1}"

    def undo(self) -> "Scenario":
        """Return the scenario one step back. Raises UsageError at its beginning."""
        return self._with(self.history.undo())

    def redo(self) -> "Scenario":
        """Return the scenario with the step undone last done again. Raises UsageError where there is none."""
        return self._with(self.history.redo())

    def remove(self, id: str) -> "Scenario":
        """Return the scenario without an edit. Raises ScenarioError where a later one needs it."""
        return self._with(self.history.without(id, author=self.author, made_at=now()))

    def switch(self, id: str, *, on: bool) -> "Scenario":
        """Return the scenario with an edit on or off. Raises ScenarioError where another edit needs it so."""
        return self._with(self.history.switched(id, on=on, author=self.author, made_at=now()))

    def reorder(self, ids: Sequence[str]) -> "Scenario":
        """Return the scenario with its edits in another order. Raises ScenarioError where they do not work in it."""
        return self._with(self.history.reordered(ids, author=self.author, made_at=now()))

    def clone(self, name: str) -> "Scenario":
        """Return a copy under another name, not saved; its edits keep their ids, and what they made keeps its own."""
        return replace(self, name=name, key=key_of(name), saved=0, keeper=None, _applied=self._applied)

    def with_edits(self, edits: Sequence[Edit], *, action: Action, off: Sequence[str] = ()) -> "Scenario":
        """Return the scenario with edits that have their ids already, as of a file; those of `off` are not made."""
        return self._with(self.history.with_edits(edits, action=action, off=off))

    def _with(self, history: History, applied: City | None = None) -> "Scenario":
        made = replace(self, history=history, _applied=applied)
        if made.city is not None:
            made.applied  # noqa: B018 - an edit that no longer works is refused here, before anything is saved
        return self.keeper(made) if self.keeper is not None else made

    def close_street(self, *ids: str, modes: Sequence[str] = (WALK, BIKE, CAR), note: str = "") -> "Scenario":
        """Return the scenario with streets closed, to all or to some of "walk", "bike", "car"."""
        return self.add(CloseStreet(ids=ids, modes=tuple(modes), note=note))

    def one_way(self, *ids: str, way: str = FORWARD, except_bicycles: bool = False, note: str = "") -> "Scenario":
        """Return the scenario with traffic "forward", "backward", "both" ways along the line, or "reverse"d."""
        return self.add(OneWay(ids=ids, way=way, except_bicycles=except_bicycles, note=note))

    def limit_speed(self, *ids: str, kmh: float, note: str = "") -> "Scenario":
        """Return the scenario with another speed limit in streets."""
        return self.add(SpeedLimit(ids=ids, kmh=kmh, note=note))

    def add_bike_lane(
        self, *ids: str, side: str = BOTH, lane: str = "track", width_m: float = 1.5, instead_of_lanes: bool = False,
        note: str = "",
    ) -> "Scenario":  # fmt: skip
        """Return the scenario with bike lanes ("track" or "lane") along streets, in place of traffic lanes if said."""
        kind = LanesToBikeLane if instead_of_lanes else BikeLane
        return self.add(kind(ids=ids, side=side, lane=lane, width_m=width_m, note=note))

    def add_building(
        self, footprint: Sequence[LonLat] | BaseGeometry, *, height_m: float | None = None,
        storeys: float | None = None, use: str = "residential", name: str | None = None, note: str = "",
    ) -> "Scenario":  # fmt: skip
        """Return the scenario with a new building; the footprint is in longitude and latitude."""
        place = area_of(footprint)
        return self.add(AddBuilding(place=place, height_m=height_m, storeys=storeys, use=use, name=name, note=note))

    def change_building(
        self, *ids: str, height_m: float | None = None, storeys: float | None = None, use: str | None = None,
        note: str = "",
    ) -> "Scenario":  # fmt: skip
        """Return the scenario with buildings of another size or use."""
        return self.add(ChangeBuilding(ids=ids, height_m=height_m, storeys=storeys, use=use, note=note))

    def demolish(self, *ids: str, note: str = "") -> "Scenario":
        """Return the scenario without some buildings."""
        return self.add(DemolishBuilding(ids=ids, note=note))

    def add_park(self, area: Sequence[LonLat] | BaseGeometry, *, name: str | None = None, note: str = "") -> "Scenario":
        """Return the scenario with a new park."""
        return self.add(AddPark(place=area_of(area), name=name, note=note))

    def vacant_land_to_park(self, *ids: str, name: str | None = None, note: str = "") -> "Scenario":
        """Return the scenario with parks in place of vacant land."""
        return self.add(VacantLandToPark(ids=ids, name=name, note=note))

    def add_trees(self, *points: LonLat, leaf_type: str = "broadleaved", note: str = "") -> "Scenario":
        """Return the scenario with trees at points."""
        return self.add(AddTrees(place=MultiPoint(points), leaf_type=leaf_type, note=note))

    def add_tree_row(
        self, line: Sequence[LonLat], *, spacing_m: float = 8.0, leaf_type: str = "broadleaved", note: str = ""
    ) -> "Scenario":
        """Return the scenario with trees along a line."""
        return self.add(AddTrees(place=LineString(line), spacing_m=spacing_m, leaf_type=leaf_type, note=note))

    def add_charging_stations(
        self, *points: LonLat, capacity: int = 2, power_kw: float | None = None, note: str = ""
    ) -> "Scenario":
        """Return the scenario with charging stations at points."""
        return self.add(AddChargingStations(place=MultiPoint(points), capacity=capacity, power_kw=power_kw, note=note))

    def add_public_bikes(self, *points: LonLat, capacity: int = 15, note: str = "") -> "Scenario":
        """Return the scenario with stations of public bikes at points."""
        return self.add(AddPublicBikes(place=MultiPoint(points), capacity=capacity, note=note))

    def add_sensors(self, *points: LonLat, measures: str = "air", quantity: str | None = None) -> "Scenario":
        """Return the scenario with planned sensors at points."""
        return self.add(AddSensors(place=MultiPoint(points), measures=measures, quantity=quantity))

    def add_stop(self, point: LonLat, *, name: str | None = None, serves: str = "bus") -> "Scenario":
        """Return the scenario with a new stop."""
        from shapely.geometry import Point

        return self.add(AddStop(place=Point(point), name=name, serves=serves))

    def add_object(self, layer: str, shape: BaseGeometry, **columns: object) -> "Scenario":
        """Return the scenario with a new object in any layer; the shape is in longitude and latitude."""
        return self.add(AddObject(layer=layer, place=shape, columns=columns))

    def change_object(self, layer: str, *ids: str, shape: BaseGeometry | None = None, **columns: object) -> "Scenario":
        """Return the scenario with other values, or another shape, of objects of any layer."""
        return self.add(ChangeObject(layer=layer, ids=ids, place=shape, columns=columns))

    def remove_object(self, layer: str, *ids: str) -> "Scenario":
        """Return the scenario without some objects of any layer."""
        return self.add(RemoveObject(layer=layer, ids=ids))


def checked(edit: Edit, city: City, *, number: int) -> Edit:
    """Return an edit that a city allows. Raises ScenarioError with its number and the first reason against it."""
    problems = edit.check(city)
    if problems:
        raise ScenarioError(number, problems[0])
    return edit


def with_graph_of(city: City, base: City) -> City:
    """Return an edited city whose mobility graph follows from that of the city it was made of."""
    if not changed_layers(city, base) & GRAPH_LAYERS:
        return replace(city, read_graph=base.read_graph or (lambda: base.mobility))
    return replace(city, read_graph=partial(edited_graph, base, city))


def key_of(name: str) -> str:
    """Return a name as ids write it: letters, digits, dashes. Raises UsageError for a name that has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not key:
        raise UsageError(N_("“{name}” is no name for a scenario: it needs a letter or a digit."), name=name)
    return key


def area_of(outline: Sequence[LonLat] | BaseGeometry) -> BaseGeometry:
    """Return corners as an area; an area as it is. Raises UsageError for fewer than three corners."""
    if isinstance(outline, BaseGeometry):
        return outline
    if len(outline) < 3:
        raise UsageError(N_("An outline needs three corners or more."))
    return Polygon(outline)


def now() -> str:
    """Return the time as edits keep it: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
