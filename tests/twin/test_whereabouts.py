"""Where an edit is that does not name its objects."""

from shapely.geometry import Point

from tests.twin.edited_town import lonlat
from twin.city import City
from twin.edit import Edit
from twin.edits_buildings import DemolishBuilding
from twin.edits_places import AddTrees
from twin.edits_transit import ChangeHeadway
from twin.whereabouts import Whereabouts


def where(edit: Edit, city: City) -> str | None:
    found = Whereabouts.of(city).of_edit(edit)
    return None if found is None else found.text("en")


def test_a_tree_is_near_the_nearest_named_street(town: City) -> None:
    assert where(AddTrees(place=Point(lonlat(-100, 20))), town) == "near Bulevardul"
    assert where(AddTrees(place=Point(lonlat(-15, 190))), town) == "near Strada Mică"


def test_a_building_without_name_is_where_its_shape_is(town: City) -> None:
    edit = DemolishBuilding(ids=("way/1",)).expecting(town)
    unnamed = DemolishBuilding(ids=("way/1",), before={"way/1": {**edit.before["way/1"], "name": None}})
    assert where(edit, town) is None
    assert where(unnamed, town) == "near Strada Mică"


def test_what_is_nowhere_is_near_nothing(town: City) -> None:
    assert where(ChangeHeadway(lines="33", headway_min=10), town) is None
    assert where(AddTrees(place=Point(lonlat(-3000, 0))), town) is None
