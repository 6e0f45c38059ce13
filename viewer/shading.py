"""The sun of one page: shade at its moment, or hours of its day, over the city that it shows; made aside."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from geodata.errors import UsageError
from geodata.language import translate
from twin.city import City
from twin.city_clock import STEP
from twin.hours_picture import HoursPicture, change_picture, hours_picture
from twin.shade_picture import Shade, shade_at

from .actions import Action
from .background import Background
from .desk import BAD_ARGUMENT
from .panels.sun import TEXTS
from .shade_state import mode_options, shade_state, side_pictures
from .view_state import SHADE_MODES, ShadeMode

if TYPE_CHECKING:
    from .page import Page


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked of the sun: how it is shown, over which city, against which one, and when.

    `left`: the city on the left of two sides that each have their own.
    """

    mode: ShadeMode
    city: City = field(repr=False)
    beside: City | None = field(repr=False)
    when: datetime | date
    left: City | None = field(default=None, repr=False)

    def is_same(self, other: "Question | None") -> bool:
        """Return whether another one is of the same city, not of one that is alike, and of the same time."""
        if other is None or self.city is not other.city or self.beside is not other.beside:
            return False
        if self.left is not other.left:
            return False
        return self.mode == other.mode and self.when == other.when


class Shading:
    """What shows the sun on one page, while it is switched on. The browser draws it with the server's picture.

    While the page looks at now, the moment is the quarter of an hour that has begun. `mode` is what is wanted: without
    another city to compare with, hours that change are hours.
    """

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.is_on = False
        self.mode: ShadeMode = "moment"
        self.made: Shade | HoursPicture | None = None
        self._sides: list[dict[str, object]] = []
        self.background = Background(self._give_up)
        self._task: asyncio.Task[None] | None = None
        self._asked: Question | None = None
        self.state.sun = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.show_shade, self.choose_shade)

    async def show_shade(self, on: bool) -> None:  # noqa: FBT001 - as the switch sends it
        """Switch sun and shade on or off, as they were shown last."""
        if not isinstance(on, bool):
            raise UsageError(BAD_ARGUMENT)
        await self.show(self.mode if on else None)

    async def choose_shade(self, mode: str) -> None:
        """Show the sun in one way: "moment", "hours" or "change"."""
        known = next((each for each in SHADE_MODES if each == mode), None)
        if known is None:
            raise UsageError(BAD_ARGUMENT)
        await self.show(known)

    async def show(self, mode: ShadeMode | None) -> None:
        """Show the sun in one way; None: not at all. Hours take the place of whatever the city is painted by."""
        if mode == (self.mode if self.is_on else None):
            return
        if mode is not None and mode != "moment" and self.page.colouring.choice.subject:
            await self.page.colouring.paint("")
        self.is_on, self.mode = mode is not None, mode or self.mode
        self.page.moment.say()
        self.follow()

    def make_way(self) -> None:
        """Paint no hours any more, where the city is painted by something else."""
        if self.is_on and self.mode != "moment" and self.page.colouring.choice.subject:
            self.is_on = False
            self.page.moment.say()
            self.follow()

    @property
    def moment(self) -> datetime:
        """The moment that is asked for, by the city's clock."""
        local = self.page.moment.local
        if self.page.moment.at is not None:
            return local
        return local.replace(minute=local.minute - local.minute % int(STEP.total_seconds() // 60))

    @property
    def beside(self) -> City | None:
        """The city that the one shown is compared with: that on the left, else what its scenario was made of."""
        now = self.page.comparing.now
        return self.page.city_shown.base if now is None else now.sheet.city

    @property
    def day(self) -> date | None:
        """The day whose hours are painted now; None while none are."""
        return self.made.day if self.is_on and isinstance(self.made, HoursPicture) else None

    @property
    def _question(self) -> Question:
        city, beside, compared = self.page.city_shown, self.beside, self.page.comparing.now
        left = None if compared is None else compared.sheet.city
        if self.mode == "moment":
            return Question("moment", city, None, self.moment, left)
        if self.mode == "hours" or beside is None:
            return Question("hours", city, None, self.moment.date(), left)
        return Question("change", city, beside, self.moment.date())

    def follow(self) -> None:
        """Ask again where the moment or the city is another one."""
        asked = self._question if self.is_on else None
        if asked is not None and asked.is_same(self._asked):
            self.say()
            return
        self._asked = asked
        if self._task is not None:
            self._task.cancel()
        if asked is None:
            self.made = None
            self.say()
            self.page.sun_card.say()
            return
        self.say(is_working=True)
        self._task = self.background.start(self._make(asked))

    async def _make(self, asked: Question) -> None:
        self.made, self._sides = await self.page.shared.shading.do(lambda: self._drawn(asked))
        with self.state:
            self.say(is_working=False)
            self.page.sun_card.say()

    def _drawn(self, asked: Question) -> tuple[Shade | HoursPicture, list[dict[str, object]]]:
        """Return what the sun does, and its pictures for the right and the left side. Not for the event loop."""
        made = _answer(asked)
        left = made if asked.left is None else _answer(replace(asked, city=asked.left, beside=None))
        return made, [side_pictures(each, self.page.shared.handouts) for each in (made, left)]

    def say(self, *, is_working: bool | None = None) -> None:
        """Tell the page what the sun does, in its language; the last picture stays until the next one is there."""
        if not self.is_on:
            self.state.sun = None
            return
        page, language = self.page, self.page.view.language
        before = self.state.sun or {}
        working = before.get("is_working", True) if is_working is None else is_working
        is_compared = page.comparing.now is not None
        self.state.sun = {
            **shade_state(
                self.made,
                self._sides,
                page.moment.clock,
                language,
                is_compared=is_compared,
                speaks_both=page.is_display,
            ),
            "mode": self._question.mode,
            "wanted": self.mode,
            "modes": mode_options(language, has_beside=self.beside is not None, is_compared=is_compared),
            "is_working": working,
        }

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    def _give_up(self) -> None:
        """Switch off what cannot be made; the log says why."""
        self.is_on, self._asked, self.made = False, None, None
        with self.state:
            self.page.moment.say()
            self.say()
        self.page.tell(translate(TEXTS["sun_failed"], self.page.view.language))


def _answer(asked: Question) -> Shade | HoursPicture:
    if isinstance(asked.when, datetime):
        return shade_at(asked.city, asked.when)
    if asked.beside is None:
        return hours_picture(asked.city, asked.when)
    return change_picture(asked.beside, asked.city, asked.when)
