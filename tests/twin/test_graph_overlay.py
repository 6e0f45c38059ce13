"""The graph of an edited city is the one that would be made anew of its layers."""

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import TwinError
from tests.twin.edited_town import town_by_chance
from tests.twin.same_graph import differences
from twin.city import City
from twin.edit import Edit
from twin.edits import BikeLane, ChangeObject, CloseStreet, LanesToBikeLane, OneWay, RemoveObject, SpeedLimit
from twin.graph_from_city import graph_from_city
from twin.snapping import link_seconds

town = cache(lambda seed: town_by_chance(Path(mkdtemp()), seed))


def edit_by_chance(city: City, chance: random.Random) -> Edit:
    """Return an edit of some streets, which the city may refuse."""
    ids = tuple(chance.sample(city.streets.index.tolist(), chance.randint(1, 3)))
    modes = tuple(chance.sample(["walk", "bike", "car"], chance.randint(1, 3)))
    side, lane = chance.choice(["left", "right", "both"]), chance.choice(["lane", "track"])
    way, except_bicycles = chance.choice(["forward", "backward", "both"]), chance.random() < 0.3
    made: tuple[Edit, ...] = (
        CloseStreet(id="x/1", ids=ids, modes=modes),
        OneWay(id="x/1", ids=ids, way=way, except_bicycles=except_bicycles),
        SpeedLimit(id="x/1", ids=ids, kmh=chance.choice([20, 30, 70])),
        BikeLane(id="x/1", ids=ids, side=side, lane=lane),
        LanesToBikeLane(id="x/1", ids=ids, side=side),
        ChangeObject(id="x/1", layer="streets", ids=ids, columns={"surface": "gravel", "sidewalk": "no"}),
        ChangeObject(id="x/1", layer="streets", ids=ids, columns={"access": "private"}),
    )
    return chance.choice(made)


def edited(city: City, seed: int, *, count: int) -> City:
    """Return the city after some edits by chance; those it refuses are left out."""
    chance = random.Random(seed)
    for _ in range(count):
        edit = edit_by_chance(city, chance)
        if not edit.check(city):
            city = edit.apply(city)
    return city


@settings(max_examples=24, deadline=None)
@given(st.integers(0, 7), st.integers(0, 10_000), st.integers(1, 3))
def test_the_graph_of_an_edited_city_is_the_graph_made_anew(town_seed: int, edit_seed: int, count: int) -> None:
    base = town(town_seed)
    after = edited(base, edit_seed, count=count)
    assert differences(after.mobility, graph_from_city(after), places=4) == []


def test_most_edits_of_streets_need_no_graph_made_anew() -> None:
    cities = [(town(t), edited(town(t), s, count=1)) for t in range(4) for s in range(5)]
    times_only = [after.mobility is base.mobility or after.mobility.changed_modes is not None for base, after in cities]
    assert all(times_only)


def test_a_mode_that_has_not_changed_keeps_its_arcs() -> None:
    base = town(0)
    streets = base.streets.index[base.streets["class"] == "residential"][:2]
    after = base.scenario("A").close_street(*streets, modes=["car"]).applied.mobility
    assert after.changed_modes is not None
    assert "walk" not in after.changed_modes
    assert "car" in after.changed_modes
    assert after.compiled("walk").head.tolist() == base.mobility.compiled("walk").head.tolist()


def test_a_removed_street_makes_the_graph_anew() -> None:
    base = town(0)
    after = RemoveObject(layer="streets", ids=tuple(base.streets.index[:1])).apply(base)
    assert after.mobility.changed_modes is None
    assert differences(after.mobility, graph_from_city(after), places=2) == []


def test_an_edit_apart_from_streets_keeps_the_graph() -> None:
    base = town(0)
    scenario = base.scenario("A").demolish(base.buildings.index[0])
    assert scenario.applied.mobility is base.mobility


@pytest.fixture(scope="module")
def timisoara(timisoara_store_folder: Path) -> City:
    return City.open(timisoara_store_folder)


def _close_bridges(city: City) -> City:
    streets = city.streets
    bridges = streets.index[streets["class"].isin(["primary", "secondary"]) & streets["bridge"].notna()][:4]
    return city.scenario("A").close_street(*bridges).applied


def _lanes_and_limits(city: City) -> City:
    streets = city.streets
    wide = streets.index[(streets["class"] == "secondary") & (streets["lanes"] >= 4)]
    bare = [id for id in wide if id not in set(city.bike_lanes["street_id"])][5:9]
    return city.scenario("A").add_bike_lane(*bare, lane="track").limit_speed(*bare[:2], kmh=33).applied


def _turned_round(city: City) -> City:
    streets = city.streets
    one_way = streets.index[(streets["oneway"] == "yes") & (streets["class"] == "residential")][:3]
    return city.scenario("A").one_way(*one_way, way="reverse").applied


@pytest.mark.parametrize("change", [_close_bridges, _lanes_and_limits, _turned_round])
def test_the_graph_of_the_edited_real_city_is_the_one_made_anew(
    timisoara: City, change: Callable[[City], City]
) -> None:
    after = change(timisoara)
    assert differences(after.mobility, graph_from_city(after), places=3) == []


def test_a_closed_bridge_makes_nothing_faster(timisoara: City) -> None:
    after = _close_bridges(timisoara).mobility
    for mode in ("walk", "bike", "car"):
        for now_s, before_s in zip(link_seconds(after, mode), link_seconds(timisoara.mobility, mode), strict=True):
            assert (now_s >= before_s).all()
        assert after.is_open(mode).sum() < timisoara.mobility.is_open(mode).sum()


def test_a_street_that_is_not_there_is_refused() -> None:
    with pytest.raises(TwinError, match="way/99999"):
        town(0).scenario("A").close_street("way/99999")
