"""Spikes and steps of terrain models: the one taken as gaps, the other told."""

import numpy as np
from affine import Affine

from geodata.raster import Raster
from geodata.spikes import SPIKE, STEP, without_spikes

CELL_M = 30.0


def raster(values: np.ndarray, unit: str = "m") -> Raster:
    return Raster(values.astype(np.float32), Affine.scale(CELL_M, -CELL_M), "EPSG:32634", unit, "dem.tif")


def hill() -> np.ndarray:
    """Return 20 × 20 cells of a slope of 45° with a gap in it."""
    values = np.add.outer(np.arange(20) * CELL_M, np.zeros(20)) + 100.0
    values[3, 3] = np.nan
    return values


def test_single_cells_that_jut_out_become_gaps_and_are_counted() -> None:
    values = hill()
    for row, column, height_m in ((5, 5, 9000.0), (5, 6, 500.0), (10, 10, -200.0), (0, 0, 300.0)):
        values[row, column] = height_m
    made, report = without_spikes(raster(values), CELL_M)
    gone = np.argwhere(np.isnan(made.values)).tolist()
    assert gone == [[0, 0], [3, 3], [5, 5], [5, 6], [10, 10]]
    assert [(entry.action, entry.reason, entry.count) for entry in report.entries] == [("dropped", SPIKE, 4)]


def test_a_steep_slope_and_a_peak_stay_as_they_are() -> None:
    away = np.abs(np.arange(21) - 10)
    peak = 1000 - CELL_M * np.add.outer(away, away)
    for values in (hill(), peak):
        made, report = without_spikes(raster(values), CELL_M)
        assert np.array_equal(made.values, values.astype(np.float32), equal_nan=True)
        assert not report.entries


def test_a_step_stays_and_is_told() -> None:
    values = np.full((10, 10), 100.0)
    values[:, 5:] = 220.0
    made, report = without_spikes(raster(values), CELL_M)
    assert np.array_equal(made.values, values)
    assert [(entry.action, entry.reason, entry.count) for entry in report.entries] == [("assumed", STEP, 20)]


def test_what_is_no_height_is_left_alone() -> None:
    values = np.zeros((5, 5))
    values[2, 2] = 500.0
    made, report = without_spikes(raster(values, unit=""), CELL_M)
    assert made.values[2, 2] == 500.0
    assert not report.entries
