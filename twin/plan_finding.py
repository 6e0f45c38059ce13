"""The objects of a city that a plan means: by name, place and size, and in which neighbourhood."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.errors import UsageError
from geodata.language import N_, number_text, translate
from layers.layer import layer_title

from .city import City
from .edit_fields import EditError
from .homes import areas_of
from .indicators import checked_ids, indicators, measure
from .namesakes import neighbourhood_names
from .plan_file import Along, Find, LonLat
from .resident_reach import resident_areas, residents

NAMES_TOLD: Final = 5
LIKE: Final = 0.5  # difflib's ratio from which a name is worth telling as one that may be meant
GREATER_PART: Final = 0.5
HA_M2: Final = 10_000.0


class NotFoundError(EditError):
    """Something a plan asks for that the city does not have; the message says what there is."""


@dataclass(frozen=True)
class Found:
    """The objects that are meant, and what has to be said of how they were chosen ("" for nothing)."""

    table: gpd.GeoDataFrame
    said: str = ""


def find_objects(city: City, find: Find, *, language: str) -> Found:
    """Return the objects of a layer that are meant. Raises NotFoundError where there are none, and says what there is.

    Each thing said narrows down what is left: name, class, bridge, place, size, neighbourhood, the largest.
    """
    table = _layer(city, find.layer)
    if find.name:
        table = _named(table, find)
    if find.classes:
        table = _of_classes(table, find.classes, find.layer)
    if find.bridge is not None:
        table = _bridges(table, find)
    if find.near is not None:
        table = _near(city, table, find.near, find.radius_m)
    if find.at is not None:
        table = _around(city, table, find.at, find.layer)
    table = _sized(table, find)
    said = []
    if find.neighbourhood:
        table = _in_neighbourhood(city, table, find.neighbourhood)
    elif find.poorest_in:
        table, chosen = _in_poorest(city, table, find, language)
        said.append(chosen)
    if find.largest:
        table = table.iloc[[int(table.area.to_numpy().argmax())]]
        said.append(_largest_text(table, language))
    return Found(table, " ".join(said))


def along(city: City, table: gpd.GeoDataFrame, said: Along) -> list[str]:
    """Return the ids of the lines that run for their greater part beside objects of a layer."""
    beside = _layer(city, said.layer)
    beside = _of_classes(beside, said.classes, said.layer) if said.classes else beside
    near = beside.iloc[np.unique(beside.sindex.query(table.buffer(said.within_m))[1])]
    around = shapely.union_all(np.asarray(near.geometry.buffer(said.within_m).values, dtype=object))
    lines = np.asarray(table.geometry.values, dtype=object)
    inside = shapely.length(shapely.intersection(lines, around)) > GREATER_PART * shapely.length(lines)
    return [str(id) for id in table.index[inside]]


def _layer(city: City, layer: str) -> gpd.GeoDataFrame:
    known = ", ".join(city.layers)
    if layer not in city.layers:
        raise NotFoundError(N_("There is no layer “{layer}”. Layers: {known}."), layer=layer, known=known)
    if not len(city.layers[layer].table):
        raise NotFoundError(N_("This city has nothing in the layer “{layer}”."), layer=layer_title(layer))
    return city.layers[layer].table


def _named(table: gpd.GeoDataFrame, find: Find) -> gpd.GeoDataFrame:
    kept = table[table["name"].eq(find.name).fillna(value=False).to_numpy(bool)]
    if len(kept):
        return kept
    names = sorted(str(name) for name in table["name"].dropna().unique())
    like = difflib.get_close_matches(find.name, names, n=NAMES_TOLD, cutoff=LIKE)
    if like:
        message = N_("Nothing in the layer “{layer}” is called “{name}”. Similar names: {like}.")
        raise NotFoundError(message, layer=layer_title(find.layer), name=find.name, like=", ".join(like))
    message = N_("Nothing in the layer “{layer}” is called “{name}”, nor in a similar way. Names in it: {count}.")
    raise NotFoundError(message, layer=layer_title(find.layer), name=find.name, count=len(names))


def _of_classes(table: gpd.GeoDataFrame, classes: Iterable[str], layer: str) -> gpd.GeoDataFrame:
    kept = table[table["class"].isin(list(classes))]
    if not len(kept):
        message = N_(
            "Of what is left in the layer “{layer}” ({count}) nothing is of the class {wanted}. There is: {known}."
        )
        known = ", ".join(map(str, table["class"].dropna().unique()))
        raise NotFoundError(message, layer=layer_title(layer), count=len(table), wanted=", ".join(classes), known=known)
    return kept


def _bridges(table: gpd.GeoDataFrame, find: Find) -> gpd.GeoDataFrame:
    if "bridge" not in table:
        raise NotFoundError(
            N_("Objects of the layer “{layer}” do not say whether they are bridges."), layer=layer_title(find.layer)
        )
    is_bridge = (table["bridge"].notna() & table["bridge"].ne("no")).to_numpy(bool)
    kept = table[is_bridge == find.bridge]
    if not len(kept):
        one = N_("Of what is left in the layer “{layer}” ({count}) none is a bridge.")
        other = N_("Of what is left in the layer “{layer}” ({count}) all are bridges.")
        message = one if find.bridge else other
        raise NotFoundError(message, layer=layer_title(find.layer), count=len(table))
    return kept


def _near(city: City, table: gpd.GeoDataFrame, lonlat: LonLat, radius_m: float) -> gpd.GeoDataFrame:
    away_m = table.distance(_point(city, lonlat)).to_numpy()
    if away_m.min() > radius_m:
        raise NotFoundError(
            N_("None of the {count} lies within {radius} m of {lon}, {lat}; the nearest is {away} m away. "
               "Coordinates are longitude, latitude."),
            count=len(table), radius=radius_m, lon=str(lonlat[0]), lat=str(lonlat[1]), away=round(away_m.min()),
        )  # fmt: skip
    return table[away_m <= radius_m]


def _around(city: City, table: gpd.GeoDataFrame, lonlat: LonLat, layer: str) -> gpd.GeoDataFrame:
    point = _point(city, lonlat)
    kept = table[table.intersects(point).to_numpy(bool)]
    if not len(kept):
        raise NotFoundError(
            N_("No object of the layer “{layer}” lies at {lon}, {lat}; the nearest is {away} m away. Coordinates are "
               "longitude, latitude."),
            layer=layer_title(layer), lon=str(lonlat[0]), lat=str(lonlat[1]), away=round(table.distance(point).min()),
        )  # fmt: skip
    return kept


def _sized(table: gpd.GeoDataFrame, find: Find) -> gpd.GeoDataFrame:
    area_m2 = table.area.to_numpy()
    kept = table[(area_m2 >= find.least_m2) & (area_m2 <= find.most_m2)]
    if not len(kept):
        message = N_("None of the {count} is of the size that is wanted. They have {least} to {most} m².")
        sizes = {"least": float(area_m2.min().round()), "most": float(area_m2.max().round())}
        raise NotFoundError(message, count=len(table), **sizes)
    return kept


def _in_neighbourhood(city: City, table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    names = neighbourhood_names(city)
    mapped = city.neighbourhoods["name"] if names else {}
    wanted = [id for id, known in names.items() if id and name in (known, mapped[id])]
    if not wanted:
        known = ", ".join(sorted(known for id, known in names.items() if id)) or "–"
        message = N_("There is no neighbourhood “{name}”. Neighbourhoods: {known}.")
        raise NotFoundError(message, name=name, known=known)
    kept = table[np.isin(_areas(city, table).astype(str), wanted)]
    if not len(kept):
        raise NotFoundError(N_("None of the {count} lies in {name}."), count=len(table), name=name)
    return kept


def _in_poorest(city: City, table: gpd.GeoDataFrame, find: Find, language: str) -> tuple[gpd.GeoDataFrame, str]:
    """Return the objects in the neighbourhood that an indicator is worst for, and why that one."""
    try:
        [id] = checked_ids([find.poorest_in])
    except UsageError as error:
        raise NotFoundError(error.template, **error.fields) from None
    areas = _areas(city, table)
    board = measure(city, ids=[id])[id]
    if board.unknown is not None:
        raise NotFoundError(board.unknown.template, **board.unknown.fields)
    people = pd.Series(residents(city)["residents"].to_numpy(float)).groupby(np.asarray(resident_areas(city))).sum()
    values = board.by_neighbourhood.dropna()
    values = values[[area != "" and people.get(area, 0.0) >= find.least_residents for area in values.index]]
    values = values[values.index.isin([area for area in areas if area is not None])]
    if not len(values):
        message = N_("None of the {count} lies in a neighbourhood with at least {least} residents.")
        raise NotFoundError(message, count=len(table), least=round(find.least_residents))
    indicator = indicators()[id]
    worst = str(values.idxmin() if indicator.direction == "more" else values.idxmax())
    said = translate(
        N_("{area} is the neighbourhood for which “{indicator}” is worst ({value} {unit}), of {count} with at least "
           "{least} residents and such an object."), language,
    ).format(
        area=neighbourhood_names(city)[worst], indicator=translate(indicator.title, language),
        value=number_text(values[worst], language, decimals=indicator.decimals),
        unit=translate(indicator.unit, language), count=len(values),
        least=number_text(find.least_residents, language),
    )  # fmt: skip
    return table[np.array([area == worst for area in areas])], said


def _largest_text(table: gpd.GeoDataFrame, language: str) -> str:
    name = table["name"].iloc[0] if "name" in table else None
    told = str(table.index[0]) if pd.isna(name) else f"{name} ({table.index[0]})"
    ha = number_text(float(table.area.iloc[0]) / HA_M2, language, decimals=1)
    return translate(N_("The largest there: {what}, {ha} ha."), language).format(what=told, ha=ha)


def _areas(city: City, table: gpd.GeoDataFrame) -> np.ndarray:
    """Return the neighbourhood in which the middle of each object lies, None for none."""
    return areas_of(city, shapely.point_on_surface(np.asarray(table.geometry.values, dtype=object)))


def _point(city: City, lonlat: LonLat) -> shapely.Point:
    return shapely.Point(*(float(value) for value in city.frame.from_lonlat_points(*lonlat)))
