"""The page of one browser: its state, its actions, and how it is put together."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from trame.app import get_server
from trame.app.core import AVAILABLE_SERVERS
from trame.ui.vuetify3 import VAppLayout
from trame.widgets import html
from trame_server import Server

from geodata.errors import TwinError
from geodata.language import LANGUAGES, translate, translate_count
from twin.tiles import GROUND, highlight_tile, tile_ids

from .colouring import Colouring
from .desk import Action, Desk
from .numbers import Numbers
from .panels import board, colours, controls, help, inspect, layers
from .panels.elements import aria
from .scene import UNSEEN, build_scene, look_of, tile_rows, tile_url
from .shared import Shared
from .state import THEMES, Choices, Feature, View
from .summary import LayerSummary
from .trust import Trust

log = logging.getLogger(__name__)

TEXTS: Mapping[str, str] = {
    **controls.TEXTS,
    **layers.TEXTS,
    **inspect.TEXTS,
    **help.TEXTS,
    **board.TEXTS,
    **colours.TEXTS,
}
SURFACE = {"ambient": 0.5, "diffuse": 0.5, "specular": 0.0}
ACCENTS = {"light": "#0b63ce", "dark": "#6cb2ff"}
MAX_ID_LENGTH = 200
NO_NOTICE = {"number": 0, "text": ""}

# Only the browser writes these: they never leave it.
BROWSER_STATE: Mapping[str, object] = {
    "layers_open": True,
    "legend_open": "",
    "help_open": False,
    "board_open": False,
    "colours_open": False,
    "tiles_wanted": 0,
    "again": {},
    "notice_seen": 0,
}


class Page:
    """One browser's page. Each action checks its arguments: a browser can send anything."""

    def __init__(self, server: Server, choices: Choices, shared: Shared) -> None:
        self.server, self.state, self.shared = server, server.state, shared
        self.view = View(choices.language, choices.theme, shared.shown)
        self.loaded = shared.shown  # layers whose tiles the browser has: hiding one does not forget it
        self.desk = Desk(server.state, shared, language=lambda: self.view.language)
        self.desk.on_change.append(self._show_city)
        self.numbers = Numbers(server.state, shared, self.desk, language=lambda: self.view.language)
        self.colouring = Colouring(
            server.state, shared, self.desk, self.numbers,
            language=lambda: self.view.language, selected=lambda: self.view.selected, show_layer=self._show_painted,
        )  # fmt: skip
        self.trust = Trust(server.state, shared, self.desk, self.numbers, language=lambda: self.view.language)
        self._set_up_state()
        self._register_actions()

    def _set_up_state(self) -> None:
        state = self.state
        state.update({**self.shared.form, **BROWSER_STATE})
        state.client_only(*BROWSER_STATE)
        state.update(
            {
                "card": None,
                "highlight": "",
                "notice": NO_NOTICE,
                "desk_busy": False,
                "scenarios": [],
                "surface": SURFACE,
                "unseen": UNSEEN,
                "space": self.shared.space,
            }
        )
        state.is_demo = self.shared.store.city.is_demo
        self._say_everything()
        self._show_tiles()
        # The browser asks for more tiles as these arrive.
        state.tiles_first = state.tiles_wanted = self.desk.sheet.first_count(self.loaded)

    def _register_actions(self) -> None:
        own: tuple[Action, ...] = (
            self.choose_language, self.choose_theme, self.show_layer, self.inspect, self.close_card,
        )  # fmt: skip
        for action in (*own, *self.desk.actions, *self.numbers.actions, *self.colouring.actions, *self.trust.actions):
            # A partial, because trame notes the names of methods on their class, for every session again.
            self.server.trigger(action.__name__)(partial(self._act, action))
        self.server.controller.on_exception.add(self._tell_failure)
        self.server.controller.on_error.add(_log_browser_error)

    async def _act(self, action: Action, *arguments: object) -> None:
        """Do what a browser asks for; what is refused is told the user as a sentence."""
        try:
            await action(*arguments)
        except TwinError as error:
            self._notify(error.text(self.view.language))

    # Actions: what a browser may ask for.

    async def choose_language(self, language: str) -> None:
        """Show everything in another language."""
        if language in LANGUAGES:
            self.view = replace(self.view, language=language)
            self._say_everything()
            self.desk.say()
            await self.numbers.say()
            self.colouring.say()
            self.trust.say()
            if self.view.selected is not None:
                await self._show_card(self.view.selected)

    async def choose_theme(self, theme: str) -> None:
        """Show everything in other colours; no tile is fetched again."""
        for known in THEMES:
            if theme == known:
                self.view = replace(self.view, theme=known)
                self.state.update({"theme": known, "look": look_of(known)})

    async def show_layer(self, name: str, shown: bool) -> None:  # noqa: FBT001 - as the switch sends it
        """Switch one layer on or off."""
        if not isinstance(name, str) or not isinstance(shown, bool) or name not in self.desk.sheet.summaries:
            return
        if not shown and self.view.selected is not None and self.view.selected.layer == name:
            await self.close_card()  # what is hidden is not explained, nor left standing in its mark
        self.view = self.view.with_layer(name, shown=shown)
        self.loaded |= self.view.visible
        self._show_tiles()

    async def inspect(self, tile: str, row: int) -> None:
        """Show the card of the feature that stands at `row` of a tile ("layer/cell")."""
        feature = await self._feature_at(tile, row)
        if feature is None:
            await self.close_card()
            return
        self.view = replace(self.view, selected=feature)
        await self._show_card(feature)
        city = self.desk.city
        drawn = await asyncio.to_thread(
            highlight_tile, city.layers[feature.layer], feature.id, city.terrain, city.frame
        )
        marked = self.shared.tiles.keep(drawn)
        self.state.highlight = tile_url(marked) if marked else ""

    async def close_card(self) -> None:
        """Let go of the selected feature."""
        self.view = replace(self.view, selected=None)
        self.state.update({"card": None, "highlight": ""})
        self.colouring.say_card()

    # What follows from the view.

    def close(self) -> None:
        """Stop what goes on for this page: its browser has left."""
        self.numbers.close()
        self.colouring.close()
        self.trust.close()

    def show_live(self) -> None:
        """Give the browser the present tiles and counts of layers that depend on the moment."""
        with self.state:
            self._show_city()

    def _show_city(self) -> None:
        """Give the browser the tiles and counts of the city that is on the desk."""
        selected = self.view.selected
        if selected is not None and selected.id not in self.desk.city.layers[selected.layer].table.index:
            self.view = replace(self.view, selected=None)  # an edit took it away, or it is of the scenario
            self.state.update({"card": None, "highlight": ""})
        self._show_tiles()
        self.state.groups = layers.layer_groups(self.desk.sheet.summaries, self.view)

    async def _feature_at(self, tile: str, row: int) -> Feature | None:
        if not isinstance(tile, str) or len(tile) > MAX_ID_LENGTH or type(row) is not int:
            return None
        name, _, cell = tile.partition("/")
        if name == GROUND or name not in self.desk.sheet.summaries:
            return None
        sheet = self.desk.sheet
        ids = await asyncio.to_thread(tile_ids, sheet.summaries[name].layer, cell, sheet.city.frame)
        return Feature(name, str(ids[row])) if 0 <= row < len(ids) else None

    async def _show_card(self, feature: Feature) -> None:
        city, language = self.desk.city, self.view.language
        self.state.card = await asyncio.to_thread(
            inspect.card_of, city, feature, language=language, moment=datetime.now(UTC)
        )
        self.colouring.say_card()

    def _show_painted(self, layer: str) -> None:
        """See that a layer that is painted is shown."""
        if layer not in self.view.visible:
            self.view = self.view.with_layer(layer, shown=True)
            self.loaded |= self.view.visible
            self._show_tiles()

    def _show_tiles(self) -> None:
        self.state.visible = sorted(self.view.visible)
        self.state.tiles = tile_rows(self.desk.sheet.ordered(self.loaded))
        self.state.attribution = controls.attribution_of(self.desk.sheet.summaries.values(), self.view.visible)

    def _say_everything(self) -> None:
        city, view = self.shared.store.city, self.view
        title = city.title.get(view.language) or next(iter(city.title.values()))
        counts = [s for s in self.desk.sheet.summaries.values() if s.layer.kind.name == "buildings"]
        self.state.update(
            {
                "language": view.language,
                "theme": view.theme,
                "look": look_of(view.theme),
                "t": controls.translated(TEXTS, view.language),
                "groups": layers.layer_groups(self.desk.sheet.summaries, view),
                "city_title": title,
                "city_subtitle": _subtitle(counts, view.language),
                "ground_note": translate(city.terrain.title, view.language) if city.terrain.is_flat else "",
                "trame__title": title,
            }
        )

    def _tell_failure(self, _: Exception) -> None:
        """Tell the user that an action failed; wslink has written the cause to the log."""
        with self.state:
            self._notify(translate(TEXTS["failed"], self.view.language))

    def _notify(self, text: str) -> None:
        self.state.notice = {"number": self.state.notice["number"] + 1, "text": text}


def _subtitle(buildings: list[LayerSummary], language: str) -> str:
    return translate_count(buildings[0].layer.kind.count_forms, buildings[0].count, language) if buildings else ""


def _log_browser_error(message: object) -> None:
    log.error("in the browser: %r", str(message)[:1000])


def page_form() -> Mapping[str, object]:
    """Return the trame state that holds the page's template: built once, the same for every session."""
    server = get_server("form", client_type="vue3")
    try:
        build_page(server)
        state = server.state
        names = ("trame__template_main", "trame__vue_use", "trame__vuetify3_config")
        # When the connection is lost trame would put a bare word in place of the city; ours stays.
        return {**{name: state[name] for name in names}, "trame__template_error": state.trame__template_main}
    finally:
        AVAILABLE_SERVERS.pop(server.name, None)


def build_page(server: Server) -> VAppLayout:
    """Return the page put together, from back to front."""
    themes = {
        "light": {"dark": False, "colors": {"primary": ACCENTS["light"], "surface": "#ffffff"}},
        "dark": {"dark": True, "colors": {"primary": ACCENTS["dark"], "surface": "#1c2026"}},
    }
    config = {"theme": {"defaultTheme": "light", "themes": themes}}
    layout = VAppLayout(server, vuetify_config=config, theme=("theme",))
    with layout, html.Main(classes="twin"):
        with html.Div(id="map", classes="map", tabindex="0", raw_attrs=aria(role="application", label="t.map")):
            build_scene()
        layers.build_layer_panel()
        controls.build_settings()
        controls.build_navigation()
        inspect.build_card()
        colours.build_colours()
        board.build_board()
        board.build_board_opener()
        controls.build_foot()
        controls.build_marks()
        help.build_help()
    layout.flush_content()
    return layout
