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
# # A city
#
# *Pe scurt: deschidem un oraș, îi citim straturile ca tabele, îl vedem în 3D, îi găsim cele mai înalte clădiri
# și spațiile verzi din fiecare cartier, apoi verificăm cât de sigure sunt cifrele.*
#
# A city is a set of tables that stand on one ground. This notebook opens the embedded demonstration city; it works on
# a real one just the same: build it with `twin build --osm FILE --out DIR`, then name its folder below
# (or in the environment variable `TWIN_CITY`).

# %%
import os

import geopandas as gpd
import pandas as pd
from IPython.display import display

from twin.city import City

CITY = os.environ.get("TWIN_CITY")  # or the folder of a city, such as "../cities/timisoara"; an .osm.pbf file works too

city = City.demo() if not CITY else City.from_osm(CITY) if ".osm" in CITY else City.open(CITY)
print(f"{city.title.get('en', city.recipe.id)}: {len(city.buildings):,} buildings")
pd.DataFrame(s.as_json() for s in city.sources)[["title", "licence", "attribution", "tier", "date"]]

# %% [markdown]
# ## What is in it
#
# Every layer is a GeoDataFrame in metres, indexed by an id that stays, and an attribute of the city. Every row says
# how true it is: its `tier`.

# %%
city.summary()

# %% [markdown]
# The schema of a layer says what each column means and in which unit it is:

# %%
buildings = city.buildings
schema = pd.DataFrame(vars(column) for column in city.layers["buildings"].kind.all_columns).set_index("name")
schema[["title", "unit", "type"]].assign(known=buildings[schema.index].notna().mean().map("{:.1%}".format))

# %% [markdown]
# ## In 3D
#
# `plot` gives a PyVista plotter of the ground and the layers that are shown at first; `colour` names a column to paint
# by. Colours stop at the tallest hundredth, so that one tower does not leave all others the same.

# %%
city.plot(colour="height_m", off_screen=True).show(jupyter_backend="static", window_size=(1200, 700))

# %% [markdown]
# ## The tallest buildings
#
# A height may be mapped, derived from the number of storeys, or estimated: never read one without its tier.

# %%
buildings.nlargest(10, "height_m")[["name", "class", "address", "height_m", "levels", "height_tier"]]

# %% [markdown]
# ## Green space in each neighbourhood
#
# Green areas overlap: a playground lies in a park. So their pieces are united within each neighbourhood, and no square
# metre counts twice. This is green land of every kind, meadows and cemeteries too, whoever may enter it; what nobody
# has mapped is missing.

# %%
areas = city.neighbourhoods.reset_index()
pieces = gpd.overlay(city.green_space[["geometry"]], areas[["id", "geometry"]], keep_geom_type=True)
green = areas.set_index("id")[["name", "area_m2", "population"]]
green["green_m2"] = pieces.dissolve("id").area.reindex(green.index, fill_value=0).round()
green["green_share"] = (green["green_m2"] / green["area_m2"]).round(2)
green["green_m2_per_resident"] = (green["green_m2"] / green["population"]).round(1)
green = green.sort_values("green_m2", ascending=False)

axes = green.head(20).plot.barh(x="name", y="green_m2", color="#3f8f5a", figsize=(9, 6), legend=False)
axes.invert_yaxis()
axes.ticklabel_format(axis="x", style="plain")
mark = "(demonstration data)" if city.is_demo else ""
axes.set(title=f"Most green space by neighbourhood {mark}", xlabel="green space, m²", ylabel="")
green

# %% [markdown]
# ## How true are these numbers?
#
# The same city again, by how each height is known. The report says what the import kept, repaired, dropped and assumed.

# %%
heights = buildings.groupby(["height_tier", "height_method"])["height_m"].agg(["count", "median", "max"])
heights.insert(1, "share", (heights["count"] / len(buildings)).map("{:.1%}".format))
display(heights.sort_values("count", ascending=False))
display(city.report.of_layer("buildings").table()[["action", "count", "reason", "examples"]])
print(
    "Demonstration data / Date demonstrative: this city is invented, and so is every number above."
    if city.is_demo
    else "A number is as true as its source: " + ", ".join(s.attribution for s in city.sources)
)
