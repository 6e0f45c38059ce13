"""Edits that put something at a place: parks, trees, charging stations, public bikes, sensors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely

from geodata.errors import TwinError
from geodata.language import N_, NN_, number_text, translate_count
from layers import sensor_points, trees
from layers.tagged import titles
from layers.trees import TALLEST_M

from .city import City
from .covered_ground import under_new_park, wrong_ground
from .edit import Edit
from .edit_fields import AREA, LINE, POINTS, EditError, Schema, number, text
from .edited_tables import new_rows, with_rows, without_rows
from .obstacles import SAME_TREE_M, named_twice, under_park, under_trees, where_trees_stand
from .refusals import refused

LEAF_TYPES = tuple(value for value in titles(trees.STYLE.entries) if value != "other")
LEAST_SPACING_M, MOST_SPACING_M = 2.0, 50.0  # crowns of the smallest street trees; beyond, no row is seen
MOST_TREES = 5000  # in one edit: a row across the whole city at a usual spacing
LEAST_PARK_M2 = 10.0
SAME_PLACE_M = 1.0  # two stations nearer to each other than this are one


@dataclass(frozen=True, kw_only=True)
class AddPark(Edit):
    """A new park, on an area that is drawn or in place of vacant land."""

    kind: ClassVar[str] = "add_park"
    title: ClassVar[str] = N_("New park")
    of_layer: ClassVar[str] = "green_space"
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = AREA
    own: ClassVar[Mapping[str, Schema]] = {"name": text(N_("Its name."), optional=True)}

    name: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        if self.name:
            return self.sentence(language, N_("New park: {name}"), name=self.name)
        return self.sentence(language, N_("New park"))

    def problems(self, city: City) -> list[TwinError]:
        """Return whether the area is too small for a park, or another, homes, or too many buildings lie there."""
        if self.shape_in(city).area < LEAST_PARK_M2:
            return [EditError(N_("The park is smaller than {area} m². Draw a larger one."), area=LEAST_PARK_M2)]
        return under_park(city, self.shape_in(city)) or under_new_park(city, self.shape_in(city))

    def apply(self, city: City) -> City:
        """Return the city with the park."""
        columns = {"class": "park", "name": self.name}
        rows = new_rows(city, self.layer, self.new_ids(1), [self.shape_in(city)], columns)
        return with_rows(city, self.layer, rows)


@dataclass(frozen=True, kw_only=True)
class VacantLandToPark(Edit):
    """Vacant land that becomes a park."""

    kind: ClassVar[str] = "vacant_land_to_park"
    title: ClassVar[str] = N_("Vacant land becomes a park")
    of_layer: ClassVar[str] = "vacant_land"
    own: ClassVar[Mapping[str, Schema]] = {"name": text(N_("The park's name."), optional=True)}
    expects: ClassVar[Sequence[str]] = ("name", "class", "area_m2")

    name: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        is_named = any(row.get("name") for row in self.before.values())
        said = N_("Vacant land {ids} becomes a park") if is_named else N_("Vacant land becomes a park: {ids}")
        return self.sentence(language, said, ids=self.names(language))

    def apply(self, city: City) -> City:
        """Return the city with parks in place of the vacant land."""
        shapes = city.vacant_land.geometry.loc[list(self.ids)].tolist()
        rows = new_rows(city, "green_space", self.new_ids(len(shapes)), shapes, {"class": "park", "name": self.name})
        return without_rows(with_rows(city, "green_space", rows), self.layer, self.ids)


@dataclass(frozen=True, kw_only=True)
class AddTrees(Edit):
    """New trees: at points, or along a line with a spacing."""

    kind: ClassVar[str] = "add_trees"
    title: ClassVar[str] = N_("New trees")
    of_layer: ClassVar[str] = "trees"
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = (*POINTS, *LINE)
    own: ClassVar[Mapping[str, Schema]] = {
        "spacing_m": number(N_("Metres between the trees of a row."), least=LEAST_SPACING_M, most=MOST_SPACING_M),
        "leaf_type": text(N_("Kind of leaves."), choices=LEAF_TYPES),
        "species": text(N_("Botanical name."), optional=True),
        "height_m": number(N_("Height in metres."), least=0.5, most=TALLEST_M, optional=True),
    }

    spacing_m: float = 8.0
    leaf_type: str = "broadleaved"
    species: str | None = None
    height_m: float | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        if self.place is not None and self.place.geom_type == "LineString":
            spacing = number_text(self.spacing_m, language, decimals=1)
            return self.sentence(language, N_("A row of trees, one every {spacing} m"), spacing=spacing)
        return translate_count(NN_("{count} new tree", "{count} new trees"), _point_count(self), language)

    def problems(self, city: City) -> list[TwinError]:
        """Return trees in buildings, in the water, on a carriageway or on each other, and rows that are too long."""
        places = self._places(city)
        if len(places) > MOST_TREES:
            message = N_("These are {count} trees; one edit plants at most {most}. Draw shorter rows.")
            return [EditError(message, count=len(places), most=MOST_TREES)]
        found = named_twice(places, nearer_m=SAME_TREE_M) or where_trees_stand(city, places)
        return found or under_trees(city, places)

    def apply(self, city: City) -> City:
        """Return the city with the trees."""
        shapes = self._places(city)
        columns = {"class": "tree", "leaf_type": self.leaf_type, "species": self.species, "height_m": self.height_m}
        rows = new_rows(city, self.layer, self.new_ids(len(shapes)), list(shapes), columns)
        return with_rows(city, self.layer, rows)

    def _places(self, city: City) -> np.ndarray:
        shape = self.shape_in(city)
        if shape.geom_type != "LineString":
            return np.asarray(shapely.get_parts(shape))
        along = np.arange(0.0, shape.length + 1e-6, self.spacing_m)
        return np.asarray(shapely.line_interpolate_point(shape, along))


@dataclass(frozen=True, kw_only=True)
class _AddPoints(Edit):
    """New things at points, each a row of its layer."""

    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = POINTS
    columns_of: ClassVar[Mapping[str, str]] = {}  # field -> column of the layer
    class_of_layer: ClassVar[str | None] = None

    def problems(self, city: City) -> list[TwinError]:
        """Return points in the water, named twice, and those at which such a thing stands already."""
        points = np.asarray(shapely.get_parts(self.shape_in(city)), dtype=object)
        class_ = self.row_columns().get("class")
        found = [
            *wrong_ground(city, self.layer, class_, self.shape_in(city)),
            *named_twice(points, nearer_m=SAME_PLACE_M),
        ]
        there = city.layers[self.layer].table
        near, at = there.sindex.query(points, predicate="dwithin", distance=SAME_PLACE_M)
        if len(near):
            message = NN_(
                "Within {metres} m there is already: {objects}. Choose another place, or change that one.",
                "Within {metres} m there are already: {objects}. Choose others, or change those.",
            )
            found += refused(city, self.layer, there.index[np.unique(at)], message, metres=SAME_PLACE_M)
        return found

    def apply(self, city: City) -> City:
        """Return the city with the new things."""
        shapes = shapely.get_parts(self.shape_in(city)).tolist()
        rows = new_rows(city, self.layer, self.new_ids(len(shapes)), shapes, self.row_columns())
        return with_rows(city, self.layer, rows)

    def row_columns(self) -> Mapping[str, object]:
        """Return the columns of each row it makes."""
        columns = {column: getattr(self, name) for name, column in self.columns_of.items()}
        return columns if self.class_of_layer is None else {**columns, "class": self.class_of_layer}


@dataclass(frozen=True, kw_only=True)
class AddChargingStations(_AddPoints):
    """New charging stations for electric cars."""

    kind: ClassVar[str] = "add_charging_stations"
    title: ClassVar[str] = N_("New charging stations")
    of_layer: ClassVar[str] = "charging_stations"
    class_of_layer: ClassVar[str | None] = "charging_station"
    columns_of: ClassVar[Mapping[str, str]] = {n: n for n in ("capacity", "power_kw", "sockets", "operator")}
    own: ClassVar[Mapping[str, Schema]] = {
        "capacity": number(N_("Charging points of each station."), least=1, most=100, whole=True),
        "power_kw": number(N_("Power of a point in kW."), least=1, most=1000, optional=True),
        "sockets": text(N_("Sockets, such as “Type 2: 2”."), optional=True),
        "operator": text(N_("Who runs them."), optional=True),
    }

    capacity: int = 2
    power_kw: float | None = None
    sockets: str | None = None
    operator: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        forms = NN_("{count} new charging station", "{count} new charging stations")
        return translate_count(forms, _point_count(self), language)


@dataclass(frozen=True, kw_only=True)
class AddPublicBikes(_AddPoints):
    """New stations of public bikes."""

    kind: ClassVar[str] = "add_public_bikes"
    title: ClassVar[str] = N_("New stations of public bikes")
    of_layer: ClassVar[str] = "public_bikes"
    class_of_layer: ClassVar[str | None] = "bicycle_rental"
    columns_of: ClassVar[Mapping[str, str]] = {n: n for n in ("capacity", "network", "name")}
    own: ClassVar[Mapping[str, Schema]] = {
        "capacity": number(N_("Docks of each station."), least=1, most=200, whole=True),
        "network": text(N_("The network they belong to."), optional=True),
        "name": text(N_("Their name."), optional=True),
    }

    capacity: int = 15
    network: str | None = None
    name: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        forms = NN_("{count} new station of public bikes", "{count} new stations of public bikes")
        return translate_count(forms, _point_count(self), language)


@dataclass(frozen=True, kw_only=True)
class AddSensors(_AddPoints):
    """Planned sensors: they have no readings."""

    kind: ClassVar[str] = "add_sensors"
    title: ClassVar[str] = N_("Planned sensors")
    of_layer: ClassVar[str] = "sensor_points"
    columns_of: ClassVar[Mapping[str, str]] = {"measures": "class", "quantity": "quantity", "name": "name"}
    own: ClassVar[Mapping[str, Schema]] = {
        "measures": text(N_("What kind of thing they measure."), choices=tuple(sensor_points.CLASSES)),
        "quantity": text(N_("The quantity, such as “pm25”."), optional=True),
        "name": text(N_("Their name."), optional=True),
    }

    measures: str = "air"
    quantity: str | None = None
    name: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        forms = NN_("{count} planned sensor", "{count} planned sensors")
        return translate_count(forms, _point_count(self), language)


def _point_count(edit: Edit) -> int:
    return 0 if edit.place is None else int(shapely.get_num_geometries(edit.place))
