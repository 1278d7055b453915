"""How the writer of this plan ends sentences and how long titles are, as far as a first look tells. PURE."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

END_MARKS = "。；："
_DATED = r"[（(][^（()）]*[月日][^（()）]*[)）]"
_MARKED_END = re.compile(rf"(?:[。；：！]|{_DATED})(?:\s|$)")
_ENDED = re.compile(rf"[{END_MARKS}]$|{_DATED}$")
_PARTED = re.compile(r"(?<=[\u4e00-\u9fff，。》”]) (?=[\u4e00-\u9fff《“])")
_USUAL_UNMARKED, _UNMARKED_WEIGHT = 0.15, 10.0
_USUAL_LENGTH, _USUAL_SPREAD, _LENGTH_WEIGHT = math.log(30), 0.7, 3.0
_USUAL_NARROW, _NARROW_WEIGHT, _LEAST_GROUP = 0.07, 4.0, 0.6
_MOST = 2.5


@dataclass(frozen=True)
class Habits:
    """`unmarked`: the price of a measure without an end mark; `group`: of a sub-column beside the measures.

    The rest: lengths of titles, as logarithms.
    """

    unmarked: float
    title_length: float
    title_spread: float
    group: float

    def short_title(self, length: int) -> float:
        """Price a title for being shorter than this plan's are."""
        away = (self.title_length - math.log(length)) / self.title_spread
        return min(_MOST, away * away / 2) if away > 1 else 0.0


def is_ended(text: str) -> bool:
    """Whether the text ends as measures do: in a mark, or in a date in brackets (「召开现场会（2月）」)."""
    return _ENDED.search(text) is not None


def find_habits(measures: Sequence[str], titles: Sequence[str], widths: Sequence[bool]) -> Habits:
    """Count over the last lines of what are surely measures, and over sections' first titles.

    `widths` says of each wrapped measure whether a sub-column leaves it less room.
    """
    unmarked = sum(_MARKED_END.search(line) is None for line in measures)
    share = (unmarked + _USUAL_UNMARKED * _UNMARKED_WEIGHT) / (len(measures) + _UNMARKED_WEIGHT)
    lengths = [math.log(len(_PARTED.split(title)[0])) for title in titles]
    weight = len(lengths) + _LENGTH_WEIGHT
    length = (sum(lengths) + _USUAL_LENGTH * _LENGTH_WEIGHT) / weight
    spread = (sum(1.25 * abs(one - length) for one in lengths) + _USUAL_SPREAD * _LENGTH_WEIGHT) / weight
    narrow = (sum(widths) + _USUAL_NARROW * _NARROW_WEIGHT) / (len(widths) + _NARROW_WEIGHT)
    group = max(_LEAST_GROUP, -math.log(narrow) - 1.5)
    return Habits(-math.log(share), length, max(0.4, spread), group)
