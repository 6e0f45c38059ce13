"""What a memo's numbers rest on: data sets with their dates and licences, and what was assumed of them."""

from geodata.language import N_, number_text, translate
from layers.layer import layer_kinds

from .city import City
from .city_clock import CityClock
from .comparison import Comparison
from .info import ACTION_TITLES, OTHER_TITLES
from .markup import Html, element, table, together
from .printing import ESTIMATED_PEOPLE

DIGITS = 12  # of a checksum that are enough to tell files apart
LEFT_ALONE = ("found", "kept")  # what the report says of data that was taken as it is
SAME_HABITS = N_(
    "Before and after differ by the edits alone: the same residents live in the same homes, unless a building comes or "
    "goes, and nobody changes habits, destinations or the way of travelling because of the scenario."
)
SAME_TRAFFIC = N_(
    "Travel times by car are those of a quiet hour: traffic that the scenario moves to other streets slows nobody "
    "there."
)


def source_section(city: City, language: str) -> Html:
    """Return every data set: from when, whose, under which licence, and which file it was."""

    def t(message: str) -> str:
        return translate(message, language)

    clock = CityClock.of(city)
    headings = (N_("Source"), N_("Date"), N_("Licence"), N_("Attribution"), N_("File"))
    rows = [
        (
            _linked(t(each.title), each.url), clock.text(each.date, language) or t(N_("not stated")), t(each.licence),
            t(each.attribution), together([each.file, element("small", each.sha256[:DIGITS])]),
        )
        for each in city.sources
    ]  # fmt: skip
    return table([t(each) for each in headings], rows)


def _linked(text: str, address: str) -> str:
    if not address.startswith(("https://", "http://")):
        return text
    return element("a", text, href=address, rel="noopener noreferrer")


def assumption_section(made: Comparison, language: str) -> Html:
    """Return what is assumed of every comparison, and what the import repaired, dropped or assumed."""

    def t(message: str) -> str:
        return translate(message, language)

    general = [SAME_HABITS, SAME_TRAFFIC, *made.caveats, ESTIMATED_PEOPLE]
    said = element("ul", *(element("li", t(each)) for each in general))
    entries = [each for each in made.after.city.report.entries if each.action not in LEFT_ALONE]
    if not entries:
        return said
    titles = {**{name: kind.title for name, kind in layer_kinds().items()}, **OTHER_TITLES}
    order = {name: at for at, name in enumerate(titles)}
    rows = [
        (
            t(titles.get(each.layer, each.layer)), t(ACTION_TITLES[each.action]), number_text(each.count, language),
            t(each.reason),
        )
        for each in sorted(entries, key=lambda each: order.get(each.layer, len(order)))
    ]  # fmt: skip
    headings = (N_("Layer"), N_("Outcome"), N_("Count"), N_("Reason"))
    caption = t(N_("What the import repaired, left out or assumed"))
    return together([said, table([t(each) for each in headings], rows, numbers=(2,), caption=caption)])
