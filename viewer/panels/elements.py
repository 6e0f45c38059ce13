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


def add_deletion(doomed: str, what: str, click: str, *, title: str, tool: str, word: str = "") -> None:
    """Add the bin, which asks once more before something is gone for good.

    `doomed` is a state of the browser that holds which one is asked about; `what`, `click` and `title` are JavaScript:
    which one this is, what takes it away, what the bin is called; and `word`, which stands in place of the bin's icon.
    """
    with html.Button(
        v_if=f"{doomed} !== {what}", type="button", classes="plain" if word else "tool", click=f"{doomed} = {what}",
        title=(title,), raw_attrs=[f'data-tool="{tool}"', *aria(label=title)],
    ):  # fmt: skip
        html.Span(f"{{{{ {word} }}}}") if word else add_icon("'bin'")
    with html.Div(v_else=True, classes="doomed", raw_attrs=aria(role="alert")):
        html.Span("{{ t.delete_sure }}")
        html.Button(
            "{{ t.delete }}", type="button", classes="button plain", click=f"{doomed} = ''; {click}",
            raw_attrs=['data-tool="delete-sure"'],
        )  # fmt: skip
        html.Button("{{ t.cancel }}", type="button", classes="button plain", click=f"{doomed} = ''")


def add_name_error(error: str, typed: str) -> None:
    """Add why nothing can be saved under the name that is typed; both are states: {name, text}, and a text."""
    html.Span(
        f"{{{{ {error}.text }}}}", v_if=f"{error}.text && {error}.name === {typed}.trim()", classes="wrong",
        raw_attrs=aria(role="alert"),
    )  # fmt: skip


def add_link(text: str, address: str, *, shown_if: str) -> None:
    """Add a link to another place, opened beside the city; both arguments are JavaScript expressions."""
    html.A(
        f"{{{{ {text} }}}}",
        v_if=shown_if,
        raw_attrs=[f':href="{address}"', 'target="_blank"', 'rel="noopener noreferrer"'],
    )
