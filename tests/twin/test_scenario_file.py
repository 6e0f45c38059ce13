"""Scenarios as files: the same after reading, refused whole, and as the published schema says."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from geodata.errors import InputError, TwinError
from tests.twin.edited_town import block, lonlat
from twin.city import City
from twin.expected_objects import as_named, expected_otherwise
from twin.scenario import Scenario, ScenarioError
from twin.scenario_file import read_scenario, scenario_json, scenario_text, schema_text, told_scenario

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
        (lambda d: d["edits"][1].update(made_at="yesterday"), "Edit 2: made_at: “yesterday” is no date and time"),
        (lambda d: d["edits"][1].update(made_at="2026-13-41"), "Edit 2: made_at: “2026-13-41” is no date and time"),
        (lambda d: d["edits"][1].update(id="../../x"), "Edit 2: “../../x” is no id of an edit"),
        (lambda d: d["edits"][0].update(by="Ana"), "Edit 1: by is not a field of this edit. Known: id, .*note, on"),
        (lambda d: d.update(colour="red"), "colour is not a field of a scenario. Known: format, version"),
        (lambda d: d["city"].update(mayor="Ana"), "city.mayor is not a field of a scenario"),
        (lambda d: d["edits"][0]["before"]["way/6"].update(name="Alta"),
         "Edit 1: The file calls way/6 “Alta”; in this version of the city it is “Strada Mică”"),
        (lambda d: d["edits"][0].update(before={"way/5": {"name": "Bulevardul"}}),
         "Edit 1: before speaks of way/5, which the edit does not change"),
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


@pytest.mark.parametrize("text", ["[" * 200_000, '{"format": NaN}'], ids=["deep", "no number"])
def test_json_that_no_program_should_write_is_refused(town: City, tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no JSON document"):
        read_scenario(tmp_path / "plan.json", town)


def test_what_a_file_expected_of_its_objects_is_filled_in_anew(plan: Scenario, town: City, tmp_path: Path) -> None:
    document = json.loads(scenario_text(plan))
    document["edits"][0].update(before={})
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    assert read_scenario(tmp_path / "plan.json", town).edits == plan.edits


def test_a_file_may_expect_what_an_edit_that_is_gone_had_made(town: City, tmp_path: Path) -> None:
    renamed = town.scenario("A").change_object("streets", "way/6", name="Alta").close_street("way/6")
    (tmp_path / "off.json").write_text(json.dumps(scenario_json(renamed.switch("a/1", on=False))), encoding="utf-8")
    (tmp_path / "out.json").write_text(scenario_text(renamed.remove("a/1")), encoding="utf-8")
    read = [read_scenario(tmp_path / f"{name}.json", town) for name in ("off", "out")]
    assert [made.edits[-1].describe("en") for made in read] == ["Close Strada Mică to all"] * 2


def test_what_a_file_expected_otherwise_than_the_city_has_it_is_told(town: City, tmp_path: Path) -> None:
    document = json.loads(scenario_text(town.scenario("A").limit_speed("way/5", kmh=30).close_street("way/6")))
    is_now = document["edits"][0]["before"]["way/5"]["maxspeed_kmh"]
    document["edits"][0]["before"]["way/5"]["maxspeed_kmh"] = 99
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    told = told_scenario(tmp_path / "plan.json", town)
    [(number, found)] = expected_otherwise(told, as_named(told))
    assert (number, found.id, found.before, found.now) == (1, "way/5", 99, is_now)


@pytest.mark.parametrize("made_at", ["", "2026-11-29", "2026-11-29T08:30:00Z", "2026-11-29T08:30:00.125+02:00"])
def test_moments_are_written_in_any_of_the_usual_ways(plan: Scenario, town: City, tmp_path: Path, made_at: str) -> None:
    document = json.loads(scenario_text(plan))
    document["edits"][0]["made_at"] = made_at
    Draft202012Validator(json.loads(schema_text())).validate(document)
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    assert read_scenario(tmp_path / "plan.json", town).edits[0].made_at == made_at


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["edits"][1].update(made_at="yesterday"),
        lambda d: d["edits"][1].update(id="../../x"),
        lambda d: d.update(colour="red"),
        lambda d: d["edits"].append(d["edits"][0]),
        lambda d: d["edits"][0]["after"].update(hours="25:00-26:00"),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_reading_refuses(plan: Scenario, spoil: Callable[[dict[str, object]], None]) -> None:
    document = json.loads(scenario_text(plan))
    spoil(document)
    assert not Draft202012Validator(json.loads(schema_text())).is_valid(document)


def test_the_next_edit_has_a_number_beside_ids_that_are_none(plan: Scenario, town: City, tmp_path: Path) -> None:
    document = json.loads(scenario_text(plan))
    document["edits"][0]["id"] = "planul/first"
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    read = read_scenario(tmp_path / "plan.json", town)
    assert read.close_street("way/7").edits[-1].id == "planul/5"


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
