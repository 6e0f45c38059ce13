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
# # The next 100 chargers
#
# *Pe scurt: unde ar putea sta următoarele 100 de stații de încărcare, astfel încât cât mai mulți locuitori să aibă una
# la cel mult 5 minute de mers pe jos; cine câștigă, pe cartiere, și primele zece locuri, cu strada și numărul de
# locuitori.*
#
# Where could the next 100 charging stations stand, so that most residents walk at most 5 minutes to one? This notebook
# asks the embedded demonstration city; it works on a real one just the same: build it with
# `twin build --osm FILE --out DIR`, then name its folder below (or in the environment variable `TWIN_CITY`).

# %%
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display

from twin.city import City
from twin.comparison import compare
from twin.comparison_export import write_comparison
from twin.figures import draw_plan, paint, sign
from twin.indicators import measure
from twin.reach_output import write_sites
from twin.scenario_file import scenario_text
from twin.siting import site

CITY = os.environ.get("TWIN_CITY")  # or the folder of a city, such as "../cities/timisoara"; an .osm.pbf file works too
STATIONS, MINUTES = 100, 5
BLUE, LIGHT_BLUE, ORANGE = "#2166ac", "#67b3d9", "#f1a340"  # told apart by the colour-blind too
COLOURS = {"today": BLUE, "with the plan": LIGHT_BLUE, "farther": ORANGE}
BELOW = {"loc": "upper left", "bbox_to_anchor": (0, 0), "ncols": 2, "frameon": False}

city = City.demo() if not CITY else City.from_osm(CITY) if ".osm" in CITY else City.open(CITY)
mark = "(demonstration data)" if city.is_demo else ""
today = measure(city, ids=["charging_stations", "charging_points", "residents_near_charging"])
today.table()[["title", "value", "unit", "baseline", "goal", "progress", "low", "high", "tier"]]

# %% [markdown]
# ## Who has one near today
#
# Every home, painted by whether its residents walk at most 5 minutes to a charging station for cars. Residents are
# estimated from floor area, and times are those of an adult; what nobody has mapped is missing.

# %%
homes = city.buildings[["residents", "geometry"]].assign(today=today["residents_near_charging"].objects)
near = homes["today"] <= MINUTES  # nobody lives in the other buildings, or nobody gets to a station from there
share = today["residents_near_charging"].value / 100

figure, axes = plt.subplots(figsize=(9, 8))
draw_plan(city, axes)
paint(axes, homes.geometry[near], colour=BLUE, label=f"at most {MINUTES} minutes: {share:.0%} of residents")
paint(axes, homes.geometry[~near & (homes["residents"] > 0)], colour=ORANGE, label=f"farther: {1 - share:.0%}")
city.charging_stations.centroid.plot(ax=axes, color="black", marker="*", markersize=45, label="charging station")
axes.legend(**BELOW)
axes.set_title(f"Homes by the walk to a charging station, today {mark}")
count = today["charging_stations"].value
sign(figure, city, f"{share:.0%} of residents walk at most {MINUTES} minutes to one of {count:.0f} charging stations.")

# %% [markdown]
# ## Where the next could stand
#
# `site` takes one place after the other, each time the one that brings most residents within reach who have none yet.
# Candidates are open car parks, and the streets where there is none near; none lies in a park or in water.

# %%
proposal = site(city, layer="charging_stations", count=STATIONS, minutes=MINUTES)
sites = proposal.sites
curve = pd.concat([pd.Series({0: proposal.served_before / proposal.residents}), sites["served_share"]]) * 100
milestones = curve[curve.index.isin([0, 10, 25, 50, len(sites)])]

figure, axes = plt.subplots(figsize=(9, 5))
curve.plot(ax=axes, color=BLUE, linewidth=2.5, label="new stations, one after the other")
axes.plot(milestones.index, milestones, "o", color=BLUE)
for number, served in milestones.items():
    axes.annotate(f"{served:.0f}%", (number, served), (5, -14), textcoords="offset points")
axes.set(xlabel="new stations", ylabel="residents within reach, %", xlim=(-1, 1.06 * len(sites)), ylim=(0, 100))
axes.set_title(f"Residents within {MINUTES} minutes of a charging station {mark}")
axes.legend(loc="lower right", frameon=False)
axes.grid(alpha=0.3)
some = milestones.index[len(milestones) // 2]
gained, later = curve[some] - curve[0], curve.iloc[-1] - curve[some]
says = f"The first {some} new stations bring {gained:.0f}% of residents within reach, "
sign(figure, city, says + f"the {len(sites) - some} after them another {later:.0f}%.")

# %% [markdown]
# ## As a scenario
#
# The proposal becomes a scenario: one edit that can be undone, over the same city. `compare` says what it changes, and
# whether that is better.

# %%
plan = city.scenario("Următoarele 100 de stații").add_charging_stations(*proposal.points)
made = compare(today, plan)
print(*(f"{number}. {edit.describe('en')}" for number, edit in enumerate(plan.edits, start=1)), sep="\n")
made.table()[["title", "unit", "before", "after", "difference", "verdict", "progress_before", "progress_after", "gain"]]

# %% [markdown]
# ## The map with the new stations
#
# Light blue is what the plan adds. What stays orange lives too thinly, or too far from every street, for 100 stations.

# %%
homes["then"] = made.after["residents_near_charging"].objects
reached = np.select([homes["today"] <= MINUTES, homes["then"] <= MINUTES], ["today", "with the plan"], "farther")
people = homes["residents"].groupby(reached).sum().reindex(list(COLOURS), fill_value=0)

figure, axes = plt.subplots(figsize=(9, 8))
draw_plan(city, axes)
for kind, colour in COLOURS.items():
    shown = homes.geometry[(reached == kind) & (homes["residents"] > 0)]
    paint(axes, shown, colour=colour, label=f"{kind}: {people[kind]:,.0f} residents")
sites.plot(ax=axes, color="black", markersize=10, label="new station")
for number, point in sites.geometry.head(10).items():
    badge = {"boxstyle": "circle,pad=0.2", "color": "black"}
    axes.annotate(number, (point.x, point.y), color="white", size=8, ha="center", va="center", bbox=badge)
axes.legend(title=f"Within {MINUTES} minutes of a station", **BELOW)
axes.set_title(f"{len(sites)} new charging stations, the first ten numbered {mark}")
more, left = people["with the plan"], people["farther"]
sign(figure, city, f"The plan brings {more:,.0f} more residents within reach; {left:,.0f} still walk farther.")

# %% [markdown]
# ## Who gains
#
# The same residents by neighbourhood, those first in which most gain. What lies outside every neighbourhood has a row
# of its own, so the rows add up to the city.

# %%
areas = made.gains_and_losses("residents_near_charging").rename(columns={"inside_before": "today"})
areas["with the plan"] = areas["inside_after"] - areas["today"]
areas["farther"] = areas["residents"] - areas["inside_after"]
areas = areas.sort_values("with the plan", ascending=False)

figure, axes = plt.subplots(figsize=(9, 7))
areas.head(20).plot.barh(x="name", y=list(COLOURS), stacked=True, color=list(COLOURS.values()), width=0.8, ax=axes)
axes.invert_yaxis()
axes.set(xlabel="residents", ylabel="", title=f"Residents by the walk to a charging station {mark}")
axes.legend(title=f"Within {MINUTES} minutes", loc="lower right")
best = areas.iloc[0]
sign(figure, city, f"Most gain in {best['name']}: {best['with the plan']:,.0f} of {best['residents']:,.0f} residents.")
areas[["name", "residents", *COLOURS]].round(0).head(10)

# %% [markdown]
# ## What to do first
#
# The ten places to look at first, each with the residents it brings within reach, and files to take along: the sites
# for a map, and the comparison as a table. A site is a proposal: who owns the ground and where the cable lies, it
# does not know.

# %%
folder = Path(tempfile.mkdtemp())
write_sites(proposal, folder / "sites.geojson")
write_comparison(made, folder / "comparison.csv")
(folder / "scenario.json").write_text(scenario_text(plan), encoding="utf-8")
print("Written:", *sorted(folder.iterdir()))

ten = sites.head(10).rename(columns={"near": "street", "residents": "gained"}).fillna({"neighbourhood": "–"})
display(ten[["street", "neighbourhood", "at", "gained", "dwellings", "lon", "lat"]].round({"gained": 0}))
now, then, steps = made.before["residents_near_charging"], made.after["residents_near_charging"], made.table()
print(
    f"Begin in {ten['street'].iloc[0]} ({ten['neighbourhood'].iloc[0]}): {ten['gained'].iloc[0]:,.0f} residents. The "
    f"first ten sites bring {ten['gained'].sum():,.0f} within {MINUTES} minutes, all {len(sites)} bring {more:,.0f}: "
    f"{now.value:.0f}% of residents today, {then.value:.0f}% then."
)
target, stations = made.after.target("charging_stations"), steps.loc["charging_stations"]
if target is not None and target.goal is not None:
    missing = max(int(target.goal - stations["before"]), 0)
    print(
        f"The goal of {target.goal:.0f} stations ({target.source}): {stations['before']:.0f} are mapped today, "
        f"{stations['progress_before']:.0%} of the way; {missing} more reach it, and the first {missing} of this list "
        f"bring {curve[min(missing, len(sites))]:.0f}% of residents within reach. The plan is at "
        f"{stations['progress_after']:.0%}."
    )
print(
    "Demonstration data / Date demonstrative: this city is invented, and so is every number above."
    if city.is_demo
    else "A number is as true as its source: " + ", ".join(s.attribution for s in city.sources)
)
