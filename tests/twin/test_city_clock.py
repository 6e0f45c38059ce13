"""The clock of a city: its days, with those on which the clock is put forward or back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geodata.errors import RecipeError, UsageError
from geodata.recipe_file import read_recipe
from twin.city import City
from twin.city_clock import STEP, CityClock, moment_from_text
from twin.store import open_store, write_store

CLOCK = CityClock(ZoneInfo("Europe/Bucharest"), True, True, (date(2026, 1, 1), None))


@pytest.mark.parametrize(
    ("day", "steps"), [("2026-11-30T08:15", 96), ("2026-03-29T12:00", 92), ("2026-10-25T12:00", 100)]
)
def test_a_day_has_as_many_quarter_hours_as_its_clock_says(day: str, steps: int) -> None:
    begins, count = CLOCK.day(moment_from_text(day))
    assert (f"{begins:%H:%M}", count) == ("00:00", steps)
    last = CLOCK.local(begins.astimezone(UTC) + (count - 1) * STEP)
    assert f"{last:%Y-%m-%d %H:%M}" == f"{day[:10]} 23:45"


def test_an_hour_that_the_clock_jumps_over_becomes_the_one_after_it() -> None:
    assert CLOCK.local(moment_from_text("2026-03-29T03:30")).isoformat() == "2026-03-29T04:30:00+03:00"


def test_an_offset_tells_the_two_hours_apart_that_come_twice() -> None:
    first, second = (CLOCK.local(moment_from_text(f"2026-10-25T03:30{offset}")) for offset in ("", "+02:00"))
    assert (first.isoformat(), second.isoformat()) == ("2026-10-25T03:30:00+03:00", "2026-10-25T03:30:00+02:00")
    assert CLOCK.local(datetime(2026, 7, 1, 5, 15, 59, tzinfo=UTC)).isoformat() == "2026-07-01T08:15:00+03:00"


@pytest.mark.parametrize(
    "text", [None, 7, "", "soon", "2026-11-30", "2026-13-01T08:15", "1999-11-30T08:15", "2026-11-30T08:15:77", "9" * 99]
)
def test_what_is_no_moment_is_refused(text: object) -> None:
    with pytest.raises(UsageError, match="no day and time"):
        moment_from_text(text)


@pytest.mark.parametrize(
    "text",
    ["2026-12-21T12:33:00+02:00", "2026-12-21T12:33+0200", "2026-12-21 12:33+02", "2026-12-21T10:33Z",
     "2026-12-21T10:33:00.000000+00:00", "20261221T1033Z"],
)  # fmt: skip
def test_a_moment_is_read_in_whatever_form_of_iso_8601_it_is_written(text: str) -> None:
    assert moment_from_text(text) == datetime(2026, 12, 21, 10, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-13-01T08:15", "Write it as"),
        ("2026-11-30", "the time is missing"),
        ("1999-11-30T08:15", "from 2000 to 2099"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_a_moment(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        moment_from_text(text)


def test_the_clock_of_a_city_is_that_of_its_timetable(demo_city: City, tiny_city: City) -> None:
    clock = CityClock.of(demo_city)
    assert (str(clock.zone), clock.is_stated, clock.has_times) == ("Europe/Bucharest", True, True)
    assert clock.runs_on(date(2026, 11, 30))
    assert not clock.runs_on(date(2050, 1, 1))
    assert not CityClock.of(tiny_city).is_stated


def test_where_no_timetable_says_the_zone_the_recipe_does(tiny_city: City, demo_city: City, tmp_path: Path) -> None:
    def clock_of(city: City, zone: str | None) -> CityClock:
        return CityClock.of(replace(city, recipe=replace(city.recipe, time_zone=zone)))

    zoned = replace(tiny_city, recipe=replace(tiny_city.recipe, time_zone="Europe/Bucharest"))
    clock = CityClock.of(open_store(write_store(zoned, tmp_path / "zoned").folder).city)
    assert (clock.name, clock.is_stated, clock.has_times, clock.days) == ("Europe/Bucharest", True, False, (None, None))
    assert clock_of(demo_city, "Asia/Tokyo").name == "Europe/Bucharest"  # the timetable is nearer to the truth


@pytest.mark.parametrize("zone", ["Europe/Temeswar", "Europe", "../etc/passwd", ""])
def test_a_recipe_with_an_unknown_time_zone_is_refused(tmp_path: Path, zone: str) -> None:
    text = (resources.files("geodata") / "cities" / "timisoara.toml").read_text(encoding="utf-8")
    path = tmp_path / "town.toml"
    path.write_text(text.replace('"Europe/Bucharest"', f'"{zone}"'), encoding="utf-8")
    with pytest.raises(RecipeError, match="time_zone must be a time zone such as Europe/Bucharest"):
        read_recipe(path)
