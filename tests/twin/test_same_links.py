"""What an edited city takes over of its base's links, places and facts is what would be made anew."""

import random
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.twin.edited_town import lonlat, town_by_chance
from tests.twin.test_opened_places import town_of_homes
from twin.changed_streets import facts_of_streets
from twin.city import City
from twin.destinations import object_places, places_after
from twin.homes import home_places
from twin.same_links import links_now
from twin.scenario import Scenario, ScenarioError

MODES = ("walk", "wheelchair", "bike", "car")
wide_town = cache(lambda seed: town_by_chance(Path(mkdtemp()), seed))


def edited(city: City, seed: int) -> Scenario:
    """Return a scenario with a drawn way, and by chance a street that is gone, closed, or left to those beside it."""
    chance, plan = random.Random(seed), city.scenario("ways")
    ids = chance.sample(city.streets.index.tolist(), 3)
    line = [lonlat(chance.uniform(-80, 440), chance.uniform(-80, 440)) for _ in range(2)]
    kind = chance.choice(["footway", "cycleway", "residential"])
    edits = [
        lambda s: s.add_street(line, highway=kind),
        lambda s: s.remove_object("streets", ids[0]),
        lambda s: s.close_street(ids[1], modes=chance.sample(MODES[:1] + MODES[2:], 2)),
        lambda s: s.change_object("streets", ids[2], sidewalk="separate", foot="use_sidepath"),
    ]
    for edit in [edits[0], *chance.sample(edits[1:], chance.randint(0, 3))]:
        try:
            plan = edit(plan)
        except ScenarioError:
            continue
    return plan


@settings(max_examples=10, deadline=None)
@given(town_seed=st.integers(0, 2), seed=st.integers(0, 10_000))
def test_places_of_homes_and_objects_are_those_made_anew(town_seed: int, seed: int) -> None:
    base = town_of_homes(town_seed)
    city = edited(base, seed).applied
    anew, now = city.anew(), links_now(city)
    if now is None:
        return
    shops = np.asarray(city.layers["amenities"].table.geometry.values, dtype=object)
    parks = np.asarray(city.layers["green_space"].table.geometry.values, dtype=object)
    for mode in MODES:
        assert_same(home_places(city, mode), home_places(anew, mode))
        for shapes in (shops, parks):
            before = object_places(base.mobility, shapes, mode=mode)
            taken = places_after(city, now, before, shapes, mode=mode)
            assert_same(taken, object_places(anew.mobility, shapes, mode=mode))


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    columns = [name for name in ("object", "link", "fraction", "snap_m") if name in other]
    pd.testing.assert_frame_equal(one[columns], other[columns], check_exact=True)


@settings(max_examples=10, deadline=None)
@given(town_seed=st.integers(0, 2), seed=st.integers(0, 10_000))
def test_facts_of_streets_are_those_made_anew(town_seed: int, seed: int) -> None:
    for base in (town_of_homes(town_seed), wide_town(town_seed)):
        city = edited(base, seed).applied
        pd.testing.assert_frame_equal(facts_of_streets(city), facts_of_streets(city.anew()))


def test_most_links_beside_a_drawn_way_are_taken_over() -> None:
    base = town_of_homes(1)
    line = [lonlat(0, 60), lonlat(360, 60)]
    city = base.scenario("A").add_street(line, highway="residential").applied
    now = links_now(city)
    assert now is not None
    kept = np.flatnonzero(now >= 0)
    assert 0 < len(kept) < len(now)  # the streets it crosses are cut
    street = base.mobility.links["street"].astype(object), city.mobility.links["street"].astype(object)
    assert (street[0].to_numpy()[kept] == street[1].to_numpy()[now[kept]]).all()
    assert links_now(city.anew()) is None
    assert links_now(base) is None


@pytest.mark.parametrize("mode", MODES)
def test_an_edit_apart_from_ways_keeps_the_places_themselves(mode: str) -> None:
    base = town_of_homes(2)
    city = base.scenario("A").limit_speed(base.streets.index[0], kmh=10).applied
    assert home_places(city, mode) is home_places(base, mode)
