"""Overdue: on the first working day after D, then on each week's first one, four times at most. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.rules.span import RuleName, Span
from scheduler.working_days import ONE_DAY, monday

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduler.working_days import WorkCalendar
    from storage.subscription import Lead

TIMES = 4


def spans(day: date, leads: Sequence[Lead], calendar: WorkCalendar) -> Iterator[Span]:  # noqa: ARG001 - a rule
    """Say which due days are called overdue on `day`, for the first time to the last."""
    if not calendar.is_working_day(day):
        return
    last_before = calendar.before(day)
    yield _span(1, last_before, day)
    if not calendar.is_first_of_week(day):
        return
    for time in range(2, TIMES + 1):
        # What was first called overdue in the week of `last_before`, on any of its working days.
        first_before = calendar.before(monday(last_before))
        yield _span(time, first_before, last_before)
        last_before = first_before


def _span(time: int, first: date, end: date) -> Span:
    return Span(RuleName.OVERDUE, str(time), first, end - ONE_DAY)
