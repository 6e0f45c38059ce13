"""Hours of the day as planners write them: “07:00-09:00,16:00-18:30” or “7-9,16-18:30”, over midnight “22:00-06:00”."""

import re
from collections.abc import Sequence
from datetime import time
from itertools import pairwise

from geodata.language import N_, translate

from .edit_fields import EditError

HOURS_DOC = N_("Hours at which it holds, such as “07:00-09:00,16:00-18:30”; “22:00-06:00” runs over midnight.")
FIELD = "hours"  # of an edit
CLOSED = "no"  # what follows a semicolon is not looked at by `street_access.meaning`: there stand the hours
Hours = Sequence[tuple[time, time]]
TIME = r"([01]?\d|2[0-3])(?::([0-5]\d))?"  # of a full hour the minutes may be left out: “7-9”
SPAN = rf"\s*{TIME}\s*[-–]\s*{TIME}\s*"
RANGE = re.compile(SPAN)
HOURS_PATTERN = f"^{SPAN}(,{SPAN})*$"  # in files of scenarios; that ranges do not meet is beyond a pattern


def hours_from_text(text: str) -> Hours:
    """Return the ranges of a text in its order. Raises EditError for any other text, and for ranges that meet."""
    made = [_range(part) for part in text.split(",")]
    spans = sorted(span for one in made for span in _spans(one))
    if any(start < end for (_, end), (start, _) in pairwise(spans)):
        raise EditError(N_("“{text}” says some hours twice. Write each once."), text=text, field=FIELD)
    return made


def is_within(at: time, hours: Hours) -> bool:
    """Return whether a time of day lies in one of the ranges; their ends do not belong to them."""
    return any(start <= at < end if start < end else at >= start or at < end for start, end in hours)


def hours_text(hours: Hours, language: str) -> str:
    """Return ranges as words in `language`."""
    said = translate(N_("from {start} to {end}"), language)
    return ", ".join(said.format(start=f"{start:%H:%M}", end=f"{end:%H:%M}") for start, end in hours)


def hours_of_tag(value: object) -> str | None:
    """Return the hours at which a tag of ours closes a street; None for any other tag."""
    closed, sign, hours = str(value).partition(";")
    return hours if sign and closed == CLOSED and hours[:1].isdigit() else None


def _range(text: str) -> tuple[time, time]:
    found = RANGE.fullmatch(text)
    if found is None:
        message = N_("“{text}” is no range of hours. Write 07:00-09:00, several with commas between them.")
        raise EditError(message, text=text.strip(), field=FIELD)
    first_h, first_min, last_h, last_min = (int(group or 0) for group in found.groups())
    start, end = time(first_h, first_min), time(last_h, last_min)
    if start == end:
        message = N_("“{text}” ends when it begins. For the whole day leave out the hours.")
        raise EditError(message, text=text.strip(), field=FIELD)
    return start, end


def _spans(hours: tuple[time, time]) -> list[tuple[int, int]]:
    """Return a range as minutes of the day, in two where it runs over midnight."""
    start, end = (60 * t.hour + t.minute for t in hours)
    return [(start, end)] if start < end else [(start, 24 * 60), (0, end)]
