"""The first picture: drawn before the page's own scripts are there, and just as they will draw it."""

import io
import json
import re
from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from starlette.testclient import TestClient

from viewer.sheet import FIRST_LAYERS

from .conftest import OpenPage, Visit, visited
from .planner import planner
from .test_page_in_browser import switch

# An eye 100 m above the ground that looks straight down on a picture of 100 × 100; numbers are as VTK has them.
DRAW = """async ({ points, faces, colours, state }) => {
  const { Camera } = await import('/assets/camera.js');
  const { Raster } = await import('/assets/raster.js');
  const home = { x: 0, y: 0, distance: 100, bearing: 0, tilt: 0, ...state };
  const space = { bounds: [-500, -500, 500, 500], home, heights: { size: 1, values: [0] } };
  const camera = new Camera(space);
  camera.size = [100, 100];
  const raster = new Raster(camera, { ambient: 0.5, diffuse: 0.5 });
  let end = 0;
  raster.draw({
    points: new Float32Array(points.flat()), corners: new Int32Array(faces.flat()),
    ends: new Int32Array(faces.map((face) => (end += face.length))), colours: new Uint8Array(colours.flat()),
  });
  return [...new Uint8Array(raster.pixels.buffer)];
}"""
RED, BLUE = [200, 0, 0], [0, 0, 200]


def square(half_m: float, z: float = 0.0) -> list[list[float]]:
    return [[x * half_m, y * half_m, z] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]


def drawn(page: Page, points: list[list[float]], colours: list[list[int]], **state: float) -> np.ndarray:
    faces = [list(range(4 * i, 4 * i + 4)) for i in range(len(colours))]
    given = {"points": points, "faces": faces, "colours": colours, "state": state}
    return np.array(page.evaluate(DRAW, given)).reshape(100, 100, 4)


@pytest.fixture(scope="module")
def page(chromium: Browser, tiny_url: str) -> Iterator[Page]:
    """Return a page in which the parts of a first picture can be tried; it stays as it is."""
    with visited(chromium, tiny_url) as one:
        yield one.when_ready().page
        assert not one.errors


def first_look(client: TestClient) -> Mapping[str, list[str]]:
    found = re.search(r'id="first-look">(.*?)</script>', client.get("/").text)
    assert found is not None
    return dict(json.loads(found[1]))


def test_a_roof_has_exactly_the_colour_of_its_legend(page: Page) -> None:
    assert drawn(page, square(10), [RED])[50, 50] == pytest.approx([200, 0, 0, 255], abs=1)


def test_a_square_covers_the_pixels_that_it_should(page: Page) -> None:
    # 100 m away with an angle of 32° the picture is 57.35 m wide, so 20 m are 34.9 pixels.
    covered = drawn(page, square(10), [RED])[:, :, 3] > 0
    assert covered.any(axis=0).sum() == covered.any(axis=1).sum() == pytest.approx(34.9, abs=1)
    assert covered.sum() == covered.any(axis=0).sum() ** 2


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_nearer_hides_what_is_behind(page: Page, order: int) -> None:
    squares = [(square(10), BLUE), (square(5, z=20), RED)][::order]
    picture = drawn(page, [p for points, _ in squares for p in points], [colour for _, colour in squares])
    assert picture[50, 50, 0] > 150
    assert picture[50, 37, 2] > 150


def test_ground_that_reaches_behind_the_eye_fills_the_foot_of_the_picture(page: Page) -> None:
    picture = drawn(page, square(400), [RED], tilt=80.0)
    assert (picture[99, :, 3] == 255).all()
    assert (picture[0, :, 3] == 0).all()


def test_the_page_names_the_tiles_that_a_first_picture_needs(client: TestClient) -> None:
    look = first_look(client)
    with planner(client) as someone:
        first = someone.state["tiles"][: someone.state["tiles_first"]]
    assert look["tiles"] == [tile["url"] for tile in first] != []
    assert {tile["id"].split("/")[0] for tile in first} <= FIRST_LAYERS


def test_the_first_picture_says_whose_data_it_is(client: TestClient) -> None:
    assert "<span>© OpenStreetMap contributors</span>" in client.get("/").text


@pytest.mark.browser
def test_the_city_is_seen_before_the_scripts_of_the_page_are_there(visit: OpenPage, demo_url: str) -> None:
    whole = without_later_layers(visit(demo_url).when_ready())
    first = visit("about:blank")
    held: list[Route] = []
    first.page.route("**/trame-vtk.js", lambda route: held.append(route))  # not answered while the test looks
    first.page.goto(demo_url, wait_until="commit")
    first.page.wait_for_function("window.first?.ms")
    assert first.page.evaluate("window.twin === undefined")
    expect(first.page.locator(".demo-mark")).to_be_visible()
    ours, theirs = coarse(first), coarse(whole)
    assert ours.std() > 20
    assert (np.abs(ours - theirs).max(axis=2) > 12).mean() < 0.05
    first.page.goto("about:blank")
    for route in held:
        route.abort()


@pytest.mark.browser
def test_the_first_picture_goes_when_the_pages_own_is_there(visit: OpenPage, demo_url: str) -> None:
    shown = visit(demo_url).when_ready()
    assert shown.page.evaluate("twin.firstPictureMs < twin.ownPictureMs")
    assert shown.page.locator("#first").count() == 0


@pytest.mark.browser
def test_a_page_loaded_anew_does_not_show_the_centre_first(visit: OpenPage, tiny_url: str) -> None:
    shown = visit(tiny_url).when_ready()
    shown.page.keyboard.press("ArrowUp")
    shown.page.wait_for_function("location.search.includes('view=')")
    shown.page.reload()
    shown.when_ready()
    assert shown.page.evaluate("window.first.ms") is None
    assert shown.page.evaluate("twin.firstPictureMs") > 0


def coarse(shown: Visit) -> np.ndarray:
    """Return the part of the picture that no panel covers, so coarse that smooth edges do not count."""
    shown.page.wait_for_timeout(300)
    png = shown.page.screenshot(clip={"x": 380, "y": 120, "width": 800, "height": 440})
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB").reduce(8), int)


def without_later_layers(shown: Visit) -> Visit:
    for layer in shown.page.evaluate("trame.state.get('visible')"):
        if layer not in FIRST_LAYERS:
            switch(shown, layer)
            shown.page.wait_for_function("name => !trame.state.get('visible').includes(name)", arg=layer)
    return shown


@pytest.mark.parametrize("address", ["/", "/display"])
def test_what_a_page_is_made_of_comes_by_http_and_is_kept(client: TestClient, address: str) -> None:
    page = client.get(address).text
    [template] = re.findall(r'"template":"(.*?)"', page)
    answer = client.get(template)
    assert "immutable" in answer.headers["cache-control"]
    assert ('id="board"' in answer.text) == (address == "/")
    assert f'<link rel="preload" as="fetch" crossorigin href="{template}">' in page
