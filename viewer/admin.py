"""The page of administrators, without scripts: accounts, scenarios, data. Each address asks again who is there."""

import asyncio
import html
import math
import string
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from geodata.errors import StoreError, TwinError, UsageError
from geodata.language import LANGUAGES, N_, translate, translate_count
from twin.city_version import city_version
from twin.markup import Html, element, together
from twin.scenario_archive import archive, delete_archived, unarchive
from twin.scenario_names import key_of
from twin.scenario_output import ScenarioEntry
from twin.users import ACCOUNT_ROLES, NO_ROLE, Role, User

from .access import is_same_origin
from .accounts import Accounts
from .actions import Action, perform
from .admin_data import data_sections
from .admin_page import ACTIONS_AT, Listed, account_section, scenario_section
from .assets import Assets
from .attempts import Attempts
from .health import Health
from .shared import Shared
from .sign_in import (
    ELSEWHERE,
    LANGUAGE_NAMES,
    SIGNED_IN,
    TEXTS,
    TOO_OFTEN,
    form_fields,
    give_ticket,
    keep_language,
    language_of,
)
from .visitor import NotAllowedError, Visitor

TITLE, SIGN_IN_AS = N_("Administration"), N_("Sign in")
# What was done, by the word in the address that one is led to: never a text that somebody else could put there.
DONE = {
    "add": N_("The account was added."),
    "role": N_("The role was changed."),
    "password": N_("The password was set."),
    "remove": N_("The account was removed."),
    "archive": N_("The scenario was archived."),
    "unarchive": N_("The scenario is listed again."),
    "delete": N_("The scenario was deleted."),
}
OF_SCENARIOS = ("archive", "unarchive", "delete")
NOT_CONFIRMED = N_("“{typed}” is not the name of the scenario “{name}”. Nothing was deleted.")
IS_OPEN = N_("“{name}” is open at: {names}. Ask them to put it away first; nothing was deleted.")

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Admin:
    """What is behind the addresses of administrators. `see_who_left` signs out the pages whose account changed."""

    accounts: Accounts
    assets: Assets
    shared: Shared
    health: Health
    hashing: asyncio.Semaphore
    see_who_left: Callable[[], Awaitable[None]]
    attempts: Attempts = field(default_factory=Attempts)

    def routes(self) -> list[Route]:
        """Return the addresses."""
        return [
            Route(ACTIONS_AT, self.show, methods=["GET"]),
            *(Route(f"{ACTIONS_AT}/{name}", self._answer_to(name), methods=["POST"]) for name in DONE),
        ]

    async def show(self, request: Request) -> Response:
        """Answer with the page; with a refusal for whoever is no administrator."""
        visitor = await self._visitor(request)
        try:
            visitor.check_may_manage()
        except NotAllowedError as error:
            return self._refusal(request, error.text(self._language(request)))
        done = DONE.get(request.query_params.get("done", ""), "")
        return await self._page(request, visitor, done=translate(done, self._language(request)))

    # Actions: each asks again whether this visitor may do that.

    async def add_account(self, fields: Fields, visitor: Visitor) -> None:
        """Add an account."""
        visitor.check_may_manage()
        name, password, role = (fields.get(part, "") for part in ("account", "password", "role"))
        known = _role(role)
        async with self.hashing:
            await asyncio.to_thread(self.accounts.users.add, name, password, role=known)

    async def change_role(self, fields: Fields, visitor: Visitor) -> None:
        """Give an account another role; the last administrator stays one."""
        visitor.check_may_manage()
        users, name, role = self.accounts.users, fields.get("about", ""), _role(fields.get("role", ""))
        await asyncio.to_thread(users.change_role, name, role, keep_admin=True)
        await self.see_who_left()

    async def set_password(self, fields: Fields, visitor: Visitor) -> User:
        """Give an account another password; whoever is signed in with the old one is signed out."""
        visitor.check_may_manage()
        async with self.hashing:
            users, name = self.accounts.users, fields.get("about", "")
            changed = await asyncio.to_thread(users.change_password, name, fields.get("password", ""))
        await self.see_who_left()
        return changed

    async def remove_account(self, fields: Fields, visitor: Visitor) -> None:
        """Remove an account, but not the last administrator's."""
        visitor.check_may_manage()
        await asyncio.to_thread(self.accounts.users.remove, fields.get("about", ""), keep_admin=True)
        await self.see_who_left()

    async def archive_scenario(self, fields: Fields, visitor: Visitor) -> None:
        """List a scenario no more."""
        visitor.check_may_manage()
        name = fields.get("about", "")
        await asyncio.to_thread(lambda: archive(self.shared.scenarios, name, by=visitor.name))
        self.shared.company.tell_of_archive(key_of(name))

    async def unarchive_scenario(self, fields: Fields, visitor: Visitor) -> None:
        """List a scenario again."""
        visitor.check_may_manage()
        name = fields.get("about", "")
        await asyncio.to_thread(lambda: unarchive(self.shared.scenarios, name))
        self.shared.company.tell_of_archive(key_of(name))

    async def delete_scenario(self, fields: Fields, visitor: Visitor) -> None:
        """Delete an archived scenario whose name was typed and that nobody has open."""
        visitor.check_may_manage()
        name, typed = fields.get("about", ""), " ".join(fields.get("confirmed", "").split())
        scenario = await asyncio.to_thread(lambda: self.shared.scenarios.scenario(name))
        if typed != " ".join(scenario.name.split()):
            raise UsageError(NOT_CONFIRMED, typed=typed[:80], name=scenario.name)
        names = self.shared.company.having_open(scenario.key)
        if names:
            raise UsageError(IS_OPEN, name=scenario.name, names=", ".join(names))
        await asyncio.to_thread(lambda: delete_archived(self.shared.scenarios, scenario.name))

    def _action(self, name: str) -> Action:
        return {
            "add": self.add_account, "role": self.change_role, "password": self.set_password,
            "remove": self.remove_account, "archive": self.archive_scenario, "unarchive": self.unarchive_scenario,
            "delete": self.delete_scenario,
        }[name]  # fmt: skip

    # How they are asked for

    def _answer_to(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return await self._done(name, request)

        return answer

    async def _done(self, name: str, request: Request) -> Response:
        """Do an action for an administrator of this page, and lead back to the page; tell what it refuses."""
        language, visitor = self._language(request), await self._visitor(request)
        if not is_same_origin(request.headers):
            return self._refusal(request, translate(ELSEWHERE, language))
        fields = await form_fields(request)
        address, about = _address(request), fields.get("account", "") or fields.get("about", "")
        wait_s = self.attempts.begin(address, about) if visitor.may_manage else 0
        if wait_s:
            flaw = translate_count(TOO_OFTEN, math.ceil(wait_s / 60), language)
            return self._refusal(request, flaw, status=429, retry_after_s=math.ceil(wait_s))
        refused: list[Exception] = []
        made = await perform(self._action(name), self.shared.metrics, refused.append, fields, visitor)
        if refused and isinstance(refused[0], NotAllowedError):
            return self._refusal(request, refused[0].text(language))
        if refused:
            return await self._page(request, visitor, refused=refused[0], typed=fields)
        self.attempts.forgive(address, about)
        section = "scenarios" if name in OF_SCENARIOS else "accounts"
        headers = {"Cache-Control": "no-store"}
        answer = RedirectResponse(f"{ACTIONS_AT}?done={name}#{section}", status_code=303, headers=headers)
        if isinstance(made, User) and made.name == visitor.name:  # or one's own new password would sign one out
            give_ticket(answer, request, self.accounts, self.accounts.ticket_of(made))
        return answer

    # What is answered

    async def _visitor(self, request: Request) -> Visitor:
        return await asyncio.to_thread(self.accounts.visitor_of, request.cookies)

    def _language(self, request: Request) -> str:
        return language_of(request, default_language=self.shared.store.city.recipe.language)

    async def _page(
        self, request: Request, visitor: Visitor, *, done: str = "", refused: Exception | None = None,
        typed: Fields | None = None,
    ) -> Response:  # fmt: skip
        """Return the page: what was done or refused, accounts, scenarios, data."""
        language, zone, trouble = self._language(request), self.shared.clock.zone, await self.health.trouble()
        users, entries, version = await asyncio.to_thread(self._known)
        opened_by = self.shared.company.having_open
        scenarios = [Listed(each, each.city_version == version, opened_by(each.key)) for each in entries]
        flaw = refused.text(language) if isinstance(refused, TwinError) else ""
        content = [
            element("p", translate(SIGNED_IN, language).format(name=visitor.name), class_="quiet"),
            _message(flaw, is_flaw=True) if flaw else _message(done, is_flaw=False),
            account_section(users, language, zone=zone, own=visitor.name, typed=typed or {}),
            scenario_section(scenarios, language, zone=zone),
            await asyncio.to_thread(data_sections, self.shared, language, trouble=trouble),
        ]
        status = 200 if refused is None else 503 if isinstance(refused, StoreError) else 400
        return self._answer(request, together(content), status=status)

    def _known(self) -> tuple[list[User], list[ScenarioEntry], str]:
        """Return accounts, scenarios, and the version of the city. Not for the event loop."""
        store = self.shared.scenarios
        return self.accounts.users.users(), store.entries(with_archived=True), city_version(store.city)

    def _refusal(self, request: Request, flaw: str, *, status: int = 403, retry_after_s: int = 0) -> Response:
        """Return a page that says why nothing was done or shown, and nothing else."""
        way = element("a", translate(SIGN_IN_AS, self._language(request)), href="/sign-in")
        answer = self._answer(request, together([_message(flaw, is_flaw=True), element("p", way)]), status=status)
        if retry_after_s:
            answer.headers["Retry-After"] = str(retry_after_s)
        return answer

    def _answer(self, request: Request, content: Html, *, status: int) -> Response:
        language = self._language(request)
        other = next(each for each in LANGUAGES if each != language)
        fields = {
            "language": language, "title": html.escape(translate(TITLE, language)), "content": content,
            "city": html.escape(self.shared.store.city.title.get(language, "")), "other": other,
            "other_name": LANGUAGE_NAMES[other], "back": html.escape(translate(TEXTS["back"], language)),
        }  # fmt: skip
        text = string.Template(self.assets.text("admin.html")).substitute(fields)
        answer = HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
        keep_language(answer, request, language)
        return answer


def _message(text: str, *, is_flaw: bool) -> Html:
    """Return what was done, or what keeps it from being done; the latter is where the reader begins."""
    if not text:
        return Html("")
    if not is_flaw:
        return element("p", text, role="status", class_="done")
    return element("p", text, role="alert", tabindex="-1", autofocus="autofocus")


def _role(text: str) -> Role:
    """Return a role as a form says it. Raises UsageError for what accounts have not."""
    for role in ACCOUNT_ROLES:
        if text == role:
            return role
    raise UsageError(NO_ROLE, role=text[:40], known=", ".join(ACCOUNT_ROLES))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
