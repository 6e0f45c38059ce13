import pytest

from layers.tracks import KIND, LIFT_M
from layers.tunnels import UNDER_M

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


def test_a_track_underground_is_drawn_there_and_as_dashes_above() -> None:
    raw = raw_table(("way/1", line((0, 0), (50, 0)), {"railway": "rail", "tunnel": "yes"}))
    heights = KIND.form(layer_of(KIND, raw)[0].table, FLAT).points[:, 2]
    assert sorted({round(z, 6) for z in heights.tolist()}) == [-UNDER_M, LIFT_M]


def test_a_track_through_a_building_lies_on_the_ground() -> None:
    raw = raw_table(("way/1", line((0, 0), (50, 0)), {"railway": "tram", "tunnel": "building_passage"}))
    assert set(KIND.form(layer_of(KIND, raw)[0].table, FLAT).points[:, 2].tolist()) == {LIFT_M}


def test_a_track_is_as_fast_as_its_sign() -> None:
    raw = raw_table(("way/2", line((50, 0), (90, 0)), {"railway": "rail", "maxspeed": "80"}))
    assert layer_of(KIND, raw)[0].table["maxspeed_kmh"].tolist() == [80]
