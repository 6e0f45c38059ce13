"""The colouring of one page: by a column of buildings or by an indicator, with its legend and the values of a card."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from trame_server.state import State

from geodata.errors import TwinError, UsageError
from geodata.language import N_, translate
from twin.coloured_tiles import classes_json, tile_classes
from twin.differences import value_text
from twin.indicators import indicators
from twin.namesakes import neighbourhood_names
from twin.painting import (
    COLUMNS,
    Painting,
    Scope,
    Side,
    neighbourhood_of,
    painting_by_column,
    painting_by_indicator,
    scopes,
)
from twin.place_values import title_of_one

from .actions import Action
from .background import Background
from .desk import BAD_ARGUMENT, Desk
from .numbers import Numbers
from .painting_words import (
    SIDE_TITLES,
    both_legends,
    legend_state,
    options,
    told_apart,
    value_in_words,
    with_other_language,
)
from .shared import Shared
from .sheet import Sheet
from .state import CitySide, Feature, View

WATCHER = "paint"
SCOPE_TITLES: Mapping[str, str] = {"objects": N_("each object"), "neighbourhoods": N_("neighbourhoods")}
COLUMN_TITLES: Mapping[str, str] = {
    "height_m": N_("Height"), "levels": N_("Storeys"), "class": N_("Use"), "year": N_("Year built"),
    "height_tier": N_("How true the height is"), "residents": N_("Residents"),
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """What a page wants its city painted by: a column of buildings or an indicator's id, "" for its own colours."""

    subject: str = ""
    side: Side = "after"
    scope: Scope = "objects"

    @property
    def is_column(self) -> bool:
        """Whether it is a column of buildings."""
        return self.subject in COLUMNS


class Colouring:
    """What paints one page. The browser has the tiles already: it is told the class of each feature."""

    def __init__(
        self, state: State, shared: Shared, desk: Desk, numbers: Numbers, *, language: Callable[[], str],
        view: Callable[[], View], sheet_of: Callable[[CitySide], Sheet], show_layer: Callable[[str], None],
        speaks_both: bool = False,
    ) -> None:  # fmt: skip
        self.speaks_both = speaks_both  # whether its legend is in both languages at once
        self.state, self.shared, self.desk, self.numbers = state, shared, desk, numbers
        self.language, self.view, self.sheet_of, self.show_layer = language, view, sheet_of, show_layer
        self.choice = Choice()
        self.painting: Painting | None = None
        self.beside: Painting | None = None  # that of the left side, where two are compared
        self.recoloured: frozenset[str] = frozenset()  # the tiles that both sides have, but painted otherwise
        self.on_change: list[Callable[[], None]] = []  # told, with the page's state in hand, when another is there
        self.background = Background(lambda: None)
        self._round = 0
        state.update({"paint": None, "paint_card": None, "paint_choices": self._choices()})
        desk.on_change.append(self.refresh)
        numbers.on_change.append(self.refresh)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.paint,)

    async def paint(self, subject: str, side: str = "after", scope: str = "objects") -> None:
        """Paint the city by a column of buildings or an indicator; "" gives back its own colours."""
        if subject != "" and subject not in (*COLUMNS, *indicators()):
            raise UsageError(BAD_ARGUMENT)
        if side not in SIDE_TITLES or scope not in SCOPE_TITLES:
            raise UsageError(BAD_ARGUMENT)
        self.choice = Choice(subject, side, scope)  # type: ignore[arg-type]
        if subject and not self.choice.is_column:
            if indicators()[subject].on_request:
                self.numbers.want_slow(True)
            self.numbers.look(WATCHER)
        else:
            self.numbers.look_away(WATCHER)
        await self._paint()

    def refresh(self) -> None:
        """Paint again what has other values or other tiles now."""
        asked = indicators().get(self.choice.subject)
        if asked is not None and asked.on_request and not self.numbers.has_slow:
            self.choice = Choice()  # it is not measured any more
            self.background.start(self._paint())
        elif self.choice.subject:
            self.background.start(self._paint_again())

    def say(self) -> None:
        """Tell the page all of it again, in its language."""
        with self.state:
            self.state.paint_choices = self._choices()
        self.refresh()

    def say_card(self) -> None:
        """Tell the page the value of the selected object, and of its neighbourhood."""
        view = self.view()
        painting = self.beside if view.side == "before" else self.painting
        found = None if view.selected is None or painting is None else self._card(painting, view.selected, view.side)
        with self.state:
            self.state.paint_card = found

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    async def _paint_again(self) -> None:
        try:
            await self._paint()
        except TwinError:  # what was painted is not there any more, as a difference without a scenario
            self.choice = replace(self.choice, side="after") if self.choice.side != "after" else Choice()
            await self._paint()

    async def _paint(self) -> None:
        self._round += 1
        mine, choice, sheet = self._round, self.choice, self.desk.sheet
        if not choice.subject:
            self._put(Painted())
        elif not choice.is_column and not self.numbers.is_current:
            shown = self.state.paint or {"url": "", "classes": [], "title": "", "side": choice.side,
                                         "scope": choice.scope}  # fmt: skip
            with self.state:
                self.state.paint = {**shown, "subject": choice.subject, "is_old": True}
        else:
            left = self.sheet_of("before")
            made = await asyncio.to_thread(self._made, choice, sheet, None if left is sheet else left)
            if mine == self._round:  # one that was overtaken is not shown
                self._put(made)

    def _put(self, made: "Painted") -> None:
        self.painting, self.beside, self.recoloured = made.painting, made.beside, made.recoloured
        if made.painting is not None:
            self.show_layer(made.painting.layer)
        with self.state:
            self.state.paint = made.state
            for tell in self.on_change:
                tell()
        self.say_card()

    def _made(self, choice: Choice, sheet: Sheet, left: Sheet | None) -> "Painted":
        """Return what a sheet, and the one that is compared with it, are painted with. Not for the event loop."""
        language = self.language()
        painting, beside, chances = self._paintings(choice, sheet, left)
        classes = tile_classes(painting, sheet.city, sheet.index)
        others = {} if left is None or beside is None else tile_classes(beside, left.city, left.index)
        url, left_url = self._address(classes), self._address(others) if others else ""
        asked = indicators().get(choice.subject)
        method = [asked.source] if asked is not None and asked.source else []
        layers = [painting.layer, *(name for name in (asked.needs if asked else ()) if name in sheet.summaries)]
        sources = dict.fromkeys(each for name in layers for each in sheet.summaries[name].sources)
        data = [each.text(language) for each in sources]
        legend = legend_state(painting, sheet, language)
        if left is not None and beside is not None:
            legend = both_legends(legend, legend_state(beside, left, language), language)
        if self.speaks_both:
            legend = with_other_language(legend, painting, language)
        state = {**legend, "subject": choice.subject, "url": url, "left_url": left_url,
                 "source": " · ".join([*data, *method]),
                 "scopes": options(SCOPE_TITLES, chances, language), "is_old": False}  # fmt: skip
        recoloured = frozenset(hash for hash in classes.keys() & others.keys() if classes[hash] != others[hash])
        return Painted(painting, state, beside, recoloured)

    def _paintings(
        self, choice: Choice, sheet: Sheet, left: Sheet | None
    ) -> tuple[Painting, Painting | None, list[Scope]]:
        """Return the painting of a sheet, that of the one on its left, and what can be painted."""
        answer = self.numbers.answer
        if choice.is_column or answer is None:
            painting = painting_by_column(sheet.city, choice.subject, beside=None if left is None else left.city)
            beside = None if left is None else painting_by_column(left.city, choice.subject, beside=sheet.city)
            return painting, beside, ["objects"]
        chances = scopes(answer.board, choice.subject)
        scope = choice.scope if choice.scope in chances or not chances else chances[0]

        def painted(side: Side) -> Painting:
            return painting_by_indicator(
                answer.board, answer.comparison, choice.subject, side=side, scope=scope, language=self.language()
            )

        if left is None:
            return painted(choice.side), None, chances
        if choice.side == "difference":
            return painted("difference"), painted("difference"), chances
        return painted("after"), painted("before"), chances

    def _address(self, classes: dict[str, str]) -> str:
        return self.shared.handouts.share(classes_json(classes), "application/json")

    def _card(self, painting: Painting, feature: Feature, side: CitySide) -> dict[str, object] | None:
        """Return the painted value of an object and of its neighbourhood."""
        language, city = self.language(), self.sheet_of(side).city
        value = value_in_words(painting, painting.values.get(feature.id), language)
        title, indicator = translate(painting.title, language), indicators().get(self.choice.subject)
        own = title_of_one(indicator, language) if indicator is not None and painting.scope == "objects" else ""
        found: dict[str, object] = {"title": own or title, "value": value, "area": "", "of_area": ""}
        answer = self.numbers.answer
        is_measured = answer is not None and self.choice.subject in answer.board.measurements
        if feature.layer == "buildings" and answer is not None and indicator is not None and is_measured:
            area = neighbourhood_of(city, feature.id) or ""
            is_before = "before" in (side, self.choice.side if self.beside is None else "")
            board = answer.before if is_before and answer.before else answer.board
            amount = board[self.choice.subject].by_neighbourhood.get(area)
            if amount is not None and not np.isnan(amount):
                name = neighbourhood_names(city, language=language).get(area, area)
                found["area"] = f"{title}: {name}" if own else name
                found["of_area"] = value_text(float(amount), indicator.unit, indicator.decimals, language)
        return found if feature.layer == painting.layer else None

    def _choices(self) -> list[dict[str, object]]:
        language = self.language()
        columns = options(COLUMN_TITLES, COLUMN_TITLES, language)
        return [
            {"title": translate(N_("Buildings"), language), "options": columns},
            {"title": translate(N_("Indicators"), language), "options": [
                {"value": id, "title": title} for id, title in told_apart(
                    {id: translate(each.title, language) for id, each in indicators().items()}
                ).items()
            ]},
        ]  # fmt: skip


@dataclass(frozen=True)
class Painted:
    """What a page is painted with: nothing, one side, or the right side and `beside` it the left one."""

    painting: Painting | None = None
    state: dict[str, object] | None = None
    beside: Painting | None = None
    recoloured: frozenset[str] = frozenset()
