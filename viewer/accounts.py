"""Who a browser says it is: signed tickets for those with an account, one link for whoever started the server."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from geodata.errors import StoreError
from twin.users import LOCAL_NAME, User, UserStore

from .visitor import ANONYMOUS, Visitor

log = logging.getLogger(__name__)

TICKET_S = 12 * 3600  # a long day at the office; then the password is asked for again
ENTER = "/enter"


class Accounts:
    """The accounts behind one app; or why they cannot be opened: then nobody signs in."""

    def __init__(self, users: UserStore | StoreError, *, is_local: bool) -> None:
        self._users, self.is_local = users, is_local
        key = users.signing_key() if isinstance(users, UserStore) else secrets.token_urlsafe(32)
        self._tickets = URLSafeTimedSerializer(key, salt="sign-in")
        # Browsers send cookies to all ports of a machine alike: two cities side by side must not take each other's.
        self.cookie = f"sign_in_{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        self._token = secrets.token_urlsafe(32)
        self.show_link: Callable[[str], None] = lambda _: None

    @classmethod
    def open(cls, folder: Path, *, is_local: bool = False) -> "Accounts":
        """Return the accounts of a city's folder; `is_local` for a server that only its own machine reaches."""
        try:
            return cls(UserStore.open(folder), is_local=is_local)
        except StoreError as error:
            return cls(error, is_local=is_local)

    @property
    def trouble(self) -> StoreError | None:
        """What kept the accounts from being opened."""
        return self._users if isinstance(self._users, StoreError) else None

    @property
    def users(self) -> UserStore:
        """The accounts themselves. Raises StoreError where they could not be opened."""
        if isinstance(self._users, StoreError):
            raise self._users.with_traceback(None)  # or each time would make the same trace longer
        return self._users

    # The methods below ask the database or try a password: not for the event loop.

    def are_there(self) -> bool:
        """Return whether anybody could sign in with a password. Raises StoreError."""
        return bool(self.users.users())

    def visitor(self, ticket: str) -> Visitor:
        """Return whose ticket it is: nobody's when it is forged, too old, or its account has changed meanwhile.

        Raises StoreError where the accounts cannot be read.
        """
        try:
            said = self._tickets.loads(ticket, max_age=TICKET_S) if ticket else None
        except BadData:
            return ANONYMOUS
        if said is None:
            return ANONYMOUS
        if said["name"] == LOCAL_NAME:
            return Visitor(LOCAL_NAME, "admin", ticket) if self.is_local else ANONYMOUS
        user = self.users.user(said["name"])
        if user is None or not secrets.compare_digest(user.stamp, str(said["stamp"])):
            return ANONYMOUS
        return Visitor(user.name, user.role, ticket)

    def visitor_of(self, cookies: Mapping[str, str]) -> Visitor:
        """Return who a request's cookies say it is; nobody, and a word in the log, where that cannot be known."""
        ticket = cookies.get(self.cookie, "")
        try:
            return self.visitor(ticket)
        except StoreError:
            log.exception("who signed in cannot be read")
            return ANONYMOUS

    def ticket_by_password(self, name: str, password: str) -> str | None:
        """Return a ticket for a name and its password; None for a wrong one. Raises StoreError."""
        user = self.users.user_by_password(name, password)
        return None if user is None else self.ticket_of(user)

    def ticket_of(self, user: User) -> str:
        """Return a ticket of an account."""
        return self._signed(user.name, user.stamp)

    # The link of a local start.

    @property
    def link(self) -> str:
        """The path of the link that signs in once, such as `/enter?token=…`."""
        return f"{ENTER}?token={self._token}"

    def ticket_by_token(self, token: str) -> str | None:
        """Return a ticket of the local administrator for the link's token, and show the next link; else None."""
        is_right = secrets.compare_digest(token.encode(), self._token.encode())
        if not (is_right and self.is_local and self.trouble is None):
            return None
        self._token = secrets.token_urlsafe(32)
        self.show_link(self.link)
        return self._signed(LOCAL_NAME, "")

    def _signed(self, name: str, stamp: str) -> str:
        ticket = self._tickets.dumps({"name": name, "stamp": stamp})
        return ticket.decode() if isinstance(ticket, bytes) else ticket
