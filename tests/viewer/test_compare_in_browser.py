"""Before and after in one picture, in a real Chromium: pixel by pixel what each side alone shows."""

import re

import pytest
from playwright.sync_api import Page, expect

from twin.city import City

from .conftest import OpenPage
from .test_desk import razing
from .test_scenario_in_browser import applied, local, look_at

pytestmark = pytest.mark.browser

HOUSE = "way/1"
EDGES = 0.001  # of the pixels may differ: where the line cuts a picture its edges are smoothed otherwise

# Keeps what is drawn now under a name; and the share of pixels that differ between two of them, in a part of the width.
KEEP = """name => {
    twin.resize(1);
    twin.drawNow();
    const drawn = twin.view.openglRenderWindow.getCanvas();
    const copy = Object.assign(document.createElement('canvas'), { width: drawn.width, height: drawn.height });
    copy.getContext('2d').drawImage(drawn, 0, 0);
    (window.kept ??= {})[name] = copy.getContext('2d').getImageData(0, 0, copy.width, copy.height);
}"""
DIFFER = """([one, other, from, to, shift]) => {
    const [a, b] = [window.kept[one], window.kept[other]];
    let [differ, all] = [0, 0];
    for (let y = 0; y < a.height; y += 1) {
        for (let x = Math.round(from * a.width); x < Math.round(to * a.width); x += 1) {
            const [i, j] = [4 * (y * a.width + x), 4 * (y * b.width + x + Math.round(shift * b.width))];
            all += 1;
            differ += [0, 1, 2, 3].some((k) => Math.abs(a.data[i + k] - b.data[j + k]) > 8);
        }
    }
    return differ / all;
}"""


def differ(page: Page, one: str, other: str, start: float, end: float, *, shift: float = 0) -> float:
    return float(page.evaluate(DIFFER, [one, other, start, end, shift]))


def is_on(page: Page, mode: str) -> None:
    page.wait_for_function(f"document.documentElement.dataset.compare === '{mode}' && twin.isReady", timeout=60_000)


def test_each_half_shows_its_side_and_is_moved_clicked_and_left(
    visit: OpenPage, tiny_url: str, tiny_city: City
) -> None:
    shown = visit(tiny_url).when_ready()
    page = shown.page
    house = local(tiny_city, tiny_city.layers["buildings"].table.geometry[HOUSE].representative_point())
    look_at(shown, house, distance=80)
    opener = page.locator('[data-tool="compare"]')
    expect(opener).to_have_attribute("aria-disabled", "true")
    expect(opener).to_have_attribute("title", re.compile("open a scenario first"))
    page.locator("#tab-scenario").click()
    page.locator("#scenario-name").fill("Fără casă")
    page.keyboard.press("Enter")
    page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')", timeout=60_000)
    page.evaluate("edit => trame.trigger('add_edit', [edit])", razing(HOUSE))
    applied(page, 1)
    for side in ("before", "after"):
        page.locator(f'[data-side="{side}"]').click()
        page.wait_for_function(f"trame.state.get('desk').side === '{side}'")
        shown.when_ready()
        page.evaluate(KEEP, side)
    assert differ(page, "before", "after", 0, 0.5) > 10 * EDGES  # the house is in the middle
    assert differ(page, "before", "after", 0.5, 1) > 10 * EDGES

    opener.click()
    is_on(page, "swipe")
    page.evaluate(KEEP, "both")
    assert differ(page, "both", "before", 0, 0.5) < EDGES
    assert differ(page, "both", "after", 0.5, 1) < EDGES
    expect(page.locator(".before .compare-name")).to_have_text("Before: the city as it is")
    expect(page.locator(".after .compare-name")).to_have_text("After: Fără casă")

    line = page.locator(".compare-line")
    line.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuetext", "62 % before, 38 % after")
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.move(box["width"] * 0.62, 500)
    page.mouse.down()
    page.mouse.move(box["width"] * 0.8, 500, steps=3)
    page.mouse.up()
    expect(line).to_have_attribute("aria-valuenow", "80")
    page.evaluate(KEEP, "moved")
    assert differ(page, "moved", "before", 0, 0.79) < EDGES
    shown.click_at(*house)  # gone on the right; the line has passed it
    expect(page.locator("#card .card-side")).to_have_text("Before: the city as it is")
    expect(page).to_have_url(re.compile(r"\?view="))

    page.locator('[data-mode="side"]').click()
    is_on(page, "side")
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_have_count(0)
    look_at(shown, house, distance=80)
    page.evaluate(KEEP, "halves")
    assert differ(page, "halves", "halves", 0, 0.5, shift=0.5) > 10 * EDGES
    width = box["width"]
    page.mouse.click(width * 0.25, box["height"] / 2)
    expect(page.locator("#card .card-side")).to_have_text("Before: the city as it is")
    page.keyboard.press("Escape")
    page.locator("#map").focus()
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#card .card-side")).to_have_text("Before: the city as it is")
    page.wait_for_function("twin.viewing.text() === twin.viewing.written")

    page.reload()
    is_on(page, "side")
    page.locator('[data-mode="swipe"]').click()
    is_on(page, "swipe")
    expect(line).to_have_attribute("aria-valuenow", "80")
    page.locator("#map").focus()
    while page.locator("#card").count():
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    expect(page.locator(".compare-bar")).to_have_count(0)
    shown.when_ready()
    page.evaluate(KEEP, "after again")
    assert page.locator("#map canvas").count() == 1
