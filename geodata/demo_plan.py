"""The plan of the embedded city: canal, rings, radials, and the cells between them with their use.

Coordinates are metres east and north of the city's middle. The plan is drawn straight and then bent
by `bent`, a smooth map that keeps crossings crossings, so that nothing looks drawn with a ruler.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon

from . import demo_names as names

Floats = NDArray[np.float64]
G = TypeVar("G", LineString, Polygon)

SEED = 434
HALF_WIDTH_M, HALF_HEIGHT_M = 4000.0, 3500.0
CANAL_HALF_M, BANK_M, PROMENADE_M = 17.0, 62.0, 27.0
RING_RADII_M = (410.0, 720.0, 1420.0, 2260.0, 3020.0)
RADIAL_DEG = (6.0, 50.0, 92.0, 133.0, 176.0, 219.0, 257.0, 297.0, 332.0)
BASTION_DEG = (28.0, 71.0, 112.5, 154.5, 197.5, 238.0, 277.0, 314.5, 349.0)

# The use of each cell: by ring outward, then by half sector counter-clockwise from the first radial.
USES = {
    2: ("villas", "villas", "panel", "quarter", "panel", "quarter", "campus", "villas", "quarter"),
    3: (
        "panel", "houses", "houses", "houses", "panel", "panel", "industry", "houses", "houses",
        "houses", "houses", "panel", "panel", "houses", "houses", "houses", "park", "houses",
    ),
    4: (
        "industry", "estate", "wood", "wood", "garden_land", "garden_land", "industry", "industry", "garden_land",
        "rural", "garden_land", "industry", "estate", "garden_land", "rural", "estate", "lake", "garden_land",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """A street or path before it is cut at crossings: its kind is a key of `demo_streets.KINDS`."""

    line: LineString
    kind: str
    name: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A piece of the city between main streets, straight (`plan`) and as it lies (`area`)."""

    plan: Polygon
    area: Polygon
    use: str


@dataclass(frozen=True)
class CityPlan:
    """What the city is drawn around; all as it lies but `straight_canal`, `Cell.plan` and the ways."""

    straight_canal: LineString
    canal: LineString
    water: Polygon
    city: Polygon
    core: Polygon
    glacis: Polygon
    star: Polygon
    ways: tuple[Way, ...]
    cells: tuple[Cell, ...]


def random_for(part: str) -> np.random.Generator:
    """Return the random numbers of one part of the city, the same on every run."""
    return np.random.default_rng([SEED, *part.encode()])


def bent(xy: Floats) -> Floats:
    """Return straight coordinates (n, 2) as they lie in the city; weaker in the old core."""
    x, y = xy.T
    far = np.clip(np.hypot(x, y) / 900, 0.25, 1)
    dx = 24 * np.sin(y / 390 + 1.1) + 17 * np.sin((x + y) / 620) + 9 * np.sin((x - 2 * y) / 310)
    dy = 24 * np.sin(x / 430 + 0.3) + 17 * np.sin((x - y) / 560 + 2.0) + 9 * np.sin((2 * x + y) / 330)
    return np.column_stack([x + far * dx, y + far * dy])


def lying(geometry: G) -> G:
    """Return straight geometry bent, with points close enough for curves."""
    made: G = shapely.transform(shapely.segmentize(geometry, 32.0), bent)
    return made


def polar(radius: Floats | float, angle_rad: Floats | float) -> Floats:
    """Return points (n, 2) of the city's ellipse at a nominal radius: wider than high."""
    return np.column_stack([1.14 * radius * np.cos(angle_rad), 0.97 * radius * np.sin(angle_rad)])


def _ring(number: int) -> Polygon:
    radius = RING_RADII_M[number]
    if number < 2:  # the old walls: straight between bastions
        return Polygon(polar(radius, np.radians(BASTION_DEG)))
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    wave = 0.035 * np.sin(2 * angle + number) + 0.025 * np.sin(3 * angle + 2.3 * number) + 0.012 * np.sin(7 * angle)
    return Polygon(polar(radius * (1 + wave), angle))


def _star() -> Polygon:
    corners = []
    for degrees in BASTION_DEG:
        angle = np.radians(degrees) + np.array([-0.1, -0.2, 0.0, 0.2, 0.1])
        corners.append(polar(np.array([505.0, 560.0, 670.0, 560.0, 505.0]), angle))
    return Polygon(np.concatenate(corners))


def _canal() -> LineString:
    x = np.linspace(-4700, 4700, 189)
    given_x = (-4700, -3300, -2000, -1000, 0, 800, 1700, 2700, 3600, 4700)
    y = np.interp(x, given_x, (-1900, -1560, -1130, -930, -860, -850, -560, -330, -260, -60))
    window = np.hanning(23) / np.hanning(23).sum()
    return LineString(np.column_stack([x, np.convolve(np.pad(y, 11, mode="edge"), window, mode="valid")]))


def _radial(number: float) -> Floats:
    """Return points (58, 2) of the radial street from the core's ring to the countryside; halves lie between."""
    degrees = np.interp(number, range(10), [*RADIAL_DEG, RADIAL_DEG[0] + 360])
    radius = np.linspace(300, 6000, 58)
    drift = np.radians(7 * np.sin(1.7 * number)) * np.clip((radius - 900) / 2500, 0, 2)
    return polar(radius, np.radians(degrees) + drift)


def _main_ways(rings: list[Polygon], canal: LineString) -> list[Way]:
    frame = shapely.box(-HALF_WIDTH_M, -HALF_HEIGHT_M, HALF_WIDTH_M, HALF_HEIGHT_M)
    kinds = ("ring", "ring", "boulevard", "ring", "bypass")
    ways = [Way(r.exterior, k, n) for r, k, n in zip(rings, kinds, names.RINGS, strict=True)]
    corridor = canal.buffer(BANK_M)
    for number, name in enumerate(names.RADIALS):
        line = LineString(_radial(number)).difference(rings[0]).intersection(frame)
        kind = "boulevard" if number in (0, 2, 4, 5, 7) else "radial"
        inner, outer = line.intersection(rings[4]), line.difference(rings[4])
        ways += [Way(inner, kind, name), Way(outer, "road", name)]
        half = LineString(_radial(number + 0.5)).intersection(rings[4].difference(rings[2]))
        half = max(shapely.get_parts(half.difference(corridor)), key=shapely.length)
        ways.append(Way(half, "collector", f"Strada {names.QUARTERS[number + 4]}"))
    for side, name in zip((1, -1), names.EMBANKMENTS, strict=True):
        bank = canal.offset_curve(side * BANK_M).intersection(rings[4])
        ways.append(Way(bank, "embankment", name))
    return ways


def _sector(point: Point) -> float:
    """Return the sector of a point as a number: 0.0 at the first radial, 0.5 in mid-sector."""
    radius = float(np.hypot(point.x / 1.14, point.y / 0.97))
    there = _fan()[:, np.abs(np.linspace(300, 6000, 58) - radius).argmin()]
    return int(np.hypot(*(there - [point.x, point.y]).T).argmin()) / 8


@cache
def _fan() -> Floats:
    """Return eight lines (72, 58, 2) in each sector, like spokes."""
    return np.stack([_radial(n / 8) for n in range(72)])


def _use(cell: Polygon, rings: list[Polygon], canal: LineString) -> str:
    point = cell.representative_point()
    outside = sum(not ring.contains(point) for ring in rings)
    if canal.distance(point) < BANK_M:
        return "banks"
    if outside < 2:
        return ("core", "glacis")[outside]
    if shapely.area(cell) < 16_000 or (shapely.minimum_clearance(cell) < 12 and shapely.area(cell) < 40_000):
        return "park"
    sector = _sector(cell.centroid)
    return USES[outside][int(sector) if outside == 2 else int(2 * sector) % 18]


@cache
def city_plan() -> CityPlan:
    """Return the plan of the city, drawn once."""
    rings = [_ring(number) for number in range(len(RING_RADII_M))]
    canal = _canal()
    ways = _main_ways(rings, canal)
    inside = [way.line for way in ways if way.kind != "road"]
    plans = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(inside, grid_size=0.01))))
    plans = [p for p in plans if p.area > 500]
    cells = tuple(Cell(plan, shapely.make_valid(lying(plan)), _use(plan, rings, canal)) for plan in plans)
    bed = lying(canal).intersection(shapely.box(-HALF_WIDTH_M, -HALF_HEIGHT_M, HALF_WIDTH_M, HALF_HEIGHT_M))
    return CityPlan(
        straight_canal=canal,
        canal=bed,
        water=bed.buffer(CANAL_HALF_M, cap_style="flat"),
        city=lying(rings[4]),
        core=lying(rings[0]),
        glacis=lying(rings[1]).difference(lying(rings[0])),
        star=lying(_star()),
        ways=tuple(ways),
        cells=cells,
    )
