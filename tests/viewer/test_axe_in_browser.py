"""What axe-core finds on the page, state by state: nothing serious, by day and by night, on a phone too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import OpenPage

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
GRAVE = ("serious", "critical")
LONG_MS = 120_000


def findings(page: Page, state: str) -> list[str]:
    """Return the serious findings on a page as it is now, each with what it is about; some rules have to pass."""
    page.wait_for_timeout(400)  # what opens has opened
    answer = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES}).response
    assert len(answer["passes"]) > 10, f"{state}: axe saw no page"
    return [
        f"{state}: {each['id']} ({each['help']}): {node['html'][:200]}"
        for each in answer["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def press(page: Page, tool: str) -> None:
    page.locator(f'[data-tool="{tool}"]:visible').first.click()


@pytest.mark.parametrize(("size", "scheme", "locale"), [((1366, 768), "light", "ro-RO"), ((390, 844), "dark", "en-GB")])
def test_axe_has_nothing_serious_to_say(
    visit: OpenPage, tiny_url: str, size: tuple[int, int], scheme: str, locale: str
) -> None:
    page = visit(tiny_url, size=size, color_scheme=scheme, locale=locale).when_ready().page
    found = findings(page, "the city")
    press(page, "moment")
    page.evaluate("trame.trigger('show_shade', [true])")
    page.locator(".sun-said dl > div").first.wait_for(timeout=LONG_MS)
    found += findings(page, "sun and shade")
    page.evaluate("trame.trigger('choose_shade', ['hours'])")
    page.locator(".sun-hours li").first.wait_for(timeout=LONG_MS)
    found += findings(page, "hours of sun")
    page.evaluate("trame.trigger('show_shade', [false])")
    page.locator("#moment .fold").click()
    press(page, "ask")
    found += findings(page, "questions")
    press(page, "ask")
    press(page, "measure")
    found += findings(page, "measuring")
    press(page, "close-measure")
    page.evaluate("trame.state.set('layers_open', true)")
    press(page, "in-view")
    page.locator("#in-view table").wait_for(timeout=LONG_MS)
    found += findings(page, "what is in view")
    press(page, "close-in-view")
    press(page, "part")
    page.locator("#part-area").select_option(label="Cetate")
    page.locator('[data-section="start"]').click()
    page.locator(".part-said").wait_for(timeout=LONG_MS)
    found += findings(page, "a part of the city")
    for mark in ("isolated", "section"):
        page.locator(f'[data-mark="{mark}"]').click()
    press(page, "close-part")
    page.evaluate("trame.state.set('layers_open', window.innerWidth > 700)")
    for tool in ("stories", "share", "help"):
        press(page, tool)
        found += findings(page, tool)
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)
    press(page, "board")
    found += findings(page, "the board")
    press(page, "close-board")
    page.evaluate("trame.trigger('new_scenario', ['Plan'])")
    page.wait_for_function("trame.state.get('desk')", timeout=LONG_MS)
    page.evaluate("trame.state.set('layers_open', true)")
    page.locator("#tab-scenario").click()
    edit = "{kind: 'demolish_building', target: {layer: 'buildings', ids: ['way/1']}, after: {}}"
    page.evaluate(f"trame.trigger('add_edit', [{edit}])")
    expect(page.locator(".edits > li")).to_have_count(1, timeout=LONG_MS)
    found += findings(page, "a scenario")
    press(page, "add-edit")
    found += findings(page, "kinds of edits")
    assert not found, "\n".join(found)


def test_signing_in_and_the_big_screen_have_nothing_serious_either(visit: OpenPage, tiny_url: str) -> None:
    page = visit(f"{tiny_url}/sign-in", locale="ro-RO").page
    found = findings(page, "signing in")
    page = visit(f"{tiny_url}/display").when_ready().page
    assert not [*found, *findings(page, "the big screen")]
