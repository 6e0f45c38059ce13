"""Flat pictures of a city for notebooks and reports: a pale plan, shapes painted on it, and a line of what they say."""

import textwrap
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geodata.language import DEFAULT_LANGUAGE, N_, translate

from .city import DEMONSTRATION_MARK, City
from .homes import inhabited

INK = "#4a4a4a"
# Layers of the plan from below, pale enough for anything painted on them.
PLAN: Mapping[str, str] = {"water": "#c5dbe8", "buildings": "#e6e6e6", "streets": "#d3d3d3"}
FAR_OFF = 0.02  # of residents left out on each side: a hamlet far off would make all else small
MARGIN = 0.04
BARS_M = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10)
CHARACTERS_PER_INCH = 15  # of text at 9 points
Box = tuple[float, float, float, float]


def draw_plan(city: City, axes: Axes, *, around: BaseGeometry | None = None) -> None:
    """Draw water, buildings and streets in pale colours and a scale bar; north is up.

    `around`: a shape in the frame's CRS to show, else where people live, without the outermost fiftieth of them.
    """
    west, south, east, north = _home_box(city) if around is None else around.bounds
    margin = MARGIN * max(east - west, north - south)
    west, south, east, north = west - margin, south - margin, east + margin, north + margin
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal")
    axes.autoscale(enable=False)
    axes.set_axis_off()
    for layer, colour in PLAN.items():
        if layer in city.layers:
            shown = city.layers[layer].table.geometry.cx[west:east, south:north]
            paint(axes, shown, colour=colour)
            _draw_lines(axes, shown, colour)
    _draw_scale(axes, west + margin / 2, south + margin / 2, east - west)


def paint(
    axes: Axes, shapes: gpd.GeoSeries, *, colour: str | None = None, values: ArrayLike | None = None,
    scale: str = "cividis_r", least: float | None = None, most: float | None = None, label: str = "",
) -> PolyCollection:  # fmt: skip
    """Paint areas in one colour, or each by its value on a scale of colours; the answer can be given to a colour bar.

    `least` and `most`: the ends of the scale, else those of the values. `label` is what the legend says.
    """
    made = PolyCollection([], label=label, facecolors=colour, edgecolors=colour or "face", linewidths=0.3)
    corners, codes = _outlines(np.asarray(shapes.values, dtype=object))
    made.set_verts_and_codes(corners, codes)  # type: ignore[arg-type]  # its types know the codes of one path alone
    if values is not None:
        made.set_array(np.asarray(values, float))
        made.set_cmap(scale)
        made.set_clim(least, most)
    _add(axes, made)
    return made


def sign(figure: Figure, city: City, says: str, *, language: str = DEFAULT_LANGUAGE) -> None:
    """Write below a figure what it says and whose data it shows; that it is made up, where it is.

    A figure with colour bars needs `layout="compressed"` from the start; others get it here.
    """
    sources = ", ".join(dict.fromkeys(translate(source.attribution, language) for source in city.sources))
    signed = f"{translate(N_('Source'), language)}: {sources}"
    if city.is_demo:
        signed = f"{translate(DEMONSTRATION_MARK, language)}. {signed}"
    width = int(figure.get_figwidth() * CHARACTERS_PER_INCH)
    if figure.get_layout_engine() is None:
        figure.set_layout_engine("compressed")
    text = "\n".join(textwrap.fill(line, width) for line in (says, signed))
    figure.supxlabel(text, x=0.01, ha="left", fontsize=9, color=INK)


def _outlines(shapes: NDArray[np.object_]) -> tuple[list[NDArray[np.float64]], list[NDArray[np.uint8]]]:
    """Return the corners of each shape, ring after ring, and for each corner what matplotlib draws to it."""
    polygons, shape_of = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    corners, ring_of = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(corners), Path.LINETO, np.uint8)
    codes[np.diff(ring_of, prepend=-1) != 0] = Path.MOVETO
    codes[np.diff(ring_of, append=-1) != 0] = Path.CLOSEPOLY
    ends = np.searchsorted(shape_of[polygon_of][ring_of], np.arange(1, len(shapes)))
    return np.split(corners, ends), np.split(codes, ends)


def _draw_lines(axes: Axes, shapes: gpd.GeoSeries, colour: str) -> None:
    lines = shapely.get_parts(np.asarray(shapes[shapes.geom_type.str.endswith("LineString")].values, dtype=object))
    _add(axes, LineCollection([shapely.get_coordinates(line) for line in lines], colors=colour, linewidths=0.4))


def _add(axes: Axes, made: PolyCollection | LineCollection) -> None:
    """Add shapes to a plan that has its limits; nothing is laid out around them, which takes long of so many."""
    made.set_in_layout(False)
    made.set_zorder(0.5)
    axes.add_collection(made, autolim=False)


def _home_box(city: City) -> Box:
    """Return west, south, east, north of where people live; of the whole city where nobody is known to."""
    homes = inhabited(city)
    if not homes["residents"].sum() > 0:
        return city.frame.bounds
    west, east = _middle(homes["x_m"].to_numpy(float), homes["residents"].to_numpy(float))
    south, north = _middle(homes["y_m"].to_numpy(float), homes["residents"].to_numpy(float))
    return west, south, east, north


def _middle(at_m: NDArray[np.float64], people: NDArray[np.float64]) -> tuple[float, float]:
    """Return between which coordinates all people live but the outermost fiftieth on each side."""
    order = np.argsort(at_m, kind="stable")
    share = np.cumsum(people[order]) / people.sum()
    low, high = np.searchsorted(share, [FAR_OFF, 1 - FAR_OFF])
    return float(at_m[order[low]]), float(at_m[order[high]])


def _draw_scale(axes: Axes, x_m: float, y_m: float, width_m: float) -> None:
    length_m = next((bar for bar in BARS_M if bar <= width_m / 5), BARS_M[-1])
    axes.plot([x_m, x_m + length_m], [y_m, y_m], color=INK, linewidth=2, solid_capstyle="butt")
    said = f"{length_m // 1000} km" if length_m >= 1000 else f"{length_m} m"
    axes.annotate(said, (x_m + length_m / 2, y_m), (0, 3), textcoords="offset points", ha="center", color=INK, size=8)
