"""The moment that the page looks at: a chip that tells it, and the panel with the slider, the date and what follows."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_dialog_head, add_icon, aria
from .sun import build_sun

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
    "moment_play": N_("Play the day from sunrise to sunset, with its shadows"),
    "moment_turning": N_("Days on which seasons begin"),
    "moment_follows": N_("What follows the moment"),
    "moment_those": N_("Yes: {names}"),
    "moment_others": N_("No: {names}"),
    "moment_does": N_("follows"),
    "moment_does_not": N_("does not follow"),
    "moment_any_time": N_("Leaves at any time: lines by how often they run."),
    "moment_leaves": N_("Leaves: {moment}"),
    "moment_choose": N_("Choose a moment"),
}
# Only the browser writes these; `moment_step` and `moment_said` run ahead of the server while the slider moves.
BROWSER_STATE: Mapping[str, object] = {
    "moment_open": False, "moment_step": 0, "moment_said": None, "moment_plays": False,
}  # fmt: skip
SAID = "(moment_said || moment)"


def build_moment() -> None:
    """Add the chip and, while it is open, the panel."""
    label = f"t.moment + ': ' + (moment.is_live ? t.moment_now + ', ' : '') + {SAID}.text + (sun ? ', ' + t.sun : '')"
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
        html.Span("· {{ t.sun }}", v_if="sun", classes="with-sun")
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
            build_sun()
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
    with html.Div(classes="moment-day"):
        with html.Button(
            type="button",
            classes="tool play",
            click="window.twin.play.toggle()",
            title=("t.moment_play",),
            raw_attrs=['data-tool="moment-play"', *aria(label="t.moment_play", pressed="moment_plays")],
        ):
            add_icon("moment_plays ? 'pause' : 'play'")
        with html.Div(classes="moment-slider"):
            _build_slider()
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
    with html.Div(classes="segments turning", raw_attrs=aria(role="group", label="t.moment_turning")):
        html.Button(
            "{{ each.text }}",
            v_for="each in moment.turning",
            key="each.date",
            type="button",
            classes=(f"{{on: each.date === {SAID}.date}}",),
            title=("each.title",),
            click="window.twin.moment.chooseDay(each.date)",
            raw_attrs=[':data-day="each.date"', *aria(pressed=f"each.date === {SAID}.date")],
        )


def _build_slider() -> None:
    html.Input(
        type="range",
        id="moment-hour",
        raw_attrs=[
            'min="0"',
            ':max="moment.steps - 1"',
            'step="1"',
            ':value="moment_step"',
            '@input="window.twin.moment.slide(Number($event.target.value))"',
            '@pointerdown="window.twin.play.stop()"',
            *aria(label="t.moment_hour", valuetext=f"{SAID}.text"),
        ],
    )
    with html.Div(classes="moment-hours quiet", raw_attrs=aria(hidden="true")):
        for hour in ("00", "06", "12", "18", "24"):
            html.Span(hour)


def _hour(icon: str, by: int, title: str) -> None:
    with html.Button(
        type="button",
        classes="tool",
        click=f"window.twin.moment.byHours({by})",
        title=(title,),
        raw_attrs=[f'data-tool="moment-{icon}"', *aria(label=title)],
    ):
        add_icon(f"'{icon}'")


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
        "{{ [moment.text, sun && (sun.legend ? sun.legend.title : t.sun)].filter(Boolean).join(' · ') }}",
        v_if="!moment.is_live || sun",
        classes="moment-mark",
    )
