"""Which lines of public transport run along a street."""

from collections.abc import Iterable

import shapely

from .city import City

BESIDE_M = 15.0  # assumed: shapes of feeds are as rough as this, and a carriageway lies this far from the line's middle
SHARE = 0.5  # of the street: a line that only crosses it gets less far along
SAMPLES = (0.25, 0.5, 0.75)  # along the street: all of them lie beside the line


def lines_along(city: City, streets: Iterable[str]) -> list[str]:
    """Return what the lines are called that run along some streets, in the order of the layer; none for unknown ids."""
    if "transit_lines" not in city.layers or not len(city.layers["transit_lines"].table):
        return []
    lines, found = city.layers["transit_lines"].table, dict[int, None]()
    names = lines["ref"].where(lines["ref"].notna(), lines["name"])
    for street in city.streets.geometry.reindex(list(streets)).dropna():
        near = lines.sindex.query(street, predicate="dwithin", distance=BESIDE_M)
        found |= dict.fromkeys(int(at) for at in near if _runs_along(lines.geometry.iloc[at], street))
    return list(dict.fromkeys(str(names.iloc[at]) for at in sorted(found)))


def _runs_along(line: shapely.LineString | shapely.MultiLineString, street: shapely.LineString) -> bool:
    """Return whether a line stays beside a street and comes forward by the greater part of it."""
    points = shapely.line_interpolate_point(street, [0, *SAMPLES, 1], normalized=True)
    for part in shapely.get_parts(line):
        beside = (shapely.distance(points[1:-1], part) <= BESIDE_M).all()
        at_m = shapely.line_locate_point(part, points[[0, -1]])
        if beside and abs(at_m[1] - at_m[0]) >= SHARE * shapely.length(street):
            return True
    return False
