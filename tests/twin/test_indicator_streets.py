import pytest
import shapely

from tests.twin.measured_town import town, with_objects
from twin.city import City
from twin.indicators import measure
from twin.measurement import Measurement

HUNDRED = shapely.LineString([(0, 0), (100, 0)])


def space(city: City) -> Measurement:
    return measure(city, ids=["street_space_for_people"])["street_space_for_people"]


def streets(*rows: tuple[str, float], **columns: object) -> City:
    said = {"class": [kind for kind, _ in rows], "width_m": [width for _, width in rows]}
    tiers = {"width_tier": ["estimated"] * len(rows)}
    return with_objects(town([]), "streets", [HUNDRED] * len(rows), **said, **tiers, **columns)


def test_a_footway_of_2_m_beside_6_m_for_cars_is_a_quarter() -> None:
    found = space(streets(("residential", 6), ("footway", 2)))
    assert found.value == pytest.approx(25.0)
    assert found.kinds is not None
    assert found.kinds["value"].to_dict() == pytest.approx(
        {"cars": 0.06, "walking": 0.02, "cycling": 0, "shared": 0, "parking": 0}
    )


def test_pavements_that_are_a_tag_count_1_5_m_a_side() -> None:
    assert space(streets(("residential", 6), sidewalk=["both"])).value == pytest.approx(100 * 3 / 9)


def test_a_pavement_mapped_as_a_line_of_its_own_counts_once() -> None:
    assert space(streets(("residential", 6), ("footway", 2), sidewalk=["separate", None])).value == pytest.approx(25.0)


def test_a_lane_for_bicycles_is_taken_off_the_carriageway() -> None:
    lane = {"class": ["lane"], "street_id": ["streets/0"], "width_m": [1.5], "width_tier": ["mapped"]}
    found = space(with_objects(streets(("residential", 6)), "bike_lanes", [HUNDRED], **lane))
    assert found.kinds is not None
    assert found.kinds.loc[["cars", "cycling"], "value"].tolist() == pytest.approx([0.045, 0.015])


def test_a_square_counts_by_its_area() -> None:
    around = shapely.LineString([(0, 0), (40, 0), (40, 40), (0, 40), (0, 0)])
    columns = {"class": ["pedestrian"], "width_m": [6.0], "width_tier": ["estimated"], "area": ["yes"]}
    found = space(with_objects(town([]), "streets", [around], **columns))
    assert found.kinds is not None
    assert found.kinds.loc["walking", "value"] == pytest.approx(0.16)


def test_estimated_widths_are_told() -> None:
    found = space(streets(("residential", 6), ("footway", 2)))
    assert found.coverage["widths, by street area"] == {"estimated": 1.0}
