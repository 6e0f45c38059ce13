"""What residents have in reach, as indicators ask it: seconds or metres from every home, and the share of residents."""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .access import worst_mean
from .city import City
from .home_reach import home_reach
from .homes import READS, home_places, home_rows, inhabited
from .measurement import (
    Areas,
    Input,
    Measurement,
    NotKnownError,
    areas_from_ids,
    measured,
    neighbourhoods_at,
    tier_shares,
)
from .mobility import MobilityGraph

Floats = NDArray[np.float64]
PERCENT = 100.0
WORST_SHARE = 0.1
GUESSED = ("estimated", "synthetic", "sketched", "derived")
RESIDENTS = N_("residents")
NOBODY = N_("not known, because nothing says how many people live in this city's buildings")
NO_WAYS = N_("not known, because this city has no streets")


def residents(city: City) -> pd.DataFrame:
    """Return the buildings where somebody may live (`homes.inhabited`), with residents as a number each.

    Raises NotKnownError for a city whose buildings say nothing of residents.
    """
    living = inhabited(city)
    if not city.kept("has residents", lambda: bool(living["residents"].sum() > 0), needs=READS):
        raise NotKnownError(NOBODY)
    return living


def resident_areas(city: City) -> Areas:
    """Return the neighbourhood of each of `residents`, "" for none."""
    return city.kept(
        "areas of residents",
        lambda: areas_from_ids(city, residents(city)["neighbourhood"].to_numpy(object)),
        needs=READS,
    )


def resident_input(city: City) -> Input:
    """Return the residents by how true their number is."""

    def made() -> Input:
        living = residents(city)
        tiers = city.buildings["residents_tier"].iloc[home_rows(city)]
        return Input(RESIDENTS, tier_shares(tiers, living["residents"]))

    return city.kept("residents by tier", made, needs=READS)


def ways(city: City) -> MobilityGraph:
    """Return the graph of a city. Raises NotKnownError for a city without streets."""
    made_of = city if city.base is None else city.base
    if made_of.read_graph is None and ("streets" not in city.layers or not len(city.streets)):
        raise NotKnownError(NO_WAYS)
    if not len(city.mobility.links):
        raise NotKnownError(NO_WAYS)
    return city.mobility


def make_ready(city: City, layers: Iterable[str]) -> None:
    """Find the places of all homes, and read some layers meanwhile, in threads.

    Both are done by compiled code that gives up Python's lock. Does nothing where no homes are known.
    """
    try:
        graph, _ = ways(city), residents(city)
    except NotKnownError:
        return
    tables = [name for name in layers if name in city.layers]
    with ThreadPoolExecutor() as pool:
        read = [pool.submit(city.layers.__getitem__, name) for name in tables]
        home_places(city, graph.modes[0])
        for table in read:
            table.result()


def reach(
    city: City, what: str, shapes_in: Callable[[City], NDArray[np.object_]], *, mode: str, layers: Collection[str],
    in_metres: bool = False,
) -> Floats:  # fmt: skip
    """Return what `home_reach` does, in the order of `residents`.

    Raises NotKnownError for a city without residents or streets.
    """
    residents(city)
    ways(city)
    return home_reach(city, what, shapes_in, mode=mode, layers=layers, in_metres=in_metres)


def resident_share(city: City, reached: NDArray[np.bool_], *, far: Floats | None = None, unit: str = "") -> Measurement:
    """Return the share of residents (in %) for whom something is true, in the order of `residents`.

    `far`: how far each has it, in `unit`: the mean of the worst-off tenth (of those who get there) and the values
    to paint buildings with. The interval is the range of the share when people are spread over homes in
    three ways: as estimated, as the dwellings are, and as the floor area of homes is.
    """
    living, areas = residents(city), resident_areas(city)
    people = living["residents"].to_numpy(float)
    made = measured(city, areas, people * reached, people, factor=PERCENT)
    made = replace(made, inputs=(resident_input(city),), interval=_interval(city, reached, made.value))
    return made if far is None else _with_farness(made, city, far, unit)


def resident_mean(city: City, values: Floats, *, unit: str) -> Measurement:
    """Return the mean of values over residents, of those for whom it is finite, in the order of `residents`."""
    living, areas = residents(city), resident_areas(city)
    can = np.isfinite(values)
    people = np.where(can, living["residents"].to_numpy(float), 0.0)
    known = np.where(can, values, 0.0)
    made = measured(city, areas, people * known, people)
    spread = [_mean(known, weight * can) for weight in _spreads(city)]
    interval = (min(made.value, *spread), max(made.value, *spread)) if spread else None
    return _with_farness(replace(made, inputs=(resident_input(city),), interval=interval), city, values, unit)


def _with_farness(made: Measurement, city: City, far: Floats, unit: str) -> Measurement:
    living = residents(city)
    can = np.isfinite(far)
    worst = worst_mean(far[can], living["residents"].to_numpy(float)[can], share=WORST_SHARE)
    objects = pd.Series(np.where(can, far, np.nan), index=living.index)
    return replace(
        made, worst_tenth=None if np.isnan(worst) else worst, worst_unit=unit,
        object_values=objects, object_layer="buildings", object_unit=unit,
    )  # fmt: skip


def _interval(city: City, reached: NDArray[np.bool_], value: float) -> tuple[float, float] | None:
    shares = [PERCENT * _mean(reached.astype(float), weight) for weight in _spreads(city)]
    return (min(value, *shares), max(value, *shares)) if shares else None


def _spreads(city: City) -> list[Floats]:
    """Return other ways in which residents may be spread over the homes; none where their number is not estimated."""
    living = residents(city)
    if not any(name in GUESSED for name in resident_input(city).tiers):
        return []

    def made() -> list[Floats]:
        floor = city.buildings["residential_m2"].to_numpy(float)[home_rows(city)]
        found = [living["dwellings"].to_numpy(float), np.nan_to_num(floor)]
        return [weight for weight in found if weight.sum() > 0]

    return city.kept("other spreads of residents", made, needs=READS)


def _mean(values: Floats, weight: Floats) -> float:
    # Not a product of vectors: its threads cost more than so short a sum.
    return float((values * weight).sum() / weight.sum()) if weight.sum() > 0 else float("nan")


def areas_of_objects(city: City, geometry: NDArray[np.object_]) -> Areas:
    """Return the neighbourhood of the middle of each object, "" for none."""
    return neighbourhoods_at(city, shapely.centroid(geometry))
