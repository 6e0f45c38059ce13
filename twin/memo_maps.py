"""Maps of a comparison, drawn flat: where something is changed, and where those live who gain or lose."""

import io
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from shapely.geometry.base import BaseGeometry

from geodata.language import N_, number_text, translate

from .city import City
from .comparison import Comparison
from .figures import draw_plan, paint, sign
from .gains import HOMES, home_changes
from .indicators import indicators
from .memo_words import moved_most, way_sentences
from .picture_file import PictureFile
from .scale import BETTER, WORSE

WIDE_CM, SIGNED_CM, CM_PER_INCH, DOTS_PER_INCH = 18.0, 1.6, 2.54, 170
LEAST_SHARE, MOST_SHARE = 0.5, 0.85  # of the width that a map is high
LEAST_ACROSS_M = 700.0  # of ground, so that one finds the place
CHANGES_AROUND, HOMES_AROUND = 0.25, 0.03  # of their own length that is shown around them
PNG = "image/png"
LINE_WIDTH = 2.6
# Dark to light differs too: they can be told apart without colours.
CHANGES: Mapping[str, tuple[str, str]] = {
    "added": (N_("new"), BETTER[2]), "changed": (N_("changed"), "#7b3294"), "removed": (N_("taken away"), WORSE[2]),
}  # fmt: skip
WAYS: Mapping[str, tuple[str, str]] = {
    "gain": (N_("residents gain"), BETTER[2]), "lose": (N_("residents lose"), WORSE[1]),
}  # fmt: skip
WHERE = N_("Where something is changed ({counts}).")
WHO = N_("Homes in which residents gain or lose: {title}. {text}.")


def change_map(made: Comparison, language: str) -> PictureFile | None:
    """Return a plan of the places at which the cities differ; None where they do not."""
    shapes = _changed_shapes(made)
    if not len(shapes):
        return None
    figure, axes = _plan(made.after.city, _around(shapes.geometry, CHANGES_AROUND))
    for change, (_, colour) in CHANGES.items():
        _draw(axes, shapes.geometry[shapes["change"] == change], colour)
    there = {change: int((shapes["change"] == change).sum()) for change in CHANGES}
    counts = ", ".join(
        f"{translate(CHANGES[change][0], language)}: {number_text(count, language)}"
        for change, count in there.items() if count
    )  # fmt: skip
    _legend(axes, {translate(CHANGES[c][0], language): CHANGES[c][1] for c, count in there.items() if count})
    return _file(figure, made.after.city, translate(WHERE, language).format(counts=counts), language)


def people_map(made: Comparison, language: str) -> PictureFile | None:
    """Return a plan of the homes in which somebody gains or loses by the indicator that moves most people.

    None where none does.
    """
    ids = [id for id in moved_most(made) if made.after[id].object_layer == HOMES]
    if not ids:
        return None
    id = ids[0]
    homes = home_changes(made.before, made.after, id, made.people)
    homes = homes[(homes["stay"] > 0) & (homes["gain"] | homes["lose"])]
    table = made.after.city.layers[HOMES].table
    homes = homes[homes.index.isin(table.index)]
    shapes = table.geometry.loc[homes.index]
    figure, axes = _plan(made.after.city, _around(shapes, HOMES_AROUND))
    for way, (_, colour) in WAYS.items():
        paint(axes, shapes[homes[way].to_numpy(bool)], colour=colour)
    _legend(axes, {translate(text, language): colour for way, (text, colour) in WAYS.items() if homes[way].any()})
    title = translate(indicators()[id].title, language)
    said = translate(WHO, language).format(title=title, text="; ".join(way_sentences(made, id, language)))
    return _file(figure, made.after.city, said, language)


def _changed_shapes(made: Comparison) -> gpd.GeoDataFrame:
    """Return the shape of each object that differs, and how it does: one that is gone as it was."""
    parts = [
        pd.DataFrame({"geometry": city.layers[each.layer].table.geometry.loc[list(ids)].to_numpy(), "change": change})
        for each in made.changed
        for change, city in (("added", made.after.city), ("changed", made.after.city), ("removed", made.before.city))
        if (ids := getattr(each, change))
    ]
    empty = pd.DataFrame({"geometry": [], "change": []})
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True) if parts else empty, geometry="geometry")


def _around(shapes: gpd.GeoSeries, share: float) -> BaseGeometry:
    """Return the box of shapes with some ground around it, neither too low nor too high for a page."""
    west, south, east, north = shapes.total_bounds
    across, up = ((1 + 2 * share) * length for length in (east - west, north - south))
    across = max(across, up / MOST_SHARE, LEAST_ACROSS_M)
    up = max(up, across * LEAST_SHARE)
    x, y = (west + east) / 2, (south + north) / 2
    return shapely.box(x - across / 2, y - up / 2, x + across / 2, y + up / 2)


def _plan(city: City, around: BaseGeometry) -> tuple[Figure, Axes]:
    width = WIDE_CM / CM_PER_INCH
    west, south, east, north = around.bounds
    height = width * (north - south) / (east - west) + SIGNED_CM / CM_PER_INCH
    figure = Figure(figsize=(width, height), layout="compressed")
    axes = figure.add_subplot()
    draw_plan(city, axes, around=around)
    return figure, axes


def _draw(axes: Axes, shapes: gpd.GeoSeries, colour: str) -> None:
    """Draw shapes of any kind in one colour: areas, lines, points."""
    solid = shapes[shapes.geom_type.str.endswith("Polygon")]
    paint(axes, solid, colour=colour)
    for line in shapely.get_parts(np.asarray(shapes[shapes.geom_type.str.endswith("LineString")].values, dtype=object)):
        xy = shapely.get_coordinates(line)
        axes.plot(xy[:, 0], xy[:, 1], color=colour, linewidth=LINE_WIDTH, solid_capstyle="round")
    points = shapes[shapes.geom_type.str.endswith("Point")]
    xy = shapely.get_coordinates(np.asarray(points.values, dtype=object))
    axes.plot(xy[:, 0], xy[:, 1], linestyle="", marker="o", color=colour, markeredgecolor="white", markersize=6)


def _legend(axes: Axes, entries: Mapping[str, str]) -> None:
    handles: list[Patch | Line2D] = [Patch(color=colour, label=text) for text, colour in entries.items()]
    axes.legend(handles=handles, loc="upper right", fontsize=8, framealpha=0.9)


def _file(figure: Figure, city: City, caption: str, language: str) -> PictureFile:
    sign(figure, city, "", language=language)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DOTS_PER_INCH)
    return PictureFile(file.getvalue(), PNG, caption)
