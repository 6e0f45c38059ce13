import pytest

from layers import bike_lanes, streets, tag_titles, tracks
from layers.layer import layer_kinds


def test_every_way_that_is_a_street_has_a_title() -> None:
    assert not set(streets.SELECTED) - set(tag_titles.HIGHWAY)


def test_every_lane_that_is_drawn_has_a_title() -> None:
    assert not bike_lanes.LANE_VALUES - set(tag_titles.BIKE_LANE)


def test_every_siding_has_a_title() -> None:
    sidings = next(values for _, key, values in tracks.RULES if key == "service")
    assert sidings == set(tag_titles.RAIL_SERVICE)


@pytest.mark.parametrize("name", layer_kinds())
def test_the_class_of_an_object_is_written_as_a_title(name: str) -> None:
    kind = layer_kinds()[name]
    classes = [title for column in kind.columns if column.name == "class" for title in column.values.values()]
    assert all(title[0].isupper() for title in [*classes, *(entry.title for entry in kind.style.entries)])


def test_the_same_column_has_the_same_titles_in_every_layer() -> None:
    shared = ("access", "surface", "smoothness", "opening_hours", "wheelchair", "lit", "highway", "leaf_type")
    for name in shared:
        columns = [c for kind in layer_kinds().values() for c in kind.columns if c.name == name]
        assert columns
        assert all(column.values == columns[0].values for column in columns)
