"""Sun on streets, green, school grounds, façades, homes and roofs, added up by neighbourhood."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geodata.language import N_
from layers.triangulation import Floats, Ints

from .city import City
from .facade_sun import facade_sun
from .ground_samples import SAMPLES, open_ground
from .homes import AREAS, BUILDINGS, areas_of, building_areas, home_rows, inhabited
from .measurement import OUTSIDE, NotKnownError, areas_from_ids
from .roofs import roofs
from .sunlight import Light

TARGET_TITLES: Mapping[str, str] = {
    "streets": N_("Streets"),
    "green": N_("Public green"),
    "schools": N_("School grounds"),
    "facades": N_("Façades"),
    "homes": N_("Homes: their façades"),
    "roofs": N_("Roofs"),
}


@dataclass(frozen=True)
class SunShares:
    """Sums for each target: `lit` (hours or share lit, times what it is weighed by) and `base` (the weights).

    Both tables have a row for each neighbourhood (id; "" for outside every one) and a column for each target; `unknown`
    says of targets that the city lacks why. `weights`: m², for "homes" residents.
    """

    lit: pd.DataFrame = field(repr=False)
    base: pd.DataFrame = field(repr=False)
    unknown: Mapping[str, NotKnownError]

    @property
    def of_city(self) -> pd.Series:
        """The mean of each target over the whole city, NaN where there is nothing of it."""
        base = self.base.sum()
        return (self.lit.sum() / base.where(base > 0)).reindex(list(TARGET_TITLES))

    @property
    def by_neighbourhood(self) -> pd.DataFrame:
        """The mean of each target by neighbourhood, NaN where there is nothing of it."""
        return (self.lit / self.base.where(self.base > 0)).reindex(columns=list(TARGET_TITLES))


@dataclass(frozen=True)
class TargetLight:
    """The light on the things of a target: cells of its ground or roofs, or buildings.

    `value`: hours of sun, or the share lit; `weight`: m², for "homes" residents; `area`: position of the neighbourhood
    in its table, one more than the last for none; `row`: position of the object (of `public_green`, the layer's table,
    or `roofs`).
    """

    value: Floats = field(repr=False)
    weight: Floats = field(repr=False)
    area: Ints = field(repr=False)
    row: Ints = field(repr=False)


def sun_shares(city: City, light: Light, *, only: Collection[str] = tuple(TARGET_TITLES)) -> SunShares:
    """Return how much of a light falls on each target, or on some of them alone, by neighbourhood."""
    return shares_of(city, only, lambda name: target_light(city, light, name))


def shares_of(city: City, targets: Collection[str], light_on: Callable[[str], TargetLight]) -> SunShares:
    """Return the light on some targets added up by neighbourhood; one whose light raises NotKnownError is unknown."""
    count = len(city.layers[AREAS].table) + 1 if AREAS in city.layers else 1
    lit, base, unknown = {}, {}, {}
    for name in (name for name in TARGET_TITLES if name in targets):
        try:
            found = light_on(name)
        except NotKnownError as reason:
            unknown[name] = reason
            continue
        lit[name] = np.bincount(found.area, found.value * found.weight, minlength=count)
        base[name] = np.bincount(found.area, found.weight, minlength=count)
    ids = [*(city.layers[AREAS].table.index.astype(object) if AREAS in city.layers else []), OUTSIDE]
    index = pd.Index(ids, dtype=object, name="id")
    return SunShares(pd.DataFrame(lit, index), pd.DataFrame(base, index), unknown)


def target_light(city: City, light: Light, name: str) -> TargetLight:
    """Return the light on the things of a target. Raises NotKnownError for a city without any."""
    if name in SAMPLES:
        sample = SAMPLES[name](city, light.surface.grid)
        weights, is_open = open_ground(sample, light.surface.cover)
        return TargetLight(light.at(sample.cell) * is_open, weights, sample.area, sample.row)
    if name == "roofs":
        tops = roofs(city, light.surface)
        areas = np.asarray(areas_from_ids(city, _roof_areas(city, tops.ids, tops.layers)).codes, np.int64)
        return TargetLight(light.at(tops.cell), tops.area_m2, areas[tops.roof], tops.roof)
    sun, area = facade_sun(city, light), building_codes(city)
    if name == "facades":
        return TargetLight(np.nan_to_num(sun.mean), sun.area_m2, area, np.arange(len(area)))
    rows = home_rows(city)
    people = np.where(sun.area_m2[rows] > 0, inhabited(city)["residents"].to_numpy(float), 0.0)
    return TargetLight(np.nan_to_num(sun.mean[rows]), people, area[rows], rows)


def building_codes(city: City) -> Ints:
    """Return the position of the neighbourhood of each building, one more than the last for none."""
    if BUILDINGS not in city.layers:
        return np.empty(0, np.int64)
    return np.asarray(areas_from_ids(city, building_areas(city)).codes, np.int64)


def _roof_areas(city: City, ids: pd.Index, layers: pd.Series) -> np.ndarray:
    """Return the id of the neighbourhood of each roof; those of parts are looked up by their middle."""
    found = np.full(len(ids), None, dtype=object)
    for name in layers.unique():
        mine = (layers == name).to_numpy(bool)
        table = city.layers[name].table
        at = table.index.get_indexer(ids[mine])
        if name == BUILDINGS:
            found[mine] = building_areas(city)[at]
        else:
            found[mine] = areas_of(city, np.asarray(table.geometry.centroid.values, dtype=object)[at])
    return found
