"""What a planner's page costs while it is worked with: traffic of its socket, and an edit until the map shows it."""

import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from twin.city import City
from twin.store import open_store

from .run import Figure

SESSION_S, LOOKING_S = 600, 60  # a session of ten minutes: so long is looked about, the rest is waited and counted up
EDITS = 5
INDICATOR = "minutes_to_centre_car"
QUIET = "!trame.state.get('board_busy') && !trame.state.get('place')?.is_working && !trame.state.get('ask_working')"
PAINTED = """(count) => {
  const [desk, paint] = ['desk', 'paint'].map((name) => trame.state.get(name));
  return desk.edits.length === count && !trame.state.get('desk_busy') && !trame.state.get('board_busy')
    && paint?.url && !paint.is_old && twin.paint.key === [paint.left_url, paint.url].join() && twin.isReady;
}"""


def figures(browser: Browser, url: str, store: Path) -> Iterator[Figure]:
    """Look about for a while, then close streets while an indicator is painted."""
    city = open_store(store).city
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    traffic = Traffic(page)
    page.goto(url)
    page.wait_for_function("window.twin?.isReady", timeout=120_000)
    loaded = traffic.kb
    _look_about(page, city)
    page.wait_for_function(QUIET, timeout=120_000)  # what comes late is no part of each idle minute
    looked = traffic.kb
    page.wait_for_timeout(LOOKING_S * 1000)
    idle = (traffic.kb - looked) * (SESSION_S / LOOKING_S - 2)
    kb = f"{looked + idle:.0f} kB, {loaded:.0f} of them until the page is there"
    yield Figure(f"socket of a session of {SESSION_S // 60} minutes without edits", kb, "≤ 200 kB")
    took = list(_edits(page, city))
    context.close()
    said = f"{statistics.median(took):.1f} s, at most {max(took):.1f} s"
    yield Figure("close a street → tiles, board and painted map show it", said, "≤ 2 s")


class Traffic:
    """Counts what goes over the sockets of a page, both ways."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        page.on("websocket", lambda socket: [socket.on(way, self._count) for way in ("framesent", "framereceived")])

    def _count(self, frame: str | bytes) -> None:
        self.bytes += len(frame.encode() if isinstance(frame, str) else frame)

    @property
    def kb(self) -> float:
        """What has gone so far."""
        return self.bytes / 1000


def _look_about(page: Page, city: City) -> None:
    """Do what somebody does who looks and asks: turn, click, search, switch layers, ask how far one gets."""
    started = time.perf_counter()
    lon, lat = city.recipe.centre_lonlat
    page.mouse.move(700, 400)
    for turn in range(10):
        page.mouse.wheel(0, -120 if turn % 2 else 120)
        page.keyboard.press("ArrowLeft")
        page.mouse.click(600 + 12 * turn, 380)
        page.wait_for_timeout(400)
        page.evaluate(f"trame.trigger('show_layer', ['trees', {str(bool(turn % 2)).lower()}])")
    for text in ("Piața", "Bega", "spital"):
        page.evaluate("(text) => trame.trigger('find', [text])", text)
        page.wait_for_timeout(400)
    page.evaluate("trame.trigger('open_questions')")
    for minutes in (10, 15):
        page.evaluate(f"trame.trigger('ask_isochrone', [[{lon}, {lat}], 'walk', {minutes}])")
        page.wait_for_timeout(1500)
    page.wait_for_timeout(max(0.0, LOOKING_S - (time.perf_counter() - started)) * 1000)


def _edits(page: Page, city: City) -> Iterator[float]:
    """Give the seconds from the request of an edit to the painted picture of what it changes."""
    streets = city.streets
    main = streets.index[(streets["class"] == "tertiary") & streets["name"].notna()]
    page.evaluate("trame.trigger('new_scenario', ['Bench'])")
    page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')")
    page.evaluate(f"trame.trigger('paint', ['{INDICATOR}'])")
    page.wait_for_function(PAINTED, arg=0, timeout=120_000)
    for number in range(EDITS + 1):
        target = {"layer": "streets", "ids": [str(main[7 * number])]}
        edit = {"kind": "close_street", "target": target, "after": {"modes": ["car"]}}
        started = time.perf_counter()
        page.evaluate(f"trame.trigger('add_edit', [{json.dumps(edit)}])")
        page.wait_for_function(PAINTED, arg=number + 1, timeout=120_000)
        if number:  # the first makes what all share
            yield time.perf_counter() - started
        page.wait_for_timeout(1000)
