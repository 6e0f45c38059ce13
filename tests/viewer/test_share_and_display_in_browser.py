"""Links, stories and the big screen in Chromium."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
import segno
from playwright.sync_api import FloatRect, expect

from twin.edits import edit_from_json
from twin.saved_views import SavedViews
from twin.scenario_store import ScenarioStore
from twin.store import Store
from viewer.story import Step, Story
from viewer.view_state import CameraView, ScenarioView, ViewState

from .conftest import OpenPage, served, top_of
from .signing_in import cookie_of

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


@pytest.fixture
def told(own_store: Store) -> Iterator[str]:
    """Serve a city with a scenario that closes a street and a story that shows it, in Romanian alone."""
    scenario = ScenarioStore.of_store(own_store).new("Piața", author="Ana")
    street = str(own_store.city.streets.index[0])
    edit = {"id": "", "kind": "close_street", "target": {"layer": "streets", "ids": [street]}, "after": {}}
    scenario.add(edit_from_json({**edit, "made_at": "", "author": "Ana"}))
    lon, lat = own_store.city.frame.to_lonlat_points(*([each] for each in own_store.city.frame.origin))
    view = ViewState(CameraView(float(lon[0]), float(lat[0]), 300.0, 0.0, 40.0), scenario=ScenarioView("Piața"))
    step = Step(view, {"ro": "Fără mașini", "en": ""}, {"ro": "Piața e a pietonilor.", "en": ""}, "trees")
    story = Story({"ro": "Piața", "en": ""}, (step,))
    scenarios = ScenarioStore.of_store(own_store)
    SavedViews(scenarios.engine, own_store.city.recipe.id, "story").add("Piața", story.to_json(), author="Ana")
    with served(own_store) as url:
        yield url


@pytest.mark.usefixtures("patient")
def test_a_link_plays_its_story_and_says_that_what_is_seen_is_a_proposal(visit: OpenPage, told: str) -> None:
    page = visit(f"{told}/?story=own/Pia%C8%9Ba").when_ready().page
    player = page.locator("#player")
    expect(player.locator(".proposal")).to_have_text("Proposal: Piața")
    expect(player.locator(".looks .closed")).to_be_visible()
    expect(player.locator(".player-figure")).to_contain_text("in the whole city, with the proposal")
    page.keyboard.press("Escape")
    expect(player).to_have_count(0)
    page.locator('[data-tool="stories"]').click()
    page.locator('[data-link="own/Piața"]').click()
    expect(page.locator(".row-more .qr")).to_be_visible()
    expect(page.locator("#story-address")).to_have_value(f"{told}/?story=own/Pia%C8%9Ba")


@pytest.mark.usefixtures("patient")
def test_a_link_to_no_story_says_so(visit: OpenPage, tiny_url: str) -> None:
    page = visit(f"{tiny_url}/?story=own/Nimic").when_ready().page
    expect(page.get_by_text("There is no story “Nimic” here.")).to_be_visible()


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_the_display_names_a_proposal_once_and_keeps_its_card_off_what_it_shows(
    visit: OpenPage, told: str, size: tuple[int, int]
) -> None:
    page = visit(f"{told}/display?step_s=600&idle_s=600", size=size).when_ready().page
    page.evaluate("void trame.trigger('play_story', ['own/Piața', 0])")
    card = page.locator("#display-story")
    expect(card.locator('[data-note="proposal"]')).to_have_text("Propunere: PiațaProposal: Piața")
    expect(page.locator("#display-looks [lang=en]")).not_to_have_count(0)
    expect(card.locator("h1")).to_have_text("Fără mașini")
    expect(card.locator("h2")).to_have_count(0)  # there is no other text in English
    expect(card.locator(".display-figure [lang=ro]")).to_contain_text("cu propunerea")
    page.wait_for_timeout(2000)  # the flight there
    seen = page.evaluate("twin.camera.project(...twin.camera.pose().target)")
    middle: FloatRect = {"x": seen["x"] - 90, "y": seen["y"] - 90, "width": 180, "height": 180}
    parts = (".display-hints", ".display-keys", ".display-qr")
    boxes = [page.locator(each).bounding_box() for each in ("#display-story", *parts)]
    for one, other in combinations([middle, *(box for box in boxes if box is not None)], 2):
        assert not overlap(one, other), (one, other)
    page.evaluate("trame.state.set('display_mode', 'touched')")
    expect(page.locator(".display-hints .proposal")).to_be_visible()
    boxes = [page.locator(each).bounding_box() for each in parts]
    for one, other in combinations([middle, *(box for box in boxes if box is not None)], 2):
        assert not overlap(one, other), (one, other)
    page.evaluate("trame.state.set('display_mode', 'plays')")
    assert page.evaluate("twin.view.renderer.getActiveCamera().getWindowCenter()[1]") < 0
    sizes = page.locator("#display-story :is(p, h1)").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).fontSize)"
    )
    assert min(float(each.removesuffix("px")) for each in sizes) >= 24
    code = segno.make(page.evaluate("trame.state.get('qr').short"), error="l", boost_error=False, micro=False)
    assert page.locator(".display-qr img").evaluate("(image) => image.clientWidth") / code.symbol_size()[0] >= 4


def test_what_the_display_draws_lies_where_it_is_touched(visit: OpenPage, tiny_url: str, tiny_store: Store) -> None:
    """Its lens is shifted, for the card at the foot: the house is found where it is drawn, and nowhere else."""
    page = visit(f"{tiny_url}/display?step_s=600&idle_s=600").when_ready().page
    x, y, z = top_of(tiny_store.city, "way/1")
    page.evaluate("([x, y]) => twin.setCamera({ x, y, distance: 150, tilt: 0, bearing: 0 })", [x, y])
    page.wait_for_timeout(1000)
    drawn = page.evaluate(
        "(at) => { const { view } = twin, [w, h] = view.openglRenderWindow.getSize();"
        " const matrix = view.renderer.getActiveCamera().getCompositeProjectionMatrix(w / h, -1, 1);"
        " const [x, y, , k] = [0, 1, 2, 3].map((i) => at.reduce((sum, a, j) => sum + a * matrix[4 * i + j], 0));"
        " return [(1 + x / k) / 2 * innerWidth, (1 - y / k) / 2 * innerHeight]; }",
        [x, y, z, 1],
    )
    said = page.evaluate("([x, y, z]) => twin.project(x, y, z)", [x, y, z])
    assert drawn == pytest.approx([said["x"], said["y"]], abs=1.5)


@pytest.mark.usefixtures("patient")
def test_what_was_typed_and_chosen_stays_where_it_is_refused(
    visit: OpenPage, own_tiny_folder: Path, own_store: Store
) -> None:
    with served(own_store) as url:
        page = visit(url, locale="ro-RO").when_ready().page
        name, value = cookie_of(own_tiny_folder)
        page.context.add_cookies([{"name": name, "value": value, "url": url}])
        page.goto(url)
        page.wait_for_function("window.twin?.isReady")
        page.locator('[data-tool="stories"]').click()
        page.locator('[data-field="story-name"]').fill("Plimbare")
        page.locator('[data-tool="new-story"]').click()
        step = page.locator(".story-step").last
        step.locator('[data-field="sentence-ro"]').fill("Aici.")
        step.locator("select").select_option("trees")
        page.locator('[data-tool="add-step"]').click()
        expect(step.get_by_role("alert")).to_have_text("Scrieți un titlu, în română sau în engleză.")
        expect(step.locator('[data-field="sentence-ro"]')).to_have_value("Aici.")
        expect(step.locator("select")).to_have_value("trees")
        step.locator('[data-field="title-ro"]').fill("Cubul")
        page.locator('[data-tool="add-step"]').click()
        expect(page.locator(".story-steps > li")).to_have_count(1)
        expect(page.locator(".story-step").last.locator("select")).to_have_value("")
        page.keyboard.press("Escape")
        page.locator('[data-tool="share"]').click()
        for typed in ("Centrul", "centrul"):
            page.locator('[data-field="view-name"]').fill(typed)
            page.locator('[data-tool="save-view"]').click()
            expect(page.locator('[data-view="Centrul"]')).to_be_visible()
        expect(page.locator(".share-form .wrong")).to_contain_text("centrul")
        expect(page.locator('[data-field="view-name"]')).to_have_value("centrul")
        page.locator('[data-tool="delete-view"]').click()
        expect(page.locator('[data-view="Centrul"]')).to_be_visible()  # until it is said again
        page.locator('[data-tool="delete-sure"]').click()
        expect(page.locator('[data-view="Centrul"]')).to_have_count(0)


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
