"""A scenario: a named list of edits over one version of a city, which can be undone, done again and switched off."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from geodata.errors import TwinError, UsageError
from geodata.language import N_
from geodata.phrases import InLanguages, Phrase, Said

from .city import City
from .city_version import city_version
from .drawing import Drawing
from .edit import Edit
from .edit_effects import effects_of
from .edit_fields import EditError
from .edited_tables import remade
from .scenario_history import Action, History
from .scenario_names import new_key

if TYPE_CHECKING:
    from .comparison import Comparison
    from .indicators import Board
    from .verification import Verification

NEEDED = N_("other edits need it: {edits}. Take these out or switch them off first.")
IN_CONFLICT = N_("In conflict with newer data: {reason}")
NO_CITY = N_("The scenario has no city to stand on. Use scenario.apply(city).")


class ScenarioError(TwinError):
    """An edit of a scenario that the city does not allow: its number and the reason."""

    def __init__(self, number: int, reason: TwinError) -> None:
        self.number, self.reason = number, reason
        super().__init__(N_("Edit {number}: {reason}"), number=number, reason=reason)


@dataclass(frozen=True)
class NumberedEdit:
    """An edit as sentences tell it: "2 (Demolish Casa)"."""

    number: int
    edit: Edit

    def text(self, language: str) -> str:
        """Return number and sentence of the edit."""
        return f"{self.number} ({self.edit.describe(language)})"


@dataclass(frozen=True)
class Scenario(Drawing):
    """A named list of edits over one version of a city. It never changes; each method gives another.

    `key` is its name as ids and files write it. `city_id` and `city_version` say on what it stands. With a
    `city` each new edit is checked as it is made; `saved` counts the times it was saved, and `keeper`, of one
    that a database holds, saves each new value at once. `writer`: who changes it now, where that is not its author.
    """

    name: str
    key: str
    city_id: str
    city_version: str
    description: str = ""
    author: str = ""
    history: History = field(default_factory=History)
    saved: int = 0
    city: City | None = field(default=None, repr=False, compare=False)
    keeper: "Callable[[Scenario], Scenario] | None" = field(default=None, repr=False, compare=False)
    writer: str = field(default="", repr=False, compare=False)
    _applied: City | None = field(default=None, repr=False, compare=False)

    @classmethod
    def on(cls, city: City, name: str, *, description: str = "", author: str = "") -> "Scenario":
        """Return a new scenario without edits. Raises UsageError for a name that is none, or that means the city."""
        key = new_key(name)
        return cls(name, key, city.recipe.id, city_version(city), description, author, city=city, _applied=city)

    @property
    def _by(self) -> str:
        return self.writer or self.author

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits in their order, those that are off among them."""
        return self.history.current

    def is_on(self, edit: Edit) -> bool:
        """Return whether an edit is on."""
        return edit.id not in self.history.now.off

    @cached_property
    def applied(self) -> City:
        """The city with the edits made. Raises UsageError for a scenario that was given no city."""
        if self._applied is not None:
            return self._applied
        own = self._own_city()
        return remade(self.apply(own), own, self.history.active)

    def apply(self, city: City | None = None, *, at: time | None = None) -> City:
        """Return a city, else the scenario's own, with the edits that are on; layers they do not touch are shared.

        `at`: a time of day; an edit that holds by hours is made if it holds then. Without one, every edit is made.
        Raises UsageError for a city this scenario does not stand on, ScenarioError for an edit it does not allow.
        """
        if city is None and at is None:
            return self.applied
        city = self._own_city() if city is None else city
        self.check_city(city)
        made, edits = city, []
        for number, edit in enumerate(self.edits, start=1):
            if self.is_on(edit) and edit.in_force(at):
                made = checked(edit, made, number=number).apply(made)
                edits.append(edit)
        return replace(made, effects=effects_of(edits)) if edits else city

    def measure(self, *, ids: Iterable[str] | None = None) -> "Board":
        """Return the indicators of the city with the edits made, all or some."""
        from .indicators import measure  # what makes the numbers takes a second to import

        return measure(self.applied, ids=ids)

    def compare(self, *, ids: Iterable[str] | None = None) -> "Comparison":
        """Return the city as it is beside the city with the edits made. Raises UsageError without a city."""
        from .comparison import compare  # as above; comparisons know scenarios

        return compare(self._own_city(), self, ids=ids)

    def verify(self) -> "Verification":
        """Return whether everything that must hold of the scenario does. Raises UsageError without a city."""
        from .verification import verify  # as above

        return verify(self, made_at=now())

    def remarks(self, edit: Edit) -> list[Said]:
        """Return what a planner should know of an edit; nothing where the scenario stands on no city of its version.

        Of one that is off: why it is in conflict with newer data.
        """
        if self.city is None or not self.stands_here:
            return []
        if self.is_on(edit):
            return list(edit.remarks(self.city))
        conflict = self.history.conflict(edit.id)
        return [Phrase(IN_CONFLICT, reason=InLanguages(conflict))] if conflict else []

    @property
    def stands_here(self) -> bool:
        """Whether the scenario's city is of the version it was drawn on."""
        return self.city is not None and city_version(self.city) == self.city_version

    def check_city(self, city: City) -> None:
        """Raise UsageError for another city, or another version of it."""
        self.check_city_id(city)
        if city_version(city) != self.city_version:
            raise UsageError(
                N_("The scenario “{name}” was drawn on version {theirs} of the city; this is version {ours}. Carry it "
                   "over with the command: twin scenario rebase."),
                name=self.name, theirs=self.city_version, ours=city_version(city),
            )  # fmt: skip

    def check_city_id(self, city: City) -> None:
        """Raise UsageError for another city."""
        if city.recipe.id != self.city_id:
            raise UsageError(
                N_("The scenario “{name}” is one of the city {theirs}, not of {ours}."),
                name=self.name, theirs=self.city_id, ours=city.recipe.id,
            )  # fmt: skip

    def add(self, edit: Edit) -> "Scenario":
        """Return the scenario with one more edit, with its id, author and time. Raises ScenarioError if not allowed."""
        edit = replace(edit, id=self.next_id(), author=edit.author or self._by, made_at=edit.made_at or now())
        applied = self.applied if self.city is not None else None
        if applied is not None and self.city is not None:
            edit = checked(edit, applied, number=len(self.edits) + 1).expecting(applied)
            applied = replace(edit.apply(applied), effects=effects_of([*self.history.active, edit]))
        return self._with(self.history.with_edits([edit]), applied)

    def next_id(self) -> str:
        """Return the id of the next edit; one that was undone keeps its own."""
        prefix = f"{self.key}/"
        further = [id.removeprefix(prefix) for id in self.history.edits if id.startswith(prefix)]
        numbers = [int(text) for text in further if text.isascii() and text.isdecimal()]
        return f"{prefix}{max(numbers, default=0) + 1}"

    def undo(self) -> "Scenario":
        """Return the scenario one step back. Raises UsageError at its beginning."""
        return self._with(self.history.undo())

    def redo(self) -> "Scenario":
        """Return the scenario with the step undone last done again. Raises UsageError where there is none."""
        return self._with(self.history.redo())

    def remove(self, id: str) -> "Scenario":
        """Return the scenario without an edit. Raises ScenarioError where a later one needs it."""
        return self._unless_needed(id, self.history.without(id, author=self._by, made_at=now()))

    def switch(self, id: str, *, on: bool) -> "Scenario":
        """Return the scenario with an edit on or off. Raises ScenarioError where another edit needs it so."""
        history = self.history.switched(id, on=on, author=self._by, made_at=now())
        return self._with(history) if on else self._unless_needed(id, history)

    def reorder(self, ids: Sequence[str]) -> "Scenario":
        """Return the scenario with its edits in another order. Raises ScenarioError where they do not work in it."""
        return self._with(self.history.reordered(ids, author=self._by, made_at=now()))

    def note(self, id: str, text: str) -> "Scenario":
        """Return the scenario with another note of an edit; the city it makes is the same."""
        history = self.history.noted(id, text, author=self._by, made_at=now())
        made = replace(self, history=history, _applied=self._made)
        return self.keeper(made) if self.keeper is not None else made

    def without_saving(self) -> "Scenario":
        """Return the same scenario, whose next steps are kept in memory alone."""
        return replace(self, keeper=None)

    def clone(self, name: str, *, author: str = "") -> "Scenario":
        """Return a copy under another name, not saved; its edits keep their ids, and it makes the very same city.

        It is `author`'s; without one, of whom the scenario itself is.
        """
        return replace(
            self, name=name, key=new_key(name), author=author or self.author, saved=0, keeper=None, _applied=self._made
        )

    def renamed(self, name: str) -> "Scenario":
        """Return the same scenario under another name, as one that a database holds is called since it was opened."""
        return replace(self, name=name, key=new_key(name), _applied=self._made)

    def with_edits(self, edits: Sequence[Edit], *, action: Action, off: Sequence[str] = ()) -> "Scenario":
        """Return the scenario with edits that have their ids already, as of a file; those of `off` are not made."""
        return self._with(self.history.with_edits(edits, action=action, off=off))

    def on_newer(self, city: City, history: History, applied: City) -> "Scenario":
        """Return the scenario on another version of its city, not saved; `twin.rebase` makes its history for it."""
        return replace(
            self, city_version=city_version(city), history=history, city=city, keeper=None,
            _applied=applied,
        )  # fmt: skip

    def _unless_needed(self, id: str, history: History) -> "Scenario":
        """Return the scenario without an edit. Raises ScenarioError that names the edits it cannot be left out for."""
        try:
            return self._with(history)
        except ScenarioError:
            number = next(at for at, edit in enumerate(self.edits, start=1) if edit.id == id)
            raise ScenarioError(number, EditError(NEEDED, edits=self._needing(id))) from None

    def _needing(self, id: str) -> "list[NumberedEdit]":
        """Return the edits that cannot be made without another."""
        made, found = self._own_city(), []
        for number, edit in enumerate(self.edits, start=1):
            if edit.id == id or not self.is_on(edit):
                continue
            if edit.check(made):
                found.append(NumberedEdit(number, edit))
            else:
                made = edit.apply(made)
        return found

    @property
    def _made(self) -> City | None:
        """The city with the edits made, None where no city is known."""
        return None if self.city is None else self.applied

    def _own_city(self) -> City:
        if self.city is None:
            raise UsageError(NO_CITY)
        return self.city

    def _with(self, history: History, applied: City | None = None) -> "Scenario":
        if applied is not None and self.city is not None:
            applied = remade(applied, self.city, history.active)
        made = replace(self, history=history, _applied=applied)
        if made.city is not None:
            made.applied  # noqa: B018 - an edit that no longer works is refused here, before anything is saved
        return self.keeper(made) if self.keeper is not None else made


def checked(edit: Edit, city: City, *, number: int) -> Edit:
    """Return an edit that a city allows. Raises ScenarioError with its number and the first reason against it."""
    problems = edit.check(city)
    if problems:
        raise ScenarioError(number, problems[0])
    return edit


def now() -> str:
    """Return the time as edits keep it: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
