"""What the city is painted by: a choice, and the legend, which stays in sight as long as the paint does."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "colours": N_("Colours"),
    "colour_by": N_("Colour by"),
    "own_colours": N_("the map's own colours"),
    "paint_side": N_("Which numbers"),
    "paint_scope": N_("By"),
    "paint_wait": N_("Recalculating…"),
    "paint_old": N_("Recalculating… the colours are those before your last change."),
    "unpaint": N_("Back to the map's own colours"),
    "one_scale": N_("Left and right have the same colours for the same values."),
    "class_show": N_("Shown; press to hide"),
    "class_hide": N_("Hidden; press to show"),
    "classes_shown": N_("Objects shown: {shown} of {all}"),
    "classes_all": N_("Show all"),
    "counts_all": N_("The numbers are of all of the city."),
    "better_worse": N_("blue: better, orange: worse"),
    "more_less": N_("blue: more, orange: less"),
}
# Only the browser writes it: the numbers of the classes whose objects are hidden.
BROWSER_STATE: Mapping[str, object] = {"classes_hidden": []}


def build_colours() -> None:
    """Add the panel: a button, and behind it, or while something is painted, the choice and the legend."""
    html.Button(
        "{{ t.colours }}",
        v_if="!colours_open && !paint",
        type="button",
        classes="colours-opener",
        click="colours_open = true",
        raw_attrs=['data-tool="colours"'],
    )
    with html.Section(v_if="colours_open || paint", classes="panel colours", raw_attrs=aria(label="t.colours")):
        with html.Div(classes="panel-head"):
            with html.Label():
                html.Span("{{ t.colour_by }}", classes="quiet")
                _build_choice()
            with html.Button(
                type="button",
                classes="tool fold",
                click="colours_open = false; paint && trigger('paint', [''])",
                title=("t.unpaint",),
                raw_attrs=['data-tool="unpaint"', *aria(label="t.unpaint")],
            ):
                add_icon("'close'")
        with html.Div(
            v_if="paint", classes="panel-body", tabindex="0", raw_attrs=aria(role="group", label="t.colours")
        ):
            _build_legend()


def _build_choice() -> None:
    with html.Select(
        change="trigger('paint', [$event.target.value])",
        raw_attrs=['data-tool="colour-by"', ":value=\"paint ? paint.subject : ''\""],
    ):
        html.Option("{{ t.own_colours }}", value="")
        with html.Optgroup(v_for="group in paint_choices", key="group.title", raw_attrs=[':label="group.title"']):
            html.Option(
                "{{ each.title }}", v_for="each in group.options", key="each.value", raw_attrs=[':value="each.value"']
            )


def _build_legend() -> None:
    html.P(
        "{{ paint.url ? t.paint_old : t.paint_wait }}",
        v_if="paint.is_old",
        classes="busy",
        raw_attrs=aria(role="status"),
    )
    with html.Div(v_if="paint.url", classes=("['paint-legend', {old: paint.is_old}]",), id="paint-legend"):
        html.H2("{{ paint.title }}")
        html.P("{{ paint.meaning }}", classes="quiet meaning")
        for name, given in (("side", "paint.sides"), ("scope", "paint.scopes")):
            _build_options(name, given)
        with html.P(classes="quiet"):
            html.Span("{{ [paint.layer, paint.unit].filter(Boolean).join(' · ') }}")
            html.Span("{{ paint.direction }}", v_if="paint.direction && paint.side !== 'difference'", classes="way")
            html.Span(
                "{{ paint.is_neutral ? t.more_less : t.better_worse }}",
                v_if="paint.side === 'difference'",
                classes="way",
            )
        with (
            html.Ul(),
            html.Li(
                v_for="each in paint.classes.map((c, at) => ({...c, at})).filter((c) => !c.is_empty)",
                key="each.text",
                raw_attrs=['data-class="1"'],
            ),
        ):
            _build_switch()
        _build_shown()
        html.P("{{ t.counts_all }}", v_if="isolated", classes="quiet", raw_attrs=['data-note="counts-all"'])
        html.P("{{ t.one_scale }}", v_if="paint.is_both", classes="quiet", raw_attrs=['data-note="one-scale"'])
        html.P("{{ t.whole_day }}", v_if="paint.direction", classes="quiet")
        html.P("{{ t.tier }}: {{ paint.tier }}", v_if="paint.tier", classes="quiet")
        html.P("{{ t.source }}: {{ paint.source }}", v_if="paint.source", classes="quiet")


def _build_switch() -> None:
    """Add an entry of the legend: a switch that hides the objects of its class, and shows them again."""
    hidden = "classes_hidden.includes(each.at)"
    with html.Button(
        type="button",
        classes=(f"['class-switch', {{off: {hidden}}}]",),
        click="window.twin.filter.toggle(each.at)",
        title=(f"{hidden} ? t.class_hide : t.class_show",),
        raw_attrs=aria(pressed=f"!{hidden}"),
    ):
        html.I(style=("{background: each[theme]}",))
        html.Span("{{ each.text }}")
        html.Span("{{ each.count }}", classes="quiet number")


def _build_shown() -> None:
    """Add how many objects are shown, and the way back to all of them."""
    counts = "window.twin.filter.counts(paint.classes, classes_hidden)"
    number = f"{counts}[{{0}}].toLocaleString(language)"
    said = f"t.classes_shown.replace('{{shown}}', {number.format(0)}).replace('{{all}}', {number.format(1)})"
    with html.Div(classes=("['classes-shown', {on: classes_hidden.length}]",)):
        html.Span(f"{{{{ classes_hidden.length ? {said} : '' }}}}", raw_attrs=aria(role="status"))
        html.Button(
            "{{ t.classes_all }}", v_if="classes_hidden.length", type="button", classes="classes-all",
            click="window.twin.filter.showAll()", raw_attrs=['data-tool="all-classes"'],
        )  # fmt: skip


def _build_options(name: str, given: str) -> None:
    other = {
        "side": "[paint.subject, each.value, paint.scope]",
        "scope": "[paint.subject, paint.side || 'after', each.value]",
    }
    with html.Div(
        v_if=f"{given}.length > 1", classes="segments", raw_attrs=aria(role="group", label=f"t.paint_{name}")
    ):
        html.Button(
            "{{ each.title }}",
            v_for=f"each in {given}",
            key="each.value",
            type="button",
            classes=(f"{{on: paint.{name} === each.value}}",),
            click=f"trigger('paint', {other[name]})",
            raw_attrs=[':data-option="each.value"', *aria(pressed=f"paint.{name} === each.value")],
        )


def build_card_value() -> None:
    """Add to the card what its object is painted with."""
    with html.Dl(v_if="paint_card", classes="painted"):
        with html.Div():
            html.Dt("{{ paint_card.title }}")
            html.Dd("{{ paint_card.value }}")
        with html.Div(v_if="paint_card.of_area"):
            html.Dt("{{ paint_card.area }}")
            html.Dd("{{ paint_card.of_area }}")
