"""The colouring of one page: by a column of buildings or by an indicator, with its legend and the values of a card."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from trame_server.state import State

from geodata.errors import TwinError, UsageError
from geodata.language import N_, number_text, translate
from twin.coloured_tiles import classes_json, tile_classes
from twin.indicators import DIRECTION_TITLES, indicators, neighbourhood_names
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

from .actions import Action
from .background import Background
from .desk import BAD_ARGUMENT, Desk
from .numbers import Numbers
from .shared import Shared
from .sheet import Sheet
from .state import Feature

WATCHER = "paint"
SIDE_TITLES: Mapping[str, str] = {"before": N_("Before"), "after": N_("After"), "difference": N_("Difference")}
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
        selected: Callable[[], Feature | None], show_layer: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.state, self.shared, self.desk, self.numbers = state, shared, desk, numbers
        self.language, self.selected, self.show_layer = language, selected, show_layer
        self.choice = Choice()
        self.painting: Painting | None = None
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
            self.numbers.look(WATCHER)
        else:
            self.numbers.look_away(WATCHER)
        await self._paint()

    def refresh(self) -> None:
        """Paint again what has other values or other tiles now."""
        if self.choice.subject:
            self.background.start(self._paint_again())

    def say(self) -> None:
        """Tell the page all of it again, in its language."""
        with self.state:
            self.state.paint_choices = self._choices()
        self.refresh()

    def say_card(self) -> None:
        """Tell the page the value of the selected object, and of its neighbourhood."""
        feature = self.selected()
        found = None if feature is None or self.painting is None else self._card(self.painting, feature)
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
            self._put(None, None)
        elif not choice.is_column and not self.numbers.is_current:
            shown = self.state.paint or {"url": "", "classes": [], "title": "", "side": choice.side,
                                         "scope": choice.scope}  # fmt: skip
            with self.state:
                self.state.paint = {**shown, "subject": choice.subject, "is_old": True}
        else:
            painting, state = await asyncio.to_thread(self._made, choice, sheet)
            if mine == self._round:  # one that was overtaken is not shown
                self._put(painting, state)

    def _put(self, painting: Painting | None, state: dict[str, object] | None) -> None:
        self.painting = painting
        if painting is not None:
            self.show_layer(painting.layer)
        with self.state:
            self.state.paint = state
        self.say_card()

    def _made(self, choice: Choice, sheet: Sheet) -> tuple[Painting, dict[str, object]]:
        """Return a painting, and what the page needs of it. Not for the event loop."""
        language, answer = self.language(), self.numbers.answer
        if choice.is_column or answer is None:
            chances: list[Scope] = ["objects"]
            painting = painting_by_column(sheet.city, choice.subject)
        else:
            chances = scopes(answer.board, choice.subject)
            scope = choice.scope if choice.scope in chances or not chances else chances[0]
            painting = painting_by_indicator(
                answer.board, answer.comparison, choice.subject, side=choice.side, scope=scope, language=language
            )
        url = self.shared.handouts.share(
            classes_json(tile_classes(painting, sheet.city, sheet.index)), "application/json"
        )
        asked = indicators().get(choice.subject)
        method = [asked.source] if asked is not None and asked.source else []
        data = [
            f"{each.title} ({translate(each.licence, language)})" for each in sheet.summaries[painting.layer].sources
        ]
        return painting, {**legend_state(painting, sheet, language), "subject": choice.subject, "url": url,
                          "source": " · ".join([*data, *method]),
                          "scopes": _options(SCOPE_TITLES, chances, language), "is_old": False}  # fmt: skip

    def _card(self, painting: Painting, feature: Feature) -> dict[str, object] | None:
        """Return the painted value of an object and of its neighbourhood."""
        language, city = self.language(), self.desk.city
        value = value_in_words(painting, painting.values.get(feature.id), language)
        title = translate(painting.title, language)
        found: dict[str, object] = {"title": title, "value": value, "area": "", "of_area": ""}
        answer = self.numbers.answer
        if feature.layer == "buildings" and answer is not None and self.choice.subject in answer.board.measurements:
            area = neighbourhood_of(city, feature.id) or ""
            board = answer.before if self.choice.side == "before" and answer.before else answer.board
            amount = board[self.choice.subject].by_neighbourhood.get(area)
            indicator = indicators()[self.choice.subject]
            if amount is not None and not np.isnan(amount):
                found["area"] = neighbourhood_names(city, language=language).get(area, area)
                unit = translate(indicator.unit, language)
                found["of_area"] = f"{number_text(amount, language, decimals=indicator.decimals)} {unit}".strip()
        return found if feature.layer == painting.layer else None

    def _choices(self) -> list[dict[str, object]]:
        language = self.language()
        columns = _options(COLUMN_TITLES, COLUMN_TITLES, language)
        return [
            {"title": translate(N_("Buildings"), language), "options": columns},
            {"title": translate(N_("Indicators"), language), "options": [
                {"value": id, "title": translate(each.title, language)} for id, each in indicators().items()
            ]},
        ]  # fmt: skip


def legend_state(painting: Painting, sheet: Sheet, language: str) -> dict[str, object]:
    """Return the legend of a painting: what it is called, its unit, what is better, and each class with its count."""
    layer = sheet.city.layers[painting.layer]
    classes = painting.scale.class_of(painting.values.reindex(layer.table.index))
    counts = np.bincount(classes, minlength=len(painting.scale.classes))
    named = zip(painting.scale.classes, painting.scale.texts(language), counts, strict=True)
    direction = "" if painting.direction is None else translate(DIRECTION_TITLES[painting.direction], language)
    return {
        "title": translate(painting.title, language),
        "meaning": translate(painting.meaning, language),
        "unit": translate(painting.unit, language),
        "direction": direction,
        "tier": painting.tier.get(language, ""),
        "layer": translate(layer.kind.title, language),
        "side": painting.side,
        "scope": painting.scope,
        "sides": [] if painting.side is None else _options(SIDE_TITLES, SIDE_TITLES, language),
        "classes": [
            {"text": text, "light": each.light, "dark": each.dark, "count": number_text(int(count), language),
             "is_empty": not count}
            for each, text, count in named
        ],
    }  # fmt: skip


def value_in_words(painting: Painting, value: object, language: str) -> str:
    """Return a painted value as a card says it."""
    scale = painting.scale
    if value is None or (isinstance(value, float | np.floating) and np.isnan(value)) or value is pd.NA:
        return scale.classes[-1].text(language, is_whole=False, is_grouped=True)
    if scale.codes or (isinstance(value, float | np.floating) and np.isinf(value)):
        number = int(scale.class_of(pd.Series([value]))[0])
        return scale.texts(language)[number]
    amount = float(str(value))
    text = number_text(amount, language, decimals=1) if scale.is_grouped else f"{amount:.0f}"
    return f"{text} {translate(painting.unit, language)}".strip()


def _options(titles: Mapping[str, str], names: Collection[str], language: str) -> list[dict[str, object]]:
    return [{"value": name, "title": translate(title, language)} for name, title in titles.items() if name in names]
