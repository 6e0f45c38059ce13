"""A distance, an area and heights measured in a real browser, by mouse and by keys, in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

from twin.store import Store

from .conftest import OpenPage, Visit

pytestmark = pytest.mark.browser

NBSP = "\N{NO-BREAK SPACE}"


def click_ground(visit: Visit, x: float, y: float) -> None:
    """Click a place of the ground, metres from the middle of the view."""
    camera = visit.camera()
    visit.click_at(camera["x"] + x, camera["y"] + y, 0)


def metres(text: str) -> float:
    """Return a Romanian length as a number."""
    found = re.fullmatch(rf"[+−]?([\d.,]+){NBSP}m", text)
    assert found, text
    return float(found[1].replace(".", "").replace(",", "."))


def total(page: Page) -> str:
    expect(page.locator("#measure-total strong")).to_be_visible()
    return page.locator("#measure-total strong").inner_text()


def test_distance_area_and_height_are_measured_by_mouse_and_keys(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    seen = visit(tiny_url, locale="ro-RO").when_ready()
    page = seen.page
    page.evaluate("window.twin.setCamera({ ...window.twin.getCamera(), tilt: 0, bearing: 0, distance: 400 })")
    page.wait_for_timeout(300)

    # A line: each leg, their sum, the numbers on the map; the last point taken back.
    page.locator('[data-tool="measure"]').click()
    expect(page.locator("#map")).to_be_focused()
    for x, y in ((0, 0), (60.4, 0), (60.4, 40), (90, 40)):
        click_ground(seen, x, y)
    expect(page.locator("#measure tbody tr")).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(page.locator("#measure tbody tr")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator('[data-measure="go"]')).to_be_focused()
    assert metres(total(page)) == pytest.approx(100.4, abs=1)
    legs = page.locator("#measure tbody td").all_inner_texts()
    assert [metres(leg) for leg in legs] == pytest.approx([60.4, 40], abs=0.7)
    assert {*legs, total(page)} <= set(page.locator("#measuring text").all_text_contents())
    expect(page.locator("#measure")).to_contain_text("EPSG:3844")

    # Another language says the same anew.
    page.locator('button[lang="en"]').click()
    expect(page.locator("#measure-total")).to_contain_text("Length")
    assert "." in page.locator("#measure tbody td").first.inner_text()
    page.locator('button[lang="ro"]').click()
    expect(page.locator("#measure-total")).to_contain_text("Lungime")

    # An area, closed on its first corner; an outline that crosses itself has none.
    page.locator('[data-measure="polygon"]').click()
    for x, y in ((0, 0), (50, 0), (50, 30), (0, 30), (0, 0)):
        click_ground(seen, x, y)
    expect(page.locator("#measure-total")).to_be_focused()
    area = float(total(page).removesuffix(f"{NBSP}m²").replace(".", ""))
    assert area == pytest.approx(1500, abs=60)
    expect(page.locator("#measure dl")).to_contain_text("ha")
    page.locator('[data-measure="go"]').click()
    for x, y in ((0, 0), (50, 0), (0, 30), (50, 30)):
        click_ground(seen, x, y)
    expect(page.locator(".measure-problem")).to_contain_text("se intersectează")

    # A height by keys alone: the roof under the cross, then its difference to the ground.
    building = tiny_store.city.buildings.sort_values("height_m").iloc[-1]
    middle, origin = building.geometry.representative_point(), tiny_store.city.frame.origin
    move = "([x, y]) => window.twin.setCamera({ ...window.twin.getCamera(), x, y, distance: 150 })"
    page.locator('[data-measure="height"]').press("Enter")
    expect(page.locator("#map")).to_be_focused()
    page.evaluate(move, [middle.x - origin[0], middle.y - origin[1]])
    page.keyboard.press("Enter")
    assert metres(total(page)) == pytest.approx(building["height_m"], abs=0.1)
    expect(page.locator("#measure small")).not_to_be_empty()  # the tier of the height
    page.evaluate(move, [middle.x - origin[0], middle.y - origin[1] + 300])
    page.keyboard.press("Enter")
    expect(page.locator("#measure-total")).to_contain_text("Diferența")
    assert total(page).startswith("−")
    page.keyboard.press("Backspace")
    expect(page.locator("#measure-total")).to_contain_text("față de teren")
    page.keyboard.press("Enter")  # keys point with the cross: this sets the second place again
    expect(page.locator("#measure-total")).to_contain_text("Diferența")
    page.keyboard.press("Enter")  # at the same place: done
    expect(page.locator("#measure-total")).to_be_focused()

    # What no browser of ours sends is refused, and nothing stays over the map when the panel is closed.
    page.evaluate("trame.trigger('measure_line', [[[0, 0, 0], ['x', 0, 0]]])")
    expect(page.locator(".v-snackbar")).to_be_visible()
    page.locator('[data-tool="close-measure"]').click()
    expect(page.locator('[data-tool="measure"]')).to_be_focused()
    expect(page.locator("#measuring svg")).to_be_empty()
