"""pybdshadow's time for the shadows of buildings, as polygons on the ground; run by a Python that has it (BSD licence).

Reads and writes .npz: python pybdshadow_peer.py QUESTION ANSWER
"""

import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pybdshadow
import shapely


def main(question: str, answer: str) -> None:
    """Time the shadows of all buildings at a moment, then say which points lie in one of them."""
    asked = dict(np.load(question))
    buildings = gpd.GeoDataFrame(
        {"building_id": np.arange(len(asked["height"])), "height": asked["height"]},
        geometry=shapely.from_wkb(asked["outlines"]), crs="EPSG:4326",
    )  # fmt: skip
    moment = pd.Timestamp(int(asked["moment_ns"]))
    pybdshadow.bdshadow_sunlight(buildings.iloc[:50], moment)
    started = time.perf_counter()
    shadows = pybdshadow.bdshadow_sunlight(buildings, moment)
    seconds = time.perf_counter() - started
    points = shapely.points(asked["lonlat"])
    within, _ = shapely.STRtree(np.asarray(shadows.geometry.values)).query(points, predicate="within")
    shaded = np.zeros(len(points), bool)
    shaded[within] = True
    np.savez(answer, seconds=seconds, shaded=shaded)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
