"""The graph of a small town, from OpenStreetMap to trips; and of real Timișoara."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.mobility import MobilityGraph, weight_of
from twin.search import times
from twin.store import write_store
from twin.travel_modes import TRAVEL_MODES

METRES_OF_WALK_S = 3.6 / TRAVEL_MODES["walk"].flat_kmh


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, dict[str, int]]:
    """Main Street from a (west) to d, 100 m apart; what else is said where it is made."""
    t = Town()
    t.block(0, 30, 10, building="house")
    at = {name: t.node(east, 0) for east, name in zip(range(0, 500, 100), "abcde", strict=True)}
    t.way_of_nodes([at["a"], at["b"], at["c"], at["d"]], highway="residential", name="Strada Mare", sidewalk="both")
    at["light"] = t.node(150, 300, highway="traffic_signals")
    # a loop north of b and c, one way from f to g
    at["f"], at["g"] = t.node(100, 100), t.node(200, 100)
    t.way_of_nodes([at["b"], at["f"]], highway="residential")
    t.way_of_nodes([at["f"], at["g"]], highway="residential", oneway="yes")
    home = t.way_of_nodes([at["g"], at["c"]], highway="residential")
    # from c south; who comes from g may not go straight on there
    at["h"] = t.node(200, -100)
    south = t.way_of_nodes([at["c"], at["h"]], highway="residential")
    t.restriction("no_straight_on", from_way=home, via=at["c"], to_way=south)
    # a private yard behind a and h
    at["yard"] = t.node(0, -100)
    for ends in ("a", "yard"), ("yard", "h"):
        t.way_of_nodes([at[name] for name in ends], highway="service", access="private")
    # a bollard east of d, then a street for walkers, then steps
    at["bollard"], at["square"], at["stairs"] = (
        t.node(350, 0, barrier="bollard"),
        t.node(500, 0),
        t.node(600, 0),
    )
    t.way_of_nodes([at["d"], at["bollard"], at["e"]], highway="residential")
    t.way_of_nodes([at["e"], at["square"]], highway="pedestrian")
    t.way_of_nodes([at["square"], at["stairs"]], highway="steps")
    # a bridge for walkers over Main Street, between b and c
    at["north"], at["under"] = t.node(150, 50), t.node(150, -50)
    t.way_of_nodes([at["north"], at["under"]], highway="footway", bridge="yes", layer="1")
    # a street with a light in its middle, far from all else
    t.way_of_nodes([t.node(0, 300), at["light"], t.node(300, 300)], highway="residential", name="Strada Luminii")
    path = t.write(tmp_path_factory.mktemp("town") / "town.osm")
    return city_from_files(Inputs(osm=path)), at


def _seconds(town: tuple[City, dict[str, int]], mode: str, start: str, end: str) -> float:
    """Return the seconds between two named nodes by networkx, inf where there is no way."""
    city, at = town
    graph, nodes = city.mobility, city.mobility.nodes
    here, there = (nodes.index[(nodes["osm_node"] == at[name])].tolist() for name in (start, end))
    seeds = [n for n in here if nodes.at[n, "kind"] in ("street", "leaving", "barrier")]
    reached = nx.multi_source_dijkstra_path_length(graph.nx, seeds, weight=weight_of(mode))
    return min((reached[node] for node in there if node in reached), default=np.inf)


def test_walking_takes_the_length_by_the_speed(town: tuple[City, dict[str, int]]) -> None:
    assert _seconds(town, "walk", "a", "d") == pytest.approx(300 * METRES_OF_WALK_S, rel=1e-3)


def test_cars_go_a_one_way_street_one_way_and_walkers_both(town: tuple[City, dict[str, int]]) -> None:
    direct = _seconds(town, "car", "f", "g")
    assert _seconds(town, "car", "g", "f") == pytest.approx(3 * direct, rel=1e-2)
    assert _seconds(town, "walk", "g", "f") == pytest.approx(_seconds(town, "walk", "f", "g"))


def test_no_car_passes_a_bollard(town: tuple[City, dict[str, int]]) -> None:
    assert _seconds(town, "car", "d", "e") == np.inf
    assert np.isfinite(_seconds(town, "car", "d", "bollard"))
    assert np.isfinite(_seconds(town, "walk", "d", "e"))
    assert np.isfinite(_seconds(town, "bike", "d", "e"))


def test_a_square_for_walkers_has_no_cars(town: tuple[City, dict[str, int]]) -> None:
    assert _seconds(town, "car", "e", "square") == np.inf
    assert _seconds(town, "walk", "e", "square") == pytest.approx(100 * METRES_OF_WALK_S, rel=1e-3)


def test_steps_stop_wheels_and_slow_walkers(town: tuple[City, dict[str, int]]) -> None:
    for mode in ("wheelchair", "pram", "bike", "car"):
        assert _seconds(town, mode, "square", "stairs") == np.inf
    assert _seconds(town, "walk", "square", "stairs") > 1.5 * 100 * METRES_OF_WALK_S


def test_a_bridge_does_not_join_what_it_crosses(town: tuple[City, dict[str, int]]) -> None:
    assert _seconds(town, "walk", "north", "under") == pytest.approx(100 * METRES_OF_WALK_S, rel=1e-3)
    assert _seconds(town, "walk", "north", "b") == np.inf


def test_a_banned_turn_sends_cars_round(town: tuple[City, dict[str, int]]) -> None:
    straight = _seconds(town, "car", "g", "c") + _seconds(town, "car", "c", "h")
    assert _seconds(town, "car", "g", "h") > straight + 1
    assert _seconds(town, "bike", "g", "h") < np.inf


def test_nobody_drives_through_a_private_yard_but_into_it(town: tuple[City, dict[str, int]]) -> None:
    around = _seconds(town, "car", "a", "c") + _seconds(town, "car", "c", "h")
    assert _seconds(town, "car", "a", "h") == pytest.approx(around)
    assert np.isfinite(_seconds(town, "car", "a", "yard"))
    assert np.isfinite(_seconds(town, "car", "yard", "d"))


def test_a_light_costs_cars_seconds(town: tuple[City, dict[str, int]]) -> None:
    city, _ = town
    graph = city.mobility
    lit = graph.links.index[graph.links["name"] == "Strada Luminii"]
    arcs = graph.arcs[graph.arcs["link"].isin(lit)]
    per_m = arcs["car"] / graph.links["length_m"].to_numpy()[arcs["link"]]
    into_light = graph.nodes["osm_node"].to_numpy()[arcs["head"]] == town[1]["light"]
    assert per_m[into_light].min() > per_m[~into_light].max()


def test_streets_apart_from_all_others_are_told(town: tuple[City, dict[str, int]]) -> None:
    report = town[0].mobility.report
    assert report.count("mobility", "assumed") > 0
    assert any("nothing else reaches" in entry.reason for entry in report.entries)


def test_compiled_answers_are_those_of_networkx(town: tuple[City, dict[str, int]]) -> None:
    graph = town[0].mobility
    for mode in graph.modes:
        by_networkx = nx.single_source_dijkstra_path_length(graph.nx, 0, weight=weight_of(mode))
        compiled = times(graph.compiled(mode), np.array([0]), np.array([0.0]))
        assert {n: s for n, s in enumerate(compiled) if s < np.inf} == pytest.approx(by_networkx)


def test_a_stored_graph_is_the_one_that_was_made(town: tuple[City, dict[str, int]], tmp_path: Path) -> None:
    city, _ = town
    write_store(city, tmp_path / "store")
    opened = City.open(tmp_path / "store").mobility
    assert opened.nodes.equals(city.mobility.nodes)
    assert opened.arcs.equals(city.mobility.arcs)
    assert opened.links.geometry.geom_equals(city.mobility.links.geometry).all()


def test_a_city_with_other_streets_has_another_graph(town: tuple[City, dict[str, int]]) -> None:
    city, _ = town
    streets = city.layers["streets"]
    fewer = type(streets)(streets.kind, streets.table.iloc[1:])
    assert len(city.with_layer(fewer).mobility.links) < len(city.mobility.links)
    assert city.with_layer(city.layers["trees"]).mobility is not None


@pytest.fixture(scope="module")
def timisoara(timisoara_store_folder: Path) -> MobilityGraph:
    return City.open(timisoara_store_folder).mobility


def test_the_real_city_is_one_piece_on_foot(timisoara: MobilityGraph) -> None:
    usable = timisoara.usable_links("walk")
    assert len(usable) > 0.97 * timisoara.is_open("walk").sum()


@pytest.mark.parametrize(
    ("slow", "fast"),
    [("wheelchair", "walk"), ("older_person", "walk"), ("pram", "walk"), ("child", "walk"), ("bike_cautious", "bike")],
)
def test_wheels_and_the_careful_get_nowhere_sooner(timisoara: MobilityGraph, slow: str, fast: str) -> None:
    street = (timisoara.nodes["kind"] == "street").to_numpy()
    seeds = np.flatnonzero(street)[::4000]
    for seed in seeds:
        reached = [
            timisoara.at_originals(times(timisoara.compiled(mode), np.array([seed]), np.array([0.0])))
            for mode in (slow, fast)
        ]
        assert (reached[0] >= reached[1] - 1e-6)[street].all()


def test_piata_victoriei_has_no_cars(timisoara: MobilityGraph) -> None:
    there = (timisoara.links["name"] == "Piața Victoriei").to_numpy()
    assert there.any()
    assert not timisoara.is_open("car")[there].any()
    assert timisoara.is_open("walk")[there].all()
