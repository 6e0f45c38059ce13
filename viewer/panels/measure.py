"""The panel that measures: what, how it is done, and the numbers as text."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "measure": N_("Measure"),
    "measure_what": N_("What to measure"),
    "measure_line": N_("Distance"),
    "measure_polygon": N_("Area"),
    "measure_height": N_("Height"),
    "measure_hint_line": N_("Click points on the map. Clicking the last one again ends."),
    "measure_hint_polygon": N_("Click the corners on the map. Clicking the first one again ends."),
    "measure_hint_height": N_("Click a roof, a tree or the ground; a second place gives the difference."),
    "measure_keys": N_("Enter: point at the cross. Backspace: last point back. Esc: end."),
    "measure_point_back": N_("Point back"),
    "measure_finish": N_("Done"),
    "measure_again": N_("Start anew"),
    "measure_clear": N_("Clear"),
    "measure_legs": N_("Point by point"),
    "measure_leg": N_("Leg"),
    "measure_length": N_("Length"),
    "measure_up": N_("Up"),
    "measure_down": N_("Down"),
    "measure_none": N_("Nothing is measured yet."),
}
KINDS = ("line", "polygon", "height")
# Only the browser writes these: what is measured and by which points, and what the server says of them.
BROWSER_STATE: Mapping[str, object] = {
    "measure": {"kind": KINDS[0], "is_on": False, "points": []},
    "measured": None,
}


def build_measure_opener() -> None:
    """Add the button that opens the panel."""
    with html.Button(
        type="button",
        classes=("['tool', {on: left_panel === 'measure'}]",),
        click="left_panel === 'measure' ? window.twin.measure.close() : window.twin.measure.open()",
        title=("t.measure",),
        raw_attrs=['data-tool="measure"', *aria(label="t.measure", expanded="left_panel === 'measure'")],
    ):
        add_icon("'measure'")


def build_measuring() -> None:
    """Add what holds the lines and numbers over the map; assets/measure.js draws them."""
    html.Div(id="measuring", classes="drawing", raw_attrs=aria(hidden="true"))


def build_measure() -> None:
    """Add the panel: in place of the layers on wide windows, a sheet over the foot of narrow ones."""
    with html.Section(
        v_if="left_panel === 'measure'",
        classes=("['panel', 'measure', {picking: measure.is_on}]",),
        id="measure",
        tabindex="-1",
        raw_attrs=aria(label="t.measure"),
    ):
        with html.Div(classes="panel-head"):
            html.H2("{{ t.measure }}", classes="fill")
            with html.Button(
                type="button", classes="tool", click="window.twin.measure.close()", title=("t.close",),
                raw_attrs=['data-tool="close-measure"', *aria(label="t.close")],
            ):  # fmt: skip
                add_icon("'close'")
        with html.Div(classes="measure-hint", raw_attrs=aria(role="status")):
            html.Span("{{ measure.is_on ? t['measure_hint_' + measure.kind] : '' }}")
            html.Span("{{ measure.is_on ? t.measure_keys : '' }}", classes="keys")
        with html.Div(classes="measure-top"):
            _build_kinds()
            with html.P(classes="measure-total", id="measure-total", tabindex="-1", raw_attrs=aria(role="status")):
                html.Span("{{ measured ? measured.title : t.measure_none }}", classes="quiet")
                html.Strong("{{ measured.total }}", v_if="measured && measured.total")
                html.Span("{{ measured.problem }}", v_if="measured && measured.problem", classes="measure-problem")
            _build_buttons()
        with html.Div(v_if="measured", classes="panel-body", tabindex="0", raw_attrs=aria(label="measured.title")):
            _build_facts("measured.rows")
            with html.Div(v_for="(place, at) in measured.places || []", key="at"):
                html.H3("{{ measured.places.length > 1 ? (at + 1) + '. ' : '' }}{{ place.title }}")
                _build_facts("place.rows")
            _build_legs()
            html.P("{{ note }}", v_for="note in measured.notes", key="note", classes="quiet")


def _build_kinds() -> None:
    with html.Div(classes="kinds", raw_attrs=aria(role="group", label="t.measure_what")):
        for kind in KINDS:
            html.Button(
                f"{{{{ t.measure_{kind} }}}}",
                type="button",
                classes=(f"{{on: measure.kind === '{kind}'}}",),
                click=f"window.twin.measure.start('{kind}')",
                raw_attrs=[f'data-measure="{kind}"', *aria(pressed=f"measure.kind === '{kind}'")],
            )


def _build_buttons() -> None:
    with html.Div(classes="asks"):
        html.Button(
            "{{ measure.is_on ? t.measure_finish : t.measure_again }}",
            type="button",
            classes="main",
            click="measure.is_on ? window.twin.measure.finish() : window.twin.measure.start(measure.kind)",
            raw_attrs=['data-measure="go"'],
        )
        for name, click in (("point_back", "pointBack()"), ("clear", "clear()")):
            html.Button(
                f"{{{{ t.measure_{name} }}}}",
                type="button",
                disabled=("!measure.points.length",),
                click=f"window.twin.measure.{click}",
                raw_attrs=[f'data-measure="{name}"'],
            )


def _build_facts(rows: str) -> None:
    with html.Dl(v_if=f"{rows}.length"), html.Div(v_for=f"row in {rows}", key="row.title"):
        html.Dt("{{ row.title }}")
        with html.Dd():
            html.Span("{{ row.value }}")
            html.Small("{{ row.note }}", v_if="row.note", classes="quiet")


def _build_legs() -> None:
    with html.Table(v_if="measured.legs && measured.legs.length > 1"):
        html.Caption("{{ t.measure_legs }}")
        with html.Thead(), html.Tr():
            html.Th("{{ t.measure_leg }}", scope="col")
            html.Th("{{ t.measure_length }}", scope="col")
            for name in ("up", "down"):
                html.Th(f"{{{{ t.measure_{name} }}}}", v_if="measured.has_climb", scope="col")
        with html.Tbody(), html.Tr(v_for="(leg, at) in measured.legs", key="at"):
            html.Th("{{ at + 1 }}", scope="row")
            html.Td("{{ leg.length }}")
            for name in ("up", "down"):
                html.Td(f"{{{{ leg.{name} }}}}", v_if="measured.has_climb")
