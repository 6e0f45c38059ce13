"""A picture of the city for notebooks and reports, drawn by PyVista."""

from typing import TYPE_CHECKING, Literal

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from geodata.errors import TableError
from geodata.language import N_, translate
from layers.layer import Layer, Style
from layers.mesh import Mesh

from .tiles import GROUND_STYLE, poly_data

if TYPE_CHECKING:
    from .city import City

Theme = Literal["light", "dark"]
BACKGROUND = {"light": "#dfe7ee", "dark": "#14181f"}
INK = {"light": "#1d232b", "dark": "#e8ebef"}


def city_plotter(
    city: "City", *, layer: str, colour: str | None, theme: Theme, language: str, off_screen: bool | None
) -> pv.Plotter:
    """Return a plotter with the ground, the layers shown at first, and a view from the south-west."""
    plotter = pv.Plotter(off_screen=off_screen)
    plotter.set_background(BACKGROUND[theme])  # type: ignore[arg-type]  # its decorator hides its arguments
    ground = np.zeros(1, int)
    plotter.add_mesh(_painted(city, city.terrain.mesh(), GROUND_STYLE, ground, theme), rgb=True, lighting=False)
    for shown in city.layers.values():
        painted_by_value = colour is not None and shown.kind.name == layer
        if len(shown.table) and (shown.kind.visible or painted_by_value):
            if painted_by_value:
                _add_by_value(plotter, city, shown, str(colour), theme, language)
            else:
                _add_by_legend(plotter, city, shown, theme)
    _look_at_centre(plotter, city)
    if city.is_demo:
        from .city import DEMONSTRATION_MARK

        plotter.add_text(translate(DEMONSTRATION_MARK, language), position="lower_left", font_size=10, color=INK[theme])
    return plotter


def _local(city: "City", mesh: Mesh) -> NDArray[np.float32]:
    local: NDArray[np.float32] = (mesh.points - np.array([*city.frame.origin, 0.0])).astype(np.float32)
    return local


def _painted(city: "City", mesh: Mesh, style: Style, entry: NDArray[np.int64], theme: Theme) -> pv.PolyData:
    colours = [pv.Color(getattr(e, theme)).int_rgb for e in style.entries]
    rgb = np.array(colours, np.uint8)[entry[mesh.face_row]]
    data = pv.wrap(poly_data(_local(city, mesh), mesh, {"rgb": rgb}))
    data.set_active_scalars("rgb", preference="cell")
    return data


def _add_by_legend(plotter: pv.Plotter, city: "City", layer: Layer, theme: Theme) -> None:
    mesh = layer.kind.form(layer.table, city.terrain)
    if mesh.face_count:
        entry = layer.kind.style.entry_index(layer.table).to_numpy()
        plotter.add_mesh(_painted(city, mesh, layer.kind.style, entry, theme), rgb=True)


def _add_by_value(plotter: pv.Plotter, city: "City", layer: Layer, column: str, theme: Theme, language: str) -> None:
    known = {c.name: c for c in layer.kind.all_columns if c.type in ("number", "integer")}
    if column not in known:
        raise TableError(
            N_("{layer}: there is no number column “{column}” to colour by. There are: {known}."),
            layer=layer.kind.name,
            column=column,
            known=", ".join(known),
        )
    title = translate(known[column].title, language)
    unit = f" ({known[column].unit})" if known[column].unit else ""
    values = layer.table[column].astype("float64").to_numpy()
    mesh = layer.kind.form(layer.table, city.terrain)
    data = pv.wrap(poly_data(_local(city, mesh), mesh, {column: values[mesh.face_row]}))
    plotter.add_mesh(
        data,
        scalars=column,
        cmap="viridis",
        clim=_range_of_most(values),
        scalar_bar_args={"title": title + unit, "color": INK[theme]},
    )


def _range_of_most(values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the range without the outer hundredths, so that one tower does not grey the city."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = np.percentile(finite, [1, 99])
    return float(low), float(max(high, low + 1e-9))


def _look_at_centre(plotter: pv.Plotter, city: "City") -> None:
    x, y, z = city.centre
    away_m = 1800.0
    plotter.camera_position = [(x - away_m * 0.5, y - away_m, z + away_m * 0.7), (x, y, z), (0, 0, 1)]
    plotter.reset_camera_clipping_range()
