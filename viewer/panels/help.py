"""The help dialog: what is on the screen and how to move."""

from collections.abc import Mapping

from trame.widgets import html
from trame.widgets import vuetify3 as v3

from geodata.language import N_

from . import keys
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
    "help_drag": N_("Drag to move"),
    "help_right": N_("Drag with the right button, or with Ctrl, to turn and tilt"),
    "help_wheel": N_("Turn the wheel to zoom to the pointer"),
    "help_click": N_("Click to see what is known about a place"),
    "help_one": N_("One finger moves"),
    "help_two": N_("Two fingers zoom, turn and tilt"),
    **keys.TEXTS,
}

LISTS = (
    ("help_mouse", ("help_drag", "help_right", "help_wheel", "help_click")),
    ("help_touch", ("help_one", "help_two")),
    *((title, tuple(f"key_{name}" for name in group)) for title, group in keys.GROUPS.items()),
)


def build_help() -> None:
    """Add the dialog."""
    with (
        v3.VDialog(v_model=("help_open",), max_width=560, scrollable=True, raw_attrs=aria(label="t.help_title")),
        v3.VCard(classes="help", rounded="lg"),
    ):
        add_dialog_head("t.help_title", "help_open = false")
        with v3.VCardText(tabindex="0", raw_attrs=aria(role="group", label="t.help_title")):
            html.P("{{ t.help_city }}")
            html.P("{{ t.help_true }}")
            html.H3("{{ t.help_move }}")
            for title, lines in LISTS:
                html.H4(f"{{{{ t.{title} }}}}")
                with html.Ul():
                    for line in lines:
                        html.Li(f"{{{{ t.{line} }}}}")
