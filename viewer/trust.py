"""The trust suite's badge of one page: what must hold of the scenario on its desk, asked when somebody wants it."""

import asyncio
from collections.abc import Callable

from trame_server.state import State

from geodata.errors import TwinError, UsageError
from geodata.language import N_, NN_, number_text, translate, translate_count
from twin.scenario import Scenario, now
from twin.scenario_trust import keep_verification, last_failure, last_verification
from twin.verification import TITLES, Check, Verification, checks_of
from twin.verification_output import ANSWERS

from .actions import Action
from .background import Background
from .desk import NONE_OPEN, Desk
from .numbers import Numbers
from .shared import Shared

KEPT = 8  # states of scenarios whose answers a page remembers, for undo and redo
HOLD = NN_("verified: {count} of {count} holds", "verified: {count} of {count} hold")
FAIL = N_("{failed} of {count} do not hold")


class Trust:
    """What the trust suite says of one page's scenario. An answer stands for one set of edits and no other."""

    def __init__(
        self, state: State, shared: Shared, desk: Desk, numbers: Numbers, *, language: Callable[[], str]
    ) -> None:
        self.state, self.shared, self.desk, self.language = state, shared, desk, language
        self.background = Background(self._end)
        self._known: list[tuple[Scenario, Verification]] = []
        self._asked: Scenario | None = None
        state.update({"trust": None, "trust_progress": None})
        desk.on_change.append(self._follow)
        numbers.on_change.append(self.look_up)
        numbers.verified = self.last_answer_of

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.verify_now, self.cancel_verifying)

    @property
    def scenario(self) -> Scenario | None:
        """The scenario on the desk."""
        return None if self.desk.work is None else self.desk.work.scenario

    def answer_of(self, scenario: Scenario | None) -> Verification | None:
        """Return what was said of the edits of a scenario, None where it is not known here."""
        if scenario is None:
            return None
        return next((found for known, found in self._known if _is_same(known, scenario)), None)

    def last_answer_of(self, scenario: Scenario) -> Verification | None:
        """Return the same, also where another page or the command line asked. Reads the database: not for the loop."""
        return self.answer_of(scenario) or self.stored(scenario)

    async def verify_now(self) -> None:
        """Ask the trust suite about the scenario on the desk; one page after the other, check by check."""
        if self.scenario is None:
            raise UsageError(NONE_OPEN)
        if self._asked is None:
            self._asked = self.scenario
            self._say_progress(0)
            self.background.start(self._verify(self.scenario))

    async def cancel_verifying(self) -> None:
        """Stop after the check that is being made."""
        self._end()

    def look_up(self) -> None:
        """Show what was said of this very scenario before, here or by the command line."""
        if self.scenario is not None and self._answer() is None:
            self.background.start(self._look_up(self.scenario))

    def say(self) -> None:
        """Tell the page what is known of its scenario, in its language."""
        found = self._answer()
        with self.state:
            self.state.trust = None if found is None else trust_state(found, self.language())

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    def _follow(self) -> None:
        """What is asked of edits that are no longer those on the desk is asked no further."""
        if self._asked is not None and (self.scenario is None or not _is_same(self._asked, self.scenario)):
            self._end()
        self.say()

    async def _verify(self, scenario: Scenario) -> None:
        checks, made = checks_of(scenario), list[Check]()
        try:
            while (check := await self.shared.verifying.do(lambda: next(checks, None))) is not None:
                if self._asked is not scenario:
                    return  # cancelled, or overtaken
                made.append(check)
                self._say_progress(len(made))
        except TwinError as error:
            self._tell(error)
        if len(made) == len(TITLES):
            await self._keep(scenario, Verification(tuple(made), now()))
        if self._asked is scenario:
            self._end()
        self.say()

    async def _look_up(self, scenario: Scenario) -> None:
        found = await asyncio.to_thread(self.stored, scenario)
        if found is not None:
            self._remember(scenario, found)
            self.say()

    def stored(self, scenario: Scenario) -> Verification | None:
        """Return what the city's database knows of these edits. Not for the event loop."""
        if scenario.name not in {entry.name for entry in self.shared.scenarios.entries(with_archived=True)}:
            return None
        stored = self.shared.scenarios.scenario(scenario.name)
        return last_verification(self.shared.scenarios, stored) if _is_same(stored, scenario) else None

    def failure_of(self, scenario: Scenario) -> Verification | None:
        """Return the newest answer by which another state of a scenario did not hold. Not for the event loop."""
        others = (found for known, found in self._known if known.key == scenario.key and not _is_same(known, scenario))
        stored = last_failure(self.shared.scenarios, scenario) if scenario.keeper is not None else None
        failed = [found for found in (*others, *([stored] if stored else [])) if not found.holds]
        return max(failed, key=lambda found: found.made_at, default=None)

    async def _keep(self, scenario: Scenario, found: Verification) -> None:
        """Remember an answer; who may save leaves that of a saved scenario with it, for all."""
        self._remember(scenario, found)
        if scenario.keeper is not None and self.desk.visitor().may_save:
            try:
                await asyncio.to_thread(keep_verification, self.shared.scenarios, scenario, found)
            except TwinError as error:
                self._tell(error)

    def _tell(self, error: TwinError) -> None:
        with self.state:
            self.state.board_error = error.text(self.language())

    def _remember(self, scenario: Scenario, found: Verification) -> None:
        self._known = [(scenario, found), *self._known][:KEPT]

    def _answer(self) -> Verification | None:
        return self.answer_of(self.scenario)

    def _end(self) -> None:
        self._asked = None
        with self.state:
            self.state.trust_progress = None

    def _say_progress(self, done: int) -> None:
        with self.state:
            self.state.trust_progress = {"done": done, "of": len(TITLES)}


def _is_same(one: Scenario, other: Scenario) -> bool:
    """Return whether two states of scenarios make the same edits to the same city."""
    return one.city_version == other.city_version and one.history.active == other.history.active


def trust_state(found: Verification, language: str) -> dict[str, object]:
    """Return the badge and the checks in words."""
    asked = [check for check in found.checks if check.holds is not None]
    failed = sum(not check.holds for check in asked)
    fields = {"failed": number_text(failed, language), "count": number_text(len(asked), language)}
    failing = translate(FAIL, language).format(**fields)
    return {
        "holds": found.holds,
        "text": failing if failed else translate_count(HOLD, len(asked), language),
        "checks": [
            {
                "id": check.id,
                "title": translate(TITLES[check.id], language),
                "sign": ANSWERS[check.holds][0],
                "word": translate(ANSWERS[check.holds][1], language),
                "seen": check.text(language),
                "fails": check.holds is False,
            }
            for check in found.checks
        ],
    }
