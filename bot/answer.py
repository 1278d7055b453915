"""What was found for a question, before anyone puts it into words. PURE.

An answer holds values only: items, days, counts, and notes. Which of them are shown, and in which words,
is decided by the question types and the two layouts (`rendering`, `terminal`); none adds a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.question import Intent, Question
    from storage.plan import PlanItem


class Mark(StrEnum):
    """What today means for an item's due day; computed, never stored."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    NONE = "none"


@dataclass(frozen=True)
class DueItem:
    """An item under one of its due days.

    `label` is the milestone's words; `again` says that it is due on other days asked about, too.
    """

    item: PlanItem
    mark: Mark
    label: str | None = None
    again: bool = False


@dataclass(frozen=True)
class DueDay:
    """The items shown under one due day; each item stands under one day only."""

    day: date
    items: tuple[DueItem, ...]


@dataclass(frozen=True)
class MonthCount:
    """How many items fall due in a month; an item due in three months counts in each."""

    year: int
    month: int
    items: int


@dataclass(frozen=True)
class DepartmentLoad:
    """How many items a department answers for; equal counts share a rank."""

    rank: int
    department: str
    items: int


@dataclass(frozen=True)
class Examples:
    """What to fill into example questions, taken from the loaded plans; None where none has it."""

    department: str | None = None
    month: date | None = None
    name_year: bool = False
    topic: str | None = None
    code: str | None = None
    due_soon: bool = False
    """Whether anything is due in the next two weeks."""


# -- notes: what else the reader should know ----------------------------------------------------------------


@dataclass(frozen=True)
class NoPlan:
    """Nothing is loaded yet."""


@dataclass(frozen=True)
class PlanMissing:
    """The plans of the years asked about are not loaded; `loaded` ones are."""

    years: tuple[int, ...]
    loaded: tuple[int, ...]


@dataclass(frozen=True)
class YearAssumed:
    """The question named no year; the plan's was taken, and it is not this year."""

    year: int


@dataclass(frozen=True)
class NotUnderstood:
    """Date-like words left over. `answered` says whether a period was understood beside them."""

    words: tuple[str, ...]
    answered: bool


@dataclass(frozen=True)
class AlsoUnknown:
    """Names that no department has, beside others that were found."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Miscounted:
    """So many departments were said to be meant, and the plan has another `number` of them."""

    said: int
    number: int


@dataclass(frozen=True)
class LeftAside:
    """Words that the plan does not have; the items were found by the others."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class NotConsidered:
    """Words that the plan has and the departments' items have not; too general to go by."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class CutOff:
    """The text was longer than questions are: its end was not read."""


@dataclass(frozen=True)
class MayMean:
    """A topic that is also what departments' names begin with: 文献, and there is a 文献部."""

    topic: str
    departments: tuple[str, ...]


@dataclass(frozen=True)
class WithoutTopic:
    """Nothing matches the topic; this is due without it."""

    items: tuple[PlanItem, ...]


@dataclass(frozen=True)
class SameTimeLater:
    """The year was assumed and its days are past; this plan has items due at that time of a later year."""

    day: date
    items: tuple[PlanItem, ...]


@dataclass(frozen=True)
class NamedApart:
    """Departments that were named with a time each: that is two questions."""

    departments: tuple[str, ...]


@dataclass(frozen=True)
class OwnUnknown:
    """The question is about the reader's own department, and nobody has said which that is."""


@dataclass(frozen=True)
class Denied:
    """It was asked for nothing; `answered` says whether what there is answers that."""

    words: tuple[str, ...]
    answered: bool


@dataclass(frozen=True)
class NotWorkedOut:
    """Figures are asked for that are not worked out."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class NothingReported:
    """Nobody has reported progress on this plan yet: standing, if `by_dates`, goes by dates alone."""

    by_dates: bool


@dataclass(frozen=True)
class Nearest:
    """Nothing is due in the period; this is the next due day after it, or the last before it."""

    day: date
    items: tuple[PlanItem, ...]
    after: bool


@dataclass(frozen=True)
class TopicsApart:
    """No item holds all the topics; so many hold each."""

    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Elsewhere:
    """The departments asked about have nothing on the topic; these others have, most concerned first."""

    items: int
    departments: tuple[str, ...]


@dataclass(frozen=True)
class NothingFound:
    """Nothing at all was found, and nothing near."""


@dataclass(frozen=True)
class Similar:
    """No item holds the topic; these read most alike."""

    items: tuple[PlanItem, ...]


@dataclass(frozen=True)
class OtherItems:
    """What the departments have in the plan besides what was asked for."""

    items: int


@dataclass(frozen=True)
class OtherPlan:
    """The plan asked about has none, but another year's has."""

    year: int
    items: int


@dataclass(frozen=True)
class UnknownCodes:
    """Codes that no item has; codes run from `first` to `last`."""

    codes: tuple[str, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True)
class OutOfList:
    """An item was asked for by its place, but no list before has that place: it was read as a code."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class NothingNamed:
    """It is asked who or when, and not of what."""


Note = (
    NoPlan
    | PlanMissing
    | YearAssumed
    | NotUnderstood
    | AlsoUnknown
    | Miscounted
    | LeftAside
    | NotConsidered
    | CutOff
    | MayMean
    | WithoutTopic
    | SameTimeLater
    | NamedApart
    | OwnUnknown
    | NothingReported
    | Nearest
    | TopicsApart
    | Elsewhere
    | NothingFound
    | Similar
    | OtherItems
    | OtherPlan
    | UnknownCodes
    | OutOfList
    | Denied
    | NotWorkedOut
    | NothingNamed
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found.

    `items` are due in the period (without a period: all that match), by day and then in plan order; `days`
    holds the same items by due day, `dateless` those of them without one. `overdue` was due before the period
    and is not done, the latest first, where that is asked for. `ongoing` are year-round items,
    `overlapping` have a window that touches the period without ending in it, `undated` belong to the asked
    year but have no day.
    """

    question: Question
    today: date
    plan_year: int | None = None
    items: tuple[PlanItem, ...] = ()
    days: tuple[DueDay, ...] = ()
    overdue: tuple[DueDay, ...] = ()
    dateless: tuple[PlanItem, ...] = ()
    ongoing: tuple[PlanItem, ...] = ()
    overlapping: tuple[PlanItem, ...] = ()
    undated: tuple[PlanItem, ...] = ()
    months: tuple[MonthCount, ...] = ()
    loads: tuple[DepartmentLoad, ...] = ()
    examples: Examples = Examples()
    notes: tuple[Note, ...] = ()

    @property
    def intent(self) -> Intent:
        return self.question.intent
