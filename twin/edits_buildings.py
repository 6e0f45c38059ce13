"""Edits of buildings: new, changed, demolished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError
from geodata.language import N_, NN_, number_text, translate
from layers.building_columns import STYLE
from layers.building_heights import HEIGHT_LIMITS_M, LEVEL_LIMITS
from layers.buildings import MIN_AREA_M2
from layers.surfaces import FORM, WITHOUT_FORM
from layers.tagged import titles

from .building_form import placed_form, wrong_form
from .city import City
from .edit import Edit
from .edit_fields import AREA, EditError, Schema, number, text
from .edited_tables import completed, new_rows, rows_with_values, with_rows, without_rows
from .refusals import IS_SO, refused

LAYER, PARTS = "buildings", "building_parts"
USES: Mapping[str, str] = titles(STYLE.entries)
TOUCHING_M2 = 0.5  # two footprints that share less only touch: drawn corners never meet to the millimetre
TOUCHING_M = 1.0  # a street's line that runs so far through a footprint only touches it
STOREY_LIMITS_M = (2.0, 10.0)  # assumed: below, nobody stands upright; above, it is a hall of one storey
CARRIAGEWAYS = ("trunk", "primary", "secondary", "tertiary", "residential", "living_street")
MAPPED = frozenset(("official", "measured", "mapped", "derived", "synthetic"))  # tiers of what is no estimate
AS_SKETCHED = N_("height as sketched")

_HEIGHT = number(
    N_("Height above the ground in metres."), least=HEIGHT_LIMITS_M[0], most=HEIGHT_LIMITS_M[1], optional=True
)
_STOREYS = number(N_("Storeys above the ground."), least=1, most=LEVEL_LIMITS[1], optional=True)


@dataclass(frozen=True, kw_only=True)
class AddBuilding(Edit):
    """A new building on a footprint, with storeys or a height."""

    kind: ClassVar[str] = "add_building"
    title: ClassVar[str] = N_("New building")
    of_layer: ClassVar[str] = LAYER
    takes_ids: ClassVar[bool] = False
    place_types: ClassVar[Sequence[str]] = AREA
    own: ClassVar[Mapping[str, Schema]] = {
        "height_m": _HEIGHT,
        "storeys": _STOREYS,
        "use": text(N_("What it is used for."), choices=tuple(USES)),
        "name": text(N_("Its name."), optional=True),
        "form": text(N_("Its surfaces, as `--model` writes them; else it is a block."), optional=True),
    }

    height_m: float | None = None
    storeys: float | None = None
    use: str = "residential"
    name: str | None = None
    form: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        size = _size_text(self.height_m, self.storeys, language)
        use = translate(USES[self.use], language)
        if not self.name:
            return self.sentence(language, N_("New building: {use}, {size}"), use=use, size=size)
        said = N_("New building “{name}”: {use}, {size}")
        return self.sentence(language, said, name=self.name, use=use, size=size)

    def problems(self, city: City) -> list[TwinError]:
        """Return what is missing of the size, and buildings that stand there."""
        found: list[TwinError] = []
        if self.height_m is None and self.storeys is None:
            found.append(EditError(N_("The new building has neither height nor storeys. State one.")))
        footprint = self.shape_in(city)
        if footprint.area < MIN_AREA_M2:
            found.append(EditError(N_("The footprint is smaller than a square metre. Draw a larger one.")))
        found += lying_on(city, buildings_under(city, footprint))
        found += [*_wrong_storeys(self.height_m, self.storeys), *_wrong_ground(city, footprint)]
        return [*found, *wrong_form(self.form)]

    def apply(self, city: City) -> City:
        """Return the city with the building, its floor area, dwellings and residents."""
        columns = {"class": self.use, "name": self.name, **_size_columns(self.height_m, self.storeys)}
        footprint = self.shape_in(city)
        if self.form is not None:
            columns[FORM], columns["surface_kinds"] = placed_form(self.form, footprint)
        return with_rows(city, LAYER, new_rows(city, LAYER, self.new_ids(1), [footprint], columns))


@dataclass(frozen=True, kw_only=True)
class ChangeBuilding(Edit):
    """Buildings with another height, other storeys or another use."""

    kind: ClassVar[str] = "change_building"
    title: ClassVar[str] = N_("Changed building")
    of_layer: ClassVar[str] = LAYER
    own: ClassVar[Mapping[str, Schema]] = {
        "height_m": _HEIGHT,
        "storeys": _STOREYS,
        "use": text(N_("What it is used for."), choices=tuple(USES), optional=True),
    }
    expects: ClassVar[Sequence[str]] = ("name", "address", "class", "height_m", "levels", "residents")

    height_m: float | None = None
    storeys: float | None = None
    use: str | None = None

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        use = [translate(USES[self.use], language)] if self.use else []
        size = _size_text(self.height_m, self.storeys, language)
        what = ", ".join([*use, *([size] if size else [])])
        return self.sentence(language, N_("{buildings} becomes: {what}"), buildings=self.names(language), what=what)

    def problems(self, city: City) -> list[TwinError]:
        """Return whether nothing is to change, storeys that do not fit the height, and what is so already."""
        stated = {"height_m": self.height_m, "levels": self.storeys, "class": self.use}
        columns = {name: value for name, value in stated.items() if value is not None}
        if not columns:
            return [EditError(N_("Nothing of the building is to change. State a height, storeys or a use."))]
        same = rows_with_values(city.buildings.loc[list(self.ids)], columns)
        return _wrong_storeys(self.height_m, self.storeys) or refused(city, LAYER, same, IS_SO)

    def apply(self, city: City) -> City:
        """Return the city with the buildings changed and their residents counted anew; mapped parts of them go."""
        old = city.buildings.loc[list(self.ids)]
        columns: dict[str, object] = {"tier": "sketched", "source": "sketch", "flats": pd.NA}
        if self.use is not None:
            columns |= {"class": self.use, "building": None, "home": None, "home_method": None}
        if self.height_m is not None or self.storeys is not None:
            columns |= {"height_tier": None, **_size_columns(self.height_m, self.storeys), **WITHOUT_FORM}
        changed = old.assign(**columns)
        if "height_tier" in columns:
            changed = changed.assign(**_mapped_of_roofs(old))
        made = without_parts(city, old) if self.height_m is not None or self.storeys is not None else city
        return with_rows(made, LAYER, completed(city, changed, city.layers[LAYER].kind))


@dataclass(frozen=True, kw_only=True)
class DemolishBuilding(Edit):
    """Buildings that are taken away, with their mapped parts."""

    kind: ClassVar[str] = "demolish_building"
    title: ClassVar[str] = N_("Demolished building")
    of_layer: ClassVar[str] = LAYER
    expects: ClassVar[Sequence[str]] = ("name", "address", "class", "height_m", "footprint_m2", "residents")

    def describe(self, language: str) -> str:
        """Return the edit as one sentence."""
        return self.sentence(language, N_("Demolish {buildings}"), buildings=self.names(language))

    def apply(self, city: City) -> City:
        """Return the city without the buildings."""
        old = city.buildings.loc[list(self.ids)]
        return without_rows(without_parts(city, old), LAYER, self.ids)


def _wrong_storeys(height_m: float | None, storeys: float | None) -> list[TwinError]:
    """Return storeys that would be lower or higher than is built."""
    if height_m is None or storeys is None or STOREY_LIMITS_M[0] <= height_m / storeys <= STOREY_LIMITS_M[1]:
        return []
    message = N_("Storeys: {storeys}, height: {height} m; storeys have {least} to {most} m. State one of both alone.")
    return [EditError(message, storeys=storeys, height=height_m,
                      least=STOREY_LIMITS_M[0], most=STOREY_LIMITS_M[1])]  # fmt: skip


def _wrong_ground(city: City, footprint: BaseGeometry) -> list[TwinError]:
    """Return the water and the carriageways that a footprint lies on; bridges and tunnels do not count."""
    found: list[TwinError] = []
    if is_on_water(city, np.array([footprint], dtype=object))[0]:
        found.append(EditError(N_("The footprint lies in the water. Draw it on land.")))
    if "streets" in city.layers:
        streets = city.streets
        near = streets.iloc[streets.sindex.query(footprint, predicate="intersects")]
        on_ground = near["bridge"].isna() & near["tunnel"].isna() & near["class"].isin(CARRIAGEWAYS)
        inside = shapely.length(shapely.intersection(np.asarray(near.geometry.values, dtype=object), footprint))
        under = near.index[on_ground.to_numpy(bool) & (inside > TOUCHING_M)]
        message = NN_("The footprint lies on a street: {objects}. Move it, or remove the street first.",
                      "The footprint lies on streets: {objects}. Move it, or remove the streets first.")  # fmt: skip
        found += refused(city, "streets", under, message)
    return found


def lying_on(city: City, buildings: Sequence[str]) -> list[TwinError]:
    """Return the buildings that are in the way of a footprint."""
    message = NN_(
        "The footprint lies on another building: {objects}. Demolish it first, or move the new one.",
        "The footprint lies on {count} other buildings: {objects}. Demolish them first, or move the new one.",
    )
    return refused(city, LAYER, buildings, message)


def is_on_water(city: City, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes lie in a water area, by more than a touch where they are areas."""
    made = np.zeros(len(shapes), bool)
    if "water" not in city.layers or not len(city.water):
        return made
    water = np.asarray(city.water.geometry.values, dtype=object)
    water = water[shapely.get_dimensions(water) == 2]
    which, at = shapely.STRtree(water).query(shapes, predicate="intersects")
    is_area = shapely.get_dimensions(shapes[which]) == 2
    shared = shapely.area(shapely.intersection(shapes[which], water[at]))
    made[which[~is_area | (shared > TOUCHING_M2)]] = True
    return made


def buildings_under(city: City, area: BaseGeometry) -> list[str]:
    """Return the ids of the buildings of which an area covers more than a touch."""
    table = city.buildings
    shapes = np.asarray(table.geometry.values, dtype=object)
    near = table.sindex.query(area, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[near], area))
    return [str(id) for id in table.index[np.sort(near[shared > TOUCHING_M2])]]


def without_parts(city: City, buildings: gpd.GeoDataFrame) -> City:
    """Return the city without the mapped parts that stand on some buildings."""
    if PARTS not in city.layers or not len(city.layers[PARTS].table):
        return city
    parts = city.layers[PARTS].table
    inside, _ = buildings.sindex.query(parts.geometry.representative_point(), predicate="within")
    return without_rows(city, PARTS, parts.index[np.unique(inside)].tolist()) if len(inside) else city


def _size_columns(height_m: float | None, storeys: float | None) -> dict[str, object]:
    """Return the columns of a building's size; what is not stated follows from the other."""
    return {
        "height_m": np.nan if height_m is None else float(height_m),
        "levels": np.nan if storeys is None else float(storeys),
        "height_method": None if height_m is None else AS_SKETCHED,
    }


def _mapped_of_roofs(old: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Return the columns of roofs with what is mapped of them, for buildings that get another size."""
    made: dict[str, pd.Series] = {}
    for stem, value, kept in (("roof", "roof_shape", MAPPED), ("roof_height", "roof_height_m", MAPPED - {"derived"})):
        mapped = old[f"{stem}_tier"].isin(kept)
        made |= {name: old[name].where(mapped) for name in (value, f"{stem}_tier", f"{stem}_method")}
    return made


def _size_text(height_m: float | None, storeys: float | None, language: str) -> str:
    said = []
    if storeys is not None:
        count = number_text(storeys, language, decimals=1)
        said.append(translate(N_("storeys: {count}"), language).format(count=count))
    if height_m is not None:
        height = number_text(height_m, language, decimals=1)
        said.append(translate(N_("{height} m high"), language).format(height=height))
    return ", ".join(said)
