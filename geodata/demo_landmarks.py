"""What one knows the embedded city by: cathedral, theatre, towers, bastions, stadium; and its squares."""

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from .demo_blocks import Polygons, Row, Site, tagged
from .demo_plan import CityPlan, Floats

# Places as they lie: the squares of the old town, and the one block nearest to each landmark.
SQUARES_M = ((-185, 15, -60, 165), (10, -270, 100, 10), (150, 115, 235, 215))
SITES_M = {
    "cathedral": (57, -310), "theatre": (57, 60), "town_hall": (-230, 75), "church": (-115, 190),
    "water_tower": (1080, 330), "offices": (905, 480), "offices_2": (1020, 560), "hospital": (-980, 560),
    "stadium": (1760, -480), "mall": (-420, 1160),
}  # fmt: skip


def special_uses(blocks: Polygons, uses: np.ndarray) -> np.ndarray:
    """Return the blocks' uses with squares and the sites of landmarks among them."""
    uses = uses.astype("U16")
    for bounds in SQUARES_M:
        shared = shapely.area(shapely.intersection(blocks, shapely.box(*bounds))) / shapely.area(blocks)
        uses[(uses == "core") & (shared > 0.42)] = "square"
    for name, place in SITES_M.items():
        uses[int(shapely.distance(blocks, Point(place)).argmin())] = name
    return uses


def landmark_rows(blocks: Polygons, uses: np.ndarray, plan: CityPlan) -> tuple[list[Row], list[Row]]:
    """Return the buildings of the landmarks, and the parts of those that have some."""
    buildings: list[Row] = []
    parts: list[Row] = []
    makers = {
        "cathedral": _cathedral, "theatre": _theatre, "town_hall": _town_hall, "church": _church, "mall": _mall,
        "water_tower": _water_tower, "offices": _offices, "offices_2": _offices, "hospital": _hospital,
        "stadium": _stadium,
    }  # fmt: skip
    for name, make in makers.items():
        for block in blocks[uses == name]:
            made, pieces = make(Site(block))
            buildings += [{**row, "use": "landmark"} for row in made]
            parts += pieces
    return buildings + _bastions(plan), parts


def _part(shape: Polygon, height_m: float, roof: str = "flat", min_height_m: float = 0) -> Row:
    row: Row = {"geometry": shape, "building:part": "yes", "height": f"{height_m:g}", "roof:shape": roof}
    return {**row, "min_height": f"{min_height_m:g}"} if min_height_m else row


class _Middle:
    """Plans drawn around the middle of a site: u along its axis, v across."""

    def __init__(self, site: Site, *, turned: bool = False) -> None:
        centre = np.array(site.block.representative_point().coords[0])
        middle = np.array(site.block.centroid.coords[0])
        self.origin: Floats = middle if site.block.contains(Point(middle)) else centre
        self.axes = site.axes[::-1] if turned else site.axes

    def box(self, u0: float, v0: float, u1: float, v1: float) -> Polygon:
        corners = np.array([(u0, v0), (u1, v0), (u1, v1), (u0, v1)])
        return shapely.orient_polygons(Polygon(corners @ self.axes + self.origin))

    def disc(self, u: float, v: float, radius: float) -> Polygon:
        return Point(np.array([u, v]) @ self.axes + self.origin).buffer(radius, quad_segs=6)


def _cathedral(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    nave, transept, porch = at.box(-24, -8.5, 20, 8.5), at.box(2, -14, 14, 14), at.box(-31, -6, -23, 6)
    apses = [at.disc(20, 0, 8), at.disc(8, 14, 5), at.disc(8, -14, 5)]
    corners = [at.box(u, v, u + 6.5, v + 6.5) for u in (-23, 14.5) for v in (-14, 7.5)]
    outline = shapely.union_all([nave, transept, porch, *apses, *corners])
    name = {"name": "Catedrala Orașului", "amenity": "place_of_worship", "religion": "christian"}
    building = tagged(outline, "cathedral", None, "gabled", height="83", start_date="1938", **name)
    parts = [_part(nave, 24, "gabled"), _part(transept, 24, "gabled"), _part(porch, 14, "gabled")]
    parts += [_part(apse, 17, "dome") for apse in apses] + [_part(tower, 44, "pyramidal") for tower in corners]
    parts += [_part(at.box(3, -5, 13, 5), 83, "pyramidal", 24)]
    return [building], parts


def _church(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    nave, tower, apse = at.box(-12, -6.5, 12, 6.5), at.box(-19, -3.5, -11, 3.5), at.disc(12, 0, 6)
    name = {"name": "Biserica Domului", "amenity": "place_of_worship", "religion": "christian"}
    building = tagged(shapely.union_all([nave, tower, apse]), "church", None, height="38", start_date="1774", **name)
    return [building], [_part(nave, 15, "gabled"), _part(apse, 13, "dome"), _part(tower, 38, "pyramidal")]


def _theatre(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    wings, stage, front = at.box(-25, -17, 25, 17), at.box(2, -10, 22, 10), at.box(-31, -9, -24, 9)
    name = {"name": "Teatrul Mare", "amenity": "theatre"}
    building = tagged(wings.union(front), "theatre", 4, "flat", height="27", start_date="1875", **name)
    return [building], [_part(wings, 17), _part(stage, 27, "gabled"), _part(front, 20, "gabled")]


def _town_hall(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    palace = at.box(-24, -18, 24, 18).difference(at.box(-11, -6, 11, 6))
    name = {"name": "Primăria Veche", "amenity": "townhall"}
    building = tagged(palace, "civic", 3, "hipped", height="34", start_date="1731", **name)
    return [building], [_part(palace, 15, "hipped"), _part(at.box(-3.5, -17.5, 3.5, -10.5), 34, "pyramidal", 15)]


def _water_tower(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    tower = at.disc(0, 0, 7)
    name = {"name": "Turnul de Apă", "man_made": "water_tower"}
    shaft = [_part(at.disc(0, 0, 5), 34), _part(tower, 52, "cone", 34)]
    return [tagged(tower, "water_tower", None, "cone", height="52", start_date="1914", **name)], shaft


def _offices(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    podium, tower, second = at.box(-26, -16, 26, 16), at.box(-20, -11, 4, 11), at.box(9, -10, 25, 10)
    building = tagged(podium, "office", 21, "flat", height="78", start_date="2021", name="Turnurile Bastion")
    return [building], [_part(podium, 9), _part(tower, 78, "flat", 9), _part(second, 46, "flat", 9)]


def _hospital(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    shape = shapely.union_all([at.box(-42, -6, 42, 6), *(at.box(u, -26, u + 11, 26) for u in (-38, -5.5, 27))])
    name = {"name": "Spitalul Orășenesc", "amenity": "hospital"}
    shape = shape if site.holds(shape) else at.box(-26, -16, 26, 16)
    return [tagged(shape, "hospital", 6, "flat", start_date="1974", **name)], []


def _mall(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    halls = shapely.union_all([at.box(-62, -30, 30, 30), at.box(20, -42, 66, 20)])
    halls = halls if site.holds(halls) else at.box(-45, -28, 45, 28)
    return [tagged(halls, "retail", 3, "flat", height="17", name="Galeriile Teilor", shop="mall")], []


def _stadium(site: Site) -> tuple[list[Row], list[Row]]:
    at = _Middle(site)
    line = LineString(np.array([(-30.0, 0.0), (30.0, 0.0)]) @ at.axes + at.origin)
    stands = line.buffer(64, quad_segs=10).difference(line.buffer(45, quad_segs=10))
    return [tagged(stands, "stadium", None, "flat", height="19", name="Stadionul Tineretului")], []


def _bastions(plan: CityPlan) -> list[Row]:
    """Return the brick works left of two points of the old star."""
    rows: list[Row] = []
    middle = np.array(plan.core.centroid.coords[0])
    tips = sorted(shapely.get_coordinates(plan.star.convex_hull)[:-1].tolist())
    for number in (0, len(tips) - 1):
        towards = np.array(tips[number]) - middle
        spot = Point(middle + towards * 0.89).buffer(46).intersection(plan.star.buffer(-23, join_style="mitre"))
        if spot.geom_type != "Polygon" or spot.area < 900:
            continue
        works = spot.difference(spot.buffer(-11, join_style="mitre"))
        name = f"Bastionul {('de Apus', 'de Răsărit')[number > 0]}"
        rows.append({**tagged(works, "yes", 1, "flat", name=name, historic="citywalls"), "use": "landmark"})
    return rows
