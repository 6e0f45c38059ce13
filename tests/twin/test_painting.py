"""What is said with painted objects is of single objects: sentence, unit and limits agree."""

import pytest

from twin.city import City
from twin.indicators import measure, usual_indicators
from twin.painting import painting_by_indicator, scopes
from twin.scale import diverging

WALK = "fifteen_minutes_walk"


def test_the_sentence_of_painted_homes_is_of_minutes_and_that_of_neighbourhoods_of_a_share(demo_city: City) -> None:
    board = measure(demo_city, ids=[WALK])
    homes, areas = (
        painting_by_indicator(board, None, WALK, side="after", scope=scope, language="en")
        for scope in ("objects", "neighbourhoods")
    )
    assert (homes.unit, areas.unit) == ("min", "%")
    assert homes.meaning == "Minutes on foot from each home to the farthest of all daily needs."
    assert areas.meaning.startswith("The share of residents")
    assert 15.0 in homes.scale.limits  # what the share is of


def test_whatever_is_painted_in_another_unit_has_a_sentence_of_its_own(demo_city: City) -> None:
    indicators = usual_indicators()
    board = measure(demo_city, ids=list(indicators))
    for id, found in board.measurements.items():
        if found.unknown is None and "objects" in scopes(board, id) and found.object_unit != indicators[id].unit:
            assert indicators[id].each, id


@pytest.mark.parametrize(
    ("noticed", "steps", "limits"),
    [
        (5 / 60, [0.7, 0.72, 0.88, 0.89], [0.1, 0.5]),
        (10.0, [12.0, 230.0, -700.0], [10.0, 200.0, 500.0]),
        (0.05, [0.04], [0.05]),
    ],
)
def test_limits_of_differences_are_round_and_the_same_to_both_sides(
    noticed: float, steps: list[float], limits: list[float]
) -> None:
    scale = diverging(steps, noticed=noticed, less_is_better=True)
    assert list(scale.limits) == pytest.approx([*(-end for end in reversed(limits)), *limits])
