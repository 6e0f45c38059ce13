"""Tiles that do not come, and errors of the browser: what the page does about them, and who hears of it."""

import pytest
from playwright.sync_api import Route, expect

from viewer.view_state import CameraView, ViewState

from .conftest import OpenPage, Visit

VIEW = ViewState(CameraView(21.2257, 45.7537, 1000.0, 0.0, 50.0)).to_link()
pytestmark = [pytest.mark.browser, pytest.mark.logs_errors]


class Line:
    """A network that fails for the tiles of one layer until it is mended, or so many times."""

    def __init__(self, shown: Visit, url: str, *, fails: int, status: int | None) -> None:
        self.shown, self.left, self.status = shown, fails, status
        shown.page.route("**/tiles/*", self.carry)
        shown.page.goto(f"{url}/?view={VIEW}")  # no first picture: each tile once
        shown.page.wait_for_function("window.twin")

    def carry(self, route: Route) -> None:
        if self.left <= 0:
            route.continue_()
            return
        self.left -= 1
        if self.status is None:
            route.abort()
        else:
            route.fulfill(status=self.status)

    def stop(self) -> None:
        self.shown.errors.clear()  # the browser itself writes each failed request to its console


@pytest.mark.parametrize("status", [None, 503])
def test_a_tile_that_was_lost_on_the_way_is_fetched_again(visit: OpenPage, tiny_url: str, status: int | None) -> None:
    shown = visit("about:blank")
    line = Line(shown, tiny_url, fails=3, status=status)
    shown.when_ready()
    assert line.left == 0
    assert shown.page.evaluate("twin.loaded") == shown.page.evaluate("trame.state.get('tiles').length")
    expect(shown.page.locator(".loading")).to_be_hidden()
    line.stop()


def test_tiles_that_never_come_are_said_and_fetched_by_a_button(visit: OpenPage, tiny_url: str) -> None:
    shown = visit("about:blank")
    line = Line(shown, tiny_url, fails=10_000, status=503)
    again = shown.page.get_by_role("button", name="Load again")
    expect(again).to_be_visible(timeout=40_000)
    count = shown.page.evaluate("trame.state.get('tiles').length")
    expect(shown.page.locator(".loading-text")).to_contain_text(f"({count})", timeout=20_000)
    line.left = 0
    again.click()
    shown.page.wait_for_function("n => twin.loaded === n", arg=count)
    expect(shown.page.locator(".loading")).to_be_hidden()
    line.stop()


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("console.error({ code: 7, message: 'the roof is missing' })", "the roof is missing"),
        ("console.error('a', new RangeError('too high'))", "too high"),
        ("setTimeout(() => { throw new Error('a bare throw'); })", "a bare throw"),
        ("void Promise.reject({ reason: 'a broken promise' })", "a broken promise"),
    ],
)
def test_the_servers_log_says_what_went_wrong_in_the_browser(
    visit: OpenPage, tiny_url: str, caplog: pytest.LogCaptureFixture, script: str, says: str
) -> None:
    shown = visit(tiny_url).when_ready()
    shown.page.evaluate(f"() => {{ {script} }}")
    shown.page.wait_for_timeout(500)
    told = [record.getMessage() for record in caplog.records if record.name.startswith("viewer")]
    assert any(says in text for text in told), told
    assert not any("[object" in text for text in told)
    shown.errors.clear()
