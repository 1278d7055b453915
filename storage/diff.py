"""What a new plan version changes, for the admin who is to publish it. PURE.

What only moved to another row, or got another number in front, is no change: nobody has to do anything else.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.canonical import fold, says_the_same, unnumbered
from storage.plan import PlanItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from storage.matching import Matching, Reason
    from storage.plan import ParsedItem


class Field(StrEnum):
    """A part of an item that may change. `due` are the days, `deadline` is what is printed."""

    SECTION = "section"
    WORK_POINT = "work_point"
    GROUP = "group"
    MEASURE = "measure"
    DEPARTMENTS = "departments"
    ASSISTING = "assisting"
    DEADLINE = "deadline"
    DUE = "due"


@dataclass(frozen=True)
class FieldChange:
    """What a field said and says, as text; "" for nothing."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ChangedItem:
    """An item that stays and says something else. `place` is that of `after` in the new plan, from 0."""

    code: str
    place: int
    before: PlanItem
    after: ParsedItem
    fields: tuple[FieldChange, ...]

    @property
    def moved_date(self) -> bool:
        """Whether other days are due, so that reminders follow."""
        return any(change.field is Field.DUE for change in self.fields)

    @property
    def moved_department(self) -> bool:
        """Whether others are to do it, or to help."""
        return any(change.field in (Field.DEPARTMENTS, Field.ASSISTING) for change in self.fields)


@dataclass(frozen=True, kw_only=True)
class AddedItem:
    """An item that the current version does not have.

    `back` is the dropped item that comes back with what was reported of it, None for one that is new: it has
    a code if it is published; `whole` is the item that said this too until now, with the status that only its
    greater part keeps.
    """

    place: int
    item: ParsedItem
    back: PlanItem | None = None
    whole: PlanItem | None = None

    @property
    def code(self) -> str | None:
        known = self.back or self.item
        return known.code if isinstance(known, PlanItem) else None

    @property
    def split_from(self) -> str | None:
        return self.whole.code if self.whole else None


@dataclass(frozen=True, kw_only=True)
class DroppedItem:
    """An item that the new plan no longer has, with its status. `into`, as it was before, says it now."""

    item: PlanItem
    into: PlanItem | None = None

    @property
    def merged_into(self) -> str | None:
        return self.into.code if self.into else None


@dataclass(frozen=True, kw_only=True)
class DoubtfulMatch:
    """Two that may be the same item. `same` is what a publish does unless an admin decides otherwise.

    `score` (0 to 100) is how likely it is. A decision is `{place: code}` of one of the `choices`, or
    `{place: None}`. `others` went into the new one, too; `returns`: the item was dropped earlier.
    """

    before: PlanItem
    place: int
    after: ParsedItem
    score: int
    reason: Reason
    same: bool
    others: tuple[PlanItem, ...] = ()
    returns: bool = False

    @property
    def choices(self) -> tuple[PlanItem, ...]:
        """The items that the new one may be, the one that it is taken for first."""
        return (self.before, *self.others)


@dataclass(frozen=True, kw_only=True)
class PlanDiff:
    """All that a publish does to the items, each kind in plan order.

    Every item of the new plan is in `added`, in `changed`, or counted in `unchanged` or `renumbered`; these
    two say the same as before, the latter under another number or with other blanks. `reordered` counts
    those of all that stay which stand elsewhere among the others.
    """

    added: tuple[AddedItem, ...] = ()
    changed: tuple[ChangedItem, ...] = ()
    dropped: tuple[DroppedItem, ...] = ()
    doubtful: tuple[DoubtfulMatch, ...] = ()
    unchanged: int = 0
    renumbered: int = 0
    reordered: int = 0


def diff_plans(
    old: Sequence[PlanItem],
    new: Sequence[ParsedItem],
    matching: Matching,
    returned: Mapping[int, PlanItem] | None = None,
    returning: Sequence[DoubtfulMatch] = (),
) -> PlanDiff:
    """Say what becomes of the items.

    `returned` are dropped ones that come back, by place; `returning` are those of which it is not certain, in
    whose places no other item is asked about.
    """
    partners = {j: old[i] for i, j in matching.pairs}
    changed = tuple(_changed(old, new, matching))
    same = sum(says_the_same(old[i], new[j]) for i, j in matching.pairs)
    return PlanDiff(
        added=tuple(_added(old, new, matching, returned or {})),
        changed=changed,
        dropped=tuple(_dropped(old, partners, matching)),
        doubtful=tuple(
            sorted((*doubtful_matches(old, new, matching), *returning), key=lambda match: match.place)
        ),
        unchanged=same,
        renumbered=len(matching.pairs) - same - len(changed),
        reordered=len(matching.pairs) - _longest_rise([i for i, _ in matching.pairs]),
    )


def doubtful_matches(
    old: Sequence[PlanItem], new: Sequence[ParsedItem], matching: Matching
) -> Iterator[DoubtfulMatch]:
    for pair in matching.doubtful:
        yield DoubtfulMatch(
            before=old[pair.old],
            place=pair.new,
            after=new[pair.new],
            score=pair.score,
            reason=pair.reason,
            same=pair.same,
            others=tuple(old[i] for i in pair.others),
        )


def changed_fields(before: ParsedItem, after: ParsedItem) -> tuple[FieldChange, ...]:
    """Compare what two items say, numbers in front and blanks aside."""
    pairs = zip(_fields(before), _fields(after), strict=True)
    return tuple(
        FieldChange(field, one, other)
        for (field, one), (_, other) in pairs
        if _words(field, one) != _words(field, other)
    )


def _changed(old: Sequence[PlanItem], new: Sequence[ParsedItem], matching: Matching) -> Iterator[ChangedItem]:
    for i, j in matching.pairs:
        if fields := changed_fields(old[i], new[j]):
            yield ChangedItem(code=old[i].code, place=j, before=old[i], after=new[j], fields=fields)


def _added(
    old: Sequence[PlanItem], new: Sequence[ParsedItem], matching: Matching, returned: Mapping[int, PlanItem]
) -> Iterator[AddedItem]:
    parts = {j: old[i] for i, j in matching.splits}
    for j in matching.added:
        yield AddedItem(place=j, item=new[j], back=returned.get(j), whole=parts.get(j))


def _dropped(
    old: Sequence[PlanItem], partners: Mapping[int, PlanItem], matching: Matching
) -> Iterator[DroppedItem]:
    wholes = dict(matching.merges)
    for i in matching.dropped:
        yield DroppedItem(item=old[i], into=partners[wholes[i]] if i in wholes else None)


def _fields(item: ParsedItem) -> tuple[tuple[Field, str], ...]:
    return (
        (Field.SECTION, item.section),
        (Field.WORK_POINT, item.work_point or ""),
        (Field.GROUP, item.group or ""),
        (Field.MEASURE, item.measure),
        (Field.DEPARTMENTS, "、".join(item.responsible)),
        (Field.ASSISTING, "、".join(item.assisting)),
        (Field.DEADLINE, item.deadline_text),
        (Field.DUE, "、".join(str(day) for day in sorted({each.due for each in item.deadline.occurrences}))),
    )


_NUMBERED = frozenset((Field.SECTION, Field.WORK_POINT, Field.GROUP, Field.MEASURE))


def _words(field: Field, text: str) -> str:
    return fold(unnumbered(text) if field in _NUMBERED else text)


def _longest_rise(numbers: Sequence[int]) -> int:
    """Return how many of them, at most, stand in rising order."""
    ends: list[int] = []  # ends[n]: the lowest end of a rise of n + 1 numbers
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)
