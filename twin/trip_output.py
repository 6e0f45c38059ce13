"""Routes and isochrones as JSON for programs and as tables for people."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from rich.table import Table

from geodata.language import N_, number_text, translate
from layers.tag_titles import SURFACE

from .city import City
from .homes import PEOPLE
from .isochrones import FACILITIES
from .printing import ESTIMATED_PEOPLE, console_of
from .route_steps import Step
from .route_texts import instruction, length_text
from .routes import Route
from .snapping import Place
from .travel_modes import TRAVEL_MODES

DEGREES = 7  # decimals: a centimetre
FACILITY_TITLES: Mapping[str, str] = {
    "kindergarten": N_("Kindergartens"),
    "school": N_("Schools"),
    "health": N_("Health and care"),
    "pharmacy": N_("Pharmacies"),
    "grocery": N_("Groceries"),
    "park": N_("Parks"),
    "stop": N_("Stops"),
    "charging_station": N_("Charging stations"),
}
ESTIMATED_LINES = N_("Waits and rides are estimates: the timetable has no times, or no time was asked for.")


def route_json(
    city: City, route: Route, points: tuple[tuple[float, float], tuple[float, float]], language: str
) -> dict[str, object]:
    """Return everything `twin route --json` says, as plain values; coordinates are longitude, latitude."""
    return {
        "mode": route.mode,
        "from": list(points[0]),
        "to": list(points[1]),
        "snap_m": {"from": round(route.start.snap_m, 1), "to": round(route.end.snap_m, 1)},
        "length_m": round(route.length_m, 1),
        "minutes": round(route.seconds / 60, 2),
        "climb_m": round(route.climb_m, 1),
        "descent_m": round(route.descent_m, 1),
        "stress": _stress_json(route),
        "unknown_m": round(route.unknown_m, 1) if route.mode == "wheelchair" else None,
        "estimated": route.is_estimated,
        "departure": _iso(route.departure),
        "arrival": _iso(route.arrival),
        "demonstration": city.is_demo,
        "steps": [step_json(step, language) for step in route.steps],
        "geometry": geojson(city, route.geometry),
    }


def _stress_json(route: Route) -> dict[str, object] | None:
    if not route.stress_m:
        return None
    mean = route.mean_stress
    return {
        "worst": route.worst_stress,
        "mean": None if np.isnan(mean) else round(mean, 2),
        "metres": {str(level): round(length_m, 1) for level, length_m in route.stress_m.items()},
    }


def step_json(step: Step, language: str) -> dict[str, object]:
    """Return a step as plain values, with what to do in the user's language."""
    made: dict[str, object] = {
        "kind": step.kind,
        "instruction": instruction(step, language),
        "street": step.name,
        "class": step.way_class,
        "length_m": round(step.length_m, 1),
        "seconds": round(step.seconds, 1),
        "turn": step.turn,
        "bearing_deg": round(step.bearing_deg, 1),
        "surface": step.surface,
        "steps": step.has_steps,
    }
    if step.kind != "ride":
        return made
    return made | {
        "line": step.line,
        "vehicle": step.vehicle,
        "from_stop": step.from_stop,
        "to_stop": step.to_stop,
        "wait_s": round(step.wait_s, 1),
        "estimated": step.is_estimated,
        "departure": _iso(step.departure),
        "arrival": _iso(step.arrival),
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when is not None else None


def geojson(city: City, geometry: shapely.Geometry) -> dict[str, object]:
    """Return a geometry of the frame as GeoJSON: longitude and latitude to a centimetre."""

    def to_degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lonlat = np.column_stack(city.frame.to_lonlat_points(xy[:, 0], xy[:, 1]))
        return np.asarray(np.round(lonlat, DEGREES), np.float64)

    made: dict[str, object] = shapely.geometry.mapping(shapely.transform(geometry, to_degrees))
    return made


def isochrone_json(
    city: City, rings: gpd.GeoDataFrame, place: Place, point: tuple[float, float], mode: str
) -> dict[str, object]:
    """Return everything `twin isochrone --json` says: a GeoJSON FeatureCollection, largest ring last."""
    return {
        "type": "FeatureCollection",
        "mode": mode,
        "from": list(point),
        "snap_m": round(place.snap_m, 1),
        "estimated": mode == "transit",
        "demonstration": city.is_demo,
        "features": [
            {"type": "Feature", "properties": _ring_json(ring), "geometry": geojson(city, ring["geometry"])}
            for ring in rings.to_dict("records")
        ],
    }


def _ring_json(ring: Mapping[str, float]) -> dict[str, object]:
    return {
        "minutes": ring["minutes"],
        "area_m2": round(ring["area_m2"]),
        "residents": _whole(ring["residents"]),
        "dwellings": _whole(ring["dwellings"]),
        "facilities": {name: int(ring[name]) for name in FACILITIES},
    }


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else round(value)


def print_route(city: City, route: Route, language: str) -> None:
    """Print a route for people: what it takes, and its steps."""
    console = console_of(city, language)
    for line in route_lines(route, language, is_flat=city.terrain.is_flat):
        console.print(line, highlight=False)
    table = Table(title=translate(N_("Step by step"), language), title_justify="left")
    table.add_column(translate(N_("Step"), language))
    table.add_column(translate(N_("Length"), language), justify="right")
    table.add_column(translate(N_("Minutes"), language), justify="right")
    table.add_column(translate(N_("Surface"), language))
    for step in route.steps:
        table.add_row(
            instruction(step, language),
            length_text(step.length_m, language),
            number_text(step.seconds / 60, language, decimals=1),
            translate(SURFACE.get(step.surface or "", step.surface or ""), language),
        )
    console.print(table)


def route_lines(route: Route, language: str, *, is_flat: bool) -> list[str]:
    """Return the lines above the steps: minutes, length, climbs; what is unknown or estimated."""

    def said(message: str, **fields: str) -> str:
        return translate(message, language).format(**fields)

    def metres(value: float) -> str:
        return number_text(value, language)

    on_slopes = N_("{mode}: {minutes} min, {length}, {climb} m up, {descent} m down")
    on_the_flat = N_("{mode}: {minutes} min, {length} (climbs are not known: no terrain model)")
    lines = [
        said(
            on_the_flat if is_flat else on_slopes,
            mode=mode_title(route.mode, language),
            minutes=number_text(route.seconds / 60, language, decimals=1),
            length=length_text(route.length_m, language),
            climb=metres(route.climb_m), descent=metres(route.descent_m),
        )
    ]  # fmt: skip
    if route.departure is not None and route.arrival is not None:
        arrival = route.arrival + timedelta(seconds=30)  # to the nearest minute
        times = {"departure": f"{route.departure:%H:%M}", "arrival": f"{arrival:%H:%M}"}
        lines.append(said(N_("From {departure} to {arrival}"), **times))
    snaps = {"start": metres(route.start.snap_m), "end": metres(route.end.snap_m)}
    lines.append(said(N_("The way begins {start} m from the first point and ends {end} m from the second."), **snaps))
    if route.worst_stress is not None:
        mean = number_text(route.mean_stress, language, decimals=1)
        lines.append(said(N_("Traffic stress: {mean} on average, {worst} at worst (1 calm, 4 only for the bold)"),
                          mean=mean, worst=str(route.worst_stress)))  # fmt: skip
    if route.mode == "wheelchair" and route.unknown_m >= 1:
        unknown = N_("It is not known whether wheelchairs can use {metres} m of the way.")
        lines.append(said(unknown, metres=metres(route.unknown_m)))
    if route.is_estimated:
        lines.append(translate(ESTIMATED_LINES, language))
    return lines


def print_isochrone(city: City, rings: gpd.GeoDataFrame, place: Place, mode: str, language: str) -> None:
    """Print an isochrone for people: a row for each ring."""
    console = console_of(city, language)
    template = translate(N_("{mode}, starting {metres} m from the point"), language)
    console.print(
        template.format(mode=mode_title(mode, language), metres=number_text(place.snap_m, language)), highlight=False
    )
    table = Table()
    headings = (N_("Minutes"), N_("Area in km²"), N_("Residents"), N_("Dwellings"))
    for heading in (*headings, *(FACILITY_TITLES[name] for name in FACILITIES)):
        table.add_column(translate(heading, language), justify="right")
    for ring in rings.to_dict("records"):
        table.add_row(
            number_text(ring["minutes"], language, decimals=1),
            number_text(ring["area_m2"] / 1e6, language, decimals=2),
            *("–" if np.isnan(ring[name]) else number_text(ring[name], language) for name in PEOPLE),
            *(number_text(ring[name], language) for name in FACILITIES),
        )
    console.print(table)
    console.print(translate(ESTIMATED_PEOPLE, language), highlight=False)
    if mode == "transit":
        console.print(translate(ESTIMATED_LINES, language), highlight=False)


def mode_title(mode: str, language: str) -> str:
    """Return what a mode is called, as the beginning of a line."""
    text = translate(TRAVEL_MODES[mode].title, language) if mode in TRAVEL_MODES else mode
    return text[:1].upper() + text[1:]
