"""The panel of the scenario: which one is open, how it is saved, and what can be done with it."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .archive import build_archive_question, build_archived, build_own_tools
from .company import build_company, build_overtaken
from .compare import build_compare_segment
from .edits import build_edits
from .elements import add_deletion, add_tool, aria
from .memo import build_memo_button

TEXTS: Mapping[str, str] = {
    "scenario": N_("Scenario"),
    "sides": N_("Layers or scenario"),
    "scenario_about": N_("A scenario is a list of changes you try out on the city. The city itself stays as it is."),
    "scenario_new": N_("Start a new scenario"),
    "scenario_name": N_("Name"),
    "scenario_start": N_("Start"),
    "scenario_saved_ones": N_("Saved scenarios"),
    "scenario_none": N_("None is saved yet."),
    "edits_one": N_("one change"),
    "edits_many": N_("changes: {count}"),
    "scenario_open": N_("Open it"),
    "scenario_close": N_("Put the scenario away"),
    "busy": N_("The city is being changed…"),
    "undo": N_("Undo (Ctrl+Z)"),
    "redo": N_("Do again (Ctrl+Y)"),
    "before": N_("Before"),
    "after": N_("After"),
    "before_or_after": N_("The city before or after the scenario"),
    "save": N_("Save"),
    "clone": N_("Make a copy"),
    "clone_name": N_("Name of the copy"),
    "away": N_("This scenario is saved nowhere. Putting it away throws it away."),
    "away_mine": N_("“{name}”, which is offered here, is saved nowhere. Putting this scenario away throws it away."),
    "away_do": N_("Throw it away"),
    "cancel": N_("Cancel"),
    "conflict_reopen": N_("Open it again"),
    "conflict_mine": N_("Go on with mine as “{name}”"),
    "mine_drop": N_("Throw mine away"),
    "mine_waits": N_("Yours, not saved: “{name}”"),
}

BROWSER_STATE: Mapping[str, object] = {
    "side": "layers",
    "kinds_open": False,
    "name_form": "",  # "clone", "save" or "rename" while a name is typed, "away" or "archive" while that is asked
    "name_typed": "",
    "mine_doomed": "",  # the name of what is offered and asked about before it is thrown away
    "draft": None,
}
IS_REFUSED = "(!!name_error.text && name_error.name === name_typed.trim())"


def build_side_tabs() -> None:
    """Add the two tabs of the panel: layers, scenario."""
    with html.Div(v_show="layers_open", classes="tabs", raw_attrs=aria(role="tablist", label="t.sides")):
        for side, body in (("layers", "layer-list"), ("scenario", "scenario")):
            with html.Button(
                type="button",
                id=f"tab-{side}",
                classes=(f"['tab', {{on: side === '{side}'}}]",),
                click=f"window.twin.scenario.panel.showSide('{side}')",
                raw_attrs=aria(role="tab", selected=f"side === '{side}'", controls=f"'{body}'"),
            ):
                html.Span(f"{{{{ t.{side} }}}}")
                if side == "scenario":
                    html.Span("{{ desk.edits.length }}", v_if="desk && desk.edits.length", classes="count")


def build_start() -> None:
    """Add what the panel shows without a scenario: start one, or open one that is saved."""
    with html.Div(classes="scenario-start"):
        html.P("{{ t.scenario_about }}", classes="quiet")
        html.H2("{{ t.scenario_new }}")
        with html.Form(
            classes="name-form",
            raw_attrs=['@submit.prevent="window.twin.scenario.panel.begin(name_typed)"'],
        ):
            _name_input("t.scenario_name")
            html.Button("{{ t.scenario_start }}", type="submit", classes="button main", disabled=("desk_busy",))
        html.H2("{{ t.scenario_saved_ones }}")
        html.P("{{ t.scenario_none }}", v_if="!scenarios.length", classes="quiet")
        with html.Ul(v_else=True, classes="plain"), html.Li(v_for="one in scenarios", key="one.name"):
            _build_saved_one()


def _build_saved_one() -> None:
    with html.Button(
        type="button", classes="choice", click="trigger('open_scenario', [one.name])", disabled=("desk_busy",)
    ):
        html.Span("{{ one.name }}", classes="name")
        html.Span(
            "{{ one.edits === 1 ? t.edits_one : t.edits_many.replace('{count}', one.edits) }}"
            "{{ one.author ? ' · ' + one.author : '' }} · {{ window.twin.timeText(one.saved_at) }}",
            classes="quiet",
        )


def build_open() -> None:
    """Add what the panel shows of the open scenario."""
    with html.Div(classes="scenario-head"):
        with html.Div(classes="scenario-title"):
            html.H2("{{ desk.name }}")
            add_tool("'close'", "window.twin.scenario.panel.putAway()", "t.scenario_close", name="put-away")
        html.P("{{ desk_busy ? t.busy : desk.kept }}", classes="quiet saved-state", raw_attrs=aria(role="status"))
        build_archived()
        build_company()
        with html.Div(classes="scenario-tools"):
            add_tool("'undo'", "trigger('undo_edit')", "t.undo", name="undo", disabled="!desk.can_undo")
            add_tool("'redo'", "trigger('redo_edit')", "t.redo", name="redo", disabled="!desk.can_redo")
            with html.Div(classes="segments", raw_attrs=aria(role="group", label="t.before_or_after")):
                for side in ("before", "after"):
                    html.Button(
                        f"{{{{ t.{side} }}}}",
                        type="button",
                        classes=(f"['segment', {{on: !compare && desk.side === '{side}'}}]",),
                        click=f"compare && trigger('compare', ['']); trigger('look_at', ['{side}'])",
                        raw_attrs=[f'data-side="{side}"', *aria(pressed=f"!compare && desk.side === '{side}'")],
                    )
                build_compare_segment()
            add_tool("'copy'", "window.twin.scenario.panel.askName('clone')", "t.clone", name="clone")
            build_memo_button()
            build_own_tools()
            html.Button(
                "{{ t.save }}",
                v_if="!desk.is_saved && desk.may_save",
                type="button",
                classes="button",
                click="window.twin.scenario.panel.askName('save')",
                raw_attrs=['data-tool="save"'],
            )
        build_archive_question()
        _build_away()
        _build_name_form()
        _build_conflict()
    build_edits()


def _build_away() -> None:
    with html.Div(v_if="name_form === 'away'", classes="warning", raw_attrs=aria(role="alert")):
        html.P("{{ t.away }}", v_if="!desk.is_saved && desk.edits.length")
        html.P("{{ t.away_mine.replace('{name}', desk.mine) }}", v_if="desk.mine")
        html.Button(
            "{{ t.away_do }}", type="button", classes="button", click="window.twin.scenario.panel.putAway()",
            raw_attrs=['data-tool="away"'],
        )  # fmt: skip
        html.Button("{{ t.cancel }}", type="button", classes="button main", click="name_form = ''")


def _build_name_form() -> None:
    with html.Form(
        v_if="['clone', 'save', 'rename'].includes(name_form)",
        classes="name-form",
        raw_attrs=['@submit.prevent="window.twin.scenario.panel.takeName(name_typed)"'],
    ):
        _name_input("{clone: t.clone_name, save: t.scenario_name, rename: t.rename_to}[name_form]")
        html.Button(
            "{{ t[name_form] }}",
            type="submit",
            classes="button main",
            disabled=("desk_busy",),
        )
        html.Button("{{ t.cancel }}", type="button", classes="button", click="name_form = ''")


def _name_input(label: str) -> None:
    html.Input(
        type="text",
        id="scenario-name",
        raw_attrs=[
            ':value="name_typed"',
            '@input="name_typed = $event.target.value"',
            f':placeholder="{label}"',
            'maxlength="80"',
            'autocomplete="off"',
            "required",
            *aria(label=label, invalid=IS_REFUSED, describedby=f"{IS_REFUSED} && 'name-error'"),
        ],
    )
    html.Span("{{ name_error.text }}", v_if=IS_REFUSED, id="name-error", classes="wrong", raw_attrs=aria(role="alert"))


def _build_conflict() -> None:
    build_overtaken()
    with html.Div(v_if="desk.conflict", classes="warning", raw_attrs=aria(role="alert")):
        html.P("{{ desk.conflict }}")
        html.Button("{{ t.conflict_reopen }}", type="button", classes="button main", click="trigger('reopen_scenario')")
        html.Button(
            "{{ t.conflict_mine.replace('{name}', desk.mine) }}",
            type="button", classes="button", click="trigger('take_mine')",
        )  # fmt: skip
    with html.Div(v_else_if="desk.mine", classes="warning"):
        html.P("{{ t.mine_waits.replace('{name}', desk.mine) }}")
        html.Button("{{ t.scenario_open }}", type="button", classes="button", click="trigger('take_mine')")
        add_deletion(
            "mine_doomed",
            "desk.mine",
            "trigger('drop_mine')",
            title="t.mine_drop",
            tool="drop-mine",
            word="t.mine_drop",
        )
