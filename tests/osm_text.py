"""Small OSM files in XML, written by tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

Node = tuple[float, float] | tuple[float, float, Mapping[str, str]]
Way = tuple[Sequence[int], Mapping[str, str]]
Relation = tuple[Sequence[tuple[str, int, str]], Mapping[str, str]]


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def osm_xml(
    nodes: Mapping[int, Node], ways: Mapping[int, Way] = {}, relations: Mapping[int, Relation] = {}, *, stamp: str = ""
) -> list[str]:
    """Return the lines of an OSM file: nodes are (lon, lat[, tags])."""
    when = f' timestamp="{stamp}"' if stamp else ""
    lines = [
        f'<node id="{i}" version="1"{when} lon="{n[0]}" lat="{n[1]}">{_tags(n[2] if len(n) > 2 else {})}</node>'
        for i, n in nodes.items()
    ]
    for i, (refs, tags) in ways.items():
        body = "".join(f'<nd ref="{r}"/>' for r in refs)
        lines.append(f'<way id="{i}" version="1"{when}>{body}{_tags(tags)}</way>')
    for i, (members, tags) in relations.items():
        body = "".join(f'<member type="{t}" ref="{r}" role="{role}"/>' for t, r, role in members)
        lines.append(f'<relation id="{i}" version="1"{when}>{body}{_tags(tags)}</relation>')
    return lines


def write_osm(path: Path, lines: Sequence[str]) -> Path:
    """Write the lines as an OSM file and return its path."""
    path.write_text('<?xml version="1.0"?>\n<osm version="0.6">\n' + "\n".join(lines) + "\n</osm>\n", encoding="utf-8")
    return path


def square(first: int, west: float, south: float, size: float = 0.001) -> dict[int, Node]:
    """Return four nodes, numbered from `first`, around a square of `size` degrees."""
    east, north = west + size, south + size
    return {first: (west, south), first + 1: (east, south), first + 2: (east, north), first + 3: (west, north)}


def ring(first: int) -> list[int]:
    """Return the closed way around the nodes of `square`."""
    return [first, first + 1, first + 2, first + 3, first]
