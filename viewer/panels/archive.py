"""What becomes of one's own saved scenario: another name, or the archive; and who archived it."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_tool, aria

TEXTS: Mapping[str, str] = {
    "rename": N_("Rename"),
    "rename_to": N_("New name"),
    "archive": N_("Archive"),
    "archive_asked": N_("No list shows it then. Links to it still open it, and it can be listed again."),
    "archived": N_("Archived by {name}: no list shows it, links still open it."),
    "list_again": N_("List it again"),
}
IS_OWN = "desk.is_saved && (visitor.may_manage || (visitor.may_save && desk.author === visitor.name))"


def build_own_tools() -> None:
    """Add what renames a scenario, and what archives it while lists show it, for those who may."""
    with html.Template(v_if=IS_OWN):
        add_tool("'pen'", "window.twin.scenario.panel.askName('rename')", "t.rename", name="rename")
    with html.Template(v_if=f"!archived_by && {IS_OWN}"):
        add_tool("'archive'", "window.twin.scenario.panel.askArchive()", "t.archive", name="archive")


def build_archive_question() -> None:
    """Add what is asked before a scenario is archived."""
    with html.Div(
        v_if=f"name_form === 'archive' && !archived_by && {IS_OWN}", classes="warning", raw_attrs=aria(role="alert")
    ):
        html.P("{{ t.archive_asked }}")
        html.Button(
            "{{ t.archive }}", type="button", classes="button main", click="window.twin.scenario.panel.archive()",
            raw_attrs=['data-tool="archive-sure"'],
        )  # fmt: skip
        html.Button("{{ t.cancel }}", type="button", classes="button", click="window.twin.scenario.panel.askArchive()")


def build_archived() -> None:
    """Add who archived the scenario, and what lists it again for those who may."""
    with html.Div(v_if="archived_by && desk.is_saved", classes="warning archived", raw_attrs=aria(role="status")):
        html.P("{{ t.archived.replace('{name}', archived_by) }}")
        html.Button(
            "{{ t.list_again }}", v_if=IS_OWN, type="button", classes="button",
            click="window.twin.scenario.panel.listAgain()", raw_attrs=['data-tool="list-again"'],
        )  # fmt: skip
