"""Two sides of a page's city in one picture: what stands on the left, and the tiles in which the sides differ."""

import asyncio
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.errors import UsageError
from geodata.language import N_, translate
from twin.comparison import AS_IT_IS
from twin.scenario import Scenario
from twin.tiles import Tile

from .actions import Action
from .desk import BAD_ARGUMENT, MAX_NAME
from .scene import tile_rows
from .sheet import Sheet
from .state import CitySide
from .view_state import COMPARE_MODES, CompareMode

if TYPE_CHECKING:
    from .page import Page

BEFORE_MARK = "@before"  # ends the name of a tile that stands on the left only; see assets/tiles.js
MIDDLE = 0.5
NOTHING = N_("There is nothing to compare yet: no scenario is open. Open one, or start a new one.")


@dataclass(frozen=True)
class Compared:
    """How two sides are seen, where the line between them is (0 to 1 from the left), and what stands on the left.

    `scenario` None: the city as it is.
    """

    mode: CompareMode
    at: float
    scenario: Scenario | None
    sheet: Sheet = field(repr=False)


class Comparing:
    """What compares on one page. `now` is None while one side is seen alone; the right one is the desk's scenario.

    The board has the same two sides: `choose_before` is of both.
    """

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.now: Compared | None = None
        self._number = 0
        self._turn = asyncio.Lock()  # sides are drawn one after the other
        self.state.update({"compare": None, "before_tiles": [], "after_only": []})
        page.colouring.on_change.append(self.say_tiles)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.compare, self.choose_before)

    # Actions

    async def compare(self, mode: str, at: float = MIDDLE) -> None:
        """Show both sides: parted by a line ("swipe") or beside each other ("side"); "" shows one side alone again."""
        if mode == "":
            self.leave()
            return
        known = next((each for each in COMPARE_MODES if each == mode), None)
        if known is None or not _is_share(at):
            raise UsageError(BAD_ARGUMENT)
        async with self._turn:
            await self._show(known, float(at), self.page.numbers.before)

    async def choose_before(self, name: str) -> None:
        """Compare with another scenario of the city's database, on the board too; "" for the city as it is."""
        scenario = None if name == "" else await self._scenario(name)
        async with self._turn:
            if self.now is not None:
                await self._show(self.now.mode, self.now.at, scenario)
            self.page.numbers.put_before(scenario)

    # What follows

    def sheet_of(self, side: CitySide) -> Sheet:
        """Return one side of what the page shows; where nothing is compared there is only what the desk shows."""
        desk, moment = self.page.desk, self.page.moment
        return desk.sheet if self.now is None or side == "after" else moment.seen(self.now.sheet)

    def side_from(self, value: object) -> CitySide:
        """Return which side a browser means."""
        return "before" if value == "before" and self.now is not None else "after"

    def leave(self) -> None:
        """Show one side alone."""
        if self.now is not None:
            self._put(None)

    def follow(self) -> None:
        """Go on with what is on the desk now; who puts it away, or looks at the city before it, compares no longer."""
        work = self.page.desk.work
        if work is None or work.is_before:
            self.now = None
        self.say()

    def say(self) -> None:
        """Tell the page what stands on both sides, in its language."""
        now, work = self.now, self.page.desk.work
        language = self.page.view.language
        if now is None or work is None:
            self.state.compare = None
            return
        self.state.compare = {
            "mode": now.mode,
            "at": now.at,
            "number": self._number,
            "with": "" if now.scenario is None else now.scenario.name,
            "before": translate(AS_IT_IS, language) if now.scenario is None else now.scenario.name,
            "after": work.scenario.name,
        }

    def say_tiles(self) -> None:
        """Tell the page which tiles the sides do not share: those of the left, and the names of those of the right."""
        page = self.page
        left = self.sheet_of("before")
        recoloured = frozenset() if self.now is None else page.colouring.recoloured
        before, after = apart(left, page.desk.sheet, page.loaded, recoloured=recoloured)
        rows = tile_rows(before)
        self.state.before_tiles = [{**row, "id": f"{row['id']}{BEFORE_MARK}"} for row in rows]
        self.state.after_only = [row["id"] for row in tile_rows(after)]

    async def _show(self, mode: CompareMode, at: float, scenario: Scenario | None) -> None:
        desk = self.page.desk
        if desk.work is None:
            raise UsageError(NOTHING)
        sheet = await asyncio.to_thread(self._drawn, scenario)
        if desk.work is None:  # put away while that was drawn
            raise UsageError(NOTHING)
        if desk.work.is_before:
            await desk.look_at("after")
        self._put(Compared(mode, at, scenario, sheet))

    def _put(self, now: Compared | None) -> None:
        if self.now is None or now is None or now.sheet is not self.now.sheet:
            # What is selected on the left is of a city that goes.
            self.page.view = replace(self.page.view, side="after")
        self.now = now
        self._number += 1
        with self.state:
            self.page.moment.tell()  # whatever moment is looked at, all that follows the city follows this
        self.page.colouring.refresh()

    async def _scenario(self, name: str) -> Scenario:
        if not isinstance(name, str) or len(name) > MAX_NAME:
            raise UsageError(BAD_ARGUMENT)
        return await asyncio.to_thread(lambda: self.page.shared.scenarios.scenario(name).without_saving())

    def _drawn(self, scenario: Scenario | None) -> Sheet:
        """Return a scenario's city drawn, or the city as it is. Not for the event loop."""
        shared = self.page.shared
        sheet = shared.base
        if scenario is not None:
            sheet = shared.base.edited(scenario.applied, datetime.now(UTC))
            shared.offer(sheet)
        self.page.moment.seen(sheet)  # made here, so that it is there when it is looked at
        return sheet


def apart(
    before: Sheet, after: Sheet, layers: Iterable[str], *, recoloured: Set[str] = frozenset()
) -> tuple[list[Tile], list[Tile]]:
    """Return the tiles of each of two sheets that the other does not have as they are.

    `recoloured` are the hashes of tiles that both have, but painted otherwise.
    """
    if before is after:
        return [], []
    layers = list(layers)
    was, now = before.ordered(layers), after.ordered(layers)
    shared = {_key(tile) for tile in was} & {_key(tile) for tile in now}
    shared = {key for key in shared if key[2] not in recoloured}
    return [tile for tile in was if _key(tile) not in shared], [tile for tile in now if _key(tile) not in shared]


def _key(tile: Tile) -> tuple[str, str, str]:
    return tile.layer, tile.cell, tile.hash


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
