"""What a plan may say, field by field, said once: checked when a file is read."""

from collections.abc import Mapping, Sequence

from geodata.errors import TwinError
from geodata.language import LANGUAGES, N_

from .edit_fields import EditError, Schema, check_value

NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT, "minItems": 1}
POINT: Schema = {"type": "array", "items": NUMBER, "minItems": 2}
POINTS: Schema = {"type": "array", "items": POINT, "minItems": 1}
PLACES: Mapping[str, Schema] = {"point": POINT, "points": POINTS, "line": POINTS, "area": POINTS}


def table(keys: Mapping[str, Schema], *, needed: Sequence[str] = ()) -> Schema:
    """Return the schema of a table that has no other keys than these."""
    return {"type": "object", "properties": keys, "required": list(needed), "additionalProperties": False}


TOLD = table(dict.fromkeys(LANGUAGES, TEXT), needed=LANGUAGES)
FIND = table({
    "layer": TEXT, "name": TEXT, "class": TEXTS, "bridge": FLAG, "near": POINT, "radius_m": NUMBER, "at": POINT,
    "least_m2": NUMBER, "most_m2": NUMBER, "neighbourhood": TEXT, "poorest_in": TEXT, "least_residents": NUMBER,
    "largest": FLAG,
})  # fmt: skip
ALONG = table({"layer": TEXT, "class": TEXTS, "within_m": NUMBER}, needed=("layer", "within_m"))
SITE = table({"count": WHOLE, "mode": TEXT, "minutes": NUMBER}, needed=("count",))
SQUARE = table({"side_m": NUMBER}, needed=("side_m",))
STEP = table({
    "kind": TEXT, "find": FIND, "set": {"type": "object"}, "note": TOLD, "leave_out": FLAG, "leave_out_along": ALONG,
    "site": SITE, "square": SQUARE, **PLACES,
}, needed=("kind",))  # fmt: skip
PLAN = table(
    {"name": TOLD, "description": TOLD, "steps": {"type": "array", "items": {"type": "object"}, "minItems": 1}},
    needed=("name", "steps"),
)


class PlanError(TwinError):
    """A plan that cannot be read, or that asks a city for what it does not have: file, step and reason."""

    def __init__(self, file: str, reason: TwinError, *, step: int | None = None) -> None:
        self.reason = reason
        template = N_("{file}: {reason}") if step is None else N_("{file}, step {step}: {reason}")
        super().__init__(template, file=file, step=step, reason=reason)


def check_table(value: object, schema: Schema, where: str = "") -> None:
    """Raise EditError unless a table has the keys its schema asks for and no others, each as it should be."""
    check_value(value, {"type": "object"}, where)
    properties, required = schema["properties"], schema["required"]
    assert isinstance(value, Mapping)
    assert isinstance(properties, Mapping)
    assert isinstance(required, list)
    at = f"{where}." if where else ""
    for name in required:
        if name not in value:
            raise EditError(N_("{field} is missing. Add it."), field=at + name)
    for name, inner in value.items():
        if name not in properties:
            message = N_("{field} is nothing that a plan says. Known here: {known}.")
            raise EditError(message, field=at + str(name), known=", ".join(properties))
        check = check_table if "properties" in properties[name] else check_value
        check(inner, properties[name], at + str(name))
