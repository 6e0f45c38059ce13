"""What all pages of a server share: the store, its city drawn, the scenarios, the page's form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock

from twin.city_clock import CityClock
from twin.scenario_store import ScenarioStore
from twin.store import Store
from twin.tiles import Tile
from twin.whereabouts import Whereabouts

from .company import Company
from .handouts import Handouts
from .layout import PageForm
from .metrics import Metrics
from .scene import space_of
from .sheet import Sheet
from .tiles import TileFiles
from .worker import Worker


@dataclass(frozen=True)
class Shared:
    """What all pages share: the store, its city drawn, the bytes of tiles, the page's form."""

    store: Store
    base: Sheet
    tiles: TileFiles
    space: Mapping[str, object] = field(repr=False)
    form: PageForm
    display_form: PageForm
    handouts: Handouts = field(default_factory=Handouts, repr=False)
    company: Company = field(default_factory=Company, repr=False)
    making: Lock = field(default_factory=Lock, repr=False)  # held while something is made that all sessions share
    metrics: Metrics = field(default_factory=Metrics, repr=False)
    measuring: Worker = field(default_factory=lambda: Worker("measuring"), repr=False)
    shading: Worker = field(default_factory=lambda: Worker("shading"), repr=False)
    verifying: Worker = field(default_factory=lambda: Worker("verifying"), repr=False)

    @classmethod
    def of_store(cls, store: Store, form: PageForm, *, display_form: PageForm | None = None) -> "Shared":
        """Return what pages of a store share. Reads all tables: not for the event loop."""
        shared = cls(
            store,
            Sheet.of_store(store, datetime.now(UTC)),
            TileFiles(store),
            space_of(store.city),
            form,
            display_form or form,
        )
        shared.offer(shared.base)
        _ = shared.clock
        if "streets" in store.city.layers:
            Whereabouts.of(store.city)  # which edits are told with, in the event loop
        return shared

    @cached_property
    def scenarios(self) -> ScenarioStore:
        """The scenarios in the database of the city's folder. Opens it: not for the event loop."""
        return ScenarioStore.of_store(self.store)

    @cached_property
    def clock(self) -> CityClock:
        """The clock of the city. Reads its timetable: not for the event loop."""
        return CityClock.of(self.store.city)

    def refresh(self, moment: datetime, edited: Iterable[Sheet] = ()) -> None:
        """Draw and count again what depends on the moment, in the base and in sheets made of it.

        Not for the event loop.
        """
        for sheet in (self.base, *edited):
            sheet.refresh(moment)
            self.offer(sheet)

    def offer(self, sheet: Sheet) -> None:
        """Let browsers fetch what a sheet is drawn with."""
        self.tiles.offer(sheet.drawn)
        for drawn in sheet.live.values():
            self.tiles.keep(drawn)  # a browser may still ask for what was shown a minute ago

    @cached_property
    def shown(self) -> frozenset[str]:
        """The layers that a new page shows."""
        return frozenset(name for name, s in self.base.summaries.items() if s.layer.kind.visible and s.count)

    def first_tiles(self) -> list[Tile]:
        """Return the tiles that a new page draws first."""
        return self.base.ordered(self.shown)[: self.base.first_count(self.shown)]
