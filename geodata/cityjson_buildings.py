"""Buildings of a CityJSON file as one table: footprint, height, roof, attributes, and the form that is drawn."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .cityjson import CityModel, Surfaces
from .cityjson_closing import with_floors
from .cityjson_crs import horizontal
from .cityjson_forms import CleanSurfaces, cleaned, footprints, letters_of, outward, stored_forms
from .cityjson_own import ground_of, is_own
from .cityjson_roofs import ROOF_SHAPES, roof_shapes
from .cityjson_shapes import DEPTH, SURFACES
from .cityjson_stated import stated_of
from .frame import CityFrame
from .language import N_
from .report import Report, report_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

BUILDING = "Building"
SOLID_PARTS = (BUILDING, "BuildingPart", "BuildingInstallation")
ORDER_OF_LODS = ("2", "3", "1")  # the level of detail that is drawn; 0 is a footprint alone
GRADE = 10  # finer levels such as 2.2 lie between
HEIGHT_OF_MODEL = N_("height of the city model: from its lowest to its highest point")
TURNED = N_("solid that faced inwards, turned")
SLIVER = N_("surface without area, left out")
FLOORED = N_("solid without a floor, closed with one at its foot")
CROSSING = N_("surface that crosses itself, cut there")
DAMAGED = N_("surfaces missing: drawn as a block from its footprint and height")
NO_FORM = N_("no surfaces that can be used and no extent, left out")
OF_EXTENT = N_("no surfaces that can be used: a block of the extent that it states")
JOINED = N_("parts drawn and counted with their building")
ORPHAN = N_("part of no building; it stands by itself")
INSIDE = N_("rooms, furniture and other insides, not drawn")
FLATTENED_LOD = N_("further levels of detail, not drawn")
INTERIOR = ("BuildingRoom", "BuildingFurniture", "BuildingStorey", "BuildingUnit", "Room", "IntBuildingInstallation")


@dataclass(frozen=True)
class _Chosen:
    """The surfaces that are drawn, and for each the number of its building in `ids`."""

    ids: pd.Index
    surfaces: Surfaces
    owner: Ints


def buildings_of(model: CityModel, *, layer: str, frame: CityFrame, crs: str) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the buildings of a model whose coordinates are of `crs`, in the frame's CRS; parts are with theirs.

    Index: ids of the file. Columns: height_m, height_method, roof_shape, roof_height_m, levels, year, name, function,
    attributes (the file's, as JSON), `surfaces` (the form as WKB, heights above its lowest point or, in a file of ours,
    above the ground that it names; None where it is to be drawn as a block), `surface_kinds` (see
    `cityjson_forms.stored_forms`) and `lod`, the level of detail.
    """
    chosen, report = _chosen(model, layer)
    metric = replace(chosen.surfaces, points=_in_metres(chosen.surfaces.points, frame, crs))
    closing = with_floors(metric, model)
    clean = cleaned(closing.surfaces)
    before, owner = (_owners_of(surfaces, chosen) for surfaces in (closing.surfaces, clean.surfaces))
    clean, turned = outward(clean)
    by_geometry = _owner_by_geometry(chosen)
    report += report_of(layer, "repaired", FLOORED, _ids(chosen.ids, by_geometry[closing.floored]))
    open_ids = _ids(chosen.ids, by_geometry[closing.holed])
    report += report_of(layer, "repaired", SLIVER, _ids(chosen.ids, before[clean.slivers]))
    report += report_of(layer, "repaired", CROSSING, _ids(chosen.ids, before[clean.crossing]))
    report += report_of(layer, "repaired", TURNED, _ids(chosen.ids, owner[turned]))
    damaged = chosen.ids.isin(_damaged(model, chosen)) | chosen.ids.isin(open_ids)
    table, shaped = _shaped(model, chosen.ids, clean, owner, damaged, layer, frame, crs)
    return table, report + shaped


def _ids(ids: pd.Index, rows: Ints) -> pd.Index:
    return ids[np.unique(rows)]


def _chosen(model: CityModel, layer: str) -> tuple[_Chosen, Report]:
    """Return which surfaces are drawn: of each building the best level of detail, its parts' with its own."""
    types, report = model.objects["type"], Report()
    root, orphans = _roots(model.objects)
    ids = pd.Index([id for id in root if root[id] == id], dtype=object)
    number = {id: n for n, id in enumerate(ids)}
    shapes = model.geometries
    rank = np.array(
        [_rank(lod) if type in DEPTH else -1 for lod, type in zip(shapes["lod"], shapes["type"], strict=True)]
    )
    of_building = np.array([number.get(root.get(id, ""), -1) for id in shapes["object"]], np.int64)
    kept = _best(rank, of_building, shapes["object"].to_numpy(object), ids)
    used = kept[model.surfaces.geometry] if len(shapes) else np.zeros(0, bool)
    surfaces = model.surfaces.of(used)
    parts = [id for id, of in root.items() if of != id]
    inside = types.index[types.isin(INTERIOR)]
    other = shapes["object"][(of_building >= 0) & ~kept & (rank >= GRADE)]
    report += report_of(layer, "assumed", JOINED, parts) + report_of(layer, "assumed", ORPHAN, orphans)
    report += report_of(layer, "assumed", INSIDE, inside) + report_of(layer, "assumed", FLATTENED_LOD, other.unique())
    return _Chosen(ids, surfaces, of_building[surfaces.geometry] if len(shapes) else np.empty(0, np.int64)), report


def _roots(objects: pd.DataFrame) -> tuple[dict[str, str], list[str]]:
    """Return the building of each building, part and installation; those without one stand by themselves."""
    types: dict[str, str] = dict(zip(objects.index, objects["type"], strict=True))
    parents: dict[str, tuple[str, ...]] = dict(zip(objects.index, objects["parents"], strict=True))
    root, orphans = dict[str, str](), list[str]()
    for id, type in types.items():
        if type not in SOLID_PARTS:
            continue
        above, seen = id, {id}
        while types[above] != BUILDING:
            higher = next((p for p in parents[above] if types[p] in SOLID_PARTS and p not in seen), None)
            if higher is None:
                in_circle = any(p in seen for p in parents[above])
                above = min(seen) if in_circle else above
                break
            seen.add(above := higher)
        root[id] = above
        if above == id and type != BUILDING:
            orphans.append(id)
    return root, orphans


def _rank(lod: str) -> int:
    """Return how good a level of detail is to draw: 2.2 before 2.0 before 3 before 1 before a footprint, 0."""
    if lod[:1] not in ORDER_OF_LODS:
        return 1
    finer = int(lod[2:3]) if lod[2:3].isdigit() else 0
    return GRADE * (len(ORDER_OF_LODS) - ORDER_OF_LODS.index(lod[:1])) + finer + 1


def _best(rank: Ints, of_building: Ints, objects: NDArray[np.object_], ids: pd.Index) -> NDArray[np.bool_]:
    """Return which geometries are drawn: of each object the best, and of building and parts whose is better."""
    best: dict[str, int] = {}
    for row in np.flatnonzero((rank > 0) & (of_building >= 0)).tolist():
        if objects[row] not in best or rank[row] > rank[best[objects[row]]]:
            best[objects[row]] = row
    own, top = np.full(len(ids), -1), np.full(len(ids), -1)
    for id, row in best.items():
        of, grade = of_building[row], rank[row] // GRADE
        top[of] = max(top[of], grade)
        if id == ids[of]:
            own[of] = grade
    made = np.zeros(len(rank), bool)
    for id, row in best.items():
        of = of_building[row]
        by_parts = own[of] < top[of] and id != ids[of]
        made[row] = by_parts or rank[row] // GRADE == top[of]
    return made


def _in_metres(points: Floats, frame: CityFrame, crs: str) -> Floats:
    x, y = frame.from_crs_points(points[:, 0], points[:, 1], crs=horizontal(crs))
    return np.column_stack([x, y, points[:, 2]])


def _owner_by_geometry(chosen: _Chosen) -> Ints:
    """Return the building of each geometry that is drawn, -1 for others."""
    made = np.full(int(chosen.surfaces.geometry.max(initial=-1)) + 1, -1)
    made[chosen.surfaces.geometry] = chosen.owner
    return made


def _owners_of(surfaces: Surfaces, chosen: _Chosen) -> Ints:
    """Return the building of each surface: all surfaces of one geometry are of one building."""
    return np.asarray(_owner_by_geometry(chosen)[surfaces.geometry])


def _shaped(
    model: CityModel,
    ids: pd.Index,
    clean: CleanSurfaces,
    owner: Ints,
    damaged: NDArray[np.bool_],
    layer: str,
    frame: CityFrame,
    crs: str,
) -> tuple[gpd.GeoDataFrame, Report]:
    s, count = clean.surfaces, len(ids)
    letters = letters_of(s, clean.vector)
    grounds = footprints(clean, letters, owner, count)
    extents, boxed = _boxes(model, ids, grounds, frame, crs)
    low, high = _spans(s.points[:, 2], owner[s.surface[s.ring]], count)
    zero = _zeros(model, ids, low, high, layer)
    up = np.maximum(s.points[:, 2] - zero[owner[s.surface[s.ring]]], 0.0)
    relative = replace(s, points=np.column_stack([s.points[:, :2], up]))
    forms, kinds = stored_forms(relative, letters, owner, count)
    damaged = damaged & ~boxed
    forms[damaged | ~(high > low)], kinds[damaged | ~(high > low)] = None, None
    roof = letters == "R"
    eaves, ridge = _spans(
        s.points[roof[s.surface[s.ring]], 2], owner[s.surface[s.ring]][roof[s.surface[s.ring]]], count
    )
    stated = stated_of(model, ids)
    height = np.where(boxed, extents[:, 1] - extents[:, 0], np.round(high - zero, 2))
    shape = pd.Series(roof_shapes(clean.vector[roof], owner[roof], count), ids, dtype=object)
    shape = stated["roof_code"].map(ROOF_SHAPES).astype(object).fillna(shape)
    roof_m = np.where(shape == "flat", 0.0, np.where(shape.isna(), np.nan, np.round(ridge - eaves, 2)))
    columns = {
        **{name: stated[name] for name in ("levels", "year", "name", "function", "attributes")},
        "height_m": pd.Series(height, ids).where(height > 0, stated["height_m"]),
        "height_method": HEIGHT_OF_MODEL,
        "roof_shape": shape,
        "roof_height_m": pd.Series(roof_m, ids),
        "surfaces": forms,
        "surface_kinds": kinds,
        "lod": _lods(model, s.geometry, owner, count),
    }
    table = gpd.GeoDataFrame(columns, index=ids.rename("id"), geometry=grounds, crs=frame.crs)
    nothing = shapely.is_missing(grounds)
    report = report_of(layer, "repaired", DAMAGED, ids[damaged & ~nothing])
    report += report_of(layer, "assumed", OF_EXTENT, ids[boxed]) + report_of(layer, "dropped", NO_FORM, ids[nothing])
    return table[~nothing], report


def _zeros(model: CityModel, ids: pd.Index, low: Floats, high: Floats, layer: str) -> Floats:
    """Return from where the heights of each building count: its lowest point, or the ground that a file of ours names.

    Over that a raised building begins, and below it a foot goes down to the lowest ground.
    """
    attributes = model.attributes
    own = [ground_of(attributes[id]) if is_own(attributes[id], layer, model.sources) else None for id in ids]
    ground = np.array([np.nan if each is None else each for each in own], float)
    return np.where(ground < high, ground, low)


def _lods(model: CityModel, geometry: Ints, owner: Ints, count: int) -> NDArray[np.object_]:
    """Return the level of detail of the surfaces that are drawn of each owner, that of the first; None without any."""
    made = np.full(count, None, object)
    made[owner[::-1]] = model.geometries["lod"].to_numpy(object)[geometry[::-1]]
    return made


def _damaged(model: CityModel, chosen: _Chosen) -> set[str]:
    """Return the buildings that lost a surface, or one of whose parts did, and of which that is not seen.

    Of an object drawn by solids it is: they close all the same, or have a hole.
    """
    root, _ = _roots(model.objects)
    drawn = model.geometries.loc[np.unique(chosen.surfaces.geometry)]
    solids = set(drawn["object"][drawn["type"].map(DEPTH) > SURFACES])
    whole = model.objects["whole"]
    return {of for id, of in root.items() if not whole[id] and id not in solids}


def _spans(z: Floats, owner: Ints, count: int) -> tuple[Floats, Floats]:
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, owner, z)
    np.maximum.at(high, owner, z)
    found = np.isfinite(low)
    return np.where(found, low, np.nan), np.where(found, high, np.nan)


def _boxes(
    model: CityModel, ids: pd.Index, grounds: NDArray[np.object_], frame: CityFrame, crs: str
) -> tuple[Floats, NDArray[np.bool_]]:
    """Give buildings without a footprint that of their extent; return its lowest and highest point, and which."""
    spans, boxed = np.full((len(ids), 2), np.nan), np.zeros(len(ids), bool)
    stated: list[tuple[float, ...] | None] = model.objects["extent"][ids].tolist()
    for row in np.flatnonzero(shapely.is_missing(grounds)).tolist():
        extent = stated[row]
        if extent is None or extent[3] <= extent[0] or extent[4] <= extent[1] or extent[5] <= extent[2]:
            continue
        corners = np.array([[extent[a], extent[b], 0.0] for a, b in ((0, 1), (3, 1), (3, 4), (0, 4))])
        grounds[row] = shapely.Polygon(_in_metres(corners, frame, crs)[:, :2])
        spans[row], boxed[row] = (extent[2], extent[5]), True
    return spans, boxed
