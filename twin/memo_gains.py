"""Who gains and who loses by a scenario, in all and by neighbourhood, as tables of a memo."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.language import N_, NN_, number_text, translate, translate_count

from .comparison import Comparison
from .comparison_output import inside_text, newly_inside, signed
from .indicators import indicators
from .markup import Html, element, table, together
from .memo_words import NOBODY, moved_most

MOST_LISTED = 3  # indicators that are told by neighbourhood
ALL_HEADINGS = (N_("Indicator"), N_("Residents who gain"), N_("On average"), N_("Residents who lose"), N_("On average"),
                N_("Get there only now"), N_("No longer get there"))  # fmt: skip
AREA_HEADINGS = (N_("Neighbourhood"), *ALL_HEADINGS[1:])
NUMBERS = range(1, len(ALL_HEADINGS))
THE_REST = N_("By neighbourhood here are the {count} by which most residents gain or lose; the command below tells all.")


def gain_section(made: Comparison, language: str) -> Html:
    """Return the residents who gain and lose by each indicator, then by neighbourhood for those that move most."""

    def t(message: str) -> str:
        return translate(message, language)

    moved, parts = moved_most(made), list[Html]()
    if moved:
        rows = [(t(indicators()[id].title), *_cells(made, id, made.totals.loc[id], language)) for id in moved]
        parts.append(table([t(each) for each in ALL_HEADINGS], rows, numbers=NUMBERS, caption=t(N_("In the whole city"))))
        if len(moved) > MOST_LISTED:
            parts.append(element("p", t(THE_REST).format(count=number_text(MOST_LISTED, language)), class_="quiet"))
        parts += [_by_area(made, id, language) for id in moved[:MOST_LISTED]]
    else:
        parts.append(element("p", t(NOBODY)))
    for id in newly_inside(made):
        said = inside_text({str(k): float(v) for k, v in made.totals.loc[id].items()}, language)
        parts.append(element("p", f"{t(indicators()[id].title)}: {said}."))
    if people := _who_comes_and_goes(made, language):
        parts.append(element("p", people))
    return together(parts)


def _by_area(made: Comparison, id: str, language: str) -> Html:
    areas = made.gains_and_losses(id, language=language)
    some = areas[(areas["gain"].round() > 0) | (areas["lose"].round() > 0)]
    order = (some["gain"].fillna(0) + some["lose"].fillna(0)).sort_values(ascending=False, kind="stable").index
    rows = [(str(some.at[area, "name"]), *_cells(made, id, some.loc[area], language)) for area in order]
    headings = [translate(each, language) for each in AREA_HEADINGS]
    return table(headings, rows, numbers=NUMBERS, caption=translate(indicators()[id].title, language))


def _cells(made: Comparison, id: str, row: pd.Series, language: str) -> list[str]:
    unit = translate(made.after[id].object_unit, language)
    decimals = 0 if unit == "m" else max(indicators()[id].decimals, 1)
    means = {
        way: "" if np.isnan(row[f"{way}_mean"]) or not unit
        else f"{signed(row[f'{way}_mean'], language, decimals=decimals)} {unit}"
        for way in ("gain", "lose")
    }  # fmt: skip
    people = _people(row, language)
    return [people["gain"], means["gain"], people["lose"], means["lose"], people["joined"], people["cut_off"]]


def _people(row: Mapping[str, float] | pd.Series, language: str) -> dict[str, str]:
    names = ("gain", "lose", "joined", "cut_off")
    return {name: "" if np.isnan(row[name]) else number_text(round(row[name]), language) for name in names}


def _who_comes_and_goes(made: Comparison, language: str) -> str:
    forms = {
        "new": NN_("{count} resident is new", "{count} residents are new"),
        "gone": NN_("{count} resident is gone", "{count} residents are gone"),
    }
    sums = {name: round(float(made.people[name].sum())) for name in forms}
    said = [translate_count(forms[name], count, language) for name, count in sums.items() if count]
    counted = translate(N_("counted neither as gain nor as loss"), language)
    return f"{', '.join(said)} ({counted})." if said else ""
