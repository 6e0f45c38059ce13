import dataclasses

import numpy as np
import pytest
import shapely
from affine import Affine

from geodata.ndvi import Ndvi
from geodata.raster import Raster
from layers import green_space, parking, vacant_land, vegetation, water
from layers.layer import Context, layer_kinds, with_columns
from layers.vegetation import KIND, complete
from twin.tile_drawing import STEPS_PER_M, STEPS_PER_M_OF

from .tables import FLAT, FRAME, context_of, layer_of, line, raw_table, square


def picture(values: object = 0.5) -> Ndvi:
    """Cells of 100 m over the frame of 1 km."""
    grid = np.broadcast_to(np.asarray(values, np.float32), (10, 10)).copy()
    raster = Raster(grid, Affine(100, 0, 0, 0, -100, 1000), FRAME.crs, source="ndvi")
    return Ndvi(raster, raster, "derived", "ndvi")


def seeing(values: object = 0.5, **raw: object) -> Context:
    return dataclasses.replace(context_of(raw=raw), ndvi=picture(values))  # type: ignore[arg-type]


def houses() -> object:
    """A ring of buildings around a gap of 3 × 3 cells, 200 to 500 m from the west and the south."""
    ring = [(x, y) for x in range(100, 600, 100) for y in range(100, 600, 100) if {x, y} & {100, 500}]
    return raw_table(*((f"way/{n}", square(x + 40, y + 40, 10), {}) for n, (x, y) in enumerate(ring)))


def test_a_cell_is_classed_by_its_index_and_says_where_it_is_from() -> None:
    table, _ = complete(with_columns(raw_table(), KIND), seeing(0.65))
    assert len(table) == 100
    assert table.iloc[0][["class", "tier", "source", "ndvi"]].tolist() == ["green", "derived", "ndvi", 0.65]


def test_cells_that_were_not_seen_are_left_out_and_counted() -> None:
    values = np.full((10, 10), 0.5)
    values[0] = np.nan
    table, report = complete(with_columns(raw_table(), KIND), seeing(values))
    assert len(table) == 90
    assert (report.count("vegetation", "found"), report.count("vegetation", "dropped")) == (100, 10)


def test_without_a_picture_there_is_no_vegetation() -> None:
    table, report = complete(with_columns(raw_table(), KIND), context_of())
    assert not len(table)
    assert not report.entries


def test_a_cell_lies_on_the_ground_as_it_is_in_the_picture() -> None:
    table, _ = complete(with_columns(raw_table(), KIND), seeing())
    assert shapely.area(table.geometry.iloc[0]) == 10_000
    assert len(KIND.form(table, FLAT).triangles) == 200


def test_cells_lie_over_green_and_vacant_land_and_below_water_and_parking() -> None:
    steps = [round(each * STEPS_PER_M) for each in (green_space.LIFT_M, vacant_land.LIFT_M, vegetation.LIFT_M,
                                                    water.LINE_LIFT_M, parking.LIFT_M, water.LIFT_M)]  # fmt: skip
    assert np.diff(steps).min() > 0
    table, _ = complete(with_columns(raw_table(), KIND), seeing())
    assert set(KIND.form(table, FLAT).points[:, 2]) == {vegetation.LIFT_M}


def test_from_afar_green_does_not_hide_cells() -> None:
    table, _ = complete(with_columns(raw_table(), KIND), seeing())
    _, upward = STEPS_PER_M_OF["far"]
    cells = KIND.coarser["far"](table, FLAT).points[:, 2].min()
    assert round(cells * upward) > round(green_space.LIFT_M * upward)


def test_a_green_area_has_the_mean_of_its_cells_and_says_how_much_was_seen() -> None:
    values = np.full((10, 10), 0.4)
    values[9, 0] = np.nan
    raw = raw_table(("way/1", square(0, 0, 200), {"leisure": "park"}))
    layer, _ = layer_of(green_space.KIND, raw, seeing(values))
    assert layer.table.loc["way/1", ["ndvi", "ndvi_seen", "ndvi_tier"]].tolist() == [0.4, 75.0, "derived"]


def test_a_green_area_smaller_than_a_cell_has_no_index_and_the_report_says_so() -> None:
    raw = raw_table(("way/1", square(0, 0, 50), {"leisure": "park"}))
    layer, report = layer_of(green_space.KIND, raw, seeing())
    assert np.isnan(layer.table.loc["way/1", "ndvi"])
    assert report.count("green_space", "assumed") == 1


def test_overgrown_land_among_buildings_without_a_use_is_a_candidate() -> None:
    layer, report = layer_of(vacant_land.KIND, raw_table(), seeing(0.5, buildings=houses()))
    assert layer.table["class"].tolist() == ["untended"]
    assert layer.table["tier"].tolist() == ["derived"]
    assert layer.table["area_m2"].tolist() == pytest.approx([9 * 10_000.0])
    assert report.count("vacant_land", "found") == 1


@pytest.mark.parametrize(
    ("name", "shape", "tags"),
    [
        ("green_space", square(150, 150, 400), {"leisure": "park"}),
        ("land_use", square(150, 150, 400), {"landuse": "farmland"}),
        ("vacant_land", square(150, 150, 400), {"landuse": "brownfield"}),
        ("water", square(150, 150, 400), {"natural": "water"}),
    ],
)
def test_land_with_a_use_on_the_map_is_no_candidate(name: str, shape: object, tags: dict[str, str]) -> None:
    raw = {"buildings": houses(), name: raw_table(("way/9", shape, tags))}  # type: ignore[arg-type]
    layer, _ = layer_of(vacant_land.KIND, raw_table(), seeing(0.5, **raw))
    assert not len(layer.table)


@pytest.mark.parametrize(("highway", "is_candidate"), [("path", True), ("residential", False)])
def test_a_foot_path_leaves_a_candidate_and_a_street_does_not(highway: str, is_candidate: bool) -> None:
    streets = [(f"way/{y}", line((0, y), (1000, y)), {"highway": highway}) for y in range(50, 1000, 100)]
    raw = {"buildings": houses(), "streets": raw_table(*streets)}
    layer, _ = layer_of(vacant_land.KIND, raw_table(), seeing(0.5, **raw))
    assert bool(len(layer.table)) is is_candidate


def test_bare_land_and_land_outside_the_city_are_no_candidates() -> None:
    bare, _ = layer_of(vacant_land.KIND, raw_table(), seeing(0.3, buildings=houses()))
    lone = raw_table(("way/1", square(40, 40, 10), {}))
    outside, _ = layer_of(vacant_land.KIND, raw_table(), seeing(0.5, buildings=lone))
    assert not len(bare.table)
    assert not len(outside.table)


def test_the_legend_has_a_colour_for_each_class_of_cells() -> None:
    kind = layer_kinds()["vegetation"]
    assert [entry.value for entry in kind.style.entries] == ["bare", "sparse", "mixed", "green", "dense"]
    assert not kind.visible
