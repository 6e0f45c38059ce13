"""Who gains and who loses: residents whose own number gets better or worse between two boards of a city."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from geodata.language import DEFAULT_LANGUAGE, N_, translate

from .city import City
from .homes import inhabited
from .indicators import Board, Indicator, indicators
from .measurement import OUTSIDE
from .namesakes import neighbourhood_names

HOMES = "buildings"
# How much a home's number has to move before somebody gains or loses, by its unit; others: what the indicator shows.
NOTICED: Mapping[str, float] = {"min": 5 / 60, "m": 10.0, "": 0.5}
PER_CENT = 100.0
WHOLE_CITY = N_("the whole city")
AMOUNTS = ("residents", "gain", "lose", "joined", "cut_off", "new", "gone")
MEANS = ("gain_mean", "lose_mean", "stay_mean")
INSIDE = ("inside_before", "inside_after")


def noticed(indicator: Indicator, unit: str) -> float:
    """Return by how much a home's number has to move to count: 5 s, 10 m, any change of yes and no."""
    return NOTICED.get(unit, 10.0**-indicator.decimals)


def is_per_home(before: Board, after: Board, id: str) -> bool:
    """Return whether an indicator says for each home of both cities how good it has it."""
    known = all(b[id].objects is not None and b[id].object_layer == HOMES for b in (before, after))
    return known and indicators()[id].direction != "neither"


def is_farness(indicator: Indicator, unit: str) -> bool:
    """Return whether a home's number says how far it has it: all with a unit, but what there should be more of."""
    return unit != "" and not (unit == indicator.unit and indicator.direction == "more")


def is_resident_share(before: Board, after: Board, id: str) -> bool:
    """Return whether an indicator is a share of residents, known of both cities."""
    indicator = indicators()[id]
    known = not (before[id].unknown or after[id].unknown)
    return known and indicator.unit == "%" and "residents" in indicator.needs


def people_changes(before: City, after: City) -> pd.DataFrame:
    """Return one row for each home of either city: neighbourhood ("" for none), and residents as stay, new, gone.

    stay: as many as the home has in both; new and gone: what it has more or less. So stay + new are the residents
    after, stay + gone those before. A home's neighbourhood is that after, of one that is gone that before.
    """
    old, now = inhabited(before), inhabited(after)
    ids = now.index if now.index.equals(old.index) else now.index.append(old.index.difference(now.index, sort=False))
    had, has = (table["residents"].reindex(ids).fillna(0.0).to_numpy(float) for table in (old, now))
    area = now["neighbourhood"].astype(object).reindex(ids)
    area = area.where(_is_in(ids, now.index), old["neighbourhood"].astype(object).reindex(ids))
    return pd.DataFrame(
        {"neighbourhood": area.where(area.notna(), OUTSIDE), "stay": np.minimum(had, has),
         "new": np.maximum(has - had, 0.0), "gone": np.maximum(had - has, 0.0)},
        index=ids,
    )  # fmt: skip


def home_changes(before: Board, after: Board, id: str, people: pd.DataFrame) -> pd.DataFrame:
    """Return `people_changes` with columns change, there, gain and lose of an indicator that is per home.

    `change`: after − before in the object unit. Where it is a distance, a time or a ratio less is better, and a home
    from which nobody gets there has it infinitely far: −inf is one that gets there now, +inf one no longer does. A yes
    or no (unit "") is as good as the indicator's direction says. A home that is new or gone has change 0.
    `there`: whether it is in both cities and gets there afterwards; gain, lose: whether it does.
    """
    unit = after[id].object_unit
    is_far = is_farness(indicators()[id], unit)
    had, has = (_values(board, id, people.index, is_far=is_far) for board in (before, after))
    both = _is_in(people.index, _objects(before, id).index) & _is_in(people.index, _objects(after, id).index)
    with np.errstate(invalid="ignore"):
        change = np.where(both, has - had, 0.0)
    change = np.nan_to_num(change, nan=0.0, posinf=np.inf, neginf=-np.inf)  # out of reach before and after: no change
    good = -change if is_far or indicators()[id].direction == "less" else change
    least = noticed(indicators()[id], unit)
    there = both & np.isfinite(has)
    return people.assign(change=change, there=there, gain=good >= least, lose=good <= -least)


def gains_and_losses(
    before: Board, after: Board, id: str, people: pd.DataFrame, *, language: str = DEFAULT_LANGUAGE
) -> pd.DataFrame:
    """Return who gains and who loses by neighbourhood (id; "" for outside every one), as residents.

    Columns: name; residents (after); gain, lose: of those who stay, for whom the number moved by at least `noticed`;
    joined and cut_off: those among them who get there only now, or no longer; new, gone: residents of homes that were
    built or demolished, counted in neither; gain_mean, lose_mean, stay_mean: the mean change, in the object unit, of
    those who gain, who lose, and of all who stay, as far as they get there before and after; inside_before,
    inside_after: of a share of residents, those for whom it holds. NaN for what the indicator does not say. Rows add
    up to `total_gains`.
    """
    names = {
        **neighbourhood_names(before.city, language=language),
        **neighbourhood_names(after.city, language=language),
    }
    names = names or {OUTSIDE: translate(WHOLE_CITY, language)}
    sums = _amounts(before, after, id, people).groupby(people["neighbourhood"]).sum(min_count=0)
    made = _with_means(sums.reindex(list(names), fill_value=0.0))
    if is_resident_share(before, after, id):
        for column, board in zip(INSIDE, (before, after), strict=True):
            made[column] = _inside(board, id).reindex(made.index).fillna(0.0)
    made.insert(0, "name", pd.Series(names))
    return made.rename_axis("neighbourhood")


def total_gains(before: Board, after: Board, id: str, people: pd.DataFrame) -> pd.Series:
    """Return what `gains_and_losses` does, of the whole city."""
    made = _with_means(_amounts(before, after, id, people).sum().to_frame().T).iloc[0]
    if is_resident_share(before, after, id):
        for column, board in zip(INSIDE, (before, after), strict=True):
            made[column] = float(_inside(board, id).sum())
    return made.rename(id)


def moved_by_any(before: Board, after: Board, ids: Iterable[str], people: pd.DataFrame) -> dict[str, float]:
    """Return the residents who gain, who lose (each by one of the indicators at least), and who do both."""
    gain, lose = (np.zeros(len(people), bool) for _ in range(2))
    for id in ids:
        homes = home_changes(before, after, id, people)
        gain |= homes["gain"].to_numpy(bool)
        lose |= homes["lose"].to_numpy(bool)
    stay = people["stay"].to_numpy(float)
    return {name: float(stay[which].sum()) for name, which in (("gain", gain), ("lose", lose), ("both", gain & lose))}


def _amounts(before: Board, after: Board, id: str, people: pd.DataFrame) -> pd.DataFrame:
    """Return for each home the residents of each kind, and what makes the means."""
    made = pd.DataFrame({"residents": people["stay"] + people["new"], "new": people["new"], "gone": people["gone"]})
    if not is_per_home(before, after, id):
        return made
    homes = home_changes(before, after, id, people)
    change = homes["change"].to_numpy(float)
    can = np.isfinite(change)
    far = np.where(can, 0.0, np.sign(change))
    for name in ("gain", "lose", "stay"):
        made[name] = homes["stay"] * (homes[name] if name != "stay" else 1.0)
        made[f"{name}_known"] = made[name] * (can & homes["there"])
        made[f"{name}_change"] = made[name] * np.where(can, change, 0.0)
    return made.assign(joined=homes["stay"] * (far < 0), cut_off=homes["stay"] * (far > 0))


def _with_means(sums: pd.DataFrame) -> pd.DataFrame:
    """Return sums of amounts with the mean changes; NaN for what they do not hold."""
    made = sums.reindex(columns=[*AMOUNTS, *MEANS, *INSIDE]).astype("float64")
    for name in ("gain", "lose", "stay"):
        if name in sums.columns:
            known = sums[f"{name}_known"]
            made[f"{name}_mean"] = sums[f"{name}_change"] / known.where(known > 0)
    return made


def _inside(board: Board, id: str) -> pd.Series:
    """Return the residents for whom a share of residents holds, by neighbourhood."""
    found = board[id]
    if found.parts is not None:
        return found.parts["amount"]
    return pd.Series({OUTSIDE: found.value / PER_CENT * inhabited(board.city)["residents"].sum()})


def _is_in(ids: pd.Index, others: pd.Index) -> np.ndarray:
    """Return which ids are among others; pandas' own `isin` takes half a second for the texts of a city's homes."""
    return np.ones(len(ids), bool) if ids.equals(others) else others.get_indexer(ids) >= 0


def _objects(board: Board, id: str) -> pd.Series:
    objects = board[id].objects
    assert objects is not None
    return objects


def _values(board: Board, id: str, homes: pd.Index, *, is_far: bool) -> np.ndarray:
    """Return the numbers of homes, infinite where nobody gets there."""
    values = _objects(board, id).reindex(homes).to_numpy(float)
    return np.where(np.isnan(values), np.inf, values) if is_far else values
