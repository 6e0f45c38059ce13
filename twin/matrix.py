"""Origin–destination times: how long it takes from each point of one table to each of another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.errors import UsageError
from geodata.frame import CityFrame
from geodata.language import N_
from geodata.read import read_table
from geodata.report import Report, report_of
from geodata.source import LayerFile

from .mobility import MobilityGraph
from .pairs import pairs_on_links
from .search import times_many
from .snapping import end_seeds, snap, start_seeds
from .written_file import write_aside

MOST_PAIRS = 25_000_000  # a table of them takes a gigabyte
LAYER = "matrix"
AS_POINT = N_("a line or an area, taken as a point on it")
UNSNAPPED = N_("a point too far from every way the mode may use: nobody gets there or away")


@dataclass(frozen=True)
class Matrix:
    """Times between points. `table`: from, to (ids), seconds and minutes (NaN: no way), from_snap_m, to_snap_m
    (metres from the point to the way; NaN where it is too far); one row for each pair, by origin."""

    table: pd.DataFrame = field(repr=False)
    report: Report = field(default=Report(), repr=False)

    @property
    def unreachable(self) -> int:
        """How many pairs there is no way between."""
        return int(self.table["seconds"].isna().sum())


def read_points(path: Path, *, frame: CityFrame) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the points of a file in any format a city is built of, with their ids, in the frame's CRS.

    Lines and areas become a point on them. Raises InputError for a file that cannot be read or lies elsewhere.
    """
    table, report = read_table(LayerFile(layer=LAYER, path=path, source=""), frame=frame)
    geometry = np.asarray(table.geometry.values, dtype=object)
    is_wide = ~np.isin(shapely.get_type_id(geometry), [shapely.GeometryType.POINT])
    points = np.where(is_wide, shapely.point_on_surface(geometry), geometry)
    return table.set_geometry(points, crs=table.crs), report + report_of(
        LAYER, "assumed", AS_POINT, table.index[is_wide]
    )


def matrix(graph: MobilityGraph, origins: gpd.GeoDataFrame, targets: gpd.GeoDataFrame, *, mode: str) -> Matrix:
    """Return the times from each origin to each target (points in the frame's CRS, indexed by id).

    Times are on the network; the metres from a point to its way stand beside them. Raises UsageError for an
    unknown mode and for more than 25 million pairs.
    """
    if len(origins) * len(targets) > MOST_PAIRS:
        raise UsageError(
            N_("{origins} × {targets} pairs are too many for one table ({most} at most). Cut the files into parts."),
            origins=len(origins),
            targets=len(targets),
            most=MOST_PAIRS,
        )
    starts, ends = (snap(graph, t.geometry.x, t.geometry.y, mode=mode) for t in (origins, targets))
    seconds = times_many(graph.compiled(mode), start_seeds(graph, starts, mode=mode), end_seeds(graph, ends, mode=mode))
    origin, target, along = pairs_on_links(graph, starts, ends, mode=mode)
    np.minimum.at(seconds, (origin, target), along)
    found = np.where(np.isfinite(seconds), seconds, np.nan).ravel()
    count = len(targets)
    table = pd.DataFrame(
        {
            "from": np.repeat(origins.index.to_numpy(), count),
            "to": np.tile(targets.index.to_numpy(), len(origins)),
            "seconds": np.round(found, 1),
            "minutes": np.round(found / 60, 2),
            "from_snap_m": np.repeat(starts["snap_m"].round(1).to_numpy(), count),
            "to_snap_m": np.tile(ends["snap_m"].round(1).to_numpy(), len(origins)),
        }
    )
    far = [*origins.index[starts["link"] < 0], *targets.index[ends["link"] < 0]]
    return Matrix(table, report_of(LAYER, "dropped", UNSNAPPED, dict.fromkeys(far)))


def write_matrix(made: Matrix, path: Path) -> Path:
    """Write the table as .csv or .parquet, aside and renamed, and return the path.

    Raises UsageError for another ending, InputError where the file cannot be written.
    """
    write = writer_of(path)
    write_aside(path, lambda aside: write(made.table, aside))
    return path


def writer_of(path: Path) -> Callable[[pd.DataFrame, Path], None]:
    """Return what writes a table with the path's ending. Raises UsageError unless it is .csv or .parquet."""
    writers: Mapping[str, Callable[[pd.DataFrame, Path], None]] = {
        ".csv": lambda table, file: table.to_csv(file, index=False),
        ".parquet": lambda table, file: table.to_parquet(file, index=False),
    }
    if path.suffix.lower() not in writers:
        raise UsageError(
            N_("{file}: a table of times is written as .csv or .parquet. Give --out one of these endings."), file=path
        )
    return writers[path.suffix.lower()]
