"""What an edited city takes over from its base is what it would measure by itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.layer import Layer
from twin.city import TIMETABLE, WAYS, WAYS_OF, City
from twin.edits_buildings import AddBuilding
from twin.edits_places import AddPark
from twin.indicators import Board, indicators, measure
from twin.measurement import Measurement
from twin.scenario import Scenario

NEAR = 1e-9


def differences(one: Board, other: Board) -> list[str]:
    return [f"{id}: {what}" for id in one.measurements for what in _differing(one[id], other[id])]


def _differing(one: Measurement, other: Measurement) -> Iterator[str]:
    for name in ("value", "worst_tenth", "interval"):
        mine, theirs = (np.asarray(getattr(each, name), float) for each in (one, other))
        if not np.allclose(mine, theirs, rtol=NEAR, atol=NEAR, equal_nan=True):
            yield f"{name} {mine} and {theirs}"
    for name in ("parts", "kinds"):
        if not _same_table(getattr(one, name), getattr(other, name)):
            yield name
    if not _same_table(*(each.objects.to_frame() if each.objects is not None else None for each in (one, other))):
        yield "objects"
    if one.coverage != other.coverage and not _same_shares(one, other):
        yield "coverage"


def _same_shares(one: Measurement, other: Measurement) -> bool:
    pairs = zip(one.inputs, other.inputs, strict=True)
    return all(a.tiers.keys() == b.tiers.keys() and a.tiers == pytest.approx(b.tiers, rel=NEAR) for a, b in pairs)


def _same_table(one: pd.DataFrame | None, other: pd.DataFrame | None) -> bool:
    if one is None or other is None:
        return one is other
    numbers = [table.select_dtypes("number").to_numpy(float) for table in (one, other)]
    return one.index.equals(other.index) and np.allclose(*numbers, rtol=NEAR, atol=NEAR, equal_nan=True)


def first_street(city: City, kind: str) -> str:
    streets = city.streets
    return str(streets.index[(streets["class"] == kind) & streets["name"].notna()][40])


def free_square(city: City, size_m: float) -> shapely.Polygon:
    """Return a square near the centre, in longitude and latitude, on which nothing stands."""
    lon, lat = city.recipe.centre_lonlat
    steps = sorted(
        ((x, y) for x in range(-25, 26) for y in range(-25, 26)), key=lambda step: step[0] ** 2 + step[1] ** 2
    )
    for x, y in steps:
        west, south = lon + x * 6e-4, lat + y * 6e-4
        square = shapely.box(west, south, west + size_m / 78_000, south + size_m / 111_000)
        if not AddBuilding(place=square, storeys=1).check(city) and not AddPark(place=square).check(city):
            return square
    raise AssertionError("no free square")


def across_blocks(city: City) -> list[tuple[float, float]]:
    """Return a line between houses, of two named streets' beginnings 300 m apart or more, in longitude and latitude."""
    named = city.streets[city.streets["name"].notna() & (city.streets["class"] == "residential")]
    starts = shapely.get_point(np.asarray(named.geometry.values, dtype=object), 0)
    away = shapely.distance(starts, starts[0])
    far = starts[away > 300][np.argsort(away[away > 300])]
    built = np.unique(city.buildings.sindex.query(shapely.shortest_line(starts[0], far), predicate="intersects")[0])
    other = np.delete(far, built)[0]
    return [city.frame.to_lonlat_points(point.x, point.y) for point in (starts[0], other)]


CHANGES: Mapping[str, Callable[[Scenario, City], Scenario]] = {
    "a closed street": lambda plan, city: plan.close_street(first_street(city, "residential")),
    "a street without cars": lambda plan, city: plan.close_street(first_street(city, "secondary"), modes=["car"]),
    "a street for its residents": lambda plan, city: plan.change_object(
        "streets", first_street(city, "residential"), access="private"
    ),
    "a new street": lambda plan, city: plan.add_street(across_blocks(city), highway="residential", bridge=True),
    "a tower": lambda plan, city: plan.add_building(free_square(city, 20), storeys=12, use="apartments"),
    "a house gone": lambda plan, city: plan.demolish(str(city.buildings.index[city.buildings["residents"] > 5][7])),
    "a park and chargers": lambda plan, city: plan.add_park(free_square(city, 90)).add_charging_stations(
        tuple(city.recipe.centre_lonlat)
    ),
}


@pytest.fixture(scope="module")
def demo(demo_store_folder: Path) -> City:
    return City.open(demo_store_folder)


@pytest.fixture(scope="module")
def timisoara(timisoara_store_folder: Path) -> City:
    return City.open(timisoara_store_folder)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_edited_city_measures_what_it_would_measure_anew(
    change: Callable[[Scenario, City], Scenario], demo: City
) -> None:
    edited = change(demo.scenario("A"), demo).applied
    assert differences(measure(edited), measure(edited.anew())) == []


@pytest.mark.parametrize("name", ["a closed street", "a tower"])
def test_the_edited_real_city_measures_what_it_would_measure_anew(name: str, timisoara: City) -> None:
    edited = CHANGES[name](timisoara.scenario("A"), timisoara).applied
    assert differences(measure(edited), measure(edited.anew())) == []


def test_what_an_edit_cannot_change_is_the_answer_of_the_base(demo: City) -> None:
    before = measure(demo)
    after = measure(CHANGES["a park and chargers"](demo.scenario("A"), demo).applied)
    assert after["fifteen_minutes_walk"] is not before["fifteen_minutes_walk"]
    assert after["trees"] is before["trees"]
    assert after["minutes_to_centre_car"] is before["minutes_to_centre_car"]


class Watched(Mapping[str, Layer]):
    """Layers that remember which of them were looked at."""

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        self.layers, self.seen = layers, set[str]()

    def __getitem__(self, name: str) -> Layer:
        self.seen.add(name)
        return self.layers[name]

    def __contains__(self, name: object) -> bool:
        return name in self.layers

    def __iter__(self) -> Iterator[str]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)


@pytest.mark.parametrize("id", list(indicators()))
def test_an_indicator_looks_at_what_it_says_alone(id: str, demo: City) -> None:
    graph, watched = demo.mobility, Watched(demo.layers)
    asked: list[str] = []

    def read_graph() -> object:
        asked.append(WAYS)
        return graph

    measure(replace(demo, layers=watched, read_graph=read_graph), ids=[id])
    reads = indicators()[id].reads
    assert watched.seen <= set(reads)
    assert not asked or any(name.startswith((WAYS, WAYS_OF, TIMETABLE)) for name in reads)
