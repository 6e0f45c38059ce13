"""A scenario carried over to a city built from newer data: what of it fits, what was adjusted, what contradicts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError, UsageError
from geodata.language import LANGUAGES, N_, NN_
from geodata.phrases import Said

from .city import City
from .city_version import city_version
from .edit import Edit
from .edit_fields import EditError
from .edited_tables import SHAPE, SKETCH, TOLD_BY, expected_values
from .matching import By, Expected, Match, is_same, match, size_of
from .object_titles import ObjectTitle
from .rebase_outcome import STATUSES, Outcome, Remark, Status, differences
from .refusals import allowed, ids_of
from .scenario import Scenario, now

AS_EXPECTED, FITS = N_("Everything is as it was expected."), N_("It fits the newer data.")
STAYS = N_("It stays as it was: edit {number}, which draws its object, is switched off too.")
OTHER_SHAPE = N_("{object} has another shape or place ({change}).")
IN_PARTS = N_("{object} was cut into parts: {ids} ({change}).")
IN_ITS_PLACE = N_("In the place of {object} there is now: {ids} ({change}).")
CALLED_SO = N_("{object} is no longer there; nearby, by the same name: {ids} ({change}).")
WITHOUT = NN_("{reason} The edit is made without it.", "{reason} The edit is made without them.")
UNIT_OF = {2: "m²", 1: "m"}


@dataclass(frozen=True)
class Rebase:
    """A scenario on newer data, and what became of each edit. Those in conflict are in it, switched off."""

    scenario: Scenario
    outcomes: tuple[Outcome, ...]

    def count(self, status: Status) -> int:
        """Return how many edits have that status."""
        return sum(outcome.status == status for outcome in self.outcomes)

    def counts(self) -> dict[str, int]:
        """Return how many edits have each status."""
        return {status: self.count(status) for status in STATUSES}


def rebase(scenario: Scenario, city: City) -> Rebase:
    """Return a scenario of an older version of a city as it stands on this one, edit by edit; nothing is saved.

    An edit whose objects have other ids, another shape or other values is adjusted to them. Where only some of its
    objects are there, or allow it, it is made on these. Raises UsageError for another city, or the same version of it.
    """
    scenario.check_city_id(city)
    if scenario.city_version == city_version(city):
        raise UsageError(
            N_("The scenario “{name}” stands on this version of the city already: there is nothing to do."),
            name=scenario.name,
        )
    made, outcomes = city, list[Outcome]()
    for number, edit in enumerate(scenario.edits, start=1):
        outcome = _outcome(edit, made, number=number, is_on=scenario.is_on(edit), earlier=outcomes)
        made = outcome.edit.apply(made) if outcome.is_made else made
        outcomes.append(outcome)
    off = [outcome.edit.id for outcome in outcomes if not outcome.is_made]
    edits = [outcome.edit for outcome in outcomes]
    conflicts = {
        outcome.edit.id: {language: outcome.reason(language) for language in LANGUAGES}
        for outcome in outcomes
        if outcome.status == "conflict"
    }
    history = scenario.history.rebased(edits, off=off, conflicts=conflicts, author=scenario.author, made_at=now())
    return Rebase(scenario.on_newer(city, history, made), tuple(outcomes))


def _outcome(edit: Edit, city: City, *, number: int, is_on: bool, earlier: Sequence[Outcome]) -> Outcome:
    """Return what becomes of an edit in a city in which the earlier ones are made.

    One that is switched off is only searched for: another one may stand in its place until it is switched on.
    """

    def conflict(reasons: Sequence[Said]) -> Outcome:
        return Outcome(number, "conflict", edit, edit, is_on, tuple(reasons))

    if edit.layer not in city.layers:
        return conflict(edit.check(city))
    asleep = _drawn_by_one_off(edit, earlier)
    if not is_on and asleep is not None:
        return Outcome(number, "applied", edit, edit, is_on, (Remark(STAYS, number=asleep.number),))
    ids, said, lost = _found(edit, city, earlier)
    if edit.ids and not ids:
        return conflict(lost)
    kept = replace(edit, ids=tuple(ids)) if edit.takes_ids else edit
    if is_on:
        made = allowed(kept, city, may_go=kept.ids)
        if made.problems:
            return conflict([*said, *made.problems])
        kept, lost = made.edit, [*lost, *made.left_out]
    reasons = [*said, *(Remark(WITHOUT, reason=error, count=max(len(ids_of(error)), 1)) for error in lost)]
    fits = Remark(AS_EXPECTED if edit.ids else FITS)
    status: Status = "adjusted" if reasons else "applied"
    return Outcome(number, status, edit, kept.expecting(city), is_on, tuple(reasons or [fits]))


def _found(edit: Edit, city: City, earlier: Sequence[Outcome]) -> tuple[list[str], list[Said], list[TwinError]]:
    """Return the ids an edit's objects have now, what is to be said of them, and why some are not found."""
    table = city.layers[edit.layer].table
    columns = list(dict.fromkeys(column for values in edit.before.values() for column in values))
    as_now = expected_values(city, edit.layer, [id for id in edit.ids if id in table.index], columns)
    seen = table[[name for name in (*TOLD_BY, SHAPE) if name in table]]
    ids, said, lost = dict[str, None](), list[Said](), list[TwinError]()
    for id in edit.ids:
        values = edit.before.get(id, {})
        if as_now.get(id) == values:
            ids[id] = None
            continue
        maker = next((outcome for outcome in earlier if _is_made_by(id, outcome.edit)), None)
        if maker is not None and not maker.is_made and id not in as_now:
            why = N_("{id} is not there: edit {number}, which draws it, is not made.")
            lost.append(EditError(why, id=id, number=maker.number))
            continue
        expected, called = Expected.of(values, city.frame), ObjectTitle.of_values(edit.layer, id, values)
        found = match(seen, id, expected, made_by=maker.edit.id if maker is not None else "")
        if not found.ids:
            lost.append(_not_found(called, found))
            continue
        said += _moved(id, called, expected.shape, found, list(seen[SHAPE].loc[list(found.ids)]))
        as_now |= expected_values(city, edit.layer, [other for other in found.ids if other not in as_now], columns)
        for other in found.ids:
            said += differences(
                edit.layer, other, ObjectTitle.of_values(edit.layer, other, values), values, as_now[other]
            )
        ids |= dict.fromkeys(found.ids)
    return list(ids), said, lost


def _drawn_by_one_off(edit: Edit, earlier: Sequence[Outcome]) -> Outcome | None:
    """Return the edit that is switched off, and not in conflict, and draws an object of this one."""
    off = [outcome for outcome in earlier if not outcome.is_on and outcome.status != "conflict"]
    return next((outcome for outcome in off for id in edit.ids if _is_made_by(id, outcome.edit)), None)


def _is_made_by(id: str, edit: Edit) -> bool:
    return id == f"{SKETCH}/{edit.id}" or id.startswith(f"{SKETCH}/{edit.id}-")


def _not_found(called: Said, found: Match) -> TwinError:
    if found.alike:
        message = N_("{object} is no longer there, and several nearby are called so: {ids}.")
        return EditError(message, object=called, ids=", ".join(found.alike))
    return EditError(
        N_("{object} is no longer there; nothing lies in its place, and nothing nearby is called so."), object=called
    )


def _moved(id: str, called: Said, old: BaseGeometry | None, found: Match, shapes: Sequence[BaseGeometry]) -> list[Said]:
    """Return what is to be said of objects that have other ids, another shape or another place."""
    if found.ids == (id,) and (old is None or is_same(shapes[0], old)):
        return []
    if found.by == "id":
        template = OTHER_SHAPE if len(shapes) == 1 else IN_PARTS
    else:
        template = IN_ITS_PLACE if found.by == "geometry" else CALLED_SO
    return [Remark(template, object=called, ids=", ".join(found.ids), change=_change(old, shapes, by=found.by))]


def _change(old: BaseGeometry | None, shapes: Sequence[BaseGeometry], *, by: By) -> Remark:
    """Return how much larger shapes are than the old one, or how far away."""
    if old is None:
        return Remark(N_("its former shape is not known"))
    dimension = int(shapely.get_dimensions(old))
    if dimension == 0 or (by == "name" and dimension == 2):
        away_m = min(shape.centroid.distance(old.centroid) for shape in shapes)
        return Remark(N_("{metres} m away"), metres=away_m)
    if len(shapes) == 1 and is_same(shapes[0], old):
        return Remark(N_("of the same shape"))
    sizes = {"before": size_of(old), "now": sum(size_of(shape) for shape in shapes)}
    return Remark(N_("{before} → {now} {unit}"), **sizes, unit=UNIT_OF[dimension])
