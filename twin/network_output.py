"""What the network hangs on, as JSON for programs and as tables for people."""

import geopandas as gpd
from rich.table import Table

from geodata.language import N_, translate

from .city import City
from .critical import CriticalResult
from .printing import ESTIMATED_PEOPLE, console_of, number, plain, print_notes
from .travel_modes import TRAVEL_MODES

KINDS = {"bridge": N_("bridge"), "tunnel": N_("tunnel"), "street": N_("street")}
OVER = {"water": N_("a body of water"), "railway": N_("a railway")}


def critical_json(city: City, answer: CriticalResult) -> dict[str, object]:
    """Return what is critical as plain values: `bridges`, `others` and `cuts`, each by rank."""
    tables = {"bridges": answer.bridges, "others": answer.others, "cuts": answer.cuts}
    return {
        "demonstration": city.is_demo,
        "mode": answer.mode,
        "residents": plain(answer.residents),
        "residents_tier": "estimated",
        "destinations": answer.destinations,
        "considered": answer.considered,
        "weighed": answer.weighed,
        **{name: _rows(table) for name, table in tables.items()},
        "report": answer.report.table().to_dict("records"),
    }


def _rows(table: gpd.GeoDataFrame) -> list[dict[str, object]]:
    rows = table.drop(columns="geometry").to_dict("records")
    return [
        {"rank": rank, **{str(name): plain(value) for name, value in row.items()}}
        for rank, row in zip(table.index.tolist(), rows, strict=True)
    ]


def print_critical(city: City, answer: CriticalResult, language: str) -> None:
    """Print bridges first, then other streets, then what cuts people off."""
    console = console_of(city, language)
    mode = translate(TRAVEL_MODES[answer.mode].title, language)
    for title, table in (
        (N_("Bridges whose closure delays most"), answer.bridges),
        (N_("Streets and tunnels whose closure delays most"), answer.others),
        (N_("Closures that cut most people off"), answer.cuts),
    ):
        if len(table):
            console.print(f"[bold]{translate(title, language)}[/] · {mode}", highlight=False)
            console.print(_table(table, language))
    trips = translate(
        N_("Measured on trips from the homes of {residents} residents (estimated) to {places} places."), language
    )
    texts = number(answer.residents, language), number(answer.destinations, language)
    console.print(trips.format(residents=texts[0], places=texts[1]), highlight=False)
    console.print(translate(ESTIMATED_PEOPLE, language), highlight=False)
    print_notes(console, answer.report, language)


def _table(rows: gpd.GeoDataFrame, language: str) -> Table:
    table = Table()
    for head in ("", N_("What"), N_("Crosses")):
        table.add_column(translate(head, language) if head else "", overflow="fold")
    for head in (N_("Residents delayed"), N_("Minutes more each"), N_("Person-minutes"), N_("Cut off")):
        table.add_column(translate(head, language), justify="right")
    table.add_column("LON,LAT")
    for rank, row in rows.iterrows():
        kind = translate(KINDS[row["kind"]], language)
        near = f"{kind} · {row['near']}" if isinstance(row["near"], str) else kind
        name = row["name"] if isinstance(row["name"], str) else near
        over = translate(OVER[row["crosses"]], language) if row["crosses"] in OVER else "–"
        crossed = row["crosses_name"] if isinstance(row["crosses_name"], str) else over
        people = [number(row[column], language) for column in ("delayed", "person_min", "cut_off")]
        place = f"{row['lon']:.5f},{row['lat']:.5f}"
        minutes = number(row["mean_extra_min"], language, 1)
        table.add_row(str(rank), name, crossed, people[0], minutes, people[1], people[2], place)
    return table
