"""The page's own files and those of trame, served by name from a fixed list, compressed once."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from trame_client.module import vue3
from trame_vtk.modules import common
from trame_vuetify.module import v3

OWN = "assets"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
COMPRESSED = frozenset({".js", ".css", ".html", ".svg", ".json", ".tpl"})
TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file: where it is, whether its address changes with its content, and its bytes if it lies nowhere."""

    path: Path
    is_versioned: bool
    made: bytes = field(default=b"", repr=False)

    @cached_property
    def content(self) -> bytes:
        """The file's bytes; of one that was made here and lies nowhere, those."""
        return self.made or self.path.read_bytes()

    @cached_property
    def compressed(self) -> bytes | None:
        """The file gzipped; None for what is compressed already."""
        return gzip.compress(self.content, compresslevel=6, mtime=0) if self.path.suffix in COMPRESSED else None

    @cached_property
    def etag(self) -> str:
        """A name of the content."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'

    @property
    def media_type(self) -> str:
        """The MIME type by the file's ending."""
        guessed, _ = mimetypes.guess_type(self.path.name)
        return TYPES.get(self.path.suffix) or guessed or "application/octet-stream"


class Assets:
    """Every file a page may ask for, by its address below the root. Nothing else is reachable."""

    def __init__(self, folders: Mapping[str, str], made: Iterable[Asset] = ()) -> None:
        """Take trame's table of served folders: name in the address -> folder; and files made here."""
        own = Path(str(resources.files("viewer"))) / OWN
        self._files = {f"{OWN}/{file.name}": Asset(file, is_versioned=False) for file in own.iterdir()}
        self._files |= {asset.path.as_posix(): asset for asset in made}
        for name, folder in folders.items():
            for file in Path(folder).rglob("*"):
                if file.is_file():
                    self._files[f"{name}/{file.relative_to(folder).as_posix()}"] = _installed(file)

    def __contains__(self, address: str) -> bool:
        return address in self._files

    def text(self, name: str) -> str:
        """Return one of our own files as text."""
        return self._files[f"{OWN}/{name}"].content.decode()

    def warm(self) -> None:
        """Compress all scripts and styles before the first browser comes."""
        for asset in self._files.values():
            _ = asset.compressed

    def response(self, address: str, request: Request) -> Response:
        """Return the file of an address, or 404."""
        asset = self._files.get(address)
        if asset is None:
            return Response("not found", status_code=404, media_type="text/plain")
        headers = {
            "Cache-Control": IMMUTABLE if asset.is_versioned else REVALIDATE,
            "ETag": asset.etag,
            "Vary": "Accept-Encoding",
        }
        if request.headers.get("if-none-match") == asset.etag:
            return Response(status_code=304, headers=headers)
        content = asset.content
        if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = asset.compressed, "gzip"
        return Response(content, media_type=asset.media_type, headers=headers)


@cache
def _installed(file: Path) -> Asset:
    """Return a file of an installed package: read and compressed once in a process, for all of its apps."""
    return Asset(file, is_versioned=True)


@dataclass(frozen=True)
class PageFiles:
    """What the page's HTML names, in the order in which the scripts run; and the folders they are in."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    module: str
    folders: Mapping[str, str]

    @classmethod
    def of_trame(cls) -> "PageFiles":
        """Return the files of the installed trame, Vuetify and vtk.js. Their addresses carry their versions."""
        www, client = Path(vue3.www), f"__trame_client_{version('trame-client')}"
        # The start module carries the hash of its content in its name; trame's own page knows it.
        module = re.search(r'src="\./(assets/[\w.-]+\.js)"', (www / "index.html").read_text(encoding="utf-8"))
        if module is None:
            raise LookupError(f"{www}: trame's page is not made as it was; use another trame-client")
        # Vuetify's font has no Romanian letters, and its icon font weighs more than a first view of a city.
        vuetify = [style for style in v3.styles if style.endswith("vuetify3.css")]
        return cls(
            styles=tuple(vuetify),
            scripts=(f"{client}/vue.global.js", *v3.scripts, *common.scripts),
            module=f"{client}/{module[1]}",
            folders={client: str(www), **v3.serve, **common.serve},
        )
