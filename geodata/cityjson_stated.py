"""What the attributes of buildings in a CityJSON file state, where their meaning is fixed."""

import json
from collections.abc import Mapping

import pandas as pd

from .cityjson import CityModel

# Attributes whose meaning CityGML fixes, and our columns of it.
STATED = {
    "levels": "storeysAboveGround",
    "year": "yearOfConstruction",
    "height_m": "measuredHeight",
    "roof_code": "roofType",
    "name": "name",
}
USES = ("function", "usage", "class")


def stated_of(model: CityModel, ids: pd.Index) -> pd.DataFrame:
    """Return what the attributes of buildings state, theirs before those of their parts."""
    rows = []
    attributes = model.attributes
    for id, children in zip(ids, model.objects["children"][ids], strict=True):
        own, parts = attributes[id], [attributes[child] for child in children]
        use = next((own[name] for name in USES if name in own), None)
        rows.append({**{ours: _agreed(name, own, parts) for ours, name in STATED.items()}, "function": _text(use),
                     "attributes": json.dumps(own, ensure_ascii=False) if own else None})  # fmt: skip
    made = pd.DataFrame(rows, index=ids, columns=[*STATED, "function", "attributes"], dtype=object)
    for name in ("levels", "year", "height_m"):
        made[name] = pd.to_numeric(made[name].map(_year_text), errors="coerce").astype(float)
    return made.assign(roof_code=made["roof_code"].map(_text), name=made["name"].map(_text))


def _agreed(name: str, own: Mapping[str, object], parts: list[Mapping[str, object]]) -> object:
    """Return an attribute of a building, else the one value that all of its parts share."""
    if own.get(name) is not None:
        return own[name]
    if name == "name" or not parts:
        return None
    values = {_text(part.get(name)) for part in parts}
    return next(iter(values)) if len(values) == 1 else None


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return None if value is None or isinstance(value, dict) or value != value else str(value)


def _year_text(value: object) -> object:
    return value[:4] if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" else value
