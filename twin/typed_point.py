"""A point that somebody types as two numbers."""

import re
from typing import Final

from geodata.errors import InputError
from geodata.language import DECIMAL_MARK, N_

from .city import City

NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?"
# Where the comma parts the two numbers it has a space behind it or none of them has one inside.
TWO_NUMBERS: Final = re.compile(rf"({NUMBER})\s*°?\s*(?:[;,]\s+|;|\s+)({NUMBER})\s*°?")
TWO_WITH_POINTS: Final = re.compile(r"([+-]?\d{1,3}\.\d+)\s*,\s*([+-]?\d{1,3}\.\d+)")
# As maps print them: 45°45'13"N, 45° 45.22′ N.
SEXAGESIMAL: Final = re.compile(
    r"(\d{1,3})\s*°\s*([0-5]?\d(?:[.,]\d+)?)\s*['′’](?:\s*([0-5]?\d(?:[.,]\d+)?)\s*(?:[\"″”]|['′’]{2}))?\s*([NSEWV]\b)?",
    re.IGNORECASE,
)
NEGATIVE: Final = frozenset("SWV")  # in Romanian west is vest
LETTERS: Final = re.compile(r"\s*°?\s*[NnEe]\b")


def point_text(lon: float, lat: float, language: str, *, decimals: int = 6) -> str:
    """Return a point as people write it and `point_from_text` reads it: "45.75, 21.23", in Romanian "45,75; 21,23"."""
    between = ", " if DECIMAL_MARK[language] == "." else "; "
    return between.join(f"{value:.{decimals}f}".replace(".", DECIMAL_MARK[language]) for value in (lat, lon))


def point_from_text(city: City, text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a text such as "45.75, 21.23", "45,75 21,23" or "21.23 45.75"; None for others.

    Degrees may have minutes and seconds: 45°45'13"N 21°13'33"E.
    Latitude comes first, as people write it; the other order is taken where only that one lies in the city. Raises
    InputError for two numbers that lie in the city in no order.
    """
    text = LETTERS.sub("", SEXAGESIMAL.sub(_in_degrees, text)).strip()
    found = TWO_WITH_POINTS.fullmatch(text) or TWO_NUMBERS.fullmatch(text)
    if found is None or not any(mark in text for mark in ".,"):
        return None
    one, other = (float(number.replace(",", ".")) for number in found.groups())
    west, south, east, north = city.frame.bounds_lonlat
    for lat, lon in ((one, other), (other, one)):
        if west <= lon <= east and south <= lat <= north:
            return lon, lat
    raise InputError(
        N_("{one:g}, {other:g} lies outside the city, in either order. It reaches from latitude {south:.3f} to "
           "{north:.3f} and from longitude {west:.3f} to {east:.3f}."),
        one=one, other=other, south=south, north=north, west=west, east=east,
    )  # fmt: skip


def _in_degrees(found: re.Match[str]) -> str:
    degrees, minutes, seconds = (float((number or "0").replace(",", ".")) for number in found.groups()[:3])
    sign = "-" if found[4] and found[4].upper() in NEGATIVE else ""
    return f" {sign}{degrees + minutes / 60 + seconds / 3600:.8f} "
