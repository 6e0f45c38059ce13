import pytest

from layers.tracks import KIND

from .tables import FLAT, layer_of, line, raw_table


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"railway": "tram"}, "tram"),
        ({"railway": "rail"}, "rail"),
        ({"railway": "rail", "service": "yard"}, "siding"),
        ({"railway": "disused"}, "disused"),
        ({"railway": "construction"}, "construction"),
    ],
)
def test_tracks_are_told_apart(tags: dict[str, str], expected: str) -> None:
    layer, _ = layer_of(KIND, raw_table(("way/1", line((0, 0), (50, 0)), tags)))
    assert layer.table.loc["way/1", ["class", "length_m"]].tolist() == [expected, 50.0]


def test_a_track_underground_is_not_drawn() -> None:
    raw = raw_table(
        ("way/1", line((0, 0), (50, 0)), {"railway": "rail", "tunnel": "yes"}),
        ("way/2", line((50, 0), (90, 0)), {"railway": "rail", "maxspeed": "80"}),
    )
    layer, _ = layer_of(KIND, raw)
    assert layer.table["maxspeed_kmh"].iloc[1] == 80
    assert set(KIND.form(layer.table, FLAT).face_row.tolist()) == {1}
