"""Tiles near the eye are drawn in full, those farther away coarser; they are exchanged when the camera stands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from viewer.view_state import CameraView, ViewState

from .conftest import Visit, anew, visited

pytestmark = pytest.mark.browser

LEVELS = "[...twin.tiles.detail.levels.values()]"
BUILDINGS = "[...twin.tiles.meshes.values()].filter((mesh) => mesh.layer === 'buildings')"
FACES = f"{BUILDINGS}.reduce((sum, mesh) => sum + mesh.data.getNumberOfCells(), 0)"
# The most tiles that drew nothing in any frame from here until all files are exchanged.
HOLES = """async () => {
  const empty = () => trame.state.get('tiles').filter(({ id }) => {
    const mesh = twin.tiles.meshes.get(id);
    return !mesh?.actor.getMapper()?.getInputData()?.getNumberOfCells();
  }).length;
  twin.setCamera({ distance: 12000, tilt: 0 });
  let [most, frames, changed] = [0, 0, false];
  while (frames < 2000 && !(changed && twin.isReady)) {
    await new Promise(requestAnimationFrame);
    [most, frames, changed] = [Math.max(most, empty()), frames + 1, changed || twin.tiles.stale.size > 0];
  }
  return { most, changed };
}"""


@pytest.fixture(scope="module")
def one_visit(chromium: Browser, demo_url: str) -> Iterator[Visit]:
    with visited(chromium, demo_url) as one:
        yield one.when_ready()


@pytest.fixture
def page(one_visit: Visit) -> Iterator[Page]:
    yield anew(one_visit).page
    assert not one_visit.errors


def look_from(page: Page, distance_m: float, tilt_deg: float = 0.0) -> None:
    pose = {"distance": distance_m, "tilt": tilt_deg}
    page.evaluate("pose => { twin.setCamera(pose); return new Promise(requestAnimationFrame); }", pose)  # it is drawn
    page.wait_for_function("twin.isReady")


def test_from_afar_less_is_drawn_and_near_all_of_it_again(page: Page) -> None:
    look_from(page, 400)
    near = page.evaluate(FACES)
    look_from(page, 12_000)
    assert set(page.evaluate(LEVELS)) == {2}
    assert page.evaluate(FACES) < 0.5 * near
    look_from(page, 400)
    assert page.evaluate(FACES) > 0.95 * near  # the outskirts need not be the same


def test_while_tiles_are_exchanged_there_are_no_holes(page: Page) -> None:
    assert page.evaluate(HOLES) == {"most": 0, "changed": True}


def test_a_building_clicked_from_afar_is_the_one_that_is_there_from_near(page: Page) -> None:
    look_from(page, 300)
    hits = "twin.at(...twin.camera.middle)"
    tower = page.evaluate("""() => {
      const { points } = [...twin.tiles.meshes.values()].find((mesh) => mesh.layer === 'buildings');
      let top = 0;
      for (let at = 2; at < points.length; at += 3) if (points[at] > points[top + 2]) top = at - 2;
      return [points[top], points[top + 1]];
    }""")
    page.evaluate("([x, y]) => twin.setCamera({ x, y })", tower)
    look_from(page, 300)
    near = page.evaluate(hits)
    look_from(page, 12_000)
    far = page.evaluate(hits)
    assert (far["id"], far["row"]) == (near["id"], near["row"])


def test_what_is_painted_stays_painted_from_afar(page: Page) -> None:
    page.evaluate("trame.trigger('paint', ['height_m'])")
    page.wait_for_function("twin.paint.isOn")
    look_from(page, 12_000)
    assert page.evaluate(f"{BUILDINGS}.every((mesh) => mesh.own && twin.paint.lettersOf(mesh))") is True
    page.evaluate("trame.trigger('paint', [''])")


def test_a_link_to_the_city_from_afar_fetches_nothing_in_full(chromium: Browser, demo_url: str) -> None:
    link = ViewState(CameraView(21.2257, 45.7536, distance_m=14_000, bearing_deg=0, tilt_deg=0)).to_link()
    with visited(chromium, f"{demo_url}/?view={link}") as one:
        page = one.when_ready().page
        fetched = "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
        wanted = "trame.state.get('tiles').map((tile) => twin.tiles.detail.urlOf(tile))"
        assert set(page.evaluate(LEVELS)) == {2}
        assert {url for url in page.evaluate(fetched) if url.endswith(".vtp")} == set(page.evaluate(wanted))
        assert not one.errors
