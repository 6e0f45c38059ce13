"""What floats over the map: navigation, language and theme, scale, progress, marks, messages."""

from collections.abc import Iterable, Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_, translate
from twin.edited_tables import SKETCH

from ..summary import LayerSummary
from .comments import build_comments_opener
from .compare import build_compare_opener
from .elements import add_icon, add_link, aria
from .measure import build_measure_opener
from .share import build_share_opener
from .sign_in import build_visitor
from .stories import build_stories_opener

TEXTS: Mapping[str, str] = {
    "lost": N_("The connection to the server is lost."),
    "reconnecting": N_("Trying again…"),
    "map": N_("3D map of the city. Arrow keys move it, shift and arrow keys turn it, plus and minus zoom."),
    "home": N_("Back to the centre"),
    "north": N_("North up"),
    "top": N_("View from above, or back to the side"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "help": N_("Help"),
    "to_dark": N_("Dark colours"),
    "to_light": N_("Light colours"),
    "to_ro": N_("Afișați în română"),
    "to_en": N_("Show in English"),
    "loading": N_("Loading the city"),
    "progress": N_("{loaded} of {total} tiles · {size} of {whole} MB"),
    "tiles_failed": N_("Parts of the city could not be loaded ({count})."),
    "load_again": N_("Load again"),
    "failed": N_("That did not work. The cause is in the server's log; please try again."),
    "controls": N_("Map controls"),
    "settings": N_("Language and colours"),
    "scale": N_("Scale"),
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
        if text and source.id != SKETCH  # what somebody draws here needs no thanks
    ]


def translated(texts: Mapping[str, str], language: str) -> dict[str, str]:
    """Return texts in a language."""
    return {name: translate(text, language) for name, text in texts.items()}


def build_settings() -> None:
    """Add the row at the top right: who is here, language, colours, help."""
    with html.Div(classes="settings", raw_attrs=aria(role="group", label="t.settings")):
        build_visitor()
        for language in ("ro", "en"):
            html.Button(
                language.upper(),
                type="button",
                lang=language,
                classes=(f"['tool', 'word', {{on: language === '{language}'}}]",),
                click=f"trigger('choose_language', ['{language}'])",
                title=(f"t.to_{language}",),
                raw_attrs=aria(pressed=f"language === '{language}'"),
            )
        _tool(
            "theme === 'dark' ? 'sun' : 'moon'",
            "trigger('choose_theme', [theme === 'dark' ? 'light' : 'dark'])",
            "theme === 'dark' ? t.to_light : t.to_dark",
            name="theme",
        )
        _tool("'help'", "help_open = true", "t.help", name="help")


def build_navigation() -> None:
    """Add the column of buttons: navigation first, then measuring and all else; the needle turns with the view."""
    with html.Div(classes="navigation", raw_attrs=aria(role="group", label="t.controls")):
        with html.Button(
            type="button",
            classes="tool compass",
            click="window.twin.north()",
            title=("t.north",),
            raw_attrs=['data-tool="north"', *aria(label="t.north")],
        ):
            html.Span(classes="needle")
        with html.Button(
            type="button",
            classes="tool",
            click="window.twin.top()",
            title=("t.top",),
            raw_attrs=['data-tool="top"', *aria(label="t.top")],
        ):
            html.Span("2D", classes="word")
        _tool("'home'", "window.twin.home()", "t.home", name="home")
        _tool("'plus'", "window.twin.zoom(1)", "t.zoom_in", name="zoom-in")
        _tool("'minus'", "window.twin.zoom(-1)", "t.zoom_out", name="zoom-out")
        build_measure_opener()
        build_comments_opener()
        build_compare_opener()
        build_stories_opener()
        build_share_opener()


def _tool(icon: str, click: str, title: str, *, name: str) -> None:
    with html.Button(
        type="button",
        classes="tool",
        click=click,
        title=(title,),
        raw_attrs=[f'data-tool="{name}"', *aria(label=title)],
    ):
        add_icon(icon)


def build_foot() -> None:
    """Add the foot: scale, what the ground is, whom to thank."""
    with html.Div(classes="foot"):
        with html.Div(classes="scale", raw_attrs=aria(role="group", label="t.scale")):
            html.Span(classes="scale-text")
            html.Span(classes="scale-bar")
        html.Span("{{ ground_note }}", v_if="ground_note", classes="note")
        _build_credits()


def build_attribution() -> None:
    """Add the foot of the big screen: whom to thank."""
    with html.Div(classes="foot"):
        _build_credits()


def _build_credits() -> None:
    with html.Span(classes="attribution"), html.Span(v_for="credit in attribution", key="credit.text"):
        add_link("credit.text", "credit.link", shown_if="credit.link")
        html.Span("{{ credit.text }}", v_else=True)


def build_marks() -> None:
    """Add the mark of made-up data, the loading bar and messages."""
    html.Div("{{ t.demo }}", v_if="is_demo", classes="demo-mark")
    with html.Div(classes="loading"):
        html.Div("{{ t.loading }}", classes="loading-title")
        with html.Div(
            classes="bar", raw_attrs=aria(role="progressbar", valuemin="0", valuemax="100", label="t.loading")
        ):
            html.Div(classes="bar-fill")
        html.Div(classes="loading-text quiet")
        html.Button(
            "{{ t.load_again }}",
            type="button",
            classes="loading-again",
            hidden=True,
            click="window.twin.tiles.fetchLost()",
        )
    build_notice()


def build_notice() -> None:
    """Add what the server tells: at the top, but below a dialog, whose head it would cover."""
    with v3.VSnackbar(
        model_value=("notice.number > notice_seen",),
        update_modelValue="notice_seen = notice.number",
        timeout=8000,
        location=("stories_open || share_open || help_open ? 'bottom' : 'top'",),
    ):
        html.Span("{{ notice.text }}")
        with v3.Template(v_slot_actions=True):
            v3.VBtn("{{ t.close }}", variant="text", click="notice_seen = notice.number")
