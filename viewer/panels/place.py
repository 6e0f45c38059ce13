"""The numbers at the selected object, on its card: a table of what is known of it, one of its neighbourhood."""

from collections.abc import Mapping

from trame.widgets import html

from geodata.language import N_

from .elements import aria

TEXTS: Mapping[str, str] = {
    "place": N_("Indicators here"),
    "place_wait": N_("The numbers of this place are being worked out…"),
    "place_none": N_("No indicator says anything of this place."),
    "whole_day": N_("Of a whole day: they do not follow the moment, and a closure by hours counts as in force."),
}


def build_place() -> None:
    """Add the tables; those of the neighbourhood are folded where the object has numbers of its own."""
    with html.Section(v_if="place", classes="place", raw_attrs=aria(label="t.place")):
        html.H3("{{ t.place }}")
        html.P(
            "{{ place.is_working ? board_error || t.place_wait : place.of }}",
            classes=("['quiet', {busy: place.is_working}]",), raw_attrs=aria(role="status"),
        )  # fmt: skip
        html.P("{{ t.place_none }}", v_if="!place.is_working && !place.groups.length")
        with html.Details(
            v_for="(group, at) in place.groups", key="place.key + group.of", classes=("{old: place.is_working}",),
            raw_attrs=[':open="!at || place.groups[0].rows.length < 4"', ':data-of="group.of"'],
        ):  # fmt: skip
            html.Summary("{{ group.title }} ({{ group.rows.length }})")
            _build_table()
        html.P("{{ t.whole_day }}", v_if="place.groups.length", classes="quiet")


def _build_table() -> None:
    with html.Table(classes="numbers", raw_attrs=aria(label="group.title")), html.Tbody():
        _build_row()


def _build_row() -> None:
    with html.Tr(v_for="row in group.rows", key="row.id", raw_attrs=[':data-place="row.id"']):
        with html.Th(scope="row", title=("row.meaning",)):
            html.Span("{{ row.title }}")
            html.Small("{{ row.direction }}", classes="quiet")
        html.Td("{{ row.value }}", classes="number")
