"""The nouns of a plan: item, deadline, occurrence, period, and what a question asks the store for.

PURE values, frozen and comparable; every layer may import them. Days are dates of the office's own
calendar; a period includes both ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from storage.diff import PlanDiff

UNKNOWN_YEAR = 2000
"""The year that stands in for one that a file does not name, until somebody does."""


class DeadlineKind(StrEnum):
    """How a deadline text is meant (DESIGN §2)."""

    BY = "by"
    WINDOW = "window"
    ONGOING = "ongoing"
    UNDATED = "undated"


class PlanKind(StrEnum):
    """A table has departments and deadlines; an outline has points and text only."""

    TABLE = "table"
    OUTLINE = "outline"


class Severity(StrEnum):
    """A warning is worth a look; an error means that something of the file is missing from the plan."""

    WARNING = "warning"
    ERROR = "error"


class Status(StrEnum):
    """Follow-through as people report it; overdue and due soon are computed, never stored."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE_CLAIMED = "done_claimed"
    DONE = "done"
    POSTPONED = "postponed"


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included; `None` leaves that side open."""

    first: date | None
    last: date | None

    def includes(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def overlaps(self, first: date, last: date) -> bool:
        """Whether any day from `first` to `last` (both included) lies in this period."""
        return (self.last is None or first <= self.last) and (self.first is None or last >= self.first)


@dataclass(frozen=True)
class Occurrence:
    """One day on which an item falls due: `due` itself still counts as in time.

    `start` is the first day of the window that ends on `due`, where the plan names one; `label` is the
    milestone's own words, None for the item's own deadline.
    """

    due: date
    start: date | None = None
    label: str | None = None


@dataclass(frozen=True)
class Deadline:
    """A deadline text as understood. `start` is the first day of a window, else None."""

    kind: DeadlineKind
    start: date | None = None
    occurrences: tuple[Occurrence, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where in the file an item stands: line of a text (from 1), or a place in words ("Sheet1!B7")."""

    line: int | None = None
    place: str | None = None


@dataclass(frozen=True, kw_only=True)
class ParsedItem:
    """One measure as read from a plan file.

    `departments` are all that the plan names for it, the responsible ones first; `assisting` are those
    among them that only help (配合/协办). `deadline_text` is as printed, "" where there is none. `doubts`
    say in words why the reading is not certain.
    """

    section: str
    work_point: str | None
    group: str | None
    measure: str
    departments: tuple[str, ...]
    assisting: tuple[str, ...] = ()
    deadline_text: str
    deadline: Deadline
    source: Source = field(default_factory=Source)
    doubts: tuple[str, ...] = ()

    @property
    def responsible(self) -> tuple[str, ...]:
        """The departments that answer for the item."""
        return tuple(name for name in self.departments if name not in self.assisting)


@dataclass(frozen=True, kw_only=True)
class PlanItem(ParsedItem):
    """An item of a published plan. `code` ("2017-112") stays with it over reloads."""

    code: str
    year: int
    status: Status = Status.OPEN

    @property
    def due(self) -> tuple[date, ...]:
        """Its due days in order, milestones included, each once."""
        return tuple(sorted({occurrence.due for occurrence in self.deadline.occurrences}))


@dataclass(frozen=True)
class Problem:
    """Something about the file that an admin should look at."""

    severity: Severity
    where: str
    message: str


@dataclass(frozen=True)
class ParsedPlan:
    """A plan file as read; nothing of it is stored yet. `year` is None where the file names none."""

    year: int | None
    title: str
    kind: PlanKind
    items: tuple[ParsedItem, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Department:
    """A department of the plan's and the other ways to name it (confirmed aliases, not guesses)."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanSummary:
    """What is loaded of one year. `dated` says whether any item has a due day."""

    year: int
    title: str
    kind: PlanKind
    version: int
    items: int
    dated: bool


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What a publish did: how many items the plan has now, and how many are new, different or gone.

    `unchanged`: the file says what the current version says, so that version stays.
    """

    year: int
    version: int
    items: int
    added: int = 0
    changed: int = 0
    dropped: int = 0
    unchanged: bool = False


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a publish would do. `seen` is the current version's number (0: none).

    `items_before` and `dropped` are 0 where there is no earlier version to lose anything of, and `diff` is
    None: all is new. `unchanged`: the file says what the current version says, so nothing would be done.
    """

    year: int
    seen: int
    items: int
    items_before: int = 0
    dropped: int = 0
    becomes_outline: bool = False
    """A table would be followed by an outline, which has neither departments nor dates."""
    unchanged: bool = False
    diff: PlanDiff | None = None


@dataclass(frozen=True, kw_only=True)
class PlanVersion:
    """One publish of a plan. `published_at` is in UTC; `sha256` is the file's.

    `published_by` is a person's id, None where the command line published; `restored_from` is the number of
    the version that was brought back.
    """

    number: int
    published_at: datetime
    file_name: str
    sha256: str
    items: int
    published_by: int | None = None
    restored_from: int | None = None


@dataclass(frozen=True)
class ItemFilter:
    """What to look for; empty fields do not restrict.

    `departments` match responsible and assisting alike, any of them. `topics` must all be found, as
    substrings, in an item's measure, group, work point or deadline text.
    """

    years: tuple[int, ...] = ()
    departments: tuple[str, ...] = ()
    period: Period | None = None
    topics: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
