"""Two that change one scenario at once: the later save is refused, and says what either of them did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from geodata.errors import TwinError
from geodata.language import DEFAULT_LANGUAGE, N_, translate

from .edit import Edit
from .scenario import Scenario
from .scenario_history import History, Revision
from .whereabouts import edit_sentences

MADE = "{edit}"  # its own sentence says what it does
TAKEN_OUT, OFF, ON = N_("{edit}: taken out"), N_("{edit}: switched off"), N_("{edit}: switched on")
MOVED, NOTED = N_("{edit}: moved"), N_("{edit}: note changed")
CHANGED = N_(
    "“{name}” was changed elsewhere meanwhile, by somebody else or in another window; nothing was overwritten. Theirs: "
    "{theirs}. Yours, not saved: {ours}. Open it again and repeat yours."
)


@dataclass(frozen=True)
class Change:
    """What was done to one edit, as a message with the field "edit"; `author`: by whom, "" where that is not known."""

    edit: Edit
    done: str = MADE
    author: str = ""


class ConflictError(TwinError):
    """A save that would overwrite what was saved meanwhile: `theirs` and `ours` are what was done on either side."""

    def __init__(self, scenario: Scenario, theirs: Sequence[Change], ours: Sequence[Change]) -> None:
        self.city, self.theirs, self.ours = scenario.city, tuple(theirs), tuple(ours)
        super().__init__(CHANGED, name=scenario.name, theirs="", ours="")

    def text(self, language: str) -> str:
        """Return the sentence in `language`, with what differs."""
        language = language or DEFAULT_LANGUAGE
        for side, changes in (("theirs", self.theirs), ("ours", self.ours)):
            said = [
                _sentence(change, edit_sentences([change.edit], self.city, language), language) for change in changes
            ]
            self.fields[side] = "; ".join(said) or "–"
        return super().text(language)


def conflict_between(scenario: Scenario, theirs: History) -> ConflictError:
    """Return the conflict of a scenario, one step after it was last saved, with what was saved meanwhile."""
    ours = scenario.history
    pairs = zip(ours.revisions, theirs.revisions, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    before = ours.revisions[_last_saved(ours, shared)]
    former = {id: ours.edit_at(id, before.number) for id in before.order}
    sides = (list(_changes(side, before, former, shared)) for side in (theirs, ours))
    return ConflictError(scenario, *sides)


def _last_saved(ours: History, shared: int) -> int:
    """Return the number of the step at which a history stood before its last one, which is not saved."""
    if ours.at >= shared:  # a step that was made
        return shared - 1 if ours.now.parent is None else ours.now.parent
    if ours.undone:  # one that was undone
        return ours.undone[-1]
    return ours.at if ours.now.parent is None else ours.now.parent  # or done again


def _changes(side: History, before: Revision, former: dict[str, Edit], shared: int) -> Iterator[Change]:
    """Yield what one side did since they parted."""
    now = side.now
    author = now.author if now.number >= shared else ""  # who undid a step is not kept
    kept = [id for id in now.order if former.get(id) == side.edits[id]]
    moved = _moved([id for id in before.order if id in kept], kept)
    for id in now.order:
        edit = side.edit(id)
        if id not in kept:
            yield Change(edit, author=edit.author)
            continue
        if (id in now.off) != (id in before.off):
            yield Change(edit, OFF if id in now.off else ON, author)
        if id in moved:
            yield Change(edit, MOVED, author)
        if now.notes.get(id, edit.note) != before.notes.get(id, former[id].note):
            yield Change(edit, NOTED, author)
    yield from (Change(edit, TAKEN_OUT, author) for id, edit in former.items() if id not in now.order)


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return those that have to be taken up and put elsewhere to make one order of another."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return set(after) - {id for block in blocks for id in after[block.b : block.b + block.size]}


def _sentence(change: Change, said: dict[str, str], language: str) -> str:
    done = translate(change.done, language).format(edit=said[change.edit.id])
    return f"{done} ({change.author})" if change.author else done
