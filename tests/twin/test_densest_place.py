import geopandas as gpd
import pytest
import shapely

from twin.densest_place import densest_place


def buildings(*rows: tuple[float, float, float | None]) -> gpd.GeoDataFrame:
    """Return houses of 10 m at (x, y), with their floor area."""
    shapes = [shapely.box(x, y, x + 10, y + 10) for x, y, _ in rows]
    return gpd.GeoDataFrame({"floor_area_m2": [row[2] for row in rows]}, geometry=shapes, crs="EPSG:3844")


def test_a_city_is_densest_where_most_floor_stands_close_together_not_in_the_middle_of_its_map() -> None:
    hotel, town = (4000.0, 4000.0, 900.0), [(60.0 * i, 0.0, 200.0) for i in range(5)]
    assert densest_place(buildings(hotel, *town)) == pytest.approx([125, 5])


def test_a_building_without_a_known_floor_counts_by_its_footprint() -> None:
    assert densest_place(buildings((0, 0, None), (2000, 0, 99.0))) == pytest.approx([5, 5])


def test_a_city_of_one_house_is_centred_on_it() -> None:
    assert densest_place(buildings((300, 70, 100.0))) == pytest.approx([305, 75])


def test_buildings_without_any_floor_count_by_their_footprints() -> None:
    assert densest_place(buildings((300, 70, 0.0), (340, 70, 0.0))) == pytest.approx([325, 75])
