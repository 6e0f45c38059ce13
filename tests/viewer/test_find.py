from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from .planner import Planner, planner


@pytest.fixture
def someone(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as someone:
        yield someone


def test_what_is_typed_is_found_with_what_and_where_it_is(someone: Planner) -> None:
    found = someone.act("find", "strada MICA")["found"]
    first = found["rows"][0]
    assert (found["text"], found["said"]) == ("strada MICA", "")
    assert (first["title"], first["kind"], first["where"], first["layer"]) == (
        "Strada Mică", "Street", "Cetate", "streets",
    )  # fmt: skip
    assert first["distance"] == 420
    assert [row["kind"] for row in found["rows"]] == ["Street", "Address"]


def test_a_choice_shows_the_card_and_marks_all_of_it(someone: Planner) -> None:
    row = someone.act("find", "mica")["found"]["rows"][0]
    state = someone.act("choose_found", row["layer"], row["id"])
    assert state["card"]["title"] == "Strada Mică"
    assert state["highlight"].startswith("/tiles/")


def test_coordinates_are_marked_by_a_pin_without_a_card(someone: Planner) -> None:
    someone.act("choose_found", "buildings", "way/1")
    row = someone.act("find", "45.7537, 21.2257")["found"]["rows"][0]
    state = someone.act("choose_found", row["layer"], row["id"])
    assert (row["kind"], state["card"]) == ("Coordinates", None)
    assert state["highlight"].startswith("/tiles/")


def test_where_nothing_is_found_it_says_what_can_be_searched(someone: Planner) -> None:
    assert someone.act("find", "qwertz")["found"]["said"].startswith("Nothing found for “qwertz”. Type a street")
    assert "outside the city" in someone.act("find", "46.1, 23.5")["found"]["said"]
    someone.act("choose_language", "ro")
    assert someone.act("find", "qwertz")["found"]["said"].startswith("Nu s-a găsit nimic pentru „qwertz”")
    assert someone.act("find", " ")["found"] == {"text": "", "rows": [], "said": ""}


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("find", [None]),
        ("find", [{"text": "mica"}]),
        ("choose_found", ["streets", "way/999"]),
        ("choose_found", ["../city.toml", "way/1"]),
        ("choose_found", [["streets"], 4]),
        ("choose_found", ["", "46.1, 23.5"]),
        ("choose_found", ["", "no point"]),
    ],
)
def test_what_no_search_box_sends_changes_nothing(someone: Planner, action: str, arguments: list[object]) -> None:
    state = someone.act(action, *arguments)
    assert (state["found"]["rows"], state["card"], state["highlight"]) == ([], None, "")


def test_a_text_as_long_as_a_book_is_cut(someone: Planner) -> None:
    assert len(someone.act("find", "mica " * 2000)["found"]["text"]) == 100
