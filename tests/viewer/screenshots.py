"""`make screenshots`: the pictures of docs/screenshots, taken of the real page in Chromium."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import shapely
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.sessions import served
from tests.viewer.conftest import QUIET, SOFTWARE_3D
from tests.viewer.test_board_in_browser import SETTLED
from tests.viewer.test_page_in_browser import tallest_near_centre, top_of
from twin.city import City
from viewer.view_state import CameraView, ViewState

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
QUALITY = 82
SLOW_MS = 180_000

Act = Callable[[Page, City], None]


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the browser it is seen in, and what is done before."""

    name: str
    size: tuple[int, int] = (1366, 768)
    locale: str = "ro-RO"
    theme: str = "light"
    act: Act = field(default=lambda page, city: None)
    touch: bool = False


def _click_a_landmark(page: Page, city: City) -> None:
    x, y, z = top_of(city, tallest_near_centre(city))
    page.evaluate("([x, y]) => window.twin.setCamera({ ...window.twin.getCamera(), x, y, distance: 900 })", [x, y])
    at = page.evaluate("([x, y, z]) => window.twin.project(x, y, z)", [x, y, z])
    page.mouse.click(at["x"], at["y"])
    page.locator("#card").wait_for()


def _from_above(page: Page, _: City) -> None:
    page.locator("#map").focus()
    page.keyboard.press("t")


def _whole_city(page: Page, _: City) -> None:
    page.locator("#map").focus()
    for _ in range(4):
        page.keyboard.press("-")
        page.wait_for_timeout(800)


def _help(page: Page, _: City) -> None:
    page.locator("#map").focus()
    page.keyboard.press("?")


def _open(tool: str) -> Act:
    return lambda page, _: page.locator(f'[data-tool="{tool}"]:visible').first.click()


def _ask(page: Page, city: City) -> None:
    _open("ask")(page, city)
    page.mouse.click(850, 400)
    page.wait_for_function("trame.state.get('answer')", timeout=SLOW_MS)


def _close_streets(page: Page, city: City) -> None:
    """Close the streets around the middle of the city to cars, in a scenario without a name of its own."""
    x, y = (float(value) for value in city.frame.from_lonlat_points(*city.recipe.centre_lonlat))
    streets = city.streets[city.streets["class"].isin(["primary", "secondary", "tertiary", "residential"])]
    near = streets.geometry.distance(shapely.Point(x, y)).nsmallest(12).index
    target = {"layer": "streets", "ids": [*map(str, near)]}
    edit = {"kind": "close_street", "target": target, "after": {"modes": ["car"]}}
    name = {"ro": "Centru liniștit", "en": "Quiet centre"}[page.evaluate("trame.state.get('language')")]
    page.evaluate("name => trame.trigger('new_scenario', [name])", name)
    page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')", timeout=SLOW_MS)
    page.evaluate("edit => trame.trigger('add_edit', [edit])", edit)
    page.wait_for_function("trame.state.get('desk').edits.length === 1", timeout=SLOW_MS)
    page.locator("#tab-scenario").click()


def _board(page: Page, city: City) -> None:
    _close_streets(page, city)
    _open("board")(page, city)
    page.wait_for_function(SETTLED, timeout=SLOW_MS)


def _compare(page: Page, city: City) -> None:
    _close_streets(page, city)
    _open("compare")(page, city)
    page.wait_for_function("document.documentElement.dataset.compare === 'swipe' && twin.isReady", timeout=SLOW_MS)


def _paint(page: Page, _: City) -> None:
    page.evaluate("trame.trigger('paint', ['levels'])")
    page.wait_for_function("trame.state.get('paint')?.url && twin.isReady", timeout=SLOW_MS)


def _part(page: Page, city: City) -> None:
    """Show the neighbourhood in the middle of the city alone, and cut off what stands near."""
    _open("part")(page, city)
    middle = shapely.Point(*city.frame.from_lonlat_points(*city.recipe.centre_lonlat))
    page.locator("#part-area").select_option(city.neighbourhoods.geometry.distance(middle).idxmin())
    page.wait_for_timeout(2500)
    page.locator('[data-section="start"]').click()
    page.evaluate("twin.section.keep({ ...trame.state.get('section'), front: -40 })")


SHOTS = (
    Shot("light-ro"),
    Shot("dark-en", size=(1920, 1080), locale="en-GB", theme="dark"),
    Shot("card-ro", act=_click_a_landmark),
    Shot("card-en-dark", locale="en-GB", theme="dark", act=_click_a_landmark),
    Shot("above-en", locale="en-GB", act=_from_above),
    Shot("whole-ro", act=_whole_city),
    Shot("help-ro", act=_help),
    Shot("phone-ro", size=(390, 844), touch=True),
    Shot("phone-card-en", size=(390, 844), locale="en-GB", touch=True, act=_click_a_landmark),
    *(
        Shot(f"{name}-{locale[:2]}", locale=locale, act=act)
        for locale in ("ro-RO", "en-GB")
        for name, act in (
            ("ask", _ask), ("scenario", _close_streets), ("board", _board), ("compare", _compare), ("colours", _paint),
            ("time", _open("moment")), ("comments", _open("comments")), ("measure", _open("measure")),
            ("in-view", _open("in-view")), ("part", _part), ("share", _open("share")), ("stories", _open("stories")),
        )
    ),
)  # fmt: skip


# Places of Timișoara that everybody knows, and kinds of district: longitude, latitude, metres away, bearing, tilt.
VIEWS = {
    "piata-victoriei": CameraView(21.2253, 45.7530, 420, 0, 62),
    "piata-unirii": CameraView(21.2290, 45.7580, 380, 20, 60),
    "bega-catedrala": CameraView(21.2243, 45.7500, 420, 10, 66),
    "bastion": CameraView(21.2345, 45.7573, 420, -30, 60),
    "gara-de-nord": CameraView(21.2078, 45.7505, 520, 40, 62),
    "iulius-town": CameraView(21.2290, 45.7660, 650, 10, 62),
    "circumvalatiunii": CameraView(21.2130, 45.7620, 600, 60, 62),
    "complexul-studentesc": CameraView(21.2385, 45.7475, 520, 0, 60),
    "case-elisabetin": CameraView(21.2230, 45.7405, 420, 30, 60),
    "industrie-freidorf": CameraView(21.1900, 45.7290, 900, 0, 62),
    "de-la-sud": CameraView(21.2257, 45.7537, 9000, 0, 68),
    "de-sus": CameraView(21.2257, 45.7537, 16000, 0, 0),
}
BARE = "body * { visibility: hidden } #map, #map canvas, .sky, .attribution, .attribution * { visibility: visible }"


def take_view(browser: Browser, url: str, name: str, view: CameraView) -> None:
    """Take the city alone, as it is seen from a place."""
    page = browser.new_page(viewport={"width": 1200, "height": 720})
    page.goto(f"{url}/?view={ViewState(view).to_link()}")
    page.wait_for_function("window.twin?.isReady", timeout=60_000)
    page.add_style_tag(content=BARE)
    page.wait_for_timeout(2500)
    page.screenshot(path=FOLDER / f"view-{name}.jpg", type="jpeg", quality=QUALITY)
    page.close()


def take(browser: Browser, url: str, name: str, city: City, shot: Shot) -> None:
    """Open the page anew, do what the picture needs, and keep it as JPEG."""
    context = browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        locale=shot.locale,
        color_scheme="dark" if shot.theme == "dark" else "light",
        has_touch=shot.touch,
        is_mobile=shot.touch,
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_function("window.twin?.isReady", timeout=60_000)
    shot.act(page, city)
    page.wait_for_timeout(2500)
    page.screenshot(path=FOLDER / f"{name}-{shot.name}.jpg", type="jpeg", quality=QUALITY)
    context.close()


def main() -> None:
    """Take every picture of each store named on the command line as NAME=FOLDER."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*SOFTWARE_3D, *QUIET, *sandbox]
        )
        for argument in sys.argv[1:]:
            name, _, folder = argument.partition("=")
            city = City.open(folder)
            with served(Path(folder)) as (url, _):
                for shot in SHOTS:
                    take(browser, url, name, city, shot)
                for place, view in VIEWS.items() if name == "timisoara" else ():
                    take_view(browser, url, place, view)
        browser.close()


if __name__ == "__main__":
    main()
