import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.bike_lanes import KIND as BIKE_LANES
from layers.decks import DECK_M, OVER_WATER_M, raised, rise_between_banks
from layers.joined_ways import OVER_PATH_M, OVER_RAIL_M, OVER_STREET_M, STREET_SLOPE
from layers.layer import LayerKind
from layers.streets import KIND, LIFTS_M, carriageways
from layers.terrain import Terrain
from layers.tracks import KIND as TRACKS

from .tables import BOUNDS, FLAT, FRAME, SLOPE, context_of, layer_of, line, raw_table

BRIDGE = {"highway": "primary", "bridge": "yes", "layer": "1"}
ROAD = {"highway": "primary"}
ACROSS = line((500, 0), (500, 1000))


def rises(*rows: tuple[str, shapely.Geometry, dict[str, str]], rails: bool = False) -> dict[str, float]:
    """Return how high the streets that leave the ground do so, by id."""
    return {id: max(rise[1::2]) for id, rise in built(*rows, rails=rails)["rise"].dropna().items()}


def built(*rows: tuple[str, shapely.Geometry, dict[str, str]], rails: bool = False) -> gpd.GeoDataFrame:
    raw = {"streets": raw_table(*rows)}
    if rails:
        raw["tracks"] = raw_table(("way/9", ACROSS, {"railway": "rail"}))
    return layer_of(KIND, raw["streets"], context_of(raw=raw))[0].table


OVER = ("way/1", line((450, 500), (550, 500)), BRIDGE)
EAST = ("way/2", line((550, 500), (900, 500)), ROAD)


@pytest.mark.parametrize(("highway", "height"), [("residential", OVER_STREET_M), ("footway", OVER_PATH_M)])
def test_a_bridge_stands_clear_of_what_it_crosses(highway: str, height: float) -> None:
    assert rises(OVER, ("way/3", ACROSS, {"highway": highway})) == {"way/1": height}


def test_a_bridge_of_a_layer_below_the_ground_is_drawn_as_one_of_the_first() -> None:
    over = ("way/1", line((450, 500), (550, 500)), BRIDGE | {"layer": "-1"})
    assert rises(over, EAST, ("way/9", ACROSS, ROAD)) == rises(OVER, EAST, ("way/9", ACROSS, ROAD))
    assert max(rises(over, EAST, ("way/9", ACROSS, ROAD)).values()) > 5


def test_over_a_railway_a_bridge_is_higher() -> None:
    assert rises(OVER, rails=True)["way/1"] == OVER_RAIL_M


def test_the_ramp_comes_down_as_steep_as_streets_may_be_and_then_stays_down() -> None:
    rise = built(OVER, EAST, ("way/3", ACROSS, {"highway": "residential"}))["rise"]["way/2"]
    assert rise[1] == pytest.approx(OVER_STREET_M - 50 * STREET_SLOPE)  # 50 m beyond what is crossed
    assert np.diff(rise[1::2]).max() <= 0
    assert rise[-1] == 0.0


def test_a_street_that_joins_the_ramp_comes_down_as_well() -> None:
    side = ("way/4", line((560, 500), (560, 900)), {"highway": "residential"})
    split = [OVER, ("way/2", line((550, 500), (560, 500), (900, 500)), ROAD), side]
    assert rises(*split, ("way/3", ACROSS, ROAD))["way/4"] == pytest.approx(OVER_STREET_M - 60 * STREET_SLOPE, abs=0.01)


def test_a_bridge_over_water_is_a_slight_arch() -> None:
    assert rises(OVER) == {"way/1": OVER_WATER_M}


def test_a_tunnel_lifts_nothing_of_what_it_passes_under() -> None:
    under = ("way/3", ACROSS, {"highway": "primary", "tunnel": "yes", "layer": "-1"})
    assert "way/1" not in rises(("way/1", line((450, 500), (550, 500)), ROAD), under)


def test_a_bridge_over_a_bridge_stands_on_its_height() -> None:
    lower = ("way/3", line((500, 300), (500, 700)), BRIDGE)
    upper = ("way/1", line((450, 500), (550, 500)), BRIDGE | {"layer": "2"})
    below = ("way/5", line((400, 490), (600, 480)), {"highway": "residential"})
    found = rises(lower, upper, below)
    assert found["way/3"] == pytest.approx(OVER_STREET_M)
    assert found["way/1"] == pytest.approx(2 * OVER_STREET_M)


def drawn(kind: LayerKind, table: gpd.GeoDataFrame) -> np.ndarray:
    return kind.form(table, FLAT).points[:, 2]


def test_a_deck_is_drawn_at_its_height_with_an_edge() -> None:
    table = built(OVER, ("way/3", ACROSS, {"highway": "footway"}))
    top = LIFTS_M["primary"] + OVER_PATH_M
    heights = carriageways(table.loc[["way/1"]], FLAT).points[:, 2]
    assert heights.max() == pytest.approx(top)
    assert np.isclose(heights, top - DECK_M).any()
    assert len(heights) < 40  # an even ramp of many pieces is one


def test_a_bridge_that_was_read_from_a_store_still_rises() -> None:
    table = built(OVER, ("way/3", ACROSS, {"highway": "footway"})).loc[["way/1"]]
    stored = table.assign(rise=[np.array(table["rise"].iloc[0])])  # lists come back as arrays
    assert drawn(KIND, stored).max() == drawn(KIND, table).max() > OVER_PATH_M


def test_a_ramp_stands_on_the_ground() -> None:
    table = built(OVER, EAST, ("way/3", ACROSS, ROAD))
    assert drawn(KIND, table.loc[["way/2"]]).min() == pytest.approx(0.0)


def test_on_a_slope_a_deck_is_above_the_ground_beneath_it() -> None:
    table = built(OVER, ("way/3", ACROSS, ROAD)).loc[["way/1"]]
    points = carriageways(table, SLOPE).points
    above = points[:, 2] - SLOPE.heights_at(points[:, :2])
    middle = np.abs(points[:, 0] - 500) < 0.01
    assert above[middle].max() == pytest.approx(OVER_STREET_M + LIFTS_M["primary"])


def test_a_lane_beside_a_street_goes_over_the_bridge_with_it() -> None:
    raw = {"streets": raw_table(OVER, ("way/3", ACROSS, ROAD))}
    lanes = raw_table(("way/1", OVER[1], BRIDGE | {"cycleway": "lane"}))
    table = layer_of(BIKE_LANES, lanes, context_of(raw=raw))[0].table
    assert drawn(BIKE_LANES, table).max() > OVER_STREET_M


def test_the_top_of_a_bridge_is_kept_where_two_points_of_its_rise_coincide() -> None:
    rise = pd.Series([[0.0, 0.0, 50.0, 6.0, 50.0, 6.0, 100.0, 0.0]], dtype=object)
    [made] = raised(np.array([line((0, 0), (100, 0))]), rise, FLAT.heights_at, is_bridge=np.array([True]))
    assert shapely.get_coordinates(made, include_z=True)[:, 2].tolist() == [0.0, 6.0, 0.0]


def test_a_bridge_in_a_wide_bend_keeps_to_it() -> None:
    turn = np.linspace(0, 0.1, 35)  # 200 m of a circle of 2 km, a point each 6 m
    bend = shapely.LineString(2000 * np.column_stack([np.sin(turn), 1 - np.cos(turn)]))
    stations = np.linspace(0, bend.length, 35)
    rise = pd.Series([np.column_stack([stations, np.full(35, 5.0)]).ravel().tolist()], dtype=object)
    [made] = raised(np.array([bend]), rise, FLAT.heights_at, is_bridge=np.array([True]))
    assert shapely.hausdorff_distance(shapely.force_2d(made), bend) < 0.02
    assert 4 <= len(made.coords) < 35


def test_a_railway_rises_more_gently_than_streets() -> None:
    tracks = raw_table(
        ("way/8", line((450, 500), (550, 500)), {"railway": "rail", "bridge": "yes"}),
        ("way/9", line((550, 500), (900, 500)), {"railway": "rail"}),
    )
    raw = {"streets": raw_table(("way/3", ACROSS, ROAD)), "tracks": tracks}
    rise = layer_of(TRACKS, tracks, context_of(raw=raw))[0].table["rise"]["way/9"]
    assert rise[1] == pytest.approx(OVER_STREET_M - 50 * 0.025, abs=0.01)


def test_a_new_bridge_begins_and_ends_on_the_ground() -> None:
    beneath = {"streets": raw_table(("way/3", ACROSS, {"highway": "footway"}))}
    rise = rise_between_banks(line((400, 500), (600, 500)), "primary", beneath)
    assert (rise[1], rise[-1], max(rise[1::2])) == (0.0, 0.0, OVER_PATH_M)


def test_a_new_bridge_that_is_too_short_stays_as_low_as_its_slopes_leave_it() -> None:
    beneath = {"streets": raw_table(("way/3", ACROSS, ROAD))}
    rise = rise_between_banks(line((480, 500), (520, 500)), "primary", beneath)
    assert max(rise[1::2]) == pytest.approx(20 * STREET_SLOPE)


def test_over_a_valley_a_deck_runs_straight_between_its_ends() -> None:
    heights = np.tile(np.abs(np.arange(11, dtype=np.float32) - 5) * 10, (11, 1))  # 10 m down to the middle each 100 m
    valley = Terrain(FRAME.crs, BOUNDS, (0.0, 0.0), 100.0, heights, "dem")
    table = built(("way/1", line((400, 500), (600, 500)), BRIDGE))
    points = KIND.form(table, valley).points
    tops = [points[points[:, 0] == x, 2].max() for x in np.unique(points[:, 0])]
    assert min(tops) == pytest.approx(10 + LIFTS_M["primary"], abs=0.1)
