"""How many storeys up each point of a building lies: of that browsers draw storeys, windows and depth on façades."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from .mesh import Mesh

PARTS_OF_STOREY = 16
STOREY_M = 3.0  # where no storeys are known: usual height of floor to floor
WITH_WINDOWS = ("house", "apartments", "residential", "commercial", "public", "other")


def storeys_up(table: gpd.GeoDataFrame, mesh: Mesh) -> NDArray[np.int16]:
    """Return for each point of a mesh the storeys between it and the ground its building stands on, in sixteenths.

    The eaves lie at the storeys of the building, mapped or estimated. Negative where no windows are drawn: below that
    ground, which is the plinth of a house on a slope; and on sheds, halls and churches, counted from their foot.
    Reads class, height_m, roof_height_m, min_height_m, levels and min_level.
    """
    n = {
        name: np.nan_to_num(table[name].to_numpy(float))
        for name in ("height_m", "roof_height_m", "min_height_m", "levels", "min_level")
    }
    walls = np.maximum(n["height_m"] - n["roof_height_m"] - n["min_height_m"], 0.1)
    known = n["levels"] - n["min_level"]
    storeys = np.where(known >= 1, known, np.maximum(np.round(walls / STOREY_M), 1))
    sign = np.where(table["class"].isin(WITH_WINDOWS).to_numpy(bool), 1, -1)
    corners = np.concatenate([mesh.triangles.ravel(), mesh.quads.ravel()])
    row_of = np.zeros(len(mesh.points), np.int64)
    row_of[corners] = np.concatenate([np.repeat(mesh.triangle_row, 3), np.repeat(mesh.quad_row, 4)])
    foot, top = np.full(len(table), np.inf), np.full(len(table), -np.inf)
    np.minimum.at(foot, row_of, mesh.points[:, 2])
    np.maximum.at(top, row_of, mesh.points[:, 2])
    ground = np.where(sign > 0, np.maximum(foot, top - (n["height_m"] - n["min_height_m"])), foot)
    up = (mesh.points[:, 2] - ground[row_of]) * (storeys / walls)[row_of]
    most = np.iinfo(np.int16).max / PARTS_OF_STOREY
    return np.asarray(np.round(np.clip(up, -most, most) * PARTS_OF_STOREY * sign[row_of]), np.int16)
