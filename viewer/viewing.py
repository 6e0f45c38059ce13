"""The views of one page: one is shown from a link or by its name, saved, listed; and the QR code of a link."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import segno

from geodata.errors import TableError, UsageError
from geodata.language import N_, translate
from twin.saved_views import Kind, SavedViews
from twin.scenario import ScenarioError

from .actions import Action
from .comparing import NOTHING
from .desk import BAD_ARGUMENT, FITS, MAX_NAME
from .state import Feature
from .view_state import CITY_SIDES, MAX_LINK, ColouringView, CompareView, ScenarioView, ViewState

if TYPE_CHECKING:
    from .page import Page

MAX_ADDRESS = 2500
HTTP = ("http", "https")
NO_LAYER = N_("This city has no layer “{name}”.")
NO_OBJECT = N_("The object “{name}” is not there.")
NO_SCENARIO = N_("The scenario “{name}” is not there any more.")
UNSAVED = N_("“{name}” was not opened, because your own scenario is not saved. Save it or put it away first.")
NO_COLOURING = N_("The city cannot be coloured as the view says.")
NO_LINK = N_("This address is too long for a QR code, or none.")


class Viewing:
    """What shows a view on a page. What a view wants and the city lacks is told in a sentence; the rest is shown."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self._turn = asyncio.Lock()  # one view is shown whole before the next
        self._names: dict[str, str] = {}  # of scenarios now, by what views call them
        self.state.update({"view_shown": None, "saved_views": [], "qr": None, "view_error": FITS})

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (
            self.show_view, self.show_qr, self.list_views, self.save_view, self.open_view, self.rename_view,
            self.delete_view,
        )  # fmt: skip

    @property
    def saved(self) -> SavedViews:
        """The saved views of the city. Opens its database: not for the event loop."""
        return saved_views_of(self.page, "view")

    # Actions

    async def show_view(self, text: str) -> bool:
        """Show the view of a link. An unsaved scenario stays on the desk, or on offer beside the one of the link.

        Returns whether that was done, as the page waits for where the camera begins.
        """
        await self.show(ViewState.from_link(text), flies=False, keeps_desk=True)
        return True

    async def show_qr(self, address: str) -> str:
        """Make the QR code of an address of this page, and return the address as short as it can be."""
        if not isinstance(address, str) or len(address) > MAX_LINK or urlsplit(address).scheme not in HTTP:
            raise UsageError(NO_LINK)
        short = short_address(address)
        if len(short) > MAX_ADDRESS:
            raise UsageError(NO_LINK)
        self.state.qr = {"address": address, "short": short, "image": await asyncio.to_thread(qr_code, short)}
        return short

    async def list_views(self) -> None:
        """List the saved views."""
        entries = await asyncio.to_thread(lambda: self.saved.entries())
        self.state.saved_views = [{"name": e.name, "author": e.author, "saved_at": e.saved_at} for e in entries]

    async def save_view(self, name: str, text: str) -> bool:
        """Save a view under a name, for everybody. Return whether that was done."""
        self.page.visitor.check_may_save()
        name, view, author = name_from(name), ViewState.from_link(text), self.page.visitor.name
        # Whoever opens it keeps their own language and colours.
        content = replace(view, language=None, theme=None).to_json()
        with telling_name(self.page, "view_error", name):
            await asyncio.to_thread(lambda: self.saved.add(name, content, author=author))
            await self.list_views()
            return True
        return False

    async def rename_view(self, name: str, other: str) -> bool:
        """Give a saved view another name. Return whether that was done."""
        self.page.visitor.check_may_save()
        name, other = name_from(name), name_from(other)
        with telling_name(self.page, "view_error", other):
            await asyncio.to_thread(self._rename, name, other)
            await self.list_views()
            return True
        return False

    async def open_view(self, name: str) -> None:
        """Show a saved view."""
        name = name_from(name)
        found = await asyncio.to_thread(lambda: self.saved.get(name))
        await self.show(ViewState.from_json(found.content), flies=True)

    async def delete_view(self, name: str) -> None:
        """Take a saved view away."""
        self.page.visitor.check_may_save()
        name = name_from(name)
        await asyncio.to_thread(lambda: self.saved.delete(name))
        await self.list_views()

    # What follows

    def _rename(self, name: str, other: str) -> None:
        """Save a view under another name too, and then take it away under the first: it is never nowhere."""
        found = self.saved.get(name)
        if other != found.name:
            self.saved.add(other, found.content, author=found.author)
            self.saved.delete(name)

    async def show(self, view: ViewState, *, flies: bool, keeps_desk: bool = False) -> None:
        """Show a view; tell what of it is not there. `keeps_desk` keeps an unsaved scenario, open or on offer."""
        self._move(view, flies=flies)
        async with self._turn:
            missing = await self._shown(view, keeps_desk=keeps_desk)
        if missing:
            self.page.tell(" ".join(missing))

    async def _shown(self, view: ViewState, *, keeps_desk: bool) -> list[str]:
        page = self.page
        if view.language is not None and view.language != page.view.language:
            await page.choose_language(view.language)
        if view.theme is not None:
            await page.choose_theme(view.theme)
        await page.moment.choose_moment(view.time or "")
        await page.shading.show(view.shade)
        return [
            *await self._show_scenario(view.scenario, keeps_desk=keeps_desk),
            *await self._show_compare(view.compare),
            *self._show_layers(view.layers),
            *await self._show_colouring(view.colouring),
            *await self._show_isolated(view.isolated),
            *await self._show_selection(view.selection),
        ]

    def _move(self, view: ViewState, *, flies: bool) -> None:
        before = self.state.view_shown
        number = before["number"] + 1 if before else 1
        with self.state:
            self.state.view_shown = {
                "number": number,
                "camera": vars(view.camera).copy(),
                "flies": flies,
                "colouring": None if view.colouring is None else view.colouring.to_json(),
                "section": None if view.section is None else vars(view.section).copy(),
                "measured": None if view.measured is None else view.measured.to_json(),
            }

    def _show_layers(self, names: tuple[str, ...] | None) -> list[str]:
        wanted = self.page.shared.shown if names is None else names
        known = self.page.desk.sheet.summaries
        self.page.show_layers(frozenset(name for name in wanted if name in known))
        return [self._said(NO_LAYER, name) for name in wanted if name not in known]

    async def _show_scenario(self, wanted: ScenarioView | None, *, keeps_desk: bool) -> list[str]:
        desk = self.page.desk
        work = desk.work
        is_scratch = work is not None and work.scenario.keeper is None and bool(work.scenario.edits)
        if wanted is None:
            if is_scratch or desk.mine is not None:  # nothing that is saved nowhere goes with a view
                if not keeps_desk:
                    await desk.look_at("before")
            elif work is not None:  # the view of a page that has a saved one open names it
                await desk.close_scenario()
            return []
        if work is None or work.scenario.name != self._names.get(wanted.name, wanted.name):
            if is_scratch and (desk.mine is not None or not keeps_desk):  # no more than one is kept beside
                return [self._said(UNSAVED, wanted.name)]
            try:
                await desk.open_scenario(wanted.name)
            except UsageError:  # known by no such name: the rest of the view is shown
                return [self._said(NO_SCENARIO, wanted.name)]
            except ScenarioError as error:  # as one that stands on an older version of the city
                return [error.text(self.page.view.language)]
            if desk.work is not None:
                self._names[wanted.name] = desk.work.scenario.name
            if work is not None and is_scratch:
                desk.offer(work.scenario)
        if desk.work is not None and desk.work.is_before != (wanted.side == "before"):
            await desk.look_at(wanted.side)
        return []

    async def _show_compare(self, wanted: CompareView | None) -> list[str]:
        comparing = self.page.comparing
        if wanted is None or self.page.desk.work is None:
            comparing.leave()
            return [] if wanted is None else [translate(NOTHING, self.page.view.language)]
        try:
            await comparing.choose_before(wanted.before or "")
            await comparing.compare(wanted.mode, wanted.at)
        except UsageError:  # known by no such name: comparing with anything else would show what nobody meant
            comparing.leave()
            return [self._said(NO_SCENARIO, wanted.before or "")]
        except ScenarioError as error:
            comparing.leave()
            return [error.text(self.page.view.language)]
        return []

    async def _show_colouring(self, wanted: ColouringView | None) -> list[str]:
        colouring = self.page.colouring
        if wanted is None:
            if colouring.choice.subject:
                await colouring.paint("")
            return []
        try:
            await colouring.paint(wanted.subject, wanted.side, wanted.scope)
        except (UsageError, TableError):  # an indicator or a column that this twin or this city does not have
            await colouring.paint("")
            return [translate(NO_COLOURING, self.page.view.language)]
        return []

    async def _show_isolated(self, wanted: str | None) -> list[str]:
        isolating = self.page.isolating
        try:
            await isolating.isolate(wanted or "")
        except UsageError as error:  # a neighbourhood that this city does not have
            await isolating.isolate("")
            return [error.text(self.page.view.language)]
        return []

    async def _show_selection(self, wanted: Feature | None) -> list[str]:
        if wanted is None:
            await self.page.selecting.close_card()
            return []
        for side in CITY_SIDES[::-1]:  # what a scenario takes away is there on the left, while two sides are compared
            layers = self.page.comparing.sheet_of(side).city.layers
            if wanted.layer in layers and wanted.id in layers[wanted.layer].table.index:
                await self.page.selecting.select(wanted, side=side)
                return []
        return [self._said(NO_OBJECT, wanted.id)]

    def _said(self, message: str, name: str) -> str:
        return translate(message, self.page.view.language).format(name=name)


def saved_views_of(page: "Page", kind: Kind) -> SavedViews:
    """Return what is saved of the page's city. Opens its database: not for the event loop."""
    return SavedViews(page.shared.scenarios.engine, page.shared.store.city.recipe.id, kind)


def name_from(value: object) -> str:
    """Return a name as an action takes it. Raises UsageError for anything else."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME or not value.isprintable():
        raise UsageError(BAD_ARGUMENT)
    return " ".join(value.split())


@contextmanager
def telling_name(page: "Page", field: str, name: str) -> Iterator[None]:
    """Tell beside the field in which a name was typed why nothing can be saved under it; `field`: the page's state."""
    page.state[field] = FITS
    try:
        yield
    except UsageError as error:
        page.state[field] = {"name": name, "text": error.text(page.view.language)}


def short_address(address: str) -> str:
    """Return the address of a view with the view packed, so that its QR code has fewer and larger modules."""
    parts = urlsplit(address)
    query = [
        (name, ViewState.from_link(value).to_link() if name == "view" else value)
        for name, value in parse_qsl(parts.query)
    ]
    return urlunsplit(parts._replace(query=urlencode(query, safe="/", quote_via=quote)))


def qr_code(address: str) -> str:
    """Return the QR code of an address as an SVG in a data address: dark on white in any theme, as readers want it."""
    made = segno.make(address, error="l", boost_error=False, micro=False)
    return str(made.svg_data_uri(scale=4, border=4, dark="#000", light="#fff", omitsize=True))
