"""The desk of one planner: one scenario, drawn; each step is checked, saved and drawn before the next."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from trame_server.state import State

from geodata.errors import UsageError
from geodata.language import N_, translate
from twin.city import City
from twin.edits import edit_from_json
from twin.scenario import Scenario
from twin.scenario_conflict import ConflictError
from twin.scenario_names import ScenarioNameError

from .actions import Action
from .desk_state import Mine, Work, desk_state
from .forms import minutes_between_vehicles
from .kept_scenario import KeptText, kept_text, scenario_of_kept
from .shared import Shared
from .sheet import Sheet
from .visitor import Visitor

Step = Callable[[Scenario], Scenario]
FITS: Mapping[str, str] = {"name": "", "text": ""}
MAX_NAME, MAX_EDITS, MAX_NOTE = 80, 500, 1000
NONE_OPEN = N_("No scenario is open. Open one, or start a new one.")
BAD_ARGUMENT = N_("That is not what this action takes. Load the page again.")
NOTE_TOO_LONG = N_("A note has at most {most} characters. Shorten it.")
UNNAMED, MINE, COPY = N_("My scenario"), N_("{name} (mine)"), N_("{name} (copy)")


class Desk:
    """One page's scenario. `on_change` is called, in the event loop, after each step, and when one is put away.

    The steps of one desk follow each other; those of other desks go on meanwhile. Who may save has scenarios that save
    themselves at each step; anybody else, from the first step on, a copy whose text the browser keeps (`desk_kept`).
    """

    def __init__(
        self, state: State, shared: Shared, *, language: Callable[[], str], visitor: Callable[[], Visitor]
    ) -> None:
        self.state, self.shared, self.language, self.visitor = state, shared, language, visitor
        self.work: Work | None = None
        self.mine: Mine | None = None  # what is offered beside the scenario
        self.on_change: list[Callable[[], None]] = []
        self.lens: Callable[[Sheet], Sheet] = lambda sheet: sheet  # how a sheet is seen from the page's moment
        self._turn = asyncio.Lock()
        self._kept = KeptText()
        self.state.update({"desk_busy": False, "scenarios": [], "name_error": FITS})
        self.say()

    @property
    def sheet(self) -> Sheet:
        """What the page shows: the scenario's city, or the city as it is."""
        return self.lens(self.shared.base if self.work is None or self.work.is_before else self.work.sheet)

    @property
    def city(self) -> City:
        """The city that the page shows."""
        return self.sheet.city

    @property
    def actions(self) -> Sequence[Action]:
        """What a browser may ask for."""
        return (
            self.new_scenario, self.open_scenario, self.close_scenario, self.list_scenarios, self.save_scenario,
            self.clone_scenario, self.name_copy, self.restore_scenario, self.restore_mine, self.reopen_scenario,
            self.take_mine, self.drop_mine,
            self.add_edit, self.undo_edit, self.redo_edit, self.switch_edit, self.remove_edit, self.reorder_edits,
            self.note_edit, self.look_at,
        )  # fmt: skip

    # Actions: scenarios

    async def list_scenarios(self) -> None:
        """List the scenarios of the city."""
        entries = await asyncio.to_thread(lambda: self.shared.scenarios.entries())
        self.state.scenarios = [
            {"name": e.name, "description": e.description, "author": e.author, "edits": e.edits, "saved_at": e.saved_at}
            for e in entries
        ]

    async def new_scenario(self, name: str) -> None:
        """Start a scenario without edits: saved where the visitor may, else one that lives in this browser.

        Without a name, one that is saved later, if at all.
        """
        is_named = name != ""
        name = _text(name if is_named else translate(UNNAMED, self.language()), longest=MAX_NAME)
        keeps = is_named and self.visitor().may_save
        with self._naming(name):
            made = Scenario.on(self.shared.store.city, name, author=self.visitor().name)
            await self._take_up(lambda: self.shared.scenarios.keep(made) if keeps else made)

    async def open_scenario(self, name: str) -> None:
        """Open a scenario of the city's database; what is done to it here is saved where the visitor may save."""
        name = _text(name, longest=MAX_NAME)
        await self._take_up(lambda: self.shared.scenarios.scenario(name))

    async def save_scenario(self, name: str) -> None:
        """Keep the scenario of this browser in the database; it saves itself from then on."""
        self.visitor().check_may_save()
        await self.clone_scenario(name)

    async def clone_scenario(self, name: str) -> None:
        """Go on with a copy under another name; the scenario itself stays as it is."""
        name, by = _text(name, longest=MAX_NAME), self.visitor()

        def copied(scenario: Scenario) -> Scenario:
            copy = scenario.clone(name, author=by.name)
            return self.shared.scenarios.keep(copy) if by.may_save else copy

        with self._naming(name):
            await self.rework(copied)

    async def name_copy(self) -> str:
        """Return a name that a copy of the scenario can be saved under."""
        name = translate(COPY, self.language()).format(name=self._work().scenario.name)
        return await asyncio.to_thread(self.shared.scenarios.free_name, name)

    async def restore_scenario(self, text: str, is_last: bool) -> None:  # noqa: FBT001 - as the browser sends it
        """Take up the scenario that a browser kept, piece by piece; checked as a file from anywhere."""
        whole = self._kept.with_piece(text, is_last=is_last)
        if whole is not None:
            await self._take_up(lambda: scenario_of_kept(whole, self.shared.store.city))

    async def restore_mine(self, text: str, is_last: bool) -> None:  # noqa: FBT001 - as the browser sends it
        """Offer again what a browser kept beside its scenario, piece by piece; open it where nothing else is open."""
        whole = self._kept.with_piece(text, is_last=is_last)
        if whole is None:
            return
        mine = await asyncio.to_thread(scenario_of_kept, whole, self.shared.store.city)
        if self.work is None:
            await self._take_up(lambda: mine)
        else:
            self.offer(mine)

    async def reopen_scenario(self) -> None:
        """Open again what somebody else saved meanwhile; one's own stays on offer beside it."""
        await self.open_scenario(self._work().scenario.name)
        if self.mine is not None:
            self.offer(self.mine.scenario)

    async def take_mine(self) -> None:
        """Go on with what is on offer, as a scenario of its own."""
        mine = self.mine
        if mine is None:
            raise UsageError(NONE_OPEN)
        await self._take_up(lambda: mine.scenario)
        await self.drop_mine()

    async def drop_mine(self) -> None:
        """Throw away what is on offer beside the scenario on the desk."""
        self.mine = None
        self.say()

    async def close_scenario(self) -> None:
        """Put the scenario away: the city is shown as it is."""
        async with self._turn:
            self.mine = None
            self._put(None)

    # Actions: edits

    async def add_edit(self, edit: Mapping[str, object]) -> None:
        """Add one edit, in the words of a scenario file."""
        if not isinstance(edit, dict):
            raise UsageError(BAD_ARGUMENT)
        made = edit_from_json({**edit, "id": "", "made_at": "", "author": ""})
        await self.step(lambda scenario: scenario.add(made))

    async def undo_edit(self) -> None:
        """Go one step back."""
        await self.step(Scenario.undo)

    async def redo_edit(self) -> None:
        """Do the step undone last again."""
        await self.step(Scenario.redo)

    async def switch_edit(self, id: str, on: bool) -> None:  # noqa: FBT001 - as the switch sends it
        """Switch an edit on or off."""
        id = _text(id)
        await self.step(lambda scenario: scenario.switch(id, on=on is True))

    async def remove_edit(self, id: str) -> None:
        """Take an edit out."""
        id = _text(id)
        await self.step(lambda scenario: scenario.remove(id))

    async def reorder_edits(self, ids: Sequence[str]) -> None:
        """Put the edits in another order."""
        if not isinstance(ids, list) or len(ids) > MAX_EDITS:
            raise UsageError(BAD_ARGUMENT)
        order = [_text(id) for id in ids]
        await self.step(lambda scenario: scenario.reorder(order))

    async def note_edit(self, id: str, note: str) -> None:
        """Give an edit another note; an empty one takes it away."""
        id = _text(id)
        if not isinstance(note, str) or len(note) > MAX_NOTE:
            raise UsageError(NOTE_TOO_LONG, most=MAX_NOTE)
        await self.step(lambda scenario: scenario.note(id, note.strip()))

    async def look_at(self, side: str) -> None:
        """Look at the city "before" the scenario, or "after" it."""
        if self.work is not None and side in ("before", "after"):
            self._put(replace(self.work, is_before=side == "before"))

    # What follows

    async def step(self, step: Step) -> None:
        """Make the scenario's next state. Raises what the scenario refuses; the one on the desk stays then."""
        try:
            await self.rework(lambda scenario: step(self._signed(self._as_allowed(scenario))))
        except ConflictError as error:
            ours = self._work().scenario.without_saving()
            name = translate(MINE, self.language()).format(name=ours.name)
            made = await asyncio.to_thread(lambda: step(self._signed(ours)).clone(name))
            self.mine = Mine(made, error)
            self.say()

    async def rework(self, step: Step) -> None:
        """Put on the desk what is made of the scenario there. Raises as `step`, and UsageError for an empty desk."""
        async with self._turn:
            scenario = self._work().scenario
            await self._draw(lambda: step(scenario))

    def offer(self, mine: Scenario) -> None:
        """Offer what is not saved beside the scenario on the desk."""
        self.mine = Mine(mine)
        self.say()

    def say(self) -> None:
        """Tell the page what lies on the desk, in its language, and what its browser is to keep."""
        self.state.desk = desk_state(self.work, self.mine, self.language(), may_save=self.visitor().may_save)
        mine = self.mine.scenario if self.mine else None
        self.state.desk_kept = None if self.work is None else kept_text(self.work.scenario, mine)

    @contextmanager
    def _naming(self, name: str) -> Iterator[None]:
        """Tell beside the field in which a name was typed why no scenario can be called so."""
        self.state.name_error = FITS
        try:
            yield
        except ScenarioNameError as error:
            self.state.name_error = {"name": name, "text": error.text(self.language())}

    def _work(self) -> Work:
        if self.work is None:
            raise UsageError(NONE_OPEN)
        return self.work

    def _as_allowed(self, scenario: Scenario) -> Scenario:
        """Return a scenario that saves itself only where the visitor may save now."""
        return scenario if self.visitor().may_save else scenario.without_saving()

    def _signed(self, scenario: Scenario) -> Scenario:
        """Return a scenario whose next edits carry the visitor's name; one without an author becomes the visitor's."""
        name = self.visitor().name
        return replace(scenario, writer=name, author=scenario.author or name)

    async def _take_up(self, made: Callable[[], Scenario]) -> None:
        async with self._turn:
            await self._draw(made)

    async def _draw(self, made: Callable[[], Scenario]) -> None:
        self.state.desk_busy = True
        self.state.flush()
        try:
            self._put(await asyncio.to_thread(self._drawn, made))
        finally:
            self.state.desk_busy = False

    def _drawn(self, made: Callable[[], Scenario]) -> Work:
        """Return a scenario drawn, with what its forms will say reckoned. Not for the event loop."""
        minutes_between_vehicles(self.shared.store.city)
        scenario = made()
        if scenario.city is None:  # as files and databases give it
            scenario = replace(scenario, city=self.shared.store.city)
        if self.work is not None and self.work.sheet.city is scenario.applied:  # as after another note
            return replace(self.work, scenario=scenario)
        sheet = self.shared.base.edited(scenario.applied, datetime.now(UTC))
        self.shared.offer(sheet)
        self.lens(sheet)
        return Work(scenario, sheet)

    def _put(self, work: Work | None) -> None:
        self.work = work
        self.say()
        for tell in self.on_change:
            tell()


def _text(value: object, *, longest: int = 250) -> str:
    """Return a text as an action takes it. Raises UsageError for anything else."""
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise UsageError(BAD_ARGUMENT)
    return value.strip()
