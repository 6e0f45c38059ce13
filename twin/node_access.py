"""Who passes a barrier, kerb or crossing, how many seconds it costs each mode, and which turns cars may not make."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata.language import N_
from geodata.report import Report, report_of

from .street_access import KEYS, NARROWEST_M
from .tags import ENDS, NO, PUSH, UNKNOWN, YES, Objects, Tags, is_given, is_in, objects
from .travel_modes import LOW_KERB_M, TRAVEL_MODES, TravelMode

VEHICLES = ("foot", "wheelchair", "bicycle", "car")
STRICTNESS = (YES, UNKNOWN, PUSH, ENDS, NO)  # of two things at one node the stricter counts
# Foot, wheelchair, bicycle, car where no tag of the barrier speaks of them: OpenStreetMap wiki, Key:barrier and the
# pages of its values (2025). A gate nobody described is taken to be opened by those who live behind it.
BARRIERS: Mapping[str, tuple[str, str, str, str]] = {
    "gate": (YES, UNKNOWN, YES, ENDS),
    "lift_gate": (YES, YES, YES, ENDS),
    "bollard": (YES, YES, YES, NO),
    "cycle_barrier": (YES, UNKNOWN, YES, NO),
    "stile": (YES, NO, NO, NO),
    "other": (YES, UNKNOWN, YES, NO),
}
KINDS: Mapping[str, tuple[str, str, str, str]] = {
    **dict.fromkeys(("entrance", "toll_booth", "border_control", "sally_port", "height_restrictor"), (YES,) * 4),
    "cattle_grid": (YES, NO, YES, YES),
    **dict.fromkeys(("bus_trap", "sump_buster"), (YES, UNKNOWN, YES, NO)),
    **dict.fromkeys(("log", "debris", "boulder"), (YES, NO, PUSH, NO)),
    "horse_stile": (YES, NO, NO, NO),
}
OPENED = ("gate", "lift_gate")  # barriers that open: "access" on them also lets through
LIFTED_OVER = ("stile", "horse_stile", "kissing_gate", "full-height_turnstile")  # no place for a pram

# Seconds lost, assumed: to open what is closed, to get a bicycle or pram through, to wait for a lift.
ENDS_S = 15.0  # to have a gate for residents and guests opened
OPEN_S, DISMOUNT_S, LIFT_S = 8.0, 10.0, 40.0
STOP_S, GIVE_WAY_S = 3.0, 1.5  # half of what the direction loses that has to stop or wait

SIGNAL_GROUP_M = 40.0  # assumed: lights as near as this to each other are one junction's
SHARED_SIGNAL = 0.5  # who drives through a junction of several lights meets about half of them
SIGNAL_CROSSING, SIGNALS, MARKED, UNMARKED, ANY, LIFT = (
    "signal_crossing", "signals", "marked", "unmarked", "crossing", "lift",
)  # fmt: skip

VIA_NODE = r"^(?:\w+/)?node/(\d+)$"  # of OpenStreetMap, or of a city that names its own
CARS = frozenset({"motorcar", "motor_vehicle", "vehicle"})
HOURS_ONLY = N_("only at certain hours: not applied to routes")
OVER_STREETS = N_("over a street instead of a node: not applied to routes")


def node_access(barriers: gpd.GeoDataFrame, crossings: gpd.GeoDataFrame) -> tuple[pd.DataFrame, Report]:
    """Return what each node with a barrier, kerb, light or crossing means; index: OpenStreetMap's node numbers.

    Columns: foot, wheelchair, bicycle, car ("yes", "ends", "push", "no"; wheelchairs also "unknown"), and for each
    mode `<mode>_blocked` (cannot pass) and `<mode>_s` (seconds lost). Tables as of the layers of those
    names. What is not known does not block.
    """
    made = pd.concat(
        [
            _by_node(barriers, _barrier_passage(barriers)),
            _by_node(crossings, _crossing_passage(crossings)),
        ]
    )
    rank = {value: k for k, value in enumerate(STRICTNESS)}
    columns = {v: made[v].map(rank).astype(int) for v in VEHICLES}
    for mode in TRAVEL_MODES.values():
        too_high = made["lifted_over"] & np.isfinite(mode.most_steps)
        columns[f"{mode.id}_blocked"] = (made[mode.vehicle] == NO) | too_high
        columns[f"{mode.id}_s"] = _seconds(made, mode)
    worst = pd.DataFrame(columns).groupby(level=0).max()
    nodes = worst.assign(**{v: worst[v].map(dict(enumerate(STRICTNESS))) for v in VEHICLES})
    unknown = nodes.index[nodes["wheelchair"] == UNKNOWN]
    reason = N_("not known whether wheelchairs can pass a barrier or kerb: taken as passable")
    return nodes, report_of("crossings", "assumed", reason, [f"node/{node}" for node in unknown])


def _by_node(table: pd.DataFrame, passage: pd.DataFrame) -> pd.DataFrame:
    """Return the passage of each row at each of its nodes; index: node numbers."""
    made = passage.assign(node=table["node_ids"]).explode("node").dropna(subset=["node"])
    return made.astype({"node": "int64"}).set_index("node")


def with_closed_to_children(nodes: pd.DataFrame, closed: NDArray[np.int64]) -> pd.DataFrame:
    """Return the nodes of `node_access` with further ones, by number, that children alone cannot pass."""
    more = nodes.reindex(nodes.index.union(pd.Index(closed)))
    filled = {c: more[c].astype("object").fillna(value=YES) for c in VEHICLES}
    for mode in TRAVEL_MODES:
        filled[f"{mode}_s"] = more[f"{mode}_s"].fillna(0.0)
        filled[f"{mode}_blocked"] = more[f"{mode}_blocked"].astype("boolean").fillna(value=False).astype(bool)
    for column in [f"{m.id}_blocked" for m in TRAVEL_MODES.values() if not m.crosses_alone]:
        filled[column] = filled[column] | more.index.isin(closed)
    return pd.DataFrame(filled, index=more.index)[nodes.columns.tolist()]


def _seconds(made: pd.DataFrame, mode: TravelMode) -> pd.Series:
    """Return the seconds a mode loses at each row."""
    kind, value = made["kind"], made["foot" if mode.vehicle == "wheelchair" else mode.vehicle]
    gate = kind.isin(OPENED) & (value != NO)
    if mode.vehicle in ("car", "bicycle"):
        lost = made["signal_share"] * mode.signal_s
        lost = lost.mask(kind == "stop", STOP_S).mask(kind == "give_way", GIVE_WAY_S)
        slow = DISMOUNT_S if mode.vehicle == "bicycle" else 0.0
        lost = lost.mask((kind == "cycle_barrier") | (value == PUSH), slow).mask(kind == LIFT, LIFT_S)
    else:
        waits = {
            SIGNAL_CROSSING: mode.signal_s, MARKED: mode.crossing_s, ANY: mode.crossing_s,
            UNMARKED: mode.unmarked_crossing_s, LIFT: LIFT_S,
        }  # fmt: skip
        lost = kind.map(waits).astype(float).fillna(0.0)
        if mode.surfaces:  # wheels: chairs and prams
            lost = lost.mask(kind.isin(["cycle_barrier", "bollard"]), DISMOUNT_S / 2)
    return lost.mask(gate, OPEN_S).mask(gate & (value == ENDS), ENDS_S)


def _barrier_passage(barriers: pd.DataFrame) -> pd.DataFrame:
    """Return for each barrier who passes, and the seconds of those it slows."""
    tags = Tags(barriers)
    kind, own_class = tags.texts("barrier"), tags.texts("class")
    usual = [
        KINDS.get(k or "") or BARRIERS.get(c or "", BARRIERS["other"]) for k, c in zip(kind, own_class, strict=True)
    ]
    made: dict[str, Objects] = {vehicle: objects([who[k] for who in usual]) for k, vehicle in enumerate(VEHICLES)}
    general, locked = tags.meaning(("access",)), tags.is_one_of("locked", "yes")
    opened = tags.is_one_of("class", *OPENED) & ~locked
    for vehicle, keys in KEYS.items():
        value = made[vehicle]
        told = is_in(general, ENDS, NO) & (value != NO) | (opened & (general == YES))
        value = np.where(told, general, np.where(locked, NO, value))
        own = tags.meaning(keys[:-1])
        made[vehicle] = np.where(is_given(own), np.where(own == "sidepath", YES, own), value)
    own_no = tags.is_one_of("bicycle", "no") & ~tags.is_one_of("class", "stile")  # a tag, not the barrier's build
    made["bicycle"] = np.where((made["bicycle"] == NO) & own_no, PUSH, made["bicycle"])
    widths = np.fmin(tags.number("maxwidth_m"), tags.number("opening_m"))
    chair = np.where((widths < NARROWEST_M) | tags.is_one_of("wheelchair", "no"), NO, made["wheelchair"])
    chair = np.where(tags.is_one_of("wheelchair", "yes", "designated"), YES, chair)
    chair = np.where(tags.is_one_of("wheelchair", "limited"), UNKNOWN, chair)
    made["wheelchair"] = np.where(made["foot"] == NO, NO, chair)
    stile = tags.is_one_of("class", "stile") & ~tags.is_one_of("barrier", "turnstile")
    lifted = tags.is_one_of("barrier", *LIFTED_OVER) | stile
    columns = {**made, "lifted_over": lifted, "kind": objects(own_class), "signal_share": 0.0}
    return pd.DataFrame(columns, index=barriers.index)


def _crossing_passage(crossings: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return for each crossing, kerb or light who passes, its kind, and the share of a signal's delay traffic pays."""
    tags = Tags(crossings)
    height = tags.number("kerb_height_m")
    chair = np.select(
        [
            tags.is_one_of("wheelchair", "yes", "designated"),
            tags.is_one_of("wheelchair", "no"),
            height > LOW_KERB_M,
            (height <= LOW_KERB_M) | tags.is_one_of("kerb", "lowered", "flush", "no"),
            tags.is_one_of("kerb", "raised"),
            tags.is_one_of("class", SIGNAL_CROSSING, MARKED, UNMARKED, ANY, "kerb"),
        ],
        [YES, NO, NO, YES, NO, UNKNOWN],
        default=YES,
    )
    gives_way = tags.is_one_of("class", "stop") & tags.is_one_of("highway", "give_way")
    made = pd.DataFrame({"foot": YES, "wheelchair": chair, "bicycle": YES}, index=crossings.index)
    return made.assign(
        car=np.where(tags.is_one_of("class", LIFT), NO, YES),
        kind=np.where(gives_way, "give_way", tags.text("class")),
        lifted_over=False,
        signal_share=_signal_share(crossings, tags),
    )


def _signal_share(crossings: gpd.GeoDataFrame, tags: Tags) -> NDArray[np.float64]:
    """Return the share of a junction's delay that traffic pays at each light, so that it adds up to about one."""
    lights, walkers = tags.is_one_of("class", SIGNALS), tags.is_one_of("class", SIGNAL_CROSSING)
    share = np.zeros(len(crossings))
    rows = np.flatnonzero(lights | walkers)
    if not len(rows):
        return share
    points = np.asarray(crossings.geometry.values, dtype=object)[rows]
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=SIGNAL_GROUP_M)
    near = coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(len(rows), len(rows)))
    _, group = connected_components(near, directed=False)
    count = np.bincount(group, lights[rows])[group]
    pays = lights[rows] | (count == 0)
    several = np.bincount(group, pays)[group] > 1
    share[rows] = np.where(pays, np.where(several, SHARED_SIGNAL, 1.0), 0.0)
    return share


def turn_bans(turn_restrictions: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    """Return the turns cars may not make: from_way and to_way ("way/12"), via_node (number), only (all others banned).

    `turn_restrictions`: the table of that layer. Those that except cars, or are made for others, do not bind cars.
    Those for certain hours, and those over a street, are left out and reported.
    """
    binds = ~_speaks_of_cars(turn_restrictions, "except", missing=False)
    binds &= _speaks_of_cars(turn_restrictions, "applies_to", missing=True)
    by_hours = Tags(turn_restrictions).is_said("hours")
    node = turn_restrictions["via"].astype("str").str.extract(VIA_NODE, expand=False)
    at_node = node.notna().to_numpy(bool)
    ids = turn_restrictions.index
    report = report_of("turn_restrictions", "dropped", HOURS_ONLY, ids[binds & by_hours])
    report += report_of("turn_restrictions", "dropped", OVER_STREETS, ids[binds & ~by_hours & ~at_node])
    kept = turn_restrictions[binds & ~by_hours & at_node]
    rules = pd.DataFrame(
        {
            "from_way": kept["from_way"].astype("str").str.split(";"),
            "via_node": node[kept.index].astype("int64"),
            "to_way": kept["to_way"].astype("str").str.split(";"),
            "only": kept["class"] == "only_turn",
        }
    )
    return rules.explode("from_way").explode("to_way").reset_index(drop=True), report


def _speaks_of_cars(table: pd.DataFrame, column: str, *, missing: bool) -> pd.Series:
    """Return whether a list of vehicles names cars; `missing` where there is no list."""
    lists = Tags(table).texts(column)
    named = [missing if value is None else not CARS.isdisjoint(value.split(";")) for value in lists]
    return pd.Series(named, index=table.index, dtype=bool)
