"""The commands `twin users …`. Texts are in the user's language."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from geodata.errors import UsageError
from geodata.language import N_, translate

from .cli_arguments import given, print_json
from .info import WIDTH

if TYPE_CHECKING:
    from .users import User, UserStore

DIR_HELP, NAME_HELP = N_("The folder of a city."), N_("The name of the account.")
ROLE_TITLES = {"planner": N_("planner"), "admin": N_("administrator")}


def add_user_commands(app: App, language: str) -> None:
    """Give the command line `users` and what stands under it, with help in `language`."""
    about, prologue = N_("Manage who may sign in to a city's page."), N_("Usage: twin users COMMAND …")
    users = App(name="users", help=translate(about, language), usage="", help_prologue=translate(prologue, language))
    app.command(users)
    _add_making(users, language)
    _add_listing(users, language)


def _add_making(app: App, language: str) -> None:
    """Give `add`, `password` and `remove`."""

    def t(message: str) -> str:
        return translate(message, language)

    folder_type = Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))]
    name_type = Annotated[str | None, Parameter(name="NAME", help=t(NAME_HELP))]
    role_help = t(N_("planner: saves scenarios; admin: manages users and data too."))

    @app.command(
        help=t(N_("Add an account. Its password is asked for, or read from standard input.")),
        usage="",
        help_prologue=t(N_("Usage: twin users add DIR NAME [--role planner|admin]")),
    )
    def add(
        folder: folder_type = None,
        name: name_type = None,
        /,
        *,
        role: Annotated[Literal["planner", "admin"], Parameter(help=role_help, show_choices=False)] = "planner",
    ) -> None:
        store, name = _store_of(folder), given(name, "NAME")
        store.add(name, _password(language), role=role)
        print(t(N_("“{name}” can sign in now: {role}.")).format(name=name, role=t(ROLE_TITLES[role])))

    @app.command(
        help=t(N_("Give an account another password; whoever is signed in with the old one is signed out.")),
        usage="",
        help_prologue=t(N_("Usage: twin users password DIR NAME")),
    )
    def password(folder: folder_type = None, name: name_type = None, /) -> None:
        store = _store_of(folder)
        user = store.checked_user(given(name, "NAME"))  # before somebody types a password for nobody
        store.change_password(user.name, _password(language))
        print(t(N_("“{name}” has another password now.")).format(name=user.name))

    @app.command(
        help=t(N_("Remove an account. What its owner saved stays.")),
        usage="",
        help_prologue=t(N_("Usage: twin users remove DIR NAME")),
    )
    def remove(folder: folder_type = None, name: name_type = None, /) -> None:
        store = _store_of(folder)
        gone = store.remove(given(name, "NAME"))
        print(t(N_("“{name}” cannot sign in any more.")).format(name=gone.name))
        if gone.role == "admin" and not any(user.role == "admin" for user in store.users()):
            warning = N_("That was the last administrator. Add another: twin users add DIR NAME --role admin")
            print(t(warning), file=sys.stderr)


def _add_listing(app: App, language: str) -> None:
    """Give `list`."""

    def t(message: str) -> str:
        return translate(message, language)

    @app.command(
        name="list",
        help=t(N_("List the accounts of a city.")),
        usage="",
        help_prologue=t(N_("Usage: twin users list DIR [--json]")),
    )
    def list_(
        folder: Annotated[Path | None, Parameter(name="DIR", help=t(DIR_HELP))] = None,
        /,
        *,
        json_: Annotated[
            bool, Parameter(name="--json", help=t(N_("Print one JSON document and nothing else.")))
        ] = False,
    ) -> None:
        users = _store_of(folder).users()
        if json_:
            print_json({"users": [{"name": u.name, "role": u.role, "made_at": u.made_at} for u in users]})
        else:
            _print_table(users, language)


def _print_table(users: "list[User]", language: str) -> None:
    table = Table()
    for title in (N_("Account"), N_("Role"), N_("Since")):
        table.add_column(translate(title, language))
    for user in users:
        role = translate(ROLE_TITLES[user.role], language)
        table.add_row(*(Text(part) for part in (user.name, role, user.made_at)))
    console = Console()
    (console if console.is_terminal else Console(width=WIDTH)).print(table)


def _store_of(folder: Path | None) -> "UserStore":
    from .users import UserStore  # the database and the hashes load only for who asks for accounts

    return UserStore.open(given(folder, "DIR"))


def _password(language: str) -> str:
    """Return a password typed twice at a terminal, unseen; else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    typed = getpass.getpass(translate(N_("Password: "), language))
    if getpass.getpass(translate(N_("The same again: "), language)) != typed:
        raise UsageError(N_("The two passwords differ. Nothing was changed; try again."))
    return typed
