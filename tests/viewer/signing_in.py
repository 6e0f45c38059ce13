"""Signed-in browsers for tests: a cookie as the server would give it, from any process that has the city's folder."""

from pathlib import Path

from twin.users import Role, UserStore
from viewer.accounts import Accounts

PASSWORD = "castelul huniade"


def cookie_of(folder: Path, name: str = "Ana", *, role: Role = "planner") -> tuple[str, str]:
    """Return the name and the value of the cookie of an account, which is made where there is none yet."""
    users = UserStore.open(folder)
    user = users.user(name) or users.add(name, PASSWORD, role=role)
    accounts = Accounts.open(folder)
    return accounts.cookie, accounts.ticket_of(user)
