"""What administrators see of a city's data: its sources, what the build made of them, the store on disk."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from geodata.language import N_, NN_, date_text, moment_text, number_text, translate, translate_count
from geodata.report import ReportEntry
from geodata.source import TIER_TITLES, Source
from layers.layer import layer_kinds
from twin.database import DATABASE
from twin.info import ACTION_TITLES, OTHER_TITLES
from twin.markup import Html, element, table, together
from twin.store import Store

from .shared import Shared

CHECKSUM_DIGITS = 12  # that are enough to tell files apart
TAKEN_AS_IT_IS = ("found", "kept")
DAYS_OLD = NN_("{count} day old", "{count} days old")
BUILD_AGAIN = N_("Data is exchanged by building the city again; scenarios, accounts and comments stay. On the server:")
BUILD_COMMAND = "twin build --osm FILE.osm.pbf --out DIR"
NOTHING_LOST = N_("Nothing was left out, repaired or assumed.")


def data_sections(shared: Shared, language: str, *, trouble: str) -> Html:
    """Return store, sources, layers and report of the city that is served; `trouble`: what is wrong with it.

    Counts rows and asks the disk: not for the event loop.
    """
    return together([
        _section("store", N_("Store"), _store(shared, language, trouble=trouble), language),
        _section("sources", N_("Sources"), _sources(shared.store, language), language),
        _section("layers", N_("Layers"), _layers(shared.store, language), language),
        _section("report", N_("Report of the import"), _report(shared.store, language), language),
    ])  # fmt: skip


def wide(content: Html, label: str) -> Html:
    """Return a table that may be wider than the screen: it scrolls by itself, by keyboard too."""
    return element("div", content, class_="wide", role="region", tabindex="0", aria_label=label)


def titles_of_layers() -> dict[str, str]:
    """Return the titles of whatever a report may speak of, in English."""
    return {**{name: kind.title for name, kind in layer_kinds().items()}, **OTHER_TITLES}


def _section(id: str, title: str, content: Html, language: str) -> Html:
    return element("section", element("h2", translate(title, language), id=id), content, aria_labelledby=id)


def _store(shared: Shared, language: str, *, trouble: str) -> Html:
    """Return how large and how old the store is, and what it was made with."""

    def t(message: str) -> str:
        return translate(message, language)

    store, zone = shared.store, shared.clock.zone
    facts, on_disk = store.city.facts, _bytes_in(store.folder.rglob("*"))
    days = (datetime.now(UTC) - datetime.fromisoformat(facts.made_at)).days if facts.made_at else 0
    age = f"{moment_text(facts.made_at, language, zone=zone)} ({translate_count(DAYS_OLD, days, language)})"
    size = t(N_("{all} MB, of which tiles {tiles} MB and scenarios, accounts and comments {database} MB")).format(
        all=_megabytes(on_disk, language), tiles=_megabytes(store.tiles.bytes, language),
        database=_megabytes(_bytes_in(store.folder.glob(f"{DATABASE}*")), language),
    )  # fmt: skip
    made = t(N_("{seconds} s, at most {memory} MB of memory, program version {version}")).format(
        seconds=number_text(facts.build_s, language, decimals=1), memory=number_text(facts.peak_mb, language),
        version=facts.version or "–",
    )  # fmt: skip
    said = (
        (N_("State"), trouble or t(N_("readable and writable"))),
        (N_("Built"), age if facts.made_at else "–"),
        (N_("Size on disk"), size),
        (N_("The build took"), made),
    )
    pairs = (element("div", element("dt", t(title)), element("dd", text)) for title, text in said)
    again = element("p", t(BUILD_AGAIN), " ", element("code", BUILD_COMMAND))
    return together([element("dl", *pairs), again])


def _sources(store: Store, language: str) -> Html:
    """Return every data set: how true, whose, under which licence, from when, and what of the city is made of it."""

    def t(message: str) -> str:
        return translate(message, language)

    used = _used(store)
    rows = [
        (
            _linked(each, language), t(TIER_TITLES[each.tier]), t(each.licence), t(each.attribution),
            date_text(each.date, language) or "–",
            together([each.file or "–", element("small", each.sha256[:CHECKSUM_DIGITS])]),
            _counts_text(used.get(each.id, {}), language),
        )
        for each in store.city.sources
    ]  # fmt: skip
    headings = (
        N_("Source"), N_("How true"), N_("Licence"), N_("Attribution"), N_("Date"), N_("File"),
        N_("Objects made of it"),
    )  # fmt: skip
    return wide(table([t(each) for each in headings], rows), t(N_("Sources")))


def _used(store: Store) -> dict[str, dict[str, int]]:
    """Return for each source how many objects of which layer are made of it."""
    used: dict[str, dict[str, int]] = {}
    for name, layer in store.city.layers.items():
        for source, count in layer.table["source"].value_counts().items():
            used.setdefault(str(source), {})[name] = int(count)
    return used


def _layers(store: Store, language: str) -> Html:
    """Return how many objects each layer has, and how true they are."""

    def t(message: str) -> str:
        return translate(message, language)

    rows = []
    for layer in store.city.layers.values():
        tiers = layer.table["tier"].value_counts().items()
        known = {str(name): title for name, title in TIER_TITLES.items()}
        said = ", ".join(f"{t(known.get(str(name), str(name)))} {number_text(n, language)}" for name, n in tiers)
        rows.append((t(layer.kind.title), number_text(len(layer.table), language), said or "–"))
    headings = (N_("Layer"), N_("Features"), N_("How true"))
    return wide(table([t(each) for each in headings], rows, numbers=(1,)), t(N_("Layers")))


def _report(store: Store, language: str) -> Html:
    """Return what the import dropped, repaired and assumed, and why; folded away what it found and kept."""

    def t(message: str) -> str:
        return translate(message, language)

    order = {name: at for at, name in enumerate(titles_of_layers())}
    entries = sorted(store.city.report.entries, key=lambda each: order.get(each.layer, len(order)))
    touched = [each for each in entries if each.action not in TAKEN_AS_IT_IS]
    taken = [each for each in entries if each.action in TAKEN_AS_IT_IS]
    said = _report_table(touched, N_("Left out, repaired, assumed"), language) if touched else element(
        "p", t(NOTHING_LOST)
    )  # fmt: skip
    title = N_("Found and kept")
    return together([said, element("details", element("summary", t(title)), _report_table(taken, title, language))])


def _report_table(entries: list[ReportEntry], title: str, language: str) -> Html:
    def t(message: str) -> str:
        return translate(message, language)

    titles = titles_of_layers()
    rows = [
        (
            t(titles.get(each.layer, each.layer)), t(ACTION_TITLES[each.action]), number_text(each.count, language),
            t(each.reason), "" if each.action in TAKEN_AS_IT_IS else ", ".join(each.examples),
        )
        for each in entries
    ]  # fmt: skip
    headings = (N_("Layer"), N_("Outcome"), N_("Count"), N_("Reason"), N_("Examples"))
    return wide(table([t(each) for each in headings], rows, numbers=(2,), caption=t(title)), t(title))


def _linked(source: Source, language: str) -> str:
    text = translate(source.title, language)
    if not source.url.startswith(("https://", "http://")):
        return text
    return element("a", text, href=source.url, rel="noopener noreferrer")


def _counts_text(counts: dict[str, int], language: str) -> str:
    titles = titles_of_layers()
    most_first = sorted(counts.items(), key=lambda pair: -pair[1])
    said = (f"{translate(titles[name], language)} {number_text(count, language)}" for name, count in most_first)
    return ", ".join(said) or "–"


def _bytes_in(paths: Iterable[Path]) -> int:
    """Return the size of files; one that goes meanwhile, as the database's journal does, counts nothing."""
    sizes = []
    for path in paths:
        try:
            sizes.append(path.stat().st_size if path.is_file() else 0)
        except FileNotFoundError:
            continue
    return sum(sizes)


def _megabytes(count: int, language: str) -> str:
    return number_text(count / 1e6, language, decimals=1)
