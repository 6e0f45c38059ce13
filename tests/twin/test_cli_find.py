"""The command `twin find`, as somebody types it who knows a name and wants its ids."""

import json
from pathlib import Path

import pytest

from twin.cli import WRONG_USE, make_app, run

Capture = pytest.CaptureFixture[str]


def twin(*tokens: object, language: str = "en") -> int:
    return run(make_app(language), [str(token) for token in tokens], language)


def test_a_name_without_diacritics_leads_to_ids_that_edits_take(town_folder: Path, capsys: Capture) -> None:
    assert twin("find", town_folder, "strada mica", "--json") == 0
    [street] = json.loads(capsys.readouterr().out)["found"]
    assert (street["title"], street["kind"], street["layer"]) == ("Strada Mică", "Street", "streets")
    assert street["ids"] == ["way/6"]


def test_the_table_shows_name_kind_and_ids(town_folder: Path, capsys: Capture) -> None:
    assert twin("find", town_folder, "Fosta fabrica", language="ro") == 0
    said = capsys.readouterr().out
    assert "Fosta fabrică" in said
    assert "way/3" in said


def test_a_name_that_nothing_has_is_refused_with_what_to_type(town_folder: Path, capsys: Capture) -> None:
    assert twin("find", town_folder, "Xyzzy") == WRONG_USE
    assert "Nothing found for “Xyzzy”. Type a street" in capsys.readouterr().err


def test_a_program_gets_an_empty_list(town_folder: Path, capsys: Capture) -> None:
    assert twin("find", town_folder, "Xyzzy", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"text": "Xyzzy", "found": []}


def test_no_answer_at_all_cannot_be_asked_for(town_folder: Path, capsys: Capture) -> None:
    assert twin("find", town_folder, "Mica", "--most", "0") == WRONG_USE
    assert "ask for one answer at least" in capsys.readouterr().err
