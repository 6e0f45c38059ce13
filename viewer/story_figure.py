"""The number of a step of a story, in each language: of the neighbourhood that the step is about, else of the city."""

from collections.abc import Mapping

import numpy as np

from geodata.language import LANGUAGES, N_, number_text, translate
from twin.amounts import amount_text
from twin.city import City
from twin.differences import signed
from twin.indicators import Board, Indicator, indicators
from twin.namesakes import neighbourhood_names

from .answers import Answer, Question
from .state import CitySide
from .story import Step

IN_THE_CITY, IN_AREA = N_("in the whole city"), N_("in the neighbourhood {name}")
PROPOSED = N_("{where}, with the proposal")


def figure_of(step: Step, answer: Answer | None, city: City, *, side: CitySide = "after") -> dict[str, dict[str, str]]:
    """Return value, unit, title, difference and where of a step's number; values "" until they are there.

    Of a neighbourhood without a number of its own the city's is told, and that it is the city's. `side`: whether a
    scenario is seen after it, and then the number says that it is that of the proposal, or before it.
    """
    answer = answer if answer is None or side == "after" else _before(answer)
    names = neighbourhood_names(city)
    area = _area_of(step, names)
    indicator = indicators()[step.indicator]
    if area and answer is not None and np.isnan(_value(answer.board, indicator.id, area)):
        area = ""
    return {language: _figure(indicator, answer, area, names.get(area, ""), language) for language in LANGUAGES}


def _before(answer: Answer) -> Answer:
    """Return the earlier side of an answer as one of its own."""
    return answer if answer.before is None else Answer(Question(after=answer.question.before), answer.before)


def _area_of(step: Step, names: Mapping[str, str]) -> str:
    """Return the id of the neighbourhood that a step shows alone or names, "" for none that the city has."""
    if step.view.isolated in names:
        return step.view.isolated or ""
    return next((id for id, name in names.items() if id and step.area in (id, name)), "")


def _figure(indicator: Indicator, answer: Answer | None, area: str, name: str, language: str) -> dict[str, str]:
    value = float("nan") if answer is None else _value(answer.board, indicator.id, area)
    before = float("nan") if answer is None or answer.before is None else _value(answer.before, indicator.id, area)
    difference = value - before
    is_other = not np.isnan(difference) and round(difference, indicator.decimals) != 0
    text = "" if np.isnan(value) else number_text(value, language, decimals=indicator.decimals)
    said = amount_text(text, value, indicator.unit, language) if text else ""
    where = translate(IN_AREA, language).format(name=name) if area else translate(IN_THE_CITY, language)
    if answer is not None and answer.question.after is not None:
        where = translate(PROPOSED, language).format(where=where)
    return {
        "title": translate(indicator.title, language),
        "unit": translate(indicator.unit, language) if np.isnan(value) else said.removeprefix(text).strip(),
        "value": text,
        "difference": signed(difference, language, decimals=indicator.decimals) if is_other else "",
        "where": where,
    }


def _value(board: Board, id: str, area: str) -> float:
    found = board[id]
    return float(found.by_neighbourhood.get(area, float("nan"))) if area else found.value
