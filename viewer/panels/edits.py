"""The list of a scenario's edits: each in words, on or off, with its note and what can be done with it."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .changes import build_changes
from .elements import add_icon, add_tool, aria

TEXTS: Mapping[str, str] = {
    "edits": N_("Changes"),
    "edits_none": N_("Nothing is changed yet. Add a change, or click a street or building and choose one on its card."),
    "add_edit": N_("Add a change"),
    "edit_details": N_("Details and commands"),
    "edit_on": N_("Make this change"),
    "edit_up": N_("Move up"),
    "edit_down": N_("Move down"),
    "edit_remove": N_("Remove"),
    "edit_show": N_("Show the place"),
    "edit_off": N_("switched off"),
    "edit_waits": N_("The city is being changed. This can be switched when that is done."),
    "edit_note": N_("Note"),
    "edit_note_keep": N_("Keep the note"),
}
# Only the browser writes it.
BROWSER_STATE: Mapping[str, object] = {"edit_open": "", "note_typed": "", "edit_clicked": ""}


def build_edits() -> None:
    """Add the edits in their order, and the button that adds another."""
    html.P("{{ t.edits_none }}", v_if="!desk.edits.length", classes="quiet")
    with (
        html.Ol(v_else=True, classes="edits", raw_attrs=aria(label="t.edits")),
        html.Li(
            v_for="(edit, at) in desk.edits",
            key="edit.id",
            classes=("{off: !edit.is_on}",),
            raw_attrs=[':data-edit="edit.id"'],
        ),
    ):
        _build_edit()
    with html.Button(
        type="button",
        classes="button main add-edit",
        click="window.twin.scenario.showKinds()",
        raw_attrs=['data-tool="add-edit"'],
    ):
        add_icon("'plus'")
        html.Span("{{ t.add_edit }}")
    build_changes()


def _build_edit() -> None:
    with html.Div(classes="layer-row"):
        with html.Button(
            type="button",
            classes="layer-title",
            click="window.twin.scenario.panel.openEdit(edit)",
            title=("t.edit_details",),
            raw_attrs=aria(expanded="edit_open === edit.id"),
        ):
            html.Span("{{ edit.number }}", classes="edit-number")
            with html.Span(classes="names"):
                html.Span("{{ edit.text }}", classes="edit-text")
                html.Span("{{ edit.size }}", v_if="edit.size", classes="quiet")
                html.Span("{{ edit.note }}", v_if="edit.note", classes="quiet")
                html.Span("{{ said }}", v_for="said in edit_remarks[edit.id]", key="said", classes="remark")
                html.Span("{{ t.edit_off }}", v_if="!edit.is_on", classes="quiet")
                html.Span(
                    "{{ t.edit_waits }}", v_if="desk_busy && edit_clicked === edit.id", classes="quiet",
                    raw_attrs=aria(role="status"),
                )  # fmt: skip
        _build_switch()
    with html.Div(v_if="edit_open === edit.id", classes="edit-more"):
        html.P(
            "{{ edit.author ? edit.author + ' · ' : '' }}{{ edit.made_at ? window.twin.timeText(edit.made_at) : '' }}",
            classes="quiet",
        )
        _build_note()
        with html.Div(classes="edit-tools"):
            add_tool(
                "'centre'", "trigger('show_edit', [edit.id])", "t.edit_show", name="show", disabled="!edit.has_place"
            )
            add_tool("'up'", "window.twin.scenario.panel.move(edit.id, -1)", "t.edit_up", name="up",
                  disabled="at === 0 || desk_busy")  # fmt: skip
            add_tool("'down'", "window.twin.scenario.panel.move(edit.id, 1)", "t.edit_down", name="down",
                  disabled="at === desk.edits.length - 1 || desk_busy")  # fmt: skip
            add_tool(
                "'bin'",
                "window.twin.scenario.panel.remove(edit.id)",
                "t.edit_remove",
                name="remove",
                disabled="desk_busy",
            )


def _build_switch() -> None:
    with html.Div(
        classes=("['edit-switch', {waits: desk_busy}]",),
        title=("desk_busy ? t.edit_waits : t.edit_on",),
        click="edit_clicked = desk_busy ? edit.id : ''",
    ):
        v3.VSwitch(
            model_value=("edit.is_on",),
            update_modelValue="trigger('switch_edit', [edit.id, !!$event])",
            readonly=("desk_busy",),
            color="primary",
            density="compact",
            hide_details=True,
            inset=True,
            raw_attrs=aria(label="t.edit_on + ': ' + edit.text", disabled="desk_busy"),
        )


def _build_note() -> None:
    with html.Form(classes="edit-note", raw_attrs=['@submit.prevent="window.twin.scenario.panel.keepNote(edit.id)"']):
        html.Textarea(
            rows="2",
            raw_attrs=[
                ':value="note_typed"', '@input="note_typed = $event.target.value"', 'maxlength="1000"',
                ':placeholder="t.edit_note"', *aria(label="t.edit_note + ': ' + edit.text"),
            ],
        )  # fmt: skip
        html.Button(
            "{{ t.edit_note_keep }}", v_if="note_typed.trim() !== edit.note", type="submit", classes="button",
            disabled=("desk_busy",), raw_attrs=['data-tool="note"'],
        )  # fmt: skip
