"""Scenarios as files: the same after reading, refused whole, and as the published schema says."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from geodata.errors import InputError, TwinError
from tests.twin.edited_town import block, lonlat
from twin.city import City
from twin.scenario import Scenario, ScenarioError
from twin.scenario_file import read_scenario, scenario_json, scenario_text, schema_text

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def plan(town: City) -> Scenario:
    made = town.scenario("Planul", author="Ana", description="o probă").close_street(
        "way/6", modes=["car"], note="de ce"
    )
    made = made.add_building(block(-60, -60, 20), storeys=12).add_tree_row([lonlat(-100, -50), lonlat(-60, -50)])
    return made.add_charging_stations(lonlat(-60, -60)).switch("planul/4", on=False)


def test_a_file_gives_the_scenario_back(plan: Scenario, town: City, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(scenario_text(plan), encoding="utf-8")
    read = read_scenario(tmp_path / "plan.json", town)
    assert scenario_json(read) == scenario_json(plan)
    assert read.edits == plan.edits
    assert all(read.applied.layers[n].table.equals(plan.applied.layers[n].table) for n in town.layers)


def test_the_published_schema_is_the_one_the_code_makes() -> None:
    assert (DOCS / "scenario.schema.json").read_text(encoding="utf-8") == schema_text()


def test_a_file_is_as_the_schema_says(plan: Scenario) -> None:
    schema = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(scenario_text(plan)))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda d: d["city"].update(id="cluj"), "is one of the city cluj"),
        (lambda d: d["city"].update(version="0"), "was drawn on version 0"),
        (lambda d: d.update(version=9), "format version 9"),
        (lambda d: d.pop("format"), "is no scenario"),
        (lambda d: d.update(edits=3), "edits is missing or of a wrong type"),
        (lambda d: d["edits"][1]["after"].update(storeys=-1), "storeys: it cannot be “-1”. Allowed: number from 1 to"),
        (lambda d: d["edits"][2].update(kind="dance"), "Edit 3: There is no edit of the kind “dance”"),
        (lambda d: d["edits"][0]["target"].update(ids=["way/99"]), "Edit 1: way/99 is not in the layer “Streets"),
        (lambda d: d["edits"][1].update(id="planul/1"), "Edit 2: id is missing, or another edit has it"),
        (lambda d: d["edits"].append({**d["edits"][1], "id": "planul/9"}), "Edit 5: The footprint lies on"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_with_number_and_reason(
    plan: Scenario, town: City, tmp_path: Path, spoil: Callable[[dict[str, object]], None], reason: str
) -> None:
    document = json.loads(scenario_text(plan))
    spoil(document)
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(TwinError, match=reason):
        read_scenario(tmp_path / "plan.json", town)


def test_broken_json_is_refused(plan: Scenario, town: City, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(scenario_text(plan)[:-30], encoding="utf-8")
    with pytest.raises(InputError, match="no JSON document"):
        read_scenario(tmp_path / "plan.json", town)
    with pytest.raises(InputError, match="cannot be read"):
        read_scenario(tmp_path / "none.json", town)


def test_the_number_of_a_wrong_edit_is_told(plan: Scenario, town: City, tmp_path: Path) -> None:
    document = json.loads(scenario_text(plan))
    document["edits"][2]["after"]["spacing_m"] = "wide"
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_scenario(tmp_path / "plan.json", town)
    assert refused.value.number == 3
