"""Answers as files at addresses that nobody can guess; the latest are kept, for whoever has the address."""

import gzip
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from .questions import Answer

KEPT_FILES, KEPT_BYTES = 200, 48_000_000
MEDIA_TYPES = {"geojson": "application/geo+json", "csv": "text/csv; charset=utf-8"}
GZIP_LEVEL = 5


@dataclass(frozen=True)
class AnswerFile:
    """One file: the name it is saved under, and its content, gzipped."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def files_of(answer: Answer) -> dict[str, AnswerFile]:
    """Return the files of an answer by their endings. Not for the event loop."""
    contents = {"geojson": answer.geojson, "csv": answer.csv}
    return {
        ending: AnswerFile(f"{answer.kind}.{ending}", MEDIA_TYPES[ending], gzip.compress(content, GZIP_LEVEL, mtime=0))
        for ending, content in contents.items()
    }


class AnswerFiles:
    """The files of the latest answers of all sessions."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, AnswerFile] = OrderedDict()

    def keep(self, files: Mapping[str, AnswerFile]) -> dict[str, str]:
        """Keep files in place of the oldest, and return their addresses by their endings."""
        token = secrets.token_urlsafe(18)
        for ending, file in files.items():
            self._kept[f"{token}.{ending}"] = file
        while len(self._kept) > len(files) and self._are_too_many():
            self._kept.popitem(last=False)
        return {ending: f"/answers/{token}.{ending}" for ending in files}

    def _are_too_many(self) -> bool:
        return len(self._kept) > KEPT_FILES or sum(len(file.content) for file in self._kept.values()) > KEPT_BYTES

    def response(self, name: str, request: Request) -> Response:
        """Return a file; 404 for one that is no longer kept, or never was."""
        file = self._kept.get(name)
        if file is None:
            return Response("not found", status_code=404, media_type="text/plain")
        headers = {
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Cache-Control": "private, no-store",
            "Vary": "Accept-Encoding",
        }
        content = file.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            content = gzip.decompress(content)
        return Response(content, media_type=file.media_type, headers=headers)
