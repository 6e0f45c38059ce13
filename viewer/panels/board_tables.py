"""The tables below and between the rows of the board: neighbourhoods, gains and losses, objects, checks."""

from trame.widgets import html


def build_detail() -> None:
    """Add what an indicator means, who gains and loses by it, and its numbers by neighbourhood."""
    row = "board.rows[id]"
    html.P(f"{{{{ {row}.meaning }}}}")
    html.P(f"{{{{ {row}.note }}}}", v_if=f"{row}.note", classes="quiet")
    with html.P(classes="quiet"):
        html.Span(f"{{{{ t.method }}}}: {{{{ {row}.method }}}} {{{{ {row}.source }}}}")
    html.P("{{ board_detail.inside }}", v_if="board_detail.inside")
    with html.Ul(v_if="board_detail.kinds.length"), html.Li(v_for="kind in board_detail.kinds", key="kind.title"):
        html.Span("{{ kind.title }}: {{ kind.value }}")
    with html.Div(classes="tables"):
        _build_gains()
        _build_areas()


def _build_gains() -> None:
    with html.Table(v_if="board_detail.gains", classes="numbers"):
        html.Caption("{{ t.who_gains }}")
        with html.Thead(), html.Tr():
            html.Th("{{ t.area }}", scope="col")
            for name in ("col_gain", "mean_gain", "col_lose", "mean_lose", "joined", "cut_off"):
                html.Th(f"{{{{ t.{name} }}}}", scope="col", classes="number")
        with html.Tbody():
            with html.Tr(v_for="area in board_detail.gains.areas", key="area.name"):
                html.Th("{{ area.name }}", scope="row")
                _build_people("area")
            with html.Tr(classes="total"):
                html.Th("{{ t.in_all }}", scope="row")
                _build_people("board_detail.gains.total")


def _build_people(row: str) -> None:
    for name in ("gain", "gain_mean", "lose", "lose_mean", "joined", "cut_off"):
        html.Td(f"{{{{ {row}.{name} }}}}", classes="number")


def _build_areas() -> None:
    with html.Table(v_if="board_detail.areas.length", classes="numbers"):
        html.Caption("{{ t.by_area }}")
        with html.Thead(), html.Tr():
            html.Th("{{ t.area }}", scope="col")
            html.Th("{{ t.col_before }}", v_if="board.is_compared", scope="col", classes="number")
            html.Th("{{ board.is_compared ? t.col_after : t.col_value }}", scope="col", classes="number")
            html.Th("{{ t.col_difference }}", v_if="board.is_compared", scope="col", classes="number")
        with html.Tbody(), html.Tr(v_for="area in board_detail.areas", key="area.name"):
            html.Th("{{ area.name }}", scope="row")
            html.Td("{{ area.before }}", v_if="board.is_compared", classes="number")
            html.Td("{{ area.after }}", classes="number")
            html.Td("{{ area.difference }}", v_if="board.is_compared", classes="number")


def build_objects() -> None:
    """Add the objects in which two cities differ, by layer."""
    with html.Div(v_if="board.is_compared", classes="tables"):
        html.P("{{ board.people }} ({{ t.not_counted }}).", v_if="board.people")
        html.P("{{ t.no_objects }}", v_if="!board.objects.length", classes="quiet")
        with html.Table(v_else=True, classes="numbers"):
            html.Caption("{{ t.objects_differ }}")
            with html.Thead(), html.Tr():
                for name in ("layer", "added", "removed", "changed", "among"):
                    classes = "" if name in ("layer", "among") else "number"
                    html.Th(f"{{{{ t.col_{name} }}}}", scope="col", classes=classes)
            with html.Tbody(), html.Tr(v_for="row in board.objects", key="row.title"):
                html.Th("{{ row.title }}", scope="row")
                for name in ("added", "removed", "changed"):
                    html.Td(f"{{{{ row.{name} }}}}", classes="number")
                html.Td("{{ row.examples }}")


def build_checks() -> None:
    """Add each check of the trust suite with what was seen."""
    with html.Div(v_if="trust", classes="tables"), html.Table(classes="numbers"):
        html.Caption("{{ t.trust }}")
        with html.Thead(), html.Tr():
            html.Th("{{ t.what_holds }}", scope="col")
            html.Td("")
            html.Th("{{ t.what_seen }}", scope="col")
        with html.Tbody(), html.Tr(v_for="check in trust.checks", key="check.id"):
            html.Th("{{ check.title }}", scope="row")
            html.Td("{{ check.sign }} {{ check.word }}", classes=("['verdict', {worse: check.fails}]",))
            html.Td("{{ check.seen }}")
