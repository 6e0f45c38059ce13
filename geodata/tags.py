"""OSM tags and register texts as numbers: each text is read, read with a choice, or not readable.

A function on one text returns a `Reading`; the same word in the plural takes a Series and returns
a Series of values with the same index, NaN where nothing could be read. `reading_report` says
which texts needed a choice and which were not understood.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from .height_regime import storeys_of_regime
from .language import N_
from .report import Report, report_of

Outcome = Literal["read", "repaired", "unreadable"]

UNREADABLE = N_("a value that cannot be read, taken as not known")
ZERO = N_("a value of 0, taken as not known")
NEGATIVE = N_("a value below 0, taken as not known")
ABSURD = N_("a value too large to be true, taken as not known")
HIGHEST = N_("several values, the highest is taken")
LOWEST = N_("several values, the lowest is taken")
ROUNDED_UP = N_("a part of a storey, counted as a whole one")
NO_UNIT = N_("a value without a unit, taken in the usual one")
DIRECTION = N_("a slope of which only the direction is known")
TURNED = N_("a direction outside of 0 to 360 degrees, taken as the same one within")
NO_LIMIT = N_("no fixed limit, taken as not known")

HIGHEST_M = 600.0  # between the tallest building of Europe, 462 m, and the world's, 828 m (CTBUH, Skyscraper Center)
MOST_LEVELS = 163  # Burj Khalifa, floors above ground (CTBUH, Skyscraper Center)
FASTEST_KMH = 400.0  # above every limit on a road or a railway
STRONGEST_KW = 3750.0  # CharIN, Megawatt Charging System: 1,250 V times 3,000 A
SURELY_WATTS = 1000.0  # a bare number from here on is watts: no plug for cars gives 1,000 kW
STEEPEST_PERCENT = 100.0  # 45 degrees, steeper than stairs


@dataclass(frozen=True)
class Reading:
    """A text's value, None where it has none; how it was read; and why it was not read plainly."""

    value: float | None
    outcome: Outcome = "read"
    reason: str = ""


Reader = Callable[[str], Reading]


def _unknown(reason: str = UNREADABLE) -> Reading:
    return Reading(None, "unreadable", reason)


def _number(text: str) -> float | None:
    """Return a number written with a point or a comma for decimals."""
    found = re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?|[+-]?[.,]\d+", text.strip())
    return float(found.group().replace(",", ".")) if found else None


def _in_unit(text: str, factors: Mapping[str, float]) -> float | None:
    """Return a number with a unit of `factors`; "" is the factor of a number without one."""
    found = re.fullmatch(r"([+-]?[\d.,]+)\s*([^\d.,\s][^\d.,]*)?", text.strip())
    if not found or (unit := (found[2] or "").strip().lower()) not in factors:
        return None
    number = _number(found[1])
    return None if number is None else number * factors[unit]


def _chosen(text: str, read: Reader, choose: Callable[[list[float]], float], reason: str) -> Reading:
    """Return the reading of one value, or the choice among "1;2" or "5-9"."""
    parts = [p.strip() for p in re.split(r";|(?<=[\w.\"'])\s*[-–—]\s*(?=\d)", text) if p.strip()]
    readings = [read(part) for part in parts]
    if len(parts) == 1:
        return readings[0]
    values = [r.value for r in readings if r.value is not None]
    return Reading(choose(values), "repaired", reason) if values else _unknown()


def _above_zero(value: float | None, *, most: float) -> Reading:
    if value is None:
        return _unknown()
    if value == 0:
        return _unknown(ZERO)
    return _unknown(NEGATIVE) if value < 0 else _unknown(ABSURD) if value > most else Reading(value)


METRES: Mapping[str, float] = {
    "": 1.0, "m": 1.0, "m.": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "metri": 1.0,
    "km": 1000.0, "cm": 0.01, "mm": 0.001, "ft": 0.3048, "feet": 0.3048, "foot": 0.3048, "'": 0.3048,
    "in": 0.0254, "\"": 0.0254,
}  # fmt: skip


def length_m(text: str) -> Reading:
    """Return a length, width or height in metres: "16", "16 m", "16,5", "16.5m", "52'6\\"", "40 ft".

    A number without a unit is in metres, as OSM says. 0, a value below 0 and one above 600 m are
    not known: nobody maps what has no height, so a 0 is a form left unfilled. Of "5-9" or "1;2"
    the highest is taken: a building is as high as its highest part.
    """
    return _chosen(text, _one_length, max, HIGHEST)


def _one_length(text: str) -> Reading:
    feet = re.fullmatch(r"(\d+)\s*(?:'|ft)\s*(\d+(?:\.\d+)?)\s*(?:\"|''|in)", text.strip())
    value = int(feet[1]) * 0.3048 + float(feet[2]) * 0.0254 if feet else _in_unit(text, METRES)
    return _above_zero(value, most=HIGHEST_M)


def level_count(text: str) -> Reading:
    """Return the storeys above ground as a whole number: "4", "1;2", "5-9", "P+4E", "S+P+8", "P+2+M".

    Of several values the highest is taken: a building is as high as its highest part. A part of a
    storey counts as a whole one for the same reason. 0, a value below 0 and more than 163 are not
    known. For the Romanian notation see `storeys_of_regime`.
    """
    return _chosen(text, _one_level_count, max, HIGHEST)


def _one_level_count(text: str) -> Reading:
    number = _number(text)
    if number is None:
        return _above_zero(storeys_of_regime(text), most=MOST_LEVELS)
    whole = _above_zero(math.ceil(number), most=MOST_LEVELS)
    return replace(whole, outcome="repaired", reason=ROUNDED_UP) if whole.value and number % 1 else whole


KMH: Mapping[str, float] = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
# Codul rutier: OUG 195/2002, art. 49 (as of 2025); RO:living_street and zones: their signs.
NAMED_KMH: Mapping[str, float] = {
    "ro:urban": 50.0, "ro:rural": 90.0, "ro:trunk": 100.0, "ro:expressway": 120.0, "ro:motorway": 130.0,
    "ro:living_street": 20.0, "ro:zone30": 30.0, "ro:zone:30": 30.0,
    "walk": 5.0,  # 1.4 m/s, a comfortable pace: Bohannon 1997, Age and Ageing 26
}  # fmt: skip


def speed_kmh(text: str) -> Reading:
    """Return a speed limit in km/h: "50", "30 mph", "RO:urban".

    The names of other countries' rules are not readable. "none", "signals" and "variable" are no
    fixed limit. Of several values the lowest is taken: the one a driver must keep to.
    """
    return _chosen(text, _one_speed, min, LOWEST)


def _one_speed(text: str) -> Reading:
    name = text.strip().lower()
    if name in ("none", "signals", "variable"):
        return _unknown(NO_LIMIT)
    if name in NAMED_KMH:
        return Reading(NAMED_KMH[name])
    return _above_zero(_in_unit(text, KMH), most=FASTEST_KMH)


def incline_percent(text: str) -> Reading:
    """Return a slope in percent, rising along the line: "5%", "-3 %", "10°"; 0 is level.

    "up" and "down" tell no value. A number without a unit is taken as percent, and said so.
    Steeper than 100 % is not believed.
    """
    name = text.strip().lower()
    if name in ("up", "down", "yes"):
        return _unknown(DIRECTION)
    if (bare := _number(name)) is not None:
        reading = Reading(bare) if bare == 0 else Reading(bare, "repaired", NO_UNIT)
    elif name.endswith("°") and (degrees := _number(name.removesuffix("°"))) is not None and abs(degrees) < 90:
        reading = Reading(100 * math.tan(math.radians(degrees)))
    else:
        percent = _in_unit(name, {"%": 1.0, "‰": 0.1})
        reading = _unknown() if percent is None else Reading(percent)
    return _unknown(ABSURD) if abs(reading.value or 0) > STEEPEST_PERCENT + 1e-9 else reading


def count(text: str) -> Reading:
    """Return a number of things: "12", "1.500" or "319 279" with a mark between thousands; "no" is 0.

    Of several values the lowest is taken: so many are there for sure. "yes" is not readable.
    """
    return _chosen(text, _one_count, min, LOWEST)


def _one_count(text: str) -> Reading:
    text = text.strip()
    if text.lower() in ("no", "none"):
        return Reading(0.0)
    if re.fullmatch(r"\d{1,3}(?:[ .,\u00a0]\d{3})+", text):
        text = re.sub(r"\D", "", text)
    value = _number(text)
    if value is None or value % 1:
        return _unknown()
    return _unknown(NEGATIVE) if value < 0 else Reading(value)


KILOWATTS: Mapping[str, float] = {"kw": 1.0, "kva": 1.0, "w": 0.001, "va": 0.001, "mw": 1000.0}


def power_kw(text: str) -> Reading:
    """Return a power in kilowatts: "22 kW", "50000 W", "7,4 kW", "22 kVA".

    A number without a unit is kilowatts below 1000, else watts, and is said to be assumed. Of
    several values the highest is taken: what the station can give. 0 and more than 3750 kW are not
    known.
    """
    return _chosen(text, _one_power, max, HIGHEST)


def _one_power(text: str) -> Reading:
    bare = _number(text)
    if bare is None:
        return _above_zero(_in_unit(text, KILOWATTS), most=STRONGEST_KW)
    reading = _above_zero(bare if bare < SURELY_WATTS else bare / 1000, most=STRONGEST_KW)
    return reading if reading.value is None else replace(reading, outcome="repaired", reason=NO_UNIT)


def number(text: str) -> Reading:
    """Return any number, also 0 or below; of several the highest."""
    return _chosen(text, lambda t: _unknown() if (n := _number(t)) is None else Reading(n), max, HIGHEST)


def number_from_zero(text: str) -> Reading:
    """Return a number of 0 or more, also one such as 1.5; of several the highest. One below 0 is not known."""
    reading = number(text)
    return _unknown(NEGATIVE) if reading.value is not None and reading.value < 0 else reading


COMPASS = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")


def bearing_deg(text: str) -> Reading:
    """Return a direction clockwise from north, 0 to below 360: "135", "135°", "SE", "nnw"."""
    word = text.strip().lower()
    if word in COMPASS:
        return Reading(COMPASS.index(word) * 360 / len(COMPASS))
    degrees = _in_unit(word, {"": 1.0, "°": 1.0, "deg": 1.0})
    if degrees is None:
        return _unknown()
    return Reading(degrees % 360) if 0 <= degrees <= 360 else Reading(degrees % 360, "repaired", TURNED)


def yes_no(text: str) -> Reading:
    """Return 1 for yes ("yes", "true", "1", "da"), 0 for no ("no", "false", "0", "nu", "none")."""
    value = {"yes": 1, "true": 1, "1": 1, "da": 1, "no": 0, "false": 0, "0": 0, "nu": 0, "none": 0}.get(
        text.strip().lower()
    )
    return _unknown() if value is None else Reading(value)


def values_of(text: str) -> tuple[str, ...]:
    """Return the values of "a;b; a" in their order, each once: ("a", "b")."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def lengths_m(texts: pd.Series) -> pd.Series:
    """Return lengths in metres, see `length_m`."""
    return values(texts, length_m)


def level_counts(texts: pd.Series) -> pd.Series:
    """Return storeys above ground, see `level_count`."""
    return values(texts, level_count)


def speeds_kmh(texts: pd.Series) -> pd.Series:
    """Return speed limits in km/h, see `speed_kmh`."""
    return values(texts, speed_kmh)


def inclines_percent(texts: pd.Series) -> pd.Series:
    """Return slopes in percent, see `incline_percent`."""
    return values(texts, incline_percent)


def counts(texts: pd.Series) -> pd.Series:
    """Return numbers of things, see `count`."""
    return values(texts, count)


def powers_kw(texts: pd.Series) -> pd.Series:
    """Return powers in kilowatts, see `power_kw`."""
    return values(texts, power_kw)


def numbers(texts: pd.Series) -> pd.Series:
    """Return numbers, see `number`."""
    return values(texts, number)


def flags(texts: pd.Series) -> pd.Series:
    """Return yes and no as booleans, missing where neither, see `yes_no`."""
    return values(texts, yes_no).astype("boolean")


def values(texts: pd.Series, read: Reader) -> pd.Series:
    """Return the value of each text as float64, NaN where it is missing or not readable."""
    return _readings(texts, read).map(lambda r: r.value, na_action="ignore").astype("float64")


def reading_report(texts: pd.Series, read: Reader, *, layer: str) -> Report:
    """Return which texts were read by a choice or not at all; examples are "way/12 height=5-9".

    Every entry is a repair: the object stays, its value is chosen or becomes missing.
    """
    readings = _readings(texts, read).dropna()
    report = Report()
    for reason in dict.fromkeys(r.reason for r in readings if r.reason):
        told = texts[readings.index[readings.map(lambda r, reason=reason: r.reason == reason)]]
        report += report_of(layer, "repaired", reason, [f"{id} {texts.name}={text}" for id, text in told.items()])
    return report


def _readings(texts: pd.Series, read: Reader) -> pd.Series:
    """Return the reading of each text; each different text is read once."""
    known = {text: read(str(text)) for text in texts.dropna().unique()}
    return texts.astype(object).map(known, na_action="ignore")
