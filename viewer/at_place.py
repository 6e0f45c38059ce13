"""The numbers of one page at its selected object: what the indicators of the board at hand say there."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from geodata.language import N_, translate
from twin.comparison_output import side_title
from twin.gains import HOMES
from twin.indicators import DIRECTION_TITLES, Board, measure
from twin.namesakes import neighbourhood_names
from twin.place_values import Of, Place, PlaceValue, place_values, title_of_one
from twin.scenario import Scenario

from .answers import Answer
from .background import Background
from .state import Feature

if TYPE_CHECKING:
    from .page import Page

WATCHER = "card"
OF_HOME, OF_OBJECT = N_("Of this building"), N_("How this object counts")
OF_AREA, OF_CITY = N_("Of the neighbourhood: {name}"), N_("Of the whole city")


class AtPlace:
    """What says the numbers of a card. They are measured when one is open, aside: the card never waits for them."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.background = Background(self._fail)
        self._round = 0
        self._told: tuple[object, ...] = ()  # what the numbers that are shown are of
        self._taken_from: Answer | None = None
        self.state.place = None
        page.numbers.on_change.append(self.say)

    def say(self) -> None:
        """Tell the page the numbers at its selected object: those that are there, or that they are worked out."""
        page, selected = self.page, self.page.view.selected
        if page.numbers.is_current and self._taken_from is page.numbers.answer and self._told == self._asked():
            return  # once a minute, or after a change of something else
        self._round += 1
        self._told = ()
        if selected is None or page.is_display:
            page.numbers.look_away(WATCHER)
            self._put(None)
            return
        page.numbers.look(WATCHER)
        key = f"{selected.layer}/{selected.id}"
        shown = self.state.place
        rest = shown if shown is not None and shown["key"] == key else {"key": key, "groups": [], "of": ""}
        self._put({**rest, "is_working": True})
        if page.numbers.is_current:
            self.background.start(self._say(self._round, selected, key))

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    async def _say(self, mine: int, selected: Feature, key: str) -> None:
        language, asked = self.page.view.language, self._asked()
        is_before, other = self._side()
        answer = self.page.numbers.answer
        assert answer is not None

        def made() -> dict[str, object]:
            board = answer.board if not is_before else answer.before
            if is_before and (board is None or (other is None and answer.question.before is not None)):
                board = measure(self.page.shared.store.city)
            of = other if is_before else answer.question.after
            assert board is not None
            return {**_said(board, selected, language), "of": side_title(of, language)}

        found = await asyncio.to_thread(made)
        if mine == self._round:  # one that was overtaken is not shown
            self._put({**found, "key": key, "is_working": False})
            self._told, self._taken_from = asked, answer

    def _asked(self) -> tuple[object, ...]:
        """Return what the numbers are wanted of: the object, the side of the comparison, the language."""
        is_before, other = self._side()
        of = None if other is None else (other.name, other.history.at)
        return self.page.view.selected, is_before, of, self.page.view.language

    def _side(self) -> tuple[bool, Scenario | None]:
        """Return whether the card is of the earlier side, and of which scenario that is; None: the city as it is."""
        work, compared = self.page.desk.work, self.page.comparing.now
        if self.page.view.side == "before" and compared is not None:
            return True, compared.scenario
        return work is not None and work.is_before, None

    def _put(self, place: dict[str, object] | None) -> None:
        with self.state:
            self.state.place = place

    def _fail(self) -> None:
        self._told = ()
        self._put(None)


def _said(board: Board, selected: Feature, language: str) -> dict[str, object]:
    """Return what a board says at an object, in groups; nothing of one that its city does not have."""
    if selected.layer not in board.city.layers or selected.id not in board.city.layers[selected.layer].table.index:
        return {"groups": []}
    place = place_values(board, selected.layer, selected.id)
    titles = _titles(board, selected.layer, place, language)
    groups = [
        {"title": title, "of": of, "rows": [_row(each, language) for each in place.values if each.of == of]}
        for of, title in titles.items()
    ]
    return {"groups": [group for group in groups if group["rows"]]}


def _titles(board: Board, layer: str, place: Place, language: str) -> Mapping[Of, str]:
    name = neighbourhood_names(board.city, language=language).get(place.area, place.area)
    return {
        "object": translate(OF_HOME if layer == HOMES else OF_OBJECT, language),
        "neighbourhood": translate(OF_AREA, language).format(name=name),
        "city": translate(OF_CITY, language),
    }


def _row(each: PlaceValue, language: str) -> dict[str, object]:
    title, meaning = (translate(text, language) for text in (each.indicator.title, each.indicator.meaning))
    own = title_of_one(each.indicator, language) if each.of == "object" else ""
    return {
        "id": each.indicator.id,
        "title": own or title,
        "meaning": f"{title}. {meaning}" if own else meaning,
        "value": each.text(language),
        "direction": translate(DIRECTION_TITLES[each.direction], language),
    }
