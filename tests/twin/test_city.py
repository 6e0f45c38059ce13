from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from geodata.errors import TableError
from layers.layer import Layer
from twin.city import City


def test_a_layer_is_an_attribute(tiny_city: City) -> None:
    assert tiny_city.buildings.loc["way/1", "name"] == "Cubul"


def test_an_unknown_layer_names_those_there_are(tiny_city: City) -> None:
    with pytest.raises(AttributeError, match="buildings"):
        tiny_city.castles  # noqa: B018


def test_a_city_cannot_be_changed(tiny_city: City) -> None:
    with pytest.raises(FrozenInstanceError):
        tiny_city.sources = ()  # type: ignore[misc]


def test_a_city_with_another_layer_shares_all_the_rest(tiny_city: City) -> None:
    buildings = tiny_city.layers["buildings"]
    fewer = tiny_city.with_layer(Layer(buildings.kind, buildings.table.iloc[:1]))
    assert len(fewer.buildings) == 1
    assert len(tiny_city.buildings) == 3
    assert fewer.layers["trees"] is tiny_city.layers["trees"]


def test_a_city_can_be_copied(tiny_city: City) -> None:
    assert len(replace(tiny_city, sources=()).buildings) == 3


def test_the_embedded_city_says_that_it_is_made_up(demo_city: City, tiny_city: City) -> None:
    assert demo_city.is_demo
    assert not tiny_city.is_demo


def test_a_plot_by_height_shows_the_range_of_heights_and_the_unit(tiny_city: City) -> None:
    plotter = tiny_city.plot(colour="height_m", off_screen=True)
    assert any("(m)" in title for title, _ in plotter.scalar_bars.items())
    plotter.close()


def test_a_plot_draws_the_city_and_not_one_grey(tiny_city: City, tmp_path: Path) -> None:
    plotter = tiny_city.plot(off_screen=True)
    plotter.camera.zoom(8)
    image = plotter.screenshot(tmp_path / "city.png", return_img=True)
    plotter.close()
    assert len(np.unique(image.reshape(-1, 3), axis=0)) > 20


def test_a_plot_of_the_embedded_city_says_so(demo_city: City) -> None:
    plotter = demo_city.plot(off_screen=True, language="ro")
    assert any("demonstrative" in str(a.GetText(0)) for a in plotter.actors.values() if hasattr(a, "GetText"))
    plotter.close()


def test_a_plot_by_an_unknown_column_names_the_known(tiny_city: City) -> None:
    with pytest.raises(TableError, match="height_m"):
        tiny_city.plot(colour="beauty", off_screen=True)


def test_a_plot_of_an_unknown_layer_names_the_known(tiny_city: City) -> None:
    with pytest.raises(TableError, match="buildings"):
        tiny_city.plot(layer="castles", off_screen=True)


def test_a_city_is_made_of_an_extract_in_one_line(tiny_osm: Path) -> None:
    assert len(City.from_osm(tiny_osm).buildings) == 3


def test_a_summary_counts_each_layer_and_names_its_tiers(tiny_city: City) -> None:
    row = tiny_city.summary(language="ro").loc["buildings"]
    assert row.tolist() == ["Clădiri", 3, "Polygon", "mapped", "osm"]


def test_a_city_says_its_name_and_layers_shortly(tiny_city: City) -> None:
    assert repr(tiny_city).startswith("City(Timișoara, EPSG:3844, layers: buildings")


def test_a_plot_names_whose_data_it_shows(tiny_city: City) -> None:
    plotter = tiny_city.plot(off_screen=True)
    texts = [a.GetText(0) for a in plotter.actors.values() if hasattr(a, "GetText")]
    plotter.close()
    assert "© OpenStreetMap contributors, Institutul Național de Statistică" in texts


def test_the_report_is_a_table(tiny_city: City) -> None:
    kept = tiny_city.report.table().query("layer == 'buildings' and action == 'kept'")
    assert kept["count"].tolist() == [3]
