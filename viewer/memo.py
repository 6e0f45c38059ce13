"""The memo of one page: its browser sends pictures, the numbers are those of its board, and a file comes of it."""

import asyncio
import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from trame_server.state import State

from geodata.errors import TwinError, UsageError
from geodata.language import N_, translate
from twin.city import City
from twin.comparison_output import side_title
from twin.memo import LOST_PICTURES, Memo, memo_html, memo_name
from twin.picture_file import PictureFile
from twin.scenario import Scenario, now

from .actions import Action
from .answers import Question, answer_to
from .background import Background
from .desk import BAD_ARGUMENT, NONE_OPEN, Desk
from .numbers import Numbers
from .shared import Shared
from .trust import Trust

SIDES: Final = {"before": N_("Before: {title}"), "after": N_("After: {title}")}
MAX_PIECE, MAX_PICTURE = 50_000, 3_000_000  # characters of base64
JPEG, JPEG_BEGINS = "image/jpeg", b"\xff\xd8\xff"
MEMO_TYPE = "text/html; charset=utf-8"


@dataclass
class Making:
    """A memo that is being made: of what, and the pictures that have come so far, in base64."""

    question: Question
    pieces: dict[str, list[str]] = field(default_factory=dict, repr=False)
    whole: dict[str, bytes] = field(default_factory=dict, repr=False)

    def add(self, side: str, piece: str, *, is_last: bool) -> None:
        """Take a piece of a picture. Raises UsageError for one that is too long, or no JPEG when it is whole."""
        pieces = self.pieces.setdefault(side, [])
        pieces.append(piece)
        if side in self.whole or sum(map(len, pieces)) > MAX_PICTURE:
            raise UsageError(BAD_ARGUMENT)
        if is_last:
            self.whole[side] = _jpeg("".join(pieces))


class MemoMaking:
    """What makes the memos of one page, one at a time.

    `make_memo`, then pieces of two pictures or of none, then `write_memo`; the page is told how far it is (`memo`).
    """

    def __init__(
        self, state: State, shared: Shared, desk: Desk, numbers: Numbers, trust: Trust, *, language: Callable[[], str],
        tell_failure: Callable[[Exception], None], marked: Callable[[Scenario, City, str], str],
    ) -> None:  # fmt: skip
        self.state, self.shared, self.desk, self.numbers, self.trust = state, shared, desk, numbers, trust
        self.language, self.tell_failure = language, tell_failure
        self.marked = marked  # what the marks over the picture "after" mean, in a language
        self.background = Background(self._stop)
        self._making: Making | None = None
        self._writing: asyncio.Task[None] | None = None
        state.memo = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.make_memo, self.add_picture, self.write_memo, self.close_memo)

    async def make_memo(self) -> bool:
        """Begin a memo of the scenario on the desk; its browser takes the pictures next."""
        if self.desk.work is None:
            raise UsageError(NONE_OPEN)
        self._stop()
        self._making = Making(self.numbers.question)
        self._say("pictures")
        return True

    async def add_picture(self, side: str, piece: str, is_last: bool) -> None:  # noqa: FBT001 - as the browser sends it
        """Take a piece of a picture (JPEG in base64) of the city "before" or "after"."""
        is_text = isinstance(piece, str) and len(piece) <= MAX_PIECE
        if self._making is None or side not in SIDES or not is_text or not isinstance(is_last, bool):
            raise UsageError(BAD_ARGUMENT)
        self._making.add(side, piece, is_last=is_last)

    async def write_memo(self) -> None:
        """Write the memo with the pictures that have come: the page hears of it when it is there."""
        if self._making is None or self._writing is not None:
            raise UsageError(BAD_ARGUMENT)
        self._say("writing")
        self._writing = self.background.start(self._write(self._making))

    async def close_memo(self) -> None:
        """Put the memo away, or make it no further."""
        self._stop()

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    async def _write(self, making: Making) -> None:
        try:
            made = await self.shared.measuring.do(lambda: self._file(making))
        except TwinError as error:
            self._stop()
            self.tell_failure(error)
            return
        if self._making is making:  # one that was cancelled is not shown
            self._making = self._writing = None
            self._say("ready", **made)

    def _file(self, making: Making) -> dict[str, str]:
        """Return address and name of the memo. Not for the event loop."""
        known, language = self.numbers.answer, self.language()
        if known is None or known.question != making.question:
            known = answer_to(self.shared.store.city, making.question)
        made, after = known.comparison, making.question.after
        if made is None or after is None:
            raise UsageError(NONE_OPEN)
        titles = {"before": side_title(None, language), "after": side_title(made.after_scenario, language)}
        has_both = set(making.whole) == set(SIDES)
        marked = {"before": "", "after": self.marked(after, made.after.city, language)}
        captions = {side: translate(SIDES[side], language).format(title=titles[side]) for side in SIDES}
        pictures = [
            PictureFile(making.whole[side], JPEG, ". ".join(filter(None, [captions[side], marked[side]])))
            for side in SIDES
            if has_both
        ]
        trust = self.trust.last_answer_of(after)
        folder, failed = self.shared.store.folder.resolve().name, self.trust.failure_of(after)
        memo = Memo(made, trust, now(), folder, pictures, LOST_PICTURES, failed)
        name = memo_name(memo)
        content = memo_html(memo, language).encode()
        return {
            "url": self.shared.handouts.offer(content, MEMO_TYPE, file_name=name, is_shown=True),
            "name": name,
            "note": "" if has_both else translate(LOST_PICTURES, language),
        }

    def _stop(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
        self._making = self._writing = None
        with self.state:
            self.state.memo = None

    def _say(self, stage: str, **more: str) -> None:
        with self.state:
            self.state.memo = {"stage": stage, "url": "", "name": "", "note": "", **more}


def _jpeg(text: str) -> bytes:
    """Return the bytes of a picture. Raises UsageError for what is no JPEG."""
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error:
        content = b""
    if not content.startswith(JPEG_BEGINS):
        raise UsageError(BAD_ARGUMENT)
    return content
