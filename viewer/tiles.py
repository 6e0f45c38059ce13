"""Which tiles a page draws, in which order, and the bytes behind their addresses."""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from twin.city import City
from twin.store import Store
from twin.tiles import GROUND, DrawnTile, Tile, highlight_tile, live_tile

from .assets import IMMUTABLE

ENDING = ".vtp"
KEPT_TILES = 256  # drawn on demand and kept in memory: selections and readings
LIVE_S = 60.0  # how long a picture of readings may be shown

# A first picture needs these layers around the centre; then come the other layers, then the outskirts.
FIRST_LAYERS = frozenset({GROUND, "water", "green_space", "buildings", "streets"})
FIRST_WITHIN_M = 600.0
OTHERS_WAIT_M = 1500.0


class TileFiles:
    """The tiles of one store, those of its index and those drawn when somebody looks."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._indexed = {tile.hash for tile in store.tiles.tiles}
        self._drawn: OrderedDict[str, bytes] = OrderedDict()
        self._live: dict[str, Tile] = {}

    def draw_live(self, moment: datetime) -> None:
        """Draw the layers whose look depends on the moment as they are now. Not for the event loop."""
        city = self.store.city
        for name, layer in city.layers.items():
            if layer.kind.at is not None and len(layer.table):
                tile = self.keep(live_tile(layer, city.terrain, city.frame, moment))
                if tile is not None:
                    self._live[name] = tile

    def ordered(self, layers: Iterable[str]) -> list[Tile]:
        """Return the tiles of the ground and some layers, those first that a first look needs."""
        wanted = {GROUND, *layers}
        x, y, _ = self.store.city.centre
        tiles = [tile for tile in (*self.store.tiles.tiles, *self._live.values()) if tile.layer in wanted]
        return sorted(tiles, key=lambda tile: _urgency(tile, x, y))

    def first_count(self, layers: Iterable[str]) -> int:
        """Return how many of the ordered tiles make a first picture."""
        x, y, _ = self.store.city.centre
        return sum(_urgency(tile, x, y)[0] <= FIRST_WITHIN_M for tile in self.ordered(layers))

    async def highlight(self, layer: str, ids: Sequence[str], *, city: City) -> Tile | None:
        """Return the tile that marks a feature, or all its pieces; None when it has no visible form."""
        return self.keep(await asyncio.to_thread(highlight_tile, city.layers[layer], ids, city.terrain, city.frame))

    def keep(self, drawn: DrawnTile | None) -> Tile | None:
        """Keep a tile that was drawn on demand at its address, in place of the one used longest ago."""
        if drawn is None:
            return None
        self._drawn[drawn.tile.hash] = drawn.content
        self._drawn.move_to_end(drawn.tile.hash)
        while len(self._drawn) > KEPT_TILES:
            self._drawn.popitem(last=False)
        return drawn.tile

    def response(self, name: str, request: Request) -> Response:
        """Return a tile's file as it lies on disk, gzipped; 404 for any name that is no tile's."""
        hash = name.removesuffix(ENDING)
        headers = {"Content-Encoding": "gzip", "Cache-Control": IMMUTABLE, "ETag": f'"{hash}"'}
        path = self.store.tile_path(hash) if hash in self._indexed else None
        if not name.endswith(ENDING) or (path is None and hash not in self._drawn):
            return Response("not found", status_code=404, media_type="text/plain")
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        if path is None:
            return Response(self._drawn[hash], media_type="application/octet-stream", headers=headers)
        return FileResponse(path, media_type="application/octet-stream", headers=headers)


def _urgency(tile: Tile, x: float, y: float) -> tuple[float, int]:
    """Return how long a tile can wait: metres from the centre, more for what a first picture can do without."""
    xmin, ymin, _, xmax, ymax, _ = tile.bounds
    distance = math.hypot(max(xmin - x, x - xmax, 0), max(ymin - y, y - ymax, 0))
    return distance + (0 if tile.layer in FIRST_LAYERS else OTHERS_WAIT_M), tile.bytes
