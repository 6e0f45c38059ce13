from layers.building_columns import RULES
from layers.building_titles import BUILDING, LAND_USE


def test_every_building_that_has_a_use_has_a_title() -> None:
    known = set().union(*(values or () for _, key, values in RULES if key == "building"))
    assert not known - set(BUILDING)


def test_land_for_homes_is_not_called_a_building() -> None:
    assert (LAND_USE["residential"], LAND_USE["school"]) == ("housing", "school")
