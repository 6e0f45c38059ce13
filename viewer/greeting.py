"""What the terminal says when a server starts: where the city is, and who may save there."""

from pathlib import Path

from geodata.errors import StoreError
from geodata.language import N_, translate

from .accounts import Accounts

AT = N_("The city is at {url} — Ctrl-C stops it.")
LINK = N_("To save, open this link; it works once: {url}")
READ_ONLY = N_("It is open to the network, read-only for everyone. Add planners: twin users add {folder} NAME")
WITH_ACCOUNTS = N_(
    "It is open to the network; planners sign in. Without https their passwords can be read on the way: "
    "put a proxy with https in front."
)
NOBODY = N_("Nobody can sign in: {reason}")


def say_hello(accounts: Accounts, url: str, folder: Path, language: str) -> None:
    """Print it, and from now on each next link when one was used."""

    def say(message: str, **fields: object) -> None:
        print(translate(message, language).format(**fields), flush=True)

    say(AT, url=f"{url}/")
    if accounts.trouble is not None:
        say(NOBODY, reason=accounts.trouble.text(language))
        return
    if accounts.is_local:
        accounts.show_link = lambda path: say(LINK, url=url + path)
        accounts.show_link(accounts.link)
        return
    try:
        say(WITH_ACCOUNTS if accounts.are_there() else READ_ONLY, folder=folder)
    except StoreError as error:
        say(NOBODY, reason=error.text(language))
