"""What each kind of edit can do to trips."""

from collections.abc import Iterable
from functools import reduce

from .city import GRAPH_LAYERS
from .edit import Edit
from .edits_new_streets import AddStreet, DrawBikeLane
from .edits_objects import AddObject
from .edits_places import AddChargingStations, AddPark, AddPublicBikes, AddSensors, AddTrees, VacantLandToPark
from .edits_streets import BIKE, CAR, WALK, CloseStreet
from .edits_traffic import LowTrafficZone, ModalFilter
from .edits_transit import AddStop, ChangeHeadway, MoveStop
from .effects import ALL, NO_EFFECTS, NONE, Effects
from .travel_modes import TRAVEL_MODES

TRANSIT = frozenset({"transit"})
CLOSED = {WALK: ("foot", "wheelchair", "bicycle"), BIKE: ("bicycle",), CAR: ("car",)}  # some push their bicycle
CALMED = frozenset({"child", "bike_cautious"})  # a street without cars is calm for them
CROSSING = frozenset({"child"})  # alone, they have to cross a new busy street
ADDING = (AddObject, AddPark, AddTrees, AddChargingStations, AddPublicBikes, AddSensors)


def effects_of(edits: Iterable[Edit]) -> Effects:
    """Return what some edits, one after the other, can have done to trips."""
    return reduce(Effects.__or__, map(_effects, edits), NO_EFFECTS)


def _effects(edit: Edit) -> Effects:
    lessened = frozenset({edit.layer})
    match edit:
        case CloseStreet():
            return Effects(CALMED, _closed(edit.modes), lessened)
        case LowTrafficZone() | ModalFilter():
            return Effects(CALMED, _closed([CAR]), lessened)
        case AddStreet() | DrawBikeLane():
            return Effects(ALL, CROSSING, lessened)
        case AddStop():
            return Effects(TRANSIT, TRANSIT, NONE)
        case MoveStop() | ChangeHeadway():
            return Effects(TRANSIT, TRANSIT, lessened)
        case VacantLandToPark():
            return Effects(NONE, NONE, lessened)
    if edit.layer in GRAPH_LAYERS or edit.layer in ("transit", "transit_lines"):
        return Effects()
    return Effects(NONE, NONE, NONE if isinstance(edit, ADDING) else lessened)


def _closed(modes: Iterable[str]) -> frozenset[str]:
    """Return the modes whose trips a closure to cars, bicycles or walkers may make longer."""
    vehicles = {vehicle for mode in modes for vehicle in CLOSED[mode]}
    return frozenset(mode.id for mode in TRAVEL_MODES.values() if mode.vehicle in vehicles)
