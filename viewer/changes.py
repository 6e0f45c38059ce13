"""What the scenario of one page changes about streets, as marks over the map and as their legend in words."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import time
from typing import TYPE_CHECKING

from geodata.language import LANGUAGES, N_, number_text, translate
from twin.change_marks import LOOKS, ChangeMark, by_hours, change_marks
from twin.city import City
from twin.scenario import Scenario

from .background import Background
from .moment import moment_words
from .outlines import lines_of

if TYPE_CHECKING:
    from .page import Page

NOTHING: dict[str, object] = {"marks": [], "legend": []}
MARKED = N_("Marked on it: {marks}.")
MARKED_AS_OF = N_("Marked on it, as of {moment}: {marks}.")
ONE_LOOK = N_("{title} ({drawing}): {count}")


class Changes:
    """The marks of one page. They are made anew when the scenario or what holds of it at the moment is another."""

    def __init__(self, page: "Page") -> None:
        self.page, self.state = page, page.state
        self.background = Background(lambda: self._put([], []))
        self._round = 0
        self._made: tuple[Scenario, tuple[str, ...]] | None = None  # of what the marks are
        self.state.update({"changes": NOTHING, "changes_wait": False})
        page.desk.on_change.append(self.refresh)
        page.moment.on_change.append(self.refresh)

    def refresh(self) -> None:
        """Make the marks anew where they are others now; none where the city is seen as it is."""
        scenario = self.page.moment.scenario
        wanted = None if scenario is None else (scenario, self.page.moment.resting)
        if wanted is None:
            self._round += 1
            self._made = None
            self._put([], [])
        elif self._made is None or self._made[0] is not wanted[0] or self._made[1] != wanted[1]:
            self._round += 1
            self._made = wanted
            self.state.changes_wait = True
            self.background.start(self._make(self._round, wanted[0], self.page.city_shown))

    def say(self) -> None:
        """Say all of it again, in the page's language."""
        self._made = None
        self.refresh()

    def close(self) -> None:
        """Stop what goes on: the page is gone."""
        self.background.close()

    def words(self, scenario: Scenario, city: City, language: str) -> str:
        """Return the legend of the marks of a scenario as a sentence; nothing without any. Not for the event loop."""
        at = self.page.moment.local
        legend = legend_of(change_marks(scenario, city, at=at.time()), language)
        if not legend:
            return ""
        said = "; ".join(translate(ONE_LOOK, language).format(**entry) for entry in legend)
        if not by_hours(scenario):
            return translate(MARKED, language).format(marks=said)
        return translate(MARKED_AS_OF, language).format(moment=moment_words(at, language), marks=said)

    async def _make(self, mine: int, scenario: Scenario, city: City) -> None:
        language, at = self.page.view.language, self.page.moment.local.time()
        other = next(each for each in LANGUAGES if each != language) if self.page.is_display else ""
        marks, legend = await asyncio.to_thread(_made, scenario, city, at, language, other)
        if mine == self._round:  # one that was overtaken is not shown
            self._put(marks, legend)

    def _put(self, marks: list[dict[str, object]], legend: list[dict[str, object]]) -> None:
        with self.state:
            self.state.update({"changes": {"marks": marks, "legend": legend}, "changes_wait": False})


def legend_of(marks: Sequence[ChangeMark], language: str, *, other: str = "") -> list[dict[str, object]]:
    """Return what each look means and how often it is there, in the order of the looks.

    Under `other`, what it means in another language too.
    """
    counts = Counter(mark.look for mark in marks if mark.counts)
    return [
        {"look": name, "title": translate(look.title, language), "meaning": translate(look.meaning, language),
         "drawing": translate(look.drawing, language), "count": number_text(counts[name], language),
         **({"other": {"language": other, "title": translate(look.title, other)}} if other else {})}
        for name, look in LOOKS.items() if counts[name]
    ]  # fmt: skip


def _made(
    scenario: Scenario, city: City, at: time, language: str, other: str
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return marks and legend as the page wants them."""
    marks = change_marks(scenario, city, at=at)
    drawn: list[dict[str, object]] = [
        {
            "look": mark.look,
            "lines": lines_of(city, mark.shape),
            "is_area": mark.shape.geom_type.endswith("Polygon"),
            "text": mark.text(language) if mark.text else "",
        }
        for mark in marks
    ]
    return drawn, legend_of(marks, language, other=other)
