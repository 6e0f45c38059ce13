"""The steps of a scenario in words: what each did, and where the scenario stands among them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from geodata.language import N_, translate

if TYPE_CHECKING:  # the command line tells steps without loading what edits cities
    from .scenario_history import Action, History, Revision

HERE: Final = "here"
DONE: Final = "done"
UNDONE: Final = "undone"
LEFT: Final = "left"
OLDER: Final = "older"
STATES: Mapping[str, str] = {
    HERE: N_("the scenario stands here"),
    DONE: "",
    UNDONE: N_("undone, can be done again"),
    LEFT: N_("left for other steps"),
    OLDER: N_("made on older data"),
}
DID: "Mapping[Action, str]" = {
    "new": N_("Begun"),
    "add": N_("Added: {edits}"),
    "remove": N_("Taken out: {edits}"),
    "off": N_("Switched off: {edits}"),
    "on": N_("Switched on: {edits}"),
    "order": N_("Put in another order, by the numbers before: {edits}"),
    "note": N_("Another note: {edits}"),
    "import": N_("Read from a file: {edits}"),
    "rebase": N_("Carried over to newer data"),
}


def step_state(history: "History", step: "Revision") -> str:
    """Return whether a scenario stands at a step, came by it, can do it again, left it, or made it on older data."""
    if step.number == history.at:
        return HERE
    if step.number in history.undone:
        return UNDONE
    if step.number < history.stands_since:
        return OLDER
    came_by = history.now.parent
    while came_by is not None and came_by != step.number:
        came_by = history.revisions[came_by].parent
    return DONE if came_by is not None else LEFT


def step_text(history: "History", step: "Revision", sentences: Mapping[str, str], language: str) -> str:
    """Return what a step did, with the edits it did it to; `sentences`: what each says, by its id."""
    if step.action == "order" and step.parent is not None:
        before = history.revisions[step.parent].order
        edits = ", ".join(str(before.index(id) + 1) for id in step.order)
    else:
        edits = "; ".join(_said(history, step, id, sentences, language) for id in _edits_of(history, step))
    return translate(DID[step.action], language).format(edits=edits or "–")


def _said(history: "History", step: "Revision", id: str, sentences: Mapping[str, str], language: str) -> str:
    """Return an edit as a sentence; of a step made on older data as it was then, without the names of today."""
    is_older = step.number < history.stands_since
    return history.edit_at(id, step.number).describe(language) if is_older else sentences[id]


def _edits_of(history: "History", step: "Revision") -> Sequence[str]:
    """Return the ids of the edits that a step added, took out, switched or gave another note."""
    if step.parent is None:
        return ()
    before = history.revisions[step.parent]
    if step.action in ("on", "off"):
        return sorted(step.off ^ before.off)
    if step.action == "note":
        return [id for id, note in step.notes.items() if before.notes.get(id) != note]
    return [id for id in (*step.order, *before.order) if (id in step.order) != (id in before.order)]
