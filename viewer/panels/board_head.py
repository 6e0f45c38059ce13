"""The head of the board of indicators: what it is of, how sure it is, what is compared, files, buttons."""

from trame.widgets import html

from .compare import build_before_choice
from .elements import add_icon, aria
from .memo import build_memo_button


def build_head() -> None:
    """Add the board's title, what its numbers are of, what it is compared with, its files and its buttons."""
    with html.Div(classes="panel-head"):
        with html.Div(classes="board-title"):
            html.H2("{{ t.board }}")
            html.P("{{ board && board.is_compared ? board.after_title : t.board_of_city }}", classes="quiet")
        with html.P(classes="board-status", raw_attrs=aria(role="status", live="'polite'")):
            html.Span("{{ board_error }}", v_if="board_error", classes="verdict worse")
            html.Span("{{ t.board_busy }}", v_else_if="board_busy && board", classes="busy")
            html.Span("{{ t.sun_hours_working }}", v_else_if="board && board_slow && !board.has_slow", classes="busy")
            with html.Template(v_else_if="board && board.is_compared"):
                html.Span(
                    "{{ each.sign }} {{ each.text }}",
                    v_for="each in board.moved",
                    key="each.text",
                    title=("board.moved_text",),
                    classes=("['verdict moved', each.verdict]",),
                )
                html.Span("{{ board.moved_text }}", v_if="!board.moved.length", classes="moved")
                html.Span(
                    "{{ count.sign }} {{ count.text }}",
                    v_for="count in board.counts",
                    key="count.verdict",
                    classes=("['verdict', count.verdict]",),
                )
        _build_badge()
        with html.Div(v_if="board", classes="files", raw_attrs=aria(role="group", label="t.download")):
            for kind in ("xlsx", "csv", "json"):
                html.Button(
                    f".{kind}",
                    v_if="board.is_compared" if kind == "xlsx" else "board",
                    type="button",
                    disabled=("board_busy",),
                    click=f"trigger('download_board', ['{kind}'])",
                    raw_attrs=[f'data-file="{kind}"', *aria(label=f"t.download + ' .{kind}'")],
                )
        build_memo_button()
        _build_choices()
        with html.Div(classes="board-corner"):
            _build_height_switch()
            with html.Button(
                type="button",
                classes="tool fold",
                click="board_open = false; window.trame.trigger('close_board')",
                title=("t.board_close",),
                raw_attrs=['data-tool="close-board"', *aria(label="t.board_close")],
            ):
                add_icon("'close'")


def _build_choices() -> None:
    with html.Div(classes="board-choices"):
        with html.Label(v_if="desk"):
            html.Span("{{ t.board_before }}", classes="quiet")
            build_before_choice("board_before", tool="before")
        change = "trigger('sort_board', ['', $event.target.checked])"
        _build_check("only-changed", "t.only_changed", "board_sort.changed", change, shown_if="desk")
        change = "trigger('measure_slow', [$event.target.checked])"
        _build_check("with-sun", "t.with_sun", "board_slow", change, title="t.with_sun_long")


def _build_check(tool: str, text: str, is_on: str, change: str, *, shown_if: str = "true", title: str = "''") -> None:
    with html.Label(v_if=shown_if, classes="check", title=(title,)):
        html.Input(type="checkbox", change=change, raw_attrs=[f'data-tool="{tool}"', f':checked="{is_on}"'])
        html.Span(f"{{{{ {text} }}}}")


def _build_height_switch() -> None:
    title = "board_high ? t.board_lower : t.board_higher"
    with html.Button(
        type="button", classes="tool", click="board_high = !board_high", title=(title,),
        raw_attrs=['data-tool="board-high"', *aria(label=title)],
    ):  # fmt: skip
        add_icon("board_high ? 'down' : 'up'")


def _build_badge() -> None:
    """Add what the trust suite says of the scenario, or the button that asks it."""
    with html.Div(v_if="desk && board && board.is_compared", classes="trust", raw_attrs=aria(role="status")):
        with html.Template(v_if="trust_progress"):
            html.Span("{{ t.verifying }} {{ trust_progress.done }} / {{ trust_progress.of }}")
            html.Progress(
                raw_attrs=[':value="trust_progress.done"', ':max="trust_progress.of"', *aria(label="t.verifying")]
            )
            html.Button("{{ t.cancel }}", type="button", click="trigger('cancel_verifying')")
        html.Span(
            "{{ trust.holds ? '✓' : '✗' }} {{ trust.text }}",
            v_else_if="trust",
            classes=("['verdict', trust.holds ? 'better' : 'worse']",),
        )
        with html.Template(v_else=True):
            html.Span("{{ t.trust }}: {{ t.not_verified }}", classes="quiet")
            html.Button(
                "{{ t.verify_now }}", type="button", click="trigger('verify_now')", raw_attrs=['data-tool="verify"']
            )
