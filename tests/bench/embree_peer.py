"""Embree's time for a shadow of the city; run by a Python that has embreex.

Reads and writes .npz: python embree_peer.py QUESTION ANSWER
"""

import sys
import time

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh


def main(question: str, answer: str) -> None:
    """Ask for each point whether a ray to the sun meets a triangle; the scene is made before, not in the time."""
    asked = dict(np.load(question))
    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, asked["triangles"].astype(np.float32))
    points = asked["points"].astype(np.float32)
    towards = np.tile(asked["towards"].astype(np.float32), (len(points), 1))
    scene.run(points[:1000], towards[:1000], query="OCCLUDED")
    started = time.perf_counter()
    met = scene.run(points, towards, query="OCCLUDED")
    np.savez(answer, seconds=time.perf_counter() - started, shaded=np.asarray(met) >= 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
