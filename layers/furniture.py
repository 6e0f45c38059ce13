"""Shapes of what stands on streets, told from each other at a glance: stops, chargers, bike stands, benches, lamps.

Metres, the front towards +y. What is to be found from afar carries a sign taller than it is, and lower than houses.
"""

from functools import cache

import numpy as np

from .mesh import Mesh, joined
from .pins import cone, prism
from .triangulation import Floats

SIGN_TOP_M = 5.6  # with boards of about 2 m: 4 pixels from 600 m away
HOOPS = 4
LARGER = 1.3  # benches than they are, to be seen from across a street


def box(x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]) -> Mesh:
    """Return an upright block without a floor: five faces."""
    corners = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]
    points: Floats = np.array([(*corner, level) for level in z for corner in corners])
    quads = np.array([(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7)])
    none = np.empty(0, np.int64)
    return Mesh(points, none.reshape(0, 3), none, quads, np.zeros(len(quads), np.int64))


@cache
def stop() -> Mesh:
    """Return a pole with a board across the street."""
    pole = prism(0.15, sides=3, base_m=0.0, top_m=SIGN_TOP_M - 1.9)
    return joined([pole, box((-0.3, 0.3), (-1.0, 1.0), (SIGN_TOP_M - 2.1, SIGN_TOP_M))])


@cache
def stop_with_shelter() -> Mesh:
    """Return a stop beside a roof on a back wall, two sides and a bench, open to the street."""
    wall, sides = box((1.2, 6.2), (-2.3, -2.15), (0.0, 2.6)), ((1.2, 1.35), (6.05, 6.2))
    return joined(
        [
            stop(),
            wall,
            *(box(side, (-2.3, -1.0), (0.0, 2.6)) for side in sides),
            box((1.0, 6.4), (-2.5, -0.4), (2.6, 2.85)),
            box((2.0, 5.4), (-2.1, -1.6), (0.4, 0.55)),
        ]
    )


@cache
def charger() -> Mesh:
    """Return a cabinet with a screen, and over it a post with a diamond."""
    diamond = [cone(1.5, sides=4, base_m=SIGN_TOP_M - 1.3, top_m=top) for top in (SIGN_TOP_M - 2.9, SIGN_TOP_M)]
    cabinet, screen = box((-0.6, 0.6), (-0.4, 0.4), (0.0, 2.2)), box((-0.4, 0.4), (0.4, 0.5), (1.2, 1.9))
    return joined([cabinet, screen, prism(0.15, sides=3, base_m=2.2, top_m=SIGN_TOP_M - 2.5), *diamond])


@cache
def bike_stand() -> Mesh:
    """Return hoops in a row, to lean bicycles against."""
    bar, high, deep = 0.12, 1.1, 0.55
    hoops = []
    for number in range(HOOPS):
        x = (number - (HOOPS - 1) / 2) * 1.0
        across = (x - bar / 2, x + bar / 2)
        hoops += [box(across, (y - bar / 2, y + bar / 2), (0.0, high - bar)) for y in (-deep, deep)]
        hoops.append(box(across, (-deep - bar / 2, deep + bar / 2), (high - bar, high)))
    return joined(hoops)


@cache
def bench() -> Mesh:
    """Return a seat on two legs with a back behind it."""
    back = box((-0.9, 0.9), (-0.3, -0.2), (0.55, 0.95))
    return joined([bench_without_back(), _larger(back)])


@cache
def bench_without_back() -> Mesh:
    """Return a seat on two legs."""
    seat = box((-0.9, 0.9), (-0.25, 0.25), (0.38, 0.48))
    legs = [box((x - 0.06, x + 0.06), (-0.2, 0.2), (0.0, 0.38)) for x in (-0.7, 0.7)]
    return _larger(joined([seat, *legs]))


@cache
def lamp() -> Mesh:
    """Return a post with an arm over the street and a lamp at its end."""
    post, arm = prism(0.12, sides=3, base_m=0.0, top_m=7.0), box((-0.07, 0.07), (0.0, 1.9), (6.85, 7.0))
    return joined([post, arm, box((-0.25, 0.25), (1.3, 2.2), (6.65, 6.9))])


def _larger(shape: Mesh) -> Mesh:
    return Mesh(shape.points * LARGER, shape.triangles, shape.triangle_row, shape.quads, shape.quad_row)
