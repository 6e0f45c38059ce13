"""The card of what is selected while the rest of it is still on its way, in a real Chromium."""

import re

import pytest
from playwright.sync_api import Route, expect

from .conftest import OpenPage, at_the_house

pytestmark = pytest.mark.browser

# So many numbers of the place, as the server would say them.
NUMBERS = """count => {
    const row = { title: 'Trees', meaning: '', direction: 'more is better', value: '1' };
    const rows = Array.from({ length: count }, (_, id) => ({ ...row, id }));
    const groups = count ? [{ of: 'late', title: 'Late', rows }] : [];
    trame.state.set('place', { key: 'late', of: '', is_working: !count, groups });
}"""

# Whether the offer is within the card right when the numbers are there, before any picture of them.
SEEN_AT_ONCE = """async (numbers) => {
    const come = new Promise((resolve) => new MutationObserver((_, all) => {
        if (document.querySelectorAll('#card [data-place]').length !== 40) return;
        all.disconnect();
        resolve();
    }).observe(document.body, { childList: true, subtree: true }));
    eval(numbers)(40);
    await come;
    const [inner, outer] = ['#card [data-offer="demolish_building"]', '#card .panel-body']
        .map((each) => document.querySelector(each).getBoundingClientRect());
    return inner.top >= outer.top && inner.bottom <= outer.bottom + 1;
}"""


def test_what_was_selected_may_go_while_its_picture_is_coming(
    visit: OpenPage, tiny_url: str, tiny_house: tuple[float, float, float]
) -> None:
    shown, held = at_the_house(visit, tiny_url, tiny_house), list[Route]()
    shown.page.route(re.compile("[.]vtp"), lambda route: held.append(route))
    shown.click_at(*tiny_house)
    shown.page.wait_for_function("trame.state.get('highlight')")
    shown.page.wait_for_timeout(300)
    shown.page.keyboard.press("Escape")
    shown.page.wait_for_function("!trame.state.get('highlight')")
    shown.page.wait_for_timeout(300)
    assert held
    for route in held:
        route.continue_()
    shown.page.wait_for_timeout(500)  # what is said of it would be in the console, and in the server's log


def test_what_has_the_focus_stays_in_view_when_the_numbers_of_the_place_come_late(
    visit: OpenPage, tiny_url: str, tiny_house: tuple[float, float, float]
) -> None:
    shown = at_the_house(visit, tiny_url, tiny_house, size=(1366, 1400))  # nothing of the card has to be scrolled yet
    page = shown.page
    page.evaluate("trame.trigger('new_scenario', ['Plan'])")
    shown.click_at(*tiny_house)
    offer = page.locator('[data-offer="demolish_building"]')
    page.wait_for_function("trame.state.get('place')?.is_working === false")
    page.evaluate(NUMBERS, 0)
    expect(page.locator("#card [data-place]")).to_have_count(0)
    offer.focus()
    expect(offer).to_be_in_viewport()
    assert page.locator("#card .panel-body").evaluate("body => body.scrollTop") == 0
    assert page.evaluate(SEEN_AT_ONCE, NUMBERS)
    page.wait_for_timeout(300)
    expect(offer).to_be_focused()
    expect(offer).to_be_in_viewport()
