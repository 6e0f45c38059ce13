"""Which of many titles a few typed words mean: whole words, beginnings of words, small slips."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodata.names import plain_text

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORD: Final = re.compile(r"\d+|[^\W\d_]+")  # "12A" and "12 A" are the same house
ABBREVIATED: Final[Mapping[str, str]] = {"bd": "bulevardul", "bdul": "bulevardul", "blvd": "bulevardul", "pta": "piata"}
UNSAID: Final = frozenset({"nr", "numarul"})  # "Strada Mică nr. 1" stands in tables as "Strada Mică 1"
# What a street is does not tell it from others, so who leaves it out has still said the whole name.
TYPES: Final = frozenset({"strada", "bulevardul", "calea", "piata", "aleea", "splaiul", "intrarea", "drumul"})
WHOLE, BEGINNING, SLIP = 1.0, 0.7, 0.4
LONG = 7  # from so many letters on two slips are forgiven, from SHORT on one
SHORT = 4
LONGEST = 20  # letters that are compared; what follows tells no two names apart
LAST = "\U0010ffff"


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text in plain letters."""
    return WORD.findall(plain_text(text))


def asked_words(text: str) -> list[str]:
    """Return the words that are looked for when somebody types a text, each once."""
    words = words_of(re.sub(r"\bb-dul\b", "bdul", plain_text(text)))
    said = [ABBREVIATED.get(word, word) for word in words if word not in UNSAID]
    return list(dict.fromkeys(said or words))


@dataclass(frozen=True)
class WordIndex:
    """The words of numbered titles: `words` in order, each once; word k stands in titles[first[k]:first[k + 1]].

    `told` counts the words of each title that tell it from others.
    """

    words: Sequence[str] = field(repr=False)
    first: Ints = field(repr=False)
    titles: Ints = field(repr=False)
    told: Ints = field(repr=False)

    @classmethod
    def of(cls, titles: Iterable[Sequence[str]]) -> "WordIndex":
        """Return the index of titles that are given by their words."""
        places: dict[str, list[int]] = {}
        told: list[int] = []
        for number, words in enumerate(titles):
            once = set(words)
            told.append(len(once - TYPES) or len(once))
            for word in once:
                places.setdefault(word, []).append(number)
        words = sorted(places)
        counts = [len(places[word]) for word in words]
        flat = [number for word in words for number in places[word]]
        first = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
        return cls(words, first, np.array(flat, np.int64), np.array(told, np.int64))

    def scores(self, asked: Sequence[str], *, slips: bool = False) -> Floats:
        """Return how well each title answers to all asked words, 0 for one that does not; at most 2.

        A title answers by whole words or their beginnings, in any order; with `slips` by words that differ a little.
        Best is a title that is asked for in whole words, and of which nothing is left unsaid.
        """
        total, answers = np.zeros(len(self.told)), np.ones(len(self.told), bool)
        for word in asked:
            found = self._found(word, slips=slips)
            total += found
            answers &= found > 0
        said = len([word for word in asked if word not in TYPES]) or len(asked)
        complete = np.minimum(said / np.maximum(self.told, 1), 1.0)
        return np.asarray(np.where(answers, total / max(len(asked), 1) + complete, 0.0))

    def _found(self, word: str, *, slips: bool) -> Floats:
        found = np.zeros(len(self.told))
        low, high = bisect_left(self.words, word), bisect_left(self.words, word + LAST)
        if word.isdigit():  # 3 is not the beginning of 38
            high = low
        if slips:
            for k in self._alike(word):
                found[self.titles[self.first[k] : self.first[k + 1]]] = SLIP
        found[self.titles[self.first[low] : self.first[high]]] = BEGINNING
        if low < len(self.words) and self.words[low] == word:
            found[self.titles[self.first[low] : self.first[low + 1]]] = WHOLE
        return found

    def _alike(self, word: str) -> Ints:
        """Return the words of the same first letter that begin with this one but for a slip or two."""
        allowed = 0 if len(word) < SHORT or word.isdigit() else 2 if len(word) >= LONG else 1
        low, high = bisect_left(self.words, word[0]), bisect_left(self.words, word[0] + LAST)
        if not allowed or low == high:
            return np.zeros(0, np.int64)
        return low + np.flatnonzero(slips_between(word, self.words[low:high]) <= allowed)


def slips_between(word: str, others: Sequence[str]) -> Ints:
    """Return how many slips lie between a word and the beginning of each other one that is nearest to it.

    A slip is a letter too many, one left out, another one, or two exchanged. Method: optimal string alignment
    (Damerau 1964; Wagner & Fischer 1974), row by row for all words at once.
    """
    letters = np.array(others, dtype=f"<U{LONGEST}").view(np.uint32).reshape(-1, LONGEST)  # cut off, filled up with 0
    column = np.arange(LONGEST + 1, dtype=np.int16)
    before, above = np.zeros(0, np.int16), np.tile(column, (len(others), 1))
    for i, letter in enumerate(word[:LONGEST]):
        row = np.empty_like(above)
        row[:, 0] = i + 1
        row[:, 1:] = np.minimum(above[:, 1:] + 1, above[:, :-1] + (letters != ord(letter)))
        if i:
            swapped = (letters[:, 1:] == ord(word[i - 1])) & (letters[:, :-1] == ord(letter))
            row[:, 2:] = np.where(swapped, np.minimum(row[:, 2:], before[:, :-2] + 1), row[:, 2:])
        row = np.minimum.accumulate(row - column, axis=1) + column  # letters too many
        before, above = above, row
    return np.asarray(above.min(axis=1), np.int64)
