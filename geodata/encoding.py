"""Bytes of a text file as text, whatever wrote them."""

import codecs

from .language import N_
from .report import Report, report_of

FALLBACK = "cp1250"  # what Windows in Central Europe writes where it does not write UTF-8


def decoded(data: bytes, *, layer: str, name: str) -> tuple[str, Report]:
    """Return the text of a file and a report entry where its encoding had to be guessed.

    UTF-8 with or without a byte order mark, UTF-16 with one; anything else is read as Windows-1250.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), Report()
    try:
        return data.decode("utf-8-sig"), Report()
    except UnicodeDecodeError:
        reason = N_("text that is not UTF-8, read as Windows-1250")
        return data.decode(FALLBACK, errors="replace"), report_of(layer, "assumed", reason, [name])
