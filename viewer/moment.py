"""The moment that one page looks at: now, or one that is chosen; and what follows it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from babel.dates import format_date, format_datetime

from geodata.language import N_, translate
from twin.change_marks import by_hours, resting
from twin.city import City
from twin.city_clock import STEP, CityClock, moment_from_text
from twin.scenario import Scenario
from twin.sun import TURNING_DAYS

from .actions import Action
from .following import followers, hours_words
from .sheet import Sheet

if TYPE_CHECKING:
    from .page import Page

ANSWERED_AT = N_("As of {moment}: {hours}.")
TURNING_TITLES = (N_("March equinox"), N_("June solstice"), N_("September equinox"), N_("December solstice"))


class Moment:
    """What time it is on one page. `at` is None for now, which goes on; else the chosen moment, by the city's clock.

    `on_change` is called, in the event loop, when another moment is looked at, and each minute while it is now.
    """

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.at: datetime | None = None
        self.on_change: list[Callable[[], None]] = []
        self._round = 0
        self._seen: WeakKeyDictionary[Sheet, Sheet] = WeakKeyDictionary()  # sheets as seen from the chosen moment
        self._made: tuple[Scenario, tuple[str, ...], City] | None = None
        page.desk.lens = self.seen
        page.desk.on_change.append(self.say)
        self.say()

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.choose_moment,)

    @property
    def clock(self) -> CityClock:
        """The clock of the city."""
        return self.page.shared.clock

    @property
    def local(self) -> datetime:
        """The moment by the city's clock, to the minute."""
        return self.clock.local(self.at or datetime.now(UTC))

    @property
    def departure(self) -> datetime | None:
        """When trips by public transport leave; None: at any time, by how often lines run."""
        return self.at if self.clock.has_times else None

    async def choose_moment(self, text: str) -> None:
        """Look at another moment: "2026-11-30T08:15" by the city's clock, or with an offset; "" for now."""
        at = None if text == "" else self.clock.local(moment_from_text(text))
        self._round += 1
        mine = self._round
        if at == self.at:
            return
        seen = await asyncio.to_thread(self._seen_from, at)
        if mine != self._round:  # another was chosen meanwhile
            return
        self.at, self._seen = at, seen
        self.tell()

    def tell(self) -> None:
        """Tell the page, and whoever follows, that the moment is another one."""
        self.say()
        for follow in self.on_change:
            follow()

    def tick(self) -> None:
        """Go on with the time, where the page looks at now; a chosen moment stays as it is seen."""
        if self.at is None:
            self.tell()

    def say(self) -> None:
        """Tell the page its moment, and what follows it, in its language."""
        language, local = self.page.view.language, self.local
        begins, steps = self.clock.day(local)
        self.state.moment = {
            "is_live": self.at is None,
            "time": local.isoformat(timespec="minutes"),
            "date": local.date().isoformat(),
            "begins_ms": int(begins.timestamp() * 1000),
            "steps": steps,
            "step": int((local - begins.astimezone(UTC)) / STEP),
            "zone": getattr(self.clock.zone, "key", "UTC"),
            "text": moment_words(local, language),
            "day": str(format_datetime(local, "EEE d MMM", tzinfo=local.tzinfo, locale=language)),
            "hour": f"{local:%H:%M}",
            "turning": turning_days(local.year, language),
            "followers": followers(self, language),
        }

    def seen(self, sheet: Sheet) -> Sheet:
        """Return a sheet as it is seen from the moment. Slow the first time, for a chosen moment."""
        if self.at is None:
            return sheet
        if sheet not in self._seen:
            self._seen[sheet] = self._kept(sheet.seen_from(self.at))
        return self._seen[sheet]

    def known(self, city: City, layer: str) -> City:
        """Return a city with what was known of a layer at the moment."""
        return city if self.at is None else city.with_layer(city.layers[layer].known_at(self.at))

    @property
    def scenario(self) -> Scenario | None:
        """The scenario whose city the page shows; None before it."""
        work = self.page.desk.work
        return None if work is None or work.is_before else work.scenario

    @property
    def resting(self) -> tuple[str, ...]:
        """The edits of the city shown that do not hold at the moment, by their ids."""
        return () if self.scenario is None else tuple(edit.id for edit in resting(self.scenario, self.local.time()))

    @property
    def city(self) -> City:
        """The city shown, with the closures that hold at the moment alone. Slow: not for the event loop."""
        scenario, resting = self.scenario, self.resting
        if scenario is None or not resting:
            return self.page.city_shown
        if self._made is None or self._made[0] is not scenario or self._made[1] != resting:
            self._made = scenario, resting, scenario.apply(at=self.local.time())
        return self._made[2]

    def answer_words(self, language: str) -> str:
        """Return as of when questions are answered, where closures by hours make a difference; else nothing."""
        if self.scenario is None or not by_hours(self.scenario):
            return ""
        words = hours_words(self.scenario, self.local.time(), language)
        return translate(ANSWERED_AT, language).format(moment=moment_words(self.local, language), hours=words)

    def _seen_from(self, at: datetime | None) -> "WeakKeyDictionary[Sheet, Sheet]":
        """Return the sheets of the page as seen from a moment."""
        made: WeakKeyDictionary[Sheet, Sheet] = WeakKeyDictionary()
        if at is not None:
            work, compared = self.page.desk.work, self.page.comparing.now
            others = [each.sheet for each in (work, compared) if each is not None]
            for sheet in {self.page.shared.base, *others}:
                made[sheet] = self._kept(sheet.seen_from(at))
        return made

    def _kept(self, sheet: Sheet) -> Sheet:
        self.page.shared.offer(sheet)
        return sheet


def turning_days(year: int, language: str) -> list[dict[str, str]]:
    """Return the days of a year on which seasons begin: date, a short text, and what each is called."""
    days = [date(year, month, day) for month, day in TURNING_DAYS]
    return [
        {
            "date": day.isoformat(),
            "text": str(format_date(day, "d MMM", locale=language)),
            "title": translate(title, language),
        }
        for day, title in zip(days, TURNING_TITLES, strict=True)
    ]


def moment_words(local: datetime, language: str) -> str:
    """Return a moment of the city's clock as people say it: "Monday, 30 November 2026, 08:15".

    In the hour that comes twice when the clock is put back, with the offset that tells which of the two it is.
    """
    said = str(format_datetime(local, "EEEE, d MMMM y, HH:mm", tzinfo=local.tzinfo, locale=language))
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{said} (UTC{local:%:z})" if comes_twice else said
