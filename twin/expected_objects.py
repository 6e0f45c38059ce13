"""What edits say of the objects they change, held against their city, and told anew as the city has them."""

from collections.abc import Sequence
from dataclasses import replace

from geodata.errors import TwinError
from geodata.language import N_

from .city import City
from .edit import Edit
from .edit_fields import EditError
from .object_titles import ObjectTitle
from .rebase_outcome import Difference, differences
from .scenario import Scenario, ScenarioError

OTHER_NAME = N_(
    "The file calls {id} “{said}”; in this version of the city it is “{name}”. Correct the id, or take out “before”: "
    "it is filled in anew."
)
OTHER_OBJECT = N_("before speaks of {id}, which the edit does not change. Take it out: “before” is filled in anew.")


def as_named(scenario: Scenario) -> Scenario:
    """Return a scenario of a file with what its edits expect told anew by its city.

    Raises ScenarioError for an edit that calls an object what it is not called, whether or not earlier edits that are
    off are made. Those that are off are left as they are: after a rebase, their objects may be others.
    """
    assert scenario.city is not None
    made = with_all = scenario.city
    for number, edit in enumerate(scenario.edits, start=1):
        is_on = scenario.is_on(edit)
        for wrong in _misnamed(edit, (scenario.city, with_all, made)) if is_on else ():
            raise ScenarioError(number, wrong)
        follows, made = made is with_all, edit.apply(made) if is_on else made
        if follows and is_on:
            with_all = made
        elif not edit.check(with_all):
            with_all = edit.apply(with_all)
    return expecting_now(scenario)


def expected_otherwise(told: Scenario, now: Scenario) -> list[tuple[int, Difference]]:
    """Return what edits of a file expect otherwise than their city has it, with the number of each edit.

    `now` is the scenario as `as_named` returns it: what it expects is what counts.
    """
    pairs = zip(told.edits, now.edits, strict=True)
    return [
        (number, found)
        for number, (said, edit) in enumerate(pairs, start=1) for id, values in said.before.items()
        for found in differences(
            edit.layer, id, ObjectTitle.of_values(edit.layer, id, values), values, edit.before.get(id, {})
        )
    ]  # fmt: skip


def expecting_now(scenario: Scenario) -> Scenario:
    """Return a scenario whose edits expect what is there now that others may be gone, off or in another order.

    One that stands on no city of its version stays as it is, as do its edits that are off.
    """
    if scenario.city is None or not scenario.stands_here:
        return scenario
    made, edits = scenario.city, dict(scenario.history.edits)
    for edit in scenario.history.active:
        edits[edit.id] = replace(scenario.history.edits[edit.id], before=edit.expecting(made).before)
        made = edit.apply(made)
    return replace(scenario, history=replace(scenario.history, edits=edits), _applied=scenario.applied)


def _misnamed(edit: Edit, cities: Sequence[City]) -> list[TwinError]:
    """Return the objects that `before` of an edit gives a name they have in none of some states of their city.

    Only names are held against the city: other columns may be what an edit that is gone had made of them.
    """
    if edit.layer not in cities[0].layers:
        return []
    others = [id for id in edit.before if edit.ids and id not in edit.ids]
    found: list[TwinError] = [EditError(OTHER_OBJECT, id=id, ids=(id,)) for id in others]
    tables = [city.layers[edit.layer].table for city in cities]
    for id, values in edit.before.items():
        named = [str(t.at[id, "name"]) for t in tables if id in t.index and isinstance(t.at[id, "name"], str)]
        said = values.get("name")
        if named and said and said not in named:
            found.append(EditError(OTHER_NAME, id=id, ids=(id,), said=said, name=named[-1]))
    return found
