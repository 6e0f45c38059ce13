"""Buildings that bring their own surfaces are drawn by them, stand on the ground, and make closed solids."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.buildings import KIND
from layers.layer import Layer, with_columns
from layers.mesh import Mesh
from layers.solids import closed_rows
from layers.surface_solids import block_solids, form_solids
from layers.surfaces import FORM, has_form, signed_volumes
from layers.terrain import Terrain
from tests.layers.tables import FLAT, FRAME, SLOPE, square


def shell(x: float, y: float, size: float, low: float, high: float, *, inwards: bool = False) -> shapely.MultiPolygon:
    """Return the six faces of a box, seen from outside unless it is a hollow."""
    plan = [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
    below, above = ([(*p, z) for p in plan] for z in (low, high))
    walls = [[below[i], below[i - 3], above[i - 3], above[i]] for i in range(4)]
    faces = [below[::-1], above, *walls]
    return shapely.MultiPolygon([shapely.Polygon(face[::-1] if inwards else face) for face in faces])


def form(*shells: shapely.MultiPolygon) -> bytes:
    made: bytes = shapely.to_wkb(shapely.GeometryCollection(list(shells)))
    return made


def buildings(*rows: tuple[shapely.Polygon, bytes | None, str | None], height_m: float = 10) -> gpd.GeoDataFrame:
    shapes, forms, kinds = zip(*rows, strict=True)
    columns = {"height_m": height_m, FORM: list(forms), "surface_kinds": list(kinds), "tier": "official"}
    ids = [f"b{n}" for n in range(len(rows))]
    return with_columns(gpd.GeoDataFrame(columns, index=ids, geometry=list(shapes), crs=FRAME.crs), KIND)


def cube(x: float, size: float = 10) -> tuple[shapely.Polygon, bytes, str]:
    return square(x, 100, size), form(shell(x, 100, size, 0, size)), "GRWWWW"


def volume_of(mesh: Mesh) -> float:
    a, b, c = (mesh.points[mesh.triangles[:, k]] - mesh.points.mean(axis=0) for k in range(3))
    return float((np.cross(a, b) * c).sum() / 6)


def drawn(rows: Sequence[tuple[shapely.Polygon, bytes | None, str | None]], terrain: Terrain) -> Mesh:
    return KIND.form(buildings(*rows), terrain)


def test_a_form_is_drawn_in_place_of_a_block() -> None:
    mesh = drawn([cube(100)], FLAT)
    assert (len(mesh.triangles), len(mesh.quads), len(mesh.points)) == (12, 0, 8)
    assert volume_of(mesh) == pytest.approx(1000)


def test_buildings_without_a_form_stay_blocks_beside_it() -> None:
    mesh = drawn([(square(0, 0, 10), None, None), cube(100)], FLAT)
    assert np.bincount(mesh.triangle_row).tolist() == [4, 12]  # roof and floor
    assert np.bincount(mesh.quad_row).tolist() == [4]


def test_a_form_stands_on_a_slope_as_a_block_does() -> None:
    mesh = drawn([cube(100)], SLOPE)  # the ground under it rises from 100 to 110 m
    block = drawn([(square(100, 100, 10), None, None)], SLOPE)
    assert mesh.points[:, 2].min() == 100
    assert mesh.points[:, 2].max() == block.points[:, 2].max()


def test_a_form_survives_the_check_of_its_layer() -> None:
    table = Layer.checked(KIND, buildings(cube(100))).table
    assert has_form(table).tolist() == [True]
    assert table.at["b0", FORM] == cube(100)[1]


def test_a_hollow_has_a_volume_below_zero() -> None:
    made = form(shell(0, 0, 10, 0, 10), shell(2, 2, 4, 2, 6, inwards=True))
    volume, of, closed = signed_volumes(np.array([made], object))
    assert volume.round(6).tolist() == [1000, -64]
    assert (of.tolist(), closed.tolist()) == ([0, 0], [True, True])


def test_a_shell_without_its_roof_is_open() -> None:
    faces = shapely.get_parts(shell(0, 0, 10, 0, 10))
    open_box = form(shapely.MultiPolygon([*faces[:1], *faces[2:]]))
    assert signed_volumes(np.array([open_box, cube(0)[1]], object))[2].tolist() == [False, True]


def test_solids_that_touch_are_closed_each_by_itself() -> None:
    touching = form(shell(0, 0, 10, 0, 10), shell(10, 0, 10, 0, 10))
    mesh = drawn([(square(0, 0, 20), touching, "GRWWWW" * 2), cube(100)], FLAT)
    assert closed_rows(mesh, 2).tolist() == [True, True]


def test_shells_become_solids_and_hollows() -> None:
    shells = form(shell(0, 0, 10, 0, 10), shell(2, 2, 4, 2, 6, inwards=True), shell(20, 0, 10, 0, 10))
    solids = form_solids(buildings((square(0, 0, 30), shells, "GRWWWW" * 3)), FLAT)
    pairs = np.column_stack([solids.solid, solids.shell])[::6].tolist()
    assert pairs == [[0, 0], [0, 1], [1, 0]]
    assert solids.closed.all()


@settings(deadline=None)
@given(
    x=st.floats(0, 900),
    size=st.floats(1, 50),
    height=st.floats(1, 100),
    hole=st.booleans(),
    slope=st.booleans(),
)
def test_every_block_is_a_closed_solid_of_its_volume(
    x: float, size: float, height: float, hole: bool, slope: bool
) -> None:
    inner = [square(x + size / 4, size / 4, size / 2).exterior.coords] if hole else []
    footprint = shapely.Polygon(square(x, 0, size).exterior.coords, inner)
    terrain = SLOPE if slope else FLAT
    solids = block_solids(buildings((footprint, None, None), height_m=height), terrain)
    made = form(shapely.MultiPolygon(list(solids.polygons)))
    volume, _, closed = signed_volumes(np.array([made], object))
    points = shapely.get_coordinates(solids.polygons, include_z=True)[:, 2]
    assert closed.tolist() == [True]
    assert volume[0] == pytest.approx(footprint.area * (points.max() - points.min()), rel=1e-6)
