"""The moment that the page looks at: a chip that tells it, and the panel with the slider, the date and what follows."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .elements import add_dialog_head, add_icon, aria

TEXTS: Mapping[str, str] = {
    "moment": N_("Moment"),
    "moment_now": N_("Now"),
    "moment_to_now": N_("Back to now"),
    "moment_chosen": N_("A chosen moment"),
    "moment_live": N_("Now, and the time goes on"),
    "moment_hour": N_("Hour of the day"),
    "moment_date": N_("Day"),
    "moment_earlier": N_("An hour earlier (,)"),
    "moment_later": N_("An hour later (.)"),
    "moment_follows": N_("What follows the moment"),
    "moment_those": N_("Yes: {names}"),
    "moment_others": N_("No: {names}"),
    "moment_does": N_("follows"),
    "moment_does_not": N_("does not follow"),
    "moment_any_time": N_("Leaves at any time: lines by how often they run."),
    "moment_leaves": N_("Leaves: {moment}"),
    "moment_choose": N_("Choose a moment"),
    "sun": N_("Sun and shade"),
    "sun_show": N_("Show light and shadows as they are at the moment"),
    "sun_working": N_("Shadows are being worked out…"),
    "sun_failed": N_("Sun and shade could not be worked out. The cause is in the server's log."),
    "sun_legend": N_("in the shade of buildings and trees"),
    "sun_made": N_("How it is made, and what it leaves out"),
    "sun_source": N_("Sun: Reda and Andreas 2004. Shadows: heights of buildings, trees and ground in cells of 2 m."),
}
# Only the browser writes these; `moment_step` and `moment_said` run ahead of the server while the slider moves.
BROWSER_STATE: Mapping[str, object] = {"moment_open": False, "moment_step": 0, "moment_said": None}
SAID = "(moment_said || moment)"


def build_moment() -> None:
    """Add the chip and, while it is open, the panel."""
    label = f"t.moment + ': ' + (moment.is_live ? t.moment_now + ', ' : '') + {SAID}.text"
    with html.Button(
        type="button",
        classes=("['moment-opener', {chosen: !moment.is_live}]",),
        click="moment_open ? window.twin.moment.close() : window.twin.moment.open()",
        title=(f"{SAID}.text",),
        raw_attrs=[
            'data-tool="moment"',
            *aria(label=label, expanded="moment_open"),
        ],
    ):
        add_icon("'clock'")
        html.Span("{{ t.moment_now }}", v_if="moment.is_live")
        html.Span(f"{{{{ {SAID}.day }}}}", v_if="!moment.is_live", classes="day")
        html.Span(f"{{{{ {SAID}.hour }}}}", v_if="!moment.is_live")
    with html.Section(
        v_if="moment_open",
        id="moment",
        classes="panel moment",
        tabindex="-1",
        raw_attrs=aria(label="t.moment"),
    ):
        add_dialog_head("t.moment", "window.twin.moment.close()")
        with html.Div(classes="panel-body", tabindex="-1"):
            _build_moment()
            _build_sun()
            _build_followers()


def _build_moment() -> None:
    with html.Div(classes="moment-said"):
        with html.P(classes="moment-text", raw_attrs=aria(role="status")):
            html.Strong(f"{{{{ {SAID}.text }}}}")
            html.Span("{{ moment.is_live ? t.moment_live : t.moment_chosen }}", classes="quiet")
        html.Button(
            "{{ t.moment_now }}",
            type="button",
            classes="now",
            title=("t.moment_to_now",),
            disabled=("moment.is_live",),
            click="window.twin.moment.toNow()",
            raw_attrs=['data-tool="moment-now"', *aria(label="t.moment_to_now")],
        )
    html.Input(
        type="range",
        id="moment-hour",
        raw_attrs=[
            'min="0"',
            ':max="moment.steps - 1"',
            'step="1"',
            ':value="moment_step"',
            '@input="window.twin.moment.slide(Number($event.target.value))"',
            *aria(label="t.moment_hour", valuetext=f"{SAID}.text"),
        ],
    )
    with html.Div(classes="moment-hours quiet", raw_attrs=aria(hidden="true")):
        for hour in ("00", "06", "12", "18", "24"):
            html.Span(hour)
    with html.Div(classes="moment-tools"):
        _hour("back", -1, "t.moment_earlier")
        html.Input(
            type="date",
            raw_attrs=[
                'min="2000-01-01"',
                'max="2099-12-31"',
                'data-tool="moment-date"',
                f':value="{SAID}.date"',
                '@change="window.twin.moment.chooseDay($event.target.value)"',
                *aria(label="t.moment_date"),
            ],
        )
        _hour("next", 1, "t.moment_later")


def _hour(icon: str, by: int, title: str) -> None:
    with html.Button(
        type="button",
        classes="tool",
        click=f"window.twin.moment.byHours({by})",
        title=(title,),
        raw_attrs=[f'data-tool="moment-{icon}"', *aria(label=title)],
    ):
        add_icon(f"'{icon}'")


def _build_sun() -> None:
    """Add the switch of sun and shade, and what the picture shows in words."""
    with html.Div(classes="sun layer"):
        with html.Div(classes="layer-row"):
            html.Span("{{ t.sun }}", classes="layer-title name")
            v3.VSwitch(
                model_value=("!!sun",),
                update_modelValue="window.trame.trigger('show_shade', [!sun])",
                color="primary",
                density="compact",
                hide_details=True,
                inset=True,
                raw_attrs=['data-tool="sun"', *aria(label="t.sun_show")],
            )
        with html.Div(v_if="sun", classes="sun-said"):
            html.P(
                "{{ sun.is_working ? t.sun_working : '' }}",
                classes="quiet sun-working",
                raw_attrs=['v-show="sun.is_working"', *aria(role="status")],
            )
            with html.Dl(classes=("{old: sun.is_working}",)), html.Div(v_for="row in sun.rows", key="row.title"):
                html.Dt("{{ row.title }}")
                html.Dd("{{ row.text }}")
            with html.P(v_if="sun.url", classes="sun-legend"):
                html.I(classes="sun-swatch", raw_attrs=aria(hidden="true"))
                html.Span("{{ t.sun_legend }}")
            html.P("{{ sun.of_sides }}", v_if="sun.of_sides", classes="sun-sides")
            with html.Details(v_if="sun.rows.length"):
                html.Summary("{{ t.sun_made }}")
                html.P("{{ [...sun.notes, t.sun_source].join(' ') }}", classes="quiet")


def _build_followers() -> None:
    with html.Details(classes="followers"):
        with html.Summary():
            html.Strong("{{ t.moment_follows }}")
            for does, text in (("each.does", "t.moment_those"), ("!each.does", "t.moment_others")):
                names = f"moment.followers.filter((each) => {does}).map((each) => each.title).join(', ')"
                html.Span(f"{{{{ {text}.replace('{{names}}', {names}) }}}}", v_if=f"{names}")
        with html.Ul(), html.Li(v_for="each in moment.followers", key="each.title", classes=("{does: each.does}",)):
            html.Span(
                "{{ each.does ? '✓' : '–' }}",
                classes="sign",
                raw_attrs=aria(role="img", label="each.does ? t.moment_does : t.moment_does_not"),
            )
            with html.Span():
                html.Strong("{{ each.title }}. ")
                html.Span("{{ each.text }}")


def build_departure() -> None:
    """Add to the panel of questions when a way by public transport leaves."""
    with html.Div(
        v_if="ask_kind !== 'nearest' && ask_mode === 'transit' && ask_choices.has_times", classes="field departure"
    ):
        html.Span("{{ moment.is_live ? t.moment_any_time : t.moment_leaves.replace('{moment}', moment.text) }}")
        html.Button("{{ t.moment_choose }}", type="button", click="window.twin.moment.open()")


def build_moment_mark() -> None:
    """Add to the big screen which moment it looks at, where that is not now."""
    html.Div(
        "{{ [moment.text, sun && t.sun].filter(Boolean).join(' · ') }}",
        v_if="!moment.is_live || sun",
        classes="moment-mark",
    )
