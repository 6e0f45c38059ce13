"""The graph of one mode as a file for other programs: GraphML for networkx and Gephi, GeoPackage for GIS."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError

from geodata.errors import InputError, UsageError
from geodata.frame import CityFrame
from geodata.language import N_

from .mobility import MobilityGraph
from .snapping import link_seconds

Writer = Callable[[MobilityGraph, CityFrame, str, Path], None]

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
GRAPHML_TYPES: Mapping[str, str] = {"b": "boolean", "i": "long", "u": "long", "f": "double"}
DECIMALS = 7  # of a degree: a centimetre


def write_graph(graph: MobilityGraph, path: Path, *, frame: CityFrame, mode: str) -> Path:
    """Write what a mode may use as .graphml or .gpkg, aside and renamed, and return the path.

    GraphML: a directed multigraph, one edge for each arc, `seconds` its weight; nodes have x, y (metres of the
    graph's attribute `crs`), z, lon, lat; missing values are left out. GeoPackage: layers `nodes` and `edges`,
    one edge for each link, with `seconds_forward` and `seconds_backward` (empty where the mode may not go).
    Raises UsageError for another ending or an unknown mode, InputError where the file cannot be written.
    """
    writers: Mapping[str, Writer] = {".graphml": _write_graphml, ".gpkg": _write_geopackage}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise UsageError(
            N_("{file}: a graph is written as .graphml or .gpkg. Give --out one of these endings."), file=path
        )
    graph.seconds(mode)  # an unknown mode ends here, before anything is written
    aside = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        path.parent.stat()  # no folder, no file: the writers would say so in words of their own
        write(graph, frame, mode, aside)
        aside.replace(path)
    except (OSError, DataSourceError) as error:
        raise InputError(
            N_("{file} cannot be written: {error}. Choose a folder that is there and that you own."),
            file=path,
            error=getattr(error, "strerror", None) or error,
        ) from None
    finally:
        aside.unlink(missing_ok=True)
    return path


def _node_table(graph: MobilityGraph, frame: CityFrame, used: NDArray[np.int64]) -> pd.DataFrame:
    nodes = graph.nodes.iloc[used]
    lon, lat = frame.to_lonlat_points(nodes["x_m"], nodes["y_m"])
    return nodes.rename(columns={"x_m": "x", "y_m": "y", "z_m": "z"}).assign(
        lon=np.round(lon, DECIMALS), lat=np.round(lat, DECIMALS)
    )


def _open_arcs(graph: MobilityGraph, mode: str) -> NDArray[np.int64]:
    return np.flatnonzero(np.isfinite(graph.seconds(mode)))


def _write_geopackage(graph: MobilityGraph, frame: CityFrame, mode: str, path: Path) -> None:
    open_ = np.flatnonzero(graph.is_open(mode))
    forward, backward = (np.where(np.isfinite(s), s, np.nan)[open_] for s in link_seconds(graph, mode))
    links = graph.links.iloc[open_]
    edges = links.assign(seconds_forward=forward, seconds_backward=backward).rename_axis("link").reset_index()
    ends = np.unique(links[["start", "end"]].to_numpy())
    nodes = _node_table(graph, frame, ends).rename_axis("node").reset_index()
    points = gpd.GeoDataFrame(nodes, geometry=gpd.points_from_xy(nodes["x"], nodes["y"]), crs=graph.links.crs)
    points.to_file(path, layer="nodes", driver="GPKG", engine="pyogrio")
    edges.to_file(path, layer="edges", driver="GPKG", engine="pyogrio")


def _write_graphml(graph: MobilityGraph, frame: CityFrame, mode: str, path: Path) -> None:
    open_ = _open_arcs(graph, mode)
    arcs = graph.arcs.iloc[open_]
    links = pd.DataFrame(graph.links.drop(columns=["geometry", "start", "end"]))
    edges = links.iloc[arcs["link"].to_numpy()].set_axis(arcs.index)
    edges = edges.assign(link=arcs["link"], forward=arcs["forward"], seconds=graph.seconds(mode)[open_])
    nodes = _node_table(graph, frame, np.unique(arcs[["tail", "head"]].to_numpy()))
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        file.write('<key id="crs" for="graph" attr.name="crs" attr.type="string"/>\n')
        file.write('<key id="mode" for="graph" attr.name="mode" attr.type="string"/>\n')
        file.writelines(_keys(nodes, "node"))
        file.writelines(_keys(edges, "edge"))
        file.write('<graph edgedefault="directed">\n')
        file.write(f'<data key="crs">{escape(frame.crs)}</data><data key="mode">{escape(mode)}</data>\n')
        for node, data in zip(nodes.index, _data(nodes, "node"), strict=True):
            file.write(f'<node id="{node}">{data}</node>\n')
        ends = zip(open_.tolist(), arcs["tail"].tolist(), arcs["head"].tolist(), _data(edges, "edge"), strict=True)
        for arc, tail, head, data in ends:
            file.write(f'<edge id="{arc}" source="{tail}" target="{head}">{data}</edge>\n')
        file.write("</graph>\n</graphml>\n")


def _keys(table: pd.DataFrame, owner: str) -> Iterator[str]:
    for name in table:
        kind = _graphml_type(table[name])
        key = quoteattr(f"{owner}_{name}")
        yield f'<key id={key} for="{owner}" attr.name={quoteattr(str(name))} attr.type="{kind}"/>\n'


def _graphml_type(column: pd.Series) -> str:
    dtype = column.dtype
    kind = getattr(dtype, "kind", "O")
    if kind == "O" and pd.api.types.infer_dtype(column, skipna=True) == "boolean":
        kind = "b"
    return GRAPHML_TYPES.get(kind, "string")


def _data(table: pd.DataFrame, owner: str) -> Iterator[str]:
    """Return the <data> of each row, one after the other; a missing or infinite value has none."""
    columns = [_column_data(table[name], f"{owner}_{name}") for name in table]
    return ("".join(row) for row in zip(*columns, strict=True))


def _column_data(column: pd.Series, key: str) -> list[str]:
    opening = f"<data key={quoteattr(key)}>"
    kind = _graphml_type(column)
    values = column.astype(object)
    missing = column.isna().to_numpy()
    if kind == "double":
        missing = missing | ~np.isfinite(column.to_numpy(dtype=float, na_value=np.nan))
    made = [_text(value, kind) if not gone else "" for value, gone in zip(values, missing, strict=True)]
    return [f"{opening}{text}</data>" if text else "" for text in made]


def _text(value: object, kind: str) -> str:
    if kind == "boolean":
        return "true" if value else "false"
    return str(value) if kind != "string" else escape(NOT_IN_XML.sub("", str(value)))
