"""What the sun does at a moment, in words and numbers: beside the picture of it, and instead."""

from typing import Final

import numpy as np

from geodata.language import N_, number_text, translate
from twin.canopy import SAYS_CANOPY
from twin.city_clock import CityClock
from twin.shade_picture import SHADED, Shade
from twin.sun import SunDay
from twin.sun_answer import BARE_TREES, NO_HEIGHT_AROUND, SOLID_TREES
from twin.sun_shares import TARGET_TITLES

Row = dict[str, str]

IS_UP: Final = N_("{elevation}° above the horizon, at {azimuth}° from north")
IS_NIGHT: Final = N_("Night: {elevation}° below the horizon, at {azimuth}° from north")
IS_DUSK: Final = N_("Twilight: {elevation}° below the horizon, at {azimuth}° from north")
CIVIL_DUSK_DEG = -6.0  # civil twilight ends
LENGTH: Final = N_("{sunrise} – {sunset} ({hours} h {minutes} min)")
NEVER_SETS, NEVER_RISES = N_("It does not set on this day."), N_("It does not rise on this day.")
IN_SHADE, NOT_KNOWN = N_("in shade: {share} %"), N_("not known: the city has none of it on its map")
ALL_DARK = N_("All of the city is without direct sun.")
WALLS = N_("the edges of shade are right to 2 m, in large cities to 4 m; walls turned away from the sun are in shade")
BOTH_SIDES = N_("Each side is drawn with its own sun; these numbers are of the right one.")
SUNRISE = N_("Sunrise and sunset")
CLEAR = N_("the sky is taken to be clear")


def sun_rows(shade: Shade, clock: CityClock, language: str) -> list[Row]:
    """Return where the sun stands, when it rises and sets, and what is in shade: title and text of each."""
    said = IS_UP if shade.is_up else IS_DUSK if shade.elevation_deg > CIVIL_DUSK_DEG else IS_NIGHT
    where = translate(said, language).format(
        elevation=number_text(abs(shade.elevation_deg), language, decimals=1),
        azimuth=number_text(shade.azimuth_deg, language),
    )
    rows = [
        {"title": translate(N_("Sun"), language), "text": where},
        {"title": translate(SUNRISE, language), "text": day_words(shade.day, clock, language)},
    ]
    if not shade.is_up:
        return [*rows, {"title": translate(N_("In shade"), language), "text": translate(ALL_DARK, language)}]
    return [*rows, *({"title": translate(TARGET_TITLES[name], language), "text": _share(shade, name, language)}
                     for name in SHADED)]  # fmt: skip


def day_words(day: SunDay, clock: CityClock, language: str) -> str:
    """Return sunrise, sunset and the length of a day, by the city's clock."""
    if day.sunrise is None or day.sunset is None:
        return translate(NEVER_SETS if day.length_h else NEVER_RISES, language)
    hours, minutes = divmod(round(day.length_h * 60), 60)
    rises, sets = (f"{clock.local(moment):%H:%M}" for moment in (day.sunrise, day.sunset))
    return translate(LENGTH, language).format(sunrise=rises, sunset=sets, hours=hours, minutes=minutes)


def sun_notes(shade: Shade, language: str) -> list[str]:
    """Return what the picture and the shares take for granted, as sentences."""
    trees = SOLID_TREES if shade.is_in_leaf else BARE_TREES
    woods = [SAYS_CANOPY] if shade.is_in_leaf else []
    notes = [CLEAR, WALLS, trees, *woods, NO_HEIGHT_AROUND] if shade.is_up else []
    return [sentence(translate(note, language)) for note in notes]


def sentence(text: str) -> str:
    """Return a note as a sentence of its own."""
    return f"{text[0].upper()}{text[1:]}."


def _share(shade: Shade, name: str, language: str) -> str:
    share = float(shade.shares[name])
    if np.isnan(share):
        return translate(NOT_KNOWN, language)
    return translate(IN_SHADE, language).format(share=number_text(100 * share, language, decimals=1))
