"""Meshes as files that the reader in the browser takes: VTK XML, 32-bit, raw."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkDataArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkIOXML import vtkXMLPolyDataWriter

from layers.mesh import Mesh

Arrays = Mapping[str, NDArray[np.generic]]
NONE: Arrays = MappingProxyType({})


def _vtk_array(values: NDArray[Any], name: str = "") -> vtkDataArray:
    array: vtkDataArray = numpy_to_vtk(np.ascontiguousarray(values), deep=True)  # type: ignore[no-untyped-call]
    array.SetName(name)
    return array


def poly_data(points: NDArray[np.float32], mesh: Mesh, of_cells: Arrays, of_points: Arrays = NONE) -> vtkPolyData:
    """Return a mesh as VTK data: `points` in place of the mesh's own, with arrays of its cells and of its points.

    The result refers to copies; 32-bit cells, triangles before quads.
    """
    data = vtkPolyData()
    vertices = vtkPoints()
    vertices.SetData(_vtk_array(points))
    data.SetPoints(vertices)
    t, q = len(mesh.triangles), len(mesh.quads)
    offsets = np.concatenate([np.arange(t) * 3, t * 3 + np.arange(q + 1) * 4]).astype(np.int32)
    corners = np.concatenate([mesh.triangles.ravel(), mesh.quads.ravel()]).astype(np.int32)
    cells = vtkCellArray()
    cells.SetData(_vtk_array(offsets), _vtk_array(corners))
    data.SetPolys(cells)
    for name, values in of_cells.items():
        data.GetCellData().AddArray(_vtk_array(values, name))
    for name, values in of_points.items():
        data.GetPointData().AddArray(_vtk_array(values, name))
    return data


def vtp_bytes(points: NDArray[np.float32], mesh: Mesh, of_cells: Arrays, of_points: Arrays = NONE) -> bytes:
    """Return a mesh as VTK XML PolyData: raw appended data, 32-bit, uncompressed.

    That is what the reader in the browser takes fastest; the gzip around it is undone by the
    browser itself.
    """
    writer = vtkXMLPolyDataWriter()
    writer.SetInputData(poly_data(points, mesh, of_cells, of_points))
    writer.WriteToOutputStringOn()
    writer.SetDataModeToAppended()
    writer.EncodeAppendedDataOff()
    writer.SetCompressorTypeToNone()
    writer.SetHeaderTypeToUInt32()
    writer.SetIdTypeToInt32()
    writer.Write()
    written = writer.GetOutputString()
    return written if isinstance(written, bytes) else written.encode()  # VTK decodes what it can
