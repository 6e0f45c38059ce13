"""The objects of an OSM file that some selection wants, with their shapes in degrees."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import osmium
from osmium import BaseFilter
from osmium.filter import EntityFilter, IdFilter, KeyFilter
from osmium.index import LocationTable

from .cut_areas import cut_area_wkbs
from .mended_areas import mended_area_wkbs
from .osm_file import osm_file, reading, sorted_file
from .osm_match import Match, Matcher
from .osm_members import Member, line_wkbs, member_of_role, members_of, point_wkb
from .selection import ObjectKind, OsmSelection

AREA_RELATIONS = ("multipolygon", "boundary")
LEAST_KNOWN = 0.5  # of the nodes of a ring; with fewer nobody knows what it looks like
Corner = tuple[float, float]
TaggedObject = osmium.osm.Node | osmium.osm.Way | osmium.osm.Relation


@dataclass(frozen=True)
class Run:
    """Neighbouring nodes of a way that are in the file: their places (lon, lat) and ids."""

    corners: tuple[Corner, ...]
    nodes: tuple[int, ...]


@dataclass(slots=True)
class OsmObject:
    """One object that some selection wants.

    `wkb` is its shape as hexadecimal WKB in degrees: a point, the line along a way, the multipolygon
    of a relation, or the shape of the member where it stands; None where it cannot be made. `nodes`
    are the ids along a whole way where a selection asks for them. `runs` are the known pieces of a
    way that misses nodes, and `ring` the known corners of such a way that ends at its first node, none
    where more than half are missing.
    `is_area_relation` marks multipolygons and boundaries, `crossed` those whose rings cross or do not
    close, `is_cut` those that miss some nodes and are closed across the gap; `mended` says what else was
    amiss with an area that has a shape all the same. `members` are those of an area, or of a relation that
    stands at one of them, `stands_at`.
    """

    kind: ObjectKind
    number: int
    tags: dict[str, str]
    edited: datetime
    matches: tuple[Match, ...]
    wkb: str | None = None
    nodes: tuple[int, ...] | None = None
    runs: tuple[Run, ...] | None = None
    ring: tuple[Corner, ...] | None = None
    is_area_relation: bool = False
    crossed: bool = False
    is_cut: bool = False
    mended: str = ""
    members: tuple[Member, ...] = ()
    stands_at: Member | None = None

    @property
    def id(self) -> str:
        """The stable id: "way/12"."""
        return f"{self.kind}/{self.number}"


def read_objects(path: Path, selections: Mapping[str, OsmSelection]) -> list[OsmObject]:
    """Return every object of the file that a selection wants: nodes, ways, relations, in file order.

    Raises InputError for a file that cannot be read.
    """
    with sorted_file(path) as file:
        relations = {r.number: r for r in _relations(file, selections)}
        nodes, ways = Matcher(selections, "node"), Matcher(selections, "way")
        processor = _processor(file, nodes, ways, relations)
        found = reading(file, processor)
        objects = list(_nodes_and_ways(found, selections, nodes, ways, relations))
        places = processor.node_location_storage
        assert places is not None
        _place(file, relations, objects, places)
        _close(file, relations, places)
        _mend(file, relations, places)
    return objects + list(relations.values())


def _relations(path: Path, selections: Mapping[str, OsmSelection]) -> Iterator[OsmObject]:
    matcher = Matcher(selections, "relation")
    if not matcher.keys:
        return
    processor = osmium.FileProcessor(osm_file(path), osmium.osm.RELATION).with_filter(KeyFilter(*matcher.keys))
    for relation in reading(path, processor):
        if isinstance(relation, osmium.osm.Relation) and (found := _wanted(relation, "relation", matcher)):
            found.is_area_relation = found.tags.get("type") in AREA_RELATIONS
            found.members = members_of(relation) if found.is_area_relation else ()
            role = next((r for m in found.matches if (r := selections[m.selection].place_role) is not None), None)
            if role is not None and not found.is_area_relation:
                found.members = members_of(relation)
                found.stands_at = member_of_role(found.members, role)
            yield found


def _nodes_and_ways(
    found: Iterable[object],
    selections: Mapping[str, OsmSelection],
    nodes: Matcher,
    ways: Matcher,
    relations: Mapping[int, OsmObject],
) -> Iterator[OsmObject]:
    """Yield nodes and ways; give each relation its shape in passing."""
    factory = osmium.geom.WKBFactory()
    for item in found:
        if isinstance(item, osmium.osm.Area):
            _take_shape(relations[item.orig_id()], item, factory)
        elif isinstance(item, osmium.osm.Way):
            if way := _wanted(item, "way", ways):
                _give_line(way, item, factory, selections)
                yield way
        elif isinstance(item, osmium.osm.Node) and (node := _wanted(item, "node", nodes)):
            node.wkb = factory.create_point(item) if item.location.valid() else None
            yield node


def _place(path: Path, relations: Mapping[int, OsmObject], objects: Iterable[OsmObject], places: LocationTable) -> None:
    """Give each relation that stands at a member the member's point or line."""
    standing = [(r, r.stands_at) for r in relations.values() if r.stands_at is not None]
    ways = {member.number for _, member in standing if member.kind == "way"}
    lines = {o.number: o.wkb for o in objects if o.kind == "way" and o.number in ways}
    lines |= line_wkbs(path, ways - lines.keys(), places)
    for relation, member in standing:
        relation.wkb = lines.get(member.number) if member.kind == "way" else point_wkb(member.number, places)


def _close(path: Path, relations: Mapping[int, OsmObject], places: LocationTable) -> None:
    """Give each area that the edge of the file cuts a shape, where only little of it is missing."""
    cut = {n: r.members for n, r in relations.items() if r.is_area_relation and r.wkb is None and not r.crossed}
    for number, wkb in cut_area_wkbs(path, cut, places).items():
        relations[number].wkb, relations[number].is_cut = wkb, True


def _mend(path: Path, relations: Mapping[int, OsmObject], places: LocationTable) -> None:
    """Give each area a shape whose outer outlines are whole, though they or its inner ones are at odds."""
    odd = {n: r.members for n, r in relations.items() if r.is_area_relation and r.wkb is None}
    for number, (wkb, reason) in mended_area_wkbs(path, odd, places).items():
        relations[number].wkb, relations[number].mended = wkb, reason


def _processor(path: Path, nodes: Matcher, ways: Matcher, relations: Mapping[int, OsmObject]) -> osmium.FileProcessor:
    """Return a reader that shows us wanted nodes, wanted ways, and the areas of wanted relations.

    Closed ways are left out as areas: their ring is the line itself, and a ring that crosses
    itself is repaired later, while an area would be lost.
    """
    kinds = osmium.osm.osm_entity_bits.NOTHING
    entities = osmium.osm.NODE | osmium.osm.WAY
    processor = osmium.FileProcessor(osm_file(path), entities)
    processor.with_locations()
    if nodes.keys:
        kinds |= osmium.osm.NODE
        processor.with_filter(_only_for(osmium.osm.NODE, KeyFilter(*nodes.keys)))
    if ways.keys:
        kinds |= osmium.osm.WAY
        processor.with_filter(_only_for(osmium.osm.WAY, KeyFilter(*ways.keys)))
    areas = [r.number for r in relations.values() if r.is_area_relation and r.number > 0]
    if areas:
        kinds |= osmium.osm.AREA
        processor.with_areas(IdFilter(areas))
        processor.with_filter(_only_for(osmium.osm.AREA, IdFilter([2 * n + 1 for n in areas])))
    return processor.with_filter(EntityFilter(kinds))


def _only_for(kind: osmium.osm.osm_entity_bits, chosen: BaseFilter) -> BaseFilter:
    """Return the filter, which now lets every other kind of object pass."""
    chosen.enable_for(kind)
    return chosen


def _wanted(item: TaggedObject, kind: ObjectKind, matcher: Matcher) -> OsmObject | None:
    tags = dict(item.tags)
    matches = matcher.matches(tags)
    return OsmObject(kind, item.id, tags, item.timestamp, matches) if matches else None


def _take_shape(relation: OsmObject, area: osmium.osm.Area, factory: osmium.geom.WKBFactory) -> None:
    try:
        relation.wkb = factory.create_multipolygon(area)
    except RuntimeError:  # libosmium gives an area without rings where they cross or stay open
        relation.crossed = True


def _give_line(
    way: OsmObject, item: osmium.osm.Way, factory: osmium.geom.WKBFactory, selections: Mapping[str, OsmSelection]
) -> None:
    try:
        way.wkb = factory.create_linestring(item, osmium.geom.ALL)
    except osmium.InvalidLocationError:
        way.runs = _runs(item.nodes)
        way.ring = _ring(item.nodes) if item.is_closed() else None
    except RuntimeError:  # fewer than two nodes
        way.runs = ()
    else:
        if any(selections[m.selection].node_ids for m in way.matches):
            way.nodes = tuple([n.ref for n in item.nodes])


def _ring(nodes: osmium.osm.WayNodeList) -> tuple[Corner, ...]:
    """Return the known corners of a ring, none where more than half of them are missing."""
    known = tuple((node.lon, node.lat) for node in nodes if node.location.valid())
    return known if len(known) >= LEAST_KNOWN * len(nodes) else ()


def _runs(nodes: Iterable[osmium.osm.NodeRef]) -> tuple[Run, ...]:
    """Return the runs of at least two neighbouring nodes whose place is known."""
    runs, corners, ids = [], [], []
    for node in nodes:
        if node.location.valid():
            corners.append((node.lon, node.lat))
            ids.append(node.ref)
            continue
        runs.append((corners, ids))
        corners, ids = [], []
    runs.append((corners, ids))
    return tuple(Run(tuple(c), tuple(i)) for c, i in runs if len(c) > 1)
