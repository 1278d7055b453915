"""The value between understanding a question and answering it. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question as understood.

    `departments` are canonical names. `unknown_departments` are words that name a department which the
    plan does not have, with `nearest` as what may be meant. `unclear_dates` are date-like words that were
    not understood: the answer asks instead of guessing. `period` includes both ends.
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
