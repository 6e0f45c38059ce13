import pytest
import shapely

from tests.layers.tables import square
from tests.twin.measured_town import town, with_objects
from twin.city import City
from twin.indicator_green import patches
from twin.indicators import measure
from twin.measurement import Measurement


def one(city: City, id: str) -> Measurement:
    return measure(city, ids=[id])[id]


def green(city: City, *areas: tuple[str, shapely.Polygon], access: str | None = None) -> City:
    classes, shapes = [kind for kind, _ in areas], [shape for _, shape in areas]
    return with_objects(city, "green_space", shapes, **{"class": classes, "access": [access] * len(areas)})


def test_a_park_of_1_ha_gives_50_residents_200_m2_each() -> None:
    assert one(green(town([(0, 10, 50)]), ("park", square(0, 0, 100))), "green_m2_per_resident").value == 200.0


def test_grass_in_a_park_counts_once() -> None:
    found = one(
        green(town([(0, 10, 50)]), ("park", square(0, 0, 100)), ("grass", square(0, 0, 50))), "green_m2_per_resident"
    )
    assert found.value == pytest.approx(200.0)
    assert found.kinds is not None
    assert found.kinds["value"].to_dict() == pytest.approx({"grass": 0.25, "park": 0.75})


def test_fields_are_no_public_green() -> None:
    found = one(green(town([(0, 10, 50)]), ("meadow", square(0, 0, 100))), "green_m2_per_resident")
    assert "open to all" in str(found.unknown)


def test_a_private_park_is_no_public_green() -> None:
    city = green(town([(0, 10, 50)]), ("park", square(0, 0, 100)), access="private")
    assert one(city, "green_m2_per_resident").unknown is not None


def test_green_by_neighbourhood_adds_up_where_the_park_crosses_the_border() -> None:
    city = town([(0, 10, 30), (60, 10, 20)], neighbourhoods=[shapely.box(-10, -10, 40, 110)])
    found = one(green(city, ("park", square(0, 0, 100))), "green_m2_per_resident")
    assert found.parts is not None
    assert found.parts["amount"].to_dict() == pytest.approx({"area/0": 4000.0, "": 6000.0})
    assert found.by_neighbourhood.to_dict() == pytest.approx({"area/0": 4000 / 30, "": 300.0})
    assert found.worst_tenth == pytest.approx(4000 / 30)


def test_half_a_hectare_is_near_within_300_m_on_foot() -> None:
    city = green(town([(290, 5, 1), (310, 5, 3)]), ("park", square(-80, -40, 80)))
    assert one(city, "residents_near_green").value == pytest.approx(25.0)


def test_green_that_touches_is_one_area_and_less_than_half_a_hectare_is_none() -> None:
    halves = ("park", shapely.box(-80, -40, -40, 40)), ("wood", shapely.box(-40, -40, 0, 40))
    assert one(green(town([(290, 5, 1)]), *halves), "residents_near_green").value == 100.0
    assert "0.5 ha" in str(one(green(town([(290, 5, 1)]), halves[1]), "residents_near_green").unknown)


def test_a_row_of_16_m_counts_three_trees() -> None:
    shapes = [shapely.Point(0, 0), shapely.LineString([(0, 50), (16, 50)])]
    found = one(with_objects(town([]), "trees", shapes), "trees")
    assert found.value == 4.0
    assert found.coverage["Trees"] == pytest.approx({"mapped": 0.25, "estimated": 0.75})
    assert "at least" in found.note


def test_trees_that_fill_a_wood_are_drawn_and_not_counted() -> None:
    city = with_objects(town([(0, 10, 50)]), "trees", [shapely.Point(5, 10)], **{"class": ["tree"]})
    wooded = green(city, ("wood", square(0, 0, 400)))
    mesh = wooded.layers["green_space"].kind.form(wooded.green_space, wooded.terrain)
    assert mesh.points[:, 2].max() - mesh.points[:, 2].min() > 10
    for id in ("trees", "residents_near_tree"):
        assert one(wooded, id).value == one(city, id).value, id


def test_a_tree_is_near_within_30_m_of_the_wall() -> None:
    city = with_objects(town([(0, 0, 1), (100, 0, 4)]), "trees", [shapely.Point(30.9, 0), shapely.Point(131.1, 0)])
    assert one(city, "residents_near_tree").value == pytest.approx(20.0)


def test_a_park_that_nothing_touches_is_entered_where_it_was_when_another_is_added() -> None:
    parks = [("park", shapely.box(e, -40, e + 80, 40)) for e in (-200.0, 0.0, 300.0)]
    added = "park", shapely.Polygon([(600, -40), (700, -40), (650, 80)])
    few, more = (patches(green(town([(290, 5, 1)]), *areas)) for areas in (parks, [*parks, added]))
    assert {shapely.to_wkt(patch) for patch in few} <= {shapely.to_wkt(patch) for patch in more}
