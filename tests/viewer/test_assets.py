import gzip

import pytest
from starlette.testclient import TestClient

from viewer.assets import Assets, PageFiles


@pytest.fixture(scope="module")
def files() -> PageFiles:
    return PageFiles.of_trame()


def test_every_file_that_the_page_names_is_known(files: PageFiles) -> None:
    assets = Assets(files.folders)
    assert all(name in assets for name in (*files.styles, *files.scripts, files.module))


def test_scripts_travel_compressed_and_are_kept_for_ever(client: TestClient, files: PageFiles) -> None:
    answer = client.get(f"/{files.scripts[-1]}", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 600_000
    assert "immutable" in answer.headers["cache-control"]


def test_a_browser_that_takes_no_gzip_gets_the_plain_file(client: TestClient) -> None:
    with client.stream("GET", "/assets/twin.js", headers={"accept-encoding": "identity"}) as answer:
        plain = b"".join(answer.iter_raw())
    assert "content-encoding" not in answer.headers
    assert b"class Twin" in plain
    with client.stream("GET", "/assets/twin.js", headers={"accept-encoding": "gzip"}) as answer:
        assert gzip.decompress(b"".join(answer.iter_raw())) == plain


def test_our_own_scripts_are_asked_for_again_but_sent_only_when_changed(client: TestClient) -> None:
    first = client.get("/assets/twin.js")
    assert first.headers["cache-control"] == "no-cache"
    assert client.get("/assets/twin.js", headers={"if-none-match": first.headers["etag"]}).status_code == 304
