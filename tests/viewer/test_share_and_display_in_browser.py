"""Links, stories and the big screen in Chromium."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import OpenPage

pytestmark = pytest.mark.browser


def test_a_link_shows_in_another_browser_what_was_seen(visit: OpenPage, tiny_url: str) -> None:
    """Camera, layers, colours and selection; and a scenario, when it is saved, which anybody's is not."""
    mine = visit(tiny_url).when_ready()
    page = mine.page
    expect(page).to_have_url(f"{tiny_url}/")
    page.evaluate("trame.trigger('show_layer', ['green_space', false])")
    page.evaluate("trame.trigger('paint', ['height_m'])")
    page.wait_for_function("trame.state.get('paint')?.url")
    page.evaluate("twin.setCamera({ x: 20, y: 10, distance: 300, bearing: 33, tilt: 40 })")
    expect(page).to_have_url(re.compile(r"\?view=[\w-]+$"))
    page.locator('[data-tool="share"]').click()
    expect(page.locator(".share .qr")).to_be_visible()
    link = page.locator("#share-address").input_value()
    with page.expect_download() as download:
        page.locator('[data-tool="picture"]').click()
    assert download.value.suggested_filename.endswith(".png")
    theirs = visit(link, locale="ro-RO").when_ready()
    theirs.page.wait_for_function("trame.state.get('paint')?.subject === 'height_m'")
    assert theirs.camera() == pytest.approx(mine.camera(), abs=0.1)
    for name in ("visible", "language", "theme"):
        state = f"trame.state.get('{name}')"
        assert theirs.page.evaluate(state) == page.evaluate(state)


def test_a_broken_link_shows_the_city_and_says_what_is_wrong(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(f"{tiny_url}/?view=nonsense").when_ready()
    expect(shown.page.get_by_text("This view cannot be read")).to_be_visible()
    assert shown.camera() == pytest.approx(shown.page.evaluate("twin.camera.space.home"))


def test_the_display_plays_is_touched_is_left_alone_and_plays_again(visit: OpenPage, demo_url: str) -> None:
    shown = visit(f"{demo_url}/display?idle_s=1&step_s=60").when_ready()
    page = shown.page
    story = page.locator("#display-story")
    expect(story.locator("h1")).to_have_text("În Orașul Vechi", timeout=60_000)
    expect(story.locator("h2")).to_have_text("In the Old Town")
    expect(page.locator(".display-qr img")).to_be_visible(timeout=60_000)
    assert page.locator(".settings, .panel.layers, [data-tool='sign-in']").count() == 0
    before = shown.camera()
    page.mouse.move(700, 400)
    page.mouse.down()
    page.mouse.move(800, 460, steps=3)
    page.mouse.up()
    expect(story).to_have_count(0)
    assert shown.camera() != before
    expect(page.locator("#display-count")).to_contain_text("ating", timeout=30_000)
    expect(story).to_be_visible(timeout=60_000)
    page.wait_for_function("trame.state.get('story')?.number === 1", timeout=30_000)
    expect(story.locator("h2")).to_have_text("The city's cathedral")
