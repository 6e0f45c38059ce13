"""Where an edit is, for a reader to whom ids say nothing: the named street that is nearest."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.frame import CityFrame
from geodata.language import N_
from geodata.phrases import Phrase

from .city import City
from .edit import Edit
from .edited_tables import SHAPE, in_city

FARTHEST_M = 500.0  # assumed: a street farther off does not say where something is


def edit_sentences(edits: Iterable[Edit], city: City | None, language: str) -> dict[str, str]:
    """Return each edit by its id as a sentence that says where it is, also where it does not name its objects."""
    listed = list(edits)
    near = Whereabouts.of(city) if city is not None and "streets" in city.layers and listed else None
    found = {}
    for edit in listed:
        where = None if near is None else near.of_edit(edit)
        found[edit.id] = edit.describe(language) + ("" if where is None else f", {where.text(language)}")
    return found


@dataclass(frozen=True)
class Whereabouts:
    """The named streets of a city, searched by place."""

    frame: CityFrame
    names: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def of(cls, city: City) -> "Whereabouts":
        """Return those of a city; made once for it, each question is then a look into a tree."""

        def made() -> "Whereabouts":
            named = city.streets[city.streets["name"].notna()]
            return cls(city.frame, named["name"].to_numpy(object), shapely.STRtree(np.asarray(named.geometry.values)))

        return city.kept("whereabouts", made, needs={"streets"})

    def of_edit(self, edit: Edit) -> Phrase | None:
        """Return "near Strada Mică"; None where the edit names its objects, has no place, or no street is near."""
        shape = self._shape(edit)
        if shape is None or not len(self.names):
            return None
        found, away_m = self.tree.query_nearest(shape, return_distance=True, all_matches=False)
        if not len(found) or away_m[0] > FARTHEST_M:
            return None
        return Phrase(N_("near {street}"), street=str(self.names[found[0]]))

    def _shape(self, edit: Edit) -> BaseGeometry | None:
        """Return the first shape of an edit of which nothing else says where it is, in the city's coordinates."""
        if any(not pd.isna(columns.get("name")) for columns in edit.before.values()):  # type: ignore[call-overload]
            return None
        said = next((columns[SHAPE] for columns in edit.before.values() if isinstance(columns.get(SHAPE), str)), None)
        shape = shapely.from_wkt(str(said)) if said is not None and edit.ids else edit.place
        return None if shape is None else in_city(shape, self.frame)
