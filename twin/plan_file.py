"""Plans: small TOML files that say what is wanted by names and coordinates; a city turns them into a scenario."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from geodata.language import N_

from .edit_fields import EditError
from .edits import EDIT_KINDS
from .plan_fields import PLACES, PLAN, STEP, PlanError, check_table

LonLat = tuple[float, float]
FOLDER = "plans"
WALK, FIVE_MIN = "walk", 5.0


@dataclass(frozen=True, kw_only=True)
class Find:
    """Which objects of a layer are meant; what is not said does not count.

    `near` and `radius_m`: those that come so near to a point. `at`: those that lie around a point. `neighbourhood`: the
    name of the one their middle lies in; `poorest_in`: that one of all with `least_residents` and such an object for
    which this indicator is worst. `largest`: the one of greatest area.
    """

    layer: str
    name: str = ""
    classes: tuple[str, ...] = ()
    bridge: bool | None = None
    near: LonLat | None = None
    radius_m: float = 0.0
    at: LonLat | None = None
    least_m2: float = 0.0
    most_m2: float = float("inf")
    neighbourhood: str = ""
    poorest_in: str = ""
    least_residents: float = 0.0
    largest: bool = False


@dataclass(frozen=True, kw_only=True)
class Along:
    """Lines to leave out: those that run for their greater part within some metres of objects of a layer."""

    layer: str
    classes: tuple[str, ...] = ()
    within_m: float


@dataclass(frozen=True, kw_only=True)
class Sites:
    """How many places `twin.siting` is to find, and within how many minutes of homes."""

    count: int
    mode: str = WALK
    minutes: float = FIVE_MIN


@dataclass(frozen=True, kw_only=True)
class Step:
    """What makes one edit, or two of one kind.

    `values`: fields of the kind. `leave_out`: found objects that do not allow the edit are left out and told, instead
    of refusing the step. `square_m`: a square of this side is placed in what is found, where it stands most freely.
    """

    kind: str
    find: Find | None = None
    place: Mapping[str, object] | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    leave_out: bool = False
    along: Along | None = None
    sites: Sites | None = None
    square_m: float | None = None


@dataclass(frozen=True)
class Plan:
    """What is wanted, of no city yet. `id` is the file's name, `file` what errors call it; texts by language."""

    id: str
    file: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    steps: tuple[Step, ...]


def bundled_plans() -> tuple[Plan, ...]:
    """Return the plans that come with the project, in the order of their names."""
    folder = resources.files(__package__) / FOLDER
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(plan_from_toml(f.read_text(encoding="utf-8"), file=f.name) for f in files)


def plan_of(said: str | Path) -> Plan:
    """Return the plan of a file, or the one of that name that comes with the project. Raises PlanError."""
    known = {plan.id: plan for plan in bundled_plans()}
    if str(said) in known:
        return known[str(said)]
    try:
        text = Path(said).read_text(encoding="utf-8")
    except FileNotFoundError:
        message = N_("there is no such file, and no plan of that name. Plans: {known}.")
        raise PlanError(str(said), EditError(message, known=", ".join(known))) from None
    except (OSError, UnicodeDecodeError):
        raise PlanError(str(said), EditError(N_("cannot be read as a text file in UTF-8. Check its path."))) from None
    return plan_from_toml(text, file=str(said))


def plan_from_toml(text: str, *, file: str) -> Plan:
    """Return the plan of a TOML text. Raises PlanError, with the number of the step that is wrong."""
    try:
        values = tomllib.loads(text)
        check_table(values, PLAN)
    except tomllib.TOMLDecodeError as error:
        raise PlanError(file, EditError(N_("not valid TOML: {error}."), error=error)) from None
    except EditError as error:
        raise PlanError(file, error) from None
    steps = []
    for number, said in enumerate(values["steps"], start=1):
        try:
            check_table(said, STEP)
            steps.append(_step(said))
        except EditError as error:
            raise PlanError(file, error, step=number) from None
    return Plan(Path(file).stem, file, values["name"], values.get("description", {}), tuple(steps))


def _step(said: Mapping[str, object]) -> Step:
    """Return a step of values that are checked one by one, and are now checked together."""
    kind = str(said["kind"])
    if kind not in EDIT_KINDS:
        message = N_("There is no edit of the kind “{kind}”. Kinds: {known}.")
        raise EditError(message, kind=kind, known=", ".join(EDIT_KINDS))
    find, along, sites, square = (_plain(said.get(key)) for key in ("find", "leave_out_along", "site", "square"))
    places = [key for key in ("site", "square", *PLACES) if key in said]
    if len(places) > 1:
        raise EditError(N_("A step has one place; this one states {places}."), places=", ".join(places))
    if not find and ("square" in said or (not places and EDIT_KINDS[kind].takes_ids)):
        raise EditError(N_("{field} is missing. Add it."), field="find")
    if "find" in said and not (EDIT_KINDS[kind].takes_ids or "square" in said):
        raise EditError(N_("An edit of the kind {kind} changes no object: leave out “find”."), kind=kind)
    values, note = said.get("set", {}), said.get("note", {})
    assert isinstance(values, Mapping)
    assert isinstance(note, Mapping)
    return Step(
        kind=kind, find=_find(find, EDIT_KINDS[kind].of_layer) if find else None, place=_place(said), values=values,
        note=note, leave_out=said.get("leave_out") is True,
        along=Along(**along) if along else None,  # type: ignore[arg-type]
        sites=Sites(**sites) if sites else None,  # type: ignore[arg-type]
        square_m=float(str(square["side_m"])) if square else None,
    )  # fmt: skip


def _plain(value: object) -> dict[str, object]:
    """Return a table with its lists as tuples, and without the word that Python keeps for itself; empty for none."""
    if not isinstance(value, Mapping):
        return {}
    renamed = {"classes" if key == "class" else str(key): inner for key, inner in value.items()}
    return {key: tuple(inner) if isinstance(inner, list) else inner for key, inner in renamed.items()}


def _find(said: dict[str, object], layer: str) -> Find:
    values: dict[str, object] = {"layer": layer, **said}
    if not values["layer"]:
        raise EditError(N_("{field} is missing. Add it."), field="find.layer")
    if ("near" in values) != ("radius_m" in values):
        raise EditError(N_("{field} is missing. Add it."), field="find.near / find.radius_m")
    points: dict[str, object] = {key: _lonlat(values[key], f"find.{key}") for key in ("near", "at") if key in values}
    made: dict[str, object] = {**values, **points}
    return Find(**made)  # type: ignore[arg-type]


def _place(said: Mapping[str, object]) -> dict[str, object] | None:
    """Return the place of a step as GeoJSON, None where it states none."""
    key = next((key for key in PLACES if key in said), None)
    if key is None:
        return None
    value = said[key]
    if key == "point":
        return {"type": "Point", "coordinates": list(_lonlat(value, key))}
    assert isinstance(value, list)
    points = [list(_lonlat(each, f"{key}[{k}]")) for k, each in enumerate(value)]
    if key == "area":
        return {"type": "Polygon", "coordinates": [[*points, points[0]]]}
    return {"type": {"points": "MultiPoint", "line": "LineString"}[key], "coordinates": points}


def _lonlat(value: object, where: str) -> LonLat:
    assert isinstance(value, list | tuple)
    if len(value) != 2:
        raise EditError(N_("{where} is no point: write [longitude, latitude]."), where=where)
    return float(value[0]), float(value[1])
