import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.gtfs import GtfsTables
from layers.layer import Layer, with_columns
from layers.transit_lines import KIND

from .tables import FLAT, FRAME, context_of, line


def _feed(mode: str) -> GtfsTables:
    none = pd.DataFrame()
    routes = gpd.GeoDataFrame(
        {"route_id": ["7"], "ref": ["E7"], "name": ["Gara – Dâmbovița"], "mode": [mode], "trips": [0]},
        geometry=[line((0, 0), (300, 0))],
        index=["gtfs/route/7"],
        crs=FRAME.crs,
    )
    return GtfsTables(routes, routes, none, none, none, none, none)


def _layer(mode: str) -> Layer:
    assert KIND.from_gtfs is not None
    assert KIND.complete is not None
    table, _ = KIND.from_gtfs(_feed(mode), context_of())
    return Layer.checked(KIND, KIND.complete(with_columns(table, KIND), context_of())[0])


def test_a_route_of_a_feed_is_a_line() -> None:
    row = _layer("tram").table.loc["gtfs/route/7"]
    assert row[["class", "ref", "length_m", "tier", "source"]].tolist() == ["tram", "E7", 300.0, "official", "gtfs"]


def test_coaches_are_buses_and_what_is_unknown_is_other() -> None:
    assert _layer("coach").table["class"].tolist() == ["bus"]
    assert _layer("monorail").table["class"].tolist() == ["other"]


def test_a_line_is_drawn() -> None:
    assert len(KIND.form(_layer("bus").table, FLAT).quads) == 1


def test_lines_that_share_a_street_do_not_lie_in_one_another() -> None:
    kinds = ["bus", "trolleybus", "tram"]
    forms = [KIND.form(_layer(kind).table, FLAT).points for kind in kinds]
    heights = [float(points[:, 2].max()) for points in forms]
    widths = [float(np.ptp(points[:, 1])) for points in forms]
    assert heights == sorted(set(heights))
    assert widths == sorted(set(widths), reverse=True)
