"""Two states of a city side by side: what differs, whether that is better, who gains and who loses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from geodata.errors import UsageError
from geodata.language import DEFAULT_LANGUAGE, N_, translate

from .caveats import caveats
from .centre import ON_FOOT_AT_LAST
from .changed_objects import ChangedObjects, changed_objects, objects_table
from .city import City
from .gains import (
    gains_and_losses,
    is_farness,
    is_per_home,
    is_resident_share,
    moved_by_any,
    people_changes,
    total_gains,
)
from .indicators import Board, checked_ids, indicators, measure, usual_indicators
from .measurement import TRUST, Measurement
from .namesakes import neighbourhood_names
from .scenario import Scenario
from .verdicts import LEAST_PEOPLE, SAME, Verdict, is_by_population, verdict_by_people, verdict_of

OTHER_PEOPLE = N_(
    "not the same residents get there before and after; the verdict is of those who do both times, and of those who "
    "get there only once"
)
MOST_AGAINST_MEAN = N_(
    "as many residents have it better as worse, or most have it the other way than the average of all who stay"
)
BY_PEOPLE = N_("The verdict is by residents whose own number moves; the number of the whole city does not say so")
BY_POPULATION = N_(
    "nobody who stays gains or loses: the average moved only because residents come with new homes or go with old ones"
)
BY_NEWCOMERS = N_("no more residents make the difference than come with new homes or go with old ones")
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
        """Return whether an indicator got better, by the residents whose own number moves, else by the city's number.

        Where it is known of each home, more who gain than lose make it better, and the other way round
        (`verdict_by_people`): an average falls also when the farthest no longer get there, or when others move in
        beside them. population: nobody who stays gains or loses, and the number moved only since residents came or
        went. Else see `verdict_of`.
        """
        by_number = verdict_of(indicators()[id], self.before[id], self.after[id])
        if id not in self.totals.index:
            return by_number
        indicator, unit, total = indicators()[id], self.after[id].object_unit, pd.Series(self.totals.loc[id])
        by_people = verdict_by_people(indicator, unit, total)
        if by_people is not None:
            return by_people
        is_other = by_number not in ("same", "not known") and is_by_population(indicator, unit, total)
        return "population" if is_other else by_number

    def is_of_homes(self, id: str) -> bool:
        """Return whether an indicator says for each home of both cities how good it has it."""
        return id in self.totals.index and bool(self.totals["gain"].notna()[id])

    def has_other_people(self, id: str) -> bool:
        """Return whether an indicator is a mean of those who get there, and some do only before or only after."""
        if not self.is_of_homes(id) or self.after[id].object_unit != indicators()[id].unit:
            return False
        return bool((self.totals.loc[id, ["joined", "cut_off"]] >= LEAST_PEOPLE).any())

    def goes_against_number(self, id: str) -> bool:
        """Return whether it is better or worse by residents while the city's number stays or goes the other way."""
        verdict = self.verdict(id)
        if verdict not in ("better", "worse"):
            return False
        had, has = self.before[id].value, self.after[id].value
        gets_better = (has > had) == (indicators()[id].direction == "more")
        return abs(has - had) <= SAME * abs(had) or gets_better != (verdict == "better")

    def notes(self, id: str) -> list[str]:
        """Return what has to be said with an indicator, marked messages: its verdict, where trips end."""
        end = ON_FOOT_AT_LAST if self.after[id].note == ON_FOOT_AT_LAST != self.before[id].note else ""
        return [each for each in (self._note_on_verdict(id), end) if each]

    def _note_on_verdict(self, id: str) -> str:
        if self.has_other_people(id):
            return OTHER_PEOPLE
        verdict = self.verdict(id)
        if verdict == "population":
            return BY_POPULATION if self.is_of_homes(id) else BY_NEWCOMERS
        if not self.is_of_homes(id) or self.totals.loc[id, ["gain", "lose"]].max() < LEAST_PEOPLE:
            return ""
        if verdict == "different":
            return MOST_AGAINST_MEAN
        by_number = verdict_of(indicators()[id], self.before[id], self.after[id])
        return "" if by_number == verdict else BY_PEOPLE

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
            "note": "; ".join(translate(each, language) for each in self.notes(id)),
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

    @property
    def has_homes(self) -> bool:
        """Whether some indicator says for each home of both cities how good it has it."""
        return any(is_per_home(self.before, self.after, id) for id in self.ids)

    @cached_property
    def moved(self) -> dict[str, float]:
        """The residents who gain and who lose, each by one indicator at least: gain, lose, both (counted in either)."""
        ids = [id for id in self.ids if is_per_home(self.before, self.after, id)]
        return moved_by_any(self.before, self.after, ids, self.people)

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

    @property
    def caveats(self) -> list[str]:
        """What has to be said with all numbers, as marked messages; see `caveats.caveats`."""
        return caveats(self.before.city, self.after.city)

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
