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


@dataclass(frozen=True)
class Step:
    """One step: what is seen, its texts by language, and the indicator whose number is shown, "" for none.

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
    """Steps under a title; both are never empty but for a story that is being made."""

    title: Mapping[str, str]
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the story as plain values."""
        return {"title": dict(self.title), "steps": [step.to_json() for step in self.steps]}

    @classmethod
    def from_json(cls, value: object) -> "Story":
        """Return the story of plain values. Raises UsageError that names what is wrong."""
        if not isinstance(value, Mapping):
            raise UsageError(BAD_STORY, field="story")
        steps = value.get("steps")
        if not isinstance(steps, list) or len(steps) > MAX_STEPS:
            raise UsageError(BAD_STORY, field="steps")
        title = texts_from(value.get("title"), "title", longest=MAX_TITLE)
        return cls(title, tuple(Step.from_json(step) for step in steps))


def texts_from(value: object, field: str, *, longest: int) -> dict[str, str]:
    """Return a text in each language; where one is missing the other stands in. Raises UsageError for none at all."""
    if not isinstance(value, dict):
        raise UsageError(BAD_STORY, field=field)
    said = {language: value.get(language) or "" for language in LANGUAGES}
    if not all(isinstance(text, str) and len(text) <= longest for text in said.values()):
        raise UsageError(BAD_STORY, field=field)
    plain = {language: " ".join(text.split()) for language, text in said.items()}
    found = next((text for text in plain.values() if text), "")
    if not found:
        raise UsageError(BAD_STORY, field=field)
    return {language: text or found for language, text in plain.items()}


@cache
def shipped_stories(city_id: str) -> Mapping[str, Story]:
    """Return the stories that come with the twin for a city, by a short name; none for other cities."""
    file = resources.files("viewer.stories") / f"{city_id}.toml"
    if not city_id.isidentifier() or not file.is_file():
        return {}
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: Story.from_json(story) for name, story in found.items()}
