"""The scenario on the desk put away for everybody: whoever may archives it and lists it again, and all are told."""

import asyncio
from typing import TYPE_CHECKING

from geodata.errors import UsageError
from geodata.language import N_
from twin.scenario import Scenario
from twin.scenario_archive import archive, archived_by, unarchive

from .actions import Action
from .desk import NONE_OPEN

if TYPE_CHECKING:
    from .page import Page

NOT_SAVED = N_("This scenario is only in this browser tab: no list shows it anyway.")


class Archiving:
    """What archives the scenario on the desk. `archived_by` tells the page who did; "" while lists show it."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self._about, self._turn = "", 0
        self.state.archived_by = ""
        page.desk.on_change.append(self._follow)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return self.archive_scenario, self.unarchive_scenario

    async def archive_scenario(self) -> bool:
        """List the scenario on the desk no more; it stays open. Return that it was done."""
        scenario, by = own_scenario(self.page), self.page.visitor.name
        await asyncio.to_thread(lambda: archive(self.page.shared.scenarios, scenario.name, by=by))
        return await self._done(scenario)

    async def unarchive_scenario(self) -> bool:
        """List the scenario on the desk again. Return that it was done."""
        scenario = own_scenario(self.page)
        await asyncio.to_thread(lambda: unarchive(self.page.shared.scenarios, scenario.name))
        return await self._done(scenario)

    def hear(self, scenario: str) -> None:
        """Look again who archived a scenario, when it is the one on the desk."""
        if scenario and scenario == self.page.presence.scenario:
            self.page.background.start(self._show())

    def _follow(self) -> None:
        """Look who archived what lies on the desk now; until that is known, nobody has."""
        if self.page.presence.scenario != self._about:
            self._about, self.state.archived_by = self.page.presence.scenario, ""
            self.hear(self._about)

    async def _done(self, scenario: Scenario) -> bool:
        await self._show()
        self.page.shared.company.tell_of_archive(scenario.key)
        return True

    async def _show(self) -> None:
        """Tell the page who archived what lies on its desk. What was overtaken is not told."""
        self._turn += 1
        turn, about = self._turn, self.page.presence.scenario
        found = await asyncio.to_thread(archived_by, self.page.shared.scenarios, about)
        if (turn, about) == (self._turn, self.page.presence.scenario):
            with self.state:
                self.state.archived_by = found


def own_scenario(page: "Page") -> Scenario:
    """Return the saved scenario on a page's desk. Raises for none, and NotAllowedError where it is another's."""
    page.visitor.check_may_save()
    work = page.desk.work
    if work is None:
        raise UsageError(NONE_OPEN)
    if work.scenario.keeper is None:
        raise UsageError(NOT_SAVED)
    page.visitor.check_owns(work.scenario.author)
    return work.scenario
