"""Which colour a value has: classes with nice limits, in colours that the colour-blind tell apart, for both themes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geodata.language import N_, number_text, translate

# Viridis (Smith & van der Walt 2015): from dark to light it is read the same by people who see no red or no green.
VIRIDIS = ("#440154", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725")
WORSE, BETTER = ("#fdc98f", "#f28e2b", "#b35806"), ("#a8cbe8", "#4a90c9", "#08519c")
# Qualitative "muted" of Paul Tol (2021).
QUALITATIVE = (
    "#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499", "#c4c4c4",
)  # fmt: skip
NO_DATA, NEUTRAL = ("#c3c8cf", "#454b55"), ("#f3eee4", "#77756f")
REACHED, CUT_OFF = ("#00316b", "#e3f2ff"), ("#7a2200", "#ff5a1f")
NOTHING_KNOWN = N_("no value")
BELOW_NOTHING = N_("{low} to {high}")  # a dash beside the sign of a number would be one too many
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9, 0.98)  # of the objects below each limit: the last classes are for the few great ones
SIDE_SHARES = (0.5, 0.9)  # of the objects that moved
SLACK = 1e-9  # relative: what adding up minutes may be off by
NARROW = 3.0  # times the least: limits nearer to each other are rounded by their distance
MANTISSAS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)
Classes = NDArray[np.uint8]


@dataclass(frozen=True)
class ScaleClass:
    """One colour: from `low` to below `high`, each None where it is open; or what `title` (a marked message) says."""

    light: str
    dark: str
    low: float | None = None
    high: float | None = None
    title: str = ""

    def text(self, language: str, *, is_whole: bool, is_grouped: bool, most: float = inf) -> str:
        """Return what the class is called; whole numbers from 3 to below 5 are 3 – 4. No value is more than `most`."""
        if self.title:
            return translate(self.title, language)

        def number(value: float) -> str:
            text = number_text(value, language, decimals=3) if is_grouped else f"{value:.0f}"
            return text.replace("-", "−")

        if self.low is None:
            return f"< {number(self.high or 0)}"
        if self.high is None:
            return f"≥ {number(self.low)}" if self.low < most else number(self.low)
        if is_whole and self.high - self.low == 1:
            return number(self.low)
        ends = {"low": number(self.low), "high": number(self.high - 1 if is_whole else self.high)}
        return translate(BELOW_NOTHING, language).format(**ends) if self.low < 0 else "{low} – {high}".format(**ends)


@dataclass(frozen=True)
class Scale:
    """The classes of values, the last one for what has none.

    `limits` part the first classes of numbers; `codes` are the values of the first classes of texts. `far`: whether
    two classes follow them for −inf (gets there only now) and +inf (no longer does).
    """

    classes: tuple[ScaleClass, ...]
    limits: tuple[float, ...] = ()
    codes: tuple[str, ...] = ()
    far: bool = False
    is_whole: bool = False
    is_grouped: bool = True

    def class_of(self, values: pd.Series) -> Classes:
        """Return the class of each value."""
        last = len(self.classes) - 1
        if self.codes:
            found = pd.Index(self.codes).get_indexer(pd.Index(values.astype(object)))
            return np.where(found < 0, last, found).astype(np.uint8)
        numbers = values.to_numpy(float, na_value=np.nan)
        found = np.searchsorted(np.asarray(self.limits), numbers, side="right")
        if self.far:
            found = np.where(np.isneginf(numbers), last - 2, np.where(np.isposinf(numbers), last - 1, found))
        return np.where(np.isnan(numbers), last, found).astype(np.uint8)

    def texts(self, language: str, *, unit: str = "") -> list[str]:
        """Return what the classes are called. Of what is counted in "%" there is no more than 100."""
        most = 100.0 if unit == "%" else inf
        return [
            each.text(language, is_whole=self.is_whole, is_grouped=self.is_grouped, most=most) for each in self.classes
        ]


def sequential(values: ArrayLike, *, limits: Sequence[float] = (), is_grouped: bool = True) -> Scale:
    """Return a scale of numbers, from what stands back to what stands out; limits are chosen where none are given."""
    numbers = np.asarray(values, float)
    numbers = numbers[np.isfinite(numbers)]
    is_whole = bool(len(numbers) and (numbers % 1 == 0).all())
    chosen = tuple(limits) or nice_limits(numbers, is_whole=is_whole)
    count = len(chosen) + 1
    at = np.linspace(0, len(VIRIDIS) - 1, count).round().astype(int) if count > 1 else np.array([3])
    ends = zip((None, *chosen), (*chosen, None), at, at[::-1], strict=True)
    classes = (ScaleClass(VIRIDIS[back], VIRIDIS[there], low, high) for low, high, there, back in ends)
    return Scale((*classes, _nothing()), chosen, is_whole=is_whole, is_grouped=is_grouped)


def diverging(steps: ArrayLike, *, noticed: float, less_is_better: bool) -> Scale:
    """Return a scale of differences, the same to both sides: the better side blue, the worse orange.

    What moved by less than `noticed`, or the round number above it, is about the same. The outermost class is never
    empty: limits are rounded towards 0.
    """
    least = rounded(noticed, up=True)
    sizes = np.abs(np.asarray(steps, float))
    sizes = sizes[np.isfinite(sizes) & (sizes >= least)]
    outer = {rounded(float(np.quantile(sizes, share))) for share in SIDE_SHARES} if len(sizes) else set()
    ends = [least, *sorted(end for end in outer if end > least)]
    limits = (*(-end for end in reversed(ends)), *ends)
    falling, rising = (BETTER, WORSE) if less_is_better else (WORSE, BETTER)
    count = len(ends)  # of the classes on each side; the strongest colours are at the ends
    fall, rise = (tuple(zip(side, reversed(side), strict=True))[-count:] for side in (falling, rising))
    colours = [*reversed(fall), NEUTRAL, *rise]
    pairs = zip(colours, (None, *limits), (*limits, None), strict=True)
    classes = [ScaleClass(light, dark, start, end) for (light, dark), start, end in pairs]
    classes[count] = replace(classes[count], title=N_("about the same"))
    far = (
        ScaleClass(*REACHED, title=N_("gets there only now")),
        ScaleClass(*CUT_OFF, title=N_("no longer gets there")),
    )
    return Scale((*classes, *far, _nothing()), limits, far=True)


def coded(titles: Mapping[str, str], colours: Sequence[str] = QUALITATIVE) -> Scale:
    """Return a scale of texts: a colour for each code, as many as there are, with its title (a marked message)."""
    shades = zip(colours, titles.values(), strict=False)
    classes = (ScaleClass(shade, shade, title=title) for shade, title in shades)
    return Scale((*classes, _nothing()), codes=tuple(titles)[: len(colours)])


def nice_limits(numbers: NDArray[np.float64], *, is_whole: bool) -> tuple[float, ...]:
    """Return limits between classes: shares of the values, rounded to numbers that people remember."""
    if not len(numbers):
        return ()
    ends = np.quantile(numbers, SHARES)
    least, most = float(ends[0]), float(ends[-2])
    if least > 0 and least < most < NARROW * least:  # 1.1 to 1.4: half a power of ten of the width between them
        step = 0.5 * 10.0 ** np.floor(np.log10(most - least))
        found = {float(round(round(end / step) * step, 9)) for end in ends}
    else:
        found = {nice(float(end)) for end in ends}
    found = {float(max(1, round(end))) for end in found} if is_whole else found
    return tuple(sorted(end for end in found if numbers.min() < end <= numbers.max()))


def nice(value: float) -> float:
    """Return the nearest of 1, 1.5, 2, 2.5, 3, 4 … 10 times a power of ten."""
    if value == 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(abs(value)))
    mantissa = min(MANTISSAS, key=lambda each: abs(each - abs(value) / power))
    return float(np.sign(value) * round(mantissa * power, 9))


def rounded(value: float, *, up: bool = False) -> float:
    """Return the nearest of 1, 2, 5 times a power of ten that is no more than a value above 0; `up`: no less."""
    power = float(10.0 ** np.floor(np.log10(value)))
    steps = [round(step * power, 9) for step in (1, 2, 5, 10)]
    slack = SLACK * value
    return min(s for s in steps if s >= value - slack) if up else max(s for s in steps if s <= value + slack)


def _nothing() -> ScaleClass:
    return ScaleClass(*NO_DATA, title=NOTHING_KNOWN)
