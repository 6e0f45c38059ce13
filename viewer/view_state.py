"""What somebody looks at as one small JSON: the same in an address, as a saved view, in a story, on the display."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from geodata.errors import UsageError
from geodata.language import LANGUAGES, N_
from twin.city_clock import moment_from_text

from .state import THEMES, CitySide, Feature, Theme

MAX_TEXT, MAX_LINK, MAX_LAYERS = 250, 8000, 100
FARTHEST_M = 1_000_000.0
BROKEN = N_("This view cannot be read: “{field}” is missing or wrong. Ask whoever gave it to you for a new link.")

Word = TypeVar("Word", bound=str)
PaintSide = Literal["before", "after", "difference"]
PaintScope = Literal["objects", "neighbourhoods"]
CompareMode = Literal["swipe", "side"]
CITY_SIDES: tuple[CitySide, ...] = ("before", "after")
PAINT_SIDES: tuple[PaintSide, ...] = ("before", "after", "difference")
SCOPES: tuple[PaintScope, ...] = ("objects", "neighbourhoods")
COMPARE_MODES: tuple[CompareMode, ...] = ("swipe", "side")


@dataclass(frozen=True)
class CameraView:
    """Where the camera looks (WGS 84), from how far, in which direction, how slanted (0 is straight down)."""

    lon: float
    lat: float
    distance_m: float
    bearing_deg: float
    tilt_deg: float


@dataclass(frozen=True)
class ColouringView:
    """What the city is painted by, in the words of `viewer.colouring`."""

    subject: str
    side: PaintSide = "after"
    scope: PaintScope = "objects"


@dataclass(frozen=True)
class ScenarioView:
    """A saved scenario, and whether the city is seen before it or after it."""

    name: str
    side: CitySide = "after"


@dataclass(frozen=True)
class CompareView:
    """Both sides in one picture: how, where the line is (0 to 1), what is on the left: a saved scenario, or None."""

    mode: CompareMode
    at: float = 0.5
    before: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return it as plain values."""
        return {"mode": self.mode, "at": self.at, "with": self.before}


@dataclass(frozen=True)
class ViewState:
    """One view. What is None is left to whoever looks: the city's usual layers, their own language and colours.

    `colouring`, `scenario`, `compare`, `selection` None: there is none. `time` is a moment by the city's clock, such
    as "2026-11-30T08:15+02:00"; None: now, whenever that is.
    """

    camera: CameraView
    layers: tuple[str, ...] | None = None
    colouring: ColouringView | None = None
    scenario: ScenarioView | None = None
    compare: CompareView | None = None
    selection: Feature | None = None
    theme: Theme | None = None
    language: str | None = None
    time: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return the view as plain values, without what is None."""
        made: dict[str, object] = {"camera": vars(self.camera).copy()}
        if self.layers is not None:
            made["layers"] = list(self.layers)
        for name, part in (("colouring", self.colouring), ("scenario", self.scenario), ("selection", self.selection)):
            if part is not None:
                made[name] = vars(part).copy()
        if self.compare is not None:
            made["compare"] = self.compare.to_json()
        for name, word in (("theme", self.theme), ("language", self.language), ("time", self.time)):
            if word is not None:
                made[name] = word
        return made

    @classmethod
    def from_json(cls, value: object) -> "ViewState":
        """Return the view of plain values from anywhere. Raises UsageError that names what is wrong."""
        fields = _Fields(value, "view")
        fields.only("camera", "layers", "colouring", "scenario", "compare", "selection", "theme", "language", "time")
        return cls(
            camera=_camera(fields.part("camera")),
            layers=_layers(fields),
            colouring=_colouring(fields),
            scenario=_scenario(fields),
            compare=_compare(fields),
            selection=_selection(fields),
            theme=fields.one_of("theme", THEMES),
            language=fields.one_of("language", LANGUAGES),
            time=_time(fields),
        )

    def to_link(self) -> str:
        """Return the view as a link carries it: its JSON in base64 of the letters that addresses may have."""
        text = json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def from_link(cls, text: object) -> "ViewState":
        """Return the view that a link carries. Raises UsageError that names what is wrong."""
        if not isinstance(text, str) or len(text) > MAX_LINK:
            raise _broken("view")
        try:
            content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            value = json.loads(content.decode())
        except (binascii.Error, ValueError, RecursionError):
            raise _broken("view") from None
        return cls.from_json(value)


def _camera(fields: "_Fields") -> CameraView:
    fields.only("lon", "lat", "distance_m", "bearing_deg", "tilt_deg")
    return CameraView(
        lon=fields.number("lon", -180, 180),
        lat=fields.number("lat", -90, 90),
        distance_m=fields.number("distance_m", 1, FARTHEST_M),
        bearing_deg=fields.number("bearing_deg", -360, 360),
        tilt_deg=fields.number("tilt_deg", 0, 90),
    )


def _layers(fields: "_Fields") -> tuple[str, ...] | None:
    names = fields.values.get("layers")
    if names is None:
        return None
    if not isinstance(names, list) or len(names) > MAX_LAYERS or not all(_is_text(name) for name in names):
        raise _broken("layers")
    return tuple(dict.fromkeys(names))


def _colouring(fields: "_Fields") -> ColouringView | None:
    if fields.values.get("colouring") is None:
        return None
    part = fields.part("colouring")
    part.only("subject", "side", "scope")
    side, scope = part.one_of("side", PAINT_SIDES), part.one_of("scope", SCOPES)
    return ColouringView(part.text("subject"), side or "after", scope or "objects")


def _scenario(fields: "_Fields") -> ScenarioView | None:
    if fields.values.get("scenario") is None:
        return None
    part = fields.part("scenario")
    part.only("name", "side")
    return ScenarioView(part.text("name"), part.one_of("side", CITY_SIDES) or "after")


def _compare(fields: "_Fields") -> CompareView | None:
    if fields.values.get("compare") is None:
        return None
    part = fields.part("compare")
    part.only("mode", "at", "with")
    mode = part.one_of("mode", COMPARE_MODES)
    if mode is None:
        raise _broken("mode")
    before = None if part.values.get("with") is None else part.text("with")
    return CompareView(mode, part.number("at", 0, 1), before)


def _selection(fields: "_Fields") -> Feature | None:
    if fields.values.get("selection") is None:
        return None
    part = fields.part("selection")
    part.only("layer", "id")
    return Feature(part.text("layer"), part.text("id"))


def _time(fields: "_Fields") -> str | None:
    text = fields.values.get("time")
    if text is None:
        return None
    try:
        moment_from_text(text)
    except UsageError:
        raise _broken("time") from None
    return str(text)


class _Fields:
    """The fields of one object in a view, and what they may hold; errors name them."""

    def __init__(self, value: object, name: str) -> None:
        if not isinstance(value, dict):
            raise _broken(name)
        self.values: Mapping[str, object] = value
        self.name = name

    def only(self, *names: str) -> None:
        unknown = [str(name)[:MAX_TEXT] for name in self.values if name not in names]
        if unknown:
            raise _broken(unknown[0])

    def part(self, name: str) -> "_Fields":
        return _Fields(self.values.get(name), name)

    def number(self, name: str, least: float, most: float) -> float:
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _broken(f"{self.name}.{name}")
        if not least <= value <= most:  # neither is what is no number
            raise _broken(f"{self.name}.{name}")
        return float(value)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not _is_text(value):
            raise _broken(f"{self.name}.{name}")
        return str(value)

    def one_of(self, name: str, words: Sequence[Word]) -> Word | None:
        value = self.values.get(name)
        if value is None:
            return None
        for word in words:
            if value == word:
                return word
        raise _broken(name)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable()


def _broken(field: str) -> UsageError:
    return UsageError(BROKEN, field=field)
