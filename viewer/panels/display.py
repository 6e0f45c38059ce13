"""The page of the big screen: the stories in large type, a card for what is touched, a countdown, a QR code."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import LANGUAGES, N_

from . import controls, stories
from .changes import build_display_looks
from .elements import aria
from .moment import build_moment_mark
from .sun import build_sun_legend

TEXTS: Mapping[str, str] = {
    "display_hint": N_("Touch to turn the city yourself"),
    "display_touched": N_("Drag to move, pinch to zoom, tap to ask"),
    "display_goes_on": N_("The stories go on in {count} s — touch to stay"),
    "display_qr": N_("Take this view with you"),
    **{name: stories.TEXTS[name] for name in ("story_proposal", "story_by_scenario")},
    **{name: controls.TEXTS[name] for name in ("loading", "demo", "lost", "reconnecting")},
}
# mode: "plays" the stories, "touched" by a visitor, "counts" down to playing.
BROWSER_STATE: Mapping[str, object] = {"display_mode": "plays", "display_count": 0}


def build_display() -> None:
    """Add what stands over the city on the big screen; all texts in both languages at once."""
    with html.Section(
        v_if="display_mode === 'plays'", classes="display-story", id="display-story", raw_attrs=aria(label="city_title")
    ):
        with html.Div(v_if="story", classes="display-parts"):
            with html.Div(classes="display-texts"):
                _build_proposal()
                html.H1("{{ story.title.ro }}", lang="ro")
                html.P("{{ story.sentence.ro }}", lang="ro", classes="display-sentence")
                html.H2("{{ story.title.en }}", v_if="story.title.en !== story.title.ro", lang="en")
                html.P("{{ story.sentence.en }}", v_if="story.sentence.en !== story.sentence.ro", lang="en")
            _build_figure()
        with html.Div(v_if="!story"):
            html.H1("{{ city_title }}")
    with html.Div(
        v_if="display_mode === 'counts'", classes="display-count", id="display-count", raw_attrs=aria(role="status")
    ):
        for language in LANGUAGES:
            html.P(f"{{{{ both.{language}.display_goes_on.replace('{{count}}', display_count) }}}}", lang=language)
    with html.Div(classes="display-top"):
        _build_hints()
        with html.Div(classes="display-keys"):
            _build_paint_legend()
            build_moment_mark()
            build_sun_legend()
            build_display_looks()
    with html.Figure(v_if="qr", classes="display-qr"):
        html.Img(raw_attrs=[':src="qr.image"', ':alt="both[language].display_qr"'])
        with html.Figcaption():
            for language in LANGUAGES:
                html.Span(f"{{{{ both.{language}.display_qr }}}}", lang=language)


def _build_hints() -> None:
    """Add what a visitor may do, that data are made up, and, where no story says it, that a proposal is seen."""
    with html.Div(classes="display-hints"):
        with html.Div(classes="display-hint"), html.Span(v_if="both"):
            for language in LANGUAGES:
                text = f"display_mode === 'plays' ? both.{language}.display_hint : both.{language}.display_touched"
                html.Span(f"{{{{ {text} }}}}", lang=language)
        with html.Div(v_if="is_demo", classes="demo-mark"):
            for language in LANGUAGES:
                html.Span(f"{{{{ both.{language}.demo }}}}", lang=language)
        with html.Div(v_if="display_mode !== 'plays'", classes="display-reminder"):
            _build_proposal()


def _build_proposal() -> None:
    """Add whose city is seen, where that is not the city as it is."""
    with html.P(v_if=stories.PROPOSED, classes="proposal", raw_attrs=['data-note="proposal"']):
        for language in LANGUAGES:
            text = f"both.{language}.story_proposal.replace('{{name}}', desk.name)"
            html.Span(f"{{{{ {text} }}}}", lang=language)


def _build_paint_legend() -> None:
    with html.Div(
        v_if="paint && paint.url", classes="display-legend", raw_attrs=aria(role="group", label="paint.title")
    ):
        html.P("{{ [paint.title, paint.unit].filter(Boolean).join(', ') }}", raw_attrs=[':lang="language"'])
        html.P(
            "{{ [paint.other.title, paint.other.unit].filter(Boolean).join(', ') }}", v_if="paint.other",
            classes="other", raw_attrs=[':lang="paint.other.language"'],
        )  # fmt: skip
        with (
            html.Ul(),
            html.Li(v_for="each in paint.classes.filter((one) => !one.is_empty)", key="each.text"),
        ):
            html.I(style=("{background: each[theme]}",))
            html.Span("{{ each.text }}", raw_attrs=[':lang="language"'])
            html.Span(
                "{{ each.other }}", v_if="each.other && each.other !== each.text", classes="other",
                raw_attrs=[':lang="paint.other.language"'],
            )  # fmt: skip


def _build_figure() -> None:
    with html.Div(v_if="story.figure && story.figure.ro.value", classes="display-figure"):
        html.Strong("{{ story.figure[language].value }} {{ story.figure[language].unit }}")
        for language in LANGUAGES:
            figure = f"story.figure.{language}"
            by_scenario = f"{figure}.difference + ' ' + both.{language}.story_by_scenario"
            with html.P(lang=language):
                html.Span(f"{{{{ {figure}.title + ', ' + {figure}.where }}}}")
                html.B(f"{{{{ {by_scenario} }}}}", v_if=f"{figure}.difference")


def build_display_loading() -> None:
    """Add that the city is loading, in both languages."""
    with html.Div(classes="loading"):
        for language in LANGUAGES:
            html.Div(f"{{{{ both.{language}.loading }}}}", classes="loading-title", lang=language)
        with html.Div(
            classes="bar",
            raw_attrs=aria(role="progressbar", valuemin="0", valuemax="100", label="both[language].loading"),
        ):
            html.Div(classes="bar-fill")
