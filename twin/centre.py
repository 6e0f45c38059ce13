"""How far it is to the centre the recipe names, also where the streets around it are closed to a mode."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geodata.language import N_

from .access import homes_to_nearest, seconds_to_nearest
from .bounds import bounded
from .city import WAYS_OF, City
from .homes import READS
from .mobility import MobilityGraph
from .resident_reach import Floats, reach, residents, ways
from .snapping import snap

LEFT_BESIDE = ("bike", "car")  # modes whose riders go on on foot where their streets end
BESIDE_M = 1500.0  # from farther away nobody walks on
FEW = 0.1  # assumed: of the residents; where more ride to the centre, it is on the rest of the network still
ON_FOOT_AT_LAST = N_("to the nearest street that the rest of the city still gets to, and on foot from there")


@dataclass(frozen=True)
class ToCentre:
    """Seconds from each of `residents` to the centre, inf where nobody gets there; `on_foot`: of them at the end.

    On foot ends who would ride into streets that an edit took from the rest of the network.
    """

    seconds: Floats
    on_foot: float = 0.0


def to_centre(city: City, mode: str) -> ToCentre:
    """Return how far the centre is from each home.

    Where hardly anybody can ride to the street at the centre, all ride to the nearest street that is joined to the
    greatest part of the network, there and back, and walk from there, if one can. Raises NotKnownError for a city
    without residents or streets.
    """
    seconds = reach(city, "centre", lambda city: np.array([_centre(city)], dtype=object), mode=mode, layers=())
    people = residents(city)["residents"].to_numpy(float)
    if mode not in LEFT_BESIDE or people[np.isfinite(seconds)].sum() > FEW * people.sum():
        return ToCentre(seconds)
    needs = [*READS, WAYS_OF + mode, WAYS_OF + "walk"]
    return city.kept(f"beside the centre {mode}", lambda: _beside(city, mode) or ToCentre(seconds), needs=needs)


def _centre(city: City) -> shapely.Point:
    x, y = city.frame.from_lonlat_points(*city.recipe.centre_lonlat)
    return shapely.Point(float(x), float(y))


def _beside(city: City, mode: str) -> ToCentre | None:
    graph, centre = ways(city), _centre(city)
    stop = _joined_place(graph, centre, mode)
    if stop is None:
        return None
    x_m, y_m = zip(*((point.x, point.y) for point in (_point_of(graph, stop), centre)), strict=True)
    walked = snap(graph, x_m, y_m, mode="walk")
    (on_foot,), _ = seconds_to_nearest(graph, walked.iloc[:1], walked.iloc[1:], mode="walk")
    if np.isinf(on_foot):
        return None
    ridden, _ = homes_to_nearest(city, stop, mode=mode)
    seconds = ridden + on_foot
    if city.base is not None:
        seconds = bounded(city, seconds, to_centre(city.base, mode).seconds, mode)
    return ToCentre(seconds, float(on_foot))


def _joined_place(graph: MobilityGraph, centre: shapely.Point, mode: str) -> pd.DataFrame | None:
    """Return the place nearest to the centre on a link that the greatest part of the network gets to and from."""
    usable = graph.usable_links(mode)
    part = graph.parts(np.isfinite(graph.seconds(mode)), strong=True)
    start, end = (part[graph.links[side].to_numpy()[usable]] for side in ("start", "end"))
    joined = usable[(start == end) & (start == np.bincount(part).argmax())]
    lines = graph.links.geometry.to_numpy()[joined]
    away = shapely.distance(lines, centre)
    if not len(away) or away.min() > BESIDE_M:
        return None
    nearest = int(away.argmin())
    fraction = shapely.line_locate_point(lines[nearest], centre, normalized=True)
    return pd.DataFrame({"link": [joined[nearest]], "fraction": [float(fraction)]})


def _point_of(graph: MobilityGraph, place: pd.DataFrame) -> shapely.Point:
    line = graph.links.geometry.iloc[int(place["link"].iloc[0])]
    return line.interpolate(float(place["fraction"].iloc[0]), normalized=True)
