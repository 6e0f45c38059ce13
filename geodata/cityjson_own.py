"""What a file that `twin export` wrote says of itself: its sources, and which objects are told in words of ours."""

from collections.abc import Mapping

from .cityjson_transform import is_number
from .source import TIER_TITLES, Source

SOURCES = "sources"  # a member of the document beside those of CityJSON
OWN = "own"  # a column of tables of objects: whether they are told in words of ours
LAYER = "layer"  # an attribute: the layer that an object was written from
GROUND = "ground_m"  # an attribute of buildings: the height of the ground on which measuredHeight stands
NEEDED = ("id", "title", "licence", "attribution", "tier")


def sources_of(document: Mapping[str, object]) -> Mapping[str, Source]:
    """Return the sources that a document states, by id; what is none is passed over."""
    stated = document.get(SOURCES)
    made = [_source(value) for value in stated] if isinstance(stated, list) else []
    return {source.id: source for source in made if source is not None}


def _source(value: object) -> Source | None:
    if not isinstance(value, Mapping):
        return None
    fields = {name: value[name] for name in Source.__dataclass_fields__ if isinstance(value.get(name), str)}
    whole = all(fields.get(name) for name in NEEDED) and fields["tier"] in TIER_TITLES
    return Source(**fields) if whole else None


def is_own(attributes: Mapping[str, object], layer: str, sources: Mapping[str, Source]) -> bool:
    """Return whether attributes are told by us: of a layer, with a tier, and of a source that the file states."""
    source = attributes.get("source")
    tier = attributes.get("tier")
    told = isinstance(source, str) and source in sources and isinstance(tier, str) and tier in TIER_TITLES
    return told and attributes.get(LAYER) == layer


def ground_of(attributes: Mapping[str, object]) -> float | None:
    """Return the height of the ground that a building of ours stands on; None where it is not told."""
    value = attributes.get(GROUND)
    return float(value) if is_number(value) else None
