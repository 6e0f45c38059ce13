"""Parts of a view that only the browser draws: the section box, and what is measured on the map."""

from dataclasses import dataclass
from typing import Literal

from .state import Feature
from .view_fields import Fields, broken

WIDEST_M, HIGHEST_M = 100_000.0, 10_000.0
MOST_POINTS = 200  # assets/measure.js ends before it
MOST_PLACES = 2
LONGEST_LON, LONGEST_LAT = 180.0, 90.0

MeasureKind = Literal["line", "polygon", "height"]
MEASURE_KINDS: tuple[MeasureKind, ...] = ("line", "polygon", "height")


@dataclass(frozen=True)
class SectionView:
    """A box around a place (WGS 84); what lies outside it is cut away.

    `bearing_deg` is the direction that lies ahead in it. The sides are metres from the place, to the right and ahead,
    so those at the left and in front are mostly negative; bottom and top are above the ground of the place.
    """

    lon: float
    lat: float
    bearing_deg: float
    left_m: float
    right_m: float
    front_m: float
    back_m: float
    bottom_m: float
    top_m: float

    @classmethod
    def from_fields(cls, fields: Fields) -> "SectionView":
        """Return the box of plain values. Raises UsageError that names what is wrong, as sides in the wrong order."""
        fields.only(*cls.__dataclass_fields__)
        sides = {name: fields.number(name, -WIDEST_M, WIDEST_M) for name in ("left_m", "right_m", "front_m", "back_m")}
        ends = {name: fields.number(name, -HIGHEST_M, HIGHEST_M) for name in ("bottom_m", "top_m")}
        values = {**sides, **ends}
        for low, high in (("left_m", "right_m"), ("front_m", "back_m"), ("bottom_m", "top_m")):
            if values[low] >= values[high]:
                raise broken(f"{fields.name}.{high}")
        return cls(
            lon=fields.number("lon", -LONGEST_LON, LONGEST_LON),
            lat=fields.number("lat", -LONGEST_LAT, LONGEST_LAT),
            bearing_deg=fields.number("bearing_deg", -360, 360),
            **values,
        )


@dataclass(frozen=True)
class MeasuredView:
    """What is measured: a line, a polygon or heights; each point is longitude, latitude and z of the meshes in metres.

    `on` names the objects that heights are of, None for the ground; empty for all else.
    """

    kind: MeasureKind
    points: tuple[tuple[float, float, float], ...]
    on: tuple[Feature | None, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as plain values."""
        made: dict[str, object] = {"kind": self.kind, "points": [list(point) for point in self.points]}
        if self.on:
            made["on"] = [None if each is None else vars(each).copy() for each in self.on]
        return made

    @classmethod
    def from_fields(cls, fields: Fields) -> "MeasuredView":
        """Return it of plain values. Raises UsageError that names what is wrong."""
        fields.only("kind", "points", "on")
        kind = fields.one_of("kind", MEASURE_KINDS)
        if kind is None:
            raise broken("kind")
        most = MOST_PLACES if kind == "height" else MOST_POINTS
        points = tuple(_point(value) for value in fields.items("points", most))
        on = tuple(_feature(value) for value in fields.items("on", most)) if fields.has("on") else ()
        if not points or (on and (kind != "height" or len(on) != len(points))):
            raise broken("measured.on" if points else "measured.points")
        return cls(kind, points, on)


def _point(value: object) -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise broken("measured.points")
    fields = Fields(dict(zip(("lon", "lat", "z"), value, strict=True)), "measured.points")
    return (
        fields.number("lon", -LONGEST_LON, LONGEST_LON),
        fields.number("lat", -LONGEST_LAT, LONGEST_LAT),
        fields.number("z", -HIGHEST_M, HIGHEST_M),
    )


def _feature(value: object) -> Feature | None:
    if value is None:
        return None
    fields = Fields(value, "measured.on")
    fields.only("layer", "id")
    return Feature(fields.text("layer"), fields.text("id"))
