"""What is seen from a place as a file: a raster of its cells, or areas on a map."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import shapes

from geodata.raster import Raster, write_raster

from .city import City
from .sight_answer import SeenFrom
from .written_file import GEOJSON, TIF, check_file, write_aside

ENDINGS = (TIF, GEOJSON)
HIDDEN, SEEN, ONLY_NOW, ONLY_BEFORE, BEYOND = 0, 1, 2, 3, 255
CODES = {SEEN: "seen", ONLY_NOW: "only_with_scenario", ONLY_BEFORE: "only_without_scenario"}  # for programs


def write_viewshed(city: City, answer: SeenFrom, path: Path, *, scenario: str | None) -> None:
    """Write what is seen as a GeoTIFF in the city's CRS, or its areas as GeoJSON in WGS 84.

    Cells have 0 where nothing is seen and 1 where something is; of an edited city 2 where it is seen with the edits
    alone and 3 where without them alone; NaN beyond the distance. Raises UsageError for another ending, StoreError or
    InputError where it cannot be written.
    """
    check_file(path, ENDINGS)
    cells, grid = seen_classes(answer)[::-1], answer.view.grid
    north = grid.south + (answer.view.top + len(cells)) * grid.step_m
    place = Affine(grid.step_m, 0, grid.west + answer.view.left * grid.step_m, 0, -grid.step_m, north)
    if path.suffix.lower() == TIF:
        values = np.where(cells == BEYOND, np.nan, cells).astype(np.float32)
        write_raster(Raster(values, place, str(city.frame.crs)), path)
        return
    found = [(shapely.geometry.shape(area), int(value))
             for area, value in shapes(cells, mask=np.isin(cells, list(CODES)), transform=place)]  # fmt: skip
    parts = gpd.GeoDataFrame({"value": [value for _, value in found]}, geometry=[area for area, _ in found],
                             crs=city.frame.crs)  # fmt: skip
    areas = parts.dissolve("value", as_index=False)
    said = areas.assign(
        seen=areas["value"].map(CODES), area_m2=areas.area, scenario=scenario, demonstration=city.is_demo
    )
    write_aside(path, lambda aside: aside.write_text(said.to_crs(4326).to_json(), encoding="utf-8"))


def seen_classes(answer: SeenFrom) -> NDArray[np.uint8]:
    """Return what is seen in each cell of the window, the first row in the south: the classes of `write_viewshed`."""
    view, grid, before = answer.view, answer.view.grid, answer.before
    made = np.where(view.seen, SEEN, HIDDEN).astype(np.uint8)
    if before is not None:
        made[view.seen & ~before.view.seen] = ONLY_NOW
        made[~view.seen & before.view.seen] = ONLY_BEFORE
    rows, columns = np.indices(view.seen.shape)
    x = grid.west + (view.left + columns + 0.5) * grid.step_m
    y = grid.south + (view.top + rows + 0.5) * grid.step_m
    made[(np.hypot(x - answer.start.x_m, y - answer.start.y_m) > view.reach_m) & (made == HIDDEN)] = BEYOND
    return made
