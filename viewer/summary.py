"""What the layer panel says about each layer, found once per city and shared by all sessions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata.source import Source
from layers.layer import Layer
from twin.city import City


@dataclass(frozen=True)
class LayerSummary:
    """How many features a layer has, how many of each legend entry, and where they come from.

    The count of an entry is None where it depends on the moment of looking.
    """

    layer: Layer = field(repr=False)
    count: int
    entry_counts: tuple[int | None, ...]
    sources: tuple[Source, ...]


def summaries_of(city: City) -> Mapping[str, LayerSummary]:
    """Return the summary of every layer. Reads all tables: not for the event loop."""
    return {name: _summary(city, layer) for name, layer in city.layers.items()}


def _summary(city: City, layer: Layer) -> LayerSummary:
    entries = range(len(layer.kind.style.entries))
    counts = layer.kind.style.entry_index(layer.table).value_counts()
    of_entries = [None if layer.kind.at else int(counts.get(i, 0)) for i in entries]
    used = [city.source_of(str(id)) for id in layer.table["source"].dropna().unique()]
    sources = tuple(source for source in used if source is not None)
    return LayerSummary(layer, len(layer.table), tuple(of_entries), sources)
