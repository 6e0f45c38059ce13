"""Who reaches what, and proposed sites, as JSON for programs and as tables for people."""

import json
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table

from geodata.language import N_, translate
from geodata.report import Report
from layers.layer import layer_kinds

from .access import AccessResult
from .city import City
from .info import WIDTH
from .matrix import Matrix
from .measurement import OUTSIDE_TITLE
from .namesakes import neighbourhood_names
from .printing import ESTIMATED_PEOPLE, console_of, number, plain, print_notes, share
from .siting import SitingResult
from .travel_modes import TRAVEL_MODES
from .written_file import write_aside


def access_json(city: City, answer: AccessResult) -> dict[str, object]:
    """Return an answer as plain values; None where a number is not known."""
    served = [
        {"minutes": float(minutes), **{str(k): plain(v) for k, v in row.items()}}
        for minutes, row in zip(answer.served.index, answer.served.to_dict("records"), strict=True)
    ]
    by_neighbourhood = [
        {"id": id or None, **{str(k): plain(v) for k, v in row.items()}}
        for id, row in zip(answer.neighbourhoods.index, answer.neighbourhoods.to_dict("records"), strict=True)
    ]
    return {
        "demonstration": city.is_demo,
        "to": answer.to,
        "mode": answer.mode,
        "residents": plain(answer.residents),
        "residents_tier": "estimated",
        "served": served,
        "mean_min": plain(answer.mean_min),
        "median_min": plain(answer.median_min),
        "worst_tenth_min": plain(answer.worst_tenth_min),
        "cannot": plain(answer.cannot),
        "unknown_wheelchair_share": plain(answer.unknown_wheelchair_share),
        "neighbourhoods": by_neighbourhood,
        "report": answer.report.table().to_dict("records"),
    }


def print_access(city: City, answer: AccessResult, language: str) -> None:
    """Print who is served, for the city and by neighbourhood."""
    console = console_of(city, language)
    layer, _, chosen = answer.to.partition(":")
    title = translate(layer_kinds()[layer].title, language) + (f" ({chosen})" if chosen else "")
    console.print(f"[bold]{title}[/] · {translate(TRAVEL_MODES[answer.mode].title, language)}", highlight=False)
    table = _table(language, N_("Minutes"), N_("Residents served"), N_("Share"), N_("Dwellings served"), left=0)
    for minutes, row in answer.served.iterrows():
        table.add_row(
            number(minutes, language, 1),
            number(row["residents"], language),
            share(row["residents_share"], language),
            number(row["dwellings"], language),
        )
    console.print(table)
    for line in access_lines(answer, language):
        console.print(line, highlight=False)
    _print_neighbourhoods(console, city, answer, language)
    print_notes(console, answer.report, language)


def access_lines(answer: AccessResult, language: str) -> list[str]:
    """Return what there is to say beside the tables: how long the way is, who has none, what is not known."""

    def said(message: str, **fields: str) -> str:
        return translate(message, language).format(**fields)

    half = N_("Half of the residents who can get there need at most {number} minutes.")
    tenth = N_("The tenth with the longest way need {number} minutes on average.")
    lines = [
        said(half, number=number(answer.median_min, language, 1)),
        said(tenth, number=number(answer.worst_tenth_min, language, 1)),
        said(N_("Residents who cannot get there at all: {number}"), number=number(answer.cannot, language)),
        *_supply_lines(answer, language),
    ]
    if answer.unknown_wheelchair_share is not None:
        unknown = N_("For {share} of the ways it is not known whether wheelchairs can use them.")
        lines.append(said(unknown, share=share(answer.unknown_wheelchair_share, language)))
    return lines


def _supply_lines(answer: AccessResult, language: str) -> list[str]:
    if "kw_per_1000" not in answer.served:
        return []
    some = N_("Within {minutes} min half of the residents have at most {sockets} sockets, {kw} kW per 1,000 residents.")
    none = N_("Within {minutes} min, at least half of the residents have no charger at all.")
    lines = []
    for minutes, row in answer.served.iterrows():
        said = translate(some if row["sockets_per_1000"] > 0 else none, language)
        values = (number(row["sockets_per_1000"], language, 2), number(row["kw_per_1000"], language, 1))
        lines.append(said.format(sockets=values[0], kw=values[1], minutes=number(minutes, language, 1)))
    return lines


def _print_neighbourhoods(console: Console, city: City, answer: AccessResult, language: str) -> None:
    shares = [f"share_{minutes:g}" for minutes in answer.minutes]
    heads = [
        translate(N_("Within {minutes} min"), language).format(minutes=number(m, language, 1)) for m in answer.minutes
    ]
    table = _table(language, N_("Neighbourhood"), N_("Residents"), N_("Mean minutes"), left=1)
    for head in heads:
        table.add_column(head, justify="right")
    table.add_column(translate(N_("Cannot"), language), justify="right")
    names, outside = neighbourhood_names(city, language=language), translate(OUTSIDE_TITLE, language)
    for id, row in answer.neighbourhoods.iterrows():
        table.add_row(
            names.get(str(id), outside),
            number(row["residents"], language),
            number(row["mean_min"], language, 1),
            *(share(row[column], language) for column in shares),
            number(row["cannot"], language),
        )
    console.print(table)


def print_matrix(made: Matrix, read: Report, path: Path, language: str) -> None:
    """Say what was written and what was left out."""
    console = Console() if Console().is_terminal else Console(width=WIDTH)
    said = translate(N_("{file}: {pairs} pairs, {none} of them without a way"), language)
    pairs, none = number(len(made.table), language), number(made.unreachable, language)
    console.print(said.format(file=path, pairs=pairs, none=none), highlight=False)
    print_notes(console, read + made.report, language)


def site_json(city: City, answer: SitingResult, language: str) -> dict[str, object]:
    """Return proposed sites as plain values, each with its reason."""
    sites = answer.sites.drop(columns="geometry")
    return {
        "demonstration": city.is_demo,
        "layer": answer.layer,
        "mode": answer.mode,
        "minutes": answer.minutes,
        "residents": plain(answer.residents),
        "residents_tier": "estimated",
        "served_before": plain(answer.served_before),
        "existing": answer.existing,
        "candidates": answer.candidates,
        "sites": [
            {"rank": rank, **{str(k): plain(v) for k, v in row.items()}, "reason": reason(row, answer, language)}
            for rank, row in zip(sites.index.tolist(), sites.to_dict("records"), strict=True)
        ],
        "report": answer.report.table().to_dict("records"),
    }


def reason(row: dict[str, object] | pd.Series, answer: SitingResult, language: str) -> str:
    """Return why a site is proposed: what it adds, and what the best other one would have added."""
    said = translate(N_("+{gain} residents within {minutes} min; next best +{next}"), language)
    gain, other = number(row["residents"], language), number(row["next_best"], language)
    return said.format(gain=gain, minutes=number(answer.minutes, language, 1), next=other)


def print_sites(city: City, answer: SitingResult, language: str) -> None:
    """Print proposed sites, the best first."""
    console = console_of(city, language)
    before = translate(N_("Today {served} of {all} residents are served by {existing} places."), language)
    console.print(
        before.format(
            served=number(answer.served_before, language),
            all=number(answer.residents, language),
            existing=number(answer.existing, language),
        ),
        highlight=False,
    )
    table = _table(language, N_("Site"), N_("Where"), N_("Neighbourhood"), N_("Why"), N_("Then served"), left=4)
    table.add_column("LON,LAT")
    for rank, row in answer.sites.iterrows():
        where = row["name"] if isinstance(row["name"], str) else row["near"]
        table.add_row(
            str(rank),
            where if isinstance(where, str) else "–",
            row["neighbourhood"] if isinstance(row["neighbourhood"], str) else "–",
            reason(row, answer, language),
            share(row["served_share"], language),
            f"{row['lon']:.5f},{row['lat']:.5f}",
        )
    console.print(table)
    console.print(translate(ESTIMATED_PEOPLE, language), highlight=False)
    print_notes(console, answer.report, language)


def write_sites(answer: SitingResult, path: Path) -> None:
    """Write sites as GeoJSON in WGS 84, aside and renamed. Raises InputError where it cannot be written."""
    text = json.dumps(answer.sites.to_crs(4326).to_geo_dict(), ensure_ascii=False)
    write_aside(path, lambda aside: aside.write_text(text, encoding="utf-8"))


def _table(language: str, *heads: str, left: int) -> Table:
    """Return a table with these columns, the first `left` of them with text, the rest with numbers."""
    table = Table()
    for place, head in enumerate(heads):
        table.add_column(translate(head, language), justify="left" if place < left else "right")
    return table
