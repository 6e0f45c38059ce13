"""The bytes behind the addresses of tiles: those of the store, and those drawn for somebody."""

from collections import OrderedDict
from collections.abc import Iterable
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from twin.store import Store
from twin.tile_drawing import DrawnTile
from twin.tiles import Tile

from .assets import IMMUTABLE

ENDING = ".vtp"
KEPT_TILES = 256  # of those that no sheet holds: selections, answers, readings of a minute ago


class TileFiles:
    """The tiles of one store, and those drawn when somebody looks.

    A drawn tile can be fetched for as long as somebody holds it (the sheet of a scenario), and the last of them longer.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._indexed = store.tiles.hashes
        self._drawn: WeakValueDictionary[str, DrawnTile] = WeakValueDictionary()
        self._last: OrderedDict[str, DrawnTile] = OrderedDict()

    def offer(self, drawn: Iterable[DrawnTile]) -> None:
        """Let tiles be fetched for as long as their owner holds them."""
        for tile in drawn:
            self._drawn.update(dict.fromkeys(tile.contents, tile))

    def keep(self, drawn: DrawnTile | None) -> Tile | None:
        """Let a tile that nobody else holds be fetched for a while; gives it back."""
        if drawn is None:
            return None
        hash = drawn.tile.hash
        drawn = self._drawn.setdefault(hash, drawn)
        self._last[hash] = drawn
        self._last.move_to_end(hash)
        while len(self._last) > KEPT_TILES:
            self._last.popitem(last=False)
        return drawn.tile

    def response(self, name: str, request: Request) -> Response:
        """Return a tile's file as it lies on disk, gzipped; 404 for any name that is no tile's."""
        hash = name.removesuffix(ENDING)
        headers = {"Content-Encoding": "gzip", "Cache-Control": IMMUTABLE, "ETag": f'"{hash}"'}
        path = self.store.tile_path(hash) if hash in self._indexed else None
        drawn = self._drawn.get(hash) if path is None else None
        if not name.endswith(ENDING) or (path is None and drawn is None):
            return Response("not found", status_code=404, media_type="text/plain")
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        if drawn is not None:
            return Response(drawn.contents[hash], media_type="application/octet-stream", headers=headers)
        assert path is not None
        return FileResponse(path, media_type="application/octet-stream", headers=headers)
