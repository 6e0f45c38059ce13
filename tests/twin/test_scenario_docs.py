"""docs/scenarios.md tells of every kind of edit and field, and its examples are edits."""

import json
import re
from pathlib import Path

import pytest

from twin.edits import EDIT_KINDS, edit_from_json
from twin.store import open_store

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)]


@pytest.mark.parametrize("kind", EDIT_KINDS)
def test_each_kind_has_a_section_that_names_its_fields(kind: str) -> None:
    section = PAGE.split(f"### `{kind}`", 1)[1].split("### `", 1)[0]
    assert all(f"| `{name}` |" in section for name in EDIT_KINDS[kind].own)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["kind"])
def test_each_example_is_an_edit(example: dict[str, object]) -> None:
    assert edit_from_json(example).describe("en")


def test_each_kind_has_an_example() -> None:
    assert {example["kind"] for example in EXAMPLES} == set(EDIT_KINDS)


def test_what_examples_draw_fits_the_city(timisoara_store_folder: Path) -> None:
    city = open_store(timisoara_store_folder).city
    drawn = [
        each for each in EXAMPLES if "place" in each and "ids" not in each["target"] and "lines" not in each["after"]
    ]
    refused = {example["kind"]: edit_from_json(example).check(city) for example in drawn}
    assert len(refused) > 7
    assert {kind: problems for kind, problems in refused.items() if problems} == {}
