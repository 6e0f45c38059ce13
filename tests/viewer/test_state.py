import pytest
from starlette.requests import Request

from viewer.state import Choices, View, choices_of


def request(*, query: str = "", **headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": pairs, "query_string": query.encode()})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ro-RO,ro;q=0.9,en;q=0.8", "ro"),
        ("en-US", "en"),
        ("de,fr;q=0.8,en;q=0.2", "en"),
        ("en;q=0.3,ro;q=0.7", "ro"),
        ("de", "ro"),
        ("", "ro"),
        ("en;q=x", "ro"),
    ],
)
def test_the_language_is_the_one_the_browser_wants_most(accepted: str, language: str) -> None:
    assert choices_of(request(accept_language=accepted), default_language="ro").language == language


def test_what_was_chosen_before_comes_before_what_the_browser_prefers() -> None:
    asked = request(cookie="language=en; theme=dark", accept_language="ro", query="theme=light")
    assert choices_of(asked, default_language="ro") == Choices("en", "dark")


def test_a_theme_or_language_there_is_not_is_ignored() -> None:
    asked = request(cookie="language=xx; theme=pink", query="theme=dark")
    assert choices_of(asked, default_language="ro") == Choices("ro", "dark")


def test_switching_a_layer_leaves_the_view_before_as_it_was() -> None:
    before = View("ro", "light", frozenset({"trees"}))
    assert before.with_layer("trees", shown=False).visible == frozenset()
    assert before.visible == {"trees"}
