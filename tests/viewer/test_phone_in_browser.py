"""The page on a phone: whatever sheet is open, every button of the map can be reached and none is covered."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import OpenPage

pytestmark = pytest.mark.browser

# The buttons of the map's column of which something else lies over the middle, once they are scrolled to.
COVERED = """() => [...document.querySelectorAll('.navigation button')].filter((button) => {
    button.scrollIntoView({ block: 'nearest' });
    const box = button.getBoundingClientRect();
    return !button.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}).map((button) => button.dataset.tool)"""
OVER_HEADER = """() => {
    const foot = document.querySelector('.settings').getBoundingClientRect().bottom;
    const sheets = [...document.querySelectorAll('.panel:not(.board, .compare-bar)')];
    return sheets.filter((sheet) => sheet.getClientRects().length && sheet.getBoundingClientRect().top < foot).length;
}"""


def press(page: Page, tool: str) -> None:
    page.locator(f'[data-tool="{tool}"]:visible').first.click()


def check(page: Page, state: str) -> None:
    page.wait_for_timeout(300)
    assert page.evaluate(COVERED) == [], state
    assert page.evaluate(OVER_HEADER) == 0, state


@pytest.mark.parametrize(("height", "locale"), [(844, "ro-RO"), (667, "en-GB")])
def test_every_button_can_be_reached_whatever_is_open(visit: OpenPage, tiny_url: str, height: int, locale: str) -> None:
    page = visit(tiny_url, size=(390, height), locale=locale, has_touch=True, is_mobile=True).when_ready().page
    check(page, "the city")
    for tool in ("ask", "measure", "comments"):
        press(page, tool)
        check(page, tool)
        press(page, tool)
    page.evaluate("trame.state.set('left_panel', 'layers'); trame.state.set('layers_open', true)")
    check(page, "layers")
    press(page, "in-view")
    page.locator("#in-view table").wait_for(timeout=60_000)
    check(page, "what is in view")
    press(page, "close-in-view")
    page.evaluate("trame.state.set('layers_open', false)")
    press(page, "moment")
    check(page, "the moment")
    page.keyboard.press("Escape")
    page.evaluate("trame.trigger('paint', ['levels'])")
    expect(page.locator("#paint-legend")).to_be_visible(timeout=60_000)
    check(page, "colours")
    page.evaluate("trame.trigger('choose_found', ['buildings', 'way/1'])")
    expect(page.locator("#card")).to_be_visible(timeout=20_000)
    check(page, "a card")


OFF_SCREEN = """() => [...document.querySelectorAll('#board :is(button, td), .board-opener')].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < 0 || box.right > innerWidth);
}).map((each) => each.outerHTML.slice(0, 80))"""
MEASURED = "trame.state.get('board')?.is_compared && !trame.state.get('board_busy')"


def test_a_phone_says_which_scenario_it_sees_and_has_all_of_the_board_on_the_screen(
    visit: OpenPage, tiny_url: str, patient: None
) -> None:
    page = visit(tiny_url, size=(390, 844), has_touch=True, is_mobile=True).when_ready().page
    chip = page.locator(".scenario-chip")
    expect(chip).to_have_count(0)
    page.evaluate("trame.trigger('new_scenario', ['Strada închisă'])")
    expect(chip).to_have_text("AfterStrada închisă")
    edit = {"kind": "close_street", "target": {"layer": "streets", "ids": ["way/4"]}, "after": {"modes": ["car"]}}
    page.evaluate("edit => trame.trigger('add_edit', [edit])", edit)
    page.evaluate("trame.trigger('look_at_board')")
    page.wait_for_function(MEASURED, timeout=60_000)
    assert page.evaluate(OFF_SCREEN) == []
    press(page, "board")
    expect(page.locator('[data-sort="difference"]')).to_be_in_viewport()
    assert page.evaluate(OFF_SCREEN) == []
    expect(page.get_by_role("table", name="Indicators").get_by_role("row")).not_to_have_count(0)
    press(page, "close-board")
    chip.click()
    expect(page.locator('.segment[data-side="before"]')).to_be_visible()
