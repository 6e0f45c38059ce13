import pytest
import shapely

from layers.crossings import KIND

from .tables import layer_of, raw_table

HERE = shapely.Point(10, 20)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "traffic_signals"}, "signals"),
        ({"highway": "traffic_signals", "crossing": "no"}, "signals"),
        ({"highway": "traffic_signals", "crossing": "traffic_signals"}, "signal_crossing"),
        ({"highway": "traffic_signals", "traffic_signals": "pedestrian_crossing"}, "signal_crossing"),
        ({"highway": "crossing", "crossing": "traffic_signals"}, "signal_crossing"),
        ({"highway": "crossing", "crossing": "toucan"}, "signal_crossing"),
        ({"highway": "crossing", "crossing:signals": "yes", "crossing:markings": "yes"}, "signal_crossing"),
        ({"highway": "crossing", "crossing": "traffic_signals", "crossing:signals": "no"}, "crossing"),
        ({"highway": "crossing", "crossing": "uncontrolled"}, "marked"),
        ({"highway": "crossing", "crossing": "marked"}, "marked"),
        ({"highway": "crossing", "crossing": "zebra"}, "marked"),
        ({"highway": "crossing", "crossing_ref": "zebra"}, "marked"),
        ({"highway": "crossing", "crossing:markings": "zebra", "crossing:signals": "no"}, "marked"),
        ({"railway": "crossing", "crossing": "uncontrolled"}, "marked"),
        ({"highway": "crossing", "crossing": "uncontrolled", "crossing:markings": "no"}, "unmarked"),
        ({"highway": "crossing", "crossing": "unmarked"}, "unmarked"),
        ({"crossing": "informal"}, "unmarked"),
        ({"highway": "crossing"}, "crossing"),
        ({"highway": "crossing", "crossing": "yes"}, "crossing"),
        ({"highway": "crossing", "crossing": "island", "kerb": "lowered"}, "crossing"),
        ({"highway": "stop"}, "stop"),
        ({"highway": "give_way", "crossing": "zebra"}, "marked"),
        ({"barrier": "kerb"}, "kerb"),
        ({"kerb": "no"}, "kerb"),
        ({"highway": "elevator"}, "lift"),
    ],
)
def test_crossings_are_told_apart(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", HERE, tags)))
    assert layer.table["class"].tolist() == [expected]


@pytest.mark.parametrize(
    "tags",
    [{"crossing:island": "yes"}, {"crossing": "island"}, {"crossing": "zebra", "traffic_calming": "island"}],
)
def test_an_island_is_known_however_it_is_tagged(tags: dict[str, str]) -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", HERE, {"highway": "crossing", **tags})))
    assert layer.table["crossing_island"].tolist() == ["yes"]


def test_what_is_said_of_an_island_goes_before_older_tags() -> None:
    tags = {"highway": "crossing", "crossing": "island", "crossing:island": "no"}
    assert layer_of(KIND, raw_table(("node/1", HERE, tags)))[0].table["crossing_island"].tolist() == ["no"]


@pytest.mark.parametrize(
    ("tags", "height_m"),
    [
        ({"kerb:height": "3 cm"}, 0.03),
        ({"kerb:height": "0.12"}, 0.12),
        ({"kerb:height": "0"}, 0.0),
        ({"kerb:height": "0 cm"}, 0.0),
        ({"barrier": "kerb", "height": "0.1"}, 0.1),
    ],
)
def test_a_kerb_has_a_height_in_metres(tags: dict[str, str], height_m: float) -> None:
    layer, report = layer_of(KIND, raw_table(("node/1", HERE, {"kerb": "raised", **tags})))
    assert layer.table["kerb_height_m"].tolist() == [height_m]
    assert not report.entries


def test_the_height_of_a_light_is_not_that_of_a_kerb() -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", HERE, {"highway": "traffic_signals", "height": "4"})))
    assert layer.table["kerb_height_m"].isna().all()


def test_a_kerb_of_twelve_metres_is_left_out_and_reported() -> None:
    layer, report = layer_of(KIND, raw_table(("node/1", HERE, {"barrier": "kerb", "kerb:height": "12"})))
    assert layer.table["kerb_height_m"].isna().all()
    assert report.count("crossings", "repaired") == 1


def test_lights_say_for_which_traffic_they_are_and_a_stop_line_too() -> None:
    raw = raw_table(
        ("node/1", HERE, {"highway": "traffic_signals", "traffic_signals:direction": "forward", "direction": "both"}),
        ("node/2", HERE, {"highway": "stop", "direction": "backward"}),
    )
    assert layer_of(KIND, raw)[0].table["direction"].tolist() == ["forward", "backward"]


def test_a_crossing_says_how_it_helps_the_blind() -> None:
    tags = {"highway": "crossing", "traffic_signals:sound": "locate", "traffic_signals:vibration": "yes"}
    row = layer_of(KIND, raw_table(("node/1", HERE, tags)))[0].table.loc["node/1"]
    assert row[["sound", "vibration"]].tolist() == ["locate", "yes"]


def test_only_nodes_are_crossings_because_footways_carry_the_same_tag() -> None:
    assert KIND.osm is not None
    assert KIND.osm.kinds == ("node",)
