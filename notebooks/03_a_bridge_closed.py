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

from twin.city import City
from twin.comparison import compare
from twin.critical import critical
from twin.figures import draw_plan, paint, sign
from twin.gains import NOTICED
from twin.matrix import matrix
from twin.routes import route
from twin.snapping import place_of, snap

CITY = os.environ.get("TWIN_CITY")  # or the folder of a city, such as "../cities/timisoara"; an .osm.pbf file works too
MODES = {"walk": "on foot", "car": "by car"}
TO_CENTRE = {f"minutes_to_centre_{mode}": said for mode, said in {**MODES, "bike": "by bike"}.items()}
BLUE, ORANGE, GREY = "#2166ac", "#d9730d", "#7f7f7f"  # told apart by the colour-blind too
BELOW = {"loc": "upper left", "bbox_to_anchor": (0, 0), "ncols": 2, "frameon": False}

city = City.demo() if not CITY else City.from_osm(CITY) if ".osm" in CITY else City.open(CITY)
mark = "(demonstration data)" if city.is_demo else ""
print(f"{city.title.get('en', city.recipe.id)}: {(city.streets['bridge'] == 'yes').sum():,} pieces of bridges {mark}")

# %% [markdown]
# ## Which bridge matters most
#
# `critical` closes one bridge after the other and searches the trips of all residents again: one trip from each, to the
# home of another. Lanes and footways of one bridge that stand beside each other are put together.

# %%
worst = {mode: critical(city, mode=mode).bridges.assign(mode=said) for mode, said in MODES.items()}
found = pd.concat(worst.values(), ignore_index=True)
spots = gpd.GeoDataFrame(geometry=[found.buffer(15).union_all()], crs=found.crs).explode(ignore_index=True)
found["bridge"] = found.sjoin(spots, predicate="within")["index_right"]
found["hours"] = found["person_min"] / 60
hours = found.pivot_table(index="bridge", columns="mode", values="hours", aggfunc="sum", fill_value=0)
names = found.sort_values("hours", ascending=False).groupby("bridge")[["name", "near", "crosses_name"]].first()
bridges = names.join(hours).assign(both=hours.sum(axis=1)).sort_values("both", ascending=False)

carries_both = (bridges[list(MODES.values())] > 0).all(axis=1)
chosen = bridges[carries_both].iloc[0]
name, over = chosen["name"] or chosen["near"], chosen["crosses_name"]
bridge = f"the bridge {name} over {over}" if over else f"the bridge {name}"

figure, axes = plt.subplots(figsize=(9, 5))
top = bridges.head(10).fillna({"name": bridges["near"]})
top.plot.barh(x="name", y=list(MODES.values()), stacked=True, color=[BLUE, ORANGE], width=0.8, ax=axes)
axes.invert_yaxis()
axes.set(xlabel="hours more, over one trip of every resident", ylabel="", title=f"What closing a bridge costs {mark}")
axes.legend(loc="lower right")
costs = ", ".join(f"{chosen[said]:,.0f} hours {said}" for said in MODES.values())
sign(figure, city, f"Of the bridges that walkers and cars share, {bridge} costs most: {costs}.")

# %% [markdown]
# ## Closed
#
# The closure is a scenario: an edit that can be undone, over the same city. All indicators follow; these are the ones
# that move.

# %%
streets = list(dict.fromkeys(found.loc[found["bridge"] == chosen.name, "streets"].sum()))
closed = city.scenario("Pod închis").close_street(*streets)
made = compare(city, closed)
print(*(edit.describe("en") for edit in closed.edits), sep="\n")
moved = made.table().query("verdict != 'same'")
moved[["title", "unit", "before", "after", "difference", "verdict", "gain", "lose"]].round(2)

# %% [markdown]
# ## From one side to the other
#
# The way that grows most between two of the 200 homes nearest to the bridge, before and after.

# %%
spans = city.streets.geometry[streets]
homes = city.buildings[city.buildings["residents"] > 0]
homes = homes.loc[homes.distance(spans.union_all()).nsmallest(200).index]
homes = homes.set_geometry(homes.centroid)
graphs = {"open": city.mobility, "closed": closed.apply().mobility}
ways = {}
for mode in MODES:
    times = [matrix(graph, homes, homes, mode=mode).table for graph in graphs.values()]
    longest = (times[1]["minutes"] - times[0]["minutes"]).idxmax()
    pair = homes.geometry[times[0].loc[longest, ["from", "to"]]]
    rows = snap(graphs["closed"], pair.x, pair.y, mode=mode)
    places = [place_of(graphs["closed"], row) for _, row in rows.iterrows()]
    ways[mode] = {state: route(graph, *places, mode=mode) for state, graph in graphs.items()}

figure, panels = plt.subplots(1, 2, figsize=(12, 6))
lines = {mode: gpd.GeoSeries({state: way.geometry for state, way in ways[mode].items()}) for mode in MODES}
around = gpd.GeoSeries(pd.concat(lines)).union_all().buffer(100)
for axes, (mode, said) in zip(panels, MODES.items(), strict=True):
    draw_plan(city, axes, around=around)
    for state, colour in {"closed": ORANGE, "open": BLUE}.items():
        way = ways[mode][state]
        label = f"{state}: {way.seconds / 60:.1f} min, {way.length_m / 1000:.1f} km"
        lines[mode][[state]].plot(ax=axes, color=colour, linewidth=3, label=label)
    spans.plot(ax=axes, color="black", linewidth=3, linestyle=":", label="closed bridge")
    axes.legend(**{**BELOW, "ncols": 1})
    axes.set_title(f"Across {name} {said} {mark}", fontsize=10)
more = {said: (ways[mode]["closed"].seconds - ways[mode]["open"].seconds) / 60 for mode, said in MODES.items()}
longer = " and ".join(f"{minutes:.1f} minutes more {said}" for said, minutes in more.items())
sign(figure, city, f"With the bridge closed, the way from one side to the other takes up to {longer}.")

# %% [markdown]
# ## Whose way to the centre grows
#
# Every home, painted by how many minutes more its residents need to the centre, by the two ways of moving that lose
# most. Homes that need no more are grey, those from which nobody gets there any more would be black.

# %%
totals = made.totals.loc[list(TO_CENTRE)].assign(said=TO_CENTRE).sort_values("lose", ascending=False)
figure, panels = plt.subplots(1, 2, figsize=(13, 6), layout="compressed")
for axes, (id, total) in zip(panels, totals.head(2).iterrows(), strict=True):
    change, shapes = made.object_changes(id), city.buildings.geometry
    late, lost = change[(change >= NOTICED["min"]) & np.isfinite(change)], change[np.isposinf(change)]
    draw_plan(city, axes)
    painted = paint(axes, shapes[late.index], values=late, least=0, most=late.quantile(0.98))
    paint(axes, shapes[lost.index], colour="black", label="cut off" if len(lost) else "")
    spans.plot(ax=axes, color="#c0182b", linewidth=4, label="closed bridge")
    figure.colorbar(painted, ax=axes, label="minutes more to the centre", shrink=0.6)
    axes.legend(**BELOW)
    axes.set_title(f"Minutes more to the centre {total['said']} {mark}", fontsize=10)
hit = totals[totals["lose"] >= 1]
slower = [f"{t['lose']:,.0f} residents need {t['lose_mean']:.1f} minutes more {t['said']}" for _, t in hit.iterrows()]
sign(figure, city, f"To the centre {', '.join(slower)}, on average.")

# %% [markdown]
# ## Who loses
#
# Residents who need at least 5 seconds more to the centre, by neighbourhood. Whoever gets there no more counts too.

# %%
areas = {id: made.gains_and_losses(id) for id in TO_CENTRE}
losers = pd.DataFrame({said: areas[id]["lose"] for id, said in TO_CENTRE.items()})
losers = losers[losers.max(axis=1) >= 1].sort_values(list(losers), ascending=False)
losers.insert(0, "name", areas["minutes_to_centre_walk"]["name"])

figure, axes = plt.subplots(figsize=(9, 7))
losers.head(15).plot.barh(x="name", y=list(TO_CENTRE.values()), color=[BLUE, ORANGE, GREY], width=0.8, ax=axes)
axes.invert_yaxis()
axes.set(xlabel="residents", ylabel="", title=f"Residents with a longer way to the centre {mark}")
axes.legend(loc="lower right")
first, cut_off = losers.iloc[0], made.table().loc["residents_cut_off", "difference"]
each = ", ".join(f"{first[said]:,.0f} residents {said}" for said in TO_CENTRE.values())
sign(figure, city, f"Most lose in {first['name']}: {each}. {cut_off:,.0f} residents of the city are cut off.")

# %% [markdown]
# ## What helps
#
# The same works, but walkers and bicycles may pass: closed to cars alone, as a second scenario beside the first. The
# last table ranks neighbourhoods by what the closure costs when every resident walks to the centre once, and says how
# much of it the second plan spares them.

# %%
drivable = set(city.mobility.links["street"][city.mobility.is_open("car")])
to_cars = city.scenario("Pod închis doar mașinilor").close_street(*drivable.intersection(streets), modes=["car"])
eased = compare(closed, to_cars)
to_cars_alone = eased.table()[["after", "verdict"]].rename(columns={"after": "after to cars"})
steps = made.table()[["title", "unit", "before", "after"]].join(to_cars_alone)
named = {"before": "open", "after": "closed", "after to cars": "closed to cars", "verdict": "which is"}
display(steps.loc[moved.index].rename(columns=named).round(2))

ranked, spared = areas["minutes_to_centre_walk"], eased.gains_and_losses("minutes_to_centre_walk")
ranked["hours"] = (ranked["lose"] * ranked["lose_mean"] / 60).fillna(0)
ranked["hours spared"] = (spared["gain"] * -spared["gain_mean"] / 60).fillna(0)
ranked = ranked.rename(columns={"lose": "residents who lose", "lose_mean": "minutes each", "cut_off": "cut off"})
ranked = ranked[ranked["residents who lose"] >= 1].sort_values("hours", ascending=False)
display(ranked[["name", "residents who lose", "minutes each", "cut off", "hours", "hours spared"]].round(1).head(10))
print(
    f"While {bridge} is closed, {', '.join(slower)} to the centre, most of them in {first['name']}, and {cut_off:,.0f} "
    f"are cut off; closed to cars alone, it spares {ranked['hours spared'].sum():,.0f} of the "
    f"{ranked['hours'].sum():,.0f} hours that one walk of everybody to the centre takes longer."
)
print(
    "Demonstration data / Date demonstrative: this city is invented, and so is every number above."
    if city.is_demo
    else "A number is as true as its source: " + ", ".join(s.attribution for s in city.sources)
)
