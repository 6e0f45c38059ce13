import numpy as np
import pytest

from layers.mesh import Mesh
from layers.pins import cone, pin, post, prism, sign


def _faces_point_outward(mesh: Mesh) -> bool:
    """Seen from the shape's middle axis, each face looks away from it or up or down."""
    quads = mesh.quads[:, :3]
    corners = mesh.points[np.concatenate([mesh.triangles, quads])]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    middle = corners.mean(axis=1)
    flat = np.abs(normal[:, 2]) > 0.999 * np.linalg.norm(normal, axis=1)
    outward = (normal[:, :2] * middle[:, :2]).sum(axis=1) > 0
    return bool(np.where(flat, normal[:, 2] > 0, outward).all())


@pytest.mark.parametrize(
    "shape",
    [
        prism(1, sides=5, base_m=0, top_m=2),
        prism(1, sides=4, base_m=0, top_m=2, top_radius_m=0.5),
        cone(1, sides=6, base_m=0, top_m=2),
        cone(1, sides=4, base_m=2, top_m=0),
        pin(height_m=10, radius_m=2),
        post(height_m=3, width_m=1),
        sign(height_m=9, width_m=4),
    ],
)
def test_a_shape_is_seen_from_outside(shape: Mesh) -> None:
    assert _faces_point_outward(shape)


def test_a_pin_stands_on_its_tip_and_is_as_tall_as_asked() -> None:
    points = pin(height_m=10, radius_m=2).points
    assert (points[:, 2].min(), points[:, 2].max()) == (0, 10)


def test_a_post_is_as_wide_as_asked() -> None:
    points = post(height_m=3, width_m=2).points
    assert points[:, 0].max() - points[:, 0].min() == pytest.approx(2)
