import pytest

from tests.twin.measured_town import NODES, town
from tests.twin.tiny_graph import ORIGIN, graph_of
from twin.city import City
from twin.indicators import measure
from twin.measurement import Measurement
from twin.resident_reach import residents

GAP = graph_of([*NODES, (2500, 0), (2600, 0)], [(0, 1), (1, 2), (2, 3), (3, 4, {"car_s": None}), (5, 6)], origin=ORIGIN)


def one(city: City, id: str) -> Measurement:
    return measure(city, ids=[id])[id]


def test_minutes_to_the_centre_are_the_mean_of_residents() -> None:
    found = one(town([(600, 5, 3), (1200, 5, 1)]), "minutes_to_centre_walk")
    assert found.value == pytest.approx((3 * 10 + 1 * 20) / 4, rel=1e-4)
    assert found.worst_tenth == pytest.approx(20.0, rel=1e-4)


def test_who_cannot_get_to_the_centre_is_left_out_and_it_is_said() -> None:
    found = one(town([(600, 5, 3), (2550, 5, 1)], graph=GAP), "minutes_to_centre_walk")
    assert found.value == pytest.approx(10.0, rel=1e-4)
    assert found.note == "of those who can get there"


def test_without_lines_the_minutes_by_public_transport_are_not_known() -> None:
    assert "no lines of public transport" in str(one(town([(600, 5, 3)]), "minutes_to_centre_transit").unknown)


def test_who_has_no_way_or_no_street_for_cars_is_cut_off() -> None:
    city = town([(600, 5, 10), (1990, 310, 2), (1990, 5, 4)], graph=GAP)
    found = one(city, "residents_cut_off")
    assert found.kinds is not None
    assert found.kinds["value"].to_dict() == {"walk": 2.0, "car": 6.0}  # 310 m from the street; 490 m from one for cars
    assert found.value == 6.0


# A street of 2 km with a node every 100 m; cars take a tenth of the time that walkers take.
AVENUE = graph_of([(100 * k, 0) for k in range(21)], [(k, k + 1, {"car_s": 10}) for k in range(20)], origin=ORIGIN)


def test_cars_stop_where_their_streets_end_now_and_people_walk_on() -> None:
    homes = [(150, 5, 1), (1200, 5, 30)]
    before, after = (town(homes, graph=each) for each in (AVENUE, AVENUE.closing([3], modes=["car"])))
    assert one(before, "minutes_to_centre_car").value == pytest.approx((15 + 30 * 120) / 60 / 31, rel=1e-4)
    found, cut = one(after, "minutes_to_centre_car"), one(after, "residents_cut_off")
    assert found.value == pytest.approx((80 + 400) / 60, rel=1e-4)  # to 400 m before the centre, and on foot
    assert "on foot from there" in found.note
    assert cut.kinds is not None
    assert cut.kinds["value"].to_dict() == {"walk": 0.0, "car": 1.0}  # their street has no way out


@pytest.mark.parametrize("others", [3, 30])
def test_where_many_still_get_to_the_centre_by_car_it_stays_where_it_is(others: int) -> None:
    found = one(
        town([(150, 5, 5), (1200, 5, others)], graph=AVENUE.closing([3], modes=["car"])), "minutes_to_centre_car"
    )
    assert found.value == pytest.approx(15 / 60, rel=1e-4)
    assert found.note == "of those who can get there"


def test_nobody_walks_from_far_away_to_the_centre_after_driving() -> None:
    city = town([(1000, 5, 1), (1900, 5, 3)], graph=AVENUE.closing([8, 16], modes=["car"]))
    assert one(city, "residents_cut_off").value == 4.0


def test_where_no_way_on_foot_leads_on_nobody_drives_there_to_walk() -> None:
    shut = AVENUE.closing([3])  # as bridges all closed: those on this side are no more than a few
    city = town([(150, 5, 1), (1200, 5, 30)], graph=shut)
    assert one(city, "minutes_to_centre_car").value == pytest.approx(15 / 60, rel=1e-4)
    assert one(city, "residents_cut_off").value == 30.0


def test_a_way_round_three_sides_of_a_square_is_a_detour_of_3() -> None:
    graph = graph_of([(0, 0), (0, 1000), (1000, 1000), (1000, 0)], [(0, 1), (1, 2), (2, 3)], origin=ORIGIN)
    city = town([(0, 0, 1), (1000, 0, 1)], graph=graph)
    assert one(city, "detour_walk").value == pytest.approx(3.0, rel=1e-6)


def test_a_straight_street_has_no_detour() -> None:
    assert one(town([(100, 0, 1), (900, 0, 5)]), "detour_bike").value == pytest.approx(1.0, rel=1e-6)


def test_homes_nearer_than_500_m_say_nothing_of_detours() -> None:
    assert "500 m to 5 km" in str(one(town([(0, 0, 1), (400, 0, 1)]), "detour_car").unknown)


def test_residents_are_as_many_as_their_buildings_have() -> None:
    assert residents(town([(600, 5, 3), (1200, 5, 1), (10, 5, 0)]))["residents"].tolist() == [3.0, 1.0]
