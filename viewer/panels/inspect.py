"""The card of one city object: everything known about it, and how true each part is."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
from babel.dates import format_date, format_timedelta
from trame.widgets import html

from geodata.language import LANGUAGES, N_, number_text, translate
from geodata.source import TIER_TITLES
from geodata.tags import values_of
from layers.column import Column
from layers.layer import Layer
from twin.city import City
from twin.typed_point import point_text
from twin.whole_street import LAYER as STREETS

from ..forms import offers_of
from ..state import Feature
from ..street_targets import size_of_whole
from . import targets
from .colours import build_card_value
from .elements import add_icon, add_link, aria
from .part import build_only_here
from .place import build_place
from .sun import build_sun_value

TEXTS: Mapping[str, str] = {
    "close": N_("Close"),
    "object": N_("Selected object"),
    "yes": N_("yes"),
    "no": N_("no"),
    "source": N_("Source"),
    "tier": N_("How true"),
    "id": N_("Identifier"),
    "edited": N_("Last edited"),
    "position": N_("Latitude, longitude"),
    "plane": N_("Coordinates"),
    "unnamed": N_("no name"),
    "go_there": N_("Centre the view here"),
    "offers": N_("Try a change"),
}

SHOWN_APART = frozenset({"name", "class", "tier", "source", "edited", "unit"})
OF_BUILDINGS = frozenset({"footprint_m2", "floor_area_m2", "residential_m2"})  # side by side, so in one unit
LARGE_M2, M2_IN_HA = 20_000, 10_000  # from two hectares on, people think in hectares
WITHOUT_GROUPING = frozenset({"year"})
Value = str | float | bool | datetime | Sequence[str] | None
OSM_ID = re.compile(r"^(node|way|relation)/\d+$")
CODE = re.compile(r"[a-z][a-z0-9_:/+-]*")  # as OpenStreetMap writes codes; people's own words have spaces or capitals
UNTITLED_CODE = N_("“{code}”")
Row = dict[str, object]


def card_of(city: City, feature: Feature, *, language: str, moment: datetime) -> dict[str, object]:
    """Return the card of a feature in plain values. Raises KeyError for one that is not there."""
    layer = city.layers[feature.layer].at(moment)
    row = layer.table.loc[feature.id]
    name, kind_title = _text(row.get("name")), translate(layer.kind.title, language)
    of_class = class_title(layer, row, language)
    title = name or _text(row.get("address")) or of_class or kind_title
    over = [part for part in (kind_title, of_class) if part and part != title]
    swatch = layer.kind.style.entries[int(layer.kind.style.entry_index(layer.table.loc[[feature.id]]).iloc[0])]
    return {
        "layer": feature.layer,
        "id": feature.id,
        "title": title,
        "over": " · ".join(dict.fromkeys(over)),
        "light": swatch.light,
        "dark": swatch.dark,
        "rows": [
            *_attribute_rows(layer.kind.all_columns, row, {title.casefold(), of_class.casefold()}, language),
            *_whole_street(city, feature, language),
        ],
        "facts": _facts(city, layer.table, feature, row, language),
        "point": _middle(city, row),
        "offers": offers_of(city, feature.layer, feature.id, language),
    }


def both_cards(city: City, feature: Feature, *, language: str, moment: datetime) -> dict[str, object]:
    """Return the card of a feature in a language, and under `other` what it says in the other one.

    Each row and each fact of it has there its title, value and note, under its name.
    """
    made = card_of(city, feature, language=language, moment=moment)
    second = next(known for known in LANGUAGES if known != language)
    other = card_of(city, feature, language=second, moment=moment)
    lines = {row["name"]: row for part in ("rows", "facts") for row in other[part]}  # type: ignore[attr-defined]
    return {**made, "other": {"language": second, "title": other["title"], "over": other["over"], "lines": lines}}


def class_title(layer: Layer, row: pd.Series, language: str) -> str:
    """Return what an object is by its class, "" where that says nothing."""
    return translate(layer.kind.class_title(_text(row.get("class"))), language)


def _whole_street(city: City, feature: Feature, language: str) -> list[Row]:
    """Return how large the street is of which a piece is shown, where that is more than the piece."""
    said = size_of_whole(city, feature.id, language) if feature.layer == STREETS else ""
    title = translate(targets.TEXTS["whole_street"], language)
    return [{"title": title, "value": said, "time": "", "note": ""}] if said else []


def _attribute_rows(columns: Sequence[Column], row: pd.Series, said: Set[str], language: str) -> list[Row]:
    """Return one line for each known attribute that the card's head has not said, in lower case.

    "height_tier" and "height_method" stand under "height_m", "residents_tier" under "residents", "roof_tier" under the
    first of its columns, "roof_shape".
    """
    stems = {c.name.rsplit("_", 1)[0] for c in columns if c.name.endswith("_tier")}
    first: dict[str, str] = {}
    for column in columns:
        stem = column.name if column.name in stems else column.name.rpartition("_")[0]
        if stem in stems:
            first.setdefault(stem, column.name)
    rows = []
    for column in columns:
        stem, _, last = column.name.rpartition("_")
        if column.name in SHOWN_APART or column.hidden or (last in ("tier", "method") and stem in stems):
            continue
        stem = column.name if column.name in stems else stem
        shown = value_text(_with_unit_of(row, column), row.get(column.name), language)
        if shown and shown.casefold() not in said:
            moment = row[column.name].isoformat() if column.type == "time" else ""
            note = _how_known(stem, row, language) if first.get(stem) == column.name else ""
            title = translate(column.title, language)
            rows.append({"name": column.name, "title": title, "value": shown, "time": moment, "note": note})
    return rows


def _with_unit_of(row: pd.Series, column: Column) -> Column:
    """Return the column of a reading with the unit that this row states beside it."""
    return replace(column, unit=_text(row.get("unit"))) if column.name == "value" else column


def _how_known(stem: str, row: pd.Series, language: str) -> str:
    tier, method = _text(row.get(f"{stem}_tier")), _text(row.get(f"{stem}_method"))
    parts = [translate(TIER_TITLES.get(tier, tier), language), translate(method, language)]  # type: ignore[call-overload]
    return " · ".join(part for part in parts if part)


def value_text(column: Column, value: Value, language: str) -> str:
    """Return a value as a reader wants it: titles for codes, numbers with units; empty for a missing one."""
    if isinstance(value, list | tuple):
        return ", ".join(_coded_text(column, str(v), language) for v in value)
    if _is_missing(value):
        return ""
    if column.type == "boolean":
        return translate(TEXTS["yes" if value else "no"], language)
    if column.type in ("number", "integer"):
        return _number_text(column, float(str(value)), language)
    if column.name == "method" or column.name.endswith("_method"):
        return translate(str(value), language)
    return _coded_text(column, str(value), language)


def _coded_text(column: Column, text: str, language: str) -> str:
    """Return the titles of a column's codes; a code without one in quotes, people's own words as they are."""
    codes = (text,) if text in column.values else values_of(text)
    if not column.values or not all(code in column.values or CODE.fullmatch(code) for code in codes):
        return text
    return ", ".join(dict.fromkeys(_code_title(column, code, language) for code in codes))


def _code_title(column: Column, code: str, language: str) -> str:
    if code in column.values:
        return translate(column.values[code], language)
    return translate(UNTITLED_CODE, language).format(code=code)


def _number_text(column: Column, number: float, language: str) -> str:
    if column.unit == "s":
        return format_timedelta(timedelta(seconds=number), threshold=1.5, locale=language)
    if column.name in WITHOUT_GROUPING:
        return f"{number:.0f}"
    unit = column.unit
    if unit == "m²" and abs(number) >= LARGE_M2 and column.name not in OF_BUILDINGS:
        number, unit = number / M2_IN_HA, "ha"
    text = number_text(number, language, decimals=0 if abs(number) >= 100 else 1 if abs(number) >= 1 else 2)
    return f"{text} {unit}".strip()


def _facts(city: City, table: gpd.GeoDataFrame, feature: Feature, row: pd.Series, language: str) -> list[Row]:
    source = city.source_of(_text(row.get("source")))
    tier = _text(row.get("tier"))
    x, y, _ = _middle(city, row)
    x, y = x + city.frame.origin[0], y + city.frame.origin[1]
    lon, lat = (float(v) for v in city.frame.to_lonlat_points(x, y))
    is_osm = source is not None and source.id == "osm" and OSM_ID.match(feature.id)
    facts: list[tuple[str, str, str]] = [
        ("tier", translate(TIER_TITLES.get(tier, tier), language), ""),  # type: ignore[call-overload]
        ("source", source.text(language) if source else "", ""),
        ("id", feature.id, f"https://www.openstreetmap.org/{feature.id}" if is_osm else ""),
        ("edited", _date_text(_text(row.get("edited")), language), ""),
        ("position", point_text(lon, lat, language), ""),
        (
            "plane",
            f"{number_text(x, language, decimals=1)} E; {number_text(y, language, decimals=1)} N"
            f" ({table.crs.to_string()})",
            "",
        ),
    ]
    return [
        {"name": name, "title": translate(TEXTS[name], language), "value": value, "link": link}
        for name, value, link in facts
        if value
    ]


def _middle(city: City, row: pd.Series) -> tuple[float, float, float]:
    """Return a point on the feature in metres relative to the frame's origin, on the ground."""
    point = row["geometry"].representative_point()
    x, y = point.x - city.frame.origin[0], point.y - city.frame.origin[1]
    height = city.terrain.heights_at(np.array([[point.x, point.y]]))[0]
    return round(float(x), 2), round(float(y), 2), round(float(height), 2)


def _date_text(value: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(value[:10]), format="long", locale=language) if value else ""
    except ValueError:
        return value


def _text(value: Value) -> str:
    return "" if _is_missing(value) else str(value)


def _is_missing(value: Value) -> bool:
    return value is None or (not isinstance(value, Sequence) and bool(pd.isna(value)))


def build_card() -> None:
    """Add the card: beside the map on wide windows, a sheet over its foot on narrow ones."""
    with html.Section(
        v_if="card", classes="panel card", id="card", tabindex="-1", raw_attrs=aria(label="t.object", live="'polite'")
    ):
        with html.Div(classes="panel-head"):
            html.I(classes="swatch", style=("{background: card[theme]}",))
            with html.Div(classes="card-title"):
                html.P("{{ t[card.side] }}: {{ compare[card.side] }}", v_if="compare", classes="card-side")
                html.H2("{{ card.title }}")
                html.P("{{ card.over }}", v_if="card.over", classes="quiet")
            with html.Button(
                type="button",
                classes="tool",
                click="window.twin.flyTo(card.point)",
                title=("t.go_there",),
                raw_attrs=aria(label="t.go_there"),
            ):
                add_icon("'centre'")
            with html.Button(
                type="button",
                classes="tool",
                click="window.twin.selecting.close()",
                title=("t.close",),
                raw_attrs=['data-tool="close-card"', *aria(label="t.close")],
            ):
                add_icon("'close'")
        with html.Div(classes="panel-body", tabindex="-1"):
            build_card_value()
            build_sun_value()
            with html.Dl(v_if="card.rows.length"), html.Div(v_for="row in card.rows", key="row.title"):
                html.Dt("{{ row.title }}")
                with html.Dd():
                    html.Span("{{ row.time ? window.twin.timeText(row.time) : row.value }}")
                    html.Small("{{ row.note }}", v_if="row.note", classes="quiet")
            build_place()
            build_only_here()
            with html.Div(v_if="card.offers.length", classes="offers", raw_attrs=aria(role="group", label="t.offers")):
                html.H3("{{ t.offers }}")
                html.Button(
                    "{{ offer.title }}",
                    v_for="offer in card.offers",
                    key="offer.kind",
                    type="button",
                    classes="offer",
                    click="window.twin.scenario.start(offer.kind, offer)",
                    raw_attrs=[':data-offer="offer.kind"'],
                )
            with html.Dl(classes="facts"), html.Div(v_for="row in card.facts", key="row.title"):
                html.Dt("{{ row.title }}")
                with html.Dd():
                    add_link("row.value", "row.link", shown_if="row.link")
                    html.Span("{{ row.value }}", v_else=True)
