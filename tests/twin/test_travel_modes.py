import numpy as np
import pandas as pd
import pytest

from twin.travel_modes import (
    CAR_SIGNAL_S,
    TRAVEL_MODES,
    WALK_SIGNAL_S,
    pushing_kmh,
    speed_kmh,
    surface_share,
)

GRADES = np.linspace(-0.4, 0.4, 161)


def _at(mode: str, *grades: float) -> list[float]:
    return [round(float(v), 2) for v in speed_kmh(TRAVEL_MODES[mode], np.array(grades))]


def test_an_adult_walks_as_tobler_says() -> None:
    # 6 exp(-3.5 * 0.05) = 5.04; 6 at -5 %; 6 exp(-3.5 * 0.15) = 3.55 at 10 %
    assert _at("walk", 0, -0.05, 0.10) == [5.04, 6.0, 3.55]


def test_a_bicycle_loses_more_uphill_than_it_gains_downhill() -> None:
    # 18.4 - 1.44 * 5 = 11.2; 18.4 + 0.86 * 5 = 22.7
    assert _at("bike", 0, 0.05, -0.05) == [18.4, 11.2, 22.7]


def test_steep_slopes_neither_stop_a_bicycle_nor_let_it_fly() -> None:
    assert _at("bike", 0.3, -0.3) == [4.0, 35.0]


def test_a_car_does_not_mind_slopes() -> None:
    assert _at("car", -0.1, 0.1) == [50.0, 50.0]


@pytest.mark.parametrize(
    ("slower", "faster"),
    [("wheelchair", "walk"), ("older_person", "walk"), ("pram", "walk"), ("child", "walk"), ("bike_cautious", "bike")],
)
def test_a_person_is_nowhere_faster_than_who_they_are_compared_with(slower: str, faster: str) -> None:
    assert (speed_kmh(TRAVEL_MODES[slower], GRADES) <= speed_kmh(TRAVEL_MODES[faster], GRADES) + 1e-9).all()


def test_pushing_a_bicycle_is_slower_than_walking_and_than_riding() -> None:
    assert pushing_kmh(np.array([0.0]))[0] == pytest.approx(4.53, abs=0.01)
    assert (pushing_kmh(GRADES) < speed_kmh(TRAVEL_MODES["walk"], GRADES)).all()


def test_a_signal_costs_walkers_half_the_square_of_red_by_the_cycle() -> None:
    assert pytest.approx((90 - 25) ** 2 / (2 * 90)) == WALK_SIGNAL_S
    assert pytest.approx(18.9, abs=0.1) == CAR_SIGNAL_S


def test_gravel_slows_a_bicycle_but_not_a_walker() -> None:
    surface, smoothness = pd.Series(["gravel", None, "sett"]), pd.Series([None, None, "good"])
    assert surface_share(TRAVEL_MODES["bike"], surface, smoothness).tolist() == [0.4, 1.0, 0.9]
    assert surface_share(TRAVEL_MODES["walk"], surface, smoothness).tolist() == [1.0, 1.0, 1.0]


def test_modes_are_named_as_agreed() -> None:
    agreed = "walk wheelchair older_person pram child bike bike_cautious car transit"
    assert list(TRAVEL_MODES) == agreed.split()
