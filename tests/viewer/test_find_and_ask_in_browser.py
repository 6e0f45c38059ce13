"""Finding a street with the keyboard alone, and asking how far one gets, in a real Chromium on the embedded city."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from twin.city import City
from twin.gazetteer import Gazetteer

from .conftest import OpenPage, Visit
from .test_page_in_browser import PHONE, differing_share

pytestmark = pytest.mark.browser

OVER_A_SLOW_LINE = """() => {
  const ask = trame.trigger.bind(trame);
  trame.trigger = (...said) => new Promise((go) => setTimeout(go, 4000)).then(() => ask(...said));
}"""


def test_a_street_is_found_with_the_keyboard_alone(visit: OpenPage, demo_url: str, demo_city: City) -> None:
    street = next(p for p in Gazetteer.of_city(demo_city).parts if p.layer.kind.name == "streets").titles[0]
    shown = visit(demo_url).when_ready()
    page = shown.page
    before = shown.camera()
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Find a street, address or place")
    expect(box).to_be_focused()
    page.keyboard.type(street.upper())
    expect(page.get_by_role("option").first).to_contain_text(street, timeout=30_000)
    expect(box).to_have_attribute("aria-activedescendant", "found-0")
    page.keyboard.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", "found-0")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    card = page.locator("#card")
    expect(card).to_contain_text(street, timeout=30_000)
    expect(card).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.wait_for_function("twin.tiles.meshes.has('highlight')")
    assert shown.camera()["distance"] != before["distance"]
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("qwertz")
    expect(page.locator(".found-none")).to_contain_text("Nothing found for “qwertz”. Type a street")
    page.keyboard.press("Escape")
    expect(page.locator(".found-none")).to_be_hidden()


def test_a_search_that_takes_long_says_so_and_then_that_nothing_was_found(visit: OpenPage, demo_url: str) -> None:
    page = visit(demo_url).when_ready().page
    page.evaluate(OVER_A_SLOW_LINE)
    page.locator("#find").fill("qwertz")
    expect(page.locator(".found-none")).to_have_text("Searching…")
    expect(page.locator(".found-none")).to_contain_text("Nothing found for “qwertz”.", timeout=20_000)


def ask_by_click(shown: Visit) -> None:
    page = shown.page
    page.locator('[data-pick="ask_start-point"]').click()
    expect(page.get_by_text("Click on the map, or press Enter")).to_be_visible()
    page.evaluate("twin.setCamera({...twin.camera.space.home, tilt: 0, distance: 1500})")
    x, y = page.evaluate("[twin.camera.state.x, twin.camera.state.y]")
    shown.click_at(x, y, 0)


def test_how_far_one_gets_is_asked_by_a_click_and_seen(visit: OpenPage, demo_url: str) -> None:
    shown = visit(demo_url).when_ready()
    page = shown.page
    page.locator('[data-tool="ask"]').click()
    panel = page.locator("#ask")
    expect(panel).to_be_visible()
    expect(page.locator(".panel.layers")).to_be_hidden()
    page.evaluate("twin.setCamera({...twin.camera.space.home, tilt: 0, distance: 1500})")
    without = shown.picture()
    page.locator('[data-pick="ask_start-point"]').click()
    page.keyboard.press("Escape")  # what waits for a click is let go of
    expect(page.get_by_text("Click on the map, or press Enter")).to_have_count(0)
    ask_by_click(shown)
    expect(panel).to_contain_text("How far one gets: on foot", timeout=60_000)
    expect(panel.get_by_role("row", name="Residents").first).to_be_visible()
    expect(page.locator("#card")).to_have_count(0)  # the click was the question's alone
    page.wait_for_function("[...twin.tiles.meshes.keys()].some((id) => id.startsWith('overlay/'))")
    assert page.evaluate("twin.tiles.pickable.every((mesh) => !mesh.id.startsWith('overlay/'))")
    assert differing_share(without, shown.picture()) > 0.05
    address = panel.get_by_role("link", name="GeoJSON").get_attribute("href")
    with urllib.request.urlopen(f"{demo_url}{address}") as file:
        assert len(json.load(file)["features"]) == 3
    panel.get_by_role("combobox", name="Who, and how").select_option("bike")
    expect(panel).to_contain_text("How far one gets: by bike", timeout=60_000)
    page.locator('[data-ask="clear"]').click()
    expect(panel.get_by_role("link", name="GeoJSON")).to_have_count(0)
    page.wait_for_function("![...twin.tiles.meshes.keys()].some((id) => id.startsWith('overlay/'))")
    page.locator('[data-tool="close-ask"]').click()
    expect(page.locator(".panel.layers")).to_be_visible()
    expect(page.locator('[data-tool="ask"]')).to_be_focused()


def test_a_way_is_asked_with_the_keyboard_alone_and_on_a_phone_the_map_stays_free(
    visit: OpenPage, demo_url: str
) -> None:
    shown = visit(demo_url, **PHONE).when_ready()
    page = shown.page
    page.locator('[data-tool="ask"]').tap()
    page.locator('[data-kind="route"]').tap()
    page.locator('[data-pick="ask_start-middle"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()  # and it waits for the other end
    assert page.locator("#ask").bounding_box()["height"] < 250  # type: ignore[index]
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#ask ol li").first).to_be_visible(timeout=60_000)
    expect(page.locator("#ask")).to_contain_text("The fastest way: on foot")
