"""A board of indicators as JSON for programs and as tables for people."""

from rich.console import Console
from rich.table import Table

from geodata.language import N_, number_text, translate
from geodata.source import TIER_TITLES
from geodata.targets import Target

from .amounts import amount_text
from .caveats import caveats
from .city import DEMONSTRATION_MARK
from .differences import interval_text, value_text
from .indicators import DIRECTION_TITLES, Board, Indicator, indicators
from .measurement import Measurement
from .namesakes import neighbourhood_names

WIDTH = 190  # of tables that go into a file or a pipe
NO_NEIGHBOURHOODS = N_("by neighbourhood: not known, because this city has no neighbourhoods")
DETAILS_HINT = N_("--details shows the kinds that these numbers tell apart: of bike lanes, daily needs, street area …")
PER_CENT, SHARE_DECIMALS, ALL_OF_IT = 100, 4, 0.9999


def board_json(board: Board, language: str, *, scenario: str | None = None) -> dict[str, object]:
    """Return all of a board but the values of single objects, as plain values; NaN where a number is not known.

    `scenario`: the name of the one whose edits are made, None for the city as it is. `neighbourhoods`: the names of
    the ids that `by_neighbourhood` has, "" for outside every one; None for a city without any. `caveats`: what has to
    be said with all numbers.
    """
    return {
        "city": board.city.title.get(language) or board.city.recipe.id,
        "demonstration": board.city.is_demo,
        "scenario": scenario,
        "neighbourhoods": neighbourhood_names(board.city, language=language) or None,
        "caveats": [translate(each, language) for each in caveats(board.city)],
        "indicators": {id: _json(board, id, language) for id in board.measurements},
    }


def _json(board: Board, id: str, language: str) -> dict[str, object]:
    indicator, found, target = indicators()[id], board[id], board.target(id)
    by_area = found.by_neighbourhood
    return {
        "title": translate(indicator.title, language),
        "meaning": translate(indicator.meaning, language),
        "value": found.value,
        "unit": translate(indicator.unit_or_counted, language),
        "direction": indicator.direction,
        "unknown": found.unknown.text(language) if found.unknown else None,
        "tier": found.tier or None,
        "coverage": {
            translate(what, language): {tier: round(share, SHARE_DECIMALS) for tier, share in tiers.items()}
            for what, tiers in found.coverage.items()
        },
        "interval": list(found.interval) if found.interval else None,
        "by_neighbourhood": {str(area): float(value) for area, value in by_area.items()} if len(by_area) else None,
        "by_kind": _kinds(found, language),
        "worst_tenth": found.worst_tenth,
        "worst_tenth_unit": translate(found.worst_unit, language) or None,
        "target": _target(target, found.value),
        "note": translate(found.note, language) or None,
        "method": translate(indicator.method, language),
        "source": indicator.source or None,
        "needs": list(indicator.needs),
    }


def _kinds(found: Measurement, language: str) -> dict[str, object] | None:
    if found.kinds is None:
        return None
    return {
        str(kind): {
            "title": translate(row["title"], language), "value": float(row["value"]),
            "unit": translate(row["unit"], language),
        }
        for kind, row in found.kinds.iterrows()
    }  # fmt: skip


def _target(target: Target | None, value: float) -> dict[str, object] | None:
    if target is None:
        return None
    return {
        "baseline": target.baseline, "goal": target.goal, "progress": target.progress(value),
        "source": target.source, "url": target.url or None,
    }  # fmt: skip


def print_board(board: Board, language: str, *, scenario: str | None = None, with_details: bool = False) -> None:
    """Print a board as a table, what has to be said with its numbers under it; `with_details` their kinds too."""

    def t(message: str) -> str:
        return translate(message, language)

    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    console.print(f"[bold]{board.city.title.get(language) or board.city.recipe.id}[/]")
    if scenario:
        console.print(t(N_("Scenario: {name}")).format(name=scenario), markup=False, highlight=False)
    if board.city.is_demo:
        console.print(f"[bold reverse] {t(DEMONSTRATION_MARK)} [/]")
    for caveat in caveats(board.city):
        console.print(f"! {t(caveat)}", style="yellow", highlight=False)
    made = Table(title=t(N_("Indicators")), title_justify="left")
    headings = (N_("Indicator"), N_("Value"), N_("Interval"), N_("Worst-off tenth"), N_("Better"), N_("Published"),
                N_("How true"))  # fmt: skip
    for heading in headings:
        made.add_column(t(heading), justify="right" if heading in headings[1:4] else "left")
    notes: dict[str, list[str]] = {}
    for id, found in board.measurements.items():
        indicator = indicators()[id]
        made.add_row(*_row(indicator, found, board.target(id), language))
        for title, value in _kind_rows(found, language) if with_details else ():
            made.add_row(f"  {title}", value, style="dim")
        note = found.unknown.text(language) if found.unknown else t(found.note)
        if note:
            notes.setdefault(note, []).append(t(indicator.title))
    console.print(made)
    for note, titles in notes.items():
        console.print(f"{', '.join(titles)}: {note}.", soft_wrap=True, highlight=False)
    if not with_details and any(found.kinds is not None for found in board.measurements.values()):
        console.print(t(DETAILS_HINT), highlight=False)
    if not neighbourhood_names(board.city):
        console.print(f"{t(NO_NEIGHBOURHOODS)}.", soft_wrap=True)


def _kind_rows(found: Measurement, language: str) -> list[tuple[str, str]]:
    """Return title and value of each kind that a number tells apart."""
    if found.kinds is None:
        return []
    rows = [(translate(row["title"], language), float(row["value"]), translate(row["unit"], language))
            for _, row in found.kinds.iterrows()]  # fmt: skip
    return [
        (title, f"{number_text(value, language, decimals=1 if unit else 0)} {unit}".rstrip())
        for title, value, unit in rows
    ]


def _row(indicator: Indicator, found: Measurement, target: Target | None, language: str) -> tuple[str, ...]:
    counted = translate(indicator.counted, language)
    unit = translate(indicator.unit, language) or (f"({counted})" if counted else "")
    title, better = translate(indicator.title, language), translate(DIRECTION_TITLES[indicator.direction], language)
    if found.unknown:
        return (
            title,
            translate(N_("not known"), language),
            "",
            "",
            better,
            published_text(indicator, target, None, language),
            "",
        )
    low_high = interval_text(found.interval or (), indicator.decimals, language)
    worst = ""
    if found.worst_tenth is not None:
        worst_unit = translate(found.worst_unit, language)
        decimals = indicator.decimals if found.worst_unit == indicator.unit else 0
        worst = f"{number_text(found.worst_tenth, language, decimals=decimals)} {worst_unit}"
    value = value_text(found.value, unit, indicator.decimals, language)
    published = published_text(indicator, target, found.value, language)
    return title, value, low_high, worst, better, published, coverage_text(found, language)


def published_text(indicator: Indicator, target: Target | None, value: float | None, language: str) -> str:
    """Return baseline, goal and progress in words: "20 km, goal 120 km, 19 % of the way"; "434 (bikes)"."""
    if target is None:
        return ""
    unit, parts = translate(indicator.unit, language), []
    if target.baseline is not None:
        parts.append(amount_text(number_text(target.baseline, language, decimals=2), target.baseline, unit, language))
    if target.goal is not None:
        goal = amount_text(number_text(target.goal, language, decimals=2), target.goal, unit, language)
        parts.append(translate(N_("goal {goal}"), language).format(goal=goal))
    if parts and (counted := indicator.published or indicator.counted):
        parts[-1] += f" ({translate(counted, language)})"
    progress = None if value is None else target.progress(value)
    if progress is not None:
        done = number_text(PER_CENT * progress, language)
        parts.append(translate(N_("{done} % of the way"), language).format(done=done))
    return ", ".join(parts)


def coverage_text(found: Measurement, language: str) -> str:
    """Return the tier, and how much of each input it is where it is not all: "estimated (residents 100 %)"."""
    titles: dict[str, str] = {str(name): title for name, title in TIER_TITLES.items()}
    tier = translate(titles.get(found.tier, found.tier), language)
    weakest = [(each.what, each.tiers.get(found.tier, 0.0)) for each in found.inputs]
    if all(share > ALL_OF_IT for _, share in weakest):
        return tier
    parts = [
        f"{translate(what, language)} {number_text(max(PER_CENT * share, 1), language)} %"
        for what, share in weakest
        if share > 0
    ]
    return f"{tier} ({', '.join(parts)})"
