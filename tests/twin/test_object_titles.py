"""Objects are told by name or address, else by what they are; ids stand beside that, and never alone."""

import pytest

from tests.twin.edited_town import block, edited_town, lonlat
from twin.city import City
from twin.edits_bike_lanes import LanesToBikeLane
from twin.edits_buildings import AddBuilding
from twin.edits_places import AddPark
from twin.edits_streets import SpeedLimit
from twin.object_titles import ObjectTitle, ObjectTitles
from twin.scenario import Scenario


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    return edited_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def with_tower(town: City) -> Scenario:
    return Scenario.on(town, "Plan").add_building(block(-60, -60, 20), height_m=40)


def test_an_object_with_a_name_is_told_by_it_and_then_by_its_id(town: City) -> None:
    title = ObjectTitle.of(town, "streets", "way/5")
    assert (title.plain("en"), title.text("en")) == ("Bulevardul", "Bulevardul (way/5)")


def test_a_sketched_building_is_told_by_what_it_is_and_how_high(with_tower: Scenario) -> None:
    title = ObjectTitle.of(with_tower.applied, "buildings", "sketch/plan/1")
    assert title.plain("ro") == "Clădire de locuințe, 40 m"
    assert title.text("en") == "residential building of 40 m from a scenario"


def test_an_edit_of_a_sketched_building_does_not_say_its_id(with_tower: Scenario) -> None:
    edit = with_tower.change_building("sketch/plan/1", height_m=20).edits[-1]
    assert "sketch/" not in edit.describe("en")
    assert "residential building of 40 m from a scenario" in edit.describe("en")


def test_pieces_of_one_name_are_told_once(town: City) -> None:
    same = ObjectTitle("streets", "way/5", "Bulevardul")
    assert ObjectTitles((same, ObjectTitle("streets", "way/50", "Bulevardul"))).text("en") == "Bulevardul"


def test_what_is_beyond_three_is_counted() -> None:
    titles = tuple(ObjectTitle("streets", f"way/{k}", f"Strada {k}") for k in range(5))
    assert ObjectTitles(titles).text("ro") == "Strada 0 (way/0), Strada 1 (way/1), Strada 2 (way/2) și încă 2"


def reason(edit: object, city: City, language: str) -> str:
    return edit.check(city)[0].text(language)  # type: ignore[attr-defined]


def test_a_building_over_several_counts_them(town: City) -> None:
    one = AddBuilding(place=block(5, 55, 20), storeys=2)
    both = AddBuilding(place=block(5, 45, 60), storeys=2)
    assert "another building: Casa (way/1). Demolish it first" in reason(one, town, "en")
    assert "2 other buildings: Casa (way/1), Blocul (way/2). Demolish them first" in reason(both, town, "en")
    assert "2 clădiri existente: Casa (way/1), Blocul (way/2). Demolați-le" in reason(both, town, "ro")


def test_of_several_refused_streets_all_are_told(town: City) -> None:
    again = SpeedLimit(ids=("way/5", "way/6"), kmh=30).apply(town)
    said = reason(SpeedLimit(ids=("way/5", "way/6"), kmh=30), again, "ro")
    assert said == "Acestea au deja această limită: Bulevardul (way/5), Strada Mică (way/6). Lăsați-le deoparte."


def test_a_park_on_a_park_names_it(town: City) -> None:
    assert "another: Parcul (way/4)" in reason(AddPark(place=block(210, 60, 20)), town, "en")


def test_lanes_that_nobody_knows_are_asked_for_by_the_name_of_their_field_and_can_be_stated(town: City) -> None:
    wide = Scenario.on(town, "Plan").change_object("streets", "way/6", oneway="no", width_m=12.0).applied
    said = reason(LanesToBikeLane(ids=("way/6",), side="right"), wide, "ro")
    assert "„Benzi de circulație azi”" in said
    stated = LanesToBikeLane(ids=("way/6",), side="right", lanes=4)
    assert stated.check(wide) == []
    assert stated.apply(wide).streets.loc["way/6", "lanes"] == 3
    assert stated.describe("ro").endswith("socotită cu 4 benzi de circulație azi, unde harta nu spune")


def test_lanes_that_are_mapped_count_and_not_those_that_are_stated(town: City) -> None:
    made = LanesToBikeLane(ids=("way/5",), side="right", lanes=2).apply(town)
    assert made.streets.loc["way/5", "lanes"] == 3


def test_a_filter_names_the_street_it_stands_on(town: City) -> None:
    plan = Scenario.on(town, "Plan").change_object("streets", "way/5", name=None)
    edit = plan.modal_filter(lonlat(-100, 0)).edits[-1]
    assert edit.describe("en").startswith("Modal filter in secondary street (way/5)")
