"""Signing in and out: a page without scripts, the link of a local start, and the cookie they give."""

import asyncio
import html
import logging
import math
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from geodata.errors import StoreError
from geodata.language import LANGUAGES, N_, NN_, translate, translate_count

from .access import is_same_origin
from .accounts import ENTER, TICKET_S, Accounts
from .assets import Assets
from .attempts import Attempts
from .metrics import DONE, REFUSED, Metrics
from .state import choices_of
from .visitor import Visitor

log = logging.getLogger(__name__)

HASHES_AT_ONCE = 2  # each takes 64 MiB for a moment
LANGUAGE_NAMES = {"ro": "Română", "en": "English"}
LANGUAGE_S = 365 * 24 * 3600
PAGE, OUT = "/sign-in", "/sign-out"

TEXTS = {
    "sign_in": N_("Sign in"),
    "sign_out": N_("Sign out"),
    "back": N_("Back to the city"),
    "name_label": N_("User name"),
    "password_label": N_("Password"),
}
WRONG = N_("The name or the password is wrong.")
TOO_OFTEN = NN_("Too many tries. Try again in {count} minute.", "Too many tries. Try again in {count} minutes.")
ELSEWHERE = N_("This came from another site, so nothing was done. Sign in here.")
USED = N_("This link was used already, or is of an earlier start. Take the last one that the terminal shows.")
ACCOUNT, SIGNED_IN = N_("Account"), N_("You are signed in as {name}.")
MANAGE = N_("Manage accounts and data")
NO_ACCOUNTS = N_("Nobody has an account here yet, so this city can only be looked at. To add one:")
BY_LINK = N_("Or open the link that the terminal shows.")
UNREADABLE = N_("The accounts cannot be read, so this city can only be looked at. The cause is in the server's log.")
ADD_COMMAND = "twin users add DIR NAME"


@dataclass(frozen=True)
class SignIn:
    """What is behind the addresses of signing in. `leave` is told each ticket that was given back."""

    accounts: Accounts
    assets: Assets
    metrics: Metrics
    titles: Mapping[str, str]
    default_language: str
    leave: Callable[[str], None]
    attempts: Attempts
    hashing: asyncio.Semaphore

    @classmethod
    def of(
        cls, accounts: Accounts, assets: Assets, metrics: Metrics, *,
        titles: Mapping[str, str], default_language: str, leave: Callable[[str], None],
    ) -> "SignIn":  # fmt: skip
        """Return it with no tries yet."""
        hashing = asyncio.Semaphore(HASHES_AT_ONCE)
        return cls(accounts, assets, metrics, titles, default_language, leave, Attempts(), hashing)

    def routes(self) -> list[Route]:
        """Return the addresses."""
        return [
            Route(PAGE, self.show, methods=["GET"]),
            Route(PAGE, self.sign_in, methods=["POST"]),
            Route(OUT, self.sign_out, methods=["POST"]),
            Route(ENTER, self.enter, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """Answer with the form; with who is signed in; or with what keeps everybody from it."""
        return await self._page(request)

    async def sign_in(self, request: Request) -> Response:
        """Give a cookie for a name and its password, and lead back to the city."""
        if not is_same_origin(request.headers):
            return await self._page(request, flaw=translate(ELSEWHERE, self._language(request)), status=403)
        typed = await form_fields(request)
        name, password = typed.get("name", ""), typed.get("password", "")
        address = request.client.host if request.client else ""
        wait_s = self.attempts.begin(address, name)
        if wait_s:
            self.metrics.count_sign_in("limited")
            flaw = translate_count(TOO_OFTEN, math.ceil(wait_s / 60), self._language(request))
            answer = await self._page(request, flaw=flaw, name=name, status=429)
            answer.headers["Retry-After"] = str(math.ceil(wait_s))
            return answer
        try:
            async with self.hashing:
                ticket = await asyncio.to_thread(self.accounts.ticket_by_password, name, password)
        except StoreError:
            log.exception("the accounts cannot be read")
            return await self._page(request, status=503)
        if ticket is None:
            self.metrics.count_sign_in(REFUSED)
            return await self._page(request, flaw=translate(WRONG, self._language(request)), name=name, status=403)
        self.attempts.forgive(address, name)
        return self._entered(request, ticket)

    async def sign_out(self, request: Request) -> Response:
        """Take the cookie back, here and in the other tabs of this browser, and lead back to the city."""
        if not is_same_origin(request.headers):
            return await self._page(request, flaw=translate(ELSEWHERE, self._language(request)), status=403)
        ticket = request.cookies.get(self.accounts.cookie, "")
        if ticket:
            self.leave(ticket)
        answer = _to_the_city()
        answer.delete_cookie(self.accounts.cookie, path="/", httponly=True, samesite="lax")
        return answer

    async def enter(self, request: Request) -> Response:
        """Sign in whoever started the server on this machine, by the link that the terminal showed."""
        token = request.query_params.get("token", "")
        ticket = self.accounts.ticket_by_token(token) if request.method == "GET" else None
        if ticket is None:
            self.metrics.count_sign_in(REFUSED)
            return await self._page(request, flaw=translate(USED, self._language(request)), status=403)
        return self._entered(request, ticket)

    def _entered(self, request: Request, ticket: str) -> Response:
        self.metrics.count_sign_in(DONE)
        answer = _to_the_city()
        give_ticket(answer, request, self.accounts, ticket)
        return answer

    def _language(self, request: Request) -> str:
        return language_of(request, default_language=self.default_language)

    async def _page(self, request: Request, *, flaw: str = "", name: str = "", status: int = 200) -> Response:
        """Return the page in the reader's language; `flaw` is what went wrong, `name` what was typed."""
        language = self._language(request)
        visitor = await asyncio.to_thread(self.accounts.visitor_of, request.cookies)
        message, content = await self._inside(visitor, language, flaw=flaw, name=name)
        other = next(each for each in LANGUAGES if each != language)
        title = translate(ACCOUNT if visitor.name else TEXTS["sign_in"], language)
        fields = {
            **_texts(language), "language": language, "title": html.escape(title), "message": message,
            "city": html.escape(self.titles.get(language, "")), "content": content,
            "other": other, "other_name": LANGUAGE_NAMES[other],
        }  # fmt: skip
        text = string.Template(self.assets.text("sign-in.html")).substitute(fields)
        answer = HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
        keep_language(answer, request, language)
        return answer

    async def _inside(self, visitor: Visitor, language: str, *, flaw: str, name: str) -> tuple[str, str]:
        """Return the message and what stands under it, as HTML."""
        alert = f'<p id="flaw" role="alert">{html.escape(flaw)}</p>' if flaw else ""
        if visitor.name:
            said = translate(SIGNED_IN, language).format(name=visitor.name)
            manage = f'<p><a href="/admin">{html.escape(translate(MANAGE, language))}</a></p>'
            way = manage if visitor.may_manage else ""
            return alert + f"<p>{html.escape(said)}</p>{way}", self._filled("sign-out-form.html", _texts(language))
        try:
            are_there = await asyncio.to_thread(self.accounts.are_there)
        except StoreError:
            log.exception("the accounts cannot be read")
            return f'<p role="alert">{html.escape(translate(UNREADABLE, language))}</p>', ""
        if not are_there:
            by_link = f"<p>{html.escape(translate(BY_LINK, language))}</p>" if self.accounts.is_local else ""
            said = html.escape(translate(NO_ACCOUNTS, language))
            return f"{alert}<p>{said} <code>{ADD_COMMAND}</code></p>{by_link}", ""
        typed = {
            "name": html.escape(name), "name_focus": "" if name else " autofocus",
            "password_focus": " autofocus" if name else "",
            "flaw": ' aria-invalid="true" aria-describedby="flaw"' if flaw else "",
        }  # fmt: skip
        return alert, self._filled("sign-in-form.html", {**_texts(language), **typed})

    def _filled(self, template: str, fields: Mapping[str, str]) -> str:
        return string.Template(self.assets.text(template)).substitute(fields)


def _texts(language: str) -> dict[str, str]:
    return {name: html.escape(translate(message, language)) for name, message in TEXTS.items()}


def _to_the_city() -> Response:
    return RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})


async def form_fields(request: Request) -> dict[str, str]:
    """Return what a form of ours was filled in with, each field once; nothing for a body that is no form."""
    body = (await request.body()).decode("utf-8", errors="replace")
    try:
        return {name: values[0] for name, values in parse_qs(body, max_num_fields=10).items()}
    except ValueError:
        return {}


def language_of(request: Request, *, default_language: str) -> str:
    """Return the language that a plain page is asked for in, else the reader's."""
    asked = request.query_params.get("language", "")
    return asked if asked in LANGUAGES else choices_of(request, default_language=default_language).language


def keep_language(answer: Response, request: Request, language: str) -> None:
    """Let a browser keep the language that it asked for in an address."""
    if request.query_params.get("language") == language:
        answer.set_cookie("language", language, max_age=LANGUAGE_S, path="/", samesite="lax")


def give_ticket(answer: Response, request: Request, accounts: Accounts, ticket: str) -> None:
    """Give a browser the cookie that says who it is."""
    is_secure = request.url.scheme == "https"
    answer.set_cookie(
        accounts.cookie, ticket, max_age=TICKET_S, path="/", httponly=True, samesite="lax", secure=is_secure
    )
