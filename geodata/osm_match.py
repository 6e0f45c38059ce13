"""Which objects of an OSM file each selection wants, decided from their tags."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .selection import ObjectKind, OsmSelection, TagRule, any_of

Tags = Mapping[str, str]

# Tags that mean a line even where it closes, unless the object says area=yes:
# https://wiki.openstreetmap.org/wiki/Key:area (2025). None: any value.
LINES: TagRule = {
    "aerialway": None,
    "barrier": None,
    "cycleway": None,
    "highway": None,
    "man_made": any_of("embankment", "cutline", "pipeline"),
    "natural": any_of("tree_row", "cliff", "coastline", "ridge"),
    "power": any_of("line", "minor_line", "cable"),
    "railway": any_of(
        "rail",
        "tram",
        "light_rail",
        "subway",
        "narrow_gauge",
        "funicular",
        "disused",
        "abandoned",
        "construction",
        "proposed",
    ),
    "waterway": any_of("river", "stream", "canal", "ditch", "drain"),
}
AREAS: TagRule = {"highway": any_of("services", "rest_area"), "aerialway": any_of("station")}
OPEN_LINES: TagRule = {"leisure": any_of("track", "slipway")}  # an area where it closes, else a line
NETWORK_KEYS = frozenset({"aerialway", "barrier", "cycleway", "highway", "power", "railway", "waterway"})


class Match(NamedTuple):
    """A selection that wants an object; `is_line`: by a tag that means a line even where it closes."""

    selection: str
    is_line: bool


class Matcher:
    """The rules of all selections for one kind of object, arranged by key.

    A node is asked only where points are wanted, or where areas are wanted and its tag means an
    area: a building drawn as a node is found (and dropped, as it has no footprint), while a
    crossing (`highway=crossing`) is a thing of its own and no street.
    """

    def __init__(self, selections: Mapping[str, OsmSelection], kind: ObjectKind) -> None:
        self._rules: dict[str, list[tuple[str, frozenset[str] | None]]] = defaultdict(list)
        self._without = {name: selection.without for name, selection in selections.items() if selection.without}
        self._shared: dict[tuple[Match, ...], tuple[Match, ...]] = {}  # few differ among many objects
        for name, selection in selections.items():
            for key, values in selection.where.items() if kind in selection.kinds else ():
                if kind != "node" or "point" in selection.geometry or _wants_area(selection, key):
                    self._rules[key].append((name, values))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of which an object must have one to be wanted at all."""
        return tuple(self._rules)

    def matches(self, tags: Tags) -> tuple[Match, ...]:
        """Return the selections that want an object with these tags, each once."""
        found: dict[str, bool] = {}
        for key in self._rules.keys() & tags.keys():
            value = tags[key]
            is_line = key in LINES and is_line_tag(key, value)
            for name, values in self._rules[key]:
                if _accepts(values, value):
                    found[name] = found.get(name, True) and is_line
        matches = tuple([Match(n, by_line) for n, by_line in found.items() if not self._refuses(n, tags)])
        return self._shared.setdefault(matches, matches)

    def _refuses(self, name: str, tags: Tags) -> bool:
        return name in self._without and _has_one(tags, self._without[name])


def is_line_tag(key: str, value: str) -> bool:
    """Return whether a tag means a line, also where it closes."""
    return _has_one({key: value}, LINES) and not _has_one({key: value}, AREAS)


def is_area(tags: Tags, *, by_line_tag: bool) -> bool:
    """Return whether a closed way with these tags is an area: what `area=` says, else by its tag."""
    said = tags.get("area")
    return said == "yes" or (said != "no" and not by_line_tag)


def is_left_open(tags: Tags, *, by_line_tag: bool) -> bool:
    """Return whether a way with these tags that does not close should have closed around an area."""
    return is_area(tags, by_line_tag=by_line_tag) and not _has_one(tags, OPEN_LINES)


def prefixed(tags: Tags, prefix: str) -> str | None:
    """Return the tags that begin with `prefix` as "key=value;key=value", None where there is none."""
    return ";".join(f"{k}={v}" for k, v in sorted(tags.items()) if k.startswith(prefix)) or None


def columns_of(selection: OsmSelection) -> tuple[str, ...]:
    """Return the keys that become text columns: those of `where`, then `tags`, each once."""
    return tuple(dict.fromkeys((*selection.where, *selection.tags)))


def _wants_area(selection: OsmSelection, key: str) -> bool:
    return "polygon" in selection.geometry and key not in NETWORK_KEYS


def _has_one(tags: Tags, rule: TagRule) -> bool:
    for key, values in rule.items():  # noqa: SIM110 - half the time of any() here, and called for every object
        if key in tags and _accepts(values, tags[key]):
            return True
    return False


def _accepts(values: Iterable[str] | None, value: str) -> bool:
    return value != "no" if values is None else value in values
