"""Pieces that the panels share: icons, and the attributes that screen readers use."""

from trame.widgets import html

SHEET = "/assets/icons.svg"


def aria(*, role: str = "", **expressions: str) -> list[str]:
    """Return a role and aria attributes for `raw_attrs`; each value is a JavaScript expression.

    trame drops attributes it does not know without a word, and it knows none of these.
    """
    bound = [f':aria-{name}="{expression}"' for name, expression in expressions.items()]
    return [f'role="{role}"', *bound] if role else bound


def add_icon(name: str) -> None:
    """Add the icon whose name a JavaScript expression gives, such as `'home'`."""
    use = f"<use :href=\"'{SHEET}#' + ({name})\"></use>"
    html.Span(f'<svg class="icon" width="22" height="22" aria-hidden="true">{use}</svg>', classes="icon-box")


def add_tool(icon: str, click: str, title: str, *, name: str, disabled: str = "false") -> None:
    """Add a button with an icon; icon, click, title and disabled are JavaScript expressions."""
    with html.Button(
        type="button",
        classes="tool",
        click=click,
        disabled=(disabled,),
        title=(title,),
        raw_attrs=[f'data-tool="{name}"', *aria(label=title)],
    ):
        add_icon(icon)


def add_dialog_head(title: str, close: str) -> None:
    """Add the head of a dialog: what it is, and the button that closes it; both arguments are JavaScript."""
    with html.Div(classes="panel-head"):
        html.H2(f"{{{{ {title} }}}}")
        with html.Button(
            type="button", classes="tool fold", click=close, title=("t.close",), raw_attrs=aria(label="t.close")
        ):
            add_icon("'close'")


def add_link(text: str, address: str, *, shown_if: str) -> None:
    """Add a link to another place, opened beside the city; both arguments are JavaScript expressions."""
    html.A(
        f"{{{{ {text} }}}}",
        v_if=shown_if,
        raw_attrs=[f':href="{address}"', 'target="_blank"', 'rel="noopener noreferrer"'],
    )
