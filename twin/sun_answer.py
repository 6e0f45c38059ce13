"""Answers about the sun over a city: who is in shade at a moment, and how many hours of sun a day has for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

import numpy as np
import pandas as pd
import shapely

from geodata.language import N_
from geodata.report import Report, report_of

from .canopy import SAYS_CANOPY
from .city import City
from .city_clock import CityClock
from .city_grid import STEP_M
from .measurement import NotKnownError
from .roofs import roofs
from .sun import STEP, SunDay, day_of_sun, is_in_leaf, mean_days, sun_positions
from .sun_shares import SunShares, sun_shares
from .sunlight import Light, hours_of_sun, light_at
from .surface import WOODS, sheds_leaves, shown_woods

OTHER_BUILDINGS = N_(
    "buildings that are new or gone count in the means of façades, homes and roofs, so these may rise while residents "
    "who stay lose sun: twin compare tells of these"
)
NO_ZONE_GIVEN = N_("the time has no zone: it is taken by the city's clock")
NO_CLOCK = N_("no timetable says the city's time zone: UTC is taken")
NO_HEIGHT_AROUND = N_("what stands beyond the edge of the map shades nothing here")
SOLID_TREES = N_("crowns of trees in leaf let no sun through")
BARE_TREES = N_("trees that drop their leaves are bare on this day and shade nothing")
TOO_NARROW = N_("a building narrower than a cell of the grid (2 m): where it covers no middle of one it shades nothing")


@dataclass(frozen=True)
class SunAt:
    """What the sun does at a moment.

    `shaded_share`: of each target (`TARGET_TITLES`) the share in shade, 0 to 1, NaN where the city lacks it or the sun
    is down; `shaded_before`: the same in the base of a scenario, None without one. `unknown` says of targets why.
    `is_zone_stated`: whether the time came with a zone of its own.
    """

    moment: datetime
    azimuth_deg: float
    elevation_deg: float
    is_zone_stated: bool
    shaded_share: pd.Series = field(repr=False)
    shaded_before: pd.Series | None = field(repr=False)
    unknown: Mapping[str, NotKnownError]
    report: Report = field(repr=False)

    @property
    def is_up(self) -> bool:
        """Whether the middle of the sun stands above the horizon."""
        return self.elevation_deg > 0


@dataclass(frozen=True)
class SunOfDay:
    """Hours of sun through a day without clouds.

    `hours`: of each target the mean over the city; `neighbourhoods`: index id ("" for outside every one), a column for
    each target; `before`, `neighbourhoods_before`: the same without the scenario, None where there is none.
    """

    day: date
    sun: SunDay
    zone: tzinfo
    step: timedelta
    hours: pd.Series = field(repr=False)
    neighbourhoods: pd.DataFrame = field(repr=False)
    before: pd.Series | None = field(repr=False)
    neighbourhoods_before: pd.DataFrame | None = field(repr=False)
    unknown: Mapping[str, NotKnownError]
    report: Report = field(repr=False)


def sun_at(city: City, moment: datetime) -> SunAt:
    """Return where the sun stands at a moment and what is in shade; one without a zone is by the city's clock."""
    clock = CityClock.of(city)
    is_stated = moment.tzinfo is not None
    aware = moment if is_stated else clock.local(moment)
    position = sun_positions(city, [aware])
    report = Report() if is_stated else report_of("sun", "assumed", NO_ZONE_GIVEN, [aware.isoformat()])
    if not is_stated and not clock.is_stated:
        report += report_of("sun", "assumed", NO_CLOCK, ["UTC"])
    light = light_at(city, aware)
    shares, base = _shares_at(city, light), city.base
    before = None if base is None else 1 - _shares_at(base, light_at(base, aware)).of_city
    if light is not None:
        report += _notes(city, aware.date()) + roofs(city, light.surface).report + _other_buildings(city)
    return SunAt(
        aware, float(position.azimuth_deg[0]), float(position.elevation_deg[0]), is_stated,
        1 - shares.of_city, before, shares.unknown, report,
    )  # fmt: skip


def _shares_at(city: City, light: Light | None) -> SunShares:
    """Return what is lit at a moment; nothing of a night."""
    return SunShares(pd.DataFrame(), pd.DataFrame(), {}) if light is None else sun_shares(city, light)


def sun_of_day(city: City, day: date, *, step: timedelta = STEP) -> SunOfDay:
    """Return the hours of sun that a day would have without clouds, by target and neighbourhood.

    Of a city made by edits the hours of its base stand beside. A step that is half in the shade counts whole or not at
    all, by its middle; one in which the sun rises or sets counts by its part.
    """
    light = hours_of_sun(city, day, step=step)
    shares = sun_shares(city, light)
    base = None if city.base is None else sun_shares(city.base, hours_of_sun(city.base, day, step=step))
    clock = CityClock.of(city)
    report = _notes(city, day) + roofs(city, light.surface).report + _other_buildings(city)
    if not clock.is_stated:
        report += report_of("sun", "assumed", NO_CLOCK, ["UTC"])
    return SunOfDay(
        day, day_of_sun(city, day), clock.zone, step, shares.of_city, shares.by_neighbourhood,
        None if base is None else base.of_city, None if base is None else base.by_neighbourhood,
        shares.unknown, report,
    )  # fmt: skip


def sun_of_year(city: City, *, step: timedelta = STEP) -> SunShares:
    """Return the hours of sun through a year without clouds, by target and neighbourhood.

    Twelve mean days that stand for the months (Klein 1977). Takes twelve times as long as a day.
    """
    made = None
    for day, days in mean_days():
        shares = sun_shares(city, hours_of_sun(city, day, step=step))
        lit = shares.lit * days
        made = SunShares(lit if made is None else made.lit + lit, shares.base, shares.unknown)
    assert made is not None
    return made


def _notes(city: City, day: date) -> Report:
    """Return what has to be said of shadows on a day, whatever they are asked for."""
    report = report_of("sun", "assumed", NO_HEIGHT_AROUND, [city.recipe.id])
    if "trees" in city.layers:
        trees, in_leaf = city.layers["trees"].table, is_in_leaf(city, day)
        shown = trees if in_leaf else trees[sheds_leaves(trees)]
        report += report_of("trees", "assumed", SOLID_TREES if in_leaf else BARE_TREES, shown.index)
    woods = shown_woods(city, in_leaf=is_in_leaf(city, day))
    if len(woods):
        report += report_of(WOODS, "assumed", SAYS_CANOPY, woods)
    return report + report_of("buildings", "assumed", TOO_NARROW, _narrow_buildings(city))


def _narrow_buildings(city: City) -> pd.Index:
    """Return the ids of buildings that are nowhere as wide as a cell of the grid."""
    shapes, half_m = np.asarray(city.buildings.geometry.values, dtype=object), STEP_M / 2
    may_be = shapely.area(shapes) <= half_m * shapely.length(shapes)  # no circle inside has a larger radius
    may_be[may_be] = shapely.is_empty(shapely.buffer(shapes[may_be], -half_m))
    narrow: pd.Index = city.buildings.index[may_be]
    return narrow


def _other_buildings(city: City) -> Report:
    """Return the buildings that a scenario adds or takes away: with them the means are over other walls."""
    if city.base is None:
        return Report()
    others = city.buildings.index.symmetric_difference(city.base.buildings.index)
    return report_of("sun", "assumed", OTHER_BUILDINGS, others)


def change(answer: SunOfDay) -> pd.Series | None:
    """Return the hours that a scenario adds (or takes away, below 0) for each target; None without a scenario."""
    return None if answer.before is None else answer.hours - answer.before


def neighbourhood_change(answer: SunOfDay) -> pd.DataFrame | None:
    """Return the same by neighbourhood, those alone in which something changes; None without a scenario."""
    if answer.neighbourhoods_before is None:
        return None
    moved = answer.neighbourhoods - answer.neighbourhoods_before
    return moved[(moved.abs() > 0).any(axis=1)]


def rounded(values: pd.Series, decimals: int) -> dict[str, float | None]:
    """Return numbers by name as JSON has them; None for what is not known."""
    return {str(name): None if np.isnan(value) else round(float(value), decimals) for name, value in values.items()}
