"""The numbers of one page: the indicators of its scenario beside those of the city, measured after each change."""

import asyncio
from collections.abc import Callable

from trame_server.state import State

from geodata.errors import TwinError, UsageError
from geodata.language import translate
from twin.indicators import indicators
from twin.scenario import Scenario

from .actions import Action
from .answers import Answer, Question, answer_to
from .background import Background
from .board_rows import Order, board_state, detail_state, in_order
from .desk import BAD_ARGUMENT, Desk
from .downloads import TYPES, Verified, board_file
from .panels.controls import TEXTS as COMMON
from .shared import Shared


class Numbers:
    """The board of one page. `on_change` is called, in the event loop, when other numbers are there.

    Nothing is measured before somebody looks (`look`). One question of a page is out at a time; the newest wins.
    """

    def __init__(self, state: State, shared: Shared, desk: Desk, *, language: Callable[[], str]) -> None:
        self.state, self.shared, self.desk, self.language = state, shared, desk, language
        self.answer: Answer | None = None
        self.before: Scenario | None = None
        self.order = Order()
        self.open_detail = ""
        self.has_slow = False
        self.on_change: list[Callable[[], None]] = []
        self.verified: Verified = lambda _: None  # who asks the trust suite says what it answered
        self.background = Background(self._fail)
        self._watchers: set[str] = set()
        self._running: asyncio.Task[None] | None = None
        self._refused: Question | None = None
        state.update(
            {"board": None, "board_order": [], "board_busy": False, "board_error": "", "board_detail": None,
             "download": None, "board_sort": self.order.state, "board_before": "",
             "board_slow": False}
        )  # fmt: skip
        desk.on_change.append(self.ask)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (
            self.look_at_board,
            self.close_board,
            self.measure_slow,
            self.sort_board,
            self.look_into,
            self.download_board,
        )

    @property
    def question(self) -> Question:
        """What the page wants to know now."""
        after = None if self.desk.work is None else self.desk.work.scenario
        return Question(None if after is None else self.before, after, self.has_slow)

    @property
    def is_current(self) -> bool:
        """Whether the numbers there are answer what the page wants to know now."""
        return self.answer is not None and self.answer.question == self.question

    @property
    def _are_old(self) -> bool:
        """Whether the numbers there are those of other cities than are asked for; a scenario saved has its own."""
        if self.answer is None or self.answer.question.before != self.question.before:
            return True
        work = self.desk.work
        return self.answer.board.city is not (self.shared.store.city if work is None else work.sheet.city)

    # Actions

    async def look_at_board(self) -> None:
        """Measure, and again after each change, until the board is closed."""
        self.look("board")

    async def close_board(self) -> None:
        """Measure no longer; what was measured stays."""
        self._watchers.discard("board")

    async def measure_slow(self, on: bool) -> None:  # noqa: FBT001 - as the browser sends it
        """Measure what takes seconds of a whole city too, or leave it out again: hours of winter sun."""
        if not isinstance(on, bool):
            raise UsageError(BAD_ARGUMENT)
        self.want_slow(on)

    async def sort_board(self, column: str, changed_only: bool) -> None:  # noqa: FBT001 - as the browser sends it
        """Sort by a column, the other way round when it is sorted by it already; hide what stayed the same, or not."""
        self.order = self.order.by(column, changed_only=changed_only is True)
        self._say_order()

    async def look_into(self, id: str) -> None:
        """Show one indicator by neighbourhood, and who gains and loses; "" for none."""
        self.open_detail = id if isinstance(id, str) and id in indicators() else ""
        await self._say_detail()

    async def download_board(self, kind: str) -> None:
        """Give the browser the board as a file: "csv", "json", or "xlsx" of a comparison."""
        answer = self.answer
        if not isinstance(kind, str) or kind not in TYPES or answer is None or not self.is_current:
            raise UsageError(BAD_ARGUMENT)
        self.state.download = await self.shared.measuring.do(
            lambda: board_file(self.shared.handouts, answer, kind, self.language(), verified=self.verified)
        )

    # What follows

    def put_before(self, scenario: Scenario | None) -> None:
        """Compare with a scenario from now on; None: with the city as it is."""
        self.before = scenario
        with self.state:
            self.state.board_before = "" if scenario is None else scenario.name
        self.ask()

    def want_slow(self, on: bool) -> None:  # noqa: FBT001 - as above
        """Measure what is on request alone too from now on, or no longer."""
        if on != self.has_slow:
            self.has_slow = on
            with self.state:
                self.state.board_slow = on
            self.ask()

    def look(self, who: str) -> None:
        """Note that somebody looks at the numbers: they are measured from now on."""
        self._watchers.add(who)
        self.ask()

    def look_away(self, who: str) -> None:
        """Note that somebody looks no longer."""
        self._watchers.discard(who)

    def ask(self) -> None:
        """See that what the page wants to know is measured, when somebody looks and nothing is out."""
        busy = not self.is_current and self.question != self._refused
        with self.state:
            self.state.board_busy = busy and self._are_old
            if self.question != self._refused:  # why another question was not answered says nothing of this one
                self.state.board_error = ""
        if busy and self._watchers and (self._running is None or self._running.done()):
            self._running = self.background.start(self._measure())

    def close(self) -> None:
        """Stop measuring: the page is gone."""
        self.background.close()

    async def say(self) -> None:
        """Tell the page the numbers there are, in its language."""
        answer, language = self.answer, self.language()
        if answer is None:
            return
        made = await asyncio.to_thread(board_state, answer.board, answer.comparison, language)
        with self.state:
            self.state.board = made
            self._say_order()
        await self._say_detail()

    async def _measure(self) -> None:
        """Measure until what is measured is what the page wants to know."""
        while not self.is_current and self.question != self._refused:
            question = self.question
            try:
                answer = await self.shared.measuring.do(lambda: answer_to(self.shared.store.city, self.question))
            except TwinError as error:
                self._refuse(question, error.text(self.language()))
                continue
            if answer.question == self.question:  # one that was overtaken is not shown
                self.answer, self._refused = answer, None
                await self.say()
                with self.state:
                    self.state.update({"board_busy": not self.is_current and self._are_old, "board_error": ""})
                    for tell in self.on_change:
                        tell()

    def _refuse(self, question: Question, sentence: str) -> None:
        if question == self.question:
            self._refused = question
            with self.state:
                self.state.update({"board_busy": False, "board_error": sentence})

    def _fail(self) -> None:
        self._refuse(self.question, translate(COMMON["failed"], self.language()))

    def _say_order(self) -> None:
        self.state.board_sort = self.order.state
        if self.answer is not None:
            self.state.board_order = in_order(self.answer.board, self.answer.comparison, self.order, self.language())

    async def _say_detail(self) -> None:
        answer, id = self.answer, self.open_detail
        made = None
        if answer is not None and id in answer.board.measurements:
            made = await asyncio.to_thread(detail_state, answer.board, answer.comparison, id, self.language())
        with self.state:
            self.state.board_detail = made
