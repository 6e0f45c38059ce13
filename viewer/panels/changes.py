"""The legend of what the scenario changes about streets, with the switch of its marks on the map."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .elements import aria

TEXTS: Mapping[str, str] = {
    "changes": N_("What the scenario changes"),
    "changes_show": N_("Mark on the map what the scenario changes"),
    "changes_streets": N_("Streets it changes, marked on the map"),
}
BROWSER_STATE: Mapping[str, object] = {"changes_on": True}


def build_changes() -> None:
    """Add the legend below the list of edits, while the scenario changes something that has a mark."""
    with html.Section(
        v_if="changes.legend.length", classes="changes layer", id="changes", raw_attrs=aria(label="t.changes")
    ):
        with html.Div(classes="layer-row"):
            with html.Div(classes="layer-title names"):
                html.Span("{{ t.changes }}", classes="name")
                html.Span("{{ t.changes_streets }}", classes="quiet")
            v3.VSwitch(
                v_model=("changes_on",),
                color="primary",
                density="compact",
                hide_details=True,
                inset=True,
                raw_attrs=['data-tool="changes"', *aria(label="t.changes_show")],
            )
        _build_legend()


def build_looks() -> None:
    """Add the key of the marks alone, in a row, where the panel of the scenario may be shut."""
    with (
        html.Ul(v_if="changes.legend.length && changes_on", classes="looks in-row", raw_attrs=aria(label="t.changes")),
        html.Li(v_for="each in changes.legend", key="each.look"),
    ):
        html.I(classes=("['look', each.look]",), raw_attrs=aria(role="img", label="each.drawing"))
        html.Span("{{ each.title }}")


def build_display_looks() -> None:
    """Add the key of the marks to the big screen, in both languages."""
    with (
        html.Div(
            v_if="changes.legend.length", classes="display-legend", id="display-looks",
            raw_attrs=aria(role="group", label="t.changes"),
        ),
        html.Ul(),
        html.Li(v_for="each in changes.legend", key="each.look"),
    ):  # fmt: skip
        html.I(classes=("['look', each.look]",), raw_attrs=aria(role="img", label="each.drawing"))
        html.Span("{{ each.title }}", raw_attrs=[':lang="language"'])
        html.Span("{{ each.other.title }}", classes="other", raw_attrs=[':lang="each.other.language"'])


def _build_legend() -> None:
    with (
        html.Ul(classes="looks"),
        html.Li(v_for="each in changes.legend", key="each.look", raw_attrs=[':data-look="each.look"']),
    ):
        html.I(classes=("['look', each.look]",), raw_attrs=aria(role="img", label="each.drawing"))
        with html.Span(classes="names"):
            html.Span("{{ each.title }}")
            html.Span("{{ each.meaning }}", classes="quiet")
        html.Span("{{ each.count }}", classes="quiet number")
