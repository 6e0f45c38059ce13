"""What a city holds, as JSON for programs and as tables for people."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from geodata.language import N_, NN_, number_text, translate, translate_count
from geodata.source import TIER_TITLES
from layers.building_titles import MODELLED, MODELLED_ROOF, ROOF_SHAPE
from layers.layer import layer_kinds
from layers.terrain import Terrain

from .city import DEMONSTRATION_MARK, City
from .mobility_facts import MobilityFacts, ResidentFacts, TimetableFacts, mobility_facts, resident_facts
from .store import Store
from .tiles import GROUND, TileIndex

OTHER_TITLES: Mapping[str, str] = {
    "terrain": N_("Terrain"),
    "ndvi": N_("Satellite picture"),
    "gtfs": N_("Timetable feed"),
    "gtfs_stops": N_("Stops of the timetable feed"),
    "timetable": N_("Timetable"),
    "mobility": N_("Mobility"),
}
WIDTH = 140  # of tables that go into a file or a pipe
ACTION_TITLES: Mapping[str, str] = {
    "found": N_("found"),
    "kept": N_("kept"),
    "repaired": N_("repaired"),
    "dropped": N_("dropped"),
    "assumed": N_("assumed"),
}


def _tiles_json(index: TileIndex) -> dict[str, int]:
    """Return how many tiles there are and what they weigh; `far_bytes`: layers on at first, as they are from afar."""
    kinds = layer_kinds()
    shown = [tile for tile in index.tiles if tile.layer == GROUND or kinds[tile.layer].visible]
    return {
        "count": len(index.tiles),
        "bytes": index.bytes,
        "largest_bytes": max((tile.bytes for tile in index.tiles), default=0),
        "far_bytes": sum(tile.files[-1].bytes for tile in shown),
    }


def info_json(store: Store, language: str) -> dict[str, object]:
    """Return everything `twin info --json` says, as plain values."""
    city = store.city
    residents = resident_facts(city)
    return {
        "title": dict(city.title),
        "demonstration": city.is_demo,
        "layers": {name: _layer_json(city, name) for name in city.layers},
        "tiles": _tiles_json(store.tiles),
        "terrain": _terrain_json(city.terrain),
        "mobility": asdict(mobility_facts(city)),
        "residents": asdict(residents) if residents else None,
        "report": [entry.as_json(language) for entry in city.report.entries],
        "sources": [source.as_json() for source in city.sources],
        "frame": city.frame.as_json(),
        "build_s": city.facts.build_s,
        "peak_mb": city.facts.peak_mb,
        "made_at": city.facts.made_at,
        "version": city.facts.version,
    }


def _terrain_json(terrain: Terrain) -> dict[str, object]:
    """Return what the ground is; `greatest_error_m`: how far it lies at most from the heights of its file."""
    made: dict[str, object] = {"flat": terrain.is_flat, "source": terrain.source}
    if terrain.is_flat:
        return made
    errors = {
        "greatest_error_m": round(terrain.error_m, 2),
        "greatest_error_built_m": round(terrain.built_error_m, 2),
        "error_built_90_m": round(terrain.built_error_90_m, 2),
    }
    return {**made, "step_m": terrain.step_m, "triangles": len(terrain.triangles.corners()), **errors}


def _layer_json(city: City, name: str) -> dict[str, object]:
    table, kind = city.layers[name].table, city.layers[name].kind
    counts = {"count": len(table), "tiers": _counts(table["tier"]), "classes": _counts(table["class"])}
    tiers = {c.name: _counts(table[c.name]) for c in kind.columns if c.name.endswith("_tier")}
    return {**counts, **tiers, **_solids_json(city.facts.solids.get(name))}


def _solids_json(solids: Mapping[str, Any] | None) -> dict[str, object]:
    """Return the share of closed solids among those drawn, by the shape of roofs, and why a roof is not as told."""
    if solids is None:
        return {}
    return {name: solids[name] for name in ("closed_share", "roofs", "fallbacks")}


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(k): int(v) for k, v in values.value_counts().items()}


def print_info(store: Store, language: str, *, as_json: bool) -> None:
    """Print what a store holds: one JSON document, or tables for people."""
    if as_json:
        print(json.dumps(info_json(store, language), ensure_ascii=False, indent=2))
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    city = store.city
    console.print(f"[bold]{city.title.get(language) or city.recipe.id}[/]  {store.folder}")
    if city.is_demo:
        console.print(f"[bold reverse] {translate(DEMONSTRATION_MARK, language)} [/]")
    for table in (_layer_table(city, language), _source_table(city, language), _report_table(city, language)):
        console.print(table)
    if solids := city.facts.solids.get("buildings"):
        console.print(_solids_line(solids, language), soft_wrap=True)
    console.print(_mobility_line(mobility_facts(city), language), soft_wrap=True)
    if residents := resident_facts(city):
        console.print(_residents_line(residents, language), soft_wrap=True)
    console.print(_facts_line(store, language))


def _layer_table(city: City, language: str) -> Table:
    made = Table(title=translate(N_("Layers"), language), title_justify="left")
    for heading in (N_("Layer"), N_("Features"), N_("How true"), N_("Source")):
        made.add_column(translate(heading, language))
    for layer in city.layers.values():
        tiers = ", ".join(
            f"{translate(TIER_TITLES.get(t, t), language)} {number_text(n, language)}"  # type: ignore[call-overload]
            for t, n in _counts(layer.table["tier"]).items()
        )
        sources = ", ".join(sorted(layer.table["source"].dropna().unique()))
        made.add_row(translate(layer.kind.title, language), number_text(len(layer.table), language), tiers, sources)
    return made


def _source_table(city: City, language: str) -> Table:
    made = Table(title=translate(N_("Sources"), language), title_justify="left")
    for heading in (N_("Source"), N_("Licence"), N_("Attribution"), N_("Date"), N_("File")):
        made.add_column(translate(heading, language))
    for s in city.sources:
        made.add_row(translate(s.title, language), translate(s.licence, language), s.attribution, s.date, s.file)
    return made


def _report_table(city: City, language: str) -> Table:
    made = Table(title=translate(N_("Report of the import"), language), title_justify="left")
    for heading in (N_("Layer"), N_("Outcome"), N_("Count"), N_("Reason"), N_("Examples")):
        made.add_column(translate(heading, language))
    titles: dict[str, str] = {name: kind.title for name, kind in layer_kinds().items()}
    titles.update(OTHER_TITLES)
    order = {name: i for i, name in enumerate(titles)}
    for e in sorted(city.report.entries, key=lambda e: order.get(e.layer, len(order))):
        made.add_row(
            translate(titles.get(e.layer, e.layer), language),
            translate(ACTION_TITLES[e.action], language),
            number_text(e.count, language),
            translate(e.reason, language),
            "" if e.action in ("found", "kept") else ", ".join(e.examples[:2]),
        )
    return made


def _mobility_line(facts: MobilityFacts, language: str) -> str:
    km = {mode: number_text(facts.modes[mode].km, language) for mode in ("walk", "bike", "car")}
    parts = (
        translate_count(NN_("{count} node", "{count} nodes"), facts.nodes, language),
        translate_count(NN_("{count} link", "{count} links"), facts.links, language),
        translate(N_("{walk} km on foot, {bike} by bike, {car} by car"), language).format(**km),
        translate_count(
            NN_("{count} part too small to use", "{count} parts too small to use"), facts.small_parts.parts, language
        ),
        _lines_text(facts.timetable, language),
    )
    return f"{translate(OTHER_TITLES['mobility'], language)}: {' · '.join(parts)}"


def _lines_text(facts: TimetableFacts | None, language: str) -> str:
    """Return how many lines there are, and whether their times are exact or estimated."""
    if facts is None:
        return translate(N_("no lines of public transport"), language)
    lines = translate_count(
        NN_("{count} line of public transport", "{count} lines of public transport"), facts.lines, language
    )
    some = N_("exact times: {exact}, the others estimated")
    times = {facts.lines: N_("with exact times"), 0: N_("with estimated times")}.get(facts.lines_exact, some)
    exact = number_text(facts.lines_exact, language)
    return f"{lines}, {translate(times, language).format(exact=exact)}"


def _solids_line(solids: Mapping[str, Any], language: str) -> str:
    """Return how many buildings are closed solids, and their roofs by shape, the most frequent first."""
    titles = {**ROOF_SHAPE, MODELLED: MODELLED_ROOF}
    roofs = sorted(solids["roofs"].items(), key=lambda item: -item[1]["count"])
    shapes = (
        f"{translate(titles.get(shape, shape), language)} {number_text(r['count'], language)}" for shape, r in roofs
    )
    return translate(N_("Closed solids: {share} % of the buildings drawn ({count}) · roofs: {roofs}"), language).format(
        share=number_text(100 * solids["closed_share"], language, decimals=2),
        count=number_text(solids["count"], language),
        roofs=", ".join(shapes),
    )


def _residents_line(facts: ResidentFacts, language: str) -> str:
    return translate(N_("Residents: {residents} · dwellings: {dwellings} · {methods}"), language).format(
        residents=number_text(facts.total, language),
        dwellings=number_text(facts.dwellings, language),
        methods=", ".join(translate(method, language) for method in facts.methods),
    )


def _terrain_text(terrain: Terrain, language: str) -> str:
    title = translate(terrain.title, language)
    if terrain.is_flat:
        return title
    exact = N_(
        "{title}, at most {built} m from its file under buildings and streets (nine of ten {most} m), "
        "{anywhere} m elsewhere"
    )
    return translate(exact, language).format(
        title=title,
        built=number_text(terrain.built_error_m, language, decimals=2),
        most=number_text(terrain.built_error_90_m, language, decimals=2),
        anywhere=number_text(terrain.error_m, language, decimals=2),
    )


def _facts_line(store: Store, language: str) -> str:
    facts = store.city.facts
    template = translate(
        N_("{terrain} · {tiles} tiles, {size} MB · built in {seconds} s, at most {memory} MB of memory"), language
    )
    return template.format(
        terrain=_terrain_text(store.city.terrain, language),
        tiles=number_text(len(store.tiles.tiles), language),
        size=number_text(store.tiles.bytes / 1e6, language, decimals=1),
        seconds=number_text(facts.build_s, language, decimals=1),
        memory=number_text(facts.peak_mb, language),
    )
