"""Areas of relations that the edge of a file cuts: closed straight across the gap where little is missing."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import osmium
import shapely
from osmium.filter import IdFilter
from osmium.index import LocationTable

from .osm_file import osm_file, reading
from .osm_members import Member, corner_of

# Of the nodes of an outline; where more is missing nobody knows what the area is like beyond the edge.
MOST_MISSING = 0.1
Nodes = tuple[int, ...]


def cut_area_wkbs(path: Path, relations: Mapping[int, Sequence[Member]], places: LocationTable) -> dict[int, str]:
    """Return the areas of some relations (members by number) that miss at most a tenth of the nodes of any ring.

    As hexadecimal WKB in degrees. A ring goes straight from the last known node before a gap to the first after it.
    A relation that misses a member, or whose members make no closed rings, has none.
    """
    wanted = {member.number for members in relations.values() for member in members if member.kind == "way"}
    ways = nodes_of_ways(path, wanted) if wanted else {}
    made = {}
    for number, members in relations.items():
        outer = _rings([m for m in members if m.role != "inner"], ways, places)
        inner = _rings([m for m in members if m.role == "inner"], ways, places)
        if outer and inner is not None:
            area = shapely.difference(shapely.union_all(outer), shapely.union_all(inner))
            made[number] = shapely.to_wkb(area, hex=True)
    return made


def nodes_of_ways(path: Path, numbers: set[int]) -> dict[int, Nodes]:
    """Return the nodes along those of some ways that are in the file."""
    chosen = osmium.FileProcessor(osm_file(path), osmium.osm.WAY).with_filter(IdFilter(sorted(numbers)))
    return {
        way.id: tuple([n.ref for n in way.nodes]) for way in reading(path, chosen) if isinstance(way, osmium.osm.Way)
    }


def _rings(
    members: Iterable[Member], ways: Mapping[int, Nodes], places: LocationTable
) -> list[shapely.Geometry] | None:
    """Return the areas within the rings that ways make, None where a way or too many nodes are missing."""
    lines = [member.number for member in members if member.kind == "way"]
    if any(number not in ways for number in lines):
        return None
    rings = joined([ways[number] for number in lines])
    areas = []
    for ring in rings or []:
        corners = [corner for node in ring if (corner := corner_of(node, places)) is not None]
        if len(ring) - len(corners) > MOST_MISSING * len(ring) or len(corners) < 3:
            return None
        areas.append(shapely.make_valid(shapely.Polygon(corners)))
    return None if rings is None else areas


def joined(lines: list[Nodes]) -> list[Nodes] | None:
    """Return the closed rings of lines that meet at their end nodes, None where one stays open."""
    rings, rest = [], list(lines)
    while rest:
        ring = rest.pop()
        while ring[0] != ring[-1]:
            follower = next((line for line in rest if ring[-1] in (line[0], line[-1])), None)
            if follower is None:
                return None
            rest.remove(follower)
            ring += follower[1:] if follower[0] == ring[-1] else follower[-2::-1]
        rings.append(ring)
    return rings
