"""What a city does not allow of some objects of an edit: told of all at once, and left out where that is wanted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from geodata.errors import TwinError
from geodata.language import NN_
from geodata.phrases import Template

from .city import City
from .edit import Edit
from .edit_fields import EditError
from .object_titles import ObjectTitles

IS_SO = NN_("{objects} is so already. Leave it out.", "These are so already: {objects}. Leave them out.")


def refused(city: City, layer: str, ids: Iterable[str], message: Template, **fields: object) -> list[TwinError]:
    """Return an error that names all objects to which a message applies; none where there are none.

    The message has the field {objects} and, with a plural, {count}, of which a street in pieces is one; `fields["ids"]`
    of the error are theirs.
    """
    told = tuple(str(id) for id in ids)
    if not told:
        return []
    titles = ObjectTitles.of(city, layer, told)
    return [EditError(message, **{"objects": titles, **fields, "ids": told, "count": titles.count})]


@dataclass(frozen=True)
class Allowed:
    """An edit without the objects that may be left out and are refused, what still speaks against it, and why those."""

    edit: Edit
    problems: Sequence[TwinError]
    left_out: Sequence[TwinError]

    @property
    def ids_left_out(self) -> tuple[str, ...]:
        """The ids of what is left out, each once."""
        return tuple(dict.fromkeys(id for error in self.left_out for id in ids_of(error)))


def allowed(edit: Edit, city: City, *, may_go: Collection[str]) -> Allowed:
    """Return an edit made on those of its objects on which a city allows it; only those of `may_go` are left out.

    The edit stays whole where something speaks against more than these, or nothing would be left.
    """
    problems = edit.check(city)
    refused = [error for error in problems if ids_of(error)]
    out = {id for error in refused for id in ids_of(error)}
    left = tuple(id for id in edit.ids if id not in out)
    if not left or len(refused) < len(problems) or not out <= set(may_go):
        return Allowed(edit, problems, [])
    fewer = replace(edit, ids=left)
    return Allowed(fewer, fewer.check(city), refused)


def ids_of(error: TwinError) -> tuple[str, ...]:
    """Return the ids of the objects that an error speaks of."""
    ids = error.fields.get("ids")
    return ids if isinstance(ids, tuple) else ()
