"""What follows from the columns that are set of a street: its class from `highway`, its width from its lanes."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geodata.errors import TwinError
from geodata.language import N_, NN_
from layers.streets import class_of_highway

from .city import City
from .edit_fields import EditError
from .refusals import refused
from .street_access import FOR_FEET

NARROWEST_LANE_M = 2.0  # assumed: a car of 1.8 m and no more
ASSUMED = ("estimated", "derived")  # tiers of widths that were taken from class or lanes
LANES = ("lanes", "lanes_forward", "lanes_backward")
WIDTH = ("width_m", "width_tier", "width_method")
LANES_DO_NOT_FIT = NN_("{count} lane does not fit into {width} m. Make it wider.",
                       "{count} lanes do not fit into {width} m. Make it wider, or take fewer.")  # fmt: skip
CLASS_FOLLOWS = N_(
    "class: of a street it follows from “highway”, which says who may use it. Set that, such as highway={value}."
)
OTHER_CLASS = N_("class: a street with highway={highway} is of the class “{made}”, not “{value}”. Leave out “class”.")
TOO_NARROW = NN_(
    "{objects}: {width} m are too narrow for its traffic lanes, of which each needs {least} m. Make it wider, or set "
    "fewer lanes.",
    "{width} m are too narrow for the traffic lanes of these, of which each needs {least} m: {objects}. Make them "
    "wider, or set fewer lanes.",
)


def lanes_that_do_not_fit(lanes: float | None, width_m: float | None) -> list[TwinError]:
    """Return whether a street of a width has no room for its lanes; nothing where one of both is not known."""
    if lanes is None or width_m is None or width_m >= lanes * NARROWEST_LANE_M:
        return []
    return [EditError(LANES_DO_NOT_FIT, count=int(lanes), width=width_m)]


def with_class(columns: Mapping[str, object]) -> Mapping[str, object]:
    """Return the columns of a street with the class of its `highway`, or a `highway` of its class."""
    highway, class_ = columns.get("highway"), columns.get("class")
    if highway is not None:
        return {**columns, "class": class_of_highway(str(highway))}
    return columns if class_ is None else {**columns, "highway": class_}


def wrong_new_street(columns: Mapping[str, object]) -> list[TwinError]:
    """Return a class that is not that of the highway, and lanes that do not fit into the width."""
    lanes, width_m = columns.get("lanes"), columns.get("width_m")
    assert isinstance(lanes, int | float | None)
    assert isinstance(width_m, int | float | None)
    return [*_wrong_class(columns), *lanes_that_do_not_fit(lanes, width_m)]


def wrong_changes(city: City, rows: gpd.GeoDataFrame, columns: Mapping[str, object]) -> list[TwinError]:
    """Return a class that is set without or against the highway, and widths into which lanes do not fit.

    `rows`: the streets as they are.
    """
    if columns.get("class") is not None and columns.get("highway") is None:
        return [EditError(CLASS_FOLLOWS, value=columns["class"])]
    if found := _wrong_class(columns):
        return found
    if {"lanes", "width_m"}.isdisjoint(columns):
        return []
    changed = with_street_values(rows, columns)
    lanes, width_m = (pd.to_numeric(changed[name]) for name in ("lanes", "width_m"))
    narrow = changed.index[width_m < lanes * NARROWEST_LANE_M]
    least = {"width": float(width_m[narrow].min()), "least": NARROWEST_LANE_M}
    return refused(city, "streets", narrow, TOO_NARROW, **least)


def with_street_values(rows: gpd.GeoDataFrame, columns: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Return streets with other values; widths that were taken from class or lanes are left to follow from these.

    Ways without cars keep no traffic lanes.
    """
    on_foot = columns.get("highway") in FOR_FEET
    changed = rows.assign(**{**(dict.fromkeys(LANES) if on_foot else {}), **with_class(columns)})
    if "width_m" in columns or {"highway", "lanes"}.isdisjoint(columns):
        return changed
    follows = rows["width_tier"].isin(ASSUMED).to_numpy(bool)
    return changed.assign(**{name: changed[name].mask(follows, None) for name in WIDTH})


def _wrong_class(columns: Mapping[str, object]) -> list[TwinError]:
    highway, class_ = columns.get("highway"), columns.get("class")
    if highway is None or class_ is None:
        return []
    made = class_of_highway(str(highway))
    return [] if made == class_ else [EditError(OTHER_CLASS, highway=highway, made=made, value=class_)]
