"""Edits of any object of any layer: added, changed, removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import TableError, TwinError
from geodata.language import N_, translate
from geodata.phrases import Phrase, field_text
from layers.layer import LayerKind, layer_title, with_columns
from layers.surfaces import FORM, FORMED_BY, WITHOUT_FORM

from .city import City
from .column_words import cell_words, column_title
from .covered_ground import under_new_park, wrong_ground
from .drawn_places import ANY_SHAPE
from .edit import Edit
from .edit_fields import AREA, LINE, EditError, Schema, as_written, values
from .edited_tables import (
    FROM_GEOMETRY,
    SKETCH,
    SKETCHED,
    completed,
    new_rows,
    rows_with_values,
    with_rows,
    without_rows,
)
from .edited_timetable import TRANSIT
from .edits_buildings import buildings_under, lying_on
from .obstacles import in_the_way, under_park, under_trees
from .refusals import IS_SO, ids_of, refused
from .settable import wrong_columns
from .stop_calls import lines_calling
from .street_values import with_class, with_street_values, wrong_changes, wrong_new_street

SHAPES_OF: Mapping[str, tuple[str, ...]] = {
    "point": ("Point",),
    "line": (*LINE, "MultiLineString"),
    "polygon": (*AREA, "MultiPolygon"),
}
NEIGHBOURHOODS, STREETS = "neighbourhoods", "streets"
KEPT_NAMES = N_(
    "Neighbourhoods are neither removed nor renamed: numbers of before and after are compared by their names. Leave "
    "this out."
)
STILL_CALLS = N_("Line {lines} still calls here: a stop taken off the map changes no timetable. Move it instead.")
STILL_CALL = N_("Lines {lines} still call here: a stop taken off the map changes no timetable. Move it instead.")


@dataclass(frozen=True, kw_only=True)
class AddObject(Edit):
    """A new object of any layer."""

    kind: ClassVar[str] = "add_object"
    title: ClassVar[str] = N_("New object")
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = ANY_SHAPE
    own: ClassVar[Mapping[str, Schema]] = {"columns": values(N_("Columns of the layer and their values."))}

    columns: Mapping[str, object] = field(default_factory=dict)

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        class_ = self.columns.get("class")
        name = str(self.columns.get("name") or (cell_words(self.layer, "class", class_, language) if class_ else ""))
        said = N_("New in “{layer}”: {name}") if name else N_("New in “{layer}”")
        return self.sentence(language, said, layer=_title(self.layer, language), name=name)

    def problems(self, city: City) -> list[TwinError]:
        """Return columns the layer does not have or values it cannot hold, and a shape of another kind."""
        kind = city.layers[self.layer].kind
        shape = self.shape_in(city)
        found = [
            *wrong_columns(city.layers[self.layer], self.columns),
            *_wrong_shape(city, kind, shape, self.columns.get("class"), besides=()),
        ]
        if not found and self.layer == "green_space" and self.columns.get("class") == "park":
            found = under_park(city, shape) or under_new_park(city, shape)
        if not found and self.layer == STREETS:
            found = wrong_new_street(self.columns) or _wrong_street(city, shape, self.columns)
        if found:
            return found
        try:
            made = self._rows(city)
        except TableError as error:
            return [error]
        return _wrong_rows(made, _stated(self.columns)) if len(made) else [_refused(self.layer)]

    def apply(self, city: City) -> City:
        """Return the city with the object."""
        return with_rows(city, self.layer, self._rows(city))

    def _rows(self, city: City) -> gpd.GeoDataFrame:
        columns = with_class(_stated(self.columns)) if self.layer == STREETS else _stated(self.columns)
        return new_rows(city, self.layer, self.new_ids(1), [self.shape_in(city)], columns)


@dataclass(frozen=True, kw_only=True)
class ChangeObject(Edit):
    """Objects of any layer with other values in some columns, or another shape."""

    kind: ClassVar[str] = "change_object"
    title: ClassVar[str] = N_("Changed object")
    place_types: ClassVar[Sequence[str]] = ANY_SHAPE
    own: ClassVar[Mapping[str, Schema]] = {"columns": values(N_("Columns of the layer and their new values."))}

    columns: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def place_optional(cls) -> bool:
        """Return True: an object may keep its shape."""
        return True

    def expected_columns(self) -> Sequence[str]:
        """Return the columns that change."""
        return list(self.columns)

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        said = [self._change(name, language) for name in self.columns]
        what = "; ".join([*said, *([translate(N_("shape"), language)] if self.place is not None else [])])
        return self.sentence(language, N_("Change {objects}: {what}"), objects=self.names(language), what=what)

    def _change(self, name: str, language: str) -> str:
        """Return "Lit: no → yes" of a column; what it was where all objects have that."""
        title = column_title(self.layer, name, language)
        had = {cell_words(self.layer, name, row.get(name), language) for row in self.before.values()}
        now = cell_words(self.layer, name, self.columns[name], language)
        was = f"{had.pop()} → " if len(had) == 1 and now not in had else ""
        return f"{title}: {was}{now}"

    def expecting(self, city: City) -> "ChangeObject":
        """Return the edit with `before`; columns that are none are left to `check`."""
        table = city.layers[self.layer].table
        return super().expecting(city) if set(self.columns) <= set(table.columns) else self

    def problems(self, city: City) -> list[TwinError]:
        """Return columns and values the layer cannot hold, and a shape it cannot have."""
        kind = city.layers[self.layer].kind
        found = wrong_columns(city.layers[self.layer], self.columns)
        if self.layer == NEIGHBOURHOODS and "name" in self.columns:
            found.append(EditError(KEPT_NAMES))
        if not self.columns and self.place is None:
            found.append(EditError(N_("Nothing of the object is to change. Name a column or draw a shape.")))
        if self.place is not None:
            old = self._old(city)
            class_ = self.columns.get("class", old["class"].iloc[0])
            found += _wrong_shape(city, kind, self.shape_in(city), class_, besides=self.ids)
            if len(self.ids) > 1:
                found.append(EditError(N_("One shape cannot be that of several objects. Change one at a time.")))
        if not found and self.layer == STREETS:
            found = wrong_changes(city, self._old(city), self.columns)
        if not found and self.place is None:
            found = refused(city, self.layer, rows_with_values(self._old(city), self.columns), IS_SO)
        if found:
            return found
        try:
            made = self._rows(city)
        except TableError as error:
            return [error]
        return _wrong_rows(made, _stated(self.columns)) if len(made) == len(self.ids) else [_refused(self.layer)]

    def apply(self, city: City) -> City:
        """Return the city with the objects changed."""
        return with_rows(city, self.layer, self._rows(city))

    def _old(self, city: City) -> gpd.GeoDataFrame:
        return city.layers[self.layer].table.loc[list(self.ids)]

    def _rows(self, city: City) -> gpd.GeoDataFrame:
        kind = city.layers[self.layer].kind
        rows = self._old(city)
        columns = _stated(self.columns)
        changed = with_street_values(rows, columns) if self.layer == STREETS else rows.assign(**columns)
        changed = changed.assign(tier=SKETCHED, source=SKETCH)
        if FORM in rows and (self.place is not None or not set(FORMED_BY).isdisjoint(self.columns)):
            changed = changed.assign(**WITHOUT_FORM)
        if self.place is not None:
            anew = dict.fromkeys((name for name in FROM_GEOMETRY if name in rows), float("nan"))
            shapes = [self.shape_in(city)] * len(rows)
            changed = changed.assign(**anew).set_geometry(shapes, crs=city.frame.crs)
            if "node_ids" in changed and "node_ids" not in self.columns:
                changed = changed.assign(node_ids=None)  # a line drawn anew meets others by place
        return completed(city, with_columns(changed, kind), kind)


@dataclass(frozen=True, kw_only=True)
class RemoveObject(Edit):
    """Objects of any layer that are taken away."""

    kind: ClassVar[str] = "remove_object"
    title: ClassVar[str] = N_("Removed object")
    expects: ClassVar[Sequence[str]] = ("name", "class")

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        layer = _title(self.layer, language)
        return self.sentence(
            language, N_("Remove from “{layer}”: {objects}"), layer=layer, objects=self.names(language)
        )

    def problems(self, city: City) -> list[TwinError]:  # noqa: ARG002 - as of all kinds
        """Return whether the objects are neighbourhoods."""
        return [EditError(KEPT_NAMES)] if self.layer == NEIGHBOURHOODS else []

    def remarks(self, city: City) -> list[Phrase]:
        """Return the lines that go on calling at stops that are taken off the map."""
        lines = lines_calling(city, self.ids) if self.layer == TRANSIT else []
        return [Phrase(STILL_CALL if len(lines) > 1 else STILL_CALLS, lines=", ".join(lines))] if lines else []

    def apply(self, city: City) -> City:
        """Return the city without the objects."""
        return without_rows(city, self.layer, self.ids)


def _stated(columns: Mapping[str, object]) -> Mapping[str, object]:
    """Return columns of which an empty text is none."""
    return {name: None if value == "" else value for name, value in columns.items()}


def _title(layer: str, language: str) -> str:
    return field_text(layer_title(layer), language)


def _wrong_shape(
    city: City, kind: LayerKind, shape: BaseGeometry, class_: object, *, besides: Sequence[str]
) -> list[TwinError]:
    """Return a shape of a kind the layer does not have, and what is in its way, but for the objects of `besides`."""
    kinds = ("polygon",) if kind.name == NEIGHBOURHOODS else kind.geometry  # a name alone would redraw all others
    allowed = [name for geometry in kinds for name in SHAPES_OF[geometry]]
    if shape.geom_type not in allowed:
        message = N_("The layer {layer} has shapes of the kinds {allowed}, not {type}.")
        return [EditError(message, layer=layer_title(kind.name), allowed=", ".join(allowed), type=shape.geom_type)]
    if kind.name == "trees":
        return under_trees(city, shapely.points(shapely.get_coordinates(shape)))
    if kind.name == "buildings":
        return lying_on(city, [id for id in buildings_under(city, shape) if id not in besides])
    return wrong_ground(city, kind.name, class_, shape)


def _wrong_rows(rows: pd.DataFrame, columns: Mapping[str, object]) -> list[TwinError]:
    """Return values that were not believed: the layer has left them out."""
    return [
        EditError(N_("{field}: it cannot be “{value}”."), field=name, value=as_written(value))
        for name, value in columns.items()
        if value is not None and rows[name].isna().any()
    ]


def _wrong_street(city: City, line: BaseGeometry, columns: Mapping[str, object]) -> list[TwinError]:
    """Return the houses and waters that a street on the ground, or a bridge, would run through."""
    is_bridge, *is_through = (columns.get(name) not in (None, "no") for name in ("bridge", "tunnel", "covered"))
    if any(is_through):
        return []
    message = N_("{reason} For a street that joins others, choose add_street.")
    found = in_the_way(city, line, is_bridge=is_bridge)
    return [EditError(message, reason=error, ids=ids_of(error)) for error in found]


def _refused(layer: str) -> EditError:
    message = N_("The layer {layer} cannot hold such an object: its shape has no length, or too little area.")
    return EditError(message, layer=layer_title(layer))
