"""The hours of sun of what is selected on one page, and of the bare ground where somebody clicked."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from twin.city import City
from twin.sun_values import SunValue, sun_at, sun_values

from .actions import Action
from .background import Background
from .from_browser import has_feature, point_from
from .hours_words import value_rows
from .state import CitySide, Feature
from .sun_words import Row

if TYPE_CHECKING:
    from .page import Page

Ask = Callable[[City], Sequence[SunValue] | None]


class SunCard:
    """What says the hours of sun of single things on one page, while hours of sun are painted there."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.background = Background(self._give_up)
        self._task: asyncio.Task[None] | None = None
        self.state.sun_card = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.sun_here,)

    async def sun_here(self, place: object, side: str = "after") -> None:
        """Tell the hours of sun of the ground at a place (metres from the origin), while hours are painted."""
        at, of, day = self._place(point_from(place)), self.page.comparing.side_from(side), self.page.shading.day
        if day is not None:
            rows = await self._rows(day, of, lambda city: sun_at(city, day, at[:2]))
            self.page.tell(" ".join(f"{row['title']}: {row['text']}" for row in rows))

    def say(self) -> None:
        """Tell the page the hours of what is selected; nothing while no hours are painted."""
        if self._task is not None:
            self._task.cancel()
        day, view = self.page.shading.day, self.page.view
        if day is None or view.selected is None:
            self.state.sun_card = None
            return
        self.state.sun_card = {"rows": [], "is_working": True}
        self._task = self.background.start(self._tell(day, view.selected, view.side))

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    async def _tell(self, day: date, feature: Feature, side: CitySide) -> None:
        place = self.page.selecting.place
        at = None if place is None else self._place(place)

        def ask(city: City) -> Sequence[SunValue] | None:
            if not has_feature(city, feature):
                return None
            return sun_values(city, day, feature.layer, feature.id, place=at)

        rows = await self._rows(day, side, ask)
        with self.state:
            self.state.sun_card = {"rows": rows, "is_working": False} if rows else None

    async def _rows(self, day: date, side: CitySide, ask: Ask) -> list[Row]:
        """Return what a side has, and beside it what the other one has where the right one is asked."""
        page = self.page
        city, now = page.comparing.sheet_of(side).city, page.comparing.now
        beside = page.shading.beside if side == "after" else None
        name = "" if now is None or now.scenario is None else now.scenario.name

        def made() -> tuple[Sequence[SunValue] | None, Sequence[SunValue] | None]:
            return ask(city), None if beside is None else ask(beside)

        values, before = await page.shared.shading.do(made)
        return value_rows(values or (), before, day, page.view.language, beside=name)

    def _place(self, point: Sequence[float]) -> tuple[float, float, float]:
        x, y = self.page.shared.store.city.frame.origin
        return point[0] + x, point[1] + y, point[2]

    def _give_up(self) -> None:
        """Say nothing of what cannot be worked out; the log says why."""
        with self.state:
            self.state.sun_card = None
