import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.errors import TableError
from layers.column import Column
from layers.layer import Layer, LayerKind, LegendEntry, Style, layer_kinds, with_columns
from layers.mesh import empty_mesh

from .tables import FLAT, FRAME, SLOPE, context_of

KIND = LayerKind(
    name="benches",
    title="Benches",
    description="",
    group="places",
    geometry=("point",),
    columns=(
        Column("seats", "integer", "Seats"),
        Column("height_m", "number", "Height", unit="m"),
        Column("code", "text", "Code"),
        Column("covered", "boolean", "Covered"),
        Column("seen", "time", "Seen"),
    ),
    style=Style(
        (LegendEntry("wood", "Wood", "#aaaaaa", "#555555"), LegendEntry("other", "Other", "#bbbbbb", "#666666"))
    ),
    form=lambda table, terrain: empty_mesh(),
    count_forms=("{count} bench", "{count} benches"),
)


def _table(**columns: list[object]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    points = [shapely.Point(i, 0) for i in range(count)]
    return gpd.GeoDataFrame(columns, index=[f"node/{i}" for i in range(count)], geometry=points, crs=FRAME.crs)


def test_missing_columns_are_added_empty_and_unknown_ones_left_out() -> None:
    layer = Layer.checked(KIND, _table(seats=[4], paint=["red"]))
    assert list(layer.table.columns) == [c.name for c in KIND.all_columns] + ["geometry"]
    assert layer.table["name"].isna().all()


def test_columns_take_their_types() -> None:
    table = Layer.checked(KIND, _table(seats=["4", None], height_m=["0.5", None])).table
    assert table["seats"].tolist() == [4, pd.NA]
    assert table["height_m"].iloc[0] == 0.5
    assert str(table["seen"].dtype).endswith("UTC]")


def test_a_number_in_a_column_of_texts_becomes_its_text() -> None:
    table = Layer.checked(KIND, _table(code=[300001.0, None])).table
    assert table["code"].fillna("none").tolist() == ["300001", "none"]


def test_a_word_in_a_column_of_numbers_is_refused_by_name() -> None:
    with pytest.raises(TableError, match="benches: the column height_m"):
        Layer.checked(KIND, _table(height_m=["tall"]))


def test_a_table_without_a_crs_is_refused() -> None:
    with pytest.raises(TableError, match="has no CRS"):
        Layer.checked(KIND, _table(seats=[1]).set_crs(None, allow_override=True))


def test_an_id_that_stands_twice_is_refused() -> None:
    table = _table(seats=[1, 2]).set_axis(["node/1", "node/1"])
    with pytest.raises(TableError, match="node/1 stands twice"):
        Layer.checked(KIND, table)


def test_completing_columns_leaves_the_input_alone() -> None:
    table = _table(paint=["red"])
    assert "seats" in with_columns(table, KIND)
    assert "seats" not in table


def test_values_without_a_colour_take_the_last_one() -> None:
    table = _table(**{"class": ["wood", "steel", None]})
    assert KIND.style.entry_index(table).tolist() == [0, 1, 1]


def test_a_layer_without_a_moment_is_the_same_at_all_times() -> None:
    layer = Layer.checked(KIND, _table(seats=[1]))
    assert layer.at(pd.Timestamp("2026-01-01", tz="UTC")) is layer


def test_the_kinds_the_customer_named_are_there() -> None:
    named = {
        "buildings",
        "green_space",
        "bike_lanes",
        "charging_stations",
        "sensor_points",
        "streets",
        "water",
        "trees",
    }
    assert named <= set(layer_kinds())


@pytest.mark.parametrize("kind", layer_kinds().values(), ids=lambda kind: kind.name)
def test_a_kind_is_whole(kind: LayerKind) -> None:
    assert kind.name == kind.name.lower()
    assert kind.title
    assert kind.description.endswith(".")
    assert all("{count}" in form for form in kind.count_forms)
    assert kind.osm is None or kind.from_osm is not None
    assert kind.style.column in {c.name for c in kind.all_columns}
    names = [c.name for c in kind.all_columns]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", layer_kinds().values(), ids=lambda kind: kind.name)
def test_every_legend_colour_is_a_colour_and_every_value_has_one_entry(kind: LayerKind) -> None:
    entries = kind.style.entries
    assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for e in entries for colour in (e.light, e.dark))
    assert len({e.value for e in entries}) == len(entries)


@pytest.mark.parametrize("kind", layer_kinds().values(), ids=lambda kind: kind.name)
def test_a_kind_of_nothing_draws_nothing(kind: LayerKind) -> None:
    empty = gpd.GeoDataFrame(geometry=[], crs=FRAME.crs, index=pd.Index([], dtype=object))
    table = with_columns(empty, kind)
    if kind.complete is not None:
        table, report = kind.complete(table, context_of())
        assert not report.entries
    layer = Layer.checked(kind, table)
    assert kind.form(layer.table, FLAT).face_count == 0


@pytest.mark.parametrize("kind", layer_kinds().values(), ids=lambda kind: kind.name)
def test_geometry_alone_is_enough_for_a_file_of_any_kind(kind: LayerKind) -> None:
    shapes = {
        "polygon": shapely.box(100, 100, 300, 300),
        "line": shapely.LineString([(100, 100), (400, 400)]),
        "point": shapely.Point(200, 200),
    }
    table = gpd.GeoDataFrame(geometry=[shapes[g] for g in kind.geometry], crs=FRAME.crs)
    table.index = [f"file/{i}" for i in range(len(table))]
    table = with_columns(table.assign(source="file", tier="official", name="One"), kind)
    assert kind.complete is not None
    table, _ = kind.complete(table, context_of())
    layer = Layer.checked(kind, table)
    mesh = kind.form(layer.table, SLOPE)
    assert mesh.face_count
    assert set(mesh.face_row.tolist()) == set(range(len(table)))
