"""Every text a user may read exists in Romanian, with its diacritics, fields and plurals."""

import ast
import re
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from geodata.language import LOCALE_FOLDER, NN_, moment_text, number_text, translate, translate_count
from viewer import layout
from viewer.panels import display

ROOT = Path(__file__).parents[1]
FOLDERS = ("geodata", "layers", "twin", "viewer")
KEYWORDS = {"N_": None, "NN_": (1, 2)}
FIELD = re.compile(r"\{(\w+)[^}]*\}")

with (LOCALE_FOLDER / "ro.po").open("rb") as _file:
    CATALOGUE = read_po(_file, locale="ro")


def _marked() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for folder in FOLDERS:
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS):
            found.add(message)
    return found


def _written() -> set[str | tuple[str, ...]]:
    """Return what the code marks, also where the extractor does not look: inside an f-string."""
    found: set[str | tuple[str, ...]] = set()
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                texts = tuple(a.value for a in node.args if isinstance(a, ast.Constant))
                found.add(texts if node.func.id == "NN_" else texts[0])
    return found


def _messages() -> list[Message]:
    return [m for m in CATALOGUE if m.id]


def test_every_marked_text_has_a_romanian_one() -> None:
    translated = {m.id for m in _messages() if all(m.string if isinstance(m.string, tuple) else (m.string,))}
    assert not sorted(map(str, _marked() - translated))


def test_no_marked_text_hides_where_the_extractor_does_not_look() -> None:
    assert not sorted(map(str, _written() - _marked()))


def test_the_catalogue_holds_nothing_that_nobody_says() -> None:
    assert not sorted(map(str, {m.id for m in _messages()} - _marked()))


def test_no_translation_has_a_cedilla() -> None:
    assert not [m.id for m in _messages() if re.search("[şţŞŢ]", str(m.string))]


def test_romanian_quotes_open_low() -> None:
    assert not [m.id for m in _messages() if "“" in str(m.string)]


@pytest.mark.parametrize("message", _messages(), ids=lambda m: str(m.id)[:40])
def test_a_translation_has_the_fields_of_its_original(message: Message) -> None:
    original = message.id if isinstance(message.id, str) else message.id[1]
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    assert all(set(FIELD.findall(form)) == set(FIELD.findall(original)) for form in forms)


def test_plurals_have_three_forms() -> None:
    plural = [m for m in _messages() if isinstance(m.id, tuple)]
    assert plural
    assert all(len(m.string) == 3 for m in plural)


def test_twenty_buildings_are_20_de_cladiri() -> None:
    forms = NN_("{count} building", "{count} buildings")
    assert [translate_count(forms, n, "ro") for n in (1, 2, 20)] == ["1 clădire", "2 clădiri", "20 de clădiri"]


def test_numbers_are_written_as_in_each_language() -> None:
    assert (number_text(44587.5, "ro", decimals=1), number_text(44587.5, "en", decimals=1)) == ("44.587,5", "44,587.5")


def test_a_moment_is_told_in_local_time_and_language() -> None:
    zone = timezone(timedelta(hours=2))
    assert moment_text("2026-05-28T18:21:00+00:00", "en", zone=zone) == "28 May 2026, 20:21"
    assert moment_text("2026-05-28T18:21:00+00:00", "ro", zone=zone) == "28 mai 2026, 20:21"
    assert moment_text("", "ro") == ""
    assert moment_text("yesterday", "en") == "yesterday"


def test_a_text_without_translation_stays_english() -> None:
    assert translate("nobody marked this", "ro") == "nobody marked this"


# Said to one person among friends; a sentence of what a command does ("Scrie …") looks the same, so only pages count.
FAMILIAR = re.compile(
    r"(?:^|[.;:!?–—]\s*|, )(adaugă|alege|anulează|apasă|aplică|arată|ascunde|autentifică-te|caută|colorează|compară|"
    r"copiază|deschide|descarcă|desenează|elimină|fă|fixează|ia|ieși|începe|încearcă|încheie|închide|întreabă|lasă|"
    r"mută|păstrează|pune|redeschide|refă|renunță|rotește|răspunde|salvează|schimbă|scrie|taie|trage|verifică|vezi|"
    r"șterge)\b",
    re.IGNORECASE,
)
YOU = re.compile(r"\b(tu|tău|tale|ție|îți|poți|vrei|ești|știi)\b", re.IGNORECASE)


def test_the_page_addresses_its_reader_formally_in_romanian() -> None:
    said = {translate(text, "ro") for text in (*layout.TEXTS.values(), *display.TEXTS.values())}
    assert not sorted(text for text in said if FAMILIAR.search(text))


def test_nothing_calls_its_reader_thou_in_romanian() -> None:
    forms = [(m.string if isinstance(m.string, tuple) else (m.string,)) for m in _messages()]
    assert not [form for each in forms for form in each if YOU.search(form)]
