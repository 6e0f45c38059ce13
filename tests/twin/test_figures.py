"""Flat pictures: shapes painted with their holes, plans of where people live, figures that say whose data they show."""

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from shapely import LineString, MultiPolygon, box

from twin.city import City
from twin.figures import draw_plan, paint, sign

COURT = box(0, 0, 10, 10).difference(box(4, 4, 6, 6))


@pytest.fixture
def axes() -> Axes:
    return Figure(figsize=(4, 4)).subplots()


def test_a_courtyard_is_left_out() -> None:
    canvas = FigureCanvasAgg(Figure(figsize=(1, 1), dpi=100))
    axes = canvas.figure.add_axes((0, 0, 1, 1), xlim=(0, 10), ylim=(0, 10))
    paint(axes, gpd.GeoSeries([COURT]), colour="#ff0000")
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    assert pixels[20, 20].tolist() == [255, 0, 0, 255]
    assert pixels[50, 50].tolist() == [255, 255, 255, 255]


def test_a_shape_of_several_parts_has_one_value(axes: Axes) -> None:
    shapes = gpd.GeoSeries([MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)]), box(4, 0, 5, 1)])
    painted = paint(axes, shapes, values=[1.0, 3.0], most=2.0)
    assert [len(outline.vertices) for outline in painted.get_paths()] == [10, 5]
    assert painted.get_clim() == (1.0, 2.0)


def test_where_there_is_nothing_to_paint_nothing_is_painted(axes: Axes) -> None:
    paint(axes, gpd.GeoSeries([], crs="EPSG:3844"), values=[])
    paint(axes, gpd.GeoSeries([LineString([(0, 0), (1, 1)])]), colour="red")
    axes.figure.draw_without_rendering()


def test_a_plan_shows_what_it_is_drawn_around(tiny_city: City, axes: Axes) -> None:
    west, south, *_ = tiny_city.buildings.total_bounds
    draw_plan(tiny_city, axes, around=box(west, south, west + 100, south + 50))
    assert axes.get_xlim() == pytest.approx((west - 4, west + 104))
    assert axes.get_ylim() == pytest.approx((south - 4, south + 54))
    assert "20 m" in [text.get_text() for text in axes.texts]


def test_a_plan_of_all_shows_nearly_all_residents(demo_city: City, axes: Axes) -> None:
    draw_plan(demo_city, axes)
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    homes = demo_city.buildings
    inside = homes.centroid.x.between(west, east) & homes.centroid.y.between(south, north)
    shown = homes["residents"][inside].sum() / homes["residents"].sum()
    assert 0.92 <= shown < 1


def test_a_figure_says_what_it_means_and_whose_data_it_shows(tiny_city: City, axes: Axes) -> None:
    figure = axes.figure
    assert isinstance(figure, Figure)
    sign(figure, tiny_city, "Two of three walk farther.")
    said = figure.get_supxlabel()
    assert said.startswith("Two of three walk farther.\nSource: ")
    assert all(source.attribution in " ".join(said.split()) for source in tiny_city.sources)


def test_a_figure_of_made_up_data_says_so_in_each_language(demo_city: City, axes: Axes) -> None:
    figure = axes.figure
    assert isinstance(figure, Figure)
    sign(figure, demo_city, "–")
    assert "Demonstration data. Source" in figure.get_supxlabel()
    sign(figure, demo_city, "–", language="ro")
    assert "Date demonstrative. Sursă" in figure.get_supxlabel()


def test_values_are_painted_from_yellow_to_blue_for_the_colour_blind(axes: Axes) -> None:
    painted = paint(axes, gpd.GeoSeries([box(0, 0, 1, 1), box(2, 0, 3, 1)]), values=[0.0, 1.0])
    painted.update_scalarmappable()
    least, most = np.asarray(painted.get_facecolor())[:, :3]
    assert least.sum() > most.sum()
    assert most.argmax() == 2
