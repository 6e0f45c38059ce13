"""A planner at work in a real Chromium: a building is drawn, a street is closed, with the mouse and with keys alone."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import Page, expect

from twin.city import City
from twin.whole_street import whole_street

from .conftest import OpenPage, Visit
from .test_desk import razing

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

CORNERS = ((-12, -9), (12, -9), (12, 9), (-12, 9))
CLEAR_M = 20.0  # of buildings, streets and water around a site


@pytest.fixture(scope="module")
def city(demo_store_folder: Path) -> City:
    return City.open(demo_store_folder)


def local(city: City, point: shapely.Point) -> tuple[float, float, float]:
    x, y = city.frame.origin
    return point.x - x, point.y - y, float(city.terrain.heights_at(np.array([[point.x, point.y]]))[0])


def empty_site(city: City) -> tuple[float, float, float]:
    """Return the middle of the lawn nearest to the centre with room for a building."""
    x, y, _ = city.centre
    middle = shapely.Point(x + city.frame.origin[0], y + city.frame.origin[1])
    taken = [city.layers[name].table for name in ("buildings", "streets", "water", "bike_lanes")]
    lawns = city.layers["green_space"].table.geometry
    sites = gpd.GeoSeries(lawns[lawns.distance(middle) < 700].representative_point())
    for table in taken:
        near = table.geometry[table.distance(middle) < 900]
        sites = sites[[near.distance(site).min() > CLEAR_M for site in sites]]
    return local(city, min(sites, key=middle.distance))


def open_street(city: City) -> tuple[float, float, float]:
    """Return the middle of the quiet street that is nearest to the centre."""
    x, y, _ = city.centre
    middle = shapely.Point(x + city.frame.origin[0], y + city.frame.origin[1])
    streets = city.streets[city.streets["class"].isin(["residential", "living_street"])]
    line = streets.geometry[streets.geometry.distance(middle).idxmin()]
    return local(city, line.interpolate(0.5, normalized=True))


def look_at(shown: Visit, at: tuple[float, float, float], *, distance: float = 260, tilt: float = 35) -> None:
    camera = {"x": at[0], "y": at[1], "distance": distance, "tilt": tilt, "bearing": 0}
    shown.page.evaluate("camera => twin.setCamera(camera)", camera)
    shown.page.wait_for_timeout(300)


def test_the_height_beside_the_handle_is_not_hidden_by_a_panel(visit: OpenPage, tiny_url: str) -> None:
    page = visit(tiny_url).when_ready().page
    panel = page.locator(".panel.layers").bounding_box()
    assert panel is not None
    edge = panel["x"] + panel["width"]
    for x, y in ((edge - 30, panel["y"] + 200), (edge + 200, panel["y"] + 200)):
        box = page.evaluate(
            """([x, y]) => {
              const { overlay } = twin.scenario;
              overlay.begin(); overlay.label({ x, y }, '16,5 m'); overlay.end();
              const { left, right, top, bottom } = overlay.svg.querySelector('text').getBoundingClientRect();
              return { left, right, top, bottom };
            }""",
            [x, y],
        )
        assert box["left"] >= edge
        assert box["left"] - x < 100


def test_a_switch_that_waits_stays_readable_and_says_why(visit: OpenPage, tiny_url: str) -> None:
    page = visit(tiny_url).when_ready().page
    page.locator("#tab-scenario").click()
    page.locator("#scenario-name").fill("base")
    page.keyboard.press("Enter")
    expect(page.locator("#name-error")).to_contain_text("stands for the city as it is")
    expect(page.locator("#scenario-name")).to_have_attribute("aria-describedby", "name-error")
    page.locator("#scenario-name").fill("Fără o casă")
    page.keyboard.press("Enter")
    page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')")
    page.evaluate("edit => trame.trigger('add_edit', [edit])", razing("way/1"))
    applied(page, 1)
    page.wait_for_function("!trame.state.get('desk_busy')")
    page.evaluate("trame.state.set('desk_busy', true)")
    switch = page.locator(".edits .edit-switch")
    switch.click()
    expect(page.locator(".edits [role=status]")).to_contain_text("can be switched when that is done")
    assert switch.locator(".v-selection-control").evaluate("one => getComputedStyle(one).opacity") == "1"
    assert edits(page)[0]["is_on"] is True
    page.evaluate("trame.state.set('desk_busy', false)")
    switch.locator("input").click(force=True)
    expect(page.locator(".edits li.off")).to_have_count(1)


def edits(page: Page) -> list[dict[str, object]]:
    return list(page.evaluate("trame.state.get('desk')?.edits ?? []"))


def building_tiles(page: Page) -> set[str]:
    rows = page.evaluate("trame.state.get('tiles').filter((tile) => tile.id.startsWith('buildings/'))")
    return {row["url"] for row in rows}


def applied(page: Page, count: int) -> None:
    page.wait_for_function(f"trame.state.get('desk')?.edits.length === {count}", timeout=60_000)
    expect(page.locator(".edits > li")).to_have_count(count)


def drag(page: Page, selector: str, dx: float, dy: float) -> None:
    box = page.locator(selector).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=5)
    page.mouse.up()


def test_a_building_is_drawn_seen_and_made_taller_and_survives_a_reload(
    visit: OpenPage, demo_url: str, city: City
) -> None:
    shown = visit(demo_url).when_ready()
    page, site = shown.page, empty_site(city)
    look_at(shown, site)
    page.locator("#tab-scenario").click()
    page.locator("#scenario-name").fill("Turnul")
    page.keyboard.press("Enter")
    page.locator('[data-tool="add-edit"]').click()
    page.locator('[data-kind="add_building"]').click()
    corners = [(site[0] + dx, site[1] + dy, site[2]) for dx, dy in CORNERS]
    for corner in (*corners, corners[0]):  # the first one again closes the outline
        shown.click_at(*corner)
    expect(page.locator(".measure").first).to_contain_text("432 m²")
    before = building_tiles(page)

    # A corner of the finished outline is dragged out and back again.
    drag(page, ".corner .grip >> nth=2", 30, -30)
    expect(page.locator(".measure").first).not_to_contain_text("432 m²")
    assert float(page.evaluate("twin.scenario.draft.points[2][0]")) > corners[2][0]
    assert page.evaluate("twin.scenario.draft.points.length") == len(corners)
    drag(page, ".corner .grip >> nth=2", -30, 30)
    page.evaluate(
        "(() => { const [a, b, c, d] = twin.scenario.draft.points; twin.scenario.setPoints([a, c, b, d]); })()"
    )
    expect(page.locator(".measure").first).to_contain_text("The outline crosses itself")
    page.evaluate(
        "(() => { const [a, c, b, d] = twin.scenario.draft.points; twin.scenario.setPoints([a, b, c, d]); })()"
    )
    expect(page.locator(".measure").first).to_contain_text("43")

    # The height is dragged, refused when it cannot be, typed.
    drag(page, ".handle .knob", 0, -40)
    height = page.locator('[data-field="height_m"] input')
    assert float(height.input_value()) > 15
    height.fill("4000")
    page.locator('[data-tool="apply"]').click()
    expect(page.locator('[data-field="height_m"]')).to_contain_text("From 1 to 400.")
    height.fill("tall")
    expect(page.locator('[data-field="height_m"]')).to_contain_text("A number, please")
    height.fill("")
    height.press_sequentially("33,5")  # as Romanian writes it, and the page itself in Romanian
    assert height.input_value() == "33,5"
    assert page.evaluate("twin.scenario.draft.values.height_m") == 33.5
    height.fill("21")
    page.locator('[data-tool="apply"]').click()
    applied(page, 1)
    expect(page.locator(".edits")).to_contain_text("21 m high")
    assert building_tiles(page) != before

    # It stands there: its card offers to change it.
    shown.when_ready().click_at(site[0], site[1], site[2] + 21)
    expect(page.locator("#card")).to_contain_text("21 m", timeout=20_000)
    page.locator('[data-offer="change_building"]').click()
    height.fill("30")
    page.locator('[data-tool="apply"]').click()
    applied(page, 2)
    page.locator('.edits li:nth-child(2) input[type="checkbox"]').click(force=True)
    expect(page.locator(".edits li.off")).to_have_count(1, timeout=20_000)

    page.reload()
    shown.when_ready()
    applied(page, 2)
    expect(page.locator(".edits li.off")).to_have_count(1, timeout=20_000)
    assert page.evaluate("trame.state.get('desk').name") == "Turnul"


def test_a_street_is_closed_by_a_click_on_it_and_undone_by_keys(visit: OpenPage, demo_url: str, city: City) -> None:
    shown = visit(demo_url, locale="ro-RO").when_ready()
    page, middle = shown.page, open_street(city)
    look_at(shown, middle, tilt=5)
    shown.click_at(*middle)
    page.locator('[data-offer="close_street"]').click()  # without a scenario, one begins by itself
    expect(page.locator(".targets li")).to_have_count(1, timeout=20_000)
    page.locator('[data-tool="apply"]').click()
    applied(page, 1)
    assert edits(page)[0]["kind"] == "close_street"
    expect(page.locator(".saved-state")).to_contain_text("Doar în această filă")
    page.locator("#map").focus()
    page.keyboard.press("Control+z")
    applied(page, 0)
    page.keyboard.press("Control+Shift+z")
    applied(page, 1)
    assert page.evaluate("trame.state.get('desk').edits[0].text").startswith("Închidere")


def test_keys_alone_close_a_street_and_draw_a_park(visit: OpenPage, demo_url: str, city: City) -> None:
    shown = visit(demo_url).when_ready()
    page, middle = shown.page, open_street(city)
    press = page.keyboard.press

    def choose(selector: str) -> None:
        page.locator(selector).focus()
        press("Enter")

    def choose_kind(kind: str) -> None:
        expect(page.locator('[data-tool="add-edit"]')).to_be_focused(timeout=20_000)  # where a change leaves off
        press("Enter")
        expect(page.locator("#form-title")).to_be_focused(timeout=20_000)
        choose(f'[data-kind="{kind}"]')

    choose("#tab-scenario")
    page.locator("#scenario-name").focus()
    page.keyboard.type("Cu tastele")
    press("Enter")
    page.locator('[data-tool="add-edit"]').wait_for()
    page.locator('[data-tool="add-edit"]').focus()
    choose_kind("close_street")
    expect(page.locator("#map")).to_be_focused()
    look_at(shown, middle, tilt=5)
    press("Enter")  # what is under the cross
    expect(page.locator(".targets li")).to_have_count(1, timeout=20_000)
    choose('[data-tool="finish"]')
    expect(page.locator("#form-title")).to_be_focused()
    choose('[data-tool="apply"]')
    applied(page, 1)

    look_at(shown, empty_site(city), tilt=5)
    choose_kind("add_park")
    expect(page.locator("#map")).to_be_focused()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        press("Enter")
        press(key)
        page.wait_for_timeout(150)
    press("Backspace")
    press("Enter")
    press("Enter")  # the same point again: that is the end
    page.wait_for_function("trame.state.get('draft').stage === 'done'")
    assert len(page.evaluate("trame.state.get('draft').points")) == 3
    expect(page.locator("#form-title")).to_be_focused()
    choose('[data-tool="apply"]')
    applied(page, 2)
    assert [edit["kind"] for edit in edits(page)] == ["close_street", "add_park"]
    choose(".edits li:nth-child(2) .layer-title")
    choose('[data-tool="up"]')
    page.wait_for_function("trame.state.get('desk').edits[0].kind === 'add_park'", timeout=60_000)
    expect(page.locator('[data-tool="show"]')).to_be_focused()
    choose('[data-tool="remove"]')
    applied(page, 1)


def long_street(city: City) -> tuple[tuple[float, float, float], int]:
    """Return the middle of a piece of the long quiet street nearest to the centre, and of how many pieces it is."""
    x, y, _ = city.centre
    middle = shapely.Point(x + city.frame.origin[0], y + city.frame.origin[1])
    streets = city.streets[(city.streets["class"] == "residential") & (city.streets["length_m"] > 60)]
    for id in streets.geometry.distance(middle).sort_values().index:
        count = len(whole_street(city, str(id)))
        if count > 1:
            return local(city, streets.geometry[id].interpolate(0.5, normalized=True)), count
    raise AssertionError("no street of the city has several pieces")


def test_a_click_takes_the_whole_street_and_a_key_only_the_piece(visit: OpenPage, demo_url: str, city: City) -> None:
    shown = visit(demo_url).when_ready()
    page, (middle, count) = shown.page, long_street(city)
    look_at(shown, middle, tilt=5)
    shown.click_at(*middle)
    expect(page.locator("#card")).to_contain_text(f"{count} pieces", timeout=20_000)
    page.locator('[data-offer="one_way"]').click()
    whole, piece = page.locator('[data-takes="whole"]'), page.locator('[data-takes="pieces"]')
    expect(whole).to_be_checked(timeout=20_000)
    expect(page.locator(".targets li")).to_have_count(1)
    expect(page.locator(".targets li")).to_contain_text(f"The whole street: {count} pieces")
    expect(page.locator(".drawing .arrow")).not_to_have_count(0)  # the way of the traffic, before it is applied
    whole.focus()
    page.keyboard.press("ArrowDown")
    expect(piece).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(whole).to_be_checked()
    page.locator('[data-tool="apply"]').click()
    applied(page, 1)
    assert "throughout" in str(edits(page)[0]["text"])
    assert str(edits(page)[0]["size"]).startswith(f"{count} pieces, ")


def test_the_pieces_of_one_street_stand_and_go_together(visit: OpenPage, demo_url: str, city: City) -> None:
    shown = visit(demo_url).when_ready()
    page, (middle, _) = shown.page, long_street(city)
    look_at(shown, middle, tilt=5)
    shown.click_at(*middle)
    page.locator('[data-offer="speed_limit"]').click()
    expect(page.locator('[data-takes="whole"]')).to_be_checked(timeout=20_000)
    page.locator('[data-takes="pieces"]').check()
    ids = page.evaluate("trame.state.get('draft').targets[0].whole.ids")
    clicked = page.evaluate("trame.state.get('draft').targets[0].pieces[0].id")
    other = next(id for id in ids if id != clicked)
    page.evaluate("id => trame.trigger('choose_target', ['streets', id])", other)
    expect(page.locator(".targets li")).to_contain_text("Only the pieces that were clicked, 2", timeout=20_000)
    expect(page.locator(".targets li")).to_have_count(1)
    page.get_by_role("button", name="Leave out").click()
    expect(page.locator(".targets li")).to_have_count(0)
