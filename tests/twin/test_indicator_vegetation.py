import numpy as np
import pytest
import shapely

from tests.layers.tables import square
from tests.twin.measured_town import town, with_objects
from twin.city import City
from twin.indicators import measure
from twin.measurement import Measurement

QUARTER = [shapely.box(0, 0, 100, 100)]


def seen(*index: float, neighbourhoods: object = QUARTER) -> City:
    """Cells of 50 m from the corner of the quarter eastward."""
    cells = [square(50 * k, 0, 50) for k in range(len(index))]
    city = town([(500, 50, 2)], neighbourhoods=neighbourhoods)  # type: ignore[arg-type]
    return with_objects(city, "vegetation", cells, ndvi=list(index), tier=["derived"] * len(cells))


def one(city: City, id: str) -> Measurement:
    return measure(city, ids=[id])[id]


def test_greenness_is_the_mean_of_cells_by_neighbourhood_without_water() -> None:
    found = one(seen(0.2, 0.6, 0.8, -0.3), "mean_ndvi")
    assert found.value == pytest.approx((0.2 + 0.6 + 0.8) / 3)
    assert found.by_neighbourhood.to_dict() == pytest.approx({"area/0": 0.4, "": 0.8})
    assert found.tier == "derived"


def test_a_neighbourhood_that_was_not_seen_is_not_known() -> None:
    far = [*QUARTER, shapely.box(5000, 5000, 5100, 5100)]
    city = with_objects(seen(0.2, neighbourhoods=far), "vacant_land", [square(0, 0, 10)], **{"class": ["untended"]})
    for id in ("mean_ndvi", "untended_land_ha"):
        assert np.isnan(one(city, id).by_neighbourhood["area/1"]), id


def test_a_mean_of_part_of_the_city_says_so() -> None:
    assert "did not see all" in one(seen(0.2), "mean_ndvi").note


def test_green_areas_carry_their_index_to_be_painted() -> None:
    parks = [square(0, 0, 100), square(200, 0, 100)]
    columns = {"class": ["park", "park"], "ndvi": [0.5, np.nan], "area_m2": [1e4, 1e4]}
    found = one(with_objects(seen(0.2), "green_space", parks, **columns), "mean_ndvi")
    assert found.object_layer == "green_space"
    assert found.objects is not None
    assert found.objects.dropna().to_dict() == {"green_space/0": 0.5}
    assert found.kinds is not None
    assert found.kinds["value"].to_dict() == {"park": 0.5}


def test_what_may_be_untended_is_counted_apart_from_vacant_land() -> None:
    shapes = [square(0, 0, 100), square(200, 0, 100)]
    city = with_objects(seen(0.2), "vacant_land", shapes, **{"class": ["untended", "brownfield"]})
    assert one(city, "untended_land_ha").value == pytest.approx(1.0)
    assert one(city, "vacant_land_ha").value == pytest.approx(1.0)
    assert one(city, "vacant_land_ha").by_neighbourhood["area/0"] == pytest.approx(0.0)


def test_without_a_picture_it_is_not_known_and_says_how_to_get_it() -> None:
    found = one(town([(50, 50, 6)]), "mean_ndvi")
    assert np.isnan(found.value)
    assert "--ndvi RED NIR" in str(found.unknown)
