"""The lines of a timetable that somebody names in a text: “33, E1”."""

import re
from collections.abc import Sequence

from geodata.errors import TwinError
from geodata.language import N_

from .edit_fields import EditError
from .lines_along import by_number
from .timetable import Timetable


def names_said(said: str | None) -> list[str]:
    """Return the names that a text parts by commas or semicolons, each once."""
    return list(dict.fromkeys(name.strip() for name in re.split("[,;]", said or "") if name.strip()))


def lines_named(timetable: Timetable, said: str | None) -> list[str]:
    """Return the lines that a text names, as the timetable writes them: “e1” is E1, “33 40” are 33 and 40.

    A name that it does not have stays as it is said.
    """
    written = {line.casefold(): line for line in timetable.lines}
    found: list[str] = []
    for name in names_said(said):
        words = [name] if name.casefold() in written else name.split()
        known = [written[word.casefold()] for word in words if word.casefold() in written]
        found += known if len(known) == len(words) else [name]
    return list(dict.fromkeys(found))


def unknown_lines(timetable: Timetable | None, names: Sequence[str]) -> list[TwinError]:
    """Return what speaks against naming these lines: no timetable, no name, or names it does not have."""
    if timetable is None:
        return [EditError(N_("The city has no timetable, so there are no lines. Build it with a feed (--gtfs)."))]
    known = ", ".join(sorted(timetable.lines, key=by_number))
    if not names:
        return [EditError(N_("No line is named. There are: {known}."), known=known)]
    message = N_("There is no line “{line}” in the timetable. There are: {known}.")
    return [EditError(message, line=name, known=known) for name in names if name not in timetable.lines]
