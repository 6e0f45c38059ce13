"""Edits that give streets bike lanes: beside the traffic lanes, or in place of one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.errors import TwinError
from geodata.language import N_, number_text, translate
from layers.bike_lanes import LANE_WIDTH_M, SEPARATIONS

from .city import City
from .edit import Edit
from .edit_fields import EditError, Schema, number, text
from .edited_tables import new_rows, with_rows, with_values, without_rows
from .edits_streets import is_one_way, rows_of

LEFT, RIGHT, BOTH_SIDES = "left", "right", "both"
SIDES: Mapping[str, str] = {LEFT: N_("on the left"), RIGHT: N_("on the right"), BOTH_SIDES: N_("on both sides")}
TRACK, LANE = "track", "lane"
KINDS: Mapping[str, str] = {TRACK: N_("protected bike lane"), LANE: N_("painted bike lane")}
FOR_CARS = ("trunk", "primary", "secondary", "tertiary", "residential", "living_street", "service")
NARROWEST_M, WIDEST_M = 0.8, 6.0  # below, handlebars do not fit; above, it is a street
OFFSET_JOIN = "mitre"

_OWN: Mapping[str, Schema] = {
    "side": text(N_("Side of the street, seen along its line."), choices=(LEFT, RIGHT, BOTH_SIDES)),
    "lane": text(N_("“track” is kept apart from cars, “lane” is painted."), choices=(TRACK, LANE)),
    "width_m": number(N_("Width of each lane in metres."), least=NARROWEST_M, most=WIDEST_M),
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

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that get a lane."""
        return (LEFT, RIGHT) if self.side == BOTH_SIDES else (self.side,)

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        return self._described(language, N_("{streets}: {lane} {side}, {width} m wide"))

    def problems(self, city: City) -> list[TwinError]:
        """Return streets without cars, with such a lane already, or narrower than the lanes."""
        return [error for id, row in rows_of(city, self).iterrows() for error in self._of_street(city, str(id), row)]

    def apply(self, city: City) -> City:
        """Return the city with the lanes, in place of lesser ones on the same sides."""
        streets = rows_of(city, self)
        old = _lanes_beside(city, self.ids, self.sides)
        made = without_rows(city, "bike_lanes", old.index.tolist()) if len(old) else city
        made = with_rows(made, "bike_lanes", self._rows(city, streets))
        tags = {f"cycleway_{side}": self.lane for side in self.sides}
        return with_values(made, self.layer, self.ids, {**tags, **self._lanes_after(streets)})

    def _described(self, language: str, template: str) -> str:
        lane, side = translate(KINDS[self.lane], language), translate(SIDES[self.side], language)
        width = number_text(self.width_m, language, decimals=2)
        return self.sentence(language, template, streets=self.names(language), lane=lane, side=side, width=width)

    def _of_street(self, city: City, id: str, row: pd.Series) -> Iterator[TwinError]:
        if row["class"] not in FOR_CARS:
            yield EditError(N_("{id} is not a street for cars. Leave it out."), id=id)
        elif len(self.sides) * self.width_m >= row["width_m"]:
            yield EditError(
                N_("{id}: bike lanes of {lanes} m do not fit into a street of {street} m. Choose narrower ones."),
                id=id, lanes=len(self.sides) * self.width_m, street=row['width_m'],
            )  # fmt: skip
        there = _lanes_beside(city, [id], self.sides)
        if there["class"].isin([TRACK, self.lane]).any():
            yield EditError(N_("{id} has such a bike lane on that side already. Leave it out."), id=id)

    def _rows(self, city: City, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        lines = np.asarray(streets.geometry.values, dtype=object)
        offset_m = streets["width_m"].to_numpy(float) / 2 - self.width_m / 2
        shapes = [shape for side in self.sides for shape in _beside(lines, offset_m, side)]
        taken = streets.assign(street_id=streets.index)[["street_id", "name", "surface", "lit"]]
        each = pd.concat([taken.assign(side=side) for side in self.sides])
        fixed = {"class": self.lane, "separation": SEPARATIONS[self.lane], "oneway": "yes", "width_m": self.width_m}
        length = np.tile(np.round(shapely.length(lines), 1), len(self.sides))
        values: dict[str, object] = {str(name): each[name].to_numpy(object) for name in each}
        values |= {**fixed, "length_m": length}
        return new_rows(city, "bike_lanes", self.new_ids(len(shapes)), shapes, values)

    def _lanes_after(self, _streets: gpd.GeoDataFrame) -> dict[str, object]:
        return {}


@dataclass(frozen=True, kw_only=True)
class LanesToBikeLane(BikeLane):
    """Bike lanes in place of a traffic lane on each of their sides."""

    kind: ClassVar[str] = "lanes_to_bike_lane"
    title: ClassVar[str] = N_("Traffic lane becomes bike lane")

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        return self._described(language, N_("{streets}: {lane} {side} instead of a traffic lane, {width} m wide"))

    def _of_street(self, city: City, id: str, row: pd.Series) -> Iterator[TwinError]:
        yield from super()._of_street(city, id, row)
        left = row["lanes"] - len(self.sides)
        fewest = 1 if is_one_way(rows_of(city, self).loc[[id]])[0] else 2
        if pd.isna(row["lanes"]):
            yield EditError(N_("{id}: it is not known how many lanes it has. Set its lanes first."), id=id)
        elif left < fewest or min(self._each_way(row), default=1) < 1:
            yield EditError(N_("{id}: no traffic lane would be left in some direction. Take fewer."), id=id)
        elif self.width_m > row["width_m"] / row["lanes"]:
            yield EditError(
                N_("{id}: a lane of {width} m is wider than the traffic lane it replaces, {lane} m."),
                id=id, width=self.width_m, lane=round(row['width_m'] / row['lanes'], 2),
            )  # fmt: skip

    def _each_way(self, row: pd.Series) -> list[float]:
        """Return the lanes left in each direction of a two-way street, where they are known."""
        ways = (("lanes_forward", RIGHT), ("lanes_backward", LEFT))
        return [row[way] - (side in self.sides) for way, side in ways if pd.notna(row[way]) and row[way] > 0]

    def _lanes_after(self, streets: gpd.GeoDataFrame) -> dict[str, object]:
        one_way = is_one_way(streets)
        made: dict[str, object] = {"lanes": (streets["lanes"] - len(self.sides)).to_numpy(float)}
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
