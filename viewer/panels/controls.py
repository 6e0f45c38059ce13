"""What floats over the map: navigation, language and theme, scale, progress, marks, messages."""

from collections.abc import Iterable, Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_, translate

from ..summary import LayerSummary

TEXTS: Mapping[str, str] = {
    "map": N_("3D map of the city. Arrow keys move it, shift and arrow keys turn it, plus and minus zoom."),
    "home": N_("Back to the centre"),
    "north": N_("North up"),
    "top": N_("View from above"),
    "oblique": N_("View from the side"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "help": N_("Help"),
    "to_dark": N_("Dark colours"),
    "to_light": N_("Light colours"),
    "to_ro": N_("Afișează în română"),
    "to_en": N_("Show in English"),
    "loading": N_("Loading the city"),
    "progress": N_("{loaded} of {total} tiles · {size} of {whole} MB"),
    "tiles_failed": N_("Parts of the city could not be loaded ({count}). Check the connection and reload the page."),
    "reload": N_("Reload"),
    "lost": N_("The connection to the server is lost."),
    "reconnecting": N_("Trying again…"),
    "failed": N_("That did not work. The cause is in the server's log; please try again."),
    "no_webgl": N_("This browser cannot draw in 3D. Switch on WebGL or use a current browser."),
    "controls": N_("Map controls"),
    "settings": N_("Language and colours"),
    "scale": N_("Scale"),
    "north_mark": N_("N"),
    "demo": N_("Demonstration data"),
}

OSM_COPYRIGHT = "https://www.openstreetmap.org/copyright"


def attribution_of(summaries: Iterable[LayerSummary], visible: frozenset[str]) -> list[dict[str, str]]:
    """Return who is to be named for the layers that are shown, each once."""
    shown = [s for s in summaries if s.layer.kind.name in visible]
    sources = {source.attribution: source for summary in shown for source in summary.sources}
    return [
        {"text": text, "link": OSM_COPYRIGHT if source.id == "osm" else source.url}
        for text, source in sources.items()
        if text
    ]


def translated(texts: Mapping[str, str], language: str) -> dict[str, str]:
    """Return texts in a language."""
    return {name: translate(text, language) for name, text in texts.items()}


def build_settings() -> None:
    """Add the row at the top right: language, colours, help."""
    with html.Div(classes="settings", role="group", aria_label=("t.settings",)):
        for language in ("ro", "en"):
            html.Button(
                language.upper(),
                type="button",
                lang=language,
                classes=(f"['tool', 'word', {{on: language === '{language}'}}]",),
                click=f"trigger('choose_language', ['{language}'])",
                aria_pressed=(f"String(language === '{language}')",),
                title=(f"t.to_{language}",),
            )
        _tool(
            "theme === 'dark' ? 'mdi-weather-sunny' : 'mdi-weather-night'",
            "trigger('choose_theme', [theme === 'dark' ? 'light' : 'dark'])",
            "theme === 'dark' ? t.to_light : t.to_dark",
            name="theme",
        )
        _tool("'mdi-help'", "help_open = true", "t.help", name="help")


def build_navigation() -> None:
    """Add the column of navigation buttons; the needle turns with the view."""
    with html.Div(classes="navigation", role="group", aria_label=("t.controls",)):
        with html.Button(
            type="button",
            classes="tool compass",
            click="window.twin.north()",
            aria_label=("t.north",),
            title=("t.north",),
            raw_attrs=['data-tool="north"'],
        ):
            html.Span(classes="needle", aria_hidden="true")
        _tool("'mdi-video-2d'", "window.twin.top()", "t.top", name="top")
        _tool("'mdi-home-outline'", "window.twin.home()", "t.home", name="home")
        _tool("'mdi-plus'", "window.twin.zoom(1)", "t.zoom_in", name="zoom-in")
        _tool("'mdi-minus'", "window.twin.zoom(-1)", "t.zoom_out", name="zoom-out")


def _tool(icon: str, click: str, title: str, *, name: str) -> None:
    with html.Button(
        type="button",
        classes="tool",
        click=click,
        aria_label=(title,),
        title=(title,),
        raw_attrs=[f'data-tool="{name}"'],
    ):
        v3.VIcon(icon=(icon,), size=20)


def build_foot() -> None:
    """Add the foot: scale, what the ground is, whom to thank."""
    with html.Div(classes="foot"):
        with html.Div(classes="scale", role="img", aria_label=("t.scale",)):
            html.Span(classes="scale-text")
            html.Span(classes="scale-bar")
        html.Span("{{ ground_note }}", v_if="ground_note", classes="note")
        with html.Span(classes="attribution"), html.Span(v_for="credit in attribution", key="credit.text"):
            html.A(
                "{{ credit.text }}",
                v_if="credit.link",
                href=("credit.link",),
                target="_blank",
                rel="noopener noreferrer",
            )
            html.Span("{{ credit.text }}", v_else=True)


def build_marks() -> None:
    """Add the mark of made-up data, the loading bar and messages."""
    html.Div("{{ t.demo }}", v_if="is_demo", classes="demo-mark", role="note")
    with html.Div(classes="loading", role="status", aria_live="polite"):
        html.Div("{{ t.loading }}", classes="loading-title")
        with html.Div(classes="bar", role="progressbar", aria_valuemin="0", aria_valuemax="100", aria_label=("t.loading",)):
            html.Div(classes="bar-fill")
        html.Div(classes="loading-text quiet")
    with v3.VSnackbar(
        model_value=("notice.number > notice_seen",),
        update_modelValue="notice_seen = notice.number",
        timeout=8000,
        location="top",
    ):
        html.Span("{{ notice.text }}")
        with v3.Template(v_slot_actions=True):
            v3.VBtn("{{ t.close }}", variant="text", click="notice_seen = notice.number")
