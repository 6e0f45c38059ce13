"""An edit: one reversible change of a city, by a planner, on named objects or at a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import time
from typing import ClassVar, Self

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError
from geodata.language import N_
from geodata.phrases import Phrase, filled
from layers.layer import layer_title

from .city import City
from .drawn_places import LEAST_CORNERS, MULTI, POINT_TYPE, TOO_FEW_CORNERS, place_of, sole_part
from .edit_fields import (
    AREA,
    EditError,
    JsonObject,
    Schema,
    check_value,
    geometry_from_json,
    geometry_json,
    geometry_schema,
    id_of_edit,
    moment,
)
from .edited_tables import expected_values, in_city
from .object_titles import ObjectTitle, listed

SEVERAL_PARTS = N_("{where} has {parts} parts ({type}) and one is wanted here. Draw each in an edit of its own.")

DRAWN = "sketch/"  # what the ids of objects begin with that edits have drawn


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One change: what kind, on which objects of which layer or at which place, by whom, when and why.

    `id` is unique in a scenario and its clones ("name/3"); new objects are named by it: "sketch/name/3".
    `ids` are the objects it changes, `place` is where it puts something, in longitude and latitude.
    `before` is what it expected: for each object the columns it changes, as they were, and its name, class and
    shape (WKT in longitude and latitude), by which newer data is searched for it. Fields of the
    kinds themselves are what is to be after.
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    of_layer: ClassVar[str] = ""  # "": any
    own: ClassVar[Mapping[str, Schema]] = {}
    place_types: ClassVar[Sequence[str]] = ()
    takes_ids: ClassVar[bool] = True
    expects: ClassVar[Sequence[str]] = ()  # columns kept in `before`

    id: str = ""
    ids: tuple[str, ...] = ()
    layer: str = ""
    place: BaseGeometry | None = None
    before: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    author: str = ""
    made_at: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.of_layer:
            object.__setattr__(self, "layer", self.of_layer)
        if self.place is not None:
            of = self.place_types[0] if self.place_types else POINT_TYPE
            object.__setattr__(self, "place", sole_part(place_of(self.place, of), self.place_types))
        for name, schema in self.own.items():
            if getattr(self, name) == "" and _is_optional(schema):
                object.__setattr__(self, name, None)

    def describe(self, language: str) -> str:
        """Return the edit as one sentence in `language`."""
        raise NotImplementedError

    def apply(self, city: City) -> City:
        """Return the city with this change; layers it does not touch are shared. The edit has to be checked."""
        raise NotImplementedError

    def problems(self, city: City) -> list[TwinError]:  # noqa: ARG002 - for kinds that look at it
        """Return what speaks against this change of this city, beyond ids and places, which `check` looks at."""
        return []

    def remarks(self, city: City) -> list[Phrase]:  # noqa: ARG002 - as above
        """Return what a planner should know of this change that does not speak against it; `city`: before any edit."""
        return []

    def check(self, city: City) -> list[TwinError]:
        """Return everything that speaks against this change of this city; empty where it can be made."""
        found = [*self._wrong_fields(), *self._wrong_ids(city), *self._wrong_place(city)]
        return found or self.problems(city)

    def in_force(self, at: time | None) -> bool:  # noqa: ARG002 - for kinds that hold at some hours
        """Return whether this change holds at a time of day; without one, whether it holds at any."""
        return True

    def expecting(self, city: City) -> Self:
        """Return the edit with `before` as its objects are in this city."""
        if not self.ids:
            return self
        return replace(self, before=expected_values(city, self.layer, self.ids, self.expected_columns()))

    def expected_columns(self) -> Sequence[str]:
        """Return the columns of the changed objects that `before` keeps, besides name, class and shape."""
        return self.expects

    def new_ids(self, count: int) -> list[str]:
        """Return the ids of the objects this edit makes: the same whenever it is replayed."""
        return [f"{DRAWN}{self.id}"] if count == 1 else [f"{DRAWN}{self.id}-{k + 1}" for k in range(count)]

    def shape_in(self, city: City) -> BaseGeometry:
        """Return the place in the city's coordinates."""
        assert self.place is not None
        return in_city(self.place, city.frame)

    def names(self, language: str) -> str:
        """Return what the objects are called, as far as `before` says, else what they are."""
        titles = [ObjectTitle.of_values(self.layer, id, self.before.get(id, {})) for id in self.ids or self.before]
        said = [title.called(language) if title.name else title.text(language) for title in titles]
        return listed(list(dict.fromkeys(said)), language)

    def sentence(self, language: str, template: str, **values: object) -> str:
        """Return a marked template in `language`, filled."""
        return filled(template, language, values)

    def to_json(self) -> dict[str, object]:
        """Return the edit as plain values, as files and the database keep it."""
        made: dict[str, object] = {"id": self.id, "kind": self.kind}
        target: dict[str, object] = {"layer": self.layer}
        if self.takes_ids:
            target["ids"] = list(self.ids)
        made["target"] = target
        if self.place_types and self.place is not None:
            made["place"] = geometry_json(self.place)
        made["before"] = {id: dict(columns) for id, columns in self.before.items()}
        after = {name: getattr(self, name) for name in self.own}
        made["after"] = {name: list(v) if isinstance(v, tuple) else v for name, v in after.items() if v is not None}
        return {**made, "author": self.author, "made_at": self.made_at, "note": self.note}

    @classmethod
    def from_json(cls, value: JsonObject) -> Self:
        """Return the edit of plain values. Raises EditError for a field that is missing, unknown or wrong."""
        schema = cls.schema()
        properties = schema["properties"]
        assert isinstance(properties, Mapping)
        _check_object(value, schema, "")
        target, after = value["target"], value["after"]
        assert isinstance(target, Mapping)
        assert isinstance(after, Mapping)
        place = value.get("place")
        types = [*cls.place_types, *(f"{MULTI}{each}" for each in cls.place_types)]
        shape = geometry_from_json(place, types, "place") if place is not None else None
        own = {name: tuple(v) if isinstance(v, list) else v for name, v in after.items()}
        said = {name: value.get(name, "") for name in ("id", "author", "made_at", "note")}
        ids = tuple(target.get("ids", ()))
        return cls(ids=ids, layer=target["layer"], place=shape, before=value.get("before", {}), **said, **own)  # type: ignore[arg-type]

    @classmethod
    def schema(cls) -> Schema:
        """Return the JSON Schema of this kind of edit."""
        layer = {"const": cls.of_layer, "type": "string"} if cls.of_layer else {"type": "string"}
        ids = {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}
        target = {"layer": layer, **({"ids": ids} if cls.takes_ids else {})}
        required = [f.name for f in fields(cls) if f.name in cls.own and _is_required(cls, f.name)]
        columns = {"type": "object", "additionalProperties": {}}
        properties: dict[str, object] = {
            "id": id_of_edit(),
            "kind": {"const": cls.kind, "type": "string"},
            "target": _object(target, list(target)),
            **({"place": geometry_schema(cls.place_types)} if cls.place_types else {}),
            "before": {"type": "object", "additionalProperties": columns},
            "after": _object(dict(cls.own), required),
            "author": {"type": "string"},
            "made_at": moment("Date and time as of ISO 8601; empty: not known."),
            "note": {"type": "string"},
        }
        needed = ["kind", "target", "after", *(["place"] if cls.place_types and not cls.place_optional() else [])]
        return {"title": cls.title, **_object(properties, needed)}

    @classmethod
    def place_optional(cls) -> bool:
        """Return whether an edit of this kind may do without its place."""
        return False

    def _wrong_fields(self) -> list[TwinError]:
        try:
            for name, schema in self.own.items():
                value = getattr(self, name)
                if value is not None:
                    check_value(list(value) if isinstance(value, tuple) else value, schema, name)
        except EditError as error:
            return [error]
        return []

    def _wrong_ids(self, city: City) -> list[TwinError]:
        if self.layer not in city.layers:
            known = ", ".join(city.layers)
            return [EditError(N_("There is no layer “{layer}”. Layers: {known}."), layer=self.layer, known=known)]
        if not self.takes_ids:
            return []
        title = layer_title(self.layer)
        if not self.ids:
            return [EditError(N_("No object of the layer “{layer}” is named. Name at least one id."), layer=title)]
        if not all(self.ids):
            return [EditError(N_("An id is empty. Give ids one by one, as texts, such as way/12."))]
        unnamed = [each for each in self.ids if not isinstance(each, str)]
        if unnamed:
            return [EditError(N_("{id} is no id. Give ids one by one, as texts."), id=unnamed[0])]
        if len(set(self.ids)) < len(self.ids):
            return [EditError(N_("{where} names something twice. Leave out one."), where="ids")]
        index = city.layers[self.layer].table.index
        unknown = N_("{id} is not in the layer “{layer}”. Choose an object that is there.")
        return [EditError(unknown, id=id, ids=(id,), layer=title) for id in self.ids if id not in index]

    def _wrong_place(self, city: City) -> list[TwinError]:
        if not self.place_types or (self.place is None and self.place_optional()):
            return []
        if self.place is None or self.place.is_empty or self.place.geom_type not in self.place_types:
            return [self._wrong_kind_of_place()]
        if not np.isfinite(shapely.get_coordinates(self.place)).all():
            return [EditError(N_("The place has coordinates that are not numbers. Draw it again."))]
        if outside := self._outside(city):
            return outside
        if self.place.geom_type in AREA and len(np.unique(shapely.get_coordinates(self.place), axis=0)) < LEAST_CORNERS:
            return [EditError(TOO_FEW_CORNERS)]
        if shapely.get_dimensions(self.place) == 1 and self.place.length == 0:
            return [EditError(N_("The line has no length: all its points lie in one place. Draw it longer."))]
        if not self.place.is_valid:
            return [EditError(N_("The outline crosses or touches itself. Draw it without crossing."))]
        return []

    def _wrong_kind_of_place(self) -> EditError:
        """Return why a place of another kind is not taken: it is none, or has several parts where one is wanted."""
        if self.place is not None and self.place.geom_type.removeprefix(MULTI) in self.place_types:
            parts = shapely.get_num_geometries(self.place)
            return EditError(SEVERAL_PARTS, where="place", type=self.place.geom_type, parts=int(parts))
        types = ", ".join(self.place_types)
        return EditError(N_("{where} is no GeoJSON geometry of the kind that is wanted here: {types}."),
                         where="place", types=types)  # fmt: skip

    def _outside(self, city: City) -> list[TwinError]:
        """Return whether the place lies outside the city, or reaches beyond it."""
        shape, within = self.shape_in(city), shapely.box(*city.frame.bounds)
        if within.covers(shape):
            return []
        if within.intersects(shape):
            return [EditError(N_("The place reaches beyond the city. Draw it within."))]
        return [EditError(N_("The place lies outside the city. Coordinates are longitude, latitude."))]


def _is_required(cls: type[Edit], name: str) -> bool:
    return not _is_optional(cls.own[name]) and not hasattr(cls, name)


def _is_optional(schema: Schema) -> bool:
    return isinstance(schema.get("type"), list)


def _object(properties: Mapping[str, object], required: Sequence[str]) -> dict[str, object]:
    made: dict[str, object] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**made, "required": list(required)} if required else made


def _check_object(value: object, schema: Schema, where: str) -> None:
    """Raise EditError unless an object has the properties its schema asks for, each as it should be."""
    if not isinstance(value, Mapping):
        raise EditError(N_("{where} is missing or no table of fields. Write one."), where=where or "edit")
    properties, required = schema["properties"], schema.get("required", [])
    assert isinstance(properties, Mapping)
    assert isinstance(required, list)
    for name in value:
        if name not in properties:  # said first: a field that is missing may just be written in another way
            known = ", ".join([*properties, *([] if where else ["on"])])  # files say of each whether it is made
            raise EditError(N_("{field} is not a field of this edit. Known: {known}."), field=name, known=known)
    for name in required:
        if name not in value:
            raise EditError(N_("{field} is missing. Add it."), field=name)
    for name, inner in value.items():
        rules = properties[name]
        if "const" in rules and inner != rules["const"]:
            raise EditError(N_("{field} is “{value}” and has to be “{wanted}”."), field=name, value=inner,
                            wanted=rules["const"])  # fmt: skip
        if "properties" in rules and name != "place":
            _check_object(inner, rules, str(name))
        elif name != "place":
            check_value(inner, rules, str(name))
