from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.coverage import Coverage, most_covering

SETS = st.lists(st.lists(st.integers(0, 9), max_size=6, unique=True), min_size=1, max_size=6)
WEIGHTS = st.lists(st.integers(0, 20), min_size=10, max_size=10)


def covered(sets: list[list[int]], chosen: tuple[int, ...] | list[int], weight: np.ndarray) -> float:
    return float(weight[sorted({home for row in chosen for home in sets[row]})].sum())


def plain_greedy(sets: list[list[int]], weight: np.ndarray, count: int) -> list[int]:
    chosen: list[int] = []
    for _ in range(count):
        gains = [covered(sets, [*chosen, row], weight) - covered(sets, chosen, weight) for row in range(len(sets))]
        if max(gains) <= 0:
            break
        chosen.append(int(np.argmax(gains)))
    return chosen


def test_the_place_that_adds_most_comes_first_and_says_what_the_next_best_would_add() -> None:
    sets, weight = [[0, 1, 2], [2, 3], [4]], np.array([1.0, 1, 1, 5, 2])
    picks = most_covering(Coverage.from_sets(sets, homes=5), weight, count=3)
    assert [(p.candidate, p.gain, p.next_best) for p in picks] == [(1, 6.0, 3.0), (0, 2.0, 2.0), (2, 2.0, 0.0)]


def test_a_place_that_adds_nobody_is_not_chosen() -> None:
    coverage = Coverage.from_sets([[0], [0]], homes=1)
    assert len(most_covering(coverage, np.array([3.0]), count=2)) == 1


def test_homes_beyond_the_first_word_count() -> None:
    coverage = Coverage.from_sets([[0], [64, 129]], homes=130)
    picks = most_covering(coverage, np.ones(130), count=1)
    assert (picks[0].candidate, picks[0].gain) == (1, 2.0)
    assert coverage.members(1).tolist() == [64, 129]


@settings(max_examples=80, deadline=None)
@given(sets=SETS, weights=WEIGHTS, count=st.integers(1, 4))
def test_lazy_greedy_chooses_as_plain_greedy(sets: list[list[int]], weights: list[int], count: int) -> None:
    weight = np.array(weights, float)
    picks = most_covering(Coverage.from_sets(sets, homes=10), weight, count=count)
    assert [p.candidate for p in picks] == plain_greedy(sets, weight, count)


@settings(max_examples=80, deadline=None)
@given(sets=SETS, weights=WEIGHTS)
def test_one_site_is_the_best_of_all(sets: list[list[int]], weights: list[int]) -> None:
    weight = np.array(weights, float)
    picks = most_covering(Coverage.from_sets(sets, homes=10), weight, count=1)
    assert sum(p.gain for p in picks) == max(covered(sets, (row,), weight) for row in range(len(sets)))


@settings(max_examples=80, deadline=None)
@given(sets=SETS, weights=WEIGHTS, count=st.integers(1, 4))
def test_sites_together_stay_within_the_bound_of_the_best_choice(
    sets: list[list[int]], weights: list[int], count: int
) -> None:
    weight = np.array(weights, float)
    picks = most_covering(Coverage.from_sets(sets, homes=10), weight, count=count)
    best = max(covered(sets, some, weight) for some in combinations(range(len(sets)), min(count, len(sets))))
    assert best * (1 - 1 / np.e) - 1e-9 <= sum(p.gain for p in picks) <= best


@settings(max_examples=80, deadline=None)
@given(sets=SETS, weights=WEIGHTS, count=st.integers(1, 6))
def test_each_site_adds_no_more_than_the_one_before(sets: list[list[int]], weights: list[int], count: int) -> None:
    picks = most_covering(Coverage.from_sets(sets, homes=10), np.array(weights, float), count=count)
    gains = [p.gain for p in picks]
    assert gains == sorted(gains, reverse=True)
    assert all(p.gain >= p.next_best for p in picks)
