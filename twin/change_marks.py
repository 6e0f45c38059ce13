"""What a scenario changes about streets, as marks for a map: most of it does not alter what streets look like."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.language import N_, number_text, translate

from .city import City
from .edit import Edit
from .edited_tables import SHAPE, SKETCH, in_city
from .edits_bike_lanes import BikeLane
from .edits_new_streets import AddStreet, DrawBikeLane
from .edits_objects import AddObject, ChangeObject, RemoveObject
from .edits_one_way import OneWay
from .edits_streets import BACKWARD, BOTH, FORWARD, WAY_OF_TAG, WHO, CloseStreet, SpeedLimit
from .edits_traffic import LowTrafficZone, ModalFilter
from .hours import hours_from_text
from .scenario import Scenario

STREETS, BIKE_LANES, BARRIERS = "streets", "bike_lanes", "barriers"
Say = Callable[[str], str]  # what is written beside a mark, in a language


@dataclass(frozen=True)
class Look:
    """How marks of one meaning look: what they are called, what they mean, and their drawing in words."""

    title: str
    meaning: str
    drawing: str


# The drawings differ in pattern, not in colour alone.
LOOKS: Final[Mapping[str, Look]] = {
    "closed": Look(N_("Closed to all"), N_("Nobody may use the street."), N_("red and white bars")),
    "closed_to_some": Look(
        N_("Closed to some"), N_("Those named beside it may not use the street."), N_("red bars with gaps")
    ),
    "closed_at_other_hours": Look(
        N_("Closed at other hours"), N_("Open at the moment that the page looks at."),
        N_("pale line with thin red dashes"),
    ),
    "one_way": Look(N_("One way"), N_("Traffic goes the way of the arrows."), N_("blue line with arrows")),
    "two_way": Look(N_("Both ways again"), N_("Traffic goes both ways."), N_("blue line with arrows both ways")),
    "speed": Look(
        N_("Another speed limit"), N_("The new limit in km/h stands beside it."), N_("grey line, number in a ring")
    ),
    "bike_lane": Look(N_("New bike lane"), N_("Bicycles get a lane or a track."), N_("green dashes")),
    "zone": Look(
        N_("Low-traffic zone"), N_("Cars use its streets only to begin or end a trip."),
        N_("violet outline, its streets dotted"),
    ),
    "filter": Look(N_("Modal filter"), N_("Bicycles and walkers pass, cars do not."), N_("disc with three posts")),
    "new_street": Look(N_("New street or path"), N_("It is not there today."), N_("white dashes on a dark line")),
    "removed": Look(N_("Street taken away"), N_("It is there today."), N_("row of crosses")),
    "changed": Look(N_("Street changed otherwise"), N_("Its card says how."), N_("row of orange dots")),
}  # fmt: skip


@dataclass(frozen=True)
class ChangeMark:
    """One mark: how it looks, which edit makes it, where (in the city's coordinates), what is written beside it.

    `counts` says how many it adds to the legend: the streets of a zone go with its outline, and add nothing.
    """

    look: str
    edit: str
    shape: BaseGeometry
    text: Say | None = None
    counts: bool = True


def resting(scenario: Scenario, at: time) -> tuple[Edit, ...]:
    """Return the edits that are on and do not hold at a time of day."""
    return tuple(edit for edit in scenario.edits if scenario.is_on(edit) and not edit.in_force(at))


def by_hours(scenario: Scenario) -> tuple[Edit, ...]:
    """Return the edits that are on and hold at some hours only."""
    return tuple(e for e in scenario.edits if scenario.is_on(e) and isinstance(e, CloseStreet) and e.hours is not None)


def change_marks(scenario: Scenario, city: City, *, at: time) -> list[ChangeMark]:
    """Return the marks of a scenario's edits that are on, as they hold at a time of day.

    `city`: with the edits made. Of an object that a later edit took away nothing is marked.
    """
    return [mark for edit in scenario.edits if scenario.is_on(edit) for mark in _marks(edit, city, at)]


def _marks(edit: Edit, city: City, at: time) -> Iterator[ChangeMark]:
    match edit:
        case CloseStreet():
            return _written(_of_ids(edit, city, _closed_look(edit, at)), lambda language: _closed_text(edit, language))
        case OneWay():
            return _one_way(edit, city)
        case SpeedLimit():
            return _written(_of_ids(edit, city, "speed"), lambda language: number_text(edit.kmh, language))
        case BikeLane() | DrawBikeLane():
            return _of_rows(edit, city, BIKE_LANES, "bike_lane")
        case LowTrafficZone():
            return _zone(edit, city)
        case ModalFilter():
            return _of_rows(edit, city, BARRIERS, "filter")
        case AddStreet():
            return _of_rows(edit, city, STREETS, "new_street")
        case AddObject() if edit.layer == STREETS:
            return _of_rows(edit, city, STREETS, "new_street")
        case ChangeObject() if edit.layer == STREETS:
            return _of_ids(edit, city, "changed")
        case RemoveObject() if edit.layer == STREETS:
            return _removed(edit, city)
        case _:
            return iter(())


def _closed_look(edit: CloseStreet, at: time) -> str:
    if not edit.in_force(at):
        return "closed_at_other_hours"
    return "closed" if set(edit.modes) == set(WHO) else "closed_to_some"


def _closed_text(edit: CloseStreet, language: str) -> str:
    """Return who may not use a closed street, and when."""
    who = [] if set(edit.modes) == set(WHO) else [", ".join(translate(WHO[mode], language) for mode in edit.modes)]
    spans = [] if edit.hours is None else [f"{a:%H:%M}–{b:%H:%M}" for a, b in hours_from_text(edit.hours)]
    return " · ".join([*who, *([", ".join(spans)] if spans else [])])


def _of_ids(edit: Edit, city: City, look: str) -> Iterator[ChangeMark]:
    streets = city.streets.geometry
    known = [id for id in edit.ids if id in streets.index]
    return (ChangeMark(look, edit.id, shape) for shape in streets.loc[known])


def _of_rows(edit: Edit, city: City, layer: str, look: str) -> Iterator[ChangeMark]:
    """Return the marks of what an edit put into a layer."""
    table = city.layers[layer].table
    own = f"{SKETCH}/{edit.id}"
    ids = table.index[(table.index == own) | table.index.str.startswith(f"{own}-")]
    return (ChangeMark(look, edit.id, shape) for shape in table.geometry.loc[ids])


def _one_way(edit: OneWay, city: City) -> Iterator[ChangeMark]:
    """Return lines that run as traffic does now."""
    for id in edit.ids:
        if id not in city.streets.index:
            continue
        row = city.streets.loc[id]
        way = WAY_OF_TAG.get(str(row["oneway"]), BOTH)
        if way in (FORWARD, BACKWARD):
            shape = row["geometry"] if way == FORWARD else shapely.reverse(row["geometry"])
            yield ChangeMark("one_way", edit.id, shape)
        else:
            yield ChangeMark("two_way", edit.id, row["geometry"])


def _zone(edit: LowTrafficZone, city: City) -> Iterator[ChangeMark]:
    yield ChangeMark("zone", edit.id, edit.shape_in(city))
    streets = city.streets.geometry
    for id in edit.before:
        if id in streets.index:
            yield ChangeMark("zone", edit.id, streets.loc[id], counts=False)


def _removed(edit: Edit, city: City) -> Iterator[ChangeMark]:
    texts = [columns[SHAPE] for columns in edit.before.values() if isinstance(columns.get(SHAPE), str)]
    shapes = (in_city(shapely.from_wkt(str(text)), city.frame) for text in texts)
    return (ChangeMark("removed", edit.id, shape) for shape in shapes)


def _written(marks: Iterator[ChangeMark], text: Say) -> Iterator[ChangeMark]:
    """Return marks with a text beside the longest of them, which is enough for a street of many pieces."""
    found: Sequence[ChangeMark] = list(marks)
    if not found:
        return
    longest = int(np.argmax([mark.shape.length for mark in found]))
    for nth, mark in enumerate(found):
        yield ChangeMark(mark.look, mark.edit, mark.shape, text if nth == longest else None)
