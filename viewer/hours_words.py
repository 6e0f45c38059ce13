"""Hours of sun in words and numbers: their legend, what they come to in the city, and those of one object or place."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
from babel.dates import format_date

from geodata.language import LANGUAGES, N_, date_text, number_text, translate
from twin.canopy import SAYS_CANOPY
from twin.city_clock import CityClock
from twin.homes import BUILDINGS
from twin.hours_picture import CHANGE_CLASSES, HOUR_CLASSES, MEANS, HoursPicture
from twin.indicator_sun import SOLAR_METHOD
from twin.sun_answer import BARE_TREES, NO_HEIGHT_AROUND, SOLID_TREES
from twin.sun_shares import TARGET_TITLES
from twin.sun_values import SunOf, SunValue

from .sun_words import CLEAR, NOT_KNOWN, SUNRISE, Row, day_words, sentence

HOURS_TITLE, CHANGE_TITLE = N_("Hours of sun, {day}"), N_("Hours of sun added or taken, {day}")
UNIT = N_("hours of sun on a day without clouds")
MORE_IS_BETTER = N_("more is better for green, school grounds and homes")
BLUE_IS_MORE = N_("blue: more sun, which is better for green, school grounds and homes; orange: less")
HOURS = N_("{hours} h")
MOVED = N_("{more} gain, {less} lose")
MOVED_TITLES: Final[Mapping[str, str]] = {
    "ground": N_("Ground"), "green": TARGET_TITLES["green"], "schools": TARGET_TITLES["schools"],
    "roofs": N_("Roofs"), BUILDINGS: N_("Buildings, by their façades"),
    "homes": N_("Residents, by the façades of their homes"),
}  # fmt: skip
UNDER_CROWNS = N_("the ground under a crown with leaves or needles is in shade all day")
BANDED_WALLS = N_(
    "walls are painted by the hours on points before them, in five bands of height; grey: without a point"
)
AT_LEAST, QUARTER_HOUR = N_("Counted from"), N_("a quarter of an hour")
QUARTER = N_("what changes by less than a quarter of an hour counts as the same")
VALUE_TITLES: Final[Mapping[SunOf, str]] = {
    "wall": N_("Hours of sun here on its façade, {day}"),
    "roof": N_("Hours of sun on its roof, {day}"),
    "facades": N_("Hours of sun on its façades, {day}"),
    "ground": N_("Hours of sun on its ground, {day}"),
    "place": N_("Hours of sun here, {day}"),
}
WITHOUT, AGAINST = N_("{hours} (without the scenario: {before})"), N_("{hours} ({name}: {before})")
M2_IN_HA = 10_000


def legend_state(picture: HoursPicture, language: str) -> dict[str, object]:
    """Return the legend of a picture: title, unit, what is better, and each class."""
    classes = CHANGE_CLASSES if picture.is_change else HOUR_CLASSES
    title = translate(CHANGE_TITLE if picture.is_change else HOURS_TITLE, language)
    return {
        "title": title.format(day=date_text(picture.day.isoformat(), language)),
        "unit": translate(UNIT, language),
        "direction": translate(BLUE_IS_MORE if picture.is_change else MORE_IS_BETTER, language),
        "has_same": picture.is_change,
        "classes": [
            {"text": each.text(language, is_whole=False, is_grouped=True), "light": each.light, "dark": each.dark}
            for each in classes
        ],
    }


def legend_in_both(picture: HoursPicture, language: str) -> dict[str, object]:
    """Return the same legend with title, unit and texts of classes in the other language, `other`, too."""
    other = next(each for each in LANGUAGES if each != language)
    said, again = legend_state(picture, language), legend_state(picture, other)
    return {**said, "other": {"language": other, **{name: again[name] for name in ("title", "unit", "classes")}}}


def hours_rows(picture: HoursPicture, clock: CityClock, language: str) -> list[Row]:
    """Return sunrise and sunset, and what the hours come to: means, or what gains and what loses."""
    rows = [(SUNRISE, day_words(picture.sun, clock, language))]
    if picture.is_change:
        moved = picture.moved
        rows += [(AT_LEAST, translate(QUARTER_HOUR, language))] if moved else []
        rows += [(MOVED_TITLES[name], _moved(name, *moved[name], language)) for name in MOVED_TITLES if name in moved]
    elif picture.picture:
        rows += [(TARGET_TITLES[name], _mean(float(picture.means[name]), language)) for name in MEANS]
    return [{"title": translate(title, language), "text": text} for title, text in rows]


def hours_notes(picture: HoursPicture, language: str) -> list[str]:
    """Return how the hours are made and what they take for granted, as sentences."""
    trees = SOLID_TREES if picture.is_in_leaf else BARE_TREES
    woods = [SAYS_CANOPY] if picture.is_in_leaf else []
    notes = [
        CLEAR,
        *([QUARTER] if picture.is_change else []),
        UNDER_CROWNS,
        BANDED_WALLS,
        trees,
        *woods,
        NO_HEIGHT_AROUND,
    ]
    return [translate(SOLAR_METHOD, language), *(sentence(translate(note, language)) for note in notes)]


def value_rows(
    values: Sequence[SunValue], before: Sequence[SunValue] | None, day: date, language: str, *, beside: str = ""
) -> list[Row]:
    """Return the hours of sun of an object or a place; `beside`: the scenario that `before` is of, "" for none."""
    known = {each.of: each.hours for each in before or ()}
    of_day = str(format_date(day, format="d MMM", locale=language))
    return [
        {
            "title": translate(VALUE_TITLES[each.of], language).format(day=of_day),
            "text": _with_before(each.hours, known.get(each.of), beside, language),
        }
        for each in values
    ]


def _with_before(hours: float, before: float | None, beside: str, language: str) -> str:
    if before is None:
        return _hours(hours, language)
    said = translate(AGAINST if beside else WITHOUT, language)
    return said.format(hours=_hours(hours, language), before=_hours(before, language), name=beside)


def _hours(hours: float, language: str) -> str:
    return translate(HOURS, language).format(hours=number_text(hours, language, decimals=1))


def _mean(hours: float, language: str) -> str:
    return translate(NOT_KNOWN, language) if np.isnan(hours) else _hours(hours, language)


def _moved(name: str, more: float, less: float, language: str) -> str:
    more_text, less_text = (_amount(name, each, language) for each in (more, less))
    return translate(MOVED, language).format(more=more_text, less=less_text)


def _amount(name: str, amount: float, language: str) -> str:
    if name in (BUILDINGS, "homes"):
        return number_text(amount, language)
    if amount < M2_IN_HA:
        return f"{number_text(amount, language)} m²"
    return f"{number_text(amount / M2_IN_HA, language, decimals=1)} ha"
