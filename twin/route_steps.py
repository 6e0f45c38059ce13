"""The steps of a way: what one does until the street, the line or the direction changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import pandas as pd
import shapely

from .city import City
from .mobility import MobilityGraph

PIECE_COLUMNS = ("link", "at", "to", "seconds")
SHARP_DEG, TURN_DEG, SLIGHT_DEG, BACK_DEG = 120.0, 45.0, 20.0, 170.0
LOOK_M = 15.0  # directions are seen over this far: the first metres of a street may lead anywhere
CONNECTOR_M = 20.0  # so short a piece of way without a name is a part of the step before
FIRST_M = 5.0  # and at the beginning, so short a piece is a part of the step after it
CROSSING = "crossing"  # the class of ways across a street
SAME_PLACE_M = 1e-6
ON_FOOT = frozenset({"street", "stop_access"})


@dataclass(frozen=True)
class Step:
    """One step: `kind` is "way" (along a street or path), "walk" (on foot to, from and between stops) or "ride".

    `turn` says how it begins: "start", "ahead", "slight_left", "left", "sharp_left", "slight_right", "right",
    "sharp_right", "back"; `bearing_deg` where it leads first, clockwise from the grid's north. `name` is that of the
    street or None. A ride has line, `vehicle` ("tram"), stops, and `wait_s`, which is a part of its `seconds`.
    """

    kind: str
    name: str | None
    way_class: str | None
    length_m: float
    seconds: float
    turn: str
    bearing_deg: float
    surface: str | None
    has_steps: bool
    geometry: shapely.LineString = field(repr=False)
    line: str | None = None
    vehicle: str | None = None
    from_stop: str | None = None
    to_stop: str | None = None
    wait_s: float = 0.0
    is_estimated: bool = False
    departure: datetime | None = None
    arrival: datetime | None = None


def steps_of(
    where: City | MobilityGraph, pieces: pd.DataFrame, lines: Sequence[shapely.LineString]
) -> tuple[Step, ...]:
    """Return the steps of a way given by parts of links in order and the line of each."""
    graph = where.mobility if isinstance(where, City) else where
    if not len(pieces):
        return ()
    links = graph.links.drop(columns="geometry").iloc[pieces["link"].to_numpy()]
    table = links.reset_index(drop=True).assign(
        part_m=links["length_m"].to_numpy(float) * np.abs((pieces["to"] - pieces["at"]).to_numpy(float)),
        seconds=pieces["seconds"].to_numpy(),
        line=np.array([*lines, None], dtype=object)[:-1],
    )
    if isinstance(where, City) and "streets" in where.layers:
        table["class"] = _classes(where, table)
    if (table["kind"] == "street").all():
        return _with_turns([_way_step(part) for part in _by_street(table)])
    names = _StopNames(where)
    return _with_turns([_walk_step(p) if _is_walk(p) else _ride_step(p, names) for p in _by_vehicle(table)])


def _classes(city: City, table: pd.DataFrame) -> list[object]:
    """Return the classes of pieces, with crossings told apart from other footways."""
    ways = city.streets["footway"].reindex(table["street"].astype(object))
    return [CROSSING if way == CROSSING else c for way, c in zip(ways, table["class"].astype(object), strict=True)]


def _by_street(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut where the street changes, and unnamed ways where they turn."""
    keys = _without_connectors(table)
    starts = [0]
    for k in range(1, len(table)):
        if keys[k] != keys[k - 1] or (keys[k][0] is None and abs(_angle(table["line"], k)) > TURN_DEG):
            starts.append(k)
    return [table.iloc[a:b] for a, b in zip(starts, [*starts[1:], len(table)], strict=True)]


def _without_connectors(table: pd.DataFrame) -> list[tuple[object, ...]]:
    """Return for each piece what makes it one step with the next; short pieces without a name are as those before."""
    keys = [_key(row) for row in table[["name", "class", "steps"]].itertuples(index=False)]
    length_m, first = table["part_m"].tolist(), 0
    for last in range(1, len(keys) + 1):
        if last < len(keys) and keys[last] == keys[first]:
            continue
        name, way_class, steps = keys[first]
        is_plain = name is None and way_class != CROSSING and not steps
        length = sum(length_m[first:last])
        if first and is_plain and length < CONNECTOR_M:
            keys[first:last] = [keys[first - 1]] * (last - first)
        elif not first and is_plain and length < FIRST_M and last < len(keys):
            keys[:last] = [keys[last]] * last
        first = last
    return keys


def _key(row: tuple[object, ...]) -> tuple[object, ...]:
    name, way_class, steps = row
    if isinstance(name, str) and name:
        return name, None, bool(steps)
    return None, way_class, bool(steps)


def _by_vehicle(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut between walks and rides: a ride begins with boarding and ends with getting off."""
    kind = table["kind"].to_numpy(dtype=object)
    group = np.cumsum((kind == "board") | (np.isin(kind, list(ON_FOOT)) & np.roll(kind == "alight", 1)))
    return [part for _, part in table.groupby(group, sort=False)]


def _is_walk(part: pd.DataFrame) -> bool:
    return bool(part["kind"].isin(ON_FOOT).all())


def _way_step(part: pd.DataFrame) -> Step:
    main = part.iloc[int(part["part_m"].to_numpy().argmax())]
    return Step(
        kind="way", name=_text(main["name"]), way_class=_text(main["class"]),
        length_m=float(part["part_m"].sum()), seconds=float(part["seconds"].sum()),
        turn="start", bearing_deg=float("nan"),
        surface=_commonest(part), has_steps=bool(part["steps"].any()), geometry=joined_line(part["line"].tolist()),
    )  # fmt: skip


def _walk_step(part: pd.DataFrame) -> Step:
    on_streets = part[part["kind"] == "street"]
    return Step(
        kind="walk", name=None, way_class=None,
        length_m=float(part["part_m"].sum()), seconds=float(part["seconds"].sum()),
        turn="start", bearing_deg=float("nan"),
        surface=_commonest(on_streets), has_steps=bool(on_streets["steps"].any()),
        geometry=joined_line(part["line"].tolist()),
    )  # fmt: skip


def _ride_step(part: pd.DataFrame, names: "_StopNames") -> Step:
    rides = part[part["kind"] == "ride"]
    return Step(
        kind="ride", name=None, way_class=None,
        length_m=float(rides["part_m"].sum()), seconds=float(part["seconds"].sum()),
        turn="start", bearing_deg=float("nan"), surface=None, has_steps=False,
        geometry=joined_line(rides["line"].tolist() or part["line"].tolist()),
        line=_text(part["name"].iloc[0]), vehicle=_text(part["class"].iloc[0]),
        from_stop=names.at(int(part["start"].iloc[0])), to_stop=names.at(int(part["end"].iloc[-1])),
        wait_s=float(part.loc[part["kind"] == "board", "seconds"].sum()), is_estimated=True,
    )  # fmt: skip


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _commonest(part: pd.DataFrame) -> str | None:
    """Return the surface of most metres; None where most is unknown."""
    metres = part.groupby(part["surface"].astype(object).fillna(""))["part_m"].sum()
    return _text(metres.idxmax()) if len(metres) else None


def joined_line(lines: Sequence[shapely.LineString]) -> shapely.LineString:
    """Return one line of lines, one or more, that follow each other."""
    xy = np.concatenate([shapely.get_coordinates(line) for line in lines])
    moves = np.concatenate([[True], (np.abs(np.diff(xy, axis=0)) > SAME_PLACE_M).any(axis=1)])
    return shapely.LineString(xy[moves] if moves.sum() > 1 else xy[[0, -1]])


def _with_turns(steps: list[Step]) -> tuple[Step, ...]:
    """Return the steps with the bearing each begins with and its turn from the one before."""
    made: list[Step] = []
    for step in steps:
        bearing = bearing_at(step.geometry, at_end=False)
        turn = "start" if not made else turn_of(bearing - bearing_at(made[-1].geometry, at_end=True))
        made.append(replace(step, bearing_deg=bearing, turn=turn))
    return tuple(made)


def bearing_at(line: shapely.LineString, *, at_end: bool) -> float:
    """Return the direction of the first or last metres of a line: degrees clockwise from north, 0 if it has none."""
    look_m = min(LOOK_M, line.length)
    a, b = (line.length - look_m, line.length) if at_end else (0.0, look_m)
    (x0, y0), (x1, y1) = shapely.get_coordinates(shapely.line_interpolate_point(line, [a, b]))
    return float(np.degrees(np.arctan2(x1 - x0, y1 - y0)) % 360)


def turn_of(angle_deg: float) -> str:
    """Return the name of a turn by so many degrees, clockwise: "left", "sharp_right", "ahead" …"""
    angle = (angle_deg + 180) % 360 - 180
    size = abs(angle)
    if size < SLIGHT_DEG:
        return "ahead"
    if size >= BACK_DEG:
        return "back"
    side = "right" if angle > 0 else "left"
    return f"slight_{side}" if size < TURN_DEG else side if size < SHARP_DEG else f"sharp_{side}"


def _angle(lines: pd.Series, k: int) -> float:
    """Return by how many degrees the way turns between pieces k - 1 and k, -180 to 180."""
    angle = bearing_at(lines.iloc[k], at_end=False) - bearing_at(lines.iloc[k - 1], at_end=True)
    return (angle + 180) % 360 - 180


class _StopNames:
    """Names of stops by their node."""

    def __init__(self, where: City | MobilityGraph) -> None:
        timetable = where.timetable if isinstance(where, City) else None
        self.names = [] if timetable is None else timetable.stops["name"].tolist()
        xy = np.zeros((0, 2)) if timetable is None else timetable.stops[["x_m", "y_m"]].to_numpy(float)
        self.tree = shapely.STRtree(shapely.points(xy))
        self.nodes = (where.mobility if isinstance(where, City) else where).nodes[["x_m", "y_m"]].to_numpy(float)

    def at(self, node: int) -> str | None:
        """Return the name of the stop at a node, None where there is none within a metre."""
        found = self.tree.query_nearest(shapely.Point(self.nodes[node]), max_distance=1.0, all_matches=False)
        return _text(self.names[int(found[0])]) if len(found) else None
