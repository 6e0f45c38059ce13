"""The card of what a visitor touches on the big screen: few facts in large type, in both languages."""

from trame.widgets import html

from .elements import add_icon, aria

FACTS = ("tier", "source", "edited")  # what a visitor asks for; identifiers and coordinates are for planners


def build_display_card() -> None:
    """Add the card: each line in the screen's language, under it in the other one."""
    with html.Section(
        v_if="card", classes="panel card", id="card", tabindex="-1", raw_attrs=aria(label="t.object", live="'polite'")
    ):
        with html.Div(classes="panel-head"):
            html.I(classes="swatch", style=("{background: card[theme]}",))
            with html.Div(classes="card-title"):
                html.H2("{{ card.title }}", raw_attrs=[':lang="language"'])
                html.P("{{ card.over }}", v_if="card.over", classes="quiet", raw_attrs=[':lang="language"'])
                other = "[card.other.title, card.other.over].filter((text) => text && text !== card.title).join(' · ')"
                html.P(f"{{{{ {other} }}}}", classes="quiet other", raw_attrs=[':lang="card.other.language"'])
            with html.Button(
                type="button", classes="tool", click="window.twin.selecting.close()", title=("t.close",),
                raw_attrs=['data-tool="close-card"', *aria(label="t.close")],
            ):  # fmt: skip
                add_icon("'close'")
        with html.Div(classes="panel-body", tabindex="-1"):
            _build_lines("row in card.rows")
            _build_lines(f"row in card.facts.filter((each) => {list(FACTS)}.includes(each.name))", classes="facts")


def _build_lines(rows: str, *, classes: str = "") -> None:
    with html.Dl(classes=classes), html.Div(v_for=rows, key="row.name"):
        with html.Dt():
            html.Span("{{ row.title }}", raw_attrs=[':lang="language"'])
            _other("title")
        with html.Dd():
            html.Span("{{ row.time ? window.twin.timeText(row.time) : row.value }}", raw_attrs=[':lang="language"'])
            _other("value", shown_if="!row.time")
            html.Small("{{ row.note }}", v_if="row.note", classes="quiet", raw_attrs=[':lang="language"'])
            _other("note", shown_if="row.note")


def _other(part: str, *, shown_if: str = "true") -> None:
    """Add a part of a line in the other language, where it is not the same."""
    said = f"(card.other.lines[row.name] || {{}}).{part}"
    html.Small(
        f"{{{{ {said} }}}}", v_if=f"{shown_if} && {said} && {said} !== row.{part}", classes="quiet other",
        raw_attrs=[':lang="card.other.language"'],
    )  # fmt: skip
