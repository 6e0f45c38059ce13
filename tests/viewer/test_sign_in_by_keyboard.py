"""Signing in and out in a real Chromium, by the keyboard alone, in Romanian, on a phone's width too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from twin.store import Store
from twin.users import UserStore

from .conftest import OpenPage, served
from .signing_in import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def url(own_store: Store) -> Iterator[str]:
    UserStore.open(own_store.folder).add("Ana Popescu", PASSWORD)
    with served(own_store) as url:
        yield url


def tab_to(page: Page, tool: str) -> None:
    """Press Tab until a button of the page has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.dataset.tool") == tool:
            return
    raise AssertionError(f"the keyboard does not reach {tool}")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_ana_signs_in_and_out_by_keyboard(visit: OpenPage, url: str, size: tuple[int, int]) -> None:
    shown = visit(url, size=size, locale="ro-RO").when_ready()
    page = shown.page
    page.evaluate("twin.setCamera({ bearing: 30 })")
    tab_to(page, "sign-in")
    assert page.locator(":focus").get_attribute("aria-label") == "Conectare"
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nume de utilizator")).to_be_focused()

    page.keyboard.type("ana popescu")
    page.keyboard.press("Tab")
    page.keyboard.type("greșită")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Numele sau parola este greșită.")
    expect(page.get_by_label("Parolă")).to_be_focused()  # the name is kept
    shown.errors.clear()  # Chromium writes down that this page came as a refusal

    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    shown.when_ready()
    assert page.evaluate("trame.state.get('visitor').may_save") is True
    assert shown.camera()["bearing"] == 30  # where it was left
    who = page.get_by_role("group", name="Conectat ca Ana Popescu")
    expect(who).to_be_visible()
    box = page.locator(".settings").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]

    tab_to(page, "sign-out")
    with page.expect_navigation(timeout=60_000):
        page.keyboard.press("Enter")
    shown.when_ready()
    expect(page.locator('[data-tool="sign-in"]')).to_be_visible()
    assert page.evaluate("trame.state.get('visitor').name") == ""
    assert not [cookie for cookie in page.context.cookies() if str(cookie.get("name")).startswith("sign_in")]
