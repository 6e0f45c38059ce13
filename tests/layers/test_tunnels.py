import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.report import Report
from layers.bike_lanes import KIND as BIKE_LANES
from layers.joined_ways import OVER_PATH_M, OVER_RAIL_M, OVER_STREET_M
from layers.mesh import Mesh
from layers.street_areas import ON_SLOPES_M
from layers.streets import COURSE_LIFTS_M, KIND, LIFTS_M, carriageways
from layers.terrain import Terrain
from layers.tracks import KIND as TRACKS
from layers.tunnels import COURSE, UNDER_M

from .tables import BOUNDS, FLAT, FRAME, SLOPE, context_of, layer_of, line, raw_table

Row = tuple[str, shapely.Geometry, dict[str, str]]
ROAD = {"highway": "primary"}
UNDER = {"highway": "primary", "tunnel": "yes", "layer": "-1"}
WEST: Row = ("way/1", line((0, 500), (100, 500)), ROAD)
LONG: Row = ("way/2", line((100, 500), (500, 500)), UNDER)  # 400 m
EAST: Row = ("way/3", line((500, 500), (900, 500)), ROAD)


def built(*rows: Row) -> tuple[gpd.GeoDataFrame, Report]:
    raw = raw_table(*rows)
    layer, report = layer_of(KIND, raw, context_of(raw={"streets": raw}))
    return layer.table, report


def rise_at(table: gpd.GeoDataFrame, id: str, along_m: float) -> float:
    at, up = np.array(table["rise"][id], float).reshape(-1, 2).T
    return float(np.interp(along_m, at, up))


def test_a_tunnel_is_on_the_ground_at_its_mouths_and_deep_enough_for_a_street_in_between() -> None:
    table, _ = built(WEST, LONG, EAST)
    assert [rise_at(table, "way/2", at) for at in (0, 200, 400)] == [0.0, -OVER_STREET_M, 0.0]
    assert table["rise"][["way/1", "way/3"]].isna().all()


def test_a_tunnel_falls_no_steeper_than_streets_may() -> None:
    at, up = np.array(built(WEST, LONG, EAST)[0]["rise"]["way/2"]).reshape(-1, 2).T
    assert np.abs(np.diff(up) / np.diff(at)).max() == pytest.approx(0.06, abs=0.002)  # to a centimetre in 6 m
    assert np.interp(50, at, up) == pytest.approx(-3.0, abs=0.01)


def test_a_short_tunnel_is_as_shallow_as_its_slope_leaves_it() -> None:
    table, _ = built(
        WEST, ("way/2", line((100, 500), (112, 500)), UNDER), ("way/3", line((112, 500), (200, 500)), ROAD)
    )
    assert min(table["rise"]["way/2"][1::2]) == -0.36  # 6 m at 6 %


def test_a_tunnel_two_levels_down_is_twice_as_deep() -> None:
    table, _ = built(WEST, (LONG[0], LONG[1], UNDER | {"layer": "-2"}), EAST)
    assert rise_at(table, "way/2", 200) == -2 * OVER_STREET_M


def test_a_passage_for_walkers_is_less_deep() -> None:
    foot = {"highway": "footway", "tunnel": "yes", "layer": "-1"}
    table, _ = built(WEST, (LONG[0], LONG[1], foot), EAST)
    assert rise_at(table, "way/2", 200) == -OVER_PATH_M


def test_tunnels_that_meet_are_equally_deep_there() -> None:
    upper: Row = ("way/2", line((100, 500), (150, 500)), UNDER)
    side: Row = ("way/5", line((150, 500), (150, 800)), UNDER)
    lower: Row = ("way/6", line((150, 500), (500, 500)), UNDER | {"layer": "-2"})
    table, _ = built(WEST, upper, side, lower, EAST)
    assert [rise_at(table, id, at) for id, at in (("way/2", 50), ("way/5", 0), ("way/6", 0))] == [-3.0, -3.0, -3.0]
    assert rise_at(table, "way/6", 100) == pytest.approx(-9.0, abs=0.01)  # 3 m, and 100 m at 6 %


def test_where_a_tunnel_meets_a_deeper_one_both_are_as_deep_as_the_higher() -> None:
    lower: Row = ("way/6", line((500, 500), (900, 500)), UNDER | {"layer": "-2"})
    table, _ = built(WEST, LONG, lower)
    assert rise_at(table, "way/2", 400) == rise_at(table, "way/6", 0) == -OVER_STREET_M


def test_a_tunnel_that_ends_under_ground_is_deep_there() -> None:
    assert rise_at(built(WEST, LONG)[0], "way/2", 400) == -OVER_STREET_M


def test_a_street_that_meets_a_tunnel_on_its_way_brings_it_to_the_ground() -> None:
    bent: Row = ("way/2", line((100, 500), (300, 500), (500, 500)), UNDER)
    table, _ = built(WEST, bent, EAST, ("way/4", line((300, 500), (300, 900)), ROAD))
    assert [rise_at(table, "way/2", at) for at in (200, 250)] == pytest.approx([0.0, -3.0], abs=0.01)


def test_a_passage_through_a_building_stays_on_the_ground() -> None:
    table, report = built(WEST, (LONG[0], LONG[1], ROAD | {"tunnel": "building_passage"}), EAST)
    assert table["rise"].isna().all()
    assert set(carriageways(table, FLAT).points[:, 2].tolist()) == {LIFTS_M["primary"]}
    assert not [entry for entry in report.entries if "tunnel" in entry.reason]


def test_a_railway_tunnel_falls_more_gently_and_deeper() -> None:
    tracks = raw_table(
        ("way/7", line((0, 500), (100, 500)), {"railway": "rail"}),
        ("way/8", line((100, 500), (900, 500)), {"railway": "rail", "tunnel": "yes", "layer": "-1"}),
    )
    table = layer_of(TRACKS, tracks, context_of(raw={"tracks": tracks}))[0].table
    assert [rise_at(table, "way/8", at) for at in (100, 700)] == pytest.approx([-2.5, -OVER_RAIL_M], abs=0.01)


@pytest.mark.parametrize(
    ("tags", "action", "reason"),
    [
        ({"layer": ""}, "assumed", "a tunnel without a level: taken to be one below the ground"),
        ({"layer": "deep"}, "assumed", "a tunnel without a level: taken to be one below the ground"),
        ({"layer": "0"}, "repaired", "a tunnel whose level is not below the ground: taken to be one below it"),
        ({"layer": "inf"}, "repaired", "a tunnel whose level is not below the ground: taken to be one below it"),
        ({"bridge": "yes"}, "repaired", "both bridge and tunnel: taken for a tunnel"),
    ],
)
def test_odd_tunnels_are_one_level_down_and_reported(tags: dict[str, str], action: str, reason: str) -> None:
    table, report = built(WEST, (LONG[0], LONG[1], UNDER | tags), EAST)
    assert rise_at(table, "way/2", 200) == -OVER_STREET_M
    found = [(entry.action, entry.examples) for entry in report.entries if entry.reason == reason]
    assert found == [(action, ("way/2",))]


def parts(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Return the points (n, 3) of what is drawn under the ground, and of the dashes on it."""
    assert mesh.kind is not None
    assert not len(mesh.triangles)
    is_course = mesh.kind == COURSE
    return mesh.points[np.unique(mesh.quads[~is_course])], mesh.points[np.unique(mesh.quads[is_course])]


def test_a_tunnel_is_drawn_at_its_depth_below_the_ground() -> None:
    table, _ = built(WEST, LONG, EAST)
    mesh = KIND.form(table.loc[["way/2"]], FLAT)
    under, _ = parts(mesh)
    assert (under[:, 2].min(), under[:, 2].max()) == pytest.approx((-OVER_STREET_M - UNDER_M, -UNDER_M))
    assert set(mesh.face_row.tolist()) == {0}


def test_its_course_is_dashes_on_the_ground_within_its_width() -> None:
    table, _ = built(WEST, (LONG[0], LONG[1], UNDER | {"width": "10"}), EAST)
    _, course = parts(KIND.form(table.loc[["way/2"]], FLAT))
    starts = np.unique(course[:, 0].round(6))
    assert set(course[:, 1].tolist()) == {495.0, 505.0}
    assert set(course[:, 2].tolist()) == {COURSE_LIFTS_M["primary"]}
    assert starts[:4].tolist() == [105.0, 120.0, 130.0, 145.0]  # 15 m of each 25 m, 2.5 times its width
    assert len(starts) == 2 * 16


def test_even_the_shortest_tunnel_has_a_dash() -> None:
    table, _ = built(WEST, ("way/2", line((100, 500), (101, 500)), UNDER))
    _, course = parts(KIND.form(table.loc[["way/2"]], FLAT))
    assert (course[:, 0].min(), course[:, 0].max()) == pytest.approx((100.2, 100.8))


@pytest.mark.parametrize("tags", [{"service": "parking_aisle"}, {"service": "driveway"}, {}])
def test_an_underground_garage_leaves_no_dashes_on_the_lawn_above_it(tags: dict[str, str]) -> None:
    garage = {"highway": "service", "tunnel": "yes", "layer": "-1"} | tags
    table, _ = built(WEST, (LONG[0], LONG[1], garage), EAST)
    under, course = parts(KIND.form(table.loc[["way/2"]], FLAT))
    assert (len(under) > 0, len(course)) == (True, 0)
    assert 1 not in KIND.coarser["middle"](table, FLAT).face_row
    _, of_named = parts(KIND.form(table.loc[["way/2"]].assign(name="Pasajul Nou"), FLAT))
    assert len(of_named)


def test_on_a_slope_dashes_lie_on_the_ground_and_the_tunnel_all_under_it() -> None:
    across: Row = ("way/2", line((500, 100), (500, 500)), UNDER)  # as high all along, the ground falls to the west
    for row in (LONG, across):
        under, course = parts(KIND.form(built(WEST, row)[0].loc[["way/2"]], SLOPE))
        assert course[:, 2] - SLOPE.heights_at(course[:, :2]) == pytest.approx(COURSE_LIFTS_M["primary"])
        assert (under[:, 2] - SLOPE.heights_at(under[:, :2])).max() <= -UNDER_M + 1e-9


def test_under_a_hill_a_tunnel_runs_straight_between_its_mouths() -> None:
    hill = (5 - np.abs(np.arange(11, dtype=np.float32) - 5)) * 10  # 50 m up to the middle, a tenth of the way
    terrain = Terrain(FRAME.crs, BOUNDS, (0.0, 0.0), 100.0, np.tile(hill, (11, 1)), "dem")
    table, _ = built(
        ("way/1", line((200, 500), (300, 500)), ROAD),
        ("way/2", line((300, 500), (700, 500)), UNDER),
        ("way/3", line((700, 500), (800, 500)), ROAD),
    )
    under, _ = parts(KIND.form(table.loc[["way/2"]], terrain))
    middle = under[np.abs(under[:, 0] - 500) < 3]
    assert middle[:, 2] == pytest.approx(30 - OVER_STREET_M - UNDER_M, abs=0.3)  # both mouths are 30 m high


def test_dashes_lie_on_no_other_street_or_track_and_keep_clear_of_paint() -> None:
    steps = {round(lift * 64) for lift in COURSE_LIFTS_M.values()}
    others = {round((lift + ON_SLOPES_M) * 64) for lift in LIFTS_M.values()} | {round(0.8 * 64), round(0.9 * 64)}
    assert min(steps) > max(others - {round(0.9 * 64)})
    assert max(steps) < round(0.9 * 64)


def test_dashes_are_paler_than_the_street() -> None:
    mesh = KIND.form(built(WEST, LONG, EAST)[0], FLAT)
    assert KIND.colours is not None
    assert mesh.kind is not None
    legend = np.full((3, 3), 100, np.uint8)
    light, dark = KIND.colours(built(WEST, LONG, EAST)[0], legend, legend)(mesh)
    course = mesh.kind == COURSE
    assert np.unique(light[course], axis=0).tolist() == [[141, 141, 139]]  # 0.7 × 100 + 0.3 × (238, 236, 230)
    assert np.unique(dark[course], axis=0).tolist() == [[81, 83, 85]]
    assert (light[~course & (mesh.face_row == 1)] == 100).all()


@pytest.mark.parametrize("detail", ["middle", "far"])
def test_from_afar_the_course_is_drawn_and_nothing_below(detail: str) -> None:
    mesh = KIND.coarser[detail](built(WEST, LONG, EAST)[0], FLAT)  # type: ignore[index]
    assert set(mesh.face_row.tolist()) == {0, 1, 2}
    assert mesh.points[:, 2].min() > 0


def test_a_bike_lane_goes_through_the_tunnel_with_its_street() -> None:
    raw = {"streets": raw_table(WEST, LONG, EAST)}
    lanes = raw_table(("way/2", LONG[1], UNDER | {"cycleway:right": "lane"}))
    heights = BIKE_LANES.form(layer_of(BIKE_LANES, lanes, context_of(raw=raw))[0].table, FLAT).points[:, 2]
    assert heights.min() == pytest.approx(-OVER_STREET_M - UNDER_M)
    assert heights.max() == pytest.approx(0.9)


def test_a_tunnel_of_a_table_without_depths_is_drawn_just_under_the_ground() -> None:
    table, _ = built(LONG)
    bare = table.assign(rise=None)
    assert parts(KIND.form(bare, FLAT))[0][:, 2].max() == pytest.approx(-UNDER_M)


def test_a_street_that_is_no_tunnel_any_more_lies_on_the_ground() -> None:
    table = built(WEST, LONG, EAST)[0].loc[["way/2"]].assign(tunnel="no")
    assert set(KIND.form(table, FLAT).points[:, 2].tolist()) >= {LIFTS_M["primary"]}
    assert KIND.form(table, FLAT).points[:, 2].min() > 0
