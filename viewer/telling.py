"""The stories of one page: listed, played step by step with a live number, and made by planners."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geodata.errors import UsageError
from geodata.language import LANGUAGES, N_, translate
from twin.indicators import usual_indicators
from twin.saved_views import SavedViews

from .actions import Action
from .desk import BAD_ARGUMENT, FITS
from .state import CitySide
from .story import (
    MAX_SENTENCE,
    MAX_STEPS,
    MAX_TITLE,
    Step,
    Story,
    StoryTextError,
    filled_texts,
    shipped_stories,
    texts_from,
)
from .story_figure import figure_of
from .view_fields import is_text
from .view_state import ViewState
from .viewing import name_from, saved_views_of, telling_name

if TYPE_CHECKING:
    from .page import Page

WATCHER = "story"
SHIPPED, OWN = "shipped", "own"  # the kinds of stories, in their ids: "own/Centrul"
TITLE, NEXT = -1, -2  # where a text of a story's form stands, where that is no step
ALL_THERE: Mapping[str, object] = {"at": None, "field": "", "text": ""}
NO_STORY = N_("There is no story “{name}” here. Its link may be cut off, or somebody took it away.")
NO_STEPS = N_("The story “{name}” has no steps yet.")


class Telling:
    """What plays and keeps the stories of a page. Those that come with the twin are played only."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.playing: tuple[str, Story, int] | None = None  # id, story, number of the step
        self.edited = ""  # the name of the story whose form is open
        self.state.update({"stories": [], "story": None, "story_edit": None, "story_error": ALL_THERE})
        self.state.story_name_error = FITS
        page.numbers.on_change.append(self._say_step)
        page.desk.on_change.append(self._say_step)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (
            self.list_stories, self.play_story, self.stop_story, self.new_story, self.edit_story, self.title_story,
            self.show_on_display, self.delete_story, self.add_step, self.change_step, self.move_step, self.delete_step,
        )  # fmt: skip

    @property
    def saved(self) -> SavedViews:
        """The saved stories of the city. Opens its database: not for the event loop."""
        return saved_views_of(self.page, "story")

    # Actions: play

    async def list_stories(self) -> list[dict[str, Any]]:
        """List the stories of the city, and return them: those that come with the twin, then those of its planners.

        The big screen has those alone that are shown on it.
        """
        language = self.page.view.language
        shipped = shipped_stories(self.page.shared.store.city.recipe.id)
        entries = await asyncio.to_thread(lambda: self.saved.entries())
        ours = {entry.name: Story.from_json(entry.content) for entry in entries}
        listed = [
            {"id": f"{kind}/{name}", "name": name, "title": filled_texts(story.title)[language],
             "count": len(story.steps), "is_own": kind == OWN, "is_shown": story.is_shown}
            for kind, stories in ((SHIPPED, shipped), (OWN, ours)) for name, story in stories.items()
            if story.is_shown or not self.page.is_display
        ]  # fmt: skip
        self.state.stories = listed
        return listed

    async def play_story(self, id: str, number: int) -> bool:
        """Show one step of a story, the first is 0; the camera flies there. Return whether that was done."""
        story = await self._story(id)
        if not story.steps:
            raise UsageError(NO_STEPS, name=filled_texts(story.title)[self.page.view.language])
        if type(number) is not int or not 0 <= number < len(story.steps):
            raise UsageError(BAD_ARGUMENT)
        self.playing = (id, story, number)
        if story.steps[number].indicator:
            self.page.numbers.look(WATCHER)
        self._say_step()
        await self.page.viewing.show(story.steps[number].view, flies=True)
        self._say_step()  # the scenario may be another now
        return True

    async def stop_story(self) -> None:
        """Play no more; what is seen stays."""
        self.playing = None
        self.page.numbers.look_away(WATCHER)
        self._say_step()

    # Actions: make

    async def new_story(self, name: str) -> bool:
        """Begin a story without steps, which the big screen does not play yet. Return whether that was done."""
        self.page.visitor.check_may_save()
        name, author = name_from(name), self.page.visitor.name
        title = {language: name if language == self.page.view.language else "" for language in LANGUAGES}
        content = Story(title, is_shown=False).to_json()
        with telling_name(self.page, "story_name_error", name):
            await asyncio.to_thread(lambda: self.saved.add(name, content, author=author))
            await self.list_stories()
            await self.edit_story(name)
            return True
        return False

    async def edit_story(self, name: str) -> None:
        """Open the form of a story; "" closes it."""
        self.page.visitor.check_may_save()
        self.edited = name_from(name) if name != "" else ""
        self.state.story_error = ALL_THERE
        await self._say_form()

    async def title_story(self, name: str, title: Mapping[str, str]) -> None:
        """Give a story another title, in one language or both."""
        with self._telling_beside(TITLE):
            said = texts_from(title, "title", longest=MAX_TITLE)
            await self._rework(name, lambda story: replace(story, title=said))

    async def show_on_display(self, name: str, shown: bool) -> None:  # noqa: FBT001 - as the switch sends it
        """Let the big screen play a story in its loop, or not."""
        await self._rework(name, lambda story: replace(story, is_shown=shown is True))

    async def delete_story(self, name: str) -> None:
        """Take a story away."""
        self.page.visitor.check_may_save()
        name = name_from(name)
        await asyncio.to_thread(lambda: self.saved.delete(name))
        self.edited = ""
        await self._say_form()
        await self.list_stories()

    async def add_step(self, name: str, view: str, texts: Mapping[str, object]) -> bool:
        """Add a view as the last step of a story, with its texts. Return whether that was done."""
        seen = replace(ViewState.from_link(view), theme=None, language=None)
        with self._telling_beside(NEXT):
            made = _step(seen, texts)
            await self._rework(name, lambda story: replace(story, steps=_checked((*story.steps, made))))
            return True
        return False

    async def change_step(self, name: str, number: int, texts: Mapping[str, object]) -> None:
        """Give a step other texts or another number."""
        with self._telling_beside(number):
            await self._rework(
                name,
                lambda story: _with_step(
                    story, number, lambda step: (replace(_step(step.view, texts), area=step.area),)
                ),
            )

    async def move_step(self, name: str, number: int, by: int) -> None:
        """Move a step up (-1) or down (1)."""
        if by not in (-1, 1):
            raise UsageError(BAD_ARGUMENT)

        def moved(story: Story) -> Story:
            steps = list(story.steps)
            if type(number) is not int or not 0 <= number < len(steps) or not 0 <= number + by < len(steps):
                raise UsageError(BAD_ARGUMENT)
            steps.insert(number + by, steps.pop(number))
            return replace(story, steps=tuple(steps))

        await self._rework(name, moved)

    async def delete_step(self, name: str, number: int) -> None:
        """Take a step out of a story."""
        await self._rework(name, lambda story: _with_step(story, number, lambda _: ()))

    # What follows

    def say(self) -> None:
        """Tell the page its stories again, in its language."""
        self._say_step()
        language = self.page.view.language
        self.state.indicator_choices = [
            {"value": id, "title": translate(each.title, language)} for id, each in usual_indicators().items()
        ]

    async def _story(self, id: object) -> Story:
        if not isinstance(id, str) or not is_text(id):
            raise UsageError(BAD_ARGUMENT)
        kind, _, name = id.partition("/")
        shipped = shipped_stories(self.page.shared.store.city.recipe.id)
        if kind == SHIPPED and name in shipped:
            return shipped[name]
        ours = await asyncio.to_thread(lambda: self.saved.entries()) if kind == OWN else []
        found = next((entry for entry in ours if entry.name == name), None)
        if found is None:
            raise UsageError(NO_STORY, name=name or id)
        return Story.from_json(found.content)

    @contextmanager
    def _telling_beside(self, at: object) -> Iterator[None]:
        """Tell beside the field of a form which text is missing; `at`: the number of its step, TITLE or NEXT."""
        self.state.story_error = ALL_THERE
        try:
            yield
        except StoryTextError as error:
            text = error.text(self.page.view.language)
            self.state.story_error = {"at": at, "field": error.field, "text": text}

    async def _rework(self, name: object, change: Callable[[Story], Story]) -> None:
        """Change a story of our own, and tell the page."""
        self.page.visitor.check_may_save()
        plain = name_from(name)

        def reworked() -> None:
            before = self.saved.get(plain)
            self.saved.replace(before, change(Story.from_json(before.content)).to_json())

        await asyncio.to_thread(reworked)
        await self._say_form()
        await self.list_stories()

    async def _say_form(self) -> None:
        name = self.edited
        if not name:
            self.state.story_edit = None
            return
        found = await asyncio.to_thread(lambda: self.saved.get(name))
        story = Story.from_json(found.content)
        steps = [{"title": dict(s.title), "sentence": dict(s.sentence), "indicator": s.indicator} for s in story.steps]
        self.state.story_edit = {
            "name": name, "title": dict(story.title), "steps": steps, "is_shown": story.is_shown, "saved": found.saved,
        }  # fmt: skip

    def _say_step(self) -> None:
        made = None
        if self.playing is not None:
            id, story, number = self.playing
            step = story.steps[number]
            made = {
                "id": id, "number": number, "count": len(story.steps), "story": filled_texts(story.title),
                "title": filled_texts(step.title), "sentence": filled_texts(step.sentence),
                "figure": self._figure(step),
            }  # fmt: skip
        with self.state:
            self.state.story = made

    def _figure(self, step: Step) -> dict[str, dict[str, str]] | None:
        """Return the number of a step in each language, "" until it is there; None for a step without."""
        if not step.indicator:
            return None
        numbers, work = self.page.numbers, self.page.desk.work
        answer = numbers.answer if numbers.is_current else None
        side: CitySide = "before" if work is not None and work.is_before else "after"
        return figure_of(step, answer, self.page.shared.store.city, side=side)


def _step(view: ViewState, texts: object) -> Step:
    """Return a step of a view and of the texts that a browser sent."""
    if not isinstance(texts, dict):
        raise UsageError(BAD_ARGUMENT)
    given = {name: texts.get(name) for name in ("title", "sentence", "indicator")}
    indicator = given["indicator"] or ""
    if not isinstance(indicator, str) or (indicator and indicator not in usual_indicators()):
        raise UsageError(BAD_ARGUMENT)
    title = texts_from(given["title"], "title", longest=MAX_TITLE)
    return Step(view, title, texts_from(given["sentence"], "sentence", longest=MAX_SENTENCE), indicator)


def _with_step(story: Story, number: object, change: Callable[[Step], tuple[Step, ...]]) -> Story:
    """Return a story with other steps in place of one."""
    if type(number) is not int or not 0 <= number < len(story.steps):
        raise UsageError(BAD_ARGUMENT)
    return replace(story, steps=(*story.steps[:number], *change(story.steps[number]), *story.steps[number + 1 :]))


def _checked(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    if len(steps) > MAX_STEPS:
        raise UsageError(BAD_ARGUMENT)
    return steps
