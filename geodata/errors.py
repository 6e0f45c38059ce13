"""The errors a user can meet: each says where, what is wrong, and what to do."""

from .language import DEFAULT_LANGUAGE
from .phrases import Template, filled


class TwinError(Exception):
    """A sentence for the user, translatable, with the fields that fill it.

    `template` is a message marked with `N_`, or with `NN_` where it counts (its field `count`); `fields` are the
    values of its `{names}`: texts, numbers, other errors and phrases, told in the language of the whole
    (`phrases.field_text`).
    """

    def __init__(self, template: Template, **fields: object) -> None:
        self.template = template
        self.fields = fields
        super().__init__(self.text(DEFAULT_LANGUAGE))

    def text(self, language: str) -> str:
        """Return the sentence in `language` ("ro" or "en")."""
        return filled(self.template, language, self.fields)


class UsageError(TwinError):
    """A command line that lacks something or contradicts itself."""


class InputError(TwinError):
    """A file or address that cannot be read as what it should be."""


class RecipeError(TwinError):
    """A recipe that lacks something or contradicts itself."""


class TableError(TwinError):
    """A table without a column, type or value that its layer needs."""


class StoreError(TwinError):
    """A folder that is no city store, cannot be written, or is damaged."""


class DownloadError(TwinError):
    """A download that failed: no network, a refusal, an empty answer."""


class ServeError(TwinError):
    """A server that cannot start: a port in use, a host that is not ours."""
