"""What a scenario adds to the light on a city, or takes from it: compared over what both cities have."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.triangulation import Floats, Ints

from .city import City
from .facade_sun import facade_sun, rows_now
from .ground_samples import SAMPLES, open_ground
from .homes import BUILDINGS
from .roofs import roofs, unchanged_roofs
from .sun_shares import TARGET_TITLES, SunShares, TargetLight, shares_of, sun_shares, target_light
from .sunlight import Light, hours_of_sun

Before = tuple[Floats, NDArray[np.bool_]]  # the light on things before, and which of them the base has


@dataclass(frozen=True)
class SunHours:
    """Hours of sun on each target.

    `before`: without the scenario; `change`: what it adds over what both cities have (see `sun_change`); both None for
    a city that is not edited.
    """

    now: SunShares = field(repr=False)
    before: SunShares | None = field(repr=False)
    change: SunShares | None = field(repr=False)

    @property
    def gained(self) -> pd.Series | None:
        """The hours that a scenario adds (or takes away, below 0) to each target; None without a scenario."""
        return None if self.change is None else self.change.of_city

    @property
    def gained_by_neighbourhood(self) -> pd.DataFrame | None:
        """The same by neighbourhood, those alone in which something changes; None without a scenario."""
        if self.change is None:
            return None
        moved = self.change.by_neighbourhood
        return moved[(moved.abs() > 0).any(axis=1)]


def hours_of_day(city: City, day: date, *, step: timedelta) -> SunHours:
    """Return the hours of sun on each target through a day without clouds, with those of the base of an edited city."""
    light = hours_of_sun(city, day, step=step)
    now = sun_shares(city, light)
    if city.base is None:
        return SunHours(now, None, None)
    before = hours_of_sun(city.base, day, step=step)
    return SunHours(now, sun_shares(city.base, before), sun_change(city, light, before))


def added_up(days: Sequence[tuple[SunHours, int]]) -> SunHours:
    """Return the hours of some days, each of which counts so many times, together."""

    def together(parts: Sequence[tuple[SunShares | None, int]]) -> SunShares | None:
        known = [(shares, times) for shares, times in parts if shares is not None]
        if not known:
            return None
        lit = sum((shares.lit * times for shares, times in known[1:]), known[0][0].lit * known[0][1])
        return SunShares(lit, known[0][0].base, known[0][0].unknown)

    now = together([(day.now, times) for day, times in days])
    assert now is not None
    before, change = (together([(getattr(day, name), times) for day, times in days]) for name in ("before", "change"))
    return SunHours(now, before, change)


def sun_change(city: City, now: Light, before: Light) -> SunShares:
    """Return what an edited city has of a light more than its base (less: below 0) on each target, by neighbourhood.

    Over what both cities have: ground that is open in both, façades, homes and roofs of buildings that are as they
    were. So what is new or gone moves no mean.
    """
    return shares_of(city, TARGET_TITLES, lambda name: target_change(city, now, before, name))


def target_change(city: City, now: Light, before: Light, name: str) -> TargetLight:
    """Return the change of the light on the things of a target; what the base does not have weighs nothing.

    Raises NotKnownError where one of the cities has none of them.
    """
    has = target_light(city, now, name)
    had, is_there = _before(city, now, before, name, has.row)
    return replace(has, value=has.value - had, weight=np.where(is_there, has.weight, 0.0))


def _before(city: City, now: Light, before: Light, name: str, rows: Ints) -> Before:
    """Return the light of the base on the things of a target of `target_light`, and which of them the base has."""
    assert city.base is not None
    if name in SAMPLES:
        sample, was = (SAMPLES[name](each, now.surface.grid) for each in (city, city.base))
        weight, is_open = open_ground(sample, before.surface.cover)
        is_there = np.ones(len(sample.cell), bool) if sample is was else np.isin(sample.cell, was.cell)
        return before.at(sample.cell) * is_open, is_there & (weight > 0)
    if name == "roofs":
        tops, were = roofs(city, now.surface), roofs(city.base, before.surface)
        return before.at(tops.cell), unchanged_roofs(city, tops)[tops.roof] & np.isin(tops.cell, were.cell)
    had, is_there = _facades_before(city, before)
    return had[rows], is_there[rows]


def _facades_before(city: City, before: Light) -> Before:
    """Return the light of the base on the façades of each building, and which buildings are as they were."""
    assert city.base is not None
    mean = np.nan_to_num(facade_sun(city.base, before).mean)
    if city.shares([BUILDINGS]):
        return mean, np.ones(len(mean), bool)
    _, row_now = rows_now(city)
    stays = np.flatnonzero(row_now >= 0)
    count = len(city.layers[BUILDINGS].table)
    had, is_there = np.zeros(count), np.zeros(count, bool)
    had[row_now[stays]], is_there[row_now[stays]] = mean[stays], True
    return had, is_there
