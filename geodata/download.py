"""OpenStreetMap data of a city, downloaded through Overpass into one file."""

import json
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import osmium
import requests
from osmium.osm.mutable import Node, Relation, Way

from .errors import DownloadError
from .language import N_
from .report import Report, ReportEntry, report_of
from .selection import RESTRICTION_TAGS

OVERPASS_URL = "https://overpass-api.de/api"
CYCLEWAYS = ("cycleway", "cycleway:both", "cycleway:left", "cycleway:right")
# What is asked for, one request for each group: objects with any of these keys, and all they are made of.
KEY_GROUPS: Sequence[Sequence[str]] = (
    ("building", "building:part", "disused:building", "abandoned:building"),
    ("highway", "railway", "public_transport", "bicycle", *CYCLEWAYS),
    ("crossing", "kerb", *RESTRICTION_TAGS),
    ("landuse", "natural", "leisure", "waterway", "power", "disused:landuse", "abandoned:landuse"),
    ("amenity", "shop", "tourism", "healthcare", "office", "man_made", "place", "historic", "barrier"),
)
ATTEMPTS = 3
PAUSE_S = 30.0  # after a refusal; twice as long after the next
TIMEOUT_S = 180
BUSY = frozenset({429, 504})  # Overpass: too many requests, no free slot
FORMATS = (".osm.pbf", ".pbf", ".osm")
KINDS: Mapping[str, str] = {"node": N_("nodes"), "way": N_("ways"), "relation": N_("relations")}
MEMBER_LETTERS: Mapping[str, str] = {"node": "n", "way": "w", "relation": "r"}

ANSWERED = N_("objects in the answers")
INCOMPLETE = N_("object in the answer that lacks its id, place, nodes or members")

_Element = Mapping[str, Any]  # one object of Overpass's JSON


def download_osm(
    bounds_lonlat: tuple[float, float, float, float],
    path: Path,
    *,
    overpass_url: str | None = None,
    pause_s: float = PAUSE_S,
    timeout_s: int = TIMEOUT_S,
) -> Report:
    """Download a box of longitudes and latitudes (west, south, east, north) into an OSM file; say what came.

    `path` ends in .osm.pbf or .osm and is written aside and renamed: it is whole or not there. A server that is
    busy is asked three times, with pauses of `pause_s` and twice that. The objects carry no dates of their last
    edit: osmnx does not ask for them. Raises DownloadError without a network, for a refusal, an answer that is
    no OSM data or empty, and for a file that cannot be written.
    """
    url = _checked_url(overpass_url or OVERPASS_URL)
    aside = _checked_path(path)
    try:
        answers = _Answers(url)
        for keys in KEY_GROUPS:
            _ask(keys, bounds_lonlat, answers, pause_s=pause_s, timeout_s=timeout_s)
        if not answers.elements:
            raise DownloadError(
                N_("{server}: has no data in {bounds}. Check the bounds of the recipe."),
                server=url,
                bounds=list(bounds_lonlat),
            )
        _write(answers.elements, bounds_lonlat, aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return _report(answers, path)


class _BusyError(Exception):
    """The server asks to come back later."""


class _Answers:
    """The objects of all answers so far, each once, and the check that an answer is one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.elements: dict[tuple[str, int], _Element] = {}
        self.bad: list[str] = []

    def take(self, response: requests.Response, **_: object) -> None:
        """Keep the objects of an answer. Called by requests for every response, before osmnx sees it."""
        if response.is_redirect:
            return
        content = response.content  # to the end, whatever it is: only then is the connection let go
        if response.status_code in BUSY:
            raise _BusyError
        if response.status_code != requests.codes.ok:
            raise DownloadError(
                N_("{server}: refused with status {status}. Try another server with --overpass-url."),
                server=self.url,
                status=response.status_code,
            )
        try:
            document = json.loads(content)
        except ValueError:
            document = None
        if not isinstance(document, dict) or not isinstance(document.get("elements"), list):
            raise DownloadError(
                N_("{server}: answered with something that is no OSM data. Check --overpass-url, or try later."),
                server=self.url,
            )
        if "remark" in document:  # how Overpass says that it ran out of time or memory half-way
            raise DownloadError(
                N_("{server}: gave up half-way: {remark}. Try later, or a smaller city."),
                server=self.url,
                remark=" ".join(str(document["remark"]).split()).rstrip("."),
            )
        for element in document["elements"]:
            if _is_complete(element):
                self.elements[element["type"], element["id"]] = element
            else:
                self.bad.append(str(element)[:60])


def _is_complete(element: object) -> bool:
    match element:
        case {"type": "node", "id": int(), "lon": int() | float(), "lat": int() | float()}:
            return True
        case {"type": "way", "id": int(), "nodes": [*nodes]}:
            return all(isinstance(node, int) for node in nodes)
        case {"type": "relation", "id": int(), "members": [*members]}:
            return all(
                isinstance(m, dict) and m.get("type") in KINDS and isinstance(m.get("ref"), int) for m in members
            )
    return False


def _ask(
    keys: Sequence[str],
    bounds_lonlat: tuple[float, float, float, float],
    answers: _Answers,
    *,
    pause_s: float,
    timeout_s: int,
) -> None:
    """Ask for all objects with one of the keys; the answer goes to `answers`."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause_s * 2 ** (attempt - 1))
        try:
            with _osmnx_settings(answers, timeout_s):
                _features_from_bbox(bounds_lonlat, keys)
        except _BusyError:
            continue
        except requests.RequestException:
            raise _no_network(answers.url) from None
        return
    raise DownloadError(
        N_("{server}: is too busy and refused {count} times. Try later, or another server with --overpass-url."),
        server=answers.url,
        count=ATTEMPTS,
    )


def _features_from_bbox(bounds_lonlat: tuple[float, float, float, float], keys: Sequence[str]) -> None:
    """Let osmnx ask; the answers are taken on their way in, so its own tables are not made."""
    import osmnx  # here, because it takes a second and most runs download nothing

    try:
        osmnx.features.features_from_bbox(bounds_lonlat, dict.fromkeys(keys, True))
    except InterruptedError:  # what `cache_only_mode` ends with
        return


@contextmanager
def _osmnx_settings(answers: _Answers, timeout_s: int) -> Iterator[None]:
    """Set osmnx up for one request and leave it, and the socket module it changes, as they were.

    osmnx retries a busy server for ever, polls its status page, keeps answers in a folder and asks a public
    name server when a name does not resolve: none of that here.
    """
    import osmnx

    ours = {
        "overpass_url": answers.url,
        "overpass_rate_limit": False,
        "requests_timeout": timeout_s,
        "requests_kwargs": {**osmnx.settings.requests_kwargs, "hooks": {"response": answers.take}},
        "use_cache": False,
        "cache_only_mode": True,
        "doh_url_template": None,
    }
    before = {name: getattr(osmnx.settings, name) for name in ours}
    resolve = socket.getaddrinfo
    try:
        for name, value in ours.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)
        socket.getaddrinfo = resolve


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DownloadError(
            N_("“{url}” is no address of an Overpass server. Give one such as https://overpass-api.de/api."), url=url
        )
    return url.rstrip("/").removesuffix("/interpreter")


def _checked_path(path: Path) -> Path:
    """Return the file to write aside; raise where the path is no place for an OSM file."""
    if not path.name.endswith(FORMATS):
        raise DownloadError(N_("{file}: an OSM file must end in .osm.pbf or .osm. Name it so."), file=path)
    aside = path.with_name(f".part-{path.name}")
    try:
        if path.is_dir():
            raise IsADirectoryError
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.touch()
    except OSError:
        raise DownloadError(N_("{file}: cannot be written. Choose another folder."), file=path) from None
    return aside


def _no_network(url: str) -> DownloadError:
    return DownloadError(
        N_(
            "{server}: cannot be reached. Check the network; or get an extract of the city by hand, for example from "
            "download.geofabrik.de or download.openstreetmap.fr, and run make run OSM=file.osm.pbf"
        ),
        server=url,
    )


def _write(
    elements: Mapping[tuple[str, int], _Element], bounds_lonlat: tuple[float, float, float, float], path: Path
) -> None:
    """Write the objects as OSM tools expect them: nodes, ways, relations, each by rising id."""
    west, south, east, north = bounds_lonlat
    header = osmium.io.Header()
    header.set("generator", "timisoara-twin")
    header.add_box(osmium.osm.Box(west, south, east, north))
    try:
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for kind in KINDS:
                for id in sorted(id for name, id in elements if name == kind):
                    _write_one(writer, elements[kind, id])
    except (RuntimeError, OSError) as error:
        raise DownloadError(
            N_("{file}: cannot be written: {error}. Is the disk full?"), file=path, error=error
        ) from None


def _write_one(writer: osmium.SimpleWriter, element: _Element) -> None:
    id, tags = element["id"], element.get("tags") or {}
    match element:
        case {"type": "node", "lon": lon, "lat": lat}:
            writer.add_node(Node(id=id, location=(lon, lat), tags=tags))
        case {"type": "way", "nodes": nodes}:
            writer.add_way(Way(id=id, nodes=nodes, tags=tags))
        case {"type": "relation", "members": members}:
            parts = [(MEMBER_LETTERS[m["type"]], m["ref"], m.get("role", "")) for m in members]
            writer.add_relation(Relation(id=id, members=parts, tags=tags))


def _report(answers: _Answers, path: Path) -> Report:
    """Return how many objects came, of what kind, and what could not be used."""
    counts = Counter(kind for kind, _ in answers.elements)
    entries = [ReportEntry("osm", "found", ANSWERED, len(answers.elements) + len(answers.bad), (answers.url,))]
    entries += [ReportEntry("osm", "kept", KINDS[kind], counts[kind], (path.name,)) for kind in KINDS if counts[kind]]
    return Report(tuple(entries)) + report_of("osm", "dropped", INCOMPLETE, answers.bad)
