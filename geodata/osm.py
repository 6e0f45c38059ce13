"""OpenStreetMap files as raw tables, one for each selection, with a report of what was left out."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from .errors import InputError
from .frame import CityFrame
from .language import N_
from .osm_file import Bounds, bounds_of_header, bounds_of_nodes, osm_bounds, osm_date
from .osm_match import columns_of, prefixed
from .osm_objects import OsmObject, read_objects
from .osm_rows import Rows, Wanted, rows_of
from .osm_shapes import OsmShapes, shapes_of, touches_bounds
from .report import Report, ReportEntry, report_of
from .selection import OsmSelection

__all__ = ["osm_bounds", "osm_date", "read_osm"]

FOUND = N_("in the OpenStreetMap file")
KEPT = N_("in the table")
CUT = N_("cut where the file ends: only the known part is kept")
CUT_AREA = N_("cut where the file ends: closed straight across the gap")
OUTSIDE = N_("outside the city's bounds")

EPOCH_DAY = 719163  # datetime.toordinal() of 1970-01-01, which also stands for a time not known


def read_osm(
    path: Path, selections: Mapping[str, OsmSelection], *, frame: CityFrame
) -> tuple[dict[str, gpd.GeoDataFrame], Report]:
    """Return a raw table for each selection (see `OsmSelection`), and what was left out of it.

    An object that touches the frame's bounds is kept whole. A line with nodes missing keeps its
    known runs; where there are several, each is a row of its own ("way/12#1", "way/12#2"), so that
    `node_ids` always match the line's coordinates one to one. Areas are repaired where they can be: a
    way of which at least half of the nodes are known is drawn through those, one that was left open is
    closed, a relation that misses at most a tenth of the nodes of each ring is closed straight across
    the gap, one whose outer outline is whole is taken without the inner ones that are missing, and less
    those that touch or cross it. Where only points are asked for,
    areas become a point inside and lines the point halfway. The order of rows is nodes, ways,
    relations, as in the file.

    The report counts OSM objects, never rows, under the selection's name: found = kept + dropped;
    a cut line counts once, as kept and repaired. Nodes are not looked for where only lines are
    wanted.

    Raises InputError for a file that cannot be read, or whose data lies outside the frame.
    """
    _refuse_elsewhere(path, bounds_of_header(path), frame)
    objects = _each_once(read_objects(path, selections))
    shapes = shapes_of(objects, frame)
    wanted = _wanted_by(objects, selections)
    tables: dict[str, gpd.GeoDataFrame] = {}
    report = Report()
    for name, selection in selections.items():
        rows, told = _rows_within(name, wanted[name], selection, objects, shapes, frame)
        tables[name] = _table(rows, selection, objects, shapes, frame)
        report += told
    if not any(len(table) for table in tables.values()):
        _refuse_elsewhere(path, bounds_of_nodes(path), frame)
    return tables, report


def _refuse_elsewhere(path: Path, bounds: Bounds | None, frame: CityFrame) -> None:
    city = frame.bounds_lonlat
    if bounds is None or (
        bounds[0] <= city[2] and city[0] <= bounds[2] and bounds[1] <= city[3] and city[1] <= bounds[3]
    ):
        return
    raise InputError(
        N_("{file}: its data lies at {bounds}, but the city at {city} (west, south, east, north). "
           "Give the file of this city, or the recipe of that place."),
        file=path, bounds=_degrees(bounds), city=_degrees(city),
    )  # fmt: skip


def _degrees(bounds: Bounds) -> str:
    return " ".join(f"{value:.2f}" for value in bounds)


def _each_once(objects: Sequence[OsmObject]) -> list[OsmObject]:
    """Return the objects without the earlier ones of the same id; exports may list one twice."""
    return list({(o.kind, o.number): o for o in objects}.values())


def _wanted_by(objects: Sequence[OsmObject], selections: Mapping[str, OsmSelection]) -> dict[str, list[Wanted]]:
    wanted: dict[str, list[Wanted]] = {name: [] for name in selections}
    for position, item in enumerate(objects):
        for match in item.matches:
            wanted[match.selection].append(Wanted(position, match.is_line))
    return wanted


def _rows_within(
    name: str,
    wanted: Sequence[Wanted],
    selection: OsmSelection,
    objects: Sequence[OsmObject],
    shapes: OsmShapes,
    frame: CityFrame,
) -> tuple[Rows, Report]:
    """Return the rows of objects that touch the frame's bounds, and the report of the selection."""
    rows = rows_of(wanted, selection, objects, shapes)
    kept = np.unique(rows.position[touches_bounds(rows.shape, frame.bounds)])
    dropped = {**rows.dropped, OUTSIDE: np.setdiff1d(rows.position, kept).tolist()}
    rows = rows.of_positions(kept)
    told = Report((ReportEntry(name, "found", FOUND, len(wanted)), ReportEntry(name, "kept", KEPT, len(kept))))
    cut = dict.fromkeys(rows.position[rows.run >= 0].tolist())
    told += report_of(name, "repaired", CUT, [objects[i].id for i in cut])
    closed = [objects[i].id for i in kept.tolist() if objects[i].is_cut]
    told += report_of(name, "repaired", CUT_AREA, closed)
    for reason, positions in rows.mended.items():
        told += report_of(name, "repaired", reason, [objects[i].id for i in np.intersect1d(positions, kept)])
    for reason, positions in dropped.items():
        told += report_of(name, "dropped", reason, [objects[i].id for i in positions])
    return rows, told


def _table(
    rows: Rows, selection: OsmSelection, objects: Sequence[OsmObject], shapes: OsmShapes, frame: CityFrame
) -> gpd.GeoDataFrame:
    """Return the rows as a raw table."""
    chosen = [objects[i] for i in rows.position]
    columns = _tag_columns(chosen, columns_of(selection))
    columns |= {prefix: [prefixed(o.tags, prefix) for o in chosen] for prefix in selection.prefixes}
    columns["edited"] = [*_days(chosen)]
    if selection.node_ids:
        columns["node_ids"] = [_node_ids(o, run, shapes) for o, run in zip(chosen, rows.run, strict=True)]
    if selection.place_role is not None:
        columns["members"] = [[member.text for member in o.members] for o in chosen]
    index = pd.Index(_row_ids(rows, objects), name="id", dtype=object)
    series = {name: pd.Series(values, index=index, dtype=object) for name, values in columns.items()}
    return gpd.GeoDataFrame(series, index=index, geometry=rows.shape, crs=frame.crs)


def _tag_columns(objects: Sequence[OsmObject], keys: Sequence[str]) -> dict[str, list[object]]:
    """Return the values of each key, None where an object lacks it. Most objects have few of many keys."""
    columns: dict[str, list[object]] = {key: [None] * len(objects) for key in keys}
    for row, item in enumerate(objects):
        for key in columns.keys() & item.tags.keys():
            columns[key][row] = item.tags[key]
    return columns


def _days(objects: Sequence[OsmObject]) -> list[str | None]:
    """Return the day of each object's last edit as YYYY-MM-DD, None where it is not known."""
    days = np.array([o.edited.toordinal() - EPOCH_DAY for o in objects], "datetime64[D]")
    return [None if day == "1970-01-01" else day for day in days.astype(str).tolist()]


def _node_ids(item: OsmObject, run: int, shapes: OsmShapes) -> list[int] | None:
    """Return the ids of the nodes along a row's way, a node's own; None where the row is no way."""
    if item.kind == "node":
        return [item.number]
    nodes = item.nodes if run < 0 else (item.runs or ())[shapes.run_number[run]].nodes
    return None if nodes is None else list(nodes)


def _row_ids(rows: Rows, objects: Sequence[OsmObject]) -> list[str]:
    """Return the id of each row: its object's, with "#1", "#2" … where an object has several rows."""
    ids: list[str] = []
    _, first, count = np.unique(rows.position, return_index=True, return_counts=True)
    for start, n in zip(first, count, strict=True):
        id = objects[rows.position[start]].id
        ids += [id] if n == 1 else [f"{id}#{k}" for k in range(1, n + 1)]
    return ids
