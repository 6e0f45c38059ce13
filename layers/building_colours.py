"""The colours of walls and roofs: as mapped, by material, else by use; a sloped roof has a touch of tile.

Walls of which nothing is mapped have exactly the colour of their use in the legend. Flat roofs are a little lighter or
darker, by their height and their building, so that neighbours do not melt into one.
"""

import re
import zlib
from collections.abc import Mapping
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from .layer import Colours, FacesPainted
from .mesh import Mesh
from .solids import facing_up
from .triangulation import Floats, Ints

Rgb = tuple[int, int, int]

TILE: Rgb = (0xB5, 0x65, 0x4A)  # fired clay
TILE_SHARE = 0.45  # how much of it: the use stays to be seen
DARK_SHARE = 0.62  # of a mapped colour's brightness in the dark theme
STOREY_M = 3.0  # heights a storey apart, up to four of them, differ in lightness
TONE_BY_HEIGHT, TONE_BY_ID = 0.025, 0.008  # steps of lightness, of five and of three
COLOURED = (("roof_colour", "roof_material"), ("colour", "material"))  # of roofs and of walls
HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})")

# Typical colours of materials, ours, in the light theme.
MATERIALS: Mapping[str, Rgb] = {
    "roof_tiles": (0xB5, 0x65, 0x4A), "tile": (0xB5, 0x65, 0x4A), "brick": (0xBE, 0x8B, 0x75),
    "slate": (0x6E, 0x74, 0x7C), "eternit": (0x9A, 0x9A, 0x98), "concrete": (0xB4, 0xB2, 0xAC),
    "reinforced_concrete": (0xB4, 0xB2, 0xAC), "cement_block": (0xB0, 0xAE, 0xA8), "tar_paper": (0x5A, 0x5A, 0x5C),
    "bitumen": (0x5A, 0x5A, 0x5C), "asphalt": (0x5A, 0x5A, 0x5C), "asphalt_shingle": (0x6A, 0x60, 0x5C),
    "metal": (0x9C, 0xA3, 0xAA), "metal_sheet": (0x9C, 0xA3, 0xAA), "steel": (0x9C, 0xA3, 0xAA),
    "zinc": (0xA6, 0xAD, 0xB2), "tin": (0xA6, 0xAD, 0xB2), "copper": (0x6F, 0xA5, 0x8E), "glass": (0xA9, 0xC4, 0xD3),
    "mirror": (0xA9, 0xC4, 0xD3), "wood": (0xA8, 0x7F, 0x56), "stone": (0xBC, 0xB3, 0xA2),
    "sandstone": (0xD2, 0xBE, 0x98), "limestone": (0xDA, 0xD2, 0xBE), "gravel": (0xA8, 0xA4, 0x9C),
    "grass": (0x83, 0xA8, 0x64), "thatch": (0xB8, 0x9C, 0x68), "solar_panels": (0x3A, 0x4C, 0x6A),
}  # fmt: skip


def building_colours(table: gpd.GeoDataFrame, light: Colours, dark: Colours) -> FacesPainted:
    """Return what gives the faces of a mesh of a table their colours in both themes.

    `light` and `dark` (n, 3) are those of rows in the legend.
    """
    sloped = (table["roof_shape"].notna() & (table["roof_shape"] != "flat")).to_numpy(bool)
    tile, tones = np.array(TILE), np.where(sloped, 1.0, _tones(table))[:, None]
    stated = [_stated(table[colour], table[material]) for colour, material in COLOURED]
    themes: list[tuple[Colours, Colours]] = []
    for legend, share in ((light, 1.0), (dark, DARK_SHARE)):
        own = np.where(sloped[:, None], legend * (1 - TILE_SHARE) + tile * share * TILE_SHARE, legend)
        roofs, walls = own.astype(np.float64), legend.astype(np.float64)
        for colours, (rows, rgb) in zip((roofs, walls), stated, strict=True):
            colours[rows] = rgb * share
        roofs = (roofs * tones).clip(0, 255)
        themes.append((roofs.round().astype(np.uint8), walls.round().astype(np.uint8)))

    def painted(mesh: Mesh) -> tuple[Colours, Colours]:
        roof, row = facing_up(mesh)[:, None], mesh.face_row
        made = [np.where(roof, roofs[row], walls[row]) for roofs, walls in themes]
        return made[0], made[1]

    return painted


def _tones(table: gpd.GeoDataFrame) -> Floats:
    """Return how much lighter than its colour the flat roof of each row is, as a factor around 1."""
    storeys = np.round(table["height_m"].fillna(0).to_numpy(float) / STOREY_M)
    drawn = np.array([zlib.crc32(str(id).encode()) % 3 for id in table.index])
    return np.asarray(1 + TONE_BY_HEIGHT * ((2 * storeys) % 5 - 2) + TONE_BY_ID * (drawn - 1))


def _stated(colour: pd.Series, material: pd.Series) -> tuple[Ints, Floats]:
    """Return the rows whose colour is mapped, or whose material is, and that colour of each (k, 3)."""
    asked = np.flatnonzero((colour.notna() | material.notna()).to_numpy(bool))
    texts = zip(colour.iloc[asked], material.iloc[asked], strict=True)
    found = [rgb_of(word) or MATERIALS.get(of) for word, of in texts]
    known = [k for k, rgb in enumerate(found) if rgb is not None]
    return asked[known], np.array([found[k] for k in known], np.float64).reshape(-1, 3)


def rgb_of(text: object) -> Rgb | None:
    """Return the colour that a text names, "#a33", "#aa3333" or an HTML name, the first of several; else None."""
    if not isinstance(text, str):
        return None
    word = re.split(r"[;,/]", text.strip().lower())[0].strip()
    if found := HEX.fullmatch(word):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * d for d in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    return _named(word.replace("_", "").replace(" ", "").replace("gray", "grey"))


@cache
def _named(word: str) -> Rgb | None:
    from vtkmodules.vtkCommonColor import vtkNamedColors  # only where a name is mapped

    known = vtkNamedColors()
    if not word or not known.ColorExists(word):
        return None
    colour = known.GetColor4ub(word)
    return colour.GetRed(), colour.GetGreen(), colour.GetBlue()
