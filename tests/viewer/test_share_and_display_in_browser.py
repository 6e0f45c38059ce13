"""Links, stories and the big screen in Chromium."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import FloatRect, expect

from twin.store import Store

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


def test_a_saved_picture_is_twice_as_fine_and_has_the_legend_of_what_it_shows(visit: OpenPage, tiny_url: str) -> None:
    page = visit(tiny_url).when_ready().page
    page.locator('[data-tool="share"]').click()

    def size() -> tuple[int, int]:
        with page.expect_download() as download:
            page.locator('[data-tool="picture"]').click()
        head = download.value.path().read_bytes()[16:24]  # of a PNG: width and height
        return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")

    width, height = size()
    for layer in page.evaluate("trame.state.get('visible')"):
        page.evaluate("layer => trame.trigger('show_layer', [layer, false])", layer)
    page.wait_for_function("!trame.state.get('visible').length")
    bare_width, bare_height = size()
    assert width == bare_width == 2 * page.evaluate("document.querySelector('#map').getBoundingClientRect().width")
    assert height > bare_height + 40


def test_a_phone_sees_the_middle_of_what_a_wide_screen_sees_and_keeps_its_view(visit: OpenPage, tiny_url: str) -> None:
    wide = visit(tiny_url).when_ready()
    wide.page.evaluate("twin.setCamera({ x: 20, y: 10, distance: 300, bearing: 33, tilt: 0 })")
    expect(wide.page).to_have_url(re.compile(r"\?view=[\w-]+$"))
    ends = wide.page.evaluate(
        "(() => { const { camera } = twin, [x, y] = camera.middle, r = camera.size[1] / 2;"
        " return [[x - r, y], [x + r, y], [x, y - r], [x, y + r]].map((at) => [...camera.ground(...at), 0]); })()"
    )
    phone = visit(wide.page.url, size=(390, 844), has_touch=True, is_mobile=True).when_ready()
    seen = phone.page.evaluate("ends => ends.map((at) => twin.camera.project(...at))", ends)
    assert min(at["x"] for at in seen) == pytest.approx(0, abs=2)
    assert max(at["x"] for at in seen) == pytest.approx(390, abs=2)
    before = phone.camera()
    phone.page.reload()
    assert phone.when_ready().camera() == pytest.approx(before, abs=0.1)


def test_the_touch_that_stops_the_stories_asks_for_nothing(visit: OpenPage, demo_url: str) -> None:
    page = visit(f"{demo_url}/display?idle_s=60&step_s=60").when_ready().page
    expect(page.locator("#display-story h1")).to_have_text("În Orașul Vechi", timeout=60_000)
    page.evaluate("void (twin.selecting.inspect = () => { window.asked = (window.asked ?? 0) + 1; })")
    page.mouse.click(700, 400)
    expect(page.locator("#display-story")).to_have_count(0)
    assert page.evaluate("window.asked") is None
    page.mouse.click(700, 400)
    assert page.evaluate("window.asked") == 1


def test_a_broken_link_shows_the_city_and_says_what_is_wrong(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(f"{tiny_url}/?view=nonsense").when_ready()
    expect(shown.page.get_by_text("This view cannot be read")).to_be_visible()
    assert shown.camera() == pytest.approx(shown.page.evaluate("twin.camera.space.home"))


def test_the_legend_of_the_display_is_in_both_languages_and_clear_of_card_and_countdown(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    page = visit(f"{tiny_url}/display?idle_s=2&step_s=60", locale="ro-RO").when_ready().page
    legend = page.locator(".display-legend")
    (tile,) = [each for each in tiny_store.tiles.tiles if each.layer == "buildings"]
    page.evaluate("tile => trame.trigger('inspect', [tile, 0])", f"buildings/{tile.cell}")
    page.evaluate("trame.trigger('paint', ['height_m'])")
    expect(legend.locator("[lang=ro]").first).to_have_text("Înălțime, m")
    expect(legend.locator("[lang=en]").first).to_have_text("Height, m")
    expect(page.locator("#card")).to_be_visible()
    page.evaluate("trame.state.set('display_mode', 'counts')")
    expect(page.locator("#display-count")).to_be_visible()
    seen = (page.locator(each).bounding_box() for each in (".display-legend", "#display-count", "#card"))
    for one, other in combinations((box for box in seen if box is not None), 2):
        assert not overlap(one, other), (one, other)


def overlap(one: FloatRect, other: FloatRect) -> bool:
    return all(
        one[side] < other[side] + other[size] and other[side] < one[side] + one[size]
        for side, size in (("x", "width"), ("y", "height"))
    )


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
