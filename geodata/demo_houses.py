"""Single houses of the embedded city: lots along the streets, a house on each, sheds in the gardens."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .demo_plan import Floats

Polygons = NDArray[np.object_]
CORNER_RAD = 0.5


@dataclass(frozen=True)
class Lots:
    """Places for houses: `front` (n, 2) is the middle of the lot's street side, `along` (n, 2) the
    direction of the street with the block to the left, `width_m` (n,), `block` (n,) its block's position."""

    front: Floats
    along: Floats
    width_m: Floats
    block: NDArray[np.int64]

    def chosen(self, keep: NDArray[np.bool_] | NDArray[np.int64]) -> "Lots":
        """Return some of the lots."""
        return Lots(self.front[keep], self.along[keep], self.width_m[keep], self.block[keep])

    def placed(self, corners: Floats) -> Polygons:
        """Return polygons from corners (n, k, 2): metres along the street from its middle, and into the block."""
        inward = np.column_stack([-self.along[:, 1], self.along[:, 0]])
        xy = self.front[:, None] + corners[..., :1] * self.along[:, None] + corners[..., 1:] * inward[:, None]
        return np.asarray(shapely.polygons(xy))


def lots_along(blocks: Polygons, width_m: Floats) -> Lots:
    """Return lots of about `width_m` (one per block) on all sides of the blocks."""
    fronts, alongs, widths, owners = [], [], [], []
    outlines = shapely.get_exterior_ring(shapely.orient_polygons(shapely.simplify(blocks, 0.7)))
    for number, (outline, width) in enumerate(zip(outlines, width_m, strict=True)):
        if outline is None or outline.is_empty:
            continue
        for side in _sides(shapely.get_coordinates(outline)[:-1]):
            steps = np.diff(side, axis=0)
            lengths = np.hypot(*steps.T)
            at = np.concatenate([[0], np.cumsum(lengths)])
            count = int(at[-1] / width + 0.15)
            if not count:
                continue
            here = (np.arange(count) + 0.5) * at[-1] / count
            fronts.append(np.column_stack([np.interp(here, at, side[:, 0]), np.interp(here, at, side[:, 1])]))
            piece = np.searchsorted(at, here, side="right") - 1
            alongs.append(steps[piece] / lengths[piece][:, None])
            widths.append(np.full(count, at[-1] / count))
            owners.append(np.full(count, number))
    if not fronts:
        return Lots(np.empty((0, 2)), np.empty((0, 2)), np.empty(0), np.empty(0, np.int64))
    return Lots(*(np.concatenate(part) for part in (fronts, alongs, widths, owners)))


def _sides(ring: Floats) -> list[Floats]:
    """Return the sides of a closed ring (without its last point) between corners, longest first."""
    ahead = np.roll(ring, -1, axis=0) - ring
    heading = np.arctan2(ahead[:, 1], ahead[:, 0])
    turn = np.abs((heading - np.roll(heading, 1) + np.pi) % (2 * np.pi) - np.pi)
    corners = np.flatnonzero(turn > CORNER_RAD)
    if len(corners) < 2:
        return [np.concatenate([ring, ring[:1]])]
    ring = np.roll(ring, -corners[0], axis=0)
    stops = [*(corners - corners[0]), len(ring)]
    closed = np.concatenate([ring, ring[:1]])
    sides = [closed[a : b + 1] for a, b in pairwise(stops)]
    return sorted(sides, key=lambda s: -float(np.hypot(*np.diff(s, axis=0).T).sum()))


def house_rows(blocks: Polygons, uses: NDArray[np.str_], rng: np.random.Generator) -> pd.DataFrame:
    """Return houses, then sheds, as rows with `geometry`, `use` and tags; they may still meet each other."""
    width = {"villas": 23.5, "houses": 22.5, "estate": 22.0, "rural": 25.0}
    lots = lots_along(blocks, np.array([width[u] for u in uses]) * rng.uniform(0.9, 1.12, len(blocks)))
    far = np.hypot(*lots.front.T)
    lots = lots.chosen(rng.random(len(far)) < np.interp(far, [0, 2000, 3100], [0.96, 0.93, 0.68]))
    style = _styles(uses[lots.block], lots.block, rng)
    tables = [STYLES[name](lots.chosen(style == name), rng) for name in STYLES]
    use = np.concatenate([uses[lots.block[style == name]] for name in STYLES])
    houses = pd.concat(tables, ignore_index=True).assign(use=use)
    return pd.concat([houses, _sheds(lots, uses, rng)], ignore_index=True)


def hut_rows(blocks: Polygons, rng: np.random.Generator) -> pd.DataFrame:
    """Return the small huts of allotments."""
    lots = lots_along(shapely.buffer(blocks, -8, join_style="mitre"), np.full(len(blocks), 17.0))
    lots = lots.chosen(rng.random(len(lots.width_m)) < 0.35)
    n = len(lots.width_m)
    width, depth = rng.uniform(2.5, 4.5, n), rng.uniform(3, 5, n)
    front = rng.uniform(0, 45, n)
    corners = [(0 * width, front), (width, front), (width, front + depth), (0 * width, front + depth)]
    table = _rows(lots.placed(_corners(corners)), "hut", np.ones(n, int), np.full(n, "gabled"), np.zeros(n, int), rng)
    return table.assign(use="shed", start_date=None)


def _styles(uses: NDArray[np.str_], block: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.str_]:
    """Return the style of each lot: most houses of a block are alike."""
    chances = {"villas": (0.1, 0.9), "houses": (0.55, 0.85), "estate": (0.0, 0.1), "rural": (0.8, 0.9)}
    steps = np.array([chances[u] for u in uses]).reshape(-1, 2)
    of_block = rng.random(int(block.max(initial=0)) + 1)[block]
    drawn = np.where(rng.random(len(uses)) < 0.7, of_block, rng.random(len(uses)))
    return np.where(drawn < steps[:, 0], "long", np.where(drawn < steps[:, 1], "villa", "modern"))


def _long_houses(lots: Lots, rng: np.random.Generator) -> pd.DataFrame:
    """Return the Banat's long houses: narrow, gable to the street, on one side of the lot."""
    n = len(lots.width_m)
    left = 0.8 - lots.width_m / 2
    width, depth = rng.uniform(6.2, 8.2, n), rng.uniform(14, 25, n)
    wing = np.where(rng.random(n) < 0.45, rng.uniform(3, 6, n), 0.0)  # many turn a wing along the street
    front = rng.uniform(0.2, 1.2, n)
    right, bar = left + width, front + 7
    corners = [(left, front), (right + wing, front), (right + wing, bar), (right, bar), (right, depth), (left, depth)]
    levels = np.where(rng.random(n) < 0.12, 2, 1)
    shape = rng.choice(["gabled", "half-hipped", "hipped"], n, p=[0.7, 0.18, 0.12])
    year = rng.integers(1880, 1950, n)
    return _rows(lots.placed(_corners(corners)), "house", levels, shape, year, rng)


def _villas(lots: Lots, rng: np.random.Generator) -> pd.DataFrame:
    """Return compact houses behind a front garden, some with a bay or a wing."""
    n = len(lots.width_m)
    width, depth = rng.uniform(8.5, 12, n), rng.uniform(9, 13.5, n)
    width = np.minimum(width, lots.width_m - 4)
    front, shift = rng.uniform(2.5, 5.5, n), rng.normal(0, 0.8, n)
    notch = rng.choice([0.0, 0.35, 0.5], n, p=[0.4, 0.35, 0.25]) * width
    back = front + depth * rng.uniform(0.45, 0.7, n)
    left, right = shift - width / 2, shift + width / 2
    corners = [(left, front), (right, front), (right, front + depth), (left + notch, front + depth)]
    corners += [(left + notch, back), (left, back)]
    mirror = np.where(rng.random(n) < 0.5, -1.0, 1.0)
    levels = rng.choice([1, 2, 3], n, p=[0.38, 0.52, 0.1])
    shape = rng.choice(["hipped", "gabled", "pyramidal", "half-hipped"], n, p=[0.5, 0.3, 0.1, 0.1])
    return _rows(lots.placed(_corners(corners, mirror)), "house", levels, shape, rng.integers(1905, 1995, n), rng)


def _modern_houses(lots: Lots, rng: np.random.Generator) -> pd.DataFrame:
    """Return houses of the last thirty years: wider, further back, angled plans."""
    n = len(lots.width_m)
    width, depth = np.minimum(rng.uniform(9, 13, n), lots.width_m - 3), rng.uniform(10, 14, n)
    front = rng.uniform(5, 7.5, n)
    cut, ahead = width * rng.uniform(0.3, 0.55, n), rng.uniform(1.5, 4, n)
    left, right = -width / 2, width / 2
    corners = [(left, front), (left + cut, front), (left + cut, front + ahead), (right, front + ahead)]
    corners += [(right, front + depth), (left, front + depth)]
    mirror = np.where(rng.random(n) < 0.5, -1.0, 1.0)
    kind = rng.choice(["house", "detached", "semidetached_house"], n, p=[0.5, 0.4, 0.1])
    levels = rng.choice([1, 2, 3], n, p=[0.25, 0.65, 0.1])
    shape = rng.choice(["hipped", "gabled", "flat", "skillion"], n, p=[0.4, 0.32, 0.2, 0.08])
    return _rows(lots.placed(_corners(corners, mirror)), kind, levels, shape, rng.integers(1994, 2026, n), rng)


STYLES = {"long": _long_houses, "villa": _villas, "modern": _modern_houses}


def _sheds(lots: Lots, uses: NDArray[np.str_], rng: np.random.Generator) -> pd.DataFrame:
    """Return sheds, garages and, in the villages, barns at the back of some lots."""
    rural = uses[lots.block] == "rural"
    some = rng.random(len(rural)) < np.where(rural, 0.4, 0.08)
    lots, rural = lots.chosen(some), rural[some]
    n = len(rural)
    width = np.where(rural, rng.uniform(6, 9, n), rng.uniform(3.2, 6, n))
    depth = np.where(rural, rng.uniform(9, 15, n), rng.uniform(4, 7.5, n))
    side = np.where(rng.random(n) < 0.7, 1.0, -1.0)
    outer = lots.width_m / 2 - 0.8
    front = np.where(rural, rng.uniform(27, 34, n), rng.uniform(19, 29, n))
    corners = [(outer - width, front), (outer, front), (outer, front + depth), (outer - width, front + depth)]
    kind = np.where(rural, "barn", rng.choice(["shed", "garage", "garage"], n))
    shape = np.where(rural, "gabled", rng.choice(["flat", "skillion", "gabled"], n))
    table = _rows(lots.placed(_corners(corners, side)), kind, np.ones(n, int), shape, np.zeros(n, int), rng)
    return table.assign(use="shed", start_date=None)


def _corners(corners: list[tuple[Floats, Floats]], mirror: Floats | None = None) -> Floats:
    """Return corners (n, k, 2) of k columns, mirrored left to right where `mirror` is -1."""
    xy = np.stack([np.column_stack(np.broadcast_arrays(u, v)) for u, v in corners], axis=1)
    if mirror is not None:
        xy = xy * np.stack([mirror, np.ones_like(mirror)], axis=-1)[:, None]
    return xy


def _rows(
    polygons: Polygons,
    building: str | NDArray[np.str_],
    levels: NDArray[np.int64],
    roof: NDArray[np.str_],
    year: NDArray[np.int64],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return rows of tags; as in life, many buildings lack some of them."""
    n = len(polygons)
    return pd.DataFrame(
        {
            "geometry": shapely.orient_polygons(polygons),
            "building": np.broadcast_to(np.asarray(building, object), n),
            "building:levels": known(levels.astype(str), 0.68, rng),
            "roof:shape": known(roof, 0.6, rng),
            "start_date": known(year.astype(str), 0.25, rng),
        }
    )


def known(values: NDArray[np.str_], share: float, rng: np.random.Generator) -> NDArray[np.object_]:
    """Return values of which only a share is known, the others None."""
    found = values.astype(object)
    found[rng.random(len(values)) >= share] = None
    return found
