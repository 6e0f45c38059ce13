"""Sun and shade in the moment's panel: the switch, how it is shown, its legend, what it comes to in words."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .elements import aria

TEXTS: Mapping[str, str] = {
    "sun": N_("Sun and shade"),
    "sun_show": N_("Show light and shadows as they are at the moment"),
    "sun_mode": N_("What is shown of the sun"),
    "sun_working": N_("Shadows are being worked out…"),
    "sun_hours_working": N_("Hours of sun are being worked out…"),
    "sun_failed": N_("Sun and shade could not be worked out. The cause is in the server's log."),
    "sun_legend": N_("in shade: ground, roofs and walls, also walls turned away from the sun"),
    "sun_made": N_("How it is made, and what it leaves out"),
    "sun_source": N_("Sun: Reda and Andreas 2004. Shadows: heights of buildings, trees and ground in cells of 2 m."),
}


def build_sun() -> None:
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
            _build_modes()
            html.P(
                "{{ sun.is_working ? (sun.mode === 'moment' ? t.sun_working : t.sun_hours_working) : '' }}",
                classes="quiet sun-working",
                raw_attrs=['v-show="sun.is_working"', *aria(role="status")],
            )
            _build_legend()
            with html.Dl(classes=("{old: sun.is_working}",)), html.Div(v_for="row in sun.rows", key="row.title"):
                html.Dt("{{ row.title }}")
                html.Dd("{{ row.text }}")
            with html.P(v_if="sun.url && !sun.legend", classes="sun-legend"):
                html.I(classes="sun-swatch", raw_attrs=aria(hidden="true"))
                html.Span("{{ t.sun_legend }}")
            html.P("{{ sun.of_sides }}", v_if="sun.of_sides", classes="sun-sides")
            with html.Details(v_if="sun.rows.length"):
                html.Summary("{{ t.sun_made }}")
                html.P("{{ [...sun.notes, t.sun_source].join(' ') }}", classes="quiet")


def _build_modes() -> None:
    with html.Select(
        change="trigger('choose_shade', [$event.target.value])",
        classes="sun-mode",
        raw_attrs=['data-tool="sun-mode"', ':value="sun.mode"', *aria(label="t.sun_mode")],
    ):
        html.Option(
            "{{ each.title }}",
            v_for="each in sun.modes",
            key="each.value + each.title",
            raw_attrs=[':value="each.value"', ':selected="each.value === sun.mode"'],
        )


def _build_legend() -> None:
    """Add the legend of painted hours: title, unit, what is better, the classes."""
    with html.Div(
        v_if="sun.legend",
        classes=("['sun-hours', {old: sun.is_working}]",),
        raw_attrs=aria(role="group", label="sun.legend.title"),
    ):
        html.H3("{{ sun.legend.title }}")
        html.P("{{ sun.legend.unit }} · {{ sun.legend.direction }}", classes="quiet")
        _build_classes()


def build_sun_key() -> None:
    """Add the legend of painted hours to the map while the panel is closed: colours never stand there unexplained."""
    with html.Div(
        v_if="sun && sun.legend && !moment_open", classes="sun-key sun-hours",
        raw_attrs=aria(role="group", label="sun.legend.title"),
    ):  # fmt: skip
        html.Strong("{{ sun.legend.title }}")
        html.P("{{ sun.legend.unit }} · {{ sun.legend.direction }}", classes="quiet")
        _build_classes()


def build_sun_legend() -> None:
    """Add the legend of painted hours to the big screen."""
    with html.Div(
        v_if="sun && sun.legend", classes="display-legend", raw_attrs=aria(role="group", label="sun.legend.title")
    ):
        html.P("{{ sun.legend.title }}, {{ sun.legend.unit }}", raw_attrs=[':lang="language"'])
        other = {"v_if": "sun.legend.other", "classes": "other", "raw_attrs": [':lang="sun.legend.other.language"']}
        html.P("{{ sun.legend.other.title }}, {{ sun.legend.other.unit }}", **other)
        with html.Ul(), html.Li(v_for="(each, at) in sun.legend.classes", key="each.text"):
            html.I(style=("{background: each[theme]}",))
            html.Span("{{ each.text }}", raw_attrs=[':lang="language"'])
            again = "sun.legend.other.classes[at].text"
            html.Span(f"{{{{ {again} }}}}", **{**other, "v_if": f"sun.legend.other && {again} !== each.text"})


def build_sun_value() -> None:
    """Add to the card the hours of sun of what is selected, while hours are painted."""
    with html.Dl(v_if="sun_card", classes="painted sun-value"):
        with html.Div(v_if="sun_card.is_working"):
            html.Dt("{{ t.sun_hours_working }}")
        with html.Div(v_for="row in sun_card.rows", key="row.title"):
            html.Dt("{{ row.title }}")
            html.Dd("{{ row.text }}")


def _build_classes() -> None:
    with html.Ul(), html.Li(v_for="each in sun.legend.classes", key="each.text"):
        html.I(style=("{background: each[theme]}",))
        html.Span("{{ each.text }}")
