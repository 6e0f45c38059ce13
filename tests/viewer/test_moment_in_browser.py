"""A planner chooses a moment in a real Chromium: slider, keys, day; closures by hours, sensors and ways follow it."""

from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page, expect

from twin.city import City

from .conftest import OpenPage, Visit
from .test_scenario_in_browser import look_at, open_street

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

COUNT_ACTIONS = """() => {
  window.asked = [];
  const own = trame.trigger.bind(trame);
  trame.trigger = (name, ...rest) => { window.asked.push(name); return own(name, ...rest); };
}"""
SLIDE = """steps => {
  const slider = document.querySelector('#moment-hour');
  for (const step of steps) { slider.value = step; slider.dispatchEvent(new Event('input', { bubbles: true })); }
}"""
PAINTED = """() => {
  const canvas = document.querySelector('.changes-over');
  if (canvas.hidden) return 0;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


@pytest.fixture(scope="module")
def city(demo_store_folder: Path) -> City:
    return City.open(demo_store_folder)


def moment(page: Page) -> str:
    return str(page.evaluate("trame.state.get('moment').time"))


def becomes(page: Page, time: str) -> None:
    page.wait_for_function("time => trame.state.get('moment').time === time", arg=time, timeout=20_000)


def live_sensors(page: Page) -> str:
    return str(
        page.evaluate(
            "trame.state.get('groups').flatMap((group) => group.layers)"
            ".find(({ name }) => name === 'sensor_points').legend[0].count"
        )
    )


def test_a_moment_is_chosen_and_what_depends_on_time_follows_it(visit: OpenPage, demo_url: str, city: City) -> None:
    shown = visit(demo_url, timezone_id="Asia/Tokyo").when_ready()
    page = shown.page
    assert "15:00" in page.evaluate("twin.timeText('2026-06-01T12:00:00Z')")  # by the city's clock, not the browser's
    expect(page.locator('[data-tool="moment"]')).to_have_text("Now")
    page.locator('[data-tool="moment"]').click()
    slider = page.locator("#moment-hour")
    expect(slider).to_be_focused()

    # The day, then the slider: many movements, one question to the server.
    page.locator('[data-tool="moment-date"]').fill("2025-05-24")
    page.wait_for_function("trame.state.get('moment').date === '2025-05-24'")
    page.evaluate(COUNT_ACTIONS)
    page.evaluate(SLIDE, list(range(60, 32, -1)))
    becomes(page, "2025-05-24T08:15+03:00")
    assert page.evaluate("window.asked.filter((name) => name === 'choose_moment').length") == 1
    expect(page.locator(".moment-text")).to_contain_text("Saturday, 24 May 2025, 08:15")
    expect(slider).to_have_attribute("aria-valuetext", "Saturday, 24 May 2025, 08:15")
    assert live_sensors(page) == "0"

    # Keys: a quarter of an hour, an hour on the slider, an hour on the map.
    slider.focus()
    page.keyboard.press("ArrowRight")
    becomes(page, "2025-05-24T08:30+03:00")
    page.keyboard.press("PageUp")
    becomes(page, "2025-05-24T09:30+03:00")
    page.locator("#map").focus()
    for _ in range(3):
        page.keyboard.press(".")
    becomes(page, "2025-05-24T12:30+03:00")
    page.keyboard.press(",")
    becomes(page, "2025-05-24T11:30+03:00")
    assert live_sensors(page) == "0"  # the readings are of 12:00
    page.keyboard.press(".")
    becomes(page, "2025-05-24T12:30+03:00")
    page.wait_for_function("trame.state.get('groups').length")
    assert live_sensors(page) != "0"

    _closures_follow(shown, city)
    _ways_follow(page, city)
    _the_address_keeps_it(shown)


def _closures_follow(shown: Visit, city: City) -> None:
    page, middle = shown.page, open_street(city)
    page.locator(".followers summary").click()
    expect(page.locator("#moment")).to_contain_text("leave at this moment, by the timetable")
    page.keyboard.press("Escape")
    expect(page.locator("#moment")).to_have_count(0)
    look_at(shown, middle, distance=400, tilt=5)
    shown.click_at(*middle)
    page.locator('[data-offer="close_street"]').click()
    expect(page.locator(".targets li")).to_have_count(1)
    page.locator('[data-field="hours"] input').fill("07:00-09:00")
    page.locator('[data-tool="apply"]').click()
    expect(page.locator(".edits > li")).to_have_count(1)
    expect(page.locator('[data-look="closed_at_other_hours"]')).to_contain_text("1")
    assert page.evaluate("trame.state.get('moment').followers[0].text").startswith(
        "1 closure by hours, in force then: 0."
    )
    page.evaluate("trame.trigger('choose_moment', ['2025-05-24T08:15'])")
    expect(page.locator('[data-look="closed"]')).to_contain_text("Nobody may use the street.")
    assert page.evaluate(PAINTED) > 500

    # A picture of before shows no marks, one of after does; the switch hides them on the map.
    after = page.evaluate("twin.memo.shot()")
    page.locator('[data-side="before"]').click()
    expect(page.locator("#changes")).to_have_count(0)
    page.wait_for_function("document.querySelector('.changes-over').hidden")
    shown.when_ready()
    assert page.evaluate("twin.memo.shot()") != after
    page.locator('[data-side="after"]').click()
    page.locator("#changes input").click(force=True)
    page.wait_for_function("document.querySelector('.changes-over').hidden")


def _ways_follow(page: Page, city: City) -> None:
    (x, y, _), (x0, y0) = city.centre, city.frame.origin
    stops = city.layers["transit"].table.geometry
    away = stops.distance(shapely.Point(x + x0, y + y0))
    ends = [[stop.x - x0, stop.y - y0] for stop in (stops[away.idxmin()], stops[(away - 1800).abs().idxmin()])]
    page.evaluate("ends => trame.trigger('ask_route', [...ends, 'transit'])", ends)
    page.wait_for_function("trame.state.get('answer')", timeout=60_000)
    assert any("08:15" in line for line in page.evaluate("trame.state.get('answer').lines"))
    assert "08:15" in page.evaluate("trame.state.get('answer').as_of")
    page.locator("#map").focus()
    page.keyboard.press(".")
    page.wait_for_function("trame.state.get('answer')?.lines.some((line) => line.includes('09:15'))", timeout=60_000)


def _the_address_keeps_it(shown: Visit) -> None:
    page = shown.page
    before = moment(page)
    page.wait_for_timeout(400)
    page.reload()
    shown.when_ready()
    becomes(page, before)
    expect(page.locator('[data-tool="moment"]')).to_contain_text("09:15")
    page.locator('[data-tool="moment"]').click()
    page.locator('[data-tool="moment-now"]').click()
    page.wait_for_function("trame.state.get('moment').is_live")
    page.locator("#moment-hour").press("Escape")
    expect(page.locator('[data-tool="moment"]')).to_be_focused()
    expect(page.locator('[data-tool="moment"]')).to_have_text("Now")
    page.locator('[data-tool="moment"]').click()
    while page.locator("#card").count():
        page.locator("#map").press("Escape")
        page.wait_for_timeout(300)
    expect(page.locator("#moment")).to_be_visible()
    page.locator("#map").press("Escape")
    expect(page.locator("#moment")).to_have_count(0)
