"""Who is let in, who is not, and what each page knows of its visitor."""

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from geodata.errors import StoreError
from twin.database import DATABASE
from twin.store import Store
from twin.users import UserStore
from viewer.attempts import FOR_ADDRESS, FOR_BOTH, WINDOW_S, Attempts
from viewer.page import Page
from viewer.server import Viewer, create_app
from viewer.visitor import ANONYMOUS, NotAllowedError, Visitor

from .planner import opened, planner
from .signing_in import PASSWORD, cookie_of

RIGHT = {"name": "Ana", "password": PASSWORD}
ELSEWHERE = {"origin": "https://elsewhere.example"}


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
def ana(own_store: Store, client: TestClient) -> UserStore:
    """Ana has an account, and the client is her browser, signed in."""
    client.cookies.set(*cookie_of(own_store.folder))
    return UserStore.open(own_store.folder)


def page_of(client: TestClient, viewer: Viewer) -> Page:
    opened(client)
    return viewer.sessions.pages[-1]


def test_whoever_comes_is_anybody_and_may_not_save(client: TestClient, viewer: Viewer) -> None:
    page = page_of(client, viewer)
    assert page.visitor == ANONYMOUS
    assert page.state.visitor == {"name": "", "role": "viewer", "may_save": False, "may_manage": False}
    with pytest.raises(NotAllowedError) as refused:
        page.visitor.check_may_save()
    assert [refused.value.text(language) for language in ("en", "ro")] == [
        "Sign in to save.",
        "Conectați-vă pentru a salva.",
    ]


def test_the_right_password_signs_in_and_a_restart_changes_nothing(
    client: TestClient, viewer: Viewer, own_store: Store
) -> None:
    UserStore.open(own_store.folder).add("Ana", PASSWORD)
    assert 'name="password"' in client.get("/sign-in").text
    answer = client.post("/sign-in", data=RIGHT, headers={"origin": "http://localhost"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert "max-age=43200" in said
    assert "secure" not in said
    page = page_of(client, viewer)
    assert page.visitor == Visitor("Ana", "planner")
    assert page.state.visitor == {"name": "Ana", "role": "planner", "may_save": True, "may_manage": False}
    page.visitor.check_may_save()
    with pytest.raises(NotAllowedError, match="administrator"):
        page.visitor.check_may_manage()
    assert "You are signed in as Ana." in client.get("/sign-in").text
    assert create_app(own_store).state.viewer.accounts.visitor_of(client.cookies) == Visitor("Ana", "planner")


def test_the_cookie_stays_on_https(app: Starlette, own_store: Store) -> None:
    UserStore.open(own_store.folder).add("Ana", PASSWORD)
    with TestClient(app, base_url="https://localhost", follow_redirects=False) as client:
        assert "; secure" in client.post("/sign-in", data=RIGHT).headers["set-cookie"].lower()


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client: TestClient, own_store: Store) -> None:
    UserStore.open(own_store.folder).add("Ana", PASSWORD)
    for name in ("Ana", '"><script>'):
        answer = client.post("/sign-in", data={"name": name, "password": "x"}, headers={"accept-language": "ro"})
        assert answer.status_code == 403
        assert '<p id="flaw" role="alert">Numele sau parola este greșită.</p>' in answer.text
        assert 'aria-describedby="flaw"' in answer.text
        assert "<script>" not in answer.text
        assert "set-cookie" not in answer.headers


def test_a_body_that_is_no_form_is_a_wrong_password(client: TestClient, ana: UserStore) -> None:
    for body in (b"", b"name", b"\xff\xfe=%", b"&".join([b"a=1"] * 50)):
        assert client.post("/sign-in", content=body).status_code == 403


def test_nobody_signs_in_or_out_from_another_site(client: TestClient, viewer: Viewer, ana: UserStore) -> None:
    for address in ("/sign-in", "/sign-out"):
        answer = client.post(address, data=RIGHT, headers=ELSEWHERE)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert page_of(client, viewer).visitor.name == "Ana"


def test_a_forged_or_old_cookie_is_nobodys(
    client: TestClient, viewer: Viewer, ana: UserStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = viewer.accounts.cookie
    ticket = client.cookies[cookie]
    for forged in (ticket[:-2] + "xx", "x" + ticket, "no ticket", "."):
        assert viewer.accounts.visitor_of({cookie: forged}) == ANONYMOUS
    assert viewer.accounts.visitor_of({cookie: ticket}).name == "Ana"
    monkeypatch.setattr("viewer.accounts.TICKET_S", -1)
    assert page_of(client, viewer).visitor == ANONYMOUS


@pytest.mark.parametrize("change", ["removed", "another password", "removed and made again"])
def test_an_account_that_changed_is_signed_out_also_where_its_page_is_open(
    client: TestClient, viewer: Viewer, ana: UserStore, change: str
) -> None:
    page = page_of(client, viewer)
    client.portal.call(viewer.see_who_left)  # type: ignore[union-attr]
    assert page.visitor.name == "Ana"
    if change == "another password":
        ana.change_password("Ana", "piața unirii")
    else:
        ana.remove("Ana")
    if change == "removed and made again":
        ana.add("Ana", PASSWORD)
    assert page_of(client, viewer).visitor == ANONYMOUS
    client.portal.call(viewer.see_who_left)  # type: ignore[union-attr]
    assert page.visitor == ANONYMOUS
    assert page.state.visitor["may_save"] is False
    assert page.state.notice["text"] == "You are signed out. Sign in again to save."


def test_signing_out_goes_for_every_tab_of_the_browser_and_for_no_other(
    client: TestClient, viewer: Viewer, ana: UserStore, own_store: Store
) -> None:
    tab, other_browser = page_of(client, viewer), Visitor("Ana", "planner", "another ticket")
    elsewhere = page_of(client, viewer)
    client.portal.call(elsewhere.become, other_browser)  # type: ignore[union-attr]
    answer = client.post("/sign-out")
    assert answer.status_code == 303
    assert "sign_in" in answer.headers["set-cookie"]
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert (tab.visitor, elsewhere.visitor) == (ANONYMOUS, other_browser)


def test_the_link_of_a_local_start_works_once_and_the_next_is_shown(client: TestClient, viewer: Viewer) -> None:
    shown: list[str] = []
    viewer.accounts.show_link = shown.append
    link = viewer.accounts.link
    assert client.head(link).status_code == 403  # a preview of the link must not use it up
    assert client.get(link).status_code == 303
    assert page_of(client, viewer).visitor == Visitor("local", "admin")
    client.cookies.clear()
    answer = client.get(link)
    assert answer.status_code == 403
    assert "Take the last one" in answer.text
    assert len(shown) == 1
    assert client.get(shown[0]).headers["location"] == "/"


def test_a_server_open_to_the_network_takes_no_link_and_no_local_administrator(
    client: TestClient, viewer: Viewer, own_store: Store
) -> None:
    client.get(viewer.accounts.link)
    ticket = dict(client.cookies)
    open_app = create_app(own_store)
    accounts = open_app.state.viewer.accounts
    assert accounts.visitor_of(ticket) == ANONYMOUS
    with TestClient(open_app, base_url="http://localhost") as network:
        assert network.get(accounts.link).status_code == 403
        said = network.get("/sign-in", headers={"accept-language": "en"}).text
    assert "can only be looked at" in said
    assert "twin users add DIR NAME" in said
    assert "<form" not in said


def test_who_tries_too_often_waits(client: TestClient, own_store: Store) -> None:
    UserStore.open(own_store.folder).add("Ana", PASSWORD)
    for _ in range(FOR_BOTH):
        assert client.post("/sign-in", data={"name": "Ana", "password": "x"}).status_code == 403
    answer = client.post("/sign-in", data=RIGHT)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW_S
    assert "Too many tries. Try again in 10 minutes." in answer.text


def test_tries_are_counted_for_an_address_too_and_forgotten_after_a_while() -> None:
    now = [0.0]
    attempts = Attempts(clock=lambda: now[0])
    assert [attempts.begin("2001:db8::1", f"name {i}") for i in range(FOR_ADDRESS)] == [0.0] * FOR_ADDRESS
    assert attempts.begin("2001:db8::2", "another") == WINDOW_S  # of the same network
    assert attempts.begin("198.51.100.7", "another") == 0.0
    attempts.forgive("2001:db8::1", "name 1")
    assert attempts.begin("2001:db8::1", "name 1") == 0.0
    now[0] = WINDOW_S
    assert attempts.begin("2001:db8::1", "name 2") == 0.0


def test_the_page_that_asks_speaks_both_languages(client: TestClient, ana: UserStore) -> None:
    client.cookies.clear()
    romanian = client.get("/sign-in?language=ro")
    assert '<html lang="ro">' in romanian.text
    assert "Nume de utilizator" in romanian.text
    assert client.cookies["language"] == "ro"
    assert not re.search(r"\$\w", romanian.text)


@pytest.mark.logs_errors
def test_accounts_that_cannot_be_read_leave_a_city_to_look_at(own_store: Store) -> None:
    (own_store.folder / DATABASE).write_bytes(b"not a database" * 100)
    app = create_app(own_store, is_local=True)
    with TestClient(app, base_url="http://localhost", headers={"accept-language": "en"}) as client:
        assert client.get("/").status_code == 200
        assert "cannot be read" in client.get("/sign-in").text
        assert client.get(app.state.viewer.accounts.link).status_code == 403
        assert client.post("/sign-in", data=RIGHT).status_code == 503
        with planner(client) as someone:
            assert someone.state["visitor"]["role"] == "viewer"
        health = client.get("/health")
    assert health.status_code == 503
    assert health.json()["status"] == "failing"
    assert "not a database" in health.json()["reason"]
    assert str(own_store.folder) not in health.text


def test_a_refused_action_is_told_in_the_readers_words_and_is_no_error(client: TestClient, viewer: Viewer) -> None:
    with planner(client, **{"accept-language": "ro"}) as someone:
        page = viewer.sessions.pages[0]

        async def save() -> None:
            page.visitor.check_may_save()
            page.state.saved = True

        page.offer(save)
        assert someone.act("save")["notice"]["text"] == "Conectați-vă pentru a salva."
        assert "saved" not in someone.state
        client.portal.call(page.become, Visitor("Ana", "planner"))  # type: ignore[union-attr]
        assert someone.act("save")["saved"] is True


@pytest.mark.logs_errors
def test_a_store_that_fails_is_told_and_its_trace_is_in_the_log(
    client: TestClient, viewer: Viewer, caplog: pytest.LogCaptureFixture
) -> None:
    with planner(client) as someone:

        async def save() -> None:
            raise StoreError("the disk is full")

        viewer.sessions.pages[0].offer(save)
        assert someone.act("save")["notice"]["text"] == "the disk is full"
    assert "Traceback" in caplog.text


def test_an_error_nobody_expected_is_a_sentence_on_a_page(app: Starlette) -> None:
    async def broken(_: Request) -> Response:
        raise ZeroDivisionError

    app.router.routes.insert(0, Route("/broken", broken))
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/broken", headers={"accept-language": "ro"})
    assert answer.status_code == 500
    assert "Cauza este în jurnalul serverului." in answer.text
    assert "content-security-policy" in answer.headers
