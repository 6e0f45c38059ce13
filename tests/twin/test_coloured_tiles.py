"""Scales have nice limits and colours to both sides; a tile's letters stand in the order of its features."""

import numpy as np
import pandas as pd
import pytest

from geodata.errors import UsageError
from twin.city import City
from twin.coloured_tiles import tile_classes
from twin.comparison import compare
from twin.indicators import measure
from twin.painting import neighbourhood_of, painting_by_column, painting_by_indicator, scopes
from twin.scale import coded, diverging, nice, nice_limits, sequential
from twin.store import write_store
from twin.tiles import tile_ids


def letters(scale: object, *values: float) -> list[int]:
    return scale.class_of(pd.Series(values, dtype=float)).tolist()  # type: ignore[attr-defined]


def test_limits_are_numbers_that_people_remember() -> None:
    assert [nice(v) for v in (0.0, 0.17, 1.2, 7.3, -34.0, 96.0)] == [0.0, 0.15, 1.0, 7.0, -30.0, 100.0]
    assert nice_limits(np.linspace(0, 100, 1001), is_whole=False) == (10, 30, 50, 70, 90, 100)
    assert nice_limits(np.linspace(1.1, 1.5, 101), is_whole=False) == (1.15, 1.2, 1.3, 1.4, 1.45, 1.5)
    assert nice_limits(np.array([]), is_whole=False) == ()


def test_what_has_no_value_has_the_last_class_and_its_own_colour() -> None:
    scale = sequential([1.0, 5.0], limits=(2, 4))
    assert letters(scale, 1.9, 2.0, 4.0, np.nan) == [0, 1, 2, 3]
    assert scale.texts("en") == ["< 2", "2 – 3", "≥ 4", "no value"]
    assert len({each.light for each in scale.classes}) == 4


def test_classes_below_nothing_are_told_in_words_and_no_share_is_more_than_all() -> None:
    below = sequential([-3.0, -1.0, 0.5], limits=(-2.5, -0.5))
    assert below.texts("en")[1] == "−2.5 to −0.5"
    shares = sequential([10.0, 100.0], limits=(80, 100))
    assert shares.texts("en", unit="%")[2] == "100"
    assert shares.texts("en")[2] == "≥ 100"


def test_differences_have_the_same_classes_to_both_sides_and_better_is_blue() -> None:
    scale = diverging([-4.0, -1.0, 0.0, 2.0, np.inf], noticed=0.5, less_is_better=True)
    assert scale.limits == tuple(-limit for limit in reversed(scale.limits))
    first, middle, last = (letters(scale, value)[0] for value in (-100, 0, 100))
    assert scale.texts("en")[middle] == "about the same"
    assert scale.classes[first].light == "#08519c"
    assert scale.classes[last].light == "#b35806"
    more = diverging([-4.0, 4.0], noticed=0.5, less_is_better=False)
    assert more.classes[letters(more, -100)[0]].light == "#b35806"


def test_who_gets_there_only_now_or_no_longer_has_a_class_of_its_own() -> None:
    scale = diverging([1.0], noticed=0.5, less_is_better=True)
    now, no_longer = letters(scale, -np.inf, np.inf)
    assert [scale.texts("en")[at] for at in (now, no_longer)] == ["gets there only now", "no longer gets there"]


def test_codes_that_have_no_title_have_no_colour() -> None:
    scale = coded({"house": "House", "flats": "Flats"})
    assert scale.class_of(pd.Series(["flats", None, "tent", "house"])).tolist() == [1, 2, 2, 0]


def test_letters_stand_in_the_order_of_the_features_of_a_tile(tiny_city: City, tiny_store_folder: object) -> None:
    store = write_store(tiny_city, tiny_store_folder)  # type: ignore[arg-type]
    painting = painting_by_column(tiny_city, "height_m")
    made = tile_classes(painting, tiny_city, store.tiles)
    tiles = [tile for tile in store.tiles.tiles if tile.layer == "buildings"]
    assert set(made) == {tile.hash for tile in tiles}
    for tile in tiles:
        ids = tile_ids(tiny_city.layers["buildings"], tile.cell, tiny_city.frame)
        heights = tiny_city.buildings.loc[ids, "height_m"]
        assert [ord(letter) - ord("A") for letter in made[tile.hash]] == painting.scale.class_of(heights).tolist()


def test_before_and_after_have_one_scale_and_a_home_knows_its_neighbourhood(demo_city: City) -> None:
    street = demo_city.streets.index[demo_city.streets["class"] == "residential"][0]
    made = compare(demo_city, demo_city.scenario("a").close_street(str(street)), ids=["minutes_to_centre_car"])
    board, id = made.after, "minutes_to_centre_car"
    assert scopes(board, id) == ["objects", "neighbourhoods"]
    before, after, steps = (
        painting_by_indicator(board, made, id, side=side, scope="objects", language="en")
        for side in ("before", "after", "difference")
    )  # type: ignore[misc]
    assert before.scale.limits == after.scale.limits
    assert steps.scale.far
    area = painting_by_indicator(board, made, id, side="after", scope="neighbourhoods", language="en")
    house = next(id for id in demo_city.buildings.index if neighbourhood_of(demo_city, str(id)))
    assert area.values[house] == board[id].by_neighbourhood[neighbourhood_of(demo_city, house)]


def test_a_difference_needs_two_cities_and_a_column_has_to_be_known(tiny_city: City) -> None:
    board = measure(tiny_city, ids=["trees", "floor_area_ha"])
    with pytest.raises(UsageError, match="nothing to compare"):
        painting_by_indicator(board, None, "floor_area_ha", side="difference", scope="objects", language="en")
    with pytest.raises(UsageError, match="cannot be painted by"):
        painting_by_column(tiny_city, "geometry")
