"""What one planner has chosen, and how a browser tells it: language, theme, layers, selection."""

from dataclasses import dataclass, replace
from typing import Literal

from starlette.requests import HTTPConnection

from geodata.language import DEFAULT_LANGUAGE, LANGUAGES

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
CitySide = Literal["before", "after"]


@dataclass(frozen=True)
class Choices:
    """What a browser wants when it comes."""

    language: str
    theme: Theme
    is_display: bool = False  # the big screen: stories, no panels, no sign-in
    begins_elsewhere: bool = False  # with a link's view or story, not with the city's centre


@dataclass(frozen=True)
class Feature:
    """One city object: its layer and its id."""

    layer: str
    id: str


@dataclass(frozen=True)
class View:
    """The choices of one session. It never changes; actions put another in its place."""

    language: str
    theme: Theme
    visible: frozenset[str]
    selected: Feature | None = None
    side: CitySide = "after"  # of which side the selected feature is, where two are compared

    def with_layer(self, name: str, *, shown: bool) -> "View":
        """Return the view with one layer on or off."""
        return replace(self, visible=self.visible | {name} if shown else self.visible - {name})


def choices_of(request: HTTPConnection, *, default_language: str) -> Choices:
    """Return what a browser asked for before (cookies), else what it prefers, else the city's language."""
    is_display = request.query_params.get("display") == "1"
    # The big screen is the city's, not its browser's.
    accepted = [] if is_display else _accepted(request.headers.get("accept-language", ""))
    languages = (request.cookies.get("language"), *accepted, default_language)
    themes = (request.cookies.get("theme"), request.query_params.get("theme"), THEMES[0])
    language = next((name for name in languages if name in LANGUAGES), DEFAULT_LANGUAGE)
    theme = next(known for name in themes for known in THEMES if known == name)
    begins_elsewhere = request.query_params.get("elsewhere") == "1"
    return Choices(language, theme, is_display=is_display, begins_elsewhere=begins_elsewhere)


def _accepted(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the most wanted first, without their regions."""
    weights: dict[str, float] = {}
    for part in header[:200].split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        weights[language] = max(weight, weights.get(language, 0))
    return sorted((lang for lang in weights if weights[lang] > 0), key=lambda lang: -weights[lang])
