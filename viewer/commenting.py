"""The comments of one page: those on the scenario that lies on its desk, else those on the city as it is."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from geodata.errors import UsageError
from geodata.language import N_
from twin.city import City
from twin.comments import CITY, Comment, Comments

from .actions import Action
from .comment_rows import comment_rows, object_title, pin_at, point_on, thread_of
from .desk import BAD_ARGUMENT
from .drafting import FeatureAt
from .from_browser import has_feature, point_from
from .state import Feature

if TYPE_CHECKING:
    from .page import Page

LONGEST = 20_000  # of a text that is looked at at all; what is kept is much shorter
OBJECT_GONE = N_("This object is not there any more. Choose the place again.")


class Commenting:
    """What lists and writes comments. What one page writes, others that show the same comments hear of."""

    def __init__(self, page: "Page", *, feature_at: FeatureAt) -> None:
        self.page, self.state, self.feature_at = page, page.state, feature_at
        self.is_listed = False
        self._thread = 0  # the number of the comment whose replies are shown
        self._about = CITY
        self._turn = 0
        self.state.update({"comments": [], "thread": None, "comments_about": {"name": "", "is_scratch": False}})
        page.desk.on_change.append(self._follow)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (
            self.list_comments, self.open_thread, self.place_comment, self.add_comment, self.reply_to_comment,
            self.resolve_comment, self.reopen_comment, self.delete_comment, self.delete_reply,
        )  # fmt: skip

    @property
    def saved(self) -> Comments:
        """The comments of the city. Opens its database: not for the event loop."""
        return Comments(self.page.shared.scenarios.engine, self.page.shared.store.city.recipe.id)

    # Actions: read

    async def list_comments(self) -> None:
        """List the comments on what lies on the desk, from now on."""
        self.is_listed = True
        self.page.presence.join()
        await self._show()

    async def open_thread(self, id: int) -> None:
        """Show the replies to a comment; 0 for none."""
        self._thread = _number(id) if id != 0 else 0
        await self._show()

    # Actions: write

    async def place_comment(self, where: Mapping[str, Any]) -> dict[str, Any]:
        """Return where a comment would be pinned, and on what: {point, and tile and row; or layer and id}."""
        self.page.visitor.check_may_save()
        if not isinstance(where, dict):
            raise UsageError(BAD_ARGUMENT)
        city = self._city()
        feature, point = await self._meant(where, city)
        await asyncio.to_thread(pin_at, point, feature, city)  # refused now, before somebody writes
        title = "" if feature is None else object_title(city, feature, self.page.view.language)
        named = {"layer": "", "id": ""} if feature is None else vars(feature).copy()
        return {"point": point, **named, "title": title}

    async def add_comment(self, text: str, place: Mapping[str, Any]) -> int:
        """Pin a comment where `place_comment` said, and return its number."""
        self.page.visitor.check_may_save()
        if not isinstance(place, dict):
            raise UsageError(BAD_ARGUMENT)
        city, about, author, said = self._city(), self._key(), self.page.visitor.name, _text(text)
        point = point_from(place.get("point"))
        feature = _known(place.get("layer"), place["id"], city) if place.get("id") else None

        def written() -> Comment:
            return self.saved.add(said, pin_at(point, feature, city), author=author, scenario=about)

        made = await asyncio.to_thread(written)
        await self._changed(about)
        return made.id

    async def reply_to_comment(self, id: int, text: str) -> bool:
        """Add a reply, and return that it was done."""
        number, said, author = _number(id), _text(text), self.page.visitor.name
        await self._write(lambda saved: saved.reply(number, said, author=author))
        return True

    async def resolve_comment(self, id: int) -> None:
        """Say that a comment is settled."""
        number, author = _number(id), self.page.visitor.name
        await self._write(lambda saved: saved.resolve(number, author=author))

    async def reopen_comment(self, id: int) -> None:
        """Say that a comment is open after all."""
        number = _number(id)
        await self._write(lambda saved: saved.reopen(number))

    async def delete_comment(self, id: int) -> None:
        """Delete one's own comment; an administrator any."""
        number, visitor = _number(id), self.page.visitor
        await self._write(lambda saved: saved.delete(number, author=visitor.name, may_manage=visitor.may_manage))

    async def delete_reply(self, id: int) -> None:
        """Delete one's own reply; an administrator any."""
        number, visitor = _number(id), self.page.visitor
        await self._write(lambda saved: saved.delete_reply(number, author=visitor.name, may_manage=visitor.may_manage))

    # What follows

    async def _meant(self, where: Mapping[str, Any], city: City) -> tuple[Feature | None, list[float]]:
        if "id" in where:
            known = _known(where.get("layer"), where["id"], city)
            return known, await asyncio.to_thread(point_on, known, city)
        found = await self.feature_at(where.get("tile", ""), where.get("row", -1))
        return found if found is not None and has_feature(city, found) else None, point_from(where.get("point"))

    def say(self) -> None:
        """Tell the page its comments again, in its language."""
        if self.is_listed:
            self.page.background.start(self._show())

    def hear(self, scenario: str) -> None:
        """Show the comments anew when those on a scenario ("": on the city) are the ones shown here."""
        if scenario == self._key():
            self.say()

    def _follow(self) -> None:
        """Show the comments on what lies on the desk now; objects of another scenario may be called otherwise."""
        if self._key() != self._about:
            self._thread = 0
        self.say()

    def _key(self) -> str:
        return self.page.presence.scenario or CITY

    def _city(self) -> City:
        """The city that is commented on: its objects are known by their ids."""
        work = self.page.desk.work
        return self.page.city_shown if work is not None and self._key() else self.page.shared.store.city

    async def _write(self, change: Callable[[Comments], None]) -> None:
        self.page.visitor.check_may_save()
        about = self._key()
        try:
            await asyncio.to_thread(lambda: change(self.saved))
        except UsageError:  # perhaps because somebody was quicker: shown as it is now
            await self._show()
            raise
        await self._changed(about)

    async def _changed(self, about: str) -> None:
        await self._show()
        self.page.shared.company.tell_of_comments(about, by=self.page.presence)

    async def _show(self) -> None:
        """Show what is saved now. What was overtaken is not shown."""
        self._turn += 1
        turn, about, thread, language = self._turn, self._key(), self._thread, self.page.view.language
        city, work = self._city(), self.page.desk.work

        def read() -> tuple[list[dict[str, object]], dict[str, object] | None]:
            found = self.saved.of(about)
            opened = next((thread_of(comment) for comment in found if comment.id == thread), None)
            return comment_rows(found, city, language), opened

        rows, opened = await asyncio.to_thread(read)
        if turn != self._turn:
            return
        self._about = about
        name = work.scenario.name if work is not None and about else ""
        with self.state:
            self.state.update({"comments": rows, "thread": opened})
            self.state.comments_about = {"name": name, "is_scratch": work is not None and not about}


def _number(value: object) -> int:
    if type(value) is not int or not 0 < value < 2**53:
        raise UsageError(BAD_ARGUMENT)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise UsageError(BAD_ARGUMENT)
    return value


def _known(layer: object, id: object, city: City) -> Feature:
    """Return an object of the city. Raises UsageError for one it does not have."""
    if not isinstance(layer, str) or not isinstance(id, str):
        raise UsageError(BAD_ARGUMENT)
    if not has_feature(city, Feature(layer, id)):
        raise UsageError(OBJECT_GONE)
    return Feature(layer, id)
