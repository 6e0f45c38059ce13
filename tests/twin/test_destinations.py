import pytest
import shapely

from geodata.errors import UsageError
from tests.twin.measured_town import town, with_objects
from tests.twin.tiny_graph import ORIGIN, graph_of
from twin.destinations import destinations, objects_of

HOMES = [(0.0, 5.0, 4.0)]


def places_of(shape: shapely.Geometry) -> list[tuple[int, float, float]]:
    city = with_objects(town(HOMES), "green_space", [shape], **{"class": ["park"]})
    found = destinations(city, city.mobility, "green_space:park", mode="walk").places
    return [(int(p.link), round(500 * p.fraction), round(p.snap_m)) for p in found.itertuples()]


def test_a_point_is_reached_from_the_nearest_way() -> None:
    city = with_objects(town(HOMES), "amenities", [shapely.Point(100, 30)], **{"class": ["school"]})
    place = destinations(city, city.mobility, "amenities:school", mode="walk").places.iloc[0]
    assert (place["link"], place["fraction"], place["snap_m"]) == (0, 0.2, 30)


def test_an_area_is_entered_where_a_way_crosses_its_edge() -> None:
    assert places_of(shapely.box(100, -200, 300, 200)) == [(0, 100, 0), (0, 300, 0)]


def test_an_area_beside_a_way_is_entered_every_50_m_of_its_edge() -> None:
    entries = places_of(shapely.box(100, 20, 200, 270))
    assert {at for _, at, _ in entries} == {100, 150, 200}
    assert {snap for _, _, snap in entries} == {20}


def test_an_area_away_from_ways_is_reached_at_its_nearest_point() -> None:
    assert [(at, snap) for _, at, snap in places_of(shapely.Polygon([(200, 60), (150, 300), (250, 300)]))] == [
        (200, 60)
    ]


def test_what_is_too_far_from_every_way_is_reported() -> None:
    points = [shapely.Point(100, 30), shapely.Point(100, 900)]
    city = with_objects(town(HOMES), "amenities", points, **{"class": ["school", "school"]})
    found = destinations(city, city.mobility, "amenities", mode="walk")
    assert found.reached == 1
    assert [(e.action, e.count, e.examples) for e in found.report.entries if e.action == "dropped"] == [
        ("dropped", 1, ("amenities/1",))
    ]


def test_a_charger_that_is_not_for_cars_is_left_out() -> None:
    points = [shapely.Point(100, 3), shapely.Point(200, 3)]
    city = with_objects(town(HOMES), "charging_stations", points, car=["no", None])
    objects, report = objects_of(city, "charging_stations")
    assert objects.index.tolist() == ["charging_stations/1"]
    assert report.count("charging_stations", "dropped") == 1


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("castles", "Layers: buildings"),
        ("amenities:castle", "Classes: school"),
        ("water", "no objects"),
    ],
)
def test_a_wrong_destination_is_refused_with_what_there_is(to: str, said: str) -> None:
    city = with_objects(town(HOMES), "amenities", [shapely.Point(0, 0)], **{"class": ["school"]})
    with pytest.raises(UsageError, match=said):
        objects_of(city, to)


def test_a_mode_enters_only_by_ways_it_may_use() -> None:
    graph = graph_of([(0, 0), (500, 0)], [(0, 1, {"car_s": None}), (0, 1, {"via": [(250, 200)]})], origin=ORIGIN)
    city = with_objects(town(HOMES, graph=graph), "amenities", [shapely.Point(250, 10)], **{"class": ["school"]})
    links = [destinations(city, graph, "amenities", mode=m).places["link"].tolist() for m in ("walk", "car")]
    assert links == [[0], [1]]
