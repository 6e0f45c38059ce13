from twin.city import City
from viewer.panels.layers import layer_groups
from viewer.state import View
from viewer.summary import summaries_of

VIEW = View("en", "light", frozenset())


def rows(city: City) -> dict[str, dict]:
    groups = layer_groups(summaries_of(city), VIEW)
    return {row["name"]: row for group in groups for row in group["layers"]}


def test_every_layer_of_the_city_has_its_row(tiny_city: City) -> None:
    assert set(rows(tiny_city)) == set(tiny_city.layers)


def test_a_row_gives_the_count_in_words_and_the_source(tiny_city: City) -> None:
    row = rows(tiny_city)["buildings"]
    assert row["count"] == "3 buildings"
    assert row["sources"] == [{"title": "OpenStreetMap", "licence": "ODbL 1.0"}]


def test_a_layer_without_features_says_that_there_are_none(tiny_city: City) -> None:
    row = rows(tiny_city)["public_bikes"]
    assert row["empty"] is True
    assert row["count"] == "none in the data"


def test_the_legend_names_the_classes_there_are_with_their_counts(tiny_city: City) -> None:
    legend = rows(tiny_city)["green_space"]["legend"]
    assert [(entry["title"], entry["count"]) for entry in legend] == [("Park", "1")]


def test_the_legend_of_readings_shows_every_freshness(tiny_city: City) -> None:
    legend = rows(tiny_city)["sensor_points"]["legend"]
    assert len(legend) == 5
    assert {entry["count"] for entry in legend} == {""}
