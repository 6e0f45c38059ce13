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
from .homes import BUILDINGS
from .measurement import NotKnownError
from .other_rows import other_rows
from .roofs import roofs
from .sun import STEP, SunDay, day_of_sun, is_in_leaf, mean_days, sun_positions
from .sun_change import SunHours, added_up, hours_of_day
from .sun_shares import SunShares, sun_shares
from .sunlight import Light, light_at
from .surface import WOODS, Surface, sheds_leaves, shown_woods, surface

OTHER_BUILDINGS = N_(
    "buildings that are new or gone, or changed with the scenario: their façades, homes and roofs count in the hours "
    "of each city, but not in what is gained or lost, which is over what both cities have"
)
OTHER_SHARES = N_(
    "buildings that are new or gone, or changed with the scenario: with and without it the shares are of other "
    "façades and roofs"
)
NO_ZONE_GIVEN = N_("the time has no zone: it is taken by the city's clock")
NO_CLOCK = N_("neither timetable nor recipe says the city's time zone: UTC is taken")
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
    """Hours of sun through a day without clouds, and what has to be said of them."""

    day: date
    sun: SunDay
    zone: tzinfo
    step: timedelta
    hours: SunHours
    report: Report = field(repr=False)


@dataclass(frozen=True)
class SunOfYear:
    """Hours of sun through a year without clouds, and what has to be said of them."""

    hours: SunHours
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
        report += _notes(city, aware.date(), OTHER_SHARES)
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
    clock = CityClock.of(city)
    hours = hours_of_day(city, day, step=step)
    report = _notes(city, day, OTHER_BUILDINGS)
    if not clock.is_stated:
        report += report_of("sun", "assumed", NO_CLOCK, ["UTC"])
    return SunOfDay(day, day_of_sun(city, day), clock.zone, step, hours, report)


def sun_of_year(city: City, *, step: timedelta = STEP) -> SunOfYear:
    """Return the hours of sun through a year without clouds, by target and neighbourhood.

    Of a city made by edits the hours of its base stand beside. Twelve mean days that stand for the months (Klein 1977):
    takes twelve times as long as a day.
    """
    hours = added_up([(hours_of_day(city, day, step=step), days) for day, days in mean_days()])
    report = report_of("sun", "assumed", NO_HEIGHT_AROUND, [city.recipe.id])
    return SunOfYear(hours, report + _of_buildings(city, surface(city), OTHER_BUILDINGS))


def _notes(city: City, day: date, others: str) -> Report:
    """Return what has to be said of shadows on a day; `others`: of buildings that a scenario has otherwise."""
    report, in_leaf = report_of("sun", "assumed", NO_HEIGHT_AROUND, [city.recipe.id]), is_in_leaf(city, day)
    if "trees" in city.layers:
        trees = city.layers["trees"].table
        shown = trees if in_leaf else trees[sheds_leaves(trees)]
        report += report_of("trees", "assumed", SOLID_TREES if in_leaf else BARE_TREES, shown.index)
    woods = shown_woods(city, in_leaf=in_leaf)
    if len(woods):
        report += report_of(WOODS, "assumed", SAYS_CANOPY, woods)
    return report + _of_buildings(city, surface(city, in_leaf=in_leaf), others)


def _of_buildings(city: City, seen: Surface, others: str) -> Report:
    """Return the buildings of which something has to be said: too narrow, of too small a roof, not as in the base."""
    report = report_of("buildings", "assumed", TOO_NARROW, _narrow_buildings(city)) + roofs(city, seen).report
    return report + report_of("sun", "assumed", others, _other_buildings(city))


def _narrow_buildings(city: City) -> pd.Index:
    """Return the ids of buildings that are nowhere as wide as a cell of the grid."""
    shapes, half_m = np.asarray(city.buildings.geometry.values, dtype=object), STEP_M / 2
    may_be = shapely.area(shapes) <= half_m * shapely.length(shapes)  # no circle inside has a larger radius
    may_be[may_be] = shapely.is_empty(shapely.buffer(shapes[may_be], -half_m))
    narrow: pd.Index = city.buildings.index[may_be]
    return narrow


def _other_buildings(city: City) -> pd.Index:
    """Return the ids of buildings that a scenario adds, takes away or changes."""
    if city.base is None or city.shares([BUILDINGS]):
        return pd.Index([])
    old, new = other_rows(city, BUILDINGS)
    was: pd.Index = city.base.buildings.index[old]
    return was.union(city.buildings.index[new], sort=False)
