"""The board of indicators: before, after and the difference, each with its verdict; who gains and who loses."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_
from twin.verdicts import BY_RESIDENTS

from .board_head import build_head
from .board_tables import build_checks, build_detail, build_objects
from .elements import add_icon, add_link, aria

TEXTS: Mapping[str, str] = {
    "board": N_("Indicators"),
    "board_of_city": N_("The city as it is"),
    "board_open": N_("Show the indicators"),
    "board_close": N_("Close the indicators"),
    "board_higher": N_("Show more rows"),
    "board_lower": N_("Show more of the map"),
    "sort_by": N_("Sort by"),
    "board_wait": N_("Measuring the city: this takes some seconds the first time."),
    "board_busy": N_("Recalculating… these are the numbers before your last change."),
    "board_before": N_("Compared with"),
    "only_changed": N_("Only what changed"),
    "with_sun": N_("Winter sun too"),
    "with_sun_long": N_("Measure the winter sun on green, school grounds and homes too: it takes some seconds"),
    "none_changed": N_("No indicator changed."),
    "col_verdict": N_("Verdict"),
    "col_title": N_("Indicator"),
    "col_before": N_("Before"),
    "col_after": N_("After"),
    "col_value": N_("Value"),
    "col_difference": N_("Difference"),
    "col_gain": N_("Residents who gain"),
    "col_lose": N_("Residents who lose"),
    "col_target": N_("Strategy"),
    "col_tier": N_("How true"),
    "col_worst": N_("Worst-off tenth"),
    "interval": N_("Between"),
    "more_about": N_("What it means, by neighbourhood, who gains and who loses"),
    "method": N_("Method"),
    "by_area": N_("By neighbourhood"),
    "area": N_("Neighbourhood"),
    "who_gains": N_("Who gains, who loses"),
    "mean_gain": N_("On average"),
    "mean_lose": N_("On average"),
    "cut_off": N_("Have no way there any more"),
    "joined": N_("Had no way there before"),
    "by_residents": N_("by residents"),
    "by_residents_alone": BY_RESIDENTS,
    "in_all": N_("in all"),
    "objects_differ": N_("Objects that differ"),
    "col_layer": N_("Layer"),
    "col_added": N_("Added"),
    "col_removed": N_("Removed"),
    "col_changed": N_("Changed"),
    "col_among": N_("Among them"),
    "no_objects": N_("No object differs."),
    "not_counted": N_("counted neither as gain nor as loss"),
    "download": N_("Download"),
    "trust": N_("Trust suite"),
    "not_verified": N_("not yet verified"),
    "verify_now": N_("Verify now"),
    "verifying": N_("Verifying"),
    "cancel": N_("Cancel"),
    "what_holds": N_("What must hold"),
    "what_seen": N_("What was seen"),
    "paint_it": N_("Paint it on the map"),
    "col_paint": N_("Map"),
}
BROWSER_STATE: Mapping[str, object] = {"board_high": False}
COMPARED = ("paint", "verdict", "title", "before", "after", "difference", "gain", "lose", "target", "tier")
PLAIN = ("paint", "title", "after", "worst", "target", "tier")
ROWS, ROW, HEAD, CELL = ['role="rowgroup"'], ['role="row"'], ['role="columnheader"'], ['role="cell"']
NUMBERS = frozenset({"worst", "before", "after", "difference", "gain", "lose"})


def build_board_opener() -> None:
    """Add the button at the foot that opens the board; with a scenario it says how many residents lose and gain.

    Nothing is measured for it alone: it says nothing while the numbers that are there are of another state.
    """
    with html.Button(
        v_if="!board_open",
        type="button",
        classes="board-opener",
        click="board_open = true; window.trame.trigger('look_at_board'); window.trame.trigger('list_scenarios')",
        raw_attrs=['data-tool="board"', *aria(label="t.board_open")],
    ):
        add_icon("'board'")
        html.Span("{{ t.board }}", classes="title")
        with (
            html.Template(v_if="board && board.is_compared && !board_busy && !board_error"),
            html.Span(
                v_for="each in board.headline",
                key="each.text",
                title=("each.text",),
                classes=("['verdict', each.verdict]",),
            ),
        ):
            html.Span("{{ each.sign }} {{ each.text }}", classes="long")
            html.Span("{{ each.sign }} {{ each.short || each.text }}", classes="short")


def build_board() -> None:
    """Add the board: a drawer at the foot of wide windows, the whole of narrow ones."""
    with html.Section(
        v_if="board_open",
        classes=("['panel board', {high: board_high}]",),
        id="board",
        tabindex="-1",
        raw_attrs=aria(role="region", label="t.board"),
    ):
        build_head()
        with html.Div(classes="panel-body", tabindex="0", raw_attrs=aria(role="group", label="t.board")):
            html.P("{{ t.board_wait }}", v_if="!board && !board_error", classes="board-wait")
            with html.Div(v_if="board", classes=("{old: board_busy}",)):
                html.P("{{ board.moved_text }} {{ t.whole_day }}", v_if="board.moved.length", classes="board-moved")
                html.P("{{ t.whole_day }}", v_else=True, classes="board-moved")
                with html.P(v_for="each in board.caveats", key="each", classes="board-caveat"):
                    html.Span("! ", raw_attrs=aria(hidden="true"))
                    html.Span("{{ each }}")
                html.P("{{ t.none_changed }}", v_if="!board_order.length", classes="quiet board-wait")
                _build_table(COMPARED, shown_if="board.is_compared && board_order.length")
                _build_table(PLAIN, shown_if="!board.is_compared && board_order.length")
                build_objects()
                build_checks()


def _build_table(columns: tuple[str, ...], *, shown_if: str) -> None:
    # The roles stay where a narrow window lays the rows out otherwise: board.css.
    with html.Table(v_if=shown_if, classes="numbers rows", raw_attrs=['role="table"', *aria(label="t.board")]):
        with html.Thead(raw_attrs=[*ROWS, ':data-label="t.sort_by"']), html.Tr(raw_attrs=ROW):
            for column in columns:
                title = "value" if column == "after" and columns is PLAIN else column
                _build_head_cell(column, f"t.col_{title}")
        with html.Tbody(raw_attrs=ROWS), html.Template(v_for="id in board_order", key="id"):
            with html.Tr(
                classes=("{on: board_detail && board_detail.id === id}",), raw_attrs=[':data-indicator="id"', *ROW]
            ):
                for column in columns:
                    _build_cell(column, "value" if column == "after" and columns is PLAIN else column)
            with (
                html.Tr(v_if="board_detail && board_detail.id === id", classes="detail", raw_attrs=ROW),
                html.Td(colspan=len(columns), raw_attrs=CELL),
            ):
                build_detail()


def _build_head_cell(column: str, title: str) -> None:
    if column in ("paint", "worst"):
        classes = f"plain {'number' if column in NUMBERS else ''}"
        html.Th(f"{{{{ {title} }}}}", scope="col", classes=classes, raw_attrs=HEAD)
        return
    sort = f"board_sort.column === '{column}' ? board_sort.way : 'none'"
    with html.Th(
        scope="col", classes="number" if column in NUMBERS else "", raw_attrs=[*HEAD, *aria(sort=sort)]
    ), html.Button(
        type="button",
        click=f"trigger('sort_board', ['{column}', board_sort.changed])",
        raw_attrs=[f'data-sort="{column}"'],
    ):  # fmt: skip
        html.Span(f"{{{{ {title} }}}}")
        html.Span(
            f"{{{{ board_sort.column !== '{column}' ? '' : board_sort.way === 'ascending' ? '↑' : '↓' }}}}",
            classes="way",
            raw_attrs=aria(hidden="true"),
        )


def _build_cell(column: str, title: str) -> None:
    row, cell = "board.rows[id]", [*CELL, f':data-label="t.col_{title}"']
    if column == "paint":
        _build_painter(row, cell)
    elif column == "title":
        with html.Th(scope="row", raw_attrs=['role="rowheader"']):
            with html.Button(
                type="button",
                classes="more",
                click="trigger('look_into', [board_detail && board_detail.id === id ? '' : id])",
                title=("t.more_about",),
                raw_attrs=aria(expanded="!!(board_detail && board_detail.id === id)"),
            ):
                html.Span(f"{{{{ {row}.title }}}}")
            html.Small(f"{{{{ {row}.direction }}}}", classes="quiet")
    elif column == "verdict":
        with html.Td(classes="verdict-cell", raw_attrs=cell), html.Span(classes=(f"['verdict', {row}.verdict]",)):
            html.Span(f"{{{{ {row}.sign }}}}", classes="sign", raw_attrs=aria(hidden="true"))
            html.Span(f"{{{{ {row}.verdict_text }}}}")
            html.Small("{{ t.by_residents }}", v_if=f"{row}.by_residents", title=("t.by_residents_alone",))
    elif column in ("before", "after"):
        interval = "before_interval" if column == "before" else "interval"
        with html.Td(classes=f"number {column}", raw_attrs=cell):
            html.Span(f"{{{{ {row}.{column} }}}}")
            html.Small(f"{{{{ {row}.{interval} }}}}", v_if=f"{row}.{interval}", classes="quiet", title=("t.interval",))
    elif column == "target":
        with html.Td(classes=(f"{{empty: !{row}.target}}",), raw_attrs=cell):
            add_link(f"{row}.target", f"{row}.target_url", shown_if=f"{row}.target_url")
            html.Span(f"{{{{ {row}.target }}}}", v_else=True)
    else:
        number = "number" if column in NUMBERS else ""
        classes = f"['{number}', {{empty: !{row}.{column}}}]"
        html.Td(f"{{{{ {row}.{column} }}}}", classes=(classes,), raw_attrs=cell)


def _build_painter(row: str, cell: list[str]) -> None:
    """Add the button that paints an indicator: the difference of a comparison, the values of the city else."""
    with html.Td(classes="painter", raw_attrs=cell), html.Button(
        v_if=f"{row}.is_paintable",
        type="button",
        classes=("['tool', 'paint-it', {on: paint && paint.subject === id}]",),
        click=(
            "board_high = false; "
            "trigger('paint', paint && paint.subject === id ? [''] : [id, board.is_compared ? 'difference' : 'after'])"
        ),
        title=("t.paint_it",),
        raw_attrs=[
            ':data-paint="id"',
            *aria(label=f"t.paint_it + ': ' + {row}.title", pressed="!!paint && paint.subject === id"),
        ],
    ):  # fmt: skip
        add_icon("'paint'")
