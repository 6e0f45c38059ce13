"""Answers to the questions that were asked last; what is large is not kept for good."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

KEPT = 3
Answer = TypeVar("Answer")


class LastAnswers(Generic[Answer]):
    """Keeps the answers to the last few questions. May be asked by several threads."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer to a question, made where it is not at hand; the one asked longest ago is let go of."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]
        made = make()
        with self._lock:
            self._answers[question] = made
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return made
