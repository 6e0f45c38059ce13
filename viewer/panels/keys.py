"""All keys of the page, in one list: the help is made of it, and a test holds it against the scripts."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.language import N_


@dataclass(frozen=True)
class Key:
    """What a key does, in words (a marked message), and what the browser calls it in the page's scripts."""

    codes: tuple[str, ...]
    text: str


ARROWS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")
MAP: Mapping[str, Key] = {
    "arrows": Key(ARROWS, N_("Arrows: move")),
    "shift": Key(ARROWS, N_("Shift and arrows: turn and tilt")),
    "plus": Key(("+", "=", "-", "_"), N_("+ and −: zoom")),
    "home": Key(("Home",), N_("Home: back to the centre")),
    "n": Key(("n", "N"), N_("N: north up")),
    "t": Key(("t", "T"), N_("T: view from above")),
    "moment": Key((",", "."), N_(", and .: an hour earlier, an hour later")),
    "enter": Key(("Enter",), N_("Enter: what is known about the middle of the view")),
    "left": Key(("Enter",), N_("Shift and Enter: the same in the left one of two pictures")),
    "find": Key(("/", "k"), N_("/ or Ctrl and K: find a street, address or place")),
    "panels": Key(("F6",), N_("F6, Shift and F6: to the next panel, to the one before")),
    "help": Key(("?",), N_("?: this help")),
    "esc": Key(("Escape",), N_("Esc: close")),
}
SCENARIO: Mapping[str, Key] = {
    "undo": Key(("z",), N_("Ctrl and Z: undo the last change")),
    "redo": Key(("y", "z"), N_("Ctrl and Y, or Ctrl, Shift and Z: do it again")),
}
DRAWING: Mapping[str, Key] = {
    "cross": Key(ARROWS, N_("Arrows: move the map under the cross in its middle")),
    "set": Key(("Enter",), N_("Enter: set a point at the cross, or choose what is there; Enter again: end")),
    "back": Key(("Backspace", "z"), N_("Backspace, or Ctrl and Z: take the last point back")),
    "cancel": Key(("Escape",), N_("Esc: stop drawing or measuring")),
}
ELSEWHERE: Mapping[str, Key] = {
    "line": Key((*ARROWS, "Home", "End"), N_("Before and after: arrows move the line, with Shift farther; Home, End")),
    "story": Key(("PageDown", "PageUp"), N_("Story: Page Down, Page Up: on, back")),
    "hours": Key(
        ("PageUp", "PageDown"), N_("Slider of the hour: arrows a quarter of an hour, Page Up, Page Down an hour")
    ),
    "pins": Key(ARROWS, N_("Pins of comments: arrows go from one to the next")),
    "tabs": Key(("ArrowLeft", "ArrowRight", "Home", "End"), N_("Tabs: left, right, Home, End")),
    "found": Key(("ArrowUp", "ArrowDown", "Enter"), N_("What was found: up, down, Enter")),
}
GROUPS: Mapping[str, Mapping[str, Key]] = {
    "help_keys": MAP, "help_scenario": SCENARIO, "help_drawing": DRAWING, "help_elsewhere": ELSEWHERE,
}  # fmt: skip
TEXTS: Mapping[str, str] = {
    "help_keys": N_("Keyboard"),
    "help_scenario": N_("Keyboard: the scenario"),
    "help_drawing": N_("Keyboard: drawing and measuring"),
    "help_elsewhere": N_("Keyboard: elsewhere"),
    **{f"key_{name}": key.text for group in GROUPS.values() for name, key in group.items()},
}
