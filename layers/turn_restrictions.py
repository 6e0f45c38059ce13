"""Turn restrictions: where a street may not be left, or only be left, by another one."""

import re
from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geodata.clean import clean_points
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import RESTRICTION_TAGS, OsmSelection
from geodata.tags import values_of

from .column import Column
from .junction_titles import RESTRICTION, VEHICLES
from .layer import Context, LayerKind, LegendEntry, Style, with_columns
from .pins import pin, pin_form
from .tagged import first_of, tag, titles, typed_table

CLASSES: Mapping[str, str] = {
    "no_left_turn": "no_turn",
    "no_right_turn": "no_turn",
    "no_straight_on": "no_turn",
    "no_u_turn": "no_u_turn",
    "only_left_turn": "only_turn",
    "only_right_turn": "only_turn",
    "only_straight_on": "only_turn",
    "only_u_turn": "only_turn",
    "no_entry": "no_entry",
    "no_exit": "no_entry",
}
HOUR_TAGS = ("day_on", "day_off", "hour_on", "hour_off")  # before 2014 instead of restriction:conditional
CONDITIONAL = re.compile(r"\s*(\w+)\s*@\s*(?:\(([^)]*)\)|([^;]*))")

UNKNOWN_KIND = N_("a turn restriction of an unknown kind")
NO_STREETS = N_("a turn restriction that does not say from which street to which")
STREET_MISSING = N_("a turn restriction of which one street is not in the city")

STYLE = Style(
    entries=(
        LegendEntry("no_turn", N_("Turn not allowed"), "#cc3311", "#ee7755"),
        LegendEntry("no_u_turn", N_("No U-turn"), "#ddaa33", "#e6bd5c"),
        LegendEntry("only_turn", N_("Only one way on"), "#4477aa", "#6b9fd4"),
        LegendEntry("no_entry", N_("No entry or no exit"), "#882255", "#c06a97"),
    ),
    note=N_("What traffic may not, or only, do here"),
)


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the restrictions whose kind and streets are known; ids of ways and nodes are texts joined by ";"."""
    raw, report = _usable(raw, context)
    kind, hours, vehicles = restrictions(raw)
    columns = {
        "class": kind.map(CLASSES),
        "restriction": kind,
        **member_ids(tag(raw, "members")),
        "except": tag(raw, "except").map(lambda text: ";".join(values_of(text)), na_action="ignore"),
        "applies_to": vehicles,
        "hours": hours,
    }
    return typed_table(raw, context, columns), report


def _usable(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the rows that name a known kind and streets of the city."""
    kind, _, _ = restrictions(raw)
    ids = member_ids(tag(raw, "members"))
    nameless = ids["from_way"].isna() | ids["to_way"].isna()
    unknown = ~kind.isin(list(CLASSES))
    missing = pd.Series(False, index=raw.index)
    if (streets := context.raw.get("streets")) is not None:
        there = frozenset(streets.index.str.split("#").str[0])
        both = ids["from_way"].fillna("") + ";" + ids["to_way"].fillna("")
        missing = ~both.map(lambda text: there.issuperset(values_of(text)))
    report = Report()
    gone = pd.Series(False, index=raw.index)
    for reason, rows in ((NO_STREETS, nameless), (UNKNOWN_KIND, unknown), (STREET_MISSING, missing)):
        report += report_of(KIND.name, "dropped", reason, raw.index[rows & ~gone])
        gone |= rows
    return raw[~gone], report


def member_ids(members: pd.Series) -> dict[str, pd.Series]:
    """Return the columns from_way, to_way and via of lists such as ["from:way/12", "via:node/3"]."""
    roles = {"from_way": "from", "via": "via", "to_way": "to"}
    return {name: members.map(lambda texts, role=role: _ids(texts, role)) for name, role in roles.items()}


def _ids(members: list[str] | None, role: str) -> str | None:
    """Return the ids, joined by ";", of the members of a role; where one comes from and goes to are no points."""
    ids = [text.removeprefix(f"{role}:") for text in members or () if text.startswith(f"{role}:")]
    return ";".join(id for id in ids if role == "via" or not id.startswith(("node/", "relation/"))) or None


def restrictions(raw: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return the kind of each restriction, its hours, and for which vehicles it is made (missing: all of them).

    `restriction` goes before `restriction:conditional`, and these before those for one vehicle.
    """
    kind = pd.Series(None, index=raw.index, dtype=object)
    hours, vehicles = kind.copy(), kind.copy()
    for key in RESTRICTION_TAGS:
        if key not in raw or raw[key].isna().all():
            continue
        kinds, when = _parted(tag(raw, key))
        vehicle = key.removeprefix("restriction").removesuffix(":conditional").removeprefix(":")
        same = (kind == kinds) & vehicles.notna() & (hours.fillna("") == when.fillna("")) & (vehicle != "")
        vehicles = vehicles.mask(same, vehicles + ";" + vehicle)
        new = kind.isna() & kinds.notna()
        kind, hours = kind.mask(new, kinds), hours.mask(new, when)
        vehicles = vehicles.mask(new, vehicle or None)
    only = tag(raw, "type").str.removeprefix("restriction").str.removeprefix(":").replace("", None)
    return kind, hours.where(hours.notna(), _older_hours(raw)), vehicles.where(vehicles.notna(), only)


def _parted(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return kind and hours of "no_left_turn @ (Mo-Fr 07:00-09:00)"; of several kinds the first."""
    found = texts.str.extract(CONDITIONAL)
    hours = found[1].where(found[1].notna(), found[2]).str.strip()
    return found[0].where(found[0].notna(), texts).astype(object), hours.astype(object).where(hours.notna(), None)


def _older_hours(raw: gpd.GeoDataFrame) -> pd.Series:
    """Return hours as they were tagged before: "Monday-Friday 07:00-09:00"."""
    days, times = (_span(raw, f"{name}_on", f"{name}_off") for name in ("day", "hour"))
    both = days.notna() & times.notna()
    return (days + " " + times).where(both, first_of(pd.DataFrame({"a": days, "b": times}), ("b", "a")))


def _span(raw: gpd.GeoDataFrame, start: str, end: str) -> pd.Series:
    return tag(raw, start) + "-" + tag(raw, end)


def complete(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the restrictions at their points, each with the class of its kind."""
    table, report = clean_points(with_columns(table, KIND), layer=KIND.name)
    classes = table["class"].fillna(table["restriction"].map(CLASSES)).fillna("no_entry")
    return table.assign(**{"class": classes}), report


KIND = LayerKind(
    name="turn_restrictions",
    title=N_("Turn restrictions"),
    description=N_("Turns that are forbidden, or the only ones allowed, from one street into another."),
    group="mobility",
    geometry=("point",),
    columns=(
        Column("class", "text", N_("Kind"), values=titles(STYLE.entries)),
        Column("restriction", "text", N_("Restriction"), values=RESTRICTION),
        Column("except", "text", N_("Except"), values=VEHICLES),
        Column("applies_to", "text", N_("Only for"), values=VEHICLES),
        Column("hours", "text", N_("Only when")),
        Column("from_way", "text", N_("From the street"), hidden=True),
        Column("via", "text", N_("Over the node or street"), hidden=True),
        Column("to_way", "text", N_("To the street"), hidden=True),
    ),
    style=STYLE,
    form=pin_form(pin(height_m=6.0, radius_m=1.6)),
    count_forms=NN_("{count} turn restriction", "{count} turn restrictions"),
    osm=OsmSelection(
        where=dict.fromkeys(RESTRICTION_TAGS),
        geometry=("point",),
        tags=("name", "type", *HOUR_TAGS, "except"),
        kinds=("relation",),
        place_role="via",
    ),
    from_osm=from_osm,
    complete=complete,
    visible=False,
    order=48,
)
