"""The layers of the real city: counts the data's README leads one to expect, and sums that close."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.osm import read_osm
from geodata.recipe_file import bundled_recipe
from geodata.report import Report
from geodata.tags import values_of
from layers.building_solids import building_solids
from layers.layer import Context, Layer, layer_kinds
from layers.outlines import STRAIGHT_M, outlines
from layers.solids import facing_up
from layers.terrain import Terrain

from .tables import layer_of

EXPECTED = {  # at least; from the README, or counted when this was written where it says nothing
    "buildings": 44_000, "building_parts": 28, "green_space": 754, "water": 500, "trees": 568, "streets": 17_000,
    "bike_lanes": 1_086, "tracks": 750, "charging_stations": 52, "public_bikes": 39, "transit": 642, "sensor_points": 3,
    "amenities": 3_000, "parking": 700, "waste_points": 590, "neighbourhoods": 40, "vacant_land": 140,
    "land_use": 600,
    "barriers": 530, "crossings": 2_900, "turn_restrictions": 1_220,
}  # fmt: skip

NO_CODES = ("brand", "operator", "network", "tier", "method")  # names, and what the card translates by itself


@pytest.fixture(scope="module")
def city(timisoara_osm: Path) -> tuple[dict[str, Layer], Report]:
    recipe = bundled_recipe("timisoara")
    kinds = {name: kind for name, kind in layer_kinds().items() if kind.osm is not None}
    raw, report = read_osm(timisoara_osm, {n: k.osm for n, k in kinds.items() if k.osm}, frame=recipe.frame)
    context = Context(recipe.frame, recipe, raw)
    layers = {}
    for name, kind in kinds.items():
        layers[name], made = layer_of(kind, raw[name], context)
        report += made
    return layers, report


@pytest.mark.parametrize("name", EXPECTED)
def test_the_city_has_what_its_readme_says(city: tuple[dict[str, Layer], Report], name: str) -> None:
    assert len(city[0][name].table) >= EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_object_found_is_kept_or_dropped(city: tuple[dict[str, Layer], Report], name: str) -> None:
    layers, report = city
    assert report.count(name, "found") == len(layers[name].table) + report.count(name, "dropped")


@pytest.mark.parametrize("name", EXPECTED)
def test_every_code_that_occurs_more_than_twice_has_a_title(city: tuple[dict[str, Layer], Report], name: str) -> None:
    layer = city[0][name]
    for column in layer.kind.columns:
        if column.type == "text" and not column.hidden and not column.name.endswith(NO_CODES):
            said = layer.table[column.name].dropna().map(values_of).explode().value_counts()
            codes = [code for code, count in said.items() if count > 2 and re.fullmatch("[a-z][a-z0-9_:/-]*", code)]
            assert not set(codes) - set(column.values), column.name


@pytest.mark.parametrize("name", EXPECTED)
def test_every_layer_can_be_drawn(city: tuple[dict[str, Layer], Report], name: str) -> None:
    kind, table = city[0][name].kind, city[0][name].table
    ground = Terrain.flat(bundled_recipe("timisoara").frame)
    assert kind.form(table, ground).face_count >= len(table) / 2


def test_every_building_has_a_height_one_can_believe(city: tuple[dict[str, Layer], Report]) -> None:
    table = city[0]["buildings"].table
    assert table["height_m"].between(1, 100).all()
    assert table["height_tier"].value_counts()["derived"] > 4_000
    assert table["height_method"].notna().all()


def test_roofs_of_the_whole_city_cover_its_footprints(city: tuple[dict[str, Layer], Report]) -> None:
    table = city[0]["buildings"].table
    mesh = building_solids(table, Terrain.flat(bundled_recipe("timisoara").frame)).mesh
    faces = np.concatenate([mesh.triangles[:, [0, 1, 2, 2]], mesh.quads])[facing_up(mesh)]
    a, b, c, d = (mesh.points[faces[:, k], :2] for k in range(4))
    area = ((c[:, 0] - a[:, 0]) * (d[:, 1] - b[:, 1]) - (c[:, 1] - a[:, 1]) * (d[:, 0] - b[:, 0])) / 2
    covered = np.bincount(mesh.face_row[facing_up(mesh)], weights=area, minlength=len(table))
    plans = table.geometry.area.to_numpy()
    whole = _has_all_its_corners(np.asarray(table.geometry.values, dtype=object))
    assert covered[whole] == pytest.approx(plans[whole], rel=1e-6, abs=1e-3)
    # A corner that is left out takes half its distance from the line times that line's length, in each of two rounds.
    assert (np.abs(covered - plans) <= STRAIGHT_M * table.geometry.length.to_numpy() + 1e-3).all()
    assert covered.sum() == pytest.approx(plans.sum(), rel=2e-6)


def _has_all_its_corners(footprints: np.ndarray) -> np.ndarray:
    """Return which footprints lose no corner that lies on a straight side."""
    parts, row = shapely.get_parts(footprints, return_index=True)
    kept = np.bincount(row, weights=outlines(parts).sizes)
    return kept == shapely.get_num_coordinates(footprints) - 1 - shapely.get_num_interior_rings(footprints)


def test_the_residents_of_the_city_add_up_to_the_census(city: tuple[dict[str, Layer], Report]) -> None:
    residents = city[0]["buildings"].table["residents"]
    assert residents.sum() == pytest.approx(250_849, abs=1e-6)
    assert residents.between(0, 600).all()


def test_panel_districts_are_denser_than_districts_of_houses_and_villages(
    city: tuple[dict[str, Layer], Report],
) -> None:
    buildings, areas = city[0]["buildings"].table, city[0]["neighbourhoods"].table
    row, area = shapely.STRtree(shapely.centroid(buildings.geometry.values)).query(
        areas.geometry.values, predicate="contains"
    )
    residents = buildings["residents"].iloc[area].groupby(areas["name"].iloc[row].to_numpy()).sum()
    per_ha = 1e4 * residents / areas.groupby("name")["area_m2"].sum()
    assert per_ha[["Circumvalațiunii", "Soarelui", "Complex Studențesc", "Dâmbovița"]].min() > 70
    assert per_ha[["Mehala", "Ronaț", "Plopi", "Ghiroda Nouă"]].max() < 40
    assert per_ha[["Utvin", "Săcălaz", "Chișoda"]].max() < 5
