"""The clock of a city: moments as its people write them, and the quarter hours of one of its days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from geodata.errors import UsageError
from geodata.language import N_, date_text, moment_text

from .city import City

STEP = timedelta(minutes=15)
FIRST_YEAR, LAST_YEAR = 2000, 2099  # of moments that can be chosen; others are slips of the keyboard
NO_MOMENT = N_("“{text}” is no day and time. Write it as 2026-11-30T08:15.")
NO_TIME_OF_DAY = N_("“{text}” is no day and time: the time is missing. Write it as 2026-11-30T08:15.")
OTHER_YEAR = N_("“{text}” is no day and time from {first} to {last}. Choose one of these years.")


@dataclass(frozen=True)
class CityClock:
    """What time it is in a city, and of which days its timetable has trips at clock times.

    `is_stated` is False where neither timetable nor recipe says the zone: UTC then. `days`: first and last day of the
    timetable, None for no end on that side.
    """

    zone: tzinfo
    is_stated: bool
    has_times: bool
    days: tuple[date | None, date | None]

    @classmethod
    def of(cls, city: City) -> "CityClock":
        """Return the clock of a city: its timetable's, which is read, else its recipe's."""
        timetable = city.timetable
        zone = (timetable.time_zone if timetable else None) or city.recipe.time_zone
        has_times = timetable is not None and timetable.has_times
        if not zone:
            return cls(UTC, False, has_times, (None, None))
        return cls(ZoneInfo(zone), True, has_times, timetable.days if timetable else (None, None))

    def local(self, moment: datetime) -> datetime:
        """Return a moment by the city's clock, to the minute; one without a zone is in the city's own.

        An hour that the clock jumps over in spring becomes the one after it; one that comes twice, its first.
        """
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=self.zone)
        return aware.astimezone(UTC).astimezone(self.zone).replace(second=0, microsecond=0)

    @property
    def name(self) -> str:
        """What the zone is called: "Europe/Bucharest"; "UTC" where none is stated."""
        return getattr(self.zone, "key", "UTC")

    def text(self, iso: str, language: str) -> str:
        """Return a moment by the city's clock as people say it: "28 nov. 2026, 22:21"; a date and any other text as is.

        UTC is said where no zone is stated.
        """
        if not self.is_stated or len(iso) <= len("2026-01-31"):
            return date_text(iso, language)
        return moment_text(iso, language, zone=self.zone)

    def date_of(self, iso: str) -> str:
        """Return the city's date at a moment, as "2026-11-28"."""
        return self.local(datetime.fromisoformat(iso)).date().isoformat()

    def day(self, moment: datetime) -> tuple[datetime, int]:
        """Return the midnight with which the day of a moment begins, and how many quarter hours the day has.

        96, but 92 and 100 where the clock is put forward or back.
        """
        today = self.local(moment).date()
        begins, ends = (self._midnight(day) for day in (today, today + timedelta(days=1)))
        return begins, round((ends.astimezone(UTC) - begins.astimezone(UTC)) / STEP)

    def runs_on(self, day: date) -> bool:
        """Return whether the timetable covers a day; which trips there are on it is another question."""
        first, last = self.days
        return (first is None or first <= day) and (last is None or day <= last)

    def _midnight(self, day: date) -> datetime:
        return self.local(datetime.combine(day, time()))


def moment_from_text(text: object) -> datetime:
    """Return the moment of a text in ISO 8601, as "2026-11-30T08:15" (without a zone) or "2026-11-30 08:15:30+02:00".

    Raises UsageError for another text, for a day without a time, and for a year in which none can be chosen.
    """
    said = str(text)[:40]
    try:
        moment = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:  # as of a thirteenth month
        raise UsageError(NO_MOMENT, text=said) from None
    if _is_day_alone(said):
        raise UsageError(NO_TIME_OF_DAY, text=said)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(OTHER_YEAR, text=said, first=FIRST_YEAR, last=LAST_YEAR)
    return moment


def _is_day_alone(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
