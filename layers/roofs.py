"""Roofs of buildings, each on its own outline: what is drawn of a shape that is mapped or assumed, and why not.

Over (nearly) rectangular outlines every shape has its faces between the outline's own corners. Over any other one the
sloped shapes follow its straight skeleton, the profiles are folded along its longest side, and what stands around a
centre is drawn in towards it. Faces are measured against the outline; where they do not fill it, the roof is flat and
says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .mesh import Mesh, closed_blocks, joined
from .outlines import Outlines, frames, local, outlines, rectangles
from .roof_faces import RoofFaces, joined_faces, no_faces, plan_areas, solids, tangled
from .roof_folds import folded
from .roof_shapes import BENT, PROFILES, TURNED, Profile, half_hipped, hipped, mansard, sawtooth, strips, turned
from .straight_skeleton import straight_skeletons
from .triangulation import Floats, Ints

Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

LEAST_RISE_M = 0.05
SAME_PLACE_M = 1e-4
AREA_SHARE = 1e-4  # faces that miss more of their outline do not close
LEVEL_RIDGE = 0.1  # a gable goes up to a ridge that rises less than this share of its run
NO_BEND = (2.0, 2.0)
OBLIQUE = np.array([0.7372, 0.6757])  # few walls run across this direction
MIDDLE = (0.15, 0.85)  # and that meets its wall within this share of it

COURTYARD, INTRICATE, NOT_ROUND, UNCLIPPED = "courtyard", "intricate", "not_round", "unclipped"
REASONS: Mapping[str, str] = {
    COURTYARD: N_("the roof's shape does not go around a courtyard: drawn flat"),
    INTRICATE: N_("no sloped roof closes over the outline: drawn flat"),
    NOT_ROUND: N_("the outline cannot be seen whole from its middle: drawn with slopes to all sides"),
    UNCLIPPED: N_("gables are clipped over rectangles alone: drawn with whole gables"),
}
SLOPED = ("hipped", "gabled", "half-hipped", "mansard", "gambrel")  # those that follow a skeleton
FOLDED = ("skillion", "saltbox", "round", "sawtooth")


@dataclass(frozen=True)
class RoofTable:
    """What is to be drawn, one value for each building.

    `shape` is one of SLOPED, FOLDED, those turned around a centre, or "flat". `towards_deg` is the bearing that a roof
    slopes down to (its ridge runs across that), NaN where it is not known; then the ridge runs along the longer side,
    or `across` it. `roof_m` is the roof's own height.
    """

    shape: Texts
    roof_m: Floats
    towards_deg: Floats
    across: Flags


@dataclass(frozen=True)
class Roofed:
    """Buildings as closed solids; `shape` (n,) as drawn, `reason` (n,) a code of REASONS where that is not as told."""

    mesh: Mesh
    shape: Texts
    reason: Texts


@dataclass(frozen=True)
class _Parts:
    """The polygons of all pitched roofs: their rows, outlines, and the axis of each one's ridge."""

    polygons: NDArray[np.object_]
    row: Ints
    outline: Outlines
    shape: Texts
    axis: Floats
    axis_told: Flags


def roofed(footprints: NDArray[np.object_], base_m: Floats, top_m: Floats, table: RoofTable) -> Roofed:
    """Return buildings from `base_m` to `top_m`, their roofs the upper part of it."""
    shape, reason = table.shape.copy(), np.full(len(footprints), None, dtype=object)
    roof_m = np.minimum(table.roof_m, top_m - base_m)
    shape[~(roof_m >= LEAST_RISE_M)] = "flat"
    pitched = np.flatnonzero(shape != "flat")
    polygons, at = shapely.get_parts(footprints[pitched], return_index=True)
    parts = _parts(polygons, pitched[at], shape, table)
    faces, left = _faces(parts, reason)
    shape[parts.row[left]] = "flat"
    flat = np.flatnonzero(shape == "flat")
    plans = shapely.remove_repeated_points(footprints[flat], SAME_PLACE_M)
    blocks = closed_blocks(plans, base_m[flat], top_m[flat]).at_rows(flat)
    faces = faces.of_faces(shape[faces.row] != "flat")
    shape[reason == NOT_ROUND] = "hipped"
    shape[reason == UNCLIPPED] = "gabled"
    return Roofed(joined([blocks, solids(faces, base_m, top_m - roof_m, roof_m)]), shape, reason)


def _parts(polygons: NDArray[np.object_], row: Ints, shape: Texts, table: RoofTable) -> _Parts:
    outline = outlines(polygons)
    axis, _ = frames(outline) if len(polygons) else (np.empty((0, 2)), None)
    bearing = np.radians(table.towards_deg[row])
    told = np.isfinite(bearing)
    ridge = np.column_stack([np.cos(bearing), -np.sin(bearing)])  # what lies to the left of it is down the slope
    across = np.column_stack([-axis[:, 1], axis[:, 0]])
    axis = np.where(told[:, None], ridge, np.where(table.across[row][:, None], across, axis))
    return _Parts(polygons, row, outline, shape[row], axis, told)


def _faces(parts: _Parts, reason: Texts) -> tuple[RoofFaces, Ints]:
    """Return the roofs' faces by row, and the parts that have none; the reasons are written down."""
    made, todo = [], np.ones(len(parts.row), bool)
    for work in (_over_rectangles, _around_centres, _along_folds, _over_skeletons):
        faces = work(parts, todo, reason)
        good = _filled(faces, parts)
        made.append(faces.of_faces(good[faces.row]))
        todo &= ~good
    left = np.flatnonzero(todo)
    around = np.isin(parts.shape[left], FOLDED) & (parts.outline.courts[left] > 0)
    reason[parts.row[left]] = np.where(around, COURTYARD, INTRICATE)
    faces = joined_faces(made)
    return RoofFaces(faces.points, faces.corners, faces.sizes, parts.row[faces.row]), left


def _filled(faces: RoofFaces, parts: _Parts) -> Flags:
    """Return which parts are covered by their faces, none of them turned over."""
    count = len(parts.row)
    area = plan_areas(faces)
    whole = shapely.area(parts.polygons)
    made = np.bincount(faces.row, weights=area, minlength=count)
    good = np.abs(made - _outline_areas(parts.outline)) < AREA_SHARE * np.maximum(whole, 1.0)
    good &= np.bincount(faces.row, minlength=count) > 0
    good[faces.row[tangled(faces)]] = False
    bulging = parts.shape[faces.row] == "onion"
    good[faces.row[(area < -AREA_SHARE) & ~bulging]] = False
    good[np.repeat(faces.row, faces.sizes)[~np.isfinite(faces.points[faces.corners]).all(axis=1)]] = False
    return np.asarray(good)


def _outline_areas(o: Outlines) -> Floats:
    to = o.xy - o.xy[o.starts][o.part]
    after = to[o.following]
    return np.asarray(
        np.bincount(o.part, weights=(to[:, 0] * after[:, 1] - to[:, 1] * after[:, 0]) / 2, minlength=len(o.courts)),
        float,
    )


def _over_rectangles(parts: _Parts, _todo: Flags, _reason: Texts) -> RoofFaces:
    """Return the roofs of rectangles, by part."""
    box, corners = rectangles(parts.outline)
    shape = parts.shape[box]
    corners = _turned_to(corners, parts.axis[box])
    length = np.hypot(*(corners[:, 3] - corners[:, 0]).T)
    own: Mapping[str, Callable[[Floats, Ints], RoofFaces]] = {
        "hipped": hipped, "half-hipped": half_hipped, "mansard": mansard,
    }  # fmt: skip
    made = [draw(corners[shape == name], box[shape == name]) for name, draw in own.items()]
    made += [strips(corners[shape == name], profile, box[shape == name]) for name, profile in PROFILES.items()]
    teeth = np.flatnonzero(shape == "sawtooth")
    made += [strips(corners[[k]], sawtooth(float(length[k])), box[[k]]) for k in teeth]
    return joined_faces([m for m in made if len(m.sizes)])


def _turned_to(corners: Floats, axis: Floats) -> Floats:
    """Return rectangles (k, 4, 2) whose first side runs along an axis, as nearly as one does."""
    side = np.roll(corners, -1, axis=1) - corners
    side /= np.maximum(np.hypot(side[..., 0], side[..., 1]), 1e-9)[..., None]
    along = (side * axis[:, None]).sum(axis=2)
    along[:, :2] += 1e-6  # of two alike the first
    first = along.argmax(axis=1)
    return np.asarray(corners[np.arange(len(corners))[:, None], (first[:, None] + np.arange(4)) % 4])


def _around_centres(parts: _Parts, todo: Flags, reason: Texts) -> RoofFaces:
    """Return the roofs turned around a centre, by part; outlines that the centre does not see whole get a reason."""
    made = []
    chosen = np.flatnonzero(todo & np.isin(parts.shape, list(TURNED)))
    o = parts.outline.of_parts(chosen)
    centre = np.column_stack(shapely.get_coordinates(shapely.centroid(parts.polygons[chosen])).T)
    to = o.xy - centre[o.part] if len(chosen) else o.xy
    after = to[o.following]
    seen = np.ones(len(chosen), bool)
    seen[o.part[to[:, 0] * after[:, 1] - to[:, 1] * after[:, 0] <= 0]] = False
    seen &= o.courts == 0
    reason[parts.row[chosen[~seen & (parts.shape[chosen] != "spire")]]] = NOT_ROUND
    for name, profile in TURNED.items():
        some = np.flatnonzero(seen & (parts.shape[chosen] == name))
        if len(some):
            of = o.of_parts(some)
            made.append(turned(of.xy, of.part, centre[some], profile, chosen[some]))
    return joined_faces(made)


def _along_folds(parts: _Parts, todo: Flags, _reason: Texts) -> RoofFaces:
    """Return the roofs of one profile over outlines that are no rectangles and have no courtyard, by part."""
    made = []
    for name in FOLDED:
        chosen = np.flatnonzero(todo & (parts.shape == name) & (parts.outline.courts == 0))
        for some in [chosen[[k]] for k in range(len(chosen))] if name == "sawtooth" else [chosen]:
            if len(some):
                made.append(_folded_once(parts, some, name))
    return joined_faces(made)


def _folded_once(parts: _Parts, chosen: Ints, name: str) -> RoofFaces:
    o = parts.outline.of_parts(chosen)
    along, across = local(o, parts.axis[chosen])
    low = np.minimum.reduceat(across, o.starts)
    width = np.maximum.reduceat(across, o.starts) - low
    place = (across - low[o.part]) / np.maximum(width, 1e-9)[o.part]
    profile: Profile = sawtooth(float(width[0])) if name == "sawtooth" else PROFILES[name]
    t, height = np.array(profile).T
    flat = RoofFaces(np.column_stack([o.xy, np.zeros(len(o.xy))]), np.arange(len(o.xy)), o.sizes, chosen)
    made, place = folded(flat, place, along, t[1:-1])
    return _raised(made, np.interp(place, t, height))


def _raised(faces: RoofFaces, height: Floats) -> RoofFaces:
    return RoofFaces(np.column_stack([faces.points[:, :2], height]), faces.corners, faces.sizes, faces.row)


def _over_skeletons(parts: _Parts, todo: Flags, reason: Texts) -> RoofFaces:
    """Return the sloped roofs over any other outline, by part."""
    fallen = np.isin(parts.shape, list(TURNED))
    chosen = np.flatnonzero(todo & (np.isin(parts.shape, SLOPED) | fallen))
    if not len(chosen):
        return no_faces()
    reason[parts.row[chosen[parts.shape[chosen] == "half-hipped"]]] = UNCLIPPED
    o = parts.outline.of_parts(chosen)
    made = straight_skeletons(o.xy, o.following, o.part, len(chosen))
    faces = RoofFaces(made.points, made.corners, made.sizes, made.part)
    faces = _with_gables(faces, np.isin(parts.shape[chosen], ("gabled", "gambrel", "half-hipped")))
    highest = np.zeros(len(chosen))
    np.maximum.at(highest, np.repeat(faces.row, faces.sizes), faces.points[faces.corners, 2])
    of_point = np.zeros(len(faces.points), np.int64)
    of_point[faces.corners] = np.repeat(faces.row, faces.sizes)
    share = faces.points[:, 2] / np.maximum(highest, 1e-9)[of_point]
    bends = np.array([BENT.get(shape, NO_BEND) for shape in parts.shape[chosen]])
    along = _along_edges(faces)
    made_faces, share = folded(faces, share, along, bends[None, :, 0])
    of_point = np.zeros(len(made_faces.points), np.int64)
    of_point[made_faces.corners] = np.repeat(made_faces.row, made_faces.sizes)
    at, up = bends[of_point].T
    upper = up + (share - at) / np.where(at < 1, 1 - at, 1.0) * (1 - up)
    raised = _raised(made_faces, np.where(share < at, share / at * up, upper))
    return RoofFaces(raised.points, raised.corners, raised.sizes, chosen[raised.row])


def _along_edges(faces: RoofFaces) -> Floats:
    return np.asarray(faces.points[:, :2] @ OBLIQUE)


def _with_gables(faces: RoofFaces, gabled: Flags) -> RoofFaces:
    """Return faces whose three-cornered ends stand upright where a level ridge runs on to them.

    The end's tip goes out along the ridge to the wall below; the slopes beside it stay in their planes.
    """
    starts = faces.starts
    ends = np.flatnonzero((faces.sizes == 3) & gabled[faces.row])
    a, b, tip = (faces.corners[starts[ends] + k] for k in range(3))
    degree = np.bincount(faces.corners, minlength=len(faces.points))
    here, there = faces.corners, faces.corners[faces.following]
    ridge_end = _ridge_ends(here, there, a, b, tip)
    known = (ridge_end >= 0) & (degree[tip] == 3)
    ends, a, b, tip, ridge_end = (v[known] for v in (ends, a, b, tip, ridge_end))
    p = faces.points
    run = p[tip] - p[ridge_end]
    length = np.hypot(run[:, 0], run[:, 1])
    side = p[b, :2] - p[a, :2]
    turn = run[:, 0] * side[:, 1] - run[:, 1] * side[:, 0]
    to = p[a, :2] - p[tip, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (to[:, 0] * side[:, 1] - to[:, 1] * side[:, 0]) / turn
        at = p[tip] + run * far[:, None]
        place = ((at[:, :2] - p[a, :2]) * side).sum(axis=1) / (side**2).sum(axis=1)
        fits = (np.abs(run[:, 2]) < LEVEL_RIDGE * length) & (far > 0) & (place > MIDDLE[0]) & (place < MIDDLE[1])
    points = p.copy()
    points[tip[fits]] = at[fits]
    keep = np.ones(len(faces.sizes), bool)
    keep[ends[fits]] = False
    return RoofFaces(points, faces.corners, faces.sizes, faces.row).of_faces(keep)


def _ridge_ends(here: Ints, there: Ints, a: Ints, b: Ints, tip: Ints) -> Ints:
    """Return the other end of the edge that leaves each tip and goes to neither of two points; -1 without one."""
    order = np.argsort(here, kind="stable")
    low, high = np.searchsorted(here[order], tip), np.searchsorted(here[order], tip, side="right")
    found = np.full(len(tip), -1)
    for step in range(3):
        at = np.minimum(low + step, max(len(order) - 1, 0))
        other = there[order[at]] if len(order) else found
        found = np.where((low + step < high) & (other != a) & (other != b), other, found)
    return found
