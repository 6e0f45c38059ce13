"""All kinds of edits by name, and how they are read from plain values."""

from collections.abc import Mapping

from geodata.language import N_

from .edit import Edit
from .edit_fields import EditError, JsonObject
from .edits_bike_lanes import BikeLane, LanesToBikeLane
from .edits_buildings import AddBuilding, ChangeBuilding, DemolishBuilding
from .edits_new_streets import AddStreet, DrawBikeLane
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
from .edits_streets import CloseStreet, SpeedLimit
from .edits_traffic import LowTrafficZone, ModalFilter
from .edits_transit import AddStop, ChangeHeadway, MoveStop

EDIT_KINDS: Mapping[str, type[Edit]] = {
    made.kind: made
    for made in (
        CloseStreet,
        OneWay,
        SpeedLimit,
        BikeLane,
        LanesToBikeLane,
        DrawBikeLane,
        LowTrafficZone,
        ModalFilter,
        AddStreet,
        AddBuilding,
        ChangeBuilding,
        DemolishBuilding,
        AddPark,
        VacantLandToPark,
        AddTrees,
        AddChargingStations,
        AddPublicBikes,
        AddSensors,
        AddStop,
        MoveStop,
        ChangeHeadway,
        AddObject,
        ChangeObject,
        RemoveObject,
    )
}


def edit_from_json(value: object) -> Edit:
    """Return the edit of plain values, of whatever kind. Raises EditError for values that are no edit."""
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(kind, str) or kind not in EDIT_KINDS:
        known = ", ".join(EDIT_KINDS)
        raise EditError(N_("There is no edit of the kind “{kind}”. Kinds: {known}."), kind=kind, known=known)
    said: JsonObject = value
    return EDIT_KINDS[kind].from_json(said)
