from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import InputError, UsageError
from tests.tiny import FRAME
from tests.twin.measured_town import street
from tests.twin.tiny_graph import ORIGIN, graph_of, street_graphs
from twin.access import seconds_to_nearest
from twin.matrix import matrix, read_points, write_matrix, writer_of
from twin.mobility import MobilityGraph
from twin.snapping import snap


def points(**places: tuple[float, float]) -> gpd.GeoDataFrame:
    shapes = [shapely.Point(x + ORIGIN[0], y + ORIGIN[1]) for x, y in places.values()]
    return gpd.GeoDataFrame(index=pd.Index(list(places), name="id"), geometry=shapes, crs=FRAME.crs)


def test_each_pair_has_its_time_and_the_metres_to_the_street() -> None:
    table = matrix(street(), points(a=(100, 5), b=(1300, 8)), points(c=(700, 20)), mode="walk").table
    assert table["from"].tolist() == ["a", "b"]
    assert table["to"].tolist() == ["c", "c"]
    assert table["seconds"].tolist() == [600, 600]
    assert table["minutes"].tolist() == [10, 10]
    assert table["from_snap_m"].tolist() == [5, 8]
    assert table["to_snap_m"].tolist() == [20, 20]


def test_points_on_one_link_are_joined_straight_along_it() -> None:
    assert matrix(street(), points(a=(100, 0)), points(b=(150, 0), a=(100, 0)), mode="walk").table[
        "seconds"
    ].tolist() == [50, 0]


def test_a_one_way_street_is_driven_round() -> None:
    ways = [(0, 1, {"car_s": (30, None)}), (1, 0, {"via": [(150, 250)], "car_s": (90, None)})]
    graph = graph_of([(0, 0), (300, 0)], ways, origin=ORIGIN)
    both = points(a=(100, 0), b=(200, 0))
    assert matrix(graph, both, both, mode="car").table["seconds"].tolist() == [0, 10, 110, 0]


def test_pairs_without_a_way_are_missing_and_counted() -> None:
    made = matrix(street(), points(a=(100, 5), far=(100, 2000)), points(a=(100, 5)), mode="walk")
    assert made.table["seconds"].isna().tolist() == [False, True]
    assert (made.unreachable, made.report.count("matrix", "dropped")) == (1, 1)


def test_a_table_that_would_not_fit_is_refused() -> None:
    many = points(a=(0, 0)).loc[["a"] * 5001]
    with pytest.raises(UsageError, match="too many"):
        matrix(street(), many, many, mode="walk")


@pytest.mark.parametrize("name", ["times.csv", "times.parquet"])
def test_a_matrix_is_written_by_its_ending(name: str, tmp_path: Path) -> None:
    made = matrix(street(), points(a=(100, 5)), points(b=(400, 5)), mode="walk")
    path = write_matrix(made, tmp_path / name)
    table = pd.read_csv(path) if name.endswith("csv") else pd.read_parquet(path)
    assert table.loc[0, ["from", "to", "seconds"]].tolist() == ["a", "b", 300]
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_other_endings_and_missing_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="parquet"):
        writer_of(tmp_path / "times.xlsx")
    with pytest.raises(InputError, match="cannot be written"):
        write_matrix(matrix(street(), points(a=(0, 0)), points(a=(0, 0)), mode="walk"), tmp_path / "none" / "t.csv")


def test_points_keep_their_ids_and_areas_become_points(tmp_path: Path) -> None:
    x, y = ORIGIN
    table = gpd.GeoDataFrame(
        {"id": ["home", "park"]}, geometry=[shapely.Point(x, y), shapely.box(x, y, x + 10, y + 10)], crs=FRAME.crs
    )
    table.to_crs(4326).to_file(tmp_path / "points.geojson")
    read, report = read_points(tmp_path / "points.geojson", frame=FRAME)
    assert read.index.tolist() == ["home", "park"]
    assert set(read.geom_type) == {"Point"}
    assert report.count("matrix", "assumed") >= 1


@settings(max_examples=30, deadline=None)
@given(graph=street_graphs(most=4), seed=st.integers(0, 1000))
def test_matrix_and_access_give_the_same_times(graph: MobilityGraph, seed: int) -> None:
    random = np.random.default_rng(seed)
    xy = random.uniform(-50, 350, (7, 2))
    both = [gpd.GeoDataFrame(geometry=shapely.points(part), crs=FRAME.crs) for part in (xy[:4], xy[4:])]
    table = matrix(graph, *both, mode="car").table.pivot_table(
        index="from", columns="to", values="seconds", dropna=False
    )
    places = [snap(graph, part[:, 0], part[:, 1], mode="car") for part in (xy[:4], xy[4:])]
    seconds, _ = seconds_to_nearest(graph, *places, mode="car")
    least = table.min(axis=1).reindex(range(4)).fillna(np.inf).to_numpy()
    assert least == pytest.approx(seconds, abs=0.051)
