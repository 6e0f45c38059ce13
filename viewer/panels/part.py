"""The panel that shows a part of the city: one neighbourhood, a section box; and the marks that say so on the map."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "part": N_("Show a part"),
    "part_area": N_("One neighbourhood"),
    "part_all": N_("all of the city"),
    "part_only": N_("Only {name}"),
    "part_wait": N_("Being cut out of the city…"),
    "part_only_here": N_("Show only {name}"),
    "part_end": N_("Show all of the city again"),
    "part_border": N_("How its border is known"),
    "part_rule": N_("Shown and counted is what has its middle there, and lines along its border. The ground stays."),
    "section": N_("Section box"),
    "section_start": N_("Cut with a box"),
    "section_end": N_("Remove the box"),
    "section_fit": N_("Fit to what is seen"),
    "section_centre": N_("Move to the middle of the view"),
    "section_turn": N_("Turn with the view"),
    "section_left": N_("Left side"),
    "section_right": N_("Right side"),
    "section_front": N_("Near side"),
    "section_back": N_("Far side"),
    "section_bottom": N_("Bottom"),
    "section_top": N_("Top"),
    "section_bearing": N_("Direction ahead, degrees from north"),
    "section_metres": N_("{side}, metres"),
    "section_hint": N_("Everything outside a box is cut away: neither drawn nor clicked."),
    "section_rule": N_("Metres from the middle of the box; bottom and top above the ground there."),
    "section_mark": N_("Cut by a box"),
}
SIDES = ("left", "right", "front", "back", "bottom", "top")
UP = ("bottom", "top")
# Only the browser writes it: the sides of the box, and how far its sliders go.
# `part_wanted`: the neighbourhood that was chosen and is on its way, "" for all of the city; null for none.
BROWSER_STATE: Mapping[str, object] = {"section": None, "part_wanted": None}


def build_part_opener() -> None:
    """Add the button that opens the panel."""
    with html.Button(
        type="button",
        classes="in-view-opener",
        click="window.twin.part.open()",
        raw_attrs=['data-tool="part"'],
    ):
        add_icon("'part'")
        html.Span("{{ t.part }}")


def build_edges() -> None:
    """Add what holds the edges of the box over the map; assets/section.js draws them."""
    html.Div(id="section-edges", classes="drawing", raw_attrs=aria(hidden="true"))


def build_part() -> None:
    """Add the panel: in place of the layers on wide windows, a sheet over the foot of narrow ones."""
    with html.Section(
        v_if="left_panel === 'part'", classes="panel part", id="part", tabindex="-1", raw_attrs=aria(label="t.part")
    ):
        with html.Div(classes="panel-head"):
            html.H2("{{ t.part }}", classes="fill")
            with html.Button(
                type="button", classes="tool", click="window.twin.part.close()", title=("t.close",),
                raw_attrs=['data-tool="close-part"', *aria(label="t.close")],
            ):  # fmt: skip
                add_icon("'close'")
        with html.Div(classes="panel-body", tabindex="-1"):
            _build_area()
            _build_section()


def _build_area() -> None:
    with html.Div(v_if="neighbourhoods.length", classes="part-area"):
        html.H3("{{ t.part_area }}", id="part-area-title")
        with html.Select(
            id="part-area",
            change="window.twin.isolation.choose($event.target.value)",
            raw_attrs=[":value=\"part_wanted ?? isolated?.id ?? ''\"", *aria(labelledby="'part-area-title'")],
        ):
            html.Option("{{ t.part_all }}", value="")
            html.Option(
                "{{ area.title }}", v_for="area in neighbourhoods", key="area.id", raw_attrs=[':value="area.id"']
            )
        with html.Div(raw_attrs=aria(role="status")):
            html.P("{{ t.part_wait }}", v_if="part_wanted", classes="quiet")
            html.P("{{ t.part_only.replace('{name}', isolated.title) }}", v_else_if="isolated", classes="part-said")
        with html.Div(v_if="isolated"):
            html.P("{{ t.part_rule }}", classes="quiet")
            html.P("{{ t.part_border }}: {{ isolated.border }}", v_if="isolated.border", classes="quiet")
            with html.Div(classes="ways"):
                html.Button(
                    "{{ t.part_end }}", type="button", click="window.twin.isolation.end()",
                    raw_attrs=['data-part="end"'],
                )  # fmt: skip


def _build_section() -> None:
    html.H3("{{ t.section }}")
    with html.Div(v_if="!section"):
        html.P("{{ t.section_hint }}", classes="quiet")
        with html.Div(classes="asks"):
            _button("start", classes="main")
    with html.Div(v_if="section"):
        for side in SIDES:
            _build_side(side)
        with html.Label(classes="section-bearing"):
            html.Span("{{ t.section_bearing }}")
            html.Input(
                type="text", id="section-bearing",
                change="window.twin.section.take('bearing', $event.target)",
                raw_attrs=[':value="window.twin.section.typed(\'bearing\', section)"', 'inputmode="decimal"'],
            )  # fmt: skip
        html.P("{{ t.section_rule }}", classes="quiet")
        with html.Div(classes="ways"):
            for name in ("fit", "centre", "turn", "end"):
                _button(name)


def _build_side(side: str) -> None:
    """Add one side: a slider, and the same as a number."""
    reach = "section.high" if side in UP else "section.reach"
    low = "-section.high" if side == "bottom" else "-10" if side == "top" else f"-{reach}"
    with html.Div(classes="section-side"):
        html.Label("{{ t.section_" + side + " }}", raw_attrs=[f'for="section-{side}"'])
        html.Input(
            type="range", id=f"section-{side}",
            input=f"window.twin.section.take('{side}', $event.target)",
            raw_attrs=[
                # In this order: a value beyond the ends that the slider still has would be lost.
                f':min="{low}"', f':max="{reach}"', 'step="1"', f':value="section.{side}"',
                *aria(valuetext=f"Number(section.{side}).toLocaleString(language) + ' m'"),
            ],
        )  # fmt: skip
        html.Input(
            type="text",
            change=f"window.twin.section.take('{side}', $event.target)",
            raw_attrs=[
                'inputmode="decimal"', f":value=\"window.twin.section.typed('{side}', section)\"",
                f'data-side="{side}"',
                *aria(label=f"t.section_metres.replace('{{side}}', t.section_{side})"),
            ],
        )  # fmt: skip
        html.Span("m", classes="quiet", raw_attrs=aria(hidden="true"))


def _button(name: str, *, classes: str = "") -> None:
    html.Button(
        "{{ t.section_" + name + " }}", type="button", classes=classes, click=f"window.twin.section.{name}()",
        raw_attrs=[f'data-section="{name}"'],
    )  # fmt: skip


def build_part_marks() -> None:
    """Add the marks that say on the map that this is not all of the city; each has a button that ends it."""
    with html.Div(v_if="isolated || section", classes="part-marks"):
        _build_mark("isolated", "t.part_only.replace('{name}', isolated.title)", "isolation.end()", "t.part_end")
        _build_mark("section", "t.section_mark", "section.end()", "t.section_end")


def _build_mark(name: str, text: str, end: str, title: str) -> None:
    with html.Div(v_if=name, classes="part-mark"):
        html.Span(f"{{{{ {text} }}}}")
        with html.Button(
            type="button", classes="tool", click=f"window.twin.{end}", title=(title,),
            raw_attrs=[f'data-mark="{name}"', *aria(label=title)],
        ):  # fmt: skip
            add_icon("'close'")


def build_only_here() -> None:
    """Add to the card the button that shows the neighbourhood of its object alone."""
    with html.Div(v_if="card.area && (!isolated || isolated.id !== card.area.id)", classes="only-here"):
        html.Button(
            "{{ t.part_only_here.replace('{name}', card.area.title) }}",
            type="button",
            classes="offer",
            click="window.twin.isolation.choose(card.area.id)",
            raw_attrs=['data-tool="only-here"'],
        )
