"""The command `twin memo`: a scenario as one page to hand over. Texts are in the user's language."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from geodata.errors import InputError
from geodata.language import N_, translate

from .cli_arguments import given
from .cli_compare import side_of


def add_memo_command(app: App, language: str) -> None:
    """Give the command line `memo`, with help in `language`."""

    def t(message: str) -> str:
        return translate(message, language)

    before_help = t(N_("A scenario; left out, or “base”: the city as it is."))

    @app.command(
        help=t(N_("Write what a scenario proposes and what follows from it, as one HTML page to print or send.")),
        usage="",
        help_prologue=t(N_("Usage: twin memo DIR --scenario NAME --out FILE.html [--before NAME] [--language ro|en]")),
    )
    def memo(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(N_("The folder of a city.")))] = None,
        /,
        *,
        scenario: Annotated[str | None, Parameter(help=t(N_("The scenario's name.")))] = None,
        before: Annotated[str | None, Parameter(help=before_help)] = None,
        out: Annotated[Path | None, Parameter(help=t(N_("The file to write.")))] = None,
        language_: Annotated[
            str | None, Parameter(name="--language", help=t(N_("The memo's language, ro or en; else yours.")))
        ] = None,
    ) -> None:
        _memo(
            given(folder, "DIR"), given(scenario, "--scenario"), before, given(out, "--out"), language_ or language
        )  # fmt: skip


def _memo(folder: Path, name: str, before: str | None, out: Path, language: str) -> None:
    from .comparison import compare  # what makes the numbers takes a second to import
    from .memo import Memo, memo_html
    from .scenario import now
    from .scenario_store import ScenarioStore
    from .scenario_trust import last_failure, last_verification

    store = ScenarioStore.open(folder)
    scenario = store.scenario(name)
    made = compare(side_of(store, before), scenario)
    trust, failed = last_verification(store, scenario), last_failure(store, scenario)
    memo = Memo(made, trust, now(), folder.resolve().name, failed=failed)
    text = memo_html(memo, language)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            N_("{file} cannot be written: {error}. Choose a folder that is there and that you own."),
            file=out, error=error.strerror or error,
        ) from None  # fmt: skip
    print(out)
