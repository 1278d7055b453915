"""Which pairs of items an admin had better look at before the plan is published. PURE."""

from __future__ import annotations

from collections import Counter
from math import exp, inf
from typing import TYPE_CHECKING

from storage.likeness import of_one_series
from storage.matching import DoubtfulPair, Reason
from storage.progress import endangered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.exact_matching import Seen, Side
    from storage.likely_matching import Scores
    from storage.matching import Matching
    from storage.plan import ParsedItem

_DOUBTED = 1.0  # less for a pair, or against it, decides nothing
_BETTER = 0.7  # by so little more than a rival a pair is doubted too


def find_doubts(matching: Matching, scores: Scores, before: Side, after: Side) -> tuple[DoubtfulPair, ...]:
    """Find, by new index, what was decided on little evidence; each item is asked about once at most."""
    asked_old = {i for i, _ in (*matching.merges, *matching.splits)}
    asked_new = {j for _, j in (*matching.merges, *matching.splits)}
    doubts = []
    for i, j, reason, same in _doubtful(matching, scores, before, after):
        if i not in asked_old and j not in asked_new:
            asked_old.add(i)
            asked_new.add(j)
            doubts.append(DoubtfulPair(i, j, _percent(scores[i, j]), reason, same))
    return tuple(sorted(doubts, key=lambda doubt: doubt.new))


def find_endangered(
    matching: Matching, scores: Scores, old: Sequence[ParsedItem], new: Sequence[ParsedItem]
) -> tuple[DoubtfulPair, ...]:
    """Add to a matching's doubts, by new index, the pairs whose progress may not be theirs."""
    asked = {doubt.new for doubt in matching.doubtful}
    doubts = [
        DoubtfulPair(i, j, _percent(scores.get((i, j), inf)), reason, same=True, others=others)
        for i, j, reason, others in endangered(matching, old, new)
        if j not in asked
    ]
    return tuple(sorted((*matching.doubtful, *doubts), key=lambda doubt: doubt.new))


def _doubtful(
    matching: Matching, scores: Scores, before: Side, after: Side
) -> Iterator[tuple[int, int, Reason, bool]]:
    """Yield pairs with the reason and whether they are taken for the same, those taken first."""
    pairs = sorted(scores.keys() & set(matching.pairs))
    added, dropped = set(matching.added), set(matching.dropped)
    rivals = _Rivals(scores, added, dropped)
    series = {(i, j) for i, j in pairs if of_one_series(before[i].words, after[j].words)}
    repeated = _repeated(before) | _repeated(after) if series else set[str]()
    for i, j in pairs:
        if (i, j) in series and repeated & {before[i].words.unnumbered, after[j].words.unnumbered}:
            yield i, j, Reason.NUMBERS, True
        elif scores[i, j] < _DOUBTED:
            yield i, j, _reason(before[i], after[j]), True
        elif scores[i, j] < rivals.best(i, j) + _BETTER:
            yield i, j, Reason.RIVAL, True
    for i, j in sorted(scores, key=lambda pair: (-scores[pair], pair)):
        if i in dropped and j in added and scores[i, j] > -_DOUBTED:
            yield i, j, _reason(before[i], after[j]), False


class _Rivals:
    """The best score that an item without partner has with one that has a partner."""

    def __init__(self, scores: Scores, added: set[int], dropped: set[int]) -> None:
        self._of_old: dict[int, float] = {}
        self._of_new: dict[int, float] = {}
        for (i, j), score in scores.items():
            if j in added:
                self._of_old[i] = max(score, self._of_old.get(i, score))
            if i in dropped:
                self._of_new[j] = max(score, self._of_new.get(j, score))

    def best(self, i: int, j: int) -> float:
        return max(self._of_old.get(i, -inf), self._of_new.get(j, -inf))


def _reason(old: Seen, new: Seen) -> Reason:
    return Reason.PLACE if old.words == new.words else Reason.WORDS


def _repeated(side: Side) -> set[str]:
    """Find what several items say but for a number."""
    times = Counter(item.words.unnumbered for item in side)
    return {words for words, count in times.items() if count > 1}


def _percent(score: float) -> int:
    return round(100 / (1 + exp(-score)))
