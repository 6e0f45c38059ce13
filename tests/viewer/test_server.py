import contextlib
import json
import re
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from geodata.errors import ServeError
from viewer.server import serve

from .planner import opened, planner


def test_the_page_speaks_the_language_of_the_browser(client: TestClient) -> None:
    english = client.get("/", headers={"accept-language": "en-GB,en;q=0.9,ro;q=0.5"})
    romanian = client.get("/", headers={"accept-language": "ro-RO,ro;q=0.9,en;q=0.8"})
    assert '<html lang="en"' in english.text
    assert '<html lang="ro"' in romanian.text


def test_everything_the_page_names_is_there_and_ours(client: TestClient) -> None:
    named = re.findall(r'(?:src|href)="([^"]+)"', client.get("/").text)
    assert len(named) > 6
    for address in named:
        assert address == "/" or client.get(address).status_code == 200, address


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for address in ("/", "/health", "/assets/twin.js", "/nothing"):
        headers = client.get(address).headers
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_full_house_says_so_kindly(client: TestClient) -> None:
    for _ in range(3):
        opened(client)
    answer = client.get("/", headers={"accept-language": "en"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert "The city is busy" in answer.text


def test_a_session_is_not_given_to_another_site(client: TestClient) -> None:
    assert client.post("/session", headers={"origin": "https://elsewhere.example"}).status_code == 403


def test_a_socket_is_not_opened_for_another_site(client: TestClient) -> None:
    address = opened(client)["sessionURL"]
    with pytest.raises(WebSocketDisconnect):
        client.websocket_connect(address, headers={"origin": "https://elsewhere.example"}).__enter__()


def test_a_large_body_is_refused(client: TestClient) -> None:
    assert client.post("/session", content=b"x" * 20_000).status_code == 413


def test_health_counts_the_sessions(client: TestClient) -> None:
    with planner(client):
        health = client.get("/health").json()
    assert (health["status"], health["sessions"], health["max_sessions"]) == ("ok", 1, 3)


@pytest.mark.parametrize(
    "address", ["/tiles/../city.toml", "/tiles/%2e%2e%2fcity.toml", "/assets/../server.py", "/../x"]
)
def test_no_address_leads_out_of_what_is_served(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_port_in_use_is_said_with_a_remedy(tiny_store_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"port {port}: .*Choose another with --port"):
            serve(tiny_store_folder, port=port)


def test_serving_prints_the_address_and_stops_on_interrupt(tiny_store_folder: Path) -> None:
    code = f"from viewer.server import serve; from pathlib import Path; serve(Path({str(tiny_store_folder)!r}), port=0)"
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert run.stdout is not None
        said = run.stdout.readline()
        address = re.search(r"http://\S+/", said)
        assert address, said
        with contextlib.closing(urllib.request.urlopen(f"{address[0]}health", timeout=10)) as answer:
            assert json.load(answer)["status"] == "ok"
        run.send_signal(2)
        _, errors = run.communicate(timeout=10)
    finally:
        run.kill()
    assert run.returncode == 0
    assert errors == ""
