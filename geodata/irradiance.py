"""Solar irradiance through a year, read from a file such as a typical meteorological year."""

from pathlib import Path

import pandas as pd

from .errors import InputError
from .language import N_

COLUMNS = ("ghi", "dni", "dhi")  # global on level ground, direct towards the sun, diffuse from the sky, in W/m²
HIGHEST_W_M2 = 1500.0  # more than the sun gives outside the air (1361 W/m²: Kopp and Lean 2011), with clouds' edges
MONTHS = 12


def read_irradiance(path: Path) -> pd.DataFrame:
    """Return irradiance in W/m²: columns ghi, dni, dhi, index moments in UTC.

    The file is a CSV with a column time (with a zone, as 2020-01-01T00:30Z) and those three. Raises InputError for a
    file that cannot be read, moments without a zone, values that are none or cannot be, or months that are missing.
    """
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise InputError(
            N_("{file} cannot be read as a table of irradiance: {error}. Give a CSV."), file=path, error=error
        ) from None
    missing = [name for name in ("time", *COLUMNS) if name not in table]
    if missing:
        raise InputError(
            N_("{file} has no column {missing}. Give columns time, ghi, dni, dhi in W/m²."),
            file=path, missing=", ".join(missing),
        )  # fmt: skip
    moments = [_moment(text) for text in table["time"]]
    numbers = table[list(COLUMNS)].apply(pd.to_numeric, errors="coerce")
    bad = numbers.isna().any(axis=1) | (numbers < 0).any(axis=1) | (numbers > HIGHEST_W_M2).any(axis=1)
    wrong = next(
        (row for row, (moment, is_bad) in enumerate(zip(moments, bad, strict=True)) if not moment or is_bad), None
    )
    if wrong is not None:
        raise InputError(
            N_("{file}, row {row}: needs a time with a zone and irradiances from 0 to {most} W/m². Correct it."),
            file=path, row=wrong + 2, most=HIGHEST_W_M2,
        )  # fmt: skip
    made = numbers.set_index(pd.DatetimeIndex([moment for moment in moments if moment], tz="UTC", name="time"))
    if made.index.month.nunique() < MONTHS:
        raise InputError(N_("{file} does not cover all twelve months. Give a whole year."), file=path)
    return pd.DataFrame(made.astype(float))


def _moment(text: object) -> pd.Timestamp | None:
    """Return a moment in UTC; None for a text that is none, or has no zone."""
    try:
        moment = pd.Timestamp(str(text))
    except ValueError:
        return None
    return None if pd.isna(moment) or moment.tzinfo is None else moment.tz_convert("UTC")
