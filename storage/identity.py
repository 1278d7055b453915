"""Which item of a new plan version is which of the old one, so that its code and its status stay. PURE.

Words weigh most: an item that is said in the same words is the same item wherever it moves. Sentences that a
plan repeats (做好…支持工作。) are told apart by their work point, departments and neighbours. What is left is
compared by similarity, and rather taken for a new item than for the wrong old one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from storage.canonical import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from storage.plan import ParsedItem

    Side = Sequence["_Seen"]
    Key = Callable[[Side, int], Hashable]

_SURE = 78  # of 100: alike enough to be the same item, agreeing surroundings included
_ALIKE = 62  # the words alone must be alike as much as this
_SAME_WORK_POINT = 9
_SAME_DEPARTMENTS = 7
_COMPARED = 400  # characters of a measure that are compared: enough to tell, and bounded
_ALL_WITH_ALL = 2_000_000  # pairs that are compared; above, only those in a like place
_NEARBY = 40


@dataclass(frozen=True)
class Matching:
    """Pairs of (old index, new index) by new index, and what has no partner, as indices too."""

    pairs: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    dropped: tuple[int, ...]


@dataclass(frozen=True)
class _Seen:
    """An item as compared. `whole` is all that it says; `own_words`: no other item is said in the same."""

    section: str
    work_point: str
    measure: str
    departments: tuple[str, ...]
    whole: Hashable
    own_words: bool


def match_items(old: Sequence[ParsedItem], new: Sequence[ParsedItem]) -> Matching:
    """Match one to one: by equal words first, then by likeness."""
    before, after = _see_all(old), _see_all(new)
    partners = _match_exactly(before, after)
    _match_by_likeness(partners, before, after)
    return _matching(partners, len(old), len(new))


def match_returned(gone: Sequence[ParsedItem], new: Sequence[ParsedItem]) -> Matching:
    """Match items that come back after having been dropped: equal words and surroundings only."""
    before, after = _see_all(gone), _see_all(new)
    return _matching(_match_exactly(before, after), len(gone), len(new))


def _neighbour(side: Side, index: int) -> Hashable:
    return side[index].whole if 0 <= index < len(side) else None


# From the surest to the weakest. Neighbours tell apart what is repeated word for word.
_EXACT: tuple[Key, ...] = (
    lambda side, i: (side[i].whole, _neighbour(side, i - 1), _neighbour(side, i + 1)),
    lambda side, i: (side[i].whole, _neighbour(side, i - 1)),
    lambda side, i: (side[i].whole, _neighbour(side, i + 1)),
    lambda side, i: side[i].whole,
    lambda side, i: (side[i].section, side[i].work_point, side[i].measure, side[i].departments),
    lambda side, i: (side[i].work_point, side[i].measure, side[i].departments),
    lambda side, i: (side[i].measure, side[i].departments),
    lambda side, i: (side[i].work_point, side[i].measure),
    lambda side, i: side[i].measure if side[i].own_words else None,
)


def _see_all(items: Sequence[ParsedItem]) -> list[_Seen]:
    measures = [fold(item.measure) for item in items]
    times = Counter(measures)
    return [_see(item, measure, times[measure] == 1) for item, measure in zip(items, measures, strict=True)]


def _see(item: ParsedItem, measure: str, own_words: bool) -> _Seen:
    section, work_point = fold(item.section), fold(item.work_point or "")
    departments = tuple(sorted(map(fold, item.departments)))
    rest = (fold(item.group or ""), fold(item.deadline_text), item.deadline)
    whole = (section, work_point, measure, departments, rest)
    return _Seen(section, work_point, measure, departments, whole, own_words)


def _match_exactly(before: Side, after: Side) -> dict[int, int]:
    """Return old index by new index."""
    partners: dict[int, int] = {}
    for key in _EXACT:
        _pair(partners, before, after, key)
    return partners


def _pair(partners: dict[int, int], before: Side, after: Side, key: Key) -> None:
    """Pair what is left by equal keys, in order; None is no key."""
    waiting = defaultdict[object, deque[int]](deque)
    for index in _left(len(before), partners.values()):
        waiting[key(before, index)].append(index)
    waiting.pop(None, None)
    for index in _left(len(after), partners):
        if queue := waiting.get(key(after, index)):
            partners[index] = queue.popleft()


def _match_by_likeness(partners: dict[int, int], before: Side, after: Side) -> None:
    """Take the likest pairs first; among equals, those that moved least."""
    old, new = _left(len(before), partners.values()), _left(len(after), partners)
    reach = len(before) if len(old) * len(new) <= _ALL_WITH_ALL else _NEARBY
    places = _places(partners, len(after))
    words = [before[i].measure[:_COMPARED] for i in old]
    ranked = []
    for j in new:
        first, last = bisect_left(old, places[j] - reach), bisect_right(old, places[j] + reach)
        for at, ratio in _alike(after[j].measure[:_COMPARED], words[first:last]):
            i = old[first + at]
            if score := _score(before[i], after[j], ratio):
                ranked.append((-score, abs(i - places[j]), i, j))
    _take_best(partners, ranked)


def _take_best(partners: dict[int, int], ranked: list[tuple[float, int, int, int]]) -> None:
    taken: set[int] = set()
    for _, _, i, j in sorted(ranked):
        if i not in taken and j not in partners:
            partners[j] = i
            taken.add(i)


def _places(partners: dict[int, int], count: int) -> list[int]:
    """Say for each new index where it would stand in the old plan: after the partner of the one above."""
    places: list[int] = []
    for j in range(count):
        places.append(partners.get(j, places[-1] + 1 if places else 0))
    return places


def _alike(words: str, others: Sequence[str]) -> Iterator[tuple[int, float]]:
    for _, ratio, at in process.extract(words, others, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None):
        yield at, ratio


def _score(one: _Seen, other: _Seen, ratio: float) -> float:
    """Return how sure it is that both are the same item; 0 when not sure enough."""
    score = ratio + _bonus(one, other)
    # A sentence that stands in many places says little about which of them this is.
    placed = (one.own_words and other.own_words) or one.section == other.section or score > ratio
    return score if score >= _SURE and placed else 0


def _bonus(one: _Seen, other: _Seen) -> int:
    bonus = _SAME_WORK_POINT if one.work_point and one.work_point == other.work_point else 0
    return bonus + (_SAME_DEPARTMENTS if one.departments and one.departments == other.departments else 0)


def _left(count: int, taken: Iterable[int]) -> list[int]:
    partnered = set(taken)
    return [index for index in range(count) if index not in partnered]


def _matching(partners: dict[int, int], old: int, new: int) -> Matching:
    return Matching(
        pairs=tuple((partners[index], index) for index in sorted(partners)),
        added=tuple(_left(new, partners)),
        dropped=tuple(_left(old, partners.values())),
    )
