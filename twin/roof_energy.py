"""The energy of the sun on each roof through a year."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from geodata.language import N_
from geodata.report import Report, report_of
from layers.triangulation import Floats

from .city import City
from .rays import Rays
from .roofs import Roofs, roofs, unchanged_roofs
from .sun import SunPositions, day_positions, is_in_leaf, mean_days
from .sunlight import light, sky_view
from .surface import surface

STEP = timedelta(hours=1)
ALBEDO = 0.2  # of the ground around: usual where none is known (Liu and Jordan 1963, Solar Energy 7(2))
W_PER_KW = 1000.0
CLEAR = N_("a sky without clouds all year: more than any real year gives")
GIVEN = N_("irradiance of the given file, by its mean for each hour of each month")
COLUMNS = ("ghi", "dni", "dhi")


@dataclass(frozen=True)
class RoofEnergy:
    """What the sun gives each roof in a year.

    `table`: index id of the building (or of the part that draws it); layer, area_m2 (of the slopes), sky_view (0 to 1),
    hours (of sun, of the mean m²), kwh, kwh_m2 (of slope); NaN for a roof too small for the grid. Of a city made by
    edits also kwh_change: what they add to roofs that are as they were (below 0: take away), NaN for others. `before`:
    the table of its base, None without one.
    """

    table: pd.DataFrame = field(repr=False)
    report: Report = field(repr=False)
    before: pd.DataFrame | None = field(default=None, repr=False)


def roof_energy(city: City, *, irradiance: pd.DataFrame | None = None) -> RoofEnergy:
    """Return the energy on each roof in kWh a year, without clouds or by a given irradiance (ghi, dni, dhi in W/m²).

    Twelve mean days of Klein 1977, hour by hour. Direct: DNI × cosine of the angle to the slope where the sun is not
    hidden. Diffuse: DHI × sky view factor × (1 + cos tilt) / 2, reflected: GHI × albedo × (1 − cos tilt) / 2 (evenly
    bright sky and ground: Liu and Jordan 1963). Without clouds: Ineichen and Perez 2002, Solar Energy 73(3), with Linke
    turbidity by month of SoDa (Remund et al. 2003), by pvlib. Takes a minute for a city of 45,000 buildings, and
    another for the base of an edited one.
    """
    answer = _energy(city, irradiance)
    if city.base is None:
        return answer
    before = _energy(city.base, irradiance).table
    same = unchanged_roofs(city, roofs(city, surface(city)))
    change = (answer.table["kwh"] - before["kwh"].reindex(answer.table.index)).where(same)
    return replace(answer, table=answer.table.assign(kwh_change=change), before=before)


def _energy(city: City, irradiance: pd.DataFrame | None) -> RoofEnergy:
    seen = surface(city)
    tops = roofs(city, seen)
    beam, hours, sums = np.zeros(len(tops.cell)), np.zeros(len(tops.cell)), np.zeros(3)
    for positions, days in _months(city):
        strength = _strength(city, positions, irradiance)
        mine = surface(city, in_leaf=is_in_leaf(city, positions.times[0].date()))
        for way in range(len(positions)):
            rays = Rays.to_sun(city, mine.grid, positions.chosen(slice(way, way + 1)))
            lit = light(mine, rays, share=1.0).at(tops.cell)
            meets = np.maximum(tops.normal @ rays.towards[0], 0.0)
            beam += lit * meets * strength[way, 1] * days
            hours += lit * (meets > 0) * positions.part[way] * days
        sums += strength.sum(axis=0) * days
    sky = sky_view(city).at(tops.cell)
    return _told(tops, beam, hours, sky, sums, is_given=irradiance is not None)


def _months(city: City) -> Iterator[tuple[SunPositions, int]]:
    for day, days in mean_days():
        positions = day_positions(city, day, step=STEP)
        if len(positions):
            yield positions, days


def _strength(city: City, positions: SunPositions, given: pd.DataFrame | None) -> Floats:
    """Return ghi, dni, dhi in W/m² (n, 3), the means of the hours that some positions stand for.

    A file has such means; those without clouds are weighed by the part of the hour in which the sun is up.
    """
    if given is not None:
        means = given.groupby([given.index.month, given.index.hour]).mean()  # type: ignore[attr-defined]
        keys = pd.MultiIndex.from_arrays([positions.times.month, positions.times.hour])
        return np.asarray(means[list(COLUMNS)].reindex(keys).fillna(0.0).to_numpy(float))
    from pvlib.location import Location  # pvlib takes a second to import

    lon, lat = city.recipe.centre_lonlat
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="DatetimeIndex.dayofyear")  # pvlib 0.16 asks pandas 3 by the old name
        clear = Location(lat, lon, altitude=city.centre[2]).get_clearsky(positions.times, model="ineichen")
    return np.asarray(clear[list(COLUMNS)].to_numpy(float) * positions.part[:, None])


def _told(tops: Roofs, beam: Floats, hours: Floats, sky: Floats, sums: Floats, *, is_given: bool) -> RoofEnergy:
    upright, area = tops.normal[:, 2], tops.area_m2
    diffuse = sums[2] * sky * (1 + upright) / 2
    reflected = sums[0] * ALBEDO * (1 - upright) / 2
    count = len(tops.ids)

    def total(values: Floats) -> Floats:
        return np.asarray(np.bincount(tops.roof, values, minlength=count), float)

    size = total(area)
    known = np.where(size > 0, size, np.nan)
    kwh = np.where(size > 0, total((beam + diffuse + reflected) * area) / W_PER_KW, np.nan)
    table = pd.DataFrame(
        {"layer": tops.layers.to_numpy(object), "area_m2": known, "sky_view": total(sky * area) / known,
         "hours": total(hours * area) / known, "kwh": kwh, "kwh_m2": kwh / known},
        index=tops.ids,
    )  # fmt: skip
    said = report_of("sun", "assumed", GIVEN if is_given else CLEAR, ["kWh"])
    return RoofEnergy(table.rename_axis("id"), tops.report + said)
