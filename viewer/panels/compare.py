"""Two sides in one picture: the line between them, what each is called, and how they are seen."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "compare": N_("Compare"),
    "compare_two": N_("Compare before and after in one picture"),
    "compare_off": N_("Compare: open a scenario first, then before and after can be seen in one picture."),
    "compare_swipe": N_("Swipe line"),
    "compare_side": N_("Side by side"),
    "compare_how": N_("How the two are seen"),
    "compare_left": N_("On the left"),
    "as_it_is": N_("the city as it is"),
    "compare_line": N_("Line between before and after. Arrow keys move it, with shift farther."),
    "compare_value": N_("{before} % before, {after} % after"),
    "compare_end": N_("Stop comparing"),
}


def build_before_choice(value: str, *, tool: str) -> None:
    """Add the choice of what stands before: it is of the picture and of the board. `value`: what is chosen, as JS."""
    with html.Select(
        change="trigger('choose_before', [$event.target.value])",
        raw_attrs=[f'data-tool="{tool}"', f':value="{value}"'],
    ):
        html.Option("{{ t.as_it_is }}", value="")
        html.Option("{{ each.name }}", v_for="each in scenarios", key="each.name", raw_attrs=[':value="each.name"'])


def build_compare_opener() -> None:
    """Add the button among the map's controls; without a scenario it says what is missing."""
    with html.Button(
        type="button",
        classes=("['tool', {on: compare, off: !desk}]",),
        click="window.twin.compare.open()",
        title=("desk ? t.compare_two : t.compare_off",),
        raw_attrs=[
            'data-tool="compare"',
            *aria(label="desk ? t.compare_two : t.compare_off", pressed="!!compare", disabled="!desk"),
        ],
    ):
        add_icon("'compare'")


def build_compare_segment() -> None:
    """Add the button beside those of one side alone."""
    html.Button(
        "{{ t.compare }}",
        type="button",
        classes=("['segment', {on: compare}]",),
        click="compare || window.twin.compare.open()",
        raw_attrs=['data-side="both"', *aria(pressed="!!compare")],
    )


def build_sides() -> None:
    """Add the line and the names of both sides; assets/compare.js moves them."""
    with html.Div(v_if="compare", classes="compare-sides"):
        for side in ("before", "after"):
            with html.Div(classes=f"compare-half {side}"):
                html.Span(f"{{{{ t.{side} }}}}: {{{{ compare.{side} }}}}", classes="compare-name")
        html.Div(
            classes="compare-line",
            tabindex="0",
            raw_attrs=[
                '@pointerdown.prevent="window.twin.compare.grab($event)"',
                '@keydown="window.twin.compare.key($event)"',
                'aria-valuemin="0"', 'aria-valuemax="100"', 'aria-valuenow="50"',
                *aria(role="slider", label="t.compare_line", orientation="'horizontal'"),
            ],
        )  # fmt: skip


def build_compare_bar() -> None:
    """Add the bar: a line or two pictures, what stands on the left, and the way out."""
    with html.Section(v_if="compare", classes="panel compare-bar", raw_attrs=aria(label="t.compare")):
        with html.Div(classes="segments", raw_attrs=aria(role="group", label="t.compare_how")):
            for mode in ("swipe", "side"):
                html.Button(
                    f"{{{{ t.compare_{mode} }}}}",
                    type="button",
                    classes=(f"{{on: compare.mode === '{mode}'}}",),
                    click=f"window.twin.compare.choose('{mode}')",
                    raw_attrs=[f'data-mode="{mode}"', *aria(pressed=f"compare.mode === '{mode}'")],
                )
        with html.Label():
            html.Span("{{ t.compare_left }}", classes="quiet")
            build_before_choice("compare.with", tool="compare-with")
        with html.Button(
            type="button",
            classes="tool",
            click="trigger('compare', [''])",
            title=("t.compare_end",),
            raw_attrs=['data-tool="compare-end"', *aria(label="t.compare_end")],
        ):
            add_icon("'close'")
