"""A comparison in three to five sentences: what gets better and worse, for how many, and whether it can be trusted."""

import pandas as pd

from geodata.language import N_, NN_, number_text, translate, translate_count

from .city_clock import CityClock
from .comparison import Comparison
from .comparison_output import side_title, way_text
from .differences import difference_text
from .indicators import indicators
from .markup import Html, element
from .people_words import people_sentence, ways_text
from .verdicts import Verdict, least_shown, most_people_first
from .verification import TITLES, Verification

COUNTS: dict[Verdict, tuple[str, str]] = {
    "better": NN_("{count} indicator gets better", "{count} indicators get better"),
    "worse": NN_("{count} gets worse", "{count} get worse"),
    "different": NN_("{count} is different", "{count} are different"),
    "unsure": NN_("{count} is the same within uncertainty", "{count} are the same within uncertainty"),
    "population": NN_(
        "{count} moves only since other residents live there", "{count} move only since other residents live there"
    ),
    "same": NN_("{count} stays the same", "{count} stay the same"),
    "not known": NN_("{count} is not known", "{count} are not known"),
}
ALWAYS_SAID = ("better", "worse")
MOST_NAMED = 3
NAMED: dict[str, str] = {
    "worse": N_("Worse: {list}."), "better": N_("Better: {list}."), "different": N_("Different: {list}."),
    "population": N_("Nobody who stays gains or loses, only the residents are others: {list}."),
}  # fmt: skip
BY_INDICATOR = N_("{title}: {text}.")
NOBODY = N_("By none of the indicators that are known of single homes does anybody gain or lose.")
ALL_HOLD = NN_(
    "The trust suite holds: what it could check, {count} rule, is kept ({date}).",
    "The trust suite holds: what it could check, {count} rules, is kept ({date}).",
)
SOME_FAIL = N_("The trust suite does not hold: {failed} of {count} rules are broken ({date}).")
NOT_ASKED = N_("The trust suite has not been asked about this state of the scenario.")
FAILED = N_("What does not hold: {checks}.")
FAILED_ELSEWHERE = N_("Of another state of this scenario the trust suite did not hold ({date}): {checks}.")


def in_short(made: Comparison, trust: Verification | None, failed: Verification | None, language: str) -> Html:
    """Return the comparison in a list of a few sentences.

    `trust`: what the trust suite says of the scenario as it stands; `failed`: of another state, which does not hold.
    """
    clock = CityClock.of(made.after.city)
    said = [
        people_sentence(made, language),
        *(translate(each, language) for each in made.caveats),
        _counts(made, language),
        *(text for verdict in NAMED if (text := _named(made, verdict, language))),
        _people(made, language),
        trust_sentence(trust, clock, language),
        *([failure_sentence(failed, clock, language)] if failed is not None else []),
    ]
    return element("ul", *(element("li", sentence) for sentence in said), class_="short")


def moved_most(made: Comparison, way: str = "") -> list[str]:
    """Return the indicators by which somebody gains or loses (`way`: "gain" or "lose" alone), most people first."""
    if not len(made.totals):
        return []
    people = made.totals[[way] if way else ["gain", "lose"]].fillna(0).sum(axis=1).round()
    return [str(id) for id in people[people > 0].sort_values(ascending=False, kind="stable").index]


def trust_sentence(found: Verification | None, clock: CityClock, language: str) -> str:
    """Return whether the trust suite holds, in one sentence."""
    if found is None:
        return translate(NOT_ASKED, language)
    asked = [check for check in found.checks if check.holds is not None]
    failed = sum(not check.holds for check in asked)
    when = clock.text(found.made_at, language)
    if failed:
        values = {"failed": number_text(failed, language), "count": number_text(len(asked), language), "date": when}
        return f"{translate(SOME_FAIL, language).format(**values)} {_failing(found, FAILED, '', language)}"
    return translate_count(ALL_HOLD, len(asked), language, date=when)


def failure_sentence(found: Verification, clock: CityClock, language: str) -> str:
    """Return what did not hold of another state, and when that was seen."""
    return _failing(found, FAILED_ELSEWHERE, clock.text(found.made_at, language), language)


def _failing(found: Verification, said: str, date: str, language: str) -> str:
    """Return which checks fail, each with what was seen."""
    checks = "; ".join(f"{translate(TITLES[check.id], language)} ({check.text(language)})"
                       for check in found.checks if check.holds is False)  # fmt: skip
    return translate(said, language).format(checks=checks, date=date)


def _counts(made: Comparison, language: str) -> str:
    verdicts = [made.verdict(id) for id in made.ids]
    parts = [
        translate_count(forms, verdicts.count(verdict), language)
        for verdict, forms in COUNTS.items()
        if verdict in verdicts or verdict in ALWAYS_SAID
    ]
    template = translate(N_("Compared with {before}: {list}."), language)
    return template.format(before=side_title(made.before_scenario, language), list=", ".join(parts))


def _named(made: Comparison, verdict: str, language: str) -> str:
    """Return the indicators with a verdict, those that move most residents first, with differences; "" for none."""
    table = made.table(language=language)
    rows = table[table["verdict"] == verdict]
    if not len(rows):
        return ""
    by_share = rows["relative"].abs().sort_values(ascending=False, kind="stable", na_position="last").index
    order = most_people_first(rows.loc[by_share]).index
    named = [_with_difference(made, rows.loc[id], str(id), language) for id in order[:MOST_NAMED]]
    if more := len(rows) - len(named):
        named.append(translate_count(NN_("and {count} more", "and {count} more"), more, language))
    return translate(NAMED[verdict], language).format(list="; ".join(named))


def _with_difference(made: Comparison, row: pd.Series, id: str, language: str) -> str:
    """Return an indicator with how many gain and lose by it; and its difference, if that can be seen in the number."""
    indicator, people = indicators()[id], ways_text(row, language)
    said = str(row["title"])
    if not people or (abs(row["difference"]) >= least_shown(indicator) and not made.goes_against_number(id)):
        said = f"{said} {difference_text(row, str(row['unit']), indicator.decimals, language)}"
    return f"{said} ({people})" if people else said


def _people(made: Comparison, language: str) -> str:
    """Return by which indicator most people gain and by which most lose, how many, and where."""
    found = dict.fromkeys((*moved_most(made, "gain")[:1], *moved_most(made, "lose")[:1]))
    if not found:
        return " ".join(part for part in (translate(NOBODY, language), who_comes_and_goes(made, language)) if part)
    return " ".join(
        translate(BY_INDICATOR, language).format(
            title=translate(indicators()[id].title, language), text="; ".join(way_sentences(made, id, language))
        )
        for id in found
    )


def way_sentences(made: Comparison, id: str, language: str) -> list[str]:
    """Return how many residents gain and lose by an indicator, by how much, and in which neighbourhoods."""
    areas, total = made.gains_and_losses(id, language=language), dict(made.totals.loc[id])
    ways = [way for way in ("gain", "lose") if round(total[way]) > 0]
    return [way_text(made, id, way, areas, total, language).plain for way in ways]


def who_comes_and_goes(made: Comparison, language: str) -> str:
    """Return how many residents come with new buildings and go with old ones; "" for none."""
    forms = {
        "new": NN_("{count} resident is new", "{count} residents are new"),
        "gone": NN_("{count} resident is gone", "{count} residents are gone"),
    }
    sums = {name: round(float(made.people[name].sum())) for name in forms}
    said = [translate_count(forms[name], count, language) for name, count in sums.items() if count]
    counted = translate(N_("counted neither as gain nor as loss"), language)
    return f"{', '.join(said)} ({counted})." if said else ""
