"""The desk of one planner: one scenario, drawn; each step is checked, saved and drawn before the next."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from trame_server.state import State

from geodata.errors import UsageError
from geodata.language import N_
from twin.city import City
from twin.edits import edit_from_json
from twin.scenario import Scenario

from .actions import Action
from .shared import Shared
from .sheet import Sheet

Step = Callable[[Scenario], Scenario]
MAX_NAME, MAX_EDITS = 80, 500
NONE_OPEN = N_("No scenario is open. Open one, or start a new one.")
BAD_ARGUMENT = N_("That is not what this action takes. Load the page again.")


@dataclass(frozen=True)
class Work:
    """A scenario on the desk, and the city it makes as pages show it; `is_before` looks at the city without it."""

    scenario: Scenario
    sheet: Sheet
    is_before: bool = False


class Desk:
    """One page's scenario. `on_change` is called, in the event loop, after each step, and when one is put away.

    The steps of one desk follow each other; those of other desks go on meanwhile.
    """

    def __init__(self, state: State, shared: Shared, *, language: Callable[[], str]) -> None:
        self.state, self.shared, self.language = state, shared, language
        self.work: Work | None = None
        self.on_change: list[Callable[[], None]] = []
        self._turn = asyncio.Lock()
        self.say()

    @property
    def sheet(self) -> Sheet:
        """What the page shows: the scenario's city, or the city as it is."""
        return self.shared.base if self.work is None or self.work.is_before else self.work.sheet

    @property
    def city(self) -> City:
        """The city that the page shows."""
        return self.sheet.city

    @property
    def actions(self) -> Sequence[Action]:
        """What a browser may ask for."""
        return (
            self.new_scenario, self.open_scenario, self.close_scenario, self.list_scenarios, self.add_edit,
            self.undo_edit, self.redo_edit, self.switch_edit, self.remove_edit, self.reorder_edits, self.look_at,
        )  # fmt: skip

    # Actions

    async def list_scenarios(self) -> None:
        """List the scenarios of the city."""
        entries = await asyncio.to_thread(lambda: self.shared.scenarios.entries())
        self.state.scenarios = [
            {"name": e.name, "description": e.description, "author": e.author, "edits": e.edits, "saved_at": e.saved_at}
            for e in entries
        ]

    async def new_scenario(self, name: str) -> None:
        """Start a scenario without edits; it lives as long as this page, until it is saved."""
        name = _text(name, longest=MAX_NAME)
        await self._take_up(lambda: Scenario.on(self.shared.store.city, name))

    async def open_scenario(self, name: str) -> None:
        """Open a scenario of the city's database: what is done to it here is not saved."""
        name = _text(name, longest=MAX_NAME)
        await self._take_up(lambda: self.shared.scenarios.scenario(name).without_saving())

    async def close_scenario(self) -> None:
        """Put the scenario away: the city is shown as it is."""
        async with self._turn:
            self._put(None)

    async def add_edit(self, edit: Mapping[str, object]) -> None:
        """Add one edit, in the words of a scenario file."""
        if not isinstance(edit, dict):
            raise UsageError(BAD_ARGUMENT)
        made = edit_from_json({**edit, "id": "", "made_at": "", "author": ""})
        await self._step(lambda scenario: scenario.add(made))

    async def undo_edit(self) -> None:
        """Go one step back."""
        await self._step(Scenario.undo)

    async def redo_edit(self) -> None:
        """Do the step undone last again."""
        await self._step(Scenario.redo)

    async def switch_edit(self, id: str, on: bool) -> None:  # noqa: FBT001 - as the switch sends it
        """Switch an edit on or off."""
        id = _text(id)
        await self._step(lambda scenario: scenario.switch(id, on=on is True))

    async def remove_edit(self, id: str) -> None:
        """Take an edit out."""
        id = _text(id)
        await self._step(lambda scenario: scenario.remove(id))

    async def reorder_edits(self, ids: Sequence[str]) -> None:
        """Put the edits in another order."""
        if not isinstance(ids, list) or len(ids) > MAX_EDITS:
            raise UsageError(BAD_ARGUMENT)
        order = [_text(id) for id in ids]
        await self._step(lambda scenario: scenario.reorder(order))

    async def look_at(self, side: str) -> None:
        """Look at the city "before" the scenario, or "after" it."""
        if self.work is not None and side in ("before", "after"):
            self._put(replace(self.work, is_before=side == "before"))

    # What follows

    def say(self) -> None:
        """Tell the page what lies on the desk, in its language."""
        self.state.desk = desk_state(self.work, self.language())

    async def _take_up(self, made: Callable[[], Scenario]) -> None:
        async with self._turn:
            await self._draw(made)

    async def _step(self, step: Step) -> None:
        """Make the scenario's next state. Raises what the scenario refuses; the one on the desk stays then."""
        async with self._turn:
            if self.work is None:
                raise UsageError(NONE_OPEN)
            scenario = self.work.scenario
            await self._draw(lambda: step(scenario))

    async def _draw(self, made: Callable[[], Scenario]) -> None:
        self.state.desk_busy = True
        self.state.flush()
        try:
            self._put(await asyncio.to_thread(self._drawn, made))
        finally:
            self.state.desk_busy = False

    def _drawn(self, made: Callable[[], Scenario]) -> Work:
        """Return a scenario drawn. Not for the event loop."""
        scenario = made()
        if scenario.city is None:  # as files and databases give it
            scenario = replace(scenario, city=self.shared.store.city)
        sheet = self.shared.base.edited(scenario.applied, datetime.now(UTC))
        self.shared.offer(sheet)
        return Work(scenario, sheet)

    def _put(self, work: Work | None) -> None:
        self.work = work
        self.say()
        for tell in self.on_change:
            tell()


def desk_state(work: Work | None, language: str) -> dict[str, object] | None:
    """Return what the page needs to know of the scenario on the desk; None for an empty desk."""
    if work is None:
        return None
    scenario = work.scenario
    return {
        "name": scenario.name,
        "description": scenario.description,
        "author": scenario.author,
        "is_saved": scenario.keeper is not None,
        "side": "before" if work.is_before else "after",
        "can_undo": scenario.history.now.parent is not None,
        "can_redo": bool(scenario.history.undone),
        "edits": [
            {
                "id": edit.id,
                "number": number,
                "kind": edit.kind,
                "text": edit.describe(language),
                "note": edit.note,
                "author": edit.author,
                "made_at": edit.made_at,
                "is_on": scenario.is_on(edit),
            }
            for number, edit in enumerate(scenario.edits, start=1)
        ],
    }


def _text(value: object, *, longest: int = 250) -> str:
    """Return a text as an action takes it. Raises UsageError for anything else."""
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise UsageError(BAD_ARGUMENT)
    return value.strip()
