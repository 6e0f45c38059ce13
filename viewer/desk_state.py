"""What lies on a desk, and what its page is told of it."""

from dataclasses import dataclass

from geodata.language import N_, translate
from twin.city import City
from twin.edit import Edit
from twin.scenario import Scenario
from twin.scenario_conflict import ConflictError
from twin.whereabouts import edit_sentences

from .sheet import Sheet
from .street_targets import size_of_edit

SAVED, SAVED_BY, ANYBODY = N_("Saved"), N_("Saved, by {author}."), N_("Saved.")
ONLY_LOOKS = N_("What you change here stays in this browser tab — sign in to save.")
OWN, COPY_OF = N_("Only in this browser tab"), N_("A copy of “{name}”, only in this browser tab")
SIGN_IN = N_("{where} — sign in to save")


@dataclass(frozen=True)
class Work:
    """A scenario on the desk, and the city it makes as pages show it; `is_before` looks at the city without it."""

    scenario: Scenario
    sheet: Sheet
    is_before: bool = False


@dataclass(frozen=True)
class Mine:
    """What somebody made and did not save, on offer beside what is open.

    `conflict`: why it was not saved; None once that was answered, by opening theirs again or by loading the page anew.
    """

    scenario: Scenario
    conflict: ConflictError | None = None


def desk_state(work: Work | None, mine: Mine | None, language: str, *, may_save: bool) -> dict[str, object] | None:
    """Return what the page needs to know of the scenario on the desk; None for an empty desk."""
    if work is None:
        return None
    scenario = work.scenario
    said = edit_sentences(scenario.edits, scenario.city, language)
    return {
        "name": scenario.name,
        "description": scenario.description,
        "author": scenario.author,
        "is_saved": scenario.keeper is not None,
        "is_copy": _is_copy(scenario),
        "kept": _kept_where(scenario, language, may_save=may_save),
        "may_save": may_save,
        "conflict": mine.conflict.text(language) if mine and mine.conflict else "",
        "mine": mine.scenario.name if mine else "",
        "side": "before" if work.is_before else "after",
        "can_undo": scenario.history.now.parent is not None,
        "can_redo": bool(scenario.history.undone),
        "edits": [
            _edit_state(edit, number, said[edit.id], language, city=work.sheet.city, is_on=scenario.is_on(edit))
            for number, edit in enumerate(scenario.edits, start=1)
        ],
    }


def _is_copy(scenario: Scenario) -> bool:
    """Return whether it is a saved scenario that was changed here and is not saved so."""
    return scenario.keeper is None and scenario.saved > 0


def _kept_where(scenario: Scenario, language: str, *, may_save: bool) -> str:
    """Return where the scenario is kept, and what it takes to save it."""
    if scenario.keeper is not None:
        if may_save:
            return translate(SAVED, language)
        said = translate(SAVED_BY if scenario.author else ANYBODY, language).format(author=scenario.author)
        return f"{said} {translate(ONLY_LOOKS, language)}"
    where = translate(COPY_OF if _is_copy(scenario) else OWN, language).format(name=scenario.name)
    return where if may_save else translate(SIGN_IN, language).format(where=where)


def _edit_state(edit: Edit, number: int, text: str, language: str, *, city: City, is_on: bool) -> dict[str, object]:
    return {
        "id": edit.id,
        "number": number,
        "kind": edit.kind,
        "text": text,
        "size": size_of_edit(edit, city, language),
        "note": edit.note,
        "author": edit.author,
        "made_at": edit.made_at,
        "is_on": is_on,
        "has_place": edit.place is not None or bool(edit.before),
    }
