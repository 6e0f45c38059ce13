import numpy as np
import pandas as pd
import pytest

from twin.charging import catchment_supply, supply_of


def stations(**columns: list[object]) -> pd.DataFrame:
    empty: dict[str, list[object]] = {"capacity": [None], "sockets": [None], "power_kw": [None]}
    count = max(len(c) for c in columns.values())
    filled = {name: columns.get(name, one * count) for name, one in empty.items()}
    return pd.DataFrame(filled, index=[f"node/{n}" for n in range(1, count + 1)])


def test_sockets_are_counted_before_places() -> None:
    made = supply_of(stations(sockets=["Type 2: 2, CHAdeMO: 1"], capacity=[5], power_kw=[50.0])).stations
    assert made.loc["node/1"].to_dict() == {"sockets": 3.0, "kw": 150.0}


def test_a_socket_without_a_number_counts_once() -> None:
    assert supply_of(stations(sockets=["Type 2, CCS 2: 2"])).stations["sockets"].tolist() == [3.0]


def test_what_is_not_mapped_is_assumed_and_counted() -> None:
    supply = supply_of(stations(capacity=[1, 3, 4, None], power_kw=[11.0, None, None, None]))
    assert supply.stations["sockets"].tolist() == [1.0, 3.0, 4.0, 3.0]
    assert supply.stations["kw"].tolist() == [11.0, 66.0, 88.0, 66.0]
    assert [(e.action, e.count) for e in supply.report.entries] == [("assumed", 1), ("assumed", 3)]


def test_stations_that_say_nothing_have_one_socket_each() -> None:
    assert supply_of(stations(capacity=[None, None])).stations["sockets"].tolist() == [1.0, 1.0]


def test_each_home_has_its_share_of_the_stations_in_reach() -> None:
    """Station A (2 sockets) is reached by homes of 100 and 300 people, B (4 sockets) by the second alone."""
    seconds = np.array([[60.0, 900.0], [60.0, 60.0], [np.inf, np.inf]])
    found = catchment_supply(seconds, np.array([2.0, 4.0]), np.array([100.0, 300.0, 50.0]), reach_s=300)
    assert found.tolist() == [5.0, pytest.approx(5.0 + 4000 / 300), 0.0]


def test_shares_add_up_to_what_the_stations_in_reach_offer() -> None:
    random = np.random.default_rng(1)
    seconds, residents = random.uniform(0, 600, (40, 5)), random.uniform(1, 9, 40)
    found = catchment_supply(seconds, np.arange(1.0, 6.0), residents, reach_s=400)
    assert (found * residents).sum() == pytest.approx(15.0 * 1000)


def test_a_station_nobody_reaches_serves_nobody() -> None:
    assert catchment_supply(np.array([[np.inf]]), np.array([2.0]), np.array([10.0]), reach_s=300).tolist() == [0.0]
