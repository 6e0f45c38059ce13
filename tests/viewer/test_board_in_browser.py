"""One journey on the embedded city: close a street, read who loses, sort by keyboard, paint it, see the map change."""

import json

import pytest
from playwright.sync_api import Page, expect

from twin.city import City

from .conftest import OpenPage, Visit
from .test_desk import closing, razing

pytestmark = pytest.mark.browser
SETTLED = "window.trame.state.get('board')?.is_compared && !window.trame.state.get('board_busy')"


def close_streets(page: Page, city: City) -> None:
    """Start a scenario and close the twelve greater streets nearest to the centre to cars."""
    streets = city.streets[city.streets["class"] == "tertiary"]
    x, y, _ = city.centre
    x, y = x + city.frame.origin[0], y + city.frame.origin[1]
    middle = streets.geometry.centroid
    near = ((middle.x - x) ** 2 + (middle.y - y) ** 2).nsmallest(12).index
    edit = {
        "kind": "close_street",
        "target": {"layer": "streets", "ids": [*map(str, near)]},
        "after": {"modes": ["car"]},
    }
    page.evaluate("window.trame.trigger('new_scenario', ['Quiet centre'])")
    page.wait_for_function("window.trame.state.get('desk')")
    page.evaluate(f"window.trame.trigger('add_edit', [{json.dumps(edit)}])")
    page.wait_for_function("window.trame.state.get('desk').edits.length === 1", timeout=60_000)


def colours_at_middle(seen: Visit) -> list[int]:
    """Return a row of pixels of the map, as its canvas has them."""
    return list(
        seen.page.evaluate(
            """() => {
              window.twin.drawNow();
              const gl = window.twin.view.openglRenderWindow.getContext();
              const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
              const row = new Uint8Array(4 * width);
              gl.readPixels(0, Math.round(height * 0.6), width, 1, gl.RGBA, gl.UNSIGNED_BYTE, row);
              return [...row];
            }"""
        )
    )


def test_a_closed_street_is_compared_sorted_painted_and_explained(
    visit: OpenPage, demo_url: str, demo_city: City
) -> None:
    seen = visit(demo_url).when_ready()
    page = seen.page
    close_streets(page, demo_city)
    page.locator("[data-tool=board]").click()
    page.wait_for_function(SETTLED, timeout=120_000)
    worse = page.locator("#board tr:has(.verdict.worse) th .more")
    expect(worse.first).to_be_visible()
    expect(page.locator("#board tr .verdict.better").first).to_be_attached()
    expect(page.locator("#board .board-status")).to_contain_text("worse")

    head = page.locator("[data-sort=title]")
    head.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#board th:has([data-sort=title])")).to_have_attribute("aria-sort", "ascending")
    titles = page.locator("#board tr[data-indicator] .more").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold)
    page.locator("[data-sort=verdict]").focus()
    page.keyboard.press("Space")
    expect(page.locator("#board th:has([data-sort=verdict])")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#board tr[data-indicator]").first.locator(".verdict")).to_have_class("verdict worse")
    id = page.locator("#board tr:has(.verdict.worse)").first.get_attribute("data-indicator")
    worse.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#board tr.detail caption").first).to_be_visible()

    before = colours_at_middle(seen)
    page.locator(f'[data-paint="{id}"]').click()
    legend = page.locator("#paint-legend")
    expect(legend).to_contain_text(worse.first.inner_text())
    expect(legend).to_contain_text("blue: better, orange: worse")
    page.wait_for_function("twin.paint.isOn")
    assert colours_at_middle(seen) != before

    page.locator("[data-tool=colour-by]").select_option("height_m")
    expect(legend.locator("h2")).to_have_text("Height")
    expect(legend).to_contain_text("Buildings · m")
    shades = page.evaluate("[...document.querySelectorAll('#paint-legend li i')].map((i) => i.style.background)")
    assert len(set(shades)) == len(shades) > 2
    page.locator("[data-tool=unpaint]").click()
    page.wait_for_function("!twin.paint.isOn")
    assert colours_at_middle(seen) == before
    page.keyboard.press("Escape")
    with page.expect_download() as saved:
        page.locator("[data-file=xlsx]").click()
    assert saved.value.suggested_filename.endswith("quiet-centre.xlsx")

    # Closed, the board's button has the numbers, and leaves the button beside it free.
    page.locator("[data-tool=close-board]").click()
    expect(page.locator(".board-opener .verdict").first).to_be_visible()
    colours, opener = (page.locator(each).bounding_box() for each in (".colours-opener", ".board-opener"))
    assert colours is not None
    assert opener is not None
    assert colours["x"] + colours["width"] <= opener["x"]


def test_the_button_at_the_foot_says_numbers_only_of_the_state_that_is_shown(visit: OpenPage, tiny_url: str) -> None:
    page = visit(tiny_url).when_ready().page
    opener = page.locator(".board-opener")
    page.evaluate("trame.trigger('new_scenario', ['Closed'])")
    page.wait_for_function("trame.state.get('desk')")
    page.evaluate("edit => trame.trigger('add_edit', [edit])", closing("way/4"))
    page.wait_for_function("trame.state.get('desk').edits.length === 1", timeout=60_000)
    opener.click()
    page.wait_for_function(SETTLED, timeout=120_000)
    page.locator("[data-tool=close-board]").click()
    expect(opener).to_contain_text("lose")
    page.evaluate("trame.trigger('undo_edit')")
    page.wait_for_function("trame.state.get('desk').edits.length === 0", timeout=60_000)
    expect(opener).to_have_text("Indicators")
    page.evaluate("trame.trigger('redo_edit')")
    expect(opener).to_contain_text("lose", timeout=60_000)  # they were measured of this
    page.evaluate("edit => trame.trigger('add_edit', [edit])", razing("way/1"))
    page.wait_for_function("trame.state.get('desk').edits.length === 2", timeout=60_000)
    expect(opener).to_have_text("Indicators")
    page.evaluate("trame.trigger('close_scenario')")
    page.wait_for_function("!trame.state.get('desk')", timeout=60_000)
    expect(opener).to_have_text("Indicators")
