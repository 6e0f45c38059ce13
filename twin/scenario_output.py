"""Scenarios as JSON for programs and as tables for people."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata.language import N_, moment_text, translate
from geodata.phrases import Phrase

from .cli_arguments import print_json
from .info import WIDTH
from .scenario_steps import HERE, LEFT, OLDER, STATES, UNDONE, step_state, step_text

if TYPE_CHECKING:
    from .edit import Edit
    from .scenario import Scenario

NO_EDITS = N_("No edits yet.")


@dataclass(frozen=True)
class ScenarioEntry:
    """What a list says of one scenario."""

    name: str
    key: str
    description: str
    author: str
    city_version: str
    edits: int
    saved_at: str
    archived_at: str = ""  # "": it is listed


def print_list(entries: Sequence[ScenarioEntry], city: str, version: str, language: str, *, as_json: bool) -> None:
    """Print what scenarios a city has, and whether they stand on its version."""
    if as_json:
        listed = [{**asdict(entry), "fits": entry.city_version == version} for entry in entries]
        print_json({"city": {"id": city, "version": version}, "scenarios": listed})
        return
    titles = (N_("Name"), N_("Description"), N_("Author"), N_("Edits"), N_("Saved"), N_("City"))
    table = _table(titles, language)
    for entry in entries:
        fits = N_("this version") if entry.city_version == version else N_("another version")
        said = (entry.name, entry.description, entry.author, str(entry.edits), moment_text(entry.saved_at, language))
        table.add_row(*said, translate(fits, language))
    _console().print(table)


def print_scenario(scenario: "Scenario", language: str, *, as_json: bool) -> None:
    """Print a scenario with its edits."""
    if as_json:
        from .scenario_file import scenario_json  # what edits cities is imported when it is used

        document = scenario_json(scenario)
        edits = document["edits"]
        assert isinstance(edits, list)
        told = told_edits(scenario, scenario.edits, language)
        described = [{**values, **said} for values, said in zip(edits, told, strict=True)]
        can = {"undo": scenario.history.now.parent is not None, "redo": bool(scenario.history.undone)}
        print_json({**document, "edits": described, "can": can})
        return
    console = _console()
    console.print(scenario.name, style="bold", markup=False)
    if scenario.description:
        console.print(scenario.description, markup=False)
    from .whereabouts import edit_sentences  # what edits cities is imported when it is used

    console.print(_standing(scenario, language), markup=False)
    if not scenario.edits:
        console.print(translate(NO_EDITS, language))
        return
    sentences = edit_sentences(scenario.edits, scenario.city, language)
    table = _table((N_("No."), N_("Id"), N_("Edit"), N_("Author"), N_("When"), N_("Note")), language)
    for number, edit in enumerate(scenario.edits, start=1):
        off = translate(N_("switched off"), language)
        said = sentences[edit.id] + ("" if scenario.is_on(edit) else f" ({off})")
        parts = (edit.id, said, edit.author, moment_text(edit.made_at, language), edit.note)
        table.add_row(str(number), *(Text(part) for part in parts))
    console.print(table)
    print_remarks(console, scenario, language)


def told_edits(scenario: "Scenario", edits: Sequence["Edit"], language: str) -> list[dict[str, object]]:
    """Return of some edits of a scenario what JSON tells in words: id, says, where (None where it says so), remarks."""
    wheres = _whereabouts(scenario)
    return [
        {
            "id": edit.id, "says": edit.describe(language), "where": _text(wheres.get(edit.id), language),
            "remarks": [remark.text(language) for remark in scenario.remarks(edit)],
        }
        for edit in edits
    ]  # fmt: skip


def print_remarks(console: Console, scenario: "Scenario", language: str) -> None:
    """Print what is to be known of the edits of a scenario."""
    for said in remark_sentences(scenario, language):
        console.print(f"! {said}", style="yellow", markup=False, highlight=False)


def remark_sentences(scenario: "Scenario", language: str) -> list[str]:
    """Return what is to be known of edits, each remark once with the numbers of all edits it is about."""
    told: dict[str, list[str]] = {}
    for number, edit in enumerate(scenario.edits, start=1):
        for remark in scenario.remarks(edit):
            told.setdefault(remark.text(language), []).append(str(number))
    said = []
    for reason, numbers in told.items():
        template = N_("Edit {number}: {reason}") if len(numbers) == 1 else N_("Edits {number}: {reason}")
        said.append(translate(template, language).format(number=", ".join(numbers), reason=reason))
    return said


def print_expected_otherwise(told: "Scenario", now: "Scenario", language: str) -> None:
    """Say on the error stream what edits of a file expected otherwise than their city has it."""
    from .expected_objects import expected_otherwise  # as above

    console = Console(stderr=True)
    for number, found in expected_otherwise(told, now):
        reason = translate(N_("{found} Taken as the city has it."), language).format(found=found.text(language))
        said = translate(N_("Edit {number}: {reason}"), language).format(number=number, reason=reason)
        console.print(f"! {said}", style="yellow", markup=False, highlight=False, soft_wrap=True)


def print_history(scenario: "Scenario", language: str, *, as_json: bool) -> None:
    """Print all steps of a scenario: where it stands, what was undone, and what was left for other steps."""
    from .whereabouts import edit_sentences  # what edits cities is imported when it is used

    history = scenario.history
    said = edit_sentences(history.edits.values(), scenario.city, language)
    steps = [(step, step_state(history, step), step_text(history, step, said, language)) for step in history.revisions]
    if as_json:
        listed = [
            {
                "number": step.number, "parent": step.parent, "action": step.action, "says": says, "state": state,
                "author": step.author, "made_at": step.made_at,
            }
            for step, state, says in steps
        ]  # fmt: skip
        print_json({"name": scenario.name, "at": history.at, "steps": listed})
        return
    console = _console()
    console.print(scenario.name, style="bold", markup=False)
    table = _table((N_("No."), N_("Step"), N_("Author"), N_("When"), N_("State")), language)
    for step, state, says in steps:
        shown = translate(STATES[state], language) if STATES[state] else ""
        parts = (says, step.author, moment_text(step.made_at, language), shown)
        style = {HERE: "bold", UNDONE: "dim", LEFT: "dim", OLDER: "dim"}.get(state)
        table.add_row(str(step.number), *(Text(part) for part in parts), style=style)
    console.print(table)


def _whereabouts(scenario: "Scenario") -> dict[str, Phrase]:
    """Return where those edits are that do not name what they change."""
    from .whereabouts import Whereabouts  # what edits cities is imported when it is used

    if scenario.city is None or not scenario.edits:
        return {}
    near = Whereabouts.of(scenario.city)
    found = {edit.id: near.of_edit(edit) for edit in scenario.edits}
    return {id: where for id, where in found.items() if where is not None}


def _text(said: Phrase | None, language: str) -> str | None:
    return None if said is None else said.text(language)


def _standing(scenario: "Scenario", language: str) -> str:
    """Return by whom a scenario is and on which version of which city it stands, and whether that is this one."""
    from .city_version import city_version  # what edits cities is imported when it is used

    said = {"author": scenario.author, "city": scenario.city_id, "version": scenario.city_version}
    by = N_("By {author}, on the city {city}, version {version}.")
    parts = [
        translate(by if scenario.author else N_("On the city {city}, version {version}."), language).format(**said)
    ]
    if scenario.city is not None and city_version(scenario.city) != scenario.city_version:
        other = N_("The city here is version {version}: its edits cannot be made on it as they are.")
        parts.append(translate(other, language).format(version=city_version(scenario.city)))
    return " ".join(parts)


def _table(titles: Sequence[str], language: str) -> Table:
    table = Table()
    for title in titles:
        table.add_column(translate(title, language))
    return table


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)
