"""The timetable of a city: lines, the stops they serve in order, and when they run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_S = 86400
DAYTIME_S = (6 * 3600, 22 * 3600)  # the hours whose departures make a headway
DAYS_COMPARED = 731  # a calendar may run for decades; two years show every kind of day
TABLES = ("stops", "patterns", "calls", "trips", "stop_times", "services", "exceptions", "about")


@dataclass(frozen=True)
class Timetable:
    """Lines of public transport over a city, with times where the feed has them.

    `stops`: index stop id (that of the layer `transit` where it shows this stop); name, x_m, y_m, wheelchair.
    `patterns`: one row for a line that serves the same stops in the same order, index 0, 1, …; route (id in
    the layer `transit_lines`), line ("33"), mode, direction (what its vehicles show), headway_s (mean from 6 to
    22 h of a normal weekday; NaN where none runs then), trips (in the whole timetable; 0 without times),
    tier (the feed's where times say so, `estimated` where the recipe does).
    `calls`: the stops of each pattern in order: pattern, stop, ride_s (from the call before to this one, 0 at the
    first; time at stops included), board, alight (whether passengers may), way (WKB of the line it runs from the call
    before; None at the first, and where the feed has no shape of it). Rows of a pattern stand together.
    `trips`: index 0, 1, …; trip_id, pattern, service, first (its first row of `stop_times`, as many as its pattern has
    calls). `stop_times`: arrival_s, departure_s after the midnight the service day begins with, past 86400 for
    the hours after the next.
    `services`: index service; monday … sunday, start, end (NaT: for ever). `exceptions`: service, date, runs.
    """

    stops: pd.DataFrame
    patterns: pd.DataFrame
    calls: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    services: pd.DataFrame
    exceptions: pd.DataFrame
    time_zone: str | None = field(default=None)

    def __repr__(self) -> str:
        return f"Timetable({len(self.stops)} stops, {len(self.patterns)} patterns, {len(self.trips)} trips)"

    @property
    def has_times(self) -> bool:
        """Whether any line runs by exact times."""
        return len(self.trips) > 0

    @property
    def lines(self) -> list[str]:
        """The names of the lines, each once, in the order of the patterns."""
        return list(dict.fromkeys(self.patterns["line"]))

    def services_on(self, day: date) -> NDArray[np.bool_]:
        """Return which rows of `services` run on a day. Raises UsageError outside the days the timetable covers."""
        first, last = self.days
        if (first and day < first) or (last and day > last):
            raise UsageError(
                N_("The timetable covers {first} to {last}, not {day}. Choose a day in between."),
                first=first or "–",
                last=last or "–",
                day=day,
            )
        return self.running_on(day)

    def running_on(self, day: date) -> NDArray[np.bool_]:
        """Return which rows of `services` run on a day, none outside the days the timetable covers."""
        return self._running(np.array([day], dtype="datetime64[D]"))[:, 0]

    @cached_property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day of the timetable; None: no end on that side."""
        added = _days(self.exceptions["date"])[self.exceptions["runs"].to_numpy(bool)]
        if not self.has_times:
            return None, None
        weekly = self.services[list(WEEKDAYS)].any(axis=1).to_numpy(bool)
        start, end = (_days(self.services[name])[weekly] for name in ("start", "end"))
        first = None if np.isnat(start).any() else min([*start.tolist(), *added.tolist()])
        last = None if np.isnat(end).any() else max([*end.tolist(), *added.tolist()])
        return first, last

    @cached_property
    def normal_weekday(self) -> date | None:
        """The first of the busiest days from Monday to Friday that are no exception, by trips in the daytime.

        As many trips as one weekday in twenty has, at least. Any day of the week where nothing runs on these;
        None without times.
        """
        days = self._days_compared()
        by_service = np.bincount(self.service_of_trip[self.by_day], minlength=len(self.services))
        trips = by_service @ self._running(days)
        for chosen in (np.is_busday(days) & (trips > 0), trips > 0):
            if chosen.any():
                counts, how_often = np.unique(trips[chosen], return_counts=True)
                busiest = counts[how_often >= chosen.sum() / 20].max(initial=counts[np.argmax(how_often)])
                return date.fromisoformat(str(days[chosen & (trips == busiest)][0]))
        return None

    @cached_property
    def by_day(self) -> NDArray[np.bool_]:
        """Which rows of `trips` start in the daytime, from 6 to 22 h."""
        departs = self.stop_times["departure_s"].to_numpy()[self.trips["first"].to_numpy()]
        return np.asarray((departs >= DAYTIME_S[0]) & (departs < DAYTIME_S[1]))

    @cached_property
    def service_of_trip(self) -> NDArray[np.int64]:
        """The row of `services` of each trip."""
        return np.asarray(self.services.index.get_indexer(pd.Index(self.trips["service"])), np.int64)

    def _running(self, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Return which service (row) runs on which day (column)."""
        weekly = self.services[list(WEEKDAYS)].to_numpy(bool)
        weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
        start, end = (_days(self.services[name])[:, None] for name in ("start", "end"))
        runs = weekly[:, weekday] & (np.isnat(start) | (days >= start)) & (np.isnat(end) | (days <= end))
        changed = self.exceptions[np.isin(_days(self.exceptions["date"]), days)]
        order = np.argsort(days)
        column = order[np.searchsorted(days, _days(changed["date"]), sorter=order)]
        runs[self.services.index.get_indexer(pd.Index(changed["service"])), column] = changed["runs"].to_numpy(bool)
        return np.asarray(runs, bool)

    def _days_compared(self) -> NDArray[np.datetime64]:
        if not self.has_times:
            return np.array([], dtype="datetime64[D]")
        first, last = self.days
        start = np.datetime64(first or (last and date.fromordinal(last.toordinal() - 6)) or date(2024, 1, 1))
        end = np.datetime64(last) if last else start + 6
        return np.arange(start, min(end, start + DAYS_COMPARED) + 1)

    def to_tables(self) -> dict[str, pd.DataFrame]:
        """Return the timetable as tables by name, to be kept as files."""
        about = pd.DataFrame({"time_zone": pd.Series([self.time_zone], dtype="str")})
        return {name: about if name == "about" else getattr(self, name) for name in TABLES}

    @classmethod
    def from_tables(cls, tables: Mapping[str, pd.DataFrame]) -> "Timetable":
        """Return the timetable of the tables that `to_tables` gave. Raises KeyError where one is missing."""
        zone = tables["about"]["time_zone"].iloc[0]
        kept = {name: tables[name] for name in TABLES if name != "about"}
        return cls(**kept, time_zone=zone if isinstance(zone, str) else None)


def _days(times: pd.Series) -> NDArray[np.datetime64]:
    return times.to_numpy(dtype="datetime64[D]")
