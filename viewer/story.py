"""Stories: views one after the other, each with a title, a sentence and a number; those that come with the twin."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geodata.errors import UsageError
from geodata.language import LANGUAGES, N_
from twin.indicators import usual_indicators

from .view_state import ViewState

MAX_TITLE, MAX_SENTENCE, MAX_STEPS = 80, 300, 40
BAD_STORY = N_("This story cannot be read: “{field}” is missing or wrong.")
EMPTY_TEXTS: Mapping[str, str] = {
    "title": N_("Write a title, in Romanian or in English."),
    "sentence": N_("Write a sentence, in Romanian or in English."),
}


class StoryTextError(UsageError):
    """A title or a sentence that was left empty in both languages."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(EMPTY_TEXTS[field])


@dataclass(frozen=True)
class Step:
    """One step: what is seen, its texts by language, and the indicator whose number is shown, "" for none.

    A text that is "" in one language is not told in it; one of the two is always there.

    `area`: the neighbourhood whose number it is, by its name or id; "" for that of the whole city, or of the one that
    is seen alone.
    """

    view: ViewState
    title: Mapping[str, str]
    sentence: Mapping[str, str]
    indicator: str = ""
    area: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the step as plain values."""
        return {"view": self.view.to_json(), "title": dict(self.title), "sentence": dict(self.sentence),
                "indicator": self.indicator, "area": self.area}  # fmt: skip

    @classmethod
    def from_json(cls, value: object) -> "Step":
        """Return the step of plain values. Raises UsageError that names what is wrong."""
        if not isinstance(value, dict):
            raise UsageError(BAD_STORY, field="steps")
        indicator = value.get("indicator", "")
        if not isinstance(indicator, str) or (indicator and indicator not in usual_indicators()):
            raise UsageError(BAD_STORY, field="indicator")
        area = value.get("area", "")
        if not isinstance(area, str) or len(area) > MAX_TITLE:
            raise UsageError(BAD_STORY, field="area")
        return cls(
            ViewState.from_json(value.get("view")),
            texts_from(value.get("title"), "title", longest=MAX_TITLE),
            texts_from(value.get("sentence"), "sentence", longest=MAX_SENTENCE),
            indicator,
            area,
        )


@dataclass(frozen=True)
class Story:
    """Steps under a title; both are never empty but for a story that is being made.

    `is_shown`: whether the big screen plays it in its loop.
    """

    title: Mapping[str, str]
    steps: tuple[Step, ...] = ()
    is_shown: bool = True

    def to_json(self) -> dict[str, object]:
        """Return the story as plain values."""
        return {"title": dict(self.title), "steps": [step.to_json() for step in self.steps], "is_shown": self.is_shown}

    @classmethod
    def from_json(cls, value: object) -> "Story":
        """Return the story of plain values. Raises UsageError that names what is wrong."""
        if not isinstance(value, Mapping):
            raise UsageError(BAD_STORY, field="story")
        steps = value.get("steps")
        if not isinstance(steps, list) or len(steps) > MAX_STEPS:
            raise UsageError(BAD_STORY, field="steps")
        is_shown = value.get("is_shown", True)  # a story of before there was a choice is shown
        if not isinstance(is_shown, bool):
            raise UsageError(BAD_STORY, field="is_shown")
        title = texts_from(value.get("title"), "title", longest=MAX_TITLE)
        return cls(title, tuple(Step.from_json(step) for step in steps), is_shown)


def texts_from(value: object, field: str, *, longest: int) -> dict[str, str]:
    """Return a text in each language, "" where there is none. Raises StoryTextError for none at all."""
    if not isinstance(value, dict):
        raise UsageError(BAD_STORY, field=field)
    said = {language: value.get(language) or "" for language in LANGUAGES}
    if not all(isinstance(text, str) and len(text) <= longest for text in said.values()):
        raise UsageError(BAD_STORY, field=field)
    plain = {language: " ".join(text.split()) for language, text in said.items()}
    if not any(plain.values()):
        raise StoryTextError(field)
    return plain


def filled_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return a text in each language; where one is missing the other stands in."""
    found = next((text for text in texts.values() if text), "")
    return {language: text or found for language, text in texts.items()}


@cache
def shipped_stories(city_id: str) -> Mapping[str, Story]:
    """Return the stories that come with the twin for a city, by a short name; none for other cities."""
    file = resources.files("viewer.stories") / f"{city_id}.toml"
    if not city_id.isidentifier() or not file.is_file():
        return {}
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: Story.from_json(story) for name, story in found.items()}
