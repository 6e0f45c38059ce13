"""The help dialog: what is on the screen and how to move."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from .elements import add_dialog_head, aria

TEXTS: Mapping[str, str] = {
    "help_title": N_("What you see"),
    "help_city": N_("A 3D model of the city made of open data. Click anything to see what is known about it."),
    "help_true": N_(
        "Every value says how true it is: official, measured, mapped by volunteers, derived or estimated."
        " Heights are estimated where nobody has mapped them."
    ),
    "help_move": N_("How to move"),
    "help_mouse": N_("Mouse"),
    "help_touch": N_("Touch"),
    "help_keys": N_("Keyboard"),
    "help_drag": N_("Drag to move"),
    "help_right": N_("Drag with the right button, or with Ctrl, to turn and tilt"),
    "help_wheel": N_("Turn the wheel to zoom to the pointer"),
    "help_click": N_("Click to see what is known about a place"),
    "help_one": N_("One finger moves"),
    "help_two": N_("Two fingers zoom, turn and tilt"),
    "help_arrows": N_("Arrows: move"),
    "help_shift": N_("Shift and arrows: turn and tilt"),
    "help_plus": N_("+ and −: zoom"),
    "help_home": N_("Home: back to the centre"),
    "help_n": N_("N: north up"),
    "help_t": N_("T: view from above"),
    "help_moment": N_(", and .: an hour earlier, an hour later"),
    "help_enter": N_("Enter: what is known about the middle of the view"),
    "help_left": N_("Shift and Enter: the same in the left one of two pictures"),
    "help_find": N_("/ or Ctrl and K: find a street, address or place"),
    "help_panels": N_("F6, Shift and F6: to the next panel, to the one before"),
    "help_esc": N_("Esc: close"),
}

LISTS = (
    ("help_mouse", ("help_drag", "help_right", "help_wheel", "help_click")),
    ("help_touch", ("help_one", "help_two")),
    (
        "help_keys",
        (
            "help_arrows",
            "help_shift",
            "help_plus",
            "help_home",
            "help_n",
            "help_t",
            "help_moment",
            "help_enter",
            "help_left",
            "help_find",
            "help_panels",
            "help_esc",
        ),
    ),
)


def build_help() -> None:
    """Add the dialog."""
    with (
        v3.VDialog(v_model=("help_open",), max_width=560, scrollable=True, raw_attrs=aria(label="t.help_title")),
        v3.VCard(classes="help", rounded="lg"),
    ):
        add_dialog_head("t.help_title", "help_open = false")
        with v3.VCardText():
            html.P("{{ t.help_city }}")
            html.P("{{ t.help_true }}")
            html.H3("{{ t.help_move }}")
            for title, lines in LISTS:
                html.H4(f"{{{{ t.{title} }}}}")
                with html.Ul():
                    for line in lines:
                        html.Li(f"{{{{ t.{line} }}}}")
