"""A painting in words: its legend, the value of one object, and the choices that lead to it."""

import re
from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from geodata.language import LANGUAGES, N_, number_text, translate
from twin.amounts import amount_text
from twin.indicators import DIRECTION_TITLES
from twin.painting import Painting

from .sheet import Sheet

# "15-minute city: on foot", "Minute până în centru (pe jos)"
ENDS_APART = re.compile(r"(?P<begins>[^:(]+?)(?:: (?P<rest>.+)| \((?P<inside>.+)\))")
SIDE_TITLES: Mapping[str, str] = {"before": N_("Before"), "after": N_("After"), "difference": N_("Difference")}
BOTH = N_("Before and after")


def both_legends(right: Mapping[str, object], left: Mapping[str, object], language: str) -> dict[str, object]:
    """Return one legend for two sides that are painted on one scale; counts that differ are told as left → right."""
    pairs = zip(_classes(left), _classes(right), strict=True)
    classes = [
        {
            **there,
            "count": str(there["count"]) if here["count"] == there["count"] else f"{here['count']} → {there['count']}",
            "is_empty": here["is_empty"] and there["is_empty"],
        }
        for here, there in pairs
    ]
    sides = [{"value": "after", "title": translate(BOTH, language)}, *options(SIDE_TITLES, ["difference"], language)]
    return {**right, "classes": classes, "is_both": True, "sides": sides if right["sides"] else []}


def with_other_language(legend: Mapping[str, object], painting: Painting, language: str) -> dict[str, object]:
    """Return a legend that says its title, its unit and each class that has a name in the other language too."""
    other = next(each for each in LANGUAGES if each != language)
    named = zip(_classes(legend), painting.scale.classes, strict=True)
    return {
        **legend,
        "classes": [{**said, "other": translate(each.title, other) if each.title else ""} for said, each in named],
        "other": {
            "language": other,
            "title": translate(painting.title, other),
            "unit": translate(painting.unit, other),
        },
    }


def _classes(legend: Mapping[str, object]) -> list[dict[str, object]]:
    return legend["classes"]  # type: ignore[return-value]


def legend_state(painting: Painting, sheet: Sheet, language: str) -> dict[str, object]:
    """Return the legend of a painting: what it is called, its unit, what is better, and each class with its count."""
    layer = sheet.city.layers[painting.layer]
    classes = painting.scale.class_of(painting.values.reindex(layer.table.index))
    counts = np.bincount(classes, minlength=len(painting.scale.classes))
    named = zip(painting.scale.classes, painting.scale.texts(language, unit=painting.unit), counts, strict=True)
    direction = "" if painting.direction is None else translate(DIRECTION_TITLES[painting.direction], language)
    return {
        "title": translate(painting.title, language),
        "meaning": translate(painting.meaning, language),
        "unit": translate(painting.unit, language),
        "direction": direction,
        "is_neutral": painting.direction == "neither",
        "tier": painting.tier.get(language, ""),
        "layer": translate(layer.kind.title, language),
        "side": painting.side,
        "scope": painting.scope,
        "sides": [] if painting.side is None else options(SIDE_TITLES, SIDE_TITLES, language),
        "classes": [
            {"text": text, "light": each.light, "dark": each.dark, "count": number_text(int(count), language),
             "number": int(count), "is_empty": not count}
            for each, text, count in named
        ],
    }  # fmt: skip


def value_in_words(painting: Painting, value: object, language: str) -> str:
    """Return a painted value as a card says it."""
    scale = painting.scale
    if value is None or (isinstance(value, float | np.floating) and np.isnan(value)) or value is pd.NA:
        return scale.classes[-1].text(language, is_whole=False, is_grouped=True)
    if scale.codes or (isinstance(value, float | np.floating) and np.isinf(value)):
        number = int(scale.class_of(pd.Series([value]))[0])
        return scale.texts(language)[number]
    amount = float(str(value))
    text = number_text(amount, language, decimals=1 if abs(amount) >= 1 else 2) if scale.is_grouped else f"{amount:.0f}"
    return amount_text(text, amount, painting.unit, language)


def told_apart(titles: Mapping[str, str]) -> dict[str, str]:
    """Return titles by their ids, what differs first where several begin alike: "child alone · 15-minute city"."""
    parts = {id: ENDS_APART.fullmatch(title) for id, title in titles.items()}
    begins = Counter(found["begins"] for found in parts.values() if found)
    return {
        id: f"{found['rest'] or found['inside']} · {found['begins']}"
        if (found := parts[id]) and begins[found["begins"]] > 1 else title
        for id, title in titles.items()
    }  # fmt: skip


def options(titles: Mapping[str, str], names: Collection[str], language: str) -> list[dict[str, object]]:
    """Return what may be chosen of some titles, in their order."""
    return [{"value": name, "title": translate(title, language)} for name, title in titles.items() if name in names]
