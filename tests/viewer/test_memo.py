"""Memos over the socket: of the scenario on the desk, with pictures that are pictures, put away when not wanted."""

import base64
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from tests.viewer.test_board import until
from tests.viewer.test_desk import razing
from twin.store import Store

PICTURES = {side: b"\xff\xd8\xff" + side.encode() for side in ("before", "after")}


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "ro"}) as ana:
        yield ana


def stage(ana: Planner) -> str:
    return (ana.state["memo"] or {}).get("stage", "")


def sent(ana: Planner, side: str, content: bytes) -> None:
    text = base64.b64encode(content).decode()
    ana.act("add_picture", side, text[:3], False)
    ana.act("add_picture", side, text[3:], True)


def test_a_memo_is_made_of_pictures_that_come_in_pieces(ana: Planner, client: TestClient, tiny_store: Store) -> None:
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    ana.act("make_memo")
    assert stage(ana) == "pictures"
    for side, content in PICTURES.items():
        sent(ana, side, content)
    ana.act("write_memo")
    until(ana, lambda: stage(ana) == "ready")
    memo = ana.state["memo"]
    assert memo["name"].endswith("-fara-o-casa-memo.html")
    assert memo["note"] == ""
    answer = client.get(memo["url"])
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for content in PICTURES.values():
        assert base64.b64encode(content).decode() in answer.text
    assert "După: Fără o casă" in answer.text
    assert tiny_store.folder.name in answer.text
    ana.act("close_memo")
    assert ana.state["memo"] is None


def test_without_pictures_the_memo_says_so(ana: Planner, client: TestClient, tiny_store: Store) -> None:
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    ana.act("make_memo")
    sent(ana, "before", PICTURES["before"])
    ana.act("write_memo")
    until(ana, lambda: stage(ana) == "ready")
    assert ana.state["memo"]["note"].startswith("Imaginile 3D ale orașului nu au putut fi făcute")
    text = client.get(ana.state["memo"]["url"]).text
    assert ana.state["memo"]["note"] in text
    assert "image/jpeg" not in text


@pytest.mark.parametrize(
    ("side", "piece"),
    [("beside", "/9j/"), ("before", "not base64"), ("before", "PGI+"), ("before", "A" * 60_000), ("before", 7)],
)
def test_what_is_no_picture_is_refused(ana: Planner, tiny_store: Store, side: str, piece: object) -> None:
    ana.act("new_scenario", "Fără o casă")
    ana.act("make_memo")
    told = ana.state["notice"]["number"]
    ana.act("add_picture", side, piece, True)
    assert ana.state["notice"]["number"] == told + 1


def test_a_memo_needs_a_scenario_and_is_cancelled(ana: Planner, tiny_store: Store) -> None:
    ana.act("make_memo")
    assert ana.state["memo"] is None
    assert ana.state["notice"]["number"] == 1
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    ana.act("make_memo")
    ana.act("write_memo")
    ana.act("close_memo")
    assert ana.state["memo"] is None
    ana.act("write_memo")  # there is none to write
    assert ana.state["notice"]["number"] == 2
