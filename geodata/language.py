"""Romanian and English: one gettext catalogue for everything a user reads.

English is written in the code, marked with `N_` (or `NN_` for a plural) where it stands, and
translated where it is shown. The Romanian catalogue is `locale/ro.po`; it is compiled in memory,
so there is no generated file to forget.
"""

import gettext
import io
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("ro", "en")
DEFAULT_LANGUAGE = "en"
DECIMAL_MARK = {"ro": ",", "en": "."}
LOCALE_FOLDER = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate yet"
    """Mark a message for the catalogue and return it unchanged."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """Mark a message with a plural and return both forms."""
    return singular, plural


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = LOCALE_FOLDER / f"{language}.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(message: str, language: str) -> str:
    """Return `message` in `language`, or unchanged where there is no translation."""
    return _catalogue(language).gettext(message) if message else ""


def translate_count(forms: tuple[str, str], count: int, language: str, **fields: str) -> str:
    """Return the form of a plural message that fits `count`, with `{count}` and other fields filled in.

    Romanian has three: 1 clădire, 2 clădiri, 20 de clădiri.
    """
    chosen = translate_count_form(forms, count, language)
    return chosen.format(count=number_text(count, language), **fields)


def translate_count_form(forms: tuple[str, str], count: int, language: str) -> str:
    """Return the form of a plural message that fits `count`, its fields not yet filled in."""
    return _catalogue(language).ngettext(forms[0], forms[1], count)


def number_text(value: float, language: str, *, decimals: int = 0, least: int = 0) -> str:
    """Return a number as it is written in `language`: 44.587,5 in Romanian, 44,587.5 in English.

    With up to so many decimals, of which `least` are written where they are 0 too.
    """
    pattern = "#,##0" + ("." + "0" * least + "#" * (decimals - least) if decimals else "")
    return str(format_decimal(value, format=pattern, locale=language))


def moment_text(iso: str, language: str, *, zone: tzinfo | None = None) -> str:
    """Return a moment as people say it, in local time unless a zone is said: "28 nov. 2026, 20:21".

    "" for none, and what is no moment as it is.
    """
    try:
        moment = datetime.fromisoformat(iso).astimezone(zone)
    except (ValueError, OverflowError):
        return iso
    return str(format_datetime(moment, "d MMM y, HH:mm", locale=language))


def date_text(iso: str, language: str) -> str:
    """Return a date as people say it, and a moment in UTC: "28 noiembrie 2026"; any other text as it is."""
    try:
        if len(iso) == len("2026-01-31"):
            return str(format_date(date.fromisoformat(iso), format="d MMMM y", locale=language))
        datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{moment_text(iso, language, zone=UTC)} UTC"
