"""The files that feed layers: those of a recipe, those added on the command line, and their tables."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from geodata.cityjson_file import is_cityjson
from geodata.errors import RecipeError
from geodata.frame import CityFrame
from geodata.language import N_
from geodata.read import read_table
from geodata.read_cityjson import CityTile, read_city_tile, tile_table, untaken
from geodata.report import Report, report_of
from geodata.source import LICENCE_NOT_STATED, LayerFile, Recipe, Source, Tier, id_from_file_name
from layers.layer import LayerKind, layer_kinds

from .cityjson_attributes import with_own_columns

UNUSED = N_("columns of the file that the layer has no use for")
NO_LICENCE = N_("licence and tier of an added file are not stated: name them in a recipe")
MODEL_NO_LICENCE = N_("the city model states no licence: name it in a recipe")


def file_table(file: LayerFile, frame: CityFrame) -> tuple[gpd.GeoDataFrame, Report]:
    """Return a file's table, and say which of its columns the layer has no use for."""
    kind = layer_kinds()[file.layer]
    table, report = read_table(file, frame=frame, repeated_ids=kind.repeats)
    table, own = with_own_columns(table, kind)
    return table, report + own + _unused(table, kind)


def _unused(table: gpd.GeoDataFrame, kind: LayerKind) -> Report:
    unused = [name for name in table.columns if name not in (*known_columns(kind), "attributes")]
    return report_of(kind.name, "assumed", UNUSED, unused)


def known_columns(kind: LayerKind) -> set[str]:
    """Return the names that columns of a file may have for a layer."""
    return {"geometry", *kind.aliases, *(column.name for column in kind.all_columns)}


def recipe_files(recipe: Recipe) -> list[tuple[LayerFile, Source, Report]]:
    """Return the files of a recipe with their sources. Raises RecipeError for a layer or column there is not."""
    for file in recipe.files:
        check_layer_name(file.layer)
        known = known_columns(layer_kinds()[file.layer])
        for name in set(file.columns) - known:
            raise RecipeError(
                N_("{recipe}: {layer} has no column “{column}”. There are: {known}."),
                recipe=recipe.id,
                layer=file.layer,
                column=name,
                known=", ".join(sorted(known - {"geometry"})),
            )
    return [(file, recipe.source(file.source), Report()) for file in recipe.files]


def added_files(add: Sequence[tuple[str, Path]]) -> list[tuple[LayerFile, Source, Report]]:
    """Return the files of the command line; their sources are what their names and city models say of them."""
    made = []
    for layer, path in add:
        check_layer_name(layer)
        file = LayerFile(layer, path, id_from_file_name(path))
        if is_cityjson(path):
            made.append((file, source := read_city_tile(file).source, licence_report(source, layer)))
            continue
        tier: Tier = "measured" if layer == "sensor_points" else "mapped"
        source = Source(file.source, path.name, LICENCE_NOT_STATED, path.name, tier)
        made.append((file, source, report_of(layer, "assumed", NO_LICENCE, [path.name])))
    return made


def licence_report(source: Source, layer: str) -> Report:
    """Return a report of a city model without a licence; empty where it states one."""
    missing = source.licence == LICENCE_NOT_STATED
    return report_of(layer, "assumed", MODEL_NO_LICENCE, [source.file] if missing else [])


def tile_tables(
    tile: CityTile, frame: CityFrame, taken: Sequence[Source]
) -> tuple[dict[str, gpd.GeoDataFrame], list[Source], Report]:
    """Return the tables of all layers that a city model has objects of, its sources, and what it has besides.

    What a file of ours says of its objects is taken as said, their sources among it; of an id that one of the sources
    `taken` has, the tile's name is put before.
    """
    tables, report = {}, tile.report + untaken(tile)
    named = _named_apart(tile, taken)
    used = set[str]()
    for layer in tile.layers:
        kind = layer_kinds()[layer]
        table, read = tile_table(tile, layer, frame=frame)
        table, own = with_own_columns(table, kind)
        said = table.get("source")
        made = with_origin(table, tile.source)
        if said is not None:
            made["source"] = said.map({id: source.id for id, source in named.items()}).fillna(tile.source.id)
        tables[layer] = made
        used |= set(made["source"])
        report += read + own + _unused(table, kind)
    sources = list(named.values())
    if tile.source.id in used or not named:
        sources.append(tile.source)
        report += licence_report(tile.source, "buildings")
    return tables, sources, report


def _named_apart(tile: CityTile, taken: Sequence[Source]) -> dict[str, Source]:
    """Return the sources that a tile states by the ids it has for them, with ids that no other source has."""
    others = {source.id: source for source in (*taken, tile.source)}
    return {
        id: source if others.get(id, source) == source else replace(source, id=f"{tile.source.id}-{id}")
        for id, source in tile.model.sources.items()
    }


def with_origin(table: gpd.GeoDataFrame, source: Source) -> gpd.GeoDataFrame:
    """Return a file's table with its source, and its tier where the file states none."""
    tier = table["tier"].fillna(source.tier) if "tier" in table else source.tier
    return table.assign(source=source.id, tier=tier)


def check_layer_name(name: str) -> None:
    """Raise RecipeError unless there is a layer of that name."""
    if name not in layer_kinds():
        raise RecipeError(
            N_("There is no layer “{layer}”. Layers: {known}."), layer=name, known=", ".join(layer_kinds())
        )
