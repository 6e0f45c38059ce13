"""Edits that draw what is moved along: new streets, paths and bridges, and bike tracks of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError
from geodata.language import N_, NN_, number_text, translate
from layers.bike_lanes import SEPARATIONS, TRACK_WIDTH_M
from layers.decks import rise_between_banks
from layers.streets import LANE_LIMITS, class_of_highway
from layers.tag_titles import HIGHWAY

from .city import City
from .edit import Edit
from .edit_fields import LINE, EditError, Schema, flag, number, text
from .edited_tables import SKETCHED, new_rows, plain_values, with_rows
from .edits_bike_lanes import NARROWEST_M, WIDEST_M
from .edits_streets import HIGHEST_LIMIT_KMH, SLOWEST_LIMIT_KMH
from .obstacles import in_the_way
from .refusals import refused
from .street_access import FOR_FEET
from .street_joints import REACH_M, JoinedLine, joined_line, with_joints
from .street_values import lanes_that_do_not_fit

FOR_CARS = ("primary", "secondary", "tertiary", "residential", "living_street", "service")
KINDS = (*FOR_CARS, "pedestrian", "footway", "path", "cycleway")
CYCLEWAY, PATH = "cycleway", "path"
TRACK, WITH_FEET = "track", "with_feet"
LANES_TITLES: Mapping[str, str] = {TRACK: N_("for bicycles alone"), WITH_FEET: N_("shared with walkers")}
NOWHERE: Mapping[str, str] = {
    "car": N_("The line meets no street for cars within {reach} m of its ends. Draw an end nearer to one."),
    "bicycle": N_("The line meets nothing to ride on within {reach} m of its ends. Draw an end nearer to a street."),
    "foot": N_("The line meets nothing to walk on within {reach} m of its ends. Draw an end nearer to a street."),
}
SHORTEST_M = 2.0  # below, a line is a slip of the hand
NARROWEST_STREET_M, WIDEST_STREET_M = 0.8, 60.0  # a lone walker; beyond, it is a square
SAME_LINE_M, SAME_SHARE = 0.5, 0.95  # a line that lies so near along so much of itself is the same
CALLED = N_("{what} “{name}”")
DRAWN_ALREADY = NN_(
    "The line lies on {objects}, which runs there already. Draw another, or change that one.",
    "The line lies on these, which run there already: {objects}. Draw another, or change those.",
)


@dataclass(frozen=True, kw_only=True)
class _DrawnLine(Edit):
    """Something to move along, on a line that is drawn; it joins the streets its ends meet and those it crosses."""

    of_layer: ClassVar[str] = "streets"
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = LINE

    bridge: bool = False

    @property
    def kind_of_street(self) -> str:
        """What OpenStreetMap would call it."""
        raise NotImplementedError

    def street_columns(self) -> Mapping[str, object]:
        """Return further columns of the new street."""
        return {}

    def bike_lane_columns(self) -> Mapping[str, object] | None:
        """Return the columns of its row in the layer of bike lanes; None where it has none."""
        return None

    def contradictions(self) -> list[TwinError]:
        """Return fields that contradict each other."""
        return []

    @property
    def vehicle(self) -> str:
        """For whom it is before others, of `street_access`."""
        return "car" if self.kind_of_street in FOR_CARS else "bicycle" if self.is_cycleway else "foot"

    @property
    def is_cycleway(self) -> bool:
        """Whether it is made for bicycles."""
        return self.kind_of_street == CYCLEWAY or self.bike_lane_columns() is not None

    def expecting(self, city: City) -> Self:
        """Return the edit with `before` naming the streets it joins, in the order of the line."""
        ids = dict.fromkeys(joint.street for joint in self._joined(city).joints)
        rows = city.streets.loc[list(ids), ["name"]]
        return replace(self, before={str(id): plain_values(row) for id, row in rows.iterrows()})

    def problems(self, city: City) -> list[TwinError]:
        """Return contradictions, a line nobody could build or that goes nowhere, and what it would run through."""
        shape = self.shape_in(city)
        if not shape.is_simple or shape.is_closed:
            return [EditError(N_("The line crosses or meets itself. Draw it in pieces."))]
        found = self.contradictions()
        if found:
            return found
        joined = self._joined(city)
        if joined.line.length < SHORTEST_M:
            message = N_("The line is shorter than {least} m once its ends meet the streets beside it. Draw it longer.")
            return [EditError(message, least=SHORTEST_M)]
        if not joined.usable:
            return [EditError(NOWHERE[self.vehicle], reach=REACH_M)]
        return self._drawn_already(city, joined.line) or in_the_way(city, joined.line, is_bridge=self.bridge)

    def apply(self, city: City) -> City:
        """Return the city with the street; those it meets have a node with it."""
        joined = self._joined(city)
        columns = {
            "class": class_of_highway(self.kind_of_street),
            "highway": self.kind_of_street,
            "bridge": "yes" if self.bridge else None,
            "layer": 1 if self.bridge else None,
            "node_ids": [list(joined.node_ids)],
            "rise": [self._rise(city, joined.line)],
            **self.street_columns(),
        }
        rows = new_rows(city, "streets", self.new_ids(1), [joined.line], columns)
        met = with_joints(city.streets, joined.joints)
        made = with_rows(city, "streets", pd.concat([met, rows]) if len(met) else rows)
        lane = self.bike_lane_columns()
        if lane is None:
            return made
        fixed = {"side": "own", "highway": self.kind_of_street, "street_id": None}
        return with_rows(made, "bike_lanes", new_rows(
            made, "bike_lanes", self.new_ids(1), [joined.line], {**fixed, **lane}))  # fmt: skip

    def _joined(self, city: City) -> JoinedLine:
        line = shapely.remove_repeated_points(self.shape_in(city))
        return joined_line(city, line, seed=self.id, vehicle=self.vehicle, is_bridge=self.bridge)

    def _rise(self, city: City, line: shapely.LineString) -> list[float] | None:
        if not self.bridge:
            return None
        beneath = {name: city.layers[name].table for name in ("streets", "tracks") if name in city.layers}
        return rise_between_banks(line, self.kind_of_street, beneath)

    def _drawn_already(self, city: City, line: shapely.LineString) -> list[TwinError]:
        """Return the streets of the same level along which the whole line runs.

        `line`: with its ends at the streets it joins; beside a street that is the street's own line, so it is held
        against what other edits drew alone.
        """
        near = city.streets.iloc[np.sort(city.streets.sindex.query(line, predicate="dwithin", distance=REACH_M))]
        near = near[_is_bridge(near) == self.bridge]
        around = shapely.buffer(near.geometry.to_numpy(), SAME_LINE_M)
        drawn, joined = ((_share_within(each, around) >= SAME_SHARE) for each in (self.shape_in(city), line))
        again = drawn | (joined & (near["tier"] == SKETCHED).to_numpy(bool))
        return refused(city, "streets", near.index[again], DRAWN_ALREADY)

    def _told(self, what: str, name: str | None, language: str) -> str:
        """Return what is drawn, with its name and the named streets it joins."""
        told = translate(CALLED, language).format(what=what, name=name) if name else what
        named = replace(self, before={id: row for id, row in self.before.items() if row.get("name")})
        if not named.before:
            return told
        return told + self.sentence(language, N_(", joining {streets}"), streets=named.names(language))


@dataclass(frozen=True, kw_only=True)
class AddStreet(_DrawnLine):
    """A new street, path or bridge."""

    kind: ClassVar[str] = "add_street"
    title: ClassVar[str] = N_("New street, path or bridge")
    own: ClassVar[Mapping[str, Schema]] = {
        "highway": text(N_("What kind of street, as OpenStreetMap names them."), choices=KINDS),
        "name": text(N_("Its name."), optional=True),
        "lanes": number(N_("Traffic lanes of both directions."), least=LANE_LIMITS[0], most=LANE_LIMITS[1],
                        optional=True, whole=True),
        "width_m": number(N_("Width in metres."), least=NARROWEST_STREET_M, most=WIDEST_STREET_M, optional=True),
        "kmh": number(N_("Speed limit in km/h."), least=SLOWEST_LIMIT_KMH, most=HIGHEST_LIMIT_KMH, optional=True),
        "oneway": flag(N_("Whether traffic goes one way only, as the line is drawn.")),
        "bridge": flag(N_("Whether it is a bridge: it meets others at its ends only, and may cross water.")),
    }  # fmt: skip

    highway: str = "residential"
    name: str | None = None
    lanes: int | None = None
    width_m: float | None = None
    kmh: float | None = None
    oneway: bool = False

    @property
    def kind_of_street(self) -> str:
        """What OpenStreetMap calls it."""
        return self.highway

    def describe(self, language: str) -> str:
        """Return the edit as one sentence; the streets it joins stand in `before`."""
        said = N_("New bridge: {kind}") if self.bridge else N_("New street or path: {kind}")
        made = self.sentence(language, said, kind=translate(HIGHWAY[self.highway], language))
        return self._told(made, self.name, language)

    def contradictions(self) -> list[TwinError]:
        """Return what ways without cars do not have, and lanes that do not fit."""
        found: list[TwinError] = []
        without = self.highway in FOR_FEET
        stated = {"lanes": self.lanes is not None, "kmh": self.kmh is not None,
                  "oneway": self.oneway and self.highway != CYCLEWAY}  # fmt: skip
        for name in (name for name, is_stated in stated.items() if without and is_stated):
            found.append(EditError(N_("{field}: no car drives on a way of the kind {kind}. Leave it out."),
                                   field=name, kind=self.highway))  # fmt: skip
        return [*found, *lanes_that_do_not_fit(self.lanes, self.width_m)]

    def street_columns(self) -> Mapping[str, object]:
        """Return what is stated of the street."""
        return {"name": self.name, "lanes": self.lanes, "width_m": self.width_m, "maxspeed_kmh": self.kmh,
                "oneway": "yes" if self.oneway else None}  # fmt: skip

    def bike_lane_columns(self) -> Mapping[str, object] | None:
        """Return a cycleway's row of the layer of bike lanes: each has one."""
        if self.highway != CYCLEWAY:
            return None
        return _track_columns(TRACK, self.width_m, name=self.name, oneway=self.oneway)


@dataclass(frozen=True, kw_only=True)
class DrawBikeLane(_DrawnLine):
    """A bike track along a drawn line, apart from any street."""

    kind: ClassVar[str] = "draw_bike_lane"
    title: ClassVar[str] = N_("Bike track along a drawn line")
    own: ClassVar[Mapping[str, Schema]] = {
        "lane": text(
            N_("“track” is for bicycles alone, “with_feet” is shared with walkers."), choices=(TRACK, WITH_FEET)
        ),
        "width_m": number(N_("Width of both directions in metres."), least=NARROWEST_M, most=WIDEST_M),
        "name": text(N_("Its name."), optional=True),
        "bridge": flag(N_("Whether it is a bridge: it meets others at its ends only, and may cross water.")),
    }

    lane: str = TRACK
    width_m: float = TRACK_WIDTH_M
    name: str | None = None

    @property
    def kind_of_street(self) -> str:
        """What OpenStreetMap would call it."""
        return CYCLEWAY if self.lane == TRACK else PATH

    def describe(self, language: str) -> str:
        """Return the edit as one sentence; the streets it joins stand in `before`."""
        said = (
            N_("New bike bridge {lane}, {width} m wide") if self.bridge else N_("New bike track {lane}, {width} m wide")
        )
        width = number_text(self.width_m, language, decimals=2)
        made = self.sentence(language, said, lane=translate(LANES_TITLES[self.lane], language), width=width)
        return self._told(made, self.name, language)

    def street_columns(self) -> Mapping[str, object]:
        """Return who may use it."""
        shared = {"bicycle": "designated", "foot": "designated", "segregated": "no"} if self.lane == WITH_FEET else {}
        return {"name": self.name, "width_m": self.width_m, **shared}

    def bike_lane_columns(self) -> Mapping[str, object] | None:
        """Return its row of the layer of bike lanes."""
        return _track_columns(self.lane, self.width_m, name=self.name, oneway=False)


def _track_columns(lane: str, width_m: float | None, *, name: str | None, oneway: bool) -> Mapping[str, object]:
    said = "yes" if oneway else None
    return {"class": lane, "separation": SEPARATIONS[lane], "width_m": width_m, "name": name, "oneway": said}


def _share_within(line: BaseGeometry, areas: NDArray[np.object_]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = shapely.length(shapely.intersection(areas, line)) / line.length
    return shares


def _is_bridge(streets: pd.DataFrame) -> pd.Series:
    return streets["bridge"].notna() & (streets["bridge"] != "no")
