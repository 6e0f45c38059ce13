"""The page in a real Chromium: on the tiny town, on the embedded city and on real Timișoara."""

import io
import json
import re
import urllib.request
from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from PIL import Image
from playwright.sync_api import Browser, expect

from twin.city import City
from twin.store import Store

from .conftest import OpenPage, Visit, at_the_house, top_of, visited

pytestmark = pytest.mark.browser

PHONE = {"size": (390, 844), "is_mobile": True, "has_touch": True}


@pytest.fixture(params=["demo", "timisoara"])
def city_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


def differing_share(one: bytes, other: bytes) -> float:
    """Return the share of pixels that differ visibly between two pictures."""
    a, b = (np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), int) for png in (one, other))
    return float((np.abs(a - b).max(axis=2) > 12).mean())


NEAR_M = 800  # of the centre


def tallest_near_centre(city: City) -> str:
    """Return the building with the largest footprint among the tallest nearby, one block under a flat roof."""
    x, y, _ = city.centre
    middle = shapely.Point(x + city.frame.origin[0], y + city.frame.origin[1])
    whole = city.buildings[~city.buildings["has_parts"].fillna(value=False).astype(bool)]
    near = whole[(whole.geometry.distance(middle) < NEAR_M) & (whole["roof_shape"] == "flat")]
    return str(near.sort_values(["height_m", "footprint_m2"]).index[-1])


def switch(visit: Visit, layer: str) -> None:
    visit.page.locator(f'[data-layer="{layer}"] input').click(force=True)


def test_the_city_appears_from_this_server_alone(visit: OpenPage, city_url: str) -> None:
    shown = visit(city_url).when_ready()
    assert shown.page.evaluate("twin.loaded") == shown.page.evaluate("trame.state.get('tiles').length") > 10
    assert shown.hosts == {city_url.removeprefix("http://")}
    colours = np.unique(np.asarray(Image.open(io.BytesIO(shown.picture())).convert("P")))
    assert len(colours) > 20


def test_a_layer_goes_off_and_comes_back_as_it_was(visit: OpenPage, city_url: str) -> None:
    shown = visit(city_url).when_ready()
    before = shown.picture()
    switch(shown, "buildings")
    shown.page.wait_for_function("!trame.state.get('visible').includes('buildings')")
    without = shown.picture()
    switch(shown, "buildings")
    shown.page.wait_for_function("trame.state.get('visible').includes('buildings')")
    shown.page.mouse.move(5, 400)
    assert differing_share(before, without) > 0.05
    assert differing_share(before, shown.picture()) < 0.01


@pytest.mark.parametrize("name", ["demo", "timisoara"])
def test_a_click_on_a_known_building_shows_its_card(visit: OpenPage, name: str, request: pytest.FixtureRequest) -> None:
    city = City.open(request.getfixturevalue(f"{name}_store_folder"))
    shown = visit(request.getfixturevalue(f"{name}_url")).when_ready()
    id = tallest_near_centre(city)
    x, y, z = top_of(city, id)
    shown.page.evaluate("([x, y]) => twin.setCamera({x, y, distance: 900, tilt: 20})", [x, y])
    shown.click_at(x, y, z)
    card = shown.page.locator("#card")
    expect(card).to_contain_text(id)
    expect(card).to_contain_text("Height")
    shown.page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_two_browsers_do_not_see_each_others_choices(
    visit: OpenPage, tiny_url: str, tiny_house: tuple[float, float, float]
) -> None:
    one, other = at_the_house(visit, tiny_url, tiny_house), at_the_house(visit, tiny_url, tiny_house)
    one.page.locator('[data-tool="theme"]').click()
    one.click_at(*tiny_house)
    expect(one.page.locator("#card")).to_contain_text("Cubul")
    expect(one.page.locator("html")).to_have_attribute("data-theme", "dark")
    other.page.wait_for_timeout(300)
    expect(other.page.locator("#card")).to_have_count(0)
    expect(other.page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_language_is_the_browsers_and_can_be_switched(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(tiny_url, locale="en-GB").when_ready()
    expect(shown.page.locator("html")).to_have_attribute("lang", "en")
    shown.page.get_by_role("button", name="RO", exact=True).click()
    expect(shown.page.locator("html")).to_have_attribute("lang", "ro")
    shown.page.reload()
    expect(shown.page.locator("html")).to_have_attribute("lang", "ro")


def test_the_theme_changes_the_picture_without_fetching_a_tile_again(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(tiny_url, color_scheme="light").when_ready()
    asked: list[str] = []
    shown.page.on("request", lambda request: asked.append(request.url))
    light = shown.picture()
    shown.page.locator('[data-tool="theme"]').click()
    expect(shown.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert differing_share(light, shown.picture()) > 0.5
    assert not [url for url in asked if "/tiles/" in url]


def test_a_browser_that_prefers_dark_gets_dark(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(tiny_url, color_scheme="dark").when_ready()
    expect(shown.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert shown.page.evaluate("trame.state.get('look').colorByArrayName") == "dark"


@pytest.fixture(scope="module")
def one_visit(chromium: Browser, tiny_url: str) -> Iterator[Visit]:
    with visited(chromium, tiny_url, reduced_motion="reduce", timezone_id="Europe/Bucharest") as one:
        yield one.when_ready()


@pytest.fixture
def shown(one_visit: Visit) -> Iterator[Visit]:
    """Show the page as it was first seen to tests that leave it as it was: loading it takes longer than they do."""
    one_visit.page.evaluate("twin.setCamera(twin.camera.space.home)")
    yield one_visit
    assert not one_visit.errors


@pytest.mark.parametrize(
    ("key", "what", "sign"),
    [
        ("ArrowRight", "x", 1),
        ("ArrowUp", "y", 1),
        ("Shift+ArrowRight", "bearing", 1),
        ("Shift+ArrowDown", "tilt", -1),
        ("Minus", "distance", 1),
        ("Equal", "distance", -1),
    ],
)
def test_a_key_moves_the_camera(shown: Visit, key: str, what: str, sign: int) -> None:
    shown.page.evaluate("twin.setCamera({bearing: 0})")
    shown.page.locator("#map").focus()
    before = shown.camera()[what]
    shown.page.keyboard.press(key)
    assert (shown.camera()[what] - before) * sign > 0


def test_home_north_and_top_do_as_they_say(shown: Visit) -> None:
    home = shown.camera()
    shown.page.locator('[data-tool="north"]').click()
    assert shown.camera()["bearing"] == 0
    shown.page.locator('[data-tool="top"]').click()
    assert shown.camera()["tilt"] == 0
    shown.page.locator('[data-tool="home"]').click()
    assert shown.camera() == home


def test_dragging_keeps_the_ground_under_the_pointer(shown: Visit) -> None:
    grabbed = shown.page.evaluate("twin.camera.ground(700, 500)")
    shown.page.mouse.move(700, 500)
    shown.page.mouse.down()
    shown.page.mouse.move(760, 440, steps=4)
    held = shown.page.evaluate("twin.camera.ground(760, 440)")
    shown.page.mouse.up()
    assert held == pytest.approx(grabbed, abs=0.5)


def test_the_wheel_zooms_to_the_pointer(shown: Visit) -> None:
    before, distance = shown.page.evaluate("twin.camera.ground(900, 500)"), shown.camera()["distance"]
    shown.page.mouse.move(900, 500)
    shown.page.mouse.wheel(0, -300)
    shown.page.wait_for_function("d => twin.getCamera().distance < d", arg=distance)
    assert shown.page.evaluate("twin.camera.ground(900, 500)") == pytest.approx(before, abs=0.5)


def test_the_right_button_turns_and_tilts(shown: Visit) -> None:
    before = shown.camera()
    shown.page.mouse.move(700, 500)
    shown.page.mouse.down(button="right")
    shown.page.mouse.move(800, 540, steps=4)
    shown.page.mouse.up(button="right")
    after = shown.camera()
    assert after["bearing"] != before["bearing"]
    assert after["tilt"] < before["tilt"]
    assert (after["x"], after["y"]) == (before["x"], before["y"])


def test_the_camera_stays_over_the_ground_and_near_the_city(shown: Visit) -> None:
    shown.page.evaluate("twin.setCamera({x: 1e9, y: -1e9, distance: 0, tilt: 200})")
    camera = shown.camera()
    eye = shown.page.evaluate("twin.camera.pose().eye")
    bounds = shown.page.evaluate("twin.camera.space.bounds")
    assert abs(camera["x"]) < 2 * bounds[2]
    assert camera["tilt"] <= 80
    assert eye[2] >= 5


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_the_farthest_view_shows_the_whole_city_and_little_else(
    visit: OpenPage, demo_url: str, size: tuple[int, int]
) -> None:
    shown = visit(demo_url, size=size).when_ready()
    shown.page.evaluate("twin.setCamera({x: 0, y: 0, distance: 1e9, bearing: 0, tilt: 0})")
    xmin, ymin, xmax, ymax = shown.page.evaluate("twin.camera.space.bounds")
    low, high = (shown.page.evaluate("([x, y]) => twin.project(x, y, 90)", at) for at in ([xmin, ymin], [xmax, ymax]))
    wide, tall = (high["x"] - low["x"]) / size[0], (low["y"] - high["y"]) / size[1]
    assert 0.7 < max(wide, tall) <= 1


def test_the_scene_is_projected_as_it_is_drawn(shown: Visit, tiny_house: tuple[float, float, float]) -> None:
    x, y, z = tiny_house
    camera = {"x": x, "y": y, "distance": 150, "tilt": 30, "bearing": 0}
    shown.page.evaluate("camera => { twin.setCamera(camera); return new Promise(requestAnimationFrame); }", camera)
    own = shown.page.evaluate("([x, y, z]) => twin.project(x, y, z)", [x, y, z])
    drawn = shown.page.evaluate(
        """([x, y, z]) => {
            const [px, py] = twin.view.openglRenderWindow.worldToDisplay(x, y, z, twin.view.renderer);
            const [w, h] = twin.view.openglRenderWindow.getSize();
            return [px / w * innerWidth, (1 - py / h) * innerHeight];
        }""",
        [x, y, z],
    )
    assert [own["x"], own["y"]] == pytest.approx(drawn, abs=1)


def test_a_planner_with_a_keyboard_reads_the_card(
    visit: OpenPage, tiny_url: str, tiny_house: tuple[float, float, float]
) -> None:
    shown = at_the_house(visit, tiny_url, tiny_house)
    shown.page.locator("#map").focus()
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#card")).to_be_focused()
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator("#map")).to_be_focused()


def test_every_button_has_a_name(shown: Visit) -> None:
    names = shown.page.evaluate(
        "[...document.querySelectorAll('button')].map(b => b.ariaLabel || b.textContent.trim())"
    )
    assert len(names) > 10
    assert all(names)


def test_the_buttons_of_a_layer_name_it(shown: Visit) -> None:
    named = shown.page.get_by_role("button", name=re.compile(r"^Green space, 1 green area.*Legend and source$"))
    expect(named).to_be_visible()
    expect(shown.page.get_by_role("checkbox", name="Green space", exact=True)).to_be_checked()


def test_the_time_of_a_reading_says_its_zone(shown: Visit) -> None:
    said = shown.page.evaluate("twin.timeText('2026-06-01T12:00:00Z')")
    assert re.search(r"1 Jun 2026.*15:00 (EEST|GMT\+3)", said)


def test_the_legend_opens_with_classes_and_source(shown: Visit) -> None:
    shown.page.get_by_role("button", name=re.compile("Green space")).click()
    expect(shown.page.locator(".legend")).to_contain_text("Park")
    expect(shown.page.locator(".legend")).to_contain_text("ODbL 1.0")


def test_help_says_how_to_move(shown: Visit) -> None:
    shown.page.locator("#map").focus()
    shown.page.keyboard.press("?")
    expect(shown.page.get_by_role("heading", name="What you see")).to_be_visible()
    shown.page.keyboard.press("Escape")
    expect(shown.page.get_by_role("heading", name="What you see")).to_be_hidden()


def test_the_embedded_city_says_that_it_is_made_up(visit: OpenPage, demo_url: str) -> None:
    shown = visit(demo_url)
    expect(shown.page.locator(".demo-mark")).to_be_visible()


def test_flat_ground_is_said_and_openstreetmap_thanked(shown: Visit) -> None:
    expect(shown.page.locator(".foot")).to_contain_text("the ground is flat")
    expect(shown.page.locator(".attribution")).to_contain_text("© OpenStreetMap contributors")


def test_the_page_is_usable_on_a_phone(visit: OpenPage, tiny_url: str, tiny_house: tuple[float, float, float]) -> None:
    shown = at_the_house(visit, tiny_url, tiny_house, **PHONE)
    page = shown.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#layer-list")).to_be_hidden()
    at = page.evaluate("([x, y, z]) => twin.project(x, y, z)", list(tiny_house))
    page.touchscreen.tap(at["x"], at["y"])
    expect(page.locator("#card")).to_contain_text("Cubul")
    box = page.locator("#card").bounding_box()
    assert box is not None
    assert box["width"] == 390
    page.locator('[data-tool="close-card"]').tap()
    page.locator(".fold").first.tap()
    expect(page.locator("#layer-list")).to_be_visible()


@pytest.mark.parametrize("options", [PHONE, {}])
def test_a_card_does_not_cover_what_it_explains(
    visit: OpenPage, tiny_store: Store, tiny_url: str, options: dict[str, object]
) -> None:
    shown = visit(tiny_url, **options).when_ready()
    house = top_of(tiny_store.city, "way/1")
    width, height = shown.page.evaluate("twin.camera.size")
    place_at(shown, house, width - 200 if width > 700 else width / 2, height * 0.7)
    shown.click_at(*house)
    expect(shown.page.locator("#card")).to_be_visible()
    shown.page.wait_for_timeout(1500)
    at = shown.page.evaluate("([x, y, z]) => twin.project(x, y, z)", list(house))
    box = shown.page.locator("#card").bounding_box()
    assert box is not None
    assert at["x"] < box["x"] or at["y"] < box["y"]
    assert 0 < at["x"] < width
    assert 60 < at["y"] < height


def place_at(shown: Visit, house: tuple[float, float, float], x: float, y: float) -> None:
    """Move the view so that a house stands at a point of the screen."""
    shown.page.evaluate("twin.setCamera({distance: 400, tilt: 30, bearing: 0})")
    shown.page.evaluate(
        """([house, x, y]) => {
            twin.setCamera({ x: house[0], y: house[1] });
            const at = twin.project(...house);
            twin.camera.drag(twin.camera.ground(at.x, at.y), x, y);
            twin.draw();
        }""",
        [list(house), x, y],
    )


def test_a_lost_connection_is_said_and_mended(visit: OpenPage, tiny_store: Store) -> None:
    from .conftest import served

    with served(tiny_store) as url:
        shown = visit(url, locale="en-GB").when_ready()
        shown.page.get_by_role("button", name="RO", exact=True).click()
        expect(shown.page.locator("html")).to_have_attribute("lang", "ro")
    expect(shown.page.locator("#lost")).to_be_visible(timeout=10_000)
    expect(shown.page.locator("#lost")).to_contain_text("Legătura cu serverul")  # in the language it has now
    shown.errors.clear()  # the browser reports the requests that nobody answers


def test_fifty_planners_fit_and_leave_nothing(tiny_url: str, visit: OpenPage) -> None:
    def sessions() -> int:
        with urllib.request.urlopen(f"{tiny_url}/health") as answer:
            return int(json.load(answer)["sessions"])

    before = sessions()
    shown = visit(tiny_url).when_ready()
    assert sessions() == before + 1
    shown.page.goto("about:blank")
    shown.page.wait_for_timeout(500)
    assert sessions() == before


def test_the_map_is_never_blank_while_it_moves(visit: OpenPage, city_url: str) -> None:
    shown = visit(city_url).when_ready()
    shown.page.locator("#map").focus()
    for key in ("t", "-", "-", "t"):
        shown.page.keyboard.press(key)
        for _ in range(5):
            png = shown.page.screenshot(clip={"x": 400, "y": 100, "width": 800, "height": 550})
            assert np.asarray(Image.open(io.BytesIO(png)).convert("L"), float).std() > 5


def test_keys_move_the_map_from_the_start_and_after_a_click(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(tiny_url).when_ready()
    before = shown.camera()
    shown.page.keyboard.press("ArrowUp")
    moved = shown.camera()
    shown.page.mouse.click(700, 500)
    shown.page.keyboard.press("ArrowUp")
    assert moved != before
    assert shown.camera() != moved


def test_help_opens_by_key_after_it_was_closed_by_key(shown: Visit) -> None:
    for _ in range(2):
        shown.page.keyboard.press("?")
        expect(shown.page.locator(".help")).to_be_visible()
        shown.page.keyboard.press("Escape")
        expect(shown.page.locator(".help")).to_be_hidden()


def test_hiding_a_layer_closes_the_card_of_what_was_in_it(visit: OpenPage, tiny_store: Store, tiny_url: str) -> None:
    shown = visit(tiny_url).when_ready()
    shown.click_at(*top_of(tiny_store.city, "way/1"))
    expect(shown.page.locator("#card")).to_be_visible()
    switch(shown, "buildings")
    expect(shown.page.locator("#card")).to_have_count(0)
    assert shown.page.evaluate("trame.state.get('highlight')") == ""


def test_a_page_loaded_anew_shows_what_it_showed(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(tiny_url).when_ready()
    switch(shown, "green_space")
    shown.page.keyboard.press("ArrowUp")
    shown.page.wait_for_function("!trame.state.get('visible').includes('green_space')")
    shown.page.wait_for_timeout(600)  # at rest, it is in the address
    camera = shown.camera()
    shown.page.reload()
    shown.when_ready()
    shown.page.wait_for_function("!trame.state.get('visible').includes('green_space')")
    assert shown.camera() == pytest.approx(camera, abs=0.1)


@pytest.mark.parametrize("opened", ["layers", "card"])
def test_a_phone_always_shows_whose_data_it_is(visit: OpenPage, tiny_store: Store, tiny_url: str, opened: str) -> None:
    shown = visit(tiny_url, **PHONE).when_ready()
    if opened == "layers":
        shown.page.locator(".fold").click()
    else:
        shown.click_at(*top_of(tiny_store.city, "way/1"))
        expect(shown.page.locator("#card")).to_be_visible()
    box = shown.page.locator(".attribution").bounding_box()
    assert box is not None
    at_its_middle = "([x, y]) => document.elementFromPoint(x, y).closest('.attribution') !== null"
    assert shown.page.evaluate(at_its_middle, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


def test_the_map_is_framed_for_who_comes_by_keys_and_not_for_who_clicks(visit: OpenPage, tiny_url: str) -> None:
    page = visit(tiny_url).when_ready().page
    frame = "getComputedStyle(document.querySelector('#map'), '::after').borderTopWidth"
    page.locator("#find").click()  # an input has a frame always, and the browser hands that on
    page.keyboard.type("strada")
    page.mouse.click(800, 400)
    expect(page.locator("#map")).to_be_focused()
    assert page.evaluate(frame) == "0px"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#map")).to_be_focused()
    assert page.evaluate(frame) == "2px"
