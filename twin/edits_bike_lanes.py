"""Edits that give streets bike lanes: beside the traffic lanes, or in place of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.errors import TwinError
from geodata.language import N_, NN_, number_text, translate, translate_count
from layers.bike_lanes import LANE_WIDTH_M, SEPARATIONS
from layers.streets import LANE_LIMITS

from .city import City
from .edit import Edit
from .edit_fields import Schema, number, text
from .edited_tables import new_rows, with_rows, with_values, without_rows
from .edits_streets import ALONG, CLOSED_TO_ALL, NOT_FOR_CARS, closed_to_all, is_one_way, rows_of, wrong_along
from .refusals import refused
from .street_direction import turned_pieces

LEFT, RIGHT, BOTH_SIDES = "left", "right", "both"
SIDES: Mapping[str, str] = {LEFT: N_("on the left"), RIGHT: N_("on the right"), BOTH_SIDES: N_("on both sides")}
OTHER_SIDE: Mapping[str, str] = {LEFT: RIGHT, RIGHT: LEFT}
TRACK, LANE = "track", "lane"
KINDS: Mapping[str, str] = {TRACK: N_("protected bike lane"), LANE: N_("painted bike lane")}
FOR_CARS = ("trunk", "primary", "secondary", "tertiary", "residential", "living_street", "service")
NARROWEST_M, WIDEST_M = 0.8, 6.0  # below, handlebars do not fit; above, it is a street
OFFSET_JOIN = "mitre"
TOO_WIDE = NN_(
    "{objects}: bike lanes of {lanes} m do not fit into a street of {street} m. Choose narrower ones.",
    "Bike lanes of {lanes} m do not fit into these streets, of which the narrowest has {street} m: {objects}. Choose "
    "narrower ones.",
)
HAS_LANE = NN_("{objects} has such a bike lane on that side already. Leave it out.",
               "These have such a bike lane on that side already: {objects}. Leave them out.")  # fmt: skip
LANES_UNKNOWN = NN_(
    "{objects}: it is not known how many traffic lanes it has. State them under “Traffic lanes today”.",
    "It is not known how many traffic lanes these have: {objects}. State them under “Traffic lanes today”.",
)
NONE_LEFT = NN_("{objects}: no traffic lane would be left in some direction. Take fewer.",
                "No traffic lane would be left in some direction in these: {objects}. Take fewer.")  # fmt: skip
WIDER = NN_(
    "{objects}: a lane of {width} m is wider than the traffic lane it replaces, {lane} m.",
    "A lane of {width} m is wider than the traffic lanes it replaces, of which the narrowest has {lane} m: {objects}.",
)

_OWN: Mapping[str, Schema] = {
    "side": text(N_("Side of the street, seen along its line."), choices=(LEFT, RIGHT, BOTH_SIDES)),
    "lane": text(N_("“track” is kept apart from cars, “lane” is painted."), choices=(TRACK, LANE)),
    "width_m": number(N_("Width of each lane in metres."), least=NARROWEST_M, most=WIDEST_M),
    "along": ALONG,
}


@dataclass(frozen=True, kw_only=True)
class BikeLane(Edit):
    """Bike lanes along streets, beside the traffic lanes there are."""

    kind: ClassVar[str] = "bike_lane"
    title: ClassVar[str] = N_("Bike lane along streets")
    of_layer: ClassVar[str] = "streets"
    own: ClassVar[Mapping[str, Schema]] = _OWN
    expects: ClassVar[Sequence[str]] = ("name", "width_m", "lanes", "lanes_forward", "lanes_backward",
                                        "cycleway_left", "cycleway_right")  # fmt: skip

    side: str = BOTH_SIDES
    lane: str = TRACK
    width_m: float = LANE_WIDTH_M
    along: str | None = None

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that get a lane."""
        return (LEFT, RIGHT) if self.side == BOTH_SIDES else (self.side,)

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        return self._described(language, N_("{streets}: {lane} {side}, {width} m wide"))

    def problems(self, city: City) -> list[TwinError]:
        """Return streets without cars, with such a lane already, or narrower than the lanes."""
        if found := wrong_along(city, self.along):
            return found
        return [error for part in self._by_side(city) for error in part.problems_of_side(city)]

    def problems_of_side(self, city: City) -> list[TwinError]:
        """Return what speaks against the lanes, all on the same sides of the lines."""
        rows = rows_of(city, self)
        for_cars = rows["class"].isin(FOR_CARS)
        total_m = len(self.sides) * self.width_m
        narrow = rows[for_cars & (total_m >= rows["width_m"])]
        there = _lanes_beside(city, self.ids, self.sides)
        equal = there["street_id"][there["class"].isin([TRACK, self.lane])]
        return [
            *refused(city, self.layer, rows.index[closed_to_all(rows)], CLOSED_TO_ALL),
            *refused(city, self.layer, rows.index[~for_cars], NOT_FOR_CARS),
            *refused(city, self.layer, narrow.index, TOO_WIDE, lanes=total_m, street=float(narrow["width_m"].min())),
            *refused(city, self.layer, rows.index[rows.index.isin(equal)], HAS_LANE),
        ]

    def apply(self, city: City) -> City:
        """Return the city with the lanes, in place of lesser ones on the same sides."""
        parts = self._by_side(city)
        counts = [len(part.ids) * len(part.sides) for part in parts]
        ids, made = self.new_ids(sum(counts)), city
        for part, count in zip(parts, counts, strict=True):
            made, ids = part.applied_on_side(made, ids[:count]), ids[count:]
        return made

    def applied_on_side(self, city: City, ids: Sequence[str]) -> City:
        """Return the city with the lanes, all on the same sides of the lines, by these ids."""
        streets = rows_of(city, self)
        old = _lanes_beside(city, self.ids, self.sides)
        made = without_rows(city, "bike_lanes", old.index.tolist()) if len(old) else city
        made = with_rows(made, "bike_lanes", self._rows(city, streets, ids))
        tags = {f"cycleway_{side}": self.lane for side in self.sides}
        return with_values(made, self.layer, self.ids, {**tags, **self._lanes_after(streets)})

    def _by_side(self, city: City) -> list[Self]:
        """Return the edit in parts whose lanes lie on the same sides of the lines: those of a street may be turned."""
        if self.along is None or self.side == BOTH_SIDES:
            return [self]
        turned = turned_pieces(city, self.along, self.ids)
        of_side = {side: tuple(id for id in self.ids if turned[id] == (side != self.side)) for side in OTHER_SIDE}
        return [replace(self, ids=ids, side=side, along=None) for side, ids in of_side.items() if ids]

    def _described(self, language: str, template: str) -> str:
        lane, side = translate(KINDS[self.lane], language), translate(SIDES[self.side], language)
        width = number_text(self.width_m, language, decimals=2)
        return self.sentence(language, template, streets=self.names(language), lane=lane, side=side, width=width)

    def _rows(self, city: City, streets: gpd.GeoDataFrame, ids: Sequence[str]) -> gpd.GeoDataFrame:
        lines = np.asarray(streets.geometry.values, dtype=object)
        offset_m = streets["width_m"].to_numpy(float) / 2 - self.width_m / 2
        shapes = [shape for side in self.sides for shape in _beside(lines, offset_m, side)]
        taken = streets.assign(street_id=streets.index)[["street_id", "name", "surface", "lit"]]
        each = pd.concat([taken.assign(side=side) for side in self.sides])
        fixed = {"class": self.lane, "separation": SEPARATIONS[self.lane], "oneway": "yes", "width_m": self.width_m}
        length = np.tile(np.round(shapely.length(lines), 1), len(self.sides))
        values: dict[str, object] = {str(name): each[name].to_numpy(object) for name in each}
        values |= {**fixed, "length_m": length}
        return new_rows(city, "bike_lanes", ids, shapes, values)

    def _lanes_after(self, _streets: gpd.GeoDataFrame) -> dict[str, object]:
        return {}


@dataclass(frozen=True, kw_only=True)
class LanesToBikeLane(BikeLane):
    """Bike lanes in place of a traffic lane on each of their sides."""

    kind: ClassVar[str] = "lanes_to_bike_lane"
    title: ClassVar[str] = N_("Traffic lane becomes bike lane")
    own: ClassVar[Mapping[str, Schema]] = {
        **_OWN,
        "lanes": number(
            N_("Traffic lanes of both directions today, for streets of which the map does not say it."),
            least=LANE_LIMITS[0], most=LANE_LIMITS[1], optional=True, whole=True,
        ),
    }  # fmt: skip

    lanes: int | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        made = self._described(language, N_("{streets}: {lane} {side} instead of a traffic lane, {width} m wide"))
        if self.lanes is None:
            return made
        forms = NN_("counted with {count} traffic lane today where the map does not say it",
                    "counted with {count} traffic lanes today where the map does not say it")  # fmt: skip
        return f"{made}; {translate_count(forms, self.lanes, language)}"

    def problems_of_side(self, city: City) -> list[TwinError]:
        """Return what speaks against the bike lanes, lanes that nobody knows, and streets that would have none left."""
        rows = rows_of(city, self)
        lanes = self._lanes_now(rows)
        fewest = np.where(is_one_way(rows), 1, 2)
        each_way = np.array([min(self._each_way(row), default=1) for _, row in rows.iterrows()])
        unknown = np.isnan(lanes)
        none_left = ~unknown & ((lanes - len(self.sides) < fewest) | (each_way < 1))
        widths = rows["width_m"].to_numpy(float) / lanes
        wider = ~unknown & ~none_left & (self.width_m > widths)
        narrowest = round(float(widths[wider].min()), 2) if wider.any() else 0.0
        return [
            *super().problems_of_side(city),
            *refused(city, self.layer, rows.index[unknown], LANES_UNKNOWN),
            *refused(city, self.layer, rows.index[none_left], NONE_LEFT),
            *refused(city, self.layer, rows.index[wider], WIDER, width=self.width_m, lane=narrowest),
        ]

    def _lanes_now(self, streets: gpd.GeoDataFrame) -> np.ndarray:
        """Return the traffic lanes that streets have: as mapped, else as the edit states it, else NaN."""
        lanes = streets["lanes"].to_numpy(float)
        return lanes if self.lanes is None else np.where(np.isnan(lanes), float(self.lanes), lanes)

    def _each_way(self, row: pd.Series) -> list[float]:
        """Return the lanes left in each direction of a two-way street, where they are known."""
        ways = (("lanes_forward", RIGHT), ("lanes_backward", LEFT))
        return [row[way] - (side in self.sides) for way, side in ways if pd.notna(row[way]) and row[way] > 0]

    def _lanes_after(self, streets: gpd.GeoDataFrame) -> dict[str, object]:
        one_way = is_one_way(streets)
        made: dict[str, object] = {"lanes": self._lanes_now(streets) - len(self.sides)}
        for column, side, other in (("lanes_forward", RIGHT, LEFT), ("lanes_backward", LEFT, RIGHT)):
            lanes = streets[column].to_numpy(float)
            taken = float(side in self.sides) + one_way * float(other in self.sides)
            made[column] = np.where(lanes > 0, np.maximum(lanes - taken, 1.0), lanes)
        return made


def _lanes_beside(city: City, streets: Sequence[str], sides: Sequence[str]) -> gpd.GeoDataFrame:
    """Return the rows of bike lanes that streets have on some sides."""
    lanes = city.bike_lanes
    return lanes[lanes["street_id"].isin(list(streets)) & lanes["side"].isin(list(sides))]


def _beside(lines: np.ndarray, distance_m: np.ndarray, side: str) -> np.ndarray:
    """Return lines moved to a side; unmoved where they cannot be."""
    moved = shapely.offset_curve(lines, distance_m if side == LEFT else -distance_m, join_style=OFFSET_JOIN)
    whole = (shapely.get_type_id(moved) == 1) & ~shapely.is_empty(moved)
    return np.where(whole, moved, lines)
