"""How many features of a layer are closed solids, by the shape of their roofs, and where a roof is not as told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.language import N_
from geodata.report import Report, report_of
from layers.building_titles import MODELLED
from layers.layer import Solids
from layers.roofs import REASONS
from layers.solids import closed_rows

OPEN = N_("surfaces of a model that do not close: drawn as they are, written as a MultiSurface")


@dataclass(frozen=True)
class SolidCounts:
    """What was counted on the meshes of a layer: one row for each feature that is drawn, by id.

    Columns: `shape` of the roof as drawn, `closed`, `reason` (a code of REASONS, None where it is drawn as told).
    """

    layer: str
    table: pd.DataFrame

    @property
    def as_json(self) -> dict[str, object]:
        """The counts as plain values: count, closed_share, roofs by shape, fallbacks by reason."""
        by_shape = self.table.groupby("shape")["closed"].agg(["size", "sum"])
        shapes = {
            str(shape): {"count": int(n), "closed_share": _share(int(closed), int(n))}
            for shape, n, closed in by_shape.itertuples()
        }
        return {
            "count": len(self.table),
            "closed_share": _share(int(self.table["closed"].sum()), len(self.table)),
            "roofs": shapes,
            "fallbacks": {str(code): int(n) for code, n in self.table["reason"].value_counts().items()},
        }

    @property
    def report(self) -> Report:
        """The features whose roof is drawn in another way than told, by reason."""
        made = Report()
        for code, reason in REASONS.items():
            made += report_of(self.layer, "assumed", reason, self.table.index[self.table["reason"] == code])
        is_open = (self.table["shape"] == MODELLED) & ~self.table["closed"].astype(bool)
        return made + report_of(self.layer, "assumed", OPEN, self.table.index[is_open])


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 1.0


def solid_counts(layer: str, table: gpd.GeoDataFrame, solids: Solids) -> SolidCounts:
    """Return the counts of a table's solids: their edges are met and counted, not assumed to fit."""
    shown = np.array([shape is not None for shape in solids.shape], bool)
    made = {"shape": solids.shape, "closed": closed_rows(solids.mesh, len(table)), "reason": solids.reason}
    return SolidCounts(layer, pd.DataFrame(made, index=table.index)[shown])


def counts_by_layer(counts: Iterable[SolidCounts]) -> Mapping[str, SolidCounts]:
    """Return the counts of tiles as one for each layer."""
    tables: dict[str, list[pd.DataFrame]] = {}
    for each in counts:
        tables.setdefault(each.layer, []).append(each.table)
    return {layer: SolidCounts(layer, pd.concat(found)) for layer, found in tables.items()}
