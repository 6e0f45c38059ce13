"""Places and services of the embedded city: quarters, shops and schools, parking, charging, bicycles, sensors."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Point

from . import demo_names as names
from .demo_blocks import Row, Site
from .demo_plan import CityPlan, Way, random_for
from .demo_streets import Blocks, Polygons

CHARGING_STATIONS = 20  # the strategy's number
PUBLIC_BIKES = 434  # the strategy's number
BIKE_STATIONS = 31
LAMP_STEP_M = 40.0

# What there is of each service, and in which parts of the city.
SERVICES: tuple[tuple[dict[str, str], int, tuple[str, ...]], ...] = (
    ({"amenity": "kindergarten"}, 38, ("houses", "villas", "panel", "quarter", "estate")),
    ({"amenity": "pharmacy"}, 42, ("panel", "quarter", "core", "villas", "houses")),
    ({"amenity": "doctors"}, 26, ("panel", "quarter", "villas", "core")),
    ({"amenity": "dentist"}, 22, ("quarter", "villas", "core")),
    ({"amenity": "restaurant"}, 46, ("core", "quarter", "villas")),
    ({"amenity": "cafe"}, 58, ("core", "quarter")),
    ({"amenity": "bank"}, 22, ("core", "quarter", "panel")),
    ({"amenity": "post_office"}, 9, ("core", "quarter", "panel", "houses")),
    ({"amenity": "library"}, 7, ("core", "panel", "quarter")),
    ({"amenity": "community_centre"}, 8, ("houses", "rural", "quarter")),
    ({"amenity": "police"}, 4, ("core", "quarter", "panel")),
    ({"amenity": "fire_station"}, 2, ("quarter", "industry")),
    ({"tourism": "museum"}, 4, ("core",)),
    ({"tourism": "hotel"}, 12, ("core", "quarter")),
    ({"leisure": "fitness_centre"}, 10, ("panel", "quarter", "villas")),
    ({"shop": "supermarket"}, 18, ("panel", "quarter", "houses")),
    ({"shop": "bakery"}, 44, ("panel", "quarter", "core", "houses")),
    ({"shop": "convenience"}, 70, ("panel", "houses", "quarter", "rural", "estate")),
    ({"shop": "hairdresser"}, 34, ("quarter", "panel", "villas")),
    ({"shop": "clothes"}, 26, ("core", "quarter")),
    ({"shop": "books"}, 9, ("core", "campus", "quarter")),
    ({"shop": "florist"}, 14, ("core", "panel", "quarter")),
)
SENSORS = (
    ("Stația Splai", "water_level", "water_level", "0.84", "m", "900", (-420, -905)),
    ("Stația Domului", "air_quality", "PM2.5", "11.6", "µg/m³", "3600", (-110, 60)),
    ("Stația Uzinei", "air_quality", "NO2", "23.4", "µg/m³", "3600", (-1750, 1050)),
    ("Stația Dumbrava", "weather", "temperature", "18.2", "°C", "600", (1240, 1750)),
    ("Stația Bulevard", "noise", "noise", "61.3", "dB", "300", (60, 1395)),
    ("Stația Podul Lung", "traffic", "traffic_count", "412", "1/h", "900", (640, -640)),
)
READ_AT = "2025-05-24T09:00:00+00:00"  # fixed, so that a demonstration never looks live


def amenity_rows(buildings: pd.DataFrame) -> pd.DataFrame:
    """Return services as points in buildings, with the building's address."""
    rng = random_for("amenities")
    use = buildings["use"].to_numpy()
    inside = shapely.point_on_surface(buildings["geometry"].to_numpy())
    rows: list[Row] = []
    own = [c for c in ("amenity", "shop") if c in buildings]
    address: list[Row] = buildings[["addr:street", "addr:housenumber"]].to_dict("records")  # type: ignore[assignment]
    for number in np.flatnonzero(buildings[own].notna().any(axis=1)):
        said: Row = buildings.iloc[number][[*own, "name"]].dropna().to_dict()  # type: ignore[assignment]
        rows.append({"geometry": inside[number], **said, **address[number]})
    for tags, count, places in SERVICES:
        weight = np.isin(use, places) * np.where(use == "houses", 0.25, 1.0)
        chosen = rng.choice(len(buildings), count, replace=False, p=weight / weight.sum())
        for number in chosen:
            rows.append({"geometry": inside[number], **tags, **address[number], "name": _service_name(tags, rng)})
    table = pd.DataFrame(rows)
    school = (table["amenity"] == "school") & table["name"].isna()
    table.loc[school, "name"] = [f"Școala nr. {n + 1}" for n in range(int(school.sum()))]
    return table


def _service_name(tags: Mapping[str, str], rng: np.random.Generator) -> str | None:
    value = next(iter(tags.values()))
    if value in names.SHOPS:
        return str(rng.choice(names.SHOPS[value]))
    if value in ("restaurant", "cafe"):
        return str(rng.choice(names.EATERIES))
    titles = {
        "kindergarten": f"Grădinița nr. {rng.integers(1, 60)}", "pharmacy": f"Farmacia {rng.choice(names.FLOWERS)}",
        "library": "Biblioteca de cartier", "museum": f"Muzeul {rng.choice(['Orașului', 'Apei', 'Tramvaiului'])}",
        "hotel": f"Hotel {rng.choice(names.FLOWERS)}",
    }  # fmt: skip
    return titles.get(value)


def neighbourhood_rows(plan: CityPlan) -> pd.DataFrame:
    """Return a named point for the old town and for each larger piece of the city, none nearer than 620 m."""
    rows: list[dict[str, object]] = [
        {"geometry": plan.core.centroid, "place": "suburb", "name": names.QUARTERS[0], "population": "4100"}
    ]
    called = iter(names.QUARTERS[1:])
    lived = {"quarter": 5200, "villas": 2400, "panel": 9800, "houses": 2900, "estate": 1900, "rural": 900}
    cells = sorted((c for c in plan.cells if c.use in (*lived, "campus", "industry")), key=lambda c: -c.area.area)
    for cell in cells:
        point = cell.area.point_on_surface()
        if min(point.distance(row["geometry"]) for row in rows) < 620:
            continue
        name = next(called, None)
        if name is None:
            break
        place = "suburb" if cell.use in ("quarter", "panel") else "neighbourhood"
        people = lived.get(cell.use)
        rows.append({"geometry": point, "place": place, "name": name, "population": str(people) if people else None})
    return pd.DataFrame(rows)


def parking_rows(blocks: Blocks, uses: NDArray[np.str_], footprints: Polygons, lanes: Polygons) -> pd.DataFrame:
    """Return car parks: beside service lanes, and around markets and halls; clear of buildings."""
    rng = random_for("parking")
    areas: list[shapely.Polygon] = []
    for lane in lanes:
        middle = shapely.ops.substring(lane, 14, lane.length - 14)
        if middle.length < 30:
            continue
        start = rng.uniform(0, middle.length * 0.4)
        strip = shapely.ops.substring(middle, start, start + rng.uniform(24, 60))
        side = 1 if rng.random() < 0.5 else -1
        areas.append(strip.buffer(side * 7.2, single_sided=True, cap_style="flat").difference(strip.buffer(2.2)))
    for block, use in zip(blocks.inner, uses, strict=True):
        if use in ("market", "mall", "stadium"):
            site = Site(block)
            length, depth = min(site.length_m - 18, 110), max(min(site.depth_m - 52, 45), 12)
            areas.append(site.box(8, 5, length, depth).intersection(block))
    shapes = np.array(areas, dtype=object)
    blocked = shapely.STRtree(footprints).query(shapes, predicate="dwithin", distance=0.8)[0]
    free = np.ones(len(shapes), bool)
    free[blocked] = False
    free &= (shapely.get_type_id(shapes) == 3) & (shapely.area(shapes) > 90)
    made = shapes[free]
    capacity = np.maximum(shapely.area(made) / 19, 4).astype(int).astype(str)
    table = pd.DataFrame({"geometry": made, "amenity": "parking", "parking": "surface", "capacity": capacity})
    return table.assign(surface="asphalt", access="yes", fee=np.where(rng.random(len(table)) < 0.3, "yes", "no"))


def _beside_streets(stops: pd.DataFrame, count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Return that many points near stops, well spread: each as far as can be from those before it."""
    xy = shapely.get_coordinates(stops["geometry"].to_numpy())
    chosen = [int(rng.integers(len(xy)))]
    weight = np.exp(-np.hypot(*xy.T) / 1500)
    while len(chosen) < count:
        nearest = np.min([np.hypot(*(xy - xy[c]).T) for c in chosen], axis=0)
        chosen.append(int((nearest * weight).argmax()))
    towards = xy[chosen] / np.hypot(*xy[chosen].T)[:, None]
    return np.asarray(shapely.points(xy[chosen] + towards * np.array([1.8])))


def charging_rows(parking: pd.DataFrame) -> pd.DataFrame:
    """Return the charging stations, each at a car park of its own."""
    rng = random_for("charging")
    chosen = np.sort(rng.choice(len(parking), CHARGING_STATIONS, replace=False))
    fast = rng.random(CHARGING_STATIONS) < 0.4
    capacity = rng.choice([2, 2, 4, 6], CHARGING_STATIONS)
    power = np.where(fast, rng.choice([50, 75, 150], CHARGING_STATIONS), rng.choice([11, 22], CHARGING_STATIONS))
    edge = [parking["geometry"].iloc[n].exterior.interpolate(3.0) for n in chosen]
    rows = []
    for n in range(CHARGING_STATIONS):
        sockets = {"socket:type2": str(capacity[n] if not fast[n] else capacity[n] // 2)}
        sockets["socket:type2:output"] = f"{22 if fast[n] else power[n]} kW"
        if fast[n]:
            sockets |= {"socket:type2_combo": str(capacity[n] // 2), "socket:type2_combo:output": f"{power[n]} kW"}
        together = ";".join(f"{key}={value}" for key, value in sockets.items())
        rows.append({"geometry": edge[n], "capacity": str(capacity[n]), **sockets, "socket:": together})
    table = pd.DataFrame(rows).assign(amenity="charging_station", motorcar="yes", access="yes", opening_hours="24/7")
    table["operator"] = rng.choice(names.OPERATORS, CHARGING_STATIONS)
    table["charging_station:output"] = [f"{p} kW" for p in power]
    return table


def bike_station_rows(stops: pd.DataFrame) -> pd.DataFrame:
    """Return the stations of public bicycles; their capacities add up to the strategy's number."""
    rng = random_for("public bikes")
    capacity = rng.integers(10, 19, BIKE_STATIONS)
    step = np.sign(PUBLIC_BIKES - capacity.sum())
    for n in range(abs(PUBLIC_BIKES - int(capacity.sum()))):
        capacity[n % BIKE_STATIONS] += step
    points = _beside_streets(stops, BIKE_STATIONS, rng)
    table = pd.DataFrame({"geometry": points, "amenity": "bicycle_rental", "capacity": capacity.astype(str)})
    refs = [f"{n + 1:02d}" for n in range(BIKE_STATIONS)]
    return table.assign(network=names.BIKE_NETWORK, operator="Primăria demonstrativă", ref=refs)


def waste_rows(parking: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Return recycling containers at car parks, bins at stops, and one recycling centre."""
    corner = [g.exterior.interpolate(g.exterior.length - 2.0) for g in parking["geometry"].iloc[::2]]
    containers = pd.DataFrame({"geometry": corner, "amenity": "recycling", "recycling_type": "container"})
    containers["recycling:"] = "recycling:glass=yes;recycling:paper=yes;recycling:plastic=yes"
    xy = shapely.get_coordinates(stops["geometry"].iloc[::3].to_numpy())
    bins = pd.DataFrame({"geometry": shapely.points(xy + np.array([1.2, 0.6])), "amenity": "waste_basket"})
    centre = pd.DataFrame([{"geometry": Point(-2150, 620), "amenity": "recycling", "recycling_type": "centre"}])
    return pd.concat([containers, bins, centre.assign(name="Centrul de Reciclare")], ignore_index=True)


def furniture_rows(paths: Sequence[Way]) -> pd.DataFrame:
    """Return lamps along the paths of parks, and benches between them."""
    lines = np.array([path.line for path in paths], dtype=object)
    rows: list[dict[str, object]] = []
    for line in lines[shapely.length(lines) > 2 * LAMP_STEP_M]:
        beside = line.offset_curve(2.2)
        if beside.geom_type != "LineString":
            continue
        lamps = np.arange(LAMP_STEP_M / 2, beside.length, LAMP_STEP_M)
        rows += [{"geometry": beside.interpolate(at), "highway": "street_lamp"} for at in lamps]
        rows += [{"geometry": beside.interpolate(at + LAMP_STEP_M / 2), "amenity": "bench", "backrest": "yes"}
                 for at in lamps[::2]]  # fmt: skip
    return pd.DataFrame(rows)


def sensor_rows() -> pd.DataFrame:
    """Return six stations with the last reading of each, from a fixed day."""
    columns = ("name", "about", "quantity", "value", "unit", "cadence", "place")
    table = pd.DataFrame([dict(zip(columns, sensor, strict=True)) for sensor in SENSORS])
    table["geometry"] = [Point(place) for place in table["place"]]
    table["monitoring:"] = [f"monitoring:{about}=yes" for about in table["about"]]
    table["ref"] = [f"D{n + 1}" for n in range(len(table))]
    table = table.drop(columns=["about", "place"])
    return table.assign(man_made="monitoring_station", operator="Rețea demonstrativă", time=READ_AT)


def vacant_rows(blocks: Blocks, uses: NDArray[np.str_]) -> pd.DataFrame:
    """Return the land that waits: old works, building sites, land set aside at the edge."""
    shapes = blocks.inner[uses == "vacant"]
    far = np.hypot(shapely.get_x(shapely.centroid(shapes)), shapely.get_y(shapely.centroid(shapes)))
    number = np.arange(len(shapes))
    kind = np.where(far > 2300, np.where(number % 3 == 0, "greenfield", "brownfield"), "brownfield")
    kind = np.where(number % 4 == 1, "construction", kind)
    return pd.DataFrame({"geometry": shapes, "landuse": kind.astype(object)})
