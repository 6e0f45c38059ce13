"""What a page shows of a board or a comparison: plain texts in a language, and the order of its rows."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geodata.language import N_, NN_, number_text, translate, translate_count
from twin.board_output import coverage_text, published_text
from twin.caveats import caveats
from twin.comparison import Comparison
from twin.comparison_output import SIGNS, inside_text, side_title
from twin.differences import (
    difference_number,
    difference_text,
    interval_text,
    shown_decimals,
    value_text,
)
from twin.indicators import DIRECTION_TITLES, Board, Indicator, indicators
from twin.measurement import Measurement
from twin.people_words import mean_text, newly_inside, people_moved, people_sentence
from twin.verdicts import ORDER, VERDICT_TITLES, Verdict, most_people_first

State = dict[str, object]
PEOPLE_FIRST = "people"  # an order that no column of the page has: where a page begins
COLUMNS = ("verdict", "title", "before", "after", "difference", "gain", "lose", "target", "tier")
PER_CENT = 100.0
NOT_KNOWN = N_("not known")
COUNTS: Mapping[str, tuple[str, str]] = {
    "better": NN_("{count} better", "{count} better"),
    "worse": NN_("{count} worse", "{count} worse"),
    "different": NN_("{count} different", "{count} different"),
    "unsure": NN_("{count} same within uncertainty", "{count} same within uncertainty"),
    "population": NN_("{count} only by other residents", "{count} only by other residents"),
    "same": NN_("{count} the same", "{count} the same"),
    "not known": NN_("{count} not known", "{count} not known"),
}
SHORT_WAYS: Mapping[str, tuple[str, str]] = {
    "gain": NN_("{count} gains", "{count} gain"), "lose": NN_("{count} loses", "{count} lose"),
}  # fmt: skip
NEW = NN_("{count} resident is new", "{count} residents are new")
MOST_FIRST = frozenset({"gain", "lose"})  # who sorts by these looks for the greatest
GONE = NN_("{count} resident is gone", "{count} residents are gone")


@dataclass(frozen=True)
class Order:
    """How a page sorts its board: by a column or by how many residents are moved; whether what stayed is hidden."""

    column: str = PEOPLE_FIRST
    is_descending: bool = False
    is_changed_only: bool = False

    def by(self, column: object, *, changed_only: bool) -> "Order":
        """Return the order after a click on a column's head; an unknown column leaves it as it is."""
        made = replace(self, is_changed_only=changed_only)
        if not isinstance(column, str) or column not in COLUMNS:
            return made
        turned = not self.is_descending if column == self.column else column in MOST_FIRST
        return replace(made, column=column, is_descending=turned)

    @property
    def state(self) -> State:
        """The order as the page reads it."""
        way = "descending" if self.is_descending else "ascending"
        return {"column": self.column, "way": way, "changed": self.is_changed_only}


def in_order(board: Board, made: Comparison | None, order: Order, language: str) -> list[str]:
    """Return the ids of a board's indicators as a page lists them; what is not known comes last."""
    table = board.table(language=language) if made is None else made.table(language=language)
    if order.is_changed_only and made is not None:
        table = table[~table["verdict"].isin(["same", "not known"]) | (table["gain"] > 0) | (table["lose"] > 0)]
    if order.column == PEOPLE_FIRST:
        table = table if made is None else most_people_first(table)
    else:
        keys = _sort_keys(table, order.column)
        table = table.loc[keys.sort_values(ascending=not order.is_descending, kind="stable", na_position="last").index]
    return [str(id) for id in table.index]


def _sort_keys(table: pd.DataFrame, column: str) -> pd.Series:
    """Return what rows are sorted by: numbers of different units stand beside each other by their share."""
    if column == "verdict":
        return table["verdict"].map(ORDER.index) if "verdict" in table else pd.Series(0, table.index)
    if column in ("title", "tier"):
        return table[column].astype(object).map(lambda text: _plain(str(text)))
    names = {"difference": "relative", "target": "progress_after", "before": "before", "after": "after"}
    wanted = names.get(column, column)
    fallback = {"after": "value", "progress_after": "progress"}.get(wanted, wanted)
    found = wanted if wanted in table else fallback
    return table[found] if found in table else pd.Series(0, table.index)


def _plain(text: str) -> str:
    """Return a text as it is sorted: ș beside s."""
    return text.casefold().translate(str.maketrans("șțăâî", "staai"))


def board_state(board: Board, made: Comparison | None, language: str) -> State:
    """Return a board, or a comparison, as the page shows it: its rows by id, and what is said of all."""
    rows = _value_rows(board, language) if made is None else _compared_rows(made, language)
    counts = [] if made is None else _counts(rows, language)
    moved = [] if made is None else _moved(made, language)
    objects = [] if made is None else made.objects(language=language).reset_index().to_dict("records")
    return {
        "is_compared": made is not None,
        "has_slow": any(indicators()[id].on_request for id in board.measurements),
        "before_title": "" if made is None else side_title(made.before_scenario, language),
        "after_title": side_title(None if made is None else made.after_scenario, language),
        "rows": rows,
        "counts": counts,
        "people": "" if made is None else _people(made, language),
        "moved": moved,
        "headline": moved or [count for count in counts if count["verdict"] in ("better", "worse")],
        "caveats": [translate(each, language) for each in (made.caveats if made else caveats(board.city))],
        "moved_text": "" if made is None else people_sentence(made, language),
        "objects": [
            {"title": row["title"], "examples": row["examples"]}
            | {name: number_text(row[name], language) for name in ("added", "removed", "changed")}
            for row in objects
        ],
    }


def _value_rows(board: Board, language: str) -> dict[str, State]:
    rows = {}
    for id, found in board.measurements.items():
        indicator = indicators()[id]
        known = found.unknown is None
        rows[id] = _told(indicator, found, language) | {
            "after": value_text(found.value, translate(indicator.unit, language), indicator.decimals, language)
            if known else translate(NOT_KNOWN, language),
            "interval": interval_text(found.interval or (), indicator.decimals, language),
            "worst": _worst(found, indicator, language),
            "target": published_text(indicator, board.target(id), found.value if known else None, language),
            "target_url": _url(board, id),
            "note": sentence(found.unknown.text(language) if found.unknown else translate(found.note, language)),
        }  # fmt: skip
    return rows


def _compared_rows(made: Comparison, language: str) -> dict[str, State]:
    rows = {}
    for name, row in made.table(language=language).iterrows():
        id, indicator = str(name), indicators()[str(name)]
        had, has, unit = made.before[id], made.after[id], str(row["unit"])
        verdict: Verdict = row["verdict"]
        decimals = shown_decimals(row["before"], row["after"], indicator.decimals)
        known = has.unknown is None
        rows[id] = _told(indicator, has if known else had, language) | {
            "before": value_text(row["before"], unit, decimals, language, beside=[row["after"]]),
            "before_interval": interval_text(had.interval or (), decimals, language),
            "after": value_text(row["after"], unit, decimals, language, beside=[row["before"]]),
            "interval": interval_text(has.interval or (), decimals, language),
            "difference": difference_text(row, unit, indicator.decimals, language),
            "verdict": verdict.replace(" ", "-"),
            "verdict_text": translate(VERDICT_TITLES[verdict], language),
            "sign": SIGNS[verdict][0],
            "by_residents": made.goes_against_number(id),
            "gain": _people_text(row["gain"], language),
            "lose": _people_text(row["lose"], language),
            "worst": _worst(has, indicator, language),
            "target": published_text(indicator, made.after.target(id), has.value if known else None, language),
            "target_url": _url(made.after, id),
            "note": sentence(str(row["unknown"]) or str(row["note"]) or translate(has.note, language)),
        }
    return rows


def sentence(note: str) -> str:
    """Return a note that may begin and end as part of a list as a sentence of its own."""
    return note[:1].upper() + note[1:] + ("" if note.endswith((".", "!", "?")) or not note else ".")


def _told(indicator: Indicator, found: Measurement, language: str) -> State:
    """Return what is to be said of an indicator whatever it is compared with."""
    return {
        "title": translate(indicator.title, language),
        "meaning": translate(indicator.meaning, language),
        "direction": translate(DIRECTION_TITLES[indicator.direction], language),
        "method": translate(indicator.method, language),
        "source": indicator.source,
        "tier": "" if found.unknown else coverage_text(found, language),
        "is_paintable": bool(found.objects is not None or len(found.by_neighbourhood)),
    }


def _worst(found: Measurement, indicator: Indicator, language: str) -> str:
    if found.worst_tenth is None:
        return ""
    decimals = indicator.decimals if found.worst_unit == indicator.unit else 0
    return value_text(found.worst_tenth, translate(found.worst_unit, language), decimals, language)


def _url(board: Board, id: str) -> str:
    target = board.target(id)
    return target.url if target and target.url.startswith("https://") else ""


def _people_text(count: float, language: str) -> str:
    """Return a number of residents, "" where an indicator says nothing of single homes."""
    return "" if np.isnan(count) else number_text(round(count), language)


def _counts(rows: Mapping[str, State], language: str) -> list[State]:
    """Return how many indicators have each verdict."""
    found = pd.Series([str(row["verdict"]) for row in rows.values()]).value_counts()
    said: list[State] = []
    for verdict in ORDER:
        key = verdict.replace(" ", "-")
        if count := int(found.get(key, 0)):
            text = translate_count(COUNTS[verdict], count, language)
            said.append({"verdict": key, "sign": SIGNS[verdict][0], "text": text})
    return said


def _moved(made: Comparison, language: str) -> list[State]:
    """Return how many residents lose and gain, as the head of the board says it, with their signs."""
    verdicts: Mapping[str, Verdict] = {"lose": "worse", "gain": "better"}
    return [
        {"verdict": verdicts[way], "sign": SIGNS[verdicts[way]][0], "text": text,
         "short": translate_count(SHORT_WAYS[way], round(made.moved[way]), language)}
        for way, text in people_moved(made, language).items()
    ]  # fmt: skip


def _people(made: Comparison, language: str) -> str:
    sums = [(forms, round(float(made.people[name].sum()))) for forms, name in ((NEW, "new"), (GONE, "gone"))]
    return ", ".join(translate_count(forms, count, language) for forms, count in sums if count)


def detail_state(board: Board, made: Comparison | None, id: str, language: str) -> State:
    """Return one indicator by neighbourhood, and who gains and who loses by it."""
    indicator = indicators()[id]
    gains = None if made is None or id not in made.totals.index else _gains(made, id, language)
    return {
        "id": id,
        "areas": _areas(board, made, indicator, language),
        "gains": gains,
        "inside": inside_text(_total(made, id), language) if made and id in newly_inside(made) else "",
        "kinds": _kinds(board[id], language),
    }


def _areas(board: Board, made: Comparison | None, indicator: Indicator, language: str) -> list[State]:
    """Return the neighbourhoods by name, each with its value; compared, those that moved most come first."""
    after = board.by_neighbourhood(language=language)
    if made is None or not len(after):
        table = after[["name", indicator.id]].rename(columns={indicator.id: "after"}) if len(after) else after
        shown = table.sort_values("name", key=lambda names: names.map(_plain)) if len(table) else table
        return [_area(row, ("after",), indicator.decimals, language) for row in shown.to_dict("records")]
    before = made.before.by_neighbourhood(language=language)
    steps = made.by_neighbourhood(language=language)[["name", indicator.id]].set_axis(["name", "step"], axis=1)
    table = steps.assign(before=before[indicator.id], after=after[indicator.id])
    moved = table.assign(size=table["step"].abs()).sort_values("size", ascending=False, kind="stable")
    return [_compared_area(row, indicator.decimals, language) for row in moved.to_dict("records")]


def _compared_area(row: Mapping[Hashable, float], decimals: int, language: str) -> State:
    fine = shown_decimals(row["before"], row["after"], decimals)
    known = not np.isnan(row["step"])
    step = difference_number(row["before"], row["after"], decimals, language) if known else ""
    return _area(row, ("before", "after"), fine, language) | {"difference": step}


def _area(row: Mapping[Hashable, float], columns: Sequence[str], decimals: int, language: str) -> State:
    values = [row[name] for name in columns]
    told = [value_text(value, "", decimals, language, beside=values) for value in values]
    return {"name": row["name"]} | dict(zip(columns, told, strict=True))


def _gains(made: Comparison, id: str, language: str) -> State:
    """Return who gains and loses in all and by neighbourhood; neighbourhoods in which nobody does are left out."""
    table = made.gains_and_losses(id, language=language)
    moved = table[(table["gain"].round() > 0) | (table["lose"].round() > 0)]

    def line(name: str, row: Mapping[str, float]) -> State:
        means = {way: mean_text(made, id, row, way, language) for way in ("gain", "lose")}
        people = {way: _people_text(row[way], language) for way in ("gain", "lose", "joined", "cut_off")}
        return {"name": name, **people, "gain_mean": means["gain"], "lose_mean": means["lose"]}

    rows = moved.assign(both=moved["gain"].fillna(0) + moved["lose"].fillna(0)).sort_values("both", ascending=False)
    return {
        "total": line("", _total(made, id)),
        "areas": [line(str(row["name"]), row) for row in rows.to_dict("records")],  # type: ignore[arg-type]
    }


def _total(made: Comparison, id: str) -> dict[str, float]:
    return {str(name): float(value) for name, value in made.totals[made.totals.index == id].iloc[0].to_dict().items()}


def _kinds(found: Measurement, language: str) -> list[State]:
    if found.kinds is None:
        return []
    return [
        {
            "title": translate(row["title"], language),
            "value": value_text(row["value"], translate(row["unit"], language), 1, language),
        }
        for row in found.kinds.to_dict("records")
    ]
