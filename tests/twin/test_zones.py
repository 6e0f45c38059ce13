"""A low-traffic zone beside private streets: trips begin and end in both, and neither lets trips of the other pass."""

import pytest

from tests.tiny import Town
from tests.twin.edited_town import lonlat
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.comparison import compare
from twin.routes import Route, route
from twin.scenario import Scenario
from twin.snapping import place_at
from twin.verification import verify

BY_CAR = "minutes_to_centre_car"


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town whose home drives 400 m north and back to the centre, past a private yard that leads there."""
    made = Town()
    made.block(65, 15, 10, building="house")
    centre, north = made.node(0, 0), made.node(0, 400)
    corner, home = made.node(60, 400), made.node(60, 0)
    made.way_of_nodes([made.node(0, -50), centre, north], highway="primary", name="Calea")  # way/2
    made.way_of_nodes([north, corner, home], highway="residential", name="Strada")  # way/3
    made.way_of_nodes([home, centre], highway="service", access="private")  # way/4
    return city_from_files(Inputs(osm=made.write(tmp_path_factory.mktemp("yard") / "town.osm")))


def zoned(yard: City) -> Scenario:
    return yard.scenario("Zona").low_traffic_zone([lonlat(*at) for at in ((20, -20), (90, -20), (90, 420), (20, 420))])


def by_car(city: City, start: tuple[float, float], end: tuple[float, float]) -> Route:
    """Return the way between two points, in metres east and north of the centre."""
    places = (place_at(city, city.mobility, lonlat(*point), mode="car") for point in (start, end))
    return route(city, *places, mode="car")


def test_nobody_drives_out_of_a_zone_through_a_private_yard(yard: City) -> None:
    plan = zoned(yard)
    assert compare(yard, plan, ids=[BY_CAR]).totals.loc[BY_CAR, "gain"] == 0
    before, after = (by_car(city, (60, 100), (0, 100)) for city in (yard, plan.applied))
    assert before.length_m == after.length_m > 600
    assert verify(plan).holds


def test_who_has_the_yard_drives_out_by_the_zone_too(yard: City) -> None:
    out, back = (by_car(zoned(yard).applied, *ends) for ends in (((50, 0), (60, 200)), ((60, 200), (50, 0))))
    assert out.length_m == pytest.approx(210, abs=2)
    assert back.length_m == pytest.approx(210, abs=2)


def test_from_one_yard_to_another_one_drives_across_the_zone(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = Town()
    made.block(300, 300, 10, building="house")
    main, west, east = made.node(0, -200), made.node(0, 0), made.node(100, 0)
    made.way_of_nodes([made.node(-100, -200), main, west], highway="secondary")
    made.way_of_nodes([west, east], highway="residential")
    for corner, north in ((west, 0), (east, 100)):
        made.way_of_nodes([corner, made.node(north, 80)], highway="service", access="private")
    city = city_from_files(Inputs(osm=made.write(tmp_path_factory.mktemp("yards") / "town.osm")))
    zone = [lonlat(*at) for at in ((5, -20), (120, -20), (120, 20), (5, 20))]
    plan = city.scenario("Zona").low_traffic_zone(zone)
    assert by_car(plan.applied, (0, 60), (100, 60)).length_m == pytest.approx(220, abs=2)
    assert by_car(plan.applied, (100, 60), (0, -100)).length_m == pytest.approx(260, abs=2)


def test_a_new_street_beside_the_zone_may_well_make_somebody_faster(yard: City) -> None:
    plan = zoned(yard).add_street([lonlat(60, 200), lonlat(0, 200)], highway="residential")
    assert compare(yard, plan, ids=[BY_CAR]).totals.loc[BY_CAR, "gain"] > 0
