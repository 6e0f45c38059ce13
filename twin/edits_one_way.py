"""Edits of the direction of traffic in streets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from geodata.errors import TwinError
from geodata.language import N_, NN_, translate

from .city import City
from .edit import Edit
from .edit_fields import Schema, flag, text
from .edited_tables import with_values
from .edits_streets import (
    ALONG,
    BACKWARD,
    BIKE,
    BOTH,
    CLOSED_TO_ALL,
    FORWARD,
    NOT_FOR_CARS,
    REVERSE,
    ROUND,
    VEHICLE_OF,
    WAY_OF_TAG,
    closed_to_all,
    rows_of,
    without_cars,
    wrong_along,
)
from .refusals import refused
from .street_access import street_access
from .street_direction import turned_pieces
from .tags import ENDS, YES, Bools, Tags

ONE_WAY_TAG: Mapping[str, str] = {FORWARD: "yes", BACKWARD: "-1", BOTH: "no"}
OTHER_WAY: Mapping[str, str] = {FORWARD: BACKWARD, BACKWARD: FORWARD}
TWO_WAY = NN_("{objects} has two-way traffic: it cannot be turned round. Set a way.",
              "These have two-way traffic, which cannot be turned round: {objects}. Set a way.")  # fmt: skip
SAME_WAY = NN_("{objects} has this direction already. Leave it out.",
               "These have this direction already: {objects}. Leave them out.")  # fmt: skip
ROUNDABOUT = NN_("{objects} is a roundabout, which goes one way. Leave it out.",
                 "These are roundabouts, which go one way: {objects}. Leave them out.")  # fmt: skip
NO_VEHICLE = NN_(
    "Neither cars nor bicycles may go along {objects}: it has no direction of traffic. Leave it out.",
    "Neither cars nor bicycles may go along these, which have no direction of traffic: {objects}. Leave them out.",
)
AS_ONE = (N_("Make {streets} one-way throughout, in the direction of the line"),
          N_("Make {streets} one-way throughout, against the direction of the line"))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OneWay(Edit):
    """The direction of traffic in streets: set, turned round, or both ways again."""

    kind: ClassVar[str] = "one_way"
    title: ClassVar[str] = N_("One-way street")
    of_layer: ClassVar[str] = "streets"
    own: ClassVar[Mapping[str, Schema]] = {
        "way": text(
            N_("Along the line as it is drawn, against it, both ways, or turned round."),
            choices=(FORWARD, BACKWARD, BOTH, REVERSE),
        ),
        "except_bicycles": flag(N_("Whether bicycles may go both ways.")),
        "along": ALONG,
    }
    expects: ClassVar[Sequence[str]] = ("name", "oneway", "oneway_bicycle", "lanes_forward", "lanes_backward")

    way: str = FORWARD
    except_bicycles: bool = False
    along: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        said = {
            FORWARD: AS_ONE[0] if self.along else N_("Make {streets} one-way, in the direction of the line"),
            BACKWARD: AS_ONE[1] if self.along else N_("Make {streets} one-way, against the direction of the line"),
            BOTH: N_("Let traffic go both ways in {streets}"),
            REVERSE: N_("Turn the one-way traffic of {streets} round"),
        }[self.way]
        made = self.sentence(language, said, streets=self.names(language))
        return made + (", " + translate(N_("except bicycles"), language) if self.except_bicycles else "")

    def problems(self, city: City) -> list[TwinError]:
        """Return roundabouts, footways, streets of this direction already, and two-way ones that cannot be turned."""
        if found := wrong_along(city, self.along):
            return found
        now, wanted = self._now(city), self._wanted(city)
        around = Tags(rows_of(city, self)).is_one_of("junction", *ROUND)
        bicycles = rows_of(city, self)["oneway_bicycle"].isin(["no"]).to_numpy(bool)
        each = list(zip(self.ids, now, wanted, bicycles, strict=True))
        rounds = [id for id, is_round in zip(self.ids, around, strict=True) if is_round]
        unused = [id for id, none in zip(self.ids, self._without_vehicles(city), strict=True) if none]
        closed = [id for id, is_closed in zip(self.ids, closed_to_all(rows_of(city, self)), strict=True) if is_closed]
        two_way = [id for id, was, _, _ in each if self.way == REVERSE and was == BOTH and id not in (*rounds, *unused)]
        same = [id for id, was, to, free in each if was == to and (free or not self.except_bicycles)]
        no_vehicle = NOT_FOR_CARS if self.except_bicycles else NO_VEHICLE
        told = {*rounds, *two_way, *closed, *unused}
        return [
            *refused(city, self.layer, closed, CLOSED_TO_ALL),
            *refused(city, self.layer, [id for id in unused if id not in closed], no_vehicle),
            *refused(city, self.layer, rounds, ROUNDABOUT),
            *refused(city, self.layer, two_way, TWO_WAY),
            *refused(city, self.layer, [id for id in same if id not in told], SAME_WAY),
        ]

    def apply(self, city: City) -> City:
        """Return the city with the streets' traffic in its new direction."""
        tags = [ONE_WAY_TAG[way] for way in self._wanted(city)]
        columns: dict[str, object] = {"oneway": tags, "lanes_forward": np.nan, "lanes_backward": np.nan}
        if self.except_bicycles:
            columns["oneway_bicycle"] = "no"
        return with_values(city, self.layer, self.ids, columns)

    def _without_vehicles(self, city: City) -> Bools:
        """Return along which streets neither cars may go nor, unless they are excepted, bicycles."""
        both_ways = rows_of(city, self).assign(oneway=None, oneway_bicycle=None)
        if self.except_bicycles:
            return without_cars(both_ways)
        riding = [f"{VEHICLE_OF[BIKE]}_{way}" for way in (FORWARD, BACKWARD)]
        ridden = street_access(both_ways)[riding].isin([YES, ENDS]).any(axis=1).to_numpy(bool)
        return without_cars(both_ways) & ~ridden

    def _now(self, city: City) -> list[str]:
        rows = rows_of(city, self)
        tags = Tags(rows)
        implied = tags.is_one_of("junction", *ROUND) | tags.is_one_of("highway", "motorway")
        said = zip(tags.texts("oneway"), implied, strict=True)
        return [WAY_OF_TAG.get(tag or ("yes" if usual else "no"), BOTH) for tag, usual in said]

    def _wanted(self, city: City) -> list[str]:
        if self.way == REVERSE:
            return [OTHER_WAY.get(way, BOTH) for way in self._now(city)]
        if self.along is None or self.way == BOTH:
            return [self.way] * len(self.ids)
        turned = turned_pieces(city, self.along, self.ids)
        return [OTHER_WAY[self.way] if turned[id] else self.way for id in self.ids]
