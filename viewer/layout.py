"""How the pages are put together: their panels from back to front, their texts, what only the browser writes."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from trame.app import get_server
from trame.app.core import AVAILABLE_SERVERS
from trame.ui.vuetify3 import VAppLayout
from trame.widgets import html
from trame_server import Server

from .assets import OWN, Asset
from .panels import (
    archive,
    ask,
    board,
    changes,
    colours,
    comments,
    company,
    compare,
    controls,
    display,
    display_card,
    drawing,
    edits,
    find,
    help,
    in_view,
    inspect,
    layers,
    measure,
    memo,
    moment,
    part,
    place,
    scenario,
    scenario_chip,
    share,
    sign_in,
    stories,
    sun,
    targets,
)  # fmt: skip
from .panels.elements import aria
from .scene import build_scene

TEXTS: Mapping[str, str] = {
    **controls.TEXTS, **layers.TEXTS, **inspect.TEXTS, **help.TEXTS, **find.TEXTS, **ask.TEXTS, **sign_in.TEXTS,
    **scenario.TEXTS, **drawing.TEXTS, **board.TEXTS, **colours.TEXTS, **memo.TEXTS, **compare.TEXTS,
    **share.TEXTS, **stories.TEXTS, **comments.TEXTS, **company.TEXTS, **moment.TEXTS, **changes.TEXTS,
    **measure.TEXTS, **in_view.TEXTS, **part.TEXTS, **targets.TEXTS, **place.TEXTS, **sun.TEXTS, **edits.TEXTS,
    **archive.TEXTS,
}  # fmt: skip
VUETIFY = "trame__vuetify3_config"
TEMPLATE, EMPTY = "trame__template_main", "<div></div>"  # until the template is there: see assets/template.js
ACCENTS = {"light": "#0b63ce", "dark": "#6cb2ff"}

# Only the browser writes these: they never leave it.
BROWSER_STATE: Mapping[str, object] = {
    "layers_open": True,
    "legend_open": "",
    "help_open": False,
    "board_open": False,
    "colours_open": False,
    "tiles_wanted": 0,
    "again": {},
    "coarse": {},
    "notice_seen": 0,
    "left_panel": "layers",  # which panel stands at the left: one at a time
    **find.BROWSER_STATE,
    **ask.BROWSER_STATE,
    **scenario.BROWSER_STATE,
    **edits.BROWSER_STATE,
    **share.BROWSER_STATE,
    **stories.BROWSER_STATE,
    **comments.BROWSER_STATE,
    **measure.BROWSER_STATE,
    **in_view.BROWSER_STATE,
    **part.BROWSER_STATE,
    **colours.BROWSER_STATE,
    **board.BROWSER_STATE,
    **display.BROWSER_STATE,
    **moment.BROWSER_STATE,
    **changes.BROWSER_STATE,
    TEMPLATE: EMPTY,
    "trame__template_error": "",  # what trame shows when the connection is lost; see assets/connection.js
}


@dataclass(frozen=True)
class PageForm:
    """How a page is put together: the same for every session. The template is fetched by HTTP, the state is sent."""

    template: str = field(repr=False)
    state: Mapping[str, object] = field(repr=False)

    @cached_property
    def asset(self) -> Asset:
        """The template as a file: named by its content, so that browsers keep it."""
        content = self.template.encode()
        name = f"{OWN}/page-{hashlib.sha256(content).hexdigest()[:16]}.html"
        return Asset(Path(name), is_versioned=True, made=content)


@cache
def page_form(build: Callable[[Server], VAppLayout]) -> PageForm:
    """Return the form of a page: built once in a process, for it takes a second and is the same for every app."""
    server = get_server("form", client_type="vue3")
    try:
        build(server)
        state = server.state
        template = str(state[TEMPLATE]).replace(">\n<", "><")  # Vue drops line breaks between elements itself
        return PageForm(template, {TEMPLATE: EMPTY, **{name: state[name] for name in ("trame__vue_use", VUETIFY)}})
    finally:
        AVAILABLE_SERVERS.pop(server.name, None)


def build_page(server: Server) -> VAppLayout:
    """Return the page put together, from back to front."""
    layout = _layout(server)
    with layout, html.Main(classes="twin"):
        with html.Div(id="map", classes="map", tabindex="0", raw_attrs=aria(role="application", label="t.map")):
            build_scene()
        compare.build_sides()
        find.build_find()
        html.Div(id="drawing", classes="drawing", raw_attrs=aria(hidden="true"))
        measure.build_measuring()
        part.build_edges()
        layers.build_layer_panel()
        comments.build_pins()
        ask.build_ask()
        comments.build_comments()
        measure.build_measure()
        in_view.build_in_view()
        part.build_part()
        controls.build_settings()
        controls.build_navigation()
        inspect.build_card()
        drawing.build_draw_bar()
        colours.build_colours()
        compare.build_compare_bar()
        scenario_chip.build_scenario_chip()
        board.build_board()
        board.build_board_opener()
        moment.build_moment()
        sun.build_sun_key()
        part.build_part_marks()
        controls.build_foot()
        controls.build_marks()
        stories.build_player()
        stories.build_stories()
        share.build_share()
        help.build_help()
        memo.build_memo()
    layout.flush_content()
    return layout


def build_display_page(server: Server) -> VAppLayout:
    """Return the page of the big screen: the city, the stories over it, the card of what is touched."""
    layout = _layout(server)
    with layout, html.Main(classes="twin on-display"):
        with html.Div(id="map", classes="map", tabindex="0", raw_attrs=aria(role="application", label="t.map")):
            build_scene()
        compare.build_sides()
        display_card.build_display_card()
        display.build_display()
        controls.build_attribution()
        display.build_display_loading()
        controls.build_notice()
    layout.flush_content()
    return layout


def _layout(server: Server) -> VAppLayout:
    themes = {
        "light": {"dark": False, "colors": {"primary": ACCENTS["light"], "surface": "#ffffff"}},
        "dark": {"dark": True, "colors": {"primary": ACCENTS["dark"], "surface": "#1c2026"}},
    }
    config = {"theme": {"defaultTheme": "light", "themes": themes}}
    return VAppLayout(server, vuetify_config=config, theme=("theme",))
