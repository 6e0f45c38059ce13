"""What was measured, in the words and numbers of a page's language."""

import math
from collections.abc import Sequence

from geodata.language import N_, number_text, translate
from geodata.source import TIER_TITLES
from twin.city import City
from twin.survey import SurveyedArea, SurveyedHeight, SurveyedLine

Said = dict[str, object]

FINE_BELOW_M, IN_KM_FROM_M = 100.0, 10_000.0
M2_IN_HA = 10_000
MINUS = "\N{MINUS SIGN}"

LENGTH, AREA = N_("Length"), N_("Area")
PERIMETER, HECTARES = N_("Length around it"), N_("In hectares")
SQUARE_METRES = N_("In square metres")
UP, DOWN = N_("The ground rises"), N_("The ground falls")
ABOVE, DIFFERENCE = N_("Height above the ground"), N_("Difference in height")
BY_DATA, GROUND, APART = N_("Height by its data"), N_("Ground at this place"), N_("Distance, seen from above")
CROSSED = N_("The outline crosses itself, so it has no area. Take the last points back.")
ON_ONE_LINE = N_("These points lie on one line, so there is no area yet. Set one more corner beside it.")
LEVEL = N_("Level and straight, in the plane of {crs}.")
CLIMB = N_("Level and straight, in the plane of {crs}; rise and fall along the terrain model.")
FLAT = N_("The ground is flat here: there is no terrain model, so rise and fall are not known.")
ON_MODEL = N_(
    "Measured on the 3D model: a roof is as high as its building is said to be; what has no height lies on the ground."
)
ON_GROUND = N_("On the ground")


def length_text(metres: float, language: str) -> str:
    """Return a length: "12.3 m", "1,234 m", "12.35 km"."""
    if metres >= IN_KM_FROM_M:
        return f"{number_text(metres / 1000, language, decimals=2)}\N{NO-BREAK SPACE}km"
    decimals = 1 if metres < FINE_BELOW_M else 0
    return f"{number_text(metres, language, decimals=decimals)}\N{NO-BREAK SPACE}m"


def height_text(metres: float, language: str, *, signed: bool = False) -> str:
    """Return a height or, `signed`, a difference of heights, to the decimetre."""
    rounded = round(metres, 1)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{number_text(abs(rounded), language, decimals=1)}\N{NO-BREAK SPACE}m"


def line_said(line: SurveyedLine, city: City, language: str) -> Said:
    """Return a line in words: its length, each leg, and the climb where the ground is not flat."""
    flat = city.terrain.is_flat

    def texts(of: SurveyedLine) -> list[Said]:
        return [
            {"length": length_text(leg.length_m, language),
             "up": height_text(leg.up_m, language), "down": height_text(leg.down_m, language)}
            for leg in of.legs
        ]  # fmt: skip

    climb = [] if flat else [_row(UP, height_text(line.up_m, language), language),
                             _row(DOWN, height_text(line.down_m, language), language)]  # fmt: skip
    return {
        "title": translate(LENGTH, language),
        "total": length_text(line.length_m, language),
        "rows": climb,
        "legs": texts(line),
        "has_climb": not flat,
        "notes": _ground_notes(city, language),
    }


def area_said(area: SurveyedArea, city: City, language: str) -> Said:
    """Return an area in words; that there is none where its outline crosses itself."""
    crosses, around = math.isnan(area.area_m2), length_text(area.perimeter_m, language)
    square = "" if crosses else f"{_number(area.area_m2, language)}\N{NO-BREAK SPACE}m²"
    hectares = "" if crosses else f"{number_text(area.area_m2 / M2_IN_HA, language, decimals=2)}\N{NO-BREAK SPACE}ha"
    large = area.area_m2 >= M2_IN_HA
    other = _row(SQUARE_METRES, square, language) if large else _row(HECTARES, hectares, language)
    return {
        "title": translate(AREA, language),
        "total": hectares if large else square,
        "problem": translate(CROSSED, language)
        if crosses
        else ""
        if area.area_m2
        else translate(ON_ONE_LINE, language),
        "rows": [*([] if crosses else [other]), _row(PERIMETER, around, language)],
        "notes": [translate(LEVEL, language).format(crs=city.frame.crs)],
    }


def heights_said(
    heights: Sequence[SurveyedHeight], titles: Sequence[str], apart_m: float, *, city: City, language: str
) -> Said:
    """Return heights in words: of one place, or of two with the difference from the first to the second.

    `titles` say what each place is on, "" for the ground.
    """
    first, last = heights[0], heights[-1]
    two = len(heights) > 1
    total = height_text(last.z_m - first.z_m, language, signed=True) if two else height_text(first.above_m, language)
    return {
        "title": translate(DIFFERENCE if two else ABOVE, language),
        "total": total,
        "rows": [_row(APART, length_text(apart_m, language), language)] if two else [],
        "places": [
            {"title": title or translate(ON_GROUND, language),
             "rows": _height_rows(each, city, language, says_above=two),
             "above": height_text(each.above_m, language), "ground": round(each.ground_m, 2)}
            for each, title in zip(heights, titles, strict=True)
        ],
        "notes": [translate(ON_MODEL, language), translate(city.terrain.title, language)],
    }  # fmt: skip


def _height_rows(height: SurveyedHeight, city: City, language: str, *, says_above: bool) -> list[Said]:
    parts = (translate(TIER_TITLES.get(height.tier, height.tier), language), translate(height.method, language))  # type: ignore[call-overload]
    note = " · ".join(part for part in parts if part)
    rows = [_row(ABOVE, height_text(height.above_m, language), language)] if says_above else []
    if not math.isnan(height.height_m):
        rows.append(_row(BY_DATA, height_text(height.height_m, language), language, note=note))
    return rows if city.terrain.is_flat else [*rows, _row(GROUND, height_text(height.ground_m, language), language)]


def _ground_notes(city: City, language: str) -> list[str]:
    if city.terrain.is_flat:
        return [translate(LEVEL, language).format(crs=city.frame.crs), translate(FLAT, language)]
    return [translate(CLIMB, language).format(crs=city.frame.crs)]


def _row(title: str, value: str, language: str, *, note: str = "") -> Said:
    return {"title": translate(title, language), "value": value, "note": note}


def _number(value: float, language: str) -> str:
    return number_text(value, language, decimals=1 if value < FINE_BELOW_M else 0)
