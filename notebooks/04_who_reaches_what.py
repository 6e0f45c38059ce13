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
# # Who reaches what
#
# *Pe scurt: cine ajunge unde și în cât timp, pe jos, cu bicicleta sau în scaun rulant; ce se schimbă când se închide
# un pod; cât de departe e cea mai apropiată stație de încărcare.*
#
# A city's streets, paths and lines are one graph. This notebook asks it the planner's questions, on the embedded
# demonstration city; it works on a real one just the same: build it with `twin build --osm FILE --out DIR`, then name
# its folder below (or in the environment variable `TWIN_CITY`).

# %%
import os
from dataclasses import asdict

import geopandas as gpd
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display

from twin.access import access
from twin.city import City
from twin.critical import critical
from twin.isochrones import isochrone
from twin.matrix import matrix
from twin.mobility_facts import mobility_facts, resident_facts
from twin.routes import route
from twin.snapping import place_at, place_of, snap

CITY = os.environ.get("TWIN_CITY")  # or the folder of a city, such as "../cities/timisoara"; an .osm.pbf file works too

city = City.demo() if not CITY else City.from_osm(CITY) if ".osm" in CITY else City.open(CITY)
mark = "(demonstration data)" if city.is_demo else ""
facts, people = mobility_facts(city), resident_facts(city)
print(f"{city.title.get('en', city.recipe.id)}: {facts.nodes:,} nodes, {facts.links:,} links {mark}")
print(f"{people.total:,.0f} residents: {', '.join(people.methods)}")
pd.DataFrame({mode: asdict(known) for mode, known in facts.modes.items()}).T

# %% [markdown]
# ## The graph as tables
#
# A node is where ways meet, a link is a piece of way between two nodes. An arc is one direction of a link, with the
# seconds that each mode takes (infinite where it may not go). `graph.nx` is the same as a `networkx.MultiDiGraph`.

# %%
graph = city.mobility
streets = graph.links[graph.links["kind"] == "street"]
columns = ["name", "class", "length_m", "grade", "surface", "wheelchair", "stress_forward", "lanes", "speed_kmh"]
display(streets.dropna(subset="name")[columns].head(5))
display(graph.arcs.head(5).round(1))

# %% [markdown]
# ## A route
#
# From the centre to the school that lies farthest from it. A trip starts and ends at the nearest
# point of a way the mode may use; `snap_m` says how far that is, and is never hidden in the minutes.

# %%
schools = city.amenities[city.amenities["class"] == "school"]
doors = gpd.GeoSeries(schools.centroid).to_crs("EPSG:4326")
lon, lat = city.recipe.centre_lonlat
far = doors.loc[((doors.x - lon).abs() + (doors.y - lat).abs()).idxmax()]

trips = {}
for mode in ("walk", "older_person", "child", "bike", "car", "transit"):
    ends = [place_at(city, graph, point, mode=mode) for point in ((lon, lat), (far.x, far.y))]
    trips[mode] = route(city, *ends, mode=mode)
rows = {
    mode: {
        "minutes": trip.seconds / 60,
        "km": trip.length_m / 1000,
        "climb_m": trip.climb_m,
        "mean_stress": trip.mean_stress,
        "snap_m": trip.start.snap_m + trip.end.snap_m,
        "estimated": trip.is_estimated,
    }
    for mode, trip in trips.items()
}
display(pd.DataFrame.from_dict(rows, orient="index").round(2))
trips["bike"].table()[["kind", "name", "way_class", "turn", "length_m", "seconds"]].head(8)

# %% [markdown]
# ## An isochrone
#
# How far one gets on foot from the centre, and who lives and what stands inside. The rings follow the streets and go a
# few steps off them; people are counted by the way to their door, not by the ring their roof is in.

# %%
centre = place_at(city, graph, city.recipe.centre_lonlat, mode="walk")
rings = isochrone(city, centre, mode="walk", minutes=[5, 10, 15])

figure, axes = plt.subplots(figsize=(9, 8))
rings[::-1].plot(ax=axes, column="minutes", cmap="YlGn_r", vmin=0, vmax=22, legend=False)
city.water.plot(ax=axes, color="#7fb2d6")
streets.plot(ax=axes, color="#8a8a8a", linewidth=0.4)
axes.plot(centre.x_m, centre.y_m, "o", color="#c0392b", markersize=9)
west, south, east, north = rings.total_bounds
axes.set(xlim=(west - 200, east + 200), ylim=(south - 200, north + 200), title=f"5, 10 and 15 minutes on foot {mark}")
axes.set_axis_off()
rings.drop(columns="geometry").set_index("minutes").round(0)

# %% [markdown]
# ## Who reaches a school within 10 minutes
#
# For every home the way to its nearest school, on foot and by wheelchair. A wheelchair takes no steps, no raised kerbs
# and no steep or rough ways. Most pavements nobody has described: those count as passable, so the true share is lower.

# %%
on_foot = access(city, "amenities:school", mode="walk", minutes=[10])
on_wheels = access(city, "amenities:school", mode="wheelchair", minutes=[10])
print(
    f"On foot {on_foot.served['residents_share'].item():.0%} of residents, by wheelchair "
    f"{on_wheels.served['residents_share'].item():.0%}; of the ways by wheelchair "
    f"{on_wheels.unknown_wheelchair_share:.0%} are unknown. Worst tenth: {on_foot.worst_tenth_min:.0f} and "
    f"{on_wheels.worst_tenth_min:.0f} minutes."
)

share = on_foot.neighbourhoods[["name", "residents", "share_10"]].rename(columns={"share_10": "walk"})
share["wheelchair"] = on_wheels.neighbourhoods["share_10"]
share["name"] = share["name"].fillna("(outside)")
axes = share.head(20).plot.barh(x="name", y=["walk", "wheelchair"], color=["#3f8f5a", "#5b7fb5"], figsize=(9, 7))
axes.set(title=f"Residents within 10 minutes of a school {mark}", xlabel="share of residents", ylabel="", xlim=(0, 1))
axes.legend(loc="upper right", bbox_to_anchor=(1, -0.03), ncols=2, frameon=False)
axes.invert_yaxis()
# %% [markdown]
# ## What closing one bridge does
#
# Which bridge do most people need on foot? `critical` closes one after the other and searches all trips again.
# `closing` then gives a graph without it, in no time: the old one is not changed.

# %%
bridge = critical(city, mode="walk", top=3).bridges.iloc[0]
closed = graph.closing(bridge["links"])
areas = city.neighbourhoods.set_geometry(city.neighbourhoods.representative_point())
before, after = (matrix(g, areas, areas, mode="walk").table for g in (graph, closed))
change = before.assign(after=after["minutes"], times=after["minutes"] / before["minutes"])
longer = change[change["minutes"] > 5].nlargest(1, "times").iloc[0]
print(
    f"{bridge['name']} over {bridge['crosses_name']}: {bridge['delayed']:,.0f} of {people.total:,.0f} residents would "
    f"need {bridge['mean_extra_min']:.1f} minutes more for a trip to a random home."
)

pair = areas.loc[[longer["from"], longer["to"]]]
places = [place_of(graph, row) for _, row in snap(graph, pair.geometry.x, pair.geometry.y, mode="walk").iterrows()]
ways = gpd.GeoSeries([route(g, *places, mode="walk").geometry for g in (graph, closed)], crs=city.frame.crs)
figure, axes = plt.subplots(figsize=(9, 8))
city.water.plot(ax=axes, color="#7fb2d6")
streets.plot(ax=axes, color="#c4c4c4", linewidth=0.5)
ways.iloc[1:].plot(ax=axes, color="#c0392b", linewidth=3, label=f"closed: {longer['after']:.0f} min")
ways.iloc[:1].plot(ax=axes, color="#3f8f5a", linewidth=3, label=f"open: {longer['minutes']:.0f} min")
box = ways.union_all().buffer(300).bounds
axes.set(xlim=box[::2], ylim=box[1::2])
axes.set_title(f"{pair['name'].iloc[0]} to {pair['name'].iloc[1]} on foot, {bridge['name']} {mark}")
axes.legend(loc="lower right")
axes.set_axis_off()

# %% [markdown]
# ## The nearest charger
#
# The same question to another layer: how far every home is from a charger for cars, and how many sockets there are for
# those who share them. Remember what these numbers are: times on a free network, residents estimated from floor area.

# %%
charging = access(city, "charging_stations", mode="walk", minutes=[5, 10])
display(charging.served.round(2))
minutes = city.buildings[["geometry"]].join(charging.homes["minutes"], how="inner")
bar = {"shrink": 0.6, "label": "minutes"}
axes = minutes.plot(
    column="minutes", cmap="viridis_r", vmin=0, vmax=25, legend=True, legend_kwds=bar, figsize=(9, 8), edgecolor="face"
)
charging.destinations.objects.centroid.plot(ax=axes, color="#c0392b", markersize=14)
axes.set_axis_off()
axes.set_title(f"Minutes on foot to the nearest charger {mark}")
print(
    "Demonstration data / Date demonstrative: this city is invented, and so is every number above."
    if city.is_demo
    else "A number is as true as its source: " + ", ".join(s.attribution for s in city.sources)
)
