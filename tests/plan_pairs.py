"""Pairs of plan versions whose identities are known, and how well they are found. The tests' own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Self

from rapidfuzz import fuzz

from storage.canonical import canonical_item, fold
from storage.deadlines import item_deadline
from storage.parsing import parse_plan
from storage.plan import ParsedItem, Source
from tests.plan_edits import Row, edit, with_series
from tests.random_plans import random_plan, random_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from storage.identity import Matching
    from tests.random_plans import GoldItem, Tier

YEAR = 2019


@dataclass(frozen=True)
class Pair:
    """Two versions. `rows` are the new one's items with what they come from."""

    old: tuple[ParsedItem, ...]
    rows: tuple[Row, ...]

    @property
    def new(self) -> tuple[ParsedItem, ...]:
        return tuple(row.item for row in self.rows)


@dataclass
class Score:
    """Counts over pairs. `unchanged` are all that only moved or got another number in front;
    `misjoined` those that were given another one's code.
    """

    unchanged: int = 0
    unchanged_kept: int = 0
    edited: int = 0
    edited_kept: int = 0
    added: int = 0
    items: int = 0
    misjoined: int = 0
    asked: int = 0
    settled_kept: int = 0
    settled_misjoined: int = 0
    """As `edited_kept` and `misjoined` after an admin has answered what was asked."""

    def __iadd__(self, other: Score) -> Self:
        for name, number in vars(other).items():
            setattr(self, name, getattr(self, name) + number)
        return self

    def add(self, pair: Pair, matching: Matching) -> None:
        found = {j: i for i, j in matching.pairs}
        asked = {doubt.new: doubt.old for doubt in matching.doubtful}
        self.items += len(pair.rows)
        self.asked += len(asked)
        for j, row in enumerate(pair.rows):
            right = self._is_right(pair, row.origin, found.get(j))
            told = right or (j in asked and self._is_right(pair, row.origin, asked[j]))
            if row.origin is None:
                self.added += 1
            elif row.edited not in ("", "renumbered"):
                self.edited += 1
                self.edited_kept += right
                self.settled_kept += told
            else:
                self.unchanged += 1
                self.unchanged_kept += right
            wrong = j in found and not right
            self.misjoined += wrong
            self.settled_misjoined += wrong and j not in asked

    @staticmethod
    def _is_right(pair: Pair, origin: int | None, found: int | None) -> bool:
        """Two old items that say the same in all are one as good as the other."""
        if origin is None or found is None:
            return origin is found
        return origin == found or _said(pair.old[origin]) == _said(pair.old[found])


def score(
    pairs: Iterable[Pair], match: Callable[[Sequence[ParsedItem], Sequence[ParsedItem]], Matching]
) -> Score:
    total = Score()
    for pair in pairs:
        total.add(pair, match(pair.old, pair.new))
    return total


def _said(item: ParsedItem) -> ParsedItem:
    return replace(item, source=Source(), doubts=())


def gold_items(gold: Iterable[GoldItem], year: int = YEAR) -> list[ParsedItem]:
    """Make items of a gold, as a flawless reading would."""
    return [
        canonical_item(
            ParsedItem(
                section=row["section"],
                work_point=row["work_point"],
                group=row["group"],
                measure=row["measure"],
                departments=tuple(row["departments"]),
                assisting=tuple(row["assist_departments"] or ()),
                deadline_text=row["deadline_text"],
                deadline=item_deadline(row["deadline_text"], row["measure"], year),
            )
        )
        for row in gold
    ]


@cache
def random_items(seed: int, tier: Tier) -> tuple[ParsedItem, ...]:
    """Give the items of a random plan, every other one with rows that repeat almost the same words."""
    items = gold_items(random_plan(seed, tier)[1])
    return tuple(with_series(items, Random(seed), YEAR) if seed % 2 else items)


def edited_pair(name: str, items: Sequence[ParsedItem], seed: int) -> Pair:
    others = random_items(seed + 5000 + seed % 2, "real")  # an even one, without what plans repeat
    return Pair(tuple(items), tuple(edit(name, items, others, seed, YEAR)))


def random_pair(name: str, seed: int, tier: Tier) -> Pair:
    return edited_pair(name, random_items(seed, tier), seed)


def reread_pair(seed: int, tier: Tier) -> Pair:
    """Give a plan as its gold has it, and as it is read from its flattened text."""
    text, gold = random_text(seed, tier)
    return aligned_pair(gold_items(gold), parse_plan(text.encode(), "plan.txt").items)


def aligned_pair(old: Sequence[ParsedItem], new: Sequence[ParsedItem]) -> Pair:
    """Pair two readings of one plan, in which nothing has changed places."""
    before, after = [fold(item.measure) for item in old], [fold(item.measure) for item in new]
    likeness = [[max(0.0, fuzz.ratio(one, other) - 50) for other in after] for one in before]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    origins, i, j = dict[int, int](), 0, 0
    while i < len(old) and j < len(new):
        if likeness[i][j] and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            origins[j] = i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return Pair(tuple(old), tuple(_reread(old, origins.get(j), item) for j, item in enumerate(new)))


def _reread(old: Sequence[ParsedItem], origin: int | None, item: ParsedItem) -> Row:
    same = origin is not None and _said(old[origin]) == _said(item)
    return Row(item, origin, "" if same else "reread")
