"""Two states of a city side by side: what differs, whether that is better, who gains and who loses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from geodata.errors import UsageError
from geodata.language import DEFAULT_LANGUAGE, N_, translate

from .changed_objects import ChangedObjects, changed_objects, objects_table
from .city import City
from .gains import gains_and_losses, is_farness, is_per_home, is_resident_share, people_changes, total_gains
from .indicators import Board, Indicator, checked_ids, indicators, measure, neighbourhood_names, usual_indicators
from .measurement import TRUST, Measurement
from .scenario import Scenario

Verdict = Literal["better", "worse", "different", "unsure", "same", "not known"]

VERDICT_TITLES: Mapping[Verdict, str] = {
    "better": N_("better"),
    "worse": N_("worse"),
    "different": N_("different"),
    "unsure": N_("same within uncertainty"),
    "same": N_("same"),
    "not known": N_("not known"),
}
SAME = 1e-9  # relative: what two ways of adding up the same numbers may differ by
LEAST_PEOPLE = 0.5  # residents are estimates with decimals: fewer are nobody
OTHER_PEOPLE = N_(
    "not the same residents get there before and after; the verdict is of those who do both times, and of those who "
    "get there only once"
)
AS_IT_IS = N_("the city as it is")


@dataclass(frozen=True)
class Comparison:
    """Two boards of one city, and the scenarios they are of; None for the city as it is."""

    before: Board
    after: Board
    before_scenario: Scenario | None = field(default=None, repr=False)
    after_scenario: Scenario | None = field(default=None, repr=False)

    @property
    def ids(self) -> list[str]:
        """The indicators that are compared."""
        return list(self.after.measurements)

    def verdict(self, id: str) -> Verdict:
        """Return whether an indicator got better; see `verdict_of`.

        A mean of those who get there falls when the farthest no longer do. Where not the same residents get there
        (`has_other_people`), the step is that of those who do before and after, and who is cut off makes it worse,
        who gets there only now makes it better; where these contradict each other it is different.
        """
        if not self.has_other_people(id):
            return verdict_of(indicators()[id], self.before[id], self.after[id])
        total, least = self.totals.loc[id], _shown(indicators()[id])
        worse = total["cut_off"] >= LEAST_PEOPLE or total["stay_mean"] >= least
        better = total["joined"] >= LEAST_PEOPLE or total["stay_mean"] <= -least
        return "different" if worse and better else "worse" if worse else "better"

    def has_other_people(self, id: str) -> bool:
        """Return whether an indicator is a mean of those who get there, and some do only before or only after."""
        if id not in self.totals.index or self.after[id].object_unit != indicators()[id].unit:
            return False
        return bool((self.totals.loc[id, ["joined", "cut_off"]] >= LEAST_PEOPLE).any())

    def note(self, id: str) -> str:
        """Return what has to be said with a verdict, a marked message; "" for nothing."""
        return OTHER_PEOPLE if self.has_other_people(id) else ""

    def table(self, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row for each indicator, index its id.

        Columns title, unit, direction, before, after, difference, relative (difference by before; NaN where that is
        0), verdict, before_low, before_high, after_low, after_high (the intervals), baseline, goal, progress_before,
        progress_after, tier (the less true of both), gain and lose (residents; NaN where the indicator says nothing of
        single homes), unknown (why it is not known; ""), note (what has to be said with the verdict; "").
        """
        rows = {id: self._row(id, language) for id in self.ids}
        made = pd.DataFrame.from_dict(rows, orient="index").rename_axis("indicator")
        numbers = ["baseline", "goal", "progress_before", "progress_after", "gain", "lose"]
        return made.astype(dict.fromkeys([name for name in numbers if name in made], "float64"))

    def _row(self, id: str, language: str) -> dict[str, object]:
        indicator, had, has, target = indicators()[id], self.before[id], self.after[id], self.after.target(id)
        step, unknown = has.value - had.value, has.unknown or had.unknown
        (low, high), (low_after, high_after) = (found.interval or (np.nan, np.nan) for found in (had, has))
        gains = self.totals.loc[id] if id in self.totals.index else None
        return {
            "title": translate(indicator.title, language), "unit": translate(indicator.unit, language),
            "direction": indicator.direction, "before": had.value, "after": has.value, "difference": step,
            "relative": step / abs(had.value) if had.value else np.nan, "verdict": self.verdict(id),
            "before_low": low, "before_high": high, "after_low": low_after, "after_high": high_after,
            "baseline": target.baseline if target else None, "goal": target.goal if target else None,
            "progress_before": target.progress(had.value) if target else None,
            "progress_after": target.progress(has.value) if target else None,
            "tier": max((found.tier for found in (had, has) if found.tier), key=TRUST.index, default=""),
            "gain": None if gains is None else gains["gain"], "lose": None if gains is None else gains["lose"],
            "unknown": unknown.text(language) if unknown else "",
            "note": translate(self.note(id), language),
        }  # fmt: skip

    def by_neighbourhood(self, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row for each neighbourhood (id; "" for outside every one): name, the difference of each indicator.

        Empty for a city without neighbourhoods.
        """
        names = self._names(language)
        steps = pd.DataFrame(
            {id: _by_area(self.after[id], names) - _by_area(self.before[id], names) for id in self.ids}
        )
        there = {
            area for id in self.ids for board in (self.before, self.after) for area in board[id].by_neighbourhood.index
        }
        made = steps.loc[[area for area in names if area in there]].rename_axis("id")
        made.insert(0, "name", pd.Series(names).reindex(made.index))
        return made

    def gains_and_losses(self, id: str, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return the residents who gain and who lose by neighbourhood; see `gains.gains_and_losses` for the columns.

        Raises UsageError for an indicator that is not of residents, or that one of the cities does not know.
        """
        if id not in self.totals.index:
            raise UsageError(
                N_("“{id}” does not say who gains and who loses. These do: {known}."),
                id=id, known=", ".join(self.totals.index) or "–",
            )  # fmt: skip
        return gains_and_losses(self.before, self.after, id, self.people, language=language)

    @cached_property
    def people(self) -> pd.DataFrame:
        """The residents of each home of either city who stay, are new, are gone; see `gains.people_changes`."""
        return people_changes(self.before.city, self.after.city)

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Who gains and who loses in the whole city: one row for each indicator that says so."""
        pair = (self.before, self.after)
        rows = [
            total_gains(*pair, id, self.people)
            for id in self.ids
            if is_per_home(*pair, id) or is_resident_share(*pair, id)
        ]
        return pd.DataFrame(rows).rename_axis("indicator")

    @cached_property
    def changed(self) -> list[ChangedObjects]:
        """The ids of objects that were added, removed or changed, of each layer in which some were."""
        return changed_objects(self.before.city, self.after.city)

    def objects(self, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row for each changed layer: title, added, removed, changed (numbers), examples (names)."""
        return objects_table(self.changed, self.before.city, self.after.city, language=language)

    def object_changes(self, id: str) -> pd.Series:
        """Return after − before of each object of an indicator, in its object unit, to paint it with.

        −inf: somebody gets there only now; +inf: no longer; NaN: an object that only one of the cities has. Empty
        where the indicator has no objects.
        """
        had, has = self.before[id].objects, self.after[id].objects
        if had is None or has is None:
            return pd.Series(dtype=float, name=id)
        ids = has.index.append(had.index.difference(has.index, sort=False))
        far = is_farness(indicators()[id], self.after[id].object_unit)
        old, now = (found.fillna(np.inf).reindex(ids) if far else found.reindex(ids) for found in (had, has))
        step = (now - old).rename(id)
        return step.where(~(np.isinf(old) & np.isinf(now)), 0.0)

    def _names(self, language: str) -> dict[str, str]:
        return {
            **neighbourhood_names(self.before.city, language=language),
            **neighbourhood_names(self.after.city, language=language),
        }


def compare(
    before: City | Scenario | Board, after: City | Scenario | Board, *, ids: Iterable[str] | None = None
) -> Comparison:
    """Return two states of one city side by side: cities, scenarios (with their edits made), or boards measured before.

    `ids`: indicators; else all usual ones, or those the given boards have. Raises UsageError for two different cities,
    and for an indicator that is not there or that a board does not have, and for anything else than these.
    """
    for each in (before, after):
        if not isinstance(each, City | Scenario | Board):
            raise UsageError(N_("“{value}” is no city, scenario or board. Give one of these."), value=each)
    boards = [each for each in (before, after) if isinstance(each, Board)]
    chosen = checked_ids(ids) if ids is not None else _ids_of(boards)
    for board in boards:
        for id in chosen:
            if id not in board.measurements:
                raise UsageError(N_("“{id}” was not measured. Measure it, or leave it out."), id=id)
    had, has = (_board(each, chosen) for each in (before, after))
    ours, theirs = had.city.recipe.id, has.city.recipe.id
    if ours != theirs:
        raise UsageError(N_("{ours} and {theirs} are two cities: they cannot be compared."), ours=ours, theirs=theirs)
    scenarios = (each if isinstance(each, Scenario) else None for each in (before, after))
    return Comparison(had, has, *scenarios)


def _ids_of(boards: list[Board]) -> list[str]:
    known = indicators() if boards else usual_indicators()
    return [id for id in known if all(id in board.measurements for board in boards)]


def _by_area(found: Measurement, names: Iterable[str]) -> pd.Series:
    """Return the value of each neighbourhood; an amount is 0 where there is nothing, a ratio is not known."""
    values = found.by_neighbourhood.reindex(list(names))
    is_amount = found.parts is not None and found.parts["base"].isna().all()
    return values.fillna(0.0) if is_amount else values


def _board(of: City | Scenario | Board, ids: list[str]) -> Board:
    if isinstance(of, Board):
        return Board(of.city, {id: of[id] for id in ids})
    return measure(of.applied if isinstance(of, Scenario) else of, ids=ids)


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
    if abs(step) <= SAME * max(abs(before.value), abs(after.value)) or abs(step) < _shown(indicator):
        return "same"
    ends = zip(before.interval or (), after.interval or (), strict=False)
    if any((has - had) * np.sign(step) <= -_shown(indicator) for had, has in ends):
        return "unsure"
    if indicator.direction == "neither":
        return "different"
    return "better" if (step > 0) == (indicator.direction == "more") else "worse"


def _shown(indicator: Indicator) -> float:
    """Return the least difference that does not round to 0 as the indicator is shown."""
    return 0.5 * float(10.0**-indicator.decimals)
