"""How many residents a comparison moves, in words: who gains and loses, and for whom a share holds anew."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.language import N_, NN_, translate, translate_count

from .comparison import Comparison
from .differences import signed
from .indicators import indicators
from .verdicts import LEAST_PEOPLE

WAYS: Mapping[str, tuple[str, str]] = {
    "gain": NN_("{count} resident gains", "{count} residents gain"),
    "lose": NN_("{count} resident loses", "{count} residents lose"),
}
BY_ONE_AT_LEAST = N_("{people}, each by one indicator at least.")
BOTH_WAYS = NN_("{count} of them does both.", "{count} of them do both.")
MOST_LOSE = N_("Most lose by “{title}”, on average {mean}.")
MOST_GAIN = N_("Most gain by “{title}”, on average {mean}.")
NOBODY_MOVES = N_("Nobody who lives here before and after gains or loses.")
NOT_OF_HOMES = N_("Who gains and who loses is not known: no indicator of these says it of single homes.")


def people_moved(made: Comparison, language: str) -> dict[str, str]:
    """Return how many residents lose and gain, each by one indicator at least, in words: those who do, most first."""
    return _ways(made.moved, language)


def ways_text(row: pd.Series, language: str) -> str:
    """Return how many residents gain and lose by the indicator of a comparison's row, those most first; "" for none."""
    return ", ".join(_ways({way: float(np.nan_to_num(row[way])) for way in WAYS}, language).values())


def _ways(people: Mapping[str, float], language: str) -> dict[str, str]:
    counts = {way: round(people[way]) for way in ("lose", "gain")}
    some = sorted((way for way in counts if counts[way]), key=lambda way: -counts[way])
    return {way: translate_count(WAYS[way], counts[way], language) for way in some}


def people_sentence(made: Comparison, language: str) -> str:
    """Return in one sentence for how many residents something gets worse or better."""
    if not made.has_homes:
        return translate(NOT_OF_HOMES, language)
    said = people_moved(made, language)
    if not said:
        return translate(NOBODY_MOVES, language)
    sentence = translate(BY_ONE_AT_LEAST, language).format(people=", ".join(said.values()))
    both = round(made.moved["both"])
    parts = [
        sentence,
        translate_count(BOTH_WAYS, both, language) if both else "",
        _most_by(made, next(iter(said)), language),
    ]
    return " ".join(part for part in parts if part)


def _most_by(made: Comparison, way: str, language: str) -> str:
    """Return by which indicator most of those who gain or lose do, and how much: few steps of a walk, or all of it."""
    id = str(made.totals[way].fillna(0.0).idxmax())
    mean = mean_text(made, id, pd.Series(made.totals.loc[id]), way, language)
    said = translate(MOST_LOSE if way == "lose" else MOST_GAIN, language)
    return said.format(title=translate(indicators()[id].title, language), mean=mean) if mean else ""


def mean_text(made: Comparison, id: str, row: Mapping[str, float] | pd.Series, way: str, language: str) -> str:
    """Return how much those who "gain" or "lose" by an indicator do on average, "+0.03 ×"; "" where nobody can say."""
    unit, mean = translate(made.after[id].object_unit, language), float(row[f"{way}_mean"])
    if not unit or np.isnan(mean):
        return ""
    decimals = 0 if made.after[id].object_unit == "m" else max(indicators()[id].decimals, 1)
    return f"{signed(mean, language, decimals=decimals)} {unit}"


def newly_inside(made: Comparison) -> list[str]:
    """Return the shares of residents that hold for more residents, or for fewer, than come and go with their homes."""
    totals = made.totals
    if not len(totals):
        return []
    step = (totals["inside_after"] - totals["inside_before"]).abs()
    return list(totals.index[step - totals["new"] - totals["gone"] >= LEAST_PEOPLE])
