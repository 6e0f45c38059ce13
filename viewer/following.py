"""What follows the moment of a page, and what does not, in words: so that nobody takes the rest for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Final

from geodata.language import N_, NN_, date_text, translate, translate_count
from layers.layer import layer_kinds
from twin.change_marks import by_hours, resting
from twin.city_clock import CityClock
from twin.scenario import Scenario

if TYPE_CHECKING:
    from .moment import Moment

HOURS_FORMS: Final = NN_("{count} closure by hours", "{count} closures by hours")
IN_FORCE = N_("{closures}, in force now: {count}")
IN_FORCE_THEN = N_("{closures}, in force then: {count}")
CLOSURES, ROUTES, OTHERS = N_("Closures by hours"), N_("Ways by public transport"), N_("Everything else")
NO_CLOSURES = N_("The scenario has none. Where one has hours, the map and questions show it as it is at this moment.")
CLOSURES_FOLLOW = N_("{hours}. The map draws them so, and questions heed them.")
ROUTES_LEAVE = N_("“Which way” and “How far” leave at this moment, by the timetable.")
ROUTES_WAIT = N_(
    "While the page looks at now, “Which way” and “How far” take lines by how often they run. Choose a moment: they "
    "then leave by the timetable."
)
ROUTES_OUTSIDE = N_("The timetable covers {first} to {last}: there are no trips on this day.")
ROUTES_FIXED = N_("Do not follow: the timetable of this city says how often lines run, and no clock times.")
SENSORS_NOW = N_("Age and freshness of the last reading, as of this minute.")
SENSORS_THEN = N_(
    "Age of the last reading as seen from this moment. Earlier readings are not kept, and one that came later counts "
    "as none: what a sensor showed then is not known."
)
SENSORS_NONE = N_("No sensor of this city has a reading.")
REST = N_(
    "Does not follow: who is served by public transport (lines by how often they run, from 6 to 22 h), indicators, "
    "gains and losses, the memo's numbers (a closure by hours counts as in force)."
)
SUN = N_("Sun and shade")
SUN_FOLLOWS = N_("Shadows and the light of the picture are as at this moment.")
SUN_HOURS = N_("The hours of sun are those of this day, whatever the hour.")
SUN_IS_OFF = N_("Switched off: the light of the picture is no sun.")
UTC_ONLY = N_("This city says no time zone: hours are those of UTC.")


@dataclass(frozen=True)
class Follower:
    """Something that might follow the moment: whether it does, and a sentence about it."""

    title: str
    does: bool
    text: str


def followers(moment: "Moment", language: str) -> list[dict[str, object]]:
    """Return what follows the moment of a page and what does not, in plain values."""
    found = [
        _closures(moment, language), _routes(moment, language), _sensors(moment, language),
        _sun(moment, language), Follower(OTHERS, False, translate(REST, language)),
    ]  # fmt: skip
    if not moment.clock.is_stated:
        found.append(Follower(N_("Time zone"), False, translate(UTC_ONLY, language)))
    return [{"title": translate(f.title, language), "does": f.does, "text": f.text} for f in found]


def hours_words(scenario: Scenario, at: time, language: str, *, is_now: bool = False) -> str:
    """Return how many closures by hours a scenario has, and how many of them hold at a time of day."""
    every = len(by_hours(scenario))
    closures = translate_count(HOURS_FORMS, every, language)
    said = translate(IN_FORCE if is_now else IN_FORCE_THEN, language)
    return said.format(closures=closures, count=every - len(resting(scenario, at)))


def _closures(moment: "Moment", language: str) -> Follower:
    scenario = moment.scenario
    if scenario is None or not by_hours(scenario):
        return Follower(CLOSURES, True, translate(NO_CLOSURES, language))
    hours = hours_words(scenario, moment.local.time(), language, is_now=moment.at is None)
    return Follower(CLOSURES, True, translate(CLOSURES_FOLLOW, language).format(hours=hours))


def _routes(moment: "Moment", language: str) -> Follower:
    clock = moment.clock
    if not clock.has_times:
        return Follower(ROUTES, False, translate(ROUTES_FIXED, language))
    if moment.at is None:
        return Follower(ROUTES, False, translate(ROUTES_WAIT, language))
    if not clock.runs_on(moment.local.date()):
        first, last = _days(clock, lambda day: date_text(day.isoformat(), language))
        return Follower(ROUTES, True, translate(ROUTES_OUTSIDE, language).format(first=first, last=last))
    return Follower(ROUTES, True, translate(ROUTES_LEAVE, language))


def _sun(moment: "Moment", language: str) -> Follower:
    shading = moment.page.shading
    said = SUN_IS_OFF if not shading.is_on else SUN_FOLLOWS if shading.mode == "moment" else SUN_HOURS
    return Follower(SUN, shading.is_on, translate(said, language))


def _days(clock: CityClock, text: Callable[[date], str]) -> tuple[str, str]:
    first, last = clock.days
    return text(first) if first else "–", text(last) if last else "–"


def _sensors(moment: "Moment", language: str) -> Follower:
    title = layer_kinds()["sensor_points"].title
    summary = moment.page.shared.base.summaries.get("sensor_points")
    if summary is None or not summary.layer.table["value"].notna().any():
        return Follower(title, False, translate(SENSORS_NONE, language))
    return Follower(title, True, translate(SENSORS_NOW if moment.at is None else SENSORS_THEN, language))
