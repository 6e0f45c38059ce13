"""Files that commands write: of an ending that they know, and whole or not at all."""

import os
from collections.abc import Callable, Collection
from pathlib import Path

from geodata.errors import InputError, UsageError
from geodata.language import N_

CSV, GEOJSON, TIF = ".csv", ".geojson", ".tif"


def check_file(path: Path, endings: Collection[str]) -> None:
    """Raise UsageError unless a file has one of some endings, InputError where its folder is not there."""
    if path.suffix.lower() not in endings:
        raise UsageError(N_("{file}: this is written as {endings}. Give the file such an ending."),
                         file=path, endings=", ".join(endings))  # fmt: skip
    if not path.absolute().parent.is_dir():
        raise InputError(N_("{folder} is no folder. Make it, or choose another."), folder=path.absolute().parent)


def write_aside(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file aside, then rename it: it is there whole or not at all. Raises InputError where it cannot be."""
    aside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        write(aside)
        aside.replace(path)
    except OSError as error:
        raise InputError(
            N_("{file} cannot be written: {error}. Choose a folder that is there and that you own."),
            file=path, error=error,
        ) from None  # fmt: skip
    finally:
        aside.unlink(missing_ok=True)
