"""What a scenario proposes: each edit as a sentence, with its note, the values it changes and what to know of it."""

from collections.abc import Iterator

from geodata.language import N_, NN_, number_text, translate, translate_count

from .city import City
from .city_clock import CityClock
from .column_words import value_words
from .comparison import Comparison
from .edit import Edit
from .edit_titles import FIELD_TITLES
from .edited_tables import SHAPE, is_same_value
from .markup import Html, element, table, together
from .object_titles import ObjectTitle
from .printing import plain
from .scenario import Scenario
from .scenario_output import NO_EDITS
from .whereabouts import edit_sentences

MOST_OBJECTS = 4  # whose values are listed by name
MORE = NN_("and {count} more", "and {count} more")
SWITCHED_OFF = N_("switched off")
GONE = N_("taken away")
NOT_MAPPED = N_("not stated")
TO_KNOW = N_("What to know about it:")


def proposal_section(made: Comparison, scenario: Scenario, language: str) -> Html:
    """Return the edits of the scenario, then the objects in which both cities differ."""
    if not scenario.edits:
        return element("p", translate(NO_EDITS, language))
    said = edit_sentences(scenario.edits, scenario.city, language)
    items = [_edit(edit, said[edit.id], scenario, made.after.city, language) for edit in scenario.edits]
    return together([element("ol", *items, class_="edits"), _objects(made, language)])


def _edit(edit: Edit, said: str, scenario: Scenario, city: City, language: str) -> Html:
    is_on = scenario.is_on(edit)
    off = "" if is_on else f" ({translate(SWITCHED_OFF, language)})"
    by = " · ".join(part for part in (edit.author, CityClock.of(city).text(edit.made_at, language)) if part)
    changes = list(changed_values(edit, city, language)) if is_on else []
    remarks = [element("li", remark.text(language)) for remark in scenario.remarks(edit)]
    return element(
        "li",
        element("p", element("strong", said), off),
        *([element("p", edit.note, class_="note")] if edit.note else []),
        *([_changes(changes, language)] if changes else []),
        *([element("p", translate(TO_KNOW, language)), element("ul", *remarks, class_="remarks")] if remarks else []),
        *([element("p", by, class_="quiet")] if by else []),
        class_="" if is_on else "off",
    )


def _changes(changes: list[tuple[str, str, str, str]], language: str) -> Html:
    """Return which values are changed: each of a name once, and the same change of several names once, with these."""
    by_name: dict[tuple[str, str], dict[str, list[str]]] = {}
    for name, what, before, after in changes:
        by_name.setdefault((name, what), {}).setdefault(after, []).append(before)
    by_change: dict[tuple[str, str], list[str]] = {}
    for (name, what), afters in by_name.items():
        steps = [" → ".join(filter(None, (", ".join(dict.fromkeys(had)), has))) for has, had in afters.items()]
        by_change.setdefault((what, "; ".join(steps)), []).append(name)
    lines = [element("li", f"{_names(names, language)} – {what}: ", said) for (what, said), names in by_change.items()]
    return element("ul", *lines, class_="values")


def _names(names: list[str], language: str) -> str:
    known = list(dict.fromkeys(names))
    shown = ", ".join(known[:MOST_OBJECTS])
    more = len(known) - MOST_OBJECTS
    if more <= 0:
        return shown
    return f"{shown} {translate_count(MORE, more, language)}"


def changed_values(edit: Edit, city: City, language: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield what an edit changes of objects that were there: the object, the value's title, what it was ("") and is.

    `city` is the one with all edits made: what an object is in the end.
    """
    rows = city.layers[edit.layer].table if edit.layer in city.layers else None
    columns = {} if rows is None else {each.name: each for each in city.layers[edit.layer].kind.all_columns}
    for id, had in edit.before.items():
        is_there = rows is not None and id in rows.index
        called = ObjectTitle.of_values(edit.layer, id, had)
        name = called.name or called.text(language)
        if rows is not None and not is_there and edit.takes_ids:
            yield name, translate(N_("Outcome"), language), "", translate(GONE, language)
            continue
        for what, before in had.items():
            column = columns.get(what)
            if what == SHAPE or (column is not None and column.hidden):
                continue
            own = getattr(edit, what, None) if what in edit.own else None
            after = plain(rows.at[id, what]) if rows is not None and is_there and what in rows else own
            if after is None and not is_there:
                continue
            if not is_same_value(before, after):
                title = column.title if column else FIELD_TITLES.get(what, what)
                was, now = (
                    translate(NOT_MAPPED, language) if value in (None, "") else value_words(value, column, language)
                    for value in (before, after)
                )  # fmt: skip
                yield name, translate(title, language), was, now


def _objects(made: Comparison, language: str) -> Html:
    """Return how many objects of which layers differ."""

    def t(message: str) -> str:
        return translate(message, language)

    rows = made.objects(language=language)
    if not len(rows):
        return element("p", t(N_("No object differs.")), class_="quiet")
    headings = (N_("Layer"), N_("Added"), N_("Removed"), N_("Changed"), N_("Among them"))
    cells = [
        (row["title"], *(number_text(row[name], language) for name in ("added", "removed", "changed")), row["examples"])
        for _, row in rows.iterrows()
    ]
    return table([t(each) for each in headings], cells, numbers=(1, 2, 3), caption=t(N_("Objects that differ")))
