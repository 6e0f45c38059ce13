"""Edits of streets: closed, another speed limit; and what edits of traffic share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import ClassVar

import geopandas as gpd
import pandas as pd

from geodata.errors import TwinError
from geodata.language import N_, NN_, translate
from geodata.phrases import Phrase

from .city import City
from .edit import Edit
from .edit_fields import EditError, Schema, as_written, number, text, texts
from .edited_tables import with_values
from .hours import CLOSED, HOURS_DOC, HOURS_PATTERN, Hours, hours_from_text, hours_of_tag, hours_text, is_within
from .lines_along import lines_along
from .refusals import refused
from .shut_in import shut_in
from .street_access import FOR_FEET, PATH_FOR, street_access
from .tags import NO, YES, Bools, Tags

WALK, BIKE, CAR = "walk", "bike", "car"
WHO: Mapping[str, str] = {WALK: N_("walkers"), BIKE: N_("bicycles"), CAR: N_("cars")}
# The most particular tag of each: it counts before all others (see street_access.KEYS).
TAG_OF: Mapping[str, str] = {WALK: "foot", BIKE: "bicycle", CAR: "motorcar"}
VEHICLE_OF: Mapping[str, str] = {WALK: "foot", BIKE: "bicycle", CAR: "car"}

FORWARD, BACKWARD, BOTH, REVERSE = "forward", "backward", "both", "reverse"
WAY_OF_TAG: Mapping[str, str] = {"yes": FORWARD, "true": FORWARD, "1": FORWARD, "-1": BACKWARD, "reverse": BACKWARD}
STILL_RUNS = N_("Line {lines} still runs here: move its stops or change it.")
STILL_RUN = N_("Lines {lines} still run here: move their stops or change them.")
BEHIND_CLOSED = NN_(
    "{count} home without a way out by car then, with some {residents}. Close less, or leave another way open.",
    "{count} homes without a way out by car then, with some {residents}. Close less, or leave another way open.",
)
CLOSED_ALREADY = NN_("{objects} is closed to these already. Leave it out.",
                     "Closed to these already: {objects}. Leave them out.")  # fmt: skip
SAME_LIMIT = NN_("{objects} has this limit already. Leave it out.",
                 "These have this limit already: {objects}. Leave them out.")  # fmt: skip
NOT_FOR_CARS = NN_("{objects} is not a street for cars. Leave it out.",
                   "These are not streets for cars: {objects}. Leave them out.")  # fmt: skip
CLOSED_TO_CARS = NN_("{objects} is closed to cars: there is no speed to limit. Leave it out.",
                     "These are closed to cars, so there is no speed to limit: {objects}. Leave them out.")  # fmt: skip
CLOSED_TO_ALL = NN_("{objects} is closed to all. Open it first, or leave it out.",
                    "These are closed to all: {objects}. Open them first, or leave them out.")  # fmt: skip
WHOLE_KMH = N_("Speed limits are in whole km/h, not {value}.")
NO_PIECE = N_("The piece that says the direction, {id}, is not there. Name another under “along”.")
ALONG = text(
    N_("The piece whose line says the direction of all, as one street; else each says its own."), optional=True
)
ROUND = ("roundabout", "circular")
SLOWEST_LIMIT_KMH, HIGHEST_LIMIT_KMH = 5, 130  # walking pace; OUG 195/2002 (road code), art. 49: motorways


def rows_of(city: City, edit: Edit) -> gpd.GeoDataFrame:
    """Return the rows of the streets an edit changes."""
    return city.streets.loc[list(edit.ids)]


@dataclass(frozen=True, kw_only=True)
class CloseStreet(Edit):
    """Streets that nobody may use any more, or not by some ways of moving, or not at some hours."""

    kind: ClassVar[str] = "close_street"
    title: ClassVar[str] = N_("Close a street")
    of_layer: ClassVar[str] = "streets"
    own: ClassVar[Mapping[str, Schema]] = {
        "modes": texts(N_("Who may no longer use it."), choices=(WALK, BIKE, CAR)),
        "hours": text(HOURS_DOC, pattern=HOURS_PATTERN, optional=True),
    }
    expects: ClassVar[Sequence[str]] = ("name", *TAG_OF.values())

    modes: tuple[str, ...] = (WALK, BIKE, CAR)
    hours: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        streets = self.names(language)
        who = ", ".join(translate(WHO[mode], language) for mode in self.modes)
        to_all = set(self.modes) == set(WHO)
        if self.hours is None:
            said = N_("Close {streets} to all") if to_all else N_("Close {streets} to {who}")
            return self.sentence(language, said, streets=streets, who=who)
        said = N_("Close {streets} to all {hours}") if to_all else N_("Close {streets} to {who} {hours}")
        return self.sentence(language, said, streets=streets, who=who, hours=hours_text(self._hours(), language))

    def problems(self, city: City) -> list[TwinError]:
        """Return hours that cannot be read, and the streets that are closed already to all these modes."""
        try:
            self._hours()
        except EditError as error:
            return [error]
        rows = rows_of(city, self)
        access = street_access(rows)
        columns = [f"{VEHICLE_OF[mode]}_{way}" for mode in self.modes for way in (FORWARD, BACKWARD)]
        closed = rows[(access[columns] == NO).all(axis=1).to_numpy(bool)]
        hours = {str(id): [hours_of_tag(row[TAG_OF[mode]]) for mode in self.modes] for id, row in closed.iterrows()}
        always = [id for id, known in hours.items() if all(each is None for each in known)]
        twice = [error for id, known in hours.items() if id not in always for error in self._of_hours(id, known)]
        return refused(city, self.layer, always, CLOSED_ALREADY) + twice

    def _of_hours(self, id: str, known: Sequence[str | None]) -> list[TwinError]:
        """Return what speaks against closing a street at these hours too that is closed at some already."""
        if self.hours is None:
            return []
        try:
            for hours in known:
                hours_from_text(self.hours if hours is None else f"{hours},{self.hours}")
        except EditError as error:
            return [EditError(error.template, **error.fields, ids=(id,))]
        return []

    def remarks(self, city: City) -> list[Phrase]:
        """Return the lines that run along streets closed to cars, and the homes cars could not leave any more."""
        if CAR not in self.modes:
            return []
        lines = lines_along(city, self.ids)
        still = [Phrase(STILL_RUN if len(lines) > 1 else STILL_RUNS, lines=", ".join(lines))] if lines else []
        return [*still, *shut_in(self, city, BEHIND_CLOSED)]

    def in_force(self, at: time | None) -> bool:
        """Return whether the streets are closed at a time of day; without one, that they are at some."""
        return at is None or self.hours is None or is_within(at, self._hours())

    def apply(self, city: City) -> City:
        """Return the city with the streets closed, by hours at those said before too."""
        rows = rows_of(city, self)
        tags = {TAG_OF[mode]: [self._tag(value) for value in rows[TAG_OF[mode]]] for mode in self.modes}
        return with_values(city, self.layer, self.ids, {**tags, PATH_FOR: open_to(rows)})

    def _tag(self, before: object) -> str:
        if self.hours is None:
            return CLOSED
        known = hours_of_tag(before)
        return f"{CLOSED};{self.hours}" if known is None else f"{CLOSED};{known},{self.hours}"

    def _hours(self) -> Hours:
        return () if self.hours is None else hours_from_text(self.hours)


@dataclass(frozen=True, kw_only=True)
class SpeedLimit(Edit):
    """Another speed limit in streets."""

    kind: ClassVar[str] = "speed_limit"
    title: ClassVar[str] = N_("Speed limit")
    of_layer: ClassVar[str] = "streets"
    own: ClassVar[Mapping[str, Schema]] = {
        "kmh": number(N_("The new limit in km/h."), least=SLOWEST_LIMIT_KMH, most=HIGHEST_LIMIT_KMH)
    }
    expects: ClassVar[Sequence[str]] = ("name", "maxspeed_kmh")

    kmh: float

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        return self.sentence(
            language, N_("Limit the speed in {streets} to {kmh} km/h"), streets=self.names(language), kmh=self.kmh
        )

    def problems(self, city: City) -> list[TwinError]:
        """Return the streets that have this limit already, and ways on which nobody drives."""
        rows = rows_of(city, self)
        if self.kmh != round(self.kmh):
            return [EditError(WHOLE_KMH, field="kmh", value=as_written(self.kmh))]
        same, feet = rows["maxspeed_kmh"] == self.kmh, Tags(rows).is_one_of("highway", *FOR_FEET)
        without = without_cars(rows) & ~feet
        return [
            *refused(city, self.layer, rows.index[without], CLOSED_TO_CARS),
            *refused(city, self.layer, rows.index[same & ~without], SAME_LIMIT),
            *refused(city, self.layer, rows.index[feet], NOT_FOR_CARS),
        ]

    def apply(self, city: City) -> City:
        """Return the city with the new limit."""
        return with_values(city, self.layer, self.ids, {"maxspeed_kmh": float(self.kmh)})


def wrong_along(city: City, along: str | None) -> list[TwinError]:
    """Return whether the piece that is to say the direction is not there."""
    return [] if along is None or along in city.streets.index else [EditError(NO_PIECE, id=along)]


def open_to(rows: gpd.GeoDataFrame) -> list[str | None]:
    """Return to whom each street is open, or was before a scenario closed it, as its column `path_for` says it."""
    access = street_access(rows)
    known = rows[PATH_FOR] if PATH_FOR in rows else pd.Series(None, index=rows.index, dtype=object)
    made = []
    for id, said in known.items():
        before = set() if pd.isna(said) else set(str(said).split(";"))
        now = {vehicle for vehicle in ("foot", "bicycle") if access.at[id, f"{vehicle}_forward"] == YES}
        made.append(";".join(sorted(before | now)) or None)
    return made


def closed_to_all(rows: pd.DataFrame) -> Bools:
    """Return which streets nobody may use at any hour, walkers, bicycles or cars."""
    closed: Bools = (rows[list(TAG_OF.values())] == CLOSED).all(axis=1).to_numpy(bool)
    return closed


def without_cars(rows: gpd.GeoDataFrame) -> Bools:
    """Return on which streets no car and no bus drives at any hour."""
    driven = [f"{VEHICLE_OF[CAR]}_{way}" for way in (FORWARD, BACKWARD)]
    closed: Bools = (street_access(rows)[driven] == NO).all(axis=1).to_numpy(bool)
    by_hours = rows[TAG_OF[CAR]].map(hours_of_tag).notna().to_numpy(bool)
    buses = rows[["psv", "bus"]].isin(["yes", "designated"]).any(axis=1).to_numpy(bool)
    without: Bools = closed & ~by_hours & ~buses
    return without


def is_one_way(rows: pd.DataFrame) -> Bools:
    """Return which streets have traffic in one direction only."""
    tags = Tags(rows)
    return tags.is_one_of("oneway", *WAY_OF_TAG) | tags.is_one_of("junction", *ROUND)
