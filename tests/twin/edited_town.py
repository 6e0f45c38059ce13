"""Small towns for edits: one that is always the same, and others drawn by chance."""

import random
from itertools import pairwise
from pathlib import Path

import shapely

from tests.tiny import CENTRE_LONLAT, FRAME, Town
from twin.build import Inputs, city_from_files
from twin.city import City

X_M, Y_M = (float(value) for value in FRAME.from_lonlat_points(*CENTRE_LONLAT))
CLASSES = (
    "primary",
    "secondary",
    "residential",
    "residential",
    "living_street",
    "service",
    "footway",
    "cycleway",
    "steps",
)


def lonlat(east_m: float, north_m: float) -> tuple[float, float]:
    """Return longitude and latitude of metres east and north of the centre."""
    lon, lat = FRAME.to_lonlat_points(X_M + east_m, Y_M + north_m)
    return float(lon), float(lat)


def block(east_m: float, north_m: float, size_m: float) -> shapely.Polygon:
    """Return a square in longitude and latitude."""
    e, n, s = east_m, north_m, size_m
    return shapely.Polygon([lonlat(e, n), lonlat(e + s, n), lonlat(e + s, n + s), lonlat(e, n + s)])


def edited_town(folder: Path) -> City:
    """Return a crossroads (see `edited_town_file`)."""
    return city_from_files(Inputs(osm=edited_town_file(folder)))


def edited_town_file(folder: Path, *, half_m: float = 200) -> Path:
    """Write a crossroads: way/5 runs east with four lanes, way/6 north, one way; beside it houses and vacant land.

    `half_m`: metres of way/5 to each side of the crossroads.
    """
    town = Town()
    town.block(0, 50, 10, building="house", height="6", name="Casa")  # way/1
    town.block(40, 50, 20, building="apartments", building__levels="4", name="Blocul")  # way/2
    town.block(100, 50, 50, landuse="brownfield", name="Fosta fabrică")  # way/3
    town.block(200, 50, 50, leisure="park", name="Parcul")  # way/4
    west, middle, east = town.node(-half_m, 0), town.node(0, 0), town.node(half_m, 0)
    north = town.node(0, 200)
    town.way_of_nodes([west, middle, east], highway="secondary", lanes="4", name="Bulevardul", maxspeed="50")  # way/5
    town.way_of_nodes([middle, north], highway="residential", oneway="yes", name="Strada Mică")  # way/6
    town.way_of_nodes([north, east], highway="footway", name="Aleea")  # way/7
    return town.write(folder / "town.osm")


def town_by_chance(folder: Path, seed: int) -> City:
    """Return a grid of streets whose classes, directions, access, crossings, barriers and bans are drawn by chance."""
    chance = random.Random(seed)
    town = Town()
    town.block(-300, -300, 10, building="house")
    side = 4
    marks = ({}, {}, {}, {"highway": "crossing", "crossing": "marked"}, {"highway": "traffic_signals"},
             {"barrier": "bollard"}, {"barrier": "gate"})  # fmt: skip
    at = {(i, j): town.node(90 * i + chance.uniform(-15, 15), 90 * j, **chance.choice(marks))
          for i in range(side) for j in range(side)}  # fmt: skip
    ways = []
    for i, j in at:
        for other in ((i + 1, j), (i, j + 1)):
            if other in at and chance.random() < 0.9:
                ends = (at[i, j], at[other])
                ways.append((ends, town.way_of_nodes(list(ends), **_tags(chance))))
    for (ends, way), (others, other_way) in pairwise(ways):
        shared = set(ends) & set(others)
        if shared and chance.random() < 0.3:
            kind = chance.choice(["no_left_turn", "only_straight_on"])
            town.restriction(kind, from_way=way, via=shared.pop(), to_way=other_way)
    return city_from_files(Inputs(osm=town.write(folder / f"town-{seed}.osm")))


def _tags(chance: random.Random) -> dict[str, str]:
    said = {
        "highway": chance.choice(CLASSES),
        "oneway": chance.choice(["", "", "", "yes", "-1"]),
        "access": chance.choice(["", "", "", "", "private"]),
        "sidewalk": chance.choice(["", "both", "no", "separate"]),
        "foot": chance.choice(["", "", "", "", "use_sidepath", "no"]),
        "bicycle": chance.choice(["", "", "", "", "use_sidepath", "yes"]),
        "lanes": chance.choice(["", "2", "3", "4"]),
        "maxspeed": chance.choice(["", "30", "50", "70"]),
        "cycleway:right": chance.choice(["", "", "", "lane", "track"]),
    }
    return {key: value for key, value in said.items() if value}
