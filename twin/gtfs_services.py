"""On which days and how often the trips of a feed run: calendar.txt, calendar_dates.txt, frequencies.txt."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.gtfs import GtfsTables
from geodata.gtfs_feed import FEED, seconds
from geodata.language import N_
from geodata.report import Report, report_of

from .timetable import WEEKDAYS

EVERY_DAY = "every day"
SHORTEST_HEADWAY_S = 10.0

DAILY = N_("feed with times but without a calendar: its trips are taken to run every day")
BAD_DAYS = N_("row of the calendar without days that can be read")
BAD_CHANGE = N_("row of calendar_dates.txt that cannot be read")
BAD_FREQUENCY = N_("row of frequencies.txt that cannot be read")


def services_of(tables: GtfsTables) -> tuple[pd.DataFrame, pd.DataFrame, Report]:
    """Return the tables `services` and `exceptions` of a timetable; without a calendar, one service of every day."""
    weekly, read = _weekly(tables.calendar)
    exceptions, changed = _exceptions(tables.calendar_dates)
    if tables.calendar.empty and tables.calendar_dates.empty:
        daily = _weekly_table(pd.Index([EVERY_DAY]), dict.fromkeys(WEEKDAYS, True))
        return daily, exceptions, report_of(FEED, "assumed", DAILY, [EVERY_DAY])
    only_dated = pd.Index(exceptions["service"].unique()).difference(weekly.index)
    dated = _weekly_table(only_dated, dict.fromkeys(WEEKDAYS, False))
    return (pd.concat([weekly, dated]) if len(dated) else weekly), exceptions, read + changed


def _weekly(calendar: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    ids = calendar["service_id"]
    start, end = (dates(_column(calendar, name)) for name in ("start_date", "end_date"))
    bad = (start.isna() | end.isna() | (start > end) | ids.isna() | ids.duplicated()).to_numpy(bool)
    days = {day: _column(calendar, day).eq("1").to_numpy(bool, na_value=False)[~bad] for day in WEEKDAYS}
    table = _weekly_table(pd.Index(ids[~bad]), days)
    table = table.assign(start=start[~bad].array, end=end[~bad].array)
    return table, report_of(FEED, "dropped", BAD_DAYS, ids[bad])


def _weekly_table(ids: pd.Index, days: dict[str, bool] | dict[str, NDArray[np.bool_]]) -> pd.DataFrame:
    never = np.full(len(ids), np.datetime64("NaT"), dtype="datetime64[ms]")
    return pd.DataFrame({**days, "start": never, "end": never}, index=ids.astype("str")).rename_axis("service")


def _exceptions(changes: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    kind, day = _column(changes, "exception_type"), dates(changes["date"])
    bad = (day.isna() | ~kind.isin(["1", "2"]) | changes["service_id"].isna()).to_numpy(bool)
    table = pd.DataFrame({"service": changes["service_id"], "date": day, "runs": kind.isin(["1"])})[~bad]
    table = table.drop_duplicates(["service", "date"], keep="last").reset_index(drop=True)
    return table, report_of(FEED, "dropped", BAD_CHANGE, changes["service_id"][bad])


def dates(texts: pd.Series) -> pd.Series:
    """Return "20260131" as a day; NaT for any other text."""
    return pd.to_datetime(texts, format="%Y%m%d", errors="coerce").astype("datetime64[ms]")


def departures_of(frequencies: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    """Return every departure that frequencies.txt stands for: trip_id, departure_s.

    A row means one vehicle each `headway_secs` from `start_time` on, the last before `end_time`.
    """
    start, end = (seconds(_column(frequencies, name)).to_numpy() for name in ("start_time", "end_time"))
    headway = pd.to_numeric(_column(frequencies, "headway_secs"), errors="coerce").to_numpy(float, na_value=np.nan)
    good = (start < end) & (headway >= SHORTEST_HEADWAY_S)
    count = np.ceil((end[good] - start[good]) / headway[good]).astype(np.int64)
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    departure = np.repeat(start[good], count) + nth * np.repeat(headway[good], count)
    ids = frequencies["trip_id"].to_numpy()
    table = pd.DataFrame({"trip_id": np.repeat(ids[good], count), "departure_s": departure})
    return table.drop_duplicates(), report_of(FEED, "dropped", BAD_FREQUENCY, ids[~good])


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name] if name in table else pd.Series(np.nan, index=table.index, dtype="str")
