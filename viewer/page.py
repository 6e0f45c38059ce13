"""The page of one browser: its state and its actions."""

import logging
from dataclasses import replace
from functools import partial

from trame_server import Server

from geodata.errors import TwinError
from geodata.language import LANGUAGES, translate, translate_count
from twin.city import City

from .actions import Action, perform
from .archiving import Archiving
from .asking import Asking
from .at_place import AtPlace
from .background import Background
from .changes import Changes
from .colouring import Colouring
from .commenting import Commenting
from .comparing import Comparing
from .desk import Desk
from .detail import books_of
from .drafting import Drafting
from .finding import Finding
from .isolating import Isolating
from .layout import BROWSER_STATE, TEXTS
from .looking import Looking
from .measuring import Measuring
from .memo import MemoMaking
from .moment import Moment
from .numbers import Numbers
from .panels import controls, display, layers, sign_in
from .presence import Presence
from .remarks import Remarks
from .renaming import Renaming
from .scene import UNSEEN, look_of, tile_rows
from .selecting import Selecting
from .shading import Shading
from .shared import Shared
from .state import THEMES, Choices, View
from .summary import LayerSummary
from .sun_card import SunCard
from .telling import Telling
from .trust import Trust
from .viewing import Viewing
from .visitor import ANONYMOUS, Visitor

log = logging.getLogger(__name__)

SURFACE = {"ambient": 0.5, "diffuse": 0.5, "specular": 0.0}
NO_NOTICE = {"number": 0, "text": ""}


class Page:
    """One browser's page. Each action checks its arguments and its visitor: a browser can send anything."""

    def __init__(self, server: Server, choices: Choices, shared: Shared, visitor: Visitor = ANONYMOUS) -> None:
        self.server, self.state, self.shared, self.visitor = server, server.state, shared, visitor
        self.view = View(choices.language, choices.theme, shared.shown)
        self.is_display, self.begins_elsewhere = choices.is_display, choices.begins_elsewhere
        self.loaded = shared.shown  # layers whose tiles the browser has: hiding one does not forget it
        self.desk = Desk(server.state, shared, language=lambda: self.view.language, visitor=lambda: self.visitor)
        self.shading, self.sun_card = Shading(self), SunCard(self)  # the moment tells whether the sun follows
        self.moment = Moment(self)
        self.desk.on_change.append(self._show_city)
        self.moment.on_change.append(self._show_city)
        self.moment.on_change.append(self.shading.follow)
        self.desk.on_change.append(self.shading.follow)
        self.changes, self.remarks = Changes(self), Remarks(self)
        self.background = Background(lambda: self.tell(translate(TEXTS["failed"], self.view.language)))
        self.selecting, self.isolating = Selecting(self), Isolating(self)
        self.finding, self.asking = Finding(self), Asking(self)
        self.drafting = Drafting(
            server.state, self.desk, language=lambda: self.view.language, feature_at=self.selecting.feature_at,
            tell=self.tell,
        )  # fmt: skip
        self.numbers = Numbers(server.state, shared, self.desk, language=lambda: self.view.language)
        self.at_place = AtPlace(self)
        self.colouring = Colouring(
            server.state, shared, self.desk, self.numbers,
            language=lambda: self.view.language, view=lambda: self.view,
            sheet_of=lambda side: self.comparing.sheet_of(side), show_layer=self._show_painted,
            speaks_both=self.is_display,
        )  # fmt: skip
        self.colouring.on_change.append(self.shading.make_way)
        self.comparing = Comparing(self)
        self.trust = Trust(server.state, shared, self.desk, self.numbers, language=lambda: self.view.language)
        self.memos = MemoMaking(
            server.state, shared, self.desk, self.numbers, self.trust, language=lambda: self.view.language,
            tell_failure=self.tell_failure, marked=self.changes.words,
        )  # fmt: skip
        self.viewing = Viewing(self)
        self.telling = Telling(self)
        self.presence, self.commenting = Presence(self), Commenting(self, feature_at=self.selecting.feature_at)
        self.archiving, self.renaming = Archiving(self), Renaming(self)
        self.measuring, self.looking = Measuring(self, feature_at=self.selecting.feature_at), Looking(self)
        self._set_up_state()
        self._register_actions()

    @property
    def city_shown(self) -> City:
        """The city that the page shows."""
        return self.desk.city

    def _set_up_state(self) -> None:
        state = self.state
        form = self.shared.display_form if self.is_display else self.shared.form
        state.update({**form.state, **BROWSER_STATE, "is_display": self.is_display})
        state.client_only(*BROWSER_STATE)
        state.update(
            {
                "notice": NO_NOTICE,
                "surface": SURFACE,
                "unseen": UNSEEN,
                "space": self.shared.space,
                "visitor": self.visitor.to_json(),
            }
        )
        state.usual_layers = sorted(self.shared.shown)
        state.is_demo = self.shared.store.city.is_demo
        self._say_everything()
        self._show_tiles()
        # The browser asks for more tiles as these arrive; who begins elsewhere, for all, as finely as seen from there.
        state.tiles_first = self.desk.sheet.first_count(self.loaded)
        state.tiles_wanted = 0 if self.begins_elsewhere else state.tiles_first

    def _register_actions(self) -> None:
        own: tuple[Action, ...] = (self.choose_language, self.choose_theme, self.show_layer)
        parts = (
            self.desk, self.selecting, self.isolating, self.drafting, self.finding, self.asking, self.numbers,
            self.colouring, self.comparing, self.trust, self.memos, self.viewing, self.telling, self.commenting,
            self.moment, self.shading, self.sun_card, self.measuring, self.looking,
            self.archiving, self.renaming,
        )  # fmt: skip
        for action in (*own, *(action for part in parts for action in part.actions)):
            self.offer(action)
        self.server.controller.on_exception.add(self.tell_failure)
        self.server.controller.on_error.add(_log_browser_error)

    def offer(self, action: Action) -> None:
        """Let the browser ask for an action by its name: it is counted, and what it refuses is told."""
        # A partial, because trame notes the names of methods on their class, for every session again.
        self.server.trigger(action.__name__)(partial(perform, action, self.shared.metrics, self.tell_failure))

    # Actions: what a browser may ask for.

    async def choose_language(self, language: str) -> None:
        """Show everything in another language."""
        if language in LANGUAGES:
            self.view = replace(self.view, language=language)
            self._say_everything()
            self.desk.say()
            self.drafting.say()
            await self.numbers.say()
            self.colouring.say()
            self.trust.say()
            self.commenting.say()
            self.moment.say()
            self.shading.say()
            self.changes.say()
            self.remarks.say()
            await self.selecting.say()
            self.isolating.follow()

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
            await self.selecting.close_card()  # what is hidden is not explained, nor left standing in its mark
        self.view = self.view.with_layer(name, shown=shown)
        self.loaded |= self.view.visible
        self._show_tiles()

    # What follows from the view.

    def show_layers(self, names: frozenset[str]) -> None:
        """Show these layers and no others."""
        if names != self.view.visible:
            self.view = replace(self.view, visible=names)
            self.loaded |= names
            self._show_tiles()

    def close(self) -> None:
        """Stop what goes on for this page: its browser has left."""
        self.background.close()
        self.asking.close()
        self.numbers.close()
        self.colouring.close()
        self.at_place.close()
        self.trust.close()
        self.memos.close()
        self.presence.close()
        self.changes.close()
        self.remarks.close()
        self.shading.close()
        self.sun_card.close()

    def show_live(self) -> None:
        """Give the browser the present tiles and counts of layers that depend on the moment."""
        with self.state:
            self.moment.tick()

    def _show_city(self) -> None:
        """Give the browser the tiles and counts of the city that is on the desk."""
        self.comparing.follow()
        self.selecting.follow()
        self.isolating.follow()
        self._show_tiles()
        self._say_counts()

    def _say_counts(self) -> None:
        summaries, view = self.desk.sheet.summaries, self.view
        self.state.groups = layers.layer_groups(summaries, view)
        buildings = [each for each in summaries.values() if each.layer.kind.name == "buildings"]
        self.state.city_subtitle = _subtitle(buildings, view.language)

    def _show_painted(self, layer: str) -> None:
        """See that a layer that is painted is shown."""
        if layer not in self.view.visible:
            self.view = self.view.with_layer(layer, shown=True)
            self.loaded |= self.view.visible
            self._show_tiles()

    def _show_tiles(self) -> None:
        self.state.visible = sorted(self.view.visible)
        self.state.tiles = tile_rows(self.desk.sheet.ordered(self.loaded))
        self.comparing.say_tiles()
        sheets = [self.desk.sheet, self.comparing.sheet_of("before")]
        self.state.details = books_of(sheets, self.shared.handouts)
        self.state.attribution = controls.attribution_of(self.desk.sheet.summaries.values(), self.view.visible)

    def _say_everything(self) -> None:
        city, view = self.shared.store.city, self.view
        title = city.title.get(view.language) or next(iter(city.title.values()))
        self.state.update(
            {
                "language": view.language,
                "theme": view.theme,
                "look": look_of(view.theme),
                "t": controls.translated(TEXTS, view.language),
                "both": {lang: controls.translated(display.TEXTS, lang) for lang in LANGUAGES},
                "city_title": title,
                "ground_note": translate(city.terrain.title, view.language) if city.terrain.is_flat else "",
                "trame__title": title,
            }
        )
        self._say_counts()
        self.finding.say()
        self.asking.say()
        self.isolating.say()
        self.telling.say()
        self.comparing.say()

    def become(self, visitor: Visitor) -> None:
        """Go on as somebody else: who signed out, or whose account is no more, goes on as anybody."""
        lost, self.visitor = self.visitor.may_save and not visitor.may_save, visitor
        with self.state:
            self.state.visitor = visitor.to_json()
            self.desk.say()
        self.shared.company.say()
        if lost:
            self.tell(translate(sign_in.SIGNED_OUT, self.view.language))

    def tell_failure(self, error: Exception) -> None:
        """Tell the user that something failed: in the error's own words, or in general ones and the log has the rest.

        Actions need not call it; work that goes on after its action has ended does.
        """
        language = self.view.language
        self.tell(error.text(language) if isinstance(error, TwinError) else translate(TEXTS["failed"], language))

    def tell(self, text: str) -> None:
        """Show a sentence over the map until it is closed or some seconds have passed."""
        with self.state:
            self.state.notice = {"number": self.state.notice["number"] + 1, "text": text}


def _subtitle(buildings: list[LayerSummary], language: str) -> str:
    return translate_count(buildings[0].layer.kind.count_forms, buildings[0].count, language) if buildings else ""


def _log_browser_error(message: object) -> None:
    log.error("in the browser: %r", str(message)[:1000])
