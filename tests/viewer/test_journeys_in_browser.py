"""Whole journeys in a real Chromium, each asserting on what is seen and on what the server has kept."""

import base64
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page, expect

from tests.tiny import CENTRE_LONLAT, FRAME
from twin.comments import Comments
from twin.saved_views import SavedViews
from twin.scenario_store import ScenarioStore
from twin.store import open_store
from viewer.view_state import CameraView, ScenarioView, ViewState

from .conftest import OpenPage, Visit, served
from .signing_in import cookie_of
from .test_desk import closing, razing
from .test_page_in_browser import differing_share
from .test_scenario_in_browser import applied, local, look_at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LONG_MS = 180_000
PICTURE = """() => {
    twin.resize(1);
    twin.drawNow();
    return twin.view.openglRenderWindow.getCanvas().toDataURL('image/png');
}"""


def signed_in(visit: OpenPage, url: str, folder: Path) -> Visit:
    """Return the page as a planner sees it."""
    shown = visit(f"{url}/sign-in")
    name, value = cookie_of(folder)
    shown.page.context.add_cookies([{"name": name, "value": value, "url": url}])
    shown.page.goto(url)
    return shown.when_ready()


def begin(page: Page, name: str) -> None:
    page.locator("#tab-scenario").click()
    page.locator("#scenario-name").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_function("trame.state.get('desk') && !trame.state.get('desk_busy')", timeout=LONG_MS)


def picture(shown: Visit) -> bytes:
    """Return what is drawn of the city alone, as PNG."""
    shown.when_ready()
    return base64.b64decode(str(shown.page.evaluate(PICTURE)).partition(",")[2])


def test_a_bike_track_is_drawn_compared_handed_over_and_seen_the_same_elsewhere(
    visit: OpenPage, own_tiny_folder: Path
) -> None:
    city = open_store(own_tiny_folder).city
    x, y = (float(value) for value in FRAME.from_lonlat_points(*CENTRE_LONLAT))
    ends = [local(city, shapely.Point(x + 25, y + north)) for north in (-20.0, 45.0)]  # from the street on
    with served(open_store(own_tiny_folder)) as url:
        shown = signed_in(visit, url, own_tiny_folder)
        page = shown.page
        begin(page, "Pista nouă")
        look_at(shown, local(city, shapely.Point(x + 25, y + 10)), tilt=5)
        page.locator('[data-tool="add-edit"]').click()
        page.locator('[data-kind="draw_bike_lane"]').click()
        for end in (*ends, ends[-1]):  # the last one again: that is the end
            shown.click_at(*end)
        page.locator('[data-tool="apply"]').click()
        applied(page, 1)
        expect(page.locator(".saved-state")).to_contain_text("Saved")
        kept = ScenarioStore.open(own_tiny_folder).scenario("Pista nouă")
        assert [edit.kind for edit in kept.edits] == ["draw_bike_lane"]

        page.locator('[data-tool="compare"]').click()
        page.wait_for_function("document.documentElement.dataset.compare === 'swipe' && twin.isReady", timeout=LONG_MS)
        expect(page.locator(".after .compare-name")).to_have_text("After: Pista nouă")
        page.keyboard.press("Escape")
        page.wait_for_function("!document.documentElement.dataset.compare")

        page.locator('.scenario-tools [data-tool="memo"]').click()
        expect(page.locator('[data-tool="open-memo"]')).to_be_visible(timeout=LONG_MS)
        with page.context.expect_page() as opened:
            page.locator('[data-tool="open-memo"]').click()
        expect(opened.value.locator("h1")).to_have_text("Pista nouă")
        opened.value.close()
        page.locator('[data-tool="close-memo"]').click()

        page.locator('[data-tool="share"]').click()
        link = page.locator("#share-address").input_value()
        page.keyboard.press("Escape")
        mine = picture(shown)
        theirs = visit(link).when_ready()
        theirs.page.wait_for_function("trame.state.get('desk')?.name === 'Pista nouă'", timeout=LONG_MS)
        assert differing_share(mine, picture(theirs)) < 0.002
        theirs.page.locator("#tab-scenario").click()
        theirs.page.locator('[data-side="before"]').click()
        theirs.page.wait_for_function("trame.state.get('desk').side === 'before'", timeout=LONG_MS)
        assert differing_share(mine, picture(theirs)) > 0.002  # the track is what is seen


def test_who_signs_in_goes_on_with_the_saved_scenario_of_a_link_or_with_a_copy(
    visit: OpenPage, own_tiny_folder: Path
) -> None:
    store = open_store(own_tiny_folder)
    ScenarioStore.of_store(store).new("Piața", author="Ion")
    way = str(store.city.streets.index[0])
    link = ViewState(CameraView(*CENTRE_LONLAT, 300.0, 0.0, 30.0), scenario=ScenarioView("Piața")).to_link()

    def sign_in(page: Page, url: str) -> None:
        name, value = cookie_of(own_tiny_folder)
        page.context.add_cookies([{"name": name, "value": value, "url": url}])
        page.goto(url)
        page.wait_for_function("window.trame?.state?.get('desk')?.may_save && window.twin?.scenario", timeout=LONG_MS)
        page.locator("#tab-scenario").click()

    with served(store) as url:
        page = visit(f"{url}/?view={link}").when_ready().page
        page.wait_for_function("trame.state.get('desk')?.name === 'Piața'", timeout=LONG_MS)
        page.locator("#tab-scenario").click()
        expect(page.locator(".saved-state")).to_have_text(
            "Saved, by Ion. What you change here stays in this browser tab — sign in to save."
        )
        sign_in(page, url)
        expect(page.locator(".saved-state")).to_have_text("Saved")

        page = visit(f"{url}/?view={link}").when_ready().page
        page.wait_for_function("trame.state.get('desk')?.name === 'Piața'", timeout=LONG_MS)
        page.evaluate("edit => trame.trigger('add_edit', [edit])", closing(way))
        applied(page, 1)
        sign_in(page, url)
        expect(page.locator(".saved-state")).to_have_text("A copy of “Piața”, only in this browser tab")
        page.locator('[data-tool="save"]').click()
        expect(page.locator("#scenario-name")).to_have_value("Piața (copy)")
        expect(page.locator("#scenario-name")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".saved-state")).to_have_text("Saved")
    assert [entry.name for entry in ScenarioStore.open(own_tiny_folder).entries()] == ["Piața", "Piața (copy)"]


def test_who_is_not_signed_in_saves_nothing_whatever_the_browser_sends(visit: OpenPage, own_tiny_folder: Path) -> None:
    with served(open_store(own_tiny_folder)) as url:
        shown = visit(url).when_ready()
        page = shown.page
        begin(page, "Al meu")
        forged = "trame.state.set('visitor', { name: 'Ana', role: 'admin', may_save: true, may_manage: true })"
        for prepare in ("null", forged):
            page.evaluate(prepare)
            for action in (
                ["save_scenario", "Furat"],
                ["new_story", "Furată"],
                ["save_view", "Furată", ""],
                ["add_comment", "Furat", {}],
            ):
                page.evaluate("trame.state.set('notice', { number: 0, text: '' })")
                page.evaluate("([name, ...given]) => trame.trigger(name, given)", action)
                page.wait_for_function("trame.state.get('notice').text", timeout=LONG_MS)
        expect(page.locator(".saved-state")).to_contain_text("Only in this browser tab")
        shown.errors.clear()
    store = ScenarioStore.open(own_tiny_folder)
    assert store.entries() == []
    assert Comments(store.engine, store.city.recipe.id).of() == []
    assert all(SavedViews(store.engine, store.city.recipe.id, kind).entries() == [] for kind in ("view", "story"))


@contextmanager
def serving(folder: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    """Serve in a process of its own, which can be killed."""
    code = f"from viewer.server import serve; from pathlib import Path; serve(Path({str(folder)!r}), port={port})"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        try:
            assert run.stdout is not None
            assert re.search(r"http://\S+/", run.stdout.readline())
            yield run
        finally:
            run.kill()


@pytest.mark.parametrize("is_planner", [True, False], ids=["a planner", "a visitor"])
def test_a_server_killed_in_the_middle_of_an_edit_loses_nothing(
    visit: OpenPage, own_tiny_folder: Path, *, is_planner: bool
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    street = str(open_store(own_tiny_folder).city.streets.index[0])
    with serving(own_tiny_folder, port) as run:
        shown = signed_in(visit, url, own_tiny_folder) if is_planner else visit(url).when_ready()
        page = shown.page
        begin(page, "Podul")
        page.evaluate("edit => trame.trigger('add_edit', [edit])", razing("way/1"))
        applied(page, 1)
        page.evaluate(
            "edit => { window.isOld = true; trame.trigger('add_edit', [edit]).catch(() => {}); }", closing(street)
        )
        run.kill()
        expect(page.locator("#lost")).to_be_visible(timeout=LONG_MS)
    with serving(own_tiny_folder, port):
        page.wait_for_function(
            "!window.isOld && window.twin?.isReady && trame.state.get('desk')?.edits.length >= 1",
            timeout=LONG_MS,
        )
        kinds = [edit["kind"] for edit in page.evaluate("trame.state.get('desk').edits")]
        assert page.evaluate("trame.state.get('desk').name") == "Podul"
        assert kinds in (["demolish_building"], ["demolish_building", "close_street"])
        if is_planner:
            kept = ScenarioStore.open(own_tiny_folder).scenario("Podul")
            assert [edit.kind for edit in kept.edits] == kinds
        page.evaluate("edit => trame.trigger('add_edit', [edit])", closing(street))  # and work goes on
        page.wait_for_function(f"trame.state.get('desk').edits.length === {len(kinds) + 1}", timeout=LONG_MS)
    shown.errors.clear()  # the browser reports the requests that nobody answered


def opened(page: Page, name: str, *, mine: str) -> None:
    """Wait for a page that was loaded anew to show a scenario, and to offer another beside it."""
    said = (
        "!window.isOld && window.twin?.viewing.isKept && [trame.state.get('desk')?.name, trame.state.get('desk')?.mine]"
    )
    page.wait_for_function(f"([...wanted]) => String({said}) === String(wanted)", arg=[name, mine], timeout=LONG_MS)


def test_what_is_not_saved_is_offered_beside_the_saved_scenario_that_was_open_or_that_a_link_names(
    visit: OpenPage, own_tiny_folder: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    street = str(open_store(own_tiny_folder).city.streets.index[0])
    with serving(own_tiny_folder, port) as run:
        shown = signed_in(visit, f"http://localhost:{port}", own_tiny_folder)
        page = shown.page
        begin(page, "Podul")
        ScenarioStore.open(own_tiny_folder).scenario("Podul").close_street(street)
        page.evaluate("edit => { window.isOld = true; trame.trigger('add_edit', [edit]); }", razing("way/1"))
        expect(page.get_by_text("Go on with mine as")).to_be_visible(timeout=LONG_MS)
        link = page.evaluate("twin.viewing.address()")
        run.kill()
        expect(page.locator("#lost")).to_be_visible(timeout=LONG_MS)
    with serving(own_tiny_folder, port):
        opened(page, "Podul", mine="Podul (mine)")
        assert [edit["kind"] for edit in page.evaluate("trame.state.get('desk').edits")] == ["close_street"]
        page.goto(link)
        opened(page, "Podul", mine="Podul (mine)")
        page.locator(".warning").get_by_text("Open").click()
        opened(page, "Podul (mine)", mine="")
        page.evaluate("window.isOld = true")
        page.reload()
        opened(page, "Podul (mine)", mine="")  # it was what was open
        page.goto(link)
        opened(page, "Podul", mine="Podul (mine)")
        assert page.evaluate("trame.state.get('desk').is_saved")
        page.evaluate("twin.scenario.panel.show()")
        page.locator('[data-tool="put-away"]').click()
        expect(page.get_by_role("alert").get_by_text("“Podul (mine)”, which is offered here")).to_be_visible()
        assert page.evaluate("trame.state.get('desk').mine") == "Podul (mine)"  # asked first: it is still there
        page.locator('[data-tool="away"]').click()
        page.wait_for_function("trame.state.get('desk') === null", timeout=LONG_MS)
    shown.errors.clear()
