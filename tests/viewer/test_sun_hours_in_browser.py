"""Hours of sun in a real Chromium: the colours painted, the value where somebody clicks, the day that is played."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from twin.hours_picture import HOUR_CLASSES, hour_class
from twin.store import Store
from twin.sun_values import sun_at

from .conftest import OpenPage, Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

NOON, DAY = "2026-12-21T10:30", date(2026, 12, 21)
NORTH, SOUTH, ROOF = (5.0, 13.0), (5.0, -6.0), (5.0, 5.0)  # metres from the corner of the cube, clear of the legend
MIDDLES = "twin.setCamera({x: corner[0] + 5, y: corner[1] + 5, distance: 120, tilt: 0, bearing: 0})"


def over_the_cube(shown: Visit, store: Store) -> Page:
    (x0, y0), cube = store.city.frame.origin, store.city.buildings.geometry["way/1"].bounds
    shown.page.evaluate(f"window.corner = {[cube[0] - x0, cube[1] - y0]}")
    shown.page.evaluate(MIDDLES)
    shown.page.evaluate(f"trame.trigger('choose_moment', ['{NOON}'])")
    shown.page.locator('[data-tool="moment"]').click()
    return shown.page


def settles(page: Page, mode: str) -> None:
    page.wait_for_function(
        "(mode) => { const sun = trame.state.get('sun');"
        " return sun && sun.mode === mode && !sun.is_working && twin.shade.url === sun.url; }",
        arg=mode,
    )
    page.wait_for_timeout(600)


def painted(page: Page, place: tuple[float, float], z: float = 0.0) -> int:
    """Return the class whose colour is nearest to what is seen at a place."""
    at = page.evaluate("([x, y, z]) => twin.project(corner[0] + x, corner[1] + y, z)", [*place, z])
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen = np.array(picture.getpixel((round(at["x"]), round(at["y"]))), float)
    colours = [[int(each.light[k : k + 2], 16) for k in (1, 3, 5)] for each in HOUR_CLASSES]
    return int(np.linalg.norm(np.array(colours) - seen, axis=1).argmin())


def known_around(store: Store, place: tuple[float, float]) -> set[int]:
    """Return the classes of the hours at a place and a cell beside it: between cells one runs into the other."""
    cube = store.city.buildings.geometry["way/1"].bounds
    places = [(cube[0] + place[0] + x, cube[1] + place[1] + y) for x in (-2, 0, 2) for y in (-2, 0, 2)]
    hours = [each.hours for at in places for each in sun_at(store.city, DAY, at)]
    return set(hour_class(np.array(hours)).tolist())


def test_ground_and_roofs_are_painted_by_their_hours_of_sun(visit: OpenPage, tiny_url: str, tiny_store: Store) -> None:
    page = over_the_cube(visit(tiny_url).when_ready(), tiny_store)
    switch, choice = page.locator('[data-tool="sun"] input'), page.locator('[data-tool="sun-mode"]')
    switch.focus()
    page.keyboard.press("Space")
    settles(page, "moment")
    choice.select_option("hours")
    settles(page, "hours")
    expect(page.locator(".sun-hours h3")).to_have_text("Hours of sun, 21 December 2026")

    # Once the panel is closed the legend stands on the map.
    page.locator('[data-tool="moment"]').click()
    expect(page.locator(".sun-key li")).to_have_count(7)
    for place, z in ((NORTH, 0.0), (SOUTH, 0.0), (ROOF, 10.0)):
        assert painted(page, place, z) in known_around(tiny_store, place), place
    assert painted(page, NORTH) < painted(page, SOUTH)

    # A click says the value; a link keeps all of it.
    page.evaluate("twin.selecting.inspect(...(({x, y}) => [x, y])(twin.project(corner[0] + 5, corner[1] + 5, 10)), 5)")
    expect(page.locator(".sun-value")).to_contain_text("Hours of sun on its roof, 21 Dec")
    page.locator('[data-tool="close-card"]').click()
    page.reload()
    page.wait_for_function("window.twin?.isReady")
    settles(page, "hours")


def test_a_day_is_played_until_escape_and_one_picture_is_asked_at_a_time(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    page = over_the_cube(visit(tiny_url).when_ready(), tiny_store)
    page.evaluate("""() => {
      window.moments = [];
      window.waiting = window.mostWaiting = 0;
      const trigger = window.trame.trigger.bind(window.trame);
      window.trame.trigger = async (name, args) => {
        if (name !== 'choose_moment') return trigger(name, args);
        const isBusy = trame.state.get('sun')?.is_working;
        window.moments.push(args[0]);
        window.waiting += 1;
        window.mostWaiting = Math.max(window.mostWaiting, window.waiting + (isBusy ? 1 : 0));
        try { return await trigger(name, args); } finally { window.waiting -= 1; }
      };
    }""")
    page.locator('[data-day="2026-06-21"]').click()
    expect(page.locator('[data-tool="moment-date"]')).to_have_value("2026-06-21")
    page.locator('[data-day="2026-12-21"]').click()
    expect(page.locator('[data-day="2026-12-21"]')).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("trame.state.get('moment').date === '2026-12-21'")
    page.evaluate("window.moments = []")
    play = page.locator('[data-tool="moment-play"]')
    play.focus()
    page.keyboard.press("Enter")
    expect(play).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("window.moments.length > 2")
    page.keyboard.press("Escape")
    expect(play).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#moment")).to_be_visible()  # Escape stopped it, and nothing else
    count = page.evaluate("moments.length")
    assert page.evaluate("moments.slice(0, 3)") == [f"2026-12-21T{hour}+00:00" for hour in ("06:15", "06:45", "07:15")]
    assert page.evaluate("mostWaiting") == 1
    page.wait_for_timeout(2500)
    assert page.evaluate("moments.length") == count

    # A hand on the slider, and the panel that closes, stop it too; at the end it stops by itself.
    page.keyboard.press("Enter")
    expect(play).to_have_attribute("aria-pressed", "true")
    page.locator("#moment-hour").press("ArrowRight")
    expect(play).to_have_attribute("aria-pressed", "false")
    page.wait_for_function("Date.parse(trame.state.get('moment').time) !== twin.play.stoppedAt")  # the hand's is here
    page.evaluate("trame.trigger('choose_moment', ['2026-12-21T14:15'])")
    page.wait_for_function("trame.state.get('moment').time.startsWith('2026-12-21T14:15')")
    page.evaluate("twin.play.stoppedAt = Date.parse('2026-12-21T14:15Z')")
    play.click()
    page.wait_for_function("moments.at(-1) === '2026-12-21T14:45+00:00'")
    expect(play).to_have_attribute("aria-pressed", "false")
    play.click()
    page.locator('[data-tool="moment"]').click()
    page.wait_for_function("!trame.state.get('moment_plays')")
