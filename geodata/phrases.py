"""Sentences filled for their reader: numbers, parts of sentences, errors of the system, each in the language."""

import errno
import re
from collections.abc import Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Final, Protocol, runtime_checkable

from .language import DECIMAL_MARK, N_, number_text, translate, translate_count_form

DECIMALS = 4  # of numbers in sentences: what is said to be wrong is told as it was written
Template = str | tuple[str, str]  # with a plural (`NN_`), the field "count" says which form it is
WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")  # as tomllib says it
SYSTEM_ERRORS: Final[Mapping[int, str]] = {
    errno.ENOENT: N_("no such file or folder"),
    errno.EACCES: N_("no permission"),
    errno.EPERM: N_("no permission"),
    errno.EROFS: N_("nothing can be written there"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is no folder"),
    errno.EEXIST: N_("it is there already"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the disk cannot be read or written"),
    errno.EADDRINUSE: N_("something else uses it already"),
    errno.EADDRNOTAVAIL: N_("this computer does not have that address"),
}


@runtime_checkable
class Said(Protocol):
    """What can be told in a language."""

    def text(self, language: str) -> str:
        """Return it in `language`."""
        ...


@dataclass(frozen=True, init=False)
class Phrase:
    """A marked message and the fields that fill it: a sentence or a part of one, told when the language is known."""

    template: Template
    fields: tuple[tuple[str, object], ...]

    def __init__(self, template: Template, **fields: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "fields", tuple(fields.items()))

    def text(self, language: str) -> str:
        """Return the phrase in `language`."""
        return filled(self.template, language, dict(self.fields))


@dataclass(frozen=True)
class InLanguages:
    """What was told once and kept, by language."""

    texts: Mapping[str, str]

    def text(self, language: str) -> str:
        """Return it in `language`, else in any it was kept in."""
        return self.texts.get(language) or next(iter(self.texts.values()), "")


def filled(template: Template, language: str, fields: Mapping[str, object]) -> str:
    """Return a marked message in `language`, filled with fields as `field_text` tells them.

    One with a plural takes the form of its field `count`. Fields to which the message gives a format of its own, as it
    does for coordinates, have no marks between thousands.
    """
    shown = {name: _Field(value, language) for name, value in fields.items()}
    if isinstance(template, str):
        return translate(template, language).format(**shown)
    count = int(str(fields["count"]))
    said = {**shown, "count": number_text(count, language)}
    return translate_count_form(template, count, language).format(**said)


def field_text(value: object, language: str) -> str:
    """Return what fills a sentence: numbers with decimals as they are written, lists with commas, errors in words."""
    match value:
        case Said():
            return value.text(language)
        case float():
            return number_text(value, language, decimals=DECIMALS)
        case tuple() | list():
            return ", ".join(field_text(each, language) for each in value)
        case OSError():
            return translate(SYSTEM_ERRORS.get(value.errno or 0, ""), language) or value.strerror or str(value)
        case JSONDecodeError():
            return Phrase(N_("line {line}, column {column}"), line=value.lineno, column=value.colno).text(language)
        case UnicodeDecodeError():
            return translate(N_("it is no text in UTF-8"), language)
        case ValueError() if at := WHERE.search(str(value)):
            return Phrase(N_("line {line}, column {column}"), line=at[1], column=at[2]).text(language)
    return str(value)


class _Field:
    """A value in a sentence."""

    def __init__(self, value: object, language: str) -> None:
        self.value, self.language = value, language

    def __format__(self, form: str) -> str:
        if not form:
            return field_text(self.value, self.language)
        shown = format(self.value, form)
        return shown.replace(".", DECIMAL_MARK[self.language]) if isinstance(self.value, float) else shown

    def __repr__(self) -> str:
        return repr(self.value)
