"""Numbers before and after and the difference between them, so that what is shown adds up."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import floor, isfinite, log10

import numpy as np
import pandas as pd

from geodata.language import N_, number_text, translate

from .amounts import amount_text
from .verdicts import SAME

PER_CENT = 100.0
FINE_DECIMALS = 3  # of differences that are less than what their numbers are shown with
MORE_DECIMALS = 1  # that numbers may be shown with so that they add up: thousandths of a minute nobody knows
POINTS = N_("pp")  # percentage points
ALMOST_NONE = N_("almost 0")


def shown_decimals(before: float, after: float, decimals: int) -> int:
    """Return with how many decimals numbers before and after are shown, so that they and their difference add up.

    More than usual where what rounding leaves would contradict itself: 48.64 and 48.78 differ by 0.14, which 48.6, 48.8
    and 0.1 would deny. What nobody would see in the numbers is no reason: 8.312 and 8.321 are 8.3, almost the same.
    """
    if not (isfinite(before) and isfinite(after)) or _look_alike(before, after, decimals):
        return decimals
    last = decimals + MORE_DECIMALS
    adding_up = [each for each in range(decimals, last + 1) if _step_shown(before, after, each) is not None]
    usual = adding_up[0] if adding_up else last
    return next((each for each in adding_up if _step_shown(before, after, each)), usual)


def _look_alike(before: float, after: float, decimals: int) -> bool:
    """Return whether two numbers are shown as the same, and differ by less than what they are shown with."""
    had, has = (round(number, decimals) for number in (before, after))
    return had == has and abs(after - before) < 0.5 * 10.0**-decimals


def _step_shown(before: float, after: float, decimals: int) -> Decimal | None:
    """Return the difference as it is shown with so many decimals; None where the numbers beside it deny it."""
    step = _shown(after - before, decimals)
    return step if _shown(after, decimals) - _shown(before, decimals) == step else None


def _shown(number: float, decimals: int) -> Decimal:
    return round(Decimal(str(float(number))), decimals)


def value_text(value: float, unit: str, decimals: int, language: str, *, beside: Iterable[float] = ()) -> str:
    """Return a value with its unit, "?" for one that is not known; with as many decimals as values beside it need."""
    if np.isnan(value):
        return "?"
    text = number_text(value, language, decimals=decimals, least=_needed((value, *beside), decimals))
    return amount_text(text, value, unit, language)


def interval_text(ends: Iterable[float], decimals: int, language: str) -> str:
    """Return what lies between two ends, "1.39 – 1.40"; "" for none."""
    known = tuple(ends)
    return " – ".join(value_text(end, "", decimals, language, beside=known) for end in known)


def _needed(values: Iterable[float], decimals: int) -> int:
    """Return with how many decimals the one of some values is written that needs most."""
    shown = [_shown(value, decimals).normalize() for value in values if isfinite(value)]
    return max((max(0, -int(number.as_tuple().exponent)) for number in shown), default=0)


def difference_text(row: Mapping[str, float] | pd.Series, unit: str, decimals: int, language: str) -> str:
    """Return the difference of a comparison's row with sign and unit, and what it is of the value before.

    As “+1.2 min (+4 %)”. `decimals`: with how many its indicator is usually shown; see `shown_decimals`.
    """
    step, share = float(row["difference"]), PER_CENT * float(row["relative"])
    if np.isnan(step):
        return ""
    if abs(step) <= SAME * abs(row["before"]):
        return "0"
    made = difference_number(row["before"], row["after"], decimals, language)
    if made == translate(ALMOST_NONE, language):
        return made
    if unit == "%":  # a share of a share would be taken for the difference
        return f"{made} {translate(POINTS, language)}"
    made = amount_text(made, step, unit, language)
    if np.isnan(share) or row["verdict"] == "same":
        return made
    small = max(1, -floor(log10(abs(share)))) if share else 1  # a step of 0.03 % is one
    per_cent = signed(share, language, decimals=min(small, FINE_DECIMALS))
    return made if per_cent == "0" else f"{made} ({per_cent} %)"


def difference_number(before: float, after: float, decimals: int, language: str) -> str:
    """Return after − before with its sign, as the two that are shown differ; finer where they are shown as the same."""
    if after != before and _look_alike(before, after, decimals):
        return translate(ALMOST_NONE, language)
    fine = shown_decimals(before, after, decimals)
    step = _shown(after, fine) - _shown(before, fine)
    if step or after == before:
        return signed(float(step), language, decimals=fine)
    made = signed(after - before, language, decimals=FINE_DECIMALS)
    return translate(ALMOST_NONE, language) if made == "0" else made


def signed(value: float, language: str, *, decimals: int) -> str:
    """Return a number with its sign, "0" where it rounds to it."""
    text = number_text(abs(value), language, decimals=decimals)
    return text if text == "0" else ("+" if value > 0 else "−") + text
