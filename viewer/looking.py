"""The table of what is in view: asked for by the browser, counted beside the event loop, said in its language."""

import asyncio
import math
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import UsageError
from geodata.language import N_, number_text, translate
from geodata.source import TIER_TITLES
from layers.layer import GROUP_TITLES, LayerKind
from twin.answer_files import CSV_ENCODING
from twin.city import DEMONSTRATION_MARK

from .actions import Action
from .desk import BAD_ARGUMENT
from .downloads import TYPES
from .from_browser import number_from
from .in_view import InView, LayerInView, in_view
from .panels.layers import amount_text
from .summary import Amount

if TYPE_CHECKING:
    from .page import Page

CORNERS = 4
NOTHING_SEEN = N_("Open the table of what is in view first; then it can be saved.")
NOT_KNOWN = N_("not known")
CAPTION = N_(
    "The ground that the whole window shows, also under panels, within the city's bounds. Objects count that lie in it"
    " wholly or in part; lengths and areas are of the parts inside; residents are of buildings whose middle is in it."
)
CUT = N_("The view reaches the horizon: counted is what lies up to {km} km from the eye.")
ALONE = N_("Only {name} is counted: what has its middle there, and lines along its border.")
GROUND, RESIDENTS, DWELLINGS = N_("Ground in view"), N_("Residents"), N_("Dwellings")
NO_GROUND = N_("No ground of the city is in view.")
Said = dict[str, object]


class Looking:
    """The table of one page: one is counted at a time."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self._turn = asyncio.Lock()
        self._last: tuple[InView, float] | None = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return self.list_in_view, self.save_in_view

    async def list_in_view(self, corners: object, cut_m: object) -> Said:
        """Return what lies within four corners on the ground (metres from the origin).

        `cut_m` is how far from the eye the ground was cut off; 0 where the picture shows no horizon.
        """
        points, cut = _corners(corners), number_from(cut_m)
        x0, y0 = self.page.city_shown.frame.origin
        moved = [(x + x0, y + y0) for x, y in points]
        async with self._turn:
            sheet, names = self.page.desk.sheet, self.page.view.visible
            isolating = self.page.isolating
            counted = await asyncio.to_thread(lambda: in_view(sheet, moved, names, alone=isolating.alone(sheet)))
            self._last = counted, cut
        return _said(*self._last, self.page.view.language)

    async def save_in_view(self) -> None:
        """Give the browser the last table as a CSV file."""
        if self._last is None:
            raise UsageError(NOTHING_SEEN)
        city, language, (seen, cut) = self.page.city_shown, self.page.view.language, self._last
        name = f"{city.recipe.id}-in-view.csv"
        content = _csv(seen, cut, language, is_demo=city.is_demo)
        offer = partial(self.page.shared.handouts.offer, content, TYPES["csv"], file_name=name)
        self.page.state.download = {"url": await asyncio.to_thread(offer), "name": name}


def _said(seen: InView, cut_m: float, language: str) -> Said:
    """Return the table in words."""
    order = list(GROUP_TITLES)
    layers = sorted(seen.layers, key=lambda one: order.index(one.layer.kind.group))
    tiers = _tiers(seen, language)
    people = ((RESIDENTS, seen.residents, tiers), (DWELLINGS, seen.dwellings, tiers))
    ground = f"{number_text(seen.area_m2 / 1e6, language, decimals=2)}\N{NO-BREAK SPACE}km²"
    return {
        "facts": [
            {"title": translate(GROUND, language), "value": ground, "note": ""},
            *({"title": translate(title, language), "value": _people_text(value, language), "note": note}
              for title, value, note in people),
        ],
        "rows": [_layer_row(one, language) for one in layers],
        "notes": _notes(seen, cut_m, language),
    }  # fmt: skip


def _tiers(seen: InView, language: str) -> str:
    return ", ".join(translate(TIER_TITLES.get(tier, tier), language) for tier in seen.tiers)  # type: ignore[call-overload]


def _notes(seen: InView, cut_m: float, language: str) -> list[str]:
    km = number_text(cut_m / 1000, language, decimals=1)
    cut = [translate(CUT, language).format(km=km)] if cut_m else []
    alone = [] if seen.alone is None else [translate(ALONE, language).format(name=seen.alone.title)]
    none = [] if seen.area_m2 else [translate(NO_GROUND, language)]
    return [*alone, *none, *cut, translate(CAPTION, language)]


def _people_text(value: float, language: str) -> str:
    return translate(NOT_KNOWN, language) if math.isnan(value) else number_text(round(value), language)


def _layer_row(one: LayerInView, language: str) -> Said:
    kind = one.layer.kind
    entries = zip(kind.style.entries, one.entry_counts, one.entry_amounts, strict=True)
    return {
        "name": kind.name,
        "title": translate(kind.title, language),
        "count": number_text(one.count, language),
        "amount": amount_text(one.amount, kind.total, language),
        "entries": [
            {"title": translate(entry.title, language), "light": entry.light, "dark": entry.dark,
             "count": number_text(count, language), "amount": amount_text(amount, kind.total, language)}
            for entry, count, amount in entries
            if count and len(kind.style.entries) > 1
        ],
    }  # fmt: skip


def _csv(seen: InView, cut_m: float, language: str, *, is_demo: bool) -> bytes:
    """Return the table for a spreadsheet: numbers as numbers, each class of a layer below it, then what it is of."""
    tiers = _tiers(seen, language)
    rows: list[Said] = [
        {"title": translate(GROUND, language), "total": round(seen.area_m2 / 1e6, 4), "unit": "km²"},
        {"title": translate(RESIDENTS, language), "objects": _whole(seen.residents), "note": tiers},
        {"title": translate(DWELLINGS, language), "objects": _whole(seen.dwellings), "note": tiers},
    ]
    for one in seen.layers:
        kind = one.layer.kind
        rows.append(_csv_row(kind, "", one.count, one.amount, language))
        if len(kind.style.entries) > 1:
            entries = zip(kind.style.entries, one.entry_counts, one.entry_amounts, strict=True)
            rows += [_csv_row(kind, translate(e.title, language), n, sum_, language) for e, n, sum_ in entries if n]
    rows += [{"note": note} for note in _notes(seen, cut_m, language)]
    rows += [{"note": translate(DEMONSTRATION_MARK, language)}] if is_demo else []
    columns = ["layer", "title", "class", "objects", "total", "unit", "at_least", "note"]
    table = pd.DataFrame(rows).reindex(columns=columns).astype({"objects": "Int64"})
    return table.to_csv(index=False).encode(CSV_ENCODING)


def _csv_row(kind: LayerKind, of_class: str, count: int, amount: Amount | None, language: str) -> Said:
    row: Said = {"layer": kind.name, "title": translate(kind.title, language), "class": of_class, "objects": count}
    if amount is None or kind.total is None:
        return row
    decimals = kind.total.decimals + 1
    return {**row, "total": round(amount.value, decimals), "unit": kind.total.unit, "at_least": amount.at_least}


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(value)


def _corners(value: object) -> list[tuple[float, float]]:
    """Return the corners that a browser says. Raises UsageError for what are none."""
    if not isinstance(value, list) or len(value) != CORNERS:
        raise UsageError(BAD_ARGUMENT)
    if not all(isinstance(corner, list) and len(corner) == 2 for corner in value):
        raise UsageError(BAD_ARGUMENT)
    return [(number_from(x), number_from(y)) for x, y in value]
