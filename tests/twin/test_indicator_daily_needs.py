import dataclasses

import pytest
import shapely

from tests.layers.tables import square
from tests.twin.measured_town import town, with_objects
from twin.city import City
from twin.indicators import measure
from twin.measurement import Measurement

# 900 s is 900 m here: who lives at 700 is 700 m from all that stands at 0, who lives at 1000 is too far.
HOMES = [(700, 5, 3), (1000, 5, 1)]


def one(city: City, id: str) -> Measurement:
    return measure(city, ids=[id])[id]


def served(city: City, *, school_kind: str = "school", health: str = "pharmacy") -> City:
    classes, kinds = ["school", "kindergarten", "grocery", health], [school_kind, "kindergarten", "supermarket", health]
    points = [shapely.Point(0, 0)] * len(classes)
    city = with_objects(city, "amenities", points, **{"class": classes, "kind": kinds})
    city = with_objects(city, "green_space", [square(-50, -25, 50)], **{"class": ["park"]})
    return with_objects(city, "transit", [shapely.Point(0, 0)], **{"class": ["bus"]})


def test_all_needs_within_15_minutes_serve_who_reaches_the_farthest() -> None:
    found = one(served(town(HOMES)), "fifteen_minutes_walk")
    assert found.value == pytest.approx(75.0)
    assert found.worst_tenth == pytest.approx(1000 / 60)
    assert found.kinds is not None
    assert set(found.kinds.index) == {"school", "kindergarten", "grocery", "health", "park", "stop", "all"}
    assert found.kinds["value"].tolist() == [75.0] * 7


def test_a_driving_school_is_no_school() -> None:
    found = one(served(town(HOMES), school_kind="driving_school"), "fifteen_minutes_walk")
    assert str(found.unknown).startswith("not known, because this city has no “School” in the layer “Amenities”")


def test_an_amenity_without_a_kind_counts_by_its_class() -> None:
    city = served(town(HOMES))
    table = city.amenities.assign(kind=None)
    bare = city.with_layer(dataclasses.replace(city.layers["amenities"], table=table))
    assert one(bare, "fifteen_minutes_walk").value == pytest.approx(75.0)


def test_a_person_who_may_not_pass_a_street_is_not_served() -> None:
    city = served(town(HOMES))
    city.mobility.arcs["wheelchair"] = [float("inf")] * len(city.mobility.arcs)
    assert one(city, "fifteen_minutes_wheelchair").value == 0.0


def test_a_stop_is_near_within_500_m_and_a_station_within_1_km() -> None:
    city = with_objects(town([(490, 5, 1), (990, 5, 2), (1600, 5, 5)]), "transit", [shapely.Point(0, 0)] * 2,
                        **{"class": ["tram", "train"]})  # fmt: skip
    assert one(city, "residents_near_stop").value == pytest.approx(100 * 3 / 8)
    bus = with_objects(city, "transit", [shapely.Point(0, 0)], **{"class": ["bus"]})
    assert one(bus, "residents_near_stop").value == pytest.approx(100 / 8)
