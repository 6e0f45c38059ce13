"""A memo: what a scenario proposes and what follows from it, as one HTML page that needs nothing but itself."""

import base64
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from geodata.errors import UsageError
from geodata.language import LANGUAGES, N_, date_text, translate

from .city import DEMONSTRATION_MARK
from .city_clock import CityClock
from .city_version import city_version
from .comparison import Comparison
from .comparison_output import side_title
from .markup import Html, element, together
from .memo_commands import command_section
from .memo_gains import gain_section
from .memo_maps import change_map, people_map
from .memo_numbers import indicator_section, meaning_section
from .memo_proposal import proposal_section
from .memo_sources import assumption_section, source_section
from .memo_words import in_short
from .picture_file import PictureFile
from .scenario import Scenario
from .verification import Verification

PAGE = Path(__file__).with_name("memo.html")
MEMO = N_("Memo")
NO_SCENARIO = N_("A memo is made of a scenario: the city as it is proposes nothing.")
NO_PICTURES = N_("There are no pictures of the city in 3D in this memo; the maps are drawn from the same data.")
LOST_PICTURES = N_("The pictures of the city in 3D could not be made; the maps are drawn from the same data.")
CITY_TIME = N_("times are those of {zone}")
SAME_PLACE = N_("Before and after, seen from the same place.")
ALIKE = N_("Seen from here, before and after look the same: the maps below show what changes.")


@dataclass(frozen=True)
class Memo:
    """What a memo is made of. `made_at` is ISO 8601 in UTC; `folder` is what commands call the city's folder.

    `trust`: what the trust suite says of the scenario as it stands, None where it was not asked; `failed`: the newest
    answer by which another state of it did not hold. `pictures` are of the city in 3D, before and after; without any,
    `no_pictures` (a marked message) says why.
    """

    comparison: Comparison
    trust: Verification | None
    made_at: str
    folder: str
    pictures: Sequence[PictureFile] = field(default=(), repr=False)
    no_pictures: str = NO_PICTURES
    failed: Verification | None = None

    @property
    def scenario(self) -> Scenario:
        """The scenario that is proposed. Raises UsageError where there is none."""
        if self.comparison.after_scenario is None:
            raise UsageError(NO_SCENARIO)
        return self.comparison.after_scenario


def memo_name(memo: Memo) -> str:
    """Return what the memo's file is called."""
    return f"{memo.comparison.after.city.recipe.id}-{memo.scenario.key}-memo.html"


def memo_html(memo: Memo, language: str) -> str:
    """Return the memo as one HTML document: no script, nothing that is fetched. Raises UsageError without a scenario.

    Takes seconds: the maps are drawn.
    """
    if language not in LANGUAGES:
        raise UsageError(N_("“{language}” is no language of the twin: {known}."), language=language,
                         known=", ".join(LANGUAGES))  # fmt: skip
    made, scenario = memo.comparison, memo.scenario
    sections = [
        _head(memo, language),
        _section("in-short", N_("In short"), in_short(made, memo.trust, memo.failed, language), language),
        _section("proposal", N_("What is proposed"), proposal_section(made, scenario, language), language),
        _section("pictures", N_("Before and after"), _pictures(memo, language), language),
        _section("gains", N_("Who gains, who loses"), gain_section(made, language), language),
        _section("indicators", N_("All indicators"), indicator_section(made, language), language),
        _section("commands", N_("Do it again"), command_section(memo.folder, made, language), language),
        _section("sources", N_("Data, dates and licences"), source_section(made.after.city, language), language),
        _section("assumptions", N_("Assumptions"), assumption_section(made, language), language),
        _section("meanings", N_("What the indicators mean"), meaning_section(made, language), language),
    ]
    city = made.after.city
    date = date_text(CityClock.of(city).date_of(memo.made_at), language)
    foot = f"{_city_title(memo, language)} · {scenario.name} · {date}"
    if city.is_demo:
        foot = f"{translate(DEMONSTRATION_MARK, language)} · {foot}"
    fields = {
        "language": language,
        "title": element("title", f"{translate(MEMO, language)}: {scenario.name}"),
        "foot": css_text(foot),
        "body": together(sections),
    }
    return string.Template(PAGE.read_text(encoding="utf-8")).substitute(fields)


def css_text(text: str) -> str:
    """Return a text as a string of CSS: whatever is neither letter nor digit is written by its number."""
    return '"' + re.sub(r"[^A-Za-z0-9]", lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def _section(id: str, title: str, content: Html, language: str) -> Html:
    return element("section", element("h2", translate(title, language)), content, id=id)


def _city_title(memo: Memo, language: str) -> str:
    city = memo.comparison.after.city
    return city.title.get(language) or city.recipe.id


def _head(memo: Memo, language: str) -> Html:
    """Return title, description, and by whom, when and of what the memo is."""

    def t(message: str) -> str:
        return translate(message, language)

    made, scenario, city = memo.comparison, memo.scenario, memo.comparison.after.city
    known = [
        (t(N_("Author")), scenario.author),
        (t(N_("Date")), _moment(memo, language)),
        (t(N_("Compared with")), side_title(made.before_scenario, language)),
        (t(N_("City version")), scenario.city_version or city_version(made.before.city)),
        (t(N_("Software")), f"timisoara-twin {version('timisoara-twin')}"),
    ]
    facts = [element("div", element("dt", name), element("dd", said)) for name, said in known if said]
    return element(
        "header",
        *([element("p", t(DEMONSTRATION_MARK), class_="demo")] if city.is_demo else []),
        element("p", f"{t(MEMO)} · {_city_title(memo, language)}", class_="kicker"),
        element("h1", scenario.name),
        *([element("p", scenario.description, class_="lead")] if scenario.description else []),
        element("dl", *facts, class_="facts"),
    )


def _moment(memo: Memo, language: str) -> str:
    """Return when the memo was made, by the city's clock, which all of its times are."""
    clock = CityClock.of(memo.comparison.after.city)
    said = clock.text(memo.made_at, language)
    return f"{said} ({translate(CITY_TIME, language).format(zone=clock.name)})" if clock.is_stated else said


def _pictures(memo: Memo, language: str) -> Html:
    """Return the pictures in 3D, then the maps."""
    made = memo.comparison
    shown = [_figure(picture) for picture in memo.pictures]
    maps = [each for each in (change_map(made, language), people_map(made, language)) if each is not None]
    is_alike = len({picture.content for picture in memo.pictures}) == 1
    said = translate((ALIKE if is_alike else SAME_PLACE) if shown else memo.no_pictures, language)
    return together(
        [
            element("p", said, class_="quiet"),
            *([element("div", *shown, class_="pair")] if shown else []),
            *(_figure(each) for each in maps),
        ]
    )


def _figure(picture: PictureFile) -> Html:
    address = f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode()}"
    return element("figure", element("img", src=address, alt=picture.caption), element("figcaption", picture.caption))
