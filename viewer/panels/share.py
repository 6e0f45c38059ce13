"""The dialog that hands over what is seen: a link, its QR code, a picture, and views saved under a name."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .elements import add_deletion, add_dialog_head, add_icon, add_name_error, aria

TEXTS: Mapping[str, str] = {
    "share": N_("Share this view"),
    "share_link": N_("Link to this view"),
    "share_copy": N_("Copy the link"),
    "share_copied": N_("Copied"),
    "share_qr": N_("QR code of this link, for a phone"),
    "share_unsaved": N_("Your scenario is not saved, so the link cannot carry it. Save it first; then it can."),
    "share_scenario": N_("The link opens the scenario “{name}”."),
    "share_picture": N_("Save as a picture"),
    "share_picture_about": N_("Twice as fine as the screen, with title, legend and sources."),
    "saved_views": N_("Saved views"),
    "saved_views_none": N_("No view is saved yet."),
    "view_name": N_("Name of the view"),
    "view_save": N_("Save this view"),
    "view_sign_in": N_("Sign in to save views."),
    "view_delete": N_("Delete the view"),
    "view_rename": N_("Rename the view"),
    "view_rename_do": N_("Rename"),
}
BROWSER_STATE: Mapping[str, object] = {
    "share_open": False,
    "share_address": "",
    "share_copied": False,
    "view_name": "",
    "view_renamed": None,  # {name, to}: the view whose name is being changed, and what was typed
    "view_doomed": "",  # the name of the view that is asked about before it is deleted
}


def build_share_opener() -> None:
    """Add the button that opens the dialog."""
    with html.Button(
        type="button",
        classes="tool",
        click="window.twin.share.open()",
        title=("t.share",),
        raw_attrs=['data-tool="share"', *aria(label="t.share")],
    ):
        add_icon("'share'")


def build_share() -> None:
    """Add the dialog."""
    with (
        v3.VDialog(v_model=("share_open",), max_width=600, scrollable=True, raw_attrs=aria(label="t.share")),
        v3.VCard(classes="help share", rounded="lg"),
    ):
        add_dialog_head("t.share", "share_open = false")
        with v3.VCardText():
            _build_link()
            with html.Div(classes="share-picture"):
                html.Button(
                    "{{ t.share_picture }}", type="button", classes="plain", click="window.twin.share.savePicture()",
                    raw_attrs=['data-tool="picture"'],
                )  # fmt: skip
                html.Span("{{ t.share_picture_about }}", classes="quiet")
            _build_saved_views()


def _build_link() -> None:
    html.P(
        "{{ t.share_unsaved }}", v_if="desk && !desk.is_saved && desk.edits.length", classes="warning",
        raw_attrs=['data-note="unsaved"'],
    )  # fmt: skip
    html.P("{{ t.share_scenario.replace('{name}', desk.name) }}", v_if="desk && desk.is_saved", classes="quiet")
    build_address("share-address", "t.share_link")


def build_address(id: str, label: str, *, about: str = "''") -> None:
    """Add the address to be handed over, its button that copies it, and its QR code; label and about are JavaScript."""
    with html.Div(classes="share-link"):
        with html.Div(classes="share-text"):
            html.Label(f"{{{{ {label} }}}}", raw_attrs=[f'for="{id}"'])
            html.Input(
                id=id, type="text",
                raw_attrs=["readonly", ':value="share_address"', '@focus="$event.target.select()"'],
            )  # fmt: skip
            html.Span(f"{{{{ {about} }}}}", v_if=about, classes="quiet")
            html.Button(
                "{{ share_copied ? t.share_copied : t.share_copy }}", type="button", classes="plain main",
                click=f"window.twin.share.copy('{id}')", raw_attrs=['data-tool="copy-link"', *aria(live="'polite'")],
            )  # fmt: skip
        html.Img(
            v_if="qr && [qr.address, qr.short].includes(share_address)", classes="qr",
            raw_attrs=[':src="qr.image"', ':alt="t.share_qr"'],
        )  # fmt: skip


def _build_saved_views() -> None:
    html.H3("{{ t.saved_views }}")
    html.P("{{ t.saved_views_none }}", v_if="!saved_views.length", classes="quiet")
    with html.Ul(classes="rows"), html.Li(v_for="each in saved_views", key="each.name"):
        renamed = "view_renamed && view_renamed.name === each.name"
        html.Button(
            "{{ each.name }}", v_if=f"!({renamed})", type="button", classes="row-name",
            click="window.twin.share.openView(each.name)", raw_attrs=[':data-view="each.name"'],
        )  # fmt: skip
        _build_renaming(renamed)
        html.Span("{{ each.author }}", v_if=f"!({renamed})", classes="quiet")
        with html.Template(v_if=f"visitor.may_save && !({renamed})"):
            with html.Button(
                type="button", classes="tool", click="view_renamed = {name: each.name, to: each.name}",
                title=("t.view_rename",),
                raw_attrs=[':data-rename="each.name"', *aria(label="t.view_rename + ': ' + each.name")],
            ):  # fmt: skip
                add_icon("'pen'")
            add_deletion(
                "view_doomed", "each.name", "trigger('delete_view', [each.name])",
                title="t.view_delete + ': ' + each.name", tool="delete-view",
            )  # fmt: skip
    with html.Form(
        v_if="visitor.may_save", classes="share-form", raw_attrs=['@submit.prevent="window.twin.share.saveView()"']
    ):
        html.Input(
            type="text", v_model="view_name", placeholder=("t.view_name",),
            raw_attrs=['maxlength="80"', "required", 'data-field="view-name"', *aria(label="t.view_name")],
        )  # fmt: skip
        html.Button("{{ t.view_save }}", type="submit", classes="plain", raw_attrs=['data-tool="save-view"'])
        add_name_error("view_error", "view_name")
    html.P("{{ t.view_sign_in }}", v_if="!visitor.may_save", classes="quiet")


def _build_renaming(shown_if: str) -> None:
    with html.Form(
        v_if=shown_if, classes="share-form row-form", raw_attrs=['@submit.prevent="window.twin.share.renameView()"']
    ):
        html.Input(
            type="text", v_model="view_renamed.to",
            raw_attrs=['maxlength="80"', "required", 'data-field="view-renamed"', *aria(label="t.view_name")],
        )  # fmt: skip
        html.Button("{{ t.view_rename_do }}", type="submit", classes="plain", raw_attrs=['data-tool="rename-view"'])
        html.Button("{{ t.cancel }}", type="button", classes="plain", click="view_renamed = null")
        add_name_error("view_error", "view_renamed.to")
