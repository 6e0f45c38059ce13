"""A part of the city: cut by a box or one neighbourhood alone, as it is drawn, clicked, and carried by a link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.parted_town import EAST, EAST_CUBE, WEST, WEST_CUBE, write_parted_town
from tests.tiny import Town
from twin.build import Inputs, city_from_files
from twin.store import Store, write_store
from viewer.view_state import CameraView, ViewState

from .conftest import OpenPage, served

pytestmark = pytest.mark.browser

MIDDLE = "window.twin.at(...window.twin.camera.middle)"
# What the middle of the map has drawn on it: red, green, blue and whether anything is there at all.
DRAWN = """() => {
  const { openglRenderWindow: window_ } = twin.view, gl = window_.getContext();
  twin.fit(); twin.drawScene();
  const pixel = new Uint8Array(4), [width, height] = window_.getSize();
  gl.readPixels(width / 2, height / 2, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  return [...pixel];
}"""
# How far east each layer's faces reach that are not folded to a point.
EASTERN_ENDS = """() => {
  const found = {};
  for (const { layer, points, polys } of twin.tiles.meshes.values()) {
    if (!['streets', 'green_space', 'tracks'].includes(layer)) continue;
    for (let at = 0; at < polys.length; at += polys[at] + 1) {
      const corners = [...polys.slice(at + 1, at + 1 + polys[at])];
      if (new Set(corners).size < 3) continue;
      found[layer] = Math.max(found[layer] ?? -Infinity, ...corners.map((i) => points[3 * i]));
    }
  }
  return found;
}"""
ALL_CUT = "[...twin.tiles.meshes.values()].every((each) => each.actor.getMapper().getNumberOfClippingPlanes() === 6)"


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("parted")
    return write_store(city_from_files(Inputs(osm=write_parted_town(folder / "town.osm"))), folder / "store")


@pytest.fixture(scope="module")
def parted_url(parted: Store) -> Iterator[str]:
    with served(parted) as url:
        yield url


def aim(page: Page, store: Store, id: str, *, tilt: float = 0.0, distance: float = 120.0, south_m: float = 0.0) -> None:
    """Look east at the middle of a building, or so many metres south of it."""
    middle, (x0, y0) = store.city.buildings.geometry.loc[id].centroid, store.city.frame.origin
    pose = {"x": middle.x - x0, "y": middle.y - y0 - south_m, "tilt": tilt, "distance": distance, "bearing": 90}
    page.evaluate("pose => window.twin.setCamera(pose)", pose)


def picked(page: Page, store: Store, side: str = "after") -> str:
    """Return the building in the middle of the map, or the layer of what else is there, "" for nothing."""
    hit = page.evaluate(f"window.twin.at(...window.twin.camera.middle, '{side}')")
    if hit is None:
        return ""
    layer = hit["id"].split("/")[0]
    return str(store.city.buildings.index[int(hit["row"])]) if layer == "buildings" else layer


def box(page: Page, **sides: float) -> None:
    """Cut with a box around the middle of the view."""
    page.evaluate(
        "sides => { twin.section.start(); twin.section.keep({ ...trame.state.get('section'), ...sides }); }", sides
    )


def test_what_is_cut_away_is_neither_drawn_nor_clicked_and_what_stands_behind_is(
    visit: OpenPage, tiny_url: str, tiny_store: Store
) -> None:
    page = visit(tiny_url).when_ready().page
    aim(page, tiny_store, "way/2", tilt=80, distance=200, south_m=5)
    assert picked(page, tiny_store) == "way/1"  # the cube stands in front of it
    before = page.evaluate(DRAWN)
    box(page, front=-25)
    assert picked(page, tiny_store) == "way/2"
    assert page.evaluate(DRAWN) != before
    page.locator("#map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_contain_text("way/2")

    # All of it, the ground too, where the box stands elsewhere; and back.
    page.evaluate("twin.section.keep({ ...trame.state.get('section'), x: -5000 })")
    assert picked(page, tiny_store) == ""
    assert page.evaluate(DRAWN)[3] == 0
    page.locator('[data-mark="section"]').click()
    assert picked(page, tiny_store) == "way/1"
    assert page.evaluate(DRAWN)[3] == 255
    expect(page.locator(".part-mark")).to_have_count(0)


def test_tiles_that_come_later_the_mark_and_both_sides_are_cut(
    visit: OpenPage, tiny_url: str, tiny_store: Store, patient: None
) -> None:
    page = visit(tiny_url).when_ready().page
    aim(page, tiny_store, "way/1")
    box(page, top=4)
    assert picked(page, tiny_store) != "way/1"  # its roof is gone
    page.evaluate("trame.trigger('show_layer', ['neighbourhoods', true])")
    page.evaluate("trame.trigger('new_scenario', ['Plan'])")
    page.wait_for_function("trame.state.get('desk')")
    raised = "{kind: 'change_building', target: {layer: 'buildings', ids: ['way/2']}, after: {height_m: 30}}"
    page.evaluate(f"trame.trigger('add_edit', [{raised}])")
    page.wait_for_function("trame.state.get('desk').edits.length === 1")
    page.evaluate("trame.trigger('compare', ['swipe', 0.5])")
    (tile,) = [each for each in tiny_store.tiles.tiles if each.layer == "buildings"]
    page.evaluate("tile => trame.trigger('inspect', [tile, 0])", f"buildings/{tile.cell}")
    page.wait_for_function("twin.compare.isOn && twin.tiles.meshes.has('highlight') && twin.isReady")
    names, buildings = page.evaluate("[...twin.tiles.meshes.keys()]"), f"buildings/{tile.cell}"
    areas = {f"neighbourhoods/{each.cell}" for each in tiny_store.tiles.tiles if each.layer == "neighbourhoods"}
    assert areas
    assert areas | {"highlight", buildings, f"{buildings}@before", "ground/all"} <= set(names)
    assert page.evaluate(ALL_CUT)
    aim(page, tiny_store, "way/2")
    page.evaluate("twin.section.centre()")
    for side in ("before", "after"):
        assert picked(page, tiny_store, side) != "way/2"
    page.evaluate("twin.section.keep({ ...trame.state.get('section'), top: 20 })")
    assert [picked(page, tiny_store, side) == "way/2" for side in ("before", "after")] == [True, False]


def test_the_box_is_moved_by_keys_and_by_numbers(visit: OpenPage, tiny_url: str) -> None:
    page = visit(tiny_url, locale="ro-RO").when_ready().page
    page.locator('[data-tool="part"]').press("Enter")
    page.locator('[data-section="start"]').press("Enter")
    left = page.locator("#section-left")
    expect(left).to_be_focused()
    value = float(left.input_value())
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-side="left"]')).to_have_value(f"{value + 1:g}")
    expect(left).to_have_attribute("aria-valuetext", f"{value + 1:g} m".replace(".", ","))

    # A side does not pass the one that faces it; what is no number changes nothing; far numbers widen the slider.
    typed = page.locator('[data-side="left"]')
    typed.fill("99999")
    typed.press("Tab")
    right = float(page.locator('[data-side="right"]').input_value())
    expect(typed).to_have_value(f"{right - 1:g}")
    typed.fill("")
    typed.press("Tab")
    expect(typed).to_have_value(f"{right - 1:g}")
    typed.fill("-7000.5")
    typed.press("Tab")
    assert page.evaluate("trame.state.get('section').left") == -7000.5
    assert float(page.locator("#section-left").get_attribute("min") or 0) <= -7000.5

    page.evaluate("twin.setCamera({ bearing: 45 })")
    page.locator('[data-section="turn"]').press("Enter")
    expect(page.locator("#section-bearing")).to_have_value("45")
    page.locator('[data-section="fit"]').press("Enter")
    assert page.evaluate("trame.state.get('section').left") != -7000.5
    page.locator('[data-section="end"]').press("Enter")
    expect(page.locator('[data-section="start"]')).to_be_focused()
    assert page.evaluate(
        "[...twin.tiles.meshes.values()].every((each) => !each.actor.getMapper().getNumberOfClippingPlanes())"
    )


LATE_ANSWER = """() => {
    const real = trame.trigger.bind(trame);
    const late = (...call) => new Promise((answer) => { window.goOn = () => answer(real(...call)); });
    trame.trigger = (...call) => (call[0] === 'isolate' ? late : real)(...call);
}"""


def test_a_neighbourhood_stays_chosen_while_it_is_on_its_way(visit: OpenPage, parted_url: str) -> None:
    page = visit(parted_url).when_ready().page
    page.locator('[data-tool="part"]').press("Enter")
    page.evaluate(LATE_ANSWER)
    page.locator("#part-area").select_option(label="Răsărit")
    page.locator('[data-section="start"]').click()  # the panel is drawn anew meanwhile
    expect(page.locator("#section-left")).to_be_visible()
    expect(page.locator("#part-area")).to_have_value(EAST)
    expect(page.locator("#part [role=status]").first).to_have_text("Being cut out of the city…")
    page.evaluate("goOn()")
    expect(page.locator(".part-said")).to_have_text("Only Răsărit")
    expect(page.locator("#part-area")).to_have_value(EAST)


def test_a_neighbourhood_alone_is_drawn_clicked_and_counted(visit: OpenPage, parted_url: str, parted: Store) -> None:
    page = visit(parted_url, locale="ro-RO").when_ready().page
    aim(page, parted, WEST_CUBE, south_m=3)  # one slope of its roof: in the middle four of them meet
    cube = page.evaluate(DRAWN)
    page.locator('[data-tool="part"]').press("Enter")
    expect(page.locator("#part")).to_be_focused()
    page.locator("#part-area").select_option(label="Răsărit")
    expect(page.locator(".part-said")).to_have_text("Doar Răsărit")
    page.wait_for_function("twin.isolation.tiles")  # the flight there has begun, and ends where somebody aims
    aim(page, parted, WEST_CUBE, south_m=3)
    assert picked(page, parted) == "ground"
    assert page.evaluate(DRAWN) != cube
    aim(page, parted, EAST_CUBE, south_m=3)
    assert picked(page, parted) == EAST_CUBE
    assert page.evaluate(DRAWN) == cube

    page.locator('[data-tool="close-part"]').press("Enter")
    expect(page.locator('[data-tool="part"]')).to_be_focused()
    page.locator('[data-tool="in-view"]').press("Enter")
    page.evaluate("window.twin.setCamera({ ...window.twin.camera.space.home, tilt: 0, distance: 1e6 })")
    expect(page.locator('[data-row="buildings"] td').first).to_have_text("1")
    expect(page.locator("#in-view")).to_contain_text("Se numără doar Răsărit")
    page.locator('[data-mark="isolated"]').click()
    expect(page.locator('[data-row="buildings"] td').first).to_have_text("3")
    page.wait_for_function("!twin.isolation.tiles")
    aim(page, parted, WEST_CUBE)
    assert picked(page, parted) == WEST_CUBE


def test_lines_and_areas_across_the_border_end_at_it_while_a_neighbourhood_is_seen_alone(
    visit: OpenPage, tmp_path: Path
) -> None:
    town = Town()
    for start, name in ((-200, "Apus"), (0, "Răsărit")):
        ring = [(start, -100), (start + 200, -100), (start + 200, 100), (start, 100)]
        town.way(ring, closed=True, place="suburb", name=name)
    town.block(-60, 0, 10, building="house", height="10")
    town.way([(-180, 20), (40, 20)], railway="tram", name="Linia 1")  # half-way along they lie in the west
    town.way([(-180, 40), (40, 40)], highway="residential", name="Strada lungă")
    town.way([(-150, -80), (60, -80), (60, -40), (-150, -40)], closed=True, leisure="park", name="Parcul")
    store = write_store(city_from_files(Inputs(osm=town.write(tmp_path / "town.osm"))), tmp_path / "store")
    middle = float(store.city.layers["neighbourhoods"].table.geometry.loc[WEST].bounds[2]) - store.city.frame.origin[0]
    with served(store) as url:
        page = visit(url).when_ready().page
        whole = page.evaluate(EASTERN_ENDS)
        page.evaluate("id => twin.isolation.choose(id)", WEST)
        page.wait_for_function("twin.isolation.tiles")
        assert {"streets", "green_space", "tracks"} <= set(whole)
        for layer, end in page.evaluate(EASTERN_ENDS).items():
            assert whole[layer] > middle + 35
            assert end == pytest.approx(middle + 12, abs=1.5), layer
        page.evaluate("twin.isolation.choose('')")
        page.wait_for_function("!twin.isolation.tiles")
        assert page.evaluate(EASTERN_ENDS) == pytest.approx(whole)


def test_a_box_begins_at_what_is_seen_alone_and_cuts_it(visit: OpenPage, parted_url: str, parted: Store) -> None:
    page = visit(parted_url).when_ready().page
    page.evaluate("twin.setCamera({ ...twin.camera.space.home, distance: 20000, bearing: 0 })")
    page.evaluate("id => twin.isolation.choose(id)", EAST)
    page.wait_for_function("trame.state.get('isolated')")
    page.evaluate("twin.section.start()")
    section, bounds = (page.evaluate(f"trame.state.get('{name}')") for name in ("section", "isolated"))
    xmin, ymin, xmax, ymax = bounds["bounds"]
    assert (section["x"], section["y"]) == pytest.approx(((xmin + xmax) / 2, (ymin + ymax) / 2))
    assert [section[side] for side in ("left", "right", "back")] == pytest.approx([-100, 100, 100], abs=3)
    assert section["front"] == 0  # the nearer half is cut away


def test_the_card_shows_the_neighbourhood_of_its_object_alone(visit: OpenPage, parted_url: str, parted: Store) -> None:
    page = visit(parted_url).when_ready().page
    aim(page, parted, EAST_CUBE)
    page.locator("#map").focus()
    page.keyboard.press("Enter")
    page.locator('[data-tool="only-here"]').click()
    expect(page.locator(".part-mark")).to_contain_text("Only Răsărit")
    page.wait_for_function("twin.isolation.tiles")
    expect(page.locator('[data-tool="only-here"]')).to_have_count(0)

    # Painted and with a class hidden too: both hold, and each ends by itself.
    page.evaluate("trame.trigger('paint', ['height_m'])")
    expect(page.locator('[data-note="counts-all"]')).to_be_visible()
    page.wait_for_function("twin.paint.isOn")  # the legend is there before the colours are
    aim(page, parted, EAST_CUBE)
    assert picked(page, parted) == EAST_CUBE
    page.locator(".class-switch").last.click()
    assert picked(page, parted) == "ground"
    page.locator('[data-tool="all-classes"]').click()
    assert picked(page, parted) == EAST_CUBE
    aim(page, parted, WEST_CUBE)
    assert picked(page, parted) == "ground"


def test_a_link_carries_box_neighbourhood_hidden_classes_and_what_is_measured(
    visit: OpenPage, parted_url: str, parted: Store
) -> None:
    page = visit(parted_url).when_ready().page
    aim(page, parted, EAST_CUBE)
    page.evaluate("trame.trigger('paint', ['height_m'])")
    expect(page.locator(".class-switch").last).to_be_visible()
    page.locator(".class-switch").last.click()
    page.evaluate("id => twin.isolation.choose(id)", EAST)
    page.wait_for_function("twin.isolation.tiles")
    box(page, left=-33, top=8.5)
    page.locator('[data-tool="measure"]').click()
    page.evaluate("twin.measure.setPoints([[0, 0, 0], [30, 40, 0]])")
    expect(page.locator("#measure-total")).to_contain_text("50 m")
    page.evaluate("twin.measure.finish()")
    page.wait_for_function("location.search === '?view=' + twin.viewing.text()")
    address = page.url

    other = visit(address).when_ready().page
    expect(other.locator("#measure-total")).to_contain_text("50 m")
    expect(other.locator(".part-mark")).to_have_count(2)
    expect(other.locator(".class-switch").last).to_have_attribute("aria-pressed", "false")
    for name in ("section", "isolated", "classes_hidden"):
        assert_same(page.evaluate(f"trame.state.get('{name}')"), other.evaluate(f"trame.state.get('{name}')"))
    assert other.evaluate(ALL_CUT)
    # A view without any of it takes all of it back.
    other.evaluate(
        "camera => trame.trigger('show_view', [camera])", ViewState(CameraView(21.2, 45.75, 500, 0, 0)).to_link()
    )
    expect(other.locator(".part-mark")).to_have_count(0)
    expect(other.locator("#measure-total")).not_to_contain_text("50 m")
    assert not other.evaluate(ALL_CUT)


def assert_same(one: object, other: object) -> None:
    """Compare plain values; places come back from degrees to a centimetre."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        for name in one:
            assert_same(one[name], other[name])
    elif isinstance(one, float | int) and isinstance(other, float | int):
        assert one == pytest.approx(other, abs=0.02)
    else:
        assert one == other
