from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import shapely

from geodata.errors import InputError, UsageError
from tests.feeds import STEP_M, UNTIMED, timetable_of
from tests.twin.tiny_graph import city_of, graph_of
from twin.city import City
from twin.isochrones import isochrone
from twin.journeys import journey, seconds_by_timetable
from twin.route_texts import instruction
from twin.snapping import Place, place_of, snap

# A street along the stops a, b, c, d of the feed, walked at 1 m/s; the tram leaves a at 8:00, is in c at 8:06.


@pytest.fixture
def city(tmp_path: Path) -> City:
    timetable = timetable_of(tmp_path)
    x, y = timetable.stops.loc["gtfs/stop/a", ["x_m", "y_m"]]
    graph = graph_of([(0, 0), (4 * STEP_M, 0)], [(0, 1)], origin=(float(x), float(y) - 40))
    return city_of(graph, timetable=timetable)


def at(city: City, along_m: float) -> Place:
    link, length_m = city.mobility.links.geometry.values[0], 4 * STEP_M
    x, y = link.coords[0]
    place = place_of(city.mobility, snap(city.mobility, [x], [y], mode="walk").iloc[0])
    return replace(place, link=0, fraction=along_m / length_m, x_m=x + along_m, y_m=y)


def monday(hour: int, minute: int) -> datetime:
    return datetime(2026, 1, 5, hour, minute)


def test_a_trip_is_a_walk_a_wait_a_ride_and_a_walk(city: City) -> None:
    found = journey(city, at(city, 60), at(city, 2 * STEP_M + 30), at=monday(7, 57))
    assert [step.kind for step in found.steps] == ["walk", "ride", "walk"]
    assert [step.seconds for step in found.steps] == pytest.approx([60, 120 + 360, 30], abs=8)
    assert found.steps[1].wait_s == pytest.approx(120, abs=8)
    assert found.seconds == pytest.approx(180 + 360 + 30, abs=8)


def test_its_times_are_those_of_the_timetable(city: City) -> None:
    ride = journey(city, at(city, 0), at(city, 2 * STEP_M), at=monday(7, 50)).steps[-1]
    assert instruction(ride, "en").startswith("Tram 2 from Gara at 08:00 to Parcul at 08:06, after a wait of 1")


def test_departure_and_arrival_are_in_the_zone_of_the_city(city: City) -> None:
    found = journey(city, at(city, 0), at(city, 2 * STEP_M), at=monday(7, 50))
    assert found.departure.isoformat() == "2026-01-05T07:50:00+02:00"
    assert found.arrival - found.departure == timedelta(seconds=found.seconds)


def test_a_time_of_another_zone_is_moved_to_that_of_the_city(city: City) -> None:
    utc = datetime(2026, 1, 5, 5, 50, tzinfo=UTC)
    assert journey(city, at(city, 0), at(city, 2 * STEP_M), at=utc).departure.hour == 7


def test_who_comes_too_late_walks(city: City) -> None:
    found = journey(city, at(city, 0), at(city, 2 * STEP_M), at=monday(8, 1))
    assert [step.kind for step in found.steps] == ["way"]
    assert found.seconds == pytest.approx(2 * STEP_M, rel=0.01)
    assert found.mode == "transit"


def test_who_is_faster_on_foot_walks(city: City) -> None:
    found = journey(city, at(city, 0), at(city, 200), at=monday(7, 50))
    assert found.seconds == pytest.approx(200, abs=1)


def test_an_exact_trip_is_no_estimate(city: City) -> None:
    assert not journey(city, at(city, 0), at(city, 2 * STEP_M), at=monday(7, 50)).is_estimated


def test_a_day_without_timetable_is_refused(city: City) -> None:
    with pytest.raises(UsageError, match="covers 2026-01-05 to"):
        journey(city, at(city, 0), at(city, 500), at=datetime(2027, 1, 1, 8, 0))


def test_a_timetable_without_times_is_refused(city: City, tmp_path: Path) -> None:
    untimed = timetable_of(tmp_path, stop_times=UNTIMED, calendar=None)
    with pytest.raises(UsageError, match="has no times"):
        journey(replace(city, read_timetable=lambda: untimed), at(city, 0), at(city, 500), at=monday(8, 0))


def test_a_city_without_timetable_is_refused(city: City) -> None:
    with pytest.raises(UsageError, match="no timetable"):
        journey(replace(city, read_timetable=lambda: None), at(city, 0), at(city, 500), at=monday(8, 0))


def test_where_nothing_goes_is_said(city: City) -> None:
    x, y = city.mobility.nodes.loc[0, ["x_m", "y_m"]]
    nodes = [(k * 50.0, 0.0) for k in range(30)] + [(k * 50.0, 3000.0) for k in range(30)]
    parts = graph_of(nodes, [(k, k + 1) for k in range(59) if k != 29], origin=(float(x), float(y)))
    town = replace(city, read_graph=lambda: parts)
    far = place_of(parts, snap(parts, [x], [y + 3000], mode="walk").iloc[0])
    with pytest.raises(InputError, match="Nothing goes there"):
        journey(town, at(town, 0), far, at=monday(8, 0))


@pytest.mark.parametrize(("hour", "minute"), [(7, 57), (8, 1)])
def test_a_node_is_reached_when_the_trip_there_arrives(city: City, hour: int, minute: int) -> None:
    start, when = at(city, 60), monday(hour, minute)
    seconds, _ = seconds_by_timetable(city, start, at=when)
    ends = [at(city, along_m) for along_m in (0, 4 * STEP_M)]
    assert list(seconds[:2]) == pytest.approx([journey(city, start, end, at=when).seconds for end in ends], abs=1)


def test_more_is_reached_just_before_the_tram_leaves_than_just_after(city: City) -> None:
    place = at(city, 60)
    before, after = (
        isochrone(city, place, mode="transit", minutes=[20], at=monday(*when)) for when in ((7, 57), (8, 1))
    )
    stop_c = shapely.Point(at(city, 2 * STEP_M).x_m, at(city, 2 * STEP_M).y_m)
    assert before.geometry[0].contains(stop_c)
    assert not after.geometry[0].contains(stop_c)
    assert before.at[0, "area_m2"] > after.at[0, "area_m2"] > 0
    on_foot = isochrone(city, place, mode="walk", minutes=[20])
    assert after.at[0, "area_m2"] == pytest.approx(on_foot.at[0, "area_m2"], rel=0.01)


def test_a_time_is_for_public_transport_alone(city: City) -> None:
    with pytest.raises(UsageError, match="public transport alone"):
        isochrone(city, at(city, 60), mode="walk", minutes=[20], at=monday(8, 0))
