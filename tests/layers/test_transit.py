from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.gtfs import GtfsTables
from layers.transit import KIND

from .tables import FRAME, context_of, layer_of, raw_table

HERE = shapely.Point(0, 0)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "bus_stop"}, "bus"),
        ({"highway": "bus_stop", "trolleybus": "yes"}, "trolleybus"),
        ({"railway": "tram_stop"}, "tram"),
        ({"railway": "halt"}, "train"),
        ({"amenity": "bus_station"}, "bus_station"),
    ],
)
def test_stops_are_told_apart(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", HERE, tags)))
    assert layer.table["class"].tolist() == [expected]


def test_a_platform_beside_its_stop_is_the_same_stop() -> None:
    raw = raw_table(
        ("node/1", HERE, {"railway": "tram_stop", "public_transport": "stop_position"}),
        ("way/2", shapely.Point(20, 0), {"railway": "platform", "public_transport": "platform"}),
    )
    layer, report = layer_of(KIND, raw)
    assert list(layer.table.index) == ["node/1"]
    assert report.count("transit", "dropped") == 1


def test_a_platform_alone_is_a_stop() -> None:
    raw = raw_table(
        ("node/1", HERE, {"public_transport": "platform", "bus": "yes"}),
        ("node/2", shapely.Point(200, 0), {"highway": "bus_stop"}),
    )
    assert len(layer_of(KIND, raw)[0].table) == 2


def test_two_stops_across_the_street_are_two() -> None:
    raw = raw_table(
        ("node/1", HERE, {"highway": "bus_stop"}), ("node/2", shapely.Point(15, 0), {"highway": "bus_stop"})
    )
    assert len(layer_of(KIND, raw)[0].table) == 2


def test_lines_read_as_a_list() -> None:
    raw = raw_table(("node/1", HERE, {"highway": "bus_stop", "route_ref": "E1;33"}))
    assert layer_of(KIND, raw)[0].table["lines"].tolist() == ["E1, 33"]


def test_a_stop_that_the_feed_has_under_the_same_id_is_not_there_twice() -> None:
    raw = raw_table(("demo/transit/1", HERE, {"highway": "bus_stop"}))
    stops = gpd.GeoDataFrame(
        {"name": ["A", "B"], "code": None, "modes": "bus", "geometry": [HERE, shapely.Point(500, 0)]},
        index=["demo/transit/1", "gtfs/stop/9"],
        crs=FRAME.crs,
    )
    none = pd.DataFrame()
    context = replace(context_of(), raw={"transit": raw})
    assert KIND.from_gtfs is not None
    made, report = KIND.from_gtfs(GtfsTables(stops, stops, none, none, none, none, none), context)
    assert made.index.tolist() == ["gtfs/stop/9"]
    assert report.count("transit", "found") == 1


def test_stops_of_a_feed_that_names_no_lines_are_bus_stops() -> None:
    where = {"name": ["A"], "code": None, "modes": np.nan, "geometry": [HERE]}
    stops = gpd.GeoDataFrame(where, index=["gtfs/stop/9"], crs=FRAME.crs)
    none = pd.DataFrame()
    assert KIND.from_gtfs is not None
    made, _ = KIND.from_gtfs(GtfsTables(stops, stops, none, none, none, none, none), context_of())
    assert made["class"].tolist() == ["bus"]
