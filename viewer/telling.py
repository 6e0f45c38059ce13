"""The stories of one page: listed, played step by step with a live number, and made by planners."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geodata.errors import UsageError
from geodata.language import LANGUAGES, translate
from twin.indicators import usual_indicators
from twin.saved_views import SavedViews

from .actions import Action
from .desk import BAD_ARGUMENT
from .story import MAX_SENTENCE, MAX_STEPS, MAX_TITLE, Step, Story, shipped_stories, texts_from
from .story_figure import figure_of
from .view_state import ViewState
from .viewing import name_from, saved_views_of

if TYPE_CHECKING:
    from .page import Page

WATCHER = "story"
SHIPPED, OWN = "shipped", "own"  # the kinds of stories, in their ids: "own/Centrul"


class Telling:
    """What plays and keeps the stories of a page. Those that come with the twin are played only."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.playing: tuple[str, Story, int] | None = None  # id, story, number of the step
        self.edited = ""  # the name of the story whose form is open
        self.state.update({"stories": [], "story": None, "story_edit": None})
        page.numbers.on_change.append(self._say_step)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (
            self.list_stories, self.play_story, self.stop_story, self.new_story, self.edit_story, self.title_story,
            self.delete_story, self.add_step, self.change_step, self.move_step, self.delete_step,
        )  # fmt: skip

    @property
    def saved(self) -> SavedViews:
        """The saved stories of the city. Opens its database: not for the event loop."""
        return saved_views_of(self.page, "story")

    # Actions: play

    async def list_stories(self) -> list[dict[str, Any]]:
        """List the stories of the city, and return them: those that come with the twin, then those of its planners."""
        language = self.page.view.language
        shipped = shipped_stories(self.page.shared.store.city.recipe.id)
        entries = await asyncio.to_thread(lambda: self.saved.entries())
        ours = {entry.name: Story.from_json(entry.content) for entry in entries}
        listed = [
            {"id": f"{kind}/{name}", "name": name, "title": story.title[language], "count": len(story.steps),
             "is_own": kind == OWN}
            for kind, stories in ((SHIPPED, shipped), (OWN, ours)) for name, story in stories.items()
        ]  # fmt: skip
        self.state.stories = listed
        return listed

    async def play_story(self, id: str, number: int) -> None:
        """Show one step of a story, the first is 0; the camera flies there."""
        story = await self._story(id)
        if type(number) is not int or not 0 <= number < len(story.steps):
            raise UsageError(BAD_ARGUMENT)
        self.playing = (id, story, number)
        if story.steps[number].indicator:
            self.page.numbers.look(WATCHER)
        self._say_step()
        await self.page.viewing.show(story.steps[number].view, flies=True)
        self._say_step()  # the scenario may be another now

    async def stop_story(self) -> None:
        """Play no more; what is seen stays."""
        self.playing = None
        self.page.numbers.look_away(WATCHER)
        self._say_step()

    # Actions: make

    async def new_story(self, name: str) -> None:
        """Begin a story without steps."""
        self.page.visitor.check_may_save()
        name, author = name_from(name), self.page.visitor.name
        content = Story(dict.fromkeys(LANGUAGES, name)).to_json()
        await asyncio.to_thread(lambda: self.saved.add(name, content, author=author))
        await self.list_stories()
        await self.edit_story(name)

    async def edit_story(self, name: str) -> None:
        """Open the form of a story; "" closes it."""
        self.page.visitor.check_may_save()
        self.edited = name_from(name) if name != "" else ""
        await self._say_form()

    async def title_story(self, name: str, title: Mapping[str, str]) -> None:
        """Give a story another title, in one language or both."""
        said = texts_from(title, "title", longest=MAX_TITLE)
        await self._rework(name, lambda story: replace(story, title=said))

    async def delete_story(self, name: str) -> None:
        """Take a story away."""
        self.page.visitor.check_may_save()
        name = name_from(name)
        await asyncio.to_thread(lambda: self.saved.delete(name))
        self.edited = ""
        await self._say_form()
        await self.list_stories()

    async def add_step(self, name: str, view: str, texts: Mapping[str, object]) -> None:
        """Add a view as the last step of a story, with its texts."""
        seen = replace(ViewState.from_link(view), theme=None, language=None)
        made = _step(seen, texts)
        await self._rework(name, lambda story: replace(story, steps=_checked((*story.steps, made))))

    async def change_step(self, name: str, number: int, texts: Mapping[str, object]) -> None:
        """Give a step other texts or another number."""
        await self._rework(
            name,
            lambda story: _with_step(story, number, lambda step: (replace(_step(step.view, texts), area=step.area),)),
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
        kind, _, name = id.partition("/") if isinstance(id, str) else ("", "", "")
        if kind == OWN:
            found = await asyncio.to_thread(lambda: self.saved.get(name_from(name)))
            return Story.from_json(found.content)
        shipped = shipped_stories(self.page.shared.store.city.recipe.id)
        if kind != SHIPPED or name not in shipped:
            raise UsageError(BAD_ARGUMENT)
        return shipped[name]

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
        self.state.story_edit = {"name": name, "title": dict(story.title), "steps": steps, "saved": found.saved}

    def _say_step(self) -> None:
        made = None
        if self.playing is not None:
            id, story, number = self.playing
            step = story.steps[number]
            made = {
                "id": id, "number": number, "count": len(story.steps), "story": dict(story.title),
                "title": dict(step.title), "sentence": dict(step.sentence), "figure": self._figure(step),
            }  # fmt: skip
        with self.state:
            self.state.story = made

    def _figure(self, step: Step) -> dict[str, dict[str, str]] | None:
        """Return the number of a step in each language, "" until it is there; None for a step without."""
        numbers = self.page.numbers
        answer = numbers.answer if numbers.is_current else None
        return figure_of(step, answer, self.page.shared.store.city) if step.indicator else None


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
