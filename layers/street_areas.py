"""Streets as they are seen from near: pavements, strips of parked cars, zebra stripes and lines between lanes.

A pavement is a wider band under its carriageway, lower than all of these: where another street runs across, its
carriageway lies on top. What is painted lies just above its own carriageway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .decks import raised, with_sides
from .joined_ways import is_list, is_said, is_tunnel
from .layer import Colours, FacesPainted
from .mesh import Mesh, joined, of_kind
from .pavements import pavement_widths_m
from .street_pieces import pieces_of
from .street_places import DRIVEN, IN_BAYS, LINED, ON_KERB, PARKED_AT, parked_at
from .terrain import Terrain
from .triangulation import Floats, Ints
from .tunnels import course_colours

Lines = NDArray[np.object_]

CARRIAGEWAY, PAVEMENT, PARKED, PAINT = range(4)
# Of kinds of faces in the light and the dark theme; a carriageway has the colour of its class.
RGB: Mapping[int, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    PAVEMENT: ((0xDA, 0xD3, 0xC6), (0x41, 0x48, 0x55)),
    PARKED: ((0xA9, 0xB3, 0xC6), (0x4E, 0x5C, 0x78)),
    PAINT: ((0xFF, 0xFF, 0xFF), (0xFF, 0xFF, 0xFF)),
}

PAVEMENT_LIFT_M = 0.50
ON_TOP_M = 1 / 64  # the step of what travels
ON_SLOPES_M = 0.1  # where a band may lie a little off the ground that bends beneath it
PARKED_M = 2.2  # assumed: cars along the kerb
FREE_M = 5.0  # parking is forbidden so near a junction or crossing (Romanian traffic rules, art. 143: 25 and 5 m)
STRIPE_M, STRIPE_LENGTH_M = 0.5, 3.0  # stripe and gap, and how long it is along the street (STAS 1848-7)
LINE_M = 0.15  # width of a line between lanes (STAS 1848-7)
LEAST_LINE_M = 6.0  # a line shorter than that is left out
LANE_M = 2.5  # lanes narrower than that have no line between them


@dataclass(frozen=True)
class _Bands:
    """Bands along pieces of streets: row, metres along it, how far to its left and right, metres up, kind of face."""

    row: Ints
    start_m: Floats
    end_m: Floats
    left_m: Floats
    right_m: Floats
    lift_m: Floats
    kind: Ints

    @classmethod
    def of(cls, made: Sequence["_Bands"]) -> "_Bands":
        return cls(*(np.concatenate([getattr(each, f.name) for each in made]) for f in fields(cls)))


@dataclass(frozen=True)
class _Streets:
    """What bands are made of, of each street."""

    table: gpd.GeoDataFrame
    lines: Lines
    length_m: Floats
    half_m: Floats
    lift_m: Floats
    parked: NDArray[np.object_]  # where cars are parked, to the left and to the right (n, 2); None: not said

    def bands(self, row: Ints, spans: Floats, left_m: Floats, right_m: Floats, lift_m: Floats, kind: int) -> _Bands:
        """Return bands between two places along streets, `spans` (n, 2)."""
        start_m, end_m = spans.T
        return _Bands(row, start_m, end_m, left_m, right_m, lift_m, np.full(len(row), kind))

    def free(self, rows: Ints, *, beside_m: float) -> tuple[Ints, Floats]:
        """Return the spans of streets without junctions and crossings, and what is within `beside_m` of these."""
        row, spans = [], []
        junctions, crossings = (self.table[name].to_numpy(object) for name in ("junctions_m", "crossed_m"))
        for k in rows:
            taken = np.array(_list(junctions[k]), float).reshape(-1, 2)
            crossed = np.array(_list(crossings[k]), float)
            around = crossed[:, None] + np.array([-0.5, 0.5]) * STRIPE_LENGTH_M
            for span in _between(np.concatenate([taken, around]), beside_m, float(self.length_m[k])):
                row.append(k)
                spans.append(span)
        return np.array(row, np.int64), np.array(spans, float).reshape(-1, 2)


def street_areas(table: gpd.GeoDataFrame, terrain: Terrain, lifts_m: Mapping[str, float]) -> Mesh:
    """Return what lies beside and on carriageways that are not under ground; `lifts_m` are their heights by class."""
    chosen = np.flatnonzero(table["class"].isin(DRIVEN).to_numpy(bool) & ~is_tunnel(table["tunnel"]))
    table = table.iloc[chosen]
    is_bridge = is_said(table["bridge"])
    lines = np.asarray(table.geometry.values, dtype=object)
    length_m = shapely.length(lines)
    lines = raised(lines, table["rise"], terrain.heights_at, is_bridge=is_bridge)
    lift_m = table["class"].map(dict(lifts_m)).to_numpy(float) + (ON_TOP_M if terrain.is_flat else ON_SLOPES_M)
    parked = np.column_stack([_texts(parked_at(table, side)) for side in ("left", "right")])
    streets = _Streets(table, lines, length_m, table["width_m"].to_numpy(float) / 2, lift_m, parked)
    pavements = _pavements(streets, terrain, is_bridge)
    painted = _Bands.of([_parked(streets), _zebras(streets), _lane_lines(streets)])
    pieces = pieces_of(lines, painted.row, painted.start_m, painted.end_m)
    reach = np.column_stack([painted.left_m, painted.right_m])
    bands = terrain.ribbons(pieces, reach, lift_m=painted.lift_m)
    bands = replace(bands, kind=painted.kind[bands.face_row]).at_rows(painted.row)
    return joined([pavements, bands]).at_rows(chosen)


def area_colours(table: gpd.GeoDataFrame, light: Colours, dark: Colours) -> FacesPainted:
    """Return what gives faces their colours: carriageways those of their rows, all else by what it is."""
    of_courses = course_colours(table, light, dark)

    def painted(mesh: Mesh) -> tuple[Colours, Colours]:
        made = of_courses(mesh)
        if mesh.kind is not None:
            for kind, colours in RGB.items():
                for theme, colour in zip(made, colours, strict=True):
                    theme[mesh.kind == kind] = colour
        return made

    return painted


def _pavements(streets: _Streets, terrain: Terrain, is_bridge: NDArray[np.bool_]) -> Mesh:
    """Return bands under carriageways that are so much wider; beside those that leave ground that is not flat.

    There bands of two widths lean differently.
    """
    beside = pavement_widths_m(streets.table)
    beside = np.where(_is_in(streets.parked, ON_KERB), np.maximum(beside, PARKED_M), beside)
    beside = beside + np.where(_is_in(streets.parked, IN_BAYS), PARKED_M, 0.0)
    rows = np.flatnonzero(beside.any(axis=1))
    half = streets.half_m[rows, None]
    reach = half + beside[rows]
    if not terrain.is_flat:
        leaves = shapely.has_z(streets.lines[rows])
        own, split = half[leaves, 0], reach[leaves]
        parts = np.column_stack([split[:, 0], -own]), np.column_stack([-own, split[:, 1]])
        rows, reach = (
            np.concatenate([rows[~leaves], rows[leaves], rows[leaves]]),
            np.concatenate([reach[~leaves], *parts]),
        )
    band = terrain.ribbons(streets.lines[rows], reach, lift_m=PAVEMENT_LIFT_M).at_rows(rows)
    return of_kind(with_sides(band, terrain.heights_at, is_bridge=is_bridge, lift_m=PAVEMENT_LIFT_M), PAVEMENT)


def _parked(streets: _Streets) -> _Bands:
    """Return strips of parked cars, not near junctions and crossings."""
    half, on_carriageway, made = streets.half_m, _is_in(streets.parked, ("lane",)), []
    any_place = _is_in(streets.parked, PARKED_AT)
    for side in (0, 1):
        row, spans = streets.free(np.flatnonzero(any_place[:, side]), beside_m=FREE_M)
        inside = on_carriageway[row, side]
        outer = half[row] + np.where(inside, 0.0, PARKED_M)
        left, right = (outer, PARKED_M - outer) if side == 0 else (PARKED_M - outer, outer)
        lift = np.where(inside, streets.lift_m[row], PAVEMENT_LIFT_M + ON_TOP_M)
        made.append(streets.bands(row, spans, left, right, lift, PARKED))
    return _Bands.of(made)


def _zebras(streets: _Streets) -> _Bands:
    """Return the stripes of marked crossings, along the street, from edge to edge of its carriageway."""
    places = [(k, at) for k, each in enumerate(streets.table["crossed_m"]) for at in _list(each)]
    street = np.array([k for k, _ in places], np.int64)
    at = np.array([at for _, at in places], float)
    start = np.clip(at - STRIPE_LENGTH_M / 2, 0, np.maximum(streets.length_m[street] - STRIPE_LENGTH_M, 0))
    end = np.minimum(start + STRIPE_LENGTH_M, streets.length_m[street])
    count = np.maximum(np.floor(streets.half_m[street] / STRIPE_M), 1).astype(np.int64)
    of = np.repeat(np.arange(len(street)), count)
    number = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    middle = np.asarray((2 * number - count[of] + 1) * STRIPE_M, np.float64)
    spans, row = np.column_stack([start, end])[of], street[of]
    return streets.bands(row, spans, middle + STRIPE_M / 2, STRIPE_M / 2 - middle, streets.lift_m[row], PAINT)


def _lane_lines(streets: _Streets) -> _Bands:
    """Return the lines between lanes of larger streets, from junction to junction."""
    table = streets.table
    both_ways = ~table["oneway"].isin(["yes", "1", "true", "-1"]).to_numpy(bool)
    lanes = table["lanes"].fillna(pd.Series(np.where(both_ways, 2, 1), index=table.index)).to_numpy(float)
    fits = 2 * streets.half_m >= lanes * LANE_M
    rows = np.flatnonzero(table["class"].isin(LINED).to_numpy(bool) & (lanes >= 2) & fits)
    row, spans = streets.free(rows, beside_m=0.0)
    long = spans[:, 1] - spans[:, 0] >= LEAST_LINE_M
    row, spans = row[long], spans[long]
    count = lanes[row].astype(np.int64) - 1
    of = np.repeat(np.arange(len(row)), count)
    number = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count) + 1
    line = row[of]
    middle = streets.half_m[line] * (1 - 2 * number / (count[of] + 1))
    return streets.bands(line, spans[of], middle + LINE_M / 2, LINE_M / 2 - middle, streets.lift_m[line], PAINT)


def _is_in(parked: NDArray[np.object_], places: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return whether cars are parked at one of some places, to the left and to the right (n, 2)."""
    return np.asarray(np.logical_or.reduce([np.equal(parked, place) for place in places]), bool)


def _texts(column: pd.Series) -> NDArray[np.object_]:
    return np.asarray(column.astype(object).where(column.notna(), None), dtype=object)


def _between(taken: Floats, beside_m: float, length_m: float) -> list[tuple[float, float]]:
    """Return what spans (n, 2), made longer by `beside_m` at both ends, leave free of a length."""
    free, at = [], 0.0
    for start, end in sorted((float(a) - beside_m, float(b) + beside_m) for a, b in taken):
        if start > at:
            free.append((at, min(start, length_m)))
        at = max(at, end)
    if at < length_m:
        free.append((at, length_m))
    return [(a, b) for a, b in free if b - a > 1e-6]


def _list(value: object) -> Sequence[float]:
    return value if is_list(value) else []
