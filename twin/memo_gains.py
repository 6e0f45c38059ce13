"""Who gains and who loses by a scenario, in all and by neighbourhood, as tables of a memo."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.language import N_, NN_, number_text, translate, translate_count

from .comparison import Comparison
from .comparison_output import inside_text
from .indicators import indicators
from .markup import Html, element, table, together
from .memo_words import NOBODY, moved_most, who_comes_and_goes
from .people_words import mean_text, newly_inside

MOST_LISTED, MOST_AREAS = 3, 12  # indicators that are told by neighbourhood, and neighbourhoods of each
ALL_HEADINGS = (N_("Indicator"), N_("Residents who gain"), N_("On average"), N_("Residents who lose"), N_("On average"),
                N_("Get there only now"), N_("No longer get there"))  # fmt: skip
AREA_HEADINGS = (N_("Neighbourhood"), *ALL_HEADINGS[1:])
ALWAYS_SHOWN = (0, 1, 3)  # of these columns: the name, who gains, who loses
PEOPLE = ("gain", "lose", "joined", "cut_off")
THE_REST = N_(
    "By neighbourhood: the {count} indicators by which most residents gain or lose. The command below tells of all."
)


def gain_section(made: Comparison, language: str) -> Html:
    """Return the residents who gain and lose by each indicator, then by neighbourhood for those that move most."""

    def t(message: str) -> str:
        return translate(message, language)

    moved, parts = moved_most(made), list[Html]()
    if moved:
        rows = [[t(indicators()[id].title), *_cells(made, id, _total(made, id), language)] for id in moved]
        parts.append(_table([t(each) for each in ALL_HEADINGS], rows, t(N_("In the whole city"))))
        if len(moved) > MOST_LISTED:
            parts.append(element("p", t(THE_REST).format(count=number_text(MOST_LISTED, language)), class_="quiet"))
        parts += [_by_area(made, id, language) for id in moved[:MOST_LISTED]]
    else:
        parts.append(element("p", t(NOBODY)))
    for id in newly_inside(made):
        said = inside_text(_total(made, id), language)
        parts.append(element("p", f"{t(indicators()[id].title)}: {said}."))
    if people := who_comes_and_goes(made, language):
        parts.append(element("p", people))
    return together(parts)


def _total(made: Comparison, id: str) -> dict[str, float]:
    return {str(name): float(value) for name, value in dict(made.totals.loc[id]).items()}


def _by_area(made: Comparison, id: str, language: str) -> Html:
    areas = made.gains_and_losses(id, language=language)
    some = areas[(areas["gain"].round() > 0) | (areas["lose"].round() > 0)]
    order = (some["gain"].fillna(0) + some["lose"].fillna(0)).sort_values(ascending=False, kind="stable").index
    shown = order[:MOST_AREAS] if len(order) > MOST_AREAS + 1 else order
    rows = [[str(some.at[area, "name"]), *_cells(made, id, some.loc[area], language)] for area in shown]
    if more := len(order) - len(shown):
        rest = some.loc[order[MOST_AREAS:], list(PEOPLE)].sum(min_count=1)
        name = translate_count(NN_("{count} more neighbourhood", "{count} more neighbourhoods"), more, language)
        rows.append([name, *_row(_people(rest, language), {})])
    headings = [translate(each, language) for each in AREA_HEADINGS]
    return _table(headings, rows, translate(indicators()[id].title, language))


def _table(headings: list[str], rows: list[list[str]], caption: str) -> Html:
    """Return a table of people, without averages and who gets there where there are none."""
    said = [any(row[at] not in ("", "0") for row in rows) for at in range(len(headings))]
    kept = [at for at in range(len(headings)) if said[at] or at in ALWAYS_SHOWN]
    return table([headings[at] for at in kept], [[row[at] for at in kept] for row in rows],
                 numbers=range(1, len(kept)), caption=caption)  # fmt: skip


def _cells(made: Comparison, id: str, row: Mapping[str, float] | pd.Series, language: str) -> list[str]:
    means = {way: mean_text(made, id, row, way, language) for way in ("gain", "lose")}
    return _row(_people(row, language), means)


def _row(people: Mapping[str, str], means: Mapping[str, str]) -> list[str]:
    return [people["gain"], means.get("gain", ""), people["lose"], means.get("lose", ""), people["joined"],
            people["cut_off"]]  # fmt: skip


def _people(row: Mapping[str, float] | pd.Series, language: str) -> dict[str, str]:
    return {name: "" if np.isnan(row[name]) else number_text(round(row[name]), language) for name in PEOPLE}
