"""The methods that draw: what their kinds of edits have as fields they take, and texts where lists are meant."""

import inspect
from collections.abc import Sequence

import pytest

from tests.twin.edited_town import lonlat
from twin.city import City
from twin.drawing import Drawing
from twin.edit_fields import COLUMNS
from twin.edits import EDIT_KINDS
from twin.edits_transit import AddStop, ChangeHeadway
from twin.scenario import Scenario, ScenarioError

# Where the method is not called as its kind.
METHODS: dict[str, Sequence[str]] = {
    "speed_limit": ["limit_speed"],
    "bike_lane": ["add_bike_lane"],
    "lanes_to_bike_lane": ["add_bike_lane"],
    "demolish_building": ["demolish"],
    "add_trees": ["add_trees", "add_tree_row"],
}


class Kept(Drawing):
    """A drawing that gives what was added to it last."""

    def add(self, edit):
        return edit


@pytest.mark.parametrize("kind", EDIT_KINDS)
def test_every_field_of_a_kind_is_an_argument_of_its_method(kind: str) -> None:
    methods = [getattr(Drawing, name) for name in METHODS.get(kind, [kind])]
    taken = {each for method in methods for each in inspect.signature(method).parameters.values()}
    names = {each.name for each in taken}
    assert not set(EDIT_KINDS[kind].own) - names
    assert "note" in names
    assert (COLUMNS in names) <= any(each.kind == each.VAR_KEYWORD for each in taken)


def test_lines_are_a_text_or_a_list() -> None:
    point = lonlat(0, 0)
    edits = [Kept().add_stop(point, lines=lines) for lines in ("33, 40", ["33", "40"], (33, 40))]
    assert all(isinstance(edit, AddStop) and edit.lines == "33, 40" for edit in edits)
    edits = [Kept().change_headway(*lines, headway_min=9) for lines in (["33", "40"], [["33", "40"]], ["33, 40"])]
    assert all(isinstance(edit, ChangeHeadway) and edit.lines == "33, 40" for edit in edits)


def test_a_way_of_moving_that_is_none_is_refused_in_words(town: City) -> None:
    with pytest.raises(ScenarioError, match="modes: it cannot be “7”"):
        Scenario.on(town, "Plan").close_street("way/6", modes=7)  # type: ignore[arg-type]


def test_a_column_called_as_an_argument_can_be_set(town: City) -> None:
    plan = Scenario.on(town, "Plan").change_object("streets", "way/6", layer=1, note="pe pod")
    assert plan.applied.streets.loc["way/6", "layer"] == 1
    assert plan.edits[0].note == "pe pod"
