"""The command `twin compare`: two scenarios of a city, or one and the city as it is. Texts in the user's language."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from geodata.errors import UsageError
from geodata.language import N_, translate

from .cli_arguments import finite, given, print_json
from .scenario_names import BASE, key_of

if TYPE_CHECKING:
    from .city import City
    from .scenario import Scenario
    from .scenario_store import ScenarioStore

BASE_TWICE = N_(
    "“{name}” means the city as it is, and a scenario of this city is called so too. Copy that one under another name: "
    "twin scenario clone DIR --scenario {name} --name NEW."
)


def add_compare_command(app: App, language: str) -> None:
    """Give the command line `compare`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    before_help = t(N_("A scenario; left out, or “base”: the city as it is."))
    only_help = t(N_("The id of an indicator: compare it alone. May be repeated."))
    out_help = t(N_("A table to write: .xlsx with all of it, .csv with the indicators."))

    @app.command(
        help=t(N_("Compare two scenarios of a city: what gets better or worse, who gains and who loses.")),
        usage="",
        help_prologue=t(N_("Usage: twin compare DIR --after NAME [--before NAME] [options]")),
    )
    def compare(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        before: Annotated[str | None, Parameter(help=before_help)] = None,
        after: Annotated[str | None, Parameter(help=t(N_("A scenario, or “base”.")))] = None,
        only: Annotated[list[str] | None, Parameter(help=only_help, consume_multiple=True)] = None,
        all_: Annotated[bool, Parameter(name="--all", help=t(N_("Show what stayed the same too.")))] = False,
        out: Annotated[Path | None, Parameter(help=out_help)] = None,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        _compare(given(folder, "DIR"), before, given(after, "--after"), only, out, language,
                 show_all=all_, as_json=json_)  # fmt: skip


def _compare(
    folder: Path, before: str | None, after: str, only: list[str] | None, out: Path | None, language: str, *,
    show_all: bool, as_json: bool,
) -> None:  # fmt: skip
    from .comparison import compare  # what makes the numbers takes a second to import
    from .comparison_export import check_table, write_comparison
    from .comparison_output import comparison_json, print_comparison
    from .indicators import checked_ids
    from .scenario_store import ScenarioStore
    from .scenario_trust import last_verification
    from .verification_output import trust_text

    ids = checked_ids(only)
    if out is not None:
        check_table(out)
    store = ScenarioStore.open(folder)
    made = compare(side_of(store, before), side_of(store, after), ids=ids)
    trust = {
        side.name: last_verification(store, side)
        for side in (made.before_scenario, made.after_scenario) if side is not None
    }  # fmt: skip
    if out is not None:
        said = ["twin", "compare", str(folder), "--before", before or BASE, "--after", after]
        said += ["--only", *only] if only else []
        write_comparison(made, out, trust=trust, language=language, command=shlex.join(said))
    if as_json:
        print_json(finite(comparison_json(made, language, trust)))
    else:
        print_comparison(made, language, show_all=show_all)
        for name, found in trust.items():
            print(f"{name} – {trust_text(found, language)}")
        if out is not None:
            print(out)


def side_of(store: "ScenarioStore", name: str | None) -> "City | Scenario":
    """Return a scenario by its name, or the city itself for “base” or none.

    Raises UsageError for “base” where the store has a scenario of that name, kept from before it was reserved.
    """
    if name is None:
        return store.city
    if key_of(name) != BASE:
        return store.scenario(name)
    if BASE in {entry.key for entry in store.entries(with_archived=True)}:
        raise UsageError(BASE_TWICE, name=name)
    return store.city
