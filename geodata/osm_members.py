"""What a relation is made of, and where one stands that is no area: at its member of a certain role."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import osmium
import shapely
from osmium.filter import IdFilter
from osmium.index import LocationTable

from .osm_file import osm_file, reading
from .selection import ObjectKind

KINDS: Mapping[str, ObjectKind] = {"n": "node", "w": "way", "r": "relation"}


class Member(NamedTuple):
    """An object a relation lists, and its role there."""

    role: str
    kind: ObjectKind
    number: int

    @property
    def text(self) -> str:
        """The member as it stands in a raw table: "via:node/3"."""
        return f"{self.role}:{self.kind}/{self.number}"


def members_of(relation: osmium.osm.Relation) -> tuple[Member, ...]:
    """Return the members of a relation in their order."""
    return tuple([Member(m.role, KINDS[m.type], m.ref) for m in relation.members])


def member_of_role(members: tuple[Member, ...], role: str) -> Member | None:
    """Return the first node or way among members that has a role, None where there is none."""
    return next((m for m in members if m.role == role and m.kind != "relation"), None)


def point_wkb(number: int, places: LocationTable) -> str | None:
    """Return the point of a node in degrees as hexadecimal WKB, None for a node that is not in the file."""
    corner = corner_of(number, places)
    return None if corner is None else shapely.to_wkb(shapely.Point(corner), hex=True)


def line_wkbs(path: Path, numbers: set[int], places: LocationTable) -> dict[int, str]:
    """Return the lines of some ways in degrees as hexadecimal WKB, without those that miss nodes."""
    return dict(_lines(path, numbers, places)) if numbers else {}


def _lines(path: Path, numbers: set[int], places: LocationTable) -> Iterator[tuple[int, str]]:
    chosen = osmium.FileProcessor(osm_file(path), osmium.osm.WAY).with_filter(IdFilter(sorted(numbers)))
    for way in reading(path, chosen):
        if isinstance(way, osmium.osm.Way):
            corners = [corner_of(node.ref, places) for node in way.nodes]
            known = [corner for corner in corners if corner is not None]
            if len(known) == len(corners) > 1:
                yield way.id, shapely.to_wkb(shapely.LineString(known), hex=True)


def corner_of(number: int, places: LocationTable) -> tuple[float, float] | None:
    """Return the place of a node in degrees, None for one that is not in the file."""
    try:
        location = places.get(number)
    except (KeyError, TypeError):  # TypeError: a number below 0, as editors give to what is not yet uploaded
        return None
    return (location.lon, location.lat) if location.valid() else None
