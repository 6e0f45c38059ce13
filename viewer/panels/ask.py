"""The panel of questions: how far, which way, who is served; and what the answer says."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria
from .moment import build_departure

TEXTS: Mapping[str, str] = {
    "ask": N_("Ask"),
    "ask_isochrone": N_("How far"),
    "ask_route": N_("Which way"),
    "ask_nearest": N_("Who is served"),
    "ask_kind": N_("Question"),
    "ask_mode": N_("Who, and how"),
    "ask_start": N_("From"),
    "ask_end": N_("To"),
    "ask_minutes": N_("Minutes"),
    "ask_minutes_hint": N_("Up to six numbers, such as 5, 10, 15"),
    "ask_goal": N_("The nearest"),
    "ask_point": N_("Point on the map"),
    "ask_middle": N_("Middle of the view"),
    "ask_selected": N_("Selected object"),
    "ask_picking": N_("Click on the map, or press Enter for its middle. Esc: cancel."),
    "ask_now": N_("Answer"),
    "ask_again": N_("Answer again"),
    "ask_working": N_("Working on it…"),
    "ask_stop": N_("Cancel"),
    "ask_clear": N_("Clear"),
    "ask_none": N_("not chosen yet"),
    "ask_legend": N_("Colours on the map"),
    "ask_steps": N_("Step by step"),
    "ask_notes": N_("Assumed or left out"),
    "ask_files": N_("Take away"),
    "ask_estimate": N_("How true: an estimate from a model of the ways."),
}
KINDS = ("isochrone", "route", "nearest")
# Only the browser writes these: the question as it stands in the panel. Points are {point: [x, y], title}.
BROWSER_STATE: Mapping[str, object] = {
    "ask_kind": KINDS[0],
    "ask_mode": "walk",
    "ask_minutes": "5, 10, 15",
    "ask_goal": "",
    "ask_start": None,
    "ask_end": None,
    "ask_picking": "",
}


def build_ask() -> None:
    """Add the panel: in place of the layers on wide windows, a sheet over the foot of narrow ones."""
    with html.Section(
        v_if="left_panel === 'ask'",
        classes=("['panel', 'ask', {picking: ask_picking}]",),
        id="ask",
        tabindex="-1",
        raw_attrs=aria(label="t.ask"),
    ):
        with html.Div(classes="panel-head"):
            html.H2("{{ t.ask }}", classes="fill")
            _button("'close'", "window.twin.ask.close()", "t.close", name="close-ask")
        html.P("{{ ask_picking ? t.ask_picking : '' }}", classes="ask-hint", raw_attrs=aria(role="status"))
        with html.Div(classes="panel-body", tabindex="-1"):
            _build_question()
            html.P("{{ ask_error }}", classes="ask-error", raw_attrs=aria(role="alert"))
            with html.Section(v_if="answer", classes="answer", raw_attrs=aria(label="answer.title")):
                _build_answer()


def _build_question() -> None:
    with html.Div(classes="kinds", raw_attrs=aria(role="group", label="t.ask_kind")):
        for kind in KINDS:
            html.Button(
                f"{{{{ t.ask_{kind} }}}}",
                type="button",
                classes=(f"{{on: ask_kind === '{kind}'}}",),
                click=f"window.twin.ask.choose('{kind}')",
                raw_attrs=[f'data-kind="{kind}"', *aria(pressed=f"ask_kind === '{kind}'")],
            )
    with html.Label(classes="field"):
        html.Span("{{ t.ask_mode }}")
        with html.Select(v_model=("ask_mode",), change="window.twin.ask.changed()", raw_attrs=['data-ask="mode"']):
            html.Option(
                "{{ mode.title }}", v_for="mode in ask_choices.modes", key="mode.id", raw_attrs=[':value="mode.id"']
            )
    _build_point("ask_start", shown_if="ask_kind !== 'nearest'")
    _build_point("ask_end", shown_if="ask_kind === 'route'")
    with html.Label(v_if="ask_kind === 'nearest'", classes="field"):
        html.Span("{{ t.ask_goal }}")
        with html.Select(v_model=("ask_goal",), change="window.twin.ask.changed()", raw_attrs=['data-ask="goal"']):
            html.Option(
                "{{ goal.title }} ({{ goal.count }})",
                v_for="goal in ask_choices.goals",
                key="goal.id",
                raw_attrs=[':value="goal.id"'],
            )
    with html.Label(v_if="ask_kind !== 'route'", classes="field"):
        html.Span("{{ t.ask_minutes }}")
        html.Input(
            v_model=("ask_minutes",),
            type="text",
            change="window.twin.ask.changed()",
            title=("t.ask_minutes_hint",),
            raw_attrs=['data-ask="minutes"', 'maxlength="60"', 'autocomplete="off"'],
        )
    build_departure()
    _build_buttons()


def _build_point(name: str, *, shown_if: str) -> None:
    with html.Div(v_if=shown_if, classes="field point", raw_attrs=aria(role="group", label=f"t.{name}")):
        html.Span(f"{{{{ t.{name} }}}}")
        html.Span(f"{{{{ {name} ? {name}.title : t.ask_none }}}}", classes=(f"{{quiet: !{name}}}",))
        with html.Div(classes="ways"):
            for way, click in (
                ("point", f"window.twin.ask.pick('{name}')"),
                ("selected", f"window.twin.ask.takeCard('{name}')"),
                ("middle", f"window.twin.ask.takeMiddle('{name}')"),
            ):
                html.Button(
                    f"{{{{ t.ask_{way} }}}}",
                    type="button",
                    classes=(f"{{on: ask_picking === '{name}'}}" if way == "point" else "''",),
                    disabled=("!card" if way == "selected" else "false",),
                    click=click,
                    raw_attrs=[f'data-pick="{name}-{way}"'],
                )


def _build_buttons() -> None:
    with html.Div(classes="asks"):
        html.Button(
            "{{ answer ? t.ask_again : t.ask_now }}",
            type="button",
            classes="main",
            disabled=("!window.twin.ask.isComplete(ask_kind, ask_start, ask_end, ask_goal)",),
            click="window.twin.ask.now()",
            raw_attrs=['data-ask="now"'],
        )
        html.Button(
            "{{ ask_working ? t.ask_stop : t.ask_clear }}",
            v_if="ask_working || answer",
            type="button",
            click="window.twin.ask.clear()",
            raw_attrs=['data-ask="clear"'],
        )
    with html.Div(classes="ask-working", raw_attrs=aria(role="status")):
        html.Span("{{ ask_working ? t.ask_working : '' }}")


def _build_answer() -> None:
    html.H3("{{ answer.title }}")
    legend = html.Ul(classes="legend", raw_attrs=aria(label="t.ask_legend"))
    with legend, html.Li(v_for="entry in answer.legend", key="entry.title"):
        html.I(style=("{background: entry[theme]}",))
        html.Span("{{ entry.title }}")
    html.P("{{ answer.of }}", v_if="answer.of", classes="of-scenario")
    html.P("{{ line }}", v_for="line in answer.lines", key="line")
    html.P("{{ answer.as_of }}", v_if="answer.as_of", classes="as-of")
    with html.P(classes="files"):
        html.Span("{{ t.ask_files }}: ")
        for ending, name in (("geojson", "GeoJSON"), ("csv", "CSV")):
            html.A(name, raw_attrs=[f':href="answer.files.{ending}"', "download", f'data-file="{ending}"'])
    with html.Div(v_for="(table, at) in answer.tables", key="at", classes="sheet", tabindex="0"), html.Table():
        with html.Thead(), html.Tr():
            html.Th("{{ head }}", v_for="(head, at) in table.heads", key="at", raw_attrs=['scope="col"'])
        with html.Tbody(), html.Tr(v_for="(row, at) in table.rows", key="at"):
            html.Th("{{ row[0] }}", raw_attrs=['scope="row"'])
            html.Td("{{ value }}", v_for="(value, at) in row.slice(1)", key="at")
    with html.Div(v_if="answer.steps.length"):
        html.H4("{{ t.ask_steps }}")
        with html.Ol(classes="steps"), html.Li(v_for="(step, at) in answer.steps", key="at"):
            html.Span("{{ step.text }}")
            html.Span("{{ step.length }} · {{ step.minutes }}", classes="quiet")
    with html.Div(v_if="answer.notes.length"):
        html.H4("{{ t.ask_notes }}")
        with html.Ul(classes="notes quiet"):
            html.Li("{{ note }}", v_for="note in answer.notes", key="note")
    html.P("{{ t.ask_estimate }}", classes="quiet")


def _button(icon: str, click: str, title: str, *, name: str) -> None:
    with html.Button(
        type="button",
        classes="tool",
        click=click,
        title=(title,),
        raw_attrs=[f'data-tool="{name}"', *aria(label=title)],
    ):
        add_icon(icon)
