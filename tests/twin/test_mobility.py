import numpy as np

from tests.twin.tiny_graph import graph_of

# A chain of 30 nodes 10 m apart; the last five hang on link 24.
CHAIN = graph_of([(10 * k, 0) for k in range(30)], [(k, k + 1) for k in range(29)])


def test_a_part_cut_off_by_a_closure_stays_where_its_people_are() -> None:
    usable = CHAIN.closing([24]).usable_links("walk")
    assert usable.tolist() == [k for k in range(29) if k != 24]


def test_a_small_part_that_was_never_joined_is_not_usable() -> None:
    apart = graph_of([(10 * k, 0) for k in range(30)], [(k, k + 1) for k in range(29) if k != 24])
    usable = apart.usable_links("walk")
    assert usable.tolist() == list(range(24))


def test_closing_for_cars_leaves_walkers_alone() -> None:
    closed = CHAIN.closing([3], modes=["car"])
    assert not closed.is_open("car")[3]
    assert closed.is_open("walk")[3]
    assert np.isfinite(CHAIN.seconds("car")).all()


def test_closing_twice_closes_both() -> None:
    closed = CHAIN.closing([3]).closing([5])
    assert np.flatnonzero(~closed.is_open("walk")).tolist() == [3, 5]
    assert 4 in closed.usable_links("walk")
