"""What an import kept, repaired, dropped and assumed, and why."""

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import pandas as pd

from .language import DEFAULT_LANGUAGE, translate

Action = Literal["found", "kept", "repaired", "dropped", "assumed"]

EXAMPLES_SHOWN = 5


@dataclass(frozen=True)
class ReportEntry:
    """One line of a report. `reason` is a message marked with `N_`, without fields."""

    layer: str
    action: Action
    reason: str
    count: int
    examples: tuple[str, ...] = ()

    def as_json(self, language: str) -> dict[str, object]:
        """Return the entry as plain values, its reason in `language`."""
        return {
            "layer": self.layer,
            "action": self.action,
            "reason": translate(self.reason, language),
            "count": self.count,
            "examples": list(self.examples),
        }


@dataclass(frozen=True)
class Report:
    """The entries of one or more imports, in the order they happened; reports add up with `+`."""

    entries: tuple[ReportEntry, ...] = ()

    def __add__(self, other: "Report") -> "Report":
        return Report(self.entries + other.entries)

    def count(self, layer: str, action: Action) -> int:
        """Return how many features of `layer` the action touched."""
        return sum(e.count for e in self.entries if e.layer == layer and e.action == action)

    def without(self, action: Action, *, layers: Container[str]) -> "Report":
        """Return the report without the entries of one action on some layers."""
        return Report(tuple(e for e in self.entries if e.action != action or e.layer not in layers))

    def table(self, *, language: str = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return the report as a table: layer, action, reason, count, examples."""
        return pd.DataFrame([e.as_json(language) for e in self.entries], columns=list(ReportEntry.__dataclass_fields__))

    def of_layer(self, layer: str) -> "Report":
        """Return the entries of one layer."""
        return Report(tuple(e for e in self.entries if e.layer == layer))


def report_of(layer: str, action: Action, reason: str, ids: Iterable[object]) -> Report:
    """Return a report of one entry that counts `ids` and names the first few; empty for no ids."""
    counted = ids if isinstance(ids, Collection) else list(ids)
    if not len(counted):
        return Report()
    examples = tuple(str(i) for i in islice(counted, EXAMPLES_SHOWN))
    return Report((ReportEntry(layer, action, reason, len(counted), examples),))
