"""Forms: every kind of edit has one, with its texts in both languages."""

from pathlib import Path

import pytest

from tests.twin.transit_town import transit_town
from twin.edit_titles import DOCS, GROUPS
from twin.edits import EDIT_KINDS
from twin.store import Store
from viewer.forms import column_forms, form_of, forms_of

TITLED = ("title", "doc")


@pytest.mark.parametrize("kind", EDIT_KINDS)
def test_each_kind_has_a_form_with_texts_in_both_languages(kind: str) -> None:
    in_english, in_romanian = (form_of(EDIT_KINDS[kind], language) for language in ("en", "ro"))
    assert all(in_english[name] and in_english[name] != in_romanian[name] for name in TITLED)
    for field in in_english["fields"]:
        assert field["title"]
        assert field["type"] in ("number", "text", "choice", "choices", "flag")
        assert field["type"] not in ("choice", "choices") or all(one["title"] for one in field["choices"])
    named = {field["name"] for field in in_english["fields"]} | ({"columns"} if in_english["columns"] else set())
    assert named == set(EDIT_KINDS[kind].own) - {"form", "along"}  # a model's file and a click say these
    drawn = in_english["draws"] or in_english["draws_any"]
    assert bool(drawn) == bool(EDIT_KINDS[kind].place_types)


def test_each_kind_stands_in_one_group_and_has_a_sentence() -> None:
    listed = [kind for _, kinds in GROUPS.values() for kind in kinds]
    assert sorted(listed) == sorted(EDIT_KINDS) == sorted(DOCS)


def test_forms_follow_the_layers_that_the_city_has(tiny_store: Store) -> None:
    city = tiny_store.city
    forms = forms_of(city, "ro")
    assert {"close_street", "add_building", "add_object"} <= set(forms["of"])
    assert {layer["name"] for layer in forms["layers"]} <= set(city.layers)
    columns = {field["name"] for field in column_forms(city.layers["buildings"], "ro")}
    assert {"name", "class", "levels"} <= columns
    assert not {"tier", "source", "height_tier"} & columns


def test_a_new_object_has_to_be_something_and_a_changed_building_may_stay_what_it_is(tiny_store: Store) -> None:
    (kind,) = [each for each in column_forms(tiny_store.city.layers["green_space"], "en") if each["name"] == "class"]
    assert not kind["optional"]
    fields = form_of(EDIT_KINDS["change_building"], "en")["fields"]
    assert [field["none"] for field in fields if field["name"] == "use"] == ["stays as it is"]


def test_the_class_of_a_street_is_not_asked_for_beside_what_it_follows_from(tiny_store: Store) -> None:
    columns = {field["name"] for field in column_forms(tiny_store.city.layers["streets"], "ro")}
    assert "highway" in columns
    assert "class" not in columns


def test_forms_of_lines_list_those_of_the_timetable_with_how_often_they_run(tmp_path: Path) -> None:
    city = transit_town(tmp_path)
    of = forms_of(city, "ro")["of"]
    assert isinstance(of, dict)
    for kind in ("change_headway", "add_stop"):
        (field,) = [each for each in of[kind]["fields"] if each["name"] == "lines"]
        assert [line["value"] for line in field["known"]] == ["2", "3"]
        assert all(line["detail"].endswith(" min") for line in field["known"])
