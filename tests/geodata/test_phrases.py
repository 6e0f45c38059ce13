"""What fills a sentence is told in the language of the sentence."""

import json
import tomllib
from pathlib import Path

import pytest

from geodata.errors import InputError, TwinError, UsageError
from geodata.phrases import Phrase, filled
from layers.layer import layer_title


def in_romanian(value: object) -> str:
    return filled("{value}", "ro", {"value": value})


def test_numbers_have_the_decimal_sign_of_the_language() -> None:
    error = TwinError("The park is smaller than {area} m².", area=10.5)
    assert error.text("en") == "The park is smaller than 10.5 m²."
    assert error.text("ro") == "The park is smaller than 10,5 m²."


def test_coordinates_with_decimal_commas_are_parted_by_a_semicolon() -> None:
    said = TwinError("{lon:.5f},{lat:.5f} lies in the water. Give a point on land.", lon=21.225, lat=45.75)
    assert said.text("ro").startswith("21,22500; 45,75000 ")
    assert said.text("en").startswith("21.22500,45.75000 ")


def test_whole_numbers_stay_as_they_are() -> None:
    assert in_romanian(8765) == "8765"


def test_an_error_inside_another_is_told_in_the_same_language() -> None:
    inner = InputError("The place has coordinates that are not numbers. Draw it again.")
    outer = UsageError("{reason}", reason=inner)
    assert outer.text("ro").startswith("Locul")


def test_a_layer_is_told_by_its_title() -> None:
    assert in_romanian(layer_title("streets")) == "Străzi și alei"
    assert in_romanian(layer_title("lanterns")) == "lanterns"


def test_a_list_has_commas() -> None:
    assert in_romanian([Phrase("walkers"), 1.5]) == "pietoni, 1,5"


def test_a_file_that_is_not_there_is_told_in_romanian(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as refused:
        (tmp_path / "none.json").read_text(encoding="utf-8")
    assert in_romanian(refused.value) == "nu există un asemenea fișier sau dosar"


@pytest.mark.parametrize(("read", "text"), [(json.loads, '{\n  "a" 1}'), (tomllib.loads, "a = 1\nb 2 = 3")])
def test_a_document_is_told_to_be_wrong_where_it_is(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match="line 2") as refused:
        read(text)
    assert in_romanian(refused.value).startswith("rândul 2, coloana ")


def test_text_that_is_not_utf_8_is_told() -> None:
    with pytest.raises(UnicodeDecodeError) as refused:
        b"\xff\xfe".decode()
    assert in_romanian(refused.value) == "nu este text în UTF-8"


def test_a_format_of_its_own_has_the_decimal_mark_of_the_language() -> None:
    said = Phrase("{lat:.2f} N", lat=45.756)
    assert [said.text(language) for language in ("en", "ro")] == ["45.76 N", "45,76 N"]
