"""The page of the big screen: the stories in large type, a card for what is touched, a countdown, a QR code."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import aria

TEXTS: Mapping[str, str] = {
    "display_hint": N_("Touch to turn the city yourself"),
    "display_touched": N_("Drag to move, pinch to zoom, tap to ask"),
    "display_goes_on": N_("The stories go on in {count} s — touch to stay"),
    "display_qr": N_("Take this view with you"),
}
# mode: "plays" the stories, "touched" by a visitor, "counts" down to playing.
BROWSER_STATE: Mapping[str, object] = {"display_mode": "plays", "display_count": 0}


def build_display() -> None:
    """Add what stands over the city on the big screen; all texts in both languages at once."""
    with html.Section(
        v_if="display_mode === 'plays'", classes="display-story", id="display-story", raw_attrs=aria(label="city_title")
    ):
        with html.Div(v_if="story"):
            html.H1("{{ story.title.ro }}", lang="ro")
            html.P("{{ story.sentence.ro }}", lang="ro", classes="display-sentence")
            _build_figure()
            html.H2("{{ story.title.en }}", lang="en")
            html.P("{{ story.sentence.en }}", lang="en")
        with html.Div(v_if="!story"):
            html.H1("{{ city_title }}")
    with html.Div(
        v_if="display_mode === 'counts'", classes="display-count", id="display-count", raw_attrs=aria(role="status")
    ):
        for language in ("ro", "en"):
            html.P(f"{{{{ both.{language}.display_goes_on.replace('{{count}}', display_count) }}}}", lang=language)
    with html.Div(classes="display-hint"), html.Span(v_if="both"):
        for language in ("ro", "en"):
            text = f"display_mode === 'plays' ? both.{language}.display_hint : both.{language}.display_touched"
            html.Span(f"{{{{ {text} }}}}", lang=language)
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
    with html.Figure(v_if="qr", classes="display-qr"):
        html.Img(raw_attrs=[':src="qr.image"', ':alt="both[language].display_qr"'])
        with html.Figcaption():
            for language in ("ro", "en"):
                html.Span(f"{{{{ both.{language}.display_qr }}}}", lang=language)


def _build_figure() -> None:
    with html.P(v_if="story.figure && story.figure.ro.value", classes="display-figure"):
        html.Strong("{{ story.figure[language].value }} {{ story.figure[language].unit }}")
        with html.Span():
            for language, classes in (("ro", ""), ("en", "quiet")):
                text = f"story.figure.{language}.title + ', ' + story.figure.{language}.where"
                html.Span(f"{{{{ {text} }}}}", lang=language, classes=classes)
        html.Span("({{ story.figure[language].difference }})", v_if="story.figure.ro.difference")
