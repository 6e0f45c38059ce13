"""Tunnels: how deep streets and tracks run under the ground, and how they are drawn: there, and as dashes above."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.language import N_
from geodata.report import Action, Report, report_of

from .decks import sunken
from .joined_ways import LEAST_M, Flags, Lines, Rise, Ways, is_said, is_tunnel, levels_said, profile, spread
from .layer import Colours, FacesPainted
from .mesh import Mesh, joined, of_kind
from .street_pieces import pieces_of
from .tagged import tag
from .terrain import Terrain
from .triangulation import Floats, Ints

COURSE = 4  # the kind of faces, beside those of `street_areas`, that show on the ground where a tunnel runs
GROUND_RGB = ((0xEE, 0xEC, 0xE6), (0x26, 0x2B, 0x33))  # in the light and the dark theme
GROUND_SHARE = 0.3  # of it in the colour of courses: they are paler than streets that one sees
UNDER_M = 0.5  # under the ground where a tunnel is not deep, as streets lie above it
DASH_M, DASH_OF_WIDTH, DASH_SHARE = 6.0, 2.5, 0.6  # a dash and its gap: at least, in widths, and what of it is dash


def depths(ways: Ways) -> Mapping[object, Rise]:
    """Return the rise of each tunnel that is below the ground, by its id: metres along it and above the ground.

    A tunnel is on the ground where it meets a way that is none, and as deep in between as its level asks for and its
    slope allows: for each level as deep as a bridge over it would be high. Tunnels that meet are equally deep there.
    """
    below = np.flatnonzero(ways.is_below)
    if not len(below):
        return {}
    bottom = ways.level * ways.needs_m
    inside = ways.is_below[ways.line_of]
    deepest = np.zeros(ways.node.max() + 1)
    deepest[ways.node[inside]] = -np.inf
    np.maximum.at(deepest, ways.node[inside], bottom[ways.line_of[inside]])
    deepest[ways.node[~inside]] = 0.0
    starts = ((float(deepest[at]), int(at)) for at in np.unique(ways.node[inside]))
    heights = spread(ways, starts, over=ways.is_below, least=-np.inf)
    found = {}
    for i in below:
        own = ways.own(int(i))
        along, node = ways.along[own], ways.node[own]
        tops = [(float(s), heights[int(n)]) for s, n in zip(along, node, strict=True)]
        rise = profile(along, tops, float(ways.slope[i]), least=float(bottom[i]))
        if min(rise[1::2]) < -LEAST_M:
            found[ways.ids[i]] = rise
    return found


def odd_tunnels(raw: gpd.GeoDataFrame, *, layer: str) -> Report:
    """Return the tunnels of a raw table whose level is not said or cannot be, and those that are bridges as well."""
    below, level = is_tunnel(tag(raw, "tunnel")), levels_said(raw)
    odd: tuple[tuple[Action, str, Flags], ...] = (
        ("assumed", N_("a tunnel without a level: taken to be one below the ground"), np.isnan(level)),
        ("repaired", N_("a tunnel whose level is not below the ground: taken to be one below it"), level >= 0),
        ("repaired", N_("both bridge and tunnel: taken for a tunnel"), is_said(tag(raw, "bridge"))),
    )
    report = Report()
    for action, reason, is_odd in odd:
        report += report_of(layer, action, reason, raw.index[below & is_odd])
    return report


def tunnels(lines: Lines, rise: pd.Series, width_m: Floats, terrain: Terrain, *, lift_m: float) -> Mesh:
    """Return tunnels as seen from near: each at its depth, and its course on the ground."""
    lift = np.full(len(lines), lift_m)
    return joined([at_depth(lines, rise, width_m, terrain), courses(lines, width_m, terrain, lift_m=lift)])


def at_depth(lines: Lines, rise: pd.Series, width_m: Floats, terrain: Terrain) -> Mesh:
    """Return tunnels as bands at their depth, all of it under the ground."""
    return terrain.ribbons(sunken(lines, rise, terrain.heights_at), width_m, lift_m=-UNDER_M)


def courses(lines: Lines, width_m: Floats, terrain: Terrain, *, lift_m: Floats) -> Mesh:
    """Return where tunnels run as dashes on the ground, as wide as they are and `lift_m` above it."""
    row, pieces = _dashes(lines, width_m)
    return of_kind(terrain.ribbons(pieces, width_m[row], lift_m=lift_m[row]).at_rows(row), COURSE)


def course_colours(
    table: gpd.GeoDataFrame,  # noqa: ARG001 - as all colours of faces are asked for
    light: Colours,
    dark: Colours,
) -> FacesPainted:
    """Return what gives faces their colours: those of their rows, courses of tunnels paler ones."""

    def painted(mesh: Mesh) -> tuple[Colours, Colours]:
        made = light[mesh.face_row], dark[mesh.face_row]
        if mesh.kind is not None:
            is_course = mesh.kind == COURSE
            for theme, ground in zip(made, GROUND_RGB, strict=True):
                mixed = theme[is_course] * (1 - GROUND_SHARE) + np.array(ground) * GROUND_SHARE
                theme[is_course] = mixed.round().astype(np.uint8)
        return made

    return painted


def _dashes(lines: Lines, width_m: Floats) -> tuple[Ints, Lines]:
    """Return the row of each dash and its line; each tunnel has at least one, in its middle."""
    length = shapely.length(lines)
    period = np.maximum(DASH_M, DASH_OF_WIDTH * width_m)
    count = np.maximum(np.round(length / period), 1).astype(np.int64)
    row = np.repeat(np.arange(len(lines)), count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    step = (length / count)[row]
    middle = (number + 0.5) * step
    return row, pieces_of(lines, row, middle - step * DASH_SHARE / 2, middle + step * DASH_SHARE / 2)
