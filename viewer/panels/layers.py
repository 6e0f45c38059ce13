"""The panel of layers: switches, counts, legends, sources."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_, number_text, translate, translate_count
from layers.layer import GROUP_TITLES, LegendEntry, Total

from ..state import View
from ..summary import Amount, LayerSummary
from .drawing import build_scenario_panel
from .elements import add_icon, aria
from .in_view import build_in_view_opener
from .part import build_part_opener
from .scenario import build_side_tabs

TEXTS: Mapping[str, str] = {
    "layers": N_("Layers"),
    "open_layers": N_("Show layers"),
    "close_layers": N_("Hide layers"),
    "legend_of": N_("Legend and source"),
    "source": N_("Source"),
    "none_in_data": N_("none in the data"),
    "at_least": N_("at least {amount}"),
}


def layer_groups(summaries: Mapping[str, LayerSummary], view: View) -> list[dict[str, object]]:
    """Return the panel's content in the view's language: groups in their order, each with its layers."""
    groups: list[dict[str, object]] = []
    for group, title in GROUP_TITLES.items():
        rows = [_row(s, view) for s in summaries.values() if s.layer.kind.group == group]
        if rows:
            groups.append({"id": group, "title": translate(title, view.language), "layers": rows})
    return groups


def _row(summary: LayerSummary, view: View) -> dict[str, object]:
    kind, language = summary.layer.kind, view.language
    empty = summary.count == 0
    count = (
        translate(TEXTS["none_in_data"], language)
        if empty
        else translate_count(kind.count_forms, summary.count, language)
    )
    amount = amount_text(summary.amount, kind.total, language)
    legend = zip(kind.style.entries, summary.entry_counts, summary.entry_amounts, strict=True)
    return {
        "name": kind.name,
        "title": translate(kind.title, language),
        "description": translate(kind.description, language),
        "count": _with_dot(count, amount),
        "empty": empty,
        "note": translate(kind.style.note, language),
        "legend": [
            _legend_row(entry, count, amount_text(amount, kind.total, language), language)
            for entry, count, amount in legend
            if count or kind.at  # that no reading is live is worth saying
        ],
        "sources": [
            {"title": translate(s.title, language), "licence": translate(s.licence, language)} for s in summary.sources
        ],
    }


def _with_dot(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def amount_text(amount: Amount | None, total: Total | None, language: str) -> str:
    """Return an amount as "153.2 km" or "at least 434 public bikes"; nothing where there is none."""
    if amount is None or total is None:
        return ""
    if total.forms is not None:
        text = translate_count(total.forms, round(amount.value), language)
    else:
        text = f"{number_text(amount.value, language, decimals=total.decimals)}\N{NO-BREAK SPACE}{total.unit}"
    return translate(TEXTS["at_least"], language).format(amount=text) if amount.at_least else text


def _legend_row(entry: LegendEntry, count: int, amount: str, language: str) -> dict[str, object]:
    return {
        "title": translate(entry.title, language),
        "light": entry.light,
        "dark": entry.dark,
        "count": _with_dot(number_text(count, language), amount),
    }


def build_layer_panel() -> None:
    """Add the panel: a column on wide windows, a sheet at the bottom of narrow ones."""
    with html.Section(
        v_show="left_panel === 'layers'",
        classes=("['panel', 'layers', {open: layers_open}]",),
        raw_attrs=aria(label="t.layers"),
    ):
        with html.Div(classes="panel-head"):
            with html.Div(classes="city"):
                html.H1("{{ city_title }}")
                html.P("{{ city_subtitle }}", classes="quiet")
            with html.Button(
                type="button",
                classes="tool fold",
                click="layers_open = !layers_open",
                raw_attrs=aria(
                    label="layers_open ? t.close_layers : t.open_layers",
                    expanded="layers_open",
                    controls="'layer-list'",
                ),
            ):
                add_icon("layers_open ? 'down' : 'layers'")
        build_side_tabs()
        with html.Div(
            v_show="layers_open && side === 'layers'",
            id="layer-list",
            classes="panel-body",
            tabindex="-1",
            raw_attrs=aria(role="tabpanel", labelledby="'tab-layers'"),
        ):
            build_in_view_opener()
            build_part_opener()
            with html.Section(v_for="group in groups", key="group.id", classes="group"):
                html.H2("{{ group.title }}")
                with html.Div(v_for="layer in group.layers", key="layer.name", classes="layer"):
                    _build_layer()
        build_scenario_panel()


def _build_layer() -> None:
    with html.Div(classes="layer-row"):
        with html.Button(
            type="button",
            classes="layer-title",
            click="legend_open = legend_open === layer.name ? '' : layer.name",
            title=("t.legend_of",),
            raw_attrs=aria(
                label="layer.title + ', ' + layer.count + '. ' + t.legend_of", expanded="legend_open === layer.name"
            ),
        ):
            with html.Span(classes="swatches", raw_attrs=aria(hidden="true")):
                html.I(
                    v_for="entry in layer.legend.slice(0, 4)",
                    key="entry.title",
                    style=("{background: entry[theme]}",),
                )
            with html.Span(classes="names"):
                html.Span("{{ layer.title }}", classes="name")
                html.Span("{{ layer.count }}", classes="quiet")
        v3.VSwitch(
            model_value=("visible.includes(layer.name)",),
            update_modelValue="trigger('show_layer', [layer.name, !!$event])",
            disabled=("layer.empty",),
            color="primary",
            density="compact",
            hide_details=True,
            inset=True,
            raw_attrs=[':data-layer="layer.name"', *aria(label="layer.title")],
        )
    with html.Div(v_if="legend_open === layer.name", classes="legend"):
        html.P("{{ layer.description }}")
        html.P("{{ layer.note }}", v_if="layer.note", classes="quiet")
        with html.Ul(v_if="layer.legend.length"), html.Li(v_for="entry in layer.legend", key="entry.title"):
            html.I(style=("{background: entry[theme]}",))
            html.Span("{{ entry.title }}")
            html.Span("{{ entry.count }}", classes="quiet number")
        with html.P(v_for="source in layer.sources", key="source.title", classes="quiet"):
            html.Span("{{ t.source }}: {{ source.title }} · {{ source.licence }}")
