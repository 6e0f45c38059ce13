"""Sun in winter: its hours at the solstice on public green, on school grounds and on the façades of homes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from geodata.language import N_

from .access import worst_mean
from .city import City
from .city_grid import CityGrid
from .facade_sun import facade_sun
from .ground_samples import GroundSample, green_sample, open_ground, school_sample
from .homes import AREAS, BUILDINGS, READS, home_rows
from .indicator_green import public_green
from .indicators import Indicator
from .measurement import OUTSIDE, Input, Measurement, layer_input, measured, table_of, tier_shares
from .resident_reach import WORST_SHARE, resident_mean, residents
from .sunlight import hours_of_sun
from .surface import READS as SURFACE_READS

SOLSTICE = date(2026, 12, 21)  # of any year: from one to the next the sun stands the same to a twentieth of a degree
HOURS = "h"
HEIGHTS = N_("heights of buildings")
NO_CLOUDS = N_("on a day without clouds; crowns of trees that keep their leaves shade, bare ones do not")
SOLAR_METHOD = N_(
    "Where the sun stands every half hour (Reda and Andreas 2004), and what is in the shadow of ground, buildings and "
    "trees on a grid of 2 m."
)
# Dwellings need 1½ hours of sun at the winter solstice: Ordinul Ministerului Sănătății 119/2014, art. 3.
LAW = "Ordinul Ministerului Sănătății 119/2014, art. 3"


def sun_on_green(city: City) -> Measurement:
    """Return the hours of sun on public green at the winter solstice."""
    green = public_green(city)
    made = _on_ground(city, green_sample(city, CityGrid.of(city.frame)), green.index)
    return replace(made, object_layer="green_space", inputs=(layer_input(city, "green_space"), heights(city)))


def sun_on_schools(city: City) -> Measurement:
    """Return the hours of sun on the grounds of schools and kindergartens at the winter solstice."""
    table = table_of(city, "land_use")
    made = _on_ground(city, school_sample(city, CityGrid.of(city.frame)), table.index)
    return replace(made, object_layer="land_use", inputs=(layer_input(city, "land_use"), heights(city)))


def sun_on_homes(city: City) -> Measurement:
    """Return the hours of sun at the winter solstice on the mean m² of façade, as the mean resident has it."""
    people = residents(city)["residents"].to_numpy(float)
    hours = facade_sun(city, hours_of_sun(city, SOLSTICE)).mean[home_rows(city)]
    made = resident_mean(city, hours, unit=HOURS)
    known = np.isfinite(hours)
    worst = -worst_mean(-hours[known], people[known], share=WORST_SHARE)
    return replace(made, worst_tenth=worst, note=NO_CLOUDS, inputs=(*made.inputs, heights(city)))


def heights(city: City) -> Input:
    """Return the heights of buildings by how true they are."""
    if BUILDINGS not in city.layers or not len(city.buildings):
        return Input(HEIGHTS, {})
    return city.kept("heights by tier", lambda: Input(HEIGHTS, tier_shares(city.buildings["height_tier"])),
                     needs=[BUILDINGS])  # fmt: skip


def _on_ground(city: City, sample: GroundSample, ids: pd.Index) -> Measurement:
    """Return the mean hours over the cells of a sample: of the city, by neighbourhood and for each of its objects."""
    light = hours_of_sun(city, SOLSTICE)
    weight, is_open = open_ground(sample, light.surface.cover)
    lit = light.at(sample.cell) * is_open * weight
    known = [*(city.layers[AREAS].table.index.astype(object) if AREAS in city.layers else []), OUTSIDE]
    areas = pd.Categorical.from_codes(sample.area, categories=pd.Index(known, dtype=object))
    sums, base = (np.bincount(sample.row, each, minlength=len(ids)) for each in (lit, weight))
    has = base > 0
    objects = pd.Series(sums[has] / base[has], ids[has])
    return replace(measured(city, areas, lit, weight), object_values=objects, object_unit=HOURS, note=NO_CLOUDS)


INDICATORS = (
    Indicator(
        "winter_sun_green", N_("Winter sun on public green"),
        N_("The hours of sun at the winter solstice on the mean square metre of public green space."), HOURS, "more",
        SOLAR_METHOD, ("green_space", BUILDINGS), ("green_space", AREAS, *SURFACE_READS), sun_on_green,
        decimals=2, on_request=True,
    ),
    Indicator(
        "winter_sun_schools", N_("Winter sun on school grounds"),
        N_("The hours of sun at the winter solstice on the mean square metre of school and kindergarten grounds."),
        HOURS, "more", SOLAR_METHOD, ("land_use", BUILDINGS), ("land_use", AREAS, *SURFACE_READS), sun_on_schools,
        decimals=2, on_request=True,
    ),
    Indicator(
        "winter_sun_homes", N_("Winter sun on homes"),
        N_("The hours of sun at the winter solstice on the mean square metre of a home's façades, over residents."),
        HOURS, "more", SOLAR_METHOD, (BUILDINGS, "residents"), (*READS, *SURFACE_READS), sun_on_homes, source=LAW,
        decimals=2, on_request=True,
    ),
)  # fmt: skip
