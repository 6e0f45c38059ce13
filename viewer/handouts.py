"""Files made for somebody who asked: fetched by HTTP under a name nobody can guess, the last of them kept in memory."""

import gzip
import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from .assets import IMMUTABLE

KEPT_BYTES = 48_000_000
NAME_BYTES = 24
FOLDER = "made"


@dataclass(frozen=True)
class Handout:
    """One file: its bytes, gzipped, and, for one to be saved, what it is called; `is_shown`: opened before that."""

    gzipped: bytes = field(repr=False)
    media_type: str
    file_name: str = ""
    is_shown: bool = False


class Handouts:
    """The files of one server. The oldest are let go of when all weigh more than `KEPT_BYTES`."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, Handout] = OrderedDict()
        self._lock = Lock()  # they are put in from threads

    def offer(self, content: bytes, media_type: str, *, file_name: str, is_shown: bool = False) -> str:
        """Return the address of a file that its asker may save, or look at first. Not for the event loop."""
        return self._keep(secrets.token_urlsafe(NAME_BYTES), Handout(gzipped(content), media_type, file_name, is_shown))

    def share(self, content: str | bytes, media_type: str) -> str:
        """Return the address of what pages show: the same for the same content, so that browsers keep it."""
        return self.share_gzipped(gzipped(content.encode() if isinstance(content, str) else content), media_type)

    def share_gzipped(self, content: bytes, media_type: str) -> str:
        """Return the same of what is gzipped already."""
        return self._keep(hashlib.sha256(content).hexdigest()[:NAME_BYTES], Handout(content, media_type))

    def _keep(self, name: str, handout: Handout) -> str:
        with self._lock:
            self._files[name] = handout
            self._files.move_to_end(name)
            while len(self._files) > 1 and sum(len(each.gzipped) for each in self._files.values()) > KEPT_BYTES:
                self._files.popitem(last=False)
        return f"/{FOLDER}/{name}"

    def response(self, request: Request) -> Response:
        """Return the file of an address; 404 for one that is not there, or no longer."""
        found = self._files.get(str(request.path_params["name"]))
        if found is None:
            return Response("not found", status_code=404, media_type="text/plain")
        headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
        if found.file_name:
            way = "inline" if found.is_shown else "attachment"
            headers["Cache-Control"] = "private, no-store"
            headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.file_name)}"
        content = found.gzipped
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            content = gzip.decompress(content)
        return Response(content, media_type=found.media_type, headers=headers)


def gzipped(content: bytes) -> bytes:
    """Return content as browsers take it, the same for the same."""
    return gzip.compress(content, compresslevel=6, mtime=0)
