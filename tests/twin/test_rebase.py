"""Scenarios carried over to newer data: what fits, what is adjusted, what contradicts, and why."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import UsageError
from tests.twin.edited_town import block, edited_town, lonlat
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.rebase import Rebase, rebase
from twin.rebase_outcome import Outcome
from twin.scenario import Scenario

FAR_TREE = '<node id="99" version="1" lat="45.76" lon="21.25"><tag k="natural" v="tree"/></node>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="module")
def town(folder: Path) -> City:
    return edited_town(folder)


@pytest.fixture
def plan(town: City) -> Scenario:
    return town.scenario("Plan", author="Ana")


def newer(folder: Path, *changes: tuple[str, str], more: str = FAR_TREE) -> City:
    """Return the town built from its file with some texts replaced and more objects."""
    text = (folder / "town.osm").read_text("utf-8")
    nodes = "".join(re.findall(r"<node .*?</node>", more))
    ways = "".join(re.findall(r"<way .*?</way>", more))
    start = '<osm version="0.6">'
    for old, new in (*changes, (start, start + nodes), ("</osm>", ways + "</osm>")):
        assert text.count(old) == 1, f"{old} is there {text.count(old)} times"
        text = text.replace(old, new)
    path = folder / "newer.osm"
    path.write_text(text, encoding="utf-8")
    return city_from_files(Inputs(osm=path))


def node(number: int, east_m: float, north_m: float, **tags: str) -> str:
    lon, lat = lonlat(east_m, north_m)
    said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<node id="{number}" version="1" lat="{lat:.9f}" lon="{lon:.9f}">{said}</node>'


def way(number: int, *nodes: int, **tags: str) -> str:
    refs = "".join(f'<nd ref="{ref}"/>' for ref in nodes)
    said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<way id="{number}" version="1">{refs}{said}</way>'


def house(number: int, east_m: float, north_m: float, size_m: float, **tags: str) -> str:
    """Return a square house, the nodes of which have ten times its number."""
    e, n, s, first = east_m, north_m, size_m, 10 * number
    corners = [node(first + k, *at) for k, at in enumerate([(e, n), (e + s, n), (e + s, n + s), (e, n + s)])]
    return "".join(corners) + way(number, first, first + 1, first + 2, first + 3, first, building="yes", **tags)


def only(done: Rebase) -> Outcome:
    (outcome,) = done.outcomes
    return outcome


def test_an_edit_whose_object_is_as_it_was_is_applied(plan: Scenario, folder: Path) -> None:
    outcome = only(rebase(plan.close_street("way/6"), newer(folder)))
    assert (outcome.status, outcome.edit.ids) == ("applied", ("way/6",))
    assert outcome.reason("en") == "Everything is as it was expected."


def test_an_object_of_another_id_is_found_by_its_shape(plan: Scenario, folder: Path) -> None:
    done = rebase(plan.limit_speed("way/5", kmh=30), newer(folder, ('way id="5"', 'way id="905"')))
    outcome = only(done)
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/905",))
    assert outcome.reason("en") == "In the place of Bulevardul (way/5) there is now: way/905 (400 → 400 m)."
    assert done.scenario.applied.streets.loc["way/905", "maxspeed_kmh"] == 30


@pytest.mark.parametrize("first", [5, 905])
def test_of_a_way_that_was_cut_in_two_both_parts_are_taken(plan: Scenario, folder: Path, first: int) -> None:
    tags = {"highway": "secondary", "lanes": "4", "name": "Bulevardul", "maxspeed": "50"}
    cut = ('<way id="5" version="1"><nd ref="17"/>', way(906, 17, 18, **tags) + f'<way id="{first}" version="1">')
    outcome = only(rebase(plan.limit_speed("way/5", kmh=30), newer(folder, cut)))
    assert outcome.status == "adjusted"
    assert set(outcome.edit.ids) == {f"way/{first}", "way/906"}
    assert "(400 → 400 m)" in outcome.reason("en")


def test_a_footway_beside_a_street_is_not_a_part_of_it(plan: Scenario, folder: Path) -> None:
    beside = node(801, -200, 2) + node(802, 200, 2) + way(907, 801, 802, highway="footway")
    city = newer(folder, ('way id="5"', 'way id="905"'), more=beside)
    assert only(rebase(plan.limit_speed("way/5", kmh=30), city)).edit.ids == ("way/905",)


def test_a_building_drawn_anew_is_found_where_it_was(plan: Scenario, folder: Path) -> None:
    """A house of 10 m is drawn 1 m larger, under another id and without its name."""
    city = newer(folder, ('k="building" v="house"', 'k="was" v="house"'), more=house(902, 0, 50, 11))
    outcome = only(rebase(plan.demolish("way/1"), city))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/902",))
    assert "(100 → 121 m²)" in outcome.reason("en")


def test_an_object_of_the_same_id_with_another_shape_is_told(plan: Scenario, folder: Path) -> None:
    """The house of 10 m by 10 m is 12 m deep now."""
    lon, lat = lonlat(0, 60)
    old = f'<node id="4" version="1" lat="{lat:.9f}" lon="{lon:.9f}">'
    lon, lat = lonlat(10, 60)
    other = f'<node id="3" version="1" lat="{lat:.9f}" lon="{lon:.9f}">'
    city = newer(folder, (old, node(4, 0, 62)[: -len("</node>")]), (other, node(3, 10, 62)[: -len("</node>")]))
    outcome = only(rebase(plan.change_building("way/1", storeys=3), city))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/1",))
    assert outcome.reason("en") == "Casa (way/1) has another shape or place (100 → 120 m²)."


def test_another_name_of_a_street_is_told_and_kept(plan: Scenario, folder: Path) -> None:
    outcome = only(rebase(plan.close_street("way/6"), newer(folder, ("Strada Mică", "Strada Mare"))))
    assert outcome.reason("en") == "Strada Mică (way/6): “Name” was Strada Mică and is Strada Mare."
    assert outcome.edit.describe("en") == "Close Strada Mare to all"


def test_values_that_changed_meanwhile_are_told_and_expected_from_now_on(plan: Scenario, folder: Path) -> None:
    outcome = only(rebase(plan.add_bike_lane("way/5"), newer(folder, ('k="lanes" v="4"', 'k="lanes" v="2"'))))
    assert outcome.status == "adjusted"
    assert "“Lanes” was 4 and is 2." in outcome.reason("en")
    assert outcome.edit.before["way/5"]["lanes"] == 2


def test_what_is_so_already_is_a_conflict(plan: Scenario, folder: Path) -> None:
    city = newer(folder, ('k="maxspeed" v="50"', 'k="maxspeed" v="30"'))
    done = rebase(plan.limit_speed("way/5", kmh=30), city)
    assert only(done).status == "conflict"
    assert "way/5 has this limit already" in only(done).reason("en")


def test_an_object_that_is_gone_is_a_conflict_and_the_edit_is_kept_switched_off(plan: Scenario, folder: Path) -> None:
    done = rebase(plan.close_street("way/6"), newer(folder, GONE))
    assert only(done).status == "conflict"
    assert "Strada Mică (way/6) is no longer there" in only(done).reason("en")
    assert [edit.id for edit in done.scenario.edits] == ["plan/1"]
    assert not done.scenario.is_on(done.scenario.edits[0])
    assert done.scenario.applied.streets is done.scenario.city.streets  # type: ignore[union-attr]


GONE = ('k="highway" v="residential"', 'k="was" v="residential"')


def test_an_edit_of_several_objects_is_made_without_those_that_are_gone(plan: Scenario, folder: Path) -> None:
    outcome = only(rebase(plan.close_street("way/5", "way/6"), newer(folder, GONE)))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/5",))
    assert "way/6) is no longer there" in outcome.reason("en")
    assert "made without it" in outcome.reason("en")


def test_an_edit_of_several_objects_is_made_without_those_that_no_longer_allow_it(plan: Scenario, folder: Path) -> None:
    city = newer(folder, ('k="maxspeed" v="50"', 'k="maxspeed" v="30"'))
    outcome = only(rebase(plan.limit_speed("way/5", "way/6", kmh=30), city))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/6",))


def test_a_building_that_stands_on_a_drawn_footprint_is_a_conflict(plan: Scenario, folder: Path) -> None:
    done = rebase(plan.add_building(block(0, -100, 20), storeys=5), newer(folder, more=house(903, 10, -90, 20)))
    assert only(done).status == "conflict"
    assert only(done).reason("en").startswith("The footprint lies on the building way/903.")


def test_what_needs_an_edit_in_conflict_is_in_conflict_too_and_names_it(plan: Scenario, folder: Path) -> None:
    drawn = plan.add_trees(lonlat(50, -50)).add_building(block(0, -100, 20), storeys=5)
    drawn = drawn.change_building("sketch/plan/2", storeys=9)
    done = rebase(drawn, newer(folder, more=house(903, 10, -90, 20)))
    assert [outcome.status for outcome in done.outcomes] == ["applied", "conflict", "conflict"]
    assert done.outcomes[2].reason("en") == "sketch/plan/2 is not there: edit 2, which draws it, is not made."


def test_a_chain_on_drawn_objects_follows(plan: Scenario, folder: Path) -> None:
    drawn = plan.demolish("way/1").add_building(block(0, 50, 10), storeys=5).change_building("sketch/plan/2", storeys=9)
    done = rebase(drawn, newer(folder, ('way id="1"', 'way id="901"')))
    assert [outcome.status for outcome in done.outcomes] == ["adjusted", "applied", "applied"]
    assert done.scenario.applied.buildings.loc["sketch/plan/2", "levels"] == 9


def test_a_drawn_object_that_got_another_number_is_found_by_its_shape(plan: Scenario, folder: Path) -> None:
    """Of lanes on two streets, the second is taken out again; without the first street it is the only one."""
    lanes = plan.limit_speed("way/6", kmh=20).add_bike_lane("way/6", "way/5", side="right", width_m=0.8)
    drawn = lanes.remove_object("bike_lanes", "sketch/plan/2-2")
    done = rebase(drawn, newer(folder, GONE))
    assert [outcome.status for outcome in done.outcomes] == ["conflict", "adjusted", "adjusted"]
    assert done.outcomes[2].edit.ids == ("sketch/plan/2",)
    assert done.scenario.applied.bike_lanes.index.tolist() == done.scenario.city.bike_lanes.index.tolist()  # type: ignore[union-attr]


def test_edits_that_are_off_are_carried_along_and_stay_off(plan: Scenario, folder: Path) -> None:
    off = plan.limit_speed("way/5", kmh=30).switch("plan/1", on=False)
    done = rebase(off, newer(folder, ('way id="5"', 'way id="905"')))
    assert (only(done).status, only(done).edit.ids, only(done).is_made) == ("adjusted", ("way/905",), False)
    on = done.scenario.switch("plan/1", on=True)
    assert on.applied.streets.loc["way/905", "maxspeed_kmh"] == 30


def test_an_edit_that_is_off_for_another_is_no_conflict(plan: Scenario, folder: Path) -> None:
    """Two towers on one plot, one of them off, and an edit of the one that is off."""
    both = plan.add_building(block(0, -100, 20), storeys=5).change_building("sketch/plan/1", storeys=6)
    both = both.switch("plan/2", on=False).switch("plan/1", on=False).add_building(block(0, -100, 20), storeys=9)
    done = rebase(both, newer(folder))
    assert [outcome.status for outcome in done.outcomes] == ["applied"] * 3


def test_an_object_is_found_by_its_name_nearby(plan: Scenario, folder: Path) -> None:
    """The block of flats stands 60 m further north, under another id."""
    moved = house(902, 40, 110, 20, name="Blocul").replace('v="yes"', 'v="apartments"')
    outcome = only(rebase(plan.demolish("way/2"), newer(folder, ('v="Blocul"', 'v="x"'), FLATS_GONE, more=moved)))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/902",))
    assert outcome.reason("en").startswith("Blocul (way/2) is no longer there; nearby, by the same name: way/902")


FLATS_GONE = ('k="building" v="apartments"', 'k="was" v="apartments"')


def test_of_several_objects_of_the_name_none_is_taken(plan: Scenario, folder: Path) -> None:
    moved = "".join(house(n, 40, north, 20, name="Blocul") for n, north in ((902, 110), (903, 140)))
    city = newer(folder, ('v="Blocul"', 'v="x"'), FLATS_GONE, more=moved.replace('v="yes"', 'v="apartments"'))
    outcome = only(rebase(plan.demolish("way/2"), city))
    assert outcome.status == "conflict"
    assert outcome.reason("en").endswith("several nearby are called so: way/902, way/903.")


def test_a_street_that_is_part_of_a_longer_one_is_found_by_its_name(plan: Scenario, folder: Path) -> None:
    """Strada Mică, 200 m, is one way with its continuation of 500 m."""
    end = '<nd ref="20"/><tag k="highway" v="residential"/>'
    longer = ('<way id="6"', '<way id="906"'), (end, end.replace("<tag", '<nd ref="810"/><tag', 1))
    outcome = only(rebase(plan.close_street("way/6"), newer(folder, *longer, more=node(810, 0, 700))))
    assert outcome.edit.ids == ("way/906",)


def test_edits_without_the_shapes_they_expected_are_found_by_id_and_name(plan: Scenario, folder: Path) -> None:
    edit = replace(plan.close_street("way/6").edits[0], before={"way/6": {"name": "Strada Mică"}})
    old = plan.with_edits([edit], action="import")
    assert only(rebase(old, newer(folder))).status == "applied"
    assert only(rebase(old, newer(folder, ('way id="6"', 'way id="906"')))).edit.ids == ("way/906",)


def test_another_city_and_the_same_version_are_refused(plan: Scenario, town: City, demo_city: City) -> None:
    with pytest.raises(UsageError, match="is one of the city"):
        rebase(plan, demo_city)
    with pytest.raises(UsageError, match="nothing to do"):
        rebase(plan, town)


def test_no_undo_goes_behind_the_newer_data(plan: Scenario, folder: Path) -> None:
    done = rebase(plan.close_street("way/6").limit_speed("way/5", kmh=30), newer(folder)).scenario
    assert [step.action for step in done.history.revisions] == ["new", "add", "add", "rebase"]
    with pytest.raises(UsageError, match="Nothing is left to undo"):
        done.undo()
    assert done.add_trees(lonlat(50, -50)).edits[-1].id == "plan/3"
    assert done.add_trees(lonlat(50, -50)).undo().edits == done.edits
