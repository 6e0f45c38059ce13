"""`make screenshots`: the pictures of docs/screenshots, taken of the real page in Chromium."""

import argparse
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.bench.sessions import served
from twin.city import City
from twin.users import Role
from viewer.view_state import CameraView, ViewState

from . import states
from .conftest import QUIET, SOFTWARE_3D
from .signing_in import cookie_of
from .states import Act

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
QUALITY = 72
LOCALES = {"ro": "ro-RO", "en": "en-GB"}
WHO: Mapping[Role, str] = {"admin": "Ana Ionescu", "planner": "Ion Popescu"}
OFFICE, WALL, PHONE = (1366, 768), (1920, 1080), (390, 844)


@dataclass(frozen=True)
class Shot:
    """A state of the page: the name of its pictures, its title, and what is done before they are taken."""

    name: str
    title: str
    act: Act = lambda page, city: None
    size: tuple[int, int] = OFFICE
    theme: str = "light"
    role: Role | None = None


SHOTS = (
    Shot("start", "The city as it opens"),
    Shot("dark", "By night, on a large screen", size=WALL, theme="dark"),
    Shot("whole", "All of it", states.keys("-", "-", "-", "-")),
    Shot("above", "From above", states.keys("t")),
    Shot("help", "Every key", states.keys("?")),
    Shot("find", "Find", states.find),
    Shot("card", "The card of a building", states.card),
    Shot("card-dark", "The card by night", states.card, theme="dark"),
    Shot("ask", "How far one gets", states.ask("isochrone")),
    Shot("route", "Which way", states.ask("route")),
    Shot("nearest", "Who is served", states.ask("nearest")),
    Shot("kinds", "Every kind of edit", states.kinds),
    Shot("draw", "A building is drawn", states.draw),
    Shot("scenario", "A scenario", states.close_streets, role="planner"),
    Shot("board", "The board", states.board),
    Shot("difference", "A difference, painted", states.difference),
    Shot("compare", "Compare by a line", states.compare("swipe")),
    Shot("side-by-side", "Compare side by side", states.compare("side")),
    Shot("colours", "Buildings painted by a column", states.colours),
    Shot("time", "Time", states.open_tool("moment")),
    Shot("shade", "Sun and shade of a moment", states.sun("moment")),
    Shot("sun-hours", "Hours of sun of a day", states.sun("hours")),
    Shot("comments", "Comments", states.comments, role="planner"),
    Shot("measure", "Measure", states.measure),
    Shot("in-view", "What is in view", states.open_tool("in-view")),
    Shot("part", "One neighbourhood, cut", states.part),
    Shot("share", "Share", states.open_tool("share")),
    Shot("stories", "Stories", states.open_tool("stories")),
    Shot("memo", "A memo", states.memo),
    Shot("sign-in", "Sign in", states.sign_in),
    Shot("admin", "Administration", states.admin, role="admin"),
    Shot("wall-board", "The board on a large screen", states.board, size=WALL),
    Shot("display", "The display of the Living Lab", states.display, size=WALL),
    Shot("phone-start", "On a phone", size=PHONE),
    Shot("phone-find", "Find, on a phone", states.find, size=PHONE),
    Shot("phone-card", "A card on a phone", states.card, size=PHONE),
    Shot("phone-ask", "How far one gets, on a phone", states.ask("isochrone"), size=PHONE),
    Shot("phone-scenario", "A scenario on a phone", states.close_streets, size=PHONE, theme="dark"),
    Shot("phone-board", "The board on a phone", states.board, size=PHONE),
    Shot("phone-compare", "Compare on a phone", states.compare("swipe"), size=PHONE),
)


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
    page.wait_for_function("window.twin?.isReady", timeout=states.SLOW_MS)
    page.add_style_tag(content=BARE)
    _keep(page, f"view-{name}")
    page.close()


def take(browser: Browser, url: str, folder: Path, shot: Shot, language: str) -> None:
    """Open the page anew in a language, do what the picture needs, and keep what is seen last."""
    city, is_phone = City.open(folder), shot.size == PHONE
    name, value = cookie_of(folder, WHO[shot.role], role=shot.role) if shot.role else ("", "")
    with browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        locale=LOCALES[language],
        color_scheme="dark" if shot.theme == "dark" else "light",
        has_touch=is_phone,
        is_mobile=is_phone,
    ) as context:
        if name:
            context.add_cookies([{"name": name, "value": value, "url": url}])
        page = context.new_page()
        page.goto(url)
        page.wait_for_function("window.twin?.isReady", timeout=states.SLOW_MS)
        shot.act(page, city)
        _keep(context.pages[-1], f"{shot.name}-{language}")


def _keep(page: Page, name: str) -> None:
    page.wait_for_timeout(2500)
    page.wait_for_function("!window.twin || (twin.isReady && twin.scale === 1)", timeout=states.SLOW_MS)
    image = Image.open(BytesIO(page.screenshot()))
    image.convert("RGB").save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


def gallery() -> str:
    """Return the page that shows each state in both languages."""
    lines = [
        "# The page, state by state",
        "",
        "Taken by `make screenshots` in Chromium, of Timișoara from OpenStreetMap.",
        "",
    ]
    for shot in SHOTS:
        wide, high = shot.size
        lines += [f"## {shot.title} ({wide} × {high})", "", "| Română | English |", "|---|---|"]
        lines += [f"| ![](screenshots/{shot.name}-ro.webp) | ![](screenshots/{shot.name}-en.webp) |", ""]
    return "\n".join(lines)


def main() -> None:
    """Take the pictures of a store: all, or those whose names begin as is said."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("names", nargs="*", help="what the names of pictures begin with, such as board or view-")
    asked = parser.parse_args()

    def is_asked(name: str) -> bool:
        return not asked.names or name.startswith(tuple(asked.names))

    failed: list[str] = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    drawing = [each for each in SOFTWARE_3D if not each.startswith("--webgl-antialiasing")]  # as on a real screen
    with ExitStack() as stack:
        store = Path(stack.enter_context(TemporaryDirectory())) / "city"  # accounts and comments of pictures stay there
        shutil.copytree(asked.store, store, ignore=shutil.ignore_patterns("*.sqlite*"))
        playwright, (url, _) = stack.enter_context(sync_playwright()), stack.enter_context(served(store))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*drawing, *QUIET, *sandbox]
        )
        for shot, language in product(SHOTS, LOCALES):
            if is_asked(name := f"{shot.name}-{language}"):
                try:
                    take(browser, url, store, shot, language)
                except Error as error:
                    failed.append(name)
                    print(f"{name}: {error.message}", file=sys.stderr)
        for place, view in VIEWS.items():
            if is_asked(f"view-{place}"):
                take_view(browser, url, place, view)
        browser.close()
    (FOLDER.parent / "screens.md").write_text(gallery(), encoding="utf-8")
    if failed:
        sys.exit(f"not taken: {', '.join(failed)}")


if __name__ == "__main__":
    main()
