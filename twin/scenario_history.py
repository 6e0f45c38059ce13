"""What was done to a scenario, step by step, and what is undone of it: nothing is ever forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from geodata.errors import UsageError
from geodata.language import N_

from .edit import Edit

Action = Literal["new", "add", "remove", "off", "on", "order", "note", "import", "rebase"]

NOTHING_TO_UNDO = N_("Nothing is left to undo.")
NOTHING_TO_REDO = N_("Nothing is left to do again.")


@dataclass(frozen=True)
class Revision:
    """A scenario after one step: which edits in which order, which of them are off; `parent` is the step before.

    `notes` are those that were changed after their edits were made, by the ids of these.
    """

    number: int
    parent: int | None
    action: Action
    order: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    author: str = ""
    made_at: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Carried:
    """What a rebase leaves to be told: edits as they were before it, and why some are in conflict, by their ids.

    `conflicts` are sentences by language: {"en": "…", "ro": "…"}.
    """

    former: Mapping[str, Edit] = field(default_factory=dict)
    conflicts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """All edits a scenario ever had, all its revisions, the one it stands at, and those undone, the last one last.

    `carried`: by the numbers of the steps that carried it over to newer data.
    """

    edits: Mapping[str, Edit] = field(default_factory=dict)
    revisions: tuple[Revision, ...] = (Revision(0, None, "new"),)
    at: int = 0
    undone: tuple[int, ...] = ()
    carried: Mapping[int, Carried] = field(default_factory=dict)

    @property
    def now(self) -> Revision:
        """The revision the scenario stands at."""
        return self.revisions[self.at]

    @property
    def current(self) -> tuple[Edit, ...]:
        """The edits in their order, those that are off among them."""
        return tuple(self.edit(id) for id in self.now.order)

    @property
    def active(self) -> tuple[Edit, ...]:
        """The edits that are on, in their order."""
        return tuple(edit for edit in self.current if edit.id not in self.now.off)

    def edit(self, id: str) -> Edit:
        """Return an edit with its note as it is now."""
        edit = self.edits[id]
        return replace(edit, note=self.now.notes[id]) if id in self.now.notes else edit

    @property
    def stands_since(self) -> int:
        """The number of the step with which the data began that the scenario stands on: its first, or a rebase."""
        step = self.now
        while step.parent is not None:
            step = self.revisions[step.parent]
        return step.number

    def edit_at(self, id: str, number: int) -> Edit:
        """Return an edit as it was at a step: rebases after it made others of it."""
        later = (self.carried[at].former for at in sorted(self.carried) if at > number)
        return next((former[id] for former in later if id in former), self.edits[id])

    def conflict(self, id: str) -> Mapping[str, str]:
        """Return by language why an edit that is off is in conflict with the data; empty where it is not."""
        known = self.carried.get(self.stands_since, Carried()).conflicts
        return known.get(id, {}) if id in self.now.off else {}

    def with_edits(self, edits: Sequence[Edit], *, action: Action = "add", off: Sequence[str] = ()) -> "History":
        """Return the history with further edits at the end, those of `off` switched off."""
        known = {**self.edits, **{edit.id: edit for edit in edits}}
        order = (*self.now.order, *(edit.id for edit in edits))
        author, made_at = (edits[-1].author, edits[-1].made_at) if edits else ("", "")
        return replace(self, edits=known)._step(action, order, self.now.off | set(off), author, made_at)

    def without(self, id: str, *, author: str, made_at: str) -> "History":
        """Return the history with an edit taken out. Raises UsageError for an id it does not have."""
        self._check(id)
        order = tuple(other for other in self.now.order if other != id)
        return self._step("remove", order, self.now.off - {id}, author, made_at)

    def switched(self, id: str, *, on: bool, author: str, made_at: str) -> "History":
        """Return the history with an edit switched on or off. Raises UsageError for an id it does not have."""
        self._check(id)
        if on == (id not in self.now.off):
            return self
        off = self.now.off - {id} if on else self.now.off | {id}
        return self._step("on" if on else "off", self.now.order, off, author, made_at)

    def reordered(self, order: Sequence[str], *, author: str, made_at: str) -> "History":
        """Return the history with the edits in another order. Raises UsageError unless each is named once."""
        if sorted(order) != sorted(self.now.order):
            known = ", ".join(self.now.order)
            raise UsageError(N_("The new order has to name each edit once: {known}."), known=known)
        return self._step("order", tuple(order), self.now.off, author, made_at)

    def noted(self, id: str, note: str, *, author: str, made_at: str) -> "History":
        """Return the history with another note of an edit. Raises UsageError for an id it does not have."""
        self._check(id)
        if note == self.edit(id).note:
            return self
        return self._step("note", self.now.order, self.now.off, author, made_at, {**self.now.notes, id: note})

    def rebased(
        self, edits: Sequence[Edit], *, off: Sequence[str], conflicts: Mapping[str, Mapping[str, str]], author: str,
        made_at: str,
    ) -> "History":  # fmt: skip
        """Return the history with its edits as they are on newer data: a new beginning, which no undo goes behind.

        The steps before it stay as a record; they were made on data that is no longer there. `conflicts`: as
        `Carried` has them.
        """
        known = {**self.edits, **{edit.id: edit for edit in edits}}
        order = tuple(edit.id for edit in edits)
        step = Revision(len(self.revisions), None, "rebase", order, frozenset(off), author, made_at)
        former = {edit.id: self.edits[edit.id] for edit in edits if edit != self.edit(edit.id)}
        carried = {**self.carried, step.number: Carried(former, conflicts)}
        return History(known, (*self.revisions, step), step.number, carried=carried)

    def undo(self) -> "History":
        """Return the history one step back. Raises UsageError at its beginning."""
        if self.now.parent is None:
            raise UsageError(NOTHING_TO_UNDO)
        return replace(self, at=self.now.parent, undone=(*self.undone, self.at))

    def redo(self) -> "History":
        """Return the history with the step undone last done again. Raises UsageError where there is none."""
        if not self.undone:
            raise UsageError(NOTHING_TO_REDO)
        return replace(self, at=self.undone[-1], undone=self.undone[:-1])

    def _step(
        self,
        action: Action,
        order: tuple[str, ...],
        off: frozenset[str],
        author: str,
        made_at: str,
        notes: Mapping[str, str] | None = None,
    ) -> "History":
        kept = self.now.notes if notes is None else notes
        step = Revision(len(self.revisions), self.at, action, order, off, author, made_at, kept)
        return replace(self, revisions=(*self.revisions, step), at=step.number, undone=())

    def _check(self, id: str) -> None:
        if id not in self.now.order:
            known = ", ".join(self.now.order) or "–"
            raise UsageError(N_("The scenario has no edit “{id}”. It has: {known}."), id=id, known=known)
