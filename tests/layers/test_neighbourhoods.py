import pytest
import shapely

from layers.neighbourhoods import KIND

from .tables import FLAT, layer_of, raw_table, square


def _place(id: str, shape: shapely.Geometry, name: str | None, kind: str = "suburb"):  # type: ignore[no-untyped-def]
    return id, shape, {"place": kind, "name": name}


def test_two_names_share_the_city_half_and_half() -> None:
    raw = raw_table(
        _place("node/1", shapely.Point(250, 500), "Cetate"), _place("node/2", shapely.Point(750, 500), "Fabric")
    )
    table = layer_of(KIND, raw)[0].table
    assert table["area_m2"].tolist() == [500_000.0, 500_000.0]
    assert table["tier"].tolist() == ["derived", "derived"]
    assert table.geometry.iloc[0].contains(shapely.Point(250, 500))


def test_a_drawn_neighbourhood_stays_as_drawn_and_its_name_is_dropped() -> None:
    raw = raw_table(
        _place("node/1", shapely.Point(900, 900), "Prințul Turcesc-Lunei"),
        _place("node/2", shapely.Point(100, 500), "Fabric"),
        _place("way/3", square(600, 0, 400), "Prințul Turcesc - Lunei"),
    )
    layer, report = layer_of(KIND, raw)
    assert sorted(layer.table.index) == ["node/2", "way/3"]
    assert layer.table.loc["way/3", ["tier", "area_m2"]].tolist() == ["mapped", 160_000.0]
    assert report.count("neighbourhoods", "dropped") == 1


def test_a_derived_neighbourhood_leaves_out_the_drawn_ones() -> None:
    raw = raw_table(
        _place("node/1", shapely.Point(100, 100), "Fabric"), _place("way/2", square(600, 600, 400), "Cetate")
    )
    table = layer_of(KIND, raw)[0].table
    assert table.loc["node/1", "area_m2"] == pytest.approx(1_000_000 - 160_000)


def test_a_place_without_a_name_at_the_same_place_or_outside_is_dropped() -> None:
    raw = raw_table(
        _place("node/1", shapely.Point(500, 500), "Cetate"),
        _place("node/2", shapely.Point(500, 500), "Centru"),
        _place("node/3", shapely.Point(5000, 500), "Departe"),
        _place("node/4", shapely.Point(100, 100), None),
    )
    layer, report = layer_of(KIND, raw)
    assert list(layer.table.index) == ["node/1"]
    assert report.count("neighbourhoods", "dropped") == 3


def test_a_neighbourhood_is_drawn_as_its_border() -> None:
    layer, _ = layer_of(KIND, raw_table(_place("way/1", square(0, 0, 100), "Cetate")))
    assert len(KIND.form(layer.table, FLAT).quads) == 4
