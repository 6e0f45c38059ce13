"""A comparison as the sheets of a workbook: titles in the user's language, numbers with their formats and units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.language import N_, translate
from geodata.phrases import field_text
from geodata.source import TIER_TITLES
from layers.layer import layer_title

from .comparison import Comparison
from .differences import shown_decimals
from .indicators import indicators
from .object_titles import ObjectTitle
from .verdicts import VERDICT_TITLES

XLSX_WRITER: Final = "openpyxl"
WIDEST, ROWS_MEASURED = 60, 200  # characters of a column, and rows it is made wide enough for
NUMBER_WIDTH = 14  # of a column of numbers, whose digits are rounded away by their format
INDICATOR = N_("Indicator")
BETTER: Mapping[str, str] = {"more": N_("more"), "less": N_("less"), "neither": N_("neither")}
CHANGES: Mapping[str, str] = {"added": N_("added"), "removed": N_("removed"), "changed": N_("changed")}
PEOPLE, PER_CENT, ANY = "#,##0", "0.00%", "General"
OF_INDICATOR = ""  # as a format: with the decimals that the row is shown with
# Of each sheet the columns of its table, their titles, and how their numbers are written.
INDICATOR_COLUMNS: Mapping[str, tuple[str, str]] = {
    "title": (INDICATOR, ANY), "id": (N_("Id"), ANY), "unit": (N_("Unit"), ANY), "direction": (N_("Better is"), ANY),
    "before": (N_("Before"), OF_INDICATOR), "after": (N_("After"), OF_INDICATOR),
    "difference": (N_("Difference"), OF_INDICATOR), "relative": (N_("Difference, of the number before"), PER_CENT),
    "verdict": (N_("Verdict"), ANY), "before_low": (N_("Before, at least"), OF_INDICATOR),
    "before_high": (N_("Before, at most"), OF_INDICATOR), "after_low": (N_("After, at least"), OF_INDICATOR),
    "after_high": (N_("After, at most"), OF_INDICATOR), "baseline": (N_("Baseline of the strategy"), OF_INDICATOR),
    "goal": (N_("Goal of the strategy"), OF_INDICATOR), "progress_before": (N_("Way to the goal before"), PER_CENT),
    "progress_after": (N_("Way to the goal after"), PER_CENT), "tier": (N_("How true"), ANY),
    "gain": (N_("Residents who gain"), PEOPLE), "lose": (N_("Residents who lose"), PEOPLE),
    "unknown": (N_("Why it is not known"), ANY), "note": (N_("Note"), ANY),
    "demonstration": (N_("Demonstration data"), ANY),
}  # fmt: skip
GAIN_COLUMNS: Mapping[str, tuple[str, str]] = {
    "title": (INDICATOR, ANY), "name": (N_("Neighbourhood"), ANY), "id": (N_("Id"), ANY),
    "residents": (N_("Residents after"), PEOPLE), "gain": (N_("Residents who gain"), PEOPLE),
    "lose": (N_("Residents who lose"), PEOPLE), "joined": (N_("Residents who get there only now"), PEOPLE),
    "cut_off": (N_("Residents who no longer get there"), PEOPLE), "new": (N_("New residents"), PEOPLE),
    "gone": (N_("Residents who are gone"), PEOPLE), "unit": (N_("Unit of the mean changes"), ANY),
    "gain_mean": (N_("Mean change of those who gain"), "+0.00;-0.00;0"),
    "lose_mean": (N_("Mean change of those who lose"), "+0.00;-0.00;0"),
    "stay_mean": (N_("Mean change of all who stay"), "+0.00;-0.00;0"),
    "inside_before": (N_("Residents for whom it holds before"), PEOPLE),
    "inside_after": (N_("Residents for whom it holds after"), PEOPLE),
}  # fmt: skip
OBJECT_COLUMNS = (N_("Layer"), N_("Name"), N_("Id"), N_("Change"))
AMOUNTS_MOVED = ("gain", "lose", "joined", "cut_off", "new", "gone")


@dataclass(frozen=True)
class Sheet:
    """A table with its titles as columns, and the number format of each: one, or one for each row."""

    table: pd.DataFrame
    formats: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


def indicator_sheet(made: Comparison, language: str) -> Sheet:
    """Return one row for each indicator, with numbers as it is shown."""
    table = with_units(made.table(language=language), language)
    yes_no = translate(N_("yes") if made.after.city.is_demo else N_("no"), language)
    by_row = [
        _format(shown_decimals(row["before"], row["after"], indicators()[str(id)].decimals))
        for id, row in table.iterrows()
    ]
    signed = [_signed(each) for each in by_row]
    for column, titles in (("direction", BETTER), ("verdict", VERDICT_TITLES), ("tier", TIER_TITLES)):
        said = {str(value): translate(title, language) for value, title in titles.items()}
        table[column] = table[column].map(said).fillna("")
    table = table.assign(demonstration=yes_no, id=table.index)
    return _titled(table, INDICATOR_COLUMNS, language, by_row, {"difference": signed})


def with_units(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return a comparison's table that says what is counted where there is no unit."""
    return table.assign(unit=[translate(indicators()[str(id)].unit_or_counted, language) for id in table.index])


def neighbourhood_sheet(made: Comparison, language: str) -> Sheet:
    """Return the differences of each neighbourhood in which something differs, with the units in the titles."""
    table = made.by_neighbourhood(language=language)
    ids = [id for id in made.ids if id in table]
    steps = table[ids].fillna(0.0)
    table = table[(steps.abs() >= [_least(id) for id in ids]).any(axis=1).to_numpy(bool)]
    titles = {id: _with_unit(id, language) for id in ids}
    first = {translate(N_("Neighbourhood"), language): table["name"], translate(N_("Id"), language): table.index}
    shown = pd.DataFrame({**first, **{titles[id]: table[id] for id in ids}})
    return Sheet(shown.reset_index(drop=True), {titles[id]: _signed(_format(indicators()[id].decimals)) for id in ids})


def gain_sheet(made: Comparison, language: str) -> Sheet:
    """Return who gains and who loses, of each indicator the neighbourhoods in which somebody does."""
    tables = []
    for id in made.totals.index:
        table = made.gains_and_losses(id, language=language)
        moved = table[list(AMOUNTS_MOVED)].fillna(0.0).abs().sum(axis=1) > 0
        moved |= (table["inside_after"] - table["inside_before"]).fillna(0.0).abs() > 0
        title, unit = (translate(said, language) for said in (indicators()[id].title, made.after[id].object_unit))
        tables.append(table[moved].rename_axis("id").reset_index().assign(title=title, unit=unit))
    empty = pd.DataFrame(columns=list(GAIN_COLUMNS))
    return _titled(pd.concat(tables) if tables else empty, GAIN_COLUMNS, language, [])


def object_sheet(made: Comparison, language: str) -> Sheet:
    """Return one row for each object that differs: layer, name, id, change."""
    rows = []
    for each in made.changed:
        layer = field_text(layer_title(each.layer), language)
        for change, said in CHANGES.items():
            city = (made.before if change == "removed" else made.after).city
            ids = getattr(each, change)
            names = [ObjectTitle.of(city, each.layer, id).plain(language) for id in ids]
            rows += [(layer, "" if name == id else name, id, translate(said, language))
                     for id, name in zip(ids, names, strict=True)]  # fmt: skip
    return Sheet(pd.DataFrame(rows, columns=[translate(title, language) for title in OBJECT_COLUMNS]))


def write_sheets(sheets: Mapping[str, Sheet], path: Path) -> None:
    """Write sheets into a workbook: the header frozen, columns as wide as what they hold."""
    from openpyxl.styles import Alignment  # only a workbook needs it
    from openpyxl.utils import get_column_letter

    with pd.ExcelWriter(path, engine=XLSX_WRITER) as book:
        for name, sheet in sheets.items():
            sheet.table.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            made = book.sheets[name]
            for number, column in enumerate(sheet.table, start=1):
                formats = sheet.formats.get(str(column), ANY)
                each = [formats] * len(sheet.table) if isinstance(formats, str) else formats
                for row, form in enumerate(each, start=2):
                    made.cell(row, number).number_format = form
                made.cell(1, number).alignment = Alignment(wrap_text=True, vertical="top")
                made.column_dimensions[get_column_letter(number)].width = _width(sheet.table, str(column))


def _titled(
    table: pd.DataFrame, columns: Mapping[str, tuple[str, str]], language: str, by_row: Sequence[str],
    formats: Mapping[str, Sequence[str]] | None = None,
) -> Sheet:  # fmt: skip
    """Return the columns of a table under their titles; `by_row` are the formats of the rows' indicators."""
    titles = {name: translate(title, language) for name, (title, _) in columns.items()}
    shown = table[list(columns)].reset_index(drop=True).rename(columns=titles)
    said = {titles[name]: (formats or {}).get(name, form or by_row) for name, (_, form) in columns.items()}
    return Sheet(shown, said)


def _with_unit(id: str, language: str) -> str:
    title, unit = (translate(said, language) for said in (indicators()[id].title, indicators()[id].unit))
    return f"{title} ({unit})" if unit else title


def _format(decimals: int) -> str:
    return PEOPLE + ("." + "0" * decimals if decimals else "")


def _signed(form: str) -> str:
    return f"+{form};-{form};0"


def _least(id: str) -> float:
    """Return the least difference that does not round to 0 as the indicator is shown."""
    return 0.5 * float(10.0 ** -indicators()[id].decimals)


def _width(table: pd.DataFrame, column: str) -> int:
    """Return how wide a column is: its texts, or numbers under a title that breaks into lines."""
    longest_word = max(len(word) for word in [*column.split(), ""])
    if pd.api.types.is_numeric_dtype(table[column]):
        return max(NUMBER_WIDTH, longest_word + 2)
    texts = [len(str(value)) for value in table[column].head(ROWS_MEASURED)]
    return min(max([longest_word, *texts]) + 2, WIDEST)
