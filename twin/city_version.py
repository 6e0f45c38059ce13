"""The version of a city: what tells whether a scenario was drawn on these very tables."""

import hashlib
import io

from .city import City
from .manifest import StoredLayers
from .store import HASH_DIGITS


def city_version(city: City) -> str:
    """Return the version of a city: the same for the same tables, in memory as in a store.

    The tables of a store need not be read: their files are named by their content.
    """
    return city.kept("version", lambda: _version(city))


def _version(city: City) -> str:
    if isinstance(city.layers, StoredLayers):
        digests = {name: city.layers.digest(name) for name in city.layers.files}
    else:
        digests = {name: table_digest(city, name) for name in city.layers}
    said = [city.recipe.id, city.frame.crs, *(f"{name}-{digest}" for name, digest in sorted(digests.items()))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:HASH_DIGITS]


def table_digest(city: City, name: str) -> str:
    """Return the digest a store would name the table's file by."""
    content = io.BytesIO()
    table = city.layers[name].table
    table.to_parquet(content, compression="zstd", schema_version="1.1.0", write_covering_bbox=True)
    return hashlib.sha256(content.getvalue()).hexdigest()[:HASH_DIGITS]
