"""Where people live: the place of every building with residents or dwellings on the ways that a mode may use."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .city import WAYS, WAYS_OF, City
from .kept_rows import Ints, Values, ValuesOf, filled, of_rows, same_rows
from .opened_places import PLACE, further_places, main_places, with_further
from .same_links import links_now, main_places_after
from .snapping import snap_to_any

Floats = NDArray[np.float64]
PEOPLE = ("residents", "dwellings")
BUILDINGS, AREAS = "buildings", "neighbourhoods"
# What `inhabited` is made of, and so every number that is told of people (see City.shares).
READS = (BUILDINGS, AREAS)


def homes(city: City, mode: str) -> pd.DataFrame:
    """Return the homes of a city and where each comes out on its way; made once for a city and mode, not to be edited.

    Index: building id. Columns link (-1 where no way is near), fraction (0 to 1; NaN), snap_m (metres from the middle
    of the building; NaN), residents, dwellings (0 where only the other is known), neighbourhood (id, or None;
    the smallest area that holds the middle). Empty for a city whose buildings say nothing of people. Entrances are not
    known: a home comes out at the nearest point of the nearest way; of an edited city, of the nearest that was open
    before, and on nearer ones that edits opened too (see `home_exits`). Raises UsageError for an unknown mode.
    """

    def made() -> pd.DataFrame:
        living, places = inhabited(city), home_places(city, mode)
        people = {name: living[name] for name in (*PEOPLE, "neighbourhood")}
        return pd.DataFrame({**{name: places[name].to_numpy() for name in PLACE}, **people}, index=living.index)

    return city.kept(f"homes {mode}", made, needs=[*READS, WAYS_OF + mode])


def home_places(city: City, mode: str) -> pd.DataFrame:
    """Return link, fraction and snap_m of `homes`, by position: all that searches need of them; not to be edited.

    Those of the base themselves where an edited city has the same.
    """
    return city.kept(f"places of homes {mode}", lambda: _home_places(city, mode), needs=[*READS, WAYS_OF + mode])


def home_exits(city: City, mode: str, rows: Ints | None = None) -> pd.DataFrame:
    """Return all places where homes come out: home (position, or among `rows`), link, fraction, snap_m; by home.

    One for each home: its place of `homes`, with link -1 where it has none; and those on nearer ways that edits opened.
    So nobody has it farther because something was built.
    """
    main, further = home_places(city, mode), _further_places(city, mode)
    rows = np.arange(len(main)) if rows is None else rows
    own = main if len(rows) == len(main) else main.iloc[rows]
    own = own.assign(home=np.arange(len(rows)))
    if not len(further):
        return own
    row_of = np.full(len(main), -1)
    row_of[rows] = np.arange(len(rows))
    others = further.drop(columns="point").assign(home=row_of[further["point"]])
    return with_further(own, others[others["home"] >= 0], by="home")


def _further_places(city: City, mode: str) -> pd.DataFrame:
    def made() -> pd.DataFrame:
        living = inhabited(city)
        return further_places(city.mobility, home_places(city, mode), living["x_m"], living["y_m"], mode=mode)

    return city.kept(f"further places of homes {mode}", made, needs=[*READS, WAYS_OF + mode])


def _home_places(city: City, mode: str) -> pd.DataFrame:
    now, living = links_now(city), inhabited(city)
    x, y = (living[name].to_numpy() for name in ("x_m", "y_m"))
    if now is None or city.base is None:
        return _snapped(city, x, y, mode)
    before = home_places(city.base, mode)
    if city.shares(READS):
        return main_places_after(city, now, before, x, y, mode=mode)
    at = same_homes(city)
    known = {name: before[name].to_numpy()[at] for name in PLACE}
    known["link"] = np.where(at >= 0, known["link"], -1)
    return main_places_after(city, now, pd.DataFrame(known), x, y, mode=mode, new=at < 0)


def _snapped(city: City, x: Floats, y: Floats, mode: str) -> pd.DataFrame:
    """Return the place of each home, from those on the nearest of all ways, which are the same for most modes."""
    graph = city.mobility
    places = city.kept("places of homes on any way", lambda: snap_to_any(graph, x, y), needs=[*READS, WAYS])
    return main_places(graph, places, x, y, mode=mode)


def inhabited(city: City) -> pd.DataFrame:
    """Return the buildings where somebody may live; made once for a city, not to be edited.

    Index: building id, as `homes`. Columns x_m, y_m of the middle, residents, dwellings, neighbourhood.
    """
    return city.kept("inhabited", lambda: _inhabited(city), needs=READS)


def _inhabited(city: City) -> pd.DataFrame:
    buildings, rows = _buildings(city), home_rows(city)
    people = {name: _numbers(buildings, name)[rows] for name in PEOPLE}
    living = pd.DataFrame(people, index=buildings.index.take(rows))
    if not len(rows):
        return living.assign(x_m=0.0, y_m=0.0, neighbourhood=None)
    middle, area = building_middles(city)[rows], building_areas(city)[rows]
    return living.assign(x_m=middle[:, 0], y_m=middle[:, 1], neighbourhood=area)


def home_rows(city: City) -> Ints:
    """Return the position in the table of buildings of each home of `inhabited`.

    Positions, not ids: what pandas remembers to look ids up takes more memory than all that is known of the homes.
    """

    def made() -> Ints:
        buildings = _buildings(city)
        return np.flatnonzero(np.any([_numbers(buildings, name) > 0 for name in PEOPLE], axis=0))

    return city.kept("rows of homes", made, needs=READS)


def _buildings(city: City) -> pd.DataFrame:
    return city.buildings if BUILDINGS in city.layers else pd.DataFrame({"geometry": []})


def building_middles(city: City) -> NDArray[np.float64]:
    """Return x and y of the middle of each building; made once."""

    def make(city: City, rows: Ints) -> NDArray[np.float64]:
        outlines = np.asarray(city.buildings.geometry.values, dtype=object)[rows]
        return np.asarray(shapely.get_coordinates(shapely.centroid(outlines)), float)

    return of_rows(city, BUILDINGS, "middles of buildings", make, needs=())


def building_areas(city: City) -> NDArray[np.object_]:
    """Return the id of the smallest neighbourhood around the middle of each building, None for none; made once."""

    def make(city: City, rows: Ints) -> NDArray[np.object_]:
        return areas_of(city, shapely.points(building_middles(city)[rows]))

    return of_rows(city, BUILDINGS, "areas of buildings", make, needs=(AREAS,))


def same_homes(city: City) -> Ints:
    """Return the position in the base's `inhabited` of each home, -1 for one that is new or of another shape."""

    def made() -> Ints:
        assert city.base is not None
        before = home_rows(city.base)
        home_at = np.full(len(city.base.buildings) + 1, -1)  # the last: of a building that is not there
        home_at[before] = np.arange(len(before))
        return np.asarray(home_at[same_rows(city, BUILDINGS)[home_rows(city)]], np.int64)

    return city.kept("same homes", made)


def of_homes(city: City, name: str, make: ValuesOf[Values], *, needs: Collection[str]) -> NDArray[Values]:
    """Return a value (or a row of values) for each home of `inhabited`, as `of_rows` does for rows of a layer.

    The value may depend on where the home is and on its building's shape, and on what `needs` names.
    """

    def made() -> NDArray[Values]:
        if city.base is None or not city.shares(needs):
            return make(city, np.arange(len(inhabited(city))))
        return filled(city, of_homes(city.base, name, make, needs=needs), same_homes(city), make)

    return city.kept(name, made, needs=[*READS, *needs])


def _numbers(buildings: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in buildings.columns:
        return np.zeros(len(buildings))
    return np.asarray(np.nan_to_num(buildings[name].to_numpy(float, na_value=np.nan)))


def areas_of(city: City, points: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the id of the smallest neighbourhood that holds each point, None where none does."""
    found = np.full(len(points), None, dtype=object)
    if "neighbourhoods" not in city.layers or not len(points):
        return found
    areas = np.asarray(city.neighbourhoods.geometry.values, dtype=object)
    which, area = shapely.STRtree(areas).query(points, predicate="within")
    order = np.argsort(-shapely.area(areas[area]), kind="stable")  # the smallest is written last and stays
    found[which[order]] = city.neighbourhoods.index.to_numpy(dtype=object)[area[order]]
    return found
