"""Who else has the scenario open, in the scenario's panel."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "company": N_("Also has it open: {names}"),
    "company_many": N_("Also have it open: {names}"),
}


def build_company() -> None:
    """Add the line that names them; nothing while nobody else is there."""
    with html.P(v_if="company.length", classes="company", raw_attrs=aria(role="status")):
        add_icon("'person'")
        html.Span("{{ (company.length > 1 ? t.company_many : t.company).replace('{names}', company.join(', ')) }}")
