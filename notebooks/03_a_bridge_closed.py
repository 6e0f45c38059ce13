# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# %% [markdown]
# # A bridge, closed
#
# *Pe scurt: care pod contează cel mai mult, pe jos și cu mașina; ce drum se lungește când se închide, cine pierde, pe
# cartiere, și cât se câștigă dacă pietonii și bicicliștii pot trece mai departe.*
#
# Which bridge matters most, who loses what while it is closed, and what helps? This notebook asks the embedded
# demonstration city; it works on a real one just the same: build it with `twin build --osm FILE --out DIR`, then name
# its folder below (or in the environment variable `TWIN_CITY`).

# %%
import os

import geopandas as gpd
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display
from shapely import LineString
from shapely.affinity import scale

from twin.city import City
from twin.comparison import compare
from twin.critical import critical
from twin.figures import draw_plan, paint, sign
from twin.routes import route
from twin.snapping import place_of, snap

CITY = os.environ.get("TWIN_CITY")  # or the folder of a city, such as "../cities/timisoara"; an .osm.pbf file works too
MODES = {"walk": "on foot", "car": "by car"}
BLUE, ORANGE = "#2166ac", "#d9730d"  # told apart by the colour-blind too
BELOW = {"loc": "upper left", "bbox_to_anchor": (0, 0), "ncols": 2, "frameon": False}

city = City.demo() if not CITY else City.from_osm(CITY) if ".osm" in CITY else City.open(CITY)
mark = "(demonstration data)" if city.is_demo else ""
print(f"{city.title.get('en', city.recipe.id)}: {(city.streets['bridge'] == 'yes').sum():,} pieces of bridges {mark}")

# %% [markdown]
# ## Which bridge matters most
#
# `critical` closes one bridge after the other and searches the trips of all residents again, on foot and by car. Of
# each bridge we add up both: how many minutes a closure takes from everybody, when each makes one trip each way.

# %%
answers = {mode: critical(city, mode=mode) for mode in MODES}
found = pd.concat({mode: answer.bridges for mode, answer in answers.items()}, names=["mode", "rank"]).reset_index()
spots = gpd.GeoDataFrame(geometry=[found.buffer(15).union_all()], crs=found.crs).explode(ignore_index=True)
found["bridge"] = found.sjoin(spots, predicate="within")["index_right"]
hours = found.pivot_table(index="bridge", columns="mode", values="person_min", aggfunc="sum", fill_value=0) / 60
bridges = found.sort_values("person_min", ascending=False).groupby("bridge")[["name", "near", "crosses_name"]].first()
bridges = bridges.assign(**{f"hours {MODES[mode]}": hours[mode] for mode in hours}, hours=hours.sum(axis=1))
