"""The search box: what the typed words mean, and going there."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geodata.errors import InputError
from geodata.language import translate
from twin.answer_tiles import mark_tile
from twin.find_output import kind_text
from twin.gazetteer import AREAS, NOT_FOUND, Entry, Gazetteer
from twin.namesakes import neighbourhood_names
from twin.typed_point import point_from_text, point_text
from twin.whole_street import LAYER as STREETS
from twin.whole_street import main_piece

from .actions import Action
from .scene import tile_url
from .state import Feature

if TYPE_CHECKING:
    from .page import Page

MOST_LETTERS = 100
LIMIT = 8
NOTHING: dict[str, object] = {"text": "", "rows": [], "said": ""}
# How far away the eye stands: so that all of a long street is seen, and the surroundings of a small thing.
DISTANCE_PER_M = 1.6
DISTANCES_M = (420.0, 9000.0)


class Finding:
    """The search of one page."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        page.state.found = NOTHING

    @property
    def actions(self) -> Sequence[Action]:
        """What a browser may ask for."""
        return self.find, self.choose_found

    async def find(self, text: object) -> None:
        """List what a text means."""
        if not isinstance(text, str):
            return
        text = text[:MOST_LETTERS]
        if not text.strip():
            self.page.state.found = NOTHING
            return
        language = self.page.view.language
        try:
            entries = await asyncio.to_thread(self._find, text)
            said = "" if entries else translate(NOT_FOUND, language).format(text=text.strip())
        except InputError as error:
            entries, said = [], error.text(language)
        rows = [self._row(entry, language) for entry in entries]
        self.page.state.found = {"text": text, "rows": rows, "said": said}

    async def choose_found(self, layer: object, id: object) -> None:
        """Select what was found: all of a street of many ways; a point of coordinates is marked by a pin."""
        city = self.page.city_shown
        if not isinstance(layer, str) or not isinstance(id, str):
            return
        if not layer:
            await self._mark_point(id[:MOST_LETTERS])
        elif layer in city.layers and (city.layers[layer].table.index == id).any():
            entry = await asyncio.to_thread(self._gazetteer().whole, layer, id)
            await self.page.selecting.select(Feature(layer, id), pieces=entry.ids)

    def say(self) -> None:
        """Let go of what was said in the language before."""
        self.page.state.found = NOTHING

    async def _mark_point(self, text: str) -> None:
        city = self.page.city_shown
        try:
            lonlat = point_from_text(city, text)
        except InputError:
            return
        if lonlat is not None:
            await self.page.selecting.close_card()
            x, y = city.frame.from_lonlat_points(*lonlat)
            tile = self.page.shared.tiles.keep(mark_tile(city, float(x), float(y)))
            self.page.state.highlight = tile_url(tile) if tile is not None else ""

    def _find(self, text: str) -> list[Entry]:
        return self._gazetteer().find(text, limit=LIMIT)

    def _gazetteer(self) -> Gazetteer:
        with self.page.shared.making:  # or two that begin at once would both make it
            return Gazetteer.of_city(self.page.city_shown)

    def _row(self, entry: Entry, language: str) -> dict[str, object]:
        city = self.page.city_shown
        areas = neighbourhood_names(city, language=language)  # which tell those of one name apart
        distance = min(max(entry.extent_m * DISTANCE_PER_M, DISTANCES_M[0]), DISTANCES_M[1])
        return {
            "layer": entry.layer,
            "id": self._id(entry),
            "title": self._title(entry, areas, language),
            "kind": kind_text(city, entry, language),
            "where": areas.get(entry.area, "") if entry.area else "",
            "point": [round(entry.x_m - city.frame.origin[0], 2), round(entry.y_m - city.frame.origin[1], 2)],
            "distance": round(distance),
            "is_city": entry.is_city,
        }

    def _id(self, entry: Entry) -> str:
        """Return the id of what a row leads to: of a street a piece that is driven on, whichever lies in its middle."""
        if not entry.ids:
            return entry.title
        return main_piece(self.page.city_shown, entry.ids) if entry.layer == STREETS else entry.ids[0]

    def _title(self, entry: Entry, areas: Mapping[str, str], language: str) -> str:
        if entry.layer or entry.is_city:
            return areas.get(entry.ids[0], entry.title) if entry.layer == AREAS else entry.title
        lon, lat = self.page.city_shown.frame.to_lonlat_points(entry.x_m, entry.y_m)
        return point_text(float(lon), float(lat), language)
