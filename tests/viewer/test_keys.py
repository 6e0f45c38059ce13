"""The help names every key that the page's scripts listen to."""

import re
from pathlib import Path

import viewer
from viewer.panels import help, keys

SCRIPTS = Path(viewer.__file__).parent / "assets"
COMPARED = re.compile(r"key(?:\.toLowerCase\(\))? [!=]== '([^']+)'")
NAMED = re.compile(r"\b(Arrow(?:Left|Right|Up|Down)|Page(?:Up|Down)|Home|End|Enter|Escape|Backspace|F\d+)\b")


def pressed() -> set[str]:
    """Return the names of all keys in the scripts, by what they call them."""
    found: set[str] = set()
    for file in SCRIPTS.glob("*.js"):
        for line in re.sub(r"//.*", "", file.read_text(encoding="utf-8")).splitlines():
            found |= set(COMPARED.findall(line))
            if "key" in line or re.search(r"^\s*(Arrow|Page|Home|Enter|'[^']+': \(\) =>)", line):
                found |= set(NAMED.findall(line))
    return found


def test_the_help_names_every_key_of_the_scripts() -> None:
    known = {code for group in keys.GROUPS.values() for key in group.values() for code in key.codes}
    assert {"z", "y", "Backspace", "F6", "PageDown", "/", "k"} <= pressed()
    assert not pressed() - known


def test_undo_redo_and_the_keys_of_drawing_stand_in_the_help() -> None:
    shown = [help.TEXTS[line] for _, lines in help.LISTS for line in lines]
    assert len(shown) == len(set(shown))
    for said in ("undo", "do it again", "take the last point back", "stop drawing", "cross"):
        assert any(said in text for text in shown), said
