"""What a page wants to know of its scenario, and the boards that answer it."""

from dataclasses import dataclass, field

from twin.city import City
from twin.comparison import Comparison, compare
from twin.indicators import Board, indicators, measure
from twin.scenario import Scenario


@dataclass(frozen=True)
class Question:
    """What is measured: a scenario, and what it is compared with; None: the city as it is.

    `has_slow`: indicators that are measured on request alone (winter sun) count too.
    """

    before: Scenario | None = None
    after: Scenario | None = None
    has_slow: bool = False


@dataclass(frozen=True)
class Answer:
    """What was measured for a question: a board; and, of a scenario, the comparison it is the later side of."""

    question: Question
    board: Board = field(repr=False)
    comparison: Comparison | None = field(default=None, repr=False)

    @property
    def before(self) -> Board | None:
        """The board of the earlier side; None without a scenario."""
        return None if self.comparison is None else self.comparison.before


def answer_to(city: City, question: Question) -> Answer:
    """Return the answer to a question, with all that a page shows of it made. Not for the event loop."""
    ids = indicators() if question.has_slow else None
    if question.after is None:
        return Answer(question, measure(city, ids=ids))
    made = compare(question.before or city, question.after, ids=ids)
    made.changed, made.totals, made.moved  # noqa: B018 - kept with the comparison: showing it then takes no time
    return Answer(question, made.after, made)
