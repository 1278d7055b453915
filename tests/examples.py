"""Small plans, items and questions for tests: say what matters, the rest is filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import TYPE_CHECKING, Any

from bot.question import Intent, Language, Question
from storage.plan import (
    Deadline,
    DeadlineKind,
    Department,
    Occurrence,
    ParsedItem,
    ParsedPlan,
    Period,
    PlanItem,
    PlanKind,
    PlanSummary,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

YEAR = 2017
TODAY = date(2017, 11, 20)
CHINA = timezone(timedelta(hours=8))
NOW = datetime(2017, 11, 20, 9, 30, tzinfo=CHINA)

_numbers = count(1)


def a_day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def a_period(first: str | None, last: str | None) -> Period:
    """Return a period from ISO days, both included; `None` leaves a side open."""
    return Period(a_day(first) if first else None, a_day(last) if last else None)


def a_month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1))


def a_deadline(
    due: str | date | Iterable[str | date | Occurrence] | None = None,
    *,
    start: str | date | None = None,
    ongoing: bool = False,
) -> Deadline:
    """Return a deadline: by day(s), a window with `start`, year-round with `ongoing`, else undated."""
    if due is None:
        return Deadline(DeadlineKind.ONGOING if ongoing else DeadlineKind.UNDATED)
    days = [due] if isinstance(due, str | date) else list(due)
    begun = a_day(start) if start else None
    occurrences = tuple(
        each if isinstance(each, Occurrence) else Occurrence(a_day(each), begun) for each in days
    )
    kind = DeadlineKind.WINDOW if begun else DeadlineKind.ONGOING if ongoing else DeadlineKind.BY
    return Deadline(kind, begun, occurrences)


def a_parsed_item(
    measure: str = "编制年度培训计划并组织实施。",
    *,
    due: str | date | Iterable[str | date | Occurrence] | None = None,
    start: str | date | None = None,
    ongoing: bool = False,
    **fields: Any,
) -> ParsedItem:
    return ParsedItem(**_fields(measure, due, start, ongoing, fields))


def an_item(
    measure: str = "编制年度培训计划并组织实施。",
    *,
    due: str | date | Iterable[str | date | Occurrence] | None = None,
    start: str | date | None = None,
    ongoing: bool = False,
    code: str | None = None,
    year: int = YEAR,
    status: Status = Status.OPEN,
    **fields: Any,
) -> PlanItem:
    """Return an item; `department="…"` names a single one, `departments=(…)` several."""
    filled = _fields(measure, due, start, ongoing, fields)
    return PlanItem(**filled, code=code or f"{year}-{next(_numbers)}", year=year, status=status)


def _fields(
    measure: str,
    due: str | date | Iterable[str | date | Occurrence] | None,
    start: str | date | None,
    ongoing: bool,
    fields: dict[str, Any],
) -> dict[str, Any]:
    deadline = a_deadline(due, start=start, ongoing=ongoing)
    department = fields.pop("department", "教务处")
    return {
        "section": "一、加强队伍建设",
        "work_point": None,
        "group": None,
        "measure": measure,
        "departments": (department,),
        "deadline": deadline,
        "deadline_text": _printed(deadline),
        **fields,
    }


def _printed(deadline: Deadline) -> str:
    """Print a deadline as a plan would, roughly."""
    if deadline.kind is DeadlineKind.ONGOING:
        return "全年"
    months = "、".join(f"{each.due.month} 月" for each in deadline.occurrences)
    return f"{deadline.start.month}-{months}" if deadline.start else months


def numbered(items: Sequence[PlanItem]) -> tuple[PlanItem, ...]:
    """Give items the codes of their places in the plan, so that a test does not depend on others."""
    return tuple(replace(item, code=f"{item.year}-{place}") for place, item in enumerate(items, start=1))


def a_plan(
    *items: ParsedItem, year: int | None = YEAR, title: str = "年度工作计划", kind: PlanKind = PlanKind.TABLE
) -> ParsedPlan:
    return ParsedPlan(year=year, title=title, kind=kind, items=items)


def a_summary(
    year: int = YEAR, *, items: int = 1, dated: bool = True, kind: PlanKind = PlanKind.TABLE
) -> PlanSummary:
    return PlanSummary(year, f"{year}年工作计划", kind, 1, items, dated)


def a_question(intent: Intent = Intent.LIST, **fields: Any) -> Question:
    """Return a question in Chinese about the plan of 2017, as understood."""
    return Question(**{"intent": intent, "language": Language.CHINESE, "plan_year": YEAR, **fields})


def departments_of(items: Iterable[ParsedItem]) -> tuple[Department, ...]:
    names = dict.fromkeys(name for item in items for name in item.departments)
    return tuple(Department(name) for name in names)
