"""Classes of the legend are switched off and on: their objects are neither seen nor clicked meanwhile."""

import numpy as np
import pytest
from playwright.sync_api import expect

from twin.store import Store

from .conftest import OpenPage

pytestmark = pytest.mark.browser


def test_a_class_that_is_switched_off_is_gone_from_the_picture_until_it_is_shown_again(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    seen = visit(tiny_url, locale="ro-RO").when_ready()
    page, city = seen.page, tiny_store.city
    building = city.buildings.sort_values("height_m").iloc[-1]
    middle = building.geometry.representative_point()
    x, y = np.array([middle.x, middle.y]) - city.frame.origin
    page.evaluate(
        "([x, y]) => window.twin.setCamera({ ...window.twin.getCamera(), x, y, tilt: 0, distance: 120 })", [x, y]
    )
    page.evaluate("trame.trigger('paint', ['height_m'])")
    expect(page.locator(".class-switch").last).to_be_visible()
    page.wait_for_function("twin.paint.isOn")  # the legend is there before the colours are
    under = "() => window.twin.at(...window.twin.camera.middle)?.id.split('/')[0]"
    assert page.evaluate(under) == "buildings"
    painted = seen.picture()

    # The tallest stands in the last class. Keys alone switch it off.
    page.locator(".class-switch").last.focus()
    page.keyboard.press("Space")
    expect(page.locator(".class-switch").last).to_have_attribute("aria-pressed", "false")
    number = int(page.locator(".class-switch .number").last.inner_text())
    whole = len(city.buildings)
    expect(page.locator(".classes-shown")).to_contain_text(f"{whole - number} din {whole}")
    assert page.evaluate(under) != "buildings"
    assert seen.picture() != painted

    page.locator('[data-tool="all-classes"]').press("Enter")
    expect(page.locator(".class-switch").first).to_be_focused()
    expect(page.locator(".classes-shown")).to_have_text("")
    assert page.evaluate(under) == "buildings"

    # What is painted by something else, or by nothing, begins with all of it.
    page.locator(".class-switch").last.click()
    assert page.evaluate(under) != "buildings"
    page.locator('[data-tool="unpaint"]').click()
    expect(page.locator(".class-switch")).to_have_count(0)
    page.wait_for_function(f"({under})() === 'buildings'")
    assert page.evaluate("trame.state.get('classes_hidden')") == []
