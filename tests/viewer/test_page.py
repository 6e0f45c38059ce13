import json
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from starlette.testclient import TestClient
from trame.app import get_server
from trame.app.core import AVAILABLE_SERVERS
from trame_client.widgets.core import AbstractElement

from layers.layer import layer_kinds
from viewer.layout import TEXTS, build_page, page_form
from viewer.panels import inspect

from .planner import Planner, planner

CUBE = ("way/1", 0)  # the tiny town's house, and its row in its tile


@pytest.fixture
def someone(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as someone:
        yield someone


def building_tile(someone: Planner) -> str:
    return next(tile["id"] for tile in someone.state["tiles"] if tile["id"].startswith("buildings/"))


def elements(element: AbstractElement) -> Iterator[AbstractElement]:
    yield element
    for child in element.children:
        if isinstance(child, AbstractElement):
            yield from elements(child)


def texts_named() -> set[str]:
    assets = (resources.files("viewer") / "assets").iterdir()
    scripts = [file.read_text(encoding="utf-8") for file in assets if file.name.endswith(".js")]
    said = "".join([page_form(build_page).template, *scripts])
    begun = tuple(re.findall(r"\bt\['(\w+_)' \+", said))  # t['draw_' + tool]
    return set(re.findall(r"\bt(?:'\))?\.(\w+)", said)) | {name for name in TEXTS if begun and name.startswith(begun)}


def test_trame_drops_no_attribute_of_the_page() -> None:
    server = get_server("attributes", client_type="vue3")
    try:
        dropped = {(e._elem_name, name) for e in elements(build_page(server).root) for name in e.skipped_attributes}
    finally:
        AVAILABLE_SERVERS.pop("attributes")
    assert dropped == set()


def test_the_template_names_only_texts_there_are() -> None:
    assert texts_named() <= set(TEXTS)


def test_no_text_is_kept_that_the_page_does_not_show() -> None:
    on_the_server = {*inspect.TEXTS, "failed", "sun_failed", "none_in_data", "at_least"}
    assert set(TEXTS) - texts_named() <= on_the_server


def test_the_state_of_a_new_page_is_plain_json(someone: Planner) -> None:
    assert json.loads(json.dumps(someone.state))["theme"] == "light"


def test_layers_that_are_on_at_first_are_those_that_say_so_and_have_something(someone: Planner) -> None:
    kinds = layer_kinds()
    assert {"buildings", "streets", "green_space"} <= set(someone.state["visible"])
    assert all(kinds[name].visible for name in someone.state["visible"])
    assert "public_bikes" not in someone.state["visible"]


def test_switching_a_layer_off_keeps_its_tiles_and_thanks_nobody_for_nothing(someone: Planner) -> None:
    before = someone.state["tiles"]
    for name in list(someone.state["visible"]):
        someone.act("show_layer", name, False)
    assert someone.state["visible"] == []
    assert someone.state["tiles"] == before
    assert someone.state["attribution"] == []


def test_openstreetmap_is_thanked_while_a_layer_of_it_shows(someone: Planner) -> None:
    assert someone.state["attribution"] == [
        {"text": "© OpenStreetMap contributors", "link": "https://www.openstreetmap.org/copyright"}
    ]


def test_a_click_shows_the_card_of_what_stands_there_and_marks_it(someone: Planner) -> None:
    id, row = CUBE
    state = someone.act("inspect", building_tile(someone), row)
    assert state["card"]["id"] == id
    assert state["card"]["title"] == "Cubul"
    assert state["highlight"].startswith("/tiles/")


def test_closing_the_card_lets_go_of_the_feature(someone: Planner) -> None:
    someone.act("inspect", building_tile(someone), 0)
    state = someone.act("close_card")
    assert state["card"] is None
    assert state["highlight"] == ""


def test_the_card_follows_the_language(someone: Planner) -> None:
    someone.act("inspect", building_tile(someone), 0)
    english = someone.state["card"]
    assert someone.act("choose_language", "ro")["language"] == "ro"
    assert someone.state["card"]["id"] == english["id"]


def test_the_theme_changes_the_array_that_colours_every_tile(someone: Planner) -> None:
    state = someone.act("choose_theme", "dark")
    assert state["look"]["colorByArrayName"] == "dark"
    assert state["theme"] == "dark"


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("choose_language", ["xx"]),
        ("choose_theme", [["dark"]]),
        ("show_layer", ["no_such_layer", True]),
        ("show_layer", [["buildings"], False]),
        ("show_layer", ["buildings", "no"]),
        ("inspect", ["ground/all", 0]),
        ("inspect", ["nothing/1_1", 0]),
        ("inspect", ["buildings/99_99", 0]),
        ("inspect", ["x" * 100_0, 0]),
        ("inspect", [None, None]),
        ("inspect", ["buildings/5_5", 10**9]),
        ("inspect", ["buildings/5_5", -1]),
        ("inspect", ["buildings/5_5", True]),
    ],
)
def test_an_action_with_nonsense_changes_nothing(someone: Planner, action: str, arguments: list[Any]) -> None:
    before = dict(someone.state)
    assert someone.act(action, *arguments) == before
