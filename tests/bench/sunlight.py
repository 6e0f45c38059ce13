"""The sun over the city: its shadow, hours of sun of a day, shade again after an edit.

Beside numpy, Embree and pybdshadow, where these can be had.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from twin.city import City
from twin.rays import PointsAlong, Rays
from twin.scenario import Scenario
from twin.sight import viewshed
from twin.sun import sun_positions
from twin.sunlight import hours_of_sun, light_at, swept
from twin.surface import GROUND, Surface, surface, triangles_of

from .mobility_peers import ENVIRONMENT, text_of, timed
from .run import Figure

NOON = datetime(2026, 12, 21, 10, 33, tzinfo=UTC)
WEST = datetime(2026, 12, 21, 13, 30, tzinfo=UTC)  # the sun in the south-west, 8° high: along columns
SOLSTICE = date(2026, 12, 21)
RAYS = 2_000_000  # that Embree is asked for: cells of the ground, evenly spread
EMBREE, PYBDSHADOW = "embreex", "pybdshadow==0.3.5"
SOME = 2_000  # buildings that pybdshadow is asked for: those nearest to the middle of the city
POINTS = 20_000  # of the ground among them, at which it is held against ours


def figures(store: Path) -> Iterator[Figure]:
    """Measure the sun over a stored city."""
    city = City.open(store)
    for name in ("buildings", "building_parts", "trees"):
        len(city.layers[name].table)
    made_s, seen = timed(lambda: surface(city, in_leaf=False))
    yield Figure(f"heights on a grid of 2 m, {seen.heights.values.size / 1e6:.0f} M cells", text_of(made_s))
    yield from _shadows(city, seen)
    hours_of_sun(city, date(2026, 12, 20), step=timedelta(hours=1))  # compiles, and makes the façades
    day_s, _ = timed(lambda: hours_of_sun(city, SOLSTICE, step=timedelta(hours=1)))
    yield Figure("hours of sun of a day, hourly, on ground, roofs and façades", text_of(day_s), "≤ 5 s")
    half_s, _ = timed(lambda: hours_of_sun(city, SOLSTICE))
    yield Figure("the same every half hour", text_of(half_s))
    yield from _edited(city)
    place = (float(city.centre[0] + city.frame.origin[0]), float(city.centre[1] + city.frame.origin[1]))
    sight_s, _ = timed(lambda: viewshed(city, place, above_m=30), repeats=3)
    yield Figure("all that is seen from a point, 3 km around", text_of(sight_s))


def _shadows(city: City, seen: Surface) -> Iterator[Figure]:
    none = PointsAlong.none(seen.grid.rows), PointsAlong.none(seen.grid.columns)
    heights, unit_m = seen.heights.values, seen.unit_m
    for title, moment in (("south", NOON), ("south-west", WEST)):
        rays = Rays.to_sun(city, seen.grid, sun_positions(city, [moment]))
        ours_s, (counts, _) = timed(lambda rays=rays: swept(heights, rays, none, unit_m=unit_m), repeats=5)
        peers = ""
        if moment is NOON:
            plain_s, plain = timed(lambda rays=rays: _by_numpy(heights, rays, seen))
            apart = int((plain != (counts == 1)).sum())
            peers = f"numpy {text_of(plain_s)} ({apart} cells apart); {_embree(city, seen, rays, counts)}; "
            peers += _pybdshadow(city, seen, moment, counts)
        yield Figure(f"shadow of the city, sun in the {title}", text_of(ours_s), "≤ 0.3 s", peers)


def _by_numpy(heights: np.ndarray, rays: Rays, seen: Surface) -> np.ndarray:
    """Return what is lit, by whole arrays: rows moved so that lines stand upright, then held against each other."""
    shift, _, ahead, drop, _, _ = rays.arrays(0, unit_m=seen.unit_m)
    rise = (seen.highest - seen.lowest) / seen.unit_m
    assert rays.is_along_rows[0]
    assert ahead < 0  # the light comes along rows, from the south
    rows, columns = heights.shape
    start = shift[:rows].max() - shift[:rows]
    upright = np.full((rows, columns + int(start.max())), -np.inf, np.float32)
    for j in range(rows):
        upright[j, start[j] : start[j] + columns] = heights[j]
    lit = np.ones(upright.shape, bool)
    for steps in range(1, int(rise / drop) + 2):
        lit[steps:] &= upright[:-steps] - np.float32(steps * drop) <= upright[steps:]
    return np.stack([lit[j, start[j] : start[j] + columns] for j in range(rows)])


def _embree(city: City, seen: Surface, rays: Rays, counts: np.ndarray) -> str:
    """Return Embree's time for a part of the cells, and what it would be for all."""
    python = _python_with(EMBREE)
    if python is None:
        return "Embree could not be had"
    mesh = city.layers["buildings"].kind.form(city.buildings, city.terrain)
    local = mesh.points - [*city.frame.origin, 0.0]
    size = seen.heights.values.size
    cells = np.linspace(0, size - 1, RAYS).astype(np.int64)
    xy = seen.grid.middles(cells) - city.frame.origin
    points = np.column_stack([xy, seen.height_m(cells) + 0.01])
    with tempfile.TemporaryDirectory() as folder:
        sent, got = Path(folder) / "question.npz", Path(folder) / "answer.npz"
        np.savez(sent, triangles=local[triangles_of(mesh)[0]], points=points, towards=rays.towards[0])
        script = Path(__file__).with_name("embree_peer.py")
        done = subprocess.run([python, script, sent, got], capture_output=True, text=True)
        if done.returncode:
            return f"Embree failed: {done.stderr.strip().splitlines()[-1]}"
        said = dict(np.load(got))
    same = (said["shaded"] == (counts.ravel()[cells] == 0)).mean()
    whole = float(said["seconds"]) * size / len(cells)
    return f"Embree {text_of(whole)} ({len(cells) / 1e6:.0f} M rays, by cells; {same:.1%} the same)"


def _pybdshadow(city: City, seen: Surface, moment: datetime, counts: np.ndarray) -> str:
    """Return pybdshadow's time for some buildings, and what it would be for all."""
    python = _python_with(PYBDSHADOW)
    if python is None:
        return "pybdshadow could not be had"
    table = city.buildings[city.buildings.geometry.geom_type == "Polygon"]
    away = table.geometry.representative_point().distance(shapely.Point(city.centre[0], city.centre[1]))
    some = table.loc[away.nsmallest(SOME).index]
    cells = _open_cells(seen, some)
    with tempfile.TemporaryDirectory() as folder:
        sent, got = Path(folder) / "question.npz", Path(folder) / "answer.npz"
        outlines = some.geometry.to_crs(4326)
        lonlat = np.column_stack(city.frame.to_lonlat_points(*seen.grid.middles(cells).T))
        np.savez(
            sent, outlines=np.array(shapely.to_wkb(outlines.values, hex=True), str),
            height=some["height_m"].to_numpy(float),
            lonlat=lonlat, moment_ns=pd.Timestamp(moment).tz_localize(None).value,
        )  # fmt: skip
        done = subprocess.run([python, Path(__file__).with_name("pybdshadow_peer.py"), sent, got], capture_output=True,
                              text=True)  # fmt: skip
        if done.returncode:
            return f"pybdshadow failed: {done.stderr.strip().splitlines()[-1]}"
        said = dict(np.load(got))
    same = (said["shaded"] == (counts.ravel()[cells] == 0)).mean()
    whole = float(said["seconds"]) * len(table) / len(some)
    return f"pybdshadow {text_of(whole)} ({len(some)} buildings, by their number; on the ground {same:.1%} the same)"


def _open_cells(seen: Surface, some: gpd.GeoDataFrame) -> np.ndarray:
    """Return cells of open ground among some buildings, so near to their middle that others shade nothing there."""
    west, south, east, north = some.total_bounds
    x, y, wide, high = (west + east) / 2, (south + north) / 2, (east - west) / 4, (north - south) / 4
    random = np.random.default_rng(1)
    places = np.column_stack([random.uniform(x - wide, x + wide, POINTS), random.uniform(y - high, y + high, POINTS)])
    cells = seen.grid.cells_at(places)
    return cells[seen.cover.at(cells) == GROUND]


def _python_with(package: str) -> Path | None:
    """Return the Python of the benchmark's own environment with a package; None where it cannot be had."""
    python = ENVIRONMENT / "bin" / "python"
    make = [[sys.executable, "-m", "venv", str(ENVIRONMENT)]] if not python.exists() else []
    for command in [*make, [str(python), "-m", "pip", "install", "-q", "numpy", package]]:
        if subprocess.run(command, capture_output=True).returncode:
            return None
    return python


def _edited(city: City) -> Iterator[Figure]:
    """Shade again after one building is gone, and hold it against shading everything."""
    hours_of_sun(city, SOLSTICE), light_at(city, NOON)
    tall = city.buildings.index[city.buildings["height_m"] > 20]
    times: list[float] = []
    for id in tall[5:9]:
        plan: Scenario = city.scenario("Sun").demolish(str(id))
        edited = plan.applied
        started = time.perf_counter()
        found = light_at(edited, NOON)
        times.append(time.perf_counter() - started)
    assert found is not None
    whole = light_at(edited.anew(), NOON)
    assert whole is not None
    apart = int((found.counts.whole() != whole.counts.values).sum())
    yield Figure("shade again after one building, surface included", text_of(min(times[1:])), "≤ 0.2 s",
                 f"{apart} cells apart from shading everything")  # fmt: skip
    day_s, again = timed(lambda: hours_of_sun(edited, SOLSTICE))
    anew = hours_of_sun(edited.anew(), SOLSTICE)
    apart = int((again.counts.whole() != anew.counts.values).sum())
    yield Figure("its hours of sun of the day again, every half hour", text_of(day_s), "",
                 f"{apart} cells apart")  # fmt: skip


if __name__ == "__main__":
    for figure in figures(Path(sys.argv[1])):
        print(figure, flush=True)
