"""Sun and shade in a real Chromium: the shadow of the cube at a winter noon, which goes when it is switched off."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from twin.store import Store

from .conftest import OpenPage, Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

NOON = "2026-12-21T10:30"
SHADED, SUNLIT = (5.0, 22.0), (5.0, -8.0)  # metres from the corner of the cube: north of it, and south of it
AT = "([x, y]) => window.twin.project(window.corner[0] + x, window.corner[1] + y, 0)"


def brightness(shown: Visit, place: tuple[float, float]) -> float:
    at = shown.page.evaluate(AT, list(place))
    picture = Image.open(io.BytesIO(shown.page.screenshot())).convert("L")
    return float(picture.getpixel((round(at["x"]), round(at["y"]))))


def settles(page: Page) -> None:
    page.wait_for_function(
        "() => { const sun = trame.state.get('sun'); return sun && !sun.is_working && twin.shade.url === sun.url; }"
    )
    page.wait_for_timeout(600)


def test_the_shadow_of_a_cube_is_seen_while_it_is_switched_on(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    shown = visit(tiny_url).when_ready()
    page = shown.page
    (x0, y0), cube = tiny_store.city.frame.origin, tiny_store.city.buildings.geometry["way/1"].bounds
    page.add_init_script(f"window.corner = {[cube[0] - x0, cube[1] - y0]}")
    page.evaluate(f"window.corner = {[cube[0] - x0, cube[1] - y0]}")
    page.evaluate("twin.setCamera({x: corner[0] + 32, y: corner[1] + 5, distance: 220, tilt: 0, bearing: 0})")
    page.evaluate(f"trame.trigger('choose_moment', ['{NOON}'])")
    page.locator('[data-tool="moment"]').click()
    page.wait_for_timeout(600)
    before = brightness(shown, SHADED)

    # By keyboard: the switch, what it says, the picture.
    switch = page.get_by_label("Show light and shadows as they are at the moment")
    switch.focus()
    page.keyboard.press("Space")
    settles(page)
    expect(switch).to_be_checked()
    expect(page.locator(".sun-said")).to_contain_text("20.8° above the horizon")
    assert brightness(shown, SHADED) < 0.75 * brightness(shown, SUNLIT)
    page.wait_for_timeout(400)

    # A link keeps it; the night is dark everywhere.
    page.reload()
    shown.when_ready()
    settles(page)
    assert brightness(shown, SHADED) < 0.75 * brightness(shown, SUNLIT)
    day = brightness(shown, SUNLIT)
    page.evaluate("trame.trigger('choose_moment', ['2026-12-21T22:00'])")
    page.wait_for_function("trame.state.get('sun').rows[0].text.startsWith('Night')")
    settles(page)
    assert brightness(shown, SUNLIT) < 0.6 * day

    page.evaluate(f"trame.trigger('choose_moment', ['{NOON}'])")
    page.locator('[data-tool="moment"]').click()
    switch.press("Space")
    page.wait_for_function("!trame.state.get('sun') && !twin.shade.isOn")
    page.wait_for_timeout(600)
    assert brightness(shown, SHADED) == pytest.approx(before, abs=2)
