"""A memo made with one click in a real Chromium: two pictures from one place, the numbers, nothing that is fetched."""

import base64
import hashlib
import re

import pytest
from playwright.sync_api import expect

from twin.city import City

from .conftest import OpenPage
from .test_desk import closing, razing
from .test_scenario_in_browser import applied, local, look_at

pytestmark = pytest.mark.browser


def test_a_closed_street_and_a_house_that_goes_become_a_memo(visit: OpenPage, tiny_url: str, tiny_city: City) -> None:
    shown = visit(tiny_url, locale="ro-RO").when_ready()
    page = shown.page
    house = tiny_city.layers["buildings"].table.geometry["way/1"]
    look_at(shown, local(tiny_city, house.representative_point()), distance=150)
    page.locator("#tab-scenario").click()
    page.locator("#scenario-name").fill("Fără <1>")
    page.keyboard.press("Enter")
    for number, edit in enumerate((razing("way/1"), closing(str(tiny_city.streets.index[0]))), start=1):
        page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')", timeout=60_000)
        page.evaluate("edit => trame.trigger('add_edit', [edit])", edit)
        applied(page, number)
    shown.when_ready()
    camera, tiles = shown.camera(), page.evaluate("trame.state.get('tiles')")

    page.locator('.scenario-tools [data-tool="memo"]').click()
    expect(page.locator(".memo [role=status]")).to_contain_text("Se face memoriul")
    expect(page.locator('[data-tool="open-memo"]')).to_be_visible(timeout=180_000)
    assert shown.camera() == camera
    assert page.evaluate("trame.state.get('tiles')") == tiles  # after, as before the click
    assert page.evaluate("trame.state.get('memo').note") == ""
    with page.context.expect_page() as opened:
        page.locator('[data-tool="open-memo"]').click()
    memo = opened.value
    memo.wait_for_load_state()
    expect(memo.locator("h1")).to_have_text("Fără <1>")
    expect(memo.locator("#indicators tbody tr").first).to_be_visible()
    pictures = memo.locator(".pair img").evaluate_all("all => all.map((each) => each.src)")
    contents = [base64.b64decode(re.sub("^data:image/jpeg;base64,", "", each)) for each in pictures]
    assert len({hashlib.sha256(content).hexdigest() for content in contents}) == 2
    assert memo.evaluate("[...document.images].every((each) => each.naturalWidth > 300)")
    assert (
        memo.evaluate("performance.getEntriesByType('resource').filter((each) => !each.name.startsWith('data:'))") == []
    )
    page.locator('[data-tool="close-memo"]').click()
    expect(page.locator(".memo")).to_have_count(0)
    page.locator('.scenario-tools [data-tool="memo"]').click()
    expect(page.locator(".memo")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".memo")).to_have_count(0)
