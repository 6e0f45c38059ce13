"""The search box, and the way to the panel of questions beside it."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "find": N_("Find a street, address or place"),
    "find_clear": N_("Clear"),
    "find_list": N_("What was found"),
    "find_waits": N_("Searching…"),
    "ask_open": N_("Ask: how far, which way, who is served"),
}
# Only the browser writes these: what is typed, whether the list is open, which row is marked in it,
# whether an answer is waited for.
BROWSER_STATE: Mapping[str, object] = {"find_text": "", "find_open": False, "find_at": 0, "find_waits": False}


def build_find() -> None:
    """Add the row at the top left: the search box with its list, and the button that opens the questions."""
    with html.Div(classes="find", raw_attrs=aria(role="search", label="t.find")):
        with html.Div(classes="find-box"):
            add_icon("'search'")
            html.Input(
                v_model=("find_text",),
                id="find",
                type="text",
                autocomplete="off",
                placeholder=("t.find",),
                raw_attrs=[
                    *aria(
                        role="combobox",
                        label="t.find",
                        autocomplete="'list'",
                        expanded="find_open && found.rows.length > 0",
                        controls="'found'",
                        activedescendant="find_open && found.rows.length ? 'found-' + find_at : null",
                    ),
                    'spellcheck="false"',
                    'enterkeyhint="search"',
                    'maxlength="100"',
                    '@input="window.twin.find.type($event.target.value)"',
                    '@keydown="window.twin.find.press($event)"',
                    '@focus="window.twin.find.open()"',
                    '@blur="window.twin.find.leave()"',
                ],
            )
            with html.Button(
                v_if="find_text",
                type="button",
                classes="tool small",
                click="window.twin.find.clear()",
                title=("t.find_clear",),
                raw_attrs=aria(label="t.find_clear"),
            ):
                add_icon("'close'")
            with html.Button(
                type="button",
                classes=("['tool', {on: left_panel === 'ask'}]",),
                click="left_panel === 'ask' ? window.twin.ask.close() : window.twin.ask.open()",
                title=("t.ask_open",),
                raw_attrs=['data-tool="ask"', *aria(label="t.ask_open", expanded="left_panel === 'ask'")],
            ):
                add_icon("'ask'")
        _build_list()


def _build_list() -> None:
    found = html.Ul(
        v_show="find_open && found.rows.length",
        id="found",
        classes="found",
        raw_attrs=aria(role="listbox", label="t.find_list"),
    )
    row = [
        *aria(role="option", selected="at === find_at"),
        '@pointerdown.prevent=""',
        '@click="window.twin.find.choose(at)"',
    ]
    with (
        found,
        html.Li(
            v_for="(row, at) in found.rows",
            key="at",
            id=("'found-' + at",),
            classes=("{marked: at === find_at}",),
            raw_attrs=row,
        ),
    ):
        html.Span("{{ row.title }}", classes="name")
        html.Span("{{ [row.kind, row.where].filter(Boolean).join(' · ') }}", classes="quiet")
    html.P(
        "{{ find_open ? (find_waits ? t.find_waits : found.said) : '' }}",
        classes=("['found-none', {waits: find_waits}]",),
        raw_attrs=aria(role="status"),
    )
