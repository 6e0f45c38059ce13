"""What a planner should know of the changes of one page's scenario, under each of them in the list."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geodata.phrases import Said
from twin.scenario import Scenario

from .background import Background

if TYPE_CHECKING:
    from .page import Page

Remarked = Mapping[str, Sequence[Said]]


class Remarks:
    """The remarks of one page. They are looked for after a scenario is drawn: some search all ways of the city."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.background = Background(lambda: self._put({}))
        self._turn = asyncio.Lock()  # one search at a time: the newest scenario is the one that counts
        self._known: tuple[Scenario, Remarked] | None = None
        self.state.edit_remarks = {}
        page.desk.on_change.append(self.refresh)

    def refresh(self) -> None:
        """Look for the remarks of the scenario that lies on the desk now; nothing of an empty desk."""
        work = self.page.desk.work
        if work is None:
            self._known = None
            self._put({})
        elif self._known is None or self._known[0] is not work.scenario:
            self.background.start(self._look(work.scenario))

    def say(self) -> None:
        """Say them again, in the page's language."""
        if self._known is not None:
            self._put(self._known[1])

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    async def _look(self, scenario: Scenario) -> None:
        async with self._turn:
            work = self.page.desk.work
            if work is None or work.scenario is not scenario:  # another one is looked at by now
                return
            found = await asyncio.to_thread(remarks_of, scenario)
        work = self.page.desk.work
        if work is not None and work.scenario is scenario:
            self._known = scenario, found
            self._put(found)

    def _put(self, found: Remarked) -> None:
        language = self.page.view.language
        with self.state:
            self.state.edit_remarks = {id: [said.text(language) for said in remarks] for id, remarks in found.items()}


def remarks_of(scenario: Scenario) -> Remarked:
    """Return the remarks of a scenario by the ids of the edits that have any. Not for the event loop."""
    remarked = {edit.id: scenario.remarks(edit) for edit in scenario.edits}
    return {id: remarks for id, remarks in remarked.items() if remarks}
