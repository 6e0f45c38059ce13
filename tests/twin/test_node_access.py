import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers import barriers, crossings, turn_restrictions
from layers.layer import LayerKind, with_columns
from tests.twin.tiny_streets import CRS, tiny_lanes, tiny_streets
from twin.child_crossings import crossing_nodes, nodes_closed_to_children
from twin.node_access import node_access, turn_bans, with_closed_to_children
from twin.travel_modes import CAR_SIGNAL_S, WALK_SIGNAL_S
from twin.travel_times import street_facts


def _table(kind: LayerKind, rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    """Return a layer's table of points 100 m apart unless they have an `x`; nodes are numbered from 1."""
    points = [shapely.Point(float(str(row.get("x", 100 * k))), 0) for k, row in enumerate(rows)]
    values = [{"node_ids": [k + 1], **{n: v for n, v in row.items() if n != "x"}} for k, row in enumerate(rows)]
    index = pd.Index([f"node/{k + 1}" for k in range(len(rows))], name="id", dtype=object)
    return with_columns(gpd.GeoDataFrame(pd.DataFrame(values, index=index), geometry=points, crs=CRS), kind)


NO_BARRIERS = _table(barriers.KIND, [{"class": "gate", "barrier": "gate"}]).iloc[:0]
NO_CROSSINGS = _table(crossings.KIND, [{"class": "marked"}]).iloc[:0]


def _barrier(**tags: object) -> pd.Series:
    return node_access(_table(barriers.KIND, [tags]), NO_CROSSINGS)[0].loc[1]


def _crossings(*rows: dict[str, object]) -> pd.DataFrame:
    return node_access(NO_BARRIERS, _table(crossings.KIND, list(rows)))[0]


def _who(row: pd.Series) -> list[str]:
    return row[["foot", "wheelchair", "bicycle", "car"]].tolist()


def test_a_bollard_stops_cars_alone() -> None:
    row = _barrier(**{"class": "bollard", "barrier": "bollard"})
    assert _who(row) == ["yes", "yes", "yes", "no"]
    assert (row["car_blocked"], row["bike_blocked"], row["walk_blocked"]) == (True, False, False)


def test_posts_near_to_each_other_stop_wheelchairs() -> None:
    assert _barrier(**{"class": "bollard", "barrier": "bollard", "opening_m": 0.8})["wheelchair_blocked"]


def test_a_gate_nobody_described_is_for_those_who_live_behind_it() -> None:
    row = _barrier(**{"class": "gate", "barrier": "gate"})
    assert _who(row) == ["yes", "unknown", "yes", "ends"]
    assert (row["car_blocked"], row["car_s"], row["walk_s"]) == (False, 15.0, 8.0)


def test_a_private_gate_costs_a_wheelchair_no_less_than_a_walker() -> None:
    row = _barrier(**{"class": "gate", "barrier": "gate", "access": "private"})
    assert (row["foot"], row["walk_s"], row["wheelchair_s"]) == ("ends", 15.0, 15.0)


def test_a_gate_open_to_all_and_a_locked_one() -> None:
    assert _barrier(**{"class": "gate", "barrier": "gate", "access": "yes"})["car"] == "yes"
    locked = _barrier(**{"class": "gate", "barrier": "gate", "locked": "yes", "foot": "yes"})
    assert _who(locked) == ["yes", "unknown", "no", "no"]


def test_access_yes_does_not_lift_a_bollard_but_motor_vehicle_yes_does() -> None:
    assert _barrier(**{"class": "bollard", "barrier": "bollard", "access": "yes"})["car"] == "no"
    assert _barrier(**{"class": "bollard", "barrier": "bollard", "motor_vehicle": "yes"})["car"] == "yes"


def test_a_stile_lets_walkers_over_but_no_wheels() -> None:
    row = _barrier(**{"class": "stile", "barrier": "stile"})
    assert row[["walk_blocked", "wheelchair_blocked", "pram_blocked", "bike_blocked"]].tolist() == [
        False,
        True,
        True,
        True,
    ]


def test_a_cycle_barrier_slows_bicycles() -> None:
    row = _barrier(**{"class": "cycle_barrier", "barrier": "cycle_barrier"})
    assert (row["bike_s"], row["bike_blocked"], row["walk_s"]) == (10.0, False, 0.0)


def test_kerbs_stop_wheelchairs_by_their_height() -> None:
    rows = ({"kerb": "raised"}, {"kerb": "lowered"}, {"kerb_height_m": 0.12}, {"kerb_height_m": 0.02}, {})
    made = _crossings(*({"class": "marked", **row} for row in rows))
    assert made["wheelchair"].tolist() == ["no", "yes", "no", "yes", "unknown"]
    assert made["wheelchair_blocked"].tolist() == [True, False, True, False, False]


def test_unknown_kerbs_are_counted() -> None:
    _, report = node_access(NO_BARRIERS, _table(crossings.KIND, [{"class": "marked"}, {"class": "signals"}]))
    assert report.count("crossings", "assumed") == 1


def test_walkers_wait_at_their_lights_and_traffic_at_its_own() -> None:
    made = _crossings({"class": "signal_crossing"}, {"class": "signals", "x": 10}, {"class": "signals", "x": 500})
    assert made["walk_s"].tolist() == [pytest.approx(WALK_SIGNAL_S), 0.0, 0.0]
    assert made["car_s"].tolist() == [0.0, pytest.approx(CAR_SIGNAL_S), pytest.approx(CAR_SIGNAL_S)]


def test_lights_of_one_junction_share_its_delay() -> None:
    made = _crossings({"class": "signals"}, {"class": "signals", "x": 20}, {"class": "signals", "x": 40})
    assert made["car_s"].tolist() == [pytest.approx(CAR_SIGNAL_S / 2)] * 3


def test_the_strictest_of_two_at_one_node_counts() -> None:
    made, _ = node_access(
        _table(barriers.KIND, [{"class": "bollard", "barrier": "bollard"}]),
        _table(crossings.KIND, [{"class": "marked", "kerb": "raised"}]),
    )
    assert _who(made.loc[1]) == ["yes", "no", "yes", "no"]


def test_a_child_crosses_a_busy_street_at_a_zebra_only_and_a_wide_one_at_lights_only() -> None:
    busy = {"highway": "primary", "maxspeed_kmh": 50.0, "sidewalk": "separate"}
    path = {"highway": "footway"}
    streets = tiny_streets(
        {**busy, "lanes": 2.0, "node_ids": [90, 1, 91, 2]},
        {**busy, "lanes": 4.0, "node_ids": [92, 3, 4]},
        *({**path, "node_ids": [80 + n, n]} for n in (1, 2, 3, 4)),
    )
    facts = street_facts(streets, tiny_lanes())
    rows = [{"class": "marked"}, {"class": "unmarked"}, {"class": "marked"}, {"class": "signal_crossing"}]
    table = _table(crossings.KIND, rows)
    closed = nodes_closed_to_children(streets, facts, crossing_nodes(table))
    made = with_closed_to_children(node_access(NO_BARRIERS, table)[0], closed)
    assert made["child_blocked"].to_dict() == {1: False, 2: True, 3: True, 4: False}
    assert not made["walk_blocked"].any()


def _bans(*rows: dict[str, object]) -> tuple[list[tuple[object, ...]], dict[str, int]]:
    usual = {"class": "no_turn", "from_way": "way/1", "via": "node/5", "to_way": "way/2"}
    made, report = turn_bans(_table(turn_restrictions.KIND, [{**usual, **row} for row in rows]))
    return list(made.itertuples(index=False, name=None)), report.table().set_index("reason")["count"].to_dict()


def test_a_banned_turn_and_the_only_turn() -> None:
    bans, _ = _bans({}, {"class": "only_turn"})
    assert bans == [("way/1", 5, "way/2", False), ("way/1", 5, "way/2", True)]


def test_turns_that_except_cars_or_bind_others_do_not_bind_cars() -> None:
    bans, left_out = _bans({"except": "psv;motorcar"}, {"applies_to": "hgv"}, {"except": "bicycle"})
    assert (len(bans), left_out) == (1, {})


def test_turns_by_the_hour_or_over_a_street_are_left_out_and_told() -> None:
    bans, left_out = _bans({"hours": "Mo-Fr 07:00-09:00"}, {"via": "way/7"})
    assert bans == []
    assert list(left_out.values()) == [1, 1]


def test_no_entry_from_several_ways_binds_each() -> None:
    bans, _ = _bans({"class": "no_entry", "from_way": "way/1;way/3"})
    assert [ban[0] for ban in bans] == ["way/1", "way/3"]
