"""Hours of sun of single school grounds, green spaces and homes, those first that lose most to a scenario."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.triangulation import Floats

from .city import City
from .homes import AREAS, BUILDINGS, areas_of, home_rows
from .indicator_green import public_green
from .measurement import table_of
from .sun import STEP
from .sun_change import target_change
from .sun_shares import TargetLight, target_light
from .sunlight import Light, hours_of_sun

TARGETS = ("green", "schools", "homes")


@dataclass(frozen=True)
class SunDetails:
    """Hours of sun through a day without clouds on each object of a target.

    `table`: index id; name (None for none), neighbourhood (id, None for none), hours on its mean m² (of homes: of
    their façades), geometry; of a city made by edits also hours_before (NaN for an object that its base does not have)
    and hours_change (over what both have, NaN where that is nothing). Those that lose most come first, else those with
    the fewest hours.
    """

    target: str
    day: date
    table: gpd.GeoDataFrame = field(repr=False)


def sun_details(city: City, day: date, target: str, *, step: timedelta = STEP) -> SunDetails:
    """Return the hours of sun of a day on each object of one of `TARGETS`; those without open ground are left out.

    Raises NotKnownError for a city without any, ValueError for another target.
    """
    if target not in TARGETS:
        raise ValueError(f"{target} is none of {', '.join(TARGETS)}")
    light = hours_of_sun(city, day, step=step)
    objects = _objects(city, target)
    found = {"hours": _means(target_light(city, light, _lit(target)), len(objects))}
    if city.base is not None:
        before = hours_of_sun(city.base, day, step=step)
        found["hours_before"] = _before(city.base, before, target).reindex(objects.index).to_numpy()
        found["hours_change"] = _means(target_change(city, light, before, _lit(target)), len(objects))
    names = objects["name"].astype(object) if "name" in objects else pd.Series(None, objects.index, dtype=object)
    said = {"name": names.where(names.notna(), None), **found}
    table = gpd.GeoDataFrame(said, index=objects.index, geometry=objects.geometry.values, crs=city.frame.crs)
    shown = table.iloc[home_rows(city)] if target == "homes" else table
    shown = shown[shown["hours"].notna()]
    middles = np.asarray(shown.geometry.representative_point().values, dtype=object)
    shown = shown.assign(neighbourhood=areas_of(city, middles) if AREAS in city.layers else None)
    order = ["hours_change", "hours"] if "hours_change" in shown else ["hours"]
    return SunDetails(target, day, shown.rename_axis("id").sort_values(order, kind="stable", na_position="last"))


def _before(base: City, light: Light, target: str) -> pd.Series:
    objects = _objects(base, target)
    return pd.Series(_means(target_light(base, light, _lit(target)), len(objects)), objects.index)


def _objects(city: City, target: str) -> gpd.GeoDataFrame:
    """Return the table in which the light on a target has its rows."""
    if target == "green":
        return public_green(city)
    return table_of(city, "land_use" if target == "schools" else BUILDINGS)


def _lit(target: str) -> str:
    """Return the name of the light that is added up: of homes that on façades, by their m²."""
    return "facades" if target == "homes" else target


def _means(light: TargetLight, count: int) -> Floats:
    """Return the mean light on each object, NaN for one on which nothing is counted."""
    sums, base = (np.bincount(light.row, each, minlength=count) for each in (light.value * light.weight, light.weight))
    return np.asarray(np.divide(sums, base, out=np.full(count, np.nan), where=base > 0), np.float64)
