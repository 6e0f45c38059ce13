import shapely

from layers.parking import KIND

from .tables import FLAT, layer_of, raw_table, square


def test_parking_has_places_access_and_area() -> None:
    tags = {"amenity": "parking", "capacity": "40", "access": "customers", "fee": "no"}
    row = layer_of(KIND, raw_table(("way/1", square(0, 0, 30), tags)))[0].table.loc["way/1"]
    assert row[["class", "capacity", "access", "fee", "area_m2"]].tolist() == ["lot", 40, "customers", "no", 900.0]


def test_bicycle_stands_and_garages_are_told_apart() -> None:
    raw = raw_table(
        ("node/1", shapely.Point(0, 0), {"amenity": "bicycle_parking"}),
        ("way/2", square(50, 0, 20), {"amenity": "parking", "parking": "multi-storey"}),
        ("way/3", square(90, 0, 20), {"amenity": "parking", "parking": "street_side"}),
    )
    table = layer_of(KIND, raw)[0].table
    assert table["class"].to_dict() == {"node/1": "bicycle", "way/2": "garage", "way/3": "street"}


def test_a_lot_is_an_area_and_what_lies_underground_a_post() -> None:
    raw = raw_table(
        ("way/1", square(0, 0, 20), {"amenity": "parking"}),
        ("way/2", square(50, 0, 20), {"amenity": "parking", "parking": "underground"}),
    )
    layer, _ = layer_of(KIND, raw)
    mesh = KIND.form(layer.table, FLAT)
    assert mesh.points[mesh.triangles[mesh.triangle_row == 0], 2].max() == 0.4
    assert set(mesh.quad_row.tolist()) == {1}
