import numpy as np
import shapely

from layers.buildings import KIND
from layers.surroundings import BLOCKS_AMONG_HOMES, Surroundings, surroundings

from .tables import context_of, layer_of, raw_table, square

KINDS = ("apartments", "apartments", "house", "yes")  # squares of 20, 20, 10 and 8 m


def _around(**raw_points: str) -> Surroundings:
    """Return what is around the last of four buildings in a row; `raw_points` are tags of a place inside it."""
    sizes = (20, 20, 10, 8)
    raw = raw_table(*((f"way/{i}", square(30 * i, 0, sizes[i]), {"building": k}) for i, k in enumerate(KINDS)))
    table = layer_of(KIND, raw)[0].table
    places = raw_table(("node/1", shapely.Point(94, 4), raw_points))
    return surroundings(table, context_of(raw={"amenities": places}), beside_m=25, small_m2=(30, 100))


def test_blocks_are_counted_among_the_mapped_homes_near() -> None:
    around = _around(amenity="cafe")
    assert (around.blocks[3], around.near[3]) == (2 / 3, 3)


def test_the_median_of_what_stands_near_has_the_building_itself_in_it() -> None:
    assert _around(amenity="cafe").usual_m2[3] == 100  # of 64, 100, 400 and 400 the lower of the two in the middle


def test_the_largest_building_beside_is_not_the_building_itself() -> None:
    assert _around(amenity="cafe").beside_m2[3] == 100


def test_a_cafe_takes_a_floor_a_school_a_building_a_cash_machine_nothing() -> None:
    found = [_around(amenity=kind) for kind in ("cafe", "school", "atm")]
    assert [(bool(a.shop[3]), bool(a.whole[3])) for a in found] == [(True, False), (False, True), (False, False)]


def test_nothing_is_known_around_a_sketch() -> None:
    around = Surroundings.unknown(2)
    assert around.blocks.tolist() == [BLOCKS_AMONG_HOMES] * 2
    assert not np.concatenate([around.whole, around.shop]).any()
