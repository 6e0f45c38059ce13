"""A comparison as JSON for programs and as tables for people."""

from collections.abc import Mapping

import pandas as pd
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from geodata.language import N_, NN_, number_text, translate, translate_count

from .city import DEMONSTRATION_MARK
from .comparison import AS_IT_IS, Comparison
from .differences import difference_text, shown_decimals, signed, value_text
from .indicators import indicators
from .namesakes import neighbourhood_names
from .people_words import WAYS, mean_text, newly_inside, people_sentence
from .printing import plain
from .scenario import Scenario
from .scenario_output import NO_EDITS, print_remarks, told_edits
from .verdicts import VERDICT_TITLES, Verdict, most_people_first
from .verification import Verification
from .verification_output import verification_json
from .whereabouts import edit_sentences

WIDTH = 120  # of what goes into a file or a pipe
MOST_NAMED = 5  # neighbourhoods that are named each way
PER_CENT = 100.0
ALL_HINT, GAINS_TITLE = N_("--all shows them"), N_("Who gains, who loses")
NOTHING_DIFFERS = N_("No object differs.")
# Never colour alone: each verdict has a sign and a word.
SIGNS: Mapping[Verdict, tuple[str, str]] = {
    "better": ("▲", "green"), "worse": ("▼", "red"), "different": ("≠", "cyan"), "unsure": ("≈", "yellow"),
    "population": ("⇄", "dim"), "same": ("=", "dim"), "not known": ("?", "dim"),
}  # fmt: skip


def side_title(scenario: Scenario | None, language: str) -> str:
    """Return what one side of a comparison is called."""
    return scenario.name if scenario else translate(AS_IT_IS, language)


def comparison_json(made: Comparison, language: str, trust: Mapping[str, Verification | None]) -> dict[str, object]:
    """Return a comparison as plain values; NaN where a number is not known.

    For each indicator the columns of `Comparison.table`, the differences by neighbourhood, and who gains and loses, in
    all and by neighbourhood, where it says so. `edits` of each side are those that are on, as `told_edits` tells them.
    `caveats`: what has to be said with all numbers. `objects` are the ids that were added, removed and changed, by
    layer. `trust`: what the trust suite said of each scenario, by its name; None where it was not asked.
    """
    city = made.after.city
    return {
        "city": city.title.get(language) or city.recipe.id,
        "demonstration": city.is_demo,
        "before": _side_json(made.before_scenario, language),
        "after": _side_json(made.after_scenario, language),
        "neighbourhoods": neighbourhood_names(city, language=language) or None,
        "indicators": {id: _indicator_json(made, id, row, language) for id, row in _rows(made, language)},
        "caveats": [translate(each, language) for each in made.caveats],
        "residents": {name: float(made.people[name].sum()) for name in ("stay", "new", "gone")},
        "objects": {
            each.layer: {"added": list(each.added), "removed": list(each.removed), "changed": list(each.changed)}
            for each in made.changed
        },
        "trust": {name: found and verification_json(name, found, language) for name, found in trust.items()},
    }


def _rows(made: Comparison, language: str) -> list[tuple[str, pd.Series]]:
    return [(str(id), row) for id, row in made.table(language=language).astype(object).iterrows()]


def _side_json(scenario: Scenario | None, language: str) -> dict[str, object]:
    if scenario is None:
        return {"scenario": None, "edits": []}
    return {"scenario": scenario.name, "edits": told_edits(scenario, scenario.history.active, language)}


def _indicator_json(made: Comparison, id: str, row: pd.Series, language: str) -> dict[str, object]:
    said = {str(name): plain(value) for name, value in row.items()}
    steps = made.by_neighbourhood(language=language)[id] if len(made.after[id].by_neighbourhood) else None
    gains: dict[str, object] | None = None
    if id in made.totals.index:
        areas = made.gains_and_losses(id, language=language).drop(columns="name")
        gains = {
            "in_all": {str(name): plain(value) for name, value in made.totals.loc[id].items()},
            "by_neighbourhood": {
                str(area): {str(name): plain(value) for name, value in amounts.items()}
                for area, amounts in areas.iterrows()
            },
        }
    by_area = None if steps is None else {str(area): plain(step) for area, step in steps.items()}
    said["unit"] = translate(indicators()[id].unit_or_counted, language)
    return {**said, "unknown": said["unknown"] or None, "tier": said["tier"] or None, "note": said["note"] or None,
            "by_neighbourhood": by_area, "gains_and_losses": gains}  # fmt: skip


def print_comparison(made: Comparison, language: str, *, show_all: bool = False) -> None:
    """Print what changed, who gains and who loses, and the objects that differ; with `show_all` what stayed too."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    _print_heading(console, made, language)
    console.print(f"{people_sentence(made, language)}", style="bold", highlight=False, markup=False)
    for caveat in made.caveats:
        console.print(f"! {translate(caveat, language)}", style="yellow", highlight=False)
    table = most_people_first(made.table(language=language))
    moved = (table["gain"] > 0) | (table["lose"] > 0) | table.index.isin(newly_inside(made))
    unknown = table["verdict"] == "not known"
    lost = unknown & (table["before"].notna() | table["after"].notna())
    same = (table["verdict"] == "same") & ~moved
    changed = table[~same & (~unknown | lost)]
    shown = pd.concat([changed, table[same], table[unknown & ~lost]]) if show_all else changed
    if len(shown):
        console.print(_indicator_table(shown, language))
    for note, titles in shown[shown["note"] != ""].groupby("note", sort=False)["title"]:
        console.print(f"{', '.join(titles)}: {note}.", highlight=False, markup=False)
    _print_same(console, int(same.sum()), language, is_listed=show_all)
    _print_unknown(console, table[unknown], len(table), language)
    _print_gains(console, made, [id for id in table.index if moved[id]], language)
    _print_objects(console, made, language)


def _print_heading(console: Console, made: Comparison, language: str) -> None:
    city = made.after.city
    console.print(city.title.get(language) or city.recipe.id, style="bold", highlight=False)
    if city.is_demo:
        console.print(f"[bold reverse] {translate(DEMONSTRATION_MARK, language)} [/]")
    for heading, scenario in ((N_("Before"), made.before_scenario), (N_("After"), made.after_scenario)):
        title = f"{translate(heading, language)}: {side_title(scenario, language)}"
        console.print(title, markup=False, highlight=False)
        if scenario is None:
            continue
        said = edit_sentences(scenario.edits, scenario.city, language)
        for number, edit in enumerate(scenario.edits, start=1):
            if scenario.is_on(edit):
                _print_under(console, f"{number}. {said[edit.id]}")
        if not scenario.edits:
            _print_under(console, translate(NO_EDITS, language))
        print_remarks(console, scenario, language)


def _print_under(console: Console, text: str | Text) -> None:
    said = text if isinstance(text, Text) else Text(text)
    console.print(Padding(said, (0, 0, 0, 2), expand=False), highlight=False)


def _indicator_table(rows: pd.DataFrame, language: str) -> Table:
    made = Table(title=translate(N_("Indicators"), language), title_justify="left")
    for heading in (N_("Verdict"), N_("Indicator"), N_("Before"), N_("After"), N_("Difference")):
        is_text = heading in ("Verdict", "Indicator")
        made.add_column(translate(heading, language), justify="left" if is_text else "right")
    for id, row in rows.iterrows():
        usual, unit = indicators()[str(id)].decimals, str(row["unit"])
        decimals = shown_decimals(row["before"], row["after"], usual)
        sign, style = SIGNS[row["verdict"]]
        verdict = Text(f"{sign} {translate(VERDICT_TITLES[row['verdict']], language)}", style=style)
        ends = (row["before"], row["after"])
        values = (value_text(value, unit, decimals, language, beside=ends) for value in ends)
        made.add_row(verdict, Text(row["title"]), *values, difference_text(row, unit, usual, language))
    return made


def _print_same(console: Console, count: int, language: str, *, is_listed: bool) -> None:
    if not count:
        return
    text = translate_count(
        NN_("{count} indicator stayed the same", "{count} indicators stayed the same"), count, language
    )
    hint = "" if is_listed else f" ({translate(ALL_HINT, language)})"
    console.print(f"{text}{hint}.", highlight=False)


def _print_unknown(console: Console, rows: pd.DataFrame, count: int, language: str) -> None:
    if not len(rows):
        return
    forms = NN_("{count} indicator is not known", "{count} indicators are not known")
    share = number_text(PER_CENT * len(rows) / count, language)
    console.print(f"{translate_count(forms, len(rows), language)} ({share} %):", highlight=False)
    for reason, titles in rows.groupby("unknown", sort=False)["title"]:
        _print_under(console, f"{', '.join(titles)}: {reason}.")


def _print_gains(console: Console, made: Comparison, ids: list[str], language: str) -> None:
    people, inside = made.people, newly_inside(made)
    if ids:
        console.print(f"\n{translate(GAINS_TITLE, language)}", style="italic", highlight=False)
    for id in ids:
        areas, total = made.gains_and_losses(id, language=language), dict(made.totals.loc[id])
        console.print(translate(indicators()[id].title, language), highlight=False, markup=False)
        for way in ("gain", "lose"):
            if total[way] > 0:
                _print_under(console, way_text(made, id, way, areas, total, language))
        if id in inside:
            _print_under(console, inside_text(total, language))
    new, gone = (round(float(people[name].sum())) for name in ("new", "gone"))
    if new or gone:
        said = []
        if new:
            said.append(translate_count(NN_("{count} resident is new", "{count} residents are new"), new, language))
        if gone:
            said.append(translate_count(NN_("{count} resident is gone", "{count} residents are gone"), gone, language))
        counted = translate(N_("counted neither as gain nor as loss"), language)
        console.print(f"{', '.join(said)} ({counted}).", highlight=False)


def inside_text(total: Mapping[str, float], language: str) -> str:
    """Return for how many residents a share holds before and after, in words."""
    before, after = total["inside_before"], total["inside_after"]
    return translate(N_("residents for whom it holds: {before} → {after} ({step})"), language).format(
        before=number_text(round(before), language), after=number_text(round(after), language),
        step=signed(round(after) - round(before), language, decimals=0),
    )  # fmt: skip


def way_text(
    made: Comparison, id: str, way: str, areas: pd.DataFrame, total: Mapping[str, float], language: str
) -> Text:
    """Return "▼ 1,200 residents lose, on average +2.3 min (7 no longer get there): Fabric 800, Cetate 400"."""
    joined = {
        "gain": ("joined", NN_("{count} gets there only now", "{count} get there only now")),
        "lose": ("cut_off", NN_("{count} no longer gets there", "{count} no longer get there")),
    }[way]
    sign, style = SIGNS["better" if way == "gain" else "worse"]
    text = translate_count(WAYS[way], round(total[way]), language)
    if step := mean_text(made, id, total, way, language):
        text += translate(N_(", on average {step}"), language).format(step=step)
    if round(total[joined[0]]):
        text += f" ({translate_count(joined[1], round(total[joined[0]]), language)})"
    return Text.assemble((sign, style), f" {text}: {_where(areas, way, language)}")


def _where(areas: pd.DataFrame, way: str, language: str) -> str:
    """Return the neighbourhoods in which most residents gain or lose, with their number."""
    some = areas[areas[way].round() > 0].sort_values(way, ascending=False, kind="stable")
    named = [f"{row['name']} {number_text(round(row[way]), language)}" for _, row in some.head(MOST_NAMED).iterrows()]
    more = len(some) - len(named)
    if more > 0:
        forms = NN_("{count} more neighbourhood", "{count} more neighbourhoods")
        named.append(translate_count(forms, more, language))
    return ", ".join(named)


def _print_objects(console: Console, made: Comparison, language: str) -> None:
    rows = made.objects(language=language)
    if not len(rows):
        console.print(f"\n{translate(NOTHING_DIFFERS, language)}", highlight=False)
        return
    headings = (N_("Layer"), N_("Added"), N_("Removed"), N_("Changed"), N_("Among them"))
    table = Table(title=translate(N_("Objects that differ"), language), title_justify="left")
    for heading in headings:
        table.add_column(translate(heading, language), justify="right" if heading in headings[1:4] else "left")
    for _, row in rows.iterrows():
        counts = (number_text(row[name], language) for name in ("added", "removed", "changed"))
        table.add_row(row["title"], *counts, Text(row["examples"]))
    console.print()
    console.print(table)
