"""Green space and trees: how much there is for each resident, and who lives near some."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_
from geodata.osm_rows import MISSES_MEMBERS, MISSES_NODES
from layers.green_space import PAINTED, uncovered
from layers.trees import planted_along

from .access import WORST_SHARE, worst_mean
from .city import WAYS_OF, City
from .homes import AREAS, READS, home_rows, of_homes
from .indicators import Indicator
from .kept_rows import Ints
from .measurement import (
    OUTSIDE,
    Input,
    Measurement,
    NotKnownError,
    areas_from_ids,
    layer_input,
    measured,
    table_of,
    tier_shares,
)
from .neighbourhood_parts import Shapes, bounds_of, land
from .resident_reach import areas_of_objects, reach, resident_input, resident_share, residents

LAYER, TREES = "green_space", "trees"
# What Romanian law counts as green space of a town: Legea 24/2007, republished 2009, art. 3. Not fields and orchards.
PUBLIC = ("park", "garden", "wood", "grass", "recreation", "cemetery")
TO_REST = ("park", "garden", "wood", "grass", "recreation")
CLOSED = ("private", "no", "customers")
# "Green space of at least 0.5 to 1 ha within 300 m": WHO Europe, Urban green spaces: a brief for action (2017).
LEAST_M2, NEAR_M = 5000.0, 300.0
TREE_M = 30.0

NONE_PUBLIC = N_("not known, because no green space of this city is known to be open to all")
CUT_OFF = N_("green areas that the edge of the map cuts are missing: at least so much")
FEW_MAPPED = N_("most trees of a city are not mapped: at least so many")


def public_green(city: City) -> gpd.GeoDataFrame:
    """Return green areas that law counts and that are not closed, each where no other lies on it, within the bounds.

    Made once. Raises NotKnownError for a city without any.
    """
    return city.kept("public green", lambda: _public_green(city), needs=[LAYER])


def _public_green(city: City) -> gpd.GeoDataFrame:
    table = table_of(city, LAYER)
    open_ = table["class"].isin(PUBLIC) & ~table["access"].isin(CLOSED)
    table = table[open_.to_numpy(bool)]
    if not len(table):
        raise NotKnownError(NONE_PUBLIC)
    shown = shapely.intersection(uncovered(table), bounds_of(city))
    return table.set_geometry(shown, crs=table.crs)


def green_per_resident(city: City) -> Measurement:
    """Return the m² of public green space for each resident."""
    green = public_green(city)
    living = residents(city)
    area, ha = city.kept("area of green", lambda: _areas_of_green(city), needs=[LAYER, AREAS])
    said = living["neighbourhood"].to_numpy(dtype=object)
    home_area = np.where(pd.isna(said), OUTSIDE, said)
    people = pd.Series(living["residents"].to_numpy(float)).groupby(home_area).sum()
    everywhere = list(dict.fromkeys([*area.index, *people.index]))
    amount = area.reindex(everywhere, fill_value=0.0)
    areas = areas_from_ids(city, np.array(everywhere, dtype=object))
    made = measured(city, areas, amount, people.reindex(everywhere, fill_value=0.0))
    titles = {e.value: e.title for e in city.layers[LAYER].kind.style.entries}
    kinds = pd.DataFrame(
        [(name, titles[name], ha[name], "ha") for name in reversed(PAINTED) if name in ha],
        columns=["kind", "title", "value", "unit"],
    ).set_index("kind")
    return replace(
        made, kinds=kinds, note=CUT_OFF if _is_cut(city) else "",
        inputs=(layer_input(city, LAYER, city.green_space.index.isin(green.index)), resident_input(city)),
        object_values=green.geometry.area, object_layer=LAYER, object_unit="m²",
        worst_tenth=_least_tenth(made),
    )  # fmt: skip


def _least_tenth(made: Measurement) -> float | None:
    """Return the m² that the tenth of residents have whose neighbourhoods have least for each; None without these."""
    if made.parts is None:
        return None
    lived_in = made.parts[made.parts["base"] > 0]
    found = -worst_mean(-lived_in["value"].to_numpy(float), lived_in["base"].to_numpy(float), share=WORST_SHARE)
    return None if np.isnan(found) else found


def _areas_of_green(city: City) -> tuple[pd.Series, dict[str, float]]:
    """Return the m² of public green in each part of the land, and the hectares of each class."""
    green, parts = public_green(city), land(city)
    by_class = {
        str(name): shapely.union_all(np.asarray(rows.geometry.values, dtype=object))
        for name, rows in green.groupby("class")
    }
    whole = shapely.union_all(list(by_class.values()))
    area = shapely.area(shapely.intersection(np.asarray(parts.values, dtype=object), whole))
    return pd.Series(area, parts.index), {name: shapely.area(shape) / 1e4 for name, shape in by_class.items()}


def _is_cut(city: City) -> bool:
    reasons = (MISSES_NODES, MISSES_MEMBERS)
    return any(e.reason in reasons and e.action == "dropped" for e in city.report.of_layer(LAYER).entries)


def patches(city: City) -> Shapes:
    """Return the connected pieces of green for rest of at least 0.5 ha; what touches is one piece. Made once."""
    return city.kept("green patches", lambda: _patches(city), needs=[LAYER])


def _patches(city: City) -> Shapes:
    green = public_green(city)
    chosen = np.asarray(green.geometry.values, dtype=object)[green["class"].isin(TO_REST).to_numpy(bool)]
    joined = np.array(shapely.get_parts(shapely.union_all(chosen)), dtype=object)
    large = joined[shapely.area(joined) >= LEAST_M2]
    if not len(large):
        raise NotKnownError(N_("not known, because no green space of this city has 0.5 ha"))
    # A union begins its rings anywhere; normalized, a park that nothing touches is entered where it was before.
    return np.asarray(shapely.normalize(large), dtype=object)


def near_green(city: City) -> Measurement:
    """Return the share of residents within 300 m on foot of green space of at least 0.5 ha."""
    metres = reach(city, "green", patches, mode="walk", layers=[LAYER], in_metres=True)
    made = resident_share(city, metres <= NEAR_M, far=metres, unit="m")
    by_tier = city.kept("green by tier", lambda: layer_input(city, LAYER), needs=[LAYER])
    return replace(made, inputs=(*made.inputs, by_tier), note=CUT_OFF if _is_cut(city) else "")


def tree_points(city: City) -> tuple[Shapes, Shapes]:
    """Return (points of single trees, points along rows: one every 8 m)."""
    table = table_of(city, TREES)
    shapes = np.asarray(table.geometry.values, dtype=object)
    kind = shapely.get_dimensions(shapes)
    planted, _ = planted_along(shapes[kind == 1])
    return shapes[kind == 0], shapely.points(planted)


def trees(city: City) -> Measurement:
    """Return the number of trees, those of rows counted every 8 m."""
    single, planted = tree_points(city)
    spots = np.concatenate([single, planted])
    made = measured(city, areas_of_objects(city, spots), np.ones(len(spots)))
    kinds = pd.DataFrame(
        {"title": [N_("Single trees"), N_("In rows, one every 8 m")],
         "value": [float(len(single)), float(len(planted))], "unit": ""},
        index=pd.Index(["single", "in_rows"], name="kind"),
    )  # fmt: skip
    table = city.layers[TREES].table
    is_point = (table.geom_type == "Point").to_numpy(bool)
    shares = {t: share * len(single) / len(spots) for t, share in tier_shares(table.loc[is_point, "tier"]).items()}
    rows = "synthetic" if city.is_demo else "estimated"
    shares[rows] = shares.get(rows, 0.0) + len(planted) / len(spots)
    return replace(made, kinds=kinds, inputs=(Input(city.layers[TREES].kind.title, shares),), note=_few(city))


def near_tree(city: City) -> Measurement:
    """Return the share of residents with a tree within 30 m of their building."""
    living = residents(city)
    points = np.concatenate(tree_points(city))

    def is_near(city: City, rows: Ints) -> NDArray[np.bool_]:
        outlines = np.asarray(city.buildings.geometry.values, dtype=object)[home_rows(city)[rows]]
        home, _ = shapely.STRtree(points).query_nearest(outlines, max_distance=TREE_M, all_matches=False)
        return np.isin(np.arange(len(rows)), home)

    near = of_homes(city, "tree near homes", is_near, needs=[TREES])
    made = resident_share(city, near)
    objects = pd.Series(near.astype(float), living.index)
    inputs = (*made.inputs, layer_input(city, TREES))
    return replace(made, inputs=inputs, note=_few(city), object_values=objects, object_layer="buildings")


def _few(city: City) -> str:
    return FEW_MAPPED if (city.layers[TREES].table["tier"] == "mapped").any() else ""


INDICATORS = (
    Indicator(
        "green_m2_per_resident", N_("Green space per resident"),
        N_("The square metres of public green space for each resident."), "m²", "more",
        N_("Ground of parks, gardens, grass, woods, sports grounds and cemeteries that are not closed, overlaps "
           "counted once, by the residents of the same area. Fields, orchards and allotments are left out."),
        (LAYER, "residents"), (LAYER, *READS), green_per_resident, source="Legea 24/2007, art. 3",
        each=N_("The area of each public green space."),
    ),
    Indicator(
        "residents_near_green", N_("Residents near green space"),
        N_("The share of residents who walk at most 300 m to public green space of at least 0.5 ha."), "%", "more",
        N_("Metres on the walking network from each home to the nearest place where a way enters or touches such an "
           "area; areas that touch are one; cemeteries are left out."),
        (LAYER, "mobility", "residents"), (LAYER, *READS, WAYS_OF + "walk"), near_green,
        source="WHO Europe, Urban green spaces: a brief for action (2017)",
        each=N_("Metres on foot from each home to the nearest public green space of at least 0.5 ha."),
        limits=(100, 200, 300, 500, 1000, 2000),
    ),
    Indicator(
        "trees", N_("Trees"), N_("The number of trees that are mapped."), "", "more",
        N_("Single trees, and one for every 8 m of a tree row."), (TREES,), (TREES, AREAS), trees, decimals=0,
        counted=N_("trees"),
    ),
    Indicator(
        "residents_near_tree", N_("Residents near a tree"),
        N_("The share of residents with a mapped tree within 30 m of their building."), "%", "more",
        N_("Distance as the crow flies from the outline of each building."), (TREES, "residents"), (TREES, *READS),
        near_tree, each=N_("Whether a mapped tree stands within 30 m of the building."),
    ),
)  # fmt: skip
