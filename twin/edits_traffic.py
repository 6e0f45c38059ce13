"""Edits that lead car traffic elsewhere: low-traffic zones and modal filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.errors import TwinError
from geodata.language import N_, NN_, number_text, translate_count
from geodata.phrases import Phrase
from layers.streets import KIND

from .city import City
from .edit import Edit
from .edit_fields import AREA, EditError, Schema, flag
from .edited_tables import new_rows, plain_values, with_rows, with_values
from .edits_streets import CAR, TAG_OF, VEHICLE_OF, is_one_way
from .object_titles import ObjectTitle
from .shut_in import shut_in
from .street_access import BUSY, ZONE, car_access
from .street_joints import Joint, NearStreets, node_number, vertices_along, with_joints
from .tags import YES, Tags
from .topology import SAME_PLACE_M

LONG_DISTANCE = ("trunk", "primary")  # through roads of the whole city: zones lie between them
GREATER_PART = 0.5
FILTER_REACH_M = 10.0  # assumed: a point drawn as near to a street as this stands on it; half a street with its verges
FILTER_VERTEX_M = 1.0  # assumed: a filter stands at a vertex as near as this
OUT_OF_ZONE = NN_(
    "{count} home without a way out by car then, with some {residents}. Its street is not in the zone and can only "
    "be left through it: draw the zone so that it holds that too, or leave a street open.",
    "{count} homes without a way out by car then, with some {residents}. Their streets are not in the zone and can "
    "only be left through it: draw the zone so that it holds them too, or leave a street open.",
)
OUT_PAST_FILTER = NN_(
    "{count} home without a way out by car then, with some {residents}. Move the filter, or leave another way open.",
    "{count} homes without a way out by car then, with some {residents}. Move the filter, or leave another way open.",
)
THROUGH_ARMS = 2  # a street that goes on; more meet at a junction, one ends


@dataclass(frozen=True, kw_only=True)
class LowTrafficZone(Edit):
    """A zone whose streets cars use only to begin or end a trip; nothing changes for walkers and bicycles."""

    kind: ClassVar[str] = "low_traffic_zone"
    title: ClassVar[str] = N_("Low-traffic zone")
    of_layer: ClassVar[str] = "streets"
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = AREA
    own: ClassVar[Mapping[str, Schema]] = {
        "main_streets": flag(N_("Whether secondary and tertiary streets in the zone belong to it too."))
    }
    expects: ClassVar[Sequence[str]] = ("name", TAG_OF[CAR], "length_m")

    main_streets: bool = False

    def describe(self, language: str) -> str:
        """Return the edit as one sentence; which streets belong to it stands in `before`."""
        if not self.before:
            return self.sentence(language, self.title)
        metres = sum(float(str(columns.get("length_m") or 0)) for columns in self.before.values())
        count = translate_count(KIND.count_forms, len(self.before), language)
        km = number_text(metres / 1000, language, decimals=1)
        named = replace(self, before={id: row for id, row in self.before.items() if row.get("name")})
        said = self.sentence(language, N_("Low-traffic zone: {count}, {km} km"), count=count, km=km)
        return said + (f" ({named.names(language)})" if named.before else "")

    def expecting(self, city: City) -> Self:
        """Return the edit with `before` as the streets of the zone are in this city, the longest first."""
        rows = self._streets(city).sort_values("length_m", ascending=False, kind="stable")
        return replace(self, before={str(id): plain_values(row) for id, row in rows[list(self.expects)].iterrows()})

    def problems(self, city: City) -> list[TwinError]:
        """Return whether no street lies in the zone from which it could keep cars."""
        if len(self._streets(city)):
            return []
        message = N_("No street that cars drive through lies for its greater part in the zone. Draw it larger.")
        return [EditError(message)]

    def remarks(self, city: City) -> list[Phrase]:
        """Return which homes cars could not leave any more; searches ways: not for the event loop."""
        return shut_in(self, city, OUT_OF_ZONE)

    def apply(self, city: City) -> City:
        """Return the city with the zone's streets open to cars only at the ends of trips."""
        ids = self._streets(city).index.tolist()
        return with_values(city, self.layer, ids, {TAG_OF[CAR]: "destination", ZONE: YES})

    def _streets(self, city: City) -> gpd.GeoDataFrame:
        """Return the streets of the zone that cars may drive through now."""
        zone, streets = self.shape_in(city), city.streets
        rows = np.sort(streets.sindex.query(zone, predicate="intersects"))
        touched = streets.iloc[rows]
        apart = LONG_DISTANCE if self.main_streets else BUSY
        inside = shapely.length(shapely.intersection(np.asarray(touched.geometry.values, dtype=object), zone))
        touched = touched[(inside > GREATER_PART * touched.length) & ~touched["class"].isin(apart)]
        if not len(touched):
            return touched
        forward, backward = car_access(Tags(touched))
        return touched[(forward == YES) | (backward == YES)]


@dataclass(frozen=True, kw_only=True)
class ModalFilter(Edit):
    """Bollards across a street: cars do not pass, bicycles and walkers do."""

    kind: ClassVar[str] = "modal_filter"
    title: ClassVar[str] = N_("Modal filter")
    of_layer: ClassVar[str] = "streets"
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = ("Point",)

    def describe(self, language: str) -> str:
        """Return the edit as one sentence; the street stands in `before`."""
        if not self.before:
            return self.sentence(language, N_("Modal filter: bicycles and walkers pass, cars do not"))
        said = N_("Modal filter in {street}: bicycles and walkers pass, cars do not")
        return self.sentence(language, said, street=self.names(language))

    def expecting(self, city: City) -> Self:
        """Return the edit with `before` naming the street it stands on."""
        street = _place_on_street(city, self.shape_in(city)).street
        return replace(self, before={street: plain_values(city.streets.loc[street, ["name", "class"]])})

    def problems(self, city: City) -> list[TwinError]:
        """Return whether no street for cars is near, or the point is one where a filter does not part a street."""
        point = self.shape_in(city)
        if not NearStreets.of(city, point, reach_m=FILTER_REACH_M).open_to(VEHICLE_OF[CAR]):
            message = N_("No street for cars lies within {reach} m of the filter. Put it onto one.")
            return [EditError(message, reach=FILTER_REACH_M)]
        joint = _place_on_street(city, point)
        street = ObjectTitle.of(city, self.layer, joint.street)
        if is_one_way(city.streets.loc[[joint.street]])[0]:
            message = N_("{street} is one-way: cars could not leave it before the filter, nor come to it behind. "
                         "Let traffic go both ways first.")  # fmt: skip
            return [EditError(message, street=street)]
        arms = _car_arms(city, joint)
        if arms > THROUGH_ARMS:
            message = N_(
                "The filter stands at a junction of {street}. Move it a few metres along the street it is to part."
            )
            return [EditError(message, street=street)]
        if arms < THROUGH_ARMS:
            message = N_("{street} ends where the filter stands: no car drives on there. Move it along the street.")
            return [EditError(message, street=street)]
        there = city.barriers["node_ids"].explode().isin([joint.number]) if joint.number is not None else None
        if there is not None and there.any():
            message = N_("There is a barrier already: {barrier}. Move the filter, or remove the barrier first.")
            return [EditError(message, barrier=ObjectTitle.of(city, "barriers", str(there.index[there][0])))]
        return []

    def remarks(self, city: City) -> list[Phrase]:
        """Return which homes cars could not leave any more; searches ways: not for the event loop."""
        return shut_in(self, city, OUT_PAST_FILTER)

    def apply(self, city: City) -> City:
        """Return the city with bollards at a node of the street, which it gets where it has none."""
        row, joint = _with_node(city, _place_on_street(city, self.shape_in(city)), seed=self.id)
        columns = {"class": "bollard", "barrier": "bollard", "motor_vehicle": "no", "bicycle": "yes", "foot": "yes"}
        bollards = new_rows(city, "barriers", self.new_ids(1), [joint.point], {**columns, "node_ids": [[joint.number]]})
        made = with_rows(city, "barriers", bollards)
        return with_rows(made, "streets", row) if row is not None else made


def _place_on_street(city: City, point: shapely.Point) -> Joint:
    """Return the place on the nearest street for cars; there has to be one."""
    near = replace(NearStreets.of(city, point, reach_m=FILTER_REACH_M), avoid=frozenset())
    street = min(near.open_to(VEHICLE_OF[CAR]), key=lambda id: (near.lines[id].distance(point), id))
    return near.joint(street, point, reach_m=FILTER_VERTEX_M)


def _car_arms(city: City, joint: Joint) -> int:
    """Return in how many directions cars leave a place on the streets."""
    near = NearStreets.of(city, joint.point, reach_m=SAME_PLACE_M)
    arms = 0
    for id in near.open_to(VEHICLE_OF[CAR]):
        numbers, xy = near.numbers[id], shapely.get_coordinates(near.lines[id])
        here = np.hypot(*(xy - (joint.x_m, joint.y_m)).T) <= SAME_PLACE_M
        if numbers is not None and joint.number is not None:
            here &= np.array(numbers) == joint.number
        arms += 2 * int(here.sum()) - int(here[0]) - int(here[-1])
    return THROUGH_ARMS if joint.is_new else arms


def _with_node(city: City, joint: Joint, *, seed: str) -> tuple[gpd.GeoDataFrame | None, Joint]:
    """Return a street with a numbered node where a joint is, and the joint; None where it has one."""
    street = city.streets.loc[[joint.street]]
    near = NearStreets.of(city, street.geometry.iloc[0], reach_m=SAME_PLACE_M)
    if near.numbers[joint.street] is not None and not joint.is_new:
        return None, joint
    numbers = near.numbers_of(joint.street, seed=seed)
    street = street.assign(node_ids=pd.Series([numbers], index=street.index, dtype=object))
    if not joint.is_new:
        at = np.abs(vertices_along(near.lines[joint.street]) - joint.along_m).argmin()
        return street, replace(joint, number=numbers[at])
    joint = replace(joint, number=node_number(seed, 0) if joint.number is None else joint.number)
    return with_joints(street, [joint]), joint
