"""What stands on the streets of the embedded city: traffic lights, crossings, bollards, gates, forbidden turns.

All of it stands on points the streets already have, so that no street changes its course or its length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .demo_blocks import Row
from .demo_plan import Floats, Way, random_for

MAIN = ("boulevard", "ring", "radial", "bypass")
QUIET = ("local", "estate", "calm", "collector", "embankment")
AT_SIGNALS = {"highway": "traffic_signals", "crossing": "traffic_signals", "crossing:signals": "yes"}
ZEBRA = {"highway": "crossing", "crossing": "uncontrolled", "crossing:markings": "zebra", "crossing:signals": "no"}
UNMARKED = {"highway": "crossing", "crossing": "unmarked", "crossing:markings": "no"}
BOLLARD = {"barrier": "bollard", "motor_vehicle": "no", "bicycle": "yes", "foot": "yes", "wheelchair": "yes"}
PLANTER = {"barrier": "planter", "motor_vehicle": "no", "bicycle": "yes", "foot": "yes"}
CYCLE_BARRIER = {"barrier": "cycle_barrier", "bicycle": "yes", "foot": "yes", "maxwidth:physical": "1.2"}
LIFT_GATE = {"barrier": "lift_gate", "access": "private", "foot": "yes", "bicycle": "yes"}
GATE = {"barrier": "gate", "access": "customers", "locked": "no"}
LOCKED_GATE = {"barrier": "gate", "access": "private", "locked": "yes"}

GATE_SPACING_M = 32.0
STOP_REACH_M, SCHOOL_REACH_M = 40.0, 90.0
RUSH_HOURS = "Mo-Fr 07:00-09:00,16:00-18:00"


@dataclass(frozen=True)
class StreetPoints:
    """The points of all streets, one after the other, and where streets end.

    `node`, `xy`, `edge` (n,): number, place and street of each point; `kind` (n,) the kind of its street;
    `is_end` (n,) whether its street ends there; `inward` (n,) the next point along the street, for ends.
    """

    node: NDArray[np.int64]
    xy: Floats
    edge: NDArray[np.int64]
    kind: NDArray[np.str_]
    is_end: NDArray[np.bool_]
    inward: NDArray[np.int64]

    def at_node(self) -> dict[int, list[int]]:
        """Return the positions of the ends that meet at each node, nodes in order."""
        ends = np.flatnonzero(self.is_end)
        ends = ends[np.argsort(self.node[ends], kind="stable")]
        nodes, first = np.unique(self.node[ends], return_index=True)
        return {int(n): e.tolist() for n, e in zip(nodes, np.split(ends, first[1:]), strict=True)}

    def is_apart(self, end: int) -> bool:
        """Return whether the point after an end belongs to its street alone."""
        return not self.is_end[self.inward[end]]


def with_places_for_gates(lanes: Sequence[Way]) -> list[Way]:
    """Return straight ways with points along them, where a gate can stand."""
    return [replace(way, line=shapely.segmentize(way.line, GATE_SPACING_M)) for way in lanes]


def street_points(streets: gpd.GeoDataFrame) -> StreetPoints:
    """Return the points of a street table with `kind` and `node_ids`."""
    xy, edge = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    last = np.flatnonzero(np.diff(edge, append=-1))
    first = np.concatenate([[0], last[:-1] + 1])
    is_end = np.zeros(len(xy), bool)
    is_end[first] = is_end[last] = True
    inward = np.arange(len(xy))
    inward[first], inward[last] = first + 1, last - 1
    node = np.concatenate(streets["node_ids"].tolist())
    return StreetPoints(node, xy, edge, streets["kind"].to_numpy(str)[edge], is_end, inward)


def barrier_rows(points: StreetPoints, streets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return bollards around the core, gates on service lanes, planters, cycle barriers; index node - 1."""
    rng = random_for("barriers")
    found: dict[int, Row] = {}
    for ends in points.at_node().values():
        kinds = set(points.kind[ends])
        for end in (e for e in ends if points.is_apart(e)):
            at = int(points.inward[end])
            if points.kind[end] == "core" and kinds - {"core", "path"}:
                found[at] = {**BOLLARD, "bollard": "removable" if rng.random() < 0.25 else "fixed"}
            elif points.kind[end] == "path" and kinds & {*MAIN, *QUIET} and rng.random() < 0.1:
                found[at] = {**BOLLARD, "bollard": "fixed"}
            elif points.kind[end] == "service" and rng.random() < 0.2:
                found[at] = [LIFT_GATE, LIFT_GATE, GATE, LOCKED_GATE][int(rng.integers(4))]
    two_way = streets["oneway"].isna().to_numpy()
    found |= dict.fromkeys(_middles(points, two_way & (streets["kind"] == "calm").to_numpy(), step=20), PLANTER)
    found |= dict.fromkeys(_middles(points, (streets["kind"] == "cycleway").to_numpy(), step=3), CYCLE_BARRIER)
    return _rows(points, found)


def _middles(points: StreetPoints, chosen: NDArray[np.bool_], *, step: int) -> Iterator[int]:
    """Yield a point in the middle of every `step`th of the chosen streets that others meet at both ends."""
    met = {node for node, ends in points.at_node().items() if len(ends) > 1}
    starts = np.flatnonzero(np.diff(points.edge, prepend=-1))
    stops = np.append(starts[1:], len(points.edge)) - 1
    long = [
        (start + stop) // 2
        for start, stop in zip(starts[chosen].tolist(), stops[chosen].tolist(), strict=True)
        if stop - start > 1 and {points.node[start], points.node[stop]} <= met
    ]
    yield from long[::step]


def signal_nodes(points: StreetPoints, names: Sequence[str | None]) -> dict[int, list[int]]:
    """Return the nodes where main streets of different names meet, each with the ends that meet there."""
    return {
        node: ends
        for node, ends in points.at_node().items()
        if len({names[points.edge[e]] for e in ends if points.kind[e] in MAIN}) > 1
    }


def crossing_rows(
    points: StreetPoints,
    names: Sequence[str | None],
    stops: pd.DataFrame,
    schools: pd.DataFrame,
    barriers: pd.DataFrame,
) -> pd.DataFrame:
    """Return lights at main crossings, zebras by stops and schools, kerbs, give-way lines; index node - 1."""
    rng = random_for("crossings")
    signals = signal_nodes(points, names)
    found: dict[int, Row] = {}
    for ends in signals.values():
        island = {"crossing:island": "yes"} if "boulevard" in points.kind[ends] else {}
        sound = "yes" if rng.random() < 0.5 else "no"
        button = "yes" if rng.random() < 0.3 else "no"
        found[ends[0]] = {
            **AT_SIGNALS,
            **island,
            **_kerb(rng),
            "traffic_signals:sound": sound,
            "button_operated": button,
        }
    for at in _near(points, stops, (*MAIN, "collector"), STOP_REACH_M):
        island = {"crossing:island": "yes"} if points.kind[at] == "boulevard" else {}
        found[at] = {**ZEBRA, **island, **_kerb(rng)}
    for at in _near(points, schools, (*MAIN, *QUIET), SCHOOL_REACH_M):
        found[at] = {**ZEBRA, **_kerb(rng)}
    for node, ends in points.at_node().items():
        kinds = set(points.kind[ends])
        if "path" in kinds and kinds & {*MAIN, *QUIET} and node not in signals:
            found[ends[0]] = {**(ZEBRA if kinds & set(MAIN) else UNMARKED), **_kerb(rng)}
        if kinds & set(MAIN) and node not in signals:
            for end in (e for e in ends if points.kind[e] in QUIET and points.is_apart(e)):
                line = "stop" if rng.random() < 0.15 else "give_way"
                direction = "backward" if points.inward[end] > end else "forward"
                found.setdefault(int(points.inward[end]), {"highway": line, "direction": direction})
    table = _rows(points, found)
    return table[~table.index.isin(barriers.index)]


def _kerb(rng: np.random.Generator) -> Row:
    """Return the kerb of a crossing; every sixth is not mapped."""
    drawn = rng.random()
    kerb = "raised" if drawn < 0.15 else "flush" if drawn < 0.3 else "lowered"
    if drawn > 5 / 6:
        return {}
    return {"kerb": kerb, "tactile_paving": "yes" if kerb == "flush" or rng.random() < 0.2 else "no"}


def _near(points: StreetPoints, places: pd.DataFrame, kinds: Sequence[str], reach_m: float) -> list[int]:
    """Return the point of a street of some kinds that lies nearest to each place, not at a crossing of streets."""
    usable = np.flatnonzero(np.isin(points.kind, kinds) & ~points.is_end)
    tree = shapely.STRtree(shapely.points(points.xy[usable]))
    _, found = tree.query_nearest(places["geometry"].to_numpy(), max_distance=reach_m, all_matches=False)
    return [int(at) for at in dict.fromkeys(usable[found].tolist())]


def _rows(points: StreetPoints, found: dict[int, Row]) -> pd.DataFrame:
    """Return a row for each point, with its node; of several at one node the first stays."""
    by_node = {int(points.node[at]): at for at in reversed(found)}
    rows = [
        {"geometry": shapely.Point(points.xy[at]), **found[at], "node_ids": [n]} for n, at in sorted(by_node.items())
    ]
    return pd.DataFrame(rows, index=np.array(sorted(by_node)) - 1)


def restriction_rows(points: StreetPoints, names: Sequence[str | None]) -> pd.DataFrame:
    """Return forbidden left turns and U-turns at the lights, and side streets that may only be left to the right."""
    rng = random_for("turns")
    rows: list[Row] = []
    for node, ends in signal_nodes(points, names).items():
        for start, end in ((a, b) for a in ends for b in ends):
            drawn, turn = rng.random(), _turn_deg(points, start, end)
            from_kind, to_kind = points.kind[start], points.kind[end]
            if start == end and from_kind == "boulevard" and drawn < 0.4:
                rows.append(_restriction(points, node, start, end) | {"restriction": "no_u_turn"})
            elif start != end and from_kind in MAIN and to_kind == "boulevard" and 45 < turn < 135 and drawn < 0.3:
                banned = {"restriction": "no_left_turn", "except": "bus;bicycle"}
                at_times = {"restriction:conditional": f"no_left_turn @ ({RUSH_HOURS})"}
                rows.append(_restriction(points, node, start, end) | (at_times if drawn < 0.08 else banned))
    for node, ends in points.at_node().items():
        side = [e for e in ends if points.kind[e] == "collector"]
        onto = [e for e in ends if points.kind[e] == "boulevard"]
        if (
            len(side) == 1
            and len(ends) == 3
            and (right := [e for e in onto if -135 < _turn_deg(points, side[0], e) < -45])
        ):
            rows.append(_restriction(points, node, side[0], right[0]) | {"restriction": "only_right_turn"})
    return pd.DataFrame(rows).assign(type="restriction")


def _restriction(points: StreetPoints, node: int, start: int, end: int) -> Row:
    streets = [f"demo/street/{points.edge[e] + 1}" for e in (start, end)]
    members = [f"from:{streets[0]}", f"via:demo/node/{node}", f"to:{streets[1]}"]
    return {"geometry": shapely.Point(points.xy[start]), "members": members}


def _turn_deg(points: StreetPoints, start: int, end: int) -> float:
    """Return how far one turns at a node from a street to another: 0 straight on, 90 left, -90 right."""
    came, goes = (points.xy[points.inward[e]] - points.xy[e] for e in (start, end))
    ahead = -came
    across = ahead[0] * goes[1] - ahead[1] * goes[0]
    return float(np.degrees(np.arctan2(across, ahead @ goes)))
