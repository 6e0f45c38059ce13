"""Which OpenStreetMap objects make one raw table, declared by the layer that wants them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Geometry = Literal["point", "line", "polygon"]
ObjectKind = Literal["node", "way", "relation"]
TagRule = Mapping[str, frozenset[str] | None]  # key -> accepted values; None: any but "no"


@dataclass(frozen=True)
class OsmSelection:
    """A rule that picks OSM objects by tag, and the tags that become columns of the raw table.

    An object is taken when one key of `where` has an accepted value and no key of `without` has
    one. `geometry` lists what the layer can use; a polygon becomes a point inside it, and a line
    the point halfway, when only points are asked for. Closed ways are polygons where polygons are
    asked for, else lines. `prefixes` collects all tags that begin so (such as "socket:") into one column of that name,
    a text "socket:type2=2;socket:chademo=1". `node_ids` adds the column `node_ids`, a list of the
    OSM node ids along a way; a node has its own. `kinds` are the kinds of objects looked at.

    `place_role` takes relations that are no area: each stands at its first member of that role, at
    a node, or halfway along a way. It adds the column `members`, a list of all members in their order
    ("from:way/12", "via:node/3"), whether they are in the file or not.

    The raw table has the index `id` ("node/1", "way/2", "relation/3"; "way/2#1", "way/2#2" for the
    known pieces of a line that misses nodes between them), the geometry in the
    frame's CRS, one text column for each tag (None where the tag is missing), and `edited`, the
    ISO date of the object's last edit or None.
    """

    where: TagRule
    geometry: tuple[Geometry, ...]
    tags: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    without: TagRule = field(default_factory=dict)
    node_ids: bool = False
    kinds: tuple[ObjectKind, ...] = ("node", "way", "relation")
    place_role: str | None = None


ADDRESS_TAGS = ("addr:street", "addr:housenumber", "addr:postcode", "addr:city")
# For whom a turn can be restricted, those it matters most to first: https://wiki.openstreetmap.org/wiki/Relation:restriction
RESTRICTED_VEHICLES = ("vehicle", "motor_vehicle", "motorcar", "motorcycle", "bicycle", "psv", "bus", "taxi", "goods",
                       "hgv", "hazmat", "caravan", "foot")  # fmt: skip
RESTRICTION_TAGS = (
    "restriction",
    "restriction:conditional",
    *(f"restriction:{vehicle}{when}" for vehicle in RESTRICTED_VEHICLES for when in ("", ":conditional")),
)


def any_of(*values: str) -> frozenset[str]:
    """Return the accepted values of a key."""
    return frozenset(values)
