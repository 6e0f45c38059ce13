"""Bicycles: the network by kind, who lives near a protected lane, who can ride calmly, public bikes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .city import WAYS, City
from .homes import AREAS, READS, home_exits, of_homes
from .indicators import Indicator
from .kept_rows import Ints
from .measurement import Input, Measurement, NotKnownError, layer_input, measured, table_of
from .mobility import MobilityGraph
from .neighbourhood_parts import layer_pieces
from .resident_reach import areas_of_objects, resident_share, residents, ways
from .threads import in_threads

LAYER = "bike_lanes"
NEAR_M = 300.0  # "people near protected bikelanes": ITDP, Indicators for Sustainable Mobility (2021)
CALM = 2.0  # levels 1 and 2 suit most adults: Furth, Mekuria & Nixon 2016, Transportation Research Record 2587
PUSHED_M = 30.0  # assumed: a crossing or gap as short as this is pushed across without breaking the network

NO_PROTECTED = N_("not known, because no bike lane of this city is known to be kept apart from cars")
NOBODY_RIDES = N_("not known, because no street of this city is calm enough to ride")


def network_km(city: City) -> Measurement:
    """Return the length of tracks and lanes by kind, each side of a street by itself."""
    table = table_of(city, LAYER)
    length_km = table["length_m"].to_numpy(float) / 1000
    cut = layer_pieces(city, LAYER)
    row = cut["row"].to_numpy()
    # A lane beside a street is as long as its street, which its own line in a bend is not.
    whole = np.bincount(row, cut["size"], minlength=len(table))[row]
    share = np.divide(cut["size"], whole, out=np.zeros(len(row)), where=whole > 0)
    made = measured(city, pd.Categorical(cut["area"]), length_km[row] * share)
    sums = pd.Series(length_km, table["class"].astype(object)).groupby(level=0).sum().sort_values(ascending=False)
    titles = {e.value: e.title for e in city.layers[LAYER].kind.style.entries}
    kinds = pd.DataFrame({"title": [titles.get(k, k) for k in sums.index], "value": sums, "unit": "km"})
    return replace(
        made, kinds=kinds.rename_axis("kind"), inputs=(layer_input(city, LAYER),),
        object_values=pd.Series(length_km, table.index), object_layer=LAYER, object_unit="km",
        note=N_("a track on each side of a street counts twice; the ways of villages on the map count too"),
    )  # fmt: skip


def near_protected(city: City) -> Measurement:
    """Return the share of residents whose building stands within 300 m of a lane kept apart from cars."""
    table = table_of(city, LAYER)
    apart = (table["separation"] == "protected").to_numpy(bool)
    if not apart.any():
        raise NotKnownError(NO_PROTECTED)
    residents(city)
    lanes = np.asarray(table.geometry.values, dtype=object)[apart]

    def metres_of(city: City, rows: Ints) -> NDArray[np.float64]:
        living = residents(city).iloc[rows]
        points = shapely.points(living["x_m"].to_numpy(float), living["y_m"].to_numpy(float))
        tree, metres = shapely.STRtree(lanes), np.empty(len(points))

        def fill(first: int, last: int) -> None:
            metres[first:last] = tree.query_nearest(points[first:last], return_distance=True, all_matches=False)[1]

        in_threads(fill, len(points))
        return metres

    metres = of_homes(city, "metres to protected lanes", metres_of, needs=[LAYER])
    made = resident_share(city, metres <= NEAR_M, far=metres, unit="m")
    return replace(made, inputs=(*made.inputs, layer_input(city, LAYER, apart)))


def calm_network(city: City) -> Measurement:
    """Return the share of residents who live on the one connected network of calm streets that serves most."""
    graph = ways(city)
    part, calm = city.kept("calm network", lambda: _calm_parts(graph), needs=[WAYS])
    people, exits = residents(city)["residents"].to_numpy(float), home_exits(city, "bike")
    exits = exits[(exits["link"] >= 0) & calm[exits["link"]]]
    if not len(exits):
        raise NotKnownError(NOBODY_RIDES)
    served = pd.DataFrame({"home": exits["home"], "part": part[exits["link"]]}).drop_duplicates()
    best = int(np.bincount(served["part"], people[served["home"]]).argmax())
    is_on = np.zeros(len(people), bool)
    is_on[served["home"][served["part"] == best]] = True
    made = resident_share(city, is_on)
    length_km = graph.links["length_m"].to_numpy(float) / 1000
    within = calm & (part == best)
    kinds = {
        "network_km": (N_("Length of this network"), length_km[within].sum(), "km"),
        "all_calm_km": (N_("All calm streets and paths"), length_km[calm].sum(), "km"),
    }
    table = pd.DataFrame.from_dict(kinds, orient="index", columns=["title", "value", "unit"]).rename_axis("kind")
    street = graph.links["street"].astype("category").cat
    on_it = np.full(len(street.categories), -1.0)
    known = street.codes.to_numpy() >= 0
    np.maximum.at(on_it, street.codes.to_numpy()[known], within[known].astype(float))
    objects = pd.Series(on_it, index=street.categories)[on_it >= 0]
    return replace(
        made, kinds=table, object_values=objects, object_layer="streets", inputs=(*made.inputs, _stress(city))
    )


def _calm_parts(graph: MobilityGraph) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return for each link the connected part its start is in, and whether it can be ridden calmly there and back."""
    links, link = graph.links, graph.arcs["link"].to_numpy()
    forward = graph.arcs["forward"].to_numpy(bool)
    stress = np.where(forward, *(links[f"stress_{d}"].to_numpy(float)[link] for d in ("forward", "backward")))
    open_ = np.isfinite(graph.seconds("bike_cautious"))
    ridden = open_ & (stress <= CALM)
    pushed = open_ & np.isnan(stress) & (links["length_m"].to_numpy(float)[link] <= PUSHED_M)
    part = graph.parts(ridden | pushed, strong=True)
    start, end = part[links["start"].to_numpy()], part[links["end"].to_numpy()]
    calm = np.zeros(len(links), bool)
    calm[link[ridden]] = True
    return start.astype(np.int64), calm & (start == end)


def _stress(city: City) -> Input:
    """Return how far traffic stress is from mapped limits: all of it is judged, from limits, lanes and widths."""
    tier = "synthetic" if city.is_demo else "derived"
    return Input(N_("traffic stress of streets"), {tier: 1.0})


def public_bikes(city: City) -> Measurement:
    """Return the public bikes, by the docks of stations; those without a number are not counted."""
    table = table_of(city, "public_bikes")
    docks = table["capacity"].astype("float64")
    if not docks.notna().any():
        raise NotKnownError(N_("not known, because no station says how many bikes it has"))
    known = docks.notna().to_numpy()
    area = areas_of_objects(city, np.asarray(table.geometry.values, dtype=object))
    made = measured(city, area, docks.fillna(0.0))
    missing = int((~known).sum())
    most = made.value + missing * float(docks.quantile(0.75))
    stations = pd.DataFrame(
        {"title": [N_("Stations"), N_("Stations with a known number")], "value": [len(table), known.sum()], "unit": ""},
        index=pd.Index(["stations", "stations_known"], name="kind"),
    )
    note = N_("docks, which are more than the bikes; of stations without a number none are counted") if missing else ""
    return replace(
        made, kinds=stations, inputs=(layer_input(city, "public_bikes", known),), note=note,
        interval=(made.value, most) if missing else None,
        object_values=docks, object_layer="public_bikes",
    )  # fmt: skip


INDICATORS = (
    Indicator(
        "bike_network_km", N_("Bike network"), N_("The kilometres of bike tracks, bike lanes and shared ways."),
        "km", "more",
        N_("Lengths of all mapped tracks and lanes by kind, each side of a street by itself."),
        (LAYER,), (LAYER, AREAS), network_km,
    ),
    Indicator(
        "residents_near_protected_bike_lane", N_("Residents near a protected bike lane"),
        N_("The share of residents who live within 300 m of a bike lane kept apart from cars."),
        "%", "more",
        N_("Distance as the crow flies from the middle of each building to the nearest track or protected lane."),
        (LAYER, "residents"), (LAYER, *READS), near_protected,
        source="ITDP, Indicators for Sustainable Mobility (2021)",
        each=N_("Metres as the crow flies from each home to the nearest bike lane kept apart from cars."),
        limits=(100, 200, 300, 500, 1000, 2000),
    ),
    Indicator(
        "low_stress_network", N_("Residents in one calm bike network"),
        N_("The share of residents on the one network of calm streets and paths that is connected and serves most."),
        "%", "more",
        N_("Streets and paths of traffic stress 1 or 2 that can be ridden there and back, joined where they meet or by "
           "a crossing of up to 30 m; a home counts when the street it comes out on is part. Crossings of "
           "busy streets are not rated."),
        ("mobility", "residents"), (WAYS, *READS), calm_network,
        source="Mekuria, Furth & Nixon, MTI report 11-19 (2012); Furth, criteria 2.2 (2022)",
        each=N_("Whether a street or path is part of the one calm network that serves most residents."),
    ),
    Indicator(
        "public_bikes", N_("Public bikes"), N_("The bikes that stations of public bikes have room for."),
        "", "more",
        N_("Docks of the mapped stations; those without a number are left out. The interval adds the upper quartile of "
           "the others for each of them."),
        ("public_bikes",), ("public_bikes", AREAS), public_bikes, decimals=0, counted=N_("docks"),
        published=N_("bikes"),
    ),
)  # fmt: skip
