"""Edits of public transport: new and moved stops, and how often lines run."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import shapely
from pyproj import Geod

from geodata.errors import TwinError
from geodata.language import N_, NN_, number_text
from geodata.phrases import Phrase
from layers import transit
from layers.tagged import titles

from .city import City
from .covered_ground import wrong_ground
from .edit import Edit
from .edit_fields import EditError, Schema, number, text
from .edited_tables import SHAPE, new_rows, with_rows, with_values
from .edited_timetable import with_timetable
from .line_headways import headway_of, with_headway
from .line_stops import lines_passing, passes_near, with_stop, with_stop_moved
from .named_lines import lines_named, names_said, unknown_lines
from .object_titles import ObjectTitle
from .stop_calls import stops_at
from .timetable import Timetable

STOP_TITLES = titles(transit.STYLE.entries)
STOP_CLASSES = tuple(STOP_TITLES)
ON_ROADS = ("bus", "trolleybus", "bus_station")  # they stop beside the same kerbs
OTHER_STOP = N_("Line {line} does not call at such a stop ({stop}). Set “serves” to “{mode}”, or leave out the line.")
PASSES_ELSEWHERE = N_(
    "Line {line} does not pass near this place; these do: {near}. Put the stop on its way, or leave out the line."
)
NOTHING_PASSES = N_("Line {line} does not pass near this place, nor does any other. Put the stop on its way.")
NO_LINE = N_("No line calls here: the stop brings nobody nearer to one. Take it out and draw it with its lines.")
FARTHEST_MOVE_M = 1000.0  # beyond, it is another stop: passengers walk some 400 m to one
SAME_PLACE_M = 0.1  # drawn places are kept to the centimetre
SAME_S = 1.0
WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True, kw_only=True)
class AddStop(Edit):
    """A new stop of public transport, and lines that call there."""

    kind: ClassVar[str] = "add_stop"
    title: ClassVar[str] = N_("New stop")
    of_layer: ClassVar[str] = "transit"
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = ("Point",)
    own: ClassVar[Mapping[str, Schema]] = {
        "serves": text(N_("What stops there."), choices=STOP_CLASSES),
        "name": text(N_("Its name."), optional=True),
        "lines": text(N_("Lines of the timetable that call there, parted by commas: “33, 40”."), optional=True),
    }

    serves: str = "bus"
    name: str | None = None
    lines: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        lines = ", ".join(names_said(self.lines))
        name = self.name or ""
        if not lines:
            return self.sentence(language, N_("New stop: {name}") if name else N_("New stop"), name=name)
        template = N_("New stop: {name}, lines: {lines}") if name else N_("New stop, lines: {lines}")
        return self.sentence(language, template, name=name, lines=lines)

    def problems(self, city: City) -> list[TwinError]:
        """Return water or a building there, lines not in the timetable, and those that do not come this way."""
        ground = wrong_ground(city, self.layer, self.serves, self.shape_in(city))
        if ground or not names_said(self.lines):
            return ground
        timetable = city.timetable
        names = [] if timetable is None else lines_named(timetable, self.lines)
        found = unknown_lines(timetable, names)
        if found or timetable is None:
            return found
        x_m, y_m = (float(value) for value in shapely.get_coordinates(self.shape_in(city))[0])
        far = [name for name in names if not passes_near(timetable, name, x_m=x_m, y_m=y_m)]
        near = ", ".join(lines_passing(timetable, x_m=x_m, y_m=y_m)) if far else ""
        errors = [EditError(PASSES_ELSEWHERE if near else NOTHING_PASSES, line=name, near=near) for name in far]
        return [*self._other_lines(timetable, names), *errors]

    def expecting(self, city: City) -> Self:
        """Return the edit with its lines as the timetable writes them."""
        made = super().expecting(city)
        if not names_said(self.lines) or city.timetable is None:
            return made
        return replace(made, lines=", ".join(lines_named(city.timetable, self.lines)))

    def remarks(self, city: City) -> list[Phrase]:
        """Return that no line calls there, where a timetable knows of lines."""
        return [Phrase(NO_LINE)] if city.timetable is not None and not names_said(self.lines) else []

    def _other_lines(self, timetable: Timetable, names: Sequence[str]) -> list[TwinError]:
        """Return lines whose vehicles do not call at stops of this kind."""
        modes = timetable.patterns.drop_duplicates("line").set_index("line")["mode"]
        stop = Phrase(STOP_TITLES[self.serves])
        return [
            EditError(OTHER_STOP, line=name, stop=stop, mode=modes[name])
            for name in names
            if modes[name] in STOP_CLASSES and _kerb_of(modes[name]) != _kerb_of(self.serves)
        ]

    def apply(self, city: City) -> City:
        """Return the city with the stop, and the timetable with its lines there."""
        names, [id] = names_said(self.lines), self.new_ids(1)
        if names and city.timetable is not None:
            names = lines_named(city.timetable, self.lines)
        shape = self.shape_in(city)
        columns = {"class": self.serves, "name": self.name, "lines": ", ".join(names) or None}
        made = with_rows(city, self.layer, new_rows(city, self.layer, [id], [shape], columns))
        if not names or city.timetable is None:
            return made
        x_m, y_m = map(float, shapely.get_coordinates(shape)[0])
        return with_timetable(made, with_stop(city.timetable, id, name=self.name or id, x_m=x_m, y_m=y_m, lines=names))


@dataclass(frozen=True, kw_only=True)
class MoveStop(Edit):
    """A stop of public transport that stands elsewhere; the lines that call there go to its new place."""

    kind: ClassVar[str] = "move_stop"
    title: ClassVar[str] = N_("Moved stop")
    of_layer: ClassVar[str] = "transit"
    place_types: ClassVar[Sequence[str]] = ("Point",)
    expects: ClassVar[Sequence[str]] = ("name", "geometry")

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        stop, by_m = self.names(language), self._by_m()
        if by_m is None:
            return self.sentence(language, N_("Move the stop {stop}"), stop=stop)
        metres = number_text(round(by_m), language)
        return self.sentence(language, N_("Move the stop {stop} by {metres} m"), stop=stop, metres=metres)

    def _by_m(self) -> float | None:
        """Return how far the stop moves, as far as `before` says where it stood."""
        stood = [row[SHAPE] for row in self.before.values() if isinstance(row.get(SHAPE), str)]
        if len(stood) != 1 or self.place is None:
            return None
        was = shapely.from_wkt(str(stood[0])).centroid
        return float(WGS84.inv(was.x, was.y, self.place.centroid.x, self.place.centroid.y)[2])

    def problems(self, city: City) -> list[TwinError]:
        """Return whether several stops would stand at one place, one is moved too far, or into water or a building."""
        if len(self.ids) > 1:
            return [EditError(N_("Several stops cannot stand at one place. Move one at a time."))]
        stop = ObjectTitle.of(city, self.layer, self.ids[0])
        far_m = city.transit.geometry.loc[self.ids[0]].distance(self.shape_in(city))
        if far_m < SAME_PLACE_M:
            return [EditError(N_("{stop} stands there already. Choose another place."), stop=stop)]
        if far_m <= FARTHEST_MOVE_M:
            return wrong_ground(city, self.layer, city.transit.at[self.ids[0], "class"], self.shape_in(city))
        message = N_("{stop} would move by {far} m; a stop moves by {most} m at most. Add a new stop there.")
        return [EditError(message, stop=stop, far=float(round(far_m)), most=FARTHEST_MOVE_M)]

    def apply(self, city: City) -> City:
        """Return the city with the stop at its new place, in the timetable too."""
        [id], shape = self.ids, self.shape_in(city)
        row = city.transit.loc[[id]].set_geometry([shape], crs=city.frame.crs).assign(tier="sketched", source="sketch")
        made = with_rows(city, self.layer, row)
        timetable = city.timetable
        stops = stops_at(city, timetable, id) if timetable is not None else []
        if timetable is None or not stops:
            return made
        by_m = shapely.get_coordinates(shape)[0] - shapely.get_coordinates(city.transit.geometry.loc[id])[0]
        for stop in stops:
            x_m, y_m = timetable.stops.loc[stop, ["x_m", "y_m"]].to_numpy(float) + by_m
            timetable = with_stop_moved(timetable, stop, x_m=float(x_m), y_m=float(y_m))
        return with_timetable(made, timetable)


@dataclass(frozen=True, kw_only=True)
class ChangeHeadway(Edit):
    """Lines that run every so many minutes, in both directions."""

    kind: ClassVar[str] = "change_headway"
    title: ClassVar[str] = N_("Lines run more or less often")
    of_layer: ClassVar[str] = "transit_lines"
    takes_ids: ClassVar[bool] = False
    own: ClassVar[Mapping[str, Schema]] = {
        "lines": text(N_("Lines of the timetable, parted by commas: “33, 40”.")),
        "headway_min": number(N_("Minutes from one vehicle to the next."), least=1, most=120),
    }

    lines: str
    headway_min: float

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        names, minutes = names_said(self.lines), number_text(self.headway_min, language, decimals=1)
        one, several = N_("Line {lines}: one every {minutes} min"), N_("Lines {lines}: one every {minutes} min")
        lines = ", ".join(names)
        said = self.sentence(language, one if len(names) == 1 else several, lines=lines, minutes=minutes)
        known = [self.before.get(name, {}).get("headway_min") for name in names]
        had = [number_text(each, language, decimals=1) for each in known if isinstance(each, int | float)]
        if not had or len(had) < len(names):
            return said
        before = ", ".join(had if len(set(had)) > 1 else had[:1])
        return said + " " + self.sentence(language, N_("instead of {before} min"), before=before)

    def expecting(self, city: City) -> Self:
        """Return the edit with `before`: for each line the minutes between two vehicles."""
        timetable = city.timetable
        if timetable is None:
            return self
        names = lines_named(timetable, self.lines)
        known = {name: headway_of(timetable, name) / 60 for name in names}
        said = {n: {"headway_min": round(v, 2) if math.isfinite(v) else None} for n, v in known.items()}
        return replace(self, before=said, lines=", ".join(names))

    def problems(self, city: City) -> list[TwinError]:
        """Return lines that are not in the timetable, and those that run so often already."""
        names = [] if city.timetable is None else lines_named(city.timetable, self.lines)
        found = unknown_lines(city.timetable, names)
        if found or city.timetable is None:
            return found
        before = city.timetable.patterns["headway_s"]
        after = with_headway(city.timetable, names, headway_s=60 * self.headway_min).patterns["headway_s"]
        changed = city.timetable.patterns["line"][(after - before).abs().ge(SAME_S) | (after.isna() != before.isna())]
        same = [name for name in names if name not in set(changed)]
        if not same:
            return []
        told = {"lines": ", ".join(same), "minutes": self.headway_min}
        if len(same) == len(names):
            return [EditError(N_("{lines}: the headway is {minutes} min already. State another."), **told)]
        some = NN_(
            "{lines}: the headway is {minutes} min already. Leave that line out, or state another headway.",
            "{lines}: the headway is {minutes} min already. Leave these lines out, or state another headway.",
        )
        return [EditError(some, **told, count=len(same))]

    def apply(self, city: City) -> City:
        """Return the city with the lines as often as said; where the layer shows them, they are sketched."""
        timetable = city.timetable
        assert timetable is not None
        names = lines_named(timetable, self.lines)
        routes = timetable.patterns["route"][timetable.patterns["line"].isin(names)]
        shown = [id for id in routes.unique() if id in city.transit_lines.index]
        made = with_values(city, self.layer, shown, {}) if shown else city
        return with_timetable(made, with_headway(timetable, names, headway_s=60 * self.headway_min))


def _kerb_of(mode: str) -> str:
    return ON_ROADS[0] if mode in ON_ROADS else mode
