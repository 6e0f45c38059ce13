"""What administrators do on their page, as plain forms: accounts and scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from geodata.language import N_, moment_text, number_text, translate
from twin.cli_users import ROLE_TITLES
from twin.markup import Html, element, table, together
from twin.scenario_output import ScenarioEntry
from twin.users import ACCOUNT_ROLES, ADMIN, MAX_NAME_LENGTH, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, User

from .admin_data import wide

ACTIONS_AT = "/admin"
WHAT_ROLES_MAY = N_(
    "A planner saves scenarios, views, stories and comments. An administrator manages accounts and data too."
)
PASSWORD_HINT = N_("At least {least} characters.")
NO_ACCOUNTS = N_("Nobody has an account yet.")
NO_SCENARIOS = N_("No scenarios are saved yet.")
THE_LAST = N_("The last administrator: neither the role nor the account can be taken away.")
WHAT_STAYS = N_("“{name}” cannot sign in any more then. What they saved stays.")
SIGNS_OUT = N_("Whoever is signed in with the old password is signed out.")
WHAT_ARCHIVING_DOES = N_(
    "An archived scenario is listed no more; links to it still open it. Only then can it be deleted."
)
FOR_GOOD = N_("“{name}” goes for good, with its changes, notes and comments. Type its name to confirm.")


@dataclass(frozen=True)
class Listed:
    """One scenario as the page lists it; `opened_by`: the names of those who have it open."""

    entry: ScenarioEntry
    is_current: bool
    opened_by: Sequence[str]


def account_section(users: Sequence[User], language: str, *, zone: tzinfo, own: str, typed: Mapping[str, str]) -> Html:
    """Return the accounts, what can be done with each, and the form of a new one; `typed`: what that is to hold."""

    def t(message: str) -> str:
        return translate(message, language)

    is_one = sum(user.role == ADMIN for user in users) == 1
    rows = [
        (
            together([user.name, element("small", t(N_("you")))]) if user.name == own else user.name,
            t(ROLE_TITLES[user.role]), moment_text(user.made_at, language, zone=zone),
            _changes(user, f"account-{number}", language, is_last=is_one and user.role == ADMIN),
        )
        for number, user in enumerate(users, start=1)
    ]  # fmt: skip
    headings = [t(each) for each in (N_("Account"), N_("Role"), N_("Since"), N_("Change"))]
    listed = wide(table(headings, rows, is_labelled=True), t(N_("Accounts"))) if rows else element("p", t(NO_ACCOUNTS))
    title = element("h2", t(N_("Accounts")), id="accounts")
    about = element("p", t(WHAT_ROLES_MAY), class_="quiet")
    return element("section", title, about, listed, _new_account(language, typed), aria_labelledby="accounts")


def _changes(user: User, id: str, language: str, *, is_last: bool) -> Html:
    """Return what can be done with one account, folded away under a word."""

    def t(message: str) -> str:
        return translate(message, language)

    title = t(N_("Change {name}")).format(name=user.name)
    password = form(
        "password", user.name, *_password_field(f"{id}-password", language),
        element("small", t(SIGNS_OUT)), submit(t(N_("Set this password"))),
    )  # fmt: skip
    role = _role_field(f"{id}-role", user.role, language)
    role_and_removal = [element("p", t(THE_LAST))] if is_last else [
        form("role", user.name, *role, submit(t(N_("Change the role")))),
        form("remove", user.name, element("p", t(WHAT_STAYS).format(name=user.name)),
             submit(t(N_("Remove the account")), is_grave=True)),
    ]  # fmt: skip
    summary = element("summary", t(N_("Change…")), aria_label=title)
    return element("details", summary, *role_and_removal, password, class_="changes")


def _new_account(language: str, typed: Mapping[str, str]) -> Html:
    def t(message: str) -> str:
        return translate(message, language)

    name = together([
        element("label", t(N_("User name")), for_="new-name"),
        element("input", id="new-name", name="account", value=typed.get("account", ""), required="required",
                maxlength=str(MAX_NAME_LENGTH), autocomplete="off", autocapitalize="none", spellcheck="false"),
    ])  # fmt: skip
    role = _role_field("new-role", typed.get("role", ""), language)
    fields = (name, *role, *_password_field("new-password", language))
    return together([element("h3", t(N_("New account"))), form("add", "", *fields, submit(t(N_("Add the account"))))])


def _role_field(id: str, chosen: str, language: str) -> tuple[Html, Html]:
    options = (
        element("option", translate(ROLE_TITLES[role], language), value=role,
                selected="selected" if role == chosen else "")
        for role in ACCOUNT_ROLES
    )  # fmt: skip
    label = element("label", translate(N_("Role"), language), for_=id)
    return label, element("select", *options, id=id, name="role")


def _password_field(id: str, language: str) -> tuple[Html, Html, Html]:
    hint = translate(PASSWORD_HINT, language).format(least=MIN_PASSWORD_LENGTH)
    return (
        element("label", translate(N_("New password"), language), for_=id),
        element("input", id=id, name="password", type="password", autocomplete="new-password", required="required",
                minlength=str(MIN_PASSWORD_LENGTH), maxlength=str(MAX_PASSWORD_LENGTH), aria_describedby=f"{id}-hint"),
        element("small", hint, id=f"{id}-hint"),
    )  # fmt: skip


def scenario_section(scenarios: Sequence[Listed], language: str, *, zone: tzinfo) -> Html:
    """Return the saved scenarios: whose, how many changes, when changed, who has them open; and what can be done."""

    def t(message: str) -> str:
        return translate(message, language)

    rows = [
        (
            _scenario_name(each.entry, language), each.entry.author or "–", number_text(each.entry.edits, language),
            moment_text(each.entry.saved_at, language, zone=zone),
            t(N_("this version") if each.is_current else N_("another version")),
            ", ".join(each.opened_by) or "–", _scenario_changes(each.entry, language),
        )
        for each in scenarios
    ]  # fmt: skip
    headings = (
        N_("Scenario"), N_("Author"), N_("Changes"), N_("Last change"), N_("City"), N_("Open at"), N_("Change"),
    )  # fmt: skip
    listed = wide(table([t(each) for each in headings], rows, is_labelled=True), t(N_("Scenarios")))
    return element(
        "section", element("h2", t(N_("Scenarios")), id="scenarios"),
        element("p", t(WHAT_ARCHIVING_DOES), class_="quiet"), listed if rows else element("p", t(NO_SCENARIOS)),
        aria_labelledby="scenarios",
    )  # fmt: skip


def _scenario_name(entry: ScenarioEntry, language: str) -> Html:
    mark = [element("small", translate(N_("archived"), language))] if entry.archived_at else []
    described = [element("small", entry.description)] if entry.description else []
    return together([entry.name, *mark, *described])


def _scenario_changes(entry: ScenarioEntry, language: str) -> Html:
    """Return the button that archives; for what is archived, the ways back and away."""

    def t(message: str) -> str:
        return translate(message, language)

    if not entry.archived_at:
        label = t(N_("Archive {name}")).format(name=entry.name)
        return form("archive", entry.name, submit(t(N_("Archive")), label=label))
    id = f"confirm-{entry.key}"
    sentence = element("label", t(FOR_GOOD).format(name=entry.name), for_=id)
    typed = element("input", id=id, name="confirmed", autocomplete="off", required="required")
    gone = form("delete", entry.name, sentence, typed, submit(t(N_("Delete for good")), is_grave=True))
    label = t(N_("List {name} again")).format(name=entry.name)
    summary = element("summary", t(N_("Delete…")), aria_label=t(N_("Delete {name}")).format(name=entry.name))
    back = form("unarchive", entry.name, submit(t(N_("List again")), label=label))
    return together([back, element("details", summary, gone, class_="changes")])


def form(action: str, about: str, *content: Html) -> Html:
    """Return a form that asks for an action; `about`: the account or the scenario that it changes."""
    hidden = [element("input", type="hidden", name="about", value=about)] if about else []
    return element("form", *hidden, *content, method="post", action=f"{ACTIONS_AT}/{action}")


def submit(text: str, *, label: str = "", is_grave: bool = False) -> Html:
    """Return the button of a form; `label`: what screen readers say where the text alone does not say of what."""
    return element("button", text, type="submit", aria_label=label, class_="grave" if is_grave else "")
