"""A scenario made of a plan: what it names is looked up in the city, and what cannot be made is left out and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geodata.errors import TwinError
from geodata.language import DEFAULT_LANGUAGE, N_, number_text, translate
from geodata.phrases import Template
from layers.layer import layer_kinds

from .city import City
from .edit import Edit
from .edit_fields import EditError
from .edits import EDIT_KINDS, edit_from_json
from .edits_bike_lanes import BOTH_SIDES, LEFT, RIGHT
from .edits_streets import BACKWARD, WAY_OF_TAG, is_one_way
from .plan_fields import PlanError
from .plan_file import Plan, Step, plan_of
from .plan_finding import Found, along, find_objects
from .plan_places import free_square, proposed_places
from .refusals import ids_of
from .scenario import Scenario, ScenarioError

KERB = "kerb"  # as the side of a bike lane: both kerbs of a two-way street, the right one of a one-way carriageway
IDS_TOLD = 3
NONE_LEFT = N_("All of the {count} that were found would be left out: {reasons}.")
ALONG = N_("along the layer “{layer}”, which is there already")


@dataclass(frozen=True)
class LeftOut:
    """Objects a step found and did not change, and why, in the plan's language."""

    ids: tuple[str, ...]
    length_m: float
    reason: str

    def text(self, language: str) -> str:
        """Return how many and how long they are, why, and the first ids."""
        ids = ", ".join(self.ids[:IDS_TOLD]) + (", …" if len(self.ids) > IDS_TOLD else "")
        template = (
            N_("Left out: {count}, {km} km: {reason} ({ids}).")
            if self.length_m
            else N_("Left out: {count}: {reason} ({ids}).")
        )
        km = number_text(self.length_m / 1000, language, decimals=2)
        return translate(template, language).format(count=len(self.ids), km=km, reason=self.reason, ids=ids)


@dataclass(frozen=True)
class DrawnStep:
    """What became of a step: how many objects it changes or makes, how they were chosen, what was left out."""

    number: int
    edits: tuple[Edit, ...]
    said: str
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class DrawnPlan:
    """The scenario a plan has become, and what became of each step."""

    plan: Plan
    scenario: Scenario
    steps: tuple[DrawnStep, ...]


def plan_scenario(city: City, plan: Plan | str | Path, *, language: str = DEFAULT_LANGUAGE) -> Scenario:
    """Return the scenario of a plan (a file, or the name of one that comes with the project) on a city.

    Raises PlanError with the file and the step that cannot be made, and what there is instead.
    """
    return draw_plan(city, plan, language=language).scenario


def draw_plan(
    city: City, plan: Plan | str | Path, *, name: str = "", author: str = "", language: str = DEFAULT_LANGUAGE
) -> DrawnPlan:
    """Return the scenario of a plan, and what was chosen and left out. Raises as `plan_scenario`."""
    plan = plan if isinstance(plan, Plan) else plan_of(plan)
    title, about = name or plan.name[language], plan.description.get(language, "")
    scenario, steps = Scenario.on(city, title, description=about, author=author), []
    for number, step in enumerate(plan.steps, start=1):
        try:
            drawn = _drawn(scenario.applied, step, number, language)
            before = len(scenario.edits)
            for edit in drawn.edits:
                scenario = scenario.add(edit)
        except ScenarioError as error:
            raise PlanError(plan.file, error.reason, step=number) from None
        except TwinError as error:
            raise PlanError(plan.file, error, step=number) from None
        made = scenario.edits[before:]
        steps.append(DrawnStep(number, made, drawn.said, drawn.left_out))
    return DrawnPlan(plan, scenario, tuple(steps))


def _drawn(city: City, step: Step, number: int, language: str) -> DrawnStep:
    """Return the edits of a step, not yet in a scenario. Raises TwinError for what the city does not have or allow."""
    found = find_objects(city, step.find, language=language) if step.find is not None else None
    place, said = _place(city, step, found, language)
    told = " ".join(text for text in (found.said if found is not None else "", said) if text)
    left_out: tuple[LeftOut, ...] = ()
    parted: list[tuple[str, list[str]]] = [("", [])]
    if found is not None and EDIT_KINDS[step.kind].takes_ids:
        table, left_out = _kept(city, step, found.table, language)
        parted = _by_side(step, table)
    reasons = [each.text(language) for each in left_out]
    note = " ".join(text for text in (step.note.get(language, ""), told, *reasons) if text)
    edits = tuple(_edit(step, ids, place=place, side=side, note=note) for side, ids in parted)
    return DrawnStep(number, edits, told, left_out)


def _place(city: City, step: Step, found: Found | None, language: str) -> tuple[object, str]:
    """Return where a step puts something as GeoJSON, and what has to be said of it; None for a step without place."""
    if step.sites is not None:
        return proposed_places(city, EDIT_KINDS[step.kind].of_layer, step.sites, language=language)
    if step.square_m is not None and found is not None:
        return free_square(city, found.table, side_m=step.square_m), ""
    return step.place, ""


def _kept(
    city: City, step: Step, table: gpd.GeoDataFrame, language: str
) -> tuple[gpd.GeoDataFrame, tuple[LeftOut, ...]]:
    """Return the objects a step changes and those it leaves out: along others, or because the edit refuses them.

    Raises EditError where none is left.
    """
    reasons: dict[Template, list[str]] = {}
    texts: dict[Template, str] = {}
    if step.along is not None:
        title = translate(layer_kinds()[step.along.layer].title, language)
        reasons[ALONG] = along(city, table, step.along)
        texts[ALONG] = translate(ALONG, language).format(layer=title)
    left = table.drop(index=reasons.get(ALONG, []))
    if step.leave_out:
        for side, ids in _by_side(step, left):
            for problem in _edit(step, ids, place=None, side=side).check(city):
                told = {id for known in reasons.values() for id in known}
                reasons.setdefault(problem.template, []).extend(id for id in ids_of(problem) or ids if id not in told)
                texts.setdefault(problem.template, problem.text(language).partition(". ")[0].rstrip("."))
    out = {id for ids in reasons.values() for id in ids}
    kept = table[~table.index.isin(out)]
    if not len(kept):
        raise EditError(NONE_LEFT, count=len(table), reasons="; ".join(texts.values()))
    said = [LeftOut(tuple(ids), _length_m(table, ids), texts[why]) for why, ids in reasons.items() if ids]
    return kept, tuple(said)


def _by_side(step: Step, table: gpd.GeoDataFrame) -> list[tuple[str, list[str]]]:
    """Return ids by the side of the street that gets a lane, where the step says “kerb”; else all of them together."""
    ids = [str(id) for id in table.index]
    if step.values.get("side") != KERB:
        return [("", ids)]
    ways = [WAY_OF_TAG.get(str(tag)) for tag in table["oneway"]]
    one_way = is_one_way(table)
    sides = [
        (LEFT if way == BACKWARD else RIGHT) if one else BOTH_SIDES for way, one in zip(ways, one_way, strict=True)
    ]
    return [(side, [id for id, its in zip(ids, sides, strict=True) if its == side]) for side in dict.fromkeys(sides)]


def _edit(step: Step, ids: Sequence[str], *, place: object, side: str, note: str = "") -> Edit:
    """Return an edit of a step. Raises EditError for fields that its kind does not have."""
    kind = EDIT_KINDS[step.kind]
    layer = kind.of_layer or (step.find.layer if step.find is not None else "")
    made: dict[str, object] = {
        "kind": step.kind,
        "target": {"layer": layer, "ids": list(ids)} if kind.takes_ids else {"layer": layer},
        "after": {**step.values, "side": side} if side else dict(step.values),
        "note": note,
    }
    return edit_from_json({**made, "place": place} if place is not None else made)


def _length_m(table: gpd.GeoDataFrame, ids: Sequence[str]) -> float:
    """Return the length of some lines; 0 for areas and points."""
    are_lines = (shapely.get_dimensions(np.asarray(table.geometry.values, dtype=object)) == 1).all()
    return float(table.loc[list(ids)].length.sum()) if are_lines else 0.0
