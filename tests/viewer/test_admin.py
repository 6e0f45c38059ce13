"""The page of administrators: who gets it, what each of its addresses does, and what nobody else can make it do."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from twin.scenario_store import ScenarioStore
from twin.store import Store
from twin.users import UserStore
from viewer.admin import DONE
from viewer.attempts import FOR_BOTH
from viewer.server import Viewer, create_app
from viewer.visitor import ANONYMOUS

from .planner import opened, planner
from .signing_in import PASSWORD, cookie_of

OTHER = "piața unirii"
NEW = {"account": "Ion", "role": "planner", "password": OTHER}


@pytest.fixture
def app(own_store: Store) -> Starlette:
    return create_app(own_store, max_sessions=5, is_local=True)


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    headers = {"accept-language": "en"}
    with TestClient(app, base_url="http://localhost", headers=headers, follow_redirects=False) as client:
        yield client


@pytest.fixture
def viewer(app: Starlette) -> Viewer:
    return app.state.viewer


@pytest.fixture
def users(own_store: Store, client: TestClient) -> UserStore:
    """Ana is the administrator, and the client is her browser, signed in."""
    client.cookies.set(*cookie_of(own_store.folder, role="admin"))
    return UserStore.open(own_store.folder)


def known(users: UserStore) -> list[tuple[str, str]]:
    return [(user.name, user.role) for user in users.users()]


@pytest.mark.parametrize("who", ["anonymous", "a planner", "a forged cookie"])
def test_nobody_else_sees_or_does_anything(client: TestClient, own_store: Store, who: str) -> None:
    users, scenarios = UserStore.open(own_store.folder), ScenarioStore.of_store(own_store)
    users.add("Ana", PASSWORD, role="admin")
    scenarios.new("Planul Unirii")
    name, value = cookie_of(own_store.folder, "Ion")
    if who != "anonymous":
        client.cookies.set(name, value if who == "a planner" else f"{value}x")
    answer = client.get("/admin")
    assert answer.status_code == 403
    assert "Only an administrator may do that." in answer.text
    assert "Ana" not in answer.text
    assert "Planul" not in answer.text
    before = known(users), [vars(entry) for entry in scenarios.entries(with_archived=True)]
    for action in DONE:
        for about in ("Ana", "Planul Unirii"):
            forged = {**NEW, "about": about, "role": "admin", "account": "Eva", "confirmed": about}
            assert client.post(f"/admin/{action}", data=forged).status_code == 403, action
    assert (known(users), [vars(entry) for entry in scenarios.entries(with_archived=True)]) == before
    assert users.user_by_password("Ana", PASSWORD) is not None


def test_a_form_of_another_site_does_nothing(client: TestClient, users: UserStore) -> None:
    for action in DONE:
        answer = client.post(f"/admin/{action}", data=NEW, headers={"origin": "https://elsewhere.example"})
        assert answer.status_code == 403
        assert "This came from another site" in answer.text
    assert known(users) == [("Ana", "admin")]


def test_an_account_is_added_changed_and_removed(client: TestClient, users: UserStore) -> None:
    answer = client.post("/admin/add", data=NEW, headers={"origin": "http://localhost"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin?done=add#accounts")
    assert "The account was added." in client.get("/admin?done=add").text
    assert users.user_by_password("Ion", OTHER) is not None
    client.post("/admin/role", data={"about": "Ion", "role": "admin"})
    assert known(users) == [("Ana", "admin"), ("Ion", "admin")]
    client.post("/admin/password", data={"about": "Ion", "password": PASSWORD})
    assert users.user_by_password("Ion", PASSWORD) is not None
    client.post("/admin/remove", data={"about": "Ion"})
    assert known(users) == [("Ana", "admin")]


def test_who_loses_a_role_or_an_account_loses_it_at_once_on_pages_that_are_open(
    client: TestClient, viewer: Viewer, users: UserStore, own_store: Store
) -> None:
    name, ticket = cookie_of(own_store.folder, "Ion", role="admin")
    session = opened(client, cookie=f"{name}={ticket}")
    assert session
    page = viewer.sessions.pages[-1]
    assert page.visitor.name == "Ion"
    client.post("/admin/role", data={"about": "Ion", "role": "planner"})
    assert page.visitor.role == "planner"
    client.post("/admin/remove", data={"about": "Ion"})
    assert page.visitor == ANONYMOUS


def test_the_last_administrator_is_never_taken_away(client: TestClient, users: UserStore) -> None:
    for action, fields in (("remove", {}), ("role", {"role": "planner"})):
        answer = client.post(f"/admin/{action}", data={"about": "Ana", **fields})
        assert answer.status_code == 400
        assert "“Ana” is the last administrator" in answer.text
    assert known(users) == [("Ana", "admin")]
    assert 'action="/admin/remove"' not in client.get("/admin").text


def test_a_new_password_of_ones_own_does_not_sign_one_out(client: TestClient, users: UserStore) -> None:
    answer = client.post("/admin/password", data={"about": "ana", "password": OTHER})
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert client.get("/admin").status_code == 200


@pytest.mark.parametrize(
    ("action", "fields", "told"),
    [
        ("add", {"account": "Ana", "password": OTHER, "role": "planner"}, "already"),
        ("add", {"account": "<b>Ion", "password": "short", "role": "planner"}, "too short"),
        ("add", {"account": "Ion", "password": OTHER, "role": "viewer"}, "no role “viewer”"),
        ("role", {"about": "Ion", "role": "admin"}, "no account “Ion”"),
        ("archive", {"about": "C"}, "no scenario “C”"),
        ("delete", {}, "no name for a scenario"),
    ],
)
def test_what_cannot_be_done_is_told_on_the_page(
    client: TestClient, users: UserStore, action: str, fields: dict[str, str], told: str
) -> None:
    answer = client.post(f"/admin/{action}", data=fields)
    assert answer.status_code == 400
    alert = answer.text.split('role="alert"')[1].split("</p>")[0]
    assert told in alert
    assert "<b>" not in answer.text
    assert known(users) == [("Ana", "admin")]


def test_who_fails_too_often_waits_and_who_succeeds_does_not(client: TestClient, users: UserStore) -> None:
    wrong = {"about": "Ana", "password": "short"}
    assert [client.post("/admin/password", data=wrong).status_code for _ in range(FOR_BOTH)] == [400] * FOR_BOTH
    answer = client.post("/admin/password", data=wrong)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    for number in range(FOR_BOTH + 1):
        added = client.post("/admin/add", data={**NEW, "account": f"Ion {number}"})
        assert added.status_code == 303


def test_a_scenario_is_archived_listed_again_and_deleted_when_its_name_is_typed(
    client: TestClient, users: UserStore, own_store: Store
) -> None:
    store = ScenarioStore.of_store(own_store)
    store.new("Planul Unirii", author="Ion").close_street(str(own_store.city.streets.index[0]))
    assert "this version" in client.get("/admin").text
    client.post("/admin/archive", data={"about": "Planul Unirii"})
    assert store.entries() == []
    client.post("/admin/unarchive", data={"about": "Planul Unirii"})
    assert len(store.entries()) == 1
    client.post("/admin/archive", data={"about": "Planul Unirii"})
    for typed in ("", "Planul"):
        answer = client.post("/admin/delete", data={"about": "Planul Unirii", "confirmed": typed})
        assert "is not the name of the scenario" in answer.text
    assert len(store.entries(with_archived=True)) == 1
    client.post("/admin/delete", data={"about": "Planul Unirii", "confirmed": "Planul Unirii"})
    assert store.entries(with_archived=True) == []


def test_a_scenario_that_somebody_has_open_is_not_deleted(
    client: TestClient, users: UserStore, own_store: Store
) -> None:
    store = ScenarioStore.of_store(own_store)
    store.new("Planul Unirii")
    fields = {"about": "Planul Unirii", "confirmed": "Planul Unirii"}
    with planner(client) as ana:
        ana.act("open_scenario", "Planul Unirii")
        client.post("/admin/archive", data=fields)
        answer = client.post("/admin/delete", data=fields)
        assert "“Planul Unirii” is open at: Ana." in answer.text
        assert len(store.entries(with_archived=True)) == 1
        ana.act("close_scenario")
        client.post("/admin/delete", data=fields)
    assert store.entries(with_archived=True) == []


def test_the_page_says_whose_data_it_is_and_what_became_of_it(
    client: TestClient, users: UserStore, own_store: Store
) -> None:
    said = client.get("/admin?language=ro").text
    assert '<html lang="ro">' in said
    assert "$" not in said
    for source in own_store.city.sources:
        assert source.title in said or source.title.replace("'", "&#x27;") in said
        assert source.sha256[:12] in said
    touched = [entry for entry in own_store.city.report.entries if entry.action not in ("found", "kept")]
    assert touched
    assert all(example in said for entry in touched for example in entry.examples)
    assert "se poate citi și scrie" in said
    assert str(own_store.folder) not in said


def test_only_administrators_are_shown_the_way(client: TestClient, users: UserStore, own_store: Store) -> None:
    assert 'href="/admin"' in client.get("/sign-in").text
    client.cookies.set(*cookie_of(own_store.folder, "Ion"))
    assert 'href="/admin"' not in client.get("/sign-in").text
