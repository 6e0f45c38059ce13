"""Each kind of edit on a crossroads: what it changes, what it refuses, and that it can be written down."""

import json
from dataclasses import replace

import pytest
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon

from tests.twin.edited_town import block, lonlat
from tests.twin.test_edits_transit import TRANSIT_EXAMPLES
from twin.city import City
from twin.edit import Edit
from twin.edit_fields import EditError
from twin.edits import (
    EDIT_KINDS,
    AddBuilding,
    AddChargingStations,
    AddObject,
    AddPark,
    AddPublicBikes,
    AddSensors,
    AddStreet,
    AddTrees,
    BikeLane,
    ChangeBuilding,
    ChangeObject,
    CloseStreet,
    DemolishBuilding,
    DrawBikeLane,
    LanesToBikeLane,
    LowTrafficZone,
    ModalFilter,
    OneWay,
    RemoveObject,
    SpeedLimit,
    VacantLandToPark,
    edit_from_json,
)
from twin.edits_transit import AddStop
from twin.hours import hours_of_tag

HERE = Point(lonlat(-60, -60))
FREE = block(-60, -60, 20)
PAST_THE_HOUSES = LineString([lonlat(-100, 0), lonlat(-100, 150), lonlat(0, 150)])
EXAMPLES: tuple[Edit, ...] = (
    CloseStreet(ids=("way/5",), modes=("car",)),
    OneWay(ids=("way/5",)),
    SpeedLimit(ids=("way/5", "way/6"), kmh=30),
    BikeLane(ids=("way/5",), lane="lane"),
    LanesToBikeLane(ids=("way/5",)),
    DrawBikeLane(place=PAST_THE_HOUSES, name="Pista"),
    LowTrafficZone(place=block(-100, 1, 199)),
    ModalFilter(place=Point(lonlat(-100, 0))),
    AddStreet(place=PAST_THE_HOUSES, highway="living_street", name="Strada Nouă", width_m=5.5),
    AddBuilding(place=FREE, storeys=10, use="apartments"),
    ChangeBuilding(ids=("way/1",), storeys=3),
    DemolishBuilding(ids=("way/1",)),
    AddPark(place=FREE, name="Parcul Nou"),
    VacantLandToPark(ids=("way/3",)),
    AddTrees(place=LineString([lonlat(-100, -50), lonlat(-60, -50)]), spacing_m=10),
    AddChargingStations(place=MultiPoint([lonlat(-60, -60), lonlat(-50, -60)]), capacity=4),
    AddPublicBikes(place=HERE),
    AddSensors(place=HERE, quantity="pm25"),
    AddStop(place=HERE, name="Nouă"),
    AddObject(layer="amenities", place=HERE, columns={"class": "health", "name": "Cabinet"}),
    ChangeObject(layer="streets", ids=("way/6",), columns={"lit": "yes"}),
    RemoveObject(layer="green_space", ids=("way/4",)),
)


def made(edit: Edit, city: City) -> City:
    edit = replace(edit, id="plan/1")
    assert [str(problem) for problem in edit.check(city)] == []
    return edit.apply(city)


def refusal(edit: Edit, city: City) -> str:
    return " ".join(str(problem) for problem in edit.check(city))


def test_every_kind_has_an_example_here_or_on_a_town_with_lines() -> None:
    assert {edit.kind for edit in (*EXAMPLES, *TRANSIT_EXAMPLES)} == set(EDIT_KINDS)


@pytest.mark.parametrize("edit", EXAMPLES, ids=lambda edit: edit.kind)
def test_an_edit_is_the_same_after_it_was_written_down(edit: Edit, town: City) -> None:
    full = replace(edit, id="plan/1", author="Ana", note="de ce").expecting(town)
    assert edit_from_json(json.loads(json.dumps(full.to_json()))) == full


@pytest.mark.parametrize("edit", EXAMPLES, ids=lambda edit: edit.kind)
def test_an_edit_changes_its_layers_and_shares_all_others(edit: Edit, town: City) -> None:
    after = made(edit, town)
    changed = {name for name in town.layers if after.layers[name] is not town.layers[name]}
    assert edit.layer in changed
    assert len(changed) <= 2
    for name in changed:
        assert after.layers[name].table.dtypes.equals(town.layers[name].table.dtypes)


@pytest.mark.parametrize("edit", EXAMPLES, ids=lambda edit: edit.kind)
def test_an_edit_leaves_the_city_it_was_made_of_alone(edit: Edit, town: City) -> None:
    before = {name: layer.table.copy() for name, layer in town.layers.items()}
    made(edit, town)
    assert all(before[name].equals(town.layers[name].table) for name in before)


@pytest.mark.parametrize("edit", EXAMPLES, ids=lambda edit: edit.kind)
def test_replaying_an_edit_gives_the_same_objects(edit: Edit, town: City) -> None:
    one, other = made(edit, town), made(edit, town)
    assert all(one.layers[name].table.equals(other.layers[name].table) for name in town.layers)


def test_an_edit_keeps_what_it_expected(town: City) -> None:
    before = SpeedLimit(ids=("way/5",), kmh=30).expecting(town).before
    columns = {name: value for name, value in before["way/5"].items() if name != "geometry"}
    assert columns == {"name": "Bulevardul", "class": "secondary", "maxspeed_kmh": 50.0}


def test_an_edit_keeps_the_shape_it_expected_in_degrees_to_the_centimetre(town: City) -> None:
    said = RemoveObject(layer="streets", ids=("way/6",)).expecting(town).before["way/6"]["geometry"]
    west, north = (f"{value:.7f}".rstrip("0") for value in lonlat(0, 0))
    assert str(said).startswith(f"LINESTRING ({west} {north}, ")


def test_an_edit_says_what_it_does_by_the_names_of_its_objects(town: City) -> None:
    edit = SpeedLimit(ids=("way/5", "way/6"), kmh=30).expecting(town)
    assert edit.describe("en") == "Limit the speed in Bulevardul, Strada Mică to 30 km/h"


def test_a_street_closed_to_cars_is_sketched_and_open_to_walkers(town: City) -> None:
    row = made(CloseStreet(ids=("way/5",), modes=("car",)), town).streets.loc["way/5"]
    assert (row["motorcar"], row["tier"], row["source"]) == ("no", "sketched", "sketch")
    assert row["foot"] != "no"


def test_what_is_drawn_has_a_source(town: City) -> None:
    after = made(SpeedLimit(ids=("way/6",), kmh=20), made(SpeedLimit(ids=("way/5",), kmh=30), town))
    source = after.source_of(str(after.streets.loc["way/5", "source"]))
    assert source is not None
    assert source.tier == "sketched"
    assert len(after.sources) == len(town.sources) + 1


def test_a_street_has_a_bike_lane_once(town: City) -> None:
    after = made(BikeLane(ids=("way/5",), side="left", lane="lane"), town)
    assert "has such a bike lane" in refusal(BikeLane(ids=("way/5",), side="both", lane="lane"), after)
    better = made(BikeLane(ids=("way/5",), side="left", lane="track"), after)
    assert better.bike_lanes["class"].tolist() == ["track"]


def test_a_closed_street_cannot_be_closed(town: City) -> None:
    closed = made(CloseStreet(ids=("way/5",)), town)
    assert "closed to these already" in refusal(CloseStreet(ids=("way/5",)), closed)


def test_a_one_way_street_is_turned_round(town: City) -> None:
    assert made(OneWay(ids=("way/6",), way="reverse"), town).streets.loc["way/6", "oneway"] == "-1"
    assert "two-way" in refusal(OneWay(ids=("way/5",), way="reverse"), town)
    assert "already" in refusal(OneWay(ids=("way/6",), way="forward"), town)


def test_four_lanes_give_two_to_bicycles(town: City) -> None:
    after = made(LanesToBikeLane(ids=("way/5",), side="both", lane="track", width_m=2.0), town)
    assert after.streets.loc["way/5", "lanes"] == 2
    lanes = after.bike_lanes[after.bike_lanes["street_id"] == "way/5"]
    assert lanes["side"].tolist() == ["left", "right"]
    assert lanes.index.tolist() == ["sketch/plan/1-1", "sketch/plan/1-2"]
    assert lanes["separation"].eq("protected").all()


def test_a_bike_lane_runs_at_the_edge_of_its_street(town: City) -> None:
    lane = made(BikeLane(ids=("way/5",), side="right", width_m=2.0), town).bike_lanes.loc["sketch/plan/1"]
    street = town.streets.loc["way/5"]
    apart = street.geometry.distance(lane.geometry.interpolate(50))
    assert apart == pytest.approx(street["width_m"] / 2 - 1.0, abs=0.01)


def test_a_lane_wider_than_its_street_is_refused(town: City) -> None:
    assert "do not fit" in refusal(BikeLane(ids=("way/6",), side="both", width_m=3.0), town)
    assert "not a street for cars" in refusal(BikeLane(ids=("way/7",)), town)
    assert "wider than the traffic lane" in refusal(LanesToBikeLane(ids=("way/5",), side="left", width_m=4.0), town)


def test_the_last_lane_of_a_direction_stays(town: City) -> None:
    fewer = made(LanesToBikeLane(ids=("way/5",), side="both"), town)
    again = ChangeObject(id="x/2", layer="bike_lanes", ids=("sketch/plan/1-1",), columns={"class": "shared_lane"})
    assert "no traffic lane would be left" in refusal(LanesToBikeLane(ids=("way/5",), side="left"), again.apply(fewer))


def test_a_new_building_has_height_floors_and_residents(town: City) -> None:
    row = made(AddBuilding(place=FREE, storeys=10, use="apartments"), town).buildings.loc["sketch/plan/1"]
    assert row["height_m"] == 30
    assert row["height_tier"] == "derived"
    assert row["footprint_m2"] == pytest.approx(400, abs=1)
    assert row["residents"] == pytest.approx(10 * row["footprint_m2"] * rate(town), abs=0.02)


def rate(town: City) -> float:
    """Return residents for each m² of flats, of the block that stands in the town: four storeys of 400 m²."""
    block_ = town.buildings.loc["way/2"]
    return float(block_["residents"] / block_["residential_m2"])


def test_a_new_building_does_not_move_the_residents_of_others(town: City) -> None:
    after = made(AddBuilding(place=FREE, height_m=40, use="apartments"), town)
    assert after.buildings.loc[town.buildings.index].equals(town.buildings)


def test_a_building_over_another_is_refused(town: City) -> None:
    over = AddBuilding(place=block(5, 55, 20), storeys=2)
    assert "lies on another building: Casa (way/1)." in refusal(over, town)
    assert refusal(over, made(DemolishBuilding(ids=("way/1",)), town)) == ""


def test_a_footprint_of_two_corners_is_refused_as_such(town: City) -> None:
    two = Polygon([lonlat(-60, -60), lonlat(-40, -60), lonlat(-60, -60), lonlat(-60, -60)])
    assert refusal(AddBuilding(place=two, storeys=2), town) == "An outline needs three corners or more."


def test_a_footprint_that_crosses_itself_is_refused(town: City) -> None:
    bow = shapely.Polygon([lonlat(-60, -60), lonlat(-40, -40), lonlat(-40, -60), lonlat(-60, -40)])
    assert "crosses or touches itself" in refusal(AddBuilding(place=bow, storeys=2), town)


def test_a_negative_height_is_refused(town: City) -> None:
    assert "height_m: it cannot be “-3”" in refusal(AddBuilding(place=FREE, height_m=-3), town)
    lower = ChangeObject(layer="buildings", ids=("way/1",), columns={"height_m": -3.0})
    assert refusal(lower, town) == "height_m: it cannot be “-3.0”. Allowed: number from 1 to 400."


def test_a_list_in_place_of_an_id_is_refused_in_words(town: City) -> None:
    (problem,) = CloseStreet(ids=(["way/5", "way/6"],)).check(town)  # type: ignore[arg-type]
    assert "Give ids one by one" in problem.text("en")


def test_a_place_outside_the_city_is_refused(town: City) -> None:
    assert "outside the city" in refusal(AddStop(place=Point(25.0, 45.0)), town)


def test_a_changed_building_has_other_residents(town: City) -> None:
    after = made(ChangeBuilding(ids=("way/2",), storeys=8), town).buildings.loc["way/2"]
    assert after["residents"] == pytest.approx(2 * town.buildings.loc["way/2", "residents"], rel=1e-3)
    assert (after["height_m"], after["levels"]) == (24, 8)


def test_a_home_that_becomes_an_office_houses_nobody(town: City) -> None:
    after = made(ChangeBuilding(ids=("way/2",), use="commercial"), town).buildings.loc["way/2"]
    assert (after["residents"], after["dwellings"]) == (0, 0)


def test_a_changed_building_keeps_its_place_in_the_table(town: City) -> None:
    assert made(ChangeBuilding(ids=("way/1",), height_m=9), town).buildings.index.equals(town.buildings.index)


def test_vacant_land_becomes_as_much_park(town: City) -> None:
    after = made(VacantLandToPark(ids=("way/3",)), town)
    assert "way/3" not in after.vacant_land.index
    assert after.green_space.loc["sketch/plan/1", "area_m2"] == town.vacant_land.loc["way/3", "area_m2"]


def test_forty_metres_have_five_trees_ten_apart(town: City) -> None:
    row = AddTrees(place=LineString([lonlat(-100, -50), lonlat(-60, -50)]), spacing_m=9.9)
    assert len(made(row, town).trees) == len(town.trees) + 5


def test_no_tree_stands_in_a_building(town: City) -> None:
    assert "1 tree would stand in a building" in refusal(AddTrees(place=Point(lonlat(5, 55))), town)
    several = MultiPoint([lonlat(-100, -100), lonlat(5, 55), lonlat(-90, -100)])
    said = refusal(AddTrees(place=several), town)
    assert said.endswith("demolish the building first. In the order they are drawn: 2 of 3.")


def test_a_planned_sensor_has_no_reading(town: City) -> None:
    row = made(AddSensors(place=HERE, quantity="pm25"), town).sensor_points.loc["sketch/plan/1"]
    assert (row["class"], row["tier"]) == ("air", "sketched")
    assert row["time"] is None or row["time"] != row["time"]


def test_a_column_the_layer_does_not_have_is_refused(town: City) -> None:
    assert "no column “storeys”" in refusal(
        ChangeObject(layer="buildings", ids=("way/1",), columns={"storeys": 3}), town
    )
    many = ChangeObject(layer="streets", ids=("way/5",), columns={"lanes": "viele"})
    assert refusal(many, town) == "lanes: it cannot be “viele”. Allowed: number from 1 to 12."


@pytest.mark.parametrize(
    ("layer", "id", "column", "value", "reason"),
    [
        ("streets", "way/5", "maxspeed_kmh", 5000, "maxspeed_kmh: it cannot be “5000”. Allowed: number from 5 to 130."),
        ("streets", "way/5", "lanes", -2, "lanes: it cannot be “-2”. Allowed: number from 1 to 12."),
        ("streets", "way/5", "oneway", "banana", "oneway: it cannot be “banana”. Allowed: yes, no, -1, reversible."),
        ("streets", "way/5", "sidewalk", "left;banana", "sidewalk: it cannot be “banana”"),
        ("streets", "way/5", "length_m", 100000, "“length_m” of the layer Streets and paths cannot be set: it follows"),
        ("streets", "way/5", "edited", "foo", "“edited” of the layer Streets and paths cannot be set"),
        ("buildings", "way/1", "residents", 100000, "“residents” of the layer Buildings cannot be set"),
        ("buildings", "way/1", "footprint_m2", 5, "“footprint_m2” of the layer Buildings cannot be set"),
        ("buildings", "way/1", "levels", 1e9, "levels: it cannot be"),
    ],
)
def test_values_beyond_belief_and_columns_that_follow_are_refused(
    town: City, layer: str, id: str, column: str, value: object, reason: str
) -> None:
    told = refusal(ChangeObject(layer=layer, ids=(id,), columns={column: value}), town)
    assert told.startswith(reason)


@pytest.mark.parametrize(
    "columns",
    [{"oneway": "-1"}, {"oneway": -1}, {"surface": "asphalt;sett"}, {"name": None}, {"name": "Alta"}, {"layer": -1}],
    ids=str,
)
def test_known_values_are_taken_as_they_are_mapped(town: City, columns: dict[str, object]) -> None:
    assert ChangeObject(layer="streets", ids=("way/5",), columns=columns).check(town) == []


def test_a_station_has_no_points_below_zero(town: City) -> None:
    station = AddObject(layer="charging_stations", place=HERE, columns={"capacity": -400})
    assert refusal(station, town) == "capacity: it cannot be “-400”. Allowed: number from 1 to 1000."


def test_a_street_through_a_building_is_refused_however_it_is_drawn(town: City) -> None:
    line = LineString([lonlat(-30, 55), lonlat(90, 55)])
    drawn = AddObject(layer="streets", place=line, columns={"class": "residential", "highway": "residential"})
    told = refusal(drawn, town)
    assert told.startswith("The line runs through 2 buildings")
    assert told.endswith("choose add_street.")
    assert "through 2 buildings" in refusal(replace(drawn, columns={**drawn.columns, "bridge": "yes"}), town)
    assert replace(drawn, columns={**drawn.columns, "tunnel": "yes"}).check(town) == []


def test_a_shape_of_another_kind_is_refused(town: City) -> None:
    assert "not Point" in refusal(AddObject(layer="streets", place=HERE), town)


def test_a_drawn_street_joins_the_graph(town: City) -> None:
    west, north = (town.streets.geometry.loc[id].coords[at] for id, at in (("way/5", 0), ("way/6", -1)))
    lon, lat = town.frame.to_lonlat_points([west[0], north[0]], [west[1], north[1]])
    line = LineString(list(zip(lon.tolist(), lat.tolist(), strict=True)))
    after = made(
        AddObject(layer="streets", place=line, columns={"class": "residential", "highway": "residential"}), town
    )
    ends = (
        after.mobility.links.loc[after.mobility.links["street"] == "sketch/plan/1", ["start", "end"]].to_numpy().ravel()
    )
    joined = town.streets.geometry.loc[["way/5", "way/6"]].union_all()
    assert all(joined.distance(Point(after.mobility.nodes.loc[n, ["x_m", "y_m"]])) < 0.06 for n in ends)
    assert len(after.mobility.links) == len(town.mobility.links) + 1


STREETS = {"layer": "streets", "ids": ["way/5"]}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"kind": "fly"}, "no edit of the kind “fly”"),
        (
            {"kind": "speed_limit", "target": STREETS, "after": {}},
            "kmh is missing",
        ),
        (
            {"kind": "speed_limit", "target": {"layer": "streets", "ids": "way/5"}, "after": {"kmh": 30}},
            "ids: it cannot be “way/5”. Allowed: list",
        ),
        ({"kind": "add_stop", "target": {"layer": "transit"}, "after": {}}, "place is missing"),
        ({"kind": "add_stop", "target": {"layer": "trees"}, "place": {}, "after": {}}, "has to be “transit”"),
        ({"kind": "add_park", "target": {"layer": "green_space"}, "place": {"type": "Polygon"}, "after": {}}, "place"),
        ({"kind": "close_street", "target": {"layer": "streets", "ids": ["w"]}, "after": {"x": 1}}, "^x is not a"),
    ],
)
def test_values_that_are_no_edit_are_refused_with_their_field(said: dict[str, object], reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        edit_from_json(said)


def test_closures_by_hours_add_up(town: City) -> None:
    morning = made(CloseStreet(ids=("way/5",), modes=("car",), hours="07:00-09:00"), town)
    both = made(CloseStreet(ids=("way/5",), modes=("car",), hours="16:00-18:00"), morning)
    assert hours_of_tag(both.streets.loc["way/5", "motorcar"]) == "07:00-09:00,16:00-18:00"
    assert refusal(CloseStreet(ids=("way/5",), modes=("car",), hours="08:00-10:00"), morning).endswith("once.")
    whole = made(CloseStreet(ids=("way/5",), modes=("car",)), both)
    assert whole.streets.loc["way/5", "motorcar"] == "no"
    assert "closed to these already" in refusal(CloseStreet(ids=("way/5",), modes=("car",)), whole)
    later = CloseStreet(ids=("way/5",), modes=("car",), hours="20:00-21:00")
    assert "closed to these already" in refusal(later, whole)


def test_nothing_is_built_on_a_street_or_in_impossible_storeys(town: City) -> None:
    assert "on a street: Bulevardul (way/5)" in refusal(AddBuilding(place=block(-60, -10, 20), storeys=2), town)
    assert "storeys have 2 to 10 m" in refusal(AddBuilding(place=FREE, storeys=50, height_m=5), town)
    assert "storeys have 2 to 10 m" in refusal(ChangeBuilding(ids=("way/1",), storeys=1, height_m=90), town)


def test_a_speed_limit_is_in_whole_kmh(town: City) -> None:
    assert [str(each) for each in SpeedLimit(ids=("way/5",), kmh=31.7, id="a/1").check(town)] == [
        "Speed limits are in whole km/h, not 31.7."
    ]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (SpeedLimit(ids=("way/6",), kmh=20), "Strada Mică (way/6) is closed to cars"),
        (OneWay(ids=("way/6",), way="both"), "Strada Mică (way/6) is closed to all"),
        (BikeLane(ids=("way/6",), side="right", lane="lane", width_m=1.0), "Strada Mică (way/6) is closed to all"),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_a_street_closed_to_all_has_no_traffic_to_change(town: City, edit: Edit, reason: str) -> None:
    assert edit.check(town) == []
    assert refusal(edit, made(CloseStreet(ids=("way/6",)), town)).startswith(reason)
    assert edit.check(made(CloseStreet(ids=("way/6",), hours="07:00-09:00"), town)) == []


@pytest.mark.parametrize("kind", [AddChargingStations, AddPublicBikes, AddSensors, AddTrees])
def test_one_edit_does_not_put_two_things_at_one_point(town: City, kind: type[Edit]) -> None:
    twice = MultiPoint([lonlat(-60, -60), lonlat(-60, -60), lonlat(-60, -80)])
    assert "1 place is named twice" in refusal(kind(place=twice), town)


def test_no_tree_is_planted_where_one_stands(town: City) -> None:
    at = Point(lonlat(-60, -60))
    planted = made(AddTrees(place=at), town)
    assert "1 tree stands there already" in refusal(AddTrees(place=at), planted)
    assert AddTrees(place=Point(lonlat(-60, -61))).check(planted) == []


def test_neighbourhoods_keep_their_names(town: City) -> None:
    named = AddObject(layer="neighbourhoods", place=block(-90, -90, 60), columns={"class": "quarter", "name": "Nou"})
    after, id = made(named, town), "sketch/plan/1"
    wanted = "Neighbourhoods are neither removed nor renamed"
    assert refusal(RemoveObject(layer="neighbourhoods", ids=(id,)), after).startswith(wanted)
    renamed = ChangeObject(layer="neighbourhoods", ids=(id,), columns={"name": "Vechi"})
    assert refusal(renamed, after).startswith(wanted)


def test_two_stations_do_not_stand_in_one_place(town: City) -> None:
    once = made(AddChargingStations(place=HERE), town)
    assert "there is already: charging station from a scenario" in refusal(AddChargingStations(place=HERE), once)


def test_nothing_is_put_into_the_water(town: City) -> None:
    lake = made(AddObject(layer="water", place=block(-90, -90, 60), columns={"class": "lake"}), town)
    assert "lies in the water" in refusal(AddBuilding(place=FREE, storeys=2), lake)
    assert "1 place lies in the water" in refusal(AddChargingStations(place=HERE), lake)
    assert "1 place lies in the water" in refusal(AddTrees(place=HERE), lake)


def test_no_tree_stands_on_a_carriageway(town: City) -> None:
    row = AddTrees(place=LineString([lonlat(-100, 0), lonlat(-60, 0)]), spacing_m=9.9)
    assert refusal(row, town).startswith("5 trees would stand on carriageways: Bulevardul (way/5).")
    one = AddObject(layer="trees", place=Point(lonlat(-100, 2)), columns={"class": "tree"})
    assert "1 tree would stand on the carriageway of Bulevardul (way/5)" in refusal(one, town)


def test_a_tree_stands_beside_a_carriageway(town: City) -> None:
    half_m = town.streets.loc["way/5", "width_m"] / 2
    made(AddTrees(place=Point(lonlat(-100, half_m + 0.1))), town)


def test_a_park_on_a_park_is_refused_with_its_name(town: City) -> None:
    assert refusal(AddPark(place=block(210, 60, 20)), town).startswith("The park lies on another: Parcul (way/4).")
    drawn = AddObject(layer="green_space", place=block(210, 60, 20), columns={"class": "park"})
    assert refusal(drawn, town).startswith("The park lies on another: Parcul (way/4).")


def test_a_park_along_the_edge_of_another_is_one(town: City) -> None:
    made(AddPark(place=block(160, 50, 41)), town)


def test_a_class_the_layer_does_not_know_is_refused_with_those_it_knows(town: City) -> None:
    surgery = AddObject(layer="amenities", place=HERE, columns={"class": "surgery"})
    assert refusal(surgery, town).startswith("class: it cannot be “surgery”. Allowed: kindergarten, school")


def test_a_building_of_another_size_gets_a_roof_anew(town: City) -> None:
    before = town.buildings.loc["way/1"]
    after = made(ChangeBuilding(ids=("way/1",), storeys=9), town).buildings.loc["way/1"]
    assert before["roof_tier"] == after["roof_tier"] == "estimated"
    assert (after["roof_shape"], after["roof_height_m"], after["height_m"]) == ("flat", 0, 27)


def test_a_new_house_has_a_roof_on_its_storeys(town: City) -> None:
    after = made(AddBuilding(place=FREE, storeys=1, use="house"), town).buildings.iloc[-1]
    assert after["roof_tier"] == "estimated"
    assert after["height_m"] == pytest.approx(3 + after["roof_height_m"], abs=0.01)
