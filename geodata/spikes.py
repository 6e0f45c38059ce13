"""Terrain models as they come: single cells that jut out of the ground, and steps where tiles of a model meet."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, median_filter

from .language import N_
from .raster import Raster
from .report import Action, Report, ReportEntry

Heights = NDArray[np.float32]
# Steeper on all sides than rock stands: a cell that is off by so many cells' widths from the median around it.
SPIKE_CELLS, SPIKE_M = 2.0, 20.0
STEP_CELLS, STEP_M = 3.0, 40.0  # between two cells beside each other; 72°
SPIKE = N_("single cells far above or below all around them, taken as gaps")
STEP = N_("cells beside a step of more than 72°, kept as they are: look whether tiles of the model fit each other")


def without_spikes(raster: Raster, cell_m: float, *, layer: str = "terrain") -> tuple[Raster, Report]:
    """Return heights in metres without single cells that jut out; report these, and steps, which stay.

    `cell_m`: the edge of a cell in metres. A cell juts out where it differs from the median of the 3 × 3 cells around
    it by more than twice its width and 20 m (limits of ours). Another unit than metres: nothing is done.
    """
    if raster.unit != "m":
        return raster, Report()
    ground = _without_gaps(raster.values)
    spikes = np.abs(ground - median_filter(ground, size=3, mode="nearest")) > max(SPIKE_CELLS * cell_m, SPIKE_M)
    spikes &= ~np.isnan(raster.values)
    values = np.where(spikes, np.float32(np.nan), raster.values)
    report = _counted(layer, "dropped", SPIKE, spikes, raster)
    return replace(raster, values=values), report + _counted(
        layer, "assumed", STEP, _beside_steps(values, max(STEP_CELLS * cell_m, STEP_M)), raster
    )


def _without_gaps(values: Heights) -> Heights:
    gaps = np.isnan(values)
    if not gaps.any() or gaps.all():
        return values
    nearest = distance_transform_edt(gaps, return_distances=False, return_indices=True)
    return np.asarray(values[tuple(nearest)], np.float32)


def _beside_steps(values: Heights, most_m: float) -> NDArray[np.bool_]:
    """Return the cells that differ by more from one beside them."""
    found = np.zeros(values.shape, bool)
    for axis in (0, 1):
        steep = np.abs(np.diff(values, axis=axis)) > most_m  # beside a gap: no
        ends = [(0, 1) if at == axis else (0, 0) for at in (0, 1)]
        starts = [each[::-1] for each in ends]
        found |= np.pad(steep, ends) | np.pad(steep, starts)
    return found


def _counted(layer: str, action: Action, reason: str, cells: NDArray[np.bool_], raster: Raster) -> Report:
    count = int(cells.sum())
    return Report((ReportEntry(layer, action, reason, count, (raster.source,)),)) if count else Report()
