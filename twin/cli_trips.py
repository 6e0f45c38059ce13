"""The commands `twin route` and `twin isochrone`: one trip, and how far one gets. Texts are in the user's language."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from geodata.errors import InputError, UsageError
from geodata.language import N_, translate

from .city import City
from .cli_arguments import city_of, given, print_json

if TYPE_CHECKING:
    from .routes import Route


def add_trip_commands(app: App, language: str) -> None:
    """Give the command line `route` and `isochrone`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    dir_help, json_help = t(N_("The folder of a city.")), t(N_("Print one JSON document and nothing else."))
    mode_help = t(
        N_("How: walk, wheelchair, older_person, pram, child, bike, bike_cautious, car or transit; walk if left out.")
    )
    from_help = t(N_("Where it starts: longitude and latitude, such as 21.2257,45.7537."))

    @app.command(
        help=t(N_("Find the fastest way from one point to another.")),
        usage="",
        help_prologue=t(N_("Usage: twin route DIR --from LON,LAT --to LON,LAT [options]")),
    )
    def route(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        start: Annotated[str | None, Parameter(name="--from", help=from_help, allow_leading_hyphen=True)] = None,
        end: Annotated[
            str | None,
            Parameter(name="--to", help=t(N_("Where it ends: longitude and latitude.")), allow_leading_hyphen=True),
        ] = None,
        mode: Annotated[str, Parameter(help=mode_help)] = "walk",
        at: Annotated[
            str | None,
            Parameter(help=t(N_("When it starts, such as 2026-03-02T08:00; lines run by their timetable then."))),
        ] = None,
        json_: Annotated[bool, Parameter(name="--json", help=json_help)] = False,
    ) -> None:
        ends = given(start, "--from"), given(end, "--to")
        _print_route(city_of(folder), *ends, mode, at, language, as_json=json_)

    @app.command(
        help=t(N_("Find how far one gets within some minutes, and who lives and what stands there.")),
        usage="",
        help_prologue=t(N_("Usage: twin isochrone DIR --from LON,LAT --minutes 5,10,15 [options]")),
    )
    def isochrone(
        folder: Annotated[Path | None, Parameter(name="DIR", help=dir_help)] = None,
        /,
        *,
        start: Annotated[str | None, Parameter(name="--from", help=from_help, allow_leading_hyphen=True)] = None,
        mode: Annotated[str, Parameter(help=mode_help)] = "walk",
        minutes: Annotated[str, Parameter(help=t(N_("Minutes, such as 5,10,15.")))] = "5,10,15",
        json_: Annotated[bool, Parameter(name="--json", help=json_help)] = False,
    ) -> None:
        limits = minutes_from_text(minutes)
        _print_isochrone(city_of(folder), given(start, "--from"), mode, limits, language, as_json=json_)


def lonlat_from_text(text: str, option: str) -> tuple[float, float]:
    """Return the longitude and latitude of a text such as "21.2257,45.7537". Raises UsageError for any other."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        lon = lat = float("nan")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise UsageError(
            N_("{option} takes longitude,latitude in degrees, such as 21.2257,45.7537, not “{text}”."),
            option=option, text=text,
        )  # fmt: skip
    return lon, lat


def check_order(city: City, lonlat: tuple[float, float]) -> None:
    """Raise InputError for a point that lies in the city only when its two numbers change places."""
    west, south, east, north = city.frame.bounds_lonlat

    def is_inside(lon: float, lat: float) -> bool:
        return west <= lon <= east and south <= lat <= north

    if not is_inside(*lonlat) and is_inside(*reversed(lonlat)):
        raise InputError(
            N_("{lon},{lat} lies outside the city. Longitude comes first: write {lat},{lon}."),
            lon=f"{lonlat[0]:g}", lat=f"{lonlat[1]:g}",
        )  # fmt: skip


def minutes_from_text(text: str) -> tuple[float, ...]:
    """Return the numbers of a text such as "5,10,15". Raises UsageError for any other."""
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(
            N_("--minutes takes numbers separated by commas, such as 5,10,15, not “{text}”."), text=text
        ) from None


def time_from_text(text: str) -> datetime:
    """Return the time of a text such as "2026-03-02T08:00". Raises UsageError for any other."""
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        made = None
    if made is None or len(text) < len("2026-03-02T08"):
        raise UsageError(N_("--at takes a day and a time, such as 2026-03-02T08:00, not “{text}”."), text=text)
    return made


def _print_route(city: City, start: str, end: str, mode: str, at: str | None, language: str, *, as_json: bool) -> None:
    from . import trip_output  # what makes and shows trips is imported when it is used: other commands start sooner

    points = lonlat_from_text(start, "--from"), lonlat_from_text(end, "--to")
    when = time_from_text(at) if at is not None else None
    for point in points:
        check_order(city, point)
    found = _found(city, points[0], points[1], mode, when)
    if as_json:
        print_json(trip_output.route_json(city, found, points, language))
    else:
        trip_output.print_route(city, found, language)


def _found(city: City, start: tuple[float, float], end: tuple[float, float], mode: str, at: datetime | None) -> "Route":
    from .journeys import journey, local_time
    from .routes import route
    from .snapping import place_at

    by_timetable = at is not None and mode == "transit"
    snapped = [place_at(city, city.mobility, p, mode="walk" if by_timetable else mode) for p in (start, end)]
    if at is not None and by_timetable:
        return journey(city, *snapped, at=at)
    found = route(city, *snapped, mode=mode)
    if at is None:
        return found
    at = local_time(city.timetable, at) if city.timetable is not None else at
    return replace(found, departure=at, arrival=at + timedelta(seconds=found.seconds))


def _print_isochrone(
    city: City, start: str, mode: str, minutes: tuple[float, ...], language: str, *, as_json: bool
) -> None:
    from . import trip_output  # as above
    from .access import checked_minutes
    from .isochrones import isochrone
    from .snapping import place_at

    point = lonlat_from_text(start, "--from")
    check_order(city, point)
    checked_minutes(minutes)
    place = place_at(city, city.mobility, point, mode=mode)
    rings = isochrone(city, place, mode=mode, minutes=minutes)
    if as_json:
        print_json(trip_output.isochrone_json(city, rings, place, point, mode))
    else:
        trip_output.print_isochrone(city, rings, place, mode, language)
