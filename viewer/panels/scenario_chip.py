"""Which scenario is seen, over the map of narrow windows."""

from trame.widgets import html

from .elements import aria


def build_scenario_chip() -> None:
    """Add which scenario is seen, over the map of narrow windows, where its panel is folded; a tap opens it."""
    with html.Button(
        v_if="desk && !compare", type="button", classes="scenario-chip", click="window.twin.scenario.panel.show()",
        raw_attrs=['data-tool="scenario-chip"', *aria(label="t.scenario + ': ' + desk.name")],
    ):  # fmt: skip
        html.Span("{{ t[desk.side] }}", classes="quiet")
        html.Span("{{ desk.side === 'before' ? t.board_of_city : desk.name }}", classes="name")
