"""The command `twin scenario rebase`: a scenario carried over to newer data, edit by edit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from rich.table import Table
from rich.text import Text

from geodata.errors import UsageError
from geodata.language import N_, NN_, translate, translate_count

from .cli_arguments import given, print_json
from .printing import console_of

if TYPE_CHECKING:
    from .rebase import Rebase
    from .rebase_outcome import Outcome

REASONS_SHOWN = 3  # of one edit; --json has all
RESULTS = {"applied": N_("as it was"), "adjusted": N_("adjusted"), "conflict": N_("conflict")}
STYLES = {"applied": "", "adjusted": "yellow", "conflict": "bold red"}
COUNTS = {
    "applied": NN_("{count} edit as it was", "{count} edits as they were"),
    "adjusted": NN_("{count} adjusted", "{count} adjusted"),
    "conflict": NN_("{count} in conflict, switched off", "{count} in conflict, switched off"),
}


def add_rebase_command(app: App, language: str) -> None:
    """Give `rebase`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        help=t(N_("Carry a scenario over to the city built from newer data, and say what became of each edit.")),
        usage="",
        help_prologue=t(
            N_("Usage: twin scenario rebase DIR --scenario NAME | --file FILE [--name NEW] [--dry-run] [--json]")
        ),
    )
    def rebase(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(N_("The scenario's name.")))] = None,
        file: Annotated[Path | None, Parameter(help=t(N_("A file of a scenario instead; it stays as it is.")))] = None,
        name: Annotated[str | None, Parameter(help=t(N_("Save it under another name; the old one stays.")))] = None,
        dry_run: Annotated[
            bool, Parameter(negative="", help=t(N_("Say what would become of it; save nothing.")))
        ] = False,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        from .rebase import rebase as carried_over  # what edits cities is imported when it is used
        from .scenario_file import read_older_scenario  # as above
        from .scenario_store import ScenarioStore  # as above

        if file is not None and scenario is not None:
            raise UsageError(N_("--scenario and --file exclude each other. Give one of them."))
        store = ScenarioStore.open(given(folder, "DIR"))
        old = read_older_scenario(file) if file else store.scenario(given(scenario, "--scenario"))
        done, kept_as = carried_over(old, store.city), str(file or old.name)
        if not dry_run and (name or file):
            store.keep(done.scenario.clone(name or old.name))
        elif not dry_run:
            _, kept_as = store.keep_instead(done.scenario)
        saved_as = None if dry_run else name or old.name
        _print(done, old.city_version, saved_as, kept_as, language, as_json=json_)


def _print(
    done: "Rebase", old_version: str, saved_as: str | None, kept_as: str, language: str, *, as_json: bool
) -> None:
    """Print what became of each edit, how many fit, and where the scenario is now."""
    if as_json:
        city = {"id": done.scenario.city_id, "from": old_version, "to": done.scenario.city_version}
        edits = [outcome.as_json(language) for outcome in done.outcomes]
        saved = {"saved_as": saved_as, "old_kept_as": kept_as}
        print_json({"scenario": done.scenario.name, "city": city, **saved, "counts": done.counts(), "edits": edits})
        return
    assert done.scenario.city is not None
    console = console_of(done.scenario.city, language)
    console.print(done.scenario.name, style="bold", markup=False)
    if done.outcomes:
        console.print(_table(done.outcomes, language))
    counts = {status: count for status, count in done.counts().items() if count or status == "applied"}
    console.print("; ".join(translate_count(COUNTS[status], count, language) for status, count in counts.items()) + ".")
    if saved_as is None:
        said = translate(N_("Nothing was saved."), language)
    else:
        template = N_("Saved as “{name}” on version {version} of the city. The old one is kept as “{old}”.")
        said = translate(template, language).format(name=saved_as, version=done.scenario.city_version, old=kept_as)
    console.print(said, markup=False, highlight=False)


def _table(outcomes: "tuple[Outcome, ...]", language: str) -> Table:
    table = Table(show_lines=True)
    for title in (N_("No."), N_("Edit"), N_("Result"), N_("Reason")):
        table.add_column(translate(title, language))
    switched_off = translate(N_("switched off"), language)
    for outcome in outcomes:
        result = translate(RESULTS[outcome.status], language) + ("" if outcome.is_on else f" ({switched_off})")
        reason = outcome.reason(language, most=REASONS_SHOWN)
        texts = (str(outcome.number), outcome.was.describe(language), Text(result, STYLES[outcome.status]), reason)
        table.add_row(*(text if isinstance(text, Text) else Text(text) for text in texts))
    return table
