"""A city as pages show it: its tiles, and what is known about its layers. The base is shared by all pages."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from twin.city import City
from twin.edited_tiles import edited_tiles
from twin.store import Store
from twin.tile_drawing import DrawnTile, live_tile
from twin.tiles import GROUND, Tile, TileIndex

from .detail import detail_book
from .summary import LayerSummary, live_summaries_of, summaries_of, summary_of

# A first picture needs these layers around the centre; then come the other layers, then the outskirts.
FIRST_LAYERS = frozenset({GROUND, "water", "green_space", "buildings", "streets"})
FIRST_WITHIN_M = 600.0
OTHERS_WAIT_M = 1500.0
LIVE_S = 60.0  # how long a picture of readings may be shown


@dataclass(frozen=True, eq=False)
class Sheet:
    """One city, drawn. `drawn` are the tiles that lie in no store, `live` those of layers that age.

    `book` says what stands from afar for the tiles of a base, or for those `drawn`: see `detail_book`.

    What depends on the moment is exchanged in place by `refresh`, for all who look at the sheet.
    """

    city: City
    index: TileIndex
    summaries: dict[str, LayerSummary] = field(repr=False)
    drawn: tuple[DrawnTile, ...] = field(default=(), repr=False)
    live: dict[str, DrawnTile] = field(default_factory=dict, repr=False)
    base: "Sheet | None" = field(default=None, repr=False)
    book: bytes = field(default=b"", repr=False)

    @classmethod
    def of_store(cls, store: Store, moment: datetime) -> "Sheet":
        """Return the city of a store. Reads all its tables: not for the event loop."""
        summaries = summaries_of(store.city, moment=moment)
        book = detail_book(store.tiles.tiles)
        return cls(store.city, store.tiles, summaries, live=live_tiles(store.city, moment), book=book)

    def edited(self, city: City, moment: datetime) -> "Sheet":
        """Return this sheet with edits made, drawn where something changed. Not for the event loop."""
        index, drawn = edited_tiles(self.index, self.city, city)
        changed = {name: city.layers[name] for name in city.changed_layers}
        summaries = {**self.summaries, **summaries_of(city, moment=moment, names=changed)}
        ages = any(layer.kind.at is not None for layer in changed.values())
        live = live_tiles(city, moment) if ages else self.live
        book = detail_book(each.tile for each in drawn)
        return Sheet(city, index, summaries, tuple(drawn), live, base=self, book=book)

    def refresh(self, moment: datetime) -> None:
        """Draw and count again what depends on the moment; the base is refreshed before. Not for the event loop."""
        if self.base is not None and self.live is self.base.live:  # nothing that ages was edited
            ageing = (name for name, layer in self.city.layers.items() if layer.kind.at is not None)
            self.summaries.update({name: self.base.summaries[name] for name in ageing})
            return
        self.live.update(live_tiles(self.city, moment))
        self.summaries.update(live_summaries_of(self.city, moment=moment))

    def seen_from(self, moment: datetime) -> "Sheet":
        """Return this sheet as it is seen from a chosen moment: what came later is not known yet; itself if all is.

        It is not refreshed. Not for the event loop.
        """
        names = [name for name, summary in self.summaries.items() if summary.layer.kind.at is not None]
        known = {name: self.city.layers[name].known_at(moment) for name in names if len(self.city.layers[name].table)}
        if not known:
            return self
        drawn = {name: live_tile(layer, self.city.terrain, self.city.frame, moment) for name, layer in known.items()}
        live = {name: tile for name, tile in drawn.items() if tile is not None}
        summaries = {name: summary_of(self.city, layer.at(moment)) for name, layer in known.items()}
        return replace(self, live=live, summaries={**self.summaries, **summaries})

    def ordered(self, layers: Iterable[str]) -> list[Tile]:
        """Return the tiles of the ground and some layers, those first that a first look needs."""
        wanted = {GROUND, *layers}
        x, y, _ = self.city.centre
        every = (*self.index.tiles, *(drawn.tile for drawn in self.live.values()))
        return sorted((tile for tile in every if tile.layer in wanted), key=lambda tile: urgency(tile, x, y))

    def first_count(self, layers: Iterable[str]) -> int:
        """Return how many of the ordered tiles make a first picture."""
        x, y, _ = self.city.centre
        return sum(urgency(tile, x, y)[0] <= FIRST_WITHIN_M for tile in self.ordered(layers))


def live_tiles(city: City, moment: datetime) -> dict[str, DrawnTile]:
    """Return the tiles of the layers whose look depends on the moment, as they are at one. Not for the event loop."""
    ageing = {name: layer for name, layer in city.layers.items() if layer.kind.at is not None and len(layer.table)}
    drawn = {name: live_tile(layer, city.terrain, city.frame, moment) for name, layer in ageing.items()}
    return {name: tile for name, tile in drawn.items() if tile is not None}


def urgency(tile: Tile, x: float, y: float) -> tuple[float, int]:
    """Return how long a tile can wait: metres from the centre, more for what a first picture can do without."""
    xmin, ymin, _, xmax, ymax, _ = tile.bounds
    distance = math.hypot(max(xmin - x, x - xmax, 0), max(ymin - y, y - ymax, 0))
    return distance + (0 if tile.layer in FIRST_LAYERS else OTHERS_WAIT_M), tile.bytes
