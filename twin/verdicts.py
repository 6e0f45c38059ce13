"""Whether something got better: by the number of an indicator, and by the residents whose own number moved."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from geodata.language import N_

from .gains import is_farness
from .indicators import Indicator
from .measurement import Measurement

Verdict = Literal["better", "worse", "different", "unsure", "population", "same", "not known"]

VERDICT_TITLES: Mapping[Verdict, str] = {
    "better": N_("better"),
    "worse": N_("worse"),
    "different": N_("different"),
    "unsure": N_("same within uncertainty"),
    "population": N_("only who lives there changed"),
    "same": N_("same"),
    "not known": N_("not known"),
}
# What a reader looks for first stands first.
ORDER: tuple[Verdict, ...] = ("worse", "better", "different", "unsure", "population", "same", "not known")
BY_RESIDENTS = N_("by residents, not by the number of the whole city")
SAME = 1e-9  # relative: what two ways of adding up the same numbers may differ by
LEAST_PEOPLE = 0.5  # residents are estimates with decimals: fewer are nobody


def verdict_of(indicator: Indicator, before: Measurement, after: Measurement) -> Verdict:
    """Return whether a number got better.

    same: it did not move, or by less than it is shown with. unsure ("same within uncertainty"): an end of its interval
    moves the other way. Else better or worse, by the indicator's direction; different where it has none.

    The intervals may well overlap: what is estimated is estimated alike before and after (the same residents in the
    same homes), so it says little of the difference. Only where the other assumptions would turn the sign round is it
    not sure. The ends stand for those assumptions: each is the value under the one that gives least, or most.
    """
    step = after.value - before.value
    if np.isnan(step):
        return "not known"
    if abs(step) <= SAME * max(abs(before.value), abs(after.value)) or abs(step) < least_shown(indicator):
        return "same"
    ends = zip(before.interval or (), after.interval or (), strict=False)
    if any((has - had) * np.sign(step) <= -least_shown(indicator) for had, has in ends):
        return "unsure"
    if indicator.direction == "neither":
        return "different"
    return "better" if (step > 0) == (indicator.direction == "more") else "worse"


def verdict_by_people(indicator: Indicator, unit: str, total: pd.Series) -> Verdict | None:
    """Return whether more residents gain than lose; None where nobody does either.

    `total`: as of `gains.total_gains`; `unit`: of the homes' numbers. It is different where as many gain as lose, and
    where the mean change of all who stay, or who is cut off or joined, says the opposite of what most say.
    """
    gain, lose = float(np.nan_to_num(total["gain"])), float(np.nan_to_num(total["lose"]))
    if max(gain, lose) < LEAST_PEOPLE:
        return None
    less_is_better = is_farness(indicator, unit) or indicator.direction == "less"
    mean = float(np.nan_to_num(total["stay_mean"])) * (-1 if less_is_better else 1)
    least = least_shown(indicator) if unit == indicator.unit else 0.0
    ups, downs = total["joined"] >= LEAST_PEOPLE or mean > least, total["cut_off"] >= LEAST_PEOPLE or mean < -least
    if gain == lose or (downs if gain > lose else ups):
        return "different"
    return "better" if gain > lose else "worse"


def is_by_population(indicator: Indicator, unit: str, total: pd.Series) -> bool:
    """Return whether a number by which nobody gains or loses moved only since residents came or went."""
    came_or_went = float(total["new"] + total["gone"])
    if came_or_went < LEAST_PEOPLE:
        return False
    if not np.isnan(total["inside_before"]):
        return bool(abs(total["inside_after"] - total["inside_before"]) < came_or_went + LEAST_PEOPLE)
    return unit != indicator.unit or bool(abs(np.nan_to_num(total["stay_mean"])) < least_shown(indicator))


def most_people_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return a comparison's table (`Comparison.table`) as a reader wants it: what moves most residents comes first.

    Then what got worse, better and so on, as the indicators stand.
    """
    people = table[["gain", "lose"]].fillna(0).sum(axis=1).round()
    keys = pd.DataFrame({"people": -people, "verdict": table["verdict"].map(ORDER.index)})
    return table.loc[keys.sort_values(["people", "verdict"], kind="stable").index]


def least_shown(indicator: Indicator) -> float:
    """Return the least difference that does not round to 0 as the indicator is shown."""
    return 0.5 * float(10.0**-indicator.decimals)
