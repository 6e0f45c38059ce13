import math

import pandas as pd
import pytest

from geodata.height_regime import storeys_of_regime
from geodata.tags import (
    ABSURD,
    DIRECTION,
    HIGHEST,
    LOWEST,
    NEGATIVE,
    NO_LIMIT,
    NO_UNIT,
    ROUNDED_UP,
    TURNED,
    UNREADABLE,
    ZERO,
    Reading,
    bearing_deg,
    count,
    counts,
    flags,
    incline_percent,
    inclines_percent,
    length_m,
    lengths_m,
    level_count,
    level_counts,
    number,
    numbers,
    power_kw,
    powers_kw,
    reading_report,
    speed_kmh,
    speeds_kmh,
    values_of,
    yes_no,
)


def outcome(reading: Reading) -> tuple[object, str]:
    value = None if reading.value is None else round(reading.value, 3)
    assert reading.outcome == ("unreadable" if value is None else "repaired" if reading.reason else "read")
    return value, reading.reason


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("16", 16, ""),
        ("16 m", 16, ""),
        ("16,5", 16.5, ""),
        ("16.5m", 16.5, ""),
        (" 16 metri ", 16, ""),
        ("150 cm", 1.5, ""),
        ("40 ft", 12.192, ""),  # 40 × 0.3048
        ("52'6\"", 16.002, ""),  # 52 × 0.3048 + 6 × 0.0254
        ("12'", 3.658, ""),
        ("5-9", 9, HIGHEST),
        ("5 m - 7 m", 7, HIGHEST),
        ("3;4.5", 4.5, HIGHEST),
        ("600", 600, ""),
        ("601", None, ABSURD),
        ("0", None, ZERO),
        ("0 m", None, ZERO),
        ("-3", None, NEGATIVE),
        ("~16", None, UNREADABLE),
        ("16 storeys", None, UNREADABLE),
        ("1.2.3", None, UNREADABLE),
        ("", None, UNREADABLE),
    ],
)
def test_a_length_is_read_in_metres(text: str, value: float | None, reason: str) -> None:
    assert outcome(length_m(text)) == (value, reason)


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("4", 4, ""),
        ("1;2", 2, HIGHEST),
        ("5-9", 9, HIGHEST),
        ("5–9", 9, HIGHEST),
        ("4.5", 5, ROUNDED_UP),
        ("P", 1, ""),
        ("P+4E", 5, ""),
        ("S+P+8", 9, ""),
        ("P+2+M", 4, ""),
        ("P+4;P+6", 7, HIGHEST),
        ("0", None, ZERO),
        ("-1", None, NEGATIVE),
        ("163", 163, ""),
        ("164", None, ABSURD),
        ("4E", None, UNREADABLE),
        ("all age private school", None, UNREADABLE),
    ],
)
def test_storeys_are_counted_above_ground(text: str, value: int | None, reason: str) -> None:
    assert outcome(level_count(text)) == (value, reason)


@pytest.mark.parametrize(
    ("text", "storeys"),
    [
        ("parter", 1),
        ("P + 4 etaje", 5),
        ("D+P+2", 3),
        ("2S+P+8E+Er", 10),
        ("S1+S2+P+E", 2),
        ("P+M", 2),
        ("P+Mz+3E", 5),
        ("P+2E+Pod", 3),
        ("S+4", None),
        ("P+x", None),
        ("5", None),
    ],
)
def test_the_romanian_notation_counts_what_stands_above_ground(text: str, storeys: int | None) -> None:
    assert storeys_of_regime(text) == storeys


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("50", 50, ""),
        ("50 km/h", 50, ""),
        ("30 mph", 48.28, ""),
        ("RO:urban", 50, ""),
        ("RO:rural", 90, ""),
        ("RO:motorway", 130, ""),
        ("walk", 5, ""),
        ("50;30", 30, LOWEST),
        ("50; RO:urban", 50, LOWEST),
        ("none", None, NO_LIMIT),
        ("0", None, ZERO),
        ("500", None, ABSURD),
        ("DE:urban", None, UNREADABLE),
    ],
)
def test_a_speed_is_read_in_kilometres_per_hour(text: str, value: float | None, reason: str) -> None:
    assert outcome(speed_kmh(text)) == (value, reason)


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("5%", 5, ""),
        ("-3 %", -3, ""),
        ("0", 0, ""),
        ("10°", round(100 * math.tan(math.pi / 18), 3), ""),
        ("45°", 100, ""),
        ("7", 7, NO_UNIT),
        ("up", None, DIRECTION),
        ("down", None, DIRECTION),
        ("120%", None, ABSURD),
        ("steep", None, UNREADABLE),
    ],
)
def test_a_slope_is_read_in_percent(text: str, value: float | None, reason: str) -> None:
    assert outcome(incline_percent(text)) == (value, reason)


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("12", 12, ""),
        ("0", 0, ""),
        ("no", 0, ""),
        ("1.500", 1500, ""),
        ("319 279", 319279, ""),
        ("5-9", 5, LOWEST),
        ("-2", None, NEGATIVE),
        ("12.5", None, UNREADABLE),
        ("yes", None, UNREADABLE),
    ],
)
def test_things_are_counted_in_whole_numbers(text: str, value: int | None, reason: str) -> None:
    assert outcome(count(text)) == (value, reason)


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("22 kW", 22, ""),
        ("7,4 kW", 7.4, ""),
        ("50000 W", 50, ""),
        ("22 kVA", 22, ""),
        ("22", 22, NO_UNIT),
        ("22000", 22, NO_UNIT),
        ("11;22 kW", 22, HIGHEST),
        ("0", None, ZERO),
        ("5 MW", None, ABSURD),
        ("2x22 kW", None, UNREADABLE),
    ],
)
def test_a_power_is_read_in_kilowatts(text: str, value: float | None, reason: str) -> None:
    assert outcome(power_kw(text)) == (value, reason)


@pytest.mark.parametrize(("text", "value"), [("yes", 1), ("Da", 1), ("no", 0), ("none", 0), ("designated", None)])
def test_yes_is_one_and_no_is_nought(text: str, value: int | None) -> None:
    assert yes_no(text).value == value


@pytest.mark.parametrize(("text", "value"), [("-1", -1), ("0", 0), ("1435;1520", 1520), ("two", None)])
def test_a_number_may_be_nought_or_less(text: str, value: float | None) -> None:
    assert number(text).value == value


def test_a_list_of_values_keeps_its_order_and_each_once() -> None:
    assert values_of("b; a;b;") == ("b", "a")


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (lengths_m, "16 m", 16),
        (level_counts, "P+4E", 5),
        (speeds_kmh, "RO:urban", 50),
        (inclines_percent, "5%", 5),
        (counts, "12", 12),
        (powers_kw, "22 kW", 22),
        (numbers, "-1", -1),
    ],
)
def test_a_series_is_read_with_its_index_and_missing_stays_missing(read, text: str, value: float) -> None:
    made = read(pd.Series([text, None, "?"], index=["a", "b", "b"], dtype=object))
    assert made.loc["a"] == value
    assert made.dtype == "float64"
    assert (list(made.index), list(made.isna())) == (["a", "b", "b"], [False, True, True])


def test_a_series_of_numbers_stays_numbers_and_an_empty_one_is_empty() -> None:
    assert list(lengths_m(pd.Series([16.0, 3.5]))) == [16.0, 3.5]
    assert lengths_m(pd.Series([], dtype=object)).dtype == "float64"
    assert lengths_m(pd.Series([None], dtype=object)).dtype == "float64"


def test_flags_are_booleans_with_missing() -> None:
    assert list(flags(pd.Series(["yes", "no"], dtype=object))) == [True, False]
    assert flags(pd.Series(["perhaps", None], dtype=object)).isna().all()


def test_the_report_names_each_value_that_was_chosen_or_not_read() -> None:
    heights = pd.Series(["16", "5-9", None, "tall"], index=["way/1", "way/2", "way/3", "way/4"], name="height")
    report = reading_report(heights, length_m, layer="buildings")
    told = {e.reason: (e.action, e.count, e.examples) for e in report.entries}
    assert told == {
        HIGHEST: ("repaired", 1, ("way/2 height=5-9",)),
        UNREADABLE: ("repaired", 1, ("way/4 height=tall",)),
    }


@pytest.mark.parametrize(
    ("text", "bearing"), [("N", 0.0), ("SSW", 202.5), ("135", 135.0), ("135°", 135.0), ("-90", 270.0), ("up", None)]
)
def test_a_direction_is_degrees_clockwise_from_north(text: str, bearing: float | None) -> None:
    assert bearing_deg(text).value == bearing


@pytest.mark.parametrize(("text", "reason"), [("0", ""), ("360", ""), ("720", TURNED), ("-45°", TURNED)])
def test_a_direction_beyond_a_turn_is_told(text: str, reason: str) -> None:
    assert bearing_deg(text).reason == reason
