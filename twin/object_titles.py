"""What objects are called in sentences: by name or address, else by what they are; an id is only beside that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geodata.language import N_, NN_, number_text, translate, translate_count
from geodata.phrases import field_text, filled
from layers.layer import layer_kinds, layer_title
from layers.streets import PATHS

from .city import City
from .edited_tables import SKETCH

COLUMNS: Final = ("name", "address", "class", "height_m")
NAMES_SHOWN: Final = 3
STREETS: Final = "streets"
IN_PIECES: Final = (STREETS,)  # layers in which one thing is many objects of a name
HIGH: Final = "buildings"  # the layer whose nameless objects are told by their height
# One building, where the legend speaks of the use of many.
BUILDINGS: Final[Mapping[str, str]] = {
    "house": N_("House"), "apartments": N_("Block of flats"), "residential": N_("Residential building"),
    "commercial": N_("Commercial building"), "public": N_("Public building"), "religious": N_("Place of worship"),
    "industrial": N_("Industrial building"), "garage": N_("Garage or shed"), "construction": N_("Building site"),
    "other": N_("Building"),
}  # fmt: skip
OF_SCENARIO, WITH_HEIGHT, OF_HEIGHT = N_("{what} from a scenario"), N_("{what}, {height} m"), N_("{what} of {height} m")
WITH_ID: Final = "{what} ({id})"
NAMED_PATH: Final = "{name} ({what})"
MORE: Final = NN_("and {count} more", "and {count} more")


@dataclass(frozen=True)
class ObjectTitle:
    """One object: what it is called and where it comes from. Told with its id where that leads somewhere."""

    layer: str
    id: str
    name: str = ""
    class_: str = ""
    height_m: float = float("nan")

    @classmethod
    def of(cls, city: City, layer: str, id: str) -> "ObjectTitle":
        """Return the title of an object of a city; of one that it does not have, its id is all."""
        known = city.layers[layer].table if layer in city.layers else None
        if known is None or id not in known.index:
            return cls(layer, id)
        return cls.of_values(layer, id, {name: known.at[id, name] for name in COLUMNS if name in known.columns})

    @classmethod
    def of_values(cls, layer: str, id: str, values: Mapping[str, object]) -> "ObjectTitle":
        """Return the title of an object by what is kept of its columns."""
        said = {name: "" if _is_missing(values.get(name)) else str(values[name]) for name in COLUMNS}
        height_m = float(said["height_m"]) if layer == HIGH and said["height_m"] else np.nan
        return cls(layer, id, said["name"] or said["address"], said["class"], height_m)

    @property
    def is_sketched(self) -> bool:
        """Whether an edit draws it: its id then names that edit, and nothing that anybody could look up."""
        return self.id.startswith(f"{SKETCH}/")

    @property
    def is_known(self) -> bool:
        """Whether there is more to say of it than its id."""
        return bool(self.name or self.class_ or self.is_sketched)

    def plain(self, language: str) -> str:
        """Return name or address, else what it is and how high, as a heading has it; the id of what is not known."""
        if self.name or not self.is_known:
            return self.name or self.id
        return self._with_height(WITH_HEIGHT, self._class_text(language), language)

    def called(self, language: str) -> str:
        """Return its name; of a path, what it is too: pavements bear the name of the street beside them."""
        if self.layer == STREETS and self.class_ in PATHS:
            return NAMED_PATH.format(name=self.name, what=self.kind(language))
        return self.name

    def brief(self, language: str) -> str:
        """Return what it is called within a sentence, without its id."""
        if self.name or not self.is_known:
            return self.name or self.id
        said = self._with_height(OF_HEIGHT, self.kind(language), language)
        return filled(OF_SCENARIO, language, {"what": said}) if self.is_sketched else said

    def kind(self, language: str) -> str:
        """Return what it is, as it stands within a sentence; the id of what is not known."""
        said = self._class_text(language)
        return said[:1].lower() + said[1:] if self.is_known else self.id

    def _class_text(self, language: str) -> str:
        kind = layer_kinds().get(self.layer)
        titled = "" if kind is None else kind.class_title(self.class_)
        if self.layer == HIGH:
            titled = BUILDINGS.get(self.class_, "")
        return translate(titled, language) or field_text(layer_title(self.layer), language)

    def _with_height(self, template: str, what: str, language: str) -> str:
        if not np.isfinite(self.height_m):
            return what
        height = number_text(self.height_m, language, decimals=1)
        return filled(template, language, {"what": what, "height": height})

    def text(self, language: str) -> str:
        """Return what it is called within a sentence, and its id beside that where a map knows it."""
        said = self.brief(language)
        return said if self.is_sketched or not self.is_known else WITH_ID.format(what=said, id=self.id)


@dataclass(frozen=True)
class ObjectTitles:
    """Several objects: the first few in full, the rest counted. Pieces of one street are told once, without ids."""

    titles: tuple[ObjectTitle, ...]

    @classmethod
    def of(cls, city: City, layer: str, ids: Iterable[str]) -> "ObjectTitles":
        """Return the titles of some objects of a city."""
        return cls(tuple(ObjectTitle.of(city, layer, id) for id in ids))

    @property
    def count(self) -> int:
        """How many things they are: the pieces of one street are one."""
        return len(self._same())

    def _same(self) -> dict[str, list[ObjectTitle]]:
        same: dict[str, list[ObjectTitle]] = {}
        for title in self.titles:
            same.setdefault(title.name if title.layer in IN_PIECES and title.name else title.id, []).append(title)
        return same

    def text(self, language: str) -> str:
        """Return the objects as a list within a sentence."""
        said = [name if len(same) > 1 else same[0].text(language) for name, same in self._same().items()]
        return listed(said, language)


def listed(said: list[str], language: str) -> str:
    """Return the first few of some names, and how many more there are."""
    shown, more = ", ".join(said[:NAMES_SHOWN]), len(said) - NAMES_SHOWN
    return f"{shown} {translate_count(MORE, more, language)}" if more > 0 else shown


def _is_missing(value: object) -> bool:
    return value is None or value == "" or bool(pd.isna(value))  # type: ignore[call-overload]
