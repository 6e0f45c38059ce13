"""The states of the page that docs/screenshots shows: how each is reached, as its user reaches it."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
import shapely.affinity
from playwright.sync_api import Page

from twin.city import City

from .conftest import top_of
from .test_board_in_browser import SETTLED
from .test_page_in_browser import tallest_near_centre

Act = Callable[[Page, City], None]

SLOW_MS = 240_000
WINTER_NOON = "2026-12-21T12:30"
NAMES = {"ro": "Centru liniștit", "en": "Quiet centre"}
NOTES = {"ro": "Traversarea este prea lungă pentru copii.", "en": "The crossing is too long for children."}
BLOCK = ((-12, -9), (12, -9), (12, 9), (-12, 9))
CLEAR_M = 15.0  # of buildings, streets and water around a site


def _language(page: Page) -> str:
    return str(page.evaluate("trame.state.get('language')"))


def _middle(city: City) -> shapely.Point:
    return shapely.Point(*city.frame.from_lonlat_points(*city.recipe.centre_lonlat))


def _at(page: Page, city: City, place: shapely.Point) -> dict[str, float]:
    """Return where a point of the ground is on the screen."""
    x0, y0 = city.frame.origin
    z = float(city.terrain.heights_at(np.array([[place.x, place.y]]))[0])
    return dict(page.evaluate("([x, y, z]) => window.twin.project(x, y, z)", [place.x - x0, place.y - y0, z]))


def _look_at(page: Page, city: City, place: shapely.Point, **pose: float) -> None:
    x0, y0 = city.frame.origin
    page.evaluate(
        "to => window.twin.setCamera({ ...window.twin.getCamera(), ...to })",
        {"x": place.x - x0, "y": place.y - y0, **pose},
    )
    page.wait_for_function("twin.isReady", timeout=SLOW_MS)


def open_tool(tool: str) -> Act:
    """Return what presses a button of the page."""
    return lambda page, _: page.locator(f'[data-tool="{tool}"]:visible').first.click()


def keys(*names: str) -> Act:
    """Return what presses keys on the map, one after the other."""

    def press(page: Page, _: City) -> None:
        page.locator("#map").focus()
        for name in names:
            page.keyboard.press(name)
            page.wait_for_timeout(800)

    return press


def find(page: Page, city: City) -> None:
    """Search for the street that has most pieces."""
    page.locator("#find").fill(str(city.streets["name"].mode().iloc[0]))
    page.locator("#found li").first.wait_for(timeout=SLOW_MS)


def card(page: Page, city: City) -> None:
    """Click the tallest building near the middle."""
    x, y, z = top_of(city, tallest_near_centre(city))
    page.evaluate("([x, y]) => window.twin.setCamera({ ...window.twin.getCamera(), x, y, distance: 900 })", [x, y])
    at = page.evaluate("([x, y, z]) => window.twin.project(x, y, z)", [x, y, z])
    page.mouse.click(at["x"], at["y"])
    page.locator("#card").wait_for()


def ask(kind: str) -> Act:
    """Return what asks a question of some kind from the middle of the map."""

    def answer(page: Page, city: City) -> None:
        open_tool("ask")(page, city)
        page.locator(f'#ask [data-kind="{kind}"]').click()
        if kind != "nearest":
            page.locator('[data-pick="ask_start-middle"]').click()
        else:
            page.locator('[data-ask="now"]').click()
        if kind == "route":
            _look_at(page, city, shapely.affinity.translate(_middle(city), 900, 700))
            page.keyboard.press("Enter")
        page.wait_for_function("trame.state.get('answer')", timeout=SLOW_MS)
        page.evaluate("twin.setCamera({ ...twin.getCamera(), distance: 4500 })")

    return answer


def _begin(page: Page) -> None:
    page.evaluate("name => trame.trigger('new_scenario', [name])", NAMES[_language(page)])
    page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')", timeout=SLOW_MS)


def _empty_site(city: City) -> shapely.Point:
    """Return the lawn nearest to the middle with room for a building."""
    middle = _middle(city)
    lawns = city.layers["green_space"].table.geometry
    sites = gpd.GeoSeries(lawns[lawns.distance(middle) < 900].representative_point())
    for name in ("buildings", "streets", "water", "bike_lanes"):
        around = city.layers[name].table.geometry
        around = around[around.distance(middle) < 1100]
        sites = sites[[around.distance(site).min() > CLEAR_M for site in sites]]
    return min(sites, key=middle.distance)


def draw(page: Page, city: City) -> None:
    """Draw the outline of a new building; it stands there before it is applied."""
    _begin(page)
    site = _empty_site(city)
    _look_at(page, city, site, distance=260, tilt=45, bearing=0)
    page.locator("#tab-scenario").click()
    open_tool("add-edit")(page, city)
    page.locator('[data-kind="add_building"]').click()
    for dx, dy in (*BLOCK, BLOCK[0]):
        at = _at(page, city, shapely.Point(site.x + dx, site.y + dy))
        page.mouse.click(at["x"], at["y"])
    page.locator('[data-field="height_m"] input').fill("24")
    page.keyboard.press("Tab")


def close_streets(page: Page, city: City) -> None:
    """Close the streets around the middle of the city to cars, in a scenario of one's own."""
    streets = city.streets[city.streets["class"].isin(["primary", "secondary", "tertiary", "residential"])]
    near = streets.geometry.distance(_middle(city)).nsmallest(12).index
    target = {"layer": "streets", "ids": [*map(str, near)]}
    edit = {"kind": "close_street", "target": target, "after": {"modes": ["car"]}}
    _begin(page)
    page.evaluate("edit => trame.trigger('add_edit', [edit])", edit)
    page.wait_for_function("trame.state.get('desk').edits.length === 1", timeout=SLOW_MS)
    page.evaluate("trame.state.set('layers_open', true)")
    page.locator("#tab-scenario").click()


def kinds(page: Page, city: City) -> None:
    """Open the list of all kinds of edits."""
    close_streets(page, city)
    open_tool("add-edit")(page, city)


def board(page: Page, city: City) -> None:
    """Compare the closed streets with the city as it is, on the board."""
    close_streets(page, city)
    page.evaluate("trame.state.set('layers_open', window.innerWidth > 700)")
    open_tool("board")(page, city)
    page.wait_for_function(SETTLED, timeout=SLOW_MS)


def difference(page: Page, city: City) -> None:
    """Paint what the closed streets change of the way to the centre."""
    board(page, city)
    page.evaluate("trame.trigger('paint', ['minutes_to_centre_car', 'difference'])")
    page.wait_for_function("trame.state.get('paint')?.url && twin.isReady", timeout=SLOW_MS)


def compare(mode: str) -> Act:
    """Return what shows both sides in one picture, by a line or beside each other."""

    def both(page: Page, city: City) -> None:
        close_streets(page, city)
        open_tool("compare")(page, city)
        page.wait_for_function("document.documentElement.dataset.compare === 'swipe' && twin.isReady", timeout=SLOW_MS)
        if mode != "swipe":  # which it begins with
            page.locator(f'[data-mode="{mode}"]').click()
        _look_at(page, city, _middle(city), distance=900)

    return both


def memo(page: Page, city: City) -> None:
    """Hand the closed streets over as a memo, and read it."""
    close_streets(page, city)
    page.locator('.scenario-tools [data-tool="memo"]').click()
    page.locator('[data-tool="open-memo"]').wait_for(timeout=SLOW_MS)
    with page.context.expect_page() as opened:
        page.locator('[data-tool="open-memo"]').click()
    opened.value.wait_for_load_state()
    opened.value.locator("h1").wait_for()


def colours(page: Page, city: City) -> None:
    """Paint the buildings by their storeys."""
    open_tool("colours")(page, city)
    page.evaluate("trame.trigger('paint', ['levels'])")
    page.wait_for_function("trame.state.get('paint')?.url && twin.isReady", timeout=SLOW_MS)


def sun(mode: str) -> Act:
    """Return what shows the shade of a winter noon, or the hours of sun of its day."""

    def shine(page: Page, city: City) -> None:
        _look_at(page, city, _middle(city), distance=900)
        open_tool("moment")(page, city)
        page.evaluate("moment => trame.trigger('choose_moment', [moment])", WINTER_NOON)
        page.evaluate("trame.trigger('show_shade', [true])")
        page.locator(".sun-said dl > div").first.wait_for(timeout=SLOW_MS)
        if mode == "hours":
            page.evaluate("trame.trigger('choose_shade', ['hours'])")
            page.locator(".sun-hours li").first.wait_for(timeout=SLOW_MS)
        page.wait_for_function("!trame.state.get('sun').is_working && twin.shade.url === trame.state.get('sun').url")

    return shine


def comments(page: Page, city: City) -> None:
    """Say something about a place, as a planner who has signed in."""
    open_tool("comments")(page, city)
    open_tool("add-comment")(page, city)
    page.keyboard.press("Enter")
    page.locator("#comment-text").fill(NOTES[_language(page)])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".pin").first.wait_for(timeout=SLOW_MS)


def part(page: Page, city: City) -> None:
    """Show the neighbourhood in the middle of the city alone, and cut off what stands near."""
    open_tool("part")(page, city)
    page.locator("#part-area").select_option(city.neighbourhoods.geometry.distance(_middle(city)).idxmin())
    page.wait_for_function("twin.isolation.tiles", timeout=SLOW_MS)
    page.wait_for_timeout(2500)  # the flight there
    page.locator('[data-section="start"]').click()
    page.evaluate("twin.section.keep({ ...trame.state.get('section'), front: -40 })")


def measure(page: Page, city: City) -> None:
    """Measure the area of a triangle of ground."""
    open_tool("measure")(page, city)
    page.locator('[data-measure="polygon"]').click()
    for x, y in ((720, 360), (900, 420), (760, 520)):
        page.mouse.click(x, y)


def display(page: Page, _: City) -> None:
    """Wait for the first story of the big screen."""
    page.goto(f"{page.url.split('/?')[0].rstrip('/')}/display")
    page.locator("#display-story h1").wait_for(timeout=SLOW_MS)
    page.wait_for_timeout(9000)


def sign_in(page: Page, _: City) -> None:
    """Open the page where accounts sign in."""
    page.goto(f"{page.url.split('/?')[0].rstrip('/')}/sign-in")


def admin(page: Page, city: City) -> None:
    """Open the page of administrators."""
    page.goto(f"{page.url.split('/?')[0].rstrip('/')}/admin")
