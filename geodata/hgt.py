"""Terrain tiles of the Shuttle Radar Topography Mission: one degree square, big-endian whole metres."""

import re
import zipfile
import zlib
from pathlib import Path

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from .errors import InputError
from .language import N_

HGT_NODATA = -32768  # void
HGT_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})", re.IGNORECASE)


def read_hgt(path: Path) -> tuple[NDArray[np.float32], Affine]:
    """Return heights in metres, NaN where void, and the transform to WGS 84 of an .hgt file or the one in a zip.

    The name gives the south-west corner. The outer cells' centres stand on the degree lines, so that
    tiles share their border. Raises InputError for a wrong name, a wrong size, a zip without a tile.
    """
    name, data = _hgt_bytes(path)
    place = HGT_NAME.search(Path(name).stem)
    side = round((len(data) / 2) ** 0.5)
    if place is None:
        raise InputError(
            N_("{file}: the name of an .hgt file must say where it lies, such as N45E021.hgt. Rename it."), file=path
        )
    if side < 2 or side * side * 2 != len(data):
        raise InputError(
            N_("{file}: breaks off: {size} bytes are no square of heights. Download it again."),
            file=path,
            size=len(data),
        )
    lat = int(place[2]) * (1 if place[1].upper() == "N" else -1)
    lon = int(place[4]) * (1 if place[3].upper() == "E" else -1)
    values = np.frombuffer(data, ">i2").reshape(side, side).astype(np.float32)
    values[values == HGT_NODATA] = np.nan
    step = 1 / (side - 1)
    return values, Affine(step, 0, lon - step / 2, 0, -step, lat + 1 + step / 2)


def _hgt_bytes(path: Path) -> tuple[str, bytes]:
    """Return name and content of an .hgt file, out of its zip where it is in one."""
    try:
        if path.suffix.lower() == ".hgt":
            return path.name, path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(".hgt") and not n.startswith("__MACOSX")]
            if len(names) != 1:
                raise InputError(
                    N_("{file}: must hold one .hgt file, not {count}. Zip one tile alone."), file=path, count=len(names)
                )
            return names[0], archive.read(names[0])
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise InputError(N_("{file}: is no zip file, or breaks off. Download it again."), file=path) from None
    except OSError:
        raise InputError(N_("{file}: there is no such file, or it may not be read."), file=path) from None
