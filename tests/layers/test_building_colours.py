import numpy as np
import pytest

from layers.building_colours import MATERIALS, TILE, building_colours, rgb_of
from layers.buildings import KIND
from layers.solids import facing_up

from .tables import FLAT, layer_of, raw_table, square

HOUSE = {"building": "house", "height": "6"}
LIGHT, DARK = np.array([[240, 227, 204]], np.uint8), np.array([[198, 179, 146]], np.uint8)


def _colours(tags: dict[str, str]) -> tuple[set[tuple[int, ...]], set[tuple[int, ...]]]:
    """The light colours of roofs and of walls."""
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), HOUSE | tags)))
    mesh = KIND.form(layer.table, FLAT)
    light, _ = building_colours(layer.table, LIGHT, DARK)(mesh)
    up = facing_up(mesh)
    roof, wall = ({tuple(map(int, c)) for c in light[which]} for which in (up, ~up))
    return roof, wall


def test_a_flat_roof_and_walls_have_the_colour_of_the_legend() -> None:
    assert _colours({"roof:shape": "flat"}) == ({(240, 227, 204)}, {(240, 227, 204)})


def test_a_sloped_roof_has_a_touch_of_tile() -> None:
    roof, wall = _colours({"roof:shape": "gabled"})
    assert wall == {(240, 227, 204)}
    assert roof == {tuple(round(0.55 * own + 0.45 * tile) for own, tile in zip((240, 227, 204), TILE, strict=True))}


def test_mapped_colours_and_materials_show() -> None:
    roof, wall = _colours({"roof:shape": "gabled", "roof:colour": "#a33", "building:material": "brick"})
    assert (roof, wall) == ({(0xAA, 0x33, 0x33)}, {MATERIALS["brick"]})


def test_in_the_dark_theme_mapped_colours_are_darker() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), HOUSE | {"building:colour": "white"})))
    mesh = KIND.form(layer.table, FLAT)
    light, dark = building_colours(layer.table, LIGHT, DARK)(mesh)
    assert light.max() == 255
    assert dark[~facing_up(mesh)].max() == round(255 * 0.62)


@pytest.mark.parametrize(
    ("text", "rgb"),
    [
        ("red", (255, 0, 0)),
        ("#8C8E94", (0x8C, 0x8E, 0x94)),
        ("light gray", (211, 211, 211)),
        ("white, blue", (255, 255, 255)),
        ("reddish", None),
        ("", None),
        (None, None),
        ("#12345", None),
    ],
)
def test_a_colour_is_read_as_a_browser_would(text: str | None, rgb: tuple[int, int, int] | None) -> None:
    assert rgb_of(text) == rgb
