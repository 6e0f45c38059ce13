"""Which columns of a layer a planner may set, and to what: known values, and numbers that somebody can believe."""

from collections.abc import Mapping, Sequence
from typing import Final

from geodata.errors import TwinError
from geodata.language import N_
from layers.barriers import WIDEST_M as WIDEST_PASSAGE_M
from layers.building_heights import HEIGHT_LIMITS_M, LEVEL_LIMITS
from layers.column import Column
from layers.layer import Layer, LayerKind, layer_title
from layers.streets import LANE_LIMITS, WIDTH_LIMITS_M
from layers.surfaces import WITHOUT_FORM
from layers.trees import TALLEST_M

from .edit_fields import EditError, Schema, check_value, number, text
from .edits_streets import HIGHEST_LIMIT_KMH, SLOWEST_LIMIT_KMH

Limits = tuple[float, float]
# What follows from the shape, from other columns, from the timetable or from pictures of the ground.
FOLLOWS: Final = frozenset((
    "tier", "source", "edited", "method", "length_m", "area_m2", "footprint_m2", "floor_area_m2", "residential_m2",
    "dwellings", "residents", "has_parts", "rise", "path_for", "car_zone", "ndvi", "ndvi_seen", "cleared",
    "covered", "tree_step_m", "age_s", "freshness", "trips", "pavements", "crossed_m", "junctions_m", *WITHOUT_FORM,
))  # fmt: skip
HOW_KNOWN: Final = ("_tier", "_method")
# Texts of which titles name only some: colours as #rrggbb, hours, degrees.
ANY_TEXT: Final = frozenset(("opening_hours", "max_stay", "direction", "colour", "roof_colour"))
LONGEST_LIST: Final = 60  # titles beyond that name what is common, not all that can be
FASTEST_TRAIN_KMH, MOST_METRES = 350.0, 10_000.0
NOT_BELOW_0: Final = ("_m", "_m2", "_kmh", "_kw", "_s", "_mm")
LIMITS: Final[Mapping[str, Limits]] = {
    "maxspeed_kmh": (SLOWEST_LIMIT_KMH, HIGHEST_LIMIT_KMH),
    "tracks.maxspeed_kmh": (SLOWEST_LIMIT_KMH, FASTEST_TRAIN_KMH),
    "lanes": LANE_LIMITS, "lanes_forward": (0, LANE_LIMITS[1]), "lanes_backward": (0, LANE_LIMITS[1]),
    "width_m": WIDTH_LIMITS_M, "water.width_m": (0.1, 2000), "layer": (-10, 10), "step_count": (1, 2000),
    "incline_percent": (-100, 100),
    "height_m": HEIGHT_LIMITS_M, "trees.height_m": (0.3, TALLEST_M), "levels": LEVEL_LIMITS,
    "flats": (0, 5000), "year": (1000, 2200),
    "min_height_m": (0, HEIGHT_LIMITS_M[1]), "min_level": (0, LEVEL_LIMITS[1]),
    "roof_height_m": (0, HEIGHT_LIMITS_M[1]), "roof_levels": (0, LEVEL_LIMITS[1]), "roof_angle_deg": (0, 90),
    "roof_direction_deg": (0, 360), "bearing_deg": (0, 360),
    "crown_m": (0.1, TALLEST_M), "circumference_m": (0.01, 40),
    "capacity": (1, 1000), "parking.capacity": (0, 50_000), "capacity_disabled": (0, 5000), "power_kw": (1, 1000),
    "maxwidth_m": (0, WIDEST_PASSAGE_M), "opening_m": (0, WIDEST_PASSAGE_M), "kerb_height_m": (0, 1),
    "seats": (1, 1000), "gauge_mm": (300, 3000), "population": (0, 10_000_000),
}  # fmt: skip
NO_COLUMN = N_("The layer {layer} has no column “{column}” to set. There are: {known}.")
IT_FOLLOWS = N_(
    "“{column}” of the layer {layer} cannot be set: it follows from the shape, other columns or the data. There are: "
    "{known}."
)


def settable_columns(kind: LayerKind) -> list[Column]:
    """Return the columns of a layer that edits may set."""
    return [c for c in kind.all_columns if c.name not in FOLLOWS and not c.name.endswith(HOW_KNOWN)]


def wrong_columns(layer: Layer, columns: Mapping[str, object]) -> list[TwinError]:
    """Return columns a layer does not have or that follow from others, and values they cannot hold."""
    kind, settable = layer.kind, {column.name: column for column in settable_columns(layer.kind)}
    known, all_names = ", ".join(settable), {column.name for column in kind.all_columns}
    found: list[TwinError] = [
        EditError(IT_FOLLOWS if name in all_names else NO_COLUMN,
                  layer=layer_title(kind.name), column=name, known=known)
        for name in columns if name not in settable
    ]  # fmt: skip
    return found or [
        error
        for name, value in columns.items()
        if value is not None
        for error in _wrong_value(layer, settable[name], value)
    ]


def limits_of(layer: str, column: Column) -> Limits | None:
    """Return the least and the most that a column of numbers may hold; None where any will do."""
    stated = LIMITS.get(f"{layer}.{column.name}", LIMITS.get(column.name))
    if stated is None and column.name.endswith(NOT_BELOW_0):
        return 0.0, MOST_METRES
    return stated


def _wrong_value(layer: Layer, column: Column, value: object) -> list[TwinError]:
    try:
        for part in _parts(layer, column, value):
            check_value(part, _schema_of(layer, column), column.name)
    except EditError as error:
        return [error]
    return []


def _parts(layer: Layer, column: Column, value: object) -> Sequence[object]:
    """Return the codes in a text, as OpenStreetMap parts them by ";", unless the whole stands in the layer."""
    if column.type != "text" or isinstance(value, bool):
        return [value]
    said = str(value) if isinstance(value, int | float) else value  # JSON has numbers for 300001 and -1
    whole = not isinstance(said, str) or column.name == "class" or bool((layer.table[column.name] == said).any())
    return [said] if whole else [part.strip() for part in str(said).split(";")]


def _schema_of(layer: Layer, column: Column) -> Schema:
    """Return what a column of a layer may hold."""
    if column.type in ("number", "integer"):
        limits = limits_of(layer.kind.name, column)
        return {"type": "number"} if limits is None else number("", least=limits[0], most=limits[1])
    if column.type == "boolean":
        return {"type": "boolean"}
    if column.name == "class" and layer.kind.classes:
        return text("", choices=layer.kind.classes)
    if column.type == "text" and 0 < len(column.values) <= LONGEST_LIST and column.name not in ANY_TEXT:
        there = {str(value) for value in layer.table[column.name].dropna().unique()}
        return text("", choices=[*column.values, *sorted(there - set(column.values))])
    return {}
