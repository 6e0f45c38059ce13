"""Scenarios carried over to newer data: what fits, what is adjusted, what contradicts, and why."""

from dataclasses import replace

import pandas as pd
import pytest
from shapely.affinity import translate
from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from geodata.errors import UsageError
from layers.layer import Layer
from tests.twin.edited_town import X_M, Y_M, block, lonlat
from twin.city import City
from twin.edited_tables import new_rows
from twin.rebase import Rebase, rebase
from twin.rebase_outcome import Outcome
from twin.scenario import Scenario

Row = tuple[str, BaseGeometry, dict[str, object]]  # id, shape in metres east and north of the centre, columns
FAR_TREE: Row = ("node/99", Point(900, 900), {})


@pytest.fixture
def plan(town: City) -> Scenario:
    return town.scenario("Plan", author="Ana")


def newer(
    town: City, layer: str, *more: Row, renamed: dict[str, str] | None = None, gone: tuple[str, ...] = (),
    values: dict[tuple[str, str], object] | None = None, shapes: dict[str, BaseGeometry] | None = None,
) -> City:  # fmt: skip
    """Return the town of newer data: a layer with other ids, fewer objects, other values, other shapes, new objects."""
    table = town.layers[layer].table.drop(list(gone))
    for (id, column), value in (values or {}).items():
        table = table.assign(**{column: table[column].where(table.index != id, value)})  # type: ignore[arg-type]
    for id, shape in (shapes or {}).items():
        table = table.set_geometry([here(shape) if id == other else old for other, old in table.geometry.items()])
    table = table.rename(index=renamed or {})
    for id, shape, columns in more:
        row = new_rows(town, layer, [id], [here(shape)], columns).assign(tier="observed", source="osm")
        table = pd.concat([table, row])
    return town.with_layer(Layer.checked(town.layers[layer].kind, table.set_crs(town.frame.crs).rename_axis("id")))


def here(shape: BaseGeometry) -> BaseGeometry:
    return translate(shape, X_M, Y_M)


def only(done: Rebase) -> Outcome:
    (outcome,) = done.outcomes
    return outcome


def test_an_edit_whose_object_is_as_it_was_is_applied(plan: Scenario, town: City) -> None:
    outcome = only(rebase(plan.close_street("way/6"), newer(town, "trees", FAR_TREE)))
    assert (outcome.status, outcome.edit.ids) == ("applied", ("way/6",))
    assert outcome.reason("en") == "Everything is as it was expected."


def test_an_object_of_another_id_is_found_by_its_shape(plan: Scenario, town: City) -> None:
    done = rebase(plan.limit_speed("way/5", kmh=30), newer(town, "streets", renamed={"way/5": "way/905"}))
    outcome = only(done)
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/905",))
    assert outcome.reason("en") == "In the place of Bulevardul (way/5) there is now: way/905 (of the same shape)."
    assert done.scenario.applied.streets.loc["way/905", "maxspeed_kmh"] == 30


@pytest.mark.parametrize("first", [5, 905])
def test_of_a_way_that_was_cut_in_two_both_parts_are_taken(plan: Scenario, town: City, first: int) -> None:
    half = ("way/906", LineString([(0, 0), (200, 0)]), {"class": "secondary", "name": "Bulevardul"})
    other_half = {"way/5": LineString([(-200, 0), (0, 0)])}
    city = newer(town, "streets", half, shapes=other_half, renamed={"way/5": f"way/{first}"})
    outcome = only(rebase(plan.limit_speed("way/5", kmh=30), city))
    assert outcome.status == "adjusted"
    assert set(outcome.edit.ids) == {f"way/{first}", "way/906"}
    assert "(400 → 400 m)" in outcome.reason("en")


def test_a_footway_beside_a_street_is_not_a_part_of_it(plan: Scenario, town: City) -> None:
    beside = ("way/907", LineString([(-200, 2), (200, 2)]), {"class": "footway"})
    city = newer(town, "streets", beside, renamed={"way/5": "way/905"})
    assert only(rebase(plan.limit_speed("way/5", kmh=30), city)).edit.ids == ("way/905",)


def test_a_building_drawn_anew_is_found_where_it_was(plan: Scenario, town: City) -> None:
    """A house of 10 m is drawn 1 m larger, under another id and without its name."""
    city = newer(town, "buildings", ("way/902", box(0, 50, 11, 61), {"class": "house"}), gone=("way/1",))
    outcome = only(rebase(plan.demolish("way/1"), city))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/902",))
    assert "(100 → 121 m²)" in outcome.reason("en")


def test_an_object_of_the_same_id_with_another_shape_is_told(plan: Scenario, town: City) -> None:
    """The house of 10 m by 10 m is 12 m deep now."""
    city = newer(town, "buildings", shapes={"way/1": box(0, 50, 10, 62)})
    outcome = only(rebase(plan.change_building("way/1", storeys=3), city))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/1",))
    assert outcome.reason("en") == "Casa (way/1) has another shape or place (100 → 120 m²)."


def test_another_name_of_a_street_is_told_and_kept(plan: Scenario, town: City) -> None:
    outcome = only(
        rebase(plan.close_street("way/6"), newer(town, "streets", values={("way/6", "name"): "Strada Mare"}))
    )
    assert outcome.reason("en") == "Strada Mică (way/6): “Name” was Strada Mică and is Strada Mare."
    assert outcome.edit.describe("en") == "Close Strada Mare to all"


def test_values_that_changed_meanwhile_are_told_and_expected_from_now_on(plan: Scenario, town: City) -> None:
    outcome = only(rebase(plan.add_bike_lane("way/5"), newer(town, "streets", values={("way/5", "lanes"): 2})))
    assert outcome.status == "adjusted"
    assert "“Lanes” was 4 and is 2." in outcome.reason("en")
    assert outcome.edit.before["way/5"]["lanes"] == 2


def test_what_is_so_already_is_a_conflict(plan: Scenario, town: City) -> None:
    city = newer(town, "streets", values={("way/5", "maxspeed_kmh"): 30.0})
    done = rebase(plan.limit_speed("way/5", kmh=30), city)
    assert only(done).status == "conflict"
    assert "Bulevardul (way/5) has this limit already" in only(done).reason("en")


def test_an_object_that_is_gone_is_a_conflict_and_the_edit_is_kept_switched_off(plan: Scenario, town: City) -> None:
    done = rebase(plan.close_street("way/6"), newer(town, "streets", gone=("way/6",)))
    assert only(done).status == "conflict"
    assert "Strada Mică (way/6) is no longer there" in only(done).reason("en")
    assert [edit.id for edit in done.scenario.edits] == ["plan/1"]
    assert not done.scenario.is_on(done.scenario.edits[0])
    assert done.scenario.applied.streets is done.scenario.city.streets  # type: ignore[union-attr]


def test_an_edit_of_several_objects_is_made_without_those_that_are_gone(plan: Scenario, town: City) -> None:
    outcome = only(rebase(plan.close_street("way/5", "way/6"), newer(town, "streets", gone=("way/6",))))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/5",))
    assert "way/6) is no longer there" in outcome.reason("en")
    assert "made without it" in outcome.reason("en")


def test_an_edit_of_several_objects_is_made_without_those_that_no_longer_allow_it(plan: Scenario, town: City) -> None:
    city = newer(town, "streets", values={("way/5", "maxspeed_kmh"): 30.0})
    outcome = only(rebase(plan.limit_speed("way/5", "way/6", kmh=30), city))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/6",))


def test_a_building_that_stands_on_a_drawn_footprint_is_a_conflict(plan: Scenario, town: City) -> None:
    done = rebase(
        plan.add_building(block(0, -100, 20), storeys=5),
        newer(town, "buildings", ("way/903", box(10, -90, 30, -70), {})),
    )
    assert only(done).status == "conflict"
    assert only(done).reason("en").startswith("The footprint lies on another building: way/903.")


def test_what_needs_an_edit_in_conflict_is_in_conflict_too_and_names_it(plan: Scenario, town: City) -> None:
    drawn = plan.add_trees(lonlat(50, -50)).add_building(block(0, -100, 20), storeys=5)
    drawn = drawn.change_building("sketch/plan/2", storeys=9)
    done = rebase(drawn, newer(town, "buildings", ("way/903", box(10, -90, 30, -70), {})))
    assert [outcome.status for outcome in done.outcomes] == ["applied", "conflict", "conflict"]
    assert done.outcomes[2].reason("en") == "sketch/plan/2 is not there: edit 2, which draws it, is not made."


def test_a_chain_on_drawn_objects_follows(plan: Scenario, town: City) -> None:
    drawn = plan.demolish("way/1").add_building(block(0, 50, 10), storeys=5).change_building("sketch/plan/2", storeys=9)
    done = rebase(drawn, newer(town, "buildings", renamed={"way/1": "way/901"}))
    assert [outcome.status for outcome in done.outcomes] == ["adjusted", "applied", "applied"]
    assert done.scenario.applied.buildings.loc["sketch/plan/2", "levels"] == 9


def test_a_drawn_object_that_got_another_number_is_found_by_its_shape(plan: Scenario, town: City) -> None:
    """Of lanes on two streets, the second is taken out again; without the first street it is the only one."""
    lanes = plan.limit_speed("way/6", kmh=20).add_bike_lane("way/6", "way/5", side="right", width_m=0.8)
    drawn = lanes.remove_object("bike_lanes", "sketch/plan/2-2")
    done = rebase(drawn, newer(town, "streets", gone=("way/6",)))
    assert [outcome.status for outcome in done.outcomes] == ["conflict", "adjusted", "adjusted"]
    assert done.outcomes[2].edit.ids == ("sketch/plan/2",)
    assert done.scenario.applied.bike_lanes.index.tolist() == done.scenario.city.bike_lanes.index.tolist()  # type: ignore[union-attr]


def test_edits_that_are_off_are_carried_along_and_stay_off(plan: Scenario, town: City) -> None:
    off = plan.limit_speed("way/5", kmh=30).switch("plan/1", on=False)
    done = rebase(off, newer(town, "streets", renamed={"way/5": "way/905"}))
    assert (only(done).status, only(done).edit.ids, only(done).is_made) == ("adjusted", ("way/905",), False)
    on = done.scenario.switch("plan/1", on=True)
    assert on.applied.streets.loc["way/905", "maxspeed_kmh"] == 30


def test_an_edit_that_is_off_for_another_is_no_conflict(plan: Scenario, town: City) -> None:
    """Two towers on one plot, one of them off, and an edit of the one that is off."""
    both = plan.add_building(block(0, -100, 20), storeys=5).change_building("sketch/plan/1", storeys=6)
    both = both.switch("plan/2", on=False).switch("plan/1", on=False).add_building(block(0, -100, 20), storeys=9)
    done = rebase(both, newer(town, "trees", FAR_TREE))
    assert [outcome.status for outcome in done.outcomes] == ["applied"] * 3


def test_an_object_is_found_by_its_name_nearby(plan: Scenario, town: City) -> None:
    """The block of flats stands 60 m further north, under another id."""
    moved = ("way/902", box(40, 110, 60, 130), {"class": "apartments", "name": "Blocul"})
    outcome = only(rebase(plan.demolish("way/2"), newer(town, "buildings", moved, gone=("way/2",))))
    assert (outcome.status, outcome.edit.ids) == ("adjusted", ("way/902",))
    assert outcome.reason("en").startswith("Blocul (way/2) is no longer there; nearby, by the same name: way/902")


def test_of_several_objects_of_the_name_none_is_taken(plan: Scenario, town: City) -> None:
    called = {"class": "apartments", "name": "Blocul"}
    two = [("way/902", box(40, 110, 60, 130), called), ("way/903", box(40, 140, 60, 160), called)]
    outcome = only(rebase(plan.demolish("way/2"), newer(town, "buildings", *two, gone=("way/2",))))
    assert outcome.status == "conflict"
    assert outcome.reason("en").endswith("several nearby are called so: way/902, way/903.")


def test_a_street_that_is_part_of_a_longer_one_is_found_by_its_name(plan: Scenario, town: City) -> None:
    """Strada Mică, 200 m, is one way with its continuation of 500 m."""
    longer = {"way/6": LineString([(0, 0), (0, 700)])}
    city = newer(town, "streets", shapes=longer, renamed={"way/6": "way/906"})
    outcome = only(rebase(plan.close_street("way/6"), city))
    assert outcome.edit.ids == ("way/906",)


def test_edits_without_the_shapes_they_expected_are_found_by_id_and_name(plan: Scenario, town: City) -> None:
    edit = replace(plan.close_street("way/6").edits[0], before={"way/6": {"name": "Strada Mică"}})
    old = plan.with_edits([edit], action="import")
    assert only(rebase(old, newer(town, "trees", FAR_TREE))).status == "applied"
    assert only(rebase(old, newer(town, "streets", renamed={"way/6": "way/906"}))).edit.ids == ("way/906",)


def test_another_city_and_the_same_version_are_refused(plan: Scenario, town: City) -> None:
    with pytest.raises(UsageError, match="is one of the city timisoara, not of arad"):
        rebase(plan, replace(town, recipe=replace(town.recipe, id="arad")))
    with pytest.raises(UsageError, match="nothing to do"):
        rebase(plan, town)


def test_no_undo_goes_behind_the_newer_data(plan: Scenario, town: City) -> None:
    done = rebase(plan.close_street("way/6").limit_speed("way/5", kmh=30), newer(town, "trees", FAR_TREE)).scenario
    assert [step.action for step in done.history.revisions] == ["new", "add", "add", "rebase"]
    with pytest.raises(UsageError, match="Nothing is left to undo"):
        done.undo()
    assert done.add_trees(lonlat(50, -50)).edits[-1].id == "plan/3"
    assert done.add_trees(lonlat(50, -50)).undo().edits == done.edits
