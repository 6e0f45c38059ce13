"""Indicators: named questions to a city, each with unit and direction; and the board of all their answers."""

import importlib
import pkgutil
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from geodata.errors import UsageError
from geodata.language import DEFAULT_LANGUAGE, N_, translate
from geodata.targets import Target

from .city import City
from .measurement import Measurement, NotKnownError
from .namesakes import neighbourhood_names
from .object_values import ObjectValues, keep_differences
from .resident_reach import make_ready

Direction = Literal["more", "less", "neither"]

DIRECTION_TITLES: Mapping[Direction, str] = {
    "more": N_("more is better"),
    "less": N_("less is better"),
    "neither": N_("neither more nor less is better"),
}
PREFIX = "indicator_"
MEASURED_LAST = 1  # edited cities whose tables and graph stay in memory: some 25 MB each
KEPT = "indicator "  # answers of a city are kept under this and their id


@dataclass(frozen=True)
class Indicator:
    """A question to a city. Texts are messages marked with `N_`.

    `meaning` is one sentence; `direction`: whether more is better; `method`: how it is made, `source`: who says so
    (empty for our own definition); `needs`: layers without which it is not known, "mobility" for the graph,
    "residents" for people; `reads`: everything that the answer is made of, as of `City.shares`: an edited city in which
    none of it changed has the answer of its base. A module `indicator_*.py` of this folder with `INDICATORS` adds
    its own. `counted`: what a number without unit counts; `published`: what the strategy's figure counts where that is
    something else. `each`: the sentence that says what the value of a single object is, where that is in another unit
    than all of it; `limits`: between the classes in which single objects are painted, where one of them decides. One
    that is `on_request` takes seconds of a whole city: it is measured when it is named. `make` may raise NotKnownError.
    """

    id: str
    title: str
    meaning: str
    unit: str
    direction: Direction
    method: str
    needs: tuple[str, ...]
    reads: tuple[str, ...]
    make: Callable[[City], Measurement] = field(repr=False)
    source: str = ""
    decimals: int = 1
    on_request: bool = False
    counted: str = ""
    published: str = ""
    each: str = ""
    limits: tuple[float, ...] = ()

    @property
    def unit_or_counted(self) -> str:
        """The unit, else what is counted, for where no title stands beside the number; a marked message."""
        return self.unit or self.counted

    def measure(self, city: City) -> Measurement:
        """Return the answer, made once; one that is not known says why, and its value is NaN."""
        return city.kept(KEPT + self.id, lambda: self._answer(city), needs=self.reads)

    def _answer(self, city: City) -> Measurement:
        try:
            return self.make(city)
        except NotKnownError as reason:
            return Measurement(float("nan"), unknown=reason)


@dataclass(frozen=True)
class Board:
    """The answers of indicators to one city, by id, in the order of the registry."""

    city: City = field(repr=False)
    measurements: Mapping[str, Measurement] = field(repr=False)

    def __getitem__(self, id: str) -> Measurement:
        return self.measurements[id]

    def target(self, id: str) -> Target | None:
        """Return what the city's recipe has published of an indicator, None for nothing."""
        return next((t for t in self.city.recipe.targets if t.indicator == id), None)

    def table(self, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row for each indicator, index its id.

        Columns title, value, unit, direction ("more", "less", "neither"), baseline, goal, progress (share of the
        way; NaN without), low and high (the interval), worst_tenth, worst_unit, tier, unknown ("" when it is known).
        """
        rows = {}
        for id, found in self.measurements.items():
            indicator, target = indicators()[id], self.target(id)
            low, high = found.interval or (np.nan, np.nan)
            rows[id] = {
                "title": translate(indicator.title, language), "value": found.value,
                "unit": translate(indicator.unit, language), "direction": indicator.direction,
                "baseline": target.baseline if target else None, "goal": target.goal if target else None,
                "progress": target.progress(found.value) if target else None, "low": low, "high": high,
                "worst_tenth": found.worst_tenth, "worst_unit": found.worst_unit, "tier": found.tier,
                "unknown": found.unknown.text(language) if found.unknown else "",
            }  # fmt: skip
        made = pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")
        numbers = ["baseline", "goal", "progress", "worst_tenth"]
        return made.astype(dict.fromkeys(numbers, "float64"))

    def by_neighbourhood(self, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row for each neighbourhood (id; "" for outside every one): name, and a column for each indicator.

        Empty for a city without neighbourhoods.
        """
        columns = {id: found.by_neighbourhood for id, found in self.measurements.items()}
        made = pd.DataFrame(columns).rename_axis("id")
        made = made.reindex([i for i in neighbourhood_names(self.city, language=language) if i in made.index])
        made.insert(0, "name", pd.Series(neighbourhood_names(self.city, language=language)).reindex(made.index))
        return made


@cache
def indicators() -> Mapping[str, Indicator]:
    """Return every indicator by id: those in `INDICATORS` of each module of this folder named indicator_*."""
    package = importlib.import_module(__package__)
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name.startswith(PREFIX))
    modules = [importlib.import_module(f"{__package__}.{name}") for name in names]
    return {each.id: each for module in modules for each in module.INDICATORS}


@cache
def usual_indicators() -> Mapping[str, Indicator]:
    """Return the indicators that are measured when none is named: all but those on request."""
    return {id: each for id, each in indicators().items() if not each.on_request}


def measure(city: City, *, ids: Iterable[str] | None = None) -> Board:
    """Return the answers of all usual indicators, or of some. What several need is made once and kept with the city.

    Of edited cities the answers are kept, and of the last ones their tables and graph. Raises UsageError for an id
    that no indicator has.
    """
    chosen = checked_ids(ids)
    are_all = usual_indicators().keys() <= set(chosen)
    if are_all and city.base is None:
        make_ready(city, dict.fromkeys(name for each in usual_indicators().values() for name in each.needs))
    before = city.names_kept()
    board = Board(city, {id: indicators()[id].measure(city) for id in chosen})
    if are_all:
        city.forget(name for name in city.names_kept() - before if not name.startswith(KEPT))  # what led to the answers
    _let_go_of_others(city)
    return board


def _let_go_of_others(city: City) -> None:
    """Keep tables, graph and all values of the edited city measured last alone: those of others can be made again."""
    if city.base is None:
        return
    last = city.base.kept("measured last", lambda: deque[City]())
    if not any(other is city for other in last):
        last.append(city)
    while len(last) > MEASURED_LAST:
        other = last.popleft()
        _keep_differences(other)
        other.forget(name for name in other.names_kept() if not name.startswith(KEPT))
        other.forget_tables()


def _keep_differences(city: City) -> None:
    """Keep what an edited city's answers say of objects as what differs from those of its base."""
    assert city.base is not None
    both = city.names_kept() & city.base.names_kept()
    answered = [each for each in indicators().values() if KEPT + each.id in both]
    values = ((each.measure(city).object_values, each.measure(city.base).object_values) for each in answered)
    keep_differences((n, b) for n, b in values if isinstance(n, ObjectValues) and isinstance(b, ObjectValues))


def checked_ids(ids: Iterable[str] | None) -> list[str]:
    """Return ids of indicators, each once; all usual ones for None. Raises UsageError for one that no indicator has."""
    known = indicators()
    said = usual_indicators() if ids is None else [part.strip() for id in ids for part in id.split(",")]
    chosen = list(dict.fromkeys(said))
    for id in chosen:
        if id not in known:
            raise UsageError(N_("There is no indicator “{id}”. Indicators: {known}."), id=id, known=", ".join(known))
    return chosen
