"""The plain tables of a GTFS feed: read from its zip, all text, whatever state they are in."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .encoding import decoded
from .errors import InputError
from .language import N_
from .report import Report, report_of

FEED = "gtfs"  # the name of file-wide entries in a report
TABLES: Mapping[str, tuple[str, ...]] = {
    "stops": ("stop_id", "stop_lat", "stop_lon"),
    "routes": ("route_id",),
    "trips": ("route_id", "trip_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
    "calendar": ("service_id",),
    "calendar_dates": ("service_id", "date"),
    "frequencies": ("trip_id",),
    "agency": (),
}
EXPECTED = ("routes", "trips", "stop_times", "shapes")

MISSING_FILE = N_("file that the feed lacks")
MISSING_COLUMN = N_("file of the feed without a column it needs, left out")
LONG_ROW = N_("row with more fields than the header")
BAD_TIME = N_("time that cannot be read, left empty")


@dataclass(frozen=True)
class Feed:
    """The tables of a feed by name; a table the feed lacks is empty but has its key columns."""

    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]


def read_feed(path: Path) -> tuple[Feed, Report]:
    """Return the tables of a zipped feed as text, missing fields as NaN, and what is missing or unreadable.

    Raises InputError for a file that is no zip, breaks off, or has no usable stops.txt.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {PurePosixPath(n).name: n for n in archive.namelist() if not n.startswith("__MACOSX")}
            found = [name for name in TABLES if f"{name}.txt" in members]
            contents = {name: archive.read(members[f"{name}.txt"]) for name in found}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        raise InputError(
            N_("{file}: is no zip file, or breaks off. Download the GTFS feed again."), file=path
        ) from None
    except OSError:
        raise InputError(N_("{file}: there is no such file, or it may not be read."), file=path) from None
    read = {name: _table(content, f"{name}.txt") for name, content in contents.items()}
    report = sum((r for _, r in read.values()), Report())
    tables = {name: table for name, (table, _) in read.items()}
    lacking = [n for n, needed in TABLES.items() if n in tables and not set(needed) <= set(tables[n])]
    if "stops" not in tables or "stops" in lacking:
        raise InputError(
            N_("{file}: is no GTFS feed: it has no stops.txt with stop_id, stop_lat and stop_lon. Get the feed again."),
            file=path,
        )
    report += report_of(FEED, "dropped", MISSING_COLUMN, [f"{name}.txt" for name in lacking])
    report += report_of(FEED, "assumed", MISSING_FILE, [f"{name}.txt" for name in EXPECTED if name not in found])
    for name, needed in TABLES.items():
        if name not in tables or name in lacking:
            tables[name] = pd.DataFrame(columns=list(needed), dtype="str")
    return Feed(tables), report


def _table(content: bytes, name: str) -> tuple[pd.DataFrame, Report]:
    text, report = decoded(content, layer=FEED, name=name)
    long: list[str] = []
    try:
        table = _csv(text, None)
    except pd.errors.EmptyDataError:
        return pd.DataFrame(), report
    except pd.errors.ParserError:  # the quick parser gives up on a long row, the thorough one can pass it over
        table = _csv(text, lambda row: long.append(f"{name}: {row[0]}"))
    report += report_of(FEED, "dropped", LONG_ROW, long)
    table.columns = pd.Index([str(column).strip() for column in table.columns])
    return table.apply(lambda column: column.str.strip()), report


def _csv(text: str, on_long_row: Callable[[list[str]], None] | None) -> pd.DataFrame:
    return pd.read_csv(
        io.StringIO(text),
        dtype="str",
        index_col=False,
        keep_default_na=False,
        na_values=[""],
        skipinitialspace=True,
        engine="c" if on_long_row is None else "python",
        on_bad_lines="error" if on_long_row is None else on_long_row,
    )


def seconds(times: pd.Series) -> pd.Series:
    """Return "25:10:00" as 90600.0: seconds after midnight at the start of the service day; NaN for no time."""
    parts = times.str.extract(r"^(\d{1,3}):([0-5]\d):([0-5]\d)$").astype("float64")
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def with_seconds(stop_times: pd.DataFrame) -> tuple[pd.DataFrame, Report]:
    """Return the stop times with numbers `stop_sequence`, `arrival_s` and `departure_s`, NaN where unknown."""
    made = stop_times.assign(stop_sequence=pd.to_numeric(stop_times["stop_sequence"], errors="coerce"))
    bad = np.zeros(len(made), bool)
    for name in ("arrival", "departure"):
        texts = made.get(f"{name}_time")
        made[f"{name}_s"] = np.nan if texts is None else seconds(texts)
        if texts is not None:
            bad |= (texts.notna() & made[f"{name}_s"].isna()).to_numpy(bool)
    examples = made["trip_id"][bad].astype(str) + " " + made["stop_sequence"][bad].astype(str)
    return made, report_of(FEED, "repaired", BAD_TIME, examples)


def coordinates(table: pd.DataFrame, lon: str, lat: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes; NaN where there are none or they are none."""
    x = pd.to_numeric(table[lon], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    y = pd.to_numeric(table[lat], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    real = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    return np.where(real, x, np.nan), np.where(real, y, np.nan)
