"""What became of each edit when its scenario was carried over to newer data, and why: in sentences and as values."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from geodata.language import N_, NN_, number_text, translate, translate_count
from geodata.phrases import Phrase, Said, filled
from layers.layer import layer_kinds

from .edit import Edit
from .edited_tables import SHAPE

Status = Literal["applied", "adjusted", "conflict"]
STATUSES: tuple[Status, ...] = ("applied", "adjusted", "conflict")
COUNT = "count"  # says which plural form it is
SAME_SHARE = 0.01  # numbers this close are the same: residents are estimates, shared out anew at every build
WHOLE_FROM = 100  # from here on, tenths of metres and residents say nothing


class Remark(Phrase):
    """A phrase about sizes: its numbers are rounded as people say them, and what is not known is a dash."""

    def text(self, language: str) -> str:
        """Return the sentence in `language`."""
        said = {name: value if name == COUNT else _said(value, language) for name, value in self.fields}
        return filled(self.template, language, said)


@dataclass(frozen=True)
class Difference:
    """A column of an object that is not as the edit expected it; `called` is what people call the object."""

    layer: str
    id: str
    called: Said
    column: str
    before: object
    now: object

    def text(self, language: str) -> str:
        """Return the difference as a sentence, with the titles that the layer gives to column and values."""
        column = next((c for c in layer_kinds()[self.layer].all_columns if c.name == self.column), None)
        title = translate(column.title, language) if column is not None else self.column
        unit = f" {column.unit}" if column is not None and column.unit else ""

        def shown(value: object) -> str:
            titled = column.values.get(value) if column is not None and isinstance(value, str) else None
            said = translate(titled, language) if titled else _said(value, language)
            return said + (unit if isinstance(value, int | float) else "")

        template = N_("{object}: “{column}” was {before} and is {now}.")
        fields = {
            "object": self.called.text(language),
            "column": title,
            "before": shown(self.before),
            "now": shown(self.now),
        }
        return translate(template, language).format(**fields)

    def as_json(self) -> dict[str, object]:
        """Return the difference as plain values."""
        return {"id": self.id, "column": self.column, "before": self.before, "now": self.now}


def differences(
    layer: str, id: str, called: Said, values: Mapping[str, object], found: Mapping[str, object]
) -> list[Difference]:
    """Return the columns of an object that are not as an edit expected them, numbers by more than `SAME_SHARE`."""
    return [
        Difference(layer, id, called, column, value, found[column])
        for column, value in values.items()
        if column != SHAPE and column in found and not _is_equal(value, found[column])
    ]


def _is_equal(value: object, other: object) -> bool:
    if isinstance(value, int | float) and isinstance(other, int | float):
        return math.isclose(value, other, rel_tol=SAME_SHARE)
    return value == other


@dataclass(frozen=True)
class Outcome:
    """What became of one edit: `edit` as it stands now, `was` as it stood; `is_on` says whether it was to be made."""

    number: int
    status: Status
    was: Edit
    edit: Edit
    is_on: bool
    reasons: tuple[Said, ...]

    @property
    def is_made(self) -> bool:
        """Whether the edit is made on the newer data."""
        return self.is_on and self.status != "conflict"

    def reason(self, language: str, *, most: int | None = None) -> str:
        """Return why, in sentences; of more than `most` the rest is counted."""
        said = list(dict.fromkeys(reason.text(language) for reason in self.reasons))
        left = len(said) - most if most is not None else 0
        forms = NN_("And {count} more reason.", "And {count} more reasons.")
        more = [translate_count(forms, left, language)] if left > 0 else []
        return " ".join([*said[:most], *more])

    def as_json(self, language: str) -> dict[str, object]:
        """Return the outcome as plain values."""
        return {
            "number": self.number,
            "id": self.edit.id,
            "kind": self.edit.kind,
            "says": self.was.describe(language),
            "status": self.status,
            "on": self.is_made,
            "was_on": self.is_on,
            "reasons": list(dict.fromkeys(reason.text(language) for reason in self.reasons)),
            "ids": {"before": list(self.was.ids), "now": list(self.edit.ids)},
            "differs": [reason.as_json() for reason in self.reasons if isinstance(reason, Difference)],
        }


def _said(value: object, language: str) -> str:
    if isinstance(value, Said):
        return value.text(language)
    if value is None or value == "":
        return "–"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(value, language, decimals=1 if abs(value) < WHOLE_FROM else 0)
    return str(value)
