"""A place in Python is a pair, a list of pairs, GeoJSON or a shape."""

import numpy as np
import pytest
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box, mapping

from geodata.errors import TwinError, UsageError
from tests.twin.edited_town import block, lonlat
from twin.city import City
from twin.drawn_places import area_of, line_of, place_in, place_of, points_of
from twin.edit_fields import EditError
from twin.edits import edit_from_json
from twin.edits_places import AddTrees
from twin.scenario import Scenario

A, B, C = (21.2, 45.7), (21.3, 45.7), (21.3, 45.8)


def test_a_pair_is_a_point() -> None:
    assert place_of(A) == place_of(list(A)) == place_of(np.array(A)) == Point(A)


def test_pairs_are_points_a_line_or_corners() -> None:
    assert points_of(A, B) == points_of([A, B]) == points_of(Point(A), mapping(Point(B))) == MultiPoint([A, B])
    assert line_of([A, B]) == line_of([Point(A), Point(B)]) == LineString([A, B])
    assert area_of([A, B, C]) == Polygon([A, B, C])


def test_shapes_and_geojson_are_taken_as_they_are() -> None:
    line = LineString([A, B])
    assert line_of(line) is line
    assert area_of(mapping(Polygon([A, B, C]))) == Polygon([A, B, C])
    assert place_of({"type": "Feature", "properties": {}, "geometry": mapping(line)}) == line


def test_pairs_make_what_the_layer_has() -> None:
    assert place_in("amenities", A) == Point(A)
    assert place_in("streets", [A, B]) == LineString([A, B])
    assert place_in("green_space", [A, B, C]) == Polygon([A, B, C])


@pytest.mark.parametrize("said", ["21.2,45.7", 21.2, None, (A, 45.7), [(1, 2, 3)], []])
def test_what_is_no_place_is_refused(said: object) -> None:
    with pytest.raises(UsageError, match="is no place"):
        place_of(said)


def test_geojson_that_is_none_is_refused() -> None:
    with pytest.raises(EditError, match="place is no GeoJSON geometry"):
        place_of({"type": "Circle"})


def test_edits_take_places_as_people_write_them(town: City) -> None:
    plan = Scenario.on(town, "Plan")
    at = lonlat(-60, -60)
    made = plan.add_object("amenities", at, **{"class": "health"}).add_trees([at, lonlat(-60, -70)])
    assert made.applied.amenities.geometry.loc["sketch/plan/1"].geom_type == "Point"
    assert len(made.applied.trees) == len(town.trees) + 2
    assert AddTrees(place=at).place == Point(at)  # type: ignore[arg-type]
    assert plan.add_park(mapping(block(-60, -60, 20))).edits[0].place == block(-60, -60, 20)


def test_a_place_of_another_kind_is_refused_with_the_number_of_the_edit(town: City) -> None:
    with pytest.raises(TwinError, match="Edit 1: place is no GeoJSON geometry of the kind"):
        Scenario.on(town, "Plan").modal_filter(LineString([lonlat(0, 0), lonlat(9, 9)]))


def test_a_shape_of_one_part_is_that_part(town: City) -> None:
    plan = Scenario.on(town, "Plan")
    park = block(-60, -60, 20)
    assert plan.add_park(MultiPolygon([park])).edits[0].place == park
    line = LineString([lonlat(-100, -50), lonlat(-60, -50)])
    assert plan.add_tree_row(MultiLineString([line])).edits[0].place == line
    said = {"kind": "add_park", "target": {"layer": "green_space"}, "after": {}}
    assert edit_from_json({**said, "place": mapping(MultiPolygon([park]))}).place == park


def test_shapes_of_several_parts_are_refused_where_one_is_wanted(town: City) -> None:
    two = MultiPolygon([block(-60, -60, 20), block(-100, -60, 20)])
    with pytest.raises(TwinError, match=r"place has 2 parts \(MultiPolygon\) and one is wanted here. Draw each"):
        Scenario.on(town, "Plan").add_park(two)


def test_a_line_without_length_is_refused_as_such(town: City) -> None:
    with pytest.raises(TwinError, match="The line has no length"):
        Scenario.on(town, "Plan").add_street([lonlat(-60, -60), lonlat(-60, -60)])


def test_an_area_that_reaches_beyond_the_city_is_told_from_one_outside(town: City) -> None:
    west, south = town.frame.to_lonlat_points(*town.frame.bounds[:2])
    with pytest.raises(TwinError, match="The place reaches beyond the city"):
        Scenario.on(town, "Plan").add_park(box(west - 0.01, south - 0.01, west + 0.01, south + 0.01))
