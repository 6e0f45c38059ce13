"""Accounts of a city: kept in its database, their passwords only as hashes; and the commands `twin users …`."""

import io
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from geodata.errors import StoreError, UsageError
from twin.cli import WRONG_USE, make_app, run
from twin.database import DATABASE
from twin.users import User, UserStore

PASSWORD, OTHER = "castelul huniade", "piața unirii"


@pytest.fixture
def folder(tiny_store_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_store_folder, tmp_path / "city"))


def twin(monkeypatch: pytest.MonkeyPatch, *tokens: object, typed: str = "", language: str = "en") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return run(make_app(language), ["users", *map(str, tokens)], language)


def test_an_account_opens_with_its_password_alone(folder: Path) -> None:
    store = UserStore.open(folder)
    made = store.add("Ana  Pop", PASSWORD, role="admin")
    assert (made.name, made.role) == ("Ana Pop", "admin")
    assert UserStore.open(folder).user_by_password("ana pop", PASSWORD) == made
    assert store.user_by_password("Ana Pop", OTHER) is None
    assert store.user_by_password("Ion", PASSWORD) is None


def test_the_way_a_keyboard_makes_a_diacritic_does_not_matter(folder: Path) -> None:
    store = UserStore.open(folder)
    store.add("Ana", "pia\u021ba unirii")
    assert store.user_by_password("Ana", "piat\u0326a unirii") is not None


def test_no_password_lies_in_the_database(folder: Path) -> None:
    UserStore.open(folder).add("Ana", PASSWORD)
    with sqlite3.connect(folder / DATABASE) as connection:
        (kept,) = connection.execute("select password from users").fetchone()
    connection.close()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD.encode() not in b"".join(file.read_bytes() for file in folder.glob(f"{DATABASE}*"))


def test_another_password_and_another_owner_change_the_stamp(folder: Path) -> None:
    store = UserStore.open(folder)
    first = store.add("Ana", PASSWORD)
    second = store.change_password("ANA", OTHER)
    assert store.remove("Ana") == second
    third = store.add("Ana", PASSWORD)
    assert len({first.stamp, second.stamp, third.stamp}) == 3
    assert store.user_by_password("Ana", OTHER) is None


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("ana", PASSWORD, "already"),
        ("local", PASSWORD, "link of a local start"),
        ("Ion", " " * 12, "empty"),
        (" ", PASSWORD, "no name"),
        ("x" * 65, PASSWORD, "no name"),
        ("Ion\x00", PASSWORD, "no name"),
        ("Ion", "", "empty"),
        ("Ion", "123456789", "at least 10"),
        ("Ion", "1" * 1001, "at most 1000"),
    ],
)
def test_what_is_no_account_is_told(folder: Path, name: str, password: str, told: str) -> None:
    store = UserStore.open(folder)
    store.add("Ana", PASSWORD)
    with pytest.raises(UsageError, match=told):
        store.add(name, password)
    assert [user.name for user in store.users()] == ["Ana"]


def test_the_key_of_cookies_is_made_once(folder: Path) -> None:
    assert UserStore.open(folder).signing_key() == UserStore.open(folder).signing_key()


def test_a_file_that_is_no_database_is_told(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="accounts cannot be read"):
        UserStore.open(folder)


def test_accounts_are_managed_by_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert twin(monkeypatch, "add", folder, "Ana", "--role", "admin", typed=f"{PASSWORD}\n") == 0
    assert twin(monkeypatch, "add", folder, "Ion", typed=PASSWORD) == 0
    assert twin(monkeypatch, "password", folder, "ion", typed=OTHER) == 0
    capsys.readouterr()
    assert twin(monkeypatch, "list", folder, "--json") == 0
    listed = json.loads(capsys.readouterr().out)["users"]
    assert [(user["name"], user["role"]) for user in listed] == [("Ana", "admin"), ("Ion", "planner")]
    assert UserStore.open(folder).user_by_password("Ion", OTHER) is not None
    assert twin(monkeypatch, "remove", folder, "Ana", language="ro") == 0
    assert "ultimul administrator" in capsys.readouterr().err
    assert twin(monkeypatch, "list", folder, language="ro") == 0
    assert "planificator" in capsys.readouterr().out


def test_a_command_that_cannot_be_done_says_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    twin(monkeypatch, "add", folder, "Ana", typed=PASSWORD)
    for tokens, typed, told in (
        (("add", folder, "Ana"), PASSWORD, "Există deja un cont „Ana”"),
        (("add", folder, "Ion"), "scurt\n", "prea scurtă"),
        (("add", folder, "Ion"), "", "goală"),
        (("add", folder, "Ion", "--role", "king"), PASSWORD, "„king”"),
        (("remove", folder, "Ion"), "", "Nu există un cont „Ion”. Există: Ana."),
        (("password", folder, "Ion"), PASSWORD, "Nu există un cont „Ion”"),
        (("add", folder), PASSWORD, "NAME"),
        (("list", folder / "nowhere"), "", "nu conține niciun oraș"),
    ):
        capsys.readouterr()
        assert twin(monkeypatch, *tokens, typed=typed, language="ro") == WRONG_USE
        assert told in capsys.readouterr().err


def test_the_last_administrator_stays_where_that_is_asked_for(folder: Path) -> None:
    store = UserStore.open(folder)
    store.add("Ana", PASSWORD, role="admin")
    store.add("Ion", PASSWORD)
    for change in (
        lambda: store.remove("ana", keep_admin=True), lambda: store.change_role("Ana", "planner", keep_admin=True),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="“Ana” is the last administrator"):
            change()
    assert store.change_role("Ana", "admin", keep_admin=True).role == "admin"
    assert store.change_role("Ion", "admin", keep_admin=True).role == "admin"
    store.remove("Ana", keep_admin=True)
    assert [(user.name, user.role) for user in store.users()] == [("Ion", "admin")]
    store.remove("Ion")  # as on the command line, which warns


def test_another_role_keeps_the_password_and_who_is_signed_in(folder: Path) -> None:
    store = UserStore.open(folder)
    made = store.add("Ion", PASSWORD)
    assert store.change_role("ion", "admin") == User("Ion", "admin", made.made_at, made.stamp)
    with pytest.raises(UsageError, match="no role “viewer”"):
        store.change_role("Ion", "viewer")
