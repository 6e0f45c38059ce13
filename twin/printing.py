"""What printed answers have in common: numbers as people write them, as JSON has them, and what was left out."""

import numpy as np
import pandas as pd
from rich.console import Console

from geodata.language import N_, number_text, translate
from geodata.report import Report

from .city import DEMONSTRATION_MARK, City
from .info import WIDTH

ESTIMATED_PEOPLE = N_("Residents and dwellings are estimates from the buildings.")


def print_notes(console: Console, report: Report, language: str) -> None:
    """Print what was left out or assumed."""
    for line in note_lines(report, language):
        console.print(f"· {line}", highlight=False, style="dim")


def note_lines(report: Report, language: str) -> list[str]:
    """Return a line for each thing that was left out or assumed: how often, why, which."""
    lines = []
    for entry in report.entries:
        if entry.action in ("dropped", "repaired", "assumed"):
            examples = f" ({', '.join(entry.examples[:2])})" if entry.examples else ""
            lines.append(f"{number(entry.count, language)} × {translate(entry.reason, language)}{examples}")
    return lines


def console_of(city: City, language: str) -> Console:
    """Return where to print, after the mark of demonstration data where it is due."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    if city.is_demo:
        console.print(f"[bold reverse] {translate(DEMONSTRATION_MARK, language)} [/]")
    return console


def number(value: object, language: str, decimals: int = 0) -> str:
    """Return a number as text, a dash for none."""
    known = isinstance(value, int | float | np.number) and bool(np.isfinite(value))
    return number_text(float(value), language, decimals=decimals) if known else "–"  # type: ignore[arg-type]


def share(value: object, language: str) -> str:
    """Return a share from 0 to 1 as percent."""
    text = number(float(value) * 100 if isinstance(value, float) else value, language, 1)
    return text if text == "–" else f"{text} %"


def plain(value: object) -> object:
    """Return a value as JSON has it: None for missing, numbers of Python for those of numpy."""
    if isinstance(value, np.ndarray | list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)) else value


def rounded(values: pd.Series, decimals: int) -> dict[str, float | None]:
    """Return numbers by name as JSON has them; None for what is not known."""
    return {str(name): None if np.isnan(value) else round(float(value), decimals) for name, value in values.items()}
