from layers.amenities import GROCERY_SHOPS, KIND
from layers.place_titles import AMENITY


def test_every_amenity_that_is_chosen_by_name_has_a_title() -> None:
    assert KIND.osm
    chosen = GROCERY_SHOPS.union(*(values for values in KIND.osm.where.values() if values))
    assert not chosen - set(AMENITY)
