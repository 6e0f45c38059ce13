"""What one planner has chosen, and how a browser tells it: language, theme, layers, selection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from starlette.requests import HTTPConnection

from geodata.language import LANGUAGES

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Choices:
    """What a browser wants when it comes."""

    language: str
    theme: Theme


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

    def with_layer(self, name: str, *, shown: bool) -> "View":
        """Return the view with one layer on or off."""
        return replace(self, visible=self.visible | {name} if shown else self.visible - {name})


def choices_of(request: HTTPConnection, *, default_language: str) -> Choices:
    """Return what a browser asked for before (cookies), else what it prefers, else the city's language."""
    language = _known(request.cookies.get("language"), LANGUAGES)
    accepted = _accepted(request.headers.get("accept-language", ""))
    wanted = (request.cookies.get("theme"), request.query_params.get("theme"))
    theme = next((t for t in THEMES if t == (_known(wanted[0], THEMES) or _known(wanted[1], THEMES))), "light")
    return Choices(language or _first_known(accepted) or default_language, theme)


def _known(value: str | None, known: Iterable[str]) -> str | None:
    return value if value in tuple(known) else None


def _first_known(accepted: Iterable[str]) -> str | None:
    return next((language for language in accepted if language in LANGUAGES), None)


def _accepted(header: str) -> list[str]:
    """Return the languages of an Accept-Language header, the most wanted first, without their regions."""
    weights: Mapping[str, float] = {}
    for part in header[:200].split(","):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].lower()
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        weights = {**weights, language: max(weight, weights.get(language, 0))}
    return sorted((lang for lang in weights if weights[lang] > 0), key=lambda lang: -weights[lang])
