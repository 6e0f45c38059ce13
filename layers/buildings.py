"""Buildings: footprint, use, height, storeys, roof, address; drawn as closed solids."""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.clean import clean_polygons
from geodata.language import N_, NN_
from geodata.report import Report, report_of
from geodata.selection import ADDRESS_TAGS, OsmSelection
from geodata.tags import length_m as read_length
from geodata.tags import level_count, reading_report, values

from .building_blocks import building_blocks, building_boxes
from .building_colours import building_colours
from .building_columns import COLUMNS, HOME_COLUMNS, LOOK_TAGS, READERS, RULES, SIZE_TAGS, STYLE
from .building_heights import with_heights
from .building_solids import building_solids, ground_under
from .building_titles import MODELLED
from .city_model_uses import with_use_of_model
from .contradictions import odd_buildings, odd_orientations
from .facades import storeys_up
from .floor_areas import storeys
from .housing import ANNEXE_M, ANNEXE_M2, SHED_M2
from .layer import Context, LayerKind, with_columns
from .mesh import Mesh, joined
from .parted_buildings import with_parts
from .residents import with_residents
from .roof_columns import with_roofs
from .roofs import Roofed
from .surfaces import FORM, forms_mesh, has_form
from .surroundings import surroundings
from .tagged import address_text, class_from_tags, numbers_from_tags, tag, titles, typed_table
from .terrain import Terrain
from .triangulation import Ints

MIN_AREA_M2 = 1.0
FILE_READERS = {"height_m": read_length, "min_height_m": read_length, "levels": level_count}


def from_osm(raw: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with use, size, storeys and address."""
    sizes, report = numbers_from_tags(raw, READERS, layer=KIND.name)
    columns = {
        "class": class_from_tags(raw, RULES),
        "building": tag(raw, "building"),
        "address": address_text(raw),
        "house_number": tag(raw, "addr:housenumber"),
        "postcode": tag(raw, "addr:postcode"),
        **sizes,
        **looks(raw),
    }
    return typed_table(raw, context, columns), report + odd_orientations(raw, layer=KIND.name)


def looks(raw: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Return the columns of roof, walls and age that buildings and their parts share."""
    return {
        "roof_shape": tag(raw, "roof:shape"),
        "roof_across": (tag(raw, "roof:orientation") == "across").astype("boolean"),
        "roof_material": tag(raw, "roof:material"),
        "roof_colour": tag(raw, "roof:colour"),
        "material": tag(raw, "building:material"),
        "colour": tag(raw, "building:colour"),
        "year": years(tag(raw, "start_date")),
    }


def years(dates: pd.Series) -> pd.Series:
    """Return the first year that a date such as "1902-1903" or "12.2019" names."""
    known = dates.notna()
    found = pd.Series(np.nan, index=dates.index)
    found[known] = dates[known].astype("str").str.extract(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")[0].astype("float64")
    return found


def from_file(table: gpd.GeoDataFrame, _context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings of a file with their sizes as numbers, read as the tags of a map are: "16 m", "P+4E"."""
    report = Report()
    for column, reader in FILE_READERS.items():
        if column in table:
            texts = table[column].astype(object).map(str, na_action="ignore")
            report += reading_report(texts, reader, layer=KIND.name)
            table = table.assign(**{column: values(texts, reader)})
    words = {word: name for name, key, found in RULES if key == "building" and found for word in found}
    return with_use_of_model(table, classes=titles(STYLE.entries), words=words), report


def complete(table: gpd.GeoDataFrame, context: Context) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid, distinct footprints of at least 1 m², each with height, floor area, dwellings and residents."""
    recipe = context.recipe
    table, report = with_sizes(table, storey_height_m=recipe.storey_height_m)
    report += odd_buildings(table, layer=KIND.name)
    table, begins = begun(table, layer=KIND.name, storey_height_m=recipe.storey_height_m)
    table, roofs = with_roofs(table, layer=KIND.name, storey_height_m=recipe.storey_height_m)
    full = storeys(table, storey_height_m=recipe.storey_height_m)
    table, parted = with_parts(table, full, context, layer=KIND.name)
    full = np.where(table["has_parts"], table["floor_area_m2"] / table["footprint_m2"], full)  # on average
    around = surroundings(table, context, beside_m=ANNEXE_M, small_m2=(SHED_M2, ANNEXE_M2))
    table, residents = with_residents(table, around, storeys=full, census=recipe.residents)
    return table, report + begins + roofs + parted + residents


def with_sizes(table: gpd.GeoDataFrame, *, storey_height_m: float) -> tuple[gpd.GeoDataFrame, Report]:
    """Return valid, distinct footprints of at least 1 m², each with a known class, its area and a height."""
    table = with_columns(table, KIND)
    table, report = clean_polygons(table, layer=KIND.name, min_area_m2=MIN_AREA_M2, told_apart_by=FORM)
    known = table["class"].isin(list(titles(STYLE.entries)))
    table = table.assign(**{"class": table["class"].where(known, "other")}, footprint_m2=table.geometry.area.round(1))
    table, heights = with_heights(table, storey_height_m=storey_height_m)
    return table, report + heights


def begun(table: gpd.GeoDataFrame, *, layer: str, storey_height_m: float) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with the height they begin at, from storeys left open below where it is not mapped.

    One that would begin at its own height or above begins at the ground.
    """
    begins = table["min_height_m"].fillna(table["min_level"] * storey_height_m)
    odd = begins.notna() & ~((begins >= 0) & (begins < table["height_m"]))
    reason = N_("a beginning above the building's own height, taken as the ground")
    return table.assign(min_height_m=begins.mask(odd)), report_of(layer, "repaired", reason, table.index[odd])


def form(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return a closed solid for each building, or the form it brings; none for an outline that its parts draw."""
    return shown_solids(table, terrain).mesh


def own_forms(table: gpd.GeoDataFrame, rows: Ints, terrain: Terrain) -> Mesh:
    """Return the forms that the buildings at some rows bring with them, standing on the ground."""
    lowest, level = ground_under(table.iloc[rows], terrain)
    return forms_mesh(table[FORM].to_numpy(object)[rows], lowest, level).at_rows(rows)


def shown_solids(table: gpd.GeoDataFrame, terrain: Terrain) -> Roofed:
    """Return a closed solid for each building drawn by its outline, and what became of its roof.

    Buildings that bring their own form are drawn by it, whether it closes or not; those that their parts draw are left
    out, their shape is None.
    """
    formed = has_form(table)
    own, shown = np.flatnonzero(formed), np.flatnonzero(~formed & _is_drawn(table))
    made = building_solids(table.iloc[shown], terrain)
    shape, reason = np.full((2, len(table)), None, dtype=object)
    shape[shown], reason[shown], shape[own] = made.shape, made.reason, MODELLED
    mesh = made.mesh.at_rows(shown)
    return Roofed(joined([mesh, own_forms(table, own, terrain)]) if len(own) else mesh, shape, reason)


def blocks(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return each building that is drawn as a block with a flat top."""
    return building_blocks(table, terrain, np.flatnonzero(_is_drawn(table)))


def boxes(table: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the buildings that are seen from afar as boxes."""
    return building_boxes(table, terrain, np.flatnonzero(_is_drawn(table)))


def _is_drawn(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which buildings are not drawn by their parts alone."""
    return np.asarray(~table["has_parts"].fillna(False).to_numpy(bool))


KIND = LayerKind(
    name="buildings",
    title=N_("Buildings"),
    description=N_("Footprints with use, address, height, dwellings and residents; each estimate says how it is made."),
    group="buildings",
    geometry=("polygon",),
    columns=(*COLUMNS, *HOME_COLUMNS),
    style=STYLE,
    form=form,
    solids=shown_solids,
    colours=building_colours,
    facades=storeys_up,
    coarser={"middle": blocks, "far": boxes},
    count_forms=NN_("{count} building", "{count} buildings"),
    osm=OsmSelection(
        where={"building": None},
        geometry=("polygon",),
        tags=(
            "name",
            "amenity",
            "tourism",
            "leisure",
            "office",
            "shop",
            "power",
            "man_made",
            "craft",
            *SIZE_TAGS,
            *LOOK_TAGS,
            *ADDRESS_TAGS,
        ),
    ),
    from_osm=from_osm,
    from_file=from_file,
    aliases={"function": "class"},
    complete=complete,
    tile_m=1000,
    order=10,
)
