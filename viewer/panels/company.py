"""Who else has the scenario open, and who of them changed it, in the scenario's panel."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from ..company import OUTSIDE
from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "company": N_("Also has it open: {names}"),
    "company_many": N_("Also have it open: {names}"),
    "company_own": N_("You have it open in another window too."),
    "overtaken_own": N_("You changed this scenario in another window. What you see here is how it was before."),
    "overtaken_outside": N_(
        "This scenario was changed meanwhile, by a command or a notebook. What you see here is how it was before."
    ),
    "overtaken": N_("{name} changed this scenario meanwhile. What you see here is how it was before."),
}


def build_company() -> None:
    """Add the lines that name them, oneself in another window too; nothing while nobody else is there."""
    others = "company.filter((name) => name !== visitor.name)"
    named = f"({others}.length > 1 ? t.company_many : t.company).replace('{{names}}', {others}.join(', '))"
    with html.Div(v_if="company.length", classes="company", raw_attrs=aria(role="status")):
        add_icon("'person'")
        with html.Div():
            html.P("{{ t.company_own }}", v_if="company.includes(visitor.name)")
            html.P(f"{{{{ {named} }}}}", v_if=f"{others}.length")


def build_overtaken() -> None:
    """Add who changed the scenario elsewhere since it was opened here, and what opens it again."""
    with html.Div(
        v_if="overtaken_by && desk.is_saved && !desk.conflict", classes="warning", raw_attrs=aria(role="status")
    ):
        named = "overtaken_by === visitor.name ? t.overtaken_own : t.overtaken.replace('{name}', overtaken_by)"
        said = f"overtaken_by === '{OUTSIDE}' ? t.overtaken_outside : {named}"
        html.P(f"{{{{ {said} }}}}")
        html.Button("{{ t.conflict_reopen }}", type="button", classes="button main", click="trigger('reopen_scenario')")
