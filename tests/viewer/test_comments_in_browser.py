"""Two planners and a guest in real browsers: a comment is pinned, answered, settled; they see who has what open."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from twin.comments import Comments
from twin.scenario_store import ScenarioStore
from twin.store import open_store

from .conftest import OpenPage, Visit, served
from .signing_in import cookie_of
from .test_desk import razing

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patient")]

SAYING = "Prea <b>înalt</b>?\nDe discutat."


@pytest.fixture(scope="module")
def folder(tiny_store_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(tiny_store_folder, tmp_path_factory.mktemp("talk") / "tiny"))


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with served(open_store(folder)) as url:
        yield url


def signed_in(visit: OpenPage, url: str, folder: Path, name: str, **options: object) -> Visit:
    cookie, ticket = cookie_of(folder, name)
    state = {"cookies": [{"name": cookie, "value": ticket, "domain": "localhost", "path": "/", "expires": -1,
                          "httpOnly": True, "secure": False, "sameSite": "Lax"}], "origins": []}  # fmt: skip
    return visit(url, storage_state=state, **options).when_ready()


def open_comments(page: Page) -> None:
    page.locator('[data-tool="comments"]').click()
    expect(page.locator("#comments")).to_be_focused()


def has_focus(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()


def test_a_comment_goes_from_one_planner_to_the_other_and_a_guest_only_reads(
    visit: OpenPage, url: str, folder: Path
) -> None:
    ana = signed_in(visit, url, folder, "Ana").page
    ion = signed_in(visit, url, folder, "Ion").page
    guest = visit(url).when_ready().page

    # Both open a scenario, and see each other there; the guest is not told.
    ana.locator("#tab-scenario").click()
    ana.locator("#scenario-name").fill("Turnul")
    ana.keyboard.press("Enter")
    expect(ana.locator(".saved-state")).to_have_text("Saved")
    expect(ana.locator(".company")).to_have_count(0)
    for page in (ion, guest):
        page.locator("#tab-scenario").click()
        page.locator(".scenario .choice").click()
    expect(ana.locator(".company")).to_have_text("Also has it open: Ion")
    expect(ion.locator(".company")).to_have_text("Also has it open: Ana")
    expect(guest.locator(".company")).to_have_count(0)

    # In a second browser she sees herself, and so does the first.
    again = signed_in(visit, url, folder, "Ana").page
    again.locator("#tab-scenario").click()
    again.locator(".scenario .choice").click()
    for page in (ana, again):
        expect(page.locator(".company p")).to_have_text(
            ["You have it open in another window too.", "Also has it open: Ion"]
        )
    expect(ion.locator(".company")).to_have_text("Also has it open: Ana")

    # What is saved in one window is told in the others, which then open it again.
    again.evaluate("edit => trame.trigger('add_edit', [edit])", razing("way/1"))
    expect(ana.locator(".warning p")).to_have_text(
        "You changed this scenario in another window. What you see here is how it was before."
    )
    expect(ion.locator(".warning p")).to_contain_text("Ana changed this scenario meanwhile.")
    expect(guest.locator(".warning p")).to_have_count(0)
    ana.locator(".warning").get_by_text("Open it again").click()
    expect(ana.locator(".edits > li")).to_have_count(1, timeout=60_000)
    expect(ana.locator(".warning p")).to_have_count(0)
    again.evaluate("trame.trigger('undo_edit')")
    ana.locator(".warning").get_by_text("Open it again").click(timeout=60_000)
    expect(ana.locator(".edits > li")).to_have_count(0, timeout=60_000)
    again.close()
    expect(ana.locator(".company")).to_have_text("Also has it open: Ion")

    # Ana pins with keys alone: Enter takes the middle of the view.
    ana.locator('[data-tool="comments"]').focus()
    ana.keyboard.press("Enter")
    has_focus(ana, "#comments")
    ana.locator('[data-tool="add-comment"]').press("Enter")
    has_focus(ana, "#map")
    ana.keyboard.press("Enter")
    has_focus(ana, "#comment-text")
    ana.keyboard.type(SAYING)
    ana.keyboard.press("Tab")
    ana.keyboard.press("Enter")
    has_focus(ana, '[data-tool="add-comment"]')
    expect(ana.locator(".pin")).to_have_count(1)

    # Ion sees the number without doing anything, opens the pin, and replies.
    expect(ion.locator(".comments-count")).to_have_text("1")
    expect(ion.locator(".pin")).to_have_count(0)  # the panel is closed
    open_comments(ion)
    ion.locator(".pin").click()
    expect(ion.locator(".chosen .comment-said")).to_have_text(SAYING)
    ion.locator("#reply-text").fill("Da, cu un etaj.")
    ion.locator(".reply-form button").click()
    expect(ana.locator(".comment-list")).to_contain_text("replies: 1")
    ion.locator('[data-tool="fly"]').click()
    ion.locator('[data-tool="resolve"]').click()
    has_focus(ion, '[data-shown="open"]')
    expect(ion.locator(".comment-list > li")).to_have_count(0)
    expect(ana.locator(".comments-count")).to_have_count(0)

    # Ana cannot delete what was answered; the guest reads all of it and is offered nothing.
    ana.locator('[data-shown="all"]').click()
    expect(ana.locator(".comment-list")).to_contain_text("Resolved by Ion")
    ana.locator(".pin").focus()
    ana.keyboard.press("Enter")
    expect(ana.locator(".thread")).to_contain_text("Da, cu un etaj.")
    expect(ana.locator('[data-tool="delete-one"]')).to_have_count(0)
    ana.evaluate("trame.trigger('delete_comment', [trame.state.get('comments')[0].id])")
    expect(ana.locator(".v-snackbar")).to_contain_text("Others have replied")
    open_comments(guest)
    guest.locator('[data-shown="resolved"]').click()
    guest.locator(".comment-head").click()
    expect(guest.locator(".thread")).to_contain_text("Da, cu un etaj.")
    expect(guest.locator("#comments")).to_contain_text("Sign in as a planner")
    assert guest.locator("#comments :is(form, [data-tool='resolve'], [data-tool='delete-one'])").count() == 0
    guest.evaluate("trame.trigger('reopen_comment', [trame.state.get('comments')[0].id])")
    expect(guest.locator(".v-snackbar")).to_contain_text("Sign in to save.")

    # What the server has is what was seen; who leaves is no longer there.
    store = ScenarioStore.open(folder)
    (kept,) = Comments(store.engine, store.city.recipe.id).of()
    assert (kept.text, kept.author, kept.scenario, kept.resolved_by) == (SAYING, "Ana", "turnul", "Ion")
    ion.close()
    ana.locator('[data-tool="close-comments"]').click()
    expect(ana.locator(".company")).to_have_count(0)
    expect(ana.locator(".pin")).to_have_count(0)


def test_the_note_of_a_change_is_changed_in_the_list_and_undone(visit: OpenPage, url: str, folder: Path) -> None:
    page = signed_in(visit, url, folder, "Ana", locale="ro-RO").page
    way = str(open_store(folder).city.streets.index[0])
    page.locator("#tab-scenario").click()
    page.locator("#scenario-name").fill("Strada liberă")
    page.keyboard.press("Enter")
    expect(page.locator(".saved-state")).to_have_text("Salvat")
    edit = {"kind": "close_street", "target": {"layer": "streets", "ids": [way]}, "after": {"modes": ["car"]}}
    page.evaluate("edit => trame.trigger('add_edit', [edit])", edit)
    page.locator(".edits .layer-title").click()
    page.locator(".edit-note textarea").fill("din mai")
    page.locator('[data-tool="note"]').click()
    expect(page.locator(".edits .names")).to_contain_text("din mai")
    expect(page.locator('[data-tool="note"]')).to_have_count(0)
    has_focus(page, ".edit-note textarea")
    page.locator('[data-tool="undo"]').click()
    expect(page.locator(".edits .names")).not_to_contain_text("din mai")
    expect(page.locator(".edit-note textarea")).to_have_value("")


def test_a_planner_renames_and_archives_a_scenario_and_lists_it_again(visit: OpenPage, url: str, folder: Path) -> None:
    page = signed_in(visit, url, folder, "Ana").page
    page.locator("#tab-scenario").click()
    page.locator("#scenario-name").fill("Turnul de la pod")
    page.keyboard.press("Enter")
    page.locator('[data-tool="rename"]').wait_for()
    link = page.evaluate("twin.viewing.address()")  # by the name of before
    page.locator('[data-tool="rename"]').press("Enter")
    has_focus(page, "#scenario-name")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Podul")
    page.keyboard.press("Enter")
    expect(page.locator(".scenario-title h2")).to_have_text("Podul")
    has_focus(page, '[data-tool="rename"]')
    page.keyboard.press("Tab")
    has_focus(page, '[data-tool="archive"]')
    page.keyboard.press("Enter")
    has_focus(page, '[data-tool="archive-sure"]')
    expect(page.get_by_role("alert")).to_contain_text("No list shows it then.")
    page.keyboard.press("Enter")
    expect(page.locator(".archived")).to_contain_text("Archived by Ana: no list shows it, links still open it.")
    has_focus(page, '[data-tool="list-again"]')
    expect(page.locator('[data-tool="archive"]')).to_have_count(0)
    page.locator('[data-tool="put-away"]').click()
    expect(page.locator(".scenario-start")).to_be_visible()
    expect(page.locator(".scenario .choice .name").get_by_text("Podul", exact=True)).to_have_count(0)

    ion = signed_in(visit, link, folder, "Ion").page
    ion.locator("#tab-scenario").click()
    expect(ion.locator(".archived")).to_contain_text("Archived by Ana")
    assert ion.locator('[data-tool="list-again"], [data-tool="archive"], [data-tool="rename"]').count() == 0
    again = signed_in(visit, link, folder, "Ana").page
    again.locator("#tab-scenario").click()
    again.locator('[data-tool="list-again"]').click()
    expect(ion.locator(".archived")).to_have_count(0)
    has_focus(again, '[data-tool="archive"]')
