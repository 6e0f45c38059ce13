"""The sun and the shade of one page: at its moment, over the city that it shows; made aside, told when it is there."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from geodata.errors import UsageError
from geodata.language import translate
from twin.city import City
from twin.city_clock import STEP
from twin.shade_picture import Shade, shade_at

from .actions import Action
from .background import Background
from .desk import BAD_ARGUMENT
from .panels.moment import TEXTS
from .sun_words import BOTH_SIDES, sun_notes, sun_rows

if TYPE_CHECKING:
    from .page import Page

Question = tuple[City, datetime]


class Shading:
    """What shows sun and shade on one page, while it is switched on. The browser draws it with the server's picture.

    While the page looks at now, the moment is the quarter of an hour that has begun.
    """

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.is_on = False
        self.shade: Shade | None = None
        self._url = ""
        self.background = Background(self._give_up)
        self._task: asyncio.Task[None] | None = None
        self._asked: Question | None = None
        self.state.sun = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.show_shade,)

    async def show_shade(self, on: bool) -> None:  # noqa: FBT001 - as the switch sends it
        """Switch sun and shade on or off."""
        if not isinstance(on, bool):
            raise UsageError(BAD_ARGUMENT)
        if on != self.is_on:
            self.is_on = on
            self.page.moment.say()
            self.follow()

    @property
    def moment(self) -> datetime:
        """The moment that is asked for, by the city's clock."""
        local = self.page.moment.local
        if self.page.moment.at is not None:
            return local
        return local.replace(minute=local.minute - local.minute % int(STEP.total_seconds() // 60))

    def follow(self) -> None:
        """Ask again where the moment or the city is another one."""
        asked = (self.page.city_shown, self.moment) if self.is_on else None
        if _is_same(asked, self._asked):
            self.say()
            return
        self._asked = asked
        if self._task is not None:
            self._task.cancel()
        if asked is None:
            self.shade = None
            self.say()
            return
        self.say(is_working=True)
        self._task = self.background.start(self._make(*asked))

    async def _make(self, city: City, moment: datetime) -> None:
        self.shade, self._url = await self.page.shared.shading.do(lambda: self._shade(city, moment))
        with self.state:
            self.say(is_working=False)

    def _shade(self, city: City, moment: datetime) -> tuple[Shade, str]:
        """Return what the sun does, and the address of its picture: "" by night. Not for the event loop."""
        shade = shade_at(city, moment)
        share = self.page.shared.handouts.share
        return shade, share(shade.picture, "image/png") if shade.is_up else ""

    def say(self, *, is_working: bool | None = None) -> None:
        """Tell the page what the sun does, in its language; the last picture stays until the next one is there."""
        if not self.is_on:
            self.state.sun = None
            return
        before = self.state.sun or {}
        working = before.get("is_working", True) if is_working is None else is_working
        self.state.sun = {**self._shown(), "is_working": working}

    def _shown(self) -> dict[str, object]:
        shade, page = self.shade, self.page
        if shade is None:
            return {"url": "", "rows": [], "notes": [], "of_sides": "", "towards": None, "box": None}
        language = page.view.language
        return {
            "url": self._url,
            "box": list(shade.box),
            "towards": list(shade.towards),
            "rows": sun_rows(shade, page.moment.clock, language),
            "notes": sun_notes(shade, language),
            "of_sides": "" if page.comparing.now is None else translate(BOTH_SIDES, language),
        }

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    def _give_up(self) -> None:
        """Switch off what cannot be made; the log says why."""
        self.is_on, self._asked, self.shade = False, None, None
        with self.state:
            self.page.moment.say()
            self.say()
        self.page.tell(translate(TEXTS["sun_failed"], self.page.view.language))


def _is_same(question: Question | None, other: Question | None) -> bool:
    """Return whether two questions are of one city, not of one that is alike, and of one moment."""
    if question is None or other is None:
        return question is other
    return question[0] is other[0] and question[1] == other[1]
