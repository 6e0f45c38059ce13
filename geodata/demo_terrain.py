"""The gentle ground of the embedded city: a plain tilted to the south-west, with the canal in a shallow valley."""

import numpy as np
import shapely
from affine import Affine

from .demo_plan import city_plan
from .frame import CityFrame
from .raster import Raster

STEP_M = 20.0
MIDDLE_M = 90.5
RISE_EAST, RISE_NORTH = 0.00042, 0.00036  # metres upward per metre
VALLEY_M, VALLEY_WIDTH_M = 2.4, 240.0


def demo_raster(frame: CityFrame) -> Raster:
    """Return heights above sea in metres on a 20 m grid over the frame, 85 to 95 m.

    The valley is hollow everywhere, so that water drawn from bank to bank lies above its bed.
    """
    xmin, ymin, xmax, ymax = frame.bounds
    columns, rows = int(np.ceil((xmax - xmin) / STEP_M)) + 1, int(np.ceil((ymax - ymin) / STEP_M)) + 1
    x = xmin - frame.origin[0] + np.arange(columns) * STEP_M
    y = ymax - frame.origin[1] - np.arange(rows) * STEP_M
    grid_x, grid_y = np.meshgrid(x, y)
    bed = shapely.get_coordinates(city_plan().canal)  # it runs from west to east
    plain = MIDDLE_M + RISE_EAST * grid_x + RISE_NORTH * grid_y
    swell = 0.35 * np.sin(grid_x / 900 + 0.7) * np.cos(grid_y / 1100 - 0.4)
    distance = np.abs(grid_y - np.interp(x, *bed.T)) / np.hypot(
        1, np.interp(x, bed[:, 0], np.gradient(bed[:, 1], bed[:, 0]))
    )
    valley = VALLEY_M * np.exp(-((distance / VALLEY_WIDTH_M) ** 2))
    transform = Affine(STEP_M, 0, xmin - STEP_M / 2, 0, -STEP_M, ymax + STEP_M / 2)
    return Raster((plain + swell - valley).astype(np.float32), transform, frame.crs, unit="m", source="demo")
