"""The tables of a memo: every indicator before and after, and what each of them means."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geodata.language import N_, translate

from .board_output import coverage_text, published_text
from .comparison import Comparison
from .comparison_output import SIGNS
from .differences import difference_text, interval_text, shown_decimals, value_text
from .indicators import DIRECTION_TITLES, indicators
from .markup import Html, element, table, together
from .measurement import Measurement
from .verdicts import BY_RESIDENTS, VERDICT_TITLES, most_people_first

HEADINGS = (N_("Indicator"), N_("Verdict"), N_("Before"), N_("After"), N_("Difference"), N_("How true"), N_("Strategy"))
METHOD, STRATEGY = N_("Method"), N_("Strategy")
ABOUT_INTERVALS = N_(
    "Below a value stands between which values it may lie, as far as the estimated inputs are uncertain. How true a "
    "number is, is that of its least true input; in brackets how much of it is so."
)


def indicator_section(made: Comparison, language: str) -> Html:
    """Return one row for each indicator, those that move most residents first; below, what is said with some."""
    rows = most_people_first(made.table(language=language))
    headings = [translate(heading, language) for heading in HEADINGS]
    cells = [_row(made, str(id), rows.loc[id], language) for id in rows.index]
    return together(
        [
            element("p", translate(ABOUT_INTERVALS, language), class_="quiet"),
            table(headings, cells, numbers=(2, 3, 4), classes="indicators"),
            *_notes(made, rows, language),
        ]
    )


def _row(made: Comparison, id: str, row: pd.Series, language: str) -> list[str]:
    indicator, had, has = indicators()[id], made.before[id], made.after[id]
    unit, verdict = str(row["unit"]), row["verdict"]
    decimals = shown_decimals(row["before"], row["after"], indicator.decimals)
    said = f"{SIGNS[verdict][0]} {translate(VERDICT_TITLES[verdict], language)}"
    known = has if has.unknown is None else had
    target = made.after.target(id)
    published = published_text(indicator, target, has.value if has.unknown is None else None, language)
    by_residents = [_small(translate(BY_RESIDENTS, language))] if made.goes_against_number(id) else []
    title = [translate(indicator.title, language), _small(translate(DIRECTION_TITLES[indicator.direction], language))]
    return [
        together(title),
        together([element("span", said, class_=f"verdict {verdict.replace(' ', '-')}"), *by_residents]),
        *(_value(found, unit, decimals, language, beside=other.value) for found, other in ((had, has), (has, had))),
        difference_text(row, unit, indicator.decimals, language),
        "" if known.unknown else coverage_text(known, language),
        published,
    ]


def _value(found: Measurement, unit: str, decimals: int, language: str, *, beside: float) -> Html:
    """Return a value, and below it between which others it may lie."""
    text = value_text(found.value, "" if np.isnan(found.value) else unit, decimals, language, beside=[beside])
    ends = interval_text(found.interval or (), decimals, language)
    return together([text, *([_small(ends)] if ends else [])])


def _small(text: str) -> Html:
    return element("small", text)


def _notes(made: Comparison, rows: pd.DataFrame, language: str) -> Iterator[Html]:
    """Yield why numbers are not known and what has to be said with others, each sentence once."""
    said: dict[str, list[str]] = {}
    for id, row in rows.iterrows():
        note = str(row["unknown"]) or str(row["note"]) or translate(made.after[str(id)].note, language)
        if note:
            said.setdefault(note, []).append(str(row["title"]))
    if said:
        yield element("ul", *(element("li", element("strong", ", ".join(titles)), f": {note.rstrip('.')}.")
                              for note, titles in said.items()), class_="notes")  # fmt: skip


def meaning_section(made: Comparison, language: str) -> Html:
    """Return for each indicator what it means, in which unit, how it is made and who says so."""

    def t(message: str) -> str:
        return translate(message, language)

    parts: list[Html] = []
    for id in made.ids:
        each, target = indicators()[id], made.after.target(id)
        told = "; ".join(part for part in (t(each.unit), t(DIRECTION_TITLES[each.direction])) if part)
        method = " ".join(part for part in (f"{t(METHOD)}: {t(each.method)}", each.source) if part)
        parts += [
            element("dt", t(each.title), element("span", f" ({told})", class_="quiet")),
            element("dd", t(each.meaning), " ", element("span", method, class_="quiet"),
                    *([element("span", f" {t(STRATEGY)}: {target.source}.", class_="quiet")] if target else [])),
        ]  # fmt: skip
    return element("dl", *parts, class_="meanings")
