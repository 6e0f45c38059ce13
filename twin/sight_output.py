"""Answers about sight as JSON for programs and as text for people."""

from rich.console import Console

from geodata.language import N_, translate

from .city import City
from .gazetteer import Entry
from .printing import console_of, number, plain, share
from .sight_answer import SeenFrom, SightBetween
from .sun_output import print_scenario
from .sun_shares import TARGET_TITLES

IS_SEEN = N_("{end} is seen from {start}, {distance} m away ({share} of it).")
IS_HIDDEN = N_("{end} is not seen from {start}, {distance} m away.")
WAS_SEEN = N_("Without the scenario it is seen ({share} of it).")
WAS_HIDDEN = N_("Without the scenario it is not seen.")
SEEN_FROM = N_("From {start}, up to {reach} m away, {seen} ha are seen, {ground} ha of them open ground.")
SEEN_BEFORE = N_("Without the scenario {seen} ha are seen, {ground} ha of them open ground.")


def between_json(city: City, answer: SightBetween, *, scenario: str | None) -> dict[str, object]:
    """Return whether a place sees another as plain values; `before`: the same without the scenario."""
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "from": _place(city, answer.start),
        "to": _place(city, answer.end),
        **_line_json(city, answer),
        "before": None if answer.before is None else _line_json(city, answer.before),
    }


def print_between(city: City, answer: SightBetween, language: str, *, scenario: str | None) -> None:
    """Print whether a place sees another, and what hides it."""
    console, line = console_of(city, language), answer.line
    print_scenario(console, scenario, language)
    said = translate(IS_SEEN if line.is_clear else IS_HIDDEN, language).format(
        start=_title(city, answer.start), end=_title(city, answer.end), distance=number(line.distance_m, language),
        share=share(answer.seen_share, language),
    )  # fmt: skip
    console.print(said, highlight=False, markup=False)
    _print_blocked(console, city, answer, language)
    if answer.before is not None:
        before = translate(WAS_SEEN if answer.before.line.is_clear else WAS_HIDDEN, language)
        console.print(before.format(share=share(answer.before.seen_share, language)), highlight=False, markup=False)
        _print_blocked(console, city, answer.before, language)


def seen_json(city: City, answer: SeenFrom, language: str, *, scenario: str | None) -> dict[str, object]:
    """Return what is seen from a place as plain values; `before`: the same without the scenario."""
    return {
        "demonstration": city.is_demo,
        "scenario": scenario,
        "from": _place(city, answer.start),
        "reach_m": answer.view.reach_m,
        **_view_json(answer),
        "before": None if answer.before is None else _view_json(answer.before),
        "titles": {name: translate(TARGET_TITLES[name], language) for name in answer.shares},
    }


def print_seen(city: City, answer: SeenFrom, language: str, *, scenario: str | None) -> None:
    """Print how much is seen from a place."""
    console, before = console_of(city, language), answer.before
    print_scenario(console, scenario, language)
    start, reach = _title(city, answer.start), number(answer.view.reach_m, language)
    said = translate(SEEN_FROM, language).format(start=start, reach=reach, **_hectares(answer, language))
    console.print(said, highlight=False, markup=False)
    if before is not None:
        console.print(translate(SEEN_BEFORE, language).format(**_hectares(before, language)), highlight=False)
    for name, value in answer.shares.items():
        title, said = translate(TARGET_TITLES[name], language), share(value, language)
        if before is not None and name in before.shares:
            without = translate(N_("{share}, without the scenario {before}"), language)
            said = without.format(share=said, before=share(before.shares[name], language))
        console.print(f"{title}: {said}", highlight=False, markup=False)


def _line_json(city: City, answer: SightBetween) -> dict[str, object]:
    line, hides = answer.line, answer.blocked_by
    return {
        "seen": line.is_clear,
        "seen_share": round(answer.seen_share, 4),
        "distance_m": round(line.distance_m, 1),
        "blocked_at": None if line.blocked_at is None else _lonlat(city, *line.blocked_at),
        "blocked_by": None if hides is None else {"id": hides[0], "name": hides[1]},
        "missing_m": round(line.missing_m, 2),
    }


def _print_blocked(console: Console, city: City, answer: SightBetween, language: str) -> None:
    line, what = answer.line, answer.blocked_by
    if line.blocked_at is None:
        return
    lon, lat = _lonlat(city, *line.blocked_at)
    hides = translate(N_("the ground or a tree"), language) if what is None else what[1] or what[0]
    said = translate(N_("In the way: {what}, at {lon},{lat}; {metres} m too high."), language)
    metres = number(line.missing_m, language, 1)
    console.print(said.format(what=hides, lat=lat, lon=lon, metres=metres), highlight=False, markup=False)


def _view_json(answer: SeenFrom) -> dict[str, object]:
    return {
        "seen_m2": answer.view.area_m2,
        "seen_ground_m2": answer.view.ground_m2,
        "seen_share": {name: plain(value) for name, value in answer.shares.items()},
    }


def _hectares(answer: SeenFrom, language: str) -> dict[str, str]:
    sizes = {"seen": answer.view.area_m2, "ground": answer.view.ground_m2}
    return {name: number(size_m2 / 1e4, language, 2) for name, size_m2 in sizes.items()}


def _place(city: City, entry: Entry) -> dict[str, object]:
    lon, lat = _lonlat(city, entry.x_m, entry.y_m)
    return {"title": _title(city, entry), "id": entry.ids[0] if entry.ids else None, "lon": lon, "lat": lat}


def _title(city: City, entry: Entry) -> str:
    """Return what a place is called; a bare point by longitude and latitude, as commands take it."""
    return entry.title if entry.layer else ",".join(f"{value:.6f}" for value in _lonlat(city, entry.x_m, entry.y_m))


def _lonlat(city: City, x: float, y: float) -> tuple[float, float]:
    lon, lat = city.frame.to_lonlat_points(x, y)
    return round(float(lon), 6), round(float(lat), 6)
