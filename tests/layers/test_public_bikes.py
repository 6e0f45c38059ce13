import shapely

from layers.public_bikes import KIND

from .tables import layer_of, raw_table


def test_a_station_has_a_network_and_docks() -> None:
    tags = {"amenity": "bicycle_rental", "name": "Libertății", "network": "VeloTM", "capacity": "20"}
    row = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), tags)))[0].table.loc["node/1"]
    assert row[["name", "network", "capacity"]].tolist() == ["Libertății", "VeloTM", 20]


def test_a_station_of_unknown_size_has_no_size() -> None:
    layer, _ = layer_of(KIND, raw_table(("node/1", shapely.Point(0, 0), {"amenity": "bicycle_rental"})))
    assert layer.table["capacity"].isna().all()
