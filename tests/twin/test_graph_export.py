from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import InputError, UsageError
from tests.tiny import FRAME
from tests.twin.tiny_graph import ORIGIN, graph_of, street_graphs
from twin.graph_export import write_graph
from twin.mobility import MobilityGraph, weight_of

SAID = {"name": 'Strada „A & B" <1>', "car_s": (10, None), "steps": False, "lanes": 2.0}


def one_way() -> MobilityGraph:
    return graph_of([(0, 0), (100, 0), (200, 0)], [(0, 1, SAID), (1, 2, {"car_s": None, "name": "bad\x07bell"})],
                    origin=ORIGIN)  # fmt: skip


def test_graphml_holds_what_the_mode_may_use_with_typed_values(tmp_path: Path) -> None:
    read = nx.read_graphml(write_graph(one_way(), tmp_path / "g.graphml", frame=FRAME, mode="car"), node_type=int)
    assert (read.graph["crs"], read.graph["mode"]) == (FRAME.crs, "car")
    assert list(read.nodes) == [0, 1]
    edge = read.edges[0, 1]
    assert (edge["seconds"], edge["name"], edge["lanes"], edge["steps"]) == (10.0, SAID["name"], 2.0, False)
    assert "surface" not in edge
    lon, lat = FRAME.to_lonlat_points(*ORIGIN)
    assert (read.nodes[0]["lon"], read.nodes[0]["lat"]) == (pytest.approx(float(lon)), pytest.approx(float(lat)))
    assert (read.nodes[1]["x"] - read.nodes[0]["x"]) == pytest.approx(100)


def test_a_letter_that_xml_forbids_is_left_out(tmp_path: Path) -> None:
    read = nx.read_graphml(write_graph(one_way(), tmp_path / "g.graphml", frame=FRAME, mode="walk"))
    assert read.edges["1", "2"]["name"] == "badbell"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=street_graphs(most=4), data=st.data())
def test_trips_in_graphml_take_what_they_take_here(graph: MobilityGraph, data: st.DataObject, tmp_path: Path) -> None:
    path = write_graph(graph, tmp_path / "g.graphml", frame=FRAME, mode="bike")
    read = nx.read_graphml(path, node_type=int, force_multigraph=True)
    start = data.draw(st.sampled_from(sorted(read.nodes)))
    ours = nx.single_source_dijkstra_path_length(graph.nx, start, weight=weight_of("bike"))
    assert nx.single_source_dijkstra_path_length(read, start, weight="seconds") == pytest.approx(ours)


def test_a_geopackage_has_nodes_and_edges_with_the_seconds_of_each_direction(tmp_path: Path) -> None:
    path = write_graph(one_way(), tmp_path / "g.gpkg", frame=FRAME, mode="car")
    edges, nodes = (gpd.read_file(path, layer=name) for name in ("edges", "nodes"))
    assert edges["seconds_forward"].tolist() == [10]
    assert edges["seconds_backward"].isna().tolist() == [True]
    assert edges.geometry.length.tolist() == [pytest.approx(100)]
    assert nodes["node"].tolist() == [0, 1]
    assert edges.crs == FRAME.crs


@pytest.mark.parametrize("name", ["g.graphml", "g.gpkg"])
def test_a_graph_replaces_the_file_that_was_there(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("old")
    write_graph(one_way(), tmp_path / name, frame=FRAME, mode="car")
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_size > 100


@pytest.mark.parametrize(
    ("name", "mode", "error"),
    [("g.csv", "car", UsageError), ("g.graphml", "fly", UsageError), ("none/g.graphml", "car", InputError),
     ("none/g.gpkg", "car", InputError)],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_and_leaves_nothing(
    name: str, mode: str, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        write_graph(one_way(), tmp_path / name, frame=FRAME, mode=mode)
    assert list(tmp_path.iterdir()) == []
