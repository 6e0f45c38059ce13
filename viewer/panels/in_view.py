"""The panel with the table of what is in view: what is counted, how much of it, and of which ground."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "in_view": N_("What is in view"),
    "in_view_layer": N_("Layer"),
    "in_view_objects": N_("Objects"),
    "in_view_amount": N_("In all"),
    "in_view_classes": N_("With classes"),
    "in_view_save": N_("Save as CSV"),
    "in_view_counting": N_("Counting…"),
    "in_view_none": N_("No layer is switched on."),
}
# Only the browser writes these: what the server has counted, whether it is counting, whether classes are shown.
BROWSER_STATE: Mapping[str, object] = {"in_view": None, "in_view_counting": False, "in_view_classes": False}


def build_in_view_opener() -> None:
    """Add the button that opens the table."""
    with html.Button(
        type="button",
        classes="in-view-opener",
        click="window.twin.inView.open()",
        raw_attrs=['data-tool="in-view"'],
    ):
        add_icon("'table'")
        html.Span("{{ t.in_view }}")


def build_in_view() -> None:
    """Add the panel: in place of the layers on wide windows, a sheet over the foot of narrow ones."""
    with html.Section(
        v_if="left_panel === 'in_view'",
        classes="panel in-view",
        id="in-view",
        tabindex="-1",
        raw_attrs=aria(label="t.in_view", busy="in_view_counting"),
    ):
        with html.Div(classes="panel-head"):
            html.H2("{{ t.in_view }}", classes="fill")
            html.Span(
                "{{ in_view_counting ? t.in_view_counting : '' }}", classes="quiet", raw_attrs=aria(role="status")
            )
            with html.Button(
                type="button", classes="tool", click="window.twin.inView.close()", title=("t.close",),
                raw_attrs=['data-tool="close-in-view"', *aria(label="t.close")],
            ):  # fmt: skip
                add_icon("'close'")
        with html.Div(v_if="in_view", classes="panel-body", tabindex="0", raw_attrs=aria(label="t.in_view")):
            with html.Dl(), html.Div(v_for="fact in in_view.facts", key="fact.title"):
                html.Dt("{{ fact.title }}")
                with html.Dd():
                    html.Span("{{ fact.value }}")
                    html.Small("{{ fact.note }}", v_if="fact.note", classes="quiet")
            with html.Div(classes="ways"):
                html.Button(
                    "{{ t.in_view_classes }}", type="button", classes=("{on: in_view_classes}",),
                    click="in_view_classes = !in_view_classes",
                    raw_attrs=['data-in-view="classes"', *aria(pressed="in_view_classes")],
                )  # fmt: skip
                html.Button(
                    "{{ t.in_view_save }}", type="button", click="trigger('save_in_view')",
                    raw_attrs=['data-in-view="save"'],
                )  # fmt: skip
            html.P("{{ t.in_view_none }}", v_if="!in_view.rows.length")
            _build_table()
            html.P("{{ note }}", v_for="note in in_view.notes", key="note", classes="quiet")


def _build_table() -> None:
    with html.Table(v_if="in_view.rows.length"):
        with html.Thead(), html.Tr():
            for name in ("layer", "objects", "amount"):
                html.Th(f"{{{{ t.in_view_{name} }}}}", scope="col")
        with html.Tbody(v_for="row in in_view.rows", key="row.name"):
            with html.Tr(raw_attrs=[':data-row="row.name"']):
                html.Th("{{ row.title }}", scope="row")
                html.Td("{{ row.count }}")
                html.Td("{{ row.amount }}")
            with html.Tr(v_for="entry in in_view_classes ? row.entries : []", key="entry.title", classes="class"):
                with html.Th(scope="row"):
                    html.I(classes="swatch", style=("{background: entry[theme]}",), raw_attrs=aria(hidden="true"))
                    html.Span("{{ entry.title }}")
                html.Td("{{ entry.count }}")
                html.Td("{{ entry.amount }}")
