"""How alike the words of items are, and which are worth comparing at all. PURE.

What many items of a plan say (开展……工作) tells little, what few say tells much.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from math import log
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from storage.canonical import fold, unnumbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COMPARED = 600  # characters of a text that are compared: enough to tell, and bounded
_LONG = 60  # characters; of longer texts the share counts that is the same
_LOOKED_UP = 240  # places in the index for one text, from its rarest words on
_MARKS = re.compile(r"\W+")
_NUMBERS = re.compile(
    r"\d+|(?<=第)[一二三四五六七八九十]+|[一二三四](?=季度)|[一二三四五六七八九十]+(?=[月批期轮])"
    r"|[上下](?=半年)|[上中下](?=旬)"
)


@dataclass(frozen=True)
class Wording:
    """A text as compared: without the number in front, without marks and blanks."""

    text: str

    def __add__(self, other: Wording) -> Wording:
        return Wording(self.text + other.text)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Its pairs of characters; a single character alone."""
        return frozenset(self.text[at : at + 2] for at in range(max(1, len(self.text) - 1)))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """What tells the items of a series apart: numbers, quarters, batches."""
        return tuple(_NUMBERS.findall(self.text))

    @cached_property
    def unnumbered(self) -> str:
        return _NUMBERS.sub("", self.text)


@dataclass(frozen=True)
class Likeness:
    """Shares from 0 to 1. `part`: of the shorter text that stands in the longer one, in one stretch of it;
    `amount`: how much is said in the same words, from nothing to a long sentence.
    """

    part: float
    amount: float


def wording(text: str) -> Wording:
    return Wording(_MARKS.sub("", fold(unnumbered(text)))[:_COMPARED])


def likeness(one: Wording, other: Wording) -> Likeness:
    shorter = min(len(one.text), len(other.text), _LONG)
    return Likeness(
        part=fuzz.partial_ratio(one.text, other.text) / 100,
        amount=fuzz.ratio(one.text, other.text) / 100 * shorter / _LONG,
    )


def of_one_series(one: Wording, other: Wording) -> bool:
    """Whether the words differ in hardly more than a number: 召开第一季度例会, 召开第二季度例会."""
    return one.numbers != other.numbers and fuzz.ratio(one.unnumbered, other.unnumbered) > 88


def in_common(one: Wording, other: Wording) -> int:
    """Return how many characters both have in the same order."""
    return int(LCSseq.similarity(one.text, other.text))


class Index:
    """Finds the texts that have most in common with another one; what few of them say weighs most."""

    def __init__(self, texts: Mapping[int, Wording]) -> None:
        self._count = len(texts)
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, text in texts.items():
            for gram in text.grams:
                self._places[gram].append(place)

    def nearest(self, text: Wording, most: int) -> Sequence[int]:
        shared: defaultdict[int, float] = defaultdict(float)
        left = _LOOKED_UP
        known = (gram for gram in text.grams if gram in self._places)
        for gram in sorted(known, key=lambda gram: (len(self._places[gram]), gram)):
            places = self._places[gram][:_LOOKED_UP]
            left -= len(places)
            if left < 0 and shared:
                break
            weight = log(1 + self._count / len(self._places[gram]))
            for place in places:
                shared[place] += weight
        return nsmallest(most, shared, key=lambda place: (-shared[place], place))
