"""Hours of the day, as edits that hold at some hours say them."""

from datetime import time

import pytest

from twin.column_words import value_words
from twin.edit_fields import EditError
from twin.hours import hours_from_text, hours_text, is_within


def test_several_ranges_are_read_in_their_order() -> None:
    assert hours_from_text("16:00-18:30, 07:00–09:00") == [(time(16), time(18, 30)), (time(7), time(9))]


@pytest.mark.parametrize("text", ["7-9,16-18:30", "07:00 - 9, 16:00–18:30"])
def test_the_minutes_of_a_full_hour_may_be_left_out(text: str) -> None:
    assert hours_from_text(text) == [(time(7), time(9)), (time(16), time(18, 30))]


@pytest.mark.parametrize(
    ("at", "holds"), [(time(6, 59), False), (time(7), True), (time(8, 59), True), (time(9), False)]
)
def test_a_range_holds_from_its_begin_until_its_end(at: time, holds: bool) -> None:
    assert is_within(at, hours_from_text("07:00-09:00")) == holds


@pytest.mark.parametrize(("at", "holds"), [(time(23), True), (time(0), True), (time(6), False), (time(12), False)])
def test_a_range_may_run_over_midnight(at: time, holds: bool) -> None:
    assert is_within(at, hours_from_text("22:00-06:00")) == holds


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no range of hours"),
        ("7", "no range of hours"),
        ("7-24", "no range of hours"),
        ("730-900", "no range of hours"),
        ("07:00-25:00", "no range of hours"),
        ("08:00-08:00", "ends when it begins"),
        ("07:00-09:00,08:00-10:00", "some hours twice"),
        ("22:00-06:00,05:00-07:00", "some hours twice"),
    ],
)
def test_other_texts_are_refused_with_what_to_write(text: str, reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        hours_from_text(text)


def test_hours_are_said_in_words() -> None:
    assert hours_text(hours_from_text("07:00-09:00,22:00-06:00"), "ro") == "între 07:00 și 09:00, între 22:00 și 06:00"


def test_a_closure_by_hours_is_told_in_words() -> None:
    assert value_words("no;22:00-06:00", None, "en") == "no, from 22:00 to 06:00"
    assert value_words("no;7-9", None, "ro") == "nu, între 07:00 și 09:00"
    assert value_words("no;yes", None, "en") == "no;yes"
