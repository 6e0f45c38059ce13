"""What residents need near their home, as objects: schools, kindergartens, groceries, health, parks, stops."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from geodata.language import N_
from geodata.phrases import Phrase
from layers.layer import layer_title

from .city import City
from .measurement import NotKnownError, table_of
from .neighbourhood_parts import Shapes
from .stop_calls import drawn_without_lines

CLOSED = ("private", "no", "customers")
STOPS = "transit"


@dataclass(frozen=True)
class Service:
    """One of the needs: the layer it is in and for each of its classes the kinds that count, none: all."""

    title: str
    layer: str
    classes: Mapping[str, frozenset[str]]


ALL: frozenset[str] = frozenset()
# Kinds are OpenStreetMap's. A bakery or a butcher alone is no grocery, a dentist or a vet no doctor.
SERVICES: Mapping[str, Service] = {
    "school": Service(N_("School"), "amenities", {"school": frozenset({"school"})}),
    "kindergarten": Service(N_("Kindergarten or crèche"), "amenities", {"kindergarten": ALL}),
    "grocery": Service(
        N_("Groceries"), "amenities",
        {"grocery": frozenset({"supermarket", "convenience", "greengrocer", "grocery", "marketplace"})},
    ),
    "health": Service(
        N_("Pharmacy or doctor"), "amenities",
        {"pharmacy": ALL, "health": frozenset({"doctors", "clinic", "hospital"})},
    ),
    "park": Service(N_("Park"), "green_space", {"park": ALL}),
    "stop": Service(
        N_("Stop"), "transit", dict.fromkeys(("bus", "trolleybus", "tram", "train", "bus_station"), ALL)
    ),
}  # fmt: skip
NONE_HERE = N_(
    "not known, because this city has no “{service}” in the layer “{title}”; add a file with twin build "
    "--add {layer}=FILE"
)


def service_table(city: City, name: str) -> gpd.GeoDataFrame:
    """Return the objects of a service that are not closed; made once. Raises NotKnownError for a city without any.

    An object without a kind, as files may have them, counts by its class.
    """
    return city.kept(f"service {name}", lambda: _service_table(city, name), needs=[SERVICES[name].layer])


def _service_table(city: City, name: str) -> gpd.GeoDataFrame:
    service = SERVICES[name]
    table = table_of(city, service.layer)
    wanted = np.zeros(len(table), bool)
    for kind_of, kinds in service.classes.items():
        here = (table["class"] == kind_of).to_numpy(bool)
        if kinds:
            kind = table["kind"].astype(object)
            here = here & (kind.isna() | kind.isin(kinds)).to_numpy(bool)
        wanted = wanted | here
    if "access" in table:
        wanted = wanted & ~table["access"].isin(CLOSED).to_numpy(bool)
    if service.layer == STOPS and city.timetable is not None:
        wanted = wanted & ~drawn_without_lines(table)
    if not wanted.any():
        raise NotKnownError(
            NONE_HERE, service=Phrase(service.title), title=layer_title(service.layer), layer=service.layer
        )
    return table[wanted]


def service_shapes(city: City, name: str) -> Shapes:
    """Return the geometry of the objects of a service. Raises NotKnownError as `service_table` does."""
    return np.asarray(service_table(city, name).geometry.values, dtype=object)
