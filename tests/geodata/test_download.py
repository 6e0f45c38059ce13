"""The download of a city through Overpass: a loopback server that answers as one, one that refuses, and none."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import osmium
import osmnx
import pytest

from geodata.download import KEY_GROUPS, download_osm
from geodata.errors import DownloadError
from layers.layer import layer_kinds

BOUNDS = (21.20, 45.74, 21.24, 45.76)


def node(id: int, lon: float, lat: float, **tags: str) -> dict[str, object]:
    return {"type": "node", "id": id, "lon": lon, "lat": lat} | ({"tags": tags} if tags else {})


def way(id: int, *nodes: int, **tags: str) -> dict[str, object]:
    return {"type": "way", "id": id, "nodes": list(nodes), "tags": tags}


def square(first: int, lon: float, lat: float, size: float) -> list[dict[str, object]]:
    steps = ((0, 0), (size, 0), (size, size), (0, size))
    return [node(first + i, lon + x, lat + y) for i, (x, y) in enumerate(steps)]


COURTYARD = {
    "type": "relation",
    "id": 900,
    "tags": {"type": "multipolygon", "building": "yes", "name": "Palatul Dicasterial"},
    "members": [{"type": "way", "ref": 11, "role": "outer"}, {"type": "way", "ref": 12, "role": "inner"}],
}
CITY = [
    *square(1, 21.210, 45.750, 0.001),
    *square(5, 21.220, 45.750, 0.002),
    *square(9, 21.2205, 45.7505, 0.001),
    node(20, 21.215, 45.755, natural="tree"),
    node(21, 21.230, 45.755),
    way(10, 1, 2, 3, 4, 1, building="house", **{"building:levels": "2"}),
    way(11, 5, 6, 7, 8, 5),
    way(12, 9, 10, 11, 12, 9),
    way(13, 1, 20, 21, highway="residential", name="Strada Școlii"),
    COURTYARD,
]


def overpass_answer(query: str, city: list[dict[str, object]]) -> dict[str, object]:
    """Objects with a key the query names, and all they are made of, as (._;>;) does."""
    keys = set(re.findall(r"\[['\"]([^'\"\]]+)['\"]\]\(poly:", query))
    by_id = {(e["type"], e["id"]): e for e in city}
    wanted = [(e["type"], e["id"]) for e in city if keys & set(e.get("tags", {}))]
    for kind, id in wanted:
        parts = by_id[kind, id]
        wanted += [(m["type"], m["ref"]) for m in parts.get("members", [])]
        wanted += [("node", n) for n in parts.get("nodes", [])]
    return {"version": 0.6, "elements": [by_id[key] for key in dict.fromkeys(wanted)]}


Reply = Callable[[str], tuple[int, str, str]]  # query -> status, content type, body


@contextmanager
def server(reply: Reply) -> Iterator[tuple[str, list[str]]]:
    """A server on the loopback that answers each request with `reply`; its address and the queries it got."""
    queries: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            queries.append(parse_qs(body)["data"][0])
            status, kind, text = reply(queries[-1]) if self.path == "/api/interpreter" else (404, "text/plain", "")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}/api", queries
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def of_city(city: list[dict[str, object]]) -> Reply:
    return lambda query: (200, "application/json", json.dumps(overpass_answer(query, city)))


def always(status: int, text: str, kind: str = "text/html") -> Reply:
    return lambda query: (status, kind, text)


def refused(folder: Path, reply: Reply, *, message: str) -> int:
    """Check that the download fails with the message and leaves no file; return how often it asked."""
    with server(reply) as (url, queries), pytest.raises(DownloadError, match=message) as error:
        download_osm(BOUNDS, folder / "a.osm.pbf", overpass_url=url, pause_s=0.01)
    assert "\n" not in str(error.value)
    assert list(folder.iterdir()) == []
    return len(queries)


def test_the_city_is_written_with_all_its_parts_each_once_and_sorted(tmp_path: Path) -> None:
    path = tmp_path / "city.osm.pbf"
    with server(of_city(CITY)) as (url, _):
        report = download_osm(BOUNDS, path, overpass_url=url)
    read = [(o.type_str(), o.id) for o in osmium.FileProcessor(str(path))]
    assert read == [("n", i) for i in (*range(1, 13), 20, 21)] + [("w", i) for i in (10, 11, 12, 13)] + [("r", 900)]
    assert [report.count("osm", a) for a in ("found", "kept", "dropped")] == [19, 19, 0]


def test_places_tags_and_members_arrive_as_they_are(tmp_path: Path) -> None:
    with server(of_city(CITY)) as (url, _):
        download_osm(BOUNDS, tmp_path / "city.osm.pbf", overpass_url=url)
    objects = {}
    for found in osmium.FileProcessor(str(tmp_path / "city.osm.pbf")):
        parts = [(m.type, m.ref, m.role) for m in found.members] if found.is_relation() else []
        place = (found.location.lon, found.location.lat) if found.is_node() else None
        objects[found.type_str() + str(found.id)] = (dict(found.tags), place, parts)
    assert objects["n20"] == ({"natural": "tree"}, (21.215, 45.755), [])
    assert objects["w13"][0] == {"highway": "residential", "name": "Strada Școlii"}
    assert objects["r900"][2] == [("w", 11, "outer"), ("w", 12, "inner")]


def test_the_courtyard_becomes_a_polygon_with_a_hole(tmp_path: Path) -> None:
    with server(of_city(CITY)) as (url, _):
        download_osm(BOUNDS, tmp_path / "city.osm.pbf", overpass_url=url)
    areas = osmium.FileProcessor(str(tmp_path / "city.osm.pbf")).with_areas()
    rings = [a.num_rings() for a in areas if a.is_area() and not a.from_way()]
    assert rings == [(1, 1)]


def test_the_bounds_are_asked_for_and_stand_in_the_file(tmp_path: Path) -> None:
    with server(of_city(CITY)) as (url, queries):
        download_osm(BOUNDS, tmp_path / "city.osm.pbf", overpass_url=url)
    assert "45.740000 21.240000" in queries[0]
    box = osmium.io.Reader(str(tmp_path / "city.osm.pbf")).header().box()
    assert (box.bottom_left.lon, box.top_right.lat) == (21.20, 45.76)


def test_every_key_a_layer_selects_by_is_asked_for() -> None:
    asked = {key for group in KEY_GROUPS for key in group}
    selected = {key for kind in layer_kinds().values() if kind.osm for key in kind.osm.where}
    assert selected - asked == set()


def test_an_existing_file_is_replaced_and_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "city.osm.pbf"
    path.write_text("old")
    contents = []
    with server(of_city(CITY)) as (url, _):
        for _ in range(2):
            download_osm(BOUNDS, path, overpass_url=url)
            contents.append(path.read_bytes())
    assert contents[0] == contents[1] != b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_osmnx_and_sockets_are_left_as_they_were(tmp_path: Path) -> None:
    names = [n for n in dir(osmnx.settings) if n.islower() and not n.startswith("_")]
    before = {n: getattr(osmnx.settings, n) for n in names}
    resolve = socket.getaddrinfo
    with server(of_city(CITY)) as (url, _):
        download_osm(BOUNDS, tmp_path / "city.osm.pbf", overpass_url=url)
    assert {n: getattr(osmnx.settings, n) for n in names} == before
    assert socket.getaddrinfo is resolve


def test_broken_objects_of_an_answer_are_dropped_and_counted(tmp_path: Path) -> None:
    bad = [{"type": "node", "id": 77}, {"type": "way", "id": 78, "nodes": None}, {"type": "area", "id": 1}, 5]
    answer = json.dumps({"elements": [node(1, 21.21, 45.75, natural="tree"), *bad]})
    with server(always(200, answer)) as (url, _):
        report = download_osm(BOUNDS, tmp_path / "city.osm.pbf", overpass_url=url)
    assert report.count("osm", "kept") == 1
    assert report.count("osm", "dropped") == 4 * len(KEY_GROUPS)


@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_asked_three_times_and_no_more(tmp_path: Path, status: int) -> None:
    assert refused(tmp_path, always(status, "busy"), message="too busy and refused 3 times.*--overpass-url") == 3


def test_a_server_that_is_busy_once_is_asked_again(tmp_path: Path) -> None:
    replies = iter([always(429, "busy")])
    reply = of_city(CITY)
    with server(lambda query: next(replies, reply)(query)) as (url, queries):
        download_osm(BOUNDS, tmp_path / "city.osm.pbf", overpass_url=url, pause_s=0.01)
    assert len(queries) == len(KEY_GROUPS) + 1


@pytest.mark.parametrize(
    ("status", "text", "message"),
    [
        (403, "forbidden", "refused with status 403"),
        (400, "<html>parse error</html>", "refused with status 400"),
        (200, "<html>Welcome to the hotel</html>", "no OSM data"),
        (200, "", "no OSM data"),
        (200, "[]", "no OSM data"),
        (200, '{"elements": [', "no OSM data"),
        (200, '{"elements": [], "remark": "runtime error: out of\\nmemory"}', "gave up half-way: .*out of memory"),
    ],
)
def test_a_refusal_or_an_answer_that_is_no_data_ends_it_at_once(
    tmp_path: Path, status: int, text: str, message: str
) -> None:
    assert refused(tmp_path, always(status, text), message=message) == 1


def test_a_place_without_data_says_so(tmp_path: Path) -> None:
    refused(tmp_path, of_city([]), message=r"has no data in 21\.2, 45\.74")


def test_without_a_network_it_says_what_to_do_instead(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(DownloadError, match=r"cannot be reached.*geofabrik.*make run OSM=file\.osm\.pbf"):
        download_osm(BOUNDS, tmp_path / "a.osm.pbf", overpass_url=f"http://127.0.0.1:{port}/api")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_does_not_resolve_is_no_network(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="cannot be reached"):
        download_osm(BOUNDS, tmp_path / "a.osm.pbf", overpass_url="http://nowhere.invalid/api")


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/api"
        with pytest.raises(DownloadError, match="cannot be reached"):
            download_osm(BOUNDS, tmp_path / "a.osm.pbf", overpass_url=url, timeout_s=1)


@pytest.mark.parametrize("url", ["overpass", "ftp://a.example/api", "http://"])
def test_an_address_that_is_none_is_refused_before_asking(tmp_path: Path, url: str) -> None:
    with pytest.raises(DownloadError, match="no address of an Overpass server"):
        download_osm(BOUNDS, tmp_path / "a.osm.pbf", overpass_url=url)


@pytest.mark.parametrize(
    ("name", "message"), [("a.txt", r"must end in \.osm\.pbf"), ("file/a.osm", "cannot be written")]
)
def test_a_path_that_cannot_be_written_is_refused_before_asking(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    with server(of_city(CITY)) as (url, queries), pytest.raises(DownloadError, match=message):
        download_osm(BOUNDS, tmp_path / name, overpass_url=url)
    assert queries == []
