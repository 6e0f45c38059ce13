"""Numbers with their units: nouns in the form that fits the number, units as they are."""

import pytest

from twin.amounts import amount_text
from twin.differences import difference_text, interval_text, value_text


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1.0, "trees", "1 arbore"),
        (19.0, "trees", "19 arbori"),
        (100.0, "trees", "100 de arbori"),
        (40.0, "biciclete", "40 de biciclete"),
        (101.0, "residents", "101 locuitori"),
        (1279.0, "residents", "1.279 de locuitori"),
        (20.0, "min", "20 min"),
        (20.0, "", "20"),
    ],
)
def test_whole_numbers_take_de_in_romanian_as_people_say_them(value: float, unit: str, said: str) -> None:
    assert value_text(value, unit, 0, "ro") == said


def test_decimals_and_signs_keep_their_form() -> None:
    assert value_text(20.5, "locuitori", 1, "ro") == "20,5 locuitori"
    assert value_text(1.0, "residents", 0, "en") == "1 resident"
    assert amount_text("−25", -25.0, "residents", "ro") == "−25 de locuitori"
    row = {"before": 400.0, "after": 437.0, "difference": 37.0, "relative": 37 / 400, "verdict": "worse"}
    assert difference_text(row, "locuitori", 0, "ro") == "+37 de locuitori (+9,2 %)"  # type: ignore[arg-type]


def test_numbers_beside_each_other_have_the_same_decimals() -> None:
    assert value_text(12.0, "%", 1, "en", beside=[12.1]) == "12.0 %"
    assert value_text(12.0, "%", 1, "en", beside=[13.0]) == "12 %"
    assert interval_text([1.39, 1.4], 2, "ro") == "1,39 – 1,40"
    assert interval_text([], 2, "ro") == ""
