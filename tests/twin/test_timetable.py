"""A timetable knows its days, and is the same again after it was kept in files."""

import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import UsageError
from tests.feeds import FEED, timetable_of
from twin.timetable import Timetable

MONDAY, SATURDAY = date(2026, 1, 5), date(2026, 1, 10)


def test_a_service_runs_on_its_weekdays(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path)
    assert [timetable.services_on(day).tolist() for day in (MONDAY, SATURDAY)] == [[True], [False]]


def test_exceptions_take_days_away_and_add_some(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nw,20260105,2\nw,20260110,1\n"
    timetable = timetable_of(tmp_path, calendar_dates=dates)
    assert [timetable.services_on(day).tolist() for day in (MONDAY, SATURDAY)] == [[False], [True]]


def test_a_day_outside_the_timetable_is_an_error_that_names_its_days(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="covers 2026-01-05 to 2026-01-31, not 2026-02-01"):
        timetable_of(tmp_path).services_on(date(2026, 2, 1))


def test_an_added_day_after_the_calendar_belongs_to_the_timetable(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path, calendar_dates="service_id,date,exception_type\nw,20260203,1\n")
    assert timetable.days == (MONDAY, date(2026, 2, 3))
    assert timetable.services_on(date(2026, 2, 3)).all()
    assert not timetable.services_on(date(2026, 2, 2)).any()


def test_a_service_may_be_made_of_dates_alone(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\nw,20260107,1\n"
    timetable = timetable_of(tmp_path, calendar=None, calendar_dates=dates)
    assert timetable.days == (date(2026, 1, 7), date(2026, 1, 7))


def test_without_a_calendar_every_day_is_covered(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path, calendar=None)
    assert timetable.days == (None, None)
    assert timetable.services_on(date(1999, 12, 31)).all()


def test_the_normal_weekday_has_the_most_trips_but_is_no_exception(tmp_path: Path) -> None:
    trips = FEED["trips"] + "1,feast,Parcul,0,feast\n1,school,Parcul,0,school\n"
    times = FEED["stop_times"] + "feast,a,1,8:00:00,8:00:00\nfeast,b,2,8:03:00,8:03:00\n"
    times += times.replace("feast,", "school,").split("back,a,3,9:05:00,9:05:00\n")[1]
    calendar = FEED["calendar"].replace("20260131", "20261231") + "school,1,1,1,1,1,0,0,20260202,20260630\n"
    dates = "service_id,date,exception_type\nfeast,20260514,1\n"
    timetable = timetable_of(tmp_path, trips=trips, stop_times=times, calendar=calendar, calendar_dates=dates)
    assert timetable.normal_weekday == date(2026, 2, 2)


def test_a_timetable_of_weekends_is_judged_by_its_weekends(tmp_path: Path) -> None:
    timetable = timetable_of(tmp_path, calendar=FEED["calendar"].replace("1,1,1,1,1,0,0", "0,0,0,0,0,1,1"))
    assert timetable.normal_weekday == SATURDAY


@pytest.mark.parametrize("times", [FEED["stop_times"], "trip_id,stop_id,stop_sequence\nthere,a,1\nthere,b,2\n"])
def test_a_timetable_kept_in_parquet_files_is_the_same(tmp_path: Path, times: str) -> None:
    timetable = timetable_of(tmp_path, stop_times=times)
    kept = {}
    for name, table in timetable.to_tables().items():
        table.to_parquet(file := io.BytesIO())
        kept[name] = pd.read_parquet(file)
    again = Timetable.from_tables(kept)
    for name, table in timetable.to_tables().items():
        pd.testing.assert_frame_equal(again.to_tables()[name], table)
    assert (again.time_zone, again.days, again.lines) == ("Europe/Bucharest", timetable.days, ["2"])
