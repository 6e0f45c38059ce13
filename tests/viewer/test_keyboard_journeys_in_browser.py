"""Whole journeys by the keyboard alone: Tab, arrows, Enter, Escape, typing and the keys that the help names.

No mouse, and no focus that the test sets: wherever a step stops, the focus has to be there by what was pressed, inside
the window, and seen.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from twin.scenario_store import ScenarioStore
from twin.store import Store, open_store

from .conftest import OpenPage, served
from .signing_in import cookie_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LONG_MS = 180_000
MOST_STOPS = 25  # of one panel; whoever has to press more than that gives up
SETTLED = "trame.state.get('board')?.is_compared && !trame.state.get('board_busy')"
STREET = "Strada Veveriței"

# What has the focus, and whether that is seen: an outline, or a ring in the accent's colour, of it or right around it.
STOP = """() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--accent)';
    const accent = getComputedStyle(probe).color;
    probe.remove();
    const ringed = (node, part) => {
        const style = getComputedStyle(node, part);
        if (part && ['none', 'normal'].includes(style.content)) return false;
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const bordered = style.borderTopStyle !== 'none' && style.borderTopColor === accent;
        return outlined || bordered || style.boxShadow.includes(accent) || (part && style.backgroundColor === accent);
    };
    const at = document.activeElement;
    const near = [at, at.parentElement, at.closest('.find-box, .with-unit')].filter(Boolean);
    const box = at.getBoundingClientRect();
    return {
        id: at.id, tag: at.tagName.toLowerCase(), data: { ...at.dataset }, text: at.innerText ?? '',
        name: at.getAttribute('aria-label') ?? '',
        panel: at.closest('section, .panel, .find, .navigation, .settings')?.className ?? '',
        isSeen: near.some((node) => ringed(node) || ringed(node, '::before') || ringed(node, '::after')),
        isInside: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    };
}"""


@dataclass
class Walk:
    """Somebody at a keyboard: what was pressed, and everything that had the focus on the way."""

    page: Page
    pressed: int = 0
    unseen: list[str] = field(default_factory=list)

    def press(self, key: str) -> dict[str, Any]:
        """Press a key and return what has the focus then."""
        self.page.keyboard.press(key)
        self.pressed += 1
        return self.stop()

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)

    def stop(self) -> dict[str, Any]:
        """Return what has the focus; it is noted where nobody could see that."""
        self.page.wait_for_timeout(60)
        stop = dict(self.page.evaluate(STOP))
        if stop["tag"] != "body" and not (stop["isSeen"] and stop["isInside"]):
            why = "outside" if stop["isSeen"] else "no ring"
            named = f"{stop['tag']} #{stop['id']} {stop['data']} “{stop['name'] or stop['text'][:40]}”"
            self.unseen.append(f"{named}: {why}")
        return stop

    def to(self, selector: str, *, by: str = "Tab") -> None:
        """Press a key until something has the focus, but not more often than anybody would."""
        for _ in range(MOST_STOPS):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.press(by)
        raise AssertionError(f"{MOST_STOPS} times {by} do not lead to {selector}; the focus is at {self.stop()}")

    def waits_at(self, selector: str) -> None:
        """Wait until the page itself has put the focus somewhere."""
        script = "s => document.activeElement.matches(s)"
        self.page.wait_for_function(script, arg=selector, timeout=LONG_MS)
        self.stop()


@pytest.fixture
def own_demo(demo_store_folder: Path, tmp_path: Path) -> Store:
    return open_store(Path(shutil.copytree(demo_store_folder, tmp_path / "city")))


@pytest.fixture
def walk(visit: OpenPage, own_demo: Store) -> Iterator[Walk]:
    """A planner's page, at which nothing was clicked."""
    with served(own_demo) as url:
        shown = visit(f"{url}/sign-in")
        name, value = cookie_of(own_demo.folder)
        shown.page.context.add_cookies([{"name": name, "value": value, "url": url}])
        shown.page.goto(url)
        yield Walk(shown.when_ready().page)


def close_a_street(walk: Walk) -> None:
    """Begin a scenario, find a street and close it."""
    walk.to("#find", by="F6")
    walk.press("F6")
    walk.to("#tab-layers")
    assert walk.press("ArrowRight")["id"] == "tab-scenario"
    walk.to("#scenario-name")
    walk.type("Cu tastele")
    walk.press("Enter")
    walk.page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')", timeout=LONG_MS)
    assert walk.press("Control+k")["id"] == "find"
    walk.type(STREET.replace("ț", "t"))
    expect(walk.page.locator("#found li").first).to_contain_text(STREET, timeout=LONG_MS)
    walk.press("Enter")
    walk.waits_at("#card")
    walk.to('[data-offer="close_street"]')
    walk.press("Enter")
    walk.waits_at("#form-title")
    expect(walk.page.locator(".targets li")).to_have_count(1)
    walk.to('[data-tool="apply"]')
    walk.press("Enter")
    walk.waits_at('[data-tool="add-edit"]')


def kinds(store: Store) -> list[str]:
    """Return the edits that the server has kept."""
    return [edit.kind for edit in ScenarioStore.of_store(store).scenario("Cu tastele").edits]


def test_nothing_has_the_focus_before_a_key_is_pressed(walk: Walk) -> None:
    assert walk.stop()["tag"] == "body"


def test_a_slash_begins_the_search_from_a_switch_but_not_from_a_text(walk: Walk) -> None:
    walk.to(".panel.layers *", by="F6")
    walk.to('[data-layer="buildings"] input')
    assert walk.press("/")["id"] == "find"
    walk.type("1/2")
    assert walk.page.locator("#find").input_value() == "1/2"


def test_a_street_is_found_closed_weighed_and_opened_again_by_keys_alone(walk: Walk, own_demo: Store) -> None:
    page = walk.page
    close_a_street(walk)
    expect(page.locator(".edits")).to_contain_text(STREET)
    expect(page.locator(".saved-state")).to_contain_text("Saved")
    assert kinds(own_demo) == ["close_street"]

    walk.to(".board-opener", by="F6")
    walk.press("Enter")
    walk.waits_at("#board")
    page.wait_for_function(SETTLED, timeout=LONG_MS)
    walk.to('[data-sort="lose"]')
    walk.press("Enter")  # the most first
    expect(page.locator("#board th:has([data-sort=lose])")).to_have_attribute("aria-sort", "descending")
    walk.to("#board .more")
    walk.press("Enter")
    expect(page.locator("#board tr.detail caption").first).to_have_text("Who gains, who loses")
    losers = page.locator("#board tr.detail tr.total td").nth(2).inner_text()
    assert int(re.sub(r"\D", "", losers)) > 0
    walk.press("Escape")
    walk.waits_at(".board-opener")
    expect(page.locator("#board")).to_have_count(0)

    walk.press("Control+z")
    expect(page.locator(".edits li")).to_have_count(0, timeout=LONG_MS)
    page.wait_for_function("!trame.state.get('desk_busy')", timeout=LONG_MS)
    assert kinds(own_demo) == []
    assert not walk.unseen
    assert walk.pressed < 80


def test_two_sides_are_compared_by_keys_alone(walk: Walk, own_demo: Store) -> None:
    page = walk.page
    ScenarioStore.of_store(own_demo).new("Altul")
    close_a_street(walk)
    walk.to('[data-side="both"]', by="Shift+Tab")
    walk.press("Enter")
    page.wait_for_function("document.documentElement.dataset.compare === 'swipe' && twin.isReady", timeout=LONG_MS)
    walk.to(".compare-line", by="F6")
    line = page.locator(".compare-line")
    before = line.get_attribute("aria-valuenow")
    assert before == "50"
    walk.press("Shift+ArrowRight")
    walk.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuetext", "58 % before, 42 % after")
    walk.press("End")
    expect(line).to_have_attribute("aria-valuenow", "100")
    walk.press("Home")
    expect(line).to_have_attribute("aria-valuenow", "0")

    walk.to(".compare-bar *", by="F6")
    walk.to('[data-tool="compare-with"]')
    expect(page.locator(".before .compare-name")).to_have_text("Before: the city as it is")
    walk.type("Altul")
    expect(page.locator(".before .compare-name")).to_have_text("Before: Altul", timeout=LONG_MS)
    assert page.evaluate("trame.state.get('compare').with") == "Altul"
    page.wait_for_function("twin.isReady", timeout=LONG_MS)
    walk.press("Escape")
    expect(page.locator(".compare-bar")).to_have_count(0)
    walk.waits_at("#map")
    assert not walk.unseen


def test_what_had_the_focus_may_go_and_the_focus_stays_on_the_page(walk: Walk) -> None:
    page = walk.page
    walk.press("Control+k")
    walk.type(STREET)
    expect(page.locator("#found li").first).to_contain_text(STREET, timeout=LONG_MS)
    walk.press("Enter")
    walk.waits_at("#card")
    walk.to('[data-tool="close-card"]')
    walk.press("Enter")
    walk.waits_at("#map")
    walk.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "F6" in page.get_by_role("dialog").inner_text()
    walk.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    seen = [walk.press("F6") for _ in range(8)]
    assert len({stop["panel"] for stop in seen}) > 4
    assert not walk.unseen
