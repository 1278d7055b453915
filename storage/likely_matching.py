"""Items that are said in other words now: which of the old ones they most likely are. PURE.

What speaks for a pair and against it is added up, as logarithms of odds: above 0 the two are rather the same
item than not. The weights were fitted to versions made by known edits of invented plans.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from storage.assignment import best_assignment
from storage.likeness import Index, likeness

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from storage.exact_matching import Seen, Side

    Scores: TypeAlias = dict[tuple[int, int], float]
    """By old and new index: above 0 for what is rather the same item than not."""

AGAINST = -13.0  # two items drawn at random
PART, AMOUNT, OWN_WORDS = 8.6, 5.4, 3.9
HEADING, ALONE, DEPARTMENTS, DEADLINE, PLACE = 2.1, 1.2, 1.9, 1.5, 3.7

_NOTHING = 0.75  # how far two agree of which one says nothing: that is no evidence against them
_FEW = 6  # settled items: fewer tell little of the place

_SURE = 2.0  # such pairs are settled first, and then tell the place of the others,
_AHEAD = 1.0  # if they are so much better than all others of the two
_WEIGHED = -2.0  # less likely pairs are not worth keeping
_ALIKE = 6  # items with most words in common that are weighed for each
_AROUND = 3  # settled items on either side that tell the place
_NEAR = 3  # items of a like place on either side that are weighed for each


def match_likely(partners: dict[int, int], before: Side, after: Side) -> Scores:
    """Add the likeliest pairs to `partners` (old index by new); return what was weighed for it."""
    scores = _weigh(partners, before, after)
    partners |= best_assignment(_gains(_without_rivals(scores)))
    scores |= (weighed := _weigh(partners, before, after))
    partners |= best_assignment(_gains(weighed))
    return scores


def _gains(scores: Scores) -> dict[int, dict[int, float]]:
    gains = defaultdict[int, dict[int, float]](dict)
    for (i, j), score in scores.items():
        if score > 0:
            gains[j][i] = score
    return gains


def _without_rivals(scores: Scores) -> Scores:
    """Keep what is sure by itself: far better than any other pair of these two."""
    old, new = defaultdict[int, list[float]](list), defaultdict[int, list[float]](list)
    for (i, j), score in scores.items():
        old[i].append(score)
        new[j].append(score)
    second = [{at: sorted(of)[-2] for at, of in side.items() if len(of) > 1} for side in (old, new)]
    return {
        (i, j): score
        for (i, j), score in scores.items()
        if score > max(_SURE, second[0].get(i, 0.0) + _AHEAD, second[1].get(j, 0.0) + _AHEAD)
    }


def _weigh(partners: Mapping[int, int], before: Side, after: Side) -> Scores:
    around = _Around(partners)
    left = _left_under(before, partners.values()), _left_under(after, partners)
    scores: Scores = {}
    for j, candidates in _candidates(partners, before, after).items():
        for i in candidates:
            score = _score(before[i], after[j]) + PLACE * around.agreement(i, j)
            heading = after[j].heading
            if before[i].heading == heading:
                score += ALONE / max(left[0][heading], left[1][heading])
            if score > _WEIGHED:
                scores[i, j] = score
    return scores


def _left_under(side: Side, settled: Iterable[int]) -> Counter[str]:
    """Count by heading the items that have no partner yet: the fewer, the likelier are they the same."""
    known = set(settled)
    return Counter(item.heading for index, item in enumerate(side) if index not in known)


def _score(old: Seen, new: Seen) -> float:
    like = likeness(old.words, new.words)
    score = AGAINST + PART * like.part + AMOUNT * like.amount
    score += OWN_WORDS * (old.words == new.words and old.own_words and new.own_words)
    score += HEADING * _agree(*_headings(old, new)) + DEADLINE * _agree(old.deadline, new.deadline)
    return score + DEPARTMENTS * _shared(old.departments, new.departments)


def _headings(old: Seen, new: Seen) -> tuple[str, str]:
    """Return what both stand under, of one kind: in an outline, points stand under sections only."""
    if old.point and new.point:
        return old.point, new.point
    return old.section, new.section


def _agree(one: str, other: str) -> float:
    return float(one == other) if one and other else _NOTHING


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else _NOTHING


def _candidates(partners: Mapping[int, int], before: Side, after: Side) -> dict[int, set[int]]:
    """Find the few old items that each new one without partner may be."""
    taken = set(partners.values())
    old = [i for i in range(len(before)) if i not in taken]
    index = Index({i: before[i].words for i in old})
    same = defaultdict[object, list[int]](list)
    for i in old:
        for key in _keys(before[i]):
            same[key].append(i)
    candidates = {}
    for j, place in enumerate(_places(partners, len(after))):
        if j not in partners:
            found = set(index.nearest(after[j].words, _ALIKE))
            for near in (old, *(same[key] for key in _keys(after[j]) if key in same)):
                at = bisect_left(near, place)
                found.update(near[max(0, at - _NEAR) : at + _NEAR])
            candidates[j] = found
    return candidates


def _keys(item: Seen) -> Iterator[Hashable]:
    """Name what two items share that are said in the same words, as many others are."""
    yield item.words.text, item.departments
    yield item.words.text, item.work_point


def _places(partners: Mapping[int, int], count: int) -> Iterator[int]:
    """Say for each new index where it would stand in the old plan: below the partner of the one above."""
    place = -1
    for j in range(count):
        place = partners.get(j, place + 1)
        yield place


class _Around:
    """The settled items that stand next above and below, of old ones and of new ones."""

    def __init__(self, partners: Mapping[int, int]) -> None:
        self._new = sorted(partners)
        self._old = sorted(partners.values())
        self._partners = partners
        self._weight = min(1.0, len(partners) / _FEW)

    def agreement(self, i: int, j: int) -> float:
        """Return the share of them that is the same; less where few are settled."""
        old = set(_next_to(self._old, i))
        new = {self._partners[near] for near in _next_to(self._new, j)}
        return self._weight * len(old & new) / max(1, min(len(old), len(new)))


def _next_to(settled: list[int], index: int) -> list[int]:
    at = bisect_left(settled, index)
    return settled[max(0, at - _AROUND) : at + _AROUND]
