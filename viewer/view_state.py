"""What somebody looks at as one small JSON: the same in an address, as a saved view, in a story, on the display."""

import json
from dataclasses import dataclass
from typing import Literal

from geodata.errors import UsageError
from geodata.language import LANGUAGES
from twin.city_clock import moment_from_text

from .state import THEMES, CitySide, Feature, Theme
from .view_fields import Fields, broken, is_text
from .view_link import link_of, text_of
from .view_looks import MeasuredView, SectionView

MAX_LINK, MAX_LAYERS, MAX_CLASSES = 12_000, 100, 100
FARTHEST_M = 1_000_000.0

PaintSide = Literal["before", "after", "difference"]
PaintScope = Literal["objects", "neighbourhoods"]
CompareMode = Literal["swipe", "side"]
ShadeMode = Literal["moment", "hours", "change"]
CITY_SIDES: tuple[CitySide, ...] = ("before", "after")
PAINT_SIDES: tuple[PaintSide, ...] = ("before", "after", "difference")
SCOPES: tuple[PaintScope, ...] = ("objects", "neighbourhoods")
COMPARE_MODES: tuple[CompareMode, ...] = ("swipe", "side")
SHADE_MODES: tuple[ShadeMode, ...] = ("moment", "hours", "change")


@dataclass(frozen=True)
class CameraView:
    """Where the camera looks (WGS 84), from how far, in which direction, how slanted (0 is straight down).

    `distance_m` is that of a window at least as wide as high. A narrower one stands farther away by its height over its
    width, so that a phone shows the middle of what a wide screen shows, and not a strip of it.
    """

    lon: float
    lat: float
    distance_m: float
    bearing_deg: float
    tilt_deg: float


@dataclass(frozen=True)
class ColouringView:
    """What the city is painted by, in the words of `viewer.colouring`; `hidden` are the classes that are not shown.

    A class is told by its place in the legend, from 0.
    """

    subject: str
    side: PaintSide = "after"
    scope: PaintScope = "objects"
    hidden: tuple[int, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as plain values."""
        made: dict[str, object] = {"subject": self.subject, "side": self.side, "scope": self.scope}
        return {**made, "hidden": list(self.hidden)} if self.hidden else made


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

    `colouring`, `scenario`, `compare`, `selection`, `section`, `measured` None: there is none. `isolated` is the id of
    the neighbourhood that is shown alone; None: all of the city. `time` is a moment by the city's clock, such as
    "2026-11-30T08:15+02:00"; None: now, whenever that is. `shade`: what is shown of the sun: light and shadows at that
    moment, the hours of sun of its day, or those that the scenario adds or takes; None: nothing.
    """

    camera: CameraView
    layers: tuple[str, ...] | None = None
    colouring: ColouringView | None = None
    scenario: ScenarioView | None = None
    compare: CompareView | None = None
    selection: Feature | None = None
    section: SectionView | None = None
    isolated: str | None = None
    measured: MeasuredView | None = None
    theme: Theme | None = None
    language: str | None = None
    time: str | None = None
    shade: ShadeMode | None = None

    def to_json(self) -> dict[str, object]:
        """Return the view as plain values, without what is None."""
        made: dict[str, object] = {"camera": vars(self.camera).copy()}
        if self.layers is not None:
            made["layers"] = list(self.layers)
        for name in ("colouring", "scenario", "compare", "selection", "section", "measured"):
            part = getattr(self, name)
            if part is not None:
                made[name] = part.to_json() if hasattr(part, "to_json") else vars(part).copy()
        for name in ("isolated", "theme", "language", "time"):
            word = getattr(self, name)
            if word is not None:
                made[name] = word
        if self.shade is not None:
            made["shade"] = True if self.shade == "moment" else self.shade  # as links had it before there were more
        return made

    @classmethod
    def from_json(cls, value: object) -> "ViewState":
        """Return the view of plain values from anywhere. Raises UsageError that names what is wrong."""
        fields = Fields(value, "view")
        fields.only(*cls.__dataclass_fields__)
        return cls(
            camera=_camera(fields.part("camera")),
            layers=_layers(fields),
            colouring=_colouring(fields),
            scenario=_scenario(fields),
            compare=_compare(fields),
            selection=_selection(fields),
            section=SectionView.from_fields(fields.part("section")) if fields.has("section") else None,
            isolated=fields.text("isolated") if fields.has("isolated") else None,
            measured=MeasuredView.from_fields(fields.part("measured")) if fields.has("measured") else None,
            theme=fields.one_of("theme", THEMES),
            language=fields.one_of("language", LANGUAGES),
            time=_time(fields),
            shade=_shade(fields),
        )

    def to_link(self) -> str:
        """Return the view as a link carries it: its JSON packed, in the letters that addresses may have."""
        return link_of(json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":")))

    @classmethod
    def from_link(cls, text: object) -> "ViewState":
        """Return the view that a link carries, packed or plain. Raises UsageError that names what is wrong."""
        if not isinstance(text, str) or len(text) > MAX_LINK:
            raise broken("view")
        try:
            value = json.loads(text_of(text))
        except (ValueError, RecursionError):
            raise broken("view") from None
        return cls.from_json(value)


def _camera(fields: Fields) -> CameraView:
    fields.only("lon", "lat", "distance_m", "bearing_deg", "tilt_deg")
    return CameraView(
        lon=fields.number("lon", -180, 180),
        lat=fields.number("lat", -90, 90),
        distance_m=fields.number("distance_m", 1, FARTHEST_M),
        bearing_deg=fields.number("bearing_deg", -360, 360),
        tilt_deg=fields.number("tilt_deg", 0, 90),
    )


def _layers(fields: Fields) -> tuple[str, ...] | None:
    names = fields.values.get("layers")
    if names is None:
        return None
    if not isinstance(names, list) or len(names) > MAX_LAYERS or not all(is_text(name) for name in names):
        raise broken("layers")
    return tuple(dict.fromkeys(names))


def _colouring(fields: Fields) -> ColouringView | None:
    if not fields.has("colouring"):
        return None
    part = fields.part("colouring")
    part.only("subject", "side", "scope", "hidden")
    side, scope = part.one_of("side", PAINT_SIDES), part.one_of("scope", SCOPES)
    hidden = part.items("hidden", MAX_CLASSES) if part.has("hidden") else []
    numbers = [each for each in hidden if type(each) is int and 0 <= each < MAX_CLASSES]
    if len(numbers) < len(hidden):
        raise broken("colouring.hidden")
    return ColouringView(part.text("subject"), side or "after", scope or "objects", tuple(numbers))


def _scenario(fields: Fields) -> ScenarioView | None:
    if not fields.has("scenario"):
        return None
    part = fields.part("scenario")
    part.only("name", "side")
    return ScenarioView(part.text("name"), part.one_of("side", CITY_SIDES) or "after")


def _compare(fields: Fields) -> CompareView | None:
    if not fields.has("compare"):
        return None
    part = fields.part("compare")
    part.only("mode", "at", "with")
    mode = part.one_of("mode", COMPARE_MODES)
    if mode is None:
        raise broken("mode")
    before = part.text("with") if part.has("with") else None
    return CompareView(mode, part.number("at", 0, 1), before)


def _selection(fields: Fields) -> Feature | None:
    if not fields.has("selection"):
        return None
    part = fields.part("selection")
    part.only("layer", "id")
    return Feature(part.text("layer"), part.text("id"))


def _shade(fields: Fields) -> ShadeMode | None:
    value = fields.values.get("shade", False)
    if isinstance(value, bool):  # from before there were several
        return "moment" if value else None
    mode = fields.one_of("shade", SHADE_MODES)
    if mode is None:
        raise broken("shade")
    return mode


def _time(fields: Fields) -> str | None:
    text = fields.values.get("time")
    if text is None:
        return None
    try:
        moment_from_text(text)
    except UsageError:
        raise broken("time") from None
    return str(text)
