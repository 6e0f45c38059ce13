"""The trust suite: what must hold of every scenario, checked on the scenario itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from geodata.language import N_, number_text
from geodata.phrases import filled
from layers.layer import layer_title

from .city import City
from .city_version import table_digest
from .edit import Edit
from .gains import people_changes
from .indicators import Board, measure
from .manifest import StoredLayers
from .measurement import Measurement
from .scenario import Scenario
from .trip_checks import WrongTrip, closing_modes, longer_from_homes, opening_modes, wrong_trips

NEAR = 1e-9  # relative: what two ways of adding up the same numbers may differ by
FACTORS = (1.0, 100.0, 1e6)  # of sums and means, of per cents, of km² by m²
TITLES: Mapping[str, str] = {
    "closures": N_("A closure makes no trip shorter"),
    "links": N_("A new way makes no trip longer"),
    "residents": N_("No resident appears or disappears but with a building"),
    "totals": N_("Neighbourhoods add up to the city"),
    "undo": N_("Undoing everything gives the city back, byte for byte"),
    "anew": N_("What is taken over from the city equals what is computed anew"),
}
NO_SUCH_EDIT = N_("the scenario has no edit of this kind")
TRIPS = N_("trips compared: {count}")
WRONG_TRIP = N_("{edit}: from node {start} to node {end} by {mode} {before} s before and {after} s after")
WRONG_HOME = N_("{edit}: from home {start} to node {end} by {mode} {before} s before and {after} s after")
PEOPLE = N_("{before} before + {new} new − {gone} gone = {after} after")
SUMS = N_("indicators added up: {count}")
WRONG_SUM = N_("{id}: {value} in the city, {sum} in all neighbourhoods")
CARRIED = N_("carried over from older data: undoing ends there")
LAYERS = N_("layers compared: {layers}")
WRONG_LAYER = N_("the layer “{layer}” is not as it was")
ANEW = N_("indicators compared: {count}")
WRONG_ANEW = N_("{id}: {value} taken over, {anew} computed anew")


@dataclass(frozen=True)
class Check:
    """One thing that must hold: whether it does (None: nothing to check), and a sentence on what was seen.

    `said` is a marked message, `values` what fills it: texts and numbers, so that a database can keep them.
    """

    id: str
    holds: bool | None
    said: str
    values: Mapping[str, str | float] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return what was seen in `language`."""
        values = _whole_people(self.values) if self.said == PEOPLE else self.values
        return filled(self.said, language, {name: _told(name, value, language) for name, value in values.items()})

    def to_json(self) -> dict[str, object]:
        """Return the check as plain values."""
        return {"id": self.id, "holds": self.holds, "said": self.said, "values": dict(self.values)}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "Check":
        """Return the check of plain values."""
        values = cast(Mapping[str, str | float], value["values"])
        return cls(str(value["id"]), cast("bool | None", value["holds"]), str(value["said"]), values)


def _whole_people(values: Mapping[str, str | float]) -> Mapping[str, str | float]:
    """Return residents before, new, gone and after as whole numbers, unless these would not add up."""
    whole = {name: round(float(value)) for name, value in values.items()}
    adds_up = whole["before"] + whole["new"] - whole["gone"] == whole["after"]
    return whole if adds_up else values


def _told(name: str, value: str | float, language: str) -> object:
    """Return what a value of a check is called: layers, which it keeps by name, by their titles."""
    if name in ("layer", "layers"):
        return [layer_title(layer) for layer in str(value).split(", ")]
    return value if isinstance(value, str) else number_text(value, language, decimals=0 if value % 1 == 0 else 1)


@dataclass(frozen=True)
class Verification:
    """All checks of one state of a scenario, and when they were made (ISO, UTC)."""

    checks: tuple[Check, ...]
    made_at: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing that was checked fails."""
        return all(check.holds is not False for check in self.checks)


def verify(scenario: Scenario, *, made_at: str = "") -> Verification:
    """Return whether everything that must hold of a scenario does, each check with what was seen.

    Trips are compared before and after each single edit that only closes or only adds ways; the rest on the whole
    scenario. Raises UsageError for one that was given no city, ScenarioError for an edit that cannot be made.
    """
    return Verification(tuple(checks_of(scenario)), made_at)


def checks_of(scenario: Scenario) -> Iterator[Check]:
    """Yield the checks of `TITLES` in their order, each as soon as it is made; errors as of `verify`."""
    after = scenario.applied
    before = after if after.base is None else after.base
    yield from _trip_checks(scenario, before)
    yield _residents(before, after)
    board = measure(after)
    yield totals_check(board)
    yield _undo(scenario, before, after)
    yield _anew(board)


def _trip_checks(scenario: Scenario, base: City) -> Iterator[Check]:
    """Yield the checks of closures and of new ways: each edit alone, over the city as those before it left it."""
    steps, city = [], base
    for edit in scenario.edits:
        if scenario.is_on(edit):
            made = edit.apply(city)
            steps.append((edit, city, made))
            city = made
    for id, modes_of, longer in (("closures", closing_modes, False), ("links", opening_modes, True)):
        looked, wrong = 0, []
        for edit, before, after in steps:
            if modes := modes_of(edit):
                answers = [wrong_trips(before, after, modes, longer=longer)]
                if longer:
                    answers.append(longer_from_homes(before, after, modes))
                looked += sum(count for count, _ in answers)
                wrong += [(edit, trip) for _, found in answers for trip in found]
        if wrong:
            edit, trip = wrong[0]
            said = WRONG_HOME if isinstance(trip.start, str) else WRONG_TRIP
            yield Check(id, False, said, _trip_values(edit, trip))
        elif looked:
            yield Check(id, True, TRIPS, {"count": looked})
        else:
            yield Check(id, None, NO_SUCH_EDIT)


def _trip_values(edit: Edit, trip: WrongTrip) -> dict[str, str | float]:
    return {
        "edit": edit.id, "start": str(trip.start), "end": str(trip.end), "mode": trip.mode,
        "before": round(trip.before_s, 1), "after": round(trip.after_s, 1),
    }  # fmt: skip


def _residents(before: City, after: City) -> Check:
    """Check that residents change with buildings alone: before + new − gone = after."""
    people = people_changes(before, after)
    sums = {name: float(people[name].sum()) for name in ("stay", "new", "gone")}
    was, now = (float(np.nansum(city.buildings["residents"].to_numpy(float, na_value=np.nan)))
                if "buildings" in city.layers else 0.0 for city in (before, after))  # fmt: skip
    shares = "buildings" not in after.changed_layers
    holds = np.isclose(was + sums["new"] - sums["gone"], now, rtol=NEAR) and (not shares or was == now)
    values = {"before": was, "new": sums["new"], "gone": sums["gone"], "after": now}
    return Check("residents", bool(holds), PEOPLE, values)


def totals_check(board: Board) -> Check:
    """Check that amounts and bases of all neighbourhoods, and of what lies outside them, make the city's values."""
    known = [(id, m) for id, m in board.measurements.items() if m.unknown is None and m.parts is not None]
    if not known:
        return Check("totals", None, SUMS, {"count": 0})
    for id, found in known:
        together = _together(found)
        if not any(np.isclose(found.value, together * factor, rtol=NEAR, atol=NEAR) for factor in FACTORS):
            return Check("totals", False, WRONG_SUM, {"id": id, "value": found.value, "sum": together})
    return Check("totals", True, SUMS, {"count": len(known)})


def _together(found: Measurement) -> float:
    assert found.parts is not None
    amount, base = float(found.parts["amount"].sum()), float(found.parts["base"].sum(min_count=1))
    return amount if np.isnan(base) else amount / base


def _undo(scenario: Scenario, base: City, after: City) -> Check:
    """Check that the scenario without its edits is the city, and that making them left the city's tables alone."""
    undone = scenario
    while undone.history.now.parent is not None:
        undone = undone.without_saving().undo()
    if undone.history.now.order:
        return Check("undo", None, CARRIED)
    layers = sorted(after.changed_layers)
    for name in layers:
        if undone.applied.layers[name].table is not base.layers[name].table or not _is_as_stored(base, name):
            return Check("undo", False, WRONG_LAYER, {"layer": name})
    return Check("undo", True, LAYERS, {"layers": ", ".join(layers) or "–"})


def _is_as_stored(city: City, layer: str) -> bool:
    """Return whether a table, written again, is byte for byte the file it was read from; True for one of no store."""
    if not isinstance(city.layers, StoredLayers):
        return True
    return table_digest(city, layer) == city.layers.digest(layer)


def _anew(board: Board) -> Check:
    """Check that indicators that took over what did not change are those of the same city computed from nothing."""
    if board.city.base is None:
        return Check("anew", None, NO_SUCH_EDIT)
    anew = measure(board.city.anew(), ids=list(board.measurements))
    for id, found in board.measurements.items():
        if not _same(found, anew[id]):
            values: dict[str, str | float] = {"id": id, "value": found.value, "anew": anew[id].value}
            return Check("anew", False, WRONG_ANEW, values)
    return Check("anew", True, ANEW, {"count": len(board.measurements)})


def _same(one: Measurement, other: Measurement) -> bool:
    pairs: Sequence[tuple[object, object]] = [
        (one.value, other.value), (one.worst_tenth, other.worst_tenth), (one.interval, other.interval),
        *([] if one.parts is None or other.parts is None else [(one.parts, other.parts)]),
        *([] if one.objects is None or other.objects is None else [(one.objects, other.objects)]),
    ]  # fmt: skip
    arrays = [(np.asarray(a, float), np.asarray(b, float)) for a, b in pairs]
    return all(a.shape == b.shape and np.allclose(a, b, rtol=NEAR, atol=NEAR, equal_nan=True) for a, b in arrays)
