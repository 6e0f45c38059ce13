"""The memo: the button that makes one, and the dialog that says how far it is and hands it over."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .elements import aria

TEXTS: Mapping[str, str] = {
    "memo": N_("Memo"),
    "memo_make": N_("Make a memo of this scenario: pictures, numbers, sources and commands on one page to print"),
    "memo_pictures": N_("Making the memo… taking pictures of the city before and after, as the map shows it."),
    "memo_writing": N_("Making the memo… measuring the city and drawing the maps."),
    "memo_ready": N_("The memo is ready. It needs nothing but itself; to have it as PDF, print it."),
    "memo_open": N_("Open in a new tab"),
    "memo_save": N_("Save the file"),
    "memo_close": N_("Close"),
    "memo_cancel": N_("Cancel"),
}


def build_memo_button() -> None:
    """Add the button that makes a memo of the open scenario."""
    html.Button(
        "{{ t.memo }}",
        v_if="desk",
        type="button",
        classes="button memo-button",
        disabled=("!desk.edits.length || desk_busy || !!memo",),
        click="window.twin.memo.make()",
        title=("t.memo_make",),
        raw_attrs=['data-tool="memo"'],
    )


def build_memo() -> None:
    """Add the dialog: it stands over the page until the memo is there, or is not wanted any more."""
    with (
        v3.VDialog(
            model_value=("!!memo",),
            update_modelValue="$event || trigger('close_memo')",
            persistent=True,
            max_width=460,
            raw_attrs=aria(label="t.memo"),
        ),
        v3.VCard(v_if="memo", classes="memo", rounded="lg"),
    ):
        html.H2("{{ t.memo }}")
        with html.Div(raw_attrs=aria(role="status")):
            html.P("{{ t['memo_' + memo.stage] }}")
            html.P("{{ memo.note }}", v_if="memo.note", classes="quiet")
        html.Progress(v_if="memo.stage !== 'ready'", raw_attrs=aria(label="t.memo"))
        with html.Div(classes="memo-tools"):
            with html.Template(v_if="memo.stage === 'ready'"):
                html.A(
                    "{{ t.memo_open }}",
                    classes="button main",
                    raw_attrs=[':href="memo.url"', 'target="_blank"', 'rel="noopener"', 'data-tool="open-memo"'],
                )
                html.A(
                    "{{ t.memo_save }}",
                    classes="button",
                    raw_attrs=[':href="memo.url"', ':download="memo.name"', 'data-tool="save-memo"'],
                )
            html.Button(
                "{{ memo.stage === 'ready' ? t.memo_close : t.memo_cancel }}",
                type="button",
                classes="button",
                click="trigger('close_memo')",
                raw_attrs=['data-tool="close-memo"'],
            )
