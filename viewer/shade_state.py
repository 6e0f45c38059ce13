"""What a page is told of the sun that it shows: where the picture is, what it means, what it comes to in words."""

from collections.abc import Mapping, Sequence

from geodata.language import N_, translate
from twin.city_clock import CityClock
from twin.hours_picture import HoursPicture
from twin.shade_picture import Shade
from twin.sun import SunDay

from .handouts import Handouts
from .hours_words import hours_notes, hours_rows, legend_in_both, legend_state
from .sun_words import BOTH_SIDES, sun_notes, sun_rows
from .view_state import ShadeMode

MODE_TITLES: Mapping[ShadeMode, str] = {
    "moment": N_("Shadows at the moment"),
    "hours": N_("Hours of sun of the day"),
    "change": N_("Hours the scenario adds or takes"),
}
AGAINST_LEFT = N_("Hours more or fewer than on the left")
NOTHING: Mapping[str, object] = {
    "url": "", "sides": [], "rows": [], "notes": [], "of_sides": "", "towards": None, "legend": None, "day": None,
}  # fmt: skip


def mode_options(language: str, *, has_beside: bool, is_compared: bool) -> list[dict[str, object]]:
    """Return how the sun can be shown; what a scenario adds or takes only where there is another city beside."""
    titles = {**MODE_TITLES, "change": AGAINST_LEFT} if is_compared else MODE_TITLES
    return [
        {"value": mode, "title": translate(title, language)}
        for mode, title in titles.items()
        if mode != "change" or has_beside
    ]


def side_pictures(made: Shade | HoursPicture, handouts: Handouts) -> dict[str, object]:
    """Return where a side's pictures are, "" where there is none, and what says where they lie."""
    url, walls = (handouts.share(each, "image/png") if each else "" for each in (made.picture, made.walls))
    return {"url": url, "walls": walls, "box": list(made.box), "floor": made.floor_m}


def shade_state(
    made: Shade | HoursPicture | None,
    sides: Sequence[Mapping[str, object]],
    clock: CityClock,
    language: str,
    *,
    is_compared: bool,
    speaks_both: bool = False,
) -> dict[str, object]:
    """Return what the sun does in plain values; `towards` is None while hours are shown, whose light is no sun.

    `sides`: the pictures of the right and of the left side; `speaks_both`: its legend is in both languages.
    """
    if made is None:
        return dict(NOTHING)
    url = sides[0]["url"]
    of_sides = is_compared and not (isinstance(made, HoursPicture) and made.is_change)
    if isinstance(made, HoursPicture):
        return {
            "url": url, "sides": list(sides), "towards": None, "day": _day_ms(made.sun),
            "rows": hours_rows(made, clock, language), "notes": hours_notes(made, language),
            "of_sides": translate(BOTH_SIDES, language) if of_sides else "",
            "legend": (legend_in_both if speaks_both else legend_state)(made, language) if url else None,
        }  # fmt: skip
    return {
        "url": url, "sides": list(sides), "towards": list(made.towards), "day": _day_ms(made.day),
        "rows": sun_rows(made, clock, language), "notes": sun_notes(made, language),
        "of_sides": translate(BOTH_SIDES, language) if of_sides else "",
        "legend": None,
    }  # fmt: skip


def _day_ms(day: SunDay) -> list[int] | None:
    """Return sunrise and sunset in milliseconds of the Unix clock; None where there is none of them."""
    if day.sunrise is None or day.sunset is None:
        return None
    return [int(each.timestamp() * 1000) for each in (day.sunrise, day.sunset)]
