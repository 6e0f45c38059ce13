from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from geodata.clean import clean_lines, clean_points, clean_polygons, without_specks
from geodata.frame import CityFrame
from geodata.osm import osm_bounds, read_osm
from geodata.report import Report
from geodata.selection import OsmSelection
from layers.triangulation import triangulated

SQUARE = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)])
BOW_TIE = Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])  # two triangles of 4 m² that meet at (2, 2)


def table(**shapes: object) -> gpd.GeoDataFrame:
    values = {"name": [f"the {k}" for k in shapes]}
    return gpd.GeoDataFrame(values, index=list(shapes), geometry=list(shapes.values()), crs="EPSG:3844")


def polygons(**shapes: object) -> tuple[gpd.GeoDataFrame, Report]:
    return clean_polygons(table(**shapes), layer="b", min_area_m2=1.0)


def entries(report: Report) -> list[tuple[str, str, int]]:
    return [(e.action, e.reason, e.count) for e in report.entries]


def test_a_sound_polygon_stays_as_it_is() -> None:
    cleaned, report = polygons(a=SQUARE)
    assert cleaned.loc["a", "geometry"].equals_exact(SQUARE)
    assert cleaned.loc["a", "name"] == "the a"
    assert report == Report()


def test_the_given_table_is_not_changed() -> None:
    given = table(a=BOW_TIE, b=None)
    clean_polygons(given, layer="b", min_area_m2=1.0)
    assert given.loc["a", "geometry"] is not None
    assert not given.loc["a", "geometry"].is_valid
    assert len(given) == 2


def test_null_and_empty_geometry_is_dropped() -> None:
    cleaned, report = polygons(a=None, b=Polygon(), c=SQUARE)
    assert list(cleaned.index) == ["c"]
    assert entries(report) == [("dropped", "no geometry", 2)]


def test_a_bow_tie_becomes_its_two_triangles() -> None:
    cleaned, report = polygons(a=BOW_TIE)
    assert cleaned.loc["a", "geometry"].geom_type == "MultiPolygon"
    assert cleaned.loc["a", "geometry"].area == pytest.approx(8)
    assert entries(report) == [("repaired", "outline crossing or touching itself, repaired", 1)]


def test_a_spike_is_cut_off() -> None:
    cleaned, _ = polygons(a=Polygon([(0, 0), (4, 0), (4, 4), (4, 9), (4, 4), (0, 4)]))
    assert cleaned.loc["a", "geometry"].equals(SQUARE)


def test_an_outline_folded_onto_itself_is_dropped() -> None:
    cleaned, report = polygons(a=Polygon([(0, 0), (4, 0), (0, 0)]), b=SQUARE)
    assert list(cleaned.index) == ["b"]
    assert entries(report) == [("dropped", "no area is left after repair", 1)]


def test_a_hole_that_sticks_out_takes_only_what_lies_inside() -> None:
    cleaned, _ = polygons(a=Polygon(SQUARE.exterior, [[(3, 1), (6, 1), (6, 2), (3, 2)]]))
    assert cleaned.loc["a", "geometry"].area == pytest.approx(16 - 1)


def test_heights_in_the_coordinates_are_left_out() -> None:
    cleaned, report = polygons(a=shapely.force_3d(SQUARE, 7.0))
    assert not cleaned.loc["a", "geometry"].has_z
    assert entries(report) == [("repaired", "heights in the coordinates, left out", 1)]


def test_a_sliver_is_dropped_and_one_square_metre_stays() -> None:
    cleaned, report = polygons(a=shapely.box(0, 0, 1, 0.99), b=shapely.box(0, 0, 1, 1))
    assert list(cleaned.index) == ["b"]
    assert entries(report) == [("dropped", "smaller than the smallest area believed", 1)]


def test_a_duplicate_is_dropped_wherever_its_outline_begins_and_names_what_stays() -> None:
    turned = Polygon([(4, 4), (0, 4), (0, 0), (4, 0)])
    cleaned, report = polygons(a=SQUARE, b=turned, c=SQUARE.reverse(), d=shapely.box(9, 9, 12, 12))
    assert list(cleaned.index) == ["a", "d"]
    assert report.entries[0].examples == ("b = a", "c = a")


def test_lines_and_points_are_no_areas() -> None:
    cleaned, report = polygons(a=Point(1, 1), b=LineString([(0, 0), (1, 1)]), c=SQUARE)
    assert list(cleaned.index) == ["c"]
    assert entries(report) == [("dropped", "geometry of another kind", 2)]


def test_a_collection_keeps_its_areas() -> None:
    mixed = shapely.GeometryCollection([SQUARE, Point(9, 9), MultiPolygon([shapely.box(10, 0, 12, 2)])])
    cleaned, report = polygons(a=mixed)
    assert cleaned.loc["a", "geometry"].area == pytest.approx(16 + 4)
    assert entries(report) == [("repaired", "parts that are no area, left out", 1)]


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_no_numbers_are_dropped(wrong: float) -> None:
    given = table(a=Point(wrong, 1), b=Point(1, 1))
    cleaned, report = clean_points(given, layer="p")
    assert list(cleaned.index) == ["b"]
    assert report.count("p", "dropped") == 1
    with np.errstate(invalid="ignore"):  # shapely warns of what this test is about
        bent = table(a=LineString([(0, 0), (wrong, 1), (2, 2)]), b=LineString([(0, 0), (1, 1)]))
    assert list(clean_lines(bent, layer="l")[0].index) == ["b"]


def test_a_line_without_length_is_dropped() -> None:
    cleaned, report = clean_lines(table(a=LineString([(1, 1), (1, 1)]), b=LineString([(0, 0), (3, 4)])), layer="l")
    assert list(cleaned.index) == ["b"]
    assert entries(report) == [("dropped", "a line without length", 1)]


def test_an_empty_table_stays_empty_in_its_crs() -> None:
    for cleaned, report in (
        polygons(),
        clean_lines(table(), layer="l"),
        clean_points(table(), layer="p"),
    ):
        assert (len(cleaned), cleaned.crs, report) == (0, "EPSG:3844", Report())


def test_every_real_footprint_can_be_cut_into_triangles(timisoara_osm: Path) -> None:
    frame = CityFrame.from_lonlat(osm_bounds(timisoara_osm), crs="EPSG:3844")
    found = read_osm(timisoara_osm, {"b": OsmSelection({"building": None}, ("polygon",))}, frame=frame)[0]["b"]
    cleaned, report = clean_polygons(found, layer="b", min_area_m2=1.0)
    shapes = np.asarray(cleaned.geometry.values, dtype=object)
    assert len(shapes) > 44_000
    assert len(found) == len(shapes) + report.count("b", "dropped")
    assert shapely.is_valid(shapes).all()
    plan = triangulated(shapes)
    a, b, c = (plan.xy[plan.triangles[:, i]] for i in range(3))
    made = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum() / 2
    assert made == pytest.approx(shapely.area(shapes).sum(), rel=1e-9)


def test_specks_that_a_touching_outline_leaves_are_left_out() -> None:
    """Parts and holes between points that rounding has put apart: nothing can be built on them."""
    speck = [(5, 5), (5.00001, 5), (5, 5.00001)]
    thin = [(1, 1), (9, 1), (9, 1.00001)]
    square = [(0, 0), (10, 0), (10, 10), (0, 10)]
    far = [(20, 0), (30, 0), (30, 10)]
    shapes = np.array(
        [shapely.Polygon(square, [speck, thin]), shapely.MultiPolygon([(square, []), (speck, [])]),
         shapely.MultiPolygon([(square, []), (far, [])])], dtype=object,
    )  # fmt: skip
    made = without_specks(shapes)
    assert [shape.equals(shapely.Polygon(square)) for shape in made] == [True, True, False]
    assert made[2] is shapes[2]
