"""Vegetation as a satellite sees it: how green neighbourhoods are, and which land may lie untended."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.language import N_
from layers.untended_land import CLASS as UNTENDED

from .city import City
from .homes import AREAS
from .indicators import Indicator
from .measurement import (
    Input,
    Measurement,
    NotKnownError,
    areas_from_ids,
    layer_input,
    measured,
    neighbourhoods_at,
    table_of,
    tier_shares,
)
from .neighbourhood_parts import bounds_of, land

VEGETATION, GREEN, VACANT = "vegetation", "green_space", "vacant_land"
HA = 1e4
WHOLE = 0.95  # of the land within the bounds: what is less is said

NO_PICTURE = N_(
    "not known, because no satellite picture is in this city; name its bands with twin build --ndvi RED NIR"
)
PARTLY_SEEN = N_("the satellite did not see all of the city: the mean is that of what it saw")
CANDIDATES = N_("candidates to look at: nobody was there, and what the satellite did not see is missing")


def mean_ndvi(city: City) -> Measurement:
    """Return the mean vegetation index of the cells of land, water left out."""
    table = _picture_of(city)
    middles = shapely.centroid(np.asarray(table.geometry.values, dtype=object))
    index, bounds = table["ndvi"].to_numpy(float), bounds_of(city)
    inside = shapely.contains_xy(bounds, shapely.get_x(middles), shapely.get_y(middles))
    dry = inside & (index >= 0)
    made = measured(city, neighbourhoods_at(city, middles[dry]), index[dry], np.ones(int(dry.sum())))
    seen = float(table.geometry.area.to_numpy()[inside].sum()) / bounds.area
    shares = Input(city.layers[VEGETATION].kind.title, tier_shares(table["tier"]))
    made = replace(made, inputs=(shares,), note=PARTLY_SEEN if seen < WHOLE else "")
    return _with_green_areas(city, made)


def _with_green_areas(city: City, made: Measurement) -> Measurement:
    """Return the answer with the index of each green area, and the mean of each kind by area."""
    if GREEN not in city.layers or not city.green_space["ndvi"].notna().any():
        return made
    green = city.green_space[["class", "ndvi", "area_m2"]]
    known = green[green["ndvi"].notna()]
    weighted = (known["ndvi"] * known["area_m2"]).groupby(known["class"]).sum()
    mean = weighted / known["area_m2"].groupby(known["class"]).sum()
    titles = {entry.value: entry.title for entry in city.layers[GREEN].kind.style.entries}
    rows = [(name, titles[name], mean[name], "") for name in titles if name in mean.index]
    kinds = pd.DataFrame(rows, columns=["kind", "title", "value", "unit"]).set_index("kind")
    return replace(made, kinds=kinds, object_values=green["ndvi"], object_layer=GREEN)


def untended(city: City) -> Measurement:
    """Return the land that may lie untended in hectares; not known of neighbourhoods that were not seen."""
    seen = neighbourhoods_at(city, shapely.centroid(np.asarray(_picture_of(city).geometry.values, dtype=object)))
    table = table_of(city, VACANT)
    table = table[(table["class"] == UNTENDED).to_numpy(bool)]
    shapes = np.asarray(table.geometry.values, dtype=object)
    ground = land(city)
    whole = shapely.union_all(shapes)
    size = shapely.area(shapely.intersection(np.asarray(ground.values, dtype=object), whole)) / HA
    made = measured(city, areas_from_ids(city, ground.index.to_numpy(dtype=object)), size)
    if made.parts is not None:
        made = replace(made, parts=made.parts.assign(value=made.parts["value"].where(made.parts.index.isin(seen))))
    return replace(
        made, inputs=(layer_input(city, VEGETATION),), note=CANDIDATES,
        object_values=pd.Series(shapely.area(shapes), table.index), object_layer=VACANT, object_unit="m²",
    )  # fmt: skip


def _picture_of(city: City) -> gpd.GeoDataFrame:
    if VEGETATION not in city.layers or not len(city.vegetation):
        raise NotKnownError(NO_PICTURE)
    return table_of(city, VEGETATION)


INDICATORS = (
    Indicator(
        "mean_ndvi", N_("Greenness from satellite"),
        N_("The mean vegetation index (NDVI) of the land, from −1 to 1: lawns, crops and trees alike."),
        N_("index"), "more",
        N_("NDVI = (near infrared − red) / (near infrared + red) in cells of a satellite picture; those under cloud "
           "and those below 0, which are water, are left out. A cell belongs where its middle lies."),
        (VEGETATION,), (VEGETATION, GREEN, AREAS), mean_ndvi, source="Rouse et al. 1974, NASA SP-351", decimals=2,
        each=N_("The mean vegetation index (NDVI) of each green space, from −1 to 1."),
    ),
    Indicator(
        "untended_land_ha", N_("Land that may lie untended"),
        N_("The land among buildings that is overgrown and has no use on the map."), "ha", "neither",
        N_("Cells of the satellite picture with an NDVI of 0.4 or more, at least two that touch and less than 15 ha, "
           "in gaps between buildings, that no building, road, water, green space, parking or used land touches."),
        (VEGETATION, VACANT), (VEGETATION, VACANT, AREAS), untended,
        each=N_("The area of each piece of land that may lie untended."),
    ),
)  # fmt: skip
