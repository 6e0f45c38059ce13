"""The turns cars may not make, out of the layer of turn restrictions."""

import pandas as pd

from geodata.language import N_
from geodata.report import Report, report_of

from .street_access import text

CARS = frozenset({"motorcar", "motor_vehicle", "vehicle"})
HOURS_ONLY = N_("only at certain hours: not applied to routes")
OVER_STREETS = N_("over a street instead of a node: not applied to routes")


def turn_bans(turn_restrictions: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    """Return the turns cars may not make: from_way and to_way ("way/12"), via_node (number), only (all others banned).

    `turn_restrictions`: the table of that layer. Those that except cars, or are made for others, do not bind cars.
    Those for certain hours, and those over a street, are left out and reported.
    """
    binds = ~_speaks_of_cars(turn_restrictions, "except", missing=False)
    binds &= _speaks_of_cars(turn_restrictions, "applies_to", missing=True)
    by_hours = text(turn_restrictions, "hours").notna().to_numpy(bool)
    at_node = turn_restrictions["via"].astype("str").str.fullmatch(r"node/\d+").fillna(value=False).to_numpy(bool)
    ids = turn_restrictions.index
    report = report_of("turn_restrictions", "dropped", HOURS_ONLY, ids[binds & by_hours])
    report += report_of("turn_restrictions", "dropped", OVER_STREETS, ids[binds & ~by_hours & ~at_node])
    kept = turn_restrictions[binds & ~by_hours & at_node]
    rules = pd.DataFrame(
        {
            "from_way": kept["from_way"].astype("str").str.split(";"),
            "via_node": kept["via"].astype("str").str.removeprefix("node/").astype("int64"),
            "to_way": kept["to_way"].astype("str").str.split(";"),
            "only": kept["class"] == "only_turn",
        }
    )
    return rules.explode("from_way").explode("to_way").reset_index(drop=True), report


def _speaks_of_cars(table: pd.DataFrame, column: str, *, missing: bool) -> pd.Series:
    """Return whether a list of vehicles names cars; `missing` where there is no list."""
    lists = text(table, column)
    named = [missing if pd.isna(value) else not CARS.isdisjoint(value.split(";")) for value in lists]
    return pd.Series(named, index=table.index, dtype=bool)
