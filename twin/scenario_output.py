"""Scenarios as JSON for programs and as tables for people."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from geodata.language import N_, translate

from .cli_arguments import print_json
from .info import WIDTH

if TYPE_CHECKING:
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
        said = (entry.name, entry.description, entry.author, str(entry.edits), entry.saved_at)
        table.add_row(*said, translate(fits, language))
    _console().print(table)


def print_scenario(scenario: "Scenario", language: str, *, as_json: bool) -> None:
    """Print a scenario with its edits."""
    if as_json:
        from .scenario_file import scenario_json  # what edits cities is imported when it is used

        document = scenario_json(scenario)
        edits = document["edits"]
        assert isinstance(edits, list)
        both = zip(edits, scenario.edits, strict=True)
        described = [{**values, "says": edit.describe(language)} for values, edit in both]
        can = {"undo": scenario.history.now.parent is not None, "redo": bool(scenario.history.undone)}
        print_json({**document, "edits": described, "can": can})
        return
    console = _console()
    console.print(scenario.name, style="bold", markup=False)
    if scenario.description:
        console.print(scenario.description, markup=False)
    if not scenario.edits:
        console.print(translate(NO_EDITS, language))
        return
    table = _table((N_("No."), N_("Edit"), N_("Author"), N_("When"), N_("Note")), language)
    for number, edit in enumerate(scenario.edits, start=1):
        off = translate(N_("switched off"), language)
        said = edit.describe(language) + ("" if scenario.is_on(edit) else f" ({off})")
        table.add_row(str(number), said, edit.author, edit.made_at, edit.note)
    console.print(table)


def _table(titles: Sequence[str], language: str) -> Table:
    table = Table()
    for title in titles:
        table.add_column(translate(title, language))
    return table


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)
