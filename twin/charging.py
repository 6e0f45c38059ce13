"""How much charging there is for those who live near: sockets and kilowatts for each thousand residents in reach."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of

LAYER = "charging_stations"
# A public AC charger is "medium-speed" up to 22 kW: Regulation (EU) 2023/1804 (AFIR), annex III, category 1.
ASSUMED_SOCKET_KW = 22.0
FEWEST_SOCKETS = 1.0  # where no station of the city says how many it has
PER_RESIDENTS = 1000.0

SOCKETS_ASSUMED = N_("no number of sockets or places; the median of the city's other stations is taken")
POWER_ASSUMED = N_("no power; 22 kW a socket is taken, the most of a medium-speed charger (AFIR, annex III)")


@dataclass(frozen=True)
class Supply:
    """What stations offer: `stations` has their index and sockets, kw (of all sockets together)."""

    stations: pd.DataFrame = field(repr=False)
    report: Report = field(default=Report(), repr=False)


def supply_of(stations: pd.DataFrame) -> Supply:
    """Return sockets and kilowatts of each station (columns capacity, sockets, power_kw of the layer).

    Sockets: the sum of the counted sockets, else the places. Kilowatts: sockets × the strongest output that
    is mapped; a station may share its power among sockets, so this is the most it can offer.
    What is not mapped is assumed and counted in the report.
    """
    counted = stations["sockets"].map(_socket_count, na_action="ignore").astype("float64")
    places = stations["capacity"].astype("float64")
    sockets = counted.fillna(places)
    sockets = sockets.where(sockets > 0)
    unknown = sockets.isna().to_numpy()
    usual = float(sockets.median()) if not unknown.all() else FEWEST_SOCKETS
    power = stations["power_kw"].astype("float64")
    power = power.where(power > 0)
    weak = power.isna().to_numpy()
    filled = sockets.fillna(usual)
    report = report_of(LAYER, "assumed", SOCKETS_ASSUMED, stations.index[unknown])
    report += report_of(LAYER, "assumed", POWER_ASSUMED, stations.index[weak])
    made = pd.DataFrame({"sockets": filled, "kw": filled * power.fillna(ASSUMED_SOCKET_KW)}, index=stations.index)
    return Supply(made, report)


def _socket_count(text: str) -> float:
    """Return 3 of "Type 2: 2, CHAdeMO: 1"; a socket without a number counts once."""
    numbers = [part.rpartition(":")[2].strip() for part in text.split(",")]
    return float(sum(int(n) if n.isdigit() else 1 for n in numbers))


def catchment_supply(
    seconds: NDArray[np.float64], supply: NDArray[np.float64], residents: NDArray[np.float64], *, reach_s: float
) -> NDArray[np.float64]:
    """Return the supply for each thousand residents that each home has in reach: two-step floating catchment.

    `seconds` (homes × stations). First each station's supply is shared among all residents in its reach, then
    each home adds up the shares of the stations in its reach (Luo and Wang 2003, Environment and Planning B 30,
    eq. 3 and 4). 0 where no station is in reach; a station nobody reaches serves nobody.
    """
    within = seconds <= reach_s
    demand = residents @ within
    share = np.divide(supply, demand, out=np.zeros(len(supply)), where=demand > 0)
    return np.asarray(within @ share * PER_RESIDENTS, np.float64)
