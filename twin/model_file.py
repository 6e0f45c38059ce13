"""Models of proposed buildings: footprint, height and surfaces of a glTF, GLB, IFC, OBJ, PLY or STL file, in metres."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.frame import CityFrame
from geodata.language import N_
from layers.building_heights import HEIGHT_LIMITS_M

from .building_form import MOST_SURFACES, form_text
from .ifc_file import ifc_triangles

READ = (".glb", ".gltf", ".ifc", ".obj", ".ply", ".stl")
Y_UP = (".glb", ".gltf")  # by their standard (glTF 2.0, 3.4); the others have no rule and are read as z up
MOST_BYTES = 200 * 2**20
MOST_TRIANGLES = 1_000_000
MOST_WIDTH_M = 2000.0
LEAST_AREA_M2 = 1e-6
STEP_M = 0.001
SIMPLER_M = 0.05  # corners of a footprint closer to its line are left out
LEAST_HOLE_M2 = 0.5  # smaller ones are gaps between triangles
LONLAT_DIGITS = 8

OTHER_KIND = N_("{file}: models of this kind are not read. Known: {known}.")
UNREADABLE = N_("{file}: cannot be read as a model: {error} Check that it is whole, or export it again as .glb.")
EMPTY = N_("{file}: the model has no surfaces that stand on ground. Check the export.")
WRONG_SIZE = N_(
    "{file}: the model is {width:.6g} m wide and {height:.6g} m high. It has to be in metres: export "
    "it so, or say its unit by --scale (0.001 for millimetres)."
)


@dataclass(frozen=True)
class BuildingModel:
    """A model of a building: `triangles` (t, 3, 3) in metres, z up, its foot on 0, its middle on 0, 0.

    `footprint` is what it covers, as one polygon; `in_pieces` says that its pieces lie apart and the polygon is the
    hull around them.
    """

    triangles: NDArray[np.float64]
    footprint: shapely.Polygon
    height_m: float
    in_pieces: bool

    def turned(self, degrees: float) -> "BuildingModel":
        """Return the model turned clockwise, as a compass counts."""
        angle = np.radians(-degrees)
        turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        return building_model(self.triangles @ turn.T)

    @property
    def is_closed(self) -> bool:
        """Whether each edge of a triangle is that of another one the other way round."""
        points = np.rint(self.triangles.reshape(-1, 3) / STEP_M)
        corners = np.unique(points, axis=0, return_inverse=True)[1].reshape(-1, 3)
        edges = np.concatenate([corners[:, [k, (k + 1) % 3]] for k in range(3)])
        one_way, other_way = (np.unique(each, axis=0, return_counts=True) for each in (edges, edges[:, ::-1]))
        return all(np.array_equal(a, b) for a, b in zip(one_way, other_way, strict=True))

    @property
    def form(self) -> str | None:
        """Its surfaces as the text of an edit; None where they are more than an edit holds."""
        if len(self.triangles) > MOST_SURFACES:
            return None
        middle = shapely.get_coordinates(shapely.centroid(self.footprint))[0]
        local = self.triangles - np.array([*middle, 0.0])
        return form_text(np.asarray(shapely.polygons(np.concatenate([local, local[:, :1]], axis=1))))

    def place(self, frame: CityFrame, lonlat: tuple[float, float]) -> shapely.Polygon:
        """Return the footprint with the model's middle at a place, in longitude and latitude."""
        x, y = (float(v) for v in frame.from_lonlat_points(*lonlat))

        def degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            lon, lat = frame.to_lonlat_points(xy[:, 0] + x, xy[:, 1] + y)
            return np.asarray(np.round(np.column_stack([lon, lat]), LONLAT_DIGITS), np.float64)

        placed: shapely.Polygon = shapely.transform(self.footprint, degrees)
        if not placed.is_valid:  # rounded, corners close to each other may cross
            placed = max(shapely.get_parts(shapely.make_valid(placed)), key=shapely.area)
        return placed


def read_building_model(path: Path, *, y_up: bool | None = None, scale: float = 1.0) -> BuildingModel:
    """Return the model of a file; `y_up` says which axis points up where the format leaves it open.

    `scale`: metres in a unit of the file, 0.001 for millimetres.

    Raises InputError for a file that is none, too large, without surfaces, or not of a building's size.
    """
    suffix = path.suffix.lower()
    if suffix not in READ:
        raise InputError(OTHER_KIND, file=path, known=", ".join(READ))
    triangles = _triangles(path)
    if y_up if y_up is not None else suffix in Y_UP:
        triangles = np.stack([triangles[..., 0], -triangles[..., 2], triangles[..., 1]], axis=-1)
    triangles = triangles * scale
    if not len(triangles):
        raise InputError(EMPTY, file=path)
    spread = np.ptp(triangles.reshape(-1, 3), axis=0)
    least, most = HEIGHT_LIMITS_M
    if spread[:2].max() > MOST_WIDTH_M or not least <= spread[2] <= most:
        raise InputError(WRONG_SIZE, file=path, width=float(spread[:2].max()), height=float(spread[2]))
    made = building_model(triangles)
    if made.footprint.is_empty:
        raise InputError(EMPTY, file=path)
    return made


def building_model(triangles: NDArray[np.float64]) -> BuildingModel:
    """Return the model of triangles (t, 3, 3) in metres, z up."""
    low, high = triangles.reshape(-1, 3).min(axis=0), triangles.reshape(-1, 3).max(axis=0)
    local = triangles - np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    corners = local[:, :, :2]
    flat = shapely.polygons(np.concatenate([corners, corners[:, :1]], axis=1))
    ground = shapely.union_all(flat[shapely.area(flat) > LEAST_AREA_M2], grid_size=STEP_M)
    whole = shapely.get_parts(ground)
    in_pieces = len(whole) > 1
    footprint = ground.convex_hull if in_pieces else (whole[0] if len(whole) else shapely.Polygon())
    holes = [hole for hole in footprint.interiors if shapely.Polygon(hole).area >= LEAST_HOLE_M2]
    footprint = shapely.Polygon(footprint.exterior, holes)
    simpler = footprint.simplify(SIMPLER_M)
    return BuildingModel(local, simpler if simpler.is_valid else footprint, float(high[2] - low[2]), in_pieces)


def _triangles(path: Path) -> NDArray[np.float64]:
    """Return the triangles of a file (t, 3, 3) in its own axes, without those that have no area."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(N_("{file}: is larger than {most} MB. Simplify the model."), file=path, most=200)
        with path.open("rb"):
            triangles = ifc_triangles(path) if path.suffix.lower() == ".ifc" else _mesh_triangles(path)
    except OSError:
        raise InputError(N_("{file}: there is no such file, or it may not be read."), file=path) from None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, NotImplementedError) as error:
        raise InputError(UNREADABLE, file=path, error=" ".join(str(error).split()).rstrip(".") + ".") from None
    if len(triangles) > MOST_TRIANGLES or not np.isfinite(triangles).all():
        reason = f"{len(triangles)} triangles."
        raise InputError(UNREADABLE, file=path, error=reason)
    edge = triangles[:, 1:] - triangles[:, :1]
    area = np.linalg.norm(np.cross(edge[:, 0], edge[:, 1]), axis=1) / 2
    return np.asarray(triangles[area > LEAST_AREA_M2])


def _mesh_triangles(path: Path) -> NDArray[np.float64]:
    import trimesh  # only models need it

    scene = trimesh.load_scene(path, skip_materials=True)
    return np.asarray(scene.to_mesh().triangles, float) if scene.geometry else np.empty((0, 3, 3))
