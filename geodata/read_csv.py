"""Tables of points from CSV files: any usual separator, decimal comma or point, any usual name of a coordinate."""

import csv
import io
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .encoding import decoded
from .errors import InputError
from .features import FileFeatures
from .frame import WGS84
from .language import N_
from .names import plain_text
from .report import Report, report_of
from .source import LayerFile

SEPARATORS = (";", "\t", ",", "|")
MISSING = frozenset({"", "null", "NULL", "nan", "NaN", "NA", "N/A", "None"})
LON_NAMES = ("lon", "lng", "long", "longitude", "longitudine", "x_lon", "lon_wgs84", "long_wgs84", "wgs84_lon")
LAT_NAMES = ("lat", "latitude", "latitudine", "y_lat", "lat_wgs84", "wgs84_lat")
X_NAMES = (
    "x",
    "x_stereo70",
    "stereo70_x",
    "x_stereo",
    "coord_x",
    "coordx",
    "x_coord",
    "xcoord",
    "point_x",
    "coordonata_x",
    "coordonate_x",
    "est",
    "easting",
    "east",
)
Y_NAMES = (
    "y",
    "y_stereo70",
    "stereo70_y",
    "y_stereo",
    "coord_y",
    "coordy",
    "y_coord",
    "ycoord",
    "point_y",
    "coordonata_y",
    "coordonate_y",
    "nord",
    "northing",
    "north",
)

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


def read_csv(file: LayerFile) -> FileFeatures:
    """Return the rows of a CSV file as points.

    Row numbers are those a spreadsheet shows (the header is row 1). Rows without two readable
    coordinates, and rows with more fields than the header, are dropped with a report entry.
    Columns of numbers become numbers; everything else stays text.
    Raises InputError when the file is empty or its coordinate columns cannot be told.
    """
    text, report = decoded(file.path.read_bytes(), layer=file.layer, name=file.path.name)
    header, rows, numbers = _rows(text, file)
    long = [n for n, row in zip(numbers, rows, strict=True) if len(row) > len(header)]
    report += _dropped(file, N_("row with more fields than the header"), long)
    fits = [(n, row) for n, row in zip(numbers, rows, strict=True) if len(row) <= len(header)]
    padded = [row + [""] * (len(header) - len(row)) for _, row in fits]
    texts = pd.DataFrame(padded, index=[n for n, _ in fits], columns=header, dtype=object)

    x_name, y_name, is_lonlat = _coordinate_columns(header, file)
    x, y = _numbers(texts[x_name]), _numbers(texts[y_name])
    good = np.isfinite(x) & np.isfinite(y)
    report += _dropped(file, N_("row without readable coordinates"), texts.index[~good])
    texts = texts[good]
    values = pd.DataFrame({name: _typed(texts[name], is_id=name == file.id) for name in header}, index=texts.index)
    return FileFeatures(
        values=values,
        geometry=shapely.points(x[good], y[good]),
        crs=WGS84 if is_lonlat and file.crs is None else None,
        report=report,
    )


def _dropped(file: LayerFile, reason: str, numbers: Sequence[int] | pd.Index) -> Report:
    return report_of(file.layer, "dropped", reason, [f"{file.path.name}:{n}" for n in numbers])


def _rows(text: str, file: LayerFile) -> tuple[list[str], list[list[str]], list[int]]:
    """Return header, rows and row numbers; wholly empty rows are left out, trailing empty fields cut."""
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        raise InputError(
            N_("{file}: cannot be read as a CSV table: {error}. Save it again as CSV in UTF-8."),
            file=file.path,
            error=error,
        ) from None
    numbered = [(n, row) for n, row in enumerate(table, start=1) if any(field.strip() for field in row)]
    if len(numbered) < 2:
        raise InputError(N_("{file}: holds no rows. Check the export."), file=file.path)
    header = _unique([field.strip() for field in numbered[0][1]])
    rows = [[field.strip() for field in row] for _, row in numbered[1:]]
    for row in rows:
        while len(row) > len(header) and not row[-1]:
            row.pop()
    return header, rows, [n for n, _ in numbered[1:]]


def _separator(text: str) -> str:
    """Return the separator that cuts the header into most fields."""
    lines = [line for line in text.splitlines() if line.strip()][:1]
    return max(SEPARATORS, key=lambda s: len(next(csv.reader(lines, delimiter=s), [])))


def _unique(header: list[str]) -> list[str]:
    """Return column names without gaps and doubles: column_3, name_2."""
    names: list[str] = []
    for position, name in enumerate(header, start=1):
        name = name or f"column_{position}"
        names.append(name if name not in names else f"{name}_{position}")
    return names


def _coordinate_columns(header: list[str], file: LayerFile) -> tuple[str, str, bool]:
    """Return the names of the x and y columns, and whether their names say degrees."""
    if file.x or file.y:
        for name in (file.x, file.y):
            if name not in header:
                raise InputError(
                    N_("{file}: there is no column “{column}” for a coordinate. Name x and y among: {columns}."),
                    file=file.path,
                    column=name or "",
                    columns=", ".join(header),
                )
        return str(file.x), str(file.y), False
    plain = {_plain(name): name for name in reversed(header)}
    for x_names, y_names, is_lonlat in ((LON_NAMES, LAT_NAMES, True), (X_NAMES, Y_NAMES, False)):
        x = next((plain[n] for n in x_names if n in plain), None)
        y = next((plain[n] for n in y_names if n in plain), None)
        if x and y:
            return x, y, is_lonlat
    raise InputError(
        N_("{file}: no longitude and latitude found. Name x and y in its recipe entry, out of: {columns}."),
        file=file.path,
        columns=", ".join(header),
    )


def _plain(name: str) -> str:
    """Return a column name in lower case, without diacritics, units and punctuation."""
    letters = plain_text(re.sub(r"[(\[].*", "", name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def _numbers(texts: pd.Series) -> NDArray[np.float64]:
    """Return texts as numbers: "45,75", "45.75°", "480 123,4"; NaN for anything else."""
    clean = texts.astype(str).str.replace(r"[\s\u00a0\u202f°]", "", regex=True)
    both = clean.str.contains(",", regex=False) & clean.str.contains(".", regex=False)
    comma_last = clean.str.rfind(",") > clean.str.rfind(".")
    clean = clean.where(~(both & comma_last), clean.str.replace(".", "", regex=False))
    clean = clean.where(~(both & ~comma_last), clean.str.replace(",", "", regex=False))
    numbers = pd.to_numeric(clean.str.replace(",", ".", regex=False), errors="coerce")
    return numbers.to_numpy(dtype=float, na_value=np.nan)


def _typed(texts: pd.Series, *, is_id: bool) -> pd.Series:
    """Return a column of numbers as numbers, of anything else as text with None for missing."""
    filled = texts.where(~texts.isin(MISSING), None)
    some = filled.dropna()
    is_code = some.str.match(r"[+-]?0\d").any() if len(some) else True  # 0123 is a code, not a number
    if is_id or is_code or not some.str.fullmatch(NUMBER.pattern).all():
        return filled
    numbers = pd.to_numeric(filled.str.replace(",", ".", regex=False))
    whole = not some.str.contains(r"[.,eE]").any() and not filled.isna().any()
    return numbers.astype("int64") if whole else numbers.astype("float64")
