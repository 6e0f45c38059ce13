"""The page of administrators in a real Chromium: the way to it, what is done there, and what axe-core says of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from twin.scenario_store import ScenarioStore
from twin.store import Store
from twin.users import UserStore

from .conftest import OpenPage, served
from .signing_in import PASSWORD, cookie_of
from .test_axe_in_browser import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def url(own_store: Store) -> Iterator[str]:
    with served(own_store) as url:
        yield url


def as_admin(visit: OpenPage, url: str, store: Store, **options: object) -> Page:
    """Return the city's page as an administrator sees it."""
    shown = visit(f"{url}/sign-in", **options)
    name, value = cookie_of(store.folder, role="admin")
    shown.page.context.add_cookies([{"name": name, "value": value, "url": url}])
    shown.page.goto(url)
    return shown.when_ready().page


def fits(page: Page) -> bool:
    """Return whether nothing of the page stands beside the screen."""
    return bool(page.evaluate("document.body.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_an_administrator_adds_a_planner_gives_another_role_and_removes_the_account(
    visit: OpenPage, url: str, own_store: Store, size: tuple[int, int]
) -> None:
    users = UserStore.open(own_store.folder)
    page = as_admin(visit, url, own_store, size=size, locale="ro-RO")
    page.locator('[data-tool="admin"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Administrare")
    assert fits(page)
    page.get_by_label("Nume de utilizator").fill("Ion Ionescu")
    page.locator("#new-password").fill(PASSWORD)
    page.get_by_role("button", name="Adăugați contul").click()
    expect(page.get_by_role("status")).to_have_text("Contul a fost adăugat.")
    assert users.user_by_password("Ion Ionescu", PASSWORD) is not None

    row = page.get_by_role("row").filter(has_text="Ion Ionescu")
    row.locator("summary").click()
    assert fits(page)
    row.get_by_label("Rol", exact=True).select_option("admin")
    row.get_by_role("button", name="Schimbați rolul").click()
    expect(page.get_by_role("status")).to_have_text("Rolul a fost schimbat.")
    expect(row).to_contain_text("administrator")
    row.locator("summary").click()
    row.get_by_role("button", name="Eliminați contul").click()
    expect(page.get_by_role("status")).to_have_text("Contul a fost eliminat.")
    assert [user.name for user in users.users()] == ["Ana"]


def test_a_scenario_is_archived_and_deleted_only_under_its_own_name(
    visit: OpenPage, url: str, own_store: Store
) -> None:
    store = ScenarioStore.of_store(own_store)
    store.new("Pod nou", author="Ion").close_street(str(own_store.city.streets.index[0]))
    shown = visit(f"{url}/sign-in")
    name, value = cookie_of(own_store.folder, role="admin")
    shown.page.context.add_cookies([{"name": name, "value": value, "url": url}])
    page = shown.page
    page.goto(f"{url}/admin")
    page.get_by_role("button", name="Archive Pod nou").click()
    expect(page.get_by_role("status")).to_have_text("The scenario was archived.")
    assert store.entries() == []
    row = page.get_by_role("row").filter(has_text="Pod nou")
    row.locator("summary").click()
    row.get_by_role("textbox").fill("Pod vechi")
    row.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("alert")).to_contain_text("“Pod vechi” is not the name of the scenario “Pod nou”.")
    expect(page.get_by_role("alert")).to_be_focused()
    shown.errors.clear()  # Chromium writes down that this page came as a refusal
    row.locator("summary").click()
    row.get_by_role("textbox").fill("Pod nou")
    row.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("status")).to_have_text("The scenario was deleted.")
    assert store.entries(with_archived=True) == []


@pytest.mark.parametrize(("size", "scheme", "locale"), [((1366, 768), "light", "ro-RO"), ((390, 844), "dark", "en-GB")])
def test_axe_has_nothing_serious_to_say(
    visit: OpenPage, url: str, own_store: Store, size: tuple[int, int], scheme: str, locale: str
) -> None:
    ScenarioStore.of_store(own_store).new("Pod nou")
    UserStore.open(own_store.folder).add("Ion", PASSWORD)
    page = as_admin(visit, url, own_store, size=size, color_scheme=scheme, locale=locale)
    found = findings(page, "the city as an administrator")
    page.goto(f"{url}/admin")
    for summary in page.locator("summary").all():
        summary.click()
    found += findings(page, "administration")
    page.goto(f"{url}/admin?done=add")
    assert not [*found, *findings(page, "administration, done")]


def test_a_planner_is_shown_no_way_and_is_told_why(visit: OpenPage, url: str, own_store: Store) -> None:
    shown = visit(f"{url}/sign-in")
    name, value = cookie_of(own_store.folder, "Ion")
    shown.page.context.add_cookies([{"name": name, "value": value, "url": url}])
    shown.page.goto(url)
    shown.when_ready()
    expect(shown.page.locator('[data-tool="admin"]')).to_have_count(0)
    shown.page.goto(f"{url}/admin")
    expect(shown.page.get_by_role("alert")).to_contain_text("Only an administrator may do that.")
    shown.errors.clear()  # as above
