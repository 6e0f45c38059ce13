"""Finding what somebody types: streets, addresses, places, neighbourhoods, objects by their id, coordinates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geodata.language import N_
from layers.layer import Layer

from .city import City
from .homes import areas_of
from .namesakes import neighbourhood_names
from .typed_point import point_from_text
from .well_known import OWN_GAIN, PLACES, STOP_GAIN, gains, telling, well_known
from .word_index import TYPES, Floats, Ints, WordIndex, asked_words, words_of

# Streets, stops and waters are many objects of one name: one thing to whoever looks for it, unless they lie far apart.
PIECES: Final = frozenset({"streets", "transit", "water", "tracks"})
APART_M: Final = 500.0
# Their names are those of the streets and buildings that they belong to.
NAMED_BY_OTHERS: Final = frozenset({"bike_lanes", "building_parts", "parking"})
FIRST: Final = ("neighbourhoods", "streets", "green_space", "water", "transit", "amenities", "buildings")
ADDRESS, BUILDINGS, AREAS, STOPS = "address", "buildings", "neighbourhoods", "transit"
RANK, ADDRESS_RANK = 0.04, 0.5  # what an equally good answer loses for each layer before its own, and as an address
PIECE_GAIN = 0.005  # what it gains by being large
SAME_M: Final = 150.0  # a shop and its house of one name, so near to each other, are one thing to find
NOT_FOUND = N_(
    "Nothing found for “{text}”. Type a street, an address, a place, a neighbourhood, coordinates such as"
    " 45.75, 21.23, or an id such as way/123."
)
MOST_LETTERS, MOST_WORDS = 100, 8
ID: Final = re.compile(r"\S*\d\S*")


@dataclass(frozen=True)
class Entry:
    """One thing that was found: its title, the objects it is made of, a point of it, and where that is.

    `ids` are those of the layer, the nearest to the point first; without any, and without a layer, it is a point alone.
    `x_m`, `y_m` are in the frame's CRS. `extent_m`: how far it reaches. `area` is the id of the neighbourhood it lies
    in and `neighbourhood` its name, "" outside every one. `is_city`: it is the whole city.
    """

    title: str
    layer: str
    ids: tuple[str, ...]
    x_m: float
    y_m: float
    extent_m: float = 0.0
    is_address: bool = False
    is_city: bool = False
    neighbourhood: str = ""
    area: str = ""


@dataclass(frozen=True)
class LayerNames:
    """The names and addresses in one layer: title k is that of the rows[first[k]:first[k + 1]] of the layer's table.

    `heads` are the first telling words of the titles of well-known things, by their numbers.
    """

    layer: Layer = field(repr=False)
    titles: Sequence[str] = field(repr=False)
    is_address: NDArray[np.bool_] = field(repr=False)
    first: Ints = field(repr=False)
    rows: Ints = field(repr=False)
    index: WordIndex = field(repr=False)
    heads: Mapping[int, str] = field(repr=False)

    @classmethod
    def of(cls, layer: Layer) -> "LayerNames":
        """Return what can be found in a layer."""
        titles, words, is_address, members = [], [], [], []
        for column in ("name", ADDRESS):
            if column not in layer.table:
                continue
            joined = column == ADDRESS or layer.kind.name in PIECES
            for title, said, rows in _titles(layer.table, column, joined=joined):
                titles.append(title)
                words.append(said)
                members.append(rows)
                is_address.append(column == ADDRESS)
        first = np.concatenate([[0], np.cumsum([len(m) for m in members], dtype=np.int64)]).astype(np.int64)
        flat = np.concatenate(members).astype(np.int64) if members else np.zeros(0, np.int64)
        known = well_known(layer)
        named = ((k, rows) for k, rows in enumerate(members) if not is_address[k])
        heads = {k: telling(words[k]) for k, rows in named if known[rows].any()}
        return cls(layer, titles, np.array(is_address, bool), first, flat, WordIndex.of(words), heads)

    def scores(self, asked: Sequence[str], *, slips: bool) -> Floats:
        """Return how well each title answers, those that people mean more often a little better."""
        name = self.layer.kind.name
        rank = FIRST.index(name) if name in FIRST else len(FIRST)
        scores = self.index.scores(asked, slips=slips)
        address = ADDRESS_RANK + (0 if name == BUILDINGS else RANK)
        loss = np.where(self.is_address, address, RANK * rank) - PIECE_GAIN * np.log(np.diff(self.first))
        known = np.array([k for k in self.heads if scores[k] > 0], np.int64)
        loss[known] -= gains([self.heads[k] for k in known.tolist()], asked) + (RANK * rank if name in PLACES else 0)
        return np.asarray(np.where(scores > 0, 1 + scores - loss, 0.0))  # 1: more than anything can lose

    def rows_of(self, number: int) -> Ints:
        """Return the rows of a title."""
        return self.rows[self.first[number] : self.first[number + 1]]

    def rows_with(self, row: int) -> Ints:
        """Return the rows that are one thing with a row of the table: all of a street of many ways; or just it."""
        if self.layer.kind.name in PIECES:
            for at in np.flatnonzero(self.rows == row):
                number = int(np.searchsorted(self.first, at, side="right")) - 1
                if not self.is_address[number]:
                    return self.rows_of(number)
        return np.array([row], np.int64)


Answer = tuple[float, str, LayerNames, int]  # the less the better, a title, where it stands


@dataclass(frozen=True)
class Gazetteer:
    """All names of a city. `Gazetteer.of_city(city).find("marasesti")` finds Strada Mărășești."""

    city: City = field(repr=False)
    parts: tuple[LayerNames, ...] = field(repr=False)

    @classmethod
    def of_city(cls, city: City) -> "Gazetteer":
        """Return the gazetteer of a city, made once; of an edited one only layers that the edits change are read."""
        names = [name for name in city.layers if name not in NAMED_BY_OTHERS]
        return city.kept("gazetteer", lambda: cls(city, tuple(layer_names(city, name) for name in names)))

    def find(self, text: str, *, limit: int = 8) -> list[Entry]:
        """Return what a text means, the best first: by coordinates, id, or words in any order and without diacritics.

        Words may be begun or slightly misspelt; where no house has the number that is asked for, its street is
        told; where no street is of the kind that is asked for, those of other kinds with the name.
        Raises InputError for coordinates outside the city.
        """
        text = text.strip()[:MOST_LETTERS]
        point = point_from_text(self.city, text)
        if point is not None:
            return self._told([self._at(*point)])
        by_id = self._by_id(text)
        if by_id:
            return self._told(by_id[:limit])
        whole = self._city_named(text)
        return [*whole, *self._told(self._by_name(text, limit - len(whole)))]

    def _by_name(self, text: str, limit: int) -> list[Entry]:
        asked = asked_words(text)[:MOST_WORDS]
        names = [word for word in asked if not word.isdigit()]
        own = [word for word in names if word not in TYPES]
        for words, slips in ((asked, False), (asked, True), (names, False), (names, True), (own, False), (own, True)):
            found = self._by_words(words, limit, slips=slips) if words else []
            if found:
                return found
        return []

    def _with_own(self, found: Sequence[Answer]) -> list[Answer]:
        """Return answers, well-known ones with the city's name in theirs better: its town hall before a village's."""
        own = [set(words_of(title)) for title in self.city.title.values()]

        def gain(title: str, part: LayerNames, k: int) -> float:
            return OWN_GAIN if k in part.heads and any(words <= set(words_of(title)) for words in own) else 0.0

        return [(loss - gain(title, part, k), title, part, k) for loss, title, part, k in found]

    def _city_named(self, text: str) -> list[Entry]:
        """Return the city itself where a text is its name."""
        titles = [title for title in self.city.title.values() if words_of(title) == words_of(text)]
        west, south, east, north = self.city.frame.bounds
        extent_m = float(np.hypot(east - west, north - south))
        return [Entry(title, "", (), *self.city.frame.origin, extent_m, is_city=True) for title in titles[:1]]

    def whole(self, layer: str, id: str) -> Entry:
        """Return the thing that an object of a layer is, or is a piece of. Raises KeyError for an unknown object."""
        return self._told([self._whole(layer, id)])[0]

    def _whole(self, layer: str, id: str) -> Entry:
        table = self.city.layers[layer].table
        row = int(table.index.get_loc(id))
        part = next((part for part in self.parts if part.layer.kind.name == layer), None)
        name = table["name"].iloc[row]
        rows = np.array([row]) if part is None else part.rows_with(row)
        return self._entry(layer, id if pd.isna(name) else str(name), rows)

    def _by_words(self, asked: Sequence[str], limit: int, *, slips: bool) -> list[Entry]:
        best: list[Answer] = []
        for part in self.parts:
            scores = part.scores(asked, slips=slips)
            found = np.flatnonzero(scores)
            if len(found) > 2 * limit:  # some of them may be the same
                found = found[np.argsort(-scores[found], kind="stable")[: 2 * limit]]
            best += [(-float(scores[k]), part.titles[k], part, k) for k in found.tolist()]
        best = self._with_own(_with_stops(best))
        best.sort(key=lambda one: (one[0], len(one[1]), one[1]))
        entries: list[Entry] = []
        for _, title, part, k in best:
            made = self._entry(part.layer.kind.name, title, part.rows_of(k), is_address=bool(part.is_address[k]))
            if not any(_is_same(made, other) for other in entries):
                entries.append(made)
            if len(entries) == limit:
                break
        return entries

    def _by_id(self, id: str) -> list[Entry]:
        if not ID.fullmatch(id):
            return []
        return [self._whole(name, id) for name, layer in self.city.layers.items() if (layer.table.index == id).any()]

    def _entry(self, layer: str, title: str, rows: Ints, *, is_address: bool = False) -> Entry:
        table = self.city.layers[layer].table
        shapes = np.asarray(table.geometry.values[rows], dtype=object)
        west, south, east, north = shapely.total_bounds(shapes)
        middle = shapely.Point((west + east) / 2, (south + north) / 2)
        order = np.argsort(shapely.distance(shapes, middle), kind="stable")
        point = shapely.get_point(shapely.shortest_line(shapes[order[0]], middle), 0)
        ids = tuple(str(id) for id in table.index[rows[order]])
        return Entry(title, layer, ids, point.x, point.y, float(np.hypot(east - west, north - south)), is_address)

    def _at(self, lon: float, lat: float) -> Entry:
        x, y = self.city.frame.from_lonlat_points(lon, lat)
        return Entry(f"{lat:.6f}, {lon:.6f}", "", (), float(x), float(y))

    def _told(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return entries with the neighbourhoods in which they lie."""
        names = neighbourhood_names(self.city)
        areas = areas_of(self.city, np.array([shapely.Point(e.x_m, e.y_m) for e in entries], dtype=object))
        where = ["" if area is None else str(area) for area in areas]
        return [
            entry if entry.layer == AREAS or not area else replace(entry, neighbourhood=names[area], area=area)
            for entry, area in zip(entries, where, strict=True)
        ]


def _with_stops(found: Sequence[Answer]) -> list[Answer]:
    """Return answers, those better after which a stop among them is named."""
    names = [set(words_of(title)) for _, title, part, k in found if part.layer.kind.name == STOPS]
    stops = [name for name in names if len(name) > 1]

    def is_met(title: str, part: LayerNames, k: int) -> bool:
        return part.layer.kind.name != STOPS and k in part.heads and any(s <= set(words_of(title)) for s in stops)

    return [(loss - (STOP_GAIN if is_met(title, part, k) else 0.0), title, part, k) for loss, title, part, k in found]


def layer_names(city: City, layer: str) -> LayerNames:
    """Return the names in one layer of a city, made once; those of the base where an edit leaves the layer alone."""
    return city.kept(f"names in {layer}", lambda: LayerNames.of(city.layers[layer]), needs=(layer,))


def _is_same(entry: Entry, better: Entry) -> bool:
    """Return whether an entry says again what a better one has said: a house and the shop in it."""
    apart = {entry.layer, better.layer} & (PIECES | {"neighbourhoods"})
    near = np.hypot(entry.x_m - better.x_m, entry.y_m - better.y_m) <= SAME_M
    return bool(near and not apart and words_of(entry.title) == words_of(better.title))


def _titles(table: pd.DataFrame, column: str, *, joined: bool) -> list[tuple[str, list[str], Ints]]:
    """Return title, words and rows of everything that has a text in a column."""
    texts = table[column].astype(object)
    known = np.flatnonzero(texts.notna().to_numpy())
    said = [str(text) for text in texts.iloc[known]]
    of_text = {text: words_of(text) for text in set(said)}
    if column == ADDRESS:  # one without a number is a street's name
        of_text = {text: w if any(word.isdigit() for word in w) else [] for text, w in of_text.items()}
    words = [of_text[text] for text in said]
    if not joined:
        return [(title, w, np.array([row])) for title, w, row in zip(said, words, known, strict=True) if w]
    groups: dict[tuple[str, ...], list[int]] = {}
    for k, w in enumerate(words):
        groups.setdefault(tuple(w), []).append(k)
    bounds = shapely.bounds(np.asarray(table.geometry.values, dtype=object)[known])
    return [
        (said[part[0]], list(name), known[part])
        for name, members in groups.items()
        if name
        for part in _together(np.array(members), bounds)
    ]


def _together(members: Ints, bounds: Floats) -> list[Ints]:
    """Return pieces of one name in groups that lie apart."""
    box = bounds[members]
    if len(members) == 1 or np.hypot(*(box[:, 2:].max(axis=0) - box[:, :2].min(axis=0))) <= APART_M:
        return [members]
    gaps = np.maximum(box[:, None, :2] - box[None, :, 2:], box[None, :, :2] - box[:, None, 2:])
    near = np.hypot(*np.maximum(gaps, 0).transpose(2, 0, 1)) <= APART_M
    count, label = connected_components(coo_matrix(near), directed=False)
    return [members[label == k] for k in range(count)]
