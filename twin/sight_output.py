"""Answers about sight as JSON for programs and as text for people."""

from geodata.language import N_, translate

from .city import City
from .gazetteer import Entry
from .printing import console_of, number, plain, share
from .sight_answer import SeenFrom, SightBetween
from .sun_shares import TARGET_TITLES


def between_json(city: City, answer: SightBetween) -> dict[str, object]:
    """Return whether a place sees another as plain values."""
    line = answer.line
    at = None if line.blocked_at is None else _lonlat(city, *line.blocked_at)
    hides = answer.blocked_by
    return {
        "demonstration": city.is_demo,
        "from": _place(city, answer.start),
        "to": _place(city, answer.end),
        "seen": line.is_clear,
        "seen_share": round(answer.seen_share, 4),
        "distance_m": round(line.distance_m, 1),
        "blocked_at": at,
        "blocked_by": None if hides is None else {"id": hides[0], "name": hides[1]},
        "missing_m": round(line.missing_m, 2),
    }


def print_between(city: City, answer: SightBetween, language: str) -> None:
    """Print whether a place sees another, and what hides it."""
    console, line = console_of(city, language), answer.line
    names = {"start": answer.start.title, "end": answer.end.title, "distance": number(line.distance_m, language)}
    if line.is_clear:
        said = translate(N_("{end} is seen from {start}, {distance} m away ({share} of it)."), language)
    else:
        said = translate(N_("{end} is not seen from {start}, {distance} m away."), language)
    console.print(said.format(**names, share=share(answer.seen_share, language)), highlight=False, markup=False)
    if line.blocked_at is not None:
        lon, lat = _lonlat(city, *line.blocked_at)
        what = answer.blocked_by
        hides = translate(N_("the ground or a tree"), language) if what is None else what[1] or what[0]
        said = translate(N_("In the way: {what}, at {lat}, {lon}; {metres} m too high."), language)
        metres = number(line.missing_m, language, 1)
        console.print(said.format(what=hides, lat=lat, lon=lon, metres=metres), highlight=False, markup=False)


def seen_json(city: City, answer: SeenFrom, language: str) -> dict[str, object]:
    """Return what is seen from a place as plain values."""
    return {
        "demonstration": city.is_demo,
        "from": _place(city, answer.start),
        "reach_m": answer.view.reach_m,
        "seen_m2": answer.view.area_m2,
        "seen_ground_m2": answer.view.ground_m2,
        "seen_share": {name: plain(value) for name, value in answer.shares.items()},
        "titles": {name: translate(TARGET_TITLES[name], language) for name in answer.shares},
    }


def print_seen(city: City, answer: SeenFrom, language: str) -> None:
    """Print how much is seen from a place."""
    console, view = console_of(city, language), answer.view
    said = translate(
        N_("From {start}, up to {reach} m away, {seen} ha are seen, {ground} ha of them open ground."), language
    )
    console.print(
        said.format(
            start=answer.start.title, reach=number(view.reach_m, language),
            seen=number(view.area_m2 / 1e4, language, 2), ground=number(view.ground_m2 / 1e4, language, 2),
        ),
        highlight=False, markup=False,
    )  # fmt: skip
    for name, value in answer.shares.items():
        title = translate(TARGET_TITLES[name], language)
        console.print(f"{title}: {share(value, language)}", highlight=False, markup=False)


def _place(city: City, entry: Entry) -> dict[str, object]:
    lon, lat = _lonlat(city, entry.x_m, entry.y_m)
    return {"title": entry.title, "id": entry.ids[0] if entry.ids else None, "lon": lon, "lat": lat}


def _lonlat(city: City, x: float, y: float) -> tuple[float, float]:
    lon, lat = city.frame.to_lonlat_points(x, y)
    return round(float(lon), 6), round(float(lat), 6)
