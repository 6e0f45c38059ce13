"""Who is here: a way to sign in, or the name and a way to sign out, in the row of settings."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import add_icon, aria

TEXTS: Mapping[str, str] = {
    "sign_in": N_("Sign in"),
    "sign_out": N_("Sign out"),
    "signed_in_as": N_("Signed in as"),
    "manage": N_("Manage accounts and data"),
}
SIGNED_OUT = N_("You are signed out. Sign in again to save.")


def build_visitor() -> None:
    """Add it. Both ways are plain links and forms: what they ask for is checked where they lead."""
    with html.Div(classes="visitor"):
        with html.A(
            v_if="!visitor.name",
            classes="tool wide",
            href="/sign-in",
            title=("t.sign_in",),
            raw_attrs=['data-tool="sign-in"', *aria(label="t.sign_in")],
        ):
            add_icon("'person'")
            html.Span("{{ t.sign_in }}", classes="label")
        html.Span(
            "{{ visitor.name }}",
            v_if="visitor.name",
            classes="name",
            title=("t.signed_in_as + ' ' + visitor.name",),
            raw_attrs=aria(role="group", label="t.signed_in_as + ' ' + visitor.name"),
        )
        with html.A(
            v_if="visitor.may_manage",
            classes="tool",
            href="/admin",
            title=("t.manage",),
            raw_attrs=['data-tool="admin"', *aria(label="t.manage")],
        ):
            add_icon("'manage'")
        with (
            html.Form(v_if="visitor.name", method="post", action="/sign-out"),
            html.Button(
                type="submit",
                classes="tool",
                title=("t.sign_out",),
                raw_attrs=['data-tool="sign-out"', *aria(label="t.sign_out")],
            ),
        ):
            add_icon("'leave'")
