"""A picture of the city for notebooks and reports, drawn by PyVista."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pyvista as pv
from numpy.typing import NDArray

from geodata.errors import TableError
from geodata.language import N_, translate
from layers.column import Column
from layers.layer import Layer, Style
from layers.mesh import Mesh

from .city import DEMONSTRATION_MARK, City
from .tile_drawing import GROUND_STYLE, legend_colours
from .vtp import poly_data

Theme = Literal["light", "dark"]
BACKGROUND = {"light": "#dfe7ee", "dark": "#14181f"}
INK = {"light": "#1d232b", "dark": "#e8ebef"}
KEY = {
    "vertical": True,
    "position_x": 0.93,
    "position_y": 0.25,
    "width": 0.045,
    "height": 0.5,
    "fmt": "%.0f",
    "bold": True,
    "shadow": True,
    "title_font_size": 18,
    "label_font_size": 16,
}


def city_plotter(
    city: City, *, layer: str, colour: str | None, theme: Theme, language: str, off_screen: bool | None
) -> pv.Plotter:
    """Return a plotter with the ground, the layers shown at first, and a view from the south-west."""
    plotter = pv.Plotter(off_screen=off_screen)
    plotter.set_background(BACKGROUND[theme])  # type: ignore[arg-type]  # its decorator hides its arguments
    ground = np.zeros(1, int)
    plotter.add_mesh(_painted(city, city.terrain.mesh(), GROUND_STYLE, ground, theme), rgb=True, lighting=False)
    scale = _Scale.of(city.layers[layer], colour) if colour is not None else None
    for shown in city.layers.values():
        if not len(shown.table) or not (shown.kind.visible or shown.kind.name == layer):
            continue
        if scale is not None and scale.fits(shown):
            _add_by_value(plotter, city, shown, scale, theme, language)
        else:
            _add_by_legend(plotter, city, shown, theme)
    _look_at_centre(plotter, city)
    plotter.add_text(_origin_text(city, language), position="lower_left", font_size=8, color=INK[theme])
    return plotter


def _origin_text(city: City, language: str) -> str:
    """Return whose data the picture shows; that it is made up, where it is."""
    if city.is_demo:
        return translate(DEMONSTRATION_MARK, language)
    return ", ".join(dict.fromkeys(source.attribution for source in city.sources))


@dataclass(frozen=True)
class _Scale:
    """The column that paints a picture and the range of its colours: one for all layers it fits."""

    column: Column
    group: str
    range: tuple[float, float]

    @classmethod
    def of(cls, layer: Layer, column: str) -> "_Scale":
        known = {c.name: c for c in layer.kind.all_columns if c.type in ("number", "integer")}
        if column not in known:
            raise TableError(
                N_("{layer}: there is no number column “{column}” to colour by. There are: {known}."),
                layer=layer.kind.name,
                column=column,
                known=", ".join(known),
            )
        values = layer.table[column].astype("float64").to_numpy()
        return cls(known[column], layer.kind.group, _range_of_most(values))

    def fits(self, layer: Layer) -> bool:
        """Return whether a layer is of the same group and has the column, as parts of buildings have heights."""
        return layer.kind.group == self.group and self.column.name in layer.table

    def title(self, language: str) -> str:
        unit = f" ({self.column.unit})" if self.column.unit else ""
        return translate(self.column.title, language) + unit


def _local(city: City, mesh: Mesh) -> NDArray[np.float32]:
    local: NDArray[np.float32] = (mesh.points - np.array([*city.frame.origin, 0.0])).astype(np.float32)
    return local


def _painted(city: City, mesh: Mesh, style: Style, entry: NDArray[np.int64], theme: Theme) -> pv.PolyData:
    colours = [pv.Color(getattr(e, theme)).int_rgb for e in style.entries]
    rgb = np.array(colours, np.uint8)[entry[mesh.face_row]]
    data = pv.wrap(poly_data(_local(city, mesh), mesh, {"rgb": rgb}))
    data.set_active_scalars("rgb", preference="cell")
    return data


def _add_by_legend(plotter: pv.Plotter, city: City, layer: Layer, theme: Theme) -> None:
    mesh = layer.kind.form(layer.table, city.terrain)
    if mesh.face_count:
        entry = layer.kind.style.entry_index(layer.table).to_numpy()
        data = _painted(city, mesh, layer.kind.style, entry, theme)
        if mesh.kind is not None and layer.kind.colours is not None:  # pavements are not of the street's colour
            legend = legend_colours(layer.kind.style, pd.Series(entry))
            data.cell_data["rgb"] = layer.kind.colours(layer.table, *legend)(mesh)[theme == "dark"]
        plotter.add_mesh(data, rgb=True)


def _add_by_value(plotter: pv.Plotter, city: City, layer: Layer, scale: _Scale, theme: Theme, language: str) -> None:
    name = scale.column.name
    values = layer.table[name].astype("float64").to_numpy()
    mesh = layer.kind.form(layer.table, city.terrain)
    if not mesh.face_count:
        return
    data = pv.wrap(poly_data(_local(city, mesh), mesh, {name: values[mesh.face_row]}))
    key = {**KEY, "title": scale.title(language), "color": INK[theme]}
    plotter.add_mesh(data, scalars=name, cmap="viridis", clim=scale.range, scalar_bar_args=key)  # type: ignore[arg-type]  # a dict of the same keys


def _range_of_most(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the range without the outer hundredths, so that one tower does not grey the city."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = np.percentile(finite, [1, 99])
    return float(low), float(max(high, low + 1e-9))


def _look_at_centre(plotter: pv.Plotter, city: City) -> None:
    x, y, z = city.centre
    away_m = 1800.0
    plotter.camera_position = [(x - away_m * 0.5, y - away_m, z + away_m * 0.7), (x, y, z), (0, 0, 1)]
    plotter.reset_camera_clipping_range()
