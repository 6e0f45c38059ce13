import numpy as np
import pytest

from layers.water import KIND, WIDTHS_M

from .tables import FLAT, layer_of, line, raw_table, square


def test_areas_have_a_size_and_lines_a_length_and_a_width() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 10), {"natural": "water", "water": "pond"}),
        ("way/2", line((0, 50), (30, 50)), {"waterway": "ditch"}),
        ("way/3", line((0, 80), (30, 80)), {"waterway": "stream", "width": "4 m"}),
    )
    table = layer_of(KIND, raw)[0].table
    assert table["class"].tolist() == ["lake", "ditch", "stream"]
    assert table["area_m2"].iloc[0] == 100
    assert table["length_m"].iloc[1] == 30
    assert table["width_m"].tolist()[1:] == [WIDTHS_M["ditch"], 4.0]


def test_flowing_water_mapped_as_river_and_as_canal_shows_no_edge() -> None:
    river, canal = (next(e for e in KIND.style.entries if e.value == name) for name in ("river", "canal"))
    for one, other in ((river.light, canal.light), (river.dark, canal.dark)):
        channels = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in (one, other)]
        assert np.abs(np.diff(channels, axis=0)).max() <= 3


def test_a_pool_is_no_river() -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", square(0, 0, 10), {"leisure": "swimming_pool"})))
    assert layer.table["class"].tolist() == ["pool"]


def test_water_in_a_pipe_is_in_the_table_and_not_on_the_ground() -> None:
    raw = raw_table(
        ("way/1", line((0, 0), (30, 0)), {"waterway": "stream", "tunnel": "culvert"}),
        ("way/2", line((30, 0), (60, 0)), {"waterway": "stream"}),
    )
    layer, _ = layer_of(KIND, raw)
    assert len(layer.table) == 2
    assert set(KIND.form(layer.table, FLAT).face_row.tolist()) == {1}


def test_a_river_line_lies_under_its_area() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 50), {"natural": "water"}), ("way/2", line((0, 25), (50, 25)), {"waterway": "river"})
    )
    mesh = KIND.form(layer_of(KIND, raw)[0].table, FLAT)
    assert mesh.points[mesh.triangles, 2].min() > mesh.points[mesh.quads, 2].max()


def test_a_width_in_words_is_reported() -> None:
    raw = raw_table(("way/1", line((0, 0), (30, 0)), {"waterway": "canal", "width": "broad"}))
    layer, report = layer_of(KIND, raw)
    assert layer.table["width_m"].tolist() == pytest.approx([WIDTHS_M["canal"]])
    assert report.count("water", "repaired") == 1


def test_the_second_piece_of_a_cut_line_is_counted_as_found() -> None:
    raw = raw_table(
        ("way/1#1", line((0, 0), (30, 0)), {"waterway": "canal"}),
        ("way/1#2", line((50, 0), (80, 0)), {"waterway": "canal"}),
    )
    assert layer_of(KIND, raw)[1].count("water", "found") == 1
