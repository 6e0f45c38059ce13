"""What columns of layers hold, in words: their titles, and values with their units."""

from geodata.language import N_, number_text, translate
from layers.column import Column
from layers.layer import layer_kinds

from .hours import hours_from_text, hours_of_tag, hours_text

NOTHING = "–"


def column_of(layer: str, name: str) -> Column | None:
    """Return a column of a layer; None where the layer has no such."""
    kind = layer_kinds().get(layer)
    return next((each for each in kind.all_columns if each.name == name), None) if kind else None


def column_title(layer: str, name: str, language: str) -> str:
    """Return what a column is called; its name where it has no title."""
    column = column_of(layer, name)
    return translate(column.title, language) if column and column.title else name


def cell_words(layer: str, name: str, value: object, language: str) -> str:
    """Return what a column of a layer holds, in words; a class by its title."""
    kind = layer_kinds().get(layer)
    if name == "class" and kind is not None and (titled := kind.class_title(str(value))):
        return translate(titled, language)
    return value_words(value, column_of(layer, name), language)


def value_words(value: object, column: Column | None, language: str) -> str:
    """Return a value in words; a dash for none."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"), language)
    if isinstance(value, int | float):
        unit = translate(column.unit, language) if column else ""
        return f"{number_text(value, language, decimals=1)} {unit}".rstrip()
    if hours := hours_of_tag(value):
        return f"{translate(N_('no'), language)}, {hours_text(hours_from_text(hours), language)}"
    titles = column.values if column else {}
    return translate(titles.get(str(value), str(value)), language)
