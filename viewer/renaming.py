"""Another name for the scenario on the desk; pages that have it open go on under that name."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from geodata.errors import UsageError
from geodata.language import N_, translate
from twin.scenario_names import key_of
from twin.scenario_renaming import rename

from .actions import Action
from .archiving import own_scenario
from .viewing import name_from, telling_name

if TYPE_CHECKING:
    from .page import Page

RENAMED = N_("“{former}” is called “{name}” now.")


class Renaming:
    """What renames the scenario on the desk, and follows when somebody else renames it."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.rename_scenario,)

    async def rename_scenario(self, name: str) -> bool:
        """Give the scenario on the desk another name. Return whether that was done."""
        before = own_scenario(self.page)
        typed, name = name, name_from(name)
        with telling_name(self.page, "name_error", typed.strip()):
            await asyncio.to_thread(rename, self.page.shared.scenarios, before.name, name)
            await self._follow(before.key, name)
            self.page.shared.company.tell_of_name(before.key, name, by=self.page.presence)
            return True
        return False

    def hear(self, scenario: str, name: str) -> None:
        """Follow when a scenario that was renamed lies on the desk, or a copy of it, and say so."""
        work = self.page.desk.work
        if work is not None and scenario == self.page.presence.scenario:
            said = translate(RENAMED, self.page.view.language)
            self.page.tell(said.format(former=work.scenario.name, name=name))
            self.page.background.start(self._follow(scenario, name))

    async def _follow(self, key: str, name: str) -> None:
        """Call the scenario on the desk by another name, when it has this key."""
        if self.page.presence.scenario != key:
            return
        self.page.presence.expect(key_of(name))
        with contextlib.suppress(UsageError), self.state:  # as when it was put away meanwhile
            await self.page.desk.rework(
                lambda scenario: scenario.renamed(name) if scenario.saved and scenario.key == key else scenario
            )
