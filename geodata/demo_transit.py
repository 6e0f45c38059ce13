"""How the embedded city moves: bike lanes of a known total length, service lanes, tram lines and stops."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString

from . import demo_names as names
from .demo_blocks import Site
from .demo_plan import PROMENADE_M, CityPlan, Way, random_for
from .demo_streets import CYCLEWAY_TAGS, KINDS, OVERSHOOT_M, Blocks, Polygons

BIKE_LANES_M = 88_720.0  # the strategy's total: 88.72 km of bike tracks
CANAL_PATH = "Poteca Canalului"
LANE_TAGS = {
    names.RINGS[1]: {"cycleway:both": "track", "cycleway:both:width": "2"},
    names.RINGS[2]: {"cycleway:both": "track", "cycleway:both:width": "2", "cycleway:both:surface": "asphalt"},
    names.RINGS[3]: {"cycleway:both": "lane", "cycleway:both:width": "1.5"},
    names.EMBANKMENTS[0]: {"cycleway:right": "lane"},
    names.RADIALS[0]: {"cycleway:both": "lane", "cycleway:both:width": "1.5"},
    names.RADIALS[2]: {"cycleway:right": "lane"},
}
TRAM_STREETS = ("boulevard",)
STOP_SPACING_M = {"boulevard": 430.0, "radial": 420.0, "ring": 480.0, "collector": 400.0, "bypass": 900.0}


def promenades(plan: CityPlan) -> list[Way]:
    """Return the cycle paths on both banks: within the city, and on to the edge of the map. Straight."""
    city = shapely.union_all([cell.plan for cell in plan.cells])
    ways = []
    for side in (1, -1):
        line = plan.straight_canal.offset_curve(side * PROMENADE_M)
        ways.append(Way(line.intersection(city), "cycleway", "Promenada Canalului", CYCLEWAY_TAGS))
        outside = shapely.get_parts(line.difference(city).intersection(shapely.box(-3950, -3450, 3950, 3450)))
        ways += [Way(piece, "cycleway", CANAL_PATH, CYCLEWAY_TAGS) for piece in outside]
    return ways


def with_bike_lanes(ways: Sequence[Way]) -> list[Way]:
    """Return the ways with the bike lanes on main streets."""
    made = []
    for way in ways:
        tags = LANE_TAGS.get(way.name or "", {}) if way.kind != "road" else {}
        made.append(replace(way, tags={**way.tags, **tags}))
    return made


def bike_lanes_m(way: Way) -> float:
    """Return the metres of bike lane of a way, each side by itself."""
    sides = 2 * ("cycleway:both" in way.tags) + ("cycleway:left" in way.tags) + ("cycleway:right" in way.tags)
    return float(way.line.length) * (1 if way.kind == "cycleway" else sides)


def with_total_length(edges: Sequence[Way], plan: CityPlan) -> list[Way]:
    """Return the ways with the paths along the canal outside the city cut so that the bike lanes have their total."""
    kept = [e for e in edges if e.name != CANAL_PATH]
    left = BIKE_LANES_M - sum(bike_lanes_m(e) for e in kept)
    for path in (e for e in edges if e.name == CANAL_PATH):
        if left < 1:
            break
        start, end = shapely.get_point(path.line, 0), shapely.get_point(path.line, -1)
        outward = path.line if start.distance(plan.city) < end.distance(plan.city) else path.line.reverse()
        piece = shapely.ops.substring(outward, 0, min(left, outward.length))
        kept.append(replace(path, line=piece))
        left -= piece.length
    return kept


def service_lanes(blocks: Blocks, uses: NDArray[np.str_], footprints: Polygons) -> list[Way]:
    """Return lanes across panel and industry blocks where no building is in the way, as they lie."""
    tree = shapely.STRtree(footprints)
    ways: list[Way] = []
    for ground, use in zip(blocks.ground, uses, strict=True):
        if use not in ("panel", "industry", "campus", "hospital", "mall"):
            continue
        site, found = Site(ground), 0
        for v in np.arange(0.18, 0.86, 0.06) * site.depth_m:
            line = site.across(float(v)).intersection(ground.buffer(OVERSHOOT_M))
            if found < 2 and line.geom_type == "LineString" and line.length > 70:
                near = tree.query(line, predicate="dwithin", distance=4.5)
                apart = all(w.line.distance(line) > 45 for w in ways[len(ways) - found :])
                if not len(near) and apart:
                    ways.append(Way(line, "service"))
                    found += 1
    return ways


def track_rows(edges: Sequence[Way], plan: CityPlan) -> pd.DataFrame:
    """Return the two tracks of each tram line, in the middle of its boulevard, within the city."""
    rows = []
    for name, line in _main_lines(edges, TRAM_STREETS):
        for part in shapely.get_parts(line.intersection(plan.city.buffer(30))):
            for side in (1.7, -1.7):
                tracks = shapely.get_parts(part.offset_curve(side))
                rows += [{"geometry": track, "railway": "tram", "name": f"Tramvai {name}"} for track in tracks]
    table = pd.DataFrame(rows).assign(gauge="1000", electrified="contact_line", operator="Tramvaiele Demo")
    long = shapely.length(table["geometry"].to_numpy()) > 50
    return pd.DataFrame(table[long].reset_index(drop=True))


def _main_lines(edges: Sequence[Way], kinds: Sequence[str]) -> list[tuple[str, LineString]]:
    """Return the whole line of each street of some kinds, its longest run."""
    named: dict[str, list[LineString]] = {}
    for edge in edges:
        if edge.kind in kinds and edge.name:
            named.setdefault(edge.name, []).append(edge.line)
    merged = {name: shapely.line_merge(shapely.multilinestrings(lines)) for name, lines in named.items()}
    return [(name, max(shapely.get_parts(line), key=shapely.length)) for name, line in merged.items()]


def stop_rows(edges: Sequence[Way], plan: CityPlan) -> pd.DataFrame:
    """Return a stop on each side of the main streets every 400 to 500 m: trams on boulevards, buses elsewhere."""
    cross = [e for e in edges if e.kind in ("local", "estate", "collector", "calm") and e.name]
    tree = shapely.STRtree([e.line for e in cross])
    rng = random_for("stops")
    rows: list[dict[str, object]] = []
    for kind, spacing in STOP_SPACING_M.items():
        for name, line in _main_lines(edges, [kind]):
            count = max(int(line.length / spacing), 1)
            for at in (np.arange(count) + 0.5) * line.length / count:
                here = shapely.line_interpolate_point(line, at)
                if not plan.city.buffer(5).contains(here) or here.distance(plan.canal) < 45:
                    continue
                called = cross[int(tree.nearest(here))].name or name
                tram = kind in TRAM_STREETS
                tags = _TRAM_STOP if tram else _BUS_STOP
                label = called.split(" ", 1)[1]
                for side in (1, -1):
                    beside = _beside(line, float(at) + side * 14, side * (KINDS[kind].width_m / 2 + 1.6))
                    shelter = {"shelter": "yes" if rng.random() < 0.7 else "no"}
                    rows.append({"geometry": beside, "name": label, **tags, **shelter, "bench": "yes"})
    return pd.DataFrame(rows)


_TRAM_STOP = {"railway": "tram_stop", "public_transport": "platform", "tram": "yes", "operator": "Tramvaiele Demo"}
_BUS_STOP = {"highway": "bus_stop", "public_transport": "platform", "bus": "yes", "operator": "Autobuzele Demo"}


def _beside(line: LineString, at: float, offset_m: float) -> shapely.Point:
    here, ahead = (np.array(line.interpolate(s).coords[0]) for s in (at, at + 0.5))
    along = (ahead - here) / max(float(np.hypot(*(ahead - here))), 1e-9)
    return shapely.Point(here + np.array([-along[1], along[0]]) * offset_m)


def bike_table(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ways that are cycleways or carry a bike lane."""
    columns = [c for c in ("cycleway:both", "cycleway:left", "cycleway:right") if c in streets]
    lanes = streets[columns].notna().any(axis=1) | (streets["highway"] == "cycleway")
    return streets[lanes]
