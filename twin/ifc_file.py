"""Surfaces of a building in an IFC file, by IfcOpenShell where that is installed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.errors import InputError
from geodata.language import N_

NOT_BUILT = ("IfcSpace", "IfcSite", "IfcOpeningElement", "IfcAnnotation", "IfcGrid", "IfcVirtualElement")
NO_READER = N_("{file}: IFC needs the package ifcopenshell. Install it with pip, or export the model as glTF (.glb).")
NO_IFC = N_("{file}: cannot be read as IFC: {error} Check that it is whole, or export it again.")


def ifc_triangles(path: Path) -> NDArray[np.float64]:
    """Return the triangles (t, 3, 3) in metres, z up, of all that is built; not of rooms, openings and the site.

    Raises InputError for a file that is no IFC, and where IfcOpenShell is not installed.
    """
    try:
        import ifcopenshell
        import ifcopenshell.geom
    except ImportError:
        raise InputError(NO_READER, file=path) from None
    try:
        model = ifcopenshell.open(str(path))
    except (RuntimeError, OSError, ValueError, ifcopenshell.Error) as error:
        raise InputError(NO_IFC, file=path, error=" ".join(str(error).split()).rstrip(".") + ".") from None
    settings = ifcopenshell.geom.settings()  # type: ignore[no-untyped-call, unused-ignore]
    settings.set("use-world-coords", True)
    made = [np.empty((0, 3, 3))]
    shapes: Iterable[Any] = ifcopenshell.geom.iterate(settings, model)  # type: ignore[no-untyped-call, unused-ignore]
    for shape in shapes:
        if shape.type not in NOT_BUILT:
            points = np.asarray(shape.geometry.verts, float).reshape(-1, 3)
            made.append(points[np.asarray(shape.geometry.faces, np.int64).reshape(-1, 3)])
    return np.concatenate(made)
