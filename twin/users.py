"""The accounts of a city: who may save and who may manage, in the database beside its scenarios."""

import hashlib
import secrets
import unicodedata
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from geodata.errors import UsageError
from geodata.language import N_
from geodata.names import plain_text

from . import database
from .scenario import now
from .store import open_store
from .user_tables import KEPT, USERS

Role = Literal["viewer", "planner", "admin"]
ACCOUNT_ROLES: tuple[Role, ...] = ("planner", "admin")  # a viewer is anybody who has not signed in
ADMIN: Role = "admin"
OF_LINK = N_("“{name}” is the name of whoever comes by the link of a local start. Choose another name.")
LOCAL_NAME = "local"  # who came by the link of a local start: nobody's account may pass for it
MAX_NAME_LENGTH = 64
MIN_PASSWORD_LENGTH, MAX_PASSWORD_LENGTH = 10, 1000
SIGNING_KEY, WRITTEN_AT = "signing key", "written at"

NO_ROLE = N_("There is no role “{role}”. There are: {known}.")
LAST_ADMIN = N_("“{name}” is the last administrator. Make somebody else an administrator first.")
FAILED = N_("{place}: the accounts cannot be read or saved ({error}). Nothing was changed.")

# RFC 9106 (2021), section 4, the second recommended option.
PASSES, MEMORY_KIB, LANES = 3, 65_536, 4
# A password that nobody has, at the same cost: an unknown name is refused no sooner than a wrong password.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$WI7o1bBxCEho4cueNKqJGw$kQwWoR5JgISVysWhnzv+GEFAaH1A8wTT70AaWOfMtPo"


@dataclass(frozen=True)
class User:
    """One account. `stamp` is another after each change of the password, and for whoever takes the name later."""

    name: str
    role: Role
    made_at: str
    stamp: str = field(repr=False)


@dataclass(frozen=True)
class UserStore:
    """The accounts of one city."""

    engine: Engine

    @classmethod
    def open(cls, folder: str | Path) -> "UserStore":
        """Return the accounts of a city's folder. Raises StoreError for one that holds no city or cannot be opened."""
        open_store(Path(folder))
        with database.telling(folder, FAILED):
            return cls(database.open_database(Path(folder)))

    def users(self) -> list[User]:
        """Return all accounts, by name."""
        with self._reading() as connection:
            users = [_user(row) for row in connection.execute(sa.select(USERS).order_by(USERS.c.key))]
        return sorted(users, key=lambda user: plain_text(user.name))  # Ștefan among the S, not behind Z

    def user(self, name: str) -> User | None:
        """Return the account of a name; None where there is none."""
        with self._reading() as connection:
            row = connection.execute(sa.select(USERS).where(USERS.c.key == _key_of(name))).first()
        return None if row is None else _user(row)

    def checked_user(self, name: str) -> User:
        """Return the account of a name. Raises UsageError where there is none."""
        with self._reading() as connection:
            return _user(_row(connection, name))

    def add(self, name: str, password: str, *, role: Role = "planner") -> User:
        """Return a new account. Raises UsageError for a name that is taken or none, and for a password too short."""
        name, hashed = _checked_name(name), _hashed(password)
        taken = UsageError(N_("There is an account “{name}” already. Choose another name."), name=name)
        if _key_of(name) == LOCAL_NAME:
            raise UsageError(OF_LINK, name=name)
        columns = {"key": _key_of(name), "name": name, "role": role, "password": hashed, "made_at": now()}
        with self._writing() as connection:
            try:
                connection.execute(sa.insert(USERS).values(**columns))
            except IntegrityError:
                raise taken from None
        return User(name, role, str(columns["made_at"]), _stamp(hashed))

    def remove(self, name: str, *, keep_admin: bool = False) -> User:
        """Return the account that was there and is no more. Raises UsageError for an unknown name.

        With `keep_admin` it raises UsageError, and removes nothing, where that would be the last administrator.
        """
        with self._writing() as connection:
            row = _row(connection, name)
            done = connection.execute(sa.delete(USERS).where(_there(row, keep_admin=keep_admin)))
            if done.rowcount == 0:
                raise UsageError(LAST_ADMIN, name=row.name)
        return _user(row)

    def change_role(self, name: str, role: Role, *, keep_admin: bool = False) -> User:
        """Return an account with another role. Raises UsageError for an unknown name or a role that accounts have not.

        With `keep_admin` it raises UsageError, and changes nothing, where no administrator would be left.
        """
        if role not in ACCOUNT_ROLES:
            raise UsageError(NO_ROLE, role=role, known=", ".join(ACCOUNT_ROLES))
        with self._writing() as connection:
            row = _row(connection, name)
            mine = _there(row, keep_admin=keep_admin and role != ADMIN)
            done = connection.execute(sa.update(USERS).where(mine).values(role=role))
            if done.rowcount == 0:
                raise UsageError(LAST_ADMIN, name=row.name)
            return _user(_row(connection, name))

    def change_password(self, name: str, password: str) -> User:
        """Return an account with another password. Raises UsageError for an unknown name or a password too short."""
        hashed = _hashed(password)
        with self._writing() as connection:
            connection.execute(sa.update(USERS).where(USERS.c.id == _row(connection, name).id).values(password=hashed))
            return _user(_row(connection, name))

    def user_by_password(self, name: str, password: str) -> User | None:
        """Return the account of a name and its password; None for a wrong one, after as long for any name."""
        with self._reading() as connection:
            row = connection.execute(sa.select(USERS).where(USERS.c.key == _key_of(name))).first()
        is_right = _is_password(password, NOBODYS if row is None else str(row.password))
        return _user(row) if row is not None and is_right else None

    def signing_key(self) -> str:
        """Return the key of this city's cookies: made at the first call and kept."""
        mine = sa.select(KEPT.c.value).where(KEPT.c.name == SIGNING_KEY)
        with self._reading() as connection:
            known = connection.scalar(mine)
        if known is not None:
            return str(known)
        key = secrets.token_urlsafe(32)
        with self._writing() as connection:
            try:
                connection.execute(sa.insert(KEPT).values(name=SIGNING_KEY, value=key))
            except IntegrityError:  # another server of the same city was quicker
                key = ""
        return key or self.signing_key()

    def check_written(self) -> None:
        """Write the time and read it again. Raises StoreError where the database can do neither or only one."""
        moment = now()
        with self._writing() as connection:
            done = connection.execute(sa.update(KEPT).where(KEPT.c.name == WRITTEN_AT).values(value=moment))
            if done.rowcount == 0:
                connection.execute(sa.insert(KEPT).values(name=WRITTEN_AT, value=moment))
            connection.scalar(sa.select(KEPT.c.value).where(KEPT.c.name == WRITTEN_AT))

    def _writing(self) -> AbstractContextManager[Connection]:
        return database.writing(self.engine, FAILED)

    def _reading(self) -> AbstractContextManager[Connection]:
        return database.reading(self.engine, FAILED)


def _row(connection: Connection, name: str) -> "Row[tuple[object, ...]]":
    row = connection.execute(sa.select(USERS).where(USERS.c.key == _key_of(name))).first()
    if row is None:
        known = connection.scalars(sa.select(USERS.c.name).order_by(USERS.c.key)).all()
        raise UsageError(
            N_("There is no account “{name}”. There are: {known}."), name=name, known=", ".join(known) or "–"
        )
    return row


def _there(row: "Row[tuple[object, ...]]", *, keep_admin: bool) -> sa.ColumnElement[bool]:
    """Return what finds an account; with `keep_admin` only while it is not the last administrator's.

    Asked in the statement that changes it, so that two at once cannot remove each other.
    """
    mine: sa.ColumnElement[bool] = USERS.c.id == row.id
    others = USERS.alias("others")
    admins = sa.select(sa.func.count()).select_from(others).where(others.c.role == ADMIN).scalar_subquery()
    return mine & ((USERS.c.role != ADMIN) | (admins > 1)) if keep_admin else mine


def _user(row: "Row[tuple[object, ...]]") -> User:
    return User(row.name, row.role, row.made_at, _stamp(row.password))


def _stamp(hashed: str) -> str:
    """Return what tells one stored password from another without telling the password: its salt is in the hash."""
    return hashlib.sha256(hashed.encode()).hexdigest()[:16]


def _key_of(name: str) -> str:
    """Return a name as it is compared: upper and lower case, and the ways to write one letter, are the same."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def _checked_name(name: str) -> str:
    """Return a name without needless spaces. Raises UsageError for one that is none."""
    plain = unicodedata.normalize("NFC", " ".join(name.split()))
    if not plain or len(plain) > MAX_NAME_LENGTH or not plain.isprintable():
        raise UsageError(
            N_("“{name}” is no name for an account: it needs 1 to {most} characters that can be printed."),
            name=name, most=MAX_NAME_LENGTH,
        )  # fmt: skip
    return plain


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _hashed(password: str) -> str:
    if not password.strip():
        raise UsageError(N_("The password is empty. Choose one of at least {least} characters."),
                         least=MIN_PASSWORD_LENGTH)  # fmt: skip
    if len(password) < MIN_PASSWORD_LENGTH:
        raise UsageError(N_("The password is too short. Choose one of at least {least} characters."),
                         least=MIN_PASSWORD_LENGTH)  # fmt: skip
    if len(password) > MAX_PASSWORD_LENGTH:
        raise UsageError(N_("The password is too long. Choose one of at most {most} characters."),
                         most=MAX_PASSWORD_LENGTH)  # fmt: skip
    return _hasher().hash(_typed(password))


def _is_password(password: str, hashed: str) -> bool:
    try:
        return _hasher().verify(hashed, _typed(password[:MAX_PASSWORD_LENGTH]))
    except (VerificationError, InvalidHashError):
        return False


def _typed(password: str) -> str:
    """Return a password as one text, whichever keyboard put its diacritics together."""
    return unicodedata.normalize("NFC", password)
