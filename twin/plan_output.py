"""Plans, and what became of them on a city, as JSON for programs and as tables for people."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata.language import N_, translate

from .cli_arguments import print_json
from .info import WIDTH
from .plan_file import Plan
from .plan_scenario import DrawnPlan
from .scenario_file import scenario_json
from .whereabouts import edit_sentences


def print_plans(plans: Sequence[Plan], language: str, *, as_json: bool) -> None:
    """Print the names of plans and what they are for."""
    if as_json:
        listed = [
            {"plan": p.id, "name": dict(p.name), "description": dict(p.description), "steps": len(p.steps)}
            for p in plans
        ]
        print_json({"plans": listed})
        return
    table = Table(show_lines=True)
    for title in (N_("Plan"), N_("Name"), N_("Description")):
        table.add_column(translate(title, language))
    for plan in plans:
        table.add_row(plan.id, Text(plan.name[language]), Text(plan.description.get(language, "")))
    _console().print(table)


def print_drawn(drawn: DrawnPlan, language: str, *, as_json: bool) -> None:
    """Print the edits a plan has become, step by step, with what was chosen and what was left out."""
    if as_json:
        print_json({**scenario_json(drawn.scenario), "plan": drawn.plan.id, "steps": _steps_json(drawn, language)})
        return
    console = _console()
    console.print(drawn.scenario.name, style="bold", markup=False)
    if drawn.scenario.description:
        console.print(drawn.scenario.description, markup=False, highlight=False)
    number, sentences = 0, edit_sentences(drawn.scenario.edits, drawn.scenario.city, language)
    for step in drawn.steps:
        for edit in step.edits:
            number += 1
            console.print(f"{number}. {sentences[edit.id]}", markup=False, highlight=False)
        for said in (step.said, *(each.text(language) for each in step.left_out)):
            if said:
                console.print(f"   {said}", markup=False, highlight=False)


def _steps_json(drawn: DrawnPlan, language: str) -> list[dict[str, object]]:
    return [
        {
            "step": step.number,
            "edits": [edit.id for edit in step.edits],
            "says": [edit.describe(language) for edit in step.edits],
            "chosen": step.said,
            "left_out": [
                {"ids": list(each.ids), "length_m": round(each.length_m, 1), "reason": each.reason}
                for each in step.left_out
            ],
        }
        for step in drawn.steps
    ]


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)
