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


def test_walls_have_the_colour_of_the_legend_and_a_flat_roof_nearly() -> None:
    roof, wall = _colours({"roof:shape": "flat"})
    assert wall == {(240, 227, 204)}
    assert [rgb / own for rgb, own in zip(*roof, (240, 227, 204), strict=True)] == pytest.approx([1] * 3, abs=0.0625)


def test_flat_roofs_up_to_four_storeys_apart_differ_in_lightness_whatever_their_ids() -> None:
    flat = {"building": "house", "roof:shape": "flat"}
    raw = raw_table(*((f"way/{n}", square(20 * n, 0, 10), flat | {"height": str(3 * (n % 5 + 2))}) for n in range(60)))
    layer, _ = layer_of(KIND, raw)
    mesh = KIND.form(layer.table, FLAT)
    light, dark = building_colours(layer.table, np.repeat(LIGHT, 60, 0), np.repeat(DARK, 60, 0))(mesh)
    for colours in (light, dark):
        red = np.array([colours[facing_up(mesh) & (mesh.face_row == n), 0].astype(int).max() for n in range(60)])
        tones = [set(red[n::5].tolist()) for n in range(5)]
        assert all(one.isdisjoint(other) for k, one in enumerate(tones) for other in tones[:k])
        assert [len(tone) for tone in tones] == [3] * 5  # as high, they differ by their ids


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
