"""Areas of relations whose outlines are at odds: what lies within the outer ones, less what is known of the inner."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import shapely
from osmium.index import LocationTable

from .cut_areas import Nodes, joined, nodes_of_ways
from .language import N_
from .osm_members import Member, corner_of

OUTLINES_MEET = N_("outlines that touch or cross: what lies within the outer ones, less the inner ones")
INNER_LOST = N_("an inner outline that is not in the file or stays open: the area is taken without it")


def mended_area_wkbs(
    path: Path, relations: Mapping[int, Sequence[Member]], places: LocationTable
) -> dict[int, tuple[str, str]]:
    """Return the areas of some relations (members by number) as hexadecimal WKB in degrees, and what was mended.

    A relation of which an outer way or one of its nodes is not in the file, or whose outer ways stay open, has none.
    """
    wanted = {member.number for members in relations.values() for member in members if member.kind == "way"}
    ways = nodes_of_ways(path, wanted) if wanted else {}
    known = {n: nodes for n, nodes in ways.items() if all(corner_of(node, places) is not None for node in nodes)}
    made = {}
    for number, members in relations.items():
        lines = [(m.role == "inner", known.get(m.number)) for m in members if m.kind == "way"]
        outer = [line for is_inner, line in lines if not is_inner]
        inner = [line for is_inner, line in lines if is_inner]
        if None in outer or (rings := joined([line for line in outer if line])) is None:
            continue
        whole = [line for line in inner if line]
        holes = joined(whole)
        if holes is None:
            holes = [line for line in whole if line[0] == line[-1]]
        area = shapely.difference(_within(rings, places), _within(holes, places))
        if not shapely.is_empty(area):
            reason = INNER_LOST if None in inner or joined(whole) is None else OUTLINES_MEET
            made[number] = shapely.to_wkb(area, hex=True), reason
    return made


def _within(rings: Sequence[Nodes], places: LocationTable) -> shapely.Geometry:
    """Return the area that rings enclose, none for those of fewer than three corners."""
    corners = [[corner_of(node, places) for node in ring] for ring in rings if len(ring) > 3]
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in corners])
