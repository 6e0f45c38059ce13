"""What is measured on a page: the browser says points, and is answered in words and numbers of its language."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_
from twin.city import City
from twin.survey import SurveyedHeight, surveyed_area, surveyed_height, surveyed_line

from .actions import Action
from .comment_rows import object_title
from .desk import BAD_ARGUMENT
from .drafting import FeatureAt
from .from_browser import has_feature, point_from
from .measured_rows import Said, area_said, heights_said, line_said
from .state import Feature
from .view_looks import MOST_PLACES, MOST_POINTS

if TYPE_CHECKING:
    from .page import Page

TOO_FEW = N_("This needs {least} points or more. Set more of them on the map.")


class Measuring:
    """The measuring of one page. It keeps nothing: what is measured stands in the browser, which asks again."""

    def __init__(self, page: "Page", *, feature_at: FeatureAt) -> None:
        self.page, self.feature_at = page, feature_at

    @property
    def actions(self) -> tuple[Action, ...]:
        """What a browser may ask for."""
        return self.measure_line, self.measure_area, self.measure_heights

    async def measure_line(self, points: object) -> Said:
        """Return the legs of a line through points, and their sum."""
        xy, city = self._xy(points, least=2), self.page.city_shown
        return line_said(await asyncio.to_thread(surveyed_line, city, xy), city, self.page.view.language)

    async def measure_area(self, points: object) -> Said:
        """Return the area within points, and the length around it."""
        xy, city = self._xy(points, least=3), self.page.city_shown
        return area_said(await asyncio.to_thread(surveyed_area, xy), city, self.page.view.language)

    async def measure_heights(self, places: object) -> Said:
        """Return the height of one place, or of two and what they differ by.

        A place is {point: [x, y, z]}, and what it is on: its tile and row, or later its layer and id.
        """
        if not isinstance(places, list) or not 1 <= len(places) <= MOST_PLACES:
            raise UsageError(BAD_ARGUMENT)
        city, language = self.page.city_shown, self.page.view.language
        points = [point_from(place.get("point") if isinstance(place, dict) else None) for place in places]
        features = [await self._feature(place, city) for place in places]
        heights = await asyncio.to_thread(
            lambda: [_height(city, point, on) for point, on in zip(points, features, strict=True)]
        )
        titles = ["" if on is None else object_title(city, on, language) for on in features]
        return {
            **heights_said(heights, titles, _apart(points), city=city, language=language),
            "asked": [
                {"point": [*point[:2], round(height.z_m, 2)], **({} if on is None else vars(on))}
                for point, height, on in zip(points, heights, features, strict=True)
            ],
        }

    async def _feature(self, place: Mapping[str, object], city: City) -> Feature | None:
        """Return what a place is on; None for the ground, and for what an edit has taken away since."""
        layer, id, tile, row = (place.get(name) for name in ("layer", "id", "tile", "row"))
        on: Feature | None = None
        if isinstance(layer, str) and isinstance(id, str):
            on = Feature(layer, id)
        elif isinstance(tile, str) and isinstance(row, int):
            on = await self.feature_at(tile, row)
        return on if on is not None and has_feature(city, on) else None

    def _xy(self, points: object, *, least: int) -> NDArray[np.float64]:
        """Return points of a browser in the frame's CRS. Raises UsageError for what are none, and for too few."""
        if not isinstance(points, list) or len(points) > MOST_POINTS:
            raise UsageError(BAD_ARGUMENT)
        if len(points) < least:
            raise UsageError(TOO_FEW, least=least)
        local = np.array([point_from(point)[:2] for point in points], float)
        return np.asarray(local + self.page.city_shown.frame.origin)


def _height(city: City, point: Sequence[float], on: Feature | None) -> SurveyedHeight:
    x, y = (value + start for value, start in zip(point[:2], city.frame.origin, strict=True))
    if on is None:
        return surveyed_height(city, x, y, point[2])
    return surveyed_height(city, x, y, point[2], layer=on.layer, id=on.id)


def _apart(points: Sequence[Sequence[float]]) -> float:
    """Return how far the two points lie apart, seen from above; NaN for one."""
    return math.dist(points[0][:2], points[1][:2]) if len(points) == MOST_PLACES else math.nan
