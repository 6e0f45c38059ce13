"""What objects of a layer are painted by: a value for each, its scale, and what has to be said with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import shapely

from geodata.errors import UsageError
from geodata.language import N_
from geodata.source import TIER_TITLES

from .board_output import coverage_text
from .city import City
from .comparison import Comparison
from .gains import HOMES, is_farness, noticed
from .homes import areas_of, building_middles
from .indicators import Board, Direction, Indicator, indicators
from .measurement import Measurement
from .scale import BETTER, NEUTRAL, WORSE, Scale, coded, diverging, sequential

Side = Literal["before", "after", "difference"]
Scope = Literal["objects", "neighbourhoods"]
# The columns of buildings that can be painted, each with the sentence that says what it means.
COLUMNS: Mapping[str, str] = {
    "height_m": N_("How high each building stands over the ground; estimated where nobody has mapped it."),
    "levels": N_("The storeys of each building, as far as they are mapped."),
    "class": N_("What each building is used for."),
    "year": N_("The year in which each building was built, as far as it is mapped."),
    "height_tier": N_("How its height is known: measured, mapped by volunteers or estimated."),
    "residents": N_("How many people live in each building: estimated from the census and the floor area of homes."),
}
LIMITS: Mapping[str, tuple[float, ...]] = {
    "height_m": (3, 4, 6, 10, 15, 25),
    "residents": (1, 2, 5, 20, 50, 150),
    "levels": (2, 3, 5, 8, 11),
    "year": (1850, 1900, 1920, 1945, 1970, 1990, 2010),
}
YES_NO: Mapping[str, str] = {"no": N_("no"), "yes": N_("yes")}
YES_NO_COLOURS = ("#d9b44a", "#2a6f97")
MOVED: Mapping[str, str] = {"less": N_("no longer"), "same": N_("the same as before"), "more": N_("only now")}
NOT_PAINTABLE = N_("“{id}” has nothing that can be painted. Choose another indicator.")
NO_COMPARISON = N_("There is nothing to compare with: no scenario is open.")


@dataclass(frozen=True)
class Painting:
    """A value for each object of a layer, by id, and the scale that gives it a colour.

    Texts are marked messages, `tier` is in a language already; `unit` is that of the values.
    """

    layer: str
    values: pd.Series = field(repr=False)
    scale: Scale
    title: str
    meaning: str
    unit: str = ""
    direction: Direction | None = None
    tier: Mapping[str, str] = field(default_factory=dict)
    side: Side | None = None
    scope: Scope = "objects"


def painting_by_column(city: City, column: str, *, beside: City | None = None) -> Painting:
    """Return the buildings of a city painted by one of `COLUMNS`. Raises UsageError for any other.

    The scale is that of both cities where another one is seen `beside` it.
    """
    if column not in COLUMNS or HOMES not in city.layers:
        raise UsageError(N_("Buildings cannot be painted by “{column}”."), column=column)
    layer = city.layers[HOMES]
    known = next(each for each in layer.kind.all_columns if each.name == column)
    values = layer.table[column]
    if column == "class":
        scale = coded({entry.value: entry.title for entry in layer.kind.style.entries})
    elif column == "height_tier":
        scale = coded({str(tier): title for tier, title in TIER_TITLES.items()})
    else:
        values = values.astype("float64")
        both = values if beside is None else pd.concat([values, beside.layers[HOMES].table[column].astype("float64")])
        scale = sequential(both, limits=LIMITS.get(column, ()), is_grouped=column != "year")
    return Painting(HOMES, values, scale, known.title, COLUMNS[column], known.unit)


def painting_by_indicator(
    board: Board, made: Comparison | None, id: str, *, side: Side, scope: Scope, language: str
) -> Painting:
    """Return the objects of an indicator painted by its values: those before, after, or their difference.

    Before and after have one scale. By neighbourhood the buildings of each are painted. Without a comparison there is
    only "after". Raises UsageError where there is nothing of the kind.
    """
    indicator, found = indicators()[id], board[id]
    sides = [board] if made is None else [made.before, made.after]
    if side != "after" and made is None:
        raise UsageError(NO_COMPARISON)
    known = [_values(each, id, scope) for each in sides]
    if any(values is None for values in known):
        raise UsageError(NOT_PAINTABLE, id=id)
    both = pd.concat([values for values in known if values is not None])
    unit = found.object_unit if scope == "objects" else indicator.unit
    less = is_less_better(indicator, found, scope)
    if side == "difference" and made is not None:
        values, scale = _stepped(made, id, scope, less=less)
    else:
        chosen = known[0] if side == "before" else known[-1]
        assert chosen is not None
        values, scale = _scaled(chosen, both, indicator, scope)
    direction: Direction = "neither" if indicator.direction == "neither" else "less" if less else "more"
    layer = found.object_layer if scope == "objects" else HOMES
    values = values if scope == "objects" else _of_buildings(sides, values)
    meaning = indicator.each if scope == "objects" and indicator.each else indicator.meaning
    tier = {language: coverage_text(found, language)}
    return Painting(
        layer, values, scale, indicator.title, meaning, unit, direction, tier,
        None if made is None else side, scope,
    )  # fmt: skip


def scopes(board: Board, id: str) -> list[Scope]:
    """Return what an indicator can be painted on: single objects, neighbourhoods."""
    found: list[Scope] = ["objects", "neighbourhoods"]
    return [scope for scope in found if _values(board, id, scope) is not None]


def neighbourhood_of(city: City, building: str) -> str | None:
    """Return the id of the neighbourhood in which a building stands, None for none."""
    areas = building_areas(city)
    return str(areas[building]) if building in areas.index and areas[building] is not None else None


def building_areas(city: City) -> pd.Series:
    """Return the id of the neighbourhood of each building by the building's id, None outside every one."""

    def make() -> pd.Series:
        areas = areas_of(city, shapely.points(building_middles(city)))
        return pd.Series(areas, index=city.layers[HOMES].table.index, dtype=object)

    return city.kept("neighbourhoods by building", make, needs=(HOMES, "neighbourhoods"))


def _values(board: Board, id: str, scope: Scope) -> pd.Series | None:
    found = board[id]
    if found.unknown is not None:
        return None
    if scope == "objects":
        return found.objects
    return found.by_neighbourhood if len(found.by_neighbourhood) and HOMES in board.city.layers else None


def _scaled(chosen: pd.Series, both: pd.Series, indicator: Indicator, scope: Scope) -> tuple[pd.Series, Scale]:
    """Return values and their scale: yes and no in words, numbers on the scale of both sides."""
    if scope == "objects" and is_yes_no(indicator, both):
        return chosen.map({0.0: "no", 1.0: "yes"}), coded(YES_NO, YES_NO_COLOURS)
    return chosen, sequential(both, limits=indicator.limits if scope == "objects" else ())


def _stepped(made: Comparison, id: str, scope: Scope, *, less: bool) -> tuple[pd.Series, Scale]:
    """Return the differences of an indicator and their scale."""
    indicator, unit = indicators()[id], made.after[id].object_unit
    if scope == "neighbourhoods":
        steps = made.by_neighbourhood()[id]
        return steps, diverging(steps, noticed=0.5 * 10.0**-indicator.decimals, less_is_better=less)
    steps, after = made.object_changes(id), made.after[id].objects
    if after is not None and is_yes_no(indicator, after):
        worse, better = WORSE[-1], BETTER[-1]
        colours = (better, NEUTRAL[0], worse) if less else (worse, NEUTRAL[0], better)
        return steps.map({-1.0: "less", 0.0: "same", 1.0: "more"}), coded(MOVED, colours)
    return steps, diverging(steps, noticed=noticed(indicator, unit), less_is_better=less)


def is_yes_no(indicator: Indicator, values: pd.Series) -> bool:
    """Return whether an indicator of people says of each object that it holds or does not, as 1 and 0."""
    return indicator.unit in ("%", "residents") and bool(values.dropna().isin([0.0, 1.0]).all())


def is_less_better(indicator: Indicator, found: Measurement, scope: Scope) -> bool:
    """Return whether less is better: of metres and minutes from homes it is, whatever holds of the share they make."""
    is_far = scope == "objects" and found.object_layer == HOMES and is_farness(indicator, found.object_unit)
    return indicator.direction == "less" or (is_far and indicator.direction != "neither")


def _of_buildings(boards: list[Board], values: pd.Series) -> pd.Series:
    """Return for each building of any board the value of its neighbourhood."""
    areas = pd.concat([building_areas(board.city) for board in boards])
    areas = areas[~areas.index.duplicated(keep="last")]
    return pd.Series(values.reindex(areas.map(lambda id: "" if id is None else id)).to_numpy(), index=areas.index)
