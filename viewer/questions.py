"""Questions that a planner asks on the map, and their answers: drawn, in words and numbers, and as files."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, Protocol

import geopandas as gpd
import numpy as np

from geodata.errors import TwinError
from geodata.language import N_, moment_text, number_text, translate
from layers.layer import LegendEntry
from twin.access import AccessResult, access
from twin.answer_files import access_csv, access_geojson, isochrone_csv, isochrone_geojson, route_csv, route_geojson
from twin.answer_tiles import (
    rings_legend,
    rings_tile,
    route_legend,
    route_tile,
    served_legend,
    served_tile,
)
from twin.city import City
from twin.homes import PEOPLE
from twin.isochrones import FACILITIES, isochrone
from twin.journeys import journey
from twin.measurement import OUTSIDE_TITLE
from twin.namesakes import neighbourhood_names
from twin.printing import ESTIMATED_PEOPLE, note_lines, number, share
from twin.reach_output import access_lines
from twin.route_texts import instruction, length_text
from twin.routes import Route, route
from twin.snapping import Place, place_at
from twin.tile_drawing import DrawnTile
from twin.trip_output import ESTIMATED_LINES, FACILITY_TITLES, mode_title, route_lines

LonLat = tuple[float, float]
Said = Mapping[str, object]
NEIGHBOURHOODS_TOLD: Final = 60

ISOCHRONE_TITLE = N_("How far one gets: {mode}")
ROUTE_TITLE = N_("The fastest way: {mode}")
NEAREST_TITLE = N_("Who reaches “{goal}”: {mode}")
MINUTES = N_("{minutes} min")
BY_TIMETABLE = N_("Leaving on {moment}, by the timetable.")
# Of what does not depend on when it is asked.
ANY_HOUR = N_("At any hour: this does not depend on the moment.")
WHOLE_DAY = N_("For a whole day: lines count by how often they run, whatever the moment.")
WALK, TRANSIT = "walk", "transit"


@dataclass(frozen=True)
class Answer:
    """An answer: its picture with the legend, its files, and what is said of it in a language.

    `whenever` (a marked message): that it is the same whatever the moment, "" where it is not.
    """

    kind: str
    tile: DrawnTile
    legend: tuple[LegendEntry, ...]
    geojson: bytes = field(repr=False)
    csv: bytes = field(repr=False)
    say: Callable[[str], Said] = field(repr=False)
    whenever: str = ""

    def said(self, language: str) -> dict[str, object]:
        """Return everything that is shown of it beside the map, in plain values."""
        legend = [
            {
                "title": translate(entry.title, language).format(minutes=_minutes_text(entry.value, language)),
                "light": entry.light,
                "dark": entry.dark,
            }
            for entry in self.legend
        ]
        return {"kind": self.kind, "legend": legend, **self.say(language)}


class Question(Protocol):
    """Something that a city is asked."""

    def answer(self, city: City) -> Answer:
        """Return the answer; slow. Raises TwinError with the sentence that says why there is none."""


@dataclass(frozen=True)
class HowFar:
    """How far one gets from a point within some minutes; by transit at a time where one is given."""

    start: LonLat
    mode: str
    minutes: tuple[float, ...]
    at: datetime | None = None

    def answer(self, city: City) -> Answer:
        """Return the rings."""
        place = place_at(city, city.mobility, self.start, mode=self.mode if self.at is None else WALK)
        rings = isochrone(city, place, mode=self.mode, minutes=self.minutes, at=self.at)
        return Answer(
            kind="isochrone", tile=rings_tile(city, rings, place), legend=rings_legend(rings),
            geojson=isochrone_geojson(city, rings, place, self.start, self.mode), csv=isochrone_csv(rings),
            say=partial(_say_rings, rings, place, self.mode, self.at), whenever=_whenever(self.mode, self.at),
        )  # fmt: skip


def ready_to_answer(city: City) -> None:
    """Read and compile what a first question would wait for: the ways and the searches. Not for the event loop."""
    with contextlib.suppress(TwinError):  # a city without ways has no answers either
        HowFar(city.recipe.centre_lonlat, "walk", (5.0,)).answer(city)


@dataclass(frozen=True)
class WhichWay:
    """The fastest way between two points; by transit at a time where one is given. Its file is in a language."""

    start: LonLat
    end: LonLat
    mode: str
    at: datetime | None
    language: str

    def answer(self, city: City) -> Answer:
        """Return the way."""
        found = self._route(city)
        return Answer(
            kind="route", tile=route_tile(city, found), legend=route_legend(found),
            geojson=route_geojson(city, found, (self.start, self.end), self.language),
            csv=route_csv(found, self.language),
            say=partial(_say_route, found, is_flat=city.terrain.is_flat), whenever=_whenever(self.mode, self.at),
        )  # fmt: skip

    def _route(self, city: City) -> Route:
        on_foot = self.at is not None and self.mode == TRANSIT
        snapped = [place_at(city, city.mobility, p, mode=WALK if on_foot else self.mode) for p in self._points]
        if self.at is not None and on_foot:
            return journey(city, *snapped, at=self.at)
        return route(city, *snapped, mode=self.mode)

    @property
    def _points(self) -> tuple[LonLat, LonLat]:
        return self.start, self.end


@dataclass(frozen=True)
class WhoIsServed:
    """Who gets from home to the nearest object of LAYER or LAYER:CLASS within some minutes."""

    to: str
    mode: str
    minutes: tuple[float, ...]

    def answer(self, city: City) -> Answer:
        """Return the homes."""
        found = access(city, self.to, mode=self.mode, minutes=self.minutes)
        return Answer(
            kind="nearest", tile=served_tile(city, found), legend=served_legend(found),
            geojson=access_geojson(city, found), csv=access_csv(city, found), say=partial(_say_served, city, found),
            whenever=_whenever(self.mode, None),
        )  # fmt: skip


def _whenever(mode: str, at: datetime | None) -> str:
    """Return what has to be said of an answer that no clock time went into, "" for one by the timetable."""
    return "" if at is not None else WHOLE_DAY if mode == TRANSIT else ANY_HOUR


def goal_title(city: City, to: str, language: str) -> str:
    """Return what LAYER or LAYER:CLASS is called."""
    layer, _, wanted = to.partition(":")
    kind = city.layers[layer].kind
    of_class = {entry.value: entry.title for entry in kind.style.entries}
    return translate(of_class.get(wanted, kind.title), language)


def _say_rings(rings: gpd.GeoDataFrame, place: Place, mode: str, at: datetime | None, language: str) -> Said:
    heads = [translate(N_("Within"), language), *(_minutes_head(m, language) for m in rings["minutes"])]
    columns = [(N_("Area in km²"), [number_text(v / 1e6, language, decimals=2) for v in rings["area_m2"]])]
    titles = {"residents": N_("Residents"), "dwellings": N_("Dwellings"), **FACILITY_TITLES}
    columns += [(titles[name], [number(v, language) for v in rings[name]]) for name in (*PEOPLE, *FACILITIES)]
    start = translate(N_("{mode}, starting {metres} m from the point"), language)
    lines = [start.format(mode=mode_title(mode, language), metres=number_text(place.snap_m, language))]
    lines.append(translate(ESTIMATED_PEOPLE, language))
    if at is not None:
        leaving = moment_text(at.isoformat(), language, zone=at.tzinfo)
        lines.append(translate(BY_TIMETABLE, language).format(moment=leaving))
    elif mode == TRANSIT:
        lines.append(translate(ESTIMATED_LINES, language))
    table = {"heads": heads, "rows": [[translate(title, language), *values] for title, values in columns]}
    title = translate(ISOCHRONE_TITLE, language).format(mode=_mode(mode, language))
    return {"title": title, "lines": lines, "tables": [table], "steps": [], "notes": []}


def _say_route(found: Route, language: str, *, is_flat: bool) -> Said:
    steps = [
        {
            "text": instruction(step, language),
            "length": length_text(step.length_m, language),
            "minutes": translate(MINUTES, language).format(
                minutes=number_text(step.seconds / 60, language, decimals=1)
            ),
        }
        for step in found.steps
    ]
    title = translate(ROUTE_TITLE, language).format(mode=_mode(found.mode, language))
    lines = route_lines(found, language, is_flat=is_flat)
    return {"title": title, "lines": lines, "tables": [], "steps": steps, "notes": []}


def _say_served(city: City, found: AccessResult, language: str) -> Said:
    title = translate(NEAREST_TITLE, language).format(
        goal=goal_title(city, found.to, language), mode=_mode(found.mode, language)
    )
    lines = [*access_lines(found, language), translate(ESTIMATED_PEOPLE, language)]
    return {
        "title": title, "lines": lines, "tables": [_served_table(found, language), _areas_table(city, found, language)],
        "steps": [], "notes": note_lines(found.report, language),
    }  # fmt: skip


def _served_table(found: AccessResult, language: str) -> Said:
    heads = (N_("Within"), N_("Residents served"), N_("Share"), N_("Dwellings served"))
    rows = [
        [
            _minutes_head(float(str(minutes)), language), number(row["residents"], language),
            share(row["residents_share"], language), number(row["dwellings"], language),
        ]
        for minutes, row in found.served.iterrows()
    ]  # fmt: skip
    return {"heads": [translate(head, language) for head in heads], "rows": rows}


def _areas_table(city: City, found: AccessResult, language: str) -> Said:
    heads = [translate(N_("Neighbourhood"), language), translate(N_("Residents"), language)]
    heads += [_minutes_head(m, language) for m in found.minutes]
    names, outside = neighbourhood_names(city, language=language), translate(OUTSIDE_TITLE, language)
    rows = []
    for id, row in found.neighbourhoods.head(NEIGHBOURHOODS_TOLD).iterrows():
        shares = [_percent(row[f"share_{m:g}"], language) for m in found.minutes]
        rows.append([names.get(str(id), outside), number(row["residents"], language), *shares])
    return {"heads": heads, "rows": rows}


def _percent(value: float, language: str) -> str:
    return "–" if np.isnan(value) else f"{number_text(100 * value, language)} %"


def _minutes_head(minutes: float, language: str) -> str:
    return translate(MINUTES, language).format(minutes=number_text(minutes, language, decimals=1))


def _minutes_text(value: str, language: str) -> str:
    """Return the minutes of a legend's entry as people write them; other values stand for themselves."""
    return number_text(float(value), language, decimals=1) if value.replace(".", "").isdigit() else value


def _mode(mode: str, language: str) -> str:
    text = mode_title(mode, language)
    return text[:1].lower() + text[1:]


# Layers whose objects people go to; of those marked True each class is a goal of its own.
GOAL_LAYERS: Final[Mapping[str, bool]] = {
    "transit": False,
    "charging_stations": False,
    "public_bikes": False,
    "amenities": True,
    "green_space": True,
    "waste_points": False,
}


def goals_of(city: City) -> Sequence[tuple[str, int]]:
    """Return what one can ask the way to, as LAYER or LAYER:CLASS, with how many there are of it."""
    return city.kept("goals", lambda: _goals(city), needs=tuple(name for name in GOAL_LAYERS if name in city.layers))


def _goals(city: City) -> list[tuple[str, int]]:
    made: list[tuple[str, int]] = []
    for name, by_class in GOAL_LAYERS.items():
        if name not in city.layers or not len(city.layers[name].table):
            continue
        layer = city.layers[name]
        if not by_class:
            made.append((name, len(layer.table)))
            continue
        counts = layer.table["class"].value_counts()
        entries = [entry.value for entry in layer.kind.style.entries if entry.value in counts.index]
        made += [(f"{name}:{value}", int(counts[value])) for value in entries]
    return made
