"""Where the sun stands over a city: at a moment, through a day, and on days that stand for a year."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.frame import CityFrame
from geodata.language import N_

from .city import City
from .city_clock import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

STEP = timedelta(minutes=30)  # between the moments at which a day is looked at
PARTS = 30  # of a step, each looked at by itself where the sun rises or sets in it
RIM_DEG = -16 / 60  # where the middle of the sun stands when its upper rim stands on the horizon
# The days on which seasons begin, to a day: equinoxes and solstices (month, day).
TURNING_DAYS = ((3, 20), (6, 21), (9, 23), (12, 21))
# The day of each month with its mean radiation: Klein 1977, Solar Energy 19(4), table 1.
MEAN_DAYS = (17, 16, 16, 15, 15, 11, 17, 16, 15, 15, 14, 10)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Months in which trees that drop their leaves stand bare, north of the equator; assumed for the lowlands of Romania.
BARE_MONTHS = (11, 12, 1, 2, 3)
COMMON_YEAR = 2026  # a year of 365 days; from year to year the sun differs by less than half a degree
NORTH_STEP_DEG = 1e-3
NO_DAY = N_("“{text}” is no day from {first} to {last}. Write it as 2026-12-21.")


@dataclass(frozen=True)
class SunPositions:
    """Where the sun stands at some moments, all of them in UTC.

    `azimuth_deg` clockwise from true north, `elevation_deg` above the horizon with the refraction of the air: the
    apparent one. `part`: of the step that a position of a day stands for, how much the sun is up, 0 to 1.
    """

    times: "pd.DatetimeIndex"
    azimuth_deg: Floats
    elevation_deg: Floats
    part: Floats

    def __len__(self) -> int:
        return len(self.elevation_deg)

    def above_horizon(self) -> "SunPositions":
        """Return the moments at which the middle of the sun stands above the horizon."""
        return self.chosen(self.elevation_deg > 0)

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> "SunPositions":
        """Return some of the positions."""
        return SunPositions(self.times[which], self.azimuth_deg[which], self.elevation_deg[which], self.part[which])


@dataclass(frozen=True)
class SunDay:
    """Sunrise and sunset in UTC (None where it does not rise or set), and the hours between."""

    sunrise: datetime | None
    sunset: datetime | None
    length_h: float


def sun_positions(city: City, moments: Sequence[datetime]) -> SunPositions:
    """Return where the sun stands over the city's centre at moments with a zone.

    Method: NREL's Solar Position Algorithm, to 0.0003° (Reda and Andreas 2004, Solar Energy 76(5)), by pvlib. From one
    edge of a city of 16 km to the other the sun stands otherwise by 0.2° at most. Raises ValueError for a moment
    without a zone.
    """
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("a moment without a zone says no position of the sun")
    import pandas as pd
    from pvlib.solarposition import get_solarposition  # pvlib takes a second to import

    lon, lat = city.recipe.centre_lonlat
    times = pd.DatetimeIndex([moment.astimezone(UTC) for moment in moments])
    found = get_solarposition(times, lat, lon, altitude=city.centre[2])
    azimuth, elevation = (found[name].to_numpy(float) for name in ("azimuth", "apparent_elevation"))
    return SunPositions(times, azimuth, elevation, np.ones(len(times)))


def day_moments(city: City, day: date, *, step: timedelta = STEP) -> list[datetime]:
    """Return moments through the day that begins at mean midnight of the centre's sun, each the middle of a step."""
    lon, _ = city.recipe.centre_lonlat
    midnight = datetime.combine(day, time(), UTC) - timedelta(hours=lon / 15)
    return [midnight + step * (k + 0.5) for k in range(round(timedelta(days=1) / step))]


def day_positions(city: City, day: date, *, step: timedelta = STEP) -> SunPositions:
    """Return where the sun stands through a day, while it is up: one position for each step.

    A step in which it rises or sets stands for the part of it (in thirtieths) in which the sun's upper rim is above a
    level horizon, and has the position at that part's middle. Where its middle is not up even there, the little time is
    added to the step beside it.
    """
    fine = sun_positions(city, day_moments(city, day, step=step / PARTS))
    is_up = (fine.elevation_deg > RIM_DEG).reshape(-1, PARTS)
    part = is_up.mean(axis=1)
    up = np.flatnonzero(part > 0)
    middle = np.rint((is_up * np.arange(PARTS)).sum(axis=1)[up] / is_up[up].sum(axis=1)).astype(np.int64)
    found = replace(fine.chosen(up * PARTS + middle), part=part[up])
    return _without_rims(found)


def _without_rims(found: SunPositions) -> SunPositions:
    """Return positions at which the middle of the sun is up; the parts of others go to the one nearest in time."""
    up = np.flatnonzero(found.elevation_deg > 0)
    part = found.part.copy()
    for rim in np.flatnonzero(found.elevation_deg <= 0) if len(up) else ():
        part[up[np.abs(up - rim).argmin()]] += part[rim]
    return replace(found, part=part).chosen(up)


def mean_days(year: int = COMMON_YEAR) -> list[tuple[date, int]]:
    """Return the twelve days that stand for the months of a year, and how many days each stands for."""
    return [(date(year, month + 1, day), MONTH_DAYS[month]) for month, day in enumerate(MEAN_DAYS)]


def day_of_sun(city: City, day: date) -> SunDay:
    """Return sunrise, sunset and the hours between: from and to when the upper rim stands on a level horizon (-0.833°).

    Method: as `sun_positions`. A day without one of them has 24 hours or none.
    """
    import pandas as pd
    from pvlib.solarposition import sun_rise_set_transit_spa  # as above

    lon, lat = city.recipe.centre_lonlat
    noon = datetime.combine(day, time(12), UTC) - timedelta(hours=lon / 15)
    found = sun_rise_set_transit_spa(pd.DatetimeIndex([noon]), lat, lon).iloc[0]
    if pd.isna(found["sunrise"]) or pd.isna(found["sunset"]):
        is_up = sun_positions(city, [noon]).elevation_deg[0] > 0
        return SunDay(None, None, 24.0 if is_up else 0.0)
    rise, sets = (found[name].round("s").to_pydatetime() for name in ("sunrise", "sunset"))
    return SunDay(rise, sets, (sets - rise) / timedelta(hours=1))


def is_in_leaf(city: City, day: date) -> bool:
    """Return whether trees that drop their leaves have them on a day."""
    _, lat = city.recipe.centre_lonlat
    return (day.month in BARE_MONTHS) == (lat < 0)


def day_from_text(text: object) -> date:
    """Return the day of "2026-12-21". Raises UsageError."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:  # as of a thirteenth month
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(NO_DAY, text=str(text)[:40], first=FIRST_YEAR, last=LAST_YEAR)
    return day


def grid_north_deg(frame: CityFrame, lonlat: tuple[float, float]) -> float:
    """Return by how much true north lies clockwise from the y axis of a frame's CRS (minus the grid convergence)."""
    lon, lat = lonlat
    x, y = frame.from_lonlat_points([lon, lon], [lat, lat + NORTH_STEP_DEG])
    return math.degrees(math.atan2(x[1] - x[0], y[1] - y[0]))
