import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.errors import InputError, UsageError
from tests.twin.by_networkx import seconds_by_networkx
from tests.twin.tiny_graph import graph_of, street_graphs
from twin.mobility import MobilityGraph
from twin.route_steps import turn_of
from twin.route_texts import instruction
from twin.routes import Route, route
from twin.search import times_many
from twin.snapping import Place, end_seeds, place_of, place_table, seconds_on_link, snap, start_seeds

#   2 ── 3      a square of 100 m; the way round by 2 is quicker by car
#   │    │
#   0 ── 1
SQUARE = [(0, 0), (100, 0), (0, 100), (100, 100)]
SIDES = [
    (0, 1, {"name": "Strada A", "car_s": (90, None)}),
    (1, 3, {"name": "Strada B", "car_s": (90, None)}),
    (0, 2, {"name": "Strada C", "car_s": 10}),
    (2, 3, {"name": "Strada D", "car_s": 10}),
]


def at(graph: MobilityGraph, x: float, y: float, *, mode: str = "walk") -> Place:
    return place_of(graph, snap(graph, [x], [y], mode=mode).iloc[0])


def between(graph: MobilityGraph, start: tuple[float, float], end: tuple[float, float], *, mode: str = "walk") -> Route:
    return route(graph, at(graph, *start, mode=mode), at(graph, *end, mode=mode), mode=mode)


def test_a_way_along_two_streets_has_their_metres_and_seconds() -> None:
    found = between(graph_of(SQUARE, SIDES), (25, 0), (100, 60))
    assert [found.length_m, found.seconds] == pytest.approx([135, 135])
    assert [(s.name, round(s.length_m)) for s in found.steps] == [("Strada A", 75), ("Strada B", 60)]


def test_the_line_begins_and_ends_at_the_places() -> None:
    found = between(graph_of(SQUARE, SIDES), (25, 0), (100, 60))
    assert shapely.get_coordinates(found.geometry).tolist() == [[25, 0], [100, 0], [100, 60]]


def test_a_car_goes_round_where_that_is_quicker() -> None:
    found = between(graph_of(SQUARE, SIDES), (0, 10), (90, 100), mode="car")
    assert [s.name for s in found.steps] == ["Strada C", "Strada D"]
    assert found.seconds == pytest.approx(9 + 9)


def test_a_car_cannot_turn_back_in_a_one_way_street_but_a_walker_can() -> None:
    graph = graph_of(SQUARE, SIDES)
    assert between(graph, (75, 0), (25, 0)).length_m == pytest.approx(50)
    assert between(graph, (75, 0), (25, 0), mode="car").length_m == pytest.approx(350)


def test_a_trip_on_one_link_goes_straight_along_it() -> None:
    found = between(graph_of(SQUARE, SIDES), (20, 0), (70, 0))
    assert [found.length_m, found.seconds] == pytest.approx([50, 50])
    assert shapely.get_coordinates(found.geometry).tolist() == [[20, 0], [70, 0]]


def test_a_trip_on_one_link_leaves_it_where_the_way_round_is_quicker() -> None:
    graph = graph_of([(0, 0), (100, 0)], [(0, 1, {"walk_s": 1000}), (0, 1, {"via": [(50, 50)], "walk_s": 10})])
    assert between(graph, (10, 0), (90, 0)).seconds == pytest.approx(100 + 10 + 100)


def test_from_a_place_to_itself_is_nothing() -> None:
    found = between(graph_of(SQUARE, SIDES), (20, 0), (20, 0))
    assert (found.seconds, found.length_m, found.steps) == (0, 0, ())
    assert found.geometry.length == 0


def test_a_loop_is_left_at_its_nearer_end() -> None:
    loop = (1, 1, {"via": [(200, 0), (200, 100), (100, 100)], "name": "Bucla"})
    graph = graph_of([(0, 0), (100, 0)], [(0, 1), loop])
    found = between(graph, (150, 0), (0, 0))
    assert [found.seconds, found.length_m] == pytest.approx([150, 150])
    assert shapely.get_coordinates(found.geometry)[0].tolist() == [150, 0]


def test_no_way_says_from_where_to_where() -> None:
    chain = [(10.0 * k, 0.0) for k in range(25)] + [(10.0 * k, 500.0) for k in range(25)]
    links = [(k, k + 1) for k in range(49) if k != 24]
    with pytest.raises(InputError, match=r"no way from .* to .* by mode walk"):
        between(graph_of(chain, links), (5, 0), (5, 500))


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(UsageError, match="fly"):
        route(graph_of(SQUARE, SIDES), Place(0, 0, 0, 0, 0), Place(1, 1, 0, 0, 0), mode="fly")


def test_climbs_up_are_descents_on_the_way_back() -> None:
    graph = graph_of([(0, 0, 90), (100, 0, 98)], [(0, 1)])
    up, down = between(graph, (0, 0), (50, 0)), between(graph, (50, 0), (0, 0))
    assert (up.climb_m, up.descent_m, down.climb_m, down.descent_m) == (4, 0, 0, 4)


def test_stress_is_that_of_the_direction_ridden() -> None:
    graph = graph_of([(0, 0), (100, 0), (160, 0)], [(0, 1, {"stress_backward": 4.0}), (1, 2, {"stress_backward": 2.0})])
    assert between(graph, (0, 0), (160, 0), mode="bike").stress_m == {1: 160, 2: 0, 3: 0, 4: 0}
    back = between(graph, (160, 0), (0, 0), mode="bike")
    assert back.stress_m == {1: 0, 2: 60, 3: 0, 4: 100}
    assert (back.worst_stress, back.mean_stress) == (4, (2 * 60 + 4 * 100) / 160)


def test_walkers_have_no_traffic_stress() -> None:
    found = between(graph_of(SQUARE, SIDES), (25, 0), (100, 60))
    assert found.worst_stress is None
    assert np.isnan(found.mean_stress)


def test_metres_nobody_knows_of_are_counted_for_wheelchairs() -> None:
    graph = graph_of([(0, 0), (100, 0), (160, 0)], [(0, 1, {"wheelchair": "yes"}), (1, 2)])
    assert between(graph, (0, 0), (130, 0), mode="wheelchair").unknown_m == pytest.approx(30)
    assert between(graph, (0, 0), (130, 0)).unknown_m == 0


def test_links_of_one_street_are_one_step() -> None:
    street = {"name": "Strada Lungă"}
    graph = graph_of([(0, 0), (50, 0), (90, 0), (90, 70)], [(0, 1, street), (1, 2, street), (2, 3, street)])
    (step,) = between(graph, (0, 0), (90, 70)).steps
    assert (step.length_m, step.seconds, step.name) == (160, 160, "Strada Lungă")


def test_a_nameless_way_is_cut_where_it_turns() -> None:
    graph = graph_of([(0, 0), (50, 0), (90, 0), (90, 70)], [(0, 1), (1, 2), (2, 3)])
    assert [s.length_m for s in between(graph, (0, 0), (90, 70)).steps] == [90, 70]


def test_a_few_nameless_metres_are_no_step() -> None:
    street = {"name": "Strada Lungă"}
    graph = graph_of([(0, 0), (50, 0), (60, 0), (160, 0)], [(0, 1, street), (1, 2), (2, 3, street)])
    assert [s.length_m for s in between(graph, (0, 0), (160, 0)).steps] == [160]


def test_steps_are_a_step_of_their_own() -> None:
    graph = graph_of([(0, 0), (50, 0), (60, 0), (160, 0)], [(0, 1), (1, 2, {"steps": True, "class": "steps"}), (2, 3)])
    found = between(graph, (0, 0), (160, 0))
    assert [(s.has_steps, s.length_m) for s in found.steps] == [(False, 50), (True, 10), (False, 100)]
    assert instruction(found.steps[1], "en") == "Continue on steps"


def test_a_turn_to_the_left_is_called_so() -> None:
    found = between(graph_of(SQUARE, SIDES), (25, 0), (100, 60))
    assert [s.turn for s in found.steps] == ["start", "left"]
    assert [round(s.bearing_deg) for s in found.steps] == [90, 0]
    assert [instruction(s, "en") for s in found.steps] == ["Go east on Strada A", "Turn left onto Strada B"]


@pytest.mark.parametrize(
    ("angle_deg", "name"),
    [(0, "ahead"), (30, "slight_right"), (-30, "slight_left"), (90, "right"), (-90, "left"), (150, "sharp_right"),
     (-150, "sharp_left"), (180, "back"), (350, "ahead"), (-270, "right")],
)  # fmt: skip
def test_angles_have_names(angle_deg: float, name: str) -> None:
    assert turn_of(angle_deg) == name


def test_the_surface_of_a_step_is_that_of_most_metres() -> None:
    links = [(0, 1, {"surface": "sett", "name": "A"}), (1, 2, {"surface": "asphalt", "name": "A"})]
    graph = graph_of([(0, 0), (10, 0), (100, 0)], links)
    assert between(graph, (0, 0), (100, 0)).steps[0].surface == "asphalt"


def test_the_steps_of_a_route_make_a_table() -> None:
    table = between(graph_of(SQUARE, SIDES), (25, 0), (100, 60)).table()
    assert table[["name", "length_m"]].to_numpy().tolist() == [["Strada A", 75], ["Strada B", 60]]


def test_transit_goes_by_walks_and_rides() -> None:
    #  street 0 ── 1 (300 m), stops 2 at 0 and 3 at 1, aboard 4 and 5
    nodes = [(0, 0), (300, 0), (0, 0), (300, 0), (0, 0), (300, 0)]
    tram = {"name": "1", "class": "tram"}
    links = [
        (0, 1, {"transit_s": 900}),
        (0, 2, {"kind": "stop_access", "transit_s": 0, "via": [(0, 5)]}),
        (1, 3, {"kind": "stop_access", "transit_s": 0, "via": [(300, 5)]}),
        (2, 4, {"kind": "board", "transit_s": (120, None), "via": [(0, 1)], **tram}),
        (4, 5, {"kind": "ride", "transit_s": (60, None), **tram}),
        (5, 3, {"kind": "alight", "transit_s": (0, None), "via": [(300, 1)], **tram}),
    ]
    found = between(graph_of(nodes, links, modes=["transit"]), (20, 0), (280, 0), mode="transit")
    assert [(s.kind, s.line, s.vehicle, s.wait_s) for s in found.steps] == [
        ("walk", None, None, 0), ("ride", "1", "tram", 120), ("walk", None, None, 0),
    ]  # fmt: skip
    assert found.seconds == pytest.approx(60 + 120 + 60 + 60)
    assert found.is_estimated
    assert instruction(found.steps[1], "en").startswith("Tram 1 from a stop without name")


def places_in(graph: MobilityGraph, mode: str, picks: tuple[int, int], parts: tuple[float, float]) -> list[Place]:
    usable = graph.usable_links(mode)
    assume(len(usable) > 0)
    links = [int(usable[pick % len(usable)]) for pick in picks]
    rows = place_table([Place(link, part, 0, 0, 0) for link, part in zip(links, parts, strict=True)])
    return [place_of(graph, row) for _, row in rows.iterrows()]


PICKS = st.tuples(st.integers(0, 99), st.integers(0, 99))
PARTS = st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
MODES = st.sampled_from(["walk", "bike", "car", "wheelchair"])


def seconds_of(graph: MobilityGraph, start: Place, end: Place, mode: str) -> float:
    try:
        return route(graph, start, end, mode=mode).seconds
    except InputError:
        return np.inf


@settings(max_examples=40, deadline=None)
@given(street_graphs(), MODES, PICKS, PARTS)
def test_a_route_takes_what_networkx_says(graph: MobilityGraph, mode: str, picks: tuple, parts: tuple) -> None:
    start, end = places_in(graph, mode, picks, parts)
    assert seconds_of(graph, start, end, mode) == pytest.approx(seconds_by_networkx(graph, start, end, mode=mode))


@settings(max_examples=40, deadline=None)
@given(street_graphs(), MODES, PICKS, PARTS)
def test_a_route_is_the_sum_of_its_steps_and_a_line_without_gaps(
    graph: MobilityGraph, mode: str, picks: tuple, parts: tuple
) -> None:
    start, end = places_in(graph, mode, picks, parts)
    assume(seconds_of(graph, start, end, mode) < np.inf)
    found = route(graph, start, end, mode=mode)
    assert found.seconds == pytest.approx(sum(s.seconds for s in found.steps))
    assert [found.length_m, found.length_m] == pytest.approx(
        [sum(s.length_m for s in found.steps), found.geometry.length]
    )
    ends = shapely.get_coordinates(found.geometry)[[0, -1]].ravel().tolist()
    assert ends == pytest.approx([start.x_m, start.y_m, end.x_m, end.y_m], abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(street_graphs(), MODES, PICKS, PARTS)
def test_a_route_takes_what_the_table_of_times_says(
    graph: MobilityGraph, mode: str, picks: tuple, parts: tuple
) -> None:
    start, end = places_in(graph, mode, picks, parts)
    here, there = place_table([start]), place_table([end])
    starts, ends = start_seeds(graph, here, mode=mode), end_seeds(graph, there, mode=mode)
    through = times_many(graph.compiled(mode), starts, ends)[0, 0]
    along = seconds_on_link(graph, here, there, mode=mode)[0]
    assert seconds_of(graph, start, end, mode) == pytest.approx(min(through, along))


@settings(max_examples=40, deadline=None)
@given(street_graphs(), MODES, PICKS, PARTS, st.integers(0, 99))
def test_closing_a_link_never_shortens_a_trip(
    graph: MobilityGraph, mode: str, picks: tuple, parts: tuple, shut: int
) -> None:
    start, end = places_in(graph, mode, picks, parts)
    link = shut % len(graph.links)
    assume(link not in (start.link, end.link))
    closed = graph.closing([link])
    assert seconds_of(closed, start, end, mode) >= seconds_of(graph, start, end, mode) - 1e-9


@settings(max_examples=30, deadline=None)
@given(street_graphs(), PICKS, PARTS)
def test_the_way_back_takes_a_walker_as_long(graph: MobilityGraph, picks: tuple, parts: tuple) -> None:
    start, end = places_in(graph, "walk", picks, parts)
    assert seconds_of(graph, start, end, "walk") == pytest.approx(seconds_of(graph, end, start, "walk"))


@settings(max_examples=30, deadline=None)
@given(street_graphs(), PICKS, PARTS)
def test_a_wheelchair_is_never_faster_than_a_walker(graph: MobilityGraph, picks: tuple, parts: tuple) -> None:
    start, end = places_in(graph, "wheelchair", picks, parts)
    assert seconds_of(graph, start, end, "wheelchair") >= seconds_of(graph, start, end, "walk") - 1e-9
