"""The value between understanding a question and answering it. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.plan import Period


class Intent(StrEnum):
    """What is asked for (DESIGN §3)."""

    LIST = "list"
    WHO = "who"
    WHEN = "when"
    COUNT = "count"
    RANK = "rank"
    SHOW = "show"
    HELP = "help"
    UNKNOWN_DEPARTMENT = "unknown_department"
    OUT_OF_SCOPE = "out_of_scope"


class Language(StrEnum):
    """The language of the question, and so of its answer."""

    CHINESE = "zh"
    ENGLISH = "en"


class Standing(StrEnum):
    """A restriction by progress, when the question names one ("what is overdue", 还没完成的)."""

    ANY = "any"
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    IN_TIME = "in_time"


class Timing(StrEnum):
    """A restriction by the kind of deadline: year-round work, or what has no date yet."""

    ANY = "any"
    ONGOING = "ongoing"
    UNDATED = "undated"
    DATED = "dated"


class Talk(StrEnum):
    """What kind of small talk a text is that asks nothing."""

    NONE = "none"
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question as understood.

    `departments` are canonical names. `unknown_departments` are words that name a department which the
    plan does not have, with `nearest` as what may be meant. `unclear_dates` are date-like words that were
    not understood: the answer asks instead of guessing. `period` includes both ends. `asks_own` is set where
    the asking person means their own department without naming it. `unmatched` are words next to the topics
    that the plan does not have: they were left aside, and the answer should say so. `parts` are the times one
    by one where they do not touch (3月和12月); `period` then runs from the first to the last of them.
    `excluded` are departments whose items are left out; `assisting` asks only for what the departments help
    with, `joint` only for what all of them have in common. `upcoming` asks for the next due day. A ranking
    may start with the `fewest`, and end after the `top` departments. `of_departments` asks which departments
    there are. `apart` are departments that were named with a time each: one answer cannot hold both.
    """

    intent: Intent
    language: Language
    plan_year: int | None = None
    departments: tuple[str, ...] = ()
    period: Period | None = None
    period_text: str | None = None
    topics: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    standing: Standing = Standing.ANY
    unknown_departments: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    unclear_dates: tuple[str, ...] = ()
    year_assumed: bool = False
    """The words name no year; the plan's was taken for `period`."""
    whole: bool = False
    """The whole list is wanted ("all", 全部), however long."""
    asks_own: bool = False
    unmatched: tuple[str, ...] = ()
    parts: tuple[Period, ...] = ()
    excluded: tuple[str, ...] = ()
    assisting: bool = False
    joint: bool = False
    fewest: bool = False
    top: int | None = None
    upcoming: bool = False
    timing: Timing = Timing.ANY
    of_departments: bool = False
    apart: tuple[str, ...] = ()
    talk: Talk = Talk.NONE
    not_considered: tuple[str, ...] = ()
    """Words that the plan has, left aside as too general."""
    miscounted: int | None = None
    """How many departments were said to be meant, where `departments` are more or fewer."""
    with_overdue: bool = False
    """What was due before the period and is not done is wanted, too."""
    idle: bool = False
    """It is asked which departments have none of the items that are meant."""
    helpers: bool = False
    """It is asked who helps the departments."""
    of_progress: bool = False
    """It is asked how far things are."""
    least: int | None = None
    """Only departments with so many items or more are ranked; with `most`, so many or fewer."""
    most: int | None = None
    figures: tuple[str, ...] = ()
    """Words for figures that are not worked out, such as averages."""
    without: tuple[str, ...] = ()
    """Topics whose items are left out."""
    denied: tuple[str, ...] = ()
    """Words that deny something, and it is not clear what they leave."""
    none: tuple[str, ...] = ()
    """Words that say that there is nothing; what there is answers them."""
    out_of_list: bool = False
    """An item was asked for by its place, and the list before (if any) does not reach so far."""
    either: bool = False
    """What is about any of the topics is wanted (扶贫和保密), not only what is about all of them."""
    cut: bool = False
    """The text was longer than questions are, and its end was not read."""
    of_list: Question | None = None
    """The question whose list an item was picked from: the next place is one of the same list."""

    @property
    def times(self) -> tuple[Period, ...]:
        """The spans of days that are asked about; none where no time is named."""
        if self.period is None:
            return ()
        if self.parts and (self.parts[0].first, self.parts[-1].last) == (self.period.first, self.period.last):
            return self.parts
        return (self.period,)
