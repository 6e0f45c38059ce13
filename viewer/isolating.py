"""One neighbourhood of a page seen alone: what does not belong to it is neither drawn, clicked nor counted."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.errors import UsageError
from geodata.frame import CityFrame
from geodata.language import N_, translate
from geodata.names import plain_text
from geodata.source import TIER_TITLES
from layers.neighbourhoods import KIND
from twin.belonging import BORDER_M, Bools, rows_within, tile_rows_within
from twin.city import City
from twin.homes import areas_of
from twin.measurement import OUTSIDE
from twin.namesakes import neighbourhood_names

from .actions import Action
from .desk import BAD_ARGUMENT
from .sheet import Sheet
from .state import Feature
from .view_fields import MAX_TEXT

if TYPE_CHECKING:
    from .page import Page

DETAIL_M = 1.0  # that an outline may be off where things are cut along it
NO_NEIGHBOURHOOD = N_("This city has no neighbourhood “{name}”.")


@dataclass(frozen=True, eq=False)
class Alone:
    """A neighbourhood of a city: its outline (frame's CRS), and which rows of each layer belong to it."""

    title: str
    outline: shapely.Geometry = field(repr=False)
    rows: Mapping[str, Bools] = field(repr=False)


class Isolating:
    """What isolates on one page. `area` is the id of the neighbourhood that is seen alone, "" for none."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.area = ""
        self._round = 0
        self.state.update({"isolated": None, "neighbourhoods": []})

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return (self.isolate,)

    async def isolate(self, area: str) -> None:
        """Show one neighbourhood alone, by its id; "" all of the city again."""
        if not isinstance(area, str) or len(area) > MAX_TEXT:
            raise UsageError(BAD_ARGUMENT)
        if area and not has_neighbourhood(self.page.city_shown, area):
            raise UsageError(NO_NEIGHBOURHOOD, name=area)
        self.area = area
        await self._let_go_outside()
        await self._show()

    # What follows

    def alone(self, sheet: Sheet) -> Alone | None:
        """Return the neighbourhood that is seen alone, of a sheet's city; None for none. Not for the event loop."""
        city, area = sheet.city, self.area
        if not area or not has_neighbourhood(city, area):
            return None
        names = neighbourhood_names(city, language=self.page.view.language)
        layers = (summary.layer for summary in sheet.summaries.values())
        return Alone(names[area], city.layers[KIND.name].table.geometry.loc[area], rows_within(city, layers, area))

    def follow(self) -> None:
        """Go on with the city that is shown now; a neighbourhood that is no more is not seen alone."""
        self.say()
        if self.area and not has_neighbourhood(self.page.city_shown, self.area):
            self.area = ""
        if self.area or self.state.isolated is not None:
            self.page.background.start(self._show())

    def say(self) -> None:
        """Tell the page which neighbourhoods there are."""
        names = neighbourhood_names(self.page.city_shown, language=self.page.view.language)
        rows = [{"id": id, "title": name} for id, name in names.items() if id != OUTSIDE]
        self.state.neighbourhoods = sorted(rows, key=lambda row: plain_text(row["title"]))

    def area_of(self, city: City, feature: Feature) -> dict[str, str] | None:
        """Return the neighbourhood in which an object lies, or which it is: id and title; None for none."""
        middle = shapely.centroid(city.layers[feature.layer].table.geometry.loc[feature.id])
        area = feature.id if feature.layer == KIND.name else areas_of(city, np.array([middle], dtype=object))[0]
        if area is None:
            return None
        return {"id": area, "title": neighbourhood_names(city, language=self.page.view.language)[area]}

    async def _let_go_outside(self) -> None:
        """Let go of a selected object that is not shown any more, rather than leave its mark standing alone."""
        view = self.page.view
        city = self.page.comparing.sheet_of(view.side).city
        if view.selected is None or not has_neighbourhood(city, self.area):
            return
        layer = city.layers[view.selected.layer]
        rows = await asyncio.to_thread(rows_within, city, [layer], self.area)
        if not rows[view.selected.layer][layer.table.index.get_loc(view.selected.id)]:
            await self.page.selecting.close_card()

    async def _show(self) -> None:
        """Tell the browser what it is to draw. What was overtaken is not told."""
        self._round += 1
        mine, area, language = self._round, self.area, self.page.view.language
        sheets = dict.fromkeys((self.page.desk.sheet, self.page.comparing.sheet_of("before")))
        made = await asyncio.to_thread(self._made, area, list(sheets), language) if area else None
        if mine == self._round:
            with self.state:
                self.state.isolated = made

    def _made(self, area: str, sheets: list[Sheet], language: str) -> dict[str, object]:
        """Return what is told of a neighbourhood; of tiles of both sides where two are compared."""
        tiles: dict[str, str] = {}
        for sheet in sheets:
            alone = self.alone(sheet)
            layers = {name: summary.layer for name, summary in sheet.summaries.items()}
            drawn = [*sheet.index.tiles, *(each.tile for each in sheet.live.values())]
            tiles |= {} if alone is None else tile_rows_within(sheet.city, layers, drawn, alone.rows)
        row = sheets[0].city.layers[KIND.name].table.loc[area]
        found = {"tiles": tiles, "outline": _rings(row.geometry, sheets[0].city.frame)}
        url = self.page.shared.handouts.share(json.dumps(found, separators=(",", ":")), "application/json")
        known = (TIER_TITLES.get(row["tier"]), row["method"])
        xmin, ymin, xmax, ymax = row.geometry.bounds
        x0, y0 = sheets[0].city.frame.origin
        return {
            "id": area,
            "title": neighbourhood_names(sheets[0].city, language=language)[area],
            "border": " · ".join(translate(each, language) for each in known if isinstance(each, str)),
            "bounds": [float(each) for each in (xmin - x0, ymin - y0, xmax - x0, ymax - y0)],
            "url": url,
        }


def _rings(outline: shapely.Geometry, frame: CityFrame) -> list[list[list[float]]]:
    """Return the rings of the outline that flat things are cut along, holes among them, in metres from the origin."""
    wider = shapely.simplify(shapely.buffer(outline, BORDER_M), DETAIL_M)
    lines = shapely.get_parts(shapely.boundary(wider))
    return [np.round(shapely.get_coordinates(line)[:-1] - frame.origin, 1).tolist() for line in lines]


def has_neighbourhood(city: City, area: str) -> bool:
    """Return whether a city has a neighbourhood of this id."""
    return KIND.name in city.layers and area in city.layers[KIND.name].table.index
