"""What the trust suite says, as JSON for programs and as a table for people."""

from rich.console import Console
from rich.table import Table

from geodata.language import N_, moment_text, number_text, translate

from .info import WIDTH
from .verification import TITLES, Verification

# Never colour alone: each answer has a sign and a word.
ANSWERS = {True: ("✓", N_("holds")), False: ("✗", N_("does not hold")), None: ("–", N_("nothing to check"))}
TRUST, NOT_RUN = N_("Trust suite"), N_("not asked yet for this state; run twin verify")
ALL_HOLD, SOME_FAIL = N_("{count} of {count} hold"), N_("{failed} of {count} do not hold; run twin verify")


def verification_json(scenario: str, found: Verification, language: str) -> dict[str, object]:
    """Return the answers as plain values."""
    checks = [
        {"id": check.id, "title": translate(TITLES[check.id], language), "holds": check.holds,
         "seen": check.text(language)}
        for check in found.checks
    ]  # fmt: skip
    return {"scenario": scenario, "holds": found.holds, "made_at": found.made_at, "checks": checks}


def print_verification(scenario: str, found: Verification, language: str) -> None:
    """Print the answers as a table, and all of them in one line."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    console.print(scenario, style="bold", markup=False)
    table = Table()
    for title in (N_("What must hold"), "", N_("What was seen")):
        table.add_column(translate(title, language))
    for check in found.checks:
        sign, word = ANSWERS[check.holds]
        table.add_row(
            translate(TITLES[check.id], language), f"{sign} {translate(word, language)}", check.text(language)
        )
    console.print(table)
    console.print(trust_text(found, language), highlight=False, soft_wrap=True)


def trust_text(found: Verification | None, language: str) -> str:
    """Return in one line what the trust suite said, as boards show it."""
    title = translate(TRUST, language)
    if found is None:
        return f"{title}: {translate(NOT_RUN, language)}"
    asked = [check for check in found.checks if check.holds is not None]
    failed = sum(not check.holds for check in asked)
    values = {"count": number_text(len(asked), language), "failed": number_text(failed, language)}
    said = translate(SOME_FAIL if failed else ALL_HOLD, language).format(**values)
    return f"{title}: {'✗' if failed else '✓'} {said} ({moment_text(found.made_at, language)})"
