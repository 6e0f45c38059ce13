"""Names as people type them: without capitals and diacritics."""

import re
import unicodedata
from typing import Final

MARKS: Final = re.compile(r"[\u0300-\u036f]")


def plain_text(text: str) -> str:
    """Return a text in lower case and without diacritics: what "Mărășești" and "MARASESTI" have in common."""
    if text.isascii():
        return text.lower()
    return MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
