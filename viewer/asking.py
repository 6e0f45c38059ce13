"""What a planner asks on the map: the actions of the panel, and the work behind them."""

import asyncio
import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from geodata.errors import TwinError, UsageError
from geodata.language import N_, translate
from twin.access import checked_minutes
from twin.answer_tiles import OVERLAY
from twin.city import City
from twin.scenario import Scenario
from twin.travel_modes import TRAVEL_MODES
from twin.trip_output import mode_title

from .actions import Action
from .questions import ANY_HOUR, TRANSIT, Answer, HowFar, LonLat, Question, WhichWay, WhoIsServed, goal_title, goals_of
from .scene import tile_url

if TYPE_CHECKING:
    from .page import Page

log = logging.getLogger(__name__)

MOST_RINGS = 6
FARTHEST_M = 1e6  # what a browser says lies farther from the origin is no place
MOST_LETTERS = 100
MEDIA_TYPES = {"geojson": "application/geo+json", "csv": "text/csv; charset=utf-8"}
OF_SCENARIO = N_("With the scenario “{name}”.")
NO_ANSWER: dict[str, object] = {"ask_working": False, "ask_error": "", "answer": None, "answer_tiles": []}
NO_CHOICES: dict[str, object] = {"modes": [], "goals": [], "has_times": False}


class Asking:
    """The questions of one page: the newest one counts, and one at a time is worked on."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self._number = 0  # of the newest question; what an older one finds out is let go of
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._shown: tuple[Answer, dict[str, str]] | None = None
        self._last: Question | None = None  # that the answer is to, or will be
        self._is_open = self._has_times = False
        page.state.update({**NO_ANSWER, "ask_choices": NO_CHOICES})
        self._follows = False  # whether the last question leaves when the page's moment is
        self._resting: tuple[str, ...] = ()  # the closures by hours that it did not find in force
        page.desk.on_change.append(self.ask_again)
        page.moment.on_change.append(self.follow_moment)

    @property
    def actions(self) -> Sequence[Action]:
        """What a browser may ask for."""
        return self.open_questions, self.ask_isochrone, self.ask_route, self.ask_nearest, self.clear_answer

    async def open_questions(self) -> None:
        """Say what can be asked: modes, goals, and whether lines run by the clock."""
        self._has_times = await asyncio.to_thread(_has_times, self.page.city_shown)
        self._is_open = True
        self.say()

    async def ask_isochrone(self, point: object, mode: object, minutes: object) -> None:
        """Show how far one gets from a point (metres from the origin) within some minutes."""
        start = self._lonlat(point)
        if start is not None and _is_mode(mode):
            departure = self._departure(mode)
            self._ask(lambda: HowFar(start, str(mode), _minutes(minutes), departure))
            self._follows = mode == TRANSIT

    async def ask_route(self, start: object, end: object, mode: object, at: object = "") -> None:
        """Show the fastest way between two points; by transit at a local time, "" for the moment of the page."""
        ends = self._lonlat(start), self._lonlat(end)
        if ends[0] is not None and ends[1] is not None and _is_mode(mode) and isinstance(at, str):
            points = ends[0], ends[1]
            departure = self._departure(mode)
            self._ask(lambda: WhichWay(*points, str(mode), _time(at) or departure, self.page.view.language))
            self._follows = not at and mode == TRANSIT

    async def ask_nearest(self, to: object, mode: object, minutes: object) -> None:
        """Show who gets from home to the nearest object of LAYER or LAYER:CLASS within some minutes."""
        known = {goal for goal, _ in goals_of(self.page.city_shown)}
        if isinstance(to, str) and to in known and _is_mode(mode):
            self._ask(lambda: WhoIsServed(to, str(mode), _minutes(minutes)))
            self._follows = False

    async def clear_answer(self) -> None:
        """Let go of the answer, and of the question that is being worked on."""
        self._number += 1
        self._shown = self._last = None
        self.page.state.update(NO_ANSWER)

    def close(self) -> None:
        """Stop waiting for an answer that nobody will see."""
        self._number += 1
        if self._task is not None:
            self._task.cancel()

    def say(self) -> None:
        """Say everything in the page's language."""
        city, language = self.page.city_shown, self.page.view.language
        if self._is_open:
            goals = goals_of(city)
            self.page.state.ask_choices = {
                "modes": [{"id": id, "title": mode_title(id, language)} for id in TRAVEL_MODES],
                "goals": [{"id": to, "title": goal_title(city, to, language), "count": n} for to, n in goals],
                "has_times": self._has_times,
            }
        if self._shown is not None:
            answer, addresses = self._shown
            self.page.state.answer = self._said(answer, addresses)
        self.page.state.ask_error = ""  # a sentence in the language before

    def _departure(self, mode: object) -> datetime | None:
        """Return when a trip leaves: at the page's moment, where it is chosen and lines have clock times."""
        return self.page.moment.departure if mode == TRANSIT else None

    def _lonlat(self, point: object) -> LonLat | None:
        """Return longitude and latitude of metres from the origin; None for what is no point."""
        if not isinstance(point, list | tuple) or len(point) != 2:
            return None
        if not all(type(v) in (int, float) and math.isfinite(v) and abs(v) < FARTHEST_M for v in point):
            return None
        frame = self.page.city_shown.frame
        lon, lat = frame.to_lonlat_points(point[0] + frame.origin[0], point[1] + frame.origin[1])
        return float(lon), float(lat)

    def _ask(self, question: Callable[[], Question]) -> None:
        """Begin to work on a question, in place of the one before; what it cannot be asked is said at once."""
        self._number += 1
        try:
            asked = question()
        except TwinError as error:
            self.page.state.update({"ask_working": False, "ask_error": error.text(self.page.view.language)})
            return
        self._begin(asked)

    def ask_again(self) -> None:
        """Ask the last question of the city that is shown now: an answer about another city would be wrong."""
        if self._last is not None:
            self._number += 1
            self._shown = None
            self.page.state.update(NO_ANSWER)
            self._begin(self._last)

    def follow_moment(self) -> None:
        """Ask the last question again if its answer is another one at the moment that the page looks at now."""
        moment, last = self.page.moment, self._last
        if isinstance(last, WhichWay | HowFar) and self._follows and last.at != moment.departure:
            self._last = replace(last, at=moment.departure)
            self.ask_again()
        elif last is not None and self._resting != moment.resting:
            self.ask_again()
        elif self._shown is not None:
            self.page.state.answer = self._said(*self._shown)

    def _begin(self, asked: Question) -> None:
        self._last, self._resting = asked, self.page.moment.resting
        self.page.state.update({"ask_working": True, "ask_error": ""})
        self._task = asyncio.create_task(self._answer(asked, self._number))
        self._task.add_done_callback(self._tell_failure)

    async def _answer(self, question: Question, number: int) -> None:
        async with self._turn:
            if number != self._number:
                return
            failed, found = "", None
            try:
                found = await asyncio.to_thread(self._work, question)
            except TwinError as error:
                failed = error.text(self.page.view.language)
        if number == self._number:
            with self.page.state:
                self._show(found, failed)

    def _work(self, question: Question) -> tuple[Answer, dict[str, str]]:
        """Return the answer and the addresses of its files by their endings. Not for the event loop."""
        answer, handouts = question.answer(self.page.moment.city), self.page.shared.handouts
        contents = {"geojson": answer.geojson, "csv": answer.csv}
        scenario = self._scenario
        name = answer.kind if scenario is None else f"{answer.kind}-{scenario.key}"
        return answer, {
            ending: handouts.offer(content, MEDIA_TYPES[ending], file_name=f"{name}.{ending}")
            for ending, content in contents.items()
        }

    def _show(self, found: tuple[Answer, dict[str, str]] | None, failed: str) -> None:
        self._shown = None
        self.page.state.update({**NO_ANSWER, "ask_error": failed})
        if found is None:
            return
        self._shown = found
        answer, _ = found
        tile = self.page.shared.tiles.keep(answer.tile)
        if tile is not None:
            self.page.state.answer_tiles = [{"id": f"{OVERLAY}/{tile.hash}", "url": tile_url(tile)}]
        self.page.state.answer = self._said(*found)

    def _said(self, answer: Answer, files: dict[str, str]) -> dict[str, object]:
        language = self.page.view.language
        by_hours = self.page.moment.answer_words(language)
        whenever = "" if by_hours and answer.whenever == ANY_HOUR else translate(answer.whenever, language)
        as_of = " ".join(part for part in (by_hours, whenever) if part)
        scenario = self._scenario
        of = "" if scenario is None else translate(OF_SCENARIO, language).format(name=scenario.name)
        return {**answer.said(language), "files": files, "of": of, "as_of": as_of}

    @property
    def _scenario(self) -> Scenario | None:
        """The scenario that the page shows the city with, which answers are of; None for the city as it is."""
        work = self.page.desk.work
        return None if work is None or work.is_before or not work.scenario.edits else work.scenario

    def _tell_failure(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            log.error("a question was not answered", exc_info=error)
            with self.page.state:
                self.page.state.update(NO_ANSWER)
            self.page.tell_failure(error)


def _is_mode(mode: object) -> bool:
    return isinstance(mode, str) and mode in TRAVEL_MODES


def _has_times(city: City) -> bool:
    """Return whether lines run by exact times; and read the ways, which every question needs. Slow."""
    _ = city.mobility
    return city.timetable is not None and city.timetable.has_times


def _minutes(minutes: object) -> tuple[float, ...]:
    """Return minutes as a browser says them. Raises UsageError for none, for too many or for such as there are not."""
    numbers = minutes if isinstance(minutes, list) else []
    limits = [float(m) for m in numbers if type(m) in (int, float) and math.isfinite(m)]
    if len(limits) != len(numbers) or len(limits) > MOST_RINGS:
        raise UsageError(N_("Write one to {most} numbers of minutes, such as 5, 10, 15."), most=MOST_RINGS)
    return checked_minutes(limits)


def _time(text: str) -> datetime | None:
    """Return the time that a browser's field says, None for none. Raises UsageError for what is no time."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text[:MOST_LETTERS])
    except ValueError:
        raise UsageError(
            N_("“{text}” is no day and time. Choose both in the field."), text=text[:MOST_LETTERS]
        ) from None
