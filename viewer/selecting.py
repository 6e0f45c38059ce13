"""The selected object of one page: its card, and its mark on the map."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from twin.tile_drawing import highlight_tile
from twin.tiles import GROUND, tile_ids

from .actions import Action
from .from_browser import has_feature, point_from
from .panels import inspect
from .scene import tile_url
from .state import CitySide, Feature

if TYPE_CHECKING:
    from .page import Page

MAX_ID_LENGTH = 200


class Selecting:
    """What selects on one page. Which object it is stands in the page's view."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.place: Sequence[float] | None = None  # where it was clicked, in metres from the origin
        self.state.update({"card": None, "highlight": ""})

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return self.inspect, self.close_card

    async def inspect(self, tile: str, row: int, side: str = "after", place: object = None) -> None:
        """Show the card of the feature that stands at `row` of a tile ("layer/cell") on one side of a comparison.

        `place` is where on it was clicked.
        """
        at = None if place is None else point_from(place)
        of = self.page.comparing.side_from(side)
        feature = await self.feature_at(tile, row, side=of)
        if feature is None:
            await self.close_card()
        else:
            await self.select(feature, side=of, place=at)

    async def close_card(self) -> None:
        """Let go of the selected feature."""
        self._let_go()
        self._say_values()

    # What follows

    async def select(
        self, feature: Feature, *, pieces: Sequence[str] = (), side: CitySide = "after",
        place: Sequence[float] | None = None,
    ) -> None:  # fmt: skip
        """Show the card of a feature and mark it; with it all `pieces` of what it is a piece of."""
        page, self.place = self.page, place
        page.view = replace(page.view, selected=feature, side=side)
        await self._show_card(feature)
        city, ids = page.comparing.sheet_of(side).city, pieces or (feature.id,)
        drawn = await asyncio.to_thread(highlight_tile, city.layers[feature.layer], ids, city.terrain, city.frame)
        marked = page.shared.tiles.keep(drawn)
        self.state.highlight = tile_url(marked) if marked else ""

    async def feature_at(self, tile: str, row: int, side: CitySide = "after") -> Feature | None:
        """Return the feature at `row` of a tile, None for the ground and for what a browser made up."""
        if not isinstance(tile, str) or len(tile) > MAX_ID_LENGTH or type(row) is not int:
            return None
        name, _, cell = tile.partition("/")
        if name == GROUND or name not in self.page.desk.sheet.summaries:
            return None
        sheet = self.page.comparing.sheet_of(side)
        ids = await asyncio.to_thread(tile_ids, sheet.summaries[name].layer, cell, sheet.city.frame)
        return Feature(name, str(ids[row])) if 0 <= row < len(ids) else None

    async def say(self) -> None:
        """Tell the card again, in the page's language."""
        if self.page.view.selected is not None:
            await self._show_card(self.page.view.selected)

    def follow(self) -> None:
        """Let go of what the city that is shown has no more; else show what is now known about it."""
        view = self.page.view
        if view.selected is None:
            return
        if not has_feature(self.page.comparing.sheet_of(view.side).city, view.selected):
            self._let_go()  # an edit took it away, or it is of the scenario
        elif self.state.card is not None:
            self.page.background.start(self._renew_card(view.selected))

    def _let_go(self) -> None:
        self.page.view = replace(self.page.view, selected=None)
        self.state.update({"card": None, "highlight": ""})
        self.page.at_place.say()

    async def _show_card(self, feature: Feature) -> None:
        self.state.card = await self._card(feature)
        self._say_values()

    def _say_values(self) -> None:
        """Tell the card what it says of what the city is painted by."""
        self.page.colouring.say_card()
        self.page.at_place.say()
        self.page.sun_card.say()

    async def _renew_card(self, feature: Feature) -> None:
        """Show what is now known about what is selected, if it still is."""
        card = await self._card(feature)
        if self.page.view.selected == feature:
            with self.state:
                self.state.card = card
                self._say_values()

    async def _card(self, feature: Feature) -> dict[str, object]:
        view, moment = self.page.view, self.page.moment
        city = moment.known(self.page.comparing.sheet_of(view.side).city, feature.layer)

        def told() -> dict[str, object]:
            made = inspect.both_cards if self.page.is_display else inspect.card_of
            card = made(city, feature, language=view.language, moment=moment.local)
            return {**card, "area": self.page.isolating.area_of(city, feature)}

        return {**await asyncio.to_thread(told), "side": view.side}
