"""Who reaches what: the residents within some minutes of the nearest school, park or charger."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_
from geodata.report import Report, report_of

from .bounds import bounded
from .charging import LAYER as CHARGING
from .charging import catchment_supply, supply_of
from .city import City
from .destinations import Destinations, destinations
from .homes import home_exits, homes, inhabited
from .mobility import MobilityGraph
from .pairs import pairs_on_links
from .search import nearest, times_many
from .snapping import end_seeds, start_seeds

MINUTES = (5.0, 10.0, 15.0)
MOST_MINUTES = 120.0
WORST_SHARE = 0.1
NO_WAY_NEAR = N_("homes too far from every way the mode may use; they count as not served")


@dataclass(frozen=True)
class AccessResult:
    """Who reaches the nearest object of a layer, from home, by one mode.

    `homes`: index building id; residents, dwellings, neighbourhood (id or None), minutes (inf: cannot get
    there), nearest (id of the object, missing without). `served`: index minutes; residents, residents_share, dwellings,
    dwellings_share. `neighbourhoods`: index id ("" for outside every one); name, residents, dwellings, mean_min and
    median_min of those who can get there, cannot (residents), and share_<minutes> for each of the minutes.
    For charging stations both have sockets_per_1000 and kw_per_1000 (`charging.catchment_supply`): `served` the
    median resident's, `neighbourhoods` their residents' mean within the longest of the minutes. Residents are
    estimates, so all numbers of people are too.
    """

    to: str
    mode: str
    minutes: tuple[float, ...]
    homes: pd.DataFrame = field(repr=False)
    served: pd.DataFrame
    neighbourhoods: pd.DataFrame
    destinations: Destinations = field(repr=False)
    unknown_wheelchair_share: float | None = None
    report: Report = field(default=Report(), repr=False)

    @property
    def residents(self) -> float:
        """All residents that were asked for."""
        return float(self.homes["residents"].sum())

    @property
    def cannot(self) -> float:
        """The residents who cannot get there at all."""
        return float(self.homes["residents"][~np.isfinite(self.homes["minutes"])].sum())

    @property
    def mean_min(self) -> float:
        """The mean minutes of the residents who can get there; NaN when nobody can."""
        return weighted_mean(*self._reached())

    @property
    def median_min(self) -> float:
        """The minutes that half of the residents who can get there need at most; NaN when nobody can."""
        return weighted_median(*self._reached())

    @property
    def worst_tenth_min(self) -> float:
        """The mean minutes of the tenth of residents who have farthest, of those who can get there."""
        return worst_mean(*self._reached(), share=WORST_SHARE)

    def _reached(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        can = self.homes[np.isfinite(self.homes["minutes"])]
        return can["minutes"].to_numpy(float), can["residents"].to_numpy(float)


def checked_minutes(minutes: Sequence[float]) -> tuple[float, ...]:
    """Return minutes in order, each once. Raises UsageError unless all are more than 0 and at most 120."""
    if not len(minutes) or not all(0 < m <= MOST_MINUTES for m in minutes):
        given = tuple(map(float, minutes)) or "–"
        raise UsageError(
            N_("Minutes have to be more than 0 and at most {most:g}, not {given}."), most=MOST_MINUTES, given=given
        )
    return tuple(sorted({float(m) for m in minutes}))


def access(
    city: City, to: str = "amenities:school", *, mode: str = "walk", minutes: Sequence[float] = MINUTES
) -> AccessResult:
    """Return who reaches the nearest object of LAYER or LAYER:CLASS from home within each of the minutes.

    The way is from home to the object. One search runs backwards from the places of all objects at once
    (Dijkstra 1959 with many sources); a home on the same link as an object goes straight along it.
    Raises UsageError for an unknown layer, class or mode, a layer without objects, or minutes out of bounds.
    """
    asked = checked_minutes(minutes)
    graph = city.mobility
    goal = destinations(city, graph, to, mode=mode)
    living = homes(city, mode)
    seconds, place = homes_to_objects(city, goal, to, mode=mode)
    made = living[["residents", "dwellings", "neighbourhood"]].assign(
        minutes=seconds / 60, nearest=_ids(goal, place, np.isfinite(seconds) & (place < len(goal.places)))
    )
    report = goal.report + report_of("buildings", "assumed", NO_WAY_NEAR, living.index[living["link"] < 0])
    supply = pd.DataFrame(index=living.index)
    if to.partition(":")[0] == CHARGING:
        supply, supplied = charging_in_reach(city, goal, mode=mode, minutes=asked)
        report += supplied
    return AccessResult(
        to=to, mode=mode, minutes=asked, homes=made,
        served=_served(made, asked, supply), neighbourhoods=_by_neighbourhood(city, made, asked, supply),
        destinations=goal, unknown_wheelchair_share=_unknown_wheelchair(graph, mode), report=report,
    )  # fmt: skip


def homes_to_objects(
    city: City, goal: Destinations, to: str, *, mode: str
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what `homes_to_nearest` does for the objects of LAYER or LAYER:CLASS, as indicators have it.

    Of an edited city within what its base and the kinds of its edits allow (see `bounds`).
    """
    seconds, place = homes_to_nearest(city, goal.places, mode=mode)
    base, layer = city.base, to.partition(":")[0]
    if base is None:
        return seconds, place
    try:
        before = destinations(base, base.mobility, to, mode=mode)
    except UsageError:  # the base has no such objects
        return seconds, place
    before_s = base.kept(f"{mode} to {to}", lambda: homes_to_nearest(base, before.places, mode=mode)[0])
    return bounded(city, seconds, before_s, mode, [layer]), place


def homes_to_nearest(city: City, goals: pd.DataFrame, *, mode: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what `seconds_to_nearest` does from each of `homes`, by the best of the places where it comes out."""
    exits = home_exits(city, mode)
    seconds, goal = seconds_to_nearest(city.mobility, exits, goals, mode=mode)
    order = np.lexsort((goal, seconds, exits["home"]))
    _, first = np.unique(exits["home"].to_numpy()[order], return_index=True)
    best = order[first]
    return seconds[best], goal[best]


def seconds_to_nearest(
    graph: MobilityGraph, origins: pd.DataFrame, goals: pd.DataFrame, *, mode: str
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return for each origin (a place: link, fraction) the seconds to the nearest goal and the goal's row.

    Where nobody gets to any goal: inf, and the number of goals.
    """
    ends, starts = end_seeds(graph, goals, mode=mode), start_seeds(graph, origins, mode=mode)
    goal_of = np.repeat(np.arange(len(goals)), np.diff(ends.indptr))
    node_s, label = nearest(graph.compiled(mode).reversed(), ends.nodes, ends.seconds, label=goal_of)
    origin = np.repeat(np.arange(len(origins)), np.diff(starts.indptr))
    sharing, shared, along = pairs_on_links(graph, origins, goals, mode=mode)
    row = np.concatenate([origin, sharing])
    seconds = np.concatenate([starts.seconds + node_s[starts.nodes], along])
    goal = np.concatenate([label[starts.nodes], shared])
    best, which = np.full(len(origins), np.inf), np.full(len(origins), len(goals))
    np.minimum.at(best, row, seconds)
    is_best = np.flatnonzero((seconds == best[row]) & np.isfinite(seconds))
    np.minimum.at(which, row[is_best], goal[is_best])  # of equally near ones the first
    return best, which


def seconds_to_each(city: City, goal: Destinations, *, mode: str, limit_s: float) -> NDArray[np.float64]:
    """Return the seconds from each home to each object, homes × objects; inf beyond the limit."""
    graph, exits = city.mobility, home_exits(city, mode)
    home, of = exits["home"].to_numpy(), goal.places["object"].to_numpy()
    starts = start_seeds(graph, exits, mode=mode).grouped(home, len(inhabited(city)))
    ends = end_seeds(graph, goal.places, mode=mode).grouped(of, len(goal.objects))
    seconds = times_many(graph.compiled(mode).reversed(), ends, starts, limit_s=limit_s).T
    sharing, shared, along = pairs_on_links(graph, exits, goal.places, mode=mode)
    np.minimum.at(seconds, (home[sharing], of[shared]), np.where(along <= limit_s, along, np.inf))
    return seconds


def _ids(goal: Destinations, place: NDArray[np.int64], can: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return the id of the object that each place (a row of the destinations' places) belongs to, None where none."""
    found = np.full(len(place), None, dtype=object)
    objects = goal.places["object"].to_numpy()[place[can]]
    found[can] = goal.objects.index.to_numpy(dtype=object)[objects]
    return found


def charging_in_reach(
    city: City, stations: Destinations, *, mode: str, minutes: Sequence[float]
) -> tuple[pd.DataFrame, Report]:
    """Return sockets and kilowatts for each thousand residents in reach of each home: columns (what, minutes)."""
    supply, living = supply_of(stations.objects), inhabited(city)
    seconds = seconds_to_each(city, stations, mode=mode, limit_s=max(minutes) * 60)
    residents = living["residents"].to_numpy(float)
    made = {
        (what, limit): catchment_supply(seconds, supply.stations[what].to_numpy(float), residents, reach_s=limit * 60)
        for limit in minutes
        for what in ("sockets", "kw")
    }
    return pd.DataFrame(made, index=living.index), supply.report


def _served(made: pd.DataFrame, minutes: Sequence[float], supply: pd.DataFrame) -> pd.DataFrame:
    rows = []
    people, flats = made["residents"].to_numpy(float), made["dwellings"].to_numpy(float)
    for limit in minutes:
        within = made["minutes"].to_numpy(float) <= limit
        row = {
            "residents": people[within].sum(), "residents_share": _share(people[within].sum(), people.sum()),
            "dwellings": flats[within].sum(), "dwellings_share": _share(flats[within].sum(), flats.sum()),
        }  # fmt: skip
        for what in ("sockets", "kw") if len(supply.columns) else ():
            row[f"{what}_per_1000"] = weighted_median(supply[(what, limit)].to_numpy(float), people)
        rows.append(row)
    return pd.DataFrame(rows, index=pd.Index(minutes, name="minutes"))


def _by_neighbourhood(city: City, made: pd.DataFrame, minutes: Sequence[float], supply: pd.DataFrame) -> pd.DataFrame:
    names = city.neighbourhoods["name"] if "neighbourhoods" in city.layers else pd.Series(dtype=object)
    rows = {}
    for area, members in made.groupby(made["neighbourhood"].astype(object).fillna("")):
        people, flats = members["residents"].to_numpy(float), members["dwellings"].to_numpy(float)
        needed = members["minutes"].to_numpy(float)
        can = np.isfinite(needed)
        row: dict[str, object] = {
            "name": names.get(area) if area else None, "residents": people.sum(), "dwellings": flats.sum(),
            "mean_min": weighted_mean(needed[can], people[can]),
            "median_min": weighted_median(needed[can], people[can]), "cannot": people[~can].sum(),
        }  # fmt: skip
        row |= {f"share_{limit:g}": _share(people[needed <= limit].sum(), people.sum()) for limit in minutes}
        for what in ("sockets", "kw") if len(supply.columns) else ():
            values = supply.loc[members.index, (what, max(minutes))].to_numpy(float)
            row[f"{what}_per_1000"] = weighted_mean(values, people)
        rows[area] = row
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("id")
    return table.sort_values("residents", ascending=False, kind="stable") if len(table) else table


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")


def _unknown_wheelchair(graph: MobilityGraph, mode: str) -> float | None:
    """Return which share of the ways open to wheelchairs, by length, nobody has said to be fit for them."""
    if mode != "wheelchair":
        return None
    open_ = graph.links[graph.is_open(mode) & (graph.links["kind"] == "street")]
    unknown = open_["length_m"][open_["wheelchair"] == "unknown"].sum()
    return _share(float(unknown), float(open_["length_m"].sum()))


def weighted_mean(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Return the mean of values by weight; NaN without any weight."""
    return float((values * weight).sum() / weight.sum()) if weight.sum() > 0 else float("nan")


def weighted_median(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Return the least value that half of the weight does not exceed; NaN without any weight."""
    if weight.sum() <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def worst_mean(values: NDArray[np.float64], weight: NDArray[np.float64], *, share: float) -> float:
    """Return the mean of the greatest values that make up a share of the weight; NaN without any weight."""
    wanted = share * weight.sum()
    if wanted <= 0:
        return float("nan")
    count = int(2 * share * len(values)) + 1  # more than enough where weights are alike; else twice as many
    greatest = np.arange(len(values))
    while count < len(values):
        some = np.argpartition(-values, count)[:count]
        if weight[some].sum() >= wanted:
            greatest = np.sort(some)
            break
        count *= 2
    order = greatest[np.argsort(-values[greatest], kind="stable")]
    total = np.cumsum(weight[order])
    taken = np.clip(wanted - (total - weight[order]), 0, weight[order])
    return float((values[order] * taken).sum() / wanted)
