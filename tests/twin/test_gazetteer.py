import numpy as np
import pytest

from geodata.errors import InputError
from geodata.names import plain_text
from tests.tiny import CENTRE_LONLAT, Town
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.gazetteer import Entry, Gazetteer
from twin.typed_point import point_from_text
from twin.word_index import WordIndex, asked_words, slips_between, words_of


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a town where Strada Mărășești is two ways, and another of that name lies 2 km away."""
    made = Town()
    made.way([(0, 0), (100, 0)], highway="residential", name="Strada Mărășești")
    made.way([(100, 0), (200, 0)], highway="residential", name="Strada Mărășești")
    made.way([(2000, 0), (2100, 0)], highway="residential", name="Strada Mărășești")
    made.way([(0, 300), (900, 300)], highway="primary", name="Bulevardul Tinereții")
    for number, east in (("3", 0), ("38", 40)):
        made.block(east, 20, 10, building="house", addr__street="Strada Mărășești", addr__housenumber=number)
    made.block(80, 20, 10, building="school", name="Școala Generală 1")
    made.node(85, 25, amenity="school", name="Școala Generală 1")
    made.block(0, 60, 100, leisure="park", name="Parcul Rozelor")
    made.node(20, 8, highway="bus_stop", name="Mărășești")
    made.block(-200, -200, 900, place="suburb", name="Cetate")
    made.node(300, 50, highway="bus_stop", name="Catedrala Mare")
    made.node(320, 60, amenity="place_of_worship", name="Catedrala Ortodoxă Sârbă")
    made.node(350, 90, amenity="place_of_worship", name="Catedrala Mare Ortodoxă")
    made.node(400, 50, highway="bus_stop", name="Spitalul Județean")
    made.node(420, 80, amenity="place_of_worship", name="Capela Spitalului Județean")
    made.node(450, 90, amenity="hospital", name="Spitalul Clinic Județean de Urgență Pius")
    made.node(500, 50, amenity="townhall", name="Primăria Giroc")
    made.node(550, 50, amenity="townhall", name="Primăria Municipiului Timișoara")
    return city_from_files(Inputs(osm=made.write(tmp_path_factory.mktemp("named") / "town.osm")))


@pytest.fixture(scope="module")
def names(town: City) -> Gazetteer:
    return Gazetteer.of_city(town)


def titles(found: list[Entry]) -> list[str]:
    return [entry.title for entry in found]


def test_plain_text_has_neither_capitals_nor_diacritics() -> None:
    assert plain_text("ȘOSEAUA Mărășești, Ţîţă") == "soseaua marasesti, tita"


def test_words_and_numbers_are_parted() -> None:
    assert words_of("Str. Ion C. Brătianu nr. 12A") == ["str", "ion", "c", "bratianu", "nr", "12", "a"]
    assert asked_words("b-dul Tinereții nr. 5") == ["bulevardul", "tineretii", "5"]


def test_a_street_is_one_thing_but_two_where_its_name_stands_far_apart(names: Gazetteer) -> None:
    streets = [entry for entry in names.find("marasesti") if entry.layer == "streets"]
    assert [(set(s.ids), s.neighbourhood) for s in streets] == [({"way/1", "way/2"}, "Cetate"), ({"way/3"}, "")]
    assert streets[0].extent_m == pytest.approx(200, abs=0.1)


@pytest.mark.parametrize("text", ["marasesti strada", "str mara", "STRADA MĂRĂŞEŞTI", "marasetsi", "strada marasesi"])
def test_words_are_found_in_any_order_begun_or_slightly_misspelt(names: Gazetteer, text: str) -> None:
    assert names.find(text)[0].title == "Strada Mărășești"


def test_the_house_that_is_asked_for_comes_alone(names: Gazetteer) -> None:
    assert titles(names.find("Mărășești nr. 3")) == ["Strada Mărășești 3"]


def test_without_such_a_house_its_street_is_told(names: Gazetteer) -> None:
    assert titles(names.find("marasesti 77"))[0] == "Strada Mărășești"


@pytest.mark.parametrize("text", ["bulevardul marasesti", "calea mărășești 77"])
def test_a_street_is_found_by_its_name_whatever_kind_of_street_is_said(names: Gazetteer, text: str) -> None:
    assert titles(names.find(text))[0] == "Strada Mărășești"


def test_a_school_and_its_house_of_one_name_are_told_once(names: Gazetteer) -> None:
    assert [entry.layer for entry in names.find("scoala generala")] == ["amenities"]


@pytest.mark.parametrize(
    ("text", "first"),
    [("catedrala", "Catedrala Mare Ortodoxă"), ("catedrala mare", "Catedrala Mare Ortodoxă"),
     ("spitalul județean", "Spitalul Clinic Județean de Urgență Pius"),
     ("spitalul jud", "Spitalul Clinic Județean de Urgență Pius")],
)  # fmt: skip
def test_what_is_well_known_comes_before_the_stop_that_is_named_after_it(
    names: Gazetteer, text: str, first: str
) -> None:
    found = names.find(text)
    assert found[0].title == first
    assert "transit" in {entry.layer for entry in found[1:]}


def test_the_town_hall_of_the_city_comes_before_those_of_villages(names: Gazetteer) -> None:
    assert titles(names.find("primaria")) == ["Primăria Municipiului Timișoara", "Primăria Giroc"]


def test_the_city_itself_comes_first_for_its_name(town: City, names: Gazetteer) -> None:
    first, *_ = names.find(town.title["ro"].upper())
    assert (first.is_city, first.title, first.neighbourhood) == (True, town.title["ro"], "")
    assert first.extent_m == pytest.approx(np.hypot(*(np.array(town.frame.bounds[2:]) - town.frame.bounds[:2])))


@pytest.mark.parametrize(
    "text",
    ["45°45'13.32\"N 21°13'32.52\"E", "45° 45′ 13,32″ N, 21° 13′ 32,52″ E", "21°13'32.52''E 45°45'13.32''N",
     "45°45.222' 21°13.542'"],
)  # fmt: skip
def test_coordinates_may_have_minutes_and_seconds(names: Gazetteer, text: str) -> None:
    assert point_from_text(names.city, text) == pytest.approx(CENTRE_LONLAT)
    assert [entry.layer for entry in names.find(text)] == [""]


def test_neighbourhoods_parks_and_stops_are_found(names: Gazetteer) -> None:
    assert [names.find(text)[0].layer for text in ("cetate", "rozelor")] == ["neighbourhoods", "green_space"]
    assert "transit" in {entry.layer for entry in names.find("marasesti")}


def test_an_id_is_found_as_the_whole_street_it_belongs_to(names: Gazetteer) -> None:
    (found,) = names.find("way/2")
    assert (found.title, set(found.ids)) == ("Strada Mărășești", {"way/1", "way/2"})
    assert names.whole("buildings", "way/5").ids == ("way/5",)


def test_nothing_is_found_for_what_is_not_there(names: Gazetteer) -> None:
    assert [names.find(text) for text in ("qwertz", "", "  ", "way/999", "??")] == [[]] * 5


@pytest.mark.parametrize("text", ["45.7537, 21.2257", "45,7537 21,2257", "21.2257 45.7537", "45.7537N, 21.2257E"])
def test_coordinates_are_a_point_in_either_order(names: Gazetteer, text: str) -> None:
    assert point_from_text(names.city, text) == pytest.approx(CENTRE_LONLAT)
    (found,) = names.find(text)
    assert (found.title, found.layer, found.neighbourhood) == ("45.753700, 21.225700", "", "Cetate")


def test_coordinates_outside_the_city_are_refused_in_either_order(names: Gazetteer) -> None:
    with pytest.raises(InputError, match=r"outside the city, in either order"):
        names.find("46.1, 23.5")


@pytest.mark.parametrize("text", ["12 38", "45.75", "strada 1, 2"])
def test_other_numbers_are_no_coordinates(names: Gazetteer, text: str) -> None:
    assert point_from_text(names.city, text) is None


def test_an_edited_city_is_found_as_it_is(town: City, names: Gazetteer) -> None:
    edited = town.scenario("A").close_street("way/4").applied
    assert Gazetteer.of_city(edited).find("tineretii")[0].ids == ("way/4",)
    shared = [part for part in Gazetteer.of_city(edited).parts if any(part is other for other in names.parts)]
    assert {part.layer.kind.name for part in shared} >= {"buildings", "amenities"}
    assert "streets" not in {part.layer.kind.name for part in shared}


def test_a_slip_is_a_letter_more_less_other_or_exchanged() -> None:
    assert slips_between("cetate", ["cetate", "cetatea", "cetae", "cetare", "cteate", "fabric"]).tolist()[:5] == [
        0, 0, 1, 1, 1,
    ]  # fmt: skip


def test_a_title_that_is_wholly_said_is_better_than_one_that_is_not() -> None:
    index = WordIndex.of([["strada", "mare"], ["strada", "mare", "veche"], ["piata"]])
    whole, part, none = index.scores(["mare"])
    assert whole > part > none == 0
