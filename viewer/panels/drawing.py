"""The forms of edits: the list of kinds, what is picked and drawn, the fields, and the bar of the drawing tool."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .edit_fields import build_fields, build_more_values
from .elements import add_icon, aria
from .scenario import build_open, build_start
from .targets import build_picked

TEXTS: Mapping[str, str] = {
    "back": N_("Back"),
    "kinds": N_("What is to change?"),
    "apply": N_("Apply"),
    "note": N_("Note"),
    "note_help": N_("Why? Goes with the change."),
    "of_layer": N_("Layer"),
    "choose_layer": N_("Choose a layer"),
    "draw_point": N_("Click where it is to stand."),
    "draw_points": N_("Click where each is to stand; drag one to move it."),
    "draw_line": N_("Click the points of the line; click the last one again to end it. Drag a point to move it."),
    "draw_polygon": N_("Click the corners; click the first one again to close the outline. Drag a corner to move it."),
    "draw_keys": N_(
        "Keyboard: arrows move the map under the cross, Enter sets, Enter again ends, Backspace takes back."
    ),
    "pick_keys": N_("Keyboard: arrows move the map under the cross, Enter chooses what is there."),
    "tool_point": N_("Point"),
    "tool_points": N_("Points"),
    "tool_line": N_("Line"),
    "tool_polygon": N_("Outline"),
    "nothing_drawn": N_("Nothing is drawn yet."),
    "crosses_itself": N_("The outline crosses itself: drag a corner or take one back."),
    "points_set": N_("points: {count}"),
    "draw_more": N_("Go on drawing"),
    "draw_again": N_("Draw anew"),
    "draw_shape": N_("Draw another shape"),
    "point_back": N_("Take the last point back"),
    "finish": N_("Finish the drawing"),
    "finish_pick": N_("Done choosing"),
    "none": N_("not stated"),
    "add_value": N_("Add a value"),
    "choose_column": N_("Choose what to set"),
    "leave_value": N_("Leave out"),
    "needed": N_("This has to be filled in."),
    "between": N_("From {least} to {most}."),
    "whole": N_("A whole number, please."),
    "known_lines": N_("Lines, and how often they run by day"),
    "lines_here": N_("Lines that pass here, and how often they run by day"),
    "no_lines_here": N_("No line passes near this place."),
    "no_number": N_("A number, please, such as {example}."),
    "drag_height": N_("Drag the round handle over the building, or type the height."),
    "drawing_tool": N_("Drawing"),
}

FORM = "edit_forms && draft && edit_forms.of[draft.kind]"


def build_scenario_panel() -> None:
    """Add the scenario's side of the panel: a form, the kinds while one is chosen, else the list of edits."""
    with html.Div(
        v_show="layers_open && side === 'scenario'",
        id="scenario",
        classes="panel-body scenario",
        tabindex="-1",
        raw_attrs=aria(role="tabpanel", labelledby="'tab-scenario'"),
    ):
        with html.Div(v_if=FORM):
            _build_form()
        with html.Div(v_else_if="desk && kinds_open"):
            _build_kinds()
        with html.Div(v_else_if="desk"):
            build_open()
        with html.Div(v_else=True):
            build_start()


def _build_kinds() -> None:
    _head("t.kinds", "window.twin.scenario.hideKinds()")
    with html.Section(v_for="group in edit_forms.groups", key="group.id", classes="group"):
        html.H2("{{ group.title }}")
        with html.Button(
            v_for="kind in group.kinds",
            key="kind",
            type="button",
            classes="choice",
            click="window.twin.scenario.start(kind)",
            raw_attrs=[':data-kind="kind"'],
        ):
            html.Span("{{ edit_forms.of[kind].title }}", classes="name")
            html.Span("{{ edit_forms.of[kind].doc }}", classes="quiet")


def _head(title: str, back: str) -> None:
    with html.Div(classes="form-head"):
        with html.Button(type="button", classes="tool", click=back, title=("t.back",), raw_attrs=aria(label="t.back")):
            add_icon("'back'")
        html.H2(f"{{{{ {title} }}}}", id="form-title", tabindex="-1")


def _build_form() -> None:
    with (
        html.Form(
            v_for="form in [edit_forms.of[draft.kind]]",
            key="form.kind",
            classes="edit-form",
            raw_attrs=['@submit.prevent="window.twin.scenario.apply()"', "novalidate"],
        ),
    ):
        _head("form.title", "window.twin.scenario.cancel()")
        html.P("{{ form.doc }}", classes="quiet")
        _build_layer_choice()
        build_picked()
        _build_drawn()
        html.P("{{ t.drag_height }}", v_if="window.twin.scenario.hasHandle(draft)", classes="quiet")
        build_fields()
        build_more_values()
        with html.Label(classes="edit-field"):
            html.Span("{{ t.note }}", classes="field-title")
            html.Textarea(
                raw_attrs=[
                    ':value="draft.note"',
                    '@input="window.twin.scenario.filling.note($event.target.value)"',
                    ':placeholder="t.note_help"',
                    'rows="2"',
                    'maxlength="1000"',
                ]
            )
        with html.Div(classes="form-buttons foot-of-form"):
            html.P(
                "{{ draft.error }}", v_if="draft.error", id="form-error", classes="wrong", raw_attrs=aria(role="alert")
            )
            html.Button(
                "{{ t.apply }}",
                type="submit",
                classes="button main",
                disabled=("desk_busy || draft.waits || draft.seeks",),
                raw_attrs=['data-tool="apply"'],
            )
            html.Button("{{ t.cancel }}", type="button", classes="button", click="window.twin.scenario.cancel()")
            html.Span("{{ t.busy }}", v_if="desk_busy", classes="quiet", raw_attrs=aria(role="status"))


def _build_layer_choice() -> None:
    with html.Label(v_if="!form.layer", classes="edit-field"):
        html.Span("{{ t.of_layer }}", classes="field-title")
        with html.Select(
            raw_attrs=[':value="draft.layer"', '@change="window.twin.scenario.chooseLayer($event.target.value)"'],
        ):
            html.Option("{{ t.choose_layer }}", value="")
            html.Option(
                "{{ layer.title }}", v_for="layer in edit_forms.layers", key="layer.name", value=("layer.name",)
            )


def _build_drawn() -> None:
    with html.Div(v_if="window.twin.scenario.tools(draft).length", classes="edit-field"):
        html.Span("{{ t['tool_' + draft.tool] || t.draw_shape }}", classes="field-title")
        with html.Div(v_if="window.twin.scenario.tools(draft).length > 1", classes="segments"):
            html.Button(
                "{{ t['tool_' + name] }}",
                v_for="name in window.twin.scenario.tools(draft)",
                key="name",
                type="button",
                classes=("['segment', {on: draft.tool === name}]",),
                click="window.twin.scenario.tool(name)",
                raw_attrs=aria(pressed="draft.tool === name"),
            )
        html.Span(
            "{{ draft.points.length ? draft.measure : t.nothing_drawn }}", v_if="draft.tool", classes="quiet measure"
        )
        with html.Span(classes="form-buttons"):
            _plain_button(
                "draft.points.length ? t.draw_more : (form.may_draw ? t.draw_shape : t['tool_' + draft.tool])",
                "window.twin.scenario.tool()", shown="draft.stage !== 'draw'",
            )  # fmt: skip
            _plain_button("t.draw_again", "window.twin.scenario.drawAnew()", shown="draft.points.length")


def _plain_button(text: str, click: str, *, shown: str) -> None:
    html.Button(f"{{{{ {text} }}}}", v_if=shown, type="button", classes="button", click=click)


def build_draw_bar() -> None:
    """Add the bar of the drawing tool, at the foot of the map: what to do next, what is measured, its buttons."""
    with html.Div(
        v_if=f"({FORM}) && draft.stage !== 'done' && (draft.layer || draft.tool)",
        classes="draw-bar",
        raw_attrs=aria(role="group", label="t.drawing_tool"),
    ):
        with html.Div(classes="draw-says", raw_attrs=aria(role="status")):
            html.Span("{{ draft.stage === 'pick' ? (draft.one ? t.pick_one : t.pick_many) : t['draw_' + draft.tool] }}")
            html.Span("{{ draft.measure }}", v_if="draft.measure", classes="measure")
            html.Span("{{ draft.stage === 'pick' ? t.pick_keys : t.draw_keys }}", classes="quiet keys")
        with html.Button(
            v_if="draft.stage === 'draw'",
            type="button",
            classes="tool",
            click="window.twin.scenario.pointBack()",
            disabled=("!draft.points.length",),
            title=("t.point_back",),
            raw_attrs=['data-tool="point-back"', *aria(label="t.point_back")],
        ):
            add_icon("'undo'")
        html.Button(
            "{{ draft.stage === 'pick' ? t.finish_pick : t.finish }}",
            type="button",
            classes="button main",
            click="window.twin.scenario.finish()",
            raw_attrs=['data-tool="finish"'],
        )
        html.Button("{{ t.cancel }}", type="button", classes="button", click="window.twin.scenario.cancel()")
