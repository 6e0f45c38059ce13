"""What planners draw on a city: for each kind of edit a method that gives another drawing with one more of it.

Places are shapes, GeoJSON, pairs of longitude and latitude, or lists of these (`drawn_places`).
"""

from collections.abc import Iterable, Sequence
from typing import Self

from .drawn_places import Place, area_of, line_of, place_in, place_of, points_of
from .edit import Edit
from .edits_bike_lanes import BikeLane, LanesToBikeLane
from .edits_buildings import AddBuilding, ChangeBuilding, DemolishBuilding
from .edits_new_streets import TRACK, AddStreet, DrawBikeLane
from .edits_objects import AddObject, ChangeObject, RemoveObject
from .edits_one_way import OneWay
from .edits_places import (
    AddChargingStations,
    AddPark,
    AddPublicBikes,
    AddSensors,
    AddTrees,
    VacantLandToPark,
)
from .edits_streets import BIKE, BOTH, CAR, FORWARD, WALK, CloseStreet, SpeedLimit
from .edits_traffic import LowTrafficZone, ModalFilter
from .edits_transit import AddStop, ChangeHeadway, MoveStop


class Drawing:
    """A list of edits by name of what they do. Whoever keeps the list says what `add` does; nothing here changes."""

    def add(self, edit: Edit) -> Self:
        """Return the drawing with one more edit."""
        raise NotImplementedError

    def close_street(
        self, *ids: str, modes: str | Sequence[str] = (WALK, BIKE, CAR), hours: str | None = None, note: str = ""
    ) -> Self:
        """Return the scenario with streets closed, to all or to some of "walk", "bike", "car", always or by hours."""
        return self.add(CloseStreet(ids=ids, modes=_texts(modes), hours=hours, note=note))

    def one_way(
        self, *ids: str, way: str = FORWARD, except_bicycles: bool = False, along: str | None = None, note: str = ""
    ) -> Self:
        """Return the scenario with traffic "forward", "backward", "both" ways along the line, or "reverse"d.

        `along`: the piece whose line says the direction of all, as one street.
        """
        return self.add(OneWay(ids=ids, way=way, except_bicycles=except_bicycles, along=along, note=note))

    def limit_speed(self, *ids: str, kmh: float, note: str = "") -> Self:
        """Return the scenario with another speed limit in streets."""
        return self.add(SpeedLimit(ids=ids, kmh=kmh, note=note))

    def add_bike_lane(
        self, *ids: str, side: str = BOTH, lane: str = "track", width_m: float = 1.5, instead_of_lanes: bool = False,
        lanes: int | None = None, along: str | None = None, note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with bike lanes ("track" or "lane") along streets, in place of traffic lanes if said.

        `lanes`: the traffic lanes today of streets of which the map does not say it. `along`: the piece whose line says
        the direction of all, as one street.
        """
        if instead_of_lanes:
            return self.add(LanesToBikeLane(ids=ids, side=side, lane=lane, width_m=width_m, lanes=lanes, along=along,
                                            note=note))  # fmt: skip
        return self.add(BikeLane(ids=ids, side=side, lane=lane, width_m=width_m, along=along, note=note))

    def draw_bike_lane(
        self, line: Place, *, lane: str = TRACK, width_m: float = 2.0,
        name: str | None = None, bridge: bool = False, note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with a bike track ("track", or "with_feet") along a line."""
        place = line_of(line)
        return self.add(DrawBikeLane(place=place, lane=lane, width_m=width_m, name=name, bridge=bridge, note=note))

    def low_traffic_zone(self, area: Place, *, main_streets: bool = False, note: str = "") -> Self:
        """Return the scenario with a zone that cars do not drive through."""
        return self.add(LowTrafficZone(place=area_of(area), main_streets=main_streets, note=note))

    def modal_filter(self, point: Place, *, note: str = "") -> Self:
        """Return the scenario with bollards across a street, which bicycles and walkers pass."""
        return self.add(ModalFilter(place=place_of(point), note=note))

    def add_street(
        self, line: Place, *, highway: str = "residential", name: str | None = None,
        lanes: int | None = None, width_m: float | None = None, kmh: float | None = None, oneway: bool = False,
        bridge: bool = False, note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with a new street, path or bridge, joined to the streets it meets."""
        place = line_of(line)
        return self.add(AddStreet(place=place, highway=highway, name=name, lanes=lanes, width_m=width_m, kmh=kmh,
                                  oneway=oneway, bridge=bridge, note=note))  # fmt: skip

    def add_building(
        self, footprint: Place, *, height_m: float | None = None,
        storeys: float | None = None, use: str = "residential", name: str | None = None, form: str | None = None,
        note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with a new building; the footprint is in longitude and latitude.

        `form`: its surfaces as `building_form.form_text` writes them; else it is a block.
        """
        place = area_of(footprint)
        return self.add(AddBuilding(place=place, height_m=height_m, storeys=storeys, use=use, name=name, form=form,
                                    note=note))  # fmt: skip

    def change_building(
        self, *ids: str, height_m: float | None = None, storeys: float | None = None, use: str | None = None,
        note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with buildings of another size or use."""
        return self.add(ChangeBuilding(ids=ids, height_m=height_m, storeys=storeys, use=use, note=note))

    def demolish(self, *ids: str, note: str = "") -> Self:
        """Return the scenario without some buildings."""
        return self.add(DemolishBuilding(ids=ids, note=note))

    def add_park(self, area: Place, *, name: str | None = None, note: str = "") -> Self:
        """Return the scenario with a new park."""
        return self.add(AddPark(place=area_of(area), name=name, note=note))

    def vacant_land_to_park(self, *ids: str, name: str | None = None, note: str = "") -> Self:
        """Return the scenario with parks in place of vacant land."""
        return self.add(VacantLandToPark(ids=ids, name=name, note=note))

    def add_trees(
        self, *points: Place, leaf_type: str = "broadleaved", species: str | None = None, height_m: float | None = None,
        note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with trees at points."""
        place = points_of(*points)
        return self.add(AddTrees(place=place, leaf_type=leaf_type, species=species, height_m=height_m, note=note))

    def add_tree_row(
        self, line: Place, *, spacing_m: float = 8.0, leaf_type: str = "broadleaved", species: str | None = None,
        height_m: float | None = None, note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with trees along a line."""
        return self.add(AddTrees(place=line_of(line), spacing_m=spacing_m, leaf_type=leaf_type, species=species,
                                 height_m=height_m, note=note))  # fmt: skip

    def add_charging_stations(
        self, *points: Place, capacity: int = 2, power_kw: float | None = None, sockets: str | None = None,
        operator: str | None = None, note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with charging stations at points."""
        return self.add(AddChargingStations(place=points_of(*points), capacity=capacity, power_kw=power_kw,
                                            sockets=sockets, operator=operator, note=note))  # fmt: skip

    def add_public_bikes(
        self, *points: Place, capacity: int = 15, network: str | None = None, name: str | None = None, note: str = ""
    ) -> Self:
        """Return the scenario with stations of public bikes at points."""
        place = points_of(*points)
        return self.add(AddPublicBikes(place=place, capacity=capacity, network=network, name=name, note=note))

    def add_sensors(
        self, *points: Place, measures: str = "air", quantity: str | None = None, name: str | None = None,
        note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with planned sensors at points."""
        place = points_of(*points)
        return self.add(AddSensors(place=place, measures=measures, quantity=quantity, name=name, note=note))

    def add_stop(
        self, point: Place, *, name: str | None = None, serves: str = "bus", lines: str | Sequence[str] = (),
        note: str = "",
    ) -> Self:  # fmt: skip
        """Return the scenario with a new stop, at which some lines of the timetable call."""
        said = ", ".join(_texts(lines)) or None
        return self.add(AddStop(place=place_of(point), name=name, serves=serves, lines=said, note=note))

    def move_stop(self, id: str, point: Place, *, note: str = "") -> Self:
        """Return the scenario with a stop at another place."""
        return self.add(MoveStop(ids=(id,), place=place_of(point), note=note))

    def change_headway(self, *lines: str | Sequence[str], headway_min: float, note: str = "") -> Self:
        """Return the scenario with lines that run every so many minutes in both directions."""
        said = ", ".join(name for each in lines for name in _texts(each))
        return self.add(ChangeHeadway(lines=said, headway_min=headway_min, note=note))

    def add_object(self, layer: str, shape: Place, /, *, note: str = "", **columns: object) -> Self:
        """Return the scenario with a new object in any layer; the shape is in longitude and latitude."""
        return self.add(AddObject(layer=layer, place=place_in(layer, shape), columns=columns, note=note))

    def change_object(
        self, layer: str, /, *ids: str, shape: Place | None = None, note: str = "", **columns: object
    ) -> Self:
        """Return the scenario with other values, or another shape, of objects of any layer."""
        place = None if shape is None else place_in(layer, shape)
        return self.add(ChangeObject(layer=layer, ids=ids, place=place, columns=columns, note=note))

    def remove_object(self, layer: str, *ids: str, note: str = "") -> Self:
        """Return the scenario without some objects of any layer."""
        return self.add(RemoveObject(layer=layer, ids=ids, note=note))


def _texts(said: object) -> tuple[str, ...]:
    """Return one text, or those of a list; numbers as texts, since lines are called by them."""
    each = said if isinstance(said, Iterable) and not isinstance(said, str) else (said,)
    return tuple(str(one) for one in each if one is not None)
