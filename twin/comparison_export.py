"""A comparison as a file: one table as .csv, all of it as .xlsx."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from geodata.errors import InputError, UsageError
from geodata.language import DEFAULT_LANGUAGE, N_, moment_text, translate

from .city import DEMONSTRATION_MARK
from .city_version import city_version
from .comparison import Comparison
from .comparison_output import side_title
from .comparison_workbook import (
    XLSX_WRITER,
    Sheet,
    gain_sheet,
    indicator_sheet,
    neighbourhood_sheet,
    object_sheet,
    with_units,
    write_sheets,
)
from .edited_tables import SKETCH
from .scenario import Scenario
from .scenario_output import remark_sentences
from .verification import Verification
from .verification_output import TRUST, trust_text
from .whereabouts import edit_sentences
from .written_file import write_aside

CSV, XLSX = ".csv", ".xlsx"
DATE = N_("Date")


def check_table(path: Path) -> None:
    """Raise UsageError unless a comparison can be written to a file of that ending, InputError without its folder."""
    if path.suffix.lower() not in (CSV, XLSX):
        raise UsageError(
            N_("{file}: a comparison is written as .csv or .xlsx. Give it one of these endings."), file=path
        )
    if path.suffix.lower() == XLSX and find_spec(XLSX_WRITER) is None:
        raise UsageError(N_("{file}: writing .xlsx needs the package openpyxl. Install it, or write .csv."), file=path)
    if not path.absolute().parent.is_dir():
        raise InputError(N_("{folder} is no folder. Make it, or choose another."), folder=path.absolute().parent)


def write_comparison(
    made: Comparison, path: Path, *, trust: Mapping[str, Verification | None] | None = None,
    language: str = DEFAULT_LANGUAGE, command: str = "",
) -> Path:  # fmt: skip
    """Write a comparison, aside and renamed, and return the path. docs/comparison.md tells the columns.

    .csv: the table of indicators, UTF-8, decimals with a dot. .xlsx: the sheets of `sheets`. `trust`: what the trust
    suite said of each scenario, by its name; None where it was not asked, or of all. Raises UsageError for another
    ending, InputError where it cannot be written.
    """
    check_table(path)
    sides = (made.before_scenario, made.after_scenario)
    trust = {side.name: None for side in sides if side is not None} if trust is None else trust
    write: Mapping[str, Callable[[Path], None]] = {
        CSV: lambda aside: indicator_table(made, language, trust).to_csv(aside, encoding="utf-8"),
        XLSX: lambda aside: write_sheets(sheets(made, language, trust=trust, command=command), aside),
    }
    write_aside(path, write[path.suffix.lower()])
    return path


def indicator_table(made: Comparison, language: str, trust: Mapping[str, Verification | None]) -> pd.DataFrame:
    """Return the table of indicators, in which each row says whether it is of demonstration data, and what holds."""
    said = "; ".join(f"{name}: {trust_text(found, language)}" for name, found in trust.items())
    table = with_units(made.table(language=language), language)
    return table.assign(demonstration=made.after.city.is_demo, trust=said)


def sheets(
    made: Comparison, language: str, *, trust: Mapping[str, Verification | None], command: str = ""
) -> dict[str, Sheet]:
    """Return the sheets of a workbook by their names."""
    return {
        translate(N_("Indicators"), language): indicator_sheet(made, language),
        translate(N_("By neighbourhood"), language): neighbourhood_sheet(made, language),
        translate(N_("Gains and losses"), language): gain_sheet(made, language),
        translate(N_("Objects"), language): object_sheet(made, language),
        translate(N_("About"), language): Sheet(_about(made, language, trust, command)),
    }


def _about(made: Comparison, language: str, trust: Mapping[str, Verification | None], command: str) -> pd.DataFrame:
    """Return what has to be known of the numbers: city, scenarios with their edits, sources, date, how it was made."""

    def t(message: str) -> str:
        return translate(message, language)

    city = made.after.city
    rows = [(t(N_("City")), city.title.get(language) or city.recipe.id)]
    if city.is_demo:
        rows.append((t(N_("How true")), t(DEMONSTRATION_MARK)))
    for heading, scenario, board in (
        (N_("Before"), made.before_scenario, made.before),
        (N_("After"), made.after_scenario, made.after),
    ):
        stands_on = scenario.city_version if scenario else city_version(board.city)
        rows += [(t(heading), side_title(scenario, language)), (t(N_("City version")), stands_on)]
        rows += [(t(N_("Edit")), said) for said in _edits(scenario, language)]
        if scenario is not None:
            rows += [(t(N_("What to know")), said) for said in remark_sentences(scenario, language)]
    rows += [(t(TRUST), f"{name} – {trust_text(found, language)}") for name, found in trust.items()]
    rows += [(t(N_("Note")), t(each)) for each in made.caveats]
    for source in (each for each in city.sources if each.id != SKETCH):  # its edits stand above
        parts = (t(source.title), t(source.licence), t(source.attribution), source.date, source.url)
        rows.append((t(N_("Source")), "; ".join(part for part in parts if part)))
    rows += [
        (t(DATE), moment_text(datetime.now(UTC).isoformat(), language)),
        (t(N_("Software")), version("timisoara-twin")),
    ]
    if command:
        rows.append((t(N_("Command")), command))
    return pd.DataFrame(rows, columns=[t(N_("About what")), t(N_("Value"))])


def _edits(scenario: Scenario | None, language: str) -> list[str]:
    if scenario is None:
        return []
    off = translate(N_("switched off"), language)
    said = edit_sentences(scenario.edits, scenario.city, language)
    return [
        f"{number}. {said[edit.id]}" + ("" if scenario.is_on(edit) else f" ({off})")
        for number, edit in enumerate(scenario.edits, start=1)
    ]
