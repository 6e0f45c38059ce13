"""Roofs of a table: shape, height and direction of each, with how true they are.

What is mapped stays as it is mapped where it can be true. A height that was made of storeys has the roof put on top;
one that is mapped includes it, as OpenStreetMap's `height` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of

from .building_heights import MADE_OF_STOREYS
from .roof_rules import COMMON, NEARBY, RULES, USUAL_PITCH_DEG, Plan, nearest_mapped, plans, rules_of
from .roofs import RoofTable
from .triangulation import Floats

Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

SHAPE_TAG = N_("roof shape as mapped")
ROOF_HEIGHT_TAG = N_("height of the roof as mapped")
FROM_ROOF_LEVELS = N_("storeys in the roof × storey height")
FROM_PITCH = N_("half the width × a mapped or usual pitch")
NO_HEIGHT = N_("a flat roof")

STEEPEST_DEG = 80.0
HIGHEST_SHARE = 0.6  # of the whole height, for a roof whose own height is not mapped
SPIRE_SHARE = 0.72  # of the whole height, for a spire and the roofs around it
HIGHEST_ROOF_M = 5.0  # of houses and blocks: about where a roof is used for two storeys
FREE = ("spire", "dome", "onion", "pyramidal", "round")  # of towers and halls: not held to that
LEAST_ROOF_M = 0.3

# Values of roof:shape and what is drawn for them; of what is not listed the rules decide.
DRAWN_AS: Mapping[str, str] = {
    "flat": "flat", "skillion": "skillion", "lean_to": "skillion", "shed": "skillion", "gabled": "gabled",
    "pitched": "gabled", "gable": "gabled", "crosspitched": "gabled", "double_saltbox": "gabled", "saltbox": "saltbox",
    "half-hipped": "half-hipped", "half_hipped": "half-hipped", "hipped": "hipped", "hip": "hipped",
    "side_hipped": "hipped", "equal_hipped": "hipped", "quadruple_saltbox": "hipped", "hipped-and-gabled": "hipped",
    "spire": "spire", "pyramidal": "pyramidal", "cone": "pyramidal", "conical": "pyramidal", "gambrel": "gambrel",
    "mansard": "mansard", "dome": "dome", "onion": "onion", "round": "round", "barrel": "round", "sawtooth": "sawtooth",
}  # fmt: skip


@dataclass(frozen=True)
class _Sizes:
    """Metres of each building, and the height a roof takes where it is neither mapped nor given by storeys."""

    plan: Plan
    storeys: Floats
    base_m: Floats
    storey_m: float


def with_roofs(table: gpd.GeoDataFrame, *, layer: str, storey_height_m: float) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings or their parts with the shape and height of each roof, and heights that include it.

    Reads class, building, footprint_m2, height_m, height_method, levels, min_height_m and the columns of roofs. Rows
    whose roof has a tier and a height keep them.
    """
    todo = np.flatnonzero(~(table["roof_tier"].notna() & table["roof_height_m"].notna()).to_numpy(bool))
    if not len(todo):
        return table, Report()
    sizes = _sizes(table, storey_height_m)
    shape, tier, method, pitch, unknown = _shapes(table, todo, sizes, is_part=layer != "buildings")
    rise, rise_tier, rise_method, odd = _rises(table, todo, shape, pitch, sizes)
    made = {"roof_shape": shape, "roof_tier": tier, "roof_method": method, "roof_height_m": rise,
            "roof_height_tier": rise_tier, "roof_height_method": rise_method}  # fmt: skip
    height = table["height_m"].to_numpy(float).copy()
    height[todo] += np.where(_stands_on_top(table, todo), rise, 0.0)
    table = table.assign(height_m=height.round(2), **{name: _put(table[name], todo, made[name]) for name in made})
    reports = (
        ("assumed", N_("no roof shape mapped: the roof is estimated"), todo[(tier == "estimated") & ~unknown]),
        ("repaired", N_("a roof shape that is not known, taken as not mapped"), todo[unknown]),
        ("repaired", N_("a roof height or pitch that contradicts the building, estimated"), todo[odd]),
    )
    return table, sum((report_of(layer, act, why, table.index[rows]) for act, why, rows in reports), Report())  # type: ignore[arg-type]


def _put(column: pd.Series, rows: NDArray[np.int64], values: NDArray[np.generic]) -> pd.Series:
    made = column.astype(object) if values.dtype == object else column.copy()
    made.iloc[rows] = values
    return made.astype(column.dtype)


def _sizes(table: gpd.GeoDataFrame, storey_height_m: float) -> _Sizes:
    plan = plans(np.asarray(table.geometry.values, dtype=object), table["footprint_m2"].to_numpy(float))
    height, levels = table["height_m"].to_numpy(float), table["levels"].to_numpy(float)
    storeys = np.where(np.isnan(levels), height / storey_height_m, levels)
    return _Sizes(plan, storeys, np.nan_to_num(table["min_height_m"].to_numpy(float)), storey_height_m)


def _shapes(
    table: gpd.GeoDataFrame, todo: NDArray[np.int64], sizes: _Sizes, *, is_part: bool
) -> tuple[Texts, Texts, Texts, Floats, Flags]:
    """Return shape, tier, method and pitch of the rows `todo`, and which have a shape that is not known."""
    told = table["roof_shape"].astype(object).where(table["roof_shape"].notna(), None).to_numpy(object)
    drawn = pd.Series(told).map(DRAWN_AS).to_numpy(object)
    known = pd.notna(drawn)
    asked = todo[~known[todo]]
    part = np.full(len(table), "part", dtype=object)
    keys = part if is_part else rules_of(table, sizes.plan, sizes.storeys)
    shape = np.where(known, told, [RULES[k].shape for k in keys]).astype(object)
    method = np.where(known, SHAPE_TAG, [RULES[k].name for k in keys]).astype(object)
    pitch = np.array([RULES[k].pitch_deg for k in keys])
    if not is_part:
        common = np.isin(drawn.astype(str), COMMON)
        near = nearest_mapped(table, np.flatnonzero(known & common & _is_mapped(table)), asked, sizes.storeys)
        shape[asked[near >= 0]], method[asked[near >= 0]] = told[near[near >= 0]], NEARBY
        pitch[asked[near >= 0]] = np.nan
    usual = pd.Series(shape).map(DRAWN_AS).map(USUAL_PITCH_DEG).fillna(0.0).to_numpy(float)
    pitch = np.where(known | np.isnan(pitch), usual, pitch)
    tier = np.where(known, table["roof_tier"].fillna(table["tier"]), "estimated").astype(object)
    unknown = pd.notna(told) & ~known
    return shape[todo], tier[todo], method[todo], pitch[todo], unknown[todo]


def _is_mapped(table: gpd.GeoDataFrame) -> Flags:
    """Return whose shape is not itself an estimate."""
    return np.asarray((table["roof_tier"] != "estimated").to_numpy(bool))


def _rises(
    table: gpd.GeoDataFrame, todo: NDArray[np.int64], shape: Texts, pitch_deg: Floats, sizes: _Sizes
) -> tuple[Floats, Texts, Texts, Flags]:
    """Return height, tier and method of the roofs of rows `todo`, and which of them contradict their building."""
    rows = table.iloc[todo]
    drawn = pd.Series(shape).map(DRAWN_AS).to_numpy(object)
    flat = drawn == "flat"
    on_top = _stands_on_top(table, todo)
    whole = rows["height_m"].to_numpy(float) - sizes.base_m[todo]
    angle, height = rows["roof_angle_deg"].to_numpy(float), rows["roof_height_m"].to_numpy(float)
    levels = rows["roof_levels"].to_numpy(float) * sizes.storey_m
    odd_angle = ~np.isnan(angle) & ~((angle > 0) & (angle < STEEPEST_DEG)) & ~flat
    odd_height = ~np.isnan(height) & ~((height > 0) & ((height <= whole + 1e-6) | on_top)) & ~flat
    told, by_levels = ~np.isnan(height) & ~odd_height, levels > 0
    has_angle = ~np.isnan(angle) & ~odd_angle
    across = rows["roof_across"].fillna(False).to_numpy(bool)
    span = np.where(across, sizes.plan.length_m[todo], sizes.plan.width_m[todo])
    span = np.where((drawn == "skillion") | (drawn == "sawtooth"), 2 * span, span)
    span = np.where(drawn == "sawtooth", np.minimum(span, 2 * 6.0), span)
    rise = span / 2 * np.tan(np.radians(np.where(has_angle, angle, pitch_deg)))
    most = np.where(np.isin(drawn, FREE) | has_angle, np.inf, HIGHEST_ROOF_M)
    share = np.where(drawn == "spire", SPIRE_SHARE, HIGHEST_SHARE)
    most = np.where(on_top, most, np.minimum(most, share * whole))
    rise = np.clip(rise, np.minimum(LEAST_ROOF_M, most), most)
    rise = np.where(told, height, np.where(by_levels, np.where(on_top, levels, np.minimum(levels, most)), rise))
    tier = np.select([told, by_levels | has_angle], [rows["tier"].to_numpy(object), "derived"], "estimated").astype(
        object
    )
    method = np.select([told, by_levels], [ROOF_HEIGHT_TAG, FROM_ROOF_LEVELS], FROM_PITCH).astype(object)
    bare = flat & np.isnan(height)
    tier[bare], method[bare] = "estimated", NO_HEIGHT
    return np.where(bare, 0.0, np.where(flat, height, rise)).round(2), tier, method, odd_angle | odd_height


def _stands_on_top(table: gpd.GeoDataFrame, todo: NDArray[np.int64]) -> Flags:
    """Return whose height is made of storeys alone, without a roof that was mapped."""
    rows = table.iloc[todo]
    mapped = rows["roof_height_m"].notna() | (rows["roof_levels"] > 0)
    return np.asarray(rows["height_method"].isin(MADE_OF_STOREYS) & ~mapped, bool)


def roof_table(table: pd.DataFrame) -> RoofTable:
    """Return what is drawn of the columns of roofs."""
    shape = table["roof_shape"].astype(object).map(DRAWN_AS).fillna("flat").to_numpy(object)
    return RoofTable(
        shape,
        np.nan_to_num(table["roof_height_m"].to_numpy(float)),
        table["roof_direction_deg"].to_numpy(float),
        table["roof_across"].fillna(False).to_numpy(bool),
    )
