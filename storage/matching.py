"""The nouns of a comparison of two versions: pairs, doubts about them, and what was split or merged. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Reason(StrEnum):
    """Why it is not sure that two are the same item."""

    WORDS = "words"
    """Much of the wording is different."""
    NUMBERS = "numbers"
    """The words are the same but for a number, a quarter or a date, as of two items of a series."""
    RIVAL = "rival"
    """Another item could be it almost as well."""
    PLACE = "place"
    """The words are common in the plan, and stand elsewhere or with another department."""
    PROGRESS = "progress"
    """Something was reported, of other words than these."""
    SPLIT = "split"
    """Something was reported of the whole, of which this is the greater part."""
    MERGED = "merged"
    """Several items are one now, and not the same was reported of them."""


@dataclass(frozen=True)
class DoubtfulPair:
    """Indices of two that may be the same item; `same`: they are taken for it. `score` is 0 to 100.

    `others` are old ones, too, that were merged into the new one, and may give it their code instead.
    """

    old: int
    new: int
    score: int
    reason: Reason
    same: bool
    others: tuple[int, ...] = ()


@dataclass(frozen=True)
class Matching:
    """Pairs of (old index, new index) by new index, and what has no partner, as indices too.

    `doubtful` tells, by new index, what an admin had better look at. `splits` are (old, new) where the new
    item was a part of an old one, whose code the greater part keeps; `merges` are (old, new) where the
    words of the old item, which is dropped, went into a new one that keeps the code of its greater part.
    """

    pairs: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    dropped: tuple[int, ...]
    doubtful: tuple[DoubtfulPair, ...] = ()
    splits: tuple[tuple[int, int], ...] = ()
    merges: tuple[tuple[int, int], ...] = ()


def decide(matching: Matching, decisions: Mapping[int, int | None]) -> Matching:
    """Apply what an admin says of new items, by index: which old one each is; None for one that is new.

    An old item that another new one had been taken for is that no longer. Of two decisions for one old
    item the first in plan order counts. Of merged items, any may be the one that stays.
    """
    holders = {j: i for i, j in matching.pairs}
    partners = {j: i for j, i in holders.items() if j not in decisions}
    wanted = {i: j for j, i in sorted(decisions.items(), reverse=True) if i is not None}
    partners = {j: i for j, i in partners.items() if i not in wanted} | {j: i for i, j in wanted.items()}
    old, new = len(matching.pairs) + len(matching.dropped), len(matching.pairs) + len(matching.added)
    kept = set(partners.values())
    merges = {*matching.merges, *((holders[j], j) for i, j in matching.merges if partners.get(j) == i)}
    return replace(
        paired(partners, old, new),
        doubtful=tuple(pair for pair in matching.doubtful if pair.new not in decisions),
        splits=tuple((i, j) for i, j in matching.splits if j not in partners and i in kept),
        merges=tuple((i, j) for i, j in sorted(merges) if j in partners and i not in kept),
    )


def moved(matching: Matching, places: Sequence[int], besides: Iterable[int]) -> Matching:
    """Let a matching's new items be those at `places` of a longer list, in which others are new `besides`."""
    return replace(
        matching,
        pairs=tuple((i, places[j]) for i, j in matching.pairs),
        added=tuple(sorted((*(places[j] for j in matching.added), *besides))),
        doubtful=tuple(replace(pair, new=places[pair.new]) for pair in matching.doubtful),
        splits=tuple((i, places[j]) for i, j in matching.splits),
        merges=tuple((i, places[j]) for i, j in matching.merges),
    )


def paired(partners: Mapping[int, int], old: int, new: int) -> Matching:
    """Make a matching of old index by new, and of how many items there are."""
    return Matching(
        pairs=tuple((partners[index], index) for index in sorted(partners)),
        added=tuple(_left(new, partners)),
        dropped=tuple(_left(old, partners.values())),
    )


def _left(count: int, taken: Iterable[int]) -> list[int]:
    partnered = set(taken)
    return [index for index in range(count) if index not in partnered]
